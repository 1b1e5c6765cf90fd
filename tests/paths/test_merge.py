"""A path merged three ways: what one side changed is taken, what both changed is chosen, and nothing is lost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.paths.test_check import any_path

from kansrijk.core.faults import BadInput
from kansrijk.paths import shipped
from kansrijk.paths.checking import check
from kansrijk.paths.definition import Branch, Definition, Feedback, Step
from kansrijk.paths.merging import merge
from kansrijk.paths.reading import read
from kansrijk.paths.writing import Own, lay_over, write

TEMPLATES = list(shipped.templates().values())
BASE = shipped.templates()["geld-en-schulden"]
templates = st.sampled_from(TEMPLATES)
paths = st.one_of(any_path(), templates)


def with_step(path: Definition, name: str, **values) -> Definition:
    return replace(path, steps=tuple(replace(one, **values) if one.id == name else one for one in path.steps))


def without_step(path: Definition, name: str, to: str) -> Definition:
    """The step is gone; who led to it leads to `to`."""
    steps = []
    for one in path.steps:
        if one.id != name:
            ways = tuple(replace(way, to=to) if way.to == name else way for way in one.next)
            steps.append(replace(one, next=ways))
    return replace(path, steps=tuple(steps))


@st.composite
def edited(draw, path: Definition) -> Definition:
    """What a person may do to a path: words, limits, ways on, a step more, a step less, another order."""
    steps = list(path.steps)
    for _ in range(draw(st.integers(1, 5))):
        at = draw(st.integers(0, min(2, len(steps) - 1)))  # near one another: the two sides are to meet
        what = draw(st.sampled_from(["does", "name", "within", "feedback", "next", "add", "remove", "move", "end"]))
        word = draw(st.sampled_from(["een", "twee", "drie"]))
        step = steps[at]
        if what in {"does", "name"}:
            steps[at] = replace(step, **{what: word})
        elif what == "within":
            steps[at] = replace(step, within=draw(st.integers(0, 9)), within_source="")
        elif what == "feedback":
            steps[at] = replace(step, feedback=Feedback(("ouders",), word))
        elif what == "next":
            steps[at] = replace(step, next=(*step.next, Branch(draw(st.sampled_from(steps)).id)))
        elif what == "end":
            steps[at] = replace(step, is_end=not step.is_end)
        elif what == "add" and f"nieuw-{word}" not in {one.id for one in steps}:
            steps.insert(at, Step(f"nieuw-{word}", word, "ouders", word, 1, is_end=True))
        elif what == "remove" and step.id != path.start and len(steps) > 1:
            del steps[at]
        elif what == "move":
            steps.insert(draw(st.integers(0, len(steps) - 1)), steps.pop(at))
    parties = draw(st.sampled_from([path.parties, {"nieuw": "Nieuw", **path.parties}, {}]))
    words = draw(st.fixed_dictionaries({}, optional={"parents": st.sampled_from("pq"), "owner": st.sampled_from("rs")}))
    informal = tuple(draw(st.permutations([*path.informal, "buren"]))[: draw(st.integers(0, 3))])
    return replace(
        path, steps=tuple(steps), parties=parties, **words, **({"informal": informal} if draw(st.booleans()) else {})
    )


@st.composite
def three(draw):
    base = draw(paths)
    return base, draw(edited(base)), draw(edited(base))


@given(three())
def test_what_only_one_side_changed_is_that_side(sides):
    base, one, _other = sides
    for merged in (merge(base, base, one), merge(base, one, base), merge(base, one, one)):
        assert write(merged.path) == write(one)
        assert merged.conflicts == merged.kept == ()


@given(three(), st.sampled_from(["ours", "theirs"]))
def test_nothing_is_lost(sides, choice):
    """Every step and field of either that is other than the base stands in the merged path, or was laid before one."""
    base, ours, theirs = sides
    merged = merge(base, ours, theirs)
    told = {point.key for point in (*merged.conflicts, *merged.kept)}
    now = {step.id: step for step in merged.path.steps}
    before = {step.id: step for step in base.steps}
    for side in (ours, theirs):
        for step in side.steps:
            if step.id not in now:
                untouched = step.id in before and replace(before[step.id], line=0) == replace(step, line=0)
                assert untouched or f"{step.id}.step" in told, f"{step.id} was changed, and is gone"
                continue
            for name, field in (("does", "does"), ("name", "name"), ("within", "within"), ("feedback", "feedback")):
                value, was = getattr(step, name), getattr(before.get(step.id), name, None)
                found = getattr(now[step.id], name)
                assert value in (found, was) or _bare(value) == _bare(found) or f"{step.id}.{field}" in told
            ways = {way.to for way in step.next} - {way.to for way in getattr(before.get(step.id), "next", ())}
            assert ways <= {way.to for way in now[step.id].next} or f"{step.id}.next" in told
        assert {*side.informal} - {*base.informal} <= {*merged.path.informal} or ".informal_support" in told
    chosen = merge(base, ours, theirs, {point.key: choice for point in merged.conflicts})
    assert chosen.open == ()
    assert [point.key for point in chosen.conflicts] == [point.key for point in merged.conflicts]
    if choice == "ours":
        assert write(chosen.path) == write(merged.path)


def _bare(value):
    return replace(value, line=0) if isinstance(value, Feedback) else value


@given(three(), st.sampled_from(["ours", "theirs"]))
def test_a_merged_path_passes_the_check_or_says_why_not(sides, choice):
    first = merge(*sides)
    merged = merge(*sides, {point.key: choice for point in first.conflicts})
    text = write(merged.path)
    if merged.path.step(merged.path.start) is None:
        with pytest.raises(BadInput, match="die stap is er niet"):
            read(text, "pad")
        return
    again = read(text, "pad")
    known = {step.id for step in again.steps}
    rules = {one.rule for one in check([again])}
    if any(way.to not in known for step in again.steps for way in step.next):
        assert "dead_end" in rules


def test_changes_that_do_not_touch_each_other_are_taken_together():
    ours = lay_over(BASE, Own(owner="Gemeente", names={"contact": "Bellen"}, limits={"contact": 3}))
    theirs = with_step(replace(BASE, parents="Wij helpen u."), "contact", does="Belt of komt langs.")
    merged = merge(BASE, ours, theirs)
    contact = merged.path.step("contact")
    assert (contact.name, contact.within, contact.does) == ("Bellen", 3, "Belt of komt langs.")
    assert (merged.path.owner, merged.path.parents) == ("Gemeente", "Wij helpen u.")
    assert merged.conflicts == merged.kept == ()


def test_local_names_and_times_stay_and_are_told():
    ours = lay_over(BASE, Own(names={"contact": "Bellen"}, limits={"contact": 3}, parties={"schuldhulp": "Team Geld"}))
    theirs = lay_over(BASE, Own(names={"contact": "Bezoek"}, limits={"contact": 7}, parties={"schuldhulp": "Bureau"}))
    merged = merge(BASE, ours, theirs)
    contact = merged.path.step("contact")
    assert (contact.name, contact.within, merged.path.parties["schuldhulp"]) == ("Bellen", 3, "Team Geld")
    assert merged.conflicts == ()
    assert {(one.field, one.ours, one.theirs) for one in merged.kept} == {
        ("name", "Bellen", "Bezoek"),
        ("within", "binnen 3 werkdagen", "binnen 7 werkdagen"),
        ("parties", "Team Geld", "Bureau"),
    }


@pytest.mark.req("RES-07", "merging._pick")
def test_a_text_that_both_changed_is_chosen():
    ours, theirs = (with_step(BASE, "contact", does=words) for words in ("Belt.", "Komt langs."))
    merged = merge(BASE, ours, theirs)
    (point,) = merged.conflicts
    assert (point.key, point.field, point.ours, point.theirs) == ("contact.does", "does", "Belt.", "Komt langs.")
    assert merged.open == ("contact.does",)
    for chosen, words in (({"contact.does": "theirs"}, "Komt langs."), ({"contact.does": "ours"}, "Belt.")):
        found = merge(BASE, ours, theirs, chosen)
        assert (found.path.step("contact").does, found.open) == (words, ())
    assert merge(BASE, ours, theirs, {"contact.does": "base"}).open == ("contact.does",), "no choice"


def test_a_step_that_one_took_out_and_the_other_changed_is_chosen():
    ours = with_step(BASE, "navragen", does="Belt na drie dagen.")
    theirs = without_step(BASE, "navragen", "lezen")
    merged = merge(BASE, ours, theirs)
    (point,) = merged.conflicts
    assert (point.key, point.theirs) == ("navragen.step", "")
    assert merged.path.step("navragen").does == "Belt na drie dagen."
    assert merge(BASE, ours, theirs, {"navragen.step": "theirs"}).path.step("navragen") is None
    assert merge(BASE, BASE, theirs).path.step("navragen") is None


def test_a_step_that_one_took_out_and_the_other_leads_to_is_chosen():
    theirs = without_step(BASE, "navragen", "lezen")
    extra = Step("extra", "Nog iets", "signaleerder", "Doet iets.", 1, next=(Branch("navragen"),))
    ours = replace(BASE, steps=(*BASE.steps, extra))
    assert [point.key for point in merge(BASE, ours, theirs).conflicts] == ["navragen.step"]


def test_a_party_that_one_took_out_stays_while_a_step_of_the_other_names_it():
    gone = replace(BASE, parties={**BASE.parties, "buurthuis": "Buurthuis"})
    ours = replace(gone, steps=(*BASE.steps, Step("extra", "Nog iets", "buurthuis", "Doet iets.", 1, is_end=True)))
    assert merge(gone, ours, BASE).path.parties["buurthuis"] == "Buurthuis"
    assert "buurthuis" not in merge(gone, gone, BASE).path.parties
    assert "schuldhulp" not in merge(BASE, BASE, replace(BASE, parties={})).path.parties, "what is theirs is theirs"


@pytest.mark.parametrize("field", ["phases", "factors"])
def test_a_trigger_is_never_left_empty(field):
    two = replace(BASE, trigger=replace(BASE.trigger, **{field: getattr(TEMPLATES[0].trigger, field)[:2]}))
    ours, theirs = (
        replace(two, trigger=replace(two.trigger, **{field: (one,)})) for one in getattr(two.trigger, field)
    )
    merged = merge(two, ours, theirs)
    assert [point.key for point in merged.conflicts] == [".trigger"]
    assert read(write(merged.path)).trigger.phases
