"""What a delivery may not say: impossible numbers, mixed-up units, years to come, areas of another edition."""

import re
from collections import defaultdict
from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from kansrijk.figures.catalogue import Indicator, indicators
from kansrijk.figures.interpreting.delivery import MOST_FAULTS, Delivery, Fault, KnownAreas
from kansrijk.figures.interpreting.places import end_year, years_of

_NOT_NEGATIVE = {"share", "per_1000", "count", "number", "euro", "thousand_euro", "km", "hectare", "per_km2", "class"}
_ENOUGH_FOR_A_MEDIAN = 20


def check(
    delivery: Delivery, *, this_year: int, known: KnownAreas, elsewhere: Mapping[str, list[int]] | None = None
) -> list[Fault]:
    """Every fault of the delivery, at most MOST_FAULTS. `elsewhere`: editions in which an unknown code does occur."""
    faults = list(delivery.faults)
    faults += _periods(delivery, this_year)
    faults += _areas(delivery, known, elsewhere or {})
    for column, placed in enumerate(delivery.columns):
        indicator = indicators()[placed.indicator]
        faults += _numbers(delivery, column, indicator)
        faults += _sides(delivery, column, indicator)
        faults += _median(delivery, column, indicator)
    faults += _windows(delivery)
    return sorted(faults, key=lambda fault: (fault.row or 0, fault.column))[:MOST_FAULTS]


def _periods(delivery: Delivery, this_year: int) -> list[Fault]:
    faults = []
    for row, period in zip(delivery.first_rows, delivery.periods, strict=True):
        if not 1900 <= end_year(period) <= this_year:
            column = delivery.layout.period.column or "period"
            faults.append(Fault(row, column, period, "a period that has not been yet"))
    for placed in delivery.columns:
        if placed.period and end_year(placed.period) > this_year:
            faults.append(Fault(1, placed.field, placed.period, "a period that has not been yet"))
    return faults[:MOST_FAULTS]


def _areas(delivery: Delivery, known: KnownAreas, elsewhere: Mapping[str, list[int]]) -> list[Fault]:
    faults = []
    column = delivery.layout.area
    only = delivery.layout.only_areas
    for row, code, level in zip(delivery.first_rows, delivery.codes, delivery.levels, strict=True):
        if only and not re.fullmatch(only, code):
            faults.append(Fault(row, column, code, "this source is made up, and is not for real places"))
        elif code not in known.levels:
            others = elsewhere.get(code, [])
            where = f"; it is one of {', '.join(map(str, others[:6]))}" if others else ""
            faults.append(Fault(row, column, code, f"{code} is no area of the edition of {known.edition}{where}"))
        elif known.levels[code] != level:
            faults.append(
                Fault(row, column, code, f"{code} is a {known.levels[code]} in {known.edition}, not a {level}")
            )
        if len(faults) >= MOST_FAULTS:
            break
    return faults


def _fault(delivery: Delivery, row: int, column: int, number: float, message: str, side: str = "") -> Fault:
    """`side`: numerator or denominator, where the number stands in a column of its own."""
    own = str(getattr(delivery.layout.long, side, "")) if side else ""
    return Fault(delivery.first_rows[row], own or delivery.columns[column].field, f"{number:g}", message)


def _numbers(delivery: Delivery, column: int, indicator: Indicator) -> list[Fault]:
    value = delivery.value[:, column]
    faults: list[Fault] = []

    def refuse(bad: np.ndarray, message: str) -> None:
        for row in np.flatnonzero(bad)[:100]:
            faults.append(_fault(delivery, int(row), column, value[row], message))

    if indicator.unit in _NOT_NEGATIVE or indicator.is_ratio:
        refuse(value < 0, f"below zero, which a {indicator.unit} cannot be")
    if indicator.unit == "share":
        # Where the numerator exceeds the denominator that is said, and the share that follows stands in no file.
        refuse((value > 100) & ~_exceeds(delivery, column), "a share above 100 per cent")
    if indicator.unit in {"count", "class"}:
        refuse((value % 1) > 0, "not a whole number, which a count is")
    if indicator.unit == "class":
        low, high = indicator.plausible
        refuse((value < low) | (value > high), f"outside the classes {low:g} to {high:g}")
    lower, upper = delivery.lower[:, column], delivery.upper[:, column]
    refuse((lower > value) | (upper < value), "the value lies outside its own interval")
    return faults


