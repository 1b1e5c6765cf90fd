"""Preterm birth and low birthweight in the Amsterdam region, by wijk and gemeente, from published per cents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from kansrijk.core.estimation.bym2 import bym2
from kansrijk.core.estimation.counts import empirical_bayes
from kansrijk.core.estimation.neighbours import Neighbours, morans_i, neighbours
from kansrijk.core.estimation.result import AreaEstimates, expit, logit
from kansrijk.core.estimation.validation import check_held_out
from reports.parts import Shapes, check_lines, held_half, other_half, shapes, sheet, shown

OUTCOMES = {"c00_preterm_birth": "preterm", "c00_sga": "sga"}
TITLES = {"preterm": "Preterm birth (before 37 weeks)", "sga": "Light for gestational age (below the 10th centile)"}
EDGES = {"preterm": (6.5, 7.5), "sga": (11.0, 14.0)}
"""No more classes than these intervals can tell apart."""
HALVES = {"Mannen": "boys", "Vrouwen": "girls", "Totaal": "all"}
SPLITS = ("migratieachtergrond", "huishouden", "parent_income_wealth_bins", "opleiding_ouders")
# Names of 2014 that are spelled otherwise in 2019; places whose borders moved are left without a shape.
SPELLED = {
    "Bijlmer-Centrum (D. F. H)": "Bijlmer Centrum (D,F,H)", "Bijlmer-Oost (E. G. K)": "Bijlmer Oost (E,G,K)",
    "Hoofdweg en omgeving": "Hoofdweg e.o.", "Ijplein/Vogelbuurt": "IJplein/Vogelbuurt",
    "Lutkemeer en Ookmeer": "Lutkemeer/Ookmeer", "Sloten- en Riekerpolder": "Sloter-/Riekerpolder",
    "Westindische buurt": "Westindische Buurt", "Middelveldsche Akerpolder en Sloten": "Middelveldsche Akerpolder",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Places:
    """One level: codes, names, neighbours, and what is known of each place (or None)."""

    level: str
    codes: tuple[str, ...]
    names: Mapping[str, str]
    outlines: Shapes
    graph: Neighbours
    covariate: np.ndarray | None


def births(data: Path) -> pl.DataFrame:
    """geografie, outcome, half, cases, births: rows that are told apart by nothing but place, half and outcome.

    A name or code that occurs more than once is several places under one name; it is left out of all halves.
    """
    file = data / "perinatal" / "kco_perinatal_preterm_sga_metropool_amsterdam.csv.gz"
    rows = pl.read_csv(file, infer_schema_length=None).filter([pl.col(name) == "Totaal" for name in SPLITS])
    told = rows.select(
        "geografie",
        outcome=pl.col("uitkomst").replace_strict(OUTCOMES),
        half=pl.col("geslacht").replace_strict(HALVES),
        births=pl.col("N").cast(pl.Float64),
        cases=(pl.col("N") * pl.col("mean") / 100).round(),
    )
    several = pl.len().over("geografie", "outcome", "half").max().over("geografie", "outcome")
    return told.filter(several == 1)


def wijken(data: Path) -> Places:
    """The wijken of Amsterdam of 2019 with a score of social and economic position; shapes are those of 2014."""
    file = data / "health" / "ses_woa_2019_amsterdam_85163NED.csv"
    table = pl.read_csv(file, separator=";", infer_schema_length=0)
    named = table.select(name=table.columns[1], code=table.columns[2], score=table.columns[7])
    kept = (
        named.with_columns(pl.all().str.strip_chars())
        .filter(pl.col("code").str.starts_with("WK"))
        .with_columns(score=pl.col("score").cast(pl.Float64, strict=False))
        .drop_nulls("score")
        .sort("code")
    )
    codes = dict(zip(kept["name"], kept["code"], strict=True))

    def code_of(properties: Mapping[str, Any]) -> str | None:
        name = str(properties["statnaam"])
        is_here = str(properties["statcode"]).startswith("BU0363")
        return codes.get(SPELLED.get(name, name)) if is_here else None

    outlines = shapes(data / "boundaries" / "buurt_2014_wgs84_coarse_ties.topojson", code_of)
    graph = neighbours(kept["code"].to_list(), outlines.graph_pairs(kept["code"].to_list()))
    names = dict(zip(kept["code"], kept["name"], strict=True))
    return Places("wijk", tuple(kept["code"]), names, outlines, graph, kept["score"].to_numpy()[:, None])


def gemeenten(data: Path, told: pl.DataFrame) -> Places:
    """The gemeenten of the region that the figures name, in the borders of 2023."""
    wanted = set(told["geografie"])
    named: dict[str, str] = {}

    def code_of(properties: Mapping[str, Any]) -> str | None:
        name, code = str(properties["statnaam"]), str(properties["statcode"])
        if name not in wanted:
            return None
        named[code] = name
        return code

    outlines = shapes(data / "boundaries" / "gemeente_2023_wgs84_dirksa.topojson", code_of)
    codes = tuple(sorted(named))
    return Places("gemeente", codes, named, outlines, neighbours(codes, outlines.graph_pairs(codes)), None)


def counts(told: pl.DataFrame, places: Places, outcome: str, half: str) -> tuple[np.ndarray, np.ndarray]:
    """Cases and births per place, zero where the figures do not name it."""
    rows = told.filter((pl.col("outcome") == outcome) & (pl.col("half") == half))
    by_name = {r["geografie"]: (r["cases"], r["births"]) for r in rows.iter_rows(named=True)}
    keys = [(code.removeprefix("WK"), places.names[code]) for code in places.codes]
    found = [by_name.get(code, by_name.get(name, (0.0, 0.0))) for code, name in keys]
    return np.array([x for x, _ in found]), np.array([n for _, n in found])


def national(told: pl.DataFrame, outcome: str, half: str) -> float:
    """The share in the whole country."""
    row = told.filter(
        (pl.col("geografie") == "Nederland") & (pl.col("outcome") == outcome) & (pl.col("half") == half)
    ).row(0, named=True)
    return float(row["cases"] / row["births"])


def estimated(places: Places, cases: np.ndarray, totals: np.ndarray) -> AreaEstimates:
    """The default: neighbours, unstructured noise, and the covariate where there is one."""
    return bym2(cases, totals, places.graph, places.covariate, areas=np.array(places.codes))


def half_check(told: pl.DataFrame, places: Places, outcome: str) -> dict[str, float]:
    """Fitted on one half of the children, laid beside the other; both ways, taken together."""
    parts = []
    for seen, unseen in (("boys", "girls"), ("girls", "boys")):
        x, n = counts(told, places, outcome, seen)
        y, m = counts(told, places, outcome, unseen)
        both = (n > 0) & (m > 0)
        x, n = np.where(both, x, 0), np.where(both, n, 0)
        rates = national(told, outcome, seen), national(told, outcome, unseen)
        model = other_half(estimated(places, x, n), rates)
        plain = other_half(empirical_bayes(x, n, areas=np.array(places.codes)), rates)
        own = expit(logit(np.clip(x[both] / n[both], 1e-4, 1)) + logit(rates[1]) - logit(rates[0]))
        baselines = np.full(int(both.sum()), rates[1]), own, plain[0][both]
        parts.append(held_half((model[0][both], model[1][both]), y[both], m[both], baselines))
    return check_lines(check_held_out(parts))


def spread(places: Places, cases: np.ndarray, totals: np.ndarray) -> tuple[float, np.ndarray]:
    """How far kinds of models lie apart, in points: mean over the places with births, and per place."""
    used = totals > 0
    found = [
        estimated(places, cases, totals).estimate,
        bym2(cases, totals, places.graph).estimate,
        empirical_bayes(cases, totals).estimate,
    ]
    apart = 100 * (np.max(found, axis=0) - np.min(found, axis=0))
    return float(apart[used].mean()), apart


def made(data: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """(numbers, drawings by name)."""
    told = births(data)
    numbers: dict[str, Any] = {"clean_areas": told.filter(pl.col("half") == "boys")["geografie"].n_unique()}
    drawings = {}
    for places in (wijken(data), gemeenten(data, told)):
        for outcome in TITLES:
            cases, totals = counts(told, places, outcome, "all")
            found = estimated(places, cases, totals)
            key = f"{places.level}_{outcome}"
            numbers[key] = _numbers(found, places, cases, totals, national(told, outcome, "all")) | {
                "check": half_check(told, places, outcome),
                "national": 100 * national(told, outcome, "all"),
                "boys": 100 * national(told, outcome, "boys"),
                "girls": 100 * national(told, outcome, "girls"),
            }
            title = f"{TITLES[outcome]} per {places.level}, estimated"
            drawings[f"report-amsterdam-{places.level}-{outcome}.svg"] = sheet(
                title, shown(found, places.names), places.outlines, EDGES[outcome]
            )
    return numbers, drawings


def _numbers(
    found: AreaEstimates, places: Places, cases: np.ndarray, totals: np.ndarray, share: float
) -> dict[str, Any]:
    """What the page tells of one level and outcome; `share` is that of the country."""
    used = totals > 0
    direct = 100 * cases[used] / totals[used]
    touching = used & (np.asarray(places.graph.adjacency.sum(axis=1)).ravel() > 0)
    values = np.where(used, np.divide(cases, totals, out=np.zeros_like(cases), where=used), 0.0)
    inside = np.flatnonzero(touching)
    pairs = [(places.codes[a], places.codes[b]) for a, b in zip(places.graph.left, places.graph.right, strict=True)]
    codes = [places.codes[i] for i in inside]
    kept = neighbours(codes, [(a, b) for a, b in pairs if a in set(codes) and b in set(codes)])
    return {
        "places": int(used.sum()),
        "births": int(totals.sum()),
        "median_births": float(np.median(totals[used])),
        "without_births": int((~used).sum()),
        "direct_low": float(direct.min()),
        "direct_high": float(direct.max()),
        "low": float(100 * found.estimate[used].min()),
        "high": float(100 * found.estimate[used].max()),
        "half_width": float(np.median(50 * (found.upper - found.lower)[used])),
        "reliability": float(np.median(found.reliability[used])),
        "sigma": found.parameters["sigma"],
        "phi": found.parameters["phi"],
        "score": found.parameters.get("beta_1", 0.0),
        "spread": spread(places, cases, totals)[0],
        "moran": morans_i(values[inside], kept),
        "too_uncertain": int((found.status == "too_uncertain").sum()),
        "above": int((found.lower[used] > share).sum()),
        "below": int((found.upper[used] < share).sum()),
        "rows": _rows(found, places, cases, totals),
    }


def _rows(found: AreaEstimates, places: Places, cases: np.ndarray, totals: np.ndarray) -> list[tuple[Any, ...]]:
    """(name, births, direct share, estimate, lower, upper) of each place with births, by name; shares in per cents."""
    return sorted(
        (places.names[code], int(n), 100 * x / n, *(float(100 * v) for v in limits))
        for code, x, n, *limits in zip(
            places.codes, cases, totals, found.estimate, found.lower, found.upper, strict=True
        )
        if n > 0
    )


def words(numbers: dict[str, Any]) -> dict[str, str]:
    """The values of the page's template."""
    said = {"clean_areas": str(numbers["clean_areas"])}
    keys = [f"{level}_{outcome}" for level in ("wijk", "gemeente") for outcome in TITLES]
    for key in keys:
        one = numbers[key]
        said |= {f"{key}_{name}": f"{one[name]:.1f}" for name in ("national", "boys", "girls")}
        said |= {f"{key}_{name}": f"{one[name]:,}" for name in ("births", "places", "without_births", "above", "below")}
    said["fits"] = "\n".join(_fit_row(key, numbers[key]) for key in keys)
    said["checks"] = "\n".join(_check_row(key, numbers[key]["check"]) for key in keys)
    for level in ("wijk", "gemeente"):
        light = {row[0]: row for row in numbers[f"{level}_sga"]["rows"]}
        rows = [(*row, *light[row[0]][2:]) for row in numbers[f"{level}_preterm"]["rows"] if row[0] in light]
        said[f"{level}_rows"] = "\n".join(_place_row(row) for row in rows)
    return said


