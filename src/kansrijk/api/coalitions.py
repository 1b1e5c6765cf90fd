"""`/coalitions` and what belongs to one: for those who take part in it."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from kansrijk.api.values import require_known
from kansrijk.coalition import queries
from kansrijk.coalition.queries.seeing import SeenFigure, began_in
from kansrijk.trust.queries import CoalitionCard
from kansrijk.trust.queries import coalitions as own_coalitions
from kansrijk.trust.rules import Denied

router = Router(tags=["coalitions"])


class CoalitionOut(Schema):
    """A coalition that the asker takes part in."""

    slug: str
    name: str
    is_fictional: bool


class CoalitionsOut(Schema):
    """All of them."""

    coalitions: list[CoalitionOut]


class PlaceOut(Schema):
    """An area that a coalition works for."""

    code: str
    name: str
    level: str


class ProfileOut(CoalitionOut):
    """What it is about. `stage` 0 to 5, `end_age` in years."""

    ambition: str
    stage: str
    end_age: int
    began_on: date | None
    areas: list[PlaceOut]


class PartyOut(Schema):
    """A party; `kind` and `side` are codes, `areas` is empty where it works everywhere."""

    name: str
    kind: str
    side: str
    areas: list[str]
    joined_on: date
    left_on: date | None


class PartiesOut(Schema):
    """Those in force first."""

    parties: list[PartyOut]


class BeganOut(Schema):
    """The figure that something began at, as it was seen on `seen_on`. `area`: code and edition, `GM9901@2024`.

    `standing` of its release now: stands, replaced, withdrawn or unknown. `value` null: hidden or not there; `status`
    says which."""

    area: str
    indicator: str
    period: str
    value: float | None
    unit: str
    status: str
    source: str
    release: str
    seen_on: date
    standing: str


class GoalOut(Schema):
    """A goal of its own; `national` is L1 to L6, or empty."""

    text: str
    phase: str
    national: str
    pillar: str
    ended_on: date | None
    began_at: BeganOut | None


class GoalsOut(Schema):
    """Those that are worked on first."""

    goals: list[GoalOut]


class AgreementOut(Schema):
    """An agreement; `standing`: expired, expiring, review, in_force, coming or ended."""

    title: str
    level: str
    standing: str
    valid_until: date | None
    review_on: date | None
    version: int
    signed: int
    began_at: BeganOut | None


class AgreementsOut(Schema):
    """What asks attention first."""

    agreements: list[AgreementOut]


class ActionOut(Schema):
    """An action; `state`: open, busy, done or dropped."""

    title: str
    state: str
    party: str
    phase: str
    pillar: str
    goal: str
    due_on: date | None
    ended_on: date | None
    is_overdue: bool
    began_at: BeganOut | None


class ActionsOut(Schema):
    """By the day on which they are due."""

    actions: list[ActionOut]


def coalition_of(request: HttpRequest, slug: str) -> CoalitionCard:
    """The coalition, for those in it; for others there is none."""
    found = next((one for one in own_coalitions(request.actor) if one.slug == slug), None)  # type: ignore[attr-defined]
    if found is None:
        raise Denied("read", "coalition")
    return found


@router.get("/coalitions", response=CoalitionsOut, url_name="coalitions", summary="The coalitions of the asker")
def coalitions(request: HttpRequest) -> Any:
    """Empty for who takes part in none."""
    require_known(request)
    return {"coalitions": own_coalitions(request.actor)}  # type: ignore[attr-defined]


@router.get("/coalitions/{slug}", response=ProfileOut, url_name="coalition", summary="What a coalition is about")
def coalition(request: HttpRequest, slug: str) -> Any:
    """Ambition, stage and area."""
    require_known(request)
    card = coalition_of(request, slug)
    found = queries.profile(request.actor, card.id)  # type: ignore[attr-defined]
    return {
        "slug": card.slug,
        "name": card.name,
        "is_fictional": card.is_fictional,
        "ambition": found.ambition,
        "stage": found.stage,
        "end_age": found.end_age,
        "began_on": found.began_on,
        "areas": found.places,
    }


@router.get("/coalitions/{slug}/parties", response=PartiesOut, url_name="parties", summary="Who takes part")
def parties(request: HttpRequest, slug: str) -> Any:
    """With the days on which they joined and left."""
    require_known(request)
    found = queries.parties(request.actor, coalition_of(request, slug).id)  # type: ignore[attr-defined]
    return {
        "parties": [
            {
                "name": one.name,
                "kind": one.kind,
                "side": one.side,
                "areas": list(one.gemeenten),
                "joined_on": one.joined_on,
                "left_on": one.left_on,
            }
            for one in found
        ]
    }


@router.get("/coalitions/{slug}/goals", response=GoalsOut, url_name="goals", summary="The goals of its own")
def goals(request: HttpRequest, slug: str) -> Any:
    """Beside the six national ones, with the figure that each began at."""
    require_known(request)
    actor, key = request.actor, coalition_of(request, slug).id  # type: ignore[attr-defined]
    names = ("text", "phase", "national", "pillar", "ended_on")
    return {"goals": _with_began(actor, key, "goal", queries.goals(actor, key), names)}


@router.get(
    "/coalitions/{slug}/agreements", response=AgreementsOut, url_name="agreements", summary="Agreements on three levels"
)
def agreements(request: HttpRequest, slug: str) -> Any:
    """How each stands today, without its text, and the figure that it began at."""
    require_known(request)
    actor, key = request.actor, coalition_of(request, slug).id  # type: ignore[attr-defined]
    found = queries.agreements(actor, key)
    names = ("title", "level", "standing", "valid_until", "review_on", "signed")
    told = _with_began(actor, key, "agreement", found, names)
    return {"agreements": [{**line, "version": one.number} for line, one in zip(told, found, strict=True)]}


@router.get("/coalitions/{slug}/actions", response=ActionsOut, url_name="actions", summary="Actions")
def actions(request: HttpRequest, slug: str) -> Any:
    """Of parties, without the names of people, with the figure that each began at."""
    require_known(request)
    actor, key = request.actor, coalition_of(request, slug).id  # type: ignore[attr-defined]
    names = ("title", "state", "party", "phase", "pillar", "goal", "due_on", "ended_on", "is_overdue")
    return {"actions": _with_began(actor, key, "action", queries.actions(actor, key), names)}


def _with_began(actor: Any, coalition: UUID, item: str, rows: Iterable[Any], names: tuple[str, ...]) -> list[Any]:
    """These fields of each row, and the figure that it began at; null where it began without one."""
    began = began_in(actor, coalition, item)
    return [{**{name: getattr(row, name) for name in names}, "began_at": _began(began.get(row.id))} for row in rows]


def _began(seen: SeenFigure | None) -> dict[str, Any] | None:
    if seen is None:
        return None
    names = ("area", "indicator", "period", "value", "unit", "status", "source", "release", "standing")
    return {**{name: getattr(seen, name) for name in names}, "seen_on": seen.on}
