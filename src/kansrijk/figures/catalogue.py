"""The indicator catalogue: one reviewed YAML file per indicator, checked when it is read.

Nothing here asks the database. A file that is incomplete fails the build, so a screen never meets half an indicator.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

UNITS = ("share", "per_1000", "count", "number", "euro", "thousand_euro", "index", "km", "hectare", "per_km2", "class")
PHASES = ("before", "during", "after", "context")
SIDES = ("risk", "protective", "neutral")
POLARITIES = ("higher_is_better", "lower_is_better", "no_judgement")
INTERVAL_METHODS = (None, "wilson", "byar", "as_delivered")
DISCLOSURE_POLICIES = ("published_at_source", "own")


class BadCatalogue(ValueError):
    """A catalogue file is incomplete or contradicts itself; says file and field."""


@dataclass(frozen=True)
class Text:
    """A text in both languages."""

    nl: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@dataclass(frozen=True)
class Break:
    """The series before and from this year are not one line.

    `before` is the indicator under which the figures of the earlier definition stand, "" where they stand under this
    one. Where they stand apart, a line of this indicator has one definition and no break to draw.
    """

    from_period: str
    reason: Text
    source: str
    before: str = ""


@dataclass(frozen=True)
class Change:
    on: date
    what: Text


@dataclass(frozen=True)
class Indicator:
    """What a figure means. A share is in percent (0–100), `thousand_euro` in 1,000 euro, `plausible` in the unit.

    `plausible` bounds the median over the areas of one delivery: outside it the unit was mixed up. `sets` maps the
    set to its polarity there. `who_has_the_data` is null when a source of ours delivers it; `who_has_source` is where
    that is said, with its date. `observed_of` makes it a standardised ratio (an index, 100 is as expected): its
    numerator is what was observed, the cases of that indicator, its denominator what a named reference gives to expect.
    """

    id: str
    name: Text
    definition: Text
    numerator: Text | None
    denominator: Text | None
    unit: str
    source: str | None
    phase: str
    theme: str
    side: str
    sets: dict[str, str]
    set_notes: dict[str, str]
    definition_version: str
    breaks: tuple[Break, ...]
    interval_method: str | None
    disclosure_policy: str
    plausible: tuple[float, float]
    decimals: int
    who_has_the_data: Text | None
    who_has_source: str | None
    author: str
    checker: str
    reviewed_on: date
    next_review: date
    changes: tuple[Change, ...]
    observed_of: str = ""

    @property
    def is_ratio(self) -> bool:
        """A standardised ratio: held against 100, never against another area's."""
        return bool(self.observed_of)

    @property
    def per(self) -> float | None:
        """The value of one numerator over one denominator; None where the unit is no fraction of the two."""
        return 100.0 if self.is_ratio else {"share": 100.0, "per_1000": 1000.0}.get(self.unit)

    @property
    def has_source(self) -> bool:
        return self.source is not None

    @property
    def breaks_of_line(self) -> tuple[Break, ...]:
        """Those that part a line of this indicator. Where figures of the earlier definition have an indicator of their
        own, none of them stands under this one: by which chart it was counted is then the definition version."""
        return tuple(one for one in self.breaks if not one.before)

    def polarity(self, in_set: str | None = None) -> str:
        """Of the set asked for; without one, of the only judgement the sets agree on, else no_judgement."""
        if in_set is not None:
            return self.sets.get(in_set, "no_judgement")
        found = set(self.sets.values()) - {"no_judgement"}
        return found.pop() if len(found) == 1 else "no_judgement"

    def as_json(self) -> dict[str, Any]:
        """Plain values, dates as text."""
        return {
            "id": self.id,
            "name": _text_json(self.name),
            "definition": _text_json(self.definition),
            "numerator": _text_json(self.numerator),
            "denominator": _text_json(self.denominator),
            "unit": self.unit,
            "source": self.source,
            "phase": self.phase,
            "theme": self.theme,
            "side": self.side,
            "sets": dict(self.sets),
            "definition_version": self.definition_version,
            "breaks": [
                {"from": b.from_period, "reason": _text_json(b.reason), "source": b.source, "before": b.before}
                for b in self.breaks
            ],
            "interval_method": self.interval_method,
            "observed_of": self.observed_of or None,
            "disclosure_policy": self.disclosure_policy,
            "who_has_the_data": _text_json(self.who_has_the_data),
            "who_has_source": self.who_has_source,
            "author": self.author,
            "checker": self.checker,
            "reviewed_on": self.reviewed_on.isoformat(),
            "next_review": self.next_review.isoformat(),
            "changes": [{"on": c.on.isoformat(), "what": c.what.en, "what_nl": c.what.nl} for c in self.changes],
        }


