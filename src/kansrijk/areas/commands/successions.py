"""`kansrijk areas successions`: what became of which area, from a list of transfers or one column per year."""

import csv
import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.db import transaction

from kansrijk.areas.codes import is_code, level_of, normalise
from kansrijk.areas.commands.copying import copy_rows
from kansrijk.areas.commands.reading_csv import Table, read_table
from kansrijk.areas.commands.results import Counts, SuccessionResult
from kansrijk.areas.errors import BadFile
from kansrijk.areas.models import Area, Succession
from kansrijk.areas.rules import Transfer, classify
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may

_COLUMNS = (
    "from_edition", "to_edition", "basis", "level", "from_code", "to_code", "weight", "kind", "valid_on",
)  # fmt: skip
WHOLE = "whole"  # no addresses counted: whole areas only


@dataclass(frozen=True)
class _Group:
    """What is weighed together: one pair of editions, one basis, one level."""

    from_edition: int
    to_edition: int
    basis: str
    level: str


@transaction.atomic
def import_successions(*, by: Actor, file: Path | str) -> SuccessionResult:
    """Stores transfers; those of a pair of editions, basis and level replace what stood there.

    Columns `van_jaar,naar_jaar,van,naar,gewicht` with `basis` and `datum` where given, or one column of gemeente codes
    per year (`GM1981,GM1982,…`), which knows whole gemeenten only and gets the basis `whole`.
    """
    require_may(by, "import", "area")
    table = read_table(Path(file))
    years = _years(table)
    groups, dates = _wide(table, years) if years else _long(table)
    standing = _standing(groups)
    kinds: Counter[str] = Counter()
    unchanged = read = 0
    for group, transfers in groups.items():
        found = classify(transfers, _moved_province(group, transfers))
        rows = [
            (
                t.from_code,
                t.to_code,
                t.weight,
                kind,
                dates.get((group, t.from_code, t.to_code)) or _known_date(group, t),
            )
            for t, kind in zip(transfers, found, strict=True)
        ]
        kinds.update(found)
        read += len(rows)
        before = standing.get(group, set())
        unchanged += len(before.intersection(rows))
        if before != set(rows):
            Succession.objects.filter(**group.__dict__).delete()
            copy_rows(
                Succession,
                _COLUMNS,
                ((group.from_edition, group.to_edition, group.basis, group.level, *r) for r in rows),
            )
    result = SuccessionResult(Counts(read, read - unchanged, unchanged, 0), dict(kinds))
    audit.record(
        by=by,
        event="successions imported",
        action="C",
        kind="area",
        reference=table.file,
        data_class="D0",
        detail=result.as_json(),
    )
    return result


def _years(table: Table) -> list[tuple[int, str]]:
    """(year, column) of a table with one column of codes per year; empty for another table."""
    found = [(int(c[2:]), c) for c in table.header if len(c) == 6 and c[:2].upper() == "GM" and c[2:].isdigit()]
    return sorted(found) if len(found) == len(table.header) and len(found) > 1 else []


def _wide(table: Table, years: Sequence[tuple[int, str]]) -> tuple[dict[_Group, list[Transfer]], dict[object, date]]:
    """Changes between each two years that follow one another; years without a change give none."""
    columns = {}
    for year, column in years:
        codes = [normalise(raw, "gemeente") if raw else "" for raw in table.column(column)]
        for row, code in enumerate(codes, start=2):
            if code and not is_code(code, "gemeente"):
                raise BadFile(f"{code[:20]!r} is not the code of a gemeente", file=table.file, row=row, column=column)
        columns[year] = codes
    groups: dict[_Group, list[Transfer]] = {}
    pairs = [(first[0], second[0]) for first, second in itertools.pairwise(years)]
    for old, new in pairs:
        steps = dict.fromkeys((a, b) for a, b in zip(columns[old], columns[new], strict=True) if a and b)
        targets = {b for a, b in steps if a != b}
        moved = [Transfer(a, b, 1.0) for a, b in steps if a != b or b in targets]
        if moved:
            groups[_Group(old, new, WHOLE, "gemeente")] = moved
    return groups, {}


