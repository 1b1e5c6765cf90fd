"""`/areas` and `/areas/{code@edition}`."""

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from ninja import Query, Router

from kansrijk.api.values import NO_NUL, PAGE_SIZE, AreaOut, AreasOut, page_of, require_known
from kansrijk.areas import queries
from kansrijk.areas.codes import LEVELS, parse

router = Router(tags=["areas"])
Level = Literal[tuple(LEVELS)]  # type: ignore[valid-type]


@router.get("/areas", response=AreasOut, url_name="areas", summary="Areas by name, level, edition or postcode")
def areas(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=80, pattern=NO_NUL)] = "",
    level: Level | None = None,
    edition: Annotated[int | None, Query(ge=1900, le=2100)] = None,
    postcode: Annotated[str | None, Query(pattern=r"^[1-9][0-9]{3} ?([A-Za-z]{2})?$")] = None,
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> dict[str, Any]:
    """At most 100 areas a page, by name; `next` leads to the following page."""
    require_known(request, "q", "level", "edition", "postcode", "page")
    actor = request.actor  # type: ignore[attr-defined]
    if q or postcode:
        found = queries.find(actor, postcode or q, level=level, edition=edition, limit=PAGE_SIZE)
    else:
        known = queries.editions(actor, level or "gemeente")
        newest = edition if edition is not None else next(iter(known), 0)
        found = queries.areas(actor, newest, level or "gemeente")
    asked = {"q": q, "level": level, "edition": edition, "postcode": postcode, "page": page + 1}
    following = "/api/v1/areas?" + urlencode({name: value for name, value in asked.items() if value})
    return {"areas": page_of(found, page), "next": following if len(found) > page * PAGE_SIZE else None}


@router.get("/areas/{reference}", response=AreaOut, url_name="area", summary="One area")
def area(request: HttpRequest, reference: str) -> Any:
    """`GM0546@2024`, or `GM0546` for the newest edition."""
    require_known(request)
    at = parse(reference) if "\x00" not in reference else None
    found = queries.area(request.actor, at.code, at.edition) if at else None  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found