def _exceeds(delivery: Delivery, column: int) -> np.ndarray:
    return np.asarray(delivery.numerator[:, column] > delivery.denominator[:, column])


def _sides(delivery: Delivery, column: int, indicator: Indicator) -> list[Fault]:
    value = delivery.value[:, column]
    above, under = delivery.numerator[:, column], delivery.denominator[:, column]
    faults = []
    sides = (("numerator", above), ("denominator", under))
    for side, counts in sides:
        for row in np.flatnonzero(counts < 0)[:100]:
            faults.append(_fault(delivery, int(row), column, counts[row], "a count below zero", side))
    # People are counted whole; the number that a ratio expects has decimals.
    if indicator.disclosure_policy == "own" and indicator.unit in {"share", "per_1000"}:
        for side, counts in sides:
            for row in np.flatnonzero(counts % 1 > 0)[:100]:
                faults.append(
                    _fault(delivery, int(row), column, counts[row], "a count of people is a whole number", side)
                )
    if indicator.unit == "share":
        message = "the numerator exceeds the denominator"
        for row in np.flatnonzero(_exceeds(delivery, column))[:100]:
            faults.append(_fault(delivery, int(row), column, above[row], message, "numerator"))
    scale = indicator.per
    if scale is not None:
        expected = np.divide(above, under, out=np.full(len(above), np.nan), where=under > 0) * scale
        off = np.abs(expected - value) > np.maximum(0.6, 0.02 * np.abs(expected))
        for row in np.flatnonzero(off)[:100]:
            message = f"numerator and denominator give {expected[row]:.2f}: is the unit {indicator.unit}?"
            faults.append(_fault(delivery, int(row), column, value[row], message))
    return faults


def _median(delivery: Delivery, column: int, indicator: Indicator) -> list[Fault]:
    """A column of which half lies outside what is thinkable has another unit: per 1,000 read as per cent."""
    values = delivery.value[:, column]
    values = values[~np.isnan(values)]
    low, high = indicator.plausible
    if len(values) < _ENOUGH_FOR_A_MEDIAN or low <= float(np.median(values)) <= high:
        return []
    message = f"half of the values lie beyond what {indicator.unit} can be here ({low:g} to {high:g}): another unit?"
    return [Fault(None, delivery.columns[column].field, f"{np.median(values):g}", message)]


def _windows(delivery: Delivery) -> list[Fault]:
    """Rolling and yearly values of one cell never both: within a level the periods do not overlap."""
    faults = []
    by_level = defaultdict(set)
    for level, period in zip(delivery.levels, delivery.periods, strict=True):
        by_level[level].add(period)
    for level, periods in by_level.items():
        faults += _lengths(level, sorted(periods), delivery.layout.windows.get(level))
        clash = overlapping(sorted(periods))
        if clash:
            message = f"at level {level} the periods {clash[0]} and {clash[1]} overlap; choose one window"
            faults.append(Fault(None, "period", clash[1], message))
    return faults


def _lengths(level: str, periods: list[str], allowed: tuple[int, ...] | None) -> list[Fault]:
    """Where the source fixes the windows of a level: each of an allowed length, and all of the same."""
    if allowed is None:
        return []
    wanted = " or ".join(map(str, allowed))
    faults = []
    for period in periods:
        if years_of(period) not in allowed:
            message = f"at level {level} a period of this source has {wanted} years, not {years_of(period)}"
            faults.append(Fault(None, "period", period, message))
    if not faults and len({years_of(period) for period in periods}) > 1:
        message = f"at level {level} the periods differ in length; choose one window"
        faults.append(Fault(None, "period", periods[-1], message))
    return faults


def overlapping(periods: list[str]) -> tuple[str, str] | None:
    """The first two periods that share a year without being the same."""
    spans = sorted((int(period[:4]), end_year(period), period) for period in set(periods))
    for (_, end, first), (start, _, second) in pairwise(spans):
        if start <= end:
            return first, second
    return None
