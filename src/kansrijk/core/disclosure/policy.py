"""The rules of one data source as a value."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """Thresholds; defaults for health and social counts (security.md 2.1).

    `k` contributors on either side; `hide_zeros` hides a zero always, otherwise only where it closes a group
    smaller than `group_factor` * k (then so does 100 %); dominance: the `dominance_n` largest organisations
    supply over `dominance_share`, or the rest is under `p_share` of the largest; `width_share` of the value
    is the interval a dominated cell keeps; counts are shown at multiples of `rounding_base` (1: exact);
    `lean_on_rounding` counts the room that rounding leaves as protection: fewer cells hidden, still safe by
    the interval rule, but a reader's best guess then lies nearer the truth;
    a percentage needs a base of `share_base`, and a level with more than `warn_above` hidden warns.
    """

    k: int = 10
    hide_zeros: bool = True
    group_factor: int = 3
    dominance_n: int = 2
    dominance_share: float = 0.85
    p_share: float = 0.10
    width_share: float = 0.5
    rounding_base: int = 5
    lean_on_rounding: bool = True
    share_base: int = 50
    warn_above: float = 0.40

    def __post_init__(self) -> None:
        """Raises ValueError for thresholds that protect nothing."""
        if self.k < 2 or self.rounding_base < 1 or self.dominance_n < 1 or self.share_base < 1:
            raise ValueError("a policy needs k of at least 2 and positive bases")

    def needed_width(self, sensitive: int) -> int:
        """Counts between the ends of the attacker's interval: the larger of k and half the value."""
        return max(self.k, math.ceil(self.width_share * sensitive))
