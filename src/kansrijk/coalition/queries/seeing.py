"""Figures as they were seen when something began or was decided, and how the releases behind them stand now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kansrijk.coalition.models.began import BEGIN_AT_FIGURES
from kansrijk.figures.queries import figures_of
from kansrijk.figures.queries.releases import cards
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, coalitions_where, require_may

CHANGED = {"withdrawn", "replaced"}


@dataclass(frozen=True)
class SeenFigure:
    """A figure as it was seen. `standing` of its release now: `stands`, `replaced`, `withdrawn` or `unknown`."""

    key: str
    area: str
    indicator: str
    name: str
    on: date
    period: str
    value: float | None
    unit: str
    status: str
    source: str
    release: str
    standing: str
    because: str


def standings(actor: Actor, keys: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Release → (how it stands now, why); one that may no longer be seen is unknown."""
    wanted = {UUID(key) for key in keys}
    words = {"published": "stands", "replaced": "replaced", "withdrawn": "withdrawn"}
    found = cards(actor, wanted) if wanted else {}
    return {str(key): (words.get(one.status, "stands"), one.withdrawn_because) for key, one in found.items()}


def seen_figure(one: dict[str, Any], standing: dict[str, tuple[str, str]]) -> SeenFigure:
    release = str(one["release"] or "")
    state, because = standing.get(release, ("unknown", "")) if release else ("stands", "")
    return SeenFigure(
        one.get("key", ""),
        one.get("area", ""),
        one.get("indicator", ""),
        one["name"],
        date.fromisoformat(one["on"]),
        one["period"] or "",
        one["value"],
        one["unit"],
        one["status"],
        one["source"] or "",
        release,
        state,
        because,
    )


@dataclass(frozen=True)
class NowFigure:
    """The same figure as it is today; `is_other`: another release, period or value than was seen."""

    value: float | None
    unit: str
    period: str
    status: str
    is_other: bool


def now_beside(actor: Actor, seen: Iterable[SeenFigure]) -> dict[str, NowFigure]:
    """Key of a seen figure → what it is today. One query for each area."""
    wanted: dict[str, list[SeenFigure]] = {}
    for one in seen:
        wanted.setdefault(one.area, []).append(one)
    found: dict[str, NowFigure] = {}
    for area, ones in wanted.items():
        code, _at, edition = area.partition("@")
        newest = figures_of(actor, code, int(edition.partition("-")[0]), [one.indicator for one in ones])
        by_indicator = {figure.indicator.id: figure for figure in newest}
        for one in ones:
            figure = by_indicator.get(one.indicator)
            if figure is not None:
                told = (str(figure.release or ""), figure.period or "", figure.value)
                is_other = told != (one.release, one.period, one.value)
                found[one.key] = NowFigure(figure.value, figure.unit, figure.period or "", figure.status, is_other)
    return found


def began_at(actor: Actor, coalition: UUID, item: str, key: UUID) -> SeenFigure | None:
    """The figure that an agreement or action began at; None where it began without one. Two queries."""
    require_may(actor, "read", item, coalition=coalition)
    row = BEGIN_AT_FIGURES[item][0].objects.filter(pk=key, coalition=coalition).first()
    if row is None:
        raise Denied("read", item)
    return began_all(actor, {row.pk: row.seen}).get(row.pk)


def began_in(actor: Actor, coalition: UUID, item: str) -> dict[UUID, SeenFigure]:
    """Of every goal, agreement or action of a coalition that began at a figure. Two queries."""
    require_may(actor, "read", "coalition" if item == "goal" else item, coalition=coalition)
    rows = BEGIN_AT_FIGURES[item][0].objects.filter(coalition=coalition).exclude(seen={})
    return began_all(actor, dict(rows.values_list("pk", "seen")))


def began_all(actor: Actor, seen: dict[UUID, dict[str, Any]]) -> dict[UUID, SeenFigure]:
    """The same of several things at once, by their key; what began without a figure is left out. One query."""
    kept = {key: one for key, one in seen.items() if one}
    known = standings(actor, {str(one["release"]) for one in kept.values() if one["release"]})
    return {key: seen_figure(one, known) for key, one in kept.items()}


@dataclass(frozen=True)
class LookAgain:
    """A goal, agreement or action whose figure was withdrawn or replaced."""

    slug: str
    what: str
    key: UUID
    title: str
    standing: str


def begun_to_look_at(actor: Actor) -> list[LookAgain]:
    """What is still worked on, in coalitions where the actor may change it. At most four queries."""
    rows: list[tuple[str, Any]] = []
    for what, (table, verb, kind) in BEGIN_AT_FIGURES.items():
        where = coalitions_where(actor, verb, kind)
        if where:
            live = table.objects.filter(coalition__in=where, ended_on__isnull=True).exclude(seen={})
            rows += [(what, row) for row in live.select_related("coalition").order_by("made_at")]
    found = began_all(actor, {row.pk: row.seen for _what, row in rows})
    return [
        LookAgain(row.coalition.slug, what, row.pk, str(row), found[row.pk].standing)
        for what, row in rows
        if found[row.pk].standing in CHANGED
    ]
