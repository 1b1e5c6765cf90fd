"""Perceived health per buurt, 2012 to 2024: smoothing and trend from RIVM's published model estimates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from kansrijk.core.estimation.fay_herriot import fay_herriot
from kansrijk.core.estimation.neighbours import Neighbours, neighbours
from kansrijk.core.estimation.result import logit
from kansrijk.core.estimation.validation import require_real_change
from kansrijk.core.intervals import BadNumbers
from reports.parts import Shapes, Shown, shapes, sheet

YEARS = (2012, 2016, 2020, 2022, 2024)
SPAN = YEARS[-1] - YEARS[0]
Z = 1.959964
TOWN = "GM0599"
EDGES_TOWN, EDGES_CHANGE = (65.0, 70.0, 75.0, 80.0), (-1.0, 0.0, 1.0)


@dataclass(frozen=True, eq=False)
class Waves:
    """Logits of the published shares, rows places and columns waves; `country` is the mean logit per wave.

    `apart` is what a place has beside the country: its trend is the trend of these.
    """

    codes: tuple[str, ...]
    logits: np.ndarray
    country: np.ndarray
    years: np.ndarray

    @property
    def apart(self) -> np.ndarray:
        return self.logits - self.country


@dataclass(frozen=True, eq=False)
class Lines:
    """A straight line per place: level in the middle of the waves, slope per year, their variances, residual sd."""

    level: np.ndarray
    slope: np.ndarray
    level_variance: float
    slope_variance: float
    residual: float
    middle: float


def waves(data: Path, level: str, years: tuple[int, ...] = YEARS, country: np.ndarray | None = None) -> Waves:
    """Places with a figure in all five waves."""
    file = data / "health" / "ervaren_gezondheid_50150NED_gemeente_buurt_2012_2024.csv"
    rows = pl.read_csv(file).filter(pl.col("niveau") == level)
    wide = rows.pivot(on="jaar", index="code", values="goed_ervaren_gezondheid_pct").drop_nulls().sort("code")
    shares = wide.select([str(y) for y in years]).to_numpy() / 100
    logits = logit(shares)
    mean = logits.mean(axis=0) if country is None else country
    return Waves(tuple(wide["code"]), logits, mean, np.array(years, dtype=float))


def lines(found: Waves) -> Lines:
    """Least squares per place; the residual variance is that of all places together."""
    middle = float(found.years.mean())
    x = found.years - middle
    level, slope = found.apart.mean(axis=1), found.apart @ x / (x @ x)
    left = found.apart - level[:, None] - slope[:, None] * x
    variance = float((left**2).sum() / (left.shape[0] * (x.size - 2)))
    return Lines(level, slope, variance / x.size, variance / float(x @ x), variance**0.5, middle)


def beside(graph: Neighbours, values: np.ndarray) -> np.ndarray:
    """The mean over the neighbours; that of all places where there is none."""
    degree = np.asarray(graph.adjacency.sum(axis=1)).ravel()
    total = graph.adjacency @ values
    return np.where(degree > 0, total / np.maximum(degree, 1), values.mean())


def drawn_to(direct: np.ndarray, variance: float, around: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """(estimate, standard error) of direct values drawn to what surrounds them, by Fay-Herriot."""
    design = np.column_stack([np.ones(direct.size), *around])
    found = fay_herriot(direct, np.full(direct.size, variance), design)
    return found.estimate, found.se


@dataclass(frozen=True, eq=False)
class Families:
    """The change of a place beside the country over the span, on the logit scale, by four kinds of model.

    `chosen` is the line drawn to what is above and to the neighbours together, with its standard error.
    """

    by_name: dict[str, np.ndarray]
    chosen: np.ndarray
    se: np.ndarray

    @property
    def spread(self) -> np.ndarray:
        """Largest minus smallest of the kinds, per place."""
        found = np.array(list(self.by_name.values()))
        return np.asarray(found.max(axis=0) - found.min(axis=0))


def families(found: Waves, graph: Neighbours, town: np.ndarray | None) -> Families:
    """`town`: the slope per year of each place's gemeente; None for gemeenten, which are drawn to the country."""
    straight = lines(found)
    near, above = beside(graph, straight.slope), [] if town is None else [town]
    from_above, _ = drawn_to(straight.slope, straight.slope_variance, above)
    by_neighbours, _ = drawn_to(straight.slope, straight.slope_variance, [near])
    chosen, se = drawn_to(straight.slope, straight.slope_variance, [*above, near])
    return Families(
        {
            "last wave minus first": found.apart[:, -1] - found.apart[:, 0],
            "straight line": SPAN * straight.slope,
            "line drawn to what is above": SPAN * from_above,
            "line drawn to the neighbours": SPAN * by_neighbours,
        },
        SPAN * chosen,
        SPAN * se,
    )


