"""Referrals in the demo: who receives in the made-up region, and what became of a few. By commands."""

from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid4

import yaml

from kansrijk.demo.people import account_of
from kansrijk.offer.commands import set_desks
from kansrijk.offer.models import Service
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import actor_for


def load(coalition: UUID) -> None:
    """After families; nothing where there is no directory."""
    told = _told()
    doors = list(Service.objects.filter(coalition=coalition, withdrawn_on=None).order_by("name_key", "pk"))
    parties = {kind: _tie(_actor(code), coalition) for kind, code in told["desks"].items()}
    desks: dict[UUID, UUID | None] = {row.pk: parties[row.kind] for row in doors if row.kind in parties}
    if not desks:
        return
    set_desks(by=_actor("coordinator"), coalition=coalition, desks=desks)
    for entry in told["referrals"]:
        _send(coalition, next(row.pk for row in doors if row.kind == entry["kind"]), entry)


@cache
def _told() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(files("kansrijk.demo").joinpath("data/referrals.yaml").read_text("utf-8"))
    return found


def desks() -> dict[str, str]:
    """Kind of help → code of the person whose organisation receives it."""
    found: dict[str, str] = _told()["desks"]
    return found


def _actor(code: str) -> Actor:
    account = account_of(code)
    assert account is not None
    return actor_for(account, has_shown_factor=True)


def _tie(actor: Actor, coalition: UUID) -> UUID:
    return next(tie.organisation for tie in actor.ties if tie.coalition == coalition)


def _send(coalition: UUID, door: UUID, entry: dict[str, Any]) -> None:
    from kansrijk.families import consents, queries
    from kansrijk.families.consents import Given
    from kansrijk.referrals import commands, contents, queries_doors

    who = _actor(entry["by"])
    file = queries.own_files(who, coalition, entry["name"])[0].id
    sending = queries_doors.sending(who, coalition, file)
    name = next(one.receiver.name for one in sending.doors if one.receiver.id == door)
    given = Given(
        purpose=entry["purpose"],
        categories=tuple(entry["categories"]),
        agreed=tuple(entry.get("agreed", ("self",))),
        is_informed=True,
        channel="spoken",
        help_wanted="yes",
        said_age=entry.get("said_age", "from_16"),
        by_whom=entry.get("by_whom", ""),
    )
    made = commands.send(
        by=who,
        coalition=coalition,
        file=file,
        key=uuid4(),
        receiver=door,
        texts=contents.proposed(sending.known, "nl"),
        mark=consents.mark_of(name, sending.asking.organisation),
        given=given,
    )
    for version, step in enumerate(entry["steps"], start=1):
        said = {key: step[key] for key in ("reason", "words") if key in step}
        commands.take_step(
            by=_actor(step["by"]),
            coalition=coalition,
            referral=made,
            event=step["event"],
            key=uuid4(),
            version=version,
            **said,
        )
