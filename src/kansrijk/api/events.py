"""`/coalitions/{slug}/files/{file}/events` (compartment B): what happened in a family, and all that recording it does.

What happened stands in bodies only, in an address never.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from kansrijk.api.referrals import Code, Words, actor_of
from kansrijk.api.values import require_known
from kansrijk.families import commands_event, queries_event
from kansrijk.families.queries import place
from kansrijk.trust.actors import Actor

router = Router(tags=["families"])
Keys = Annotated[list[UUID], Field(max_length=100)]


class KindIn(Schema):
    """Which event, of the table of life events."""

    kind: Code


class EventIn(Schema):
    """`continues`: consents under which help goes on; `also`: other files of the family in which everything rests too;
    `children`: names of those for whom a file is begun; `copies`: what of the mother's goes along. `key`: yours.
    """

    key: UUID
    kind: Code
    continues: Keys = []
    also: Keys = []
    children: Annotated[list[Words], Field(max_length=10)] = []
    copies: Annotated[list[Code], Field(max_length=10)] = []


class EventOut(Schema):
    """One event. `undone_at`: since when the record counts no more."""

    event: UUID
    kind: str
    recorded_at: datetime
    undone_at: datetime | None


class EventsOut(Schema):
    """What happened to one person, the newest first."""

    events: list[EventOut]


class SharedOut(Schema):
    """A consent in force. `ends`: whether it ends unless help goes on under it."""

    consent: UUID
    receiver_name: str
    purpose: str
    ends: bool


class OtherOut(Schema):
    """Another file of the same family that is the asker's too."""

    file: UUID
    name: str
    part: str


class BeforeOut(Schema):
    """What recording this event would do. `stops`: what happens to referrals (stop, move or none); `begins`: whether
    files of children can be begun; `who`: whose word counts at this age, empty where the age is not known.
    """

    kind: str
    stops: str
    shared: list[SharedOut]
    others: list[OtherOut]
    has_link: bool
    has_address: bool
    begins: bool
    who: list[str]


class RecordedOut(Schema):
    """Files of children that were begun with it."""

    children: list[UUID]


class TakenBackOut(Schema):
    """The file of which the record counts no more."""

    file: UUID


@router.get(
    "/coalitions/{slug}/files/{uuid:file}/events",
    response=EventsOut,
    url_name="family_events",
    summary="What happened to one person",
)
def events(request: HttpRequest, slug: str, file: UUID) -> Any:
    """The newest first, what was taken back too."""
    actor, where = _at(request, slug)
    return {"events": events_of(actor, where, file)}


@router.post(
    "/coalitions/{slug}/files/{uuid:file}/events",
    response=RecordedOut,
    url_name="family_events",
    summary="Record what happened",
)
def record(request: HttpRequest, slug: str, file: UUID, said: EventIn) -> Any:
    """Everything that rests then rests at once. Sent twice with the same key it is one event."""
    actor, where = _at(request, slug)
    return {"children": commands_event.record_event(by=actor, coalition=where, file=file, **said.dict())}


@router.post(
    "/coalitions/{slug}/files/{uuid:file}/events/effects",
    response=BeforeOut,
    url_name="family_event_effects",
    summary="What recording an event would do",
)
def effects(request: HttpRequest, slug: str, file: UUID, said: KindIn) -> Any:
    """Nothing is changed by asking."""
    actor, where = _at(request, slug)
    return before_of(queries_event.before(actor, where, file, said.kind))


@router.post(
    "/coalitions/{slug}/events/{uuid:event}/undoing",
    response=TakenBackOut,
    url_name="family_event_undoing",
    summary="Take the record of an event back",
)
def take_back(request: HttpRequest, slug: str, event: UUID) -> Any:
    """What ended stays ended, and is asked anew."""
    actor, where = _at(request, slug)
    return {"file": commands_event.take_back_event(by=actor, coalition=where, event=event)}


def events_of(actor: Actor, coalition: UUID, file: UUID) -> list[dict[str, Any]]:
    return [
        {"event": one.id, "kind": one.kind.code, "recorded_at": one.recorded_at, "undone_at": one.undone_at}
        for one in queries_event.recorded(actor, coalition, file)
    ]


def before_of(found: queries_event.Before) -> dict[str, Any]:
    return {
        "kind": found.kind.code,
        "stops": found.kind.stops,
        "shared": [
            {"consent": one.id, "receiver_name": one.receiver_name, "purpose": one.purpose, "ends": one.ends}
            for one in found.shared
        ],
        "others": [{"file": one.id, "name": one.name, "part": one.part} for one in found.others],
        **{name: getattr(found, name) for name in ("has_link", "has_address", "begins", "who")},
    }


def _at(request: HttpRequest, slug: str) -> tuple[Actor, UUID]:
    require_known(request)
    actor = actor_of(request)
    return actor, place(actor, slug, "life_event").id
