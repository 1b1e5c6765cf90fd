"""The check of paths: each rule with its bad file, the shipped templates, and that what passes can be walked."""

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kansrijk.cli.main import app
from kansrijk.paths.checking import LOCAL_RULES, RULES, Local, check
from kansrijk.paths.definition import LOCAL, Branch, Consent, Definition, Factor, Feedback, Handover, Step, Trigger
from kansrijk.paths.reading import read_file
from kansrijk.paths.walking import Endless, arrives, kinds, walk

HERE = Path(__file__).resolve().parent
GOLDEN = HERE / "golden"
TEMPLATES = sorted((HERE.parents[1] / "src/kansrijk/paths/data/templates").glob("*.yaml"))
HERE_AND_NOW = Local(frozenset({"schuldhulp"}), {"debt_help": True, "language_house": False})


def rules_of(*names: str, local: Local | None = None) -> list[str]:
    return [one.rule for one in check([read_file(GOLDEN / f"{name}.yaml") for name in names], local)]


def test_the_good_file_has_no_findings_with_and_without_a_coalition():
    assert rules_of("good") == []
    assert rules_of("good", local=HERE_AND_NOW) == []


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_finds_its_bad_file_and_nothing_else(rule):
    names = ("good", rule) if rule == "trigger_taken" else (rule,)
    found = rules_of(*names, local=HERE_AND_NOW)
    assert set(found) == {rule}


@pytest.mark.parametrize("rule", LOCAL_RULES)
def test_local_rules_are_left_out_without_a_coalition(rule):
    assert rules_of(rule) == []


def test_a_finding_says_file_line_and_step():
    (found,) = check([read_file(GOLDEN / "no_party.yaml")])
    lines = (GOLDEN / "no_party.yaml").read_text("utf-8").splitlines()
    assert found.step == "contact"
    assert lines[found.line - 1].strip() == "- id: contact"
    assert "Eerste contact" in found.message


def test_a_published_path_of_the_coalition_holds_its_trigger():
    own = read_file(GOLDEN / "good.yaml")
    local = replace(HERE_AND_NOW, published=(replace(own, id="eerder", name="Eerder pad"),))
    (found,) = check([own], local)
    assert (found.rule, "Eerder pad" in found.message) == ("trigger_taken", True)
    assert check([own], replace(HERE_AND_NOW, published=(own,))) == []


def test_there_are_seventeen_templates_and_they_pass_together():
    assert len(TEMPLATES) == 17
    paths = [read_file(file) for file in TEMPLATES]
    assert [one.as_json() for one in check(paths)] == []
    for path, file in zip(paths, TEMPLATES, strict=True):
        assert path.id == file.stem
        assert path.source
        assert path.date
        assert path.parents
        for step in path.steps:
            assert not isinstance(step.within, int) or step.within_source, f"{path.id}, {step.id}: a limit has a source"


def test_templates_use_the_words_of_the_offer():
    """Factor codes, levels and kinds of service are those that the directory knows."""
    from kansrijk.offer import vocabulary
    from kansrijk.paths.definition import LEVELS, PHASES

    assert (tuple(vocabulary.levels()), tuple(vocabulary.phases())) == (LEVELS, PHASES)
    for path in map(read_file, TEMPLATES):
        codes = {one.code for one in path.trigger.factors} | set(path.trigger.also)
        assert codes <= set(vocabulary.factors()), path.id
        assert {kind for kind, _, _ in path.services()} <= set(vocabulary.kinds()), path.id


def test_limits_that_the_coalition_fills_in_are_asked_for_in_a_coalition():
    path = read_file(TEMPLATES[0])
    parties = frozenset(path.parties)
    services = {kind: True for kind, _, _ in path.services()}
    asked = [one for one in check([path], Local(parties, services)) if one.rule == "no_time_limit"]
    assert {one.step for one in asked} == {step.id for step in path.steps if step.within == LOCAL}


@pytest.mark.parametrize("file", TEMPLATES, ids=lambda file: file.stem)
def test_every_kind_of_family_comes_to_an_end_of_every_template(file):
    path = read_file(file)
    assert all(arrives(path, kind) for kind in kinds(path))


WHEN = st.sampled_from([(), ("consent",), ("no_consent",), ("reached",), ("not_reached",), ("during",), ("after",)])


@st.composite
def any_path(draw) -> Definition:
    """Steps that lead anywhere: most are unsound, some pass."""
    count = draw(st.integers(1, 6))
    names = [f"s{number}" for number in range(count)]

    def branch():
        at_most = draw(st.sampled_from([None, None, None, 2]))
        return Branch(draw(st.sampled_from([*names, "weg"])), draw(WHEN), at_most)

    steps = []
    for number, name in enumerate(names):
        ahead = [Branch(other, draw(WHEN)) for other in names[number + 1 :] if draw(st.booleans())]
        ways = ahead if draw(st.integers(0, 3)) else [branch() for _ in range(draw(st.integers(0, 2)))]
        if name != names[-1] and draw(st.booleans()):
            ways = [*ways, Branch(names[number + 1])]
        party = draw(st.sampled_from(["a", "b"]))
        steps.append(
            Step(
                id=name,
                name=name,
                party=party,
                does="",
                within=draw(st.sampled_from([0, 3, LOCAL])),
                consent=Consent(("a", "b")) if draw(st.booleans()) else None,
                handover=Handover("b", ("x",)) if draw(st.integers(0, 4)) == 0 else None,
                feedback=Feedback(("a", "b")) if draw(st.booleans()) else None,
                next=tuple(ways),
                is_end=not ways or draw(st.integers(0, 3)) == 0,
                line=number + 1,
            )
        )
    trigger = Trigger((Factor("RMa01"),), ("before", "during", "after"))
    return Definition(
        "x", "x", 1, trigger, "", None, {"a": "A", "b": "B"}, "s0", tuple(steps), (), "", (), "", {}, "", ""
    )


