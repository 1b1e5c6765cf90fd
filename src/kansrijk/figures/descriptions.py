"""Sources as data: what a delivery looks like, how it is recognised, and what each of its columns means.

`data/sources/<code>.yaml` holds one source with its layouts. A layout is told by its header; a title is compared by its
stem: case, spaces, punctuation, CBS's `k_` and the key suffix that drifts between years (`_28`, `_29`) do not count.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from kansrijk.areas.codes import LEVELS
from kansrijk.figures.catalogue import Text
from kansrijk.figures.rules import DELIVERIES, POLICIES, STATUS_NAMES

FORMATS = ("csv", "xlsx", "sav", "odata-v3", "odata-v4")
SET_ASIDE = ("repeated_key",)  # the one kind of row that a layout may leave out without stopping the import
_SUFFIX = re.compile(r"_\d{1,3}$")
_NOISE = re.compile(r"[^0-9a-z]+")


class BadDescription(ValueError):
    """A source description contradicts itself; says which file."""


def stem(title: str) -> str:
    """The part of a title that stays the same: `  HuishoudensTotaal_28` and `Huishoudens totaal` are one."""
    text = title.strip()
    if text != text.lower():  # a key of CBS, such as HuishoudensTotaal_28; short names (p_hh_110) keep their number
        text = _SUFFIX.sub("", text)
    return _NOISE.sub("", text.lower().removeprefix("k_"))


@dataclass(frozen=True)
class ColumnRule:
    """A column that becomes an indicator. `period` replaces the period of the row."""

    title: str
    indicator: str
    period: str = ""
    optional: bool = False
    also: tuple[str, ...] = ()
    denominator: str = ""

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(stem(title) for title in (self.title, *self.also))


@dataclass(frozen=True)
class PeriodRule:
    """Where the period stands: a column, a pattern over the file's name, or what holds when nothing is said."""

    column: str = ""
    in_file_name: str = ""
    tables: dict[str, str] = field(default_factory=dict)
    default: str = ""


@dataclass(frozen=True)
class LongRule:
    """One cell per line: which column names the indicator, which hold value, limits, counts, status."""

    indicator: str
    value: str
    denominator: str = ""
    numerator: str = ""
    status: str = ""
    unit: str = ""
    organisations: str = ""
    lower: str = ""
    upper: str = ""
    names: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SummedFigure:
    """A figure that is the sum of some rows of an area: the indicator, the column to add up, and which rows."""

    indicator: str
    value: str
    rows: tuple[str, ...]


@dataclass(frozen=True)
class SumRule:
    """A file with a row per area and age: which column tells the rows apart, and the figures made of them."""

    by: str
    figures: tuple[SummedFigure, ...]


@dataclass(frozen=True)
class ChartRule:
    """What figures by a birthweight chart mean: the start of its name, their definition version, their indicators."""

    begins: str
    version: str
    names: dict[str, str]