@dataclass(frozen=True)
class IndicatorSet:
    """A set and how much of it is known: `size` by phase as published, `unknown` how many of those nobody named."""

    id: str
    name: Text
    description: Text
    size: dict[str, int]
    unknown: dict[str, int]
    source: str


@dataclass(frozen=True)
class Theme:
    id: str
    name: Text


def _text_json(text: Text | None) -> dict[str, str] | None:
    return {"nl": text.nl, "en": text.en} if text else None


class _File:
    """One YAML mapping whose fields are taken one by one; what is left over is unknown."""

    def __init__(self, name: str, raw: Any) -> None:
        if not isinstance(raw, dict):
            raise BadCatalogue(f"{name}: no mapping")
        self.name = name
        self.raw = dict(raw)

    def take(self, field: str) -> Any:
        if field not in self.raw:
            raise BadCatalogue(f"{self.name}: the field {field} is missing")
        return self.raw.pop(field)

    def text(self, field: str) -> Text:
        return _text(self.name, field, self.take(field))

    def text_or_none(self, field: str) -> Text | None:
        raw = self.take(field)
        return None if raw is None else _text(self.name, field, raw)

    def word(self, field: str, allowed: tuple[str | None, ...] | None = None) -> Any:
        raw = self.take(field)
        if allowed is not None and raw not in allowed:
            raise BadCatalogue(f"{self.name}: {field} is {raw!r}, not one of {', '.join(map(str, allowed))}")
        if allowed is None and (not isinstance(raw, str) or not raw.strip()):
            raise BadCatalogue(f"{self.name}: {field} is empty")
        return raw

    def word_or_nothing(self, field: str) -> str:
        return str(self.raw.pop(field, ""))

    def day(self, field: str) -> date:
        raw = self.take(field)
        if not isinstance(raw, date):
            raise BadCatalogue(f"{self.name}: {field} is no date")
        return raw

    def done(self) -> None:
        if self.raw:
            raise BadCatalogue(f"{self.name}: unknown fields {', '.join(sorted(map(str, self.raw)))}")


def _text(name: str, field: str, raw: Any) -> Text:
    if not isinstance(raw, dict) or set(raw) != {"nl", "en"} or not all(str(part).strip() for part in raw.values()):
        raise BadCatalogue(f"{name}: {field} needs a text in nl and in en, and nothing else")
    return Text(str(raw["nl"]).strip(), str(raw["en"]).strip())


def _indicator(name: str, raw: Any) -> Indicator:
    file = _File(name, raw)
    low, high = file.take("plausible")
    indicator = Indicator(
        id=file.word("id"),
        name=file.text("name"),
        definition=file.text("definition"),
        numerator=file.text_or_none("numerator"),
        denominator=file.text_or_none("denominator"),
        unit=file.word("unit", UNITS),
        source=file.take("source"),
        phase=file.word("phase", PHASES),
        theme=file.word("theme", tuple(themes())),
        side=file.word("side", SIDES),
        sets=_sets(name, file.take("sets")),
        set_notes=dict(file.take("set_notes")),
        definition_version=file.word("definition_version"),
        breaks=tuple(
            Break(str(b["from"]), _text(name, "breaks", b["reason"]), str(b["source"]), str(b.get("before", "")))
            for b in file.take("breaks")
        ),
        interval_method=file.word("interval_method", INTERVAL_METHODS),
        disclosure_policy=file.word("disclosure_policy", DISCLOSURE_POLICIES),
        plausible=(float(low), float(high)),
        decimals=int(file.take("decimals")),
        who_has_the_data=file.text_or_none("who_has_the_data"),
        who_has_source=file.take("who_has_source"),
        author=file.word("author"),
        checker=file.word("checker"),
        reviewed_on=file.day("reviewed_on"),
        next_review=file.day("next_review"),
        changes=tuple(Change(change["on"], _text(name, "changes", change["what"])) for change in file.take("changes")),
        observed_of=file.word_or_nothing("observed_of"),
    )
    file.done()
    _refuse_contradictions(name, indicator)
    return indicator


