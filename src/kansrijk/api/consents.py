"""`/coalitions/{slug}/files/{file}/consents` (compartment B): what may be shared about a person; asking, stopping.

The same commands and queries as on screen. The doors of a person (`/files/{file}/doors`) say with whom, on which
ground, and hold the `mark` that a consent is made from.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from kansrijk.api.referrals import Code, GivenIn, actor_of
from kansrijk.api.values import require_known
from kansrijk.families import commands_consent, queries_consent
from kansrijk.families.queries import place

router = Router(tags=["referrals"])


class ConsentOut(Schema):
    """One consent. `given`: kinds of data that were agreed; `holds_for`: those for which it still holds. `told`: the
    exact text as the parent heard it.
    """

    consent: UUID
    receiver: UUID
    receiver_name: str
    purpose: str
    given: list[str]
    holds_for: list[str]
    given_at: datetime
    expires_on: date
    ended_at: datetime | None
    how_ended: str
    agreed: list[str]
    channel: str
    rule: str
    told: str


class ConsentsOut(Schema):
    """Those in force first, the newest first."""

    consents: list[ConsentOut]


class ConsentIn(Schema):
    """What the parent said. `key`: yours; sent twice with it, it is one consent."""

    key: UUID
    receiver: UUID
    mark: Code
    given: GivenIn
    language: Literal["nl", "en"] = "nl"


class GivenOut(Schema):
    """The key of what was agreed."""

    consent: UUID


class StopIn(Schema):
    """As a whole, or for one kind of data."""

    category: Annotated[Code, Field(description="Empty: as a whole.")] = ""


class StoppedOut(Schema):
    """It holds no longer: at once."""

    stopped: bool


@router.get(
    "/coalitions/{slug}/files/{uuid:file}/consents",
    response=ConsentsOut,
    url_name="family_consents",
    summary="What may be shared about a person",
)
def consents(request: HttpRequest, slug: str, file: UUID) -> Any:
    """Every consent of one person, what was stopped among them."""
    require_known(request)
    actor = actor_of(request)
    found = queries_consent.consents_of(actor, place(actor, slug, "consent").id, file)
    return {"consents": [_consent(one) for one in found]}


@router.post(
    "/coalitions/{slug}/files/{uuid:file}/consents",
    response=GivenOut,
    url_name="family_consents",
    summary="Write down a consent",
)
def give(request: HttpRequest, slug: str, file: UUID, said: ConsentIn) -> Any:
    """For one receiver and purpose, each kind of data named. 409 where the text or the rules changed meanwhile."""
    require_known(request)
    actor = actor_of(request)
    key = commands_consent.give_consent(
        by=actor,
        coalition=place(actor, slug, "consent").id,
        file=file,
        key=said.key,
        receiver=said.receiver,
        mark=said.mark,
        given=said.given.value(),
        language=said.language,
    )
    return {"consent": key}


@router.post(
    "/coalitions/{slug}/consents/{uuid:consent}/stop",
    response=StoppedOut,
    url_name="family_consent_stop",
    summary="Stop a consent",
)
def stop(request: HttpRequest, slug: str, consent: UUID, said: StopIn) -> Any:
    """At once; what hangs on it is over or out of sight. Twice is once."""
    require_known(request)
    actor = actor_of(request)
    where = place(actor, slug, "consent").id
    commands_consent.withdraw_consent(by=actor, coalition=where, consent=consent, category=said.category)
    return {"stopped": True}


def _consent(one: queries_consent.ConsentRead) -> dict[str, Any]:
    same = ("receiver", "receiver_name", "purpose", "given", "given_at", "expires_on", "ended_at", "how_ended")
    same += ("agreed", "channel", "rule", "told")
    return {"consent": one.id, "holds_for": one.categories, **{name: getattr(one, name) for name in same}}
