"""`/coalitions/{slug}/weighings` (compartment B): weighing together, in its three steps, and reading it.

The same commands and queries as on screen. No level is ever proposed: what the definition leaves open is told, and the
professional and the parent choose.
"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema

from kansrijk.api.referrals import Code, Words, actor_of
from kansrijk.api.signals import ChangedOut, Version
from kansrijk.api.values import require_known
from kansrijk.families import commands_weighing, queries_weighing
from kansrijk.families.queries import place
from kansrijk.families.weighing import Choice, Held
from kansrijk.trust.actors import Actor

router = Router(tags=["families"])


class WeighingIn(Schema):
    """Step 1: whether what carries is enough (yes is `sufficient`, no `insufficient`, else `unknown`). `key`: yours."""

    key: UUID
    sufficiency: Code


class EnoughIn(Schema):
    """Step 1 again. A level that was chosen with another answer is taken out."""

    version: Version
    sufficiency: Code


class LevelIn(Schema):
    """Step 2: the level that was chosen together, '' for none now. `reason`: why one that is not left open."""

    version: Version
    level: Code = ""
    reason: Words = ""


class HeldIn(Schema):
    """Step 3: who was there (the parent at least), what she says of it, when, and when it is weighed again."""

    version: Version
    present: Annotated[list[Code], Field(max_length=10)]
    view: Words = ""
    weighed_on: date | None = None
    reweigh_on: date | None = None


class WeighingKeyOut(Schema):
    """The key of the weighing; the next step is made from version 1."""

    weighing: UUID


class WeighingLineOut(Schema):
    """A weighing in the list of one file. `level`: '' where none was chosen."""

    weighing: UUID
    weighed_on: date
    level: str
    reweigh_on: date | None
    is_expired: bool
    is_finished: bool
    is_mine: bool


class WeighingLinesOut(Schema):
    """The weighings of one person, the newest first."""

    weighings: list[WeighingLineOut]


class WeighingOut(Schema):
    """A weighing as the asker may see it. `open_levels`: what the definition leaves open of what is recorded now;
    `conversation`: why none is, where a conversation comes first. `step`: how many of the three are filled in.
    """

    weighing: UUID
    file: UUID
    name: str
    part: str
    author: str
    changed_at: datetime
    step: int
    version: int
    is_mine: bool
    is_expired: bool
    sufficiency: str
    level: str
    reason: str
    present: list[str]
    view: str
    weighed_on: date | None
    reweigh_on: date | None
    open_levels: list[str]
    conversation: str


class RemovedOut(Schema):
    """What was taken away is gone."""

    removed: bool


@router.get(
    "/coalitions/{slug}/files/{uuid:file}/weighings",
    response=WeighingLinesOut,
    url_name="family_weighings",
    summary="Weighings of one person",
)
def weighings(request: HttpRequest, slug: str, file: UUID) -> Any:
    """An unfinished one is its author's alone."""
    require_known(request)
    actor = actor_of(request)
    return {"weighings": lines_of(actor, place(actor, slug, "weighing").id, file)}


@router.post(
    "/coalitions/{slug}/files/{uuid:file}/weighings",
    response=WeighingKeyOut,
    url_name="family_weighings",
    summary="Begin to weigh together",
)
def begin(request: HttpRequest, slug: str, file: UUID, said: WeighingIn) -> Any:
    """Sent twice with the same key it begins one weighing."""
    require_known(request)
    actor = actor_of(request)
    where = place(actor, slug, "weighing").id
    return {"weighing": commands_weighing.begin_weighing(by=actor, coalition=where, file=file, **said.dict())}


@router.get(
    "/coalitions/{slug}/weighings/{uuid:weighing}",
    response=WeighingOut,
    url_name="family_weighing",
    summary="One weighing",
)
def weighing(request: HttpRequest, slug: str, weighing: UUID) -> Any:
    """What was weighed, what is left open now, and the version that a next step is made from."""
    require_known(request)
    actor = actor_of(request)
    return weighing_of(queries_weighing.weighing(actor, place(actor, slug, "weighing").id, weighing))


@router.post(
    "/coalitions/{slug}/weighings/{uuid:weighing}/sufficiency",
    response=ChangedOut,
    url_name="family_weighing_enough",
    summary="Say again whether what carries is enough",
)
def enough(request: HttpRequest, slug: str, weighing: UUID, said: EnoughIn) -> Any:
    """409 where it was changed since `version` was read."""
    where = _changed(request, slug, weighing)
    return {"version": commands_weighing.say_whether_enough(**where, **said.dict())}


@router.post(
    "/coalitions/{slug}/weighings/{uuid:weighing}/level",
    response=ChangedOut,
    url_name="family_weighing_level",
    summary="Write down the level that was chosen together",
)
def level(request: HttpRequest, slug: str, weighing: UUID, said: LevelIn) -> Any:
    """One that the definition does not leave open needs a reason; none where a conversation comes first (400)."""
    where = _changed(request, slug, weighing)
    return {"version": commands_weighing.choose_level(**where, **level_said(said))}


@router.post(
    "/coalitions/{slug}/weighings/{uuid:weighing}/held",
    response=ChangedOut,
    url_name="family_weighing_held",
    summary="Write down with whom it was weighed, and until when it holds",
)
def held(request: HttpRequest, slug: str, weighing: UUID, said: HeldIn) -> Any:
    """Without the parent there is no weighing (400)."""
    where = _changed(request, slug, weighing)
    return {"version": commands_weighing.close_weighing(**where, **held_said(said))}


@router.post(
    "/coalitions/{slug}/weighings/{uuid:weighing}/removal",
    response=RemovedOut,
    url_name="family_weighing_removal",
    summary="Take a weighing of one's own away",
)
def remove(request: HttpRequest, slug: str, weighing: UUID) -> Any:
    """With its history; the file stays."""
    commands_weighing.drop_weighing(**_changed(request, slug, weighing))
    return {"removed": True}


def level_said(said: LevelIn) -> dict[str, Any]:
    """The body as the command takes it."""
    return {"version": said.version, "choice": Choice(said.level, said.reason)}


def held_said(said: HeldIn) -> dict[str, Any]:
    """The body as the command takes it."""
    return {"version": said.version, "held": Held(tuple(said.present), said.view, said.weighed_on, said.reweigh_on)}


def lines_of(actor: Actor, coalition: UUID, file: UUID) -> list[dict[str, Any]]:
    names = ("weighed_on", "level", "reweigh_on", "is_expired", "is_finished", "is_mine")
    found = queries_weighing.weighings_of(actor, coalition, file)
    return [{"weighing": one.id, **{name: getattr(one, name) for name in names}} for one in found]


def weighing_of(read: queries_weighing.WeighingRead) -> dict[str, Any]:
    told = ("file", "name", "part", "author", "changed_at", "step", "version", "is_mine", "is_expired", "sufficiency")
    left_open = read.balance.open_when(read.sufficiency)
    return {
        "weighing": read.id,
        **{name: getattr(read, name) for name in told},
        "level": read.choice.level,
        "reason": read.choice.reason,
        **{name: getattr(read.held, name) for name in ("present", "view", "weighed_on", "reweigh_on")},
        "open_levels": left_open.levels,
        "conversation": left_open.conversation,
    }


def _changed(request: HttpRequest, slug: str, weighing: UUID) -> dict[str, Any]:
    """Who changes which weighing where."""
    require_known(request)
    actor = actor_of(request)
    return {"by": actor, "coalition": place(actor, slug, "weighing").id, "weighing": weighing}
