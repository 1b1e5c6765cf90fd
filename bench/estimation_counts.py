"""Models that need counts alone: postcodes in one year's births, and every buurt over ten years."""

import numpy as np

from bench.synthetic import Recipe, make_country
from bench.tasks import Task
from bench.timing import Measured, measured, seconds, within
from kansrijk.core.estimation.benchmarking import over_shrinkage, spread_restored
from kansrijk.core.estimation.bym2 import bym2
from kansrijk.core.estimation.counts import empirical_bayes

POSTCODES, BUURTEN, YEARS = 4_070, 14_700, 10
SEEDS = (1, 2, 3)


def postcodes() -> list[Measured]:
    """About 120 births in three years per postcode; one open covariate; the true shares are known."""
    found = [_postcodes(seed) for seed in SEEDS]

    def of(place: int) -> list[float]:
        return [one[place] for one in found]

    return [
        measured("Big 2 of postcodes: error over that of direct three-year shares", of(0), "times", 0.6),
        measured("Big 2 of postcodes: error over that of empirical Bayes", of(1), "times", 0.9),
        within("Big 2 of postcodes: coverage of 95% limits", of(2), "share", 0.93, 0.97),
        within("Big 2 of postcodes: spread of the shares over that of the truth", of(3), "times", 0.9, 1.1),
        measured("Big 2 of postcodes: the same before the spread is restored", of(4), "times"),
        measured(f"{POSTCODES:,} areas, BYM2 with limits", of(5), "s"),
    ]


def _postcodes(seed: int) -> tuple[float, ...]:
    random = np.random.default_rng(seed)
    country = make_country(Recipe(persons=40_000, areas=POSTCODES, survey=100, seed=seed))
    surface = np.sin(9 * country.points[:, 0]) * np.cos(7 * country.points[:, 1])
    covariate = random.standard_normal(POSTCODES)
    noise = 0.08 * random.standard_normal(POSTCODES)
    truth = 1 / (1 + np.exp(1.76 - 0.12 * covariate - 0.24 * surface - noise))
    births = np.maximum(random.poisson(random.gamma(2, 60, POSTCODES)), 1)
    cases = random.binomial(births, truth)
    made = []
    took = seconds(lambda: made.append(bym2(cases, births, country.graph, covariate[:, None])), 1, warm=0)[0]
    found = spread_restored(made[0])

    def error(share: np.ndarray) -> float:
        return float(np.sqrt(np.mean((share - truth) ** 2)))

    covered = float(np.mean((truth >= found.lower) & (truth <= found.upper)))
    return (
        error(found.estimate) / error(cases / births),
        error(found.estimate) / error(empirical_bayes(cases, births).estimate),
        covered,
        float(np.var(found.estimate) / np.var(truth)),
        over_shrinkage(made[0]),
        took,
    )


def years() -> list[Measured]:
    """Every buurt in each of ten years."""
    random = np.random.default_rng(3)
    totals = random.integers(0, 60, (YEARS, BUURTEN))
    cases = random.binomial(totals, random.beta(46.5, 267.7, (YEARS, BUURTEN)))

    def all_years() -> None:
        for x, n in zip(cases, totals, strict=True):
            empirical_bayes(x, n)

    took = seconds(all_years, 3)
    return [measured(f"{BUURTEN:,} areas, {YEARS} years: empirical Bayes with limits", took, "s", 5.0)]


TASKS = [Task("Big 2 of postcodes", postcodes), Task("ten years of buurten", years)]