def _sets(name: str, raw: Any) -> dict[str, str]:
    for key, polarity in dict(raw).items():
        if key not in sets() or polarity not in POLARITIES:
            raise BadCatalogue(f"{name}: unknown set or polarity {key}: {polarity}")
    return dict(raw)


def _refuse_contradictions(name: str, indicator: Indicator) -> None:
    if f"{indicator.id}.yaml" != name:
        raise BadCatalogue(f"{name}: the id is {indicator.id}")
    if (indicator.source is None) == (indicator.who_has_the_data is None):
        raise BadCatalogue(f"{name}: name either a source or who has the data")
    if (indicator.who_has_the_data is None) != (not indicator.who_has_source):
        raise BadCatalogue(f"{name}: say where it is said who has the data")
    if indicator.is_ratio and (indicator.unit, indicator.interval_method) != ("index", "byar"):
        raise BadCatalogue(f"{name}: a standardised ratio is an index with Byar's interval")
    if indicator.per is not None and not (indicator.numerator and indicator.denominator):
        raise BadCatalogue(f"{name}: a {indicator.unit} needs a numerator and a denominator")
    if indicator.author == indicator.checker or indicator.next_review <= indicator.reviewed_on:
        raise BadCatalogue(f"{name}: author and checker are two, and the next review is later")
    if indicator.plausible[0] > indicator.plausible[1]:
        raise BadCatalogue(f"{name}: plausible runs from low to high")


def _yaml(path: str) -> Any:
    return yaml.load(files("kansrijk.figures").joinpath(path).read_text("utf-8"), yaml.CSafeLoader)


@cache
def sets() -> dict[str, IndicatorSet]:
    """The sets by id, in the order of the file."""
    found = {}
    for raw in _yaml("data/sets.yaml")["sets"]:
        file = _File("sets.yaml", raw)
        entry = IndicatorSet(
            file.word("id"),
            file.text("name"),
            file.text("description"),
            dict(file.take("size")),
            dict(file.take("unknown")),
            file.word("source"),
        )
        file.done()
        found[entry.id] = entry
    return found


@cache
def themes() -> dict[str, Theme]:
    """The themes by id, in the order in which pages show them."""
    return {raw["id"]: Theme(raw["id"], _text("sets.yaml", "themes", raw["name"])) for raw in _themes_raw()}


def _themes_raw() -> list[dict[str, Any]]:
    return list(_yaml("data/sets.yaml")["themes"])


@cache
def indicators() -> dict[str, Indicator]:
    """Every indicator by id, by phase, theme and name. Raises `BadCatalogue`."""
    folder = files("kansrijk.figures").joinpath("data/indicators")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    found = [_indicator(name, _yaml(f"data/indicators/{name}")) for name in names]
    order = {theme: place for place, theme in enumerate(themes())}
    found.sort(key=lambda one: (PHASES.index(one.phase), order[one.theme], one.name.nl))
    named = {one.id: one for one in found}
    for one in found:
        if one.is_ratio and one.observed_of not in named:
            raise BadCatalogue(f"{one.id}.yaml: observed_of names no indicator")
    return named


def indicator(indicator_id: str) -> Indicator | None:
    """One indicator, or None."""
    return indicators().get(indicator_id)


def members(set_id: str) -> list[Indicator]:
    """The indicators of a set, in catalogue order."""
    return [one for one in indicators().values() if set_id in one.sets]