@dataclass(frozen=True)
class BirthsRule:
    """A file of `kansrijk births summarise`: the population that becomes figures, and the names of its indicators.

    `unknown` names, per indicator of the file, the one that tells how many births were left out of it. Where it has
    a reference, `ratios` names per indicator of the file the standardised ratio to it, and `strata` the share of its
    births that are multiples.
    """

    population: str
    names: dict[str, str]
    charts: tuple[ChartRule, ...]
    unknown: dict[str, str]
    ratios: dict[str, str] = field(default_factory=dict)
    strata: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """One way a source delivers. `missing` maps a cell's text to a status; `edition` 0 follows the period.

    `one_level` is the level of every row, for files that write codes without their prefix and no level.
    `windows` says, per level, how many years a period may have; all periods of a level then have the same.
    `only_areas` is the form of the codes that it may be of, where it is not for every place. `versions` names, per
    indicator, what the publisher says that it was measured by, where that is not what the catalogue says.
    """

    id: str
    formats: tuple[str, ...]
    recognise: tuple[str, ...]
    separators: tuple[str, ...]
    decimal: str
    area: str
    level: str
    one_level: str
    name: str
    period: PeriodRule
    edition: int
    missing: dict[str, str]
    columns: tuple[ColumnRule, ...]
    ignored: tuple[str, ...]
    left_out: dict[str, str]
    others: str
    registers_areas: bool
    set_aside: tuple[str, ...]
    status: str
    area_names: dict[str, str]
    area_records: tuple[dict[str, str], ...]
    levels: dict[str, str]
    long: LongRule | None
    lower: str
    upper: str
    keep: dict[str, str]
    births: BirthsRule | None = None
    sums: SumRule | None = None
    windows: dict[str, tuple[int, ...]] = field(default_factory=dict)
    only_areas: str = ""
    versions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """A publisher's product. `policy` decides whether an import is released at once or by a second person.

    `only_by`: the room that alone imports it; its figures are estimates with a model, judged by how they were made.
    `groups_within`: the group that a figure is a share of lies within the groups of these, of the same area and period;
    the closest first.
    """

    code: str
    name: Text
    publisher: str
    licence: str
    citation: str
    home: str
    policy: str
    notes: Text
    deliveries: dict[str, str]
    tables: dict[str, str]
    layouts: tuple[Layout, ...]
    groups_within: dict[str, tuple[str, ...]] = field(default_factory=dict)
    only_by: str = ""

    def delivery_of(self, period: str) -> str:
        """preliminary, revised or final, as the publisher marks this period."""
        return self.deliveries.get(period, self.deliveries.get("default", "final"))

    def as_json(self) -> dict[str, Any]:
        """The contract of `figures sources --json`."""
        return {
            "code": self.code,
            "name": {"nl": self.name.nl, "en": self.name.en},
            "publisher": self.publisher,
            "licence": self.licence,
            "citation": self.citation,
            "policy": self.policy,
            "notes": {"nl": self.notes.nl, "en": self.notes.en},
            "layouts": [
                {
                    "id": layout.id,
                    "formats": list(layout.formats),
                    "header": list(layout.recognise),
                    "indicators": sorted(
                        {rule.indicator for rule in layout.columns}
                        | ({one.indicator for one in layout.sums.figures} if layout.sums is not None else set())
                    ),
                    "left_out": dict(layout.left_out),
                }
                for layout in self.layouts
            ],
        }


def _period_rule(raw: dict[str, Any], tables: dict[str, str]) -> PeriodRule:
    return PeriodRule(
        str(raw.get("column", "")), str(raw.get("in_file_name", "")), dict(tables), str(raw.get("default", ""))
    )


def _column_rules(raw: dict[str, Any]) -> tuple[ColumnRule, ...]:
    rules = []
    for title, entry in raw.items():
        entry = {"indicator": entry} if isinstance(entry, str) else dict(entry)
        also = tuple(entry.pop("also", ()))
        rules.append(ColumnRule(title=str(title), also=also, **entry))
    return tuple(rules)


def _sum_rule(raw: dict[str, Any]) -> SumRule:
    figures = tuple(
        SummedFigure(one["indicator"], one["value"], tuple(map(str, one["rows"]))) for one in raw["figures"]
    )
    return SumRule(raw["by"], figures)


def _births_rule(raw: dict[str, Any]) -> BirthsRule:
    charts = tuple(ChartRule(**one) for one in raw["charts"])
    return BirthsRule(
        raw["population"],
        dict(raw["names"]),
        charts,
        dict(raw["unknown"]),
        dict(raw.get("ratios", {})),
        dict(raw.get("strata", {})),
    )


