"""Walking along as a made-up family: who knows what, how often the story is told again, and how long it takes.

Each figure is told a second time by a simpler rule, over any path.
"""

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.paths.test_check import any_path

from kansrijk.paths import shipped
from kansrijk.paths.definition import EVERYBODY, LOCAL
from kansrijk.paths.journey import journey
from kansrijk.paths.walking import kinds, walk

TEMPLATES = sorted(shipped.templates())


@st.composite
def walked(draw):
    """A path, a kind of family, and its walk."""
    path = draw(st.one_of(any_path(), st.sampled_from(TEMPLATES).map(shipped.templates().__getitem__)))
    kind = draw(st.sampled_from(sorted(kinds(path), key=sorted)))
    found = journey(path, kind)
    assume(not found.is_endless)
    return path, kind, found


@given(walked())
def test_the_story_is_told_again_to_each_party_that_was_told_nothing_and_to_nobody_twice(case):
    path, _, found = case
    told: set[str] = set()
    again = []
    for moment in found.moments:
        who = {moment.party} - {"", *EVERYBODY}
        if who - told and moment.step.id != path.start:
            again.append(moment.party)
        assert moment.is_again == (bool(who - told) and moment.step.id != path.start)
        told |= {moment.party} - {"", "ouders"}
        if moment.step.handover:
            told.add(moment.step.handover.to)
        assert set(moment.knows) == told & set(path.parties)
    assert found.told_again == len(again) == len(set(again))
    assert found.parties_met == len({moment.party for moment in found.moments} - set(EVERYBODY))


@given(walked())
def test_waiting_is_the_sum_of_the_limits_on_the_way_and_unknown_where_one_is_not_agreed(case):
    path, kind, found = case
    visits = {visit.number: visit for visit in walk(path, kind)}
    for visit in visits.values():
        limits, here = [], visit
        while here.before is not None:
            limits.append(here.step.within)
            here = visits[here.before]
        assert visit.due == (None if LOCAL in limits else sum(limit or 0 for limit in limits))
    dues = [visit.due for visit in visits.values()]
    assert found.until_end == (None if None in dues else max(dues, default=None))
    helps = [visit.due for visit in visits.values() if visit.step.service]
    assert found.gets_help == bool(helps)
    known = [due for due in helps if due is not None]
    assert found.until_help == min(known, default=None)
    assert found.open_limits == sum(visit.step.within == LOCAL for visit in visits.values())
