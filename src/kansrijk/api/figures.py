"""`/indicators`, `/observations` and `/releases`: released figures, each with what it takes to be believed."""

import json
from typing import Annotated, Any, Literal

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router

from kansrijk.api.areas import Level
from kansrijk.api.problems import problem
from kansrijk.api.values import (
    NO_NUL,
    ColumnsOut,
    IndicatorOut,
    IndicatorsOut,
    ObservationsOut,
    ReleasesOut,
    require_known,
)
from kansrijk.areas import queries as places
from kansrijk.areas.codes import LEVELS
from kansrijk.core.faults import BadInput
from kansrijk.figures import catalogue, commands, queries
from kansrijk.figures.catalogue import Indicator
from kansrijk.figures.kept import Kept
from kansrijk.figures.queries.reexpressed import ToldColumn
from kansrijk.figures.queries.told import MADE_OF_PARTS
from kansrijk.figures.queries.types import Column
from kansrijk.figures.rules import STATUS_NAMES
from kansrijk.trust.actors import Actor

router = Router(tags=["figures"])


def _out(one: Indicator) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": {"nl": one.name.nl, "en": one.name.en},
        "definition": {"nl": one.definition.nl, "en": one.definition.en},
        "unit": one.unit,
        "phase": one.phase,
        "theme": one.theme,
        "source": one.source,
        "definition_version": one.definition_version,
        "interval_method": one.interval_method,
    }


@router.get("/indicators", response=IndicatorsOut, url_name="indicators", summary="The catalogue of indicators")
def indicators(request: HttpRequest) -> dict[str, Any]:
    """Every indicator, with or without data."""
    require_known(request)
    return {"indicators": [_out(one) for one in catalogue.indicators().values()]}


@router.get("/indicators/{identifier}", response=IndicatorOut, url_name="indicator", summary="One indicator")
def indicator(request: HttpRequest, identifier: str) -> dict[str, Any]:
    """What a figure means."""
    require_known(request)
    known = catalogue.indicator(identifier)
    if known is None:
        raise Http404
    return _out(known)


def _numbers(values: Any) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in values]


def _about(column: Column) -> dict[str, Any]:
    return {
        "indicator": column.indicator.id,
        "source_field": column.source_field,
        "period": column.period,
        "unit": column.indicator.unit,
        "interval_method": column.interval_method,
        "source": column.source,
        "definition_version": column.definition_version,
        "release": str(column.release),
    }


_kept: Kept[bytes] = Kept(200)  # about 0.4 MB each for all buurten


def _columns_answer(column: Column) -> HttpResponse:
    """The whole column as JSON; kept for a public release, whose figures never change again.

    An own release is made safe when it is proposed: what its owners saw before that must not be kept for others.
    """
    key = (column.release, column.indicator.id, column.level, column.period)
    body = _kept.made(key, lambda: _as_bytes(column)) if column.is_public else _as_bytes(column)
    return HttpResponse(body, content_type="application/json; charset=utf-8")


def _as_bytes(column: Column) -> bytes:
    return json.dumps(_as_columns(column), allow_nan=False, separators=(",", ":")).encode()


def _observations(cells: list[dict[str, Any]]) -> HttpResponse:
    body = json.dumps({"observations": cells}, allow_nan=False, ensure_ascii=False)
    return HttpResponse(body, content_type="application/json; charset=utf-8")


def _as_columns(column: Column) -> dict[str, Any]:
    return {
        **_about(column),
        "level": column.level,
        "edition": column.edition,
        "area": column.codes,
        "value": _numbers(column.value),
        "lower": _numbers(column.lower),
        "upper": _numbers(column.upper),
        "status": [STATUS_NAMES[status] for status in column.status],
    }


def _as_objects(column: Column) -> list[dict[str, Any]]:
    arrays = {name: _numbers(getattr(column, name)) for name in ("value", "lower", "upper", "numerator", "denominator")}
    return [
        {
            "area": code,
            "edition": column.edition,
            **_about(column),
            **{name: values[i] for name, values in arrays.items()},
            "status": STATUS_NAMES[column.status[i]],
        }
        for i, code in enumerate(column.codes)
    ]


def _told(told: ToldColumn, form: str) -> HttpResponse:
    """A column that was re-expressed: it says from which edition, and per area how."""
    if form == "columns":
        about = {**_as_columns(told.column), "reexpressed_from": told.from_edition, "how": list(told.how)}
        body = json.dumps(about, allow_nan=False, separators=(",", ":"))
        return HttpResponse(body, content_type="application/json; charset=utf-8")
    cells = zip(_as_objects(told.column), told.how, strict=True)
    return _observations([{**cell, "reexpressed_from": told.from_edition, "how": how} for cell, how in cells])


