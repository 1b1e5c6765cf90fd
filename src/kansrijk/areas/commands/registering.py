"""Areas into the register of one edition, in bulk; imports of boundaries, tables and figures all end here."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection, transaction

from kansrijk.areas.codes import LEVELS, is_code
from kansrijk.areas.commands.copying import copy_rows
from kansrijk.areas.commands.results import AreaRecord, Counts, NameKept, Rejected
from kansrijk.areas.models import Area
from kansrijk.areas.names import is_same_name, search_key, sort_key
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may

EDITIONS = range(1800, 2200)
_COLUMNS = ("code", "edition", "level", "name", "sort_key", "search_key", "country", "is_fictional")

# A buurt carries the code of its wijk, a wijk that of its gemeente; a gemeente's province comes from another file.
_LINK_BY_CODE = """
update areas_area child set parent_id = parent.id from areas_area parent
where child.edition = %s and parent.edition = child.edition and child.parent_id is null
  and parent.country = child.country
  and parent.code = case child.level when 'buurt' then 'WK' || substr(child.code, 3, 6)
    when 'wijk' then 'GM' || substr(child.code, 3, 4)
    when 'province' then child.country || '00' when 'gemeente' then child.country || '00' end
"""
_LINK_AS_TOLD = """
update areas_area child set parent_id = parent.id
from unnest(%s::text[], %s::text[]) as told(code, parent_code), areas_area parent
where child.edition = %s and child.code = told.code and parent.edition = child.edition
  and parent.code = told.parent_code and parent.country = child.country
  and child.parent_id is distinct from parent.id
"""


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
    known: dict[str, tuple[str, str]] = {
        code: (level, name)
        for code, level, name in Area.objects.filter(edition=edition).values_list("code", "level", "name")
    }
    fresh: dict[str, AreaRecord] = {}
    errors: list[Rejected] = []
    kept: list[NameKept] = []
    for row, record in enumerate(areas, start=first_row):
        problem = _problem(record, known, fresh)
        if problem:
            errors.append(Rejected(row, problem[0], problem[1]))
        elif record.code not in known:
            fresh[record.code] = record
        elif not is_same_name(known[record.code][1], record.name):
            kept.append(NameKept(record.code, known[record.code][1], record.name))
    copy_rows(Area, _COLUMNS, ([*_row(edition, record)] for record in fresh.values()))
    _link(edition, {record.code: record.parent_code for record in areas if record.parent_code})
    unchanged = len(areas) - len(fresh) - len(errors)
    return Counts(len(areas), len(fresh), unchanged, len(errors), tuple(errors), tuple(kept))


def ids(edition: int, codes: Sequence[str]) -> dict[str, UUID]:
    """The keys of areas of an edition by code."""
    return dict(Area.objects.filter(edition=edition, code__in=codes).values_list("code", "id"))


def _problem(
    record: AreaRecord, known: Mapping[str, tuple[str, str]], fresh: Mapping[str, AreaRecord]
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
    if record.code in known and known[record.code][0] != record.level:
        return "level", f"{record.code} is a {known[record.code][0]} in this edition, not a {record.level}"
    return None


def _row(edition: int, record: AreaRecord) -> tuple[object, ...]:
    name = record.name.strip()
    fictional = record.is_fictional or record.country != "NL"
    return record.code, edition, record.level, name, sort_key(name), search_key(name), record.country, fictional


def _link(edition: int, told: Mapping[str, str | None]) -> None:
    with connection.cursor() as cursor:
        if told:
            cursor.execute(_LINK_AS_TOLD, [list(told.keys()), list(told.values()), edition])
        cursor.execute(_LINK_BY_CODE, [edition])
