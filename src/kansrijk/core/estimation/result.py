"""One result for every method: an estimate per area, its interval, and how much of it is the area's own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from kansrijk.core.intervals import BadNumbers, Floats

Ints = NDArray[np.int64]
Texts = NDArray[np.str_]

MODELLED, TOO_UNCERTAIN, NO_DATA = "modelled", "too_uncertain", "no_data"
WIDEST_SHARE = 0.20
"""A share whose 95 % interval is wider than 20 percentage points says too little to be shown (our choice)."""
WIDEST_RELATIVE = 2.0
"""Nor does one whose interval is wider than twice the estimate itself: for rare outcomes (our choice)."""


@dataclass(frozen=True)
class Width:
    """How wide an interval may be before its figure is *too uncertain*; infinite switches a test off."""

    absolute: float = WIDEST_SHARE
    relative: float = WIDEST_RELATIVE


USUAL_WIDTH = Width()
ANY_WIDTH = Width(np.inf, np.inf)


@dataclass(frozen=True, eq=False)
class AreaEstimates:
    """Arrays of shape (areas,), shares in [0, 1] unless `unit` says otherwise.

    `reliability` (lambda) is the share of an area's estimate that comes from its own data, 0 to 1, NaN where the
    method has none; `se` the standard error in the unit of the estimate. `status` is decided from the interval alone,
    never from a hidden count. `method`, `interval_method` and `model_version` are for readers and model cards.
    """

    areas: tuple[str, ...]
    estimate: Floats
    lower: Floats
    upper: Floats
    se: Floats
    reliability: Floats
    status: Texts
    confidence: float
    interval_method: str
    method: str
    model_version: str
    unit: str = "share"
    notes: tuple[str, ...] = ()
    parameters: dict[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises `BadNumbers` when arrays differ in length or an estimate lies outside its own interval."""
        shape = (len(self.areas),)
        for name in ("estimate", "lower", "upper", "se", "reliability", "status"):
            if getattr(self, name).shape != shape:
                raise BadNumbers(f"{name} has not one value per area")
        if len(set(self.areas)) != len(self.areas):
            raise BadNumbers("an area occurs twice")
        with np.errstate(invalid="ignore"):
            outside = (self.estimate < self.lower - 1e-9) | (self.estimate > self.upper + 1e-9)
        if outside.any():
            raise BadNumbers("an estimate lies outside its interval", int(np.argmax(outside)))

    def with_notes(self, *notes: str) -> AreaEstimates:
        """The same with sentences added."""
        return replace(self, notes=(*self.notes, *notes))


def status_of(estimate: Floats, lower: Floats, upper: Floats, width: Width = USUAL_WIDTH) -> Texts:
    """*no_data* without an estimate; *too_uncertain* where the interval is missing or wider than `width` allows."""
    with np.errstate(invalid="ignore"):
        narrow = (upper - lower <= width.absolute) & (upper - lower <= width.relative * np.abs(estimate))
    said = np.where(narrow, MODELLED, TOO_UNCERTAIN)
    return np.asarray(np.where(np.isnan(estimate), NO_DATA, said), dtype=np.str_)


def logit(share: ArrayLike) -> Floats:
    """log(p / (1 - p))."""
    return np.asarray(special.logit(np.asarray(share, dtype=np.float64)))


def expit(eta: ArrayLike) -> Floats:
    """1 / (1 + exp(-eta)), without overflow."""
    return np.asarray(special.expit(np.asarray(eta, dtype=np.float64)))


def logit_limits(share: Floats, se: Floats, z: float) -> tuple[Floats, Floats]:
    """Limits that are symmetric on the logit scale and so stay within (0, 1); `se` is that of the share."""
    inside = np.clip(share, 1e-12, 1 - 1e-12)
    spread = z * se / (inside * (1 - inside))
    return expit(logit(inside) - spread), expit(logit(inside) + spread)


def named(areas: ArrayLike | None, size: int) -> tuple[str, ...]:
    """Names of areas; their numbers where none are given."""
    return tuple(str(i) for i in range(size)) if areas is None else tuple(str(a) for a in np.asarray(areas).ravel())
