"""Ten years of made-up births: Dutch national levels, differences between neighbourhoods that look alike nearby.

No record is of a person. Levels: gestation as in 2016 (CBS 80291ned: 1,079 + 1,266 + 9,664 of 172,418 births before
28, 32 and 37 weeks), the share born preterm per year as published by vzinfo (from 2022 on: as in 2021), stillbirth and
death near those of 2019 (Perined 2020: 4.8 and 2.9 per 1,000). What differs between buurten is chosen.
"""

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from kansrijk.demo.land import Lot, Place

YEARS = range(2014, 2024)
REFERENCE = "verzonnen groeicurve van de fictieve regio"
STANDARD = "verzonnen geboorten van de fictieve regio 2014-2023"
# Born below 37 weeks, per cent of all births per year.
PRETERM = dict(zip(YEARS, (7.4, 7.2, 7.0, 7.1, 7.0, 6.9, 6.9, 6.6, 6.6, 6.6), strict=True))
# Of those: from day, to day (before), how many in 2016; the chance of stillbirth, of death in week 1, and to day 28.
STRATA = (
    (154, 196, 1_079, 0.33, 0.19, 0.03),
    (196, 224, 1_266, 0.07, 0.030, 0.010),
    (224, 259, 9_664, 0.016, 0.006, 0.002),
)
TERM = (0.0013, 0.0005, 0.0003)
# Weight for gestational age spreads by this part of the mean; the tenth percentile lies 1.2816 of it below.
SPREAD = 0.125
TENTH = 1.2816
TWINS, UNKNOWN_WEIGHT, UNKNOWN_TERM = 0.030, 0.004, 0.003
Floats = NDArray[np.float64]


