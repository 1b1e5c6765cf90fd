"""Published answers made again: milk, corn and soybean, sudden infant death in North Carolina."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import shapely

from kansrijk.areas.geo import reading
from kansrijk.core.estimation.counts import empirical_bayes
from kansrijk.core.estimation.fay_herriot import fay_herriot
from kansrijk.core.estimation.neighbours import from_places, morans_i
from kansrijk.core.estimation.nested_error import nested_error

# Molina & Marhuenda, R Journal 2015;7:81 (package sae), first areas: estimates by REML.
MILK = (1.0219703, 1.0476018, 1.0679513, 0.7608170, 0.8461574, 0.9743727, 1.0584523, 1.0977762, 1.2215449)
MILK_VARIANCE = 0.0185503
# Battese, Harter & Fuller, JASA 1988;83:28: predicted hectares of corn, and the two variances.
CORN = (122.2, 126.3, 106.2, 108.0, 145.0, 112.6, 112.4, 122.1, 115.8, 124.3, 106.3, 143.6)
CORN_VARIANCES = (140.0, 147.0)
# The tests of PySAL on the same 100 counties: Moran's I of the rate 1974-78, of the rate 1979-84 standardised by
# Assuncao & Reis (1999), and the first five counties smoothed by Marshall's global empirical Bayes (1991).
MORAN_74, MORAN_79 = 0.2477252, 0.1662234
MARSHALL = (0.0016973, 0.0017054, 0.0017731, 0.0020129, 0.0035349)


def milk(data: Path) -> dict[str, float]:
    """Fay-Herriot with the four groups of areas as covariates."""
    table = pl.read_csv(data / "sae" / "milk_sae.csv")
    major = table["MajorArea"].to_numpy()
    design = np.column_stack([np.ones(major.size), *(major == k for k in (2, 3, 4))]).astype(float)
    found = fay_herriot(table["yi"].to_numpy(), table["SD"].to_numpy() ** 2, design)
    return {
        "variance": found.parameters["between_variance"],
        "furthest": float(np.abs(found.estimate[: len(MILK)] - MILK).max()),
    }


def crops(data: Path, crop: str) -> dict[str, Any]:
    """The nested error model without the 33rd segment, as published."""
    units = pl.read_csv(data / "sae" / "cornsoybean_sae.csv").with_row_index().filter(pl.col("index") != 32)
    means = pl.read_csv(data / "sae" / "cornsoybeanmeans_sae.csv")
    x = np.column_stack([np.ones(units.height), units["CornPix"], units["SoyBeansPix"]])
    population = np.column_stack([np.ones(12), means["MeanCornPixPerSeg"], means["MeanSoyBeansPixPerSeg"]])
    found = nested_error(units[crop].to_numpy(), x, units["County"].to_numpy() - 1, population, unit="hectare")
    return {
        "between": found.parameters["between_variance"],
        "error": found.parameters["error_variance"],
        "furthest": float(np.abs(found.estimate - CORN).max()) if crop == "CornHec" else None,
    }


def marshall(cases: np.ndarray, births: np.ndarray) -> tuple[np.ndarray, float, float]:
    """Global empirical Bayes by moments (Marshall, Applied Statistics 1991;40:283): rates, mean and variance."""
    mean, rate = cases.sum() / births.sum(), cases / births
    variance = float(births @ (rate - mean) ** 2 / births.sum() - mean / births.mean())
    weight = variance / (variance + mean / births)
    return weight * rate + (1 - weight) * mean, float(mean), variance


def sids(data: Path) -> dict[str, Any]:
    """100 counties that share a border of some length (rook contiguity, 231 pairs)."""
    layer = reading.read_layer(data / "perinatal" / "nc_sids_births_spData.geojson")
    shapes = np.array([one.geometry for one in layer.features], dtype=object)
    pairs = shapely.STRtree(shapes).query(shapes, predicate="touches").T
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    border = shapely.length(shapely.intersection(shapes[pairs[:, 0]], shapes[pairs[:, 1]]))
    graph = from_places(shapes.size, pairs[border > 0])
    names = ("SID74", "BIR74", "SID79", "BIR79")
    columns = {n: np.array([float(f.properties[n]) for f in layer.features]) for n in names}
    smoothed, _, _ = marshall(columns["SID74"], columns["BIR74"])
    _, mean, variance = marshall(columns["SID79"], columns["BIR79"])
    rate = columns["SID79"] / columns["BIR79"]
    ours = empirical_bayes(columns["SID74"], columns["BIR74"]).estimate
    return {
        "pairs": int(graph.left.size),
        "moran_74": morans_i(columns["SID74"] / columns["BIR74"], graph),
        "moran_79": morans_i((rate - mean) / np.sqrt(variance + mean / columns["BIR79"]), graph),
        "furthest": float(np.abs(smoothed[:5] - MARSHALL).max()),
        "ours": float(np.sqrt(np.mean((ours - smoothed) ** 2))),
        "raw": float(np.sqrt(np.mean((columns["SID74"] / columns["BIR74"] - smoothed) ** 2))),
    }


def made(data: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """(numbers, no drawings)."""
    return {
        "milk": milk(data),
        "corn": crops(data, "CornHec"),
        "soybean": crops(data, "SoyBeansHec"),
        "sids": sids(data),
    }, {}


def words(numbers: dict[str, Any]) -> dict[str, str]:
    """The values of the page's template."""
    milk_, corn, soybean, counties = (numbers[k] for k in ("milk", "corn", "soybean", "sids"))
    return {
        "milk_variance": f"{milk_['variance']:.7f}",
        "corn_between": f"{corn['between']:.0f}",
        "corn_error": f"{corn['error']:.0f}",
        "corn_furthest": f"{corn['furthest']:.1f}",
        "soybean_between": f"{soybean['between']:.0f}",
        "soybean_error": f"{soybean['error']:.0f}",
        "pairs": f"{counties['pairs']}",
        "moran_74": f"{counties['moran_74']:.6f}",
        "moran_79": f"{counties['moran_79']:.6f}",
        "ours": f"{1000 * counties['ours']:.2f}",
        "raw": f"{1000 * counties['raw']:.2f}",
    }
