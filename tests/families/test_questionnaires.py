"""A questionnaire as data: what is taken and what is refused, and that what is not asked counts for nothing."""

import json
from contextlib import suppress
from copy import deepcopy
from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kansrijk.core.faults import BadInput
from kansrijk.families.questionnaire import ASKING, CONFIDENTIALITY, LABEL, asked, guarded, kept, read

OWN = files("kansrijk.families").joinpath("data/questionnaires/eerste-gesprek.json").read_bytes()
NEWEST = files("kansrijk.families").joinpath("data/questionnaires/eerste-gesprek-2026-2.json").read_bytes()
PLAIN = {
    "resourceType": "Questionnaire",
    "url": "https://voorbeeld.invalid/v",
    "version": "1",
    "title": "Proef",
    "meta": {"security": [{"system": CONFIDENTIALITY, "code": "N"}]},
    "item": [
        {"linkId": "a", "type": "boolean", "text": "A?", "required": True},
        {
            "linkId": "g",
            "type": "group",
            "text": "G",
            "enableWhen": [{"question": "a", "operator": "=", "answerBoolean": True}],
            "item": [
                {"linkId": "n", "type": "integer", "text": "N?"},
                {
                    "linkId": "m",
                    "type": "string",
                    "text": "M?",
                    "required": True,
                    "enableWhen": [{"question": "n", "operator": ">", "answerInteger": 3}],
                },
            ],
        },
        {
            "linkId": "z",
            "type": "text",
            "text": "Z?",
            "enableBehavior": "any",
            "enableWhen": [
                {"question": "m", "operator": "exists", "answerBoolean": True},
                {"question": "a", "operator": "!=", "answerBoolean": True},
            ],
        },
    ],
}


def made(**changes) -> bytes:
    return json.dumps({**deepcopy(PLAIN), **changes}).encode()


def links(answers) -> list[str]:
    return [one.link for one in asked(read(made()), answers)]


def test_what_we_ship_is_ours_and_free_and_can_be_read():
    for file in files("kansrijk.families").joinpath("data/questionnaires").iterdir():
        found = read(file.read_bytes(), file.name)
        assert "Eigen tekst van dit project" in json.loads(file.read_bytes())["copyright"]
        assert [one for one in found.every() if one.kind in ASKING]


def test_a_version_is_known_by_its_exact_bytes():
    one, other = read(made()), read(made() + b" ")
    assert (one.url, one.version, one.title) == ("https://voorbeeld.invalid/v", "1", "Proef")
    assert one.items == other.items
    assert one.digest != other.digest


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, ["a"]),
        ({"a": False}, ["a", "z"]),
        ({"a": True}, ["a", "g", "n"]),
        ({"a": True, "n": 3}, ["a", "g", "n"]),
        ({"a": True, "n": 3, "m": "x"}, ["a", "g", "n"]),
        ({"a": True, "n": 4}, ["a", "g", "n", "m"]),
        ({"a": True, "n": 4, "m": "x"}, ["a", "g", "n", "m", "z"]),
        ({"a": False, "n": 4, "m": "x"}, ["a", "z"]),
    ],
)
def test_a_question_is_asked_when_its_conditions_hold(answers, expected):
    assert links(answers) == expected


@pytest.mark.req("IOP-11", "hidden branches never count")
@given(st.booleans(), st.integers(-9, 9), st.text(max_size=5), st.text(max_size=5))
def test_what_is_not_asked_never_counts(a, n, m, z):
    """Whatever was typed there before: it decides nothing, and is not kept."""
    sent = {"a": a, "n": n, "m": m, "z": z}
    found = kept(read(made()), sent)
    shown = set(links(found))
    assert set(found) == shown - {"g"}
    assert links(found) == links(sent)
    if not a:
        assert "n" not in found
        assert "m" not in found


def test_what_must_be_answered_is_asked_for_only_where_it_is_asked():
    found = read(made())
    for sent, link in (({}, "a"), ({"a": True, "n": 5}, "m")):
        with pytest.raises(BadInput) as refused:
            kept(found, sent)
        assert refused.value.field == link
    assert kept(found, {"a": False}) == {"a": False}


@pytest.mark.parametrize(
    ("link", "answer"),
    [("a", "ja"), ("a", 1), ("n", True), ("n", "3"), ("n", Decimal(3)), ("m", "x" * 1001), ("n", (1, 2)), ("g", "x")],
)
def test_an_answer_that_does_not_fit_is_refused_at_its_question(link, answer):
    with pytest.raises(BadInput) as refused:
        kept(read(made()), {"a": True, link: answer})
    assert refused.value.field == link


