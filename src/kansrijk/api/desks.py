"""`/coalitions/{slug}/desks` and `/times`: who receives referrals on screen, and how fast; for who keeps it."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from kansrijk.api.coalitions import coalition_of
from kansrijk.api.values import NO_NUL, require_known
from kansrijk.offer import commands, queries
from kansrijk.offer.rules import LONGEST_AGREED
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


def keeps_directory(request: HttpRequest) -> bool:
    """Asked before a body is read, so that who may not know of a coalition hears nothing of its form either."""
    match = request.resolver_match
    _keeper(request, match.kwargs["slug"] if match else "")
    return True


def _keeper(request: HttpRequest, slug: str) -> tuple[Actor, UUID]:
    """The asker and the coalition, where it works with families; any other is denied alike."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    key = coalition_of(request, slug).id
    require_may(actor, "update", "directory", coalition=key)
    if not actor.has_families_in(key):
        raise Denied("update", "directory")
    return actor, key


router = Router(tags=["coalitions"], auth=keeps_directory)
Kind = Annotated[str, Field(max_length=40, pattern=NO_NUL)]
Days = Annotated[int, Field(ge=1, le=LONGEST_AGREED)]


class DeskOut(Schema):
    """A service, and whose people receive what is sent there; null: nobody on screen."""

    service: UUID
    name: str
    provider: str
    kind: str
    organisation: UUID | None


class ReceivingOut(Schema):
    """An organisation with somebody who may receive."""

    organisation: UUID
    name: str


class DesksOut(Schema):
    """Every service, and who may be chosen."""

    desks: list[DeskOut]
    organisations: list[ReceivingOut]


class DeskIn(Schema):
    """Who receives for one service; null: nobody."""

    service: UUID
    organisation: UUID | None


class DesksIn(Schema):
    """Services that are not named stay as they are."""

    desks: Annotated[list[DeskIn], Field(max_length=1000)]


class TimesOut(Schema):
    """What was agreed for one kind of help, in working days; null: nothing."""

    kind: str
    opened: int | None
    answered: int | None
    contacted: int | None
    told: int | None


class AgreedOut(Schema):
    """Kinds of help that somebody receives here, or for which something was agreed."""

    times: list[TimesOut]


class TimesIn(Schema):
    """The agreement for one kind of help as a whole."""

    kind: Kind
    opened: Days | None = None
    answered: Days | None = None
    contacted: Days | None = None
    told: Days | None = None


class AgreedIn(Schema):
    """Kinds that are not named stay as they are."""

    times: Annotated[list[TimesIn], Field(max_length=200)]


class ChangedOut(Schema):
    """How many changed."""

    changed: int


@router.get("/coalitions/{slug}/desks", response=DesksOut, url_name="desks", summary="Who receives referrals")
def desks(request: HttpRequest, slug: str) -> Any:
    """Every service of the directory with the organisation that receives there on screen."""
    require_known(request)
    actor, key = _keeper(request, slug)
    return {
        "desks": [
            {
                "service": one.service,
                "name": one.name,
                "provider": one.provider,
                "kind": one.kind.code,
                "organisation": one.organisation,
            }
            for one in queries.desks(actor, key)
        ],
        "organisations": [
            {"organisation": party, "name": name} for party, name in queries.receiving_organisations(actor, key)
        ],
    }


@router.post("/coalitions/{slug}/desks", response=ChangedOut, url_name="desks", summary="Choose who receives")
def set_desks(request: HttpRequest, slug: str, said: DesksIn) -> Any:
    """All of it or nothing."""
    require_known(request)
    actor, key = _keeper(request, slug)
    chosen = {one.service: one.organisation for one in said.desks}
    return {"changed": commands.set_desks(by=actor, coalition=key, desks=chosen)}


@router.get("/coalitions/{slug}/times", response=AgreedOut, url_name="times", summary="How fast is agreed")
def times(request: HttpRequest, slug: str) -> Any:
    """Working days within which a referral is read, answered, contacted and told back, per kind of help."""
    require_known(request)
    actor, key = _keeper(request, slug)
    nothing = dict.fromkeys(("opened", "answered", "contacted", "told"))
    return {"times": [{**nothing, "kind": one.kind.code, **one.days} for one in queries.agreed_times(actor, key)]}


@router.post("/coalitions/{slug}/times", response=ChangedOut, url_name="times", summary="Agree how fast")
def agree_times(request: HttpRequest, slug: str, said: AgreedIn) -> Any:
    """All of it or nothing; a referral under way keeps its day until the next step."""
    require_known(request)
    actor, key = _keeper(request, slug)
    return {"changed": commands.agree_times(by=actor, coalition=key, times=times_of(said))}


def times_of(said: AgreedIn) -> dict[str, dict[str, int | None]]:
    """As the command takes it."""
    return {one.kind: one.dict(exclude={"kind"}) for one in said.times}
