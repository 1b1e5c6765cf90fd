"""`/areas` and `/areas/{code@edition}`."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from ninja import Query, Router

from kansrijk.api.values import NO_NUL, PAGE_SIZE, AreaColumnsOut, AreaOut, AreasOut, page_of, require_known
from kansrijk.areas import queries
from kansrijk.areas.codes import LEVELS, parse

router = Router(tags=["areas"])
Level = Literal[tuple(LEVELS)]  # type: ignore[valid-type]


@router.get(
    "/areas", response=AreasOut | AreaColumnsOut, url_name="areas", summary="Areas by name, level, edition or postcode"
)
def areas(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=80, pattern=NO_NUL)] = "",
    level: Level | None = None,
    edition: Annotated[int | None, Query(ge=1900, le=2100)] = None,
    postcode: Annotated[str | None, Query(pattern=r"^[1-9][0-9]{3} ?([A-Za-z]{2})?$")] = None,
    country: Literal["NL", "XX"] | None = None,
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
    form: Annotated[Literal["objects", "columns"], Query(alias="_format")] = "objects",
) -> dict[str, Any]:
    """At most 100 areas a page, by name; `next` leads to the following page.

    `_format=columns` gives codes and names only, all of them at once: for maps. Dutch areas, unless `country` names the
    fictional one.
    """
    require_known(request, "q", "level", "edition", "postcode", "country", "page", "_format")
    actor, kind, within = request.actor, level or "gemeente", country or "NL"  # type: ignore[attr-defined]
    if q or postcode:
        found = queries.find(actor, postcode or q, level=level, edition=edition, country=within, limit=PAGE_SIZE)
        names = {one.code: one.name for one in found}
    else:
        newest = edition if edition is not None else next(iter(queries.editions(actor, kind, country=within)), 0)
        if form == "columns":
            names = queries.names(actor, newest, kind, country=within)
        else:
            found = queries.areas(actor, newest, kind, country=within)
    if form == "columns":
        return {"area": list(names), "name": list(names.values())}
    asked = {"q": q, "level": level, "edition": edition, "postcode": postcode, "country": country, "page": page + 1}
    following = "/api/v1/areas?" + urlencode({name: value for name, value in asked.items() if value})
    return {"areas": page_of(found, page), "next": following if len(found) > page * PAGE_SIZE else None}


@router.get("/areas/{reference}", response=AreaOut, url_name="area", summary="One area")
def area(request: HttpRequest, reference: str) -> Any:
    """`GM0546@2024`, or `GM0546` for the newest edition."""
    require_known(request)
    at = parse(reference)
    found = queries.area(request.actor, at.code, at.edition) if at else None  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found
