"""Preterm birth, small for gestational age, Big 2 and perinatal mortality, counted from birth records.

What is counted in which births (live and stillborn alike):

- `preterm`: a term below 37+0, in births from 22+0 of known term.
- `sga`: a weight strictly below the chart's p10 for sex and term, in births from 22+0.
- `big2`: preterm or SGA, in births from 24+0.
- `perinatal_mortality_{22|24|28}w_{7|28}d`: stillborn, or died before completing that many days (the day of
  birth is day 0), in births from that many weeks. Six definitions, six indicators, never one line.

Births below 22+0 are under the registry's floor and counted nowhere. A term needs both weeks and days. Births
of unknown term count as `unknown` in every indicator; for `sga` and `big2` so do births of unknown sex or
weight and those of a term that the chart does not have. They are in no numerator and no denominator.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kansrijk.core.births_check import (
    ORGANISATION,
    BirthsError,
    area_of_pc4,
    checked_births,
    checked_chart,
    reference_of,
)

__all__ = ["INDICATORS", "BirthsError", "common_denominator", "left_out_years", "overlap", "summarise"]

FLOOR_WEEKS, BIG2_WEEKS, PRETERM_WEEKS = 22, 24, 37
MORTALITY = tuple((weeks, days) for weeks in (22, 24, 28) for days in (7, 28))
INDICATORS = ("preterm", "sga", "big2", *(f"perinatal_mortality_{w}w_{d}d" for w, d in MORTALITY))
NEEDS_CHART = ("sga", "big2")
LEVELS = ("pc4", "pc3", "wijk", "gemeente")
NO_REFERENCE = "none"
"""In the column `reference` of the indicators for which no chart is used."""
UNKNOWN_PLACE = "unknown"
"""As `area` or `period` of births without a postcode (or one that the list lacks) or without a date."""


def summarise(
    births: pl.DataFrame,
    chart: pl.DataFrame,
    by: str | Sequence[str] = "pc4",
    postcodes: pl.DataFrame | None = None,
    reference: str | None = None,
    window: int | None = None,
) -> pl.DataFrame:
    """Numerators and denominators per indicator, population, area and period, in that order.

    `births`: one row per child, columns as in `births_check.BIRTH_COLUMNS`. `chart`: `geslacht`
    (jongens|meisjes), `zwangerschapsduur_dagen`, `p10` in grams, and `reference`, the name of the chart,
    unless given here. `by`: "pc4", "pc3", "wijk" or "gemeente", with ",year" for one row per calendar year of birth;
    otherwise `period` is the span of years in the records, or, with `window`, each span of so many years, counted
    back from the last and never overlapping; births before the first whole window are left out. `postcodes`
    (`pc4,gemeente[,gewicht]`, or with `wijk`) is needed for gemeente and wijk: a PC4 in several goes to the one with
    most addresses (`gewicht`). Each area and period that occurs has every population (all, singleton, multiple) and
    indicator, if need be 0 of 0. With a column `organisation` the numerator is told per organisation as well, largest
    first and without names (`per_organisation`, "60|30|10"): for the rule on dominance. Raises `BirthsError`.
    """
    name = reference_of(chart, reference)
    found = _long(_counts(births, chart, by, postcodes, _facts(), window), name)
    if ORGANISATION not in births.columns:
        return found
    apart = _counts(births, chart, by, postcodes, _facts(), window, apart=(ORGANISATION,))
    return found.join(_per_organisation(apart), on=list(_KEYS), how="left", maintain_order="left").with_columns(
        pl.col("per_organisation").fill_null("")
    )


_KEYS = ("area", "period", "population", "indicator")


def _per_organisation(counts: pl.DataFrame) -> pl.DataFrame:
    """`_KEYS` and the numerators of the organisations as one text, the largest first, those without any left out."""
    numerators = [
        counts.select(*_KEYS[:3], pl.lit(name).alias("indicator"), numerator.alias("n"))
        for name, (numerator, _, _) in _fractions().items()
    ]
    every = pl.concat(numerators).filter(pl.col("n") > 0).sort("n", descending=True)
    texts = pl.col("n").cast(pl.String).str.join("|").alias("per_organisation")
    return every.group_by(_KEYS, maintain_order=True).agg(texts)


def common_denominator(
    births: pl.DataFrame,
    chart: pl.DataFrame,
    by: str | Sequence[str] = "pc4",
    postcodes: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Preterm, SGA, Big 2 and their `overlap`, in the births that Big 2 is counted in; rows as `summarise`.

    The overlap is counted by itself; that it equals preterm + sga - big2 is the check on the other three, and
    a breach raises `BirthsError`.
    """
    known = pl.col("from_24") & pl.col("weighed")
    preterm, light = pl.col("preterm"), pl.col("light")
    sums = {
        "denominator": known,
        "preterm": known & preterm,
        "sga": known & light,
        "big2": known & (preterm | light),
        "overlap": known & preterm & light,
    }
    counts = _counts(births, chart, by, postcodes, sums)
    adds_up = pl.col("preterm") + pl.col("sga") - pl.col("big2") == pl.col("overlap")
    if not counts.select(adds_up.all()).item():
        raise BirthsError("preterm, SGA and Big 2 do not add up on their common denominator")
    return counts.select("area", "period", "population", *sums)


