"""`/coalitions/{slug}/referrals` and what belongs to them (compartment B): for who sends and who receives.

The same commands and queries as on screen, so the same rights, records and consent. What concerns a person stands in
bodies only; an address holds keys. A session in which no code or passkey was shown is answered with 403.
"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from kansrijk.api.values import NO_NUL, require_known
from kansrijk.families import consents
from kansrijk.families.consents import Given
from kansrijk.families.queries import place
from kansrijk.referrals import commands, commands_receiver, contents, queries, queries_doors
from kansrijk.trust.actors import Actor

router = Router(tags=["referrals"])
Code = Annotated[str, Field(max_length=40, pattern=NO_NUL)]
Words = Annotated[str, Field(max_length=4000, pattern=NO_NUL)]


class LineOut(Schema):
    """A referral in a list. `name`: null where it may not be seen any more. `covers_for`: a colleague who left or is
    away. `has_nobody`: it waits for a receiver without an account, and no link to it works. `due_on`: null once it is
    over, and where it would say more than the parent agreed to.
    """

    referral: UUID
    name: str | None
    door: str
    sender_organisation: str
    state: str
    side: str
    waits_for_me: bool
    has_nobody: bool
    covers_for: str | None
    sent_at: datetime
    due_on: date | None
    is_late: bool
    by_parent: bool


class LinesOut(Schema):
    """What is not over: first what waits for the asker, by the day it is due and the day it was sent."""

    referrals: list[LineOut]


class StepOut(Schema):
    """One step as the asker may see it. `who`: sender, receiver, parent, clock or file. `how`: '' on screen, else
    `link`, `telephone`, `secure_mail` or `letter`.
    """

    event: str
    who: str
    how: str
    name: str
    organisation: str
    at: datetime
    state: str
    reason: str
    words: str


class ReferralOut(Schema):
    """One referral. `parts`: kind of data → what was sent. `can`: steps that may be taken now, from this `version`."""

    referral: UUID
    version: int
    state: str
    sides: list[str]
    door: str
    sender: str
    sender_organisation: str
    purpose: str
    parts: dict[str, str]
    steps: list[StepOut]
    can: list[str]
    sent_at: datetime
    due_on: date | None
    hears_back: bool
    covers: bool
    by_parent: bool


class RuleOut(Schema):
    """On which ground may be shared with this door: what for, and which kinds of data at most."""

    rule: str
    version: int
    purposes: list[str]
    categories: list[str]


class DoorOut(Schema):
    """A door. `paths`: published care paths that name it; `factors`: codes that it is for. `mark`: what a consent for
    it is made from; send it along. Without `is_on_screen` nobody receives there: call, or hand over a link or letter.
    """

    receiver: UUID
    name: str
    kind: str
    fits: bool
    is_on_screen: bool
    takes_new: bool
    phone: str
    promised_days: int | None
    paths: list[str]
    factors: list[str]
    rules: list[RuleOut]
    agreed: list[str] | None
    mark: str


class DoorsOut(Schema):
    """The doors that fit first; `proposed`: kind of data → the text that is proposed from what was written down."""

    part: str
    proposed: dict[str, str]
    doors: list[DoorOut]


class GivenIn(Schema):
    """What the parent said, each answer given: nothing has one beforehand."""

    purpose: Code
    categories: Annotated[list[Code], Field(max_length=20)]
    agreed: Annotated[list[Code], Field(max_length=5)]
    is_informed: bool
    channel: Code
    help_wanted: Code
    said_age: Code = ""
    exception: Code = ""
    reason: Words = ""
    by_whom: Words = ""
    use_agreed: bool = False
    indications: Annotated[list[Code], Field(max_length=5)] = []
    own_question: Words = ""
    with_interpreter: bool = False

    def value(self) -> Given:
        """As the command takes it."""
        lists = {name: tuple(getattr(self, name)) for name in ("categories", "agreed", "indications")}
        return Given(**{**self.dict(), **lists})


class SendIn(Schema):
    """One referral. `key`: yours; sent twice with it, it is one. Without `given` the consent in force counts.

    `is_handed_over`: where nobody receives on screen, you hand over a link or a letter.
    """

    key: UUID
    receiver: UUID
    texts: Annotated[dict[Code, Words], Field(max_length=20)]
    given: GivenIn | None = None
    mark: Code = ""
    is_handed_over: bool = False


class SentOut(Schema):
    """The key of what was sent."""

    referral: UUID


class StepIn(Schema):
    """One step. `version`: of the referral that you looked at; `key`: yours; sent twice with it, it is one step.

    `how`: a step of the receiver that was told elsewhere: `telephone`, `secure_mail` or `letter`.
    """

    key: UUID
    version: Annotated[int, Field(ge=1, le=10**6)]
    event: Code
    reason: Code = ""
    words: Words = ""
    how: Code = ""


class MovedOut(Schema):
    """The version after the step."""

    version: int


@router.get(
    "/coalitions/{slug}/referrals", response=LinesOut, url_name="family_referrals", summary="Referrals that go on"
)
def referrals(request: HttpRequest, slug: str) -> Any:
    """What waits for the asker, and what others are at. No count, no level."""
    require_known(request)
    actor = actor_of(request)
    today = timezone.localdate()
    return {"referrals": [line_of(one, today) for one in queries.working_list(actor, coalition(actor, slug))]}


@router.get(
    "/coalitions/{slug}/referrals/{uuid:referral}",
    response=ReferralOut,
    url_name="family_referral",
    summary="One referral",
)
def referral(request: HttpRequest, slug: str, referral: UUID) -> Any:
    """What was sent, what happened, and what may be done now, as far as the asker may see it."""
    require_known(request)
    actor = actor_of(request)
    return referral_of(queries.referral(actor, coalition(actor, slug), referral))


@router.post(
    "/coalitions/{slug}/referrals/{uuid:referral}/steps",
    response=MovedOut,
    url_name="family_referral_steps",
    summary="Take a step in a referral",
)
def step(request: HttpRequest, slug: str, referral: UUID, said: StepIn) -> Any:
    """One step of the table of states. 409 where somebody else was first, or `key` was used for something else."""
    require_known(request)
    actor = actor_of(request)
    return {"version": moved(actor, coalition(actor, slug), referral, said)}


@router.get(
    "/coalitions/{slug}/files/{uuid:file}/doors",
    response=DoorsOut,
    url_name="family_doors",
    summary="Doors for a person",
)
def doors(request: HttpRequest, slug: str, file: UUID) -> Any:
    """For whoever began the file: which doors fit, why, on which ground, and what would be sent."""
    require_known(request)
    actor = actor_of(request)
    return doors_of(queries_doors.sending(actor, coalition(actor, slug), file))


@router.post(
    "/coalitions/{slug}/files/{uuid:file}/referrals",
    response=SentOut,
    url_name="family_send",
    summary="Send a referral",
)
def send(request: HttpRequest, slug: str, file: UUID, said: SendIn) -> Any:
    """Asks and sends in one step where `given` holds what the parent agreed to. Exactly `texts` is sent, as far as that
    was agreed.
    """
    require_known(request)
    actor = actor_of(request)
    return {"referral": sent(actor, coalition(actor, slug), file, said)}


def sent(actor: Actor, key: UUID, file: UUID, said: SendIn) -> UUID:
    """The command as a body asks for it."""
    return commands.send(
        by=actor,
        coalition=key,
        file=file,
        key=said.key,
        receiver=said.receiver,
        texts=said.texts,
        mark=said.mark,
        given=said.given.value() if said.given else None,
        is_handed_over=said.is_handed_over,
    )


def moved(actor: Actor, key: UUID, referral: UUID, said: StepIn) -> int:
    """The command as a body asks for it: a step, or one that was told elsewhere."""
    asked = said.dict()
    if asked["how"]:
        return commands_receiver.tell_step(by=actor, coalition=key, referral=referral, **asked)
    del asked["how"]
    return commands.take_step(by=actor, coalition=key, referral=referral, **asked)


def coalition(actor: Actor, slug: str) -> UUID:
    """Where the asker has a task in families; any other is not found, alike."""
    return place(actor, slug, "referral").id


def actor_of(request: HttpRequest) -> Actor:
    found: Actor = request.actor  # type: ignore[attr-defined]
    return found


def line_of(one: queries.Line, today: date) -> dict[str, Any]:
    return {
        "referral": one.id,
        "name": one.name or None,
        "door": one.receiver_name,
        "sender_organisation": one.sender_organisation,
        "state": one.state,
        "side": one.side,
        "waits_for_me": one.is_mine_to_do,
        "has_nobody": one.has_nobody,
        "covers_for": one.covers_for or None,
        "sent_at": one.sent_at,
        "due_on": one.due_on,
        "is_late": one.due_on is not None and one.due_on < today,
        "by_parent": one.by_parent,
    }


def referral_of(read: queries.ReferralRead) -> dict[str, Any]:
    names = ("event", "who", "how", "name", "organisation", "at", "state", "reason", "words")
    return {
        "referral": read.id,
        "version": read.version,
        "state": read.state,
        "sides": read.sides,
        "door": read.receiver_name,
        "sender": read.sender_name,
        "sender_organisation": read.sender_organisation,
        "purpose": read.purpose,
        "parts": dict(read.parts),
        "steps": [{name: getattr(one, name) for name in names} for one in read.steps],
        "can": read.can,
        "sent_at": read.sent_at,
        "due_on": read.due_on,
        "hears_back": read.hears_back,
        "covers": read.covers,
        "by_parent": read.by_parent,
    }


def doors_of(found: queries_doors.Sending) -> dict[str, Any]:
    return {
        "part": found.asking.part,
        "proposed": contents.proposed(found.known, "nl"),
        "doors": [_door(found, one) for one in found.doors],
    }


def _door(found: queries_doors.Sending, one: queries_doors.Door) -> dict[str, Any]:
    agreed = found.in_force_with(one.receiver.id)
    return {
        "receiver": one.receiver.id,
        "name": one.receiver.name,
        "kind": one.receiver.kind,
        "fits": one.fits,
        "is_on_screen": one.is_on_screen,
        "takes_new": one.takes_new,
        "phone": one.phone,
        "promised_days": one.promised,
        "paths": one.paths,
        "factors": one.factors,
        "rules": [
            {"rule": rule.id, "version": rule.version, "purposes": rule.purposes, "categories": rule.categories}
            for rule in one.receiver.rules
        ],
        "agreed": list(agreed.categories) if agreed else None,
        "mark": consents.mark_of(one.receiver.name, found.asking.organisation),
    }
