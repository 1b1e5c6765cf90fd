"""A chain that is read in two halves follows exactly when it follows in one."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kansrijk.trust import sealing
from kansrijk.trust.chains import Chain
from kansrijk.trust.sealing import Head

HERE = UUID(int=7)


def rows(count: int) -> list[tuple[int, bytes, bytes]]:
    """Place, seal and bytes of each record of a chain that is whole."""
    before, made = sealing.first(HERE), []
    for number in range(1, count + 1):
        written = f"record {number}".encode()
        before = sealing.following(before, written)
        made.append((number, before.hex().encode(), written))
    return made


def read(earlier, later) -> Chain:
    """The way of `trust.chains`: the earlier half begins at the first place, the later one where it is first seen."""
    chain = Chain(sealing.first(HERE))
    for row in earlier:
        chain.take(*row)
    if later:
        number, mark, _written = later[0]
        other = Chain(bytes.fromhex(mark.decode()), number + 1, later[0])
        for row in later[1:]:
            other.take(*row)
        chain.join(other)
    return chain


def end(made) -> Head:
    return Head(HERE, made[-1][0], bytes.fromhex(made[-1][1].decode()))


@st.composite
def nearly_in_order(draw):
    """A whole chain whose records come nearly in turn, and where it is cut in two."""
    made = rows(draw(st.integers(1, 12)))
    order = sorted(made, key=lambda row: row[0] + draw(st.integers(0, 3)))
    return made, order, draw(st.integers(0, len(made)))


@pytest.mark.req("AUD-05", "trust.chains")
@given(nearly_in_order())
def test_a_whole_chain_is_whole_wherever_it_is_cut(case):
    made, order, cut = case
    assert read(order[:cut], order[cut:]).ends_as(end(made))


@pytest.mark.req("AUD-05", "trust.chains")
@given(nearly_in_order(), st.data())
def test_whatever_is_changed_left_out_or_put_elsewhere_is_noticed_wherever_it_is_cut(case, data):
    made, order, cut = case
    at = data.draw(st.integers(0, len(order) - 1))
    number, mark, written = order[at]
    changed = data.draw(
        st.sampled_from(
            [
                [(number, mark, written + b"!")],
                [(number, bytes(reversed(mark)), written)],
                [(number + 1, mark, written)],
                [],
            ]
        )
    )
    order = [*order[:at], *changed, *order[at + 1 :]]
    assert not read(order[:cut], order[cut:]).ends_as(end(made))


@pytest.mark.req("AUD-05", "trust.chains")
@given(nearly_in_order(), st.data())
def test_what_stands_twice_is_noticed_wherever_it_stands(case, data):
    made, order, cut = case
    order.insert(data.draw(st.integers(0, len(order))), data.draw(st.sampled_from(made)))
    assert not read(order[:cut], order[cut:]).ends_as(end(made))


def test_a_whole_chain_that_was_made_anew_does_not_end_as_signed():
    made = rows(5)
    assert not read(made[:2], made[2:]).ends_as(Head(HERE, 5, b"\0" * 32))
    assert not read(made[:2], made[2:]).ends_as(Head(HERE, 6, end(made).hash))
    assert not read(made[:2], made[2:]).ends_as(None)