def is_told(change: float, se: float, spread: float) -> bool:
    """Whether a change may be told as one; all on one scale."""
    try:
        require_real_change(0.0, change, se, spread)
    except BadNumbers:
        return False
    return True


def town_slopes(data: Path, found: Waves) -> np.ndarray:
    """The slope of each place's gemeente, beside the same country; the mean where a gemeente has no figures."""
    own = waves(data, "gemeente", tuple(int(y) for y in found.years), found.country)
    slope = dict(zip(own.codes, lines(own).slope, strict=True))
    mean = float(np.mean(list(slope.values())))
    return np.array([slope.get("GM" + code[2:6], mean) for code in found.codes])


def outlines(data: Path, level: str) -> Shapes:
    """Boundaries of 2023 with shared borders."""
    file = data / "boundaries" / f"{level}_2023_wgs84_dirksa.topojson"
    return shapes(file, lambda properties: str(properties["statcode"]))


def held_out(data: Path, graph: Neighbours) -> dict[str, float]:
    """2024 predicted from the waves before it: errors in points, and how often the limits held it."""
    whole = waves(data, "buurt")
    before = waves(data, "buurt", YEARS[:-1])
    straight = lines(before)
    near, town = beside(graph, straight.slope), town_slopes(data, before)
    slope, slope_se = drawn_to(straight.slope, straight.slope_variance, [town, near])
    ahead = YEARS[-1] - straight.middle
    predicted = straight.level + slope * ahead
    sd = np.sqrt(straight.level_variance + (slope_se * ahead) ** 2 + straight.residual**2)
    truth, weight = whole.apart[:, -1], 100 * per_logit(whole)
    wrong = {
        "line_drawn": predicted,
        "line": straight.level + straight.slope * ahead,
        "last": before.apart[:, -1],
        "mean": straight.level,
        "nothing": np.zeros(truth.size),
    }
    errors = {name: float(np.sqrt(np.mean((weight * (one - truth)) ** 2))) for name, one in wrong.items()}
    inside = np.abs(truth - predicted) <= Z * sd
    return errors | {"coverage": float(100 * inside.mean()), "half_width": float(weight * Z * sd.mean())}


def per_logit(found: Waves) -> float:
    """What one on the logit scale is in shares, at the country's level in the last wave."""
    share = float(1 / (1 + np.exp(-found.country[-1])))
    return share * (1 - share)


