"""Agreements: made, written further, merged, signed, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from kansrijk.coalition import rules
from kansrijk.coalition.commands.checking import known, sound, write_down
from kansrijk.coalition.commands.seeing import seen_from
from kansrijk.coalition.models import Agreement, AgreementText, Goal, Party, Signature
from kansrijk.coalition.vocabulary import terms
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may

LONGEST = 20_000


@dataclass(frozen=True)
class Written:
    """A version that was stored; `is_beside`: somebody else had written meanwhile, so that two texts stand there."""

    number: int
    is_beside: bool


@dataclass(frozen=True)
class Terms:
    """What an agreement is beside its text. `area` (`GM9901@2023`) and `indicator`: the figure that a new one begins
    at, remembered as it is on that day; one that is there already keeps what it saw."""

    title: str
    measure: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    review_on: date | None = None
    goal: UUID | None = None
    covers: Sequence[str] = ()
    area: str = ""
    indicator: str = ""


@transaction.atomic
def make_agreement(*, by: Actor, coalition: UUID, level: str, text: str, about: Terms) -> UUID:
    """An agreement with its first text. The same title on the same level is the same agreement."""
    require_may(by, "write", "agreement", coalition=coalition)
    known(level, terms("levels"), "level")
    values = _values(coalition, about)
    plain = sound(text, "text", most=LONGEST)
    there = Agreement.objects.filter(coalition=coalition, level=level, title=values["title"]).first()
    if there is not None:
        return there.pk
    seen = seen_from(by, about.area, about.indicator)
    row = Agreement.objects.create(coalition_id=coalition, level=level, seen=seen, **values)
    _store(by, row, 1, plain, "current", 0)
    write_down(by, coalition, "agreement made", "C", "agreement", row.pk, level=level)
    return row.pk


@transaction.atomic
def change_agreement(*, by: Actor, agreement: UUID, about: Terms) -> None:
    """Other dates, another measure, another title."""
    row = _locked(by, agreement, "write")
    values = _values(row.coalition_id, about)
    twin = Agreement.objects.filter(coalition=row.coalition_id, level=row.level, title=values["title"])
    if twin.exclude(pk=row.pk).exists():
        raise BadInput(_("There is an agreement with this title already."), field="title")
    for field, value in values.items():
        setattr(row, field, value)
    row.save()
    write_down(by, row.coalition_id, "agreement changed", "U", "agreement", row.pk)


@transaction.atomic
def write_text(*, by: Actor, agreement: UUID, text: str, based_on: int) -> Written:
    """The next version, written from version `based_on`. Where that is no longer the current one, both are kept."""
    row = _locked(by, agreement, "write")
    plain = sound(text, "text", most=LONGEST)
    current = AgreementText.objects.get(agreement=row, state="current")
    if plain == current.text:
        return Written(current.number, False)
    again = AgreementText.objects.filter(agreement=row, state="beside", text=plain, written_by=by.account).first()
    if again is not None:
        return Written(again.number, True)
    number = _next(row)
    is_beside = based_on != current.number
    if not is_beside:
        _move(current, "overtake")
    _store(by, row, number, plain, "beside" if is_beside else "current", based_on)
    event = "agreement written beside" if is_beside else "agreement written"
    write_down(by, row.coalition_id, event, "U", "agreement", row.pk, number=number)
    return Written(number, is_beside)


@transaction.atomic
def merge_texts(*, by: Actor, agreement: UUID, number: int, text: str, based_on: int) -> int:
    """One text of two: version `number` that stood beside, and the current one as the reader saw it (`based_on`)."""
    row = _locked(by, agreement, "write")
    plain = sound(text, "text", most=LONGEST)
    beside = AgreementText.objects.filter(agreement=row, number=number, state="beside").first()
    current = AgreementText.objects.get(agreement=row, state="current")
    if beside is None:
        return current.number
    if current.number != based_on:
        raise BadInput(_("Somebody wrote again meanwhile. Look at the newest text below and merge with that."))
    made = _next(row)
    _move(current, "overtake")
    _move(beside, "merge")
    _store(by, row, made, plain, "current", number)
    write_down(by, row.coalition_id, "agreement merged", "U", "agreement", row.pk, number=made)
    return made


@transaction.atomic
def sign(*, by: Actor, agreement: UUID, party: UUID, signed_on: date) -> None:
    """A party signed the current version on a day on which it took part; twice is once."""
    row = _locked(by, agreement, "sign")
    who = Party.objects.filter(pk=party, coalition=row.coalition_id).first()
    if who is None:
        raise BadInput(_("Choose one of the list."), field="party")
    if not rules.is_in_force(who.joined_on, who.left_on, signed_on):
        raise BadInput(_("The party did not take part on that day."), field="signed_on")
    number = AgreementText.objects.get(agreement=row, state="current").number
    signature, is_new = Signature.objects.get_or_create(
        agreement=row, party=who, number=number, defaults={"signed_on": signed_on}
    )
    if is_new:
        write_down(by, row.coalition_id, "agreement signed", "U", "agreement", row.pk, signature=signature.pk)


@transaction.atomic
def end_agreement(*, by: Actor, agreement: UUID, on: date) -> None:
    """It holds no longer; it stays to be read."""
    row = _locked(by, agreement, "write")
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    write_down(by, row.coalition_id, "agreement ended", "U", "agreement", row.pk)


def _locked(by: Actor, key: UUID, verb: str) -> Agreement:
    row = Agreement.objects.select_for_update().filter(pk=key).first()
    require_may(by, verb, "agreement", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied(verb, "agreement")
    return row


def _values(coalition: UUID, about: Terms) -> dict[str, object]:
    if about.valid_from and about.valid_until and about.valid_until < about.valid_from:
        raise BadInput(_("The last day is before the first day."), field="valid_until")
    if about.goal is not None and not Goal.objects.filter(pk=about.goal, coalition=coalition).exists():
        raise BadInput(_("Choose one of the list."), field="goal")
    codes = {**terms("programme_actions"), **terms("agreement_points")}
    for code in about.covers:
        known(code, codes, "covers")
    return {
        "title": sound(about.title, "title", most=200),
        "measure": sound(about.measure, "measure", most=300, is_needed=False),
        "goal_id": about.goal,
        "covers": sorted(set(about.covers)),
        "valid_from": about.valid_from,
        "valid_until": about.valid_until,
        "review_on": about.review_on,
    }


def begin_version(by: Actor, row: Agreement) -> int:
    """The same text as another version, unsigned; its number. For what belongs to a version beside its text."""
    current = AgreementText.objects.get(agreement=row, state="current")
    number = _next(row)
    _move(current, "overtake")
    _store(by, row, number, current.text, "current", current.number)
    return number


def _next(row: Agreement) -> int:
    return int(AgreementText.objects.filter(agreement=row).aggregate(at=Max("number"))["at"] or 0) + 1


def _move(text: AgreementText, event: str) -> None:
    text.state = rules.require_move(rules.TEXT_MOVES, text.state, event)
    text.save(update_fields=["state"])


def _store(by: Actor, row: Agreement, number: int, text: str, state: str, based_on: int) -> None:
    AgreementText.objects.create(
        agreement=row,
        number=number,
        text=text,
        state=state,
        based_on=based_on,
        written_by_id=by.account,
        written_name=by.name[:120],
    )
