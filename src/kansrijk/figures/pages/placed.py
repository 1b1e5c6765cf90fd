"""One indicator over the areas of a country or within one area: the column and the names, in the order of the names."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from kansrijk.areas import queries as places
from kansrijk.areas.queries import AreaRef
from kansrijk.figures import queries, words
from kansrijk.figures.queries.types import Column
from kansrijk.figures.rules import STATUS_NAMES
from kansrijk.trust.actors import Actor


@dataclass(frozen=True, eq=False)
class Placed:
    """A column with the areas that stand in it, by name; `at` says where each code stands."""

    column: Column
    areas: tuple[AreaRef, ...]
    at: dict[str, int]

    def value(self, ref: AreaRef) -> float | None:
        """The value of an area; None for each of the four empties."""
        return _known(float(self.column.value[self.at[ref.code]]))

    def limits(self, ref: AreaRef) -> tuple[float, float] | None:
        """The interval of an area, where there is one."""
        i = self.at[ref.code]
        low, high = _known(float(self.column.lower[i])), _known(float(self.column.upper[i]))
        return (low, high) if low is not None and high is not None else None

    def denominator(self, ref: AreaRef) -> float | None:
        """How many it is a share of, where the source says so and the value may be seen."""
        i = self.at[ref.code]
        return _known(float(self.column.denominator[i])) if np.isfinite(self.column.value[i]) else None

    def numerator(self, ref: AreaRef) -> float | None:
        """How many of them it counts, where the source says so and the value may be seen."""
        i = self.at[ref.code]
        return _known(float(self.column.numerator[i])) if np.isfinite(self.column.value[i]) else None

    def value_words(self, ref: AreaRef) -> str:
        """The value with its unit, in no more digits than its interval allows; or the word for why there is none."""
        value = self.value(ref)
        if value is None:
            return str(words.STATUS_WORDS[self.status(ref)])
        return words.in_unit(value, self.column.indicator, self._decimals(ref))

    def interval_words(self, ref: AreaRef) -> str:
        """The interval in the digits of the value; nothing where there is none."""
        limits = self.limits(ref)
        if limits is None or self.value(ref) is None:
            return ""
        return words.between(*limits, self.column.indicator, words.decimals_within(*limits, self.column.indicator))

    def _decimals(self, ref: AreaRef) -> int:
        if self.column.is_whole:
            return 0
        return words.decimals_within(*(self.limits(ref) or (None, None)), self.column.indicator)

    def status(self, ref: AreaRef) -> str:
        """A name of `rules.STATUS_NAMES`."""
        return STATUS_NAMES[self.column.status[self.at[ref.code]]]


def _known(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _names(actor: Actor, edition: int, level: str, country: str, within: AreaRef | None) -> list[AreaRef]:
    if within is None or within.level == "country":
        return places.areas(actor, edition, level, country=country)
    there = within if within.edition == edition else places.area(actor, within.code, edition)
    # A code may be used again for another place: only the same name is the same place.
    return places.children(actor, there, level) if there is not None and there.name == within.name else []


def _read(
    actor: Actor, indicator: str, level: str, edition: int, period: str, names: list[AreaRef]
) -> Iterator[Column | None]:
    """The kept column first; where it holds none of these areas (another source's), one asked for by code."""
    country = names[0].country
    yield queries.column(actor, indicator, level, period, edition=edition, country=country)
    codes = [ref.code for ref in names]
    yield queries.column(actor, indicator, level, period, edition=edition, country=country, codes=codes)


def placed(
    actor: Actor,
    indicator: str,
    level: str,
    *,
    country: str = "NL",
    within: AreaRef | None = None,
    period: str | None = None,
    edition: int | None = None,
) -> Placed | None:
    """The newest column that holds areas of this country, or areas within one; None where none does.

    Without `edition` the boundaries of another year will do, for `within` too: the answer says which they are.
    """
    if within is not None:
        country = within.country
    known: dict[int, list[AreaRef]] = {}
    for at, when in queries.frames(actor, indicator, level, country=country):
        if (edition is not None and at != edition) or (period is not None and when != period):
            continue
        if at not in known:
            known[at] = _names(actor, at, level, country, within)
        if not known[at]:
            continue
        for column in _read(actor, indicator, level, at, when, known[at]):
            if column is None:
                continue
            where = {code: i for i, code in enumerate(column.codes)}
            held = tuple(ref for ref in known[at] if ref.code in where)
            if held:
                return Placed(column, held, where)
    return None


def country_of(actor: Actor, *areas: AreaRef | None) -> str:
    """Whose areas to look among: those of the first area named, else those of the country at home."""
    named = next((area.country for area in areas if area is not None), None)
    return named or places.home_country(actor)


def reference(actor: Actor, column: Column, country: str) -> float | None:
    """The country's own value of the same indicator, period, edition and definition; None where there is none."""
    code = f"{country}00"
    for figure in queries.beside(actor, {code: ""}, [column.indicator.id], edition=column.edition):
        if figure.period == column.period and figure.definition_version == column.definition_version:
            return figure.value
    return None