def made(data: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """(numbers, drawings by name)."""
    found, drawn = waves(data, "buurt"), outlines(data, "buurt")
    graph = neighbours(found.codes, drawn.graph_pairs(found.codes))
    numbers: dict[str, Any] = {
        "buurten": len(found.codes),
        "without_neighbours": int((np.asarray(graph.adjacency.sum(axis=1)).ravel() == 0).sum()),
        "country": dict(zip(map(str, YEARS), (100 / (1 + np.exp(-found.country))).tolist(), strict=True)),
        "held_out": held_out(data, graph),
    }
    numbers["buurt"] = told(found, families(found, graph, town_slopes(data, found)))
    towns, town_drawn = waves(data, "gemeente", YEARS, found.country), outlines(data, "gemeente")
    town_graph = neighbours(towns.codes, town_drawn.graph_pairs(towns.codes))
    changes = families(towns, town_graph, None)
    numbers["gemeente"] = told(towns, changes)
    drawings = {
        "report-health-gemeente-change.svg": sheet(
            "Change in good perceived health 2012–2024 beside the Netherlands, per gemeente",
            changed(towns, changes),
            town_drawn,
            EDGES_CHANGE,
            "points",
            400.0,
            "no trend may be told",
        ),
        "report-health-rotterdam-2024.svg": sheet(
            "Good perceived health 2024 in Rotterdam, smoothed, per buurt",
            smoothed(found, graph, TOWN),
            drawn,
            EDGES_TOWN,
        ),
    }
    return numbers, drawings


def told(found: Waves, changes: Families) -> dict[str, Any]:
    """How many changes may be told as such, and how far the kinds of model lie apart, in points."""
    points = 100 * per_logit(found)
    real = [is_told(*row) for row in zip(changes.chosen, changes.se, changes.spread, strict=True)]
    chance = np.abs(changes.chosen) > Z * changes.se
    return {
        "places": len(found.codes),
        "spread": float(points * changes.spread.mean()),
        "se": float(points * np.median(changes.se)),
        "sd_raw": float(points * changes.by_name["last wave minus first"].std()),
        "sd_chosen": float(points * changes.chosen.std()),
        "beyond_chance": int(chance.sum()),
        "real": int(np.sum(real)),
        "up": int(np.sum(np.array(real) & (changes.chosen > 0))),
        "naive": int((np.abs(points * changes.by_name["last wave minus first"]) >= 2).sum()),
    }


def changed(found: Waves, changes: Families) -> list[Shown]:
    """Changes in points; one that may not be told is *too uncertain*."""
    points = 100 * per_logit(found)
    rows = zip(found.codes, changes.chosen, changes.se, changes.spread, strict=True)
    return [
        Shown(code, code, points * v, points * (v - Z * se), points * (v + Z * se),
              "modelled" if is_told(v, se, apart) else "too_uncertain")
        for code, v, se, apart in rows
    ]  # fmt: skip


def smoothed(found: Waves, graph: Neighbours, town: str) -> list[Shown]:
    """The last wave on each place's own line, level and slope drawn to its neighbours, with limits; of one gemeente."""
    straight = lines(found)
    level, level_se = drawn_to(straight.level, straight.level_variance, [beside(graph, straight.level)])
    slope, slope_se = drawn_to(straight.slope, straight.slope_variance, [beside(graph, straight.slope)])
    ahead = YEARS[-1] - straight.middle
    eta = found.country[-1] + level + slope * ahead
    se = np.sqrt(level_se**2 + (slope_se * ahead) ** 2)
    limits = [100 / (1 + np.exp(-x)) for x in (eta, eta - Z * se, eta + Z * se)]
    inside = [i for i, code in enumerate(found.codes) if code[2:6] == town[2:6]]
    return [Shown(found.codes[i], found.codes[i], *(float(x[i]) for x in limits)) for i in inside]


def words(numbers: dict[str, Any]) -> dict[str, str]:
    """The values of the page's template."""
    held, buurt, gemeente = numbers["held_out"], numbers["buurt"], numbers["gemeente"]
    said = {f"country_{year}": f"{share:.1f}" for year, share in numbers["country"].items()}
    said |= {"buurten": f"{numbers['buurten']:,}", "without_neighbours": f"{numbers['without_neighbours']:,}"}
    said |= {f"held_{name}": f"{held[name]:.2f}" for name in ("line_drawn", "line", "last", "mean", "nothing")}
    said |= {"coverage": f"{held['coverage']:.1f}", "half_width": f"{held['half_width']:.1f}"}
    for level, one in (("buurt", buurt), ("gemeente", gemeente)):
        said |= {f"{level}_{name}": f"{one[name]:.2f}" for name in ("spread", "se", "sd_raw", "sd_chosen")}
        said |= {f"{level}_{name}": f"{one[name]:,}" for name in ("places", "beyond_chance", "real", "up", "naive")}
        said[f"{level}_fallen"] = f"{one['beyond_chance'] - one['real']:,}"
        said[f"{level}_down"] = f"{one['real'] - one['up']:,}"
    return said