def births(places: list[Place], lots: list[Lot], seed: int) -> pl.DataFrame:
    """One row per made-up birth, in the columns of `births summarise`, plus `buurt` and `lot` (its place in `lots`)."""
    rng = np.random.default_rng([seed, 6])
    buurten = [place for place in places if place.level == "buurt"]
    size = rng.poisson(np.repeat([place.births_a_year for place in buurten], len(YEARS)))
    owner = np.repeat(np.repeat(np.arange(len(buurten)), len(YEARS)), size)
    year = np.repeat(np.tile(np.array(YEARS), len(buurten)), size)
    hardship = np.array([place.hardship for place in buurten])[owner]
    twin = rng.random(owner.size) < TWINS
    stratum = _stratum(rng, year, hardship, twin)
    days = _days(rng, stratum)
    girl = rng.random(owner.size) < 0.488
    still, died = _deaths(rng, stratum)
    gone = rng.random(owner.size)
    weight = pl.Series(_weights(rng, days, girl, twin, hardship)).set(pl.Series(gone < UNKNOWN_WEIGHT), None)
    no_term = pl.Series(rng.random(owner.size) < UNKNOWN_TERM)
    started = np.array([(date(y, 1, 1) - date(1970, 1, 1)).days for y in year.tolist()])
    born_on = pl.Series(started + rng.integers(0, 365, owner.size), dtype=pl.Int32).cast(pl.Date)
    names = [place.code for place in buurten]
    return pl.DataFrame(
        {
            "sex": np.where(girl, "f", "m"),
            "ga_weeks": pl.Series(days // 7).set(no_term, None),
            "ga_days": pl.Series(days % 7).set(no_term, None),
            "birthweight_g": weight,
            "outcome": np.where(still, "stillborn", "live"),
            "died_on_day": died,
            "multiple": twin.astype(int),
            "born_on": born_on,
            "buurt": [names[index] for index in owner.tolist()],
            "lot": _lots(rng, owner, names, lots),
        }
    )


def _stratum(
    rng: np.random.Generator, year: NDArray[np.int64], hardship: Floats, twin: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Per birth 0, 1, 2 (preterm, the earliest first) or 3: at term."""
    level = np.array([PRETERM[y] for y in year.tolist()]) / 100
    # Twins are born early far more often; the rest is set so that the whole keeps its level.
    odds = np.log(level / (1 - level)) - 0.21 + 0.17 * hardship + np.where(twin, 2.75, 0.0)
    preterm = rng.random(year.size) < 1 / (1 + np.exp(-odds))
    counts = np.array([count for _, _, count, *_ in STRATA], float)
    early = rng.choice(len(STRATA), year.size, p=counts / counts.sum())
    return np.where(preterm, early, len(STRATA))


def _days(rng: np.random.Generator, stratum: NDArray[np.int64]) -> NDArray[np.int64]:
    """Term in days; within a stratum the later days are the fuller ones."""
    days = np.clip(np.rint(rng.normal(279, 8.5, stratum.size)), 259, 294)
    for index, (first, after, *_) in enumerate(STRATA):
        late = rng.power(2.4, stratum.size)
        days = np.where(stratum == index, np.floor(first + late * (after - first)), days)
    return days.astype(np.int64)


def _deaths(rng: np.random.Generator, stratum: NDArray[np.int64]) -> tuple[NDArray[np.bool_], pl.Series]:
    """Stillborn or not, and the day of death of those born alive who died within 28 days."""
    chances = np.array([one[3:] for one in STRATA] + [TERM])[stratum]
    draw = rng.random(stratum.size)
    still = draw < chances[:, 0]
    week = ~still & (draw < chances[:, 0] + chances[:, 1])
    month = ~still & ~week & (draw < chances.sum(axis=1))
    day = np.where(week, rng.integers(0, 7, stratum.size), rng.integers(7, 28, stratum.size))
    return still, pl.Series(day).set(pl.Series(~(week | month)), None)


def _weights(
    rng: np.random.Generator,
    days: NDArray[np.int64],
    girl: NDArray[np.bool_],
    twin: NDArray[np.bool_],
    hardship: Floats,
) -> NDArray[np.int64]:
    mean = expected(np.where(girl, "meisjes", "jongens"), days)
    mean = mean * (1 - 0.011 * hardship - np.where(twin, 0.10, 0.0) - np.where(days < 245, 0.06, 0.0) + 0.012)
    return np.clip(rng.normal(mean, SPREAD * mean), 250, 6_500).astype(np.int64)


def expected(sex: NDArray[np.str_], days: NDArray[np.int64]) -> Floats:
    """The mean weight in grams of the made-up chart."""
    at_term = np.where(sex == "meisjes", 3_440.0, 3_570.0)
    growth = 1 / (1 + np.exp(-(days - 231.0) / 26.0))
    return np.asarray(at_term * growth / (1 / (1 + np.exp(-(280.0 - 231.0) / 26.0))))


def _lots(rng: np.random.Generator, owner: NDArray[np.int64], names: list[str], lots: list[Lot]) -> NDArray[np.int64]:
    """For each birth one of the lots of its buurt, by households."""
    result = np.zeros(owner.size, dtype=np.int64)
    for index, name in enumerate(names):
        places = [at for at, lot in enumerate(lots) if lot.buurt == name]
        size = np.array([lots[at].households for at in places], float)
        mine = owner == index
        result[mine] = rng.choice(places, int(mine.sum()), p=size / size.sum())
    return result


def chart() -> pl.DataFrame:
    """A birthweight chart of the region's own: made up, named as such, so that no real chart is shipped."""
    days = np.arange(161, 295)
    sexes = ("meisjes", "jongens")
    tenth = [np.round(expected(np.full(days.size, sex), days) * (1 - TENTH * SPREAD)).astype(int) for sex in sexes]
    return pl.DataFrame(
        {
            "geslacht": np.repeat(sexes, days.size),
            "zwangerschapsduur_dagen": np.tile(days, 2),
            "p10": np.concatenate(tenth),
        }
    )