def _long(table: Table) -> tuple[dict[_Group, list[Transfer]], dict[object, date]]:
    names = ("van_jaar", "naar_jaar", "van", "naar", "gewicht")
    found = [table.find(name) for name in names]
    if None in found:
        wanted = next(name for name, column in zip(names, found, strict=True) if column is None)
        raise BadFile(f"there is no column {wanted}; needed are {', '.join(names)}", file=table.file, row=1)
    columns = [table.column(column) for column in found if column is not None]
    basis_column, date_column = table.find("basis"), table.find("datum", "ingangsdatum")
    blank = [""] * len(table.rows)
    bases = table.column(basis_column) if basis_column else blank
    days = table.column(date_column) if date_column else blank
    groups: dict[_Group, list[Transfer]] = defaultdict(list)
    dates: dict[object, date] = {}
    seen: set[tuple[_Group, str, str]] = set()
    for row, (*cells, basis, day) in enumerate(zip(*columns, bases, days, strict=True), start=2):
        group, transfer = _transfer(cells, basis or "adressen", table.file, row)
        key = (group, transfer.from_code, transfer.to_code)
        if key in seen:
            raise BadFile(f"{cells[2]} to {cells[3]} stands in the file twice", file=table.file, row=row, column="van")
        seen.add(key)
        groups[group].append(transfer)
        if day:
            dates[key] = _day(day, table.file, row)
    return groups, dates


def _transfer(cells: Sequence[str], basis: str, file: str, row: int) -> tuple[_Group, Transfer]:
    from_year, to_year, old, new, weight = cells
    for column, year in (("van_jaar", from_year), ("naar_jaar", to_year)):
        if not (year.isdecimal() and len(year) == 4):
            raise BadFile(f"{year[:20]!r} is not a year", file=file, row=row, column=column)
    if int(to_year) <= int(from_year):
        raise BadFile(f"{to_year} does not come after {from_year}", file=file, row=row, column="naar_jaar")
    level = level_of(old)
    for column, code in (("van", old), ("naar", new)):
        if level is None or level_of(code) != level:
            raise BadFile(f"{code[:20]!r} is not an area code of one level", file=file, row=row, column=column)
    try:
        addresses = float(weight.replace(",", "."))
    except ValueError:
        addresses = -1.0
    if not 0 < addresses < 1e9:
        raise BadFile(f"{weight[:20]!r} is not a weight above 0", file=file, row=row, column="gewicht")
    if not basis.isidentifier() or len(basis) > 20:
        raise BadFile(f"{basis[:20]!r} is not the name of a basis", file=file, row=row, column="basis")
    assert level is not None
    return _Group(int(from_year), int(to_year), basis, level), Transfer(old, new, addresses)


def _day(text: str, file: str, row: int) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadFile(f"{text[:20]!r} is not a date such as 2022-03-24", file=file, row=row, column="datum") from error


@cache
def _dates() -> dict[tuple[str, str, int], date]:
    text = files("kansrijk.areas").joinpath("data/succession_dates.csv").read_text("utf-8")
    return {
        (line["from_code"], line["to_code"], int(line["year"])): date.fromisoformat(line["valid_on"])
        for line in csv.DictReader(text.splitlines())
    }


def _known_date(group: _Group, transfer: Transfer) -> date | None:
    """The day of a change within a year, which edition years cannot tell (`data/succession_dates.csv`)."""
    for year in range(group.from_edition, group.to_edition):
        day = _dates().get((transfer.from_code, transfer.to_code, year))
        if day:
            return day
    return None


def _standing(groups: Mapping[_Group, object]) -> dict[_Group, set[tuple[object, ...]]]:
    standing: dict[_Group, set[tuple[object, ...]]] = defaultdict(set)
    levels = {group.level for group in groups}
    rows = Succession.objects.filter(level__in=levels).values_list(
        "from_edition", "to_edition", "basis", "level", "from_code", "to_code", "weight", "kind", "valid_on"
    )
    for row in rows.iterator():
        group = _Group(*row[:4])
        if group in groups:
            standing[group].add(tuple(row[4:]))
    return standing


def _moved_province(group: _Group, transfers: Sequence[Transfer]) -> dict[tuple[str, str], bool]:
    """Which transfers of gemeenten go to another province, as far as both editions' provinces are known here."""
    if group.level != "gemeente":
        return {}
    known = {
        (edition, code): province
        for edition, code, province in Area.objects.filter(
            edition__in=[group.from_edition, group.to_edition], level="gemeente", parent__level="province"
        ).values_list("edition", "code", "parent__code")
    }
    moved = {}
    for transfer in transfers:
        old = known.get((group.from_edition, transfer.from_code))
        new = known.get((group.to_edition, transfer.to_code))
        moved[transfer.from_code, transfer.to_code] = bool(old and new and old != new)
    return moved
