"""What may leave a closed research environment: the rules, applied to a bundle before it is written.

At least ten persons per cell, at least ten degrees of freedom, no minimum or maximum, no group disclosure. What fails
is left out or made empty, and the report says what and how often. Source: output rules of CBS for microdata, as
named in the project's issue; the text itself was not at hand.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import polars as pl

LEAST = 10
HIDDEN = "hidden"
FIGURES = ("estimate", "lower", "upper", "se_logit", "p_top_decile", "reliability", "change")


@dataclass(frozen=True)
class Rule:
    """One rule: how many things it was asked of, how many failed, and what was done with those."""

    rule: str
    checked: int
    failed: int
    action: str


@dataclass(frozen=True)
class OutputCheck:
    """`passed`: everything that is written keeps every rule."""

    rules: tuple[Rule, ...]
    passed: bool

    def as_json(self) -> dict[str, object]:
        """Plain values, for the bundle."""
        return asdict(self)


def protect(estimates: pl.DataFrame) -> tuple[pl.DataFrame, tuple[Rule, ...]]:
    """Hides figures of areas with fewer than ten inhabitants, and numbers of persons below ten.

    `estimates` has the columns of the bundle. Numbers of respondents are told in tens, so that no difference between
    two runs or levels tells of one person.
    """
    few = (pl.col("n_population") < LEAST).fill_null(True)
    empty = few & (pl.col("n_population") == 0)
    shown = estimates.with_columns(
        *(pl.when(few).then(None).otherwise(pl.col(name)).alias(name) for name in FIGURES if name in estimates.columns),
        pl.when(empty)
        .then(pl.lit("no_data"))
        .when(few)
        .then(pl.lit(HIDDEN))
        .otherwise(pl.col("status"))
        .alias("status"),
        pl.when(pl.col("n_survey") < LEAST).then(None).otherwise(pl.col("n_survey") // 10 * 10).alias("n_survey"),
        pl.when(few).then(None).otherwise(pl.col("n_population")).alias("n_population"),
    )
    inhabited = int(estimates.select(few.sum()).item())
    asked = int(estimates.select((pl.col("n_survey") < LEAST).sum()).item())
    return shown, (
        Rule("at least 10 inhabitants per estimate", estimates.height, inhabited, "figures and numbers left empty"),
        Rule("at least 10 respondents per number told", estimates.height, asked, "number left empty"),
        Rule("numbers of respondents in tens", estimates.height, 0, "rounded down"),
    )


def degrees_of_freedom(indicator: str, respondents: float, coefficients: float) -> Rule:
    """At least ten more respondents (effective number) than coefficients in use."""
    return Rule(
        f"at least 10 degrees of freedom: {indicator}", 1, int(respondents - coefficients < LEAST), "model not written"
    )


def verified(estimates: pl.DataFrame, rules: tuple[Rule, ...], bins: list[dict[str, float]]) -> OutputCheck:
    """Looks at what is about to be written, whatever was done before."""
    small = estimates.filter(
        (pl.col("n_population").is_null() & pl.col("estimate").is_not_null()) | (pl.col("n_population") < LEAST)
    ).height
    told = estimates.filter((pl.col("n_survey") < LEAST) | (pl.col("n_survey") % 10 != 0)).height
    certain = estimates.filter((pl.col("estimate") <= 0) | (pl.col("estimate") >= 1)).height
    names = [c for c in estimates.columns if c.startswith(("min", "max"))]
    thin = sum(1 for b in bins if b["respondents"] < LEAST)
    found = (
        *rules,
        Rule("no cell under 10 persons is written", estimates.height, small + told, "stop"),
        Rule("no minimum or maximum is written", len(estimates.columns), len(names), "stop"),
        Rule("no group of which all or none have the outcome", estimates.height, certain, "stop"),
        Rule("at least 10 respondents per bin of the calibration", len(bins), thin, "stop"),
    )
    return OutputCheck(found, not any(r.failed for r in found if r.action in ("stop", "model not written")))
