"""Lines of the menu chosen, rejected or being considered: the reason, the day, and the figures that it rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition import rules
from kansrijk.coalition.commands.agreements import Written
from kansrijk.coalition.commands.checking import known, sound, write_down
from kansrijk.coalition.commands.seeing import seen_from
from kansrijk.coalition.models import Choice
from kansrijk.core.faults import BadInput
from kansrijk.offer import menu, vocabulary
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import require_may

MOST_FIGURES = 8


@dataclass(frozen=True)
class Reasons:
    """What was decided and why. `gap`: (phase, domain, level); `figures`: `GM9901@2023|big2`.

    A figure that the version before rested on stays as it was seen then, unless `sees_again`.
    """

    verdict: str
    because: str
    decided_on: date
    gap: tuple[str, str, str] | None = None
    figures: Sequence[str] = ()
    sees_again: bool = False


@transaction.atomic
def write_choice(*, by: Actor, coalition: UUID, intervention: str, reasons: Reasons, based_on: int) -> Written:
    """The next version, written from version `based_on` (0: none); both stay where somebody wrote meanwhile."""
    require_may(by, "write", "choice", coalition=coalition)
    known(intervention, menu.interventions(), "intervention")
    current = _current(coalition, intervention)
    values = _values(by, reasons, current)
    if current is not None and _same(current, values):
        return Written(current.number, False)
    rows = Choice.objects.filter(coalition=coalition, intervention=intervention)
    twin = rows.filter(state="beside", written_by=by.account, based_on=based_on, because=values["because"]).first()
    if twin is not None and twin.verdict == values["verdict"]:
        return Written(twin.number, True)
    is_beside = current is not None and based_on != current.number
    if current is not None and not is_beside:
        _move(current, "overtake")
    number = int(rows.aggregate(at=Max("number"))["at"] or 0) + 1
    row = _store(by, coalition, intervention, number, "beside" if is_beside else "current", based_on, values)
    write_down(by, coalition, "choice written", "C", "choice", row.pk, number=number, verdict=row.verdict)
    return Written(number, is_beside)


@transaction.atomic
def merge_choices(
    *, by: Actor, coalition: UUID, intervention: str, number: int, reasons: Reasons, based_on: int
) -> int:
    """One of two: version `number` that stood beside, and the current one as the reader saw it (`based_on`)."""
    require_may(by, "write", "choice", coalition=coalition)
    current = _current(coalition, intervention)
    rows = Choice.objects.filter(coalition=coalition, intervention=intervention)
    beside = rows.filter(number=number, state="beside").first()
    if current is None:
        raise BadInput(_("Choose one of the list."), field="intervention")
    if beside is None:
        return current.number
    if current.number != based_on:
        raise BadInput(_("Somebody wrote again meanwhile. Look at the newest text below and merge with that."))
    values = _values(by, reasons, current)
    made = int(rows.aggregate(at=Max("number"))["at"] or 0) + 1
    _move(current, "overtake")
    _move(beside, "merge")
    row = _store(by, coalition, intervention, made, "current", number, values)
    write_down(by, coalition, "choices merged", "U", "choice", row.pk, number=made)
    return made


def _current(coalition: UUID, intervention: str) -> Choice | None:
    """The version that holds; the coalition is locked, so that two first versions cannot be made at once."""
    Coalition.objects.select_for_update(no_key=True).filter(pk=coalition).first()
    return Choice.objects.filter(coalition=coalition, intervention=intervention, state="current").first()


def _values(by: Actor, reasons: Reasons, current: Choice | None) -> dict[str, Any]:
    known(reasons.verdict, dict.fromkeys(rules.VERDICTS), "verdict")
    if reasons.decided_on > timezone.localdate():
        raise BadInput(_("This day is still to come."), field="decided_on")
    phase, domain, level = reasons.gap or ("", "", "")
    if reasons.gap:
        known(phase, vocabulary.phases(), "gap")
        known(domain, vocabulary.domains(), "gap")
        known(level, vocabulary.levels(), "gap")
    wanted = list(dict.fromkeys(reasons.figures))
    if len(wanted) > MOST_FIGURES:
        raise BadInput(_("Choose at most %(most)s figures.") % {"most": MOST_FIGURES}, field="figures")
    before = {} if reasons.sees_again or current is None else {one["key"]: one for one in current.seen}
    return {
        "verdict": reasons.verdict,
        "because": sound(reasons.because, "because", most=2000),
        "decided_on": reasons.decided_on,
        "phase": phase,
        "domain": domain,
        "level": level,
        "seen": [before.get(key) or _seen(by, key) for key in wanted],
    }


def _seen(by: Actor, key: str) -> dict[str, object]:
    area, _bar, indicator = key.partition("|")
    try:
        return seen_from(by, area, indicator)
    except BadInput as fault:
        raise BadInput(fault.message, field="figures") from fault


def _same(row: Choice, values: dict[str, Any]) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _move(row: Choice, event: str) -> None:
    row.state = rules.require_move(rules.TEXT_MOVES, row.state, event)
    row.save(update_fields=["state"])


def _store(
    by: Actor, coalition: UUID, intervention: str, number: int, state: str, based_on: int, values: dict[str, Any]
) -> Choice:
    return Choice.objects.create(
        coalition_id=coalition,
        intervention=intervention,
        number=number,
        state=state,
        based_on=based_on,
        written_by_id=by.account,
        written_name=by.name[:120],
        **values,
    )