def test_of_a_choice_only_what_is_offered_and_each_once():
    found = read(OWN)
    assert kept(found, {"zorgen": ("geld", "anders"), "anders": "slaap", "wie": "zus"}) == {
        "zorgen": ("geld", "anders"),
        "anders": "slaap",
    }
    for wrong in (("geld", "geld"), ("goud",), ()):
        with pytest.raises(BadInput):
            kept(found, {"zorgen": wrong})


A = {"linkId": "a", "type": "boolean", "text": "A?"}
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"


def with_extension(**extension) -> list[dict]:
    return [{**A, "extension": [extension]}]


@pytest.mark.req("IOP-11", "no calculated expressions")
@pytest.mark.parametrize(
    ("items", "reason"),
    [
        (with_extension(url=f"{SDC}sdc-questionnaire-calculatedExpression", valueString="1"), "calculates"),
        (with_extension(url="https://x.invalid/y", valueExpression={"expression": "1+1"}), "calculates"),
        (with_extension(url="x", extension=[{"url": "y", "valueExpression": {}}]), "calculates"),
        ([{**A, "item": with_extension(url="x/enableWhenExpression", valueString="")}], "calculates"),
        (with_extension(url="http://hl7.org/fhir/StructureDefinition/ordinalValue", valueDecimal=3), "points"),
        ([{**A, "initial": [{"valueBoolean": True}]}], "beforehand"),
        (
            [{**A, "type": "choice", "answerOption": [{"valueString": "x", "initialSelected": True}]}],
            "beforehand",
        ),
        ([{**A, "modifierExtension": [{"url": "x"}]}], "changes its meaning"),
    ],
)
def test_what_calculates_scores_or_answers_beforehand_is_refused_with_that_reason(items, reason):
    with pytest.raises(BadInput, match=reason) as refused:
        read(made(item=items), "v.json")
    assert "v.json" in str(refused.value)
    assert "item[0]" in str(refused.value), "where in the file"


def when(question="a", operator="=", **answer):
    return {
        "linkId": "b",
        "type": "string",
        "text": "B?",
        "enableWhen": [{"question": question, "operator": operator, **(answer or {"answerBoolean": True})}],
    }


def deep(levels: int) -> dict:
    item = dict(A)
    for number in range(levels):
        item = {"linkId": f"g{number}", "type": "group", "text": "G", "item": [item]}
    return item


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ([], "list of questions"),
        ("x", "list of questions"),
        (["x"], "a question is expected"),
        ([{**A, "type": "open-choice"}], "open-choice"),
        ([{**A, "type": ["x"]}], "type"),
        ([{**A, "text": " "}], "text is missing"),
        ([{**A, "text": "x" * 1001}], "text is missing"),
        ([{"type": "boolean", "text": "A?"}], "linkId is missing"),
        ([A, A], "stands there twice"),
        ([{**A, "type": "choice"}], "answerOption"),
        ([{**A, "answerOption": [{"valueString": "x"}]}], "answerOption"),
        ([{**A, "type": "choice", "answerOption": []}], "answerOption"),
        ([{**A, "type": "choice", "answerOption": [{"valueInteger": 3}]}], "chosen from"),
        ([{**A, "type": "choice", "answerOption": [{"valueString": "x"}, {"valueString": "x"}]}], "twice"),
        ([{**A, "repeats": True}], "more than one answer"),
        ([A, when("c")], "no question"),
        ([A, when(operator="~")], "a condition has"),
        ([A, when(operator=">")], "does not fit"),
        ([A, when(answerString="x")], "does not fit"),
        ([A, when(answerBoolean=True, answerString="x")], "one answer"),
        ([A, when(answerDate="gisteren")], "not an answer"),
        ([A, when(answerInteger=True)], "not an answer"),
        ([A, when("b", answerString="x")], "hangs on itself"),
        ([A, {**when(), "enableWhen": when()["enableWhen"] * 2}], "all or any"),
        ([A, {**when(), "enableBehavior": "some"}], "all or any"),
        ([deep(5)], "deep"),
        ([{**A, "linkId": f"a{number}"} for number in range(201)], "more than 200"),
    ],
)
def test_what_cannot_be_taken_is_one_sentence(items, reason):
    with pytest.raises(BadInput, match=reason) as refused:
        read(made(item=items), "v.json")
    assert str(refused.value).startswith("v.json: ")


