"""Two runs of one indicator beside each other, per area, with what may be said of the difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kansrijk.areas import queries as places
from kansrijk.atlas import changes, queries
from kansrijk.atlas.changes import Estimate, verdict
from kansrijk.atlas.queries import RunCard
from kansrijk.figures import queries as figures
from kansrijk.figures import words
from kansrijk.figures.catalogue import Indicator, indicators
from kansrijk.figures.queries.types import Column
from kansrijk.trust.actors import Actor

LEVELS = ("wijk", "gemeente", "buurt")
WORDS = {
    changes.MORE: gettext_lazy("more than before"),
    changes.LESS: gettext_lazy("less than before"),
    changes.CHANCE: gettext_lazy("the difference can be chance"),
    changes.MODELS: gettext_lazy("smaller than the difference between models: no trend"),
    changes.OTHER_MODEL: gettext_lazy("made with another model: not comparable"),
    changes.NOTHING: gettext_lazy("too uncertain or no figure in one of the years"),
}
ALPHABET = "alfabet"
ORDERS = {ALPHABET: gettext_lazy("by the alphabet"), "verschil": gettext_lazy("those that differ first")}
_FIRST = (changes.MORE, changes.LESS)


@dataclass(frozen=True)
class Row:
    """One area: both estimates in words, and what may be said."""

    name: str
    code: str
    first: str
    then: str
    verdict: str

    @property
    def said(self) -> str:
        """The verdict in words."""
        return str(WORDS[self.verdict])


@dataclass(frozen=True)
class Comparison:
    """A page: `told` is how many areas changed as far as can be told."""

    indicator: Indicator
    first: RunCard
    then: RunCard
    level: str
    rows: tuple[Row, ...]
    spread: float
    same_model: bool

    @property
    def name(self) -> str:
        """Of the indicator, in the reader's language."""
        return self.indicator.name.in_language(words.language())

    @property
    def told(self) -> int:
        return sum(row.verdict in _FIRST for row in self.rows)


@dataclass(frozen=True)
class Choice:
    """An indicator of which there are estimates of more than one period, newest first."""

    indicator: Indicator
    runs: tuple[RunCard, ...]

    @property
    def name(self) -> str:
        return self.indicator.name.in_language(words.language())


def choices(actor: Actor) -> list[Choice]:
    """What can be compared: runs in use, one per period, in the order of the catalogue."""
    used = [one for one in queries.runs(actor) if one.state == "in use"]
    found = []
    for identifier, indicator in indicators().items():
        by_period: dict[str, RunCard] = {}
        for run in used:
            if identifier in run.indicators:
                by_period.setdefault(run.period, run)
        if len(by_period) > 1:
            found.append(Choice(indicator, tuple(by_period[p] for p in sorted(by_period, reverse=True))))
    return found


def years(offered: list[Choice], chosen: Choice, first: str, then: str) -> tuple[str, str]:
    """The periods that are meant: the two newest where nothing is asked, or what another indicator alone has."""
    here = [run.period for run in chosen.runs]
    elsewhere = {run.period for one in offered for run in one.runs} - set(here)
    usual = here[1], here[0]
    return tuple(  # type: ignore[return-value]
        other if not asked or asked in elsewhere else asked for asked, other in zip((first, then), usual, strict=True)
    )


def listed(page: Comparison, words: str, order: str, *, told_alone: bool) -> tuple[Row, ...]:
    """Rows whose name or code holds the words, those of which a difference may be told alone or first."""
    wanted = words.strip().casefold()
    rows = [row for row in page.rows if wanted in row.name.casefold() or wanted == row.code.casefold()]
    if told_alone:
        rows = [row for row in rows if row.verdict in _FIRST]
    if order != ALPHABET:
        rows.sort(key=lambda row: _FIRST.index(row.verdict) if row.verdict in _FIRST else len(_FIRST))
    return tuple(rows)


def comparison(actor: Actor, chosen: Choice, first: str, then: str, level: str) -> Comparison | None:
    """None where a period has no run, or no level holds both."""
    runs = {one.period: one for one in chosen.runs}
    if first not in runs or then not in runs or first == then:
        return None
    for one in [level] if level else LEVELS:
        for country in ("NL", "XX"):
            columns = [_column(actor, chosen.indicator.id, one, runs[p], country) for p in (first, then)]
            if columns[0] is not None and columns[1] is not None:
                pair = columns[0], columns[1]
                return _compared(actor, chosen.indicator, (runs[first], runs[then]), one, pair, country)
    return None


def _column(actor: Actor, indicator: str, level: str, run: RunCard, country: str) -> Column | None:
    """The figures of this run, and of no other release of that period."""
    found = figures.column(actor, indicator, level, run.period, country=country)
    return found if found is not None and found.release == run.release else None


def _compared(
    actor: Actor,
    indicator: Indicator,
    runs: tuple[RunCard, RunCard],
    level: str,
    columns: tuple[Column, Column],
    country: str,
) -> Comparison:
    spread = max(_spread(run, indicator.id) for run in runs)
    same = _model(runs[0]) == _model(runs[1])
    before, after = ({code: i for i, code in enumerate(column.codes)} for column in columns)
    names = {ref.code: ref.name for ref in places.areas(actor, columns[1].edition, level, country=country)}
    rows = []
    for code in sorted(set(before) & set(after), key=lambda one: names.get(one, one)):
        pair = _estimate(columns[0], before[code]), _estimate(columns[1], after[code])
        said = verdict(*pair, spread=spread, same_model=same)
        rows.append(Row(names.get(code, code), code, *(_words(one, indicator) for one in pair), said))
    return Comparison(indicator, *runs, level, tuple(rows), 100 * spread, same)


def _spread(run: RunCard, indicator: str) -> float:
    """How far kinds of models lie apart in this run, a share."""
    found = [name for name, known in run.named.items() if known == indicator]
    return max((float(run.validation[name]["spread_areas"]) for name in found), default=0.0)


def _model(run: RunCard) -> tuple[Any, ...]:
    """What must be the same before two runs say anything about each other."""
    return run.card.get("formula"), run.engine, tuple(sorted(run.card.get("covariates", {})))


def _estimate(column: Column, at: int) -> Estimate:
    return Estimate(float(column.value[at]), float(column.lower[at]), float(column.upper[at]))


def _words(one: Estimate, indicator: Indicator) -> str:
    """The number with its limits, or that there is none."""
    if not one.is_told:
        return _("no number")
    return f"{words.in_unit(one.value, indicator, 0)} ({words.between(one.lower, one.upper, indicator, 0)})"
