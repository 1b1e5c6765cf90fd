"""`/coalitions/{slug}/page`, `/news` and `/agenda`: what everybody sees of a coalition, and nothing else.

Of a page that is not published there is nothing, the same as where there is no coalition; members too get the page of
a stranger here. Whatever was not chosen for the page is empty.
"""

from datetime import date, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema

from kansrijk.api.values import Status, require_known
from kansrijk.coalition import queries
from kansrijk.coalition.queries.public import Public
from kansrijk.figures.queries.types import Figure
from kansrijk.trust.rules import Denied

router = Router(tags=["coalitions"])


class PageGoalOut(Schema):
    """A goal of its own, and the phase that it is for."""

    phase: str
    text: str


class PillarWorkOut(Schema):
    """What is done under a pillar and by whom; `pillar` is empty for what is under none."""

    pillar: str
    actions: list[str]
    parties: list[str]


class NamedOut(Schema):
    """Somebody who said yes to standing here."""

    name: str
    party: str
    role: str
    expertise: str
    email: str
    phone: str


class PageFigureOut(Schema):
    """A released figure of an area; `value` is null unless `status` is measured or modelled."""

    area: str
    edition: int
    indicator: str
    period: str | None
    value: float | None
    unit: str
    lower: float | None
    upper: float | None
    interval_method: str | None
    status: Status
    source: str | None
    definition_version: str
    release: str | None


class DayOut(Schema):
    """A meeting that may be seen."""

    title: str
    held_on: date
    begins_at: time | None
    place: str


class NewsOut(Schema):
    """A message and the day from which it is there."""

    id: UUID
    title: str
    text: str
    posted_on: date


class ReportOut(Schema):
    """A report: where it is, here or elsewhere. `kind`: pdf, png or docx; empty for a link."""

    title: str
    dated_on: date
    kind: str
    link: str


class VoiceOut(Schema):
    """What changed in a text because somebody with experience read along; never who."""

    title: str
    changed: str
    on: date


class PageOut(Schema):
    """The page by block; `blocks` names those that were chosen, in their order."""

    slug: str
    name: str
    is_fictional: bool
    blocks: list[str]
    about: str
    ambition: str
    places: list[str]
    goals: list[PageGoalOut]
    pillars: list[str]
    parties: list[str]
    work: list[PillarWorkOut]
    people: list[NamedOut]
    contact: NamedOut | None
    figures: list[PageFigureOut]
    agenda: list[DayOut]
    news: list[NewsOut]
    reports: list[ReportOut]
    voices: list[VoiceOut]


class NewsListOut(Schema):
    """The newest first."""

    news: list[NewsOut]


class AgendaOut(Schema):
    """From today on."""

    agenda: list[DayOut]


def _page_of(request: HttpRequest, slug: str, block: str = "") -> Public:
    """The published page, which shows this block."""
    found = queries.public_page(request.actor, slug)  # type: ignore[attr-defined]
    if block and block not in found.blocks:
        raise Denied("read", "public_page")
    return found


def _figure(one: Figure) -> dict[str, Any]:
    same = ("edition", "period", "value", "unit", "lower", "upper", "interval_method", "status", "source")
    return {
        **{name: getattr(one, name) for name in (*same, "definition_version")},
        "area": one.area_code,
        "indicator": one.indicator.id,
        "release": str(one.release) if one.release else None,
    }


def _reports(page: Public) -> list[dict[str, Any]]:
    """A file of ours by its path within this installation."""
    return [
        {
            "title": one.title,
            "dated_on": one.dated_on,
            "kind": one.kind,
            "link": one.link or reverse("coalition_report", kwargs={"slug": page.slug, "number": one.id}),
        }
        for one in page.reports
    ]


@router.get("/coalitions/{slug}/page", response=PageOut, url_name="public_page", summary="The public page")
def public_page(request: HttpRequest, slug: str) -> Any:
    """By block, as a stranger sees it."""
    require_known(request)
    page = _page_of(request, slug)
    pillars = page.infographic.pillars if page.infographic else ()
    same = ("slug", "name", "is_fictional", "about", "ambition", "contact", "people", "agenda", "news", "voices")
    return {
        **{name: getattr(page, name) for name in (*same, "blocks", "places", "pillars", "parties")},
        "goals": [{"phase": phase, "text": text} for phase, text in page.goals],
        "work": [
            {"pillar": one.name, "actions": [act.title for act in one.actions], "parties": one.parties}
            for one in pillars
        ],
        "figures": [_figure(one) for area in page.figures for one in area.figures],
        "reports": _reports(page),
    }


@router.get("/coalitions/{slug}/news", response=NewsListOut, url_name="public_news", summary="News of a public page")
def public_news(request: HttpRequest, slug: str) -> Any:
    """The messages that stand on the page today; 404 where the page shows no news."""
    require_known(request)
    return {"news": _page_of(request, slug, "news").news}


@router.get("/coalitions/{slug}/agenda", response=AgendaOut, url_name="agenda", summary="Meetings that may be seen")
def agenda(request: HttpRequest, slug: str) -> Any:
    """Days, never points or minutes; 404 where the page shows no agenda."""
    require_known(request)
    return {"agenda": _page_of(request, slug, "agenda").agenda}
