"""The pure calculations: intervals with benchmark and trend, and Big 2 from births. No database."""

import numpy as np

from bench.tasks import Task
from bench.timing import Measured, measured, seconds

CELLS, ONE_BY_ONE = 200_000, 2_000


def intervals() -> list[Measured]:
    """Ours over all cells at once; beside it scipy's own interval, one cell at a time, as is commonly written."""
    from scipy.stats import binomtest

    from kansrijk.core.benchmarks import compare
    from kansrijk.core.intervals import wilson
    from kansrijk.core.trends import recent_trend

    random = np.random.default_rng(1)
    totals = random.integers(20, 2000, (CELLS, 5))
    cases = random.binomial(totals, 0.148)

    def ours() -> None:
        compare(wilson(cases[:, -1], totals[:, -1]), 0.148, polarity="lower_is_better")
        recent_trend(cases, totals)

    def peer() -> None:
        for x, n in zip(cases[:ONE_BY_ONE, -1].tolist(), totals[:ONE_BY_ONE, -1].tolist(), strict=True):
            binomtest(x, n).proportion_ci(method="wilson")

    own = seconds(ours, 20)
    theirs = [one * CELLS / ONE_BY_ONE for one in seconds(peer, 5)]
    return [
        measured("200,000 Wilson intervals with benchmark and trend", own, "s", 0.2),
        measured("peer: scipy.stats.binomtest, interval only, one at a time (2,000 measured, times 100)", theirs, "s"),
    ]


def births() -> list[Measured]:
    """1.7 million made-up births, ten years, by postcode and year."""
    import polars as pl

    from kansrijk.core.births import summarise
    from kansrijk.demo.records import chart

    random = np.random.default_rng(2)
    count = 1_700_000
    days = np.clip(random.normal(276, 13, count), 168, 294).astype(int)
    records = pl.DataFrame(
        {
            "sex": random.choice(["f", "m"], count),
            "ga_weeks": days // 7,
            "ga_days": days % 7,
            "birthweight_g": random.normal(3400, 500, count).clip(400, 6000).astype(int),
            "outcome": random.choice(["live", "stillborn"], count, p=[0.995, 0.005]),
            "died_on_day": pl.Series([None] * count, dtype=pl.Int64),
            "multiple": random.binomial(1, 0.03, count),
            "pc4": random.integers(1000, 5000, count).astype(str),
            "born_on": (np.datetime64("2014-01-01") + random.integers(0, 3650, count)).astype("datetime64[D]"),
        }
    )
    reference = chart()
    times = seconds(lambda: summarise(records, reference, by="pc4,year", reference="made up"), 20)
    return [measured("Big 2 of 1.7 million births by PC4 and year", times, "s", 1.0)]


TASKS = (
    Task("200,000 Wilson intervals with benchmark and trend", intervals),
    Task("Big 2 of 1.7 million births by PC4 and year", births),
)
