"""Areas into the register of one edition, in bulk; imports of boundaries, tables and figures all end here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from kansrijk.areas.codes import LEVELS, is_code, parent_code
from kansrijk.areas.commands.copying import copy_rows
from kansrijk.areas.commands.results import AreaRecord, Counts, NameKept, Rejected
from kansrijk.areas.models import Area
from kansrijk.areas.names import is_same_name, search_key, sort_key
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may

EDITIONS = range(1800, 2200)
_COLUMNS = ("code", "edition", "level", "name", "sort_key", "search_key", "country", "is_fictional", "parent_id")

# Joined by key alone; nested loops are off because a freshly filled table has no statistics to plan by.
_LINK = """
update areas_area child set parent_id = told.parent
from unnest(%s::uuid[], %s::uuid[]) as told(id, parent) where child.id = told.id
"""


@dataclass(frozen=True)
class _Known:
    """An area of this edition as it stands in the register."""

    id: UUID
    level: str
    name: str
    country: str
    parent: UUID | None


@transaction.atomic
def register(*, by: Actor, edition: int, areas: Sequence[AreaRecord]) -> Counts:
    """Stores areas that this edition does not have yet, without shapes.

    A code that is there already is left as it is, and reported in `names_kept` when its name differs. A code without
    the form of its level, of another level, without a name, or a second time in `areas` is rejected.
    """
    require_may(by, "import", "area")
    counts = register_unaudited(edition, areas)
    audit.record(
        by=by,
        event="areas registered",
        action="C",
        kind="area",
        reference=str(edition),
        data_class="D0",
        detail=counts.as_json(),
    )
    return counts


def register_unaudited(edition: int, areas: Sequence[AreaRecord], first_row: int = 1) -> Counts:
    """The work of `register`, for commands that check and record themselves."""
    if edition not in EDITIONS:
        raise ValueError(f"an edition is a year, not {edition}")
    known = _known(edition)
    fresh: dict[str, AreaRecord] = {}
    errors: list[Rejected] = []
    kept: list[NameKept] = []
    for row, record in enumerate(areas, start=first_row):
        problem = _problem(record, known, fresh)
        if problem:
            errors.append(Rejected(row, problem[0], problem[1]))
        elif record.code not in known:
            fresh[record.code] = record
        elif not is_same_name(known[record.code].name, record.name):
            kept.append(NameKept(record.code, known[record.code].name, record.name))
    _store(edition, fresh, known)
    _link(known, {record.code: record.parent_code for record in areas if record.parent_code})
    unchanged = len(areas) - len(fresh) - len(errors)
    return Counts(len(areas), len(fresh), unchanged, len(errors), tuple(errors), tuple(kept))


def ids(edition: int, codes: Sequence[str]) -> dict[str, UUID]:
    """The keys of areas of an edition by code."""
    return dict(Area.objects.filter(edition=edition, code__in=codes).values_list("code", "id"))


def _problem(
    record: AreaRecord, known: Mapping[str, _Known], fresh: Mapping[str, AreaRecord]
) -> tuple[str, str] | None:
    if record.level not in LEVELS or record.level == "working_area":
        return "level", f"{record.level} is not a level that can be imported"
    if not is_code(record.code, record.level):
        return "code", f"{record.code[:20]!r} is not a code of level {record.level}"
    name = record.name.strip()
    if not name or len(name) > 200 or not name.isprintable():
        return "name", f"the name of {record.code} is empty, too long or not printable"
    if record.code in fresh:
        return "code", f"{record.code} stands here twice"
    if record.code in known and known[record.code].level != record.level:
        return "level", f"{record.code} is a {known[record.code].level} in this edition, not a {record.level}"
    return None


def _known(edition: int, level: str | None = None) -> dict[str, _Known]:
    rows = Area.objects.filter(edition=edition)
    if level is not None:
        rows = rows.filter(level=level)
    return {
        code: _Known(key, found, name, country, parent)
        for code, key, found, name, country, parent in rows.values_list(
            "code", "id", "level", "name", "country", "parent_id"
        ).iterator()
    }


def _store(edition: int, fresh: Mapping[str, AreaRecord], known: dict[str, _Known]) -> None:
    """Writes new areas from the country down, so that each finds its parent there; adds them to `known`."""
    levels = [level for level in LEVELS if any(record.level == level for record in fresh.values())]
    for level in levels:
        records = [record for record in fresh.values() if record.level == level]
        copy_rows(Area, _COLUMNS, (_row(edition, record, known) for record in records))
        known.update(_known(edition, level))


def _row(edition: int, record: AreaRecord, known: Mapping[str, _Known]) -> tuple[object, ...]:
    name = record.name.strip()
    fictional = record.is_fictional or record.country != "NL"
    parent = _parent(record.code, record.level, record.country, record.parent_code, known)
    keys = (sort_key(name), search_key(name))
    return record.code, edition, record.level, name, *keys, record.country, fictional, parent


def _parent(code: str, level: str, country: str, told: str | None, known: Mapping[str, _Known]) -> UUID | None:
    """The key of the parent: the one told, or the one that the code carries, when it is there and of that country.

    A gemeente whose province is not known lies in its country.
    """
    derived = f"{country}00" if level in {"province", "gemeente"} else parent_code(code)
    for candidate in (told, derived):
        above = known.get(candidate) if candidate else None
        if above is not None and above.country == country and candidate != code:
            return above.id
    return None


def _link(known: Mapping[str, _Known], told: Mapping[str, str | None]) -> None:
    """Gives areas that were there already the parent that has come since, or that this source tells."""
    links = {}
    for code, area in known.items():
        if area.level == "working_area" or (area.parent is not None and code not in told):
            continue
        parent = _parent(code, area.level, area.country, told.get(code), known)
        if parent is not None and parent != area.parent:
            links[area.id] = parent
    if links:
        with connection.cursor() as cursor:
            cursor.execute("set local enable_nestloop = off")
            cursor.execute(_LINK, [list(links.keys()), list(links.values())])
            cursor.execute("set local enable_nestloop = on")
