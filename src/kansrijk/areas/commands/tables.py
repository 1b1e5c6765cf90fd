"""Tables into areas: names per code, regions of gemeenten, and what four-digit postcodes lie in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from kansrijk.areas.codes import is_code, normalise, own_code
from kansrijk.areas.commands.boundaries import without_shape
from kansrijk.areas.commands.copying import copy_rows
from kansrijk.areas.commands.guessing import guess
from kansrijk.areas.commands.postal import make_pc3
from kansrijk.areas.commands.reading_csv import Table, read_table
from kansrijk.areas.commands.registering import ids, register_unaudited
from kansrijk.areas.commands.results import AreaRecord, Counts, ImportResult
from kansrijk.areas.errors import BadFile
from kansrijk.areas.models import Area, Containment, PostcodeLink
from kansrijk.areas.names import is_formula, search_key


@dataclass(frozen=True)
class Grouping:
    """A region of gemeenten as tables name it. Without code columns the code is made from the name."""

    kind: str
    level: str
    codes: tuple[str, ...]
    names: tuple[str, ...]
    prefix: str
    share: tuple[str, ...] = ()


GROUPINGS = (
    Grouping("province", "province", ("provinciecodepv", "provinciecode", "pv_code"), ("provincienaam",), "PV"),
    Grouping("ggd_region", "ggd_region", ("ggdregiocode",), ("ggdregio", "ggdregionaam"), "GGD", ("aandeel",)),
    Grouping("veiligheidsregio", "region", ("veiligheidsregiocode",), ("veiligheidsregionaam",), "VR"),
    Grouping("youth_region", "region", ("jeugdregiocode",), ("jeugdregio", "jeugdregionaam"), "JR"),
    Grouping("vsv", "region", ("vsvcode",), ("vsv", "vsvnaam"), "VSV"),
    Grouping("insurer_region", "region", ("zorgkantoorcode",), ("zorgkantoor", "zorgkantoorregio"), "ZK"),
)
_GEMEENTE = ("gemeentecodegm", "gm_code", "statcode", "gemeentecode")
_GEMEENTE_NAME = ("gemeentenaam", "gm_naam", "statnaam")


def import_table(
    path: Path, edition: int, *, level: str | None, code_field: str | None, name_field: str | None, country: str
) -> ImportResult:
    """The work of `import_areas` for CSV; which of the three kinds it is, the header tells."""
    table = read_table(path)
    if (table.find("van_jaar") and table.find("van")) or table.find("gm1981", "gm2020"):
        raise BadFile("this file holds successions; import it with areas successions", file=path.name)
    postcode = table.find("pc4", "postcode", "postcode4")
    target = table.find("gemeente", "wijk", "buurt", "gm_code", "wk_code", "bu_code", "gemeentecode", "wijkcode")
    if postcode and target and level in {None, "pc4"}:
        return _postcodes(table, edition, postcode, target, country)
    groupings = _named(table) or [grouping for grouping in GROUPINGS if table.find(*grouping.names)]
    gemeente = code_field or table.find(*_GEMEENTE)
    if gemeente and groupings and level in {None, "gemeente"}:
        return _regions(table, edition, gemeente, groupings, country)
    return _names(table, edition, level, code_field, name_field, country)


def _named(table: Table) -> list[Grouping]:
    """The grouping that the file names itself, in a column `groepering` beside `regio` (and `regiocode`)."""
    column = table.find("groepering")
    if column is None:
        return []
    told = sorted({name.strip() for name in table.column(column)})
    key = search_key(told[0])
    if len(told) > 1 or not key:
        raise BadFile(
            f"a file holds one grouping, and this one names {', '.join(told)[:80]}", file=table.file, column=column
        )
    if table.find("regio", "regionaam") is None:
        raise BadFile("there is no column regio; needed are groepering, regio", file=table.file, row=1)
    prefix = "".join(word[0] for word in key.split())[:3].upper()
    return [Grouping(key.replace(" ", "_")[:20], "region", ("regiocode",), ("regio", "regionaam"), f"R{prefix}")]


def _names(
    table: Table, edition: int, level: str | None, code_field: str | None, name_field: str | None, country: str
) -> ImportResult:
    first = dict(zip(table.header, table.rows[0], strict=True))
    guessed = guess(table.header, first, file=table.file, level=level, code_field=code_field, name_field=name_field)
    if guessed.code_field is None:
        raise BadFile("say with --code which column holds the area code", file=table.file, row=1)
    if guessed.name_field is None:
        raise BadFile("say with --name which column holds the name", file=table.file, row=1)
    codes = _codes(table, guessed.code_field, guessed.level, unique=True)
    names = table.column(guessed.name_field)
    records = [AreaRecord(code, name, guessed.level, country=country) for code, name in zip(codes, names, strict=True)]
    counts = register_unaudited(edition, records, first_row=2)
    _require_whole(counts, records, table, guessed.code_field, guessed.name_field)
    if guessed.level == "pc4":
        make_pc3(edition, country)
    return ImportResult(edition, guessed.level, counts, without_shape(edition, guessed.level, country))


def _require_whole(
    counts: Counts, records: Sequence[AreaRecord], table: Table, code_column: str, name_column: str
) -> None:
    """Raises BadFile at the first row with a formula for a name, or that the register refuses: a table comes in whole
    or not at all."""
    for row, record in enumerate(records, start=2):
        if is_formula(record.name):
            problem = f"the name of {record.code} is a formula, not a name"
            raise BadFile(problem, file=table.file, row=row, column=name_column)
    if counts.errors:
        first = counts.errors[0]
        column = name_column if first.field == "name" else code_column
        raise BadFile(first.message, file=table.file, row=first.row, column=column)


def _codes(table: Table, column: str, level: str, *, unique: bool) -> list[str]:
    """A column as codes of a level. Raises BadFile with the row of the first that is not one, or stands there twice."""
    seen: dict[str, int] = {}
    codes = []
    for row, raw in enumerate(table.column(column), start=2):
        code = normalise(raw, level)
        if not is_code(code, level):
            raise BadFile(f"{raw[:30]!r} is not a code of level {level}", file=table.file, row=row, column=column)
        if unique and code in seen:
            raise BadFile(
                f"{code} stands in the file twice, first in row {seen[code]}", file=table.file, row=row, column=column
            )
        seen[code] = row
        codes.append(code)
    return codes


def _regions(table: Table, edition: int, gemeente: str, groupings: Sequence[Grouping], country: str) -> ImportResult:
    """Gemeenten with the regions they belong to: the province becomes the parent, the rest containments."""
    codes = _codes(table, gemeente, "gemeente", unique=True)
    _require_country(table, edition, gemeente, codes, country)
    name_column = table.find(*_GEMEENTE_NAME)
    if name_column is None:
        raise BadFile("say with --name which column holds the name of the gemeente", file=table.file, row=1)
    wholes: dict[str, list[str]] = {}
    for grouping in groupings:
        wholes[grouping.kind] = _register_wholes(table, edition, grouping, country)
    provinces = wholes.get("province", [None] * len(codes))
    records = [
        AreaRecord(code, name, "gemeente", parent_code=province, country=country)
        for code, name, province in zip(codes, table.column(name_column), provinces, strict=True)
    ]
    counts = register_unaudited(edition, records, first_row=2)
    _require_whole(counts, records, table, gemeente, name_column)
    for grouping in groupings:
        if grouping.kind != "province":
            _contain(table, edition, codes, wholes[grouping.kind], grouping)
    held = tuple((one.level, tuple(sorted(set(table.column(table.find(*one.names) or ""))))) for one in groupings)
    return ImportResult(edition, "gemeente", counts, without_shape(edition, "gemeente", country), regions=held)


def _require_country(table: Table, edition: int, column: str, codes: Sequence[str], country: str) -> None:
    """Raises BadFile at the first gemeente of the fictional country: it never lies in a region of a real one."""
    strangers = Area.objects.filter(edition=edition, code__in=codes).exclude(country=country)
    stranger = next(iter(strangers.order_by("code").values_list("code", flat=True)[:1]), None)
    if stranger is not None:
        problem = f"{stranger} lies in another country than this file is about"
        raise BadFile(problem, file=table.file, row=codes.index(stranger) + 2, column=column)


def _register_wholes(table: Table, edition: int, grouping: Grouping, country: str) -> list[str]:
    """Registers the regions of one column; returns the code of the region per row."""
    name_column = table.find(*grouping.names)
    code_column = table.find(*grouping.codes)
    assert name_column is not None
    names = table.column(name_column)
    if code_column:
        level = grouping.level
        codes = _codes(table, code_column, level, unique=False)
    else:
        codes = [own_code(search_key(name)).replace("GGD-", f"{grouping.prefix}-") for name in names]
    by_code: dict[str, str] = {}
    for row, (code, name) in enumerate(zip(codes, names, strict=True), start=2):
        if by_code.setdefault(code, name) != name:
            raise BadFile(f"{code} has two names: {by_code[code]} and {name}", file=table.file, row=row)
        if is_formula(name):
            raise BadFile(f"the name of {code} is a formula, not a name", file=table.file, row=row, column=name_column)
    records = [AreaRecord(code, name, grouping.level, country=country) for code, name in by_code.items()]
    counts = register_unaudited(edition, records)
    if counts.errors:
        raise BadFile(counts.errors[0].message, file=table.file, column=code_column or name_column)
    return codes


def _contain(table: Table, edition: int, parts: Sequence[str], wholes: Sequence[str], grouping: Grouping) -> None:
    """Puts each gemeente in its region of this kind, in place of the region it was in before."""
    share_column = table.find(*grouping.share) if grouping.share else None
    shares = [_share(table, row, share_column) for row in range(len(parts))]
    keys: Mapping[str, UUID] = ids(edition, [*parts, *set(wholes)])
    part_keys = [keys[part] for part in parts if part in keys]
    Containment.objects.filter(part__in=part_keys, kind=grouping.kind).delete()
    rows = (
        [keys[part], keys[whole], grouping.kind, share]
        for part, whole, share in zip(parts, wholes, shares, strict=True)
        if part in keys
    )
    copy_rows(Containment, ("part_id", "whole_id", "kind", "share"), rows)


def _share(table: Table, row: int, column: str | None) -> float:
    if column is None:
        return 1.0
    text = table.rows[row][table.header.index(column)].replace(",", ".")
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 < share <= 1:
        raise BadFile(f"{text[:20]!r} is not a share between 0 and 1", file=table.file, row=row + 2, column=column)
    return share


def _postcodes(table: Table, edition: int, postcode: str, target: str, country: str) -> ImportResult:
    """Addresses per postcode and area; the links of these areas' level and edition are replaced by the file's.

    A file with `van_jaar,naar_jaar` holds the postcodes of several years in the areas of one: those of the newest year
    up to the edition count, and the rows of earlier years are reported as unchanged.
    """
    level = next(
        level for level, start in (("gemeente", "g"), ("wijk", "w"), ("buurt", "b")) if target.lower().startswith(start)
    )
    weight = table.find("gewicht", "adressen", "aantal")
    postcodes = _codes(table, postcode, "pc4", unique=False)
    codes = _codes(table, target, level, unique=False)
    addresses = [_addresses(table, row, weight) for row in range(len(codes))]
    fresh: dict[tuple[str, str], int] = {}
    current = _current(table, edition)
    for row, (four, code, count) in enumerate(zip(postcodes, codes, addresses, strict=True), start=2):
        if not current[row - 2]:
            continue
        if (four, code) in fresh:
            raise BadFile(f"{four} and {code} stand in the file twice", file=table.file, row=row, column=postcode)
        fresh[four, code] = count
    register_unaudited(
        edition, [AreaRecord(four, four, "pc4", country=country) for four in dict.fromkeys(four for four, _ in fresh)]
    )
    # The links of this country only: the fictional region may have the same edition.
    foreign = Area.objects.filter(edition=edition, level=level).exclude(country=country).values("code")
    standing_links = PostcodeLink.objects.filter(edition=edition, level=level).exclude(code__in=foreign)
    standing = {(four, code): n for four, code, n in standing_links.values_list("postcode", "code", "addresses")}
    make_pc3(edition, country)
    unchanged = sum(standing.get(key) == count for key, count in fresh.items())
    if standing != fresh:
        standing_links.delete()
        rows = ([four, level, code, edition, count] for (four, code), count in fresh.items())
        copy_rows(PostcodeLink, ("postcode", "level", "code", "edition", "addresses"), rows)
    stored = len(fresh) - unchanged
    counts = Counts(len(table.rows), stored, len(table.rows) - stored, 0)
    return ImportResult(edition, "pc4", counts, without_shape(edition, "pc4", country))


def _current(table: Table, edition: int) -> list[bool]:
    """Which rows are of the newest year of postcodes up to the edition, in the areas of the edition."""
    old, new = table.find("van_jaar"), table.find("naar_jaar")
    if old is None or new is None:
        return [True] * len(table.rows)
    years = list(zip(table.column(old), table.column(new), strict=True))
    usable = [year for year, of_area in years if of_area == str(edition) and year <= of_area]
    if not usable:
        raise BadFile(f"no row is about the areas of {edition}", file=table.file, column=new)
    newest = max(usable)
    return [year == newest and of_area == str(edition) for year, of_area in years]


def _addresses(table: Table, row: int, column: str | None) -> int:
    if column is None:
        return 1
    text = table.rows[row][table.header.index(column)]
    if not text.isdecimal() or int(text) > 2_000_000_000:
        raise BadFile(f"{text[:20]!r} is not a number of addresses", file=table.file, row=row + 2, column=column)
    return int(text)
