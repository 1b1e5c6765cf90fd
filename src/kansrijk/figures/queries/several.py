"""Several indicators over one level as one table: what municipalities are compared by."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from kansrijk.areas.models import Area
from kansrijk.figures import catalogue
from kansrijk.figures.models import Release, Row
from kansrijk.figures.queries.area import _cells, _newest, _nothing, _period_key, _rows
from kansrijk.figures.queries.types import Compared, Figure
from kansrijk.figures.queries.visible import visible, weight
from kansrijk.trust.actors import Actor


@dataclass(frozen=True)
class Table:
    """Values per indicator in the order of `codes`; None where there is none."""

    codes: tuple[str, ...]
    columns: dict[str, tuple[float | None, ...]]


_kept: dict[tuple[object, ...], Table] = {}


def table(actor: Actor, indicators: Sequence[str], level: str, *, edition: int) -> Table | None:
    """The indicators of the heaviest release that has most of them; kept per release, which never changes.

    Two queries the first time, one after that.
    """
    held = Release.objects.filter(visible(actor) & Q(levels__contains=[level], edition=edition)).only(
        "columns", "status", "delivery", "created_at", "coalition", "periods"
    )
    ranked = [(sum(name in release.columns for name in indicators), weight(release), release) for release in held]
    best = max((one for one in ranked if one[0]), key=lambda one: one[:2], default=None)
    if best is None:
        return None
    release = best[2]
    key = (release.pk, level, tuple(indicators))
    if key not in _kept:
        places = {name: release.columns.index(name) for name in indicators if name in release.columns}
        rows = list(
            Row.objects.filter(release=release, level=level).order_by("area_code").values_list("area_code", "value")
        )
        _kept[key] = Table(
            tuple(code for code, _ in rows),
            {name: tuple(values[at] for _, values in rows) for name, at in places.items()},
        )
    return _kept[key]


@dataclass(frozen=True)
class Overview:
    """An area beside others: its newest figures compared, all its periods, and every cell of the others."""

    compared: tuple[Compared, ...]
    history: dict[str, list[Figure]]
    others: tuple[Figure, ...]


def overview(actor: Actor, area_code: str, edition: int, country: str, others: Collection[str] = ()) -> Overview:
    """Everything that the page of an area needs of its own edition. One query, whatever the number of indicators."""
    cells = list(_cells(_rows(actor, {area_code, country, *others}, edition), None))
    history: dict[str, list[Figure]] = {}
    for figure in sorted((one for one in cells if one.area_code == area_code), key=_period_key):
        history.setdefault(figure.indicator.id, []).append(figure)
    newest = _newest(figure for figures in history.values() for figure in figures)
    beside = {
        (one.indicator.id, one.period, one.definition_version): one
        for one in cells
        if one.area_code == country and country != area_code
    }
    compared = []
    for indicator in catalogue.indicators().values():
        own = newest.get(indicator.id) or _nothing(indicator, area_code, edition)
        there = beside.get((indicator.id, own.period, own.definition_version))
        compared.append(Compared(own, None, there))
    return Overview(tuple(compared), history, tuple(one for one in cells if one.area_code in others))


def older_editions(actor: Actor, code: str, edition: int, name: str) -> list[int]:
    """Other editions, nearest first, in which this code *and* name have figures: codes are used again elsewhere."""
    rows = Row.objects.filter(visible(actor, "release__"), area_code=code).exclude(edition=edition)
    same = Area.objects.filter(code=code, name=name).values("edition")
    found = rows.filter(edition__in=same).values_list("edition", flat=True).distinct()
    return sorted(found, key=lambda other: abs(other - edition))
