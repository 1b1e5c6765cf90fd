"""Which areas an edition has, and adding those that a national table brings along."""

import re
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import F

from kansrijk.areas.commands import AreaRecord, register
from kansrijk.areas.models import Area
from kansrijk.core.faults import BadInput
from kansrijk.figures.descriptions import Layout
from kansrijk.figures.interpreting import AreaGiven, Delivery, Fault, KnownAreas
from kansrijk.figures.interpreting.layouts import find
from kansrijk.figures.interpreting.places import end_year, period_of
from kansrijk.figures.readers import Table
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import may

# With this many gemeenten an edition is whole: an unknown one is a code of another year, not news.
_WHOLE = 300


def known_areas(edition: int, *, with_names: bool) -> KnownAreas:
    """The areas of an edition, working areas apart. One query."""
    rows = Area.objects.filter(edition=edition, coalition__isnull=True)
    levels: dict[str, str] = {}
    names: dict[str, list[str]] = defaultdict(list)
    for code, level, name in rows.values_list("code", "level", "search_key"):
        levels[code] = level
        if with_names:
            names[name].append(code)
    # A name that is a gemeente's and a wijk's means the gemeente.
    chosen = {
        name: tuple([code for code in codes if levels[code] == "gemeente"] or codes) for name, codes in names.items()
    }
    return KnownAreas(edition, levels, chosen)


def known_before(layout: Layout, table: Table, whole: str | None) -> KnownAreas:
    """The areas as they were before the import, in the edition that the layout, the codes or the period tell."""
    edition = layout.edition or (0 if layout.long else _edition_of_period(layout, table, whole))
    if not edition:
        edition = _own_edition(layout, table)
    return known_areas(edition, with_names=layout.long is not None and not layout.area_names)


def _edition_of_period(layout: Layout, table: Table, whole: str | None) -> int:
    if whole is not None:
        return end_year(whole)
    return max(_years(layout, table), default=0)


def _years(layout: Layout, table: Table) -> list[int]:
    index = find(table, layout.period.column) if layout.period.column else None
    if index is None:
        return []
    texts = {row[index] for row in table.rows}
    return [end_year(period) for period in map(period_of, texts) if period]


def _own_edition(layout: Layout, table: Table) -> int:
    """For a coalition's own file: `code@edition` where it says so, else the newest edition up to its last year."""
    index = find(table, layout.area)
    said = (
        {row[index].partition("@")[2].strip() for row in table.rows if "@" in row[index]}
        if index is not None
        else set()
    )
    if len(said) > 1:
        raise BadInput(f"areas of several editions in one file: {', '.join(sorted(said))}", file=table.file)
    if said and re.fullmatch(r"[0-9]{4}", next(iter(said))):
        return int(next(iter(said)))
    known = sorted(Area.objects.values_list("edition", flat=True).distinct())
    year = max(_years(layout, table), default=9999)
    fitting = [edition for edition in known if edition <= year] or known[:1]
    if not fitting:
        raise BadInput("no areas are known yet; import the boundaries or the national table first", file=table.file)
    return fitting[-1]


def register_areas(by: Actor, delivery: Delivery, known: KnownAreas) -> tuple[KnownAreas, list[Fault]]:
    """Adds the areas that the delivery brings, where its source may and the actor may. Returns who is known now."""
    fresh = [area for area in delivery.areas if area.code not in known.levels]
    if not fresh and not delivery.areas:
        return known, []
    if may(by, "import", "area") != "allow":
        return known, []
    gemeenten = {code for code, level in known.levels.items() if level == "gemeente"}
    is_whole = len(gemeenten) >= _WHOLE
    if not is_whole:
        gemeenten |= {area.code for area in fresh if area.level == "gemeente"}
    wanted = [area for area in fresh if _may_be_new(area, gemeenten, is_whole)]
    same = [area for area in delivery.areas if area.code in known.levels]
    names = _names_elsewhere([area.code for area in delivery.areas if area.name == area.code])
    records = [_record(area, names.get(area.code)) for area in [*wanted, *same]]
    counts = register(by=by, edition=delivery.edition, areas=records)
    faults = [Fault(None, delivery.layout.area, error.field, error.message) for error in counts.errors]
    if len(counts.names_kept) > max(5, len(delivery.areas) // 50):
        kept = counts.names_kept[0]
        message = (
            f"{len(counts.names_kept)} names differ from those of the edition of {delivery.edition}, such as "
            f"{kept.code}: codes of another edition?"
        )
        faults.append(Fault(None, delivery.layout.name, kept.code, message))
    levels = {**known.levels, **{area.code: area.level for area in wanted}}
    return KnownAreas(known.edition, levels, known.names), faults


def _may_be_new(area: AreaGiven, gemeenten: set[str], is_whole: bool) -> bool:
    if area.level == "gemeente":
        return not is_whole
    if area.level in {"wijk", "buurt"}:
        return f"GM{area.code[2:6]}" in gemeenten
    return True


def _record(area: AreaGiven, name: str | None) -> AreaRecord:
    return AreaRecord(code=area.code, name=name or area.name, level=area.level, parent_code=area.parent)


def _names_elsewhere(codes: Sequence[str]) -> dict[str, str]:
    """The newest name of gemeenten that a delivery gives without one: abolished since, their codes never used again."""
    if not codes:
        return {}
    rows = Area.objects.filter(code__in=list(codes), level="gemeente", coalition__isnull=True).exclude(name=F("code"))
    return dict(rows.order_by("edition").values_list("code", "name"))


def elsewhere(codes: Sequence[str]) -> dict[str, list[int]]:
    """In which editions codes do occur, oldest first; only the first thousand are looked up."""
    found: dict[str, list[int]] = defaultdict(list)
    if codes:
        rows = Area.objects.filter(code__in=list(codes)[:1000]).order_by("edition")
        for code, edition in rows.values_list("code", "edition"):
            found[code].append(edition)
    return found
