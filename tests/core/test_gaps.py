"""The rule of the gaps, for every list of help: more never makes a piece worse, and what is stale never covers."""

from hypothesis import given
from hypothesis import strategies as st

from kansrijk.core.gaps import STATES, Help, has_room, state, worst

WEEKS = st.none() | st.integers(0, 60)
HELP = st.builds(Help, st.booleans(), st.booleans(), WEEKS, st.none() | st.integers(0, 300))
LISTS = st.lists(HELP, max_size=6)
LIMITS = st.integers(0, 26)
ENOUGH = st.integers(0, 4)


def rank(there, enough, wait):
    return STATES.index(state(there, enough=enough, longest_wait=wait))


@given(LISTS, HELP, ENOUGH, LIMITS)
def test_more_help_never_makes_a_piece_worse(there, one, enough, wait):
    assert rank([*there, one], enough, wait) >= rank(there, enough, wait)


@given(LISTS, ENOUGH, LIMITS)
def test_what_is_past_its_date_never_counts_as_covered(there, enough, wait):
    stale = [Help(True, one.takes_new, one.waiting_weeks, one.families_a_year) for one in there]
    assert state(stale, enough=enough, longest_wait=wait) == ("stale" if there else "empty")
    fresh = [one for one in there if not one.is_stale]
    with_stale = state([*fresh, *stale], enough=enough, longest_wait=wait)
    assert (with_stale == "covered") == (state(fresh, enough=enough, longest_wait=wait) == "covered")


@given(LISTS, ENOUGH, LIMITS)
def test_covered_means_that_a_family_can_go_somewhere(there, enough, wait):
    if state(there, enough=enough, longest_wait=wait) == "covered":
        assert sum(has_room(one, wait) for one in there) >= max(1, enough)
    if state(there, enough=enough, longest_wait=wait) == "empty":
        assert not there


@given(LISTS, ENOUGH, st.permutations(range(6)), LIMITS)
def test_the_order_of_the_list_makes_no_difference(there, enough, order, wait):
    turned = [there[at] for at in order if at < len(there)]
    assert rank(turned, enough, wait) == rank(there, enough, wait)


@given(LISTS, st.integers(1, 3), LIMITS, LIMITS)
def test_who_accepts_a_longer_wait_sees_no_more_gaps(there, enough, one, other):
    assert rank(there, enough, min(one, other)) <= rank(there, enough, max(one, other))


@given(st.lists(st.sampled_from(STATES), max_size=5), st.sampled_from(STATES))
def test_over_places_the_worst_one_is_told(states, more):
    assert worst(states) in states or (not states and worst(states) == "empty")
    if states:
        assert STATES.index(worst([*states, more])) <= STATES.index(worst(states))


def test_each_state_by_an_example():
    room, full, stale = Help(False), Help(False, takes_new=False), Help(True)
    known = {"enough": 2, "longest_wait": 6}
    assert state([], **known) == "empty"
    assert state([stale, stale], **known) == "stale"
    assert state([full, stale], **known) == "thin"
    assert state([room, Help(False, waiting_weeks=7)], **known) == "thin"
    assert state([room, Help(False, families_a_year=0)], **known) == "thin"
    assert state([room, Help(False, waiting_weeks=6)], **known) == "covered"