@given(any_path())
def test_what_passes_can_be_walked_to_an_end_by_every_kind_of_family(path):
    rules = {one.rule for one in check([path])}
    comes_through = all(arrives(path, kind) for kind in kinds(path))
    if not rules & {"dead_end", "endless_cycle"}:
        assert comes_through
    if "endless_cycle" in rules:
        assert any(_goes_round(path, kind) for kind in kinds(path))


def _goes_round(path: Definition, kind: frozenset[str]) -> bool:
    """Whether the walk itself, or one from a step that can be reached, goes round."""
    try:
        walk(path, kind)
    except Endless:
        return True
    return False


@given(any_path())
def test_nobody_hands_over_without_consent_on_a_path_that_passes(path):
    """The check, held against walks: on every walk a handover comes after the parents agreed."""
    if any(one.rule in {"no_consent", "endless_cycle"} for one in check([path])):
        return
    for kind in kinds(path):
        visits = {visit.number: visit for visit in walk(path, kind)}
        for visit in visits.values():
            if visit.step.handover:
                assert _agreed_before(visit, visits, visit.step.handover.to)


def _agreed_before(visit, visits, receiver: str) -> bool:
    while visit.before is not None:
        came = visits[visit.before]
        asked = came.step.consent is not None and receiver in came.step.consent.for_parties
        if asked and "consent" in visit.way.when:
            return True
        visit = came
    return False


def test_a_thousand_paths_are_checked_in_two_seconds():
    path = read_file(TEMPLATES[3])
    many = []
    for number in range(1000):
        trigger = replace(path.trigger, factors=(Factor(f"XX-{number}"),), also=())
        many.append(replace(path, id=f"pad-{number}", trigger=trigger))
    started = time.perf_counter()
    assert check(many) == []
    assert time.perf_counter() - started < 4, "twice what is promised, for a machine that is busy"


# -- the command --


def run(*arguments: object):
    return CliRunner().invoke(app, ["paths", "check", *map(str, arguments)])


def test_the_command_follows_its_contract():
    answer = run(GOLDEN / "no_party.yaml", GOLDEN / "good.yaml", "--json")
    report = json.loads(answer.stdout)
    assert answer.exit_code == 1
    assert report["files"] == 2
    assert set(report) == {"files", "findings"}
    assert {"file", "line", "step", "rule", "message"} == set(report["findings"][0])
    assert {one["rule"] for one in report["findings"]} == {"no_party", "trigger_taken"}
    assert "unknown_party" in answer.stderr
    fine = run(GOLDEN / "good.yaml", "--json")
    assert (fine.exit_code, json.loads(fine.stdout)) == (0, {"files": 1, "findings": []})


def test_the_words_name_the_place():
    answer = run(GOLDEN / "no_time_limit.yaml")
    assert answer.exit_code == 1
    assert "regel" in answer.stdout
    assert "[no_time_limit]" in answer.stdout


@pytest.mark.parametrize(
    ("text", "row", "word"),
    [
        ("id: a\nsteps:\n\t- id: b\n", 3, "tab"),
        ("id: &a [*a]\n", 1, "verwijzingen"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n", 1, "verwijzingen"),
        ("id: !!python/object/apply:os.system ['true']\n", 1, "mag niet"),
        ("id: a\nid: b\n", 2, "twee keer"),
        ("id: [a\n", 2, "YAML"),
        ("id: a\n---\nid: b\n", 3, "meer dan één"),
        ("", 1, "leeg"),
        ("- a\n- b\n", 1, "leeg"),
        ("id: " + "[" * 40 + "]" * 40 + "\n", 1, "lagen"),
        ("onbekend: ja\n", 1, "kent geen veld"),
        ("id: Geen Goede Naam\n", 1, "mist"),
        ("# " + "x" * 250_000, 1, "groter"),
    ],
)
def test_a_bad_file_is_refused_with_one_sentence_and_its_place(tmp_path, text, row, word):
    file = tmp_path / "pad.yaml"
    file.write_text(text, "utf-8")
    answer = run(file, "--json")
    error = json.loads(answer.stdout)["error"]
    assert answer.exit_code == 1
    assert (error["file"], error["row"]) == (str(file), row)
    assert word in error["message"]


def test_what_is_no_file_or_no_text_is_refused(tmp_path):
    assert run(tmp_path / "weg.yaml", "--json").exit_code == 1
    assert run(tmp_path, "--json").exit_code == 1
    binary = tmp_path / "x.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in json.loads(run(binary, "--json").stdout)["error"]["message"]


def test_the_check_runs_without_django():
    code = (
        "import sys; sys.modules['django'] = None\n"
        "from kansrijk.cli.main import main; sys.argv = ['kansrijk', 'paths', 'check', *sys.argv[1:]]; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, TEMPLATES), "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"files": 17, "findings": []}
