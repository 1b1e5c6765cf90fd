"""The budget: what was granted and carried on, and what each activity may cost and costs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition.commands.checking import known, sound, sound_link, write_down
from kansrijk.coalition.funding import funding_lines
from kansrijk.coalition.models import BudgetLine, Grant
from kansrijk.coalition.models.budget import FIRST_YEAR, LAST_YEAR
from kansrijk.core import ledger
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import Denied, require_may


class ChangedMeanwhile(BadInput):
    """Somebody stored other amounts since the reader opened the page; nothing was stored, both can be shown."""


@dataclass(frozen=True)
class Spending:
    """An activity and its amounts in whole euro cents."""

    funding: str
    year: int
    activity: str
    planned_cents: int = 0
    committed_cents: int = 0
    spent_cents: int = 0
    is_done: bool = False
    evidence: str = ""
    link: str = ""


@transaction.atomic
def set_grant(
    *,
    by: Actor,
    coalition: UUID,
    funding: str,
    year: int,
    granted_cents: int,
    carried_out_cents: int = 0,
    source: str = "",
    version: int = 0,
) -> UUID:
    """What a funding line gave for a year and what of it goes on to the next. `version` 0: the reader saw none yet.

    Raises BadInput where more is carried on than is left, and `ChangedMeanwhile` where somebody else stored something.
    """
    require_may(by, "write", "budget", coalition=coalition)
    values: dict[str, Any] = {
        "granted_cents": _amount(granted_cents, "granted_cents"),
        "carried_out_cents": _amount(carried_out_cents, "carried_out_cents"),
        "source": sound(source, "source", most=300, is_needed=False),
    }
    _part(funding, year)
    Coalition.objects.select_for_update(no_key=True).filter(pk=coalition).first()
    row = Grant.objects.filter(coalition=coalition, funding=funding, year=year).first()
    if row is not None and all(getattr(row, name) == value for name, value in values.items()):
        return row.pk
    if version != (row.version if row else 0):
        raise ChangedMeanwhile(_("Somebody stored other amounts meanwhile. Yours stand in the fields, theirs above."))
    _require_left(coalition, funding, year, values["granted_cents"], values["carried_out_cents"])
    if row is None:
        row = Grant(coalition_id=coalition, funding=funding, year=year, version=0)
    _store(by, row, values)
    write_down(by, coalition, "grant set", "U", "budget", row.pk, year=year, **_told(values))
    return row.pk


@transaction.atomic
def add_budget_line(*, by: Actor, coalition: UUID, spending: Spending) -> UUID:
    """An activity of a funding line and year. The same one with the same amounts is that one."""
    require_may(by, "write", "budget", coalition=coalition)
    values = _values(spending)
    Coalition.objects.select_for_update(no_key=True).filter(pk=coalition).first()
    key = {name: values[name] for name in ("funding", "year", "activity")}
    there = BudgetLine.objects.filter(coalition=coalition, **key).first()
    if there is not None:
        if all(getattr(there, name) == value for name, value in values.items()):
            return there.pk
        raise BadInput(_("This activity stands in this year already. Change it there."), field="activity")
    row = BudgetLine(coalition_id=coalition, version=0)
    _store(by, row, values)
    write_down(by, coalition, "budget line added", "C", "budget", row.pk, **_told(values))
    return row.pk


@transaction.atomic
def change_budget_line(*, by: Actor, line: UUID, spending: Spending, version: int) -> None:
    """Other amounts or words, written from `version`. Raises `ChangedMeanwhile` where that is not the newest."""
    row = _locked(by, line)
    values = _values(spending)
    if all(getattr(row, name) == value for name, value in values.items()):
        return
    if row.version != version:
        raise ChangedMeanwhile(_("Somebody stored other amounts meanwhile. Yours stand in the fields, theirs above."))
    key = {name: values[name] for name in ("funding", "year", "activity")}
    if BudgetLine.objects.filter(coalition=row.coalition_id, **key).exclude(pk=row.pk).exists():
        raise BadInput(_("This activity stands in this year already. Change it there."), field="activity")
    _store(by, row, values)
    write_down(by, row.coalition_id, "budget line changed", "U", "budget", row.pk, **_told(values))


@transaction.atomic
def remove_budget_line(*, by: Actor, line: UUID) -> None:
    """A line on which nothing was committed or spent is taken out; its actions stay without it."""
    row = _locked(by, line)
    if row.committed_cents or row.spent_cents:
        raise BadInput(_("Money was committed or spent on this. Put those amounts at nought first, and say why."))
    key, coalition = row.pk, row.coalition_id
    row.delete()
    write_down(by, coalition, "budget line removed", "D", "budget", key)


def _locked(by: Actor, key: UUID) -> BudgetLine:
    row = BudgetLine.objects.select_for_update().filter(pk=key).first()
    require_may(by, "write", "budget", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied("write", "budget")
    return row


def _values(spending: Spending) -> dict[str, Any]:
    _part(spending.funding, spending.year)
    return {
        "funding": spending.funding,
        "year": spending.year,
        "activity": sound(spending.activity, "activity", most=200),
        "planned_cents": _amount(spending.planned_cents, "planned_cents"),
        "committed_cents": _amount(spending.committed_cents, "committed_cents"),
        "spent_cents": _amount(spending.spent_cents, "spent_cents"),
        "is_done": spending.is_done,
        "evidence": sound(spending.evidence, "evidence", most=300, is_needed=False),
        "link": sound_link(spending.link),
    }


def _part(funding: str, year: int) -> None:
    known(funding, funding_lines(), "funding")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        told = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise BadInput(_("A year between %(first)s and %(last)s.") % told, field="year")


def _amount(cents: int, field: str) -> int:
    if not 0 <= cents <= ledger.MOST_CENTS:
        raise BadInput(_("An amount of nought or more."), field=field)
    return cents


def _require_left(coalition: UUID, funding: str, year: int, granted: int, carried_out: int) -> None:
    """What is carried on was there: granted, plus what the year before carried, minus what was spent."""
    before = Grant.objects.filter(coalition=coalition, funding=funding, year=year - 1)
    carried_in = sum(before.values_list("carried_out_cents", flat=True))
    lines = BudgetLine.objects.filter(coalition=coalition, funding=funding, year=year)
    left = granted + carried_in - sum(lines.values_list("spent_cents", flat=True))
    if carried_out > max(left, 0):
        said = _("More is carried on than is left: %(left)s.") % {"left": ledger.euros(max(left, 0))}
        raise BadInput(said, field="carried_out_cents")


def _store(by: Actor, row: Any, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.changed_name, row.changed_at = by.name[:120], timezone.now()
    row.save()


def _told(values: dict[str, Any]) -> dict[str, Any]:
    """The amounts for the audit, no words."""
    return {name: value for name, value in values.items() if name.endswith("_cents")}
