"""What was asked without a name, for who asked and for who was asked. Each opens B and writes its record first."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from kansrijk.offer.queries import staffed
from kansrijk.referrals import rules, rules_consult
from kansrijk.referrals.models import Consult
from kansrijk.referrals.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Organisation
from kansrijk.trust.rules import Denied, require_may

KIND = "consult"
MOST_LISTED = 100


@dataclass(frozen=True)
class ConsultRead:
    """One question. `is_mine`: of who asks now; `answer`: '' as long as there is none; `gone_on`: its last day."""

    id: UUID
    asker_organisation: str
    organisation: str
    phase: str
    question: str
    answer: str
    asked_at: datetime
    answered_at: datetime | None
    is_mine: bool
    may_answer: bool
    gone_on: date


@dataclass(frozen=True)
class Advice:
    """The questions that the actor sees, those without an answer first; and whom one can be put to: key and name."""

    consults: list[ConsultRead]
    can_be_asked: list[tuple[UUID, str]]


def consults(actor: Actor, coalition: UUID) -> Advice:
    """Raises `Denied`."""
    with within(actor, coalition, verb="list", kind=KIND) as inside:
        if not any(right.startswith("consult.list.") for right in inside.rights):
            raise Denied("list", KIND)
        rows = list(visible(inside, "list").order_by("-asked_at", "-pk")[:MOST_LISTED])
        write_down(inside, "advice listed", "R", kind=KIND, hits=[row.pk for row in rows])
        others = staffed(coalition) - inside.organisations
        parties = Organisation.objects.filter(pk__in=others).order_by("name", "pk").values_list("pk", "name")
        return Advice(sorted(_read(inside, rows), key=lambda one: bool(one.answer)), list(parties))


def consult(actor: Actor, coalition: UUID, consult: UUID) -> ConsultRead:
    """One question. Raises `Denied` where it is not there or not the actor's to read: the two are one."""
    with within(actor, coalition, verb="read", kind=KIND) as inside:
        row = found(inside, consult, "read")
        write_down(inside, "advice read", "R", kind=KIND, reference=consult)
        return _read(inside, [row])[0]


def visible(inside: Within, verb: str) -> QuerySet[Consult]:
    """Those to which the matrix gives this verb in one of the actor's relations: the first lock; then comes RLS."""
    condition = Q(pk__in=[])
    if f"consult.{verb}.sender" in inside.rights:
        condition |= Q(asker=inside.account, asker_organisation__in=inside.organisations)
    if f"consult.{verb}.receiver" in inside.rights:
        condition |= Q(organisation__in=inside.organisations)
    return Consult.objects.filter(condition, coalition=inside.coalition)


def found(inside: Within, consult: UUID, verb: str) -> Consult:
    """The row, where the actor may do this with it. Raises `Denied`."""
    row = visible(inside, verb).filter(pk=consult).first()
    if row is None:
        raise Denied(verb, KIND)
    require_may(inside.actor, verb, KIND, coalition=inside.coalition, case=_sides(inside, row))
    return row


def _sides(inside: Within, row: Consult) -> frozenset[str]:
    held = {rules.SENDER} if row.asker == inside.account else set()
    return frozenset(held | ({rules.RECEIVER} if row.organisation in inside.organisations else set()))


def _read(inside: Within, rows: list[Consult]) -> list[ConsultRead]:
    keys = {key for row in rows for key in (row.asker_organisation, row.organisation)}
    names = dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))
    return [
        ConsultRead(
            id=row.pk,
            asker_organisation=names.get(row.asker_organisation, ""),
            organisation=names.get(row.organisation, ""),
            phase=row.phase,
            question=inside.cipher.unseal(row.sealed_question),
            answer=inside.cipher.unseal(row.sealed_answer) if row.sealed_answer else "",
            asked_at=row.asked_at,
            answered_at=row.answered_at,
            is_mine=rules.SENDER in _sides(inside, row),
            may_answer=not row.sealed_answer and rules.RECEIVER in _sides(inside, row),
            gone_on=timezone.localdate(row.asked_at) + timedelta(rules_consult.DAYS_KEPT),
        )
        for row in rows
    ]
