"""Actions: made, changed, moved through their states."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition import rules
from kansrijk.coalition.commands.checking import known, sound, write_down
from kansrijk.coalition.commands.seeing import seen_from
from kansrijk.coalition.models import Action, Agreement, BudgetLine, Goal, Meeting, Party, Person, Pillar
from kansrijk.coalition.vocabulary import terms
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@dataclass(frozen=True)
class Task:
    """What an action is: who, for what, before when. Keys belong to the same coalition.

    With `area` (`GM9901@2023`) a new one begins at the figure `indicator` and remembers it as it is on that day.
    """

    title: str
    note: str = ""
    party: UUID | None = None
    owner: UUID | None = None
    phase: str = ""
    pillar: UUID | None = None
    goal: UUID | None = None
    agreement: UUID | None = None
    meeting: UUID | None = None
    budget_line: UUID | None = None
    indicator: str = ""
    area: str = ""
    covers: Sequence[str] = ()
    due_on: date | None = None


@transaction.atomic
def make_action(*, by: Actor, coalition: UUID, task: Task) -> UUID:
    """An action, open. The same title before the same day is the same action."""
    require_may(by, "write", "action", coalition=coalition)
    values = _values(coalition, task)
    there = Action.objects.filter(coalition=coalition, title=values["title"], due_on=task.due_on).first()
    if there is not None:
        return there.pk
    seen = seen_from(by, task.area, task.indicator) if task.area else {}
    row = Action.objects.create(coalition_id=coalition, seen=seen, **values)
    write_down(by, coalition, "action made", "C", "action", row.pk)
    return row.pk


@transaction.atomic
def change_action(*, by: Actor, action: UUID, task: Task) -> None:
    """Other words, another owner, another day."""
    row = _locked(by, action)
    values = _values(row.coalition_id, task)
    twin = Action.objects.filter(coalition=row.coalition_id, title=values["title"], due_on=task.due_on)
    if twin.exclude(pk=row.pk).exists():
        raise BadInput(_("There is an action with this title and day already."), field="title")
    for field, value in values.items():
        setattr(row, field, value)
    row.save()
    write_down(by, row.coalition_id, "action changed", "U", "action", row.pk)


@transaction.atomic
def hang_action(*, by: Actor, action: UUID, budget_line: UUID | None) -> None:
    """From which line of the budget an action is paid; None for none."""
    row = _locked(by, action)
    if budget_line is not None and not BudgetLine.objects.filter(pk=budget_line, coalition=row.coalition_id).exists():
        raise BadInput(_("Choose one of the list."), field="budget_line")
    if row.budget_line_id != budget_line:
        row.budget_line_id = budget_line
        row.save(update_fields=["budget_line"])
        write_down(by, row.coalition_id, "action hung on the budget", "U", "action", row.pk)


@transaction.atomic
def move_action(*, by: Actor, action: UUID, event: str) -> str:
    """start, stop, finish, drop or reopen; the new state. A button pressed twice, or an old page, changes nothing."""
    row = _locked(by, action)
    if (row.state, event) not in rules.ACTION_MOVES:
        if event not in {known_event for _, known_event in rules.ACTION_MOVES}:
            raise BadInput(_("Choose one of the list."), field="event")
        return row.state
    row.state = rules.require_move(rules.ACTION_MOVES, row.state, event)
    row.ended_on = timezone.localdate() if row.state in rules.ENDED else None
    row.save(update_fields=["state", "ended_on"])
    write_down(by, row.coalition_id, "action moved", "U", "action", row.pk, state=row.state)
    return row.state


def _locked(by: Actor, key: UUID) -> Action:
    row = Action.objects.select_for_update().filter(pk=key).first()
    require_may(by, "write", "action", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied("write", "action")
    return row


def _values(coalition: UUID, task: Task) -> dict[str, Any]:
    """What is stored, with every key looked up within the coalition."""
    if task.phase:
        known(task.phase, terms("phases"), "phase")
    for code in task.covers:
        known(code, terms("programme_actions"), "covers")
    found: dict[str, Any] = {
        "title": sound(task.title, "title", most=200),
        "note": sound(task.note, "note", most=2000, is_needed=False),
        "indicator": sound(task.indicator, "indicator", most=80, is_needed=False),
        "phase": task.phase,
        "covers": sorted(set(task.covers)),
        "due_on": task.due_on,
    }
    tables: dict[str, Any] = {
        "party": Party,
        "owner": Person,
        "pillar": Pillar,
        "goal": Goal,
        "agreement": Agreement,
        "meeting": Meeting,
        "budget_line": BudgetLine,
    }
    for field, table in tables.items():
        key = getattr(task, field)
        if key is not None and not table.objects.filter(pk=key, coalition=coalition).exists():
            raise BadInput(_("Choose one of the list."), field=field)
        found[f"{field}_id"] = key
    if task.owner is not None and task.party is None:
        found["party_id"] = Person.objects.values_list("party_id", flat=True).get(pk=task.owner)
    return found
