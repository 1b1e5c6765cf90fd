"""What was chosen from the menu and why, and whether the figures behind it still stand."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kansrijk.areas.queries.named import newest_named
from kansrijk.coalition.models import Choice, CoalitionArea
from kansrijk.coalition.queries.seeing import NowFigure, SeenFigure, now_beside, seen_figure, standings
from kansrijk.figures.queries import figures_of, newest_edition
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where, require_may

__all__ = ["NowFigure", "SeenFigure", "now_beside"]


@dataclass(frozen=True)
class ChoiceCard:
    """One version of what was decided. `looks_again`: a release behind it was withdrawn or replaced."""

    id: UUID
    intervention: str
    number: int
    state: str
    verdict: str
    because: str
    gap: tuple[str, str, str] | None
    seen: tuple[SeenFigure, ...]
    decided_on: date
    written_name: str
    written_at: datetime
    has_beside: bool

    @property
    def looks_again(self) -> bool:
        return any(one.standing in {"withdrawn", "replaced"} for one in self.seen)


@dataclass(frozen=True)
class ChoiceDetail:
    """Everything about one line of the menu."""

    current: ChoiceCard | None
    beside: tuple[ChoiceCard, ...]
    history: tuple[ChoiceCard, ...]


def choices(actor: Actor, coalition: UUID) -> list[ChoiceCard]:
    """The versions that hold, the newest decision first. Two queries."""
    require_may(actor, "read", "choice", coalition=coalition)
    rows = list(Choice.objects.filter(coalition=coalition, state__in=["current", "beside"]))
    return sorted(_cards(actor, rows), key=lambda one: (-one.decided_on.toordinal(), one.intervention))


def choice(actor: Actor, coalition: UUID, intervention: str) -> ChoiceDetail:
    """Of one line of the menu; empty where nothing was decided. Two queries."""
    require_may(actor, "read", "choice", coalition=coalition)
    rows = list(Choice.objects.filter(coalition=coalition, intervention=intervention).order_by("-number"))
    found = _cards(actor, rows, only_current=False)
    return ChoiceDetail(
        next((one for one in found if one.state == "current"), None),
        tuple(one for one in found if one.state == "beside"),
        tuple(one for one in found if one.state in {"earlier", "merged"}),
    )


def choices_to_look_at(actor: Actor) -> list[tuple[str, ChoiceCard]]:
    """(slug of the coalition, choice) whose figures changed, in coalitions where the actor may write. Two queries."""
    where = coalitions_where(actor, "write", "choice")
    if not where:
        return []
    rows = Choice.objects.filter(coalition__in=where, state="current").exclude(seen=[]).select_related("coalition")
    slugs = {row.pk: row.coalition.slug for row in rows}
    return [(slugs[one.id], one) for one in _cards(actor, list(rows)) if one.looks_again]


def _cards(actor: Actor, rows: list[Choice], *, only_current: bool = True) -> list[ChoiceCard]:
    beside = {row.intervention for row in rows if row.state == "beside"}
    shown = [row for row in rows if row.state == "current" or not only_current]
    keys = {str(one["release"]) for row in shown for one in row.seen if one["release"]}
    standing = standings(actor, keys)
    return [_card(row, standing, has_beside=row.intervention in beside) for row in shown]


def _card(row: Choice, standing: dict[str, tuple[str, str]], *, has_beside: bool) -> ChoiceCard:
    gap = (row.phase, row.domain, row.level) if row.phase else None
    return ChoiceCard(
        row.pk,
        row.intervention,
        row.number,
        row.state,
        row.verdict,
        row.because,
        gap,
        tuple(seen_figure(one, standing) for one in row.seen),
        row.decided_on,
        row.written_name,
        row.written_at,
        has_beside,
    )


@dataclass(frozen=True)
class Option:
    """A figure that a choice can rest on."""

    key: str
    name_nl: str
    name_en: str
    place: str
    value: float | None
    unit: str
    period: str


def figure_places(actor: Actor, coalition: UUID) -> list[tuple[str, str]]:
    """(code, name) of the coalition's places."""
    require_may(actor, "read", "coalition", coalition=coalition)
    rows = CoalitionArea.objects.filter(coalition=coalition).order_by("name", "code")
    return list(rows.values_list("code", "name"))


def figure_options(actor: Actor, coalition: UUID, code: str) -> list[Option]:
    """The figures of one of the coalition's places that have a value. Three queries."""
    require_may(actor, "read", "coalition", coalition=coalition)
    ref = newest_named(actor, [code]).get(code)
    edition = newest_edition(actor, code)
    if ref is None or edition is None:
        return []
    return [
        Option(
            f"{code}@{edition}|{one.indicator.id}",
            one.indicator.name.in_language("nl"),
            one.indicator.name.in_language("en"),
            ref.name,
            one.value,
            one.unit,
            one.period or "",
        )
        for one in figures_of(actor, code, edition)
        if one.has_value
    ]


def verdicts(actor: Actor, intervention: str) -> dict[UUID, str]:
    """Coalition of the actor → what it decided about a line of the menu. One query."""
    where = coalitions_where(actor, "read", "choice")
    rows = Choice.objects.filter(coalition__in=where, intervention=intervention, state="current")
    return dict(rows.values_list("coalition", "verdict"))