def _layout(code: str, raw: dict[str, Any], tables: dict[str, str], others: dict[str, dict[str, Any]]) -> Layout:
    if "like" in raw:
        raw = {**others[raw["like"]], **{key: value for key, value in raw.items() if key != "like"}}
    long = raw.get("long")
    layout = Layout(
        id=raw["id"],
        formats=tuple(raw["formats"]),
        recognise=tuple(raw["recognise"]),
        separators=tuple(raw.get("separators", [","])),
        decimal=raw.get("decimal", "."),
        area=raw["area"],
        level=raw.get("level", ""),
        one_level=raw.get("one_level", ""),
        name=raw.get("name", ""),
        period=_period_rule(raw.get("period", {}), tables),
        edition=int(raw.get("edition", 0)),
        missing={str(key): value for key, value in raw.get("missing", {}).items()},
        columns=_column_rules(raw.get("columns", {})),
        ignored=tuple(raw.get("ignored", ())),
        left_out=dict(raw.get("left_out", {})),
        others=raw.get("others", "refused"),
        registers_areas=bool(raw.get("registers_areas", False)),
        set_aside=tuple(raw.get("set_aside", ())),
        status=raw.get("status", "measured"),
        area_names=dict(raw.get("area_names", {})),
        area_records=tuple(raw.get("area_records", ())),
        levels=dict(raw.get("levels", {})),
        long=LongRule(**long) if long else None,
        lower=raw.get("lower", ""),
        upper=raw.get("upper", ""),
        keep={str(key): str(value) for key, value in raw.get("keep", {}).items()},
        births=_births_rule(raw["births"]) if "births" in raw else None,
        sums=_sum_rule(raw["sums"]) if "sums" in raw else None,
        only_areas=raw.get("only_areas", ""),
        versions={str(key): str(value) for key, value in raw.get("versions", {}).items()},
        windows={level: tuple(lengths) for level, lengths in raw.get("windows", {}).items()},
    )
    _check_layout(code, layout)
    return layout


def _check_layout(code: str, layout: Layout) -> None:
    from kansrijk.figures.catalogue import indicators

    where = f"{code}.yaml, layout {layout.id}"
    used = {rule.indicator for rule in layout.columns} | set(layout.long.names.values() if layout.long else ())
    used |= {one.indicator for one in layout.sums.figures} if layout.sums is not None else set()
    used |= set(layout.versions)
    if layout.births is not None:
        used |= set(layout.births.names.values()) | set(layout.births.unknown.values())
        used |= {name for chart in layout.births.charts for name in chart.names.values()}
        used |= set(layout.births.ratios.values()) | set(layout.births.strata.values())
    unknown = used - set(indicators())
    if unknown:
        raise BadDescription(f"{where}: unknown indicators {', '.join(sorted(unknown))}")
    if set(layout.formats) - set(FORMATS) or set(layout.set_aside) - set(SET_ASIDE):
        raise BadDescription(f"{where}: unknown format or set_aside")
    if set(layout.missing.values()) - set(STATUS_NAMES) or layout.status not in STATUS_NAMES[:2]:
        raise BadDescription(f"{where}: unknown status")
    if set(layout.windows) - set(LEVELS) or not all(layout.windows.values()):
        raise BadDescription(f"{where}: windows are numbers of years per level")
    if layout.others not in {"refused", "ignored"}:
        raise BadDescription(f"{where}: others is refused or ignored")


@cache
def sources() -> dict[str, Source]:
    """Every source by code. Raises `BadDescription`."""
    folder = files("kansrijk.figures").joinpath("data/sources")
    raw = {
        entry.name: yaml.load(entry.read_text("utf-8"), yaml.CSafeLoader)
        for entry in sorted(folder.iterdir(), key=lambda one: one.name)
        if entry.name.endswith(".yaml")
    }
    layouts = {one["id"]: one for source in raw.values() for one in source["layouts"] if "like" not in one}
    found = {}
    for name, source in raw.items():
        if f"{source['code']}.yaml" != name or source["policy"] not in POLICIES:
            raise BadDescription(f"{name}: the code is {source['code']}, the policy {source['policy']}")
        deliveries = {str(key): value for key, value in source.get("deliveries", {}).items()}
        if set(deliveries.values()) - set(DELIVERIES):
            raise BadDescription(f"{name}: unknown delivery")
        tables = {str(key): str(value) for key, value in source.get("tables", {}).items()}
        found[source["code"]] = Source(
            code=source["code"],
            name=Text(**source["name"]),
            publisher=source["publisher"],
            licence=source["licence"],
            citation=source["citation"],
            home=source.get("home", ""),
            policy=source["policy"],
            notes=Text(**source["notes"]),
            deliveries=deliveries,
            tables=tables,
            layouts=tuple(_layout(source["code"], one, tables, layouts) for one in source["layouts"]),
            only_by=source.get("only_by", ""),
            groups_within={name: tuple(wider) for name, wider in source.get("groups_within", {}).items()},
        )
    return found


def source(code: str) -> Source | None:
    """One source, or None."""
    return sources().get(code)
