"""Which levels are left open: the definition's own rows, and what must hold for every record and weighing."""

import csv
from dataclasses import fields
from importlib.resources import files
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansrijk.core import levels
from kansrijk.core.levels import LEVELS, BadRecord, Openness, Recorded, Verdict, left_open, sentence

S, P, V, Z = LEVELS
NAMES = {f"R{n}": f"weegt {n}" for n in range(9)} | {f"B{n}": f"draagt {n}" for n in range(9)}


def risks(*states: str) -> list[Recorded]:
    return [Recorded(f"R{number}", "risk", state) for number, state in enumerate(states)]


def carrying(*states: str) -> list[Recorded]:
    return [Recorded(f"B{number}", "protective", state) for number, state in enumerate(states)]


@st.composite
def records(draw):
    found = draw(st.lists(st.sampled_from(levels.STATES), max_size=6))
    other = draw(st.lists(st.sampled_from(levels.STATES), max_size=6))
    return draw(st.permutations([*risks(*found), *carrying(*other)]))


sufficiencies = st.sampled_from(levels.SUFFICIENCIES)


@pytest.mark.req("AI-02", "core.levels")
@pytest.mark.parametrize(
    ("weighs", "sufficiency", "expected"),
    [
        ([], "sufficient", (S,)),
        (["gone"], "sufficient", (S,)),
        (["suspected"], "sufficient", (S, P)),
        (["discussed"], "sufficient", (S, P)),
        (["confirmed"], "sufficient", (P,)),
        (["confirmed", "suspected"], "sufficient", (P,)),
        (["confirmed"] * 5, "sufficient", (P,)),  # enough that carries decides, not how many weigh
        ([], "insufficient", ()),
        (["gone", "gone"], "insufficient", ()),
        (["suspected", "discussed"], "insufficient", ()),
        (["confirmed"], "insufficient", (V,)),
        (["confirmed", "gone"], "insufficient", (V,)),
        (["confirmed", "suspected"], "insufficient", (V, Z)),
        (["discussed", "confirmed"], "insufficient", (V, Z)),
        (["confirmed"] * 2, "insufficient", (V, Z)),
        (["confirmed"] * 6, "insufficient", (V, Z)),  # never one alone: people choose
        ([], "unknown", ()),
        (["confirmed"] * 6, "unknown", ()),
    ],
)
def test_the_definition_leaves_these_open(weighs, sufficiency, expected):
    for order in (risks(*weighs), list(reversed(risks(*weighs)))):
        assert left_open([*carrying("confirmed"), *order], sufficiency).levels == expected


@pytest.mark.parametrize(
    ("weighs", "sufficiency", "reasons"),
    [
        (
            [],
            "sufficient",
            (levels.IT_FITS, levels.NOTHING_WEIGHS, levels.ENOUGH_CARRIES, levels.ENOUGH_CARRIES),
        ),
        (
            ["suspected"],
            "sufficient",
            (levels.STILL_OPEN, levels.STILL_OPEN, levels.ENOUGH_CARRIES, levels.ENOUGH_CARRIES),
        ),
        (
            ["confirmed"],
            "sufficient",
            (levels.SOMETHING_WEIGHS, levels.IT_FITS, levels.ENOUGH_CARRIES, levels.ENOUGH_CARRIES),
        ),
        (
            ["confirmed", "suspected"],
            "sufficient",
            (levels.SOMETHING_WEIGHS, levels.IT_FITS, levels.ENOUGH_CARRIES, levels.ENOUGH_CARRIES),
        ),
        (
            ["confirmed"],
            "insufficient",
            (levels.TOO_LITTLE_CARRIES, levels.TOO_LITTLE_CARRIES, levels.IT_FITS, levels.ONE_WEIGHS),
        ),
        (
            ["confirmed", "discussed"],
            "insufficient",
            (levels.TOO_LITTLE_CARRIES, levels.TOO_LITTLE_CARRIES, levels.IT_FITS, levels.STILL_OPEN),
        ),
        (
            ["confirmed", "confirmed"],
            "insufficient",
            (levels.TOO_LITTLE_CARRIES, levels.TOO_LITTLE_CARRIES, levels.IT_FITS, levels.IT_FITS),
        ),
        (["confirmed"], "unknown", (levels.NOT_WEIGHED,) * 4),
        (["suspected"], "insufficient", (levels.NOTHING_CONFIRMED,) * 4),
    ],
)
def test_every_level_says_why_it_is_open_or_not(weighs, sufficiency, reasons):
    found = left_open(risks(*weighs), sufficiency)
    assert tuple(verdict.reason for verdict in found.verdicts) == reasons
    assert tuple(verdict.level for verdict in found.verdicts) == LEVELS
    assert found.sufficiency == sufficiency


