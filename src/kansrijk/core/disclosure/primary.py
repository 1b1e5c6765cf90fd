"""Primary suppression: cells that say too much about few people or one organisation by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from kansrijk.core.disclosure.cells import REST, Cell, rest_of
from kansrijk.core.disclosure.policy import Policy


class Reason(StrEnum):
    """Why a cell is hidden. Internal: in public every hidden cell looks the same (SDC-06)."""

    FEW = "few"
    OTHER_SIDE = "other_side"
    ZERO = "zero"
    WHOLE_GROUP = "whole_group"
    DOMINANCE = "dominance"
    EARLIER = "earlier"
    SECONDARY = "secondary"


def is_dominated(contributions: tuple[int, ...], policy: Policy) -> bool:
    """(n,k) rule or p% rule on counts per organisation (security.md 2.1, sdcTable vignette)."""
    supplied = sorted((count for count in contributions if count > 0), reverse=True)
    total = sum(supplied)
    if total == 0:
        return False
    if sum(supplied[: policy.dominance_n]) > policy.dominance_share * total:
        return True
    return total - sum(supplied[:2]) < policy.p_share * supplied[0]


def _side(count: int, few: Reason, none: Reason, group: int | None, policy: Policy) -> Reason | None:
    """The reason one side of a group is too small; None when it is not. `group` None: size unknown."""
    if 0 < count < policy.k:
        return few
    if count == 0:
        closes = group is not None and 0 < group < policy.group_factor * policy.k
        return none if policy.hide_zeros or closes else None
    return None


def reason_for(cell: Cell, group: int | None, policy: Policy) -> Reason | None:
    """Why this cell may not be shown by itself; None when it may. `group`: size of its group, if any."""
    reason = _side(cell.count, Reason.FEW, Reason.ZERO, group, policy)
    if reason is None and group is not None:
        reason = _side(group - cell.count, Reason.OTHER_SIDE, Reason.WHOLE_GROUP, group, policy)
    if reason is None and cell.was_hidden:
        reason = Reason.EARLIER
    if reason is None and is_dominated(cell.contributions, policy):
        reason = Reason.DOMINANCE
    return reason


def primary_reasons(cells: tuple[Cell, ...], policy: Policy) -> dict[str, Reason]:
    """Reason by name of every cell that may not be shown by itself; cells as `with_rests` orders them.

    Both sides of a group are hidden together, save for dominance and what an earlier release hid. An empty
    public group hides nothing.
    """
    named: Mapping[str, Cell] = {cell.key: cell for cell in cells}
    reasons = {}
    for cell in cells:
        group = named[cell.base] if cell.base else None
        if cell.key.endswith(REST) or cell.is_unseen or (group and group.is_public and group.count == 0):
            continue
        reason = reason_for(cell, group.count if group else None, policy)
        if reason is None:
            continue
        reasons[cell.key] = reason
        if group and reason not in (Reason.DOMINANCE, Reason.EARLIER):
            reasons[rest_of(cell.key)] = reason
    return {key: reason for key, reason in sorted(reasons.items()) if not named[key].is_public}
