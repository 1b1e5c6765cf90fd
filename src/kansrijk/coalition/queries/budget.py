"""The budget: every line and grant, added up by the ledger, with the actions that hang on a line."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kansrijk.coalition.models import Action, BudgetLine, Grant
from kansrijk.core import ledger
from kansrijk.core.ledger import Part
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@dataclass(frozen=True)
class GrantCard:
    """What a funding line gave for a year."""

    funding: str
    year: int
    granted_cents: int
    carried_out_cents: int
    source: str
    version: int
    changed_name: str
    changed_at: datetime


@dataclass(frozen=True)
class LineCard:
    """An activity with its amounts, and (key, title) of the actions that it pays."""

    id: UUID
    funding: str
    year: int
    activity: str
    planned_cents: int
    committed_cents: int
    spent_cents: int
    is_done: bool
    evidence: str
    link: str
    version: int
    changed_name: str
    changed_at: datetime
    actions: tuple[tuple[UUID, str], ...]


@dataclass(frozen=True)
class Budget:
    """Of one coalition, all years. `parts`: (funding, year) → its sums."""

    lines: tuple[LineCard, ...]
    grants: tuple[GrantCard, ...]
    parts: dict[tuple[str, int], Part]

    @property
    def years(self) -> list[int]:
        """Those in which something stands, the newest first."""
        return sorted({year for _funding, year in self.parts}, reverse=True)


def budget(actor: Actor, coalition: UUID) -> Budget:
    """Three queries."""
    require_may(actor, "read", "budget", coalition=coalition)
    hung: dict[UUID | None, list[tuple[UUID, str]]] = {}
    actions = Action.objects.filter(coalition=coalition, budget_line__isnull=False).order_by("title")
    for key, title, line in actions.values_list("pk", "title", "budget_line"):
        hung.setdefault(line, []).append((key, title))
    rows = BudgetLine.objects.filter(coalition=coalition).order_by("year", "funding", "activity")
    lines = tuple(_line(row, tuple(hung.get(row.pk, ()))) for row in rows)
    grants = tuple(_grant(row) for row in Grant.objects.filter(coalition=coalition).order_by("year", "funding"))
    sums = ledger.parts(
        (
            ledger.Line(one.funding, one.year, one.activity, one.planned_cents, one.committed_cents, one.spent_cents)
            for one in lines
        ),
        (ledger.Grant(one.funding, one.year, one.granted_cents, one.carried_out_cents) for one in grants),
    )
    return Budget(lines, grants, sums)


def budget_line(actor: Actor, coalition: UUID, key: UUID) -> LineCard:
    """Raises `Denied` where this coalition has none of that key."""
    require_may(actor, "read", "budget", coalition=coalition)
    row = BudgetLine.objects.filter(pk=key, coalition=coalition).first()
    if row is None:
        raise Denied("read", "budget")
    return _line(row, tuple(Action.objects.filter(budget_line=row).order_by("title").values_list("pk", "title")))


def grant(actor: Actor, coalition: UUID, funding: str, year: int) -> GrantCard | None:
    """What a funding line gave for a year; None where nothing was written down."""
    require_may(actor, "read", "budget", coalition=coalition)
    row = Grant.objects.filter(coalition=coalition, funding=funding, year=year).first()
    return _grant(row) if row else None


def budget_line_choices(actor: Actor, coalition: UUID) -> list[tuple[UUID, str]]:
    """(key, words) of the lines that an action can hang on, the newest year first. One query."""
    require_may(actor, "read", "budget", coalition=coalition)
    rows = BudgetLine.objects.filter(coalition=coalition).order_by("-year", "activity")
    return [(key, f"{year}: {activity}"[:90]) for key, year, activity in rows.values_list("pk", "year", "activity")]


_LINE = tuple(name for name in LineCard.__dataclass_fields__ if name != "actions")
_GRANT = tuple(GrantCard.__dataclass_fields__)


def _line(row: BudgetLine, actions: tuple[tuple[UUID, str], ...]) -> LineCard:
    return LineCard(actions=actions, **{name: getattr(row, name) for name in _LINE})


def _grant(row: Grant) -> GrantCard:
    return GrantCard(**{name: getattr(row, name) for name in _GRANT})
