"""One policy decides what may be shown and what counts as recomputed: its threshold travels with its widths."""

from __future__ import annotations

import pytest

from kansrijk.core.disclosure import Cell, Policy, Protection, Sum, protect
from kansrijk.core.disclosure.attacker import audit, bounds, published

# The smallest set that random microdata found: four sevens are shown as 5, 5, 5, 5 and their sum 28 as 30, and
# only seven each makes 28. Under a threshold of 5 a seven may be shown as it is; under 10 it may not be shown at all.
SEVENS = [*(Cell(f"t:{name}", 7) for name in "abcd"), Cell("t:all", 28)]
SUM = Sum("t:all", ("t:a", "t:b", "t:c", "t:d"))


def _sums(protection: Protection) -> list[tuple[str, tuple[str, ...]]]:
    return [(one.total, one.parts) for one in protection.sums]


@pytest.mark.req("SDC-03", "the audit judges by the threshold of the policy that protected")
@pytest.mark.parametrize("lean", [True, False])
def test_a_count_that_the_policy_lets_through_is_no_leak_when_rounding_is_undone(lean: bool) -> None:
    protection = protect(SEVENS, [SUM], Policy(k=5, lean_on_rounding=lean))
    assert protection.public() == {"t:a": 5, "t:b": 5, "t:c": 5, "t:d": 5, "t:all": 30}
    tables = published(protection.public(), _sums(protection), **protection.facts())
    assert bounds(tables)["t:a"] == (7, 7)
    assert audit(tables, protection.insiders, protection.secret()).is_safe


@pytest.mark.req("SDC-03", "the audit judges by the threshold of the policy that protected")
def test_the_same_count_under_a_higher_threshold_is_hidden_or_found() -> None:
    shown = protect(SEVENS, [SUM], Policy(k=5)).public()
    found = audit(published(shown, [(SUM.total, SUM.parts)], k=10, rounded=5)).recoverable
    assert [(one.cell, one.lower, one.upper) for one in found] == [(name, 7, 7) for name in "abcd"]
    protection = protect(SEVENS, [SUM], Policy())
    assert [protection.public()[f"t:{name}"] for name in "abcd"] == [None] * 4
    assert audit(published(protection.public(), _sums(protection), **protection.facts())).is_safe


@pytest.mark.req("SDC-03", "the audit judges by the threshold of the policy that protected")
def test_widths_without_their_threshold_are_refused() -> None:
    with pytest.raises(ValueError, match="threshold of that policy"):
        published({"t:a": None}, [], needs={"t:a": 5})


def test_the_attacker_knows_the_rule_that_nothing_below_the_threshold_is_shown() -> None:
    shown = {"t:a": 10, "t:b": 0, "t:c": 15}
    found = bounds(published(shown, [], k=10, at_least=10, rounded=5))
    assert found == {"t:a": (10, 12), "t:c": (13, 17)}


def test_a_count_shown_below_the_threshold_is_found_without_any_sum() -> None:
    report = audit(published({"t:a": 5, "t:b": 40}, [], k=10, at_least=10, rounded=5))
    assert [(one.cell, one.lower, one.upper, one.needed_width) for one in report.recoverable] == [("a", 3, 7, 10)]
