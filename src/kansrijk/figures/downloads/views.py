"""Tables as files: CSV, its metadata, XLSX. For one area, for one indicator, for a comparison."""

import json
from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kansrijk.areas.codes import LEVELS
from kansrijk.figures.commands import order_judgement
from kansrijk.figures.downloads import (
    NotJudged,
    Table,
    metadata,
    of_area,
    of_comparison,
    of_indicator,
    of_years,
    package,
    text,
    workbook,
)
from kansrijk.figures.downloads.xlsx import TooLarge
from kansrijk.figures.pages import asked
from kansrijk.figures.pages.compare_years import THROUGH_YEARS
from kansrijk.trust.actors import Actor

View = Callable[..., HttpResponse]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _file(content: bytes | str, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _csv(request: HttpRequest, table: Table, about: str) -> HttpResponse:
    """The CSV, with where its metadata stand (RFC 8288, as CSVW asks)."""
    response = _file(text(table), "text/csv; charset=utf-8; header=present", f"{table.stem}.csv")
    response["Link"] = f'<{_with_query(request, about)}>; rel="describedby"; type="application/csvm+json"'
    return response


def _xlsx(table: Table) -> HttpResponse:
    try:
        return _file(workbook(table), XLSX, f"{table.stem}.xlsx")
    except TooLarge as error:
        raise Http404 from error


def _metadata(request: HttpRequest, table: Table, csv: str) -> HttpResponse:
    address = request.build_absolute_uri(_with_query(request, csv))
    body = json.dumps(metadata(table, address), ensure_ascii=False, indent=2)
    return _file(body, "application/csvm+json; charset=utf-8", f"{table.stem}.csv-metadata.json")


def _package(request: HttpRequest, table: Table, csv: str) -> HttpResponse:
    address = request.build_absolute_uri(_with_query(request, csv))
    body = json.dumps(package(table, address), ensure_ascii=False, indent=2)
    return _file(body, "application/json; charset=utf-8", "datapackage.json")


def _with_query(request: HttpRequest, address: str) -> str:
    query = request.GET.urlencode()
    return f"{address}?{query}" if query else address


def _area(request: HttpRequest, reference: str) -> Table:
    found = asked.area(_actor(request), reference)
    if found is None:
        raise Http404
    return of_area(_actor(request), found.area)


def _judged_first(view: View) -> View:
    """503 and when to come back, where own figures of other borders have to be checked first; that is ordered."""

    @wraps(view)
    def answer(request: HttpRequest, *names: str, **named: str) -> HttpResponse:
        try:
            return view(request, *names, **named)
        except NotJudged as waiting:
            order_judgement(by=_actor(request), area=waiting.area.id)
            response = render(request, "figures/not_judged.html", {"reference": str(waiting.area)}, status=503)
            response["Retry-After"] = "5"
            return response

    return answer


@_judged_first
def area_csv(request: HttpRequest, reference: str) -> HttpResponse:
    """Every figure of an area as CSV."""
    return _csv(request, _area(request, reference), reverse("area_csvw", args=[reference]))


@_judged_first
def area_csvw(request: HttpRequest, reference: str) -> HttpResponse:
    """What stands in the CSV of an area."""
    return _metadata(request, _area(request, reference), reverse("area_csv", args=[reference]))


@_judged_first
def area_package(request: HttpRequest, reference: str) -> HttpResponse:
    """The same for tools that read Frictionless data packages."""
    return _package(request, _area(request, reference), reverse("area_csv", args=[reference]))


@_judged_first
def area_xlsx(request: HttpRequest, reference: str) -> HttpResponse:
    """Every figure of an area as a workbook."""
    return _xlsx(_area(request, reference))


def _indicator(request: HttpRequest, identifier: str) -> Table:
    level = request.GET.get("niveau", "gemeente")
    if level not in LEVELS:
        raise Http404
    land = request.GET.get("land", "")
    table = of_indicator(_actor(request), identifier, level, request.GET.get("periode") or None, country=land)
    if table is None:
        raise Http404
    return table


def indicator_csv(request: HttpRequest, identifier: str) -> HttpResponse:
    """One indicator over all areas of a level as CSV."""
    return _csv(request, _indicator(request, identifier), reverse("indicator_csvw", args=[identifier]))


def indicator_csvw(request: HttpRequest, identifier: str) -> HttpResponse:
    """What stands in the CSV of an indicator."""
    return _metadata(request, _indicator(request, identifier), reverse("indicator_csv", args=[identifier]))


def indicator_package(request: HttpRequest, identifier: str) -> HttpResponse:
    """The same for tools that read Frictionless data packages."""
    return _package(request, _indicator(request, identifier), reverse("indicator_csv", args=[identifier]))


def indicator_xlsx(request: HttpRequest, identifier: str) -> HttpResponse:
    """One indicator over all areas of a level as a workbook."""
    return _xlsx(_indicator(request, identifier))


def _comparison(request: HttpRequest) -> Table:
    areas = asked.areas(_actor(request), request.GET.getlist("gebied"))
    indicators = asked.indicators(request.GET.getlist("indicator"))
    if not areas or indicators is None:
        raise Http404
    own, _left_out = asked.same_country(areas)
    shape = request.GET.get("vorm", "")
    if shape not in {"", THROUGH_YEARS}:
        raise Http404
    if shape:
        return of_years(_actor(request), own, indicators)
    return of_comparison(_actor(request), own, indicators, request.GET.get("periode") or None)


@_judged_first
def compare_csv(request: HttpRequest) -> HttpResponse:
    """A comparison as CSV."""
    return _csv(request, _comparison(request), reverse("compare_csvw"))


@_judged_first
def compare_csvw(request: HttpRequest) -> HttpResponse:
    """What stands in the CSV of a comparison."""
    return _metadata(request, _comparison(request), reverse("compare_csv"))


@_judged_first
def compare_package(request: HttpRequest) -> HttpResponse:
    """The same for tools that read Frictionless data packages."""
    return _package(request, _comparison(request), reverse("compare_csv"))


@_judged_first
def compare_xlsx(request: HttpRequest) -> HttpResponse:
    """A comparison as a workbook."""
    return _xlsx(_comparison(request))