def test_a_question_in_a_group_may_not_decide_about_its_own_group():
    group = {
        "linkId": "g",
        "type": "group",
        "text": "G",
        "item": [A],
        "enableWhen": [{"question": "a", "operator": "=", "answerBoolean": True}],
    }
    with pytest.raises(BadInput, match="hangs on itself"):
        read(made(item=[group]))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xff", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "not a FHIR Questionnaire"),
        (b'{"resourceType": "Patient"}', "not a FHIR Questionnaire"),
        (made(version=""), "version is missing"),
        (made(url=3), "url is missing"),
        (b" " * 200_001, "larger than"),
    ],
)
def test_what_is_no_questionnaire_is_one_sentence(content, reason):
    with pytest.raises(BadInput, match=reason):
        read(content)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from([*PLAIN, "linkId", "type", "text", "enableWhen"]), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_whatever_stands_in_a_file_it_is_taken_or_refused(item):
    with suppress(BadInput):
        assert list(read(json.dumps({**PLAIN, "item": item}).encode()).every())


@pytest.mark.parametrize("title", ["a\x00b", "a\ud800b"])
def test_a_text_that_no_database_takes_is_refused(title):
    with pytest.raises(BadInput, match="title"):
        read(made(title=title))


def test_a_condition_with_a_number_that_is_none_is_refused():
    weighs = {"linkId": "a", "type": "decimal", "text": "A?"}
    then = {"linkId": "b", "type": "boolean", "text": "B?"}
    then["enableWhen"] = [{"question": "a", "operator": ">", "answerDecimal": float("nan")}]
    with pytest.raises(BadInput, match="answerDecimal"):
        read(made(item=[weighs, then]))


def test_the_verb_says_what_a_file_asks_and_why_it_is_refused(tmp_path):
    from kansrijk.cli.main import app

    good, bad = tmp_path / "goed.json", tmp_path / "fout.json"
    good.write_bytes(OWN)
    bad.write_bytes(made(item=with_extension(url="x", valueExpression={})))
    done = CliRunner().invoke(app, ["questionnaires", "check", str(good), "--json"])
    (told,) = json.loads(done.stdout)["questionnaires"]
    assert (done.exit_code, told["version"], told["questions"]) == (0, "2026.1", 7)
    for path, reason in ((bad, "calculates"), (tmp_path / "weg.json", "cannot be read")):
        done = CliRunner().invoke(app, ["questionnaires", "check", str(path), "--json"])
        assert done.exit_code == 1
        assert reason in json.loads(done.stdout)["error"]["message"]


# What is guarded


def question(link: str, kind: str = "boolean", **more) -> dict:
    return {"linkId": link, "type": kind, "text": f"{link}?", **more}


def labelled(code: str) -> dict:
    return {"extension": [{"url": LABEL, "valueCoding": {"system": CONFIDENTIALITY, "code": code}}]}


def when(link: str) -> dict:
    return {"enableWhen": [{"question": link, "operator": "=", "answerBoolean": True}]}


@pytest.mark.req("SEC-05", "families.questionnaire.guarded")
def test_where_nobody_said_every_question_is_guarded_and_what_was_named_is():
    plain = read(made(meta={}, item=[question("a"), question("b", **when("a")), question("c")]))
    assert guarded(plain) == {"a", "b", "c"}
    assert guarded(plain, ()) == set()
    assert guarded(plain, ("c",)) == {"c"}
    assert guarded(plain, ("a",)) == {"a", "b"}, "that it is asked tells the answer"


@pytest.mark.req("SEC-05", "families.questionnaire._label")
def test_a_file_says_it_by_label_of_a_question_a_group_or_the_whole():
    below = [question("in"), question("not", **labelled("N"))]
    item = [question("a", **labelled("R")), question("g", "group", item=below, **labelled("V")), question("z")]
    assert guarded(read(made(item=item))) == {"a", "g", "in"}
    assert guarded(read(made(item=item)), ("z",)) == {"a", "g", "in", "z"}, "what the file says stays"
    assert guarded(read(made(meta={}, item=item))) == {"a", "g", "in", "z"}
    hidden = [question("a", **labelled("R")), question("g", "group", item=[question("x")], **when("a"))]
    assert guarded(read(made(item=hidden))) >= {"a", "g"}


def test_ours_says_of_each_question_whether_it_is_guarded():
    newest = read(NEWEST)
    assert all(one.is_guarded is not None for one in newest.every())
    assert guarded(newest) == {"anders"}
