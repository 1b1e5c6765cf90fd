"""Rules of the coalition: the tables of states, numbers and texts, as properties."""

import string
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansrijk.coalition import rules
from kansrijk.coalition.vocabulary import terms
from kansrijk.core.personal import holds_service_number, telephone


@given(st.lists(st.sampled_from(["forward", "back"]), max_size=40))
def test_every_walk_over_the_stages_stays_on_them(events):
    state = "0"
    for event in events:
        if event in rules.moves_from(rules.STAGE_MOVES, state):
            state = rules.require_move(rules.STAGE_MOVES, state, event)
        else:
            with pytest.raises(rules.CannotMove):
                rules.require_move(rules.STAGE_MOVES, state, event)
        assert state in rules.STAGES


def test_every_stage_can_be_reached_and_left():
    assert set(rules.STAGES) == set(terms("stages"))
    assert all(rules.moves_from(rules.STAGE_MOVES, stage) for stage in rules.STAGES)


@given(st.integers(0, 400), st.integers(0, 400), st.integers(-500, 900))
def test_who_takes_part_does_so_from_the_first_to_the_last_day(start, length, at):
    first = date(2025, 1, 1) + timedelta(days=start)
    last = first + timedelta(days=length)
    day = date(2025, 1, 1) + timedelta(days=at)
    assert rules.is_in_force(first, last, day) == (first <= day <= last)
    assert rules.is_in_force(first, None, day) == (first <= day)


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("010 123 45 67", "0101234567"),
        ("06-12345678", "0612345678"),
        ("+31 (0)6 12 34 56 78", "0612345678"),
        ("0031612345678", "0612345678"),
        ("0800-1234", "08001234"),
        ("14 010", "14010"),
        ("+32 2 123 45 67", "+3221234567"),
        ("", ""),
        ("12345", None),
        ("010 123 45 6", None),
        ("=1+1", None),
        ("010 123 45 67 toestel 3", None),
    ],
)
def test_a_number_as_it_is_dialled(typed, dialled):
    assert telephone(typed) == dialled


@given(st.text(alphabet=string.digits + "+ .-", max_size=40))
def test_a_number_comes_back_as_itself(typed):
    found = telephone(typed)
    assert found is None or telephone(found) == found


@pytest.mark.parametrize(
    "text",
    [
        "111222333",
        "bsn 123456782 van",
        "12.34.56.782",
        "123 456 782",
        "123/456/782",
        "123,456,782",
        "12345,6782",
        "123\u00a0456\u202f782",
    ],
)
def test_a_service_number_is_seen(text):
    assert holds_service_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "123456789",
        "0612345678",
        "€ 1.234.567,00",
        "000000000",
        "1234567821",
        "1,2,3,4,5,6,7,8,2",
        "12/34/5678",
        "0123/456782",
        "+32 123/456782",
    ],
)
def test_what_is_no_service_number_passes(text):
    assert not holds_service_number(text)


def test_both_sides_and_every_preferred_party_stand_in_the_list():
    kinds = terms("party_kinds")
    assert {term.more["side"] for term in kinds.values()} == {"medical", "social", "shared"}
    preferred = [code for code, term in kinds.items() if term.more["is_preferred"]]
    assert rules.missing_kinds([], preferred) == preferred
    assert rules.missing_kinds(preferred, preferred) == []
    assert {"huisartsen", "zorgverzekeraar", "ervaringsdeskundigen"} <= set(preferred)


def test_the_six_national_goals_lie_two_by_two_in_the_phases():
    phases = [term.more["phase"] for term in terms("national_goals").values()]
    assert phases == ["before", "before", "during", "during", "after", "after"]
