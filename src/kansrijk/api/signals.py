"""`/coalitions/{slug}/signals` (compartment B): writing a signal down in its four steps, and reading it.

The same commands and queries as on screen. What may never be kept is refused here too (400), whatever is sent.
"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from kansrijk.api.referrals import Code, Words, actor_of
from kansrijk.api.values import require_known
from kansrijk.families import commands_signal, queries_signal
from kansrijk.families.queries import own_parties, place
from kansrijk.families.signals import Chosen, Moment, Said
from kansrijk.trust.rules import Denied

router = Router(tags=["referrals"])
Version = Annotated[int, Field(ge=1, le=10**6)]


class BeganIn(Schema):
    """Step 1, about whom: `file` of your own, or a new person. `key`: yours; sent twice with it, it is one signal."""

    key: UUID
    file: UUID | None = None
    part: Code = ""
    name: Words = ""
    born_on: date | None = None
    telephone: Code = ""
    organisation: UUID | None = None


class BeganOut(Schema):
    """The key of the signal; the first step that follows is made from version 1."""

    signal: UUID


class MomentIn(Schema):
    """Step 2: when it is, each as far as known."""

    version: Version
    phase: Code = "unknown"
    situation: Code = ""
    due_on: date | None = None
    child_born_on: date | None = None
    instrument: Code = "talk"


class FactorsIn(Schema):
    """Step 3: code → suspected, discussed, confirmed or gone. `agreed`: the parent agreed to the guarded ones."""

    version: Version
    states: Annotated[dict[Code, Code], Field(max_length=100)]
    agreed: bool = False
    needs_stay_or_insurance: bool = False


class WishIn(Schema):
    """Step 4: what the parent says and wants, how she is reached safely, in which language."""

    version: Version
    words: Words = ""
    wish: Code = "unknown"
    contact: Words = ""
    language: Code = "nl"
    interpreter: Code = "unknown"


class ChangedOut(Schema):
    """The version after the step."""

    version: int


class FactorOut(Schema):
    """A factor as it is kept."""

    code: str
    side: str
    state: str


class SignalOut(Schema):
    """A signal as the asker may see it. `step`: how many of the four are filled in."""

    signal: UUID
    file: UUID
    name: str
    part: str
    step: int
    version: int
    made_at: datetime
    ends_at: datetime | None
    phase: str
    situation: str
    due_on: date | None
    child_born_on: date | None
    instrument: str
    words: str
    wish: str
    contact: str
    language: str
    interpreter: str
    factors: list[FactorOut]
    needs: list[str]


@router.post("/coalitions/{slug}/signals", response=BeganOut, url_name="family_signals", summary="Begin a signal")
def begin(request: HttpRequest, slug: str, said: BeganIn) -> Any:
    """A new person's file is a proposal: seen by its author alone, gone after a week."""
    require_known(request)
    actor = actor_of(request)
    where = place(actor, slug, "signal").id
    fields = said.dict(exclude={"organisation"})
    own = [key for key, _name in own_parties(actor, where)]
    party = said.organisation or (own[0] if len(own) == 1 else None)
    if party is None:
        raise Denied("create", "signal")
    return {"signal": commands_signal.begin_signal(by=actor, coalition=where, organisation=party, **fields)}


@router.get(
    "/coalitions/{slug}/signals/{uuid:signal}", response=SignalOut, url_name="family_signal", summary="One signal"
)
def signal(request: HttpRequest, slug: str, signal: UUID) -> Any:
    """What was written down, and the version that a next step is made from."""
    require_known(request)
    actor = actor_of(request)
    return _signal(queries_signal.signal(actor, place(actor, slug, "signal").id, signal))


@router.post(
    "/coalitions/{slug}/signals/{uuid:signal}/moment",
    response=ChangedOut,
    url_name="family_signal_moment",
    summary="Say when it is",
)
def moment(request: HttpRequest, slug: str, signal: UUID, said: MomentIn) -> Any:
    """409 where it was changed since `version` was read."""
    where = _changed(request, slug, signal, said.version)
    told = Moment(**said.dict(exclude={"version"}))
    return {"version": commands_signal.say_when(moment=told, **where)}


@router.post(
    "/coalitions/{slug}/signals/{uuid:signal}/factors",
    response=ChangedOut,
    url_name="family_signal_factors",
    summary="Choose the factors",
)
def factors(request: HttpRequest, slug: str, signal: UUID, said: FactorsIn) -> Any:
    """The factors as they now are; what is not among them is taken out."""
    where = _changed(request, slug, signal, said.version)
    told = Chosen(**said.dict(exclude={"version"}))
    return {"version": commands_signal.choose_factors(chosen=told, **where)}


@router.post(
    "/coalitions/{slug}/signals/{uuid:signal}/wish",
    response=ChangedOut,
    url_name="family_signal_wish",
    summary="Write down what the parent wants",
)
def wish(request: HttpRequest, slug: str, signal: UUID, said: WishIn) -> Any:
    """Her own words, her wish, and how she is reached safely."""
    where = _changed(request, slug, signal, said.version)
    told = Said(**said.dict(exclude={"version"}))
    return {"version": commands_signal.say_wish(said=told, **where)}


def _changed(request: HttpRequest, slug: str, signal: UUID, version: int) -> dict[str, Any]:
    """Who changes which signal where, and from which version."""
    require_known(request)
    actor = actor_of(request)
    return {"by": actor, "coalition": place(actor, slug, "signal").id, "signal": signal, "version": version}


def _signal(read: queries_signal.SignalRead) -> dict[str, Any]:
    told = ("file", "name", "part", "step", "version", "made_at", "ends_at", "needs")
    when = ("phase", "situation", "due_on", "child_born_on", "instrument")
    said = ("words", "wish", "contact", "language", "interpreter")
    return {
        "signal": read.id,
        **{name: getattr(read, name) for name in told},
        **{name: getattr(read.moment, name) for name in when},
        **{name: getattr(read.said, name) for name in said},
        "factors": [{"code": one.code, "side": one.side, "state": one.state} for one in read.factors],
    }
