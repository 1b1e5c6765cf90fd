"""The states of a referral: nothing forbidden is reached, nothing gets lost, somebody always carries it."""

import random
from collections import Counter
from itertools import product

import pytest

from kansrijk.referrals.rules import (
    CLOCK,
    EVENTS,
    FILE,
    FIRST,
    MOVES,
    PARENT,
    RECEIVER,
    SENDER,
    STATES,
    WHO,
    CannotMove,
    after,
    can,
    events_of,
    walked,
)

FHIR_TASK = {
    "requested",
    "received",
    "accepted",
    "rejected",
    "on-hold",
    "in-progress",
    "failed",
    "cancelled",
    "completed",
}
MUST_COME_BEFORE = {
    "accepted": {"receive"},
    "contacted": {"receive", "accept"},
    "started": {"accept", "contact"},
    "handed_over": {"contact", "start"},
    "fed_back": {"contact", "start"},
    "evaluated": {"start", "feed_back"},
    "ended": {"receive", "accept", "contact", "start", "feed_back", "evaluate"},
    "consent_withdrawn": {"withdraw_consent"},
}
"""State → what happened earlier, told apart from the table: what a person who reads the state may rely on."""


def test_every_state_is_reached_from_sent() -> None:
    reached, waiting = {FIRST}, [FIRST]
    while waiting:
        state = waiting.pop()
        new = {move.after for move in MOVES.values() if move.state == state} - reached
        reached |= new
        waiting += new
    assert reached == set(STATES)


@pytest.mark.req("IOP-05", "the table of states")
def test_what_the_table_does_not_hold_is_refused_and_leads_nowhere() -> None:
    for state, event, who in product(STATES, EVENTS, WHO):
        if can(state, event, who):
            assert after(state, event, who) in STATES
            assert event in events_of(state, who)
        else:
            with pytest.raises(CannotMove):
                after(state, event, who)
            assert event not in events_of(state, who)


def test_what_is_over_stays_over() -> None:
    over = [one.name for one in STATES.values() if one.is_over]
    assert set(over) == {"ended", "closed", "called_off", "recalled", "consent_withdrawn", "stopped"}
    assert not [move for move in MOVES.values() if move.state in over]


def test_who_carries_it_or_whose_turn_it_is_can_do_something() -> None:
    for one in STATES.values():
        if not one.is_over:
            assert one.responsible in {SENDER, RECEIVER}
            assert events_of(one.name, one.waits_for), f"nobody can move a referral that is {one.name}"


def test_the_sender_carries_it_until_the_receiver_took_it_over() -> None:
    for state in ("sent", "received", "information_asked"):
        assert STATES[state].responsible == SENDER
    assert STATES["accepted"].responsible == RECEIVER
    for move in MOVES.values():
        before, then = STATES[move.state], STATES[move.after]
        if before.responsible == SENDER and then.responsible == RECEIVER:
            assert move.event in {"accept", "ask_again"}


def test_from_everywhere_the_two_of_them_can_bring_it_to_an_end() -> None:
    """Without the parent, the clock or what happens to the person."""
    ends = {one.name for one in STATES.values() if one.is_over}
    grown = True
    while grown:
        new = {m.state for m in MOVES.values() if m.after in ends and {SENDER, RECEIVER} & set(m.who)} - ends
        ends, grown = ends | new, bool(new)
    assert ends == set(STATES)


def test_it_is_recalled_only_before_it_was_opened() -> None:
    assert {move.state for move in MOVES.values() if move.event == "recall"} == {"sent"}
    assert "sent" not in {move.after for move in MOVES.values() if move.state != "sent"}


def test_the_parent_can_stop_it_in_every_state_and_the_receiver_then_sees_nothing() -> None:
    for one in STATES.values():
        if not one.is_over:
            assert after(one.name, "withdraw_consent", PARENT) == "consent_withdrawn"
    assert not STATES["consent_withdrawn"].is_open_to_receiver


def test_a_loss_ends_it_at_once_and_no_limit_runs_any_more() -> None:
    for one in STATES.values():
        if not one.is_over:
            assert after(one.name, "stop", FILE) == "stopped"
    assert events_of("stopped", CLOCK) == []


def test_the_clock_never_says_what_people_should_say() -> None:
    """A limit that passes asks for an answer, or lets an unopened referral expire: it decides nothing else."""
    for move in MOVES.values():
        if CLOCK in move.who:
            assert move.who == (CLOCK,)
            assert move.after == move.state or (move.state, move.after) == ("sent", "expired")


def test_whoever_gave_it_back_or_declined_sees_it_no_longer() -> None:
    for state in ("declined", "returned", "expired", "closed", "called_off", "recalled", "stopped", "moved"):
        assert not STATES[state].is_open_to_receiver


def test_states_are_those_of_a_task() -> None:
    assert {one.task for one in STATES.values()} - {""} <= FHIR_TASK
    assert [one.name for one in STATES.values() if not one.task] == ["closed"]


def test_the_way_of_a_referral_that_goes_well() -> None:
    way = ["receive", "accept", "try", "contact", "start", "hand_over", "feed_back", "evaluate", "end"]
    assert walked([(event, RECEIVER) for event in way]) == "ended"


def walk(steps: int, seed: int) -> Counter[str]:
    """So many steps over referrals, one after the other: any event by anybody, and what it must leave as it was."""
    chance, seen = random.Random(seed), Counter[str]()
    state, done = FIRST, set[str]()
    for _ in range(steps):
        event, who = chance.choice(EVENTS), chance.choice(WHO)
        try:
            new = after(state, event, who)
        except CannotMove:
            assert (state, event) not in MOVES or who not in MOVES[state, event].who
            continue
        done.add(event)
        assert MUST_COME_BEFORE.get(new, set()) <= done, f"{new} after {sorted(done)}"
        assert STATES[new].is_over or STATES[new].responsible in {SENDER, RECEIVER}
        seen[new] += 1
        state = new
        if STATES[state].is_over:
            state, done = FIRST, set()
    return seen


def test_fifty_thousand_steps_reach_nothing_forbidden() -> None:
    assert sum(walk(50_000, 7).values()) > 1_000


@pytest.mark.long
def test_a_million_steps_reach_every_state_and_nothing_forbidden() -> None:
    assert set(walk(1_000_000, 20261126)) == set(STATES)
