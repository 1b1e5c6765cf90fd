"""What protection costs: the share of cells hidden, by level (SDC-10)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kansrijk.core.disclosure.cells import REST, Cell
from kansrijk.core.disclosure.policy import Policy


@dataclass(frozen=True)
class TooMuchHidden:
    """A level of which more than the policy allows is hidden: pool years or areas instead."""

    level: str
    share_hidden: float
    allowed: float


@dataclass(frozen=True)
class Utility:
    """Cells (other sides and public ones not counted), hidden by primary rules and in all; loss by weight.

    `extra_share` is hidden in all per primary cell, minus one; `weighted_loss` is a share of all weight.
    """

    cells: int
    primary: int
    hidden: int
    weighted_loss: float
    warnings: tuple[TooMuchHidden, ...]

    @property
    def extra_share(self) -> float:
        """Secondary cells per primary cell."""
        return (self.hidden - self.primary) / self.primary if self.primary else 0.0


def utility(cells: Iterable[Cell], primary: Collection[str], hidden: Collection[str], policy: Policy) -> Utility:
    """Counts the cost of a pattern of hidden names."""
    own = [cell for cell in cells if not (cell.is_public or cell.is_unseen) and not cell.key.endswith(REST)]
    levels: dict[str, list[bool]] = {}
    for cell in own:
        levels.setdefault(cell.level, []).append(cell.key in hidden)
    shares = {level: sum(flags) / len(flags) for level, flags in sorted(levels.items())}
    warnings = tuple(
        TooMuchHidden(level, share, policy.warn_above) for level, share in shares.items() if share > policy.warn_above
    )
    weight = sum(cell.weight for cell in own)
    lost = sum(cell.weight for cell in own if cell.key in hidden)
    return Utility(
        len(own),
        sum(cell.key in primary for cell in own),
        sum(cell.key in hidden for cell in own),
        lost / weight if weight else 0.0,
        warnings,
    )
