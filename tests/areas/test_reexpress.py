"""Figures told in the areas of another edition: sums exact, parts weighted and flagged, nothing averaged."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kansrijk.areas.reexpress import (
    INTERVAL,
    WEIGHTED,
    CannotReexpress,
    Span,
    chain,
    exact,
    from_percentage,
    hidden,
    identities,
    reexpress,
    reversed_transfers,
)
from kansrijk.areas.rules import Transfer, classify

MERGE = (Transfer("GM0001", "GM0009", 700), Transfer("GM0002", "GM0009", 300))
SPLIT = (Transfer("GM0003", "GM0004", 75), Transfer("GM0003", "GM0005", 25))


def test_a_merge_is_an_exact_sum_of_numerators_and_denominators():
    told = reexpress({"GM0001": exact(10, 100), "GM0002": exact(30, 150)}, MERGE).cells["GM0009"]
    assert told.is_exact
    assert told.cell.numerator == Span(40, 40)
    assert told.cell.denominator == Span(250, 250)


def test_a_split_is_weighted_by_addresses_and_says_so():
    cells = reexpress({"GM0003": exact(40, 400)}, SPLIT).cells
    assert cells["GM0004"].cell.numerator == Span(30, 30)
    assert cells["GM0004"].flags == {WEIGHTED}
    assert not cells["GM0005"].is_exact


def test_a_hidden_part_is_carried_as_an_interval():
    told = reexpress({"GM0001": hidden(0, 9, 100), "GM0002": exact(30, 150)}, MERGE).cells["GM0009"]
    assert told.cell.numerator == Span(30, 39)
    assert INTERVAL in told.flags
    assert not told.is_exact


def test_a_sum_with_a_part_that_has_no_figure_is_no_figure():
    told = reexpress({"GM0001": exact(10, 100)}, MERGE).cells["GM0009"]
    assert told.cell is None
    assert told.missing == ("GM0002",)


def test_a_percentage_without_its_denominator_is_refused():
    with pytest.raises(CannotReexpress, match="without its denominator"):
        from_percentage(7.1, None)


def test_percentages_are_weighted_by_their_denominators_and_never_averaged():
    cells = {"GM0001": from_percentage(10.0, 1000), "GM0002": from_percentage(50.0, 10)}
    cell = reexpress(cells, MERGE).cells["GM0009"].cell
    assert cell.numerator.lower / cell.denominator.lower < 0.11


def test_counts_and_shares_are_not_added_up_together():
    with pytest.raises(CannotReexpress, match="counts and shares"):
        reexpress({"GM0001": exact(10), "GM0002": exact(30, 150)}, MERGE)


def test_a_reused_code_with_another_name_is_not_the_same_place():
    """Real codes that came back: tests/areas/test_known_traps.py."""
    old = {"WK990001": "Oude Dijk", "WK990002": "Nieuwe Dijk"}
    new = {"WK990001": "Haven", "WK990002": "Wijk 02 Nieuwe Dijk"}
    same = identities(old, new)
    assert same == (Transfer("WK990002", "WK990002", 1.0),)
    told = reexpress({"WK990001": exact(5, 50), "WK990002": exact(6, 60)}, same)
    assert told.unplaced == ("WK990001",)
    assert set(told.cells) == {"WK990002"}


def test_stray_addresses_do_not_make_a_merge_inexact():
    transfers = (*MERGE, Transfer("GM0001", "GM0007", 0.5))
    assert reexpress({"GM0001": exact(1, 2), "GM0002": exact(1, 2)}, transfers).cells["GM0009"].is_exact
    assert classify(transfers) == ("merge", "merge", "border")


def test_kinds_are_told_apart():
    transfers = (
        Transfer("A", "A", 100),
        Transfer("B", "C", 100),
        *SPLIT,
        Transfer("D", "D", 95),
        Transfer("D", "E", 5),
        Transfer("F", "G", 10),
        Transfer("H", "G", 10),
    )
    kinds = classify(transfers, {("H", "G"): True})
    assert kinds == ("same", "rename", "split", "split", "same", "border", "merge", "province")


def test_a_chain_of_years_multiplies_shares():
    cells = reexpress({"GM0003": exact(40, 400)}, chain([SPLIT, (Transfer("GM0004", "GM0008", 5),)])).cells
    assert cells["GM0008"].cell.numerator == Span(30, 30)
    assert cells["GM0005"].cell.numerator == Span(10, 10)


CODES = st.integers(0, 5).map(lambda n: f"GM{n:04d}")
TRANSFERS = st.dictionaries(st.tuples(CODES, CODES), st.integers(1, 500), min_size=1, max_size=20)


@settings(max_examples=200, deadline=None)
@given(TRANSFERS, st.data())
def test_totals_survive_there_and_back(pairs, data):
    transfers = [Transfer(old, new, weight) for (old, new), weight in pairs.items()]
    cells = {
        old: exact(data.draw(st.integers(0, 1000)), data.draw(st.integers(1000, 5000)))
        for old in sorted({old for old, _ in pairs})
    }
    there = reexpress(cells, transfers)
    assert not there.unplaced
    middle = {new: told.cell for new, told in there.cells.items()}
    back = reexpress(middle, reversed_transfers(transfers))
    for found in (middle.values(), [told.cell for told in back.cells.values()]):
        assert sum(cell.numerator.lower for cell in found) == pytest.approx(
            sum(cell.numerator.lower for cell in cells.values())
        )
        assert sum(cell.denominator.upper for cell in found) == pytest.approx(
            sum(cell.denominator.upper for cell in cells.values())
        )
