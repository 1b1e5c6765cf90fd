"""What the queries of figures hand out. Percentages are 0–100; a status is one of `rules.STATUS_NAMES`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from kansrijk.figures.catalogue import Indicator

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class AreaRef:
    """The area a figure belongs to."""

    code: str
    edition: int
    name: str
    level: str
    country: str = "NL"


@dataclass(frozen=True)
class Figure:
    """One value with all it needs to be believed. `value` is None unless status is measured or modelled.

    `release` and what follows from it are None where no source delivered anything (status no_data).
    `is_public` is False for a coalition's own figure that is not released. `is_whole`: the value was rounded to a whole
    per cent or per 1,000 when it was made safe, so a decimal would be one that nobody counted.
    """

    indicator: Indicator
    area_code: str
    edition: int
    period: str | None
    value: float | None
    lower: float | None
    upper: float | None
    interval_method: str | None
    status: str
    numerator: float | None
    denominator: float | None
    source: str | None
    source_field: str | None
    definition_version: str
    release: UUID | None
    delivery: str | None
    is_public: bool = True
    is_whole: bool = False

    @property
    def unit(self) -> str:
        return self.indicator.unit

    @property
    def has_value(self) -> bool:
        return self.value is not None

    def as_json(self) -> dict[str, Any]:
        """The contract of `figures show`."""
        return {
            "indicator": self.indicator.id,
            "source_field": self.source_field,
            "period": self.period,
            "value": self.value,
            "unit": self.unit,
            "lower": self.lower,
            "upper": self.upper,
            "interval_method": self.interval_method,
            "status": self.status,
            "numerator": self.numerator,
            "denominator": self.denominator,
            "source": self.source,
            "definition_version": self.definition_version,
            "release": str(self.release) if self.release else None,
        }


@dataclass(frozen=True, eq=False)
class Column:
    """One indicator at one level and period over many areas, in the order of their codes; NaN where no value.

    `status` holds positions in `rules.STATUS_NAMES`. All arrays have one length, that of `codes`. Only a public column
    may be kept: an own one still changes when it is made safe. `is_whole` is that of its figures.
    """

    indicator: Indicator
    level: str
    edition: int
    period: str
    codes: list[str]
    value: Floats
    lower: Floats
    upper: Floats
    numerator: Floats
    denominator: Floats
    status: NDArray[np.int8]
    source: str
    source_field: str
    interval_method: str | None
    definition_version: str
    release: UUID
    delivery: str
    is_public: bool = True
    is_whole: bool = False


@dataclass(frozen=True)
class Compared:
    """An area's figure beside its gemeente's and its country's, of the same period and definition, or None."""

    figure: Figure
    gemeente: Figure | None
    country: Figure | None


@dataclass(frozen=True)
class ReleaseCard:
    """A release as lists show it. `policy` is published_at_source or own."""

    id: UUID
    source: str
    layout: str
    periods: tuple[str, ...]
    edition: int
    levels: tuple[str, ...]
    status: str
    delivery: str
    policy: str
    coalition: UUID | None
    indicators: tuple[str, ...]
    rows: int
    sha256: str
    file_name: str
    licence: str
    citation: str
    retrieved_at: datetime
    created_at: datetime
    published_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_because: str
    proposed_by: str
    published_by: str
    audit_report: dict[str, Any] | None
    replaces: UUID | None

    @property
    def fingerprint(self) -> str | None:
        """The hash of the raw file for everybody: of an open file only. Who knows nearly all of an own file could try
        the few counts that are hidden in it until the hash fits."""
        return self.sha256 if self.policy == "published_at_source" else None

    def as_json(self) -> dict[str, Any]:
        """Plain values; who imported or proposed is not among them."""
        return {
            "release": str(self.id),
            "source": self.source,
            "layout": self.layout,
            "periods": list(self.periods),
            "edition": self.edition,
            "levels": list(self.levels),
            "status": self.status,
            "delivery": self.delivery,
            "policy": self.policy,
            "indicators": list(self.indicators),
            "rows": self.rows,
            "sha256": self.fingerprint,
            "licence": self.licence,
            "citation": self.citation,
            "retrieved_at": self.retrieved_at.isoformat(),
            "published_at": self.published_at.isoformat() if self.published_at else None,
            "withdrawn_at": self.withdrawn_at.isoformat() if self.withdrawn_at else None,
            "withdrawn_because": self.withdrawn_because,
        }
