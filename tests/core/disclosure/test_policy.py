"""Primary rules and the report of what protection costs."""

from __future__ import annotations

import pytest

from kansrijk.core.disclosure import BadCells, Cell, Policy, Reason, Sum, primary_reasons, protect
from kansrijk.core.disclosure.primary import is_dominated


@pytest.mark.parametrize(
    ("supplied", "dominated"),
    [((60, 30, 10), True), ((40, 30, 30), False), ((80, 2, 2, 2, 2, 2), True), ((), False), ((50,), True)],
)
def test_one_organisation_may_not_be_recognised(supplied: tuple[int, ...], dominated: bool) -> None:
    assert is_dominated(supplied, Policy()) is dominated


@pytest.mark.parametrize(
    ("count", "group", "reason"),
    [
        (9, 80, Reason.FEW),
        (75, 80, Reason.OTHER_SIDE),
        (0, 80, Reason.ZERO),
        (80, 80, Reason.WHOLE_GROUP),
        (40, 80, None),
    ],
)
def test_both_sides_of_a_group_count(count: int, group: int, reason: Reason | None) -> None:
    cells = (Cell("n", group), Cell("x", count, base="n"), Cell("x~rest", group - count))
    assert primary_reasons(cells, Policy()).get("x") is reason


def test_counts_that_cannot_be_true_are_refused() -> None:
    for cells, sums in [
        ([Cell("a", -1)], []),
        ([Cell("a", 1), Cell("a", 1)], []),
        ([Cell("a", 5), Cell("t", 6)], [Sum("t", ("a",))]),
        ([Cell("t", 6)], [Sum("t", ("a",))]),
        ([Cell("n", 5), Cell("x", 6, base="n")], []),
    ]:
        with pytest.raises(BadCells):
            protect(cells, sums)


@pytest.mark.req("SDC-10", "a level that is mostly hidden warns")
def test_a_level_that_is_mostly_hidden_warns() -> None:
    cells = [Cell(f"b{i}", 3, level="wijk") for i in range(5)] + [Cell("c", 50, level="wijk")]
    report = protect(cells, []).utility
    assert (report.cells, report.primary, report.hidden) == (6, 5, 5)
    assert [(one.level, round(one.share_hidden, 2)) for one in report.warnings] == [("wijk", 0.83)]
    assert not protect([Cell("c", 50, level="wijk")], []).utility.warnings
