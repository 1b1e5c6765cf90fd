"""A named reference for standardised ratios, and what it would give in the births of an area.

Strata are singletons and multiples: what birth records hold, what differs between areas, and what a coalition cannot
change. Sex is none: the chart knows it already and areas hardly differ in it. Nothing about origin is ever one.

A reference is a table of counts per stratum, so that anybody can see what "expected" was made of. One made from
records here is counted in multiples of five, and only where ten or more stand on either side of every stratum: its
rates go along with the figures that are released.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from kansrijk.core.births import INDICATORS, NEEDS_CHART, summarise
from kansrijk.core.births_check import BirthsError, require_columns
from kansrijk.core.disclosure import Policy, rounded
from kansrijk.core.intervals import standardised_ratio

STRATA = ("singleton", "multiple")
COLUMNS = ("standard", "reference", "indicator", "population", "numerator", "denominator")
ADDED = ("standard", "rate", "expected", "ratio", "lower", "upper", "interval_method")
AS_EXPECTED = 100.0
LONGEST_NAME = 100


@dataclass(frozen=True)
class Standard:
    """A reference: its name, per indicator the chart it was counted with, and cases per birth in each stratum."""

    name: str
    charts: Mapping[str, str]
    rates: Mapping[str, Mapping[str, float]]


def make_standard(
    births: pl.DataFrame, chart: pl.DataFrame, name: str, policy: Policy | None = None
) -> tuple[pl.DataFrame, list[str]]:
    """The reference that all these births make, as a table of `COLUMNS`, and the indicators with too few births for it.

    Raises `BirthsError` without a name, or where no indicator has enough births.
    """
    rules, named = policy or Policy(), _name(name)
    counted = summarise(births, chart, "pc4").filter(pl.col("population").is_in(STRATA))
    sums = counted.group_by("indicator", "population", "reference", maintain_order=True).agg(
        pl.col("numerator").sum(), pl.col("denominator").sum()
    )
    enough = (pl.col("numerator") >= rules.k) & (pl.col("denominator") - pl.col("numerator") >= rules.k)
    kept = sums.filter(enough.all().over("indicator"))
    if kept.is_empty():
        raise BirthsError("too few births for a reference: ten cases and ten others are needed in every stratum")
    sides = [pl.col(one).map_elements(lambda n: rounded(n, rules), pl.Int64) for one in ("numerator", "denominator")]
    table = kept.with_columns(pl.lit(named).alias("standard"), *sides).select(COLUMNS)
    return table, sorted(set(sums["indicator"]) - set(kept["indicator"]), key=INDICATORS.index)


def checked_standard(table: pl.DataFrame) -> Standard:
    """A reference from a table of `COLUMNS`, numbers as text allowed. Raises `BirthsError` at the first wrong row."""
    require_columns(table, COLUMNS, "the reference")
    names = table["standard"].cast(pl.String).drop_nulls().unique().to_list()
    if len(names) != 1:
        raise BirthsError("a reference needs exactly one name, on every row", column="standard")
    rates: dict[str, dict[str, float]] = {}
    charts: dict[str, str] = {}
    for row, one in enumerate(table.iter_rows(named=True), start=2):
        indicator, population = str(one["indicator"]), str(one["population"])
        if indicator not in INDICATORS:
            raise BirthsError("no indicator of births summarise", row, "indicator")
        if population not in STRATA or population in rates.get(indicator, {}):
            raise BirthsError("each indicator has one row for singleton and one for multiple", row, "population")
        rates.setdefault(indicator, {})[population] = _rate(one["numerator"], one["denominator"], row)
        if charts.setdefault(indicator, str(one["reference"])) != str(one["reference"]):
            raise BirthsError("the strata of an indicator are counted with one chart", row, "reference")
    for indicator, found in rates.items():
        if set(found) != set(STRATA):
            raise BirthsError(f"{indicator} needs a row for singleton and one for multiple", column="population")
    return Standard(_name(names[0]), charts, rates)


def with_expected(summary: pl.DataFrame, standard: Standard) -> pl.DataFrame:
    """A summary with the columns of `ADDED`: what the reference's rates give, and the ratio to it (100: as expected).

    `rate` (cases per birth) stands with each stratum; for all births `expected` is the sum of the strata. Empty for
    an indicator that the reference lacks, and without a ratio where nothing is expected. Raises `BirthsError` where
    the reference was counted with another chart.
    """
    _same_charts(summary, standard)
    keys = ["area", "period", "indicator"]
    strata = [
        summary.filter(pl.col("population") == name).select(*keys, pl.col("denominator").alias(name)) for name in STRATA
    ]
    wide = summary.select(keys).unique(maintain_order=True)
    for one in strata:
        wide = wide.join(one, on=keys, how="left", maintain_order="left")
    rows = summary.join(wide, on=keys, how="left", maintain_order="left")
    parts = [_expected(rows.filter(pl.col("indicator") == name), standard, name) for name in INDICATORS]
    order = summary.with_row_index("at").select("at", *keys, "population")
    found = pl.concat([part for part in parts if part.height], how="diagonal_relaxed")
    return (
        order.join(found.drop(STRATA), on=[*keys, "population"], how="left", maintain_order="left")
        .sort("at")
        .select(*summary.columns, *ADDED)
    )


def _expected(rows: pl.DataFrame, standard: Standard, indicator: str) -> pl.DataFrame:
    """The rows of one indicator with what is expected in them."""
    rates = standard.rates.get(indicator)
    if rates is None or rows.is_empty():
        return rows.with_columns(pl.lit(None).alias(name) for name in ADDED)
    totals = {
        name: [_in(population, name, n) for population, n in zip(rows["population"], rows[name], strict=True)]
        for name in STRATA
    }
    found = standardised_ratio(rows["numerator"].to_numpy(), totals, rates)
    scaled = {"ratio": found.interval.estimate, "lower": found.interval.lower, "upper": found.interval.upper}
    return rows.with_columns(
        pl.lit(standard.name).alias("standard"),
        pl.Series("rate", [rates.get(population) for population in rows["population"]], pl.Float64),
        pl.Series("expected", found.expected).round(4),
        *(pl.Series(name, AS_EXPECTED * values).fill_nan(None).round(2) for name, values in scaled.items()),
        pl.lit(found.interval.method).alias("interval_method"),
    )


def _in(population: str, stratum: str, births: int) -> float:
    """The births of a stratum that a row is about: all of them, or none."""
    return float(births) if population in ("all", stratum) else 0.0


def _same_charts(summary: pl.DataFrame, standard: Standard) -> None:
    used = dict(summary.select("indicator", "reference").unique().iter_rows())
    for indicator in NEEDS_CHART:
        if indicator in used and indicator in standard.charts and used[indicator] != standard.charts[indicator]:
            raise BirthsError(
                f"the reference counted {indicator} with the chart {standard.charts[indicator]}, and these births "
                f"are counted with {used[indicator]}",
                column="reference",
            )


def _name(name: str) -> str:
    stripped = " ".join(str(name).split())
    if not stripped or len(stripped) > LONGEST_NAME or any(mark in stripped for mark in ",;|\"'"):
        raise BirthsError(
            f"a reference needs a name of at most {LONGEST_NAME} characters, without commas, semicolons or quotes",
            field="name",
        )
    return stripped


def _rate(numerator: object, denominator: object, row: int) -> float:
    texts = (str(numerator).strip(), str(denominator).strip())
    if not all(text.isdecimal() for text in texts) or not 0 < int(texts[0]) < int(texts[1]):
        raise BirthsError("a stratum needs cases, and more births than cases, as whole numbers", row, "numerator")
    return int(texts[0]) / int(texts[1])
