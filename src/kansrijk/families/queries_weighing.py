"""Reads of weighings. Each opens compartment B itself and writes its record before it answers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from kansrijk.families import life_events
from kansrijk.families import weighing as rules
from kansrijk.families.balance import Balance
from kansrijk.families.models import Involvement, Person, Weighing, WeighingHistory
from kansrijk.families.queries import visible
from kansrijk.families.queries_balance import of_person
from kansrijk.families.queries_event import happened
from kansrijk.families.recording import write_down
from kansrijk.families.weighing import Choice, Held, Seen
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Account
from kansrijk.trust.rules import Denied


@dataclass(frozen=True)
class WeighingCard:
    """A weighing in the list of one file, the newest first. `level`: '' where none was chosen."""

    id: UUID
    weighed_on: date
    level: str
    reweigh_on: date | None
    is_expired: bool
    is_finished: bool
    is_mine: bool


@dataclass(frozen=True)
class WeighingRead:
    """A weighing as who may read it sees it. `balance`: as it is now; `seen`: as it lay on the table then."""

    id: UUID
    file: UUID
    name: str
    part: str
    author: str
    changed_at: datetime
    step: int
    version: int
    is_mine: bool
    is_expired: bool
    ends_at: datetime | None
    sufficiency: str
    choice: Choice
    held: Held
    seen: Seen
    balance: Balance


@dataclass(frozen=True)
class WeighedEarlier:
    """What a weighing said until a moment."""

    until: datetime
    sufficiency: str
    choice: Choice
    held: Held


def weighing(actor: Actor, coalition: UUID, weighing: UUID) -> WeighingRead:
    """One weighing. Raises `Denied` where it is not there or not the actor's to read: the two are one."""
    with within(actor, coalition, verb="read", kind="weighing") as inside:
        row, person = found(inside, weighing, "read")
        write_down(inside, "weighing read", "R", kind="weighing", reference=weighing, hits=[person.pk])
        return opened(inside, row, person)


def weighings_of(actor: Actor, coalition: UUID, file: UUID) -> list[WeighingCard]:
    """The weighings of one person that the actor may read, the newest first."""
    with within(actor, coalition, verb="list", kind="weighing") as inside:
        if not visible(inside, "read").filter(pk=file).exists():
            raise Denied("list", "weighing")
        rows = list(visible_weighings(inside, "list").filter(person=file).order_by("-made_at"))
        write_down(inside, "weighings listed", "R", kind="weighing", reference=file, hits=[row.pk for row in rows])
        rests = life_events.rests_since(happened(file)) if rows else None
        return [_card(inside, row, rests) for row in rows]


def history(actor: Actor, coalition: UUID, weighing: UUID) -> list[WeighedEarlier]:
    """What a weighing of one's own said earlier, the newest first. Raises `Denied`."""
    with within(actor, coalition, verb="history", kind="weighing") as inside:
        row, person = found(inside, weighing, "read")
        if row.author != inside.account or "weighing.history.author" not in inside.rights:
            raise Denied("history", "weighing")
        write_down(inside, "weighing history read", "R", kind="weighing", reference=weighing, hits=[person.pk])
        rows = WeighingHistory.objects.filter(weighing=weighing, coalition=coalition).order_by("-changed_at", "-pk")
        return [_earlier(inside, one) for one in rows]


def visible_weighings(inside: Within, verb: str) -> QuerySet[Weighing]:
    """Weighings to which the matrix gives this verb by how the actor stands to the file: the first lock, then RLS.

    One that is not finished is its author's alone.
    """
    condition = Q(pk__in=[])
    if f"weighing.{verb}.author" in inside.rights:
        condition |= Q(person__author=inside.account)
    if f"weighing.{verb}.involved" in inside.rights:
        parts = Involvement.objects.filter(account=inside.account, ends_at=None)
        condition |= Q(person__state="kept", person__in=parts.values("person"))
    is_shown = Q(step=rules.STEPS[-1]) | Q(author=inside.account)
    return Weighing.objects.filter(
        condition, is_shown, coalition=inside.coalition, organisation__in=inside.organisations
    )


def found(inside: Within, weighing: UUID, verb: str) -> tuple[Weighing, Person]:
    """The row and the file that it hangs on. Raises `Denied`."""
    row = visible_weighings(inside, "read").filter(pk=weighing).first()
    person = visible(inside, "read").filter(pk=row.person_id).first() if row else None
    if row is None or person is None:
        raise Denied(verb, "weighing")
    return row, person


def opened(inside: Within, row: Weighing, person: Person) -> WeighingRead:
    """What the row says, unsealed, beside the balance of now."""
    told = _unsealed(inside, {key: getattr(row, f"sealed_{key}") for key in SEALED})
    author = Account.objects.filter(pk=row.author).values_list("name", flat=True).first()
    reweigh_on = _reweigh_on(row, life_events.rests_since(happened(person.pk)))
    return WeighingRead(
        id=row.pk,
        file=person.pk,
        name=_text(inside, person.sealed_name),
        part=person.part,
        author=author or "",
        changed_at=row.changed_at,
        step=row.step,
        version=row.version,
        is_mine=row.author == inside.account,
        is_expired=rules.is_expired(reweigh_on, timezone.localdate()),
        ends_at=person.ends_at,
        sufficiency=told["sufficiency"],
        choice=Choice(told["level"], told["reason"]),
        held=Held(tuple(row.present), told["view"], row.weighed_on, reweigh_on),
        seen=rules.read(told["seen"]),
        balance=of_person(inside, person),
    )


SEALED = ("sufficiency", "level", "reason", "view", "seen")


def _reweigh_on(row: Weighing, rests: datetime | None) -> date | None:
    """None where something happened since after which nobody is asked to weigh again."""
    return None if life_events.is_before(row.made_at, rests) else row.reweigh_on


def _card(inside: Within, row: Weighing, rests: datetime | None) -> WeighingCard:
    reweigh_on = _reweigh_on(row, rests)
    return WeighingCard(
        id=row.pk,
        weighed_on=row.weighed_on or timezone.localdate(row.made_at),
        level=_text(inside, row.sealed_level),
        reweigh_on=reweigh_on,
        is_expired=rules.is_expired(reweigh_on, timezone.localdate()),
        is_finished=row.step == rules.STEPS[-1],
        is_mine=row.author == inside.account,
    )


def _earlier(inside: Within, one: WeighingHistory) -> WeighedEarlier:
    told = _unsealed(inside, {key: one.was[f"sealed_{key}"] for key in SEALED})
    days = [date.fromisoformat(one.was[key]) if one.was[key] else None for key in ("weighed_on", "reweigh_on")]
    held = Held(tuple(one.was["present"]), told["view"], *days)
    return WeighedEarlier(one.changed_at, told["sufficiency"], Choice(told["level"], told["reason"]), held)


def _unsealed(inside: Within, sealed: dict[str, Any]) -> dict[str, str]:
    return {key: _text(inside, text) for key, text in sealed.items()}


def _text(inside: Within, sealed: str) -> str:
    return inside.cipher.unseal(sealed) if sealed else ""