def _judged_first(actor: Actor, code: str, edition: int) -> HttpResponse:
    """The attacker has yet to look at this area: ordered, and the answer is there in a moment."""
    place = places.area(actor, code, edition)
    assert place is not None
    commands.order_judgement(by=actor, area=place.id)
    answer = problem(503, "Not ready", "Own figures told in this area are being checked before you get them.")
    answer["Retry-After"] = "5"
    return answer


def _found(
    actor: Actor, indicator: str, level: str, period: str | None, edition: int | None, country: str
) -> tuple[Column | None, ToldColumn | None]:
    """The column, re-expressed where the edition asks for it. Of one country: what it has not is not another's."""
    column = queries.column(actor, indicator, level, period, edition=edition, country=country)
    if column is None and edition is not None:
        told = queries.told_column(actor, indicator, level, edition, period, country=country)
        return (told.column, told) if told is not None else (None, None)
    return column, None


@router.get(
    "/observations",
    response=ObservationsOut | ColumnsOut,
    url_name="observations",
    summary="One indicator over areas and periods",
)
def observations(
    request: HttpRequest,
    indicator: Annotated[str, Query(max_length=80, pattern=NO_NUL)] = "",
    level: Level | None = None,
    period: Annotated[str, Query(max_length=9, pattern=NO_NUL)] = "",
    area: Annotated[str, Query(max_length=20, pattern=NO_NUL)] = "",
    edition: Annotated[int | None, Query(ge=1900, le=2100)] = None,
    country: Literal["NL", "XX"] = "NL",
    form: Annotated[Literal["objects", "columns"], Query(alias="_format")] = "objects",
) -> Any:
    """Give `area` for all periods of one area, or `indicator` and `level` for all areas of a period.

    Areas of one country only: the Netherlands, unless `country` names the fictional one.
    With `edition` in the areas of that year; figures of other years are then re-expressed, and `reexpressed_from` and
    `how` say so. Of a postcode area of three digits, and of a coalition's own working area for its members, the sums of
    its parts are told the same way.

    With `_format=columns` the arrays of one level; where nothing has figures 404, as objects an empty list.

    Cells come as they are stored and are not checked against the description again: a level has 15,000 of them.
    """
    require_known(request, "indicator", "level", "period", "area", "edition", "country", "_format")
    actor = request.actor  # type: ignore[attr-defined]
    if indicator and catalogue.indicator(indicator) is None:
        raise BadInput(f"there is no indicator {indicator!r}; see /api/v1/indicators", field="indicator")
    if area and form == "columns":
        raise BadInput("columns are one indicator over a level: leave area out", field="_format")
    if area:
        ref = queries.area_of(actor, area if edition is None or "@" in area else f"{area}@{edition}")
        shown = queries.show_json(actor, f"{ref.code}@{ref.edition}", indicator=indicator or None, waits=True)
        wants_told = ref.level in MADE_OF_PARTS or edition is not None
        if wants_told and shown.get("is_waiting"):
            return _judged_first(actor, ref.code, ref.edition)
        told: list[dict[str, Any]] = shown["reexpressed"]  # type: ignore[assignment]
        cells = [] if ref.level == "working_area" else list(shown["figures"])  # type: ignore[call-overload]
        if wants_told:
            cells += [{key: one[key] for key in one if key not in {"parts", "bounds"}} for one in told]
        cells = [cell for cell in cells if not period or cell["period"] == period]
        return _observations([{"area": ref.code, "edition": ref.edition, **cell} for cell in cells])
    if not indicator or level is None:
        raise BadInput(f"give area, or indicator and a level: {', '.join(LEVELS)}", field="level")
    column, told = _found(actor, indicator, level, period or None, edition, country)
    if column is None and form == "columns":
        raise Http404
    if column is None:
        return _observations([])
    if told is not None:
        return _told(told, form)
    return _columns_answer(column) if form == "columns" else _observations(_as_objects(column))


@router.get("/releases", response=ReleasesOut, url_name="releases", summary="Where the figures come from")
def releases(request: HttpRequest) -> dict[str, Any]:
    """Every release that may be known, with what became of it."""
    require_known(request)
    return {"releases": [card.as_json() for card in queries.releases(request.actor)]}  # type: ignore[attr-defined]