@given(records(), sufficiencies)
def test_every_record_and_weighing_has_an_answer_in_words(recorded, sufficiency):
    found = left_open(recorded, sufficiency)
    assert [verdict.level for verdict in found.verdicts] == list(LEVELS)
    assert all(verdict.reason for verdict in found.verdicts)
    assert sentence(found, NAMES, str).strip()
    assert bool(found.levels) != bool(found.conversation), "open, or a reason to talk first"


@pytest.mark.req("AI-02", "never from a count alone")
@given(records())
def test_no_number_of_factors_opens_a_level_without_a_weighing(recorded):
    found = left_open(recorded, "unknown")
    assert (found.levels, found.conversation) == ((), levels.NOT_WEIGHED)


@pytest.mark.req("AI-02", "never from a count alone")
@given(records(), sufficiencies)
def test_what_is_weighed_as_several_is_never_one_level_alone(recorded, sufficiency):
    """The heaviest level is never the only one left: the definition overlaps, and people choose."""
    assert left_open(recorded, sufficiency).levels != (Z,)


@given(records(), sufficiencies)
def test_nothing_confirmed_and_too_little_that_carries_stays_undefined(recorded, sufficiency):
    none = [one for one in recorded if not (one.side == "risk" and one.state == "confirmed")]
    assert left_open(none, "insufficient").levels == ()
    assert left_open(none, "insufficient").conversation == levels.NOTHING_CONFIRMED


def _bounds(found: Openness) -> tuple[int, int]:
    return LEVELS.index(found.levels[0]), LEVELS.index(found.levels[-1])


@given(records(), sufficiencies, st.sampled_from(["suspected", "discussed", "confirmed"]))
def test_one_more_that_weighs_never_makes_it_lighter(recorded, sufficiency, state):
    before = left_open(recorded, sufficiency)
    after = left_open([*recorded, Recorded("R8", "risk", state)], sufficiency)
    if before.levels:
        assert after.levels, "what was defined stays defined"
        assert all(new >= old for old, new in zip(_bounds(before), _bounds(after), strict=True))


@given(records(), st.data())
def test_a_worry_that_becomes_certain_never_makes_it_lighter(recorded, data):
    maybe = [one for one in recorded if one.side == "risk" and one.state in levels.MAY_STAND]
    if not maybe:
        return
    chosen = data.draw(st.sampled_from(maybe))
    surer = [Recorded(one.code, one.side, "confirmed") if one == chosen else one for one in recorded]
    for sufficiency in ("sufficient", "insufficient"):
        before, after = left_open(recorded, sufficiency), left_open(surer, sufficiency)
        if before.levels:
            assert all(new >= old for old, new in zip(_bounds(before), _bounds(after), strict=True))


@given(records())
def test_less_that_carries_never_makes_it_lighter(recorded):
    enough, too_little = left_open(recorded, "sufficient"), left_open(recorded, "insufficient")
    if too_little.levels:
        assert _bounds(enough)[1] < _bounds(too_little)[0]


@given(records(), sufficiencies)
def test_what_is_gone_is_as_if_it_was_never_recorded(recorded, sufficiency):
    here = [one for one in recorded if one.state != "gone"]
    assert left_open(recorded, sufficiency) == left_open(here, sufficiency)


@given(records(), sufficiencies)
def test_what_carries_speaks_through_the_weighing_only(recorded, sufficiency):
    """A list of protective factors is no score either: how many there are opens and closes nothing."""
    without = [one for one in recorded if one.side == "risk"]
    assert left_open(recorded, sufficiency).levels == left_open(without, sufficiency).levels