def overlap(preterm: pl.Series, sga: pl.Series, big2: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Of a delivered table on one denominator: preterm + sga - big2, and whether that can be.

    It can when it lies between 0 and the smaller of preterm and SGA. Counts, or shares up to their rounding.
    """
    both = preterm + sga - big2
    return both, (both >= 0) & (both <= preterm) & (both <= sga)


def _counts(
    births: pl.DataFrame,
    chart: pl.DataFrame,
    by: str | Sequence[str],
    postcodes: pl.DataFrame | None,
    sums: dict[str, pl.Expr],
    window: int | None = None,
    apart: tuple[str, ...] = (),
) -> pl.DataFrame:
    """How many births make each of `sums` true, per area, period and population (and the columns of `apart`)."""
    grouping, yearly = _grouping(by)
    if window is not None and (yearly or window < 2):
        raise BirthsError("a window has two years or more, and is not by year", field="window")
    records, p10 = checked_births(births), checked_chart(chart)
    counts = [condition.sum().alias(name) for name, condition in sums.items()]
    keys = ["pc4", "multiple", *apart, *(["year"] if yearly or window else [])]
    fine = (
        _flags(records, p10, apart).group_by(keys).agg(counts).with_columns(pl.col(list(sums)).cast(pl.Int64)).collect()
    )
    if window:
        fine = fine.join(_windows(records, window), on="year", how="left").filter(
            pl.col("year").is_null() | pl.col("period").is_not_null()
        )
    else:
        fine = fine.with_columns((pl.col("year").cast(pl.String) if yearly else pl.lit(_span(records))).alias("period"))
    if grouping == "pc4":
        fine = fine.with_columns(pl.col("pc4").cast(pl.String).alias("area"))
    elif grouping == "pc3":
        fine = fine.with_columns(((pl.col("pc4") // 10).cast(pl.String) + "X").alias("area"))
    else:
        fine = fine.join(area_of_pc4(postcodes, fine["pc4"], grouping), on="pc4", how="left")
    named = fine.with_columns(pl.col("area", "period").fill_null(UNKNOWN_PLACE))
    return _populations(named, list(sums), ["area", "period", *apart])


def _flags(records: pl.DataFrame, p10: pl.DataFrame, apart: tuple[str, ...] = ()) -> pl.LazyFrame:
    """Per birth from 22+0 or of unknown term: its group, and what is true of it as flags without nulls."""
    term, stillborn = pl.col("term"), pl.col("stillborn")
    known = term.is_not_null() & pl.col("birthweight_g").is_not_null() & pl.col("p10").is_not_null()
    return (
        records.lazy()
        .with_columns((pl.col("ga_weeks") * 7 + pl.col("ga_days")).alias("term"))
        .filter(term.is_null() | (term >= FLOOR_WEEKS * 7))
        .join(p10.lazy(), on=["male", "term"], how="left")
        .select(
            "pc4",
            pl.col("born_on").dt.year().alias("year"),
            "multiple",
            *(pl.col(name).fill_null("") for name in apart),
            term.is_null().alias("no_term"),
            (term < PRETERM_WEEKS * 7).fill_null(False).alias("preterm"),
            *((term >= w * 7).fill_null(False).alias(f"from_{w}") for w in (22, 24, 28)),
            known.alias("weighed"),
            (known & (pl.col("birthweight_g") < pl.col("p10"))).fill_null(False).alias("light"),
            *((stillborn | (pl.col("died_on_day") < d)).fill_null(False).alias(f"dead_{d}") for d in (7, 28)),
        )
    )


def _facts() -> dict[str, pl.Expr]:
    """The conditions that births are counted by; every indicator is made of these."""
    col = pl.col
    in_big2 = col("from_24") & col("weighed")
    facts = {name: col(name) for name in ("no_term", "from_22", "from_24", "from_28", "preterm", "light", "weighed")}
    facts["in_big2"] = in_big2
    facts["big2"] = in_big2 & (col("preterm") | col("light"))
    for w, d in MORTALITY:
        facts[f"dead_{w}_{d}"] = col(f"from_{w}") & col(f"dead_{d}")
    return facts


def _fractions() -> dict[str, tuple[pl.Expr, pl.Expr, pl.Expr]]:
    """Numerator, denominator and unknown of each indicator, from the counts of `_facts`."""
    col = pl.col
    no_term = col("no_term")
    fractions = {
        "preterm": (col("preterm"), col("from_22"), no_term),
        "sga": (col("light"), col("weighed"), no_term + col("from_22") - col("weighed")),
        "big2": (col("big2"), col("in_big2"), no_term + col("from_24") - col("in_big2")),
    }
    for w, d in MORTALITY:
        fractions[f"perinatal_mortality_{w}w_{d}d"] = (col(f"dead_{w}_{d}"), col(f"from_{w}"), no_term)
    return fractions


def _populations(counts: pl.DataFrame, names: list[str], keys: list[str]) -> pl.DataFrame:
    """From counts per area, period and `multiple` to a row for all, singleton and multiple of each."""
    sums = [pl.col(names).sum()]
    every = counts.group_by(keys).agg(sums).sort(keys)
    parts = [every.with_columns(pl.lit("all").alias("population"))]
    for population, value in (("singleton", False), ("multiple", True)):
        own = counts.filter(pl.col("multiple") == value).group_by(keys).agg(sums)
        complete = every.select(keys).join(own, on=keys, how="left", maintain_order="left")
        parts.append(complete.with_columns(pl.col(names).fill_null(0), pl.lit(population).alias("population")))
    return pl.concat(parts)


def _long(counts: pl.DataFrame, reference: str) -> pl.DataFrame:
    """One row per indicator, with the chart's name where a chart was used."""
    rows = [
        counts.select(
            "area",
            "period",
            "population",
            pl.lit(name).alias("indicator"),
            numerator.alias("numerator"),
            denominator.alias("denominator"),
            unknown.alias("unknown"),
            pl.lit(reference if name in NEEDS_CHART else NO_REFERENCE).alias("reference"),
        )
        for name, (numerator, denominator, unknown) in _fractions().items()
    ]
    return pl.concat(rows)


def _grouping(by: str | Sequence[str]) -> tuple[str, bool]:
    """The kind of area, and whether by year."""
    parts = [part.strip() for part in (by.split(",") if isinstance(by, str) else by)]
    if parts[0] not in LEVELS or parts[1:] not in ([], ["year"]):
        raise BirthsError("by must be pc4, pc3, wijk or gemeente, with or without ,year", field="by")
    return parts[0], len(parts) == 2


def _windows(records: pl.DataFrame, window: int) -> pl.DataFrame:
    """`year`, `period` of every year of birth that lies in a whole window, as small integers and text."""
    first, last = _first_and_last(records)
    years = [year for year in range(first, last + 1) if last - first + 1 >= window * ((last - year) // window + 1)]
    ends = [last - (last - year) // window * window for year in years]
    periods = [f"{end - window + 1}-{end}" for end in ends]
    return pl.DataFrame({"year": years, "period": periods}, schema={"year": pl.Int32, "period": pl.String})


def left_out_years(births: pl.DataFrame, window: int) -> list[int]:
    """The years of birth that a summary by windows leaves out, because they make no whole window."""
    records = checked_births(births)
    kept = set(_windows(records, window)["year"])
    return sorted(set(records["born_on"].dt.year().drop_nulls()) - kept)


def _span(records: pl.DataFrame) -> str:
    """The years of birth in the records, "2015-2024" or "2024"."""
    first, last = _first_and_last(records)
    if last < first:
        return UNKNOWN_PLACE
    return str(first) if first == last else f"{first}-{last}"


def _first_and_last(records: pl.DataFrame) -> tuple[int, int]:
    """The first and last year of birth; (0, -1) where no birth has a date."""
    year = pl.col("born_on").dt.year()
    first, last = records.select(year.min().alias("first"), year.max().alias("last")).row(0)
    return (0, -1) if first is None else (int(first), int(last))
