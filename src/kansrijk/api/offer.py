"""`/services`, `/organisations` (of public directories) and `/interventions`."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema

from kansrijk.api.values import NO_NUL, PAGE_SIZE, require_known
from kansrijk.offer import menu, queries, vocabulary
from kansrijk.offer.menu import Fact, Intervention

router = Router(tags=["offer"])
Phase = Literal["before", "during", "after"]
Kind = Literal[tuple(vocabulary.kinds())]  # type: ignore[valid-type]
Group = Literal[tuple(menu.target_groups())]  # type: ignore[valid-type]
Slug = Annotated[str, Query(pattern=r"^[a-z0-9-]{1,60}$")]
PageNumber = Annotated[int, Query(ge=1, le=1000)]


class ServiceOut(Schema):
    """One entry of a directory. Ages of parents in years, of children in months; null or empty: not known."""

    directory: str
    slug: str
    name: str
    provider: str
    kind: str
    summary: str
    for_parents: str
    phases: list[str]
    factors: list[str]
    levels: list[str]
    parent_from_years: int | None
    parent_until_years: int | None
    child_from_months: int | None
    child_until_months: int | None
    inclusion: str
    exclusion: str
    areas: list[str]
    how_to_refer: str
    parents_may_come: bool
    response_days: int | None
    takes_new: bool
    families_a_year: int | None
    waiting_weeks: int | None
    languages: list[str]
    opening: str
    phone: str
    email: str
    website: str
    provider_website: str
    address: str
    cost_cents: int | None
    cost_note: str
    checked_on: date | None
    review_on: date | None
    freshness: Literal["fresh", "due", "stale"]
    is_fictional: bool


class ServicesOut(Schema):
    """A page of entries, at most 100, by name."""

    services: list[ServiceOut]
    total: int
    page: int
    pages: int


class OrganisationOut(Schema):
    """An organisation with its website (empty: not known) and how many services it has in the directory."""

    name: str
    website: str
    services: int


class OrganisationsOut(Schema):
    """The organisations of a directory."""

    organisations: list[OrganisationOut]


class FactOut(Schema):
    """Words with their source and the day they were looked up there."""

    nl: str
    en: str
    source: str
    looked_up: date


class RecognitionOut(Schema):
    """A level of recognition; `since` is a day, a month or empty (not found)."""

    level: Literal["well", "first", "good", "strong"]
    since: str
    source: str
    looked_up: date


class InterventionOut(Schema):
    """One line of the menu; what no source says is null. `groups`: for whom, by an ordering of ours."""

    id: str
    name: str
    phases: list[str]
    kind: str
    groups: list[str]
    factors: list[str]
    target: FactOut
    purpose: FactOut
    provider: FactOut
    recognition: RecognitionOut | None
    format: FactOut | None
    cost: FactOut | None
    note: FactOut | None
    is_legal_task: bool


class InterventionsOut(Schema):
    """The menu."""

    interventions: list[InterventionOut]


def _directory(request: HttpRequest, slug: str) -> queries.DirectoryCard:
    found = queries.directory(request.actor, slug)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@router.get("/services", response=ServicesOut, url_name="services", summary="What help a coalition has")
def services(
    request: HttpRequest,
    directory: Slug,
    q: Annotated[str, Query(max_length=80, pattern=NO_NUL)] = "",
    phase: Phase | None = None,
    kind: Kind | None = None,
    page: PageNumber = 1,
) -> dict[str, Any]:
    """The entries of the directory of a coalition, by its name in addresses."""
    require_known(request, "directory", "q", "phase", "kind", "page")
    found = queries.services(
        request.actor,  # type: ignore[attr-defined]
        _directory(request, directory).coalition,
        text=q,
        phase=phase or "",
        kinds=[kind] if kind else [],
        page=page,
        page_size=PAGE_SIZE,
    )
    return {"services": found.services, "total": found.total, "page": found.page, "pages": found.pages}


@router.get("/organisations", response=OrganisationsOut, url_name="organisations", summary="Who gives that help")
def organisations(request: HttpRequest, directory: Slug) -> dict[str, Any]:
    """The organisations of the directory of a coalition, by name."""
    require_known(request, "directory")
    found = queries.organisations(request.actor, _directory(request, directory).coalition)  # type: ignore[attr-defined]
    return {"organisations": found}


def _fact(found: Fact | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"nl": found.nl, "en": found.en, "source": menu.sources()[found.source], "looked_up": found.looked_up}


def _intervention(one: Intervention) -> dict[str, Any]:
    known = one.recognition
    names = ("target", "purpose", "provider", "format", "cost", "note")
    return {
        "id": one.id,
        "name": one.name,
        "phases": one.phases,
        "kind": one.kind,
        "groups": one.groups,
        "factors": one.factors,
        "is_legal_task": one.is_legal_task,
        "recognition": {
            "level": known.level,
            "since": known.since,
            "source": menu.sources()[known.source],
            "looked_up": known.looked_up,
        }
        if known
        else None,
        **{name: _fact(getattr(one, name)) for name in names},
    }


@router.get("/interventions", response=InterventionsOut, url_name="interventions", summary="The menu of interventions")
def interventions(request: HttpRequest, phase: Phase | None = None, group: Group | None = None) -> dict[str, Any]:
    """Every intervention that coalitions choose from, or those of a phase or for a group; each fact with its source."""
    require_known(request, "phase", "group")
    return {"interventions": [_intervention(one) for one in menu.chosen(phase=phase or "", group=group or "")]}
