"""What may be said of two estimates of one area: more, less, or that the difference can be chance. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kansrijk.core.estimation.validation import require_real_change
from kansrijk.core.intervals import BadNumbers

MORE, LESS, CHANCE, MODELS, OTHER_MODEL, NOTHING = "more", "less", "chance", "models", "other_model", "nothing"
Z95 = 1.959964


@dataclass(frozen=True)
class Estimate:
    """A share with its 95 % limits, all in per cents; NaN where nothing is told."""

    value: float
    lower: float
    upper: float

    @property
    def is_told(self) -> bool:
        """Whether there is a number with limits."""
        return bool(np.isfinite([self.value, self.lower, self.upper]).all())

    @property
    def se(self) -> float:
        """In shares; limits that were rounded outwards make it a little larger than it was."""
        return (self.upper - self.lower) / (200 * Z95)


def verdict(before: Estimate, after: Estimate, *, spread: float, same_model: bool) -> str:
    """MORE or LESS only when the change is beyond chance *and* larger than kinds of models lie apart.

    `spread` is that distance, a share.

    The two estimates count as independent, which holds for two surveys. Two runs of other models are never compared.
    """
    if not (before.is_told and after.is_told):
        return NOTHING
    if not same_model:
        return OTHER_MODEL
    se = float(np.hypot(before.se, after.se))
    change = (after.value - before.value) / 100
    try:
        require_real_change(before.value / 100, after.value / 100, se, spread)
    except BadNumbers:
        return CHANCE if abs(change) <= Z95 * se else MODELS
    return MORE if change > 0 else LESS


@dataclass(frozen=True)
class Bounds:
    """Between which shares (per cents) a group must lie, whatever hangs together with what."""

    low: float
    high: float


def at_least(count: int, shares: Sequence[Estimate]) -> Bounds:
    """How many people have at least `count` of these situations, from how many have each: bounds, and no more.

    Who has one may have the others as well, or not: shares of areas do not tell. Whoever has `count` of them has, with
    the j largest set aside, still count - j of the rest; and the r largest together leave no room for everybody to
    have fewer than `count` of them (Frechet's bounds for one or all, Rüger's in between). The limits of each share go
    in, so that its own doubt is inside. Raises `BadNumbers` when there are fewer than `count`.
    """
    size = len(shares)
    if not 1 <= count <= size:
        raise BadNumbers("there are fewer situations than are asked for")
    low = sorted((one.lower if np.isfinite(one.lower) else one.value for one in shares), reverse=True)
    high = sorted((one.upper if np.isfinite(one.upper) else one.value for one in shares), reverse=True)
    most = min([100.0, *(sum(high[j:]) / (count - j) for j in range(count))])
    least = max([0.0, *((sum(low[:r]) - 100 * (count - 1)) / (r - count + 1) for r in range(count, size + 1))])
    return Bounds(least, most)