def _named(key: str) -> str:
    level, outcome = key.split("_")
    return f"{'preterm' if outcome == 'preterm' else 'light for age'}, {level}"


def _fit_row(key: str, one: dict[str, Any]) -> str:
    cells = (
        _named(key),
        f"{one['places']}",
        f"{one['median_births']:.0f}",
        f"{one['direct_low']:.1f} to {one['direct_high']:.1f}",
        f"{one['low']:.1f} to {one['high']:.1f}",
        f"{one['half_width']:.1f}",
        f"{one['reliability']:.2f}",
        f"{one['spread']:.2f}",
        f"{one['moran']:.2f}",
        f"{one['above']} / {one['below']}",
    )
    return f"| {' | '.join(cells)} |"


def _check_row(key: str, one: dict[str, float]) -> str:
    errors = (f"{one[name]:.2f}" for name in ("rmse", "rmse_shrunk", "rmse_direct", "rmse_national"))
    covered = f"{one['coverage_with_noise']:.1f}", f"{one['coverage']:.1f} (± {one['coverage_doubt']:.1f})"
    return f"| {' | '.join((_named(key), str(one['areas']), *errors, *covered))} |"


def _place_row(row: tuple[Any, ...]) -> str:
    name, births_, direct, value, low, high, direct_2, value_2, low_2, high_2 = row
    first = f"{direct:.1f} | {value:.1f} ({low:.1f}–{high:.1f})"
    return f"| {name} | {births_:,} | {first} | {direct_2:.1f} | {value_2:.1f} ({low_2:.1f}–{high_2:.1f}) |"
