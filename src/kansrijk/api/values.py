"""What requests may ask and answers hold.

Unknown parameters are refused: a misspelt filter must not widen an answer.
"""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Schema

from kansrijk.core.faults import BadInput

PAGE_SIZE = 100
NO_NUL = r"^[^\x00]*$"
Status = Literal["measured", "modelled", "hidden", "no_data", "empty_at_source", "too_uncertain"]


class AreaOut(Schema):
    """An area of an edition."""

    code: str
    edition: int
    name: str
    level: str
    country: str


class AreasOut(Schema):
    """A page of areas; `next` is the address of the following page."""

    areas: list[AreaOut]
    next: str | None = None


class AreaColumnsOut(Schema):
    """All areas at once: arrays in one order."""

    area: list[str]
    name: list[str]


class IndicatorOut(Schema):
    """What a figure means."""

    id: str
    name: dict[str, str]
    definition: dict[str, str]
    unit: str
    phase: str
    theme: str
    source: str | None
    definition_version: str
    interval_method: str | None


class IndicatorsOut(Schema):
    """The catalogue."""

    indicators: list[IndicatorOut]


class About(Schema):
    """What figures of one release and indicator share. `value` is null unless `status` is measured or modelled."""

    indicator: str
    source_field: str | None
    period: str
    unit: str
    interval_method: str | None
    source: str
    definition_version: str
    release: str


# How a figure of another edition came into these areas; "" where it has none (docs/adr/0007).
How = Literal["same", "renamed", "summed", "pooled", "weighted", ""]


class ObservationOut(About):
    """One cell: the fields of `kansrijk figures show`, and the area."""

    area: str
    edition: int
    value: float | None
    lower: float | None
    upper: float | None
    status: Status
    numerator: float | None
    denominator: float | None
    reexpressed_from: int | None = None
    how: How | None = None


class ObservationsOut(Schema):
    """Cells, in the order of the areas or of the indicators."""

    observations: list[ObservationOut]


class ColumnsOut(About):
    """One indicator over all areas of a level: arrays in the order of `area`."""

    level: str
    edition: int
    area: list[str]
    value: list[float | None]
    lower: list[float | None]
    upper: list[float | None]
    status: list[Status]
    reexpressed_from: int | None = None
    how: list[How] | None = None


class ReleaseOut(Schema):
    """Where figures come from, and what became of it."""

    release: str
    source: str
    layout: str
    periods: list[str]
    edition: int
    levels: list[str]
    status: str
    delivery: str
    policy: str
    indicators: list[str]
    rows: int
    sha256: str | None
    licence: str
    citation: str
    retrieved_at: datetime | None
    published_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_because: str


class ReleasesOut(Schema):
    """The newest releases."""

    releases: list[ReleaseOut]


def require_known(request: HttpRequest, *names: str) -> None:
    """Raises on a query parameter that the address does not know, or that is given twice."""
    for name in request.GET:
        if name not in names:
            raise BadInput(f"this address knows no parameter {name!r}; it knows {', '.join(names)}", field=name)
        if len(request.GET.getlist(name)) > 1:
            raise BadInput(f"the parameter {name!r} is given twice", field=name)


def page_of(items: list[Any], page: int) -> list[Any]:
    """One page, counted from 1."""
    return items[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
