"""`/coalitions/{slug}/emergencies` (compartment B): a file that is opened in an emergency, and what is judged of it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from kansrijk.api.referrals import Code, Words, actor_of
from kansrijk.api.signals import FactorOut
from kansrijk.api.values import require_known
from kansrijk.families import commands_glass, queries_glass
from kansrijk.families.queries import place
from kansrijk.trust.actors import Actor

router = Router(tags=["families"])


class EmergencyIn(Schema):
    """Exactly who, why now (`because`: parent, child, care, reach or other; `reason`: words beside it) and for how many
    hours: 1, 2 or 4. `key`: yours; sent twice with it, it is one opening.
    """

    key: UUID
    name: Words
    born_on: date | None = None
    because: Code
    reason: Words = ""
    hours: int


class JudgementIn(Schema):
    """Whether it was right or wrong, and why."""

    outcome: Code
    note: Words


class OpenedOut(Schema):
    """The key of the opening; null where the own organisation keeps no file of exactly this person."""

    opening: UUID | None


class DoneOut(Schema):
    """It was done, now or before."""

    done: bool


class EmergencyOut(Schema):
    """What helps now, until `ends_at`; without what is guarded. `due_on`: null where the pregnancy ended."""

    opening: UUID
    ends_at: datetime
    name: str
    part: str
    born_on: date | None
    telephone: str
    address: str
    keeper: str
    phase: str
    due_on: date | None
    contact: str
    language: str
    interpreter: str
    factors: list[FactorOut]
    helpers: list[str]


class OpeningOut(Schema):
    """An opening to be judged. It names who opened and not whose file it was."""

    opening: UUID
    opened_at: datetime
    ends_at: datetime
    closed_at: datetime | None
    name: str
    organisation: str
    because: str
    reason: str
    outcome: str
    note: str
    decided_at: datetime | None
    is_own: bool


class OpeningsOut(Schema):
    """Those that nobody judged yet first."""

    openings: list[OpeningOut]


@router.post(
    "/coalitions/{slug}/emergencies", response=OpenedOut, url_name="emergencies", summary="Open a file in an emergency"
)
def break_glass(request: HttpRequest, slug: str, said: EmergencyIn) -> Any:
    """One kept file of the own organisation, to be read. Who judges it and who keeps it are told."""
    actor, where = _at(request, slug)
    return {"opening": commands_glass.break_glass(by=actor, coalition=where, **said.dict())}


@router.get(
    "/coalitions/{slug}/emergencies", response=OpeningsOut, url_name="emergencies", summary="Openings to be judged"
)
def openings(request: HttpRequest, slug: str) -> Any:
    """For the privacy officer."""
    actor, where = _at(request, slug)
    return {"openings": [opening_of(one) for one in queries_glass.openings(actor, where)]}


@router.get(
    "/coalitions/{slug}/emergencies/{uuid:opening}",
    response=EmergencyOut,
    url_name="emergency_file",
    summary="Read a file that is open in an emergency",
)
def emergency(request: HttpRequest, slug: str, opening: UUID) -> Any:
    """For who opened it, until its time is over."""
    actor, where = _at(request, slug)
    return emergency_of(queries_glass.emergency(actor, where, opening))


@router.post(
    "/coalitions/{slug}/emergencies/{uuid:opening}/closing",
    response=DoneOut,
    url_name="emergency_closing",
    summary="Close it before its time",
)
def close(request: HttpRequest, slug: str, opening: UUID) -> Any:
    """Twice is once."""
    actor, where = _at(request, slug)
    commands_glass.close_glass(by=actor, coalition=where, opening=opening)
    return {"done": True}


@router.post(
    "/coalitions/{slug}/emergencies/{uuid:opening}/judgement",
    response=DoneOut,
    url_name="emergency_judgement",
    summary="Judge an opening of somebody else",
)
def judge(request: HttpRequest, slug: str, opening: UUID, said: JudgementIn) -> Any:
    """Once: 409 where it was judged before."""
    actor, where = _at(request, slug)
    commands_glass.decide_glass(by=actor, coalition=where, opening=opening, **said.dict())
    return {"done": True}


def emergency_of(found: queries_glass.Emergency) -> dict[str, Any]:
    names = ("ends_at", "name", "part", "born_on", "telephone", "address", "keeper")
    return {
        "opening": found.id,
        **{name: getattr(found, name) for name in (*names, "contact", "language", "interpreter", "helpers")},
        "phase": found.moment.phase if found.moment else "",
        "due_on": found.moment.due_on if found.moment else None,
        "factors": [{"code": one.code, "side": one.side, "state": one.state} for one in found.factors],
    }


def opening_of(found: queries_glass.Opening) -> dict[str, Any]:
    names = ("opened_at", "ends_at", "closed_at", "name", "organisation", "because", "reason", "outcome", "note")
    return {"opening": found.id, **{name: getattr(found, name) for name in (*names, "decided_at", "is_own")}}


def _at(request: HttpRequest, slug: str) -> tuple[Actor, UUID]:
    require_known(request)
    actor = actor_of(request)
    return actor, place(actor, slug, "break_glass").id