@given(records(), sufficiencies)
def test_both_sides_are_told_in_full(recorded, sufficiency):
    found = left_open(recorded, sufficiency)
    weighs = tuple(one.code for one in recorded if one.side == "risk" and one.state != "gone")
    carries = tuple(one.code for one in recorded if one.side == "protective" and one.state != "gone")
    if not found.levels:
        expected = ((), carries if sufficiency == "insufficient" else ())
    else:
        expected = (carries, weighs) if sufficiency == "sufficient" else (weighs, carries)
    assert (found.because, found.despite) == expected


@pytest.mark.parametrize(
    ("recorded", "sufficiency", "text"),
    [
        ([], "sufficient", levels.BECAUSE_ENOUGH),
        (risks("confirmed"), "sufficient", f"{levels.BECAUSE_ENOUGH}, and despite: weegt 0"),
        (carrying("confirmed", "gone"), "sufficient", f"{levels.BECAUSE_ENOUGH}: draagt 0"),
        (
            [*risks("confirmed", "suspected"), *carrying("confirmed", "discussed")],
            "insufficient",
            f"{levels.BECAUSE_TOO_LITTLE}: weegt 0; weegt 1, and despite: draagt 0; draagt 1",
        ),
        (risks("confirmed"), "insufficient", f"{levels.BECAUSE_TOO_LITTLE}: weegt 0"),
        (carrying("confirmed"), "insufficient", levels.NOTHING_CONFIRMED),
        (risks("confirmed"), "unknown", levels.NOT_WEIGHED),
    ],
)
def test_the_reason_in_words(recorded, sufficiency, text):
    assert sentence(left_open(recorded, sufficiency), NAMES, str) == text


def test_the_reason_is_told_in_the_language_of_the_reader():
    told = sentence(left_open([*risks("confirmed"), *carrying("confirmed")], "sufficient"), NAMES, lambda t: f"<{t}>")
    assert told == f"<<{levels.BECAUSE_ENOUGH}>: draagt 0, and despite: weegt 0>"
    assert sentence(left_open([], "unknown"), NAMES, str.upper) == levels.NOT_WEIGHED.upper()


@pytest.mark.parametrize(
    ("recorded", "sufficiency", "words"),
    [
        ([], "enough", "unknown sufficiency 'enough'"),
        ([], "", "unknown sufficiency ''"),
        ([Recorded("R1", "neutral", "confirmed")], "sufficient", "unknown side or state in Recorded(code='R1'"),
        ([Recorded("R1", "risk", "certain")], "unknown", "unknown side or state in Recorded(code='R1'"),
        (
            [Recorded("R1", "risk", "gone"), Recorded("R1", "risk", "confirmed")],
            "sufficient",
            "a factor is recorded twice",
        ),
    ],
)
def test_what_does_not_exist_is_refused(recorded, sufficiency, words):
    with pytest.raises(BadRecord) as refused:
        left_open(recorded, sufficiency)
    assert str(refused.value).startswith(words)
    assert not str(refused.value).endswith("?")


def test_every_reason_has_its_dutch():
    texts = {
        value for name, value in vars(levels).items() if name.isupper() and isinstance(value, str) and " " in value
    }
    with files("kansrijk.core").joinpath("data/nl.csv").open(encoding="utf-8") as file:
        dutch = {row["msgid"]: row["nl"] for row in csv.DictReader(file)}
    assert len(texts) == 12
    assert texts <= set(dutch)


def test_nothing_in_an_answer_is_a_number():
    """No count, rank or weight leaves this module (red line 1)."""
    for weighs, sufficiency in product(([], ["confirmed"] * 3), levels.SUFFICIENCIES):
        found = left_open(risks(*weighs), sufficiency)
        held = [getattr(found, field.name) for field in fields(found)]
        assert not [value for value in held if isinstance(value, int | float)]
        assert all(isinstance(verdict, Verdict) and isinstance(verdict.is_open, bool) for verdict in found.verdicts)
