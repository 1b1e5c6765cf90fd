"""Ten years of made-up births: Dutch national levels, differences between neighbourhoods that look alike nearby.

Levels: term and weight so that about one in six children is born too early or too small (design.md, section 1); the
spread between neighbourhoods is a choice. No record is of a person.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from kansrijk.demo.land import Place, postcode_of

YEARS = range(2014, 2024)


def births(places: list[Place], seed: int) -> pl.DataFrame:
    """One row per made-up birth, in the columns of `births summarise` plus `buurt`."""
    rng = np.random.default_rng(seed + 1)
    postcodes = [place for place in places if place.level == "pc4"]
    parts = []
    for place in places:
        if place.level == "buurt":
            for year in YEARS:
                count = int(rng.poisson(place.births_a_year))
                parts.append(_births(place, postcode_of(place, postcodes), year, count, rng))
    return pl.concat(parts)


def _births(place: Place, pc4: str, year: int, count: int, rng: np.random.Generator) -> pl.DataFrame:
    preterm = 1 / (1 + np.exp(-(np.log(0.066 / 0.934) + 0.22 * place.hardship)))
    is_preterm = rng.random(count) < preterm
    days = np.where(is_preterm, 258 - rng.gamma(1.1, 14, count), 259 + np.clip(rng.normal(20, 8, count), 0, 35))
    days = np.clip(days, 168, 294).astype(int)
    is_girl = rng.random(count) < 0.488
    expected = 3560 - 120 * is_girl + (days - 280) * 25.0 - 55 * place.hardship
    weight = np.clip(rng.normal(np.clip(expected, 500, None), 0.125 * np.clip(expected, 500, None)), 350, 6000)
    is_stillborn = rng.random(count) < 0.004
    day = rng.integers(0, 365, count)
    return pl.DataFrame(
        {
            "sex": np.where(is_girl, "f", "m"),
            "ga_weeks": days // 7,
            "ga_days": days % 7,
            "birthweight_g": weight.astype(int),
            "outcome": np.where(is_stillborn, "stillborn", "live"),
            "died_on_day": pl.Series([None] * count, dtype=pl.Int64),
            "multiple": (rng.random(count) < 0.03).astype(int),
            "pc4": [pc4] * count,
            "born_on": [date(year, 1, 1) + timedelta(days=int(d)) for d in day],
            "buurt": [place.code] * count,
        }
    )


def chart() -> pl.DataFrame:
    """A birthweight chart of the region's own: made up, named as such, so that no real chart is shipped."""
    days = np.arange(161, 295)
    return pl.DataFrame(
        {
            "geslacht": ["meisjes"] * days.size + ["jongens"] * days.size,
            "zwangerschapsduur_dagen": np.concatenate([days, days]),
            "p10": np.concatenate([_tenth(3440, days), _tenth(3560, days)]),
        }
    )


def _tenth(at_term: float, days: np.ndarray) -> np.ndarray:
    expected = np.clip(at_term + (days - 280) * 25.0, 500, None)
    return np.round(expected * (1 - 1.34 * 0.125)).astype(int)
