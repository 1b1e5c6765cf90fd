"""Agreements: how they stand today, their versions, who signed; and what covers the programme."""

import difflib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from kansrijk.coalition import rules
from kansrijk.coalition.models import Action, Agreement, AgreementText, Signature
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may

WORST_FIRST = ("expired", "expiring", "review", "in_force", "coming", "ended")


@dataclass(frozen=True)
class AgreementCard:
    """An agreement in a list. `standing`: see rules.standing; `beside`: texts that wait to be merged."""

    id: UUID
    level: str
    title: str
    standing: str
    valid_until: date | None
    review_on: date | None
    number: int
    signed: int
    beside: int


def agreements(actor: Actor, coalition: UUID) -> list[AgreementCard]:
    """What asks attention first, then by title; three queries."""
    require_may(actor, "read", "agreement", coalition=coalition)
    today = timezone.localdate()
    numbers: dict[UUID, int] = {}
    waiting: dict[UUID, int] = {}
    texts = AgreementText.objects.filter(agreement__coalition=coalition, state__in=["current", "beside"])
    for key, number, state in texts.values_list("agreement", "number", "state"):
        if state == "current":
            numbers[key] = number
        else:
            waiting[key] = waiting.get(key, 0) + 1
    signed: dict[tuple[UUID, int], int] = {}
    for key, number in Signature.objects.filter(agreement__coalition=coalition).values_list("agreement", "number"):
        signed[key, number] = signed.get((key, number), 0) + 1
    found = [
        AgreementCard(
            row.pk,
            row.level,
            row.title,
            _standing(row, today),
            row.valid_until,
            row.review_on,
            numbers[row.pk],
            signed.get((row.pk, numbers[row.pk]), 0),
            waiting.get(row.pk, 0),
        )
        for row in Agreement.objects.filter(coalition=coalition).order_by("title", "id")
    ]
    return sorted(found, key=lambda one: WORST_FIRST.index(one.standing))


def _standing(row: Agreement, on: date) -> str:
    return rules.standing(
        on,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        review_on=row.review_on,
        ended_on=row.ended_on,
    )


@dataclass(frozen=True)
class Version:
    """One version of a text."""

    number: int
    text: str
    state: str
    written_name: str
    written_at: datetime


@dataclass(frozen=True)
class Signed:
    """A party that signed; `left_on` where it takes part no more."""

    party: str
    number: int
    signed_on: date
    left_on: date | None


@dataclass(frozen=True)
class AgreementDetail:
    """One agreement, whole."""

    id: UUID
    level: str
    title: str
    measure: str
    goal: UUID | None
    goal_text: str
    covers: tuple[str, ...]
    valid_from: date | None
    valid_until: date | None
    review_on: date | None
    ended_on: date | None
    standing: str
    current: Version
    beside: tuple[Version, ...]
    history: tuple[Version, ...]
    signed: tuple[Signed, ...]

    @property
    def is_signed(self) -> bool:
        """Whether a party signed the version that holds."""
        return any(one.number == self.current.number for one in self.signed)


def agreement(actor: Actor, coalition: UUID, key: UUID) -> AgreementDetail:
    """Raises `Denied` where this coalition has none of that key."""
    require_may(actor, "read", "agreement", coalition=coalition)
    row = Agreement.objects.filter(pk=key, coalition=coalition).select_related("goal").first()
    if row is None:
        raise Denied("read", "agreement")
    versions = [
        Version(one.number, one.text, one.state, one.written_name, one.written_at)
        for one in AgreementText.objects.filter(agreement=row).order_by("-number")
    ]
    signatures = Signature.objects.filter(agreement=row).select_related("party__organisation")
    today = timezone.localdate()
    return AgreementDetail(
        row.pk,
        row.level,
        row.title,
        row.measure,
        row.goal_id,
        row.goal.text if row.goal else "",
        tuple(row.covers),
        row.valid_from,
        row.valid_until,
        row.review_on,
        row.ended_on,
        _standing(row, today),
        next(one for one in versions if one.state == "current"),
        tuple(one for one in versions if one.state == "beside"),
        tuple(one for one in versions if one.state in {"earlier", "merged"}),
        tuple(
            Signed(one.party.organisation.name, one.number, one.signed_on, one.party.left_on)
            for one in signatures.order_by("-number", "party__organisation__name")
        ),
    )


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """Line by line: (`same`, `gone` or `new`, the line)."""
    kinds = {"  ": "same", "- ": "gone", "+ ": "new"}
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [(kinds[line[:2]], line[2:]) for line in lines if line[:2] in kinds]


@dataclass(frozen=True)
class Covered:
    """What serves one code of the programme: agreements in force and actions that are not dropped."""

    code: str
    agreements: tuple[tuple[UUID, str], ...]
    actions: tuple[tuple[UUID, str], ...]


def coverage(actor: Actor, coalition: UUID, codes: list[str]) -> list[Covered]:
    """Per code what covers it, by what people said of their agreements and actions. Two queries."""
    require_may(actor, "read", "agreement", coalition=coalition)
    today = timezone.localdate()
    rows = [
        row
        for row in Agreement.objects.filter(coalition=coalition).order_by("title")
        if _standing(row, today) not in {"ended", "expired"}
    ]
    actions = list(Action.objects.filter(coalition=coalition).exclude(state="dropped").order_by("due_on", "title"))
    return [
        Covered(
            code,
            tuple((row.pk, row.title) for row in rows if code in row.covers),
            tuple((row.pk, row.title) for row in actions if code in row.covers),
        )
        for code in codes
    ]
