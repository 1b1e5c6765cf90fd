"""What requests may ask and answers hold.

Unknown parameters are refused: a misspelt filter must not widen an answer.
"""

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from kansrijk.core.faults import BadInput

PAGE_SIZE = 100
LARGEST_PAGE = 1000


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
