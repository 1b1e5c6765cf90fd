"""`/coalitions/{slug}/gaps` and `/choices`: where help is missing, and what was chosen from the menu and why."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from kansrijk.api.coalitions import coalition_of
from kansrijk.api.values import require_known
from kansrijk.coalition.queries.choices import choices as coalition_choices
from kansrijk.coalition.queries.gaps import gaps as coalition_gaps
from kansrijk.coalition.queries.gaps import limits
from kansrijk.coalition.queries.stages import stage_list
from kansrijk.coalition.staging import points

router = Router(tags=["coalitions"])
State = Literal["empty", "stale", "thin", "covered"]
ENOUGH, WAIT = limits()["enough"], limits()["longest_wait_weeks"]
Doors = Annotated[int, Query(ge=1, le=limits()["most_enough"])]
Weeks = Annotated[int, Query(ge=0, le=limits()["most_wait_weeks"], alias="longestWaitWeeks")]


class SpotStateOut(Schema):
    """One place of the coalition: a wijk, or a place that has none."""

    code: str
    name: str
    state: State


class GapOut(Schema):
    """One piece: `state` is that of its worst place, `services` are the marks of the entries that are for it."""

    phase: str
    domain: str
    level: str
    state: State
    services: list[str]
    places: list[SpotStateOut]


class GapsOut(Schema):
    """Every phase, domain and level, with the limits that were used."""

    enough: int
    longest_wait_weeks: int
    gaps: list[GapOut]


class SeenOut(Schema):
    """A figure as it was seen; `standing` of its release today: stands, replaced, withdrawn or unknown."""

    area: str
    indicator: str
    period: str
    value: float | None
    unit: str
    source: str
    release: str
    seen_on: date
    standing: str


class ChoiceOut(Schema):
    """What was decided about a line of the menu. `gap`: phase, domain and level, or null."""

    intervention: str
    verdict: Literal["considering", "chosen", "rejected"]
    because: str
    decided_on: date
    gap: list[str] | None
    figures: list[SeenOut]
    looks_again: bool


class ChoicesOut(Schema):
    """The newest decision first, without the names of people."""

    choices: list[ChoiceOut]


@router.get("/coalitions/{slug}/gaps", response=GapsOut, url_name="gaps", summary="Where help is missing")
def gaps(
    request: HttpRequest,
    slug: str,
    enough: Doors = ENOUGH,
    longest_wait_weeks: Weeks = WAIT,
) -> Any:
    """Phase × domain × level from the directory as it stands today."""
    require_known(request, "enough", "longestWaitWeeks")
    card = coalition_of(request, slug)
    actor = request.actor  # type: ignore[attr-defined]
    found = coalition_gaps(actor, card.id, enough=enough, longest_wait=longest_wait_weeks)
    return {
        "enough": found.enough,
        "longest_wait_weeks": found.longest_wait,
        "gaps": [
            {
                "phase": cell.phase,
                "domain": cell.domain,
                "level": cell.level,
                "state": cell.state,
                "services": [one.slug for one in cell.there],
                "places": [
                    {"code": spot.code, "name": spot.name, "state": cell.by_spot[spot.code]} for spot in found.spots
                ],
            }
            for cell in found.cells.values()
        ],
    }


@router.get("/coalitions/{slug}/choices", response=ChoicesOut, url_name="choices", summary="Choices from the menu")
def choices(request: HttpRequest, slug: str) -> Any:
    """With the reason and the figures that each rests on."""
    require_known(request)
    found = coalition_choices(request.actor, coalition_of(request, slug).id)  # type: ignore[attr-defined]
    names = ("area", "indicator", "period", "value", "unit", "source", "release", "standing")
    return {
        "choices": [
            {
                "intervention": one.intervention,
                "verdict": one.verdict,
                "because": one.because,
                "decided_on": one.decided_on,
                "gap": list(one.gap) if one.gap else None,
                "figures": [{**{name: getattr(fig, name) for name in names}, "seen_on": fig.on} for fig in one.seen],
                "looks_again": one.looks_again,
            }
            for one in found
        ]
    }


class EvidenceOut(Schema):
    """What shows that a point holds; `kind`: agreement, action, meeting, goal, choice, link or text."""

    kind: str
    title: str
    link: str
    text: str
    added_on: date


class StageItemOut(Schema):
    """A point; `code` is empty for one of the coalition's own."""

    code: str
    words: str
    evidence: list[EvidenceOut]


class StageOut(Schema):
    """One stage; `is_here`: people chose this one."""

    stage: str
    is_here: bool
    items: list[StageItemOut]


class StagesOut(Schema):
    """All six, without a mark."""

    stages: list[StageOut]


@router.get("/coalitions/{slug}/stages", response=StagesOut, url_name="stages", summary="The stage checklist")
def stages(request: HttpRequest, slug: str) -> Any:
    """What carries the stage that people chose, without the names of people."""
    require_known(request)
    found = stage_list(request.actor, coalition_of(request, slug).id)  # type: ignore[attr-defined]
    return {
        "stages": [
            {
                "stage": one.code,
                "is_here": one.is_here,
                "items": [
                    {
                        "code": "" if item.is_own else item.code,
                        "words": item.text or points()[item.code].en,
                        "evidence": [
                            {
                                "kind": piece.kind,
                                "title": piece.title or piece.mark,
                                "link": piece.link,
                                "text": piece.text,
                                "added_on": piece.added_on,
                            }
                            for piece in item.evidence
                        ],
                    }
                    for item in one.items
                ],
            }
            for one in found
        ]
    }
