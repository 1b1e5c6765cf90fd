"""`/areas` and `/areas/{code@edition}`."""

from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Query, Router

from kansrijk.api.values import PAGE_SIZE, AreaOut, AreasOut, page_of, require_known
from kansrijk.areas import queries
from kansrijk.areas.codes import LEVELS, parse
from kansrijk.core.faults import BadInput

router = Router(tags=["areas"])


@router.get("/areas", response=AreasOut, url_name="areas", summary="Areas by name, level, edition or postcode")
def areas(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=80)] = "",
    level: str = "",
    edition: Annotated[int | None, Query(ge=1900, le=2100)] = None,
    postcode: Annotated[str, Query(max_length=7)] = "",
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> dict[str, Any]:
    """At most 100 areas a page, by name."""
    require_known(request, "q", "level", "edition", "postcode", "page")
    if level and level not in LEVELS:
        raise BadInput(f"there is no level {level!r}; choose one of {', '.join(LEVELS)}", field="level")
    if "\x00" in q + postcode:
        raise BadInput("a search cannot hold a NUL character", field="q")
    actor = request.actor  # type: ignore[attr-defined]
    if q or postcode:
        found = queries.find(actor, postcode or q, level=level or None, edition=edition, limit=PAGE_SIZE)
    else:
        known = queries.editions(actor, level or "gemeente")
        newest = edition if edition is not None else next(iter(known), 0)
        found = queries.areas(actor, newest, level or "gemeente")
    shown = page_of(found, page)
    following = f"/api/v1/areas?level={level or 'gemeente'}&page={page + 1}" if len(found) > page * PAGE_SIZE else None
    return {"areas": shown, "next": following}


@router.get("/areas/{reference}", response=AreaOut, url_name="area", summary="One area")
def area(request: HttpRequest, reference: str) -> Any:
    """`GM0546@2024`, or `GM0546` for the newest edition."""
    require_known(request)
    at = parse(reference) if "\x00" not in reference else None
    found = queries.area(request.actor, at.code, at.edition) if at else None  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found
