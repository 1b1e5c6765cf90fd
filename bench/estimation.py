"""Estimation on a made-up country: persons to areas with intervals, its parts, and the models from counts.

`KANSRIJK_BENCH_PERSONS` and `KANSRIJK_BENCH_AREAS` set the size (13 million and 14,000 otherwise). The comparison with
mgcv is not here yet.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from bench.synthetic import Recipe, make_country
from bench.timing import Measured, measured, seconds

PERSONS = int(os.environ.get("KANSRIJK_BENCH_PERSONS", "13000000"))
AREAS = int(os.environ.get("KANSRIJK_BENCH_AREAS", "14000"))
SMOOTHS = [("age", by, 10) for by in ("sex", "g7", "marital", "education")]
SMOOTHS += [("size", None, 5), ("income", None, 10), ("assets", None, 10), ("density", None, 10)]
FACTORS = [["sex", "g7"], ["sex", "marital"], ["sex", "education"], ["household"], ["source"], ["owner"]]


def model() -> str:
    """The published formula of the national estimates, with the neutral factor `g7`."""
    parts = ['[model]\narea = "area"\nindicators = ["y0"]\n']
    for of, by, k in SMOOTHS:
        parts.append(f'[[term]]\ntype = "smooth"\nof = "{of}"\nk = {k}\n' + (f'by = "{by}"\n' if by else ""))
    parts += [f'[[term]]\ntype = "factor"\nof = {json.dumps(of)}\n' for of in FACTORS]
    names = dict.fromkeys([*(s[0] for s in SMOOTHS), *(n for f in FACTORS for n in f)])
    return "".join(parts) + "[meaning]\n" + "".join(f'{n} = "made-up covariate {n}"\n' for n in names)


def write(folder: Path) -> pl.DataFrame:
    """The country as files; returns area, truth, persons."""
    survey = min(380_000, PERSONS // 4)
    country = make_country(Recipe(persons=PERSONS, areas=AREAS, survey=survey, seed=20240601))
    names = pl.Series([f"B{i:05d}" for i in range(AREAS)])
    columns = {k: pl.Series(v.astype(np.int16)) for k, v in country.covariates.items()}
    people = pl.DataFrame({"area": names[country.area], **columns})
    people.write_parquet(folder / "population.parquet")
    outcome = pl.Series(country.outcome.astype(np.int8))
    people[country.answered].with_columns(y0=outcome).write_parquet(folder / "survey.parquet")
    ends = {"from": names[country.graph.left], "to": names[country.graph.right]}
    pl.DataFrame(ends).write_csv(folder / "neighbours.csv")
    wijk = [f"W{p}" for p in country.parent]
    pl.DataFrame({"area": names, "wijk": wijk}).write_csv(folder / "areas.csv")
    (folder / "model.toml").write_text(model(), "utf-8")
    persons = np.bincount(country.area, minlength=AREAS)
    return pl.DataFrame({"area": names, "wijk": wijk, "truth": country.area_truth, "persons": persons})


def whole(folder: Path) -> Iterator[Measured]:
    """The command as a user runs it, in a process of its own, three times."""
    truth = write(folder)
    command = [sys.executable, "-m", "kansrijk.cli.main", "atlas", "estimate", "--json"]
    for name in ("survey.parquet", "population.parquet", "neighbours.csv", "model.toml", "areas.csv"):
        command += [f"--{name.split('.')[0]}", str(folder / name)]
    said: list[dict] = []
    busy: list[float] = []

    def once() -> None:
        environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder / "compiled")}
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [*command, "--out", str(folder / "out")], check=True, capture_output=True, text=True, env=environment
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        busy.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        said.append(json.loads(done.stdout))

    label = f"{PERSONS:,} persons, {AREAS:,} areas"
    first = seconds(once, 1, warm=0)[0] - said[0]["seconds"]["validate"]
    yield measured(f"{label}: first run after installing, without validation", [first], "s", 12.0)
    said.clear()
    busy.clear()
    walls = seconds(once, 3, warm=0)
    yield measured(f"{label}: whole process with validation, processor time", busy, "s", None)
    yield measured(f"{label}: whole process with validation", walls, "s", None)
    parts = {name: [s["seconds"][name] for s in said] for name in ("read", "fit", "predict", "validate")}
    without = [wall - s["seconds"]["validate"] for wall, s in zip(walls, said, strict=True)]
    yield measured(f"{label}: whole process without validation", without, "s", 5.0)
    for name, found in parts.items():
        yield measured(f"{label}: {name}", found, "s", None)
    yield measured(f"{label}: peak memory", [s["peak_mb"] for s in said], "MB", 1000)
    yield from quality(pl.read_parquet(folder / "out" / "estimates.parquet"), truth)


def quality(found: pl.DataFrame, truth: pl.DataFrame) -> Iterator[Measured]:
    """Coverage and error against the truth, per level."""
    higher = truth.group_by("wijk").agg(
        (pl.col("truth").fill_nan(0) * pl.col("persons")).sum() / pl.col("persons").sum()
    )
    known = pl.concat([truth.select("area", "truth"), higher.select(area="wijk", truth="truth")])
    both = found.join(known, on="area").drop_nulls("estimate").filter(pl.col("truth").is_not_nan())
    for (level,), part in sorted(both.group_by("level")):
        covered = part.select(((pl.col("truth") >= pl.col("lower")) & (pl.col("truth") <= pl.col("upper"))).mean())
        error = part.select(100 * ((pl.col("truth") - pl.col("estimate")) ** 2).mean().sqrt())
        yield measured(f"coverage of 95% limits, {level}", [covered.item()], "share", None)
        yield measured(f"error against the truth, {level}", [error.item()], "points", None)


def counts() -> Iterator[Measured]:
    """Models that need counts alone."""
    from kansrijk.core.estimation.bym2 import bym2
    from kansrijk.core.estimation.counts import empirical_bayes

    random = np.random.default_rng(3)
    totals = random.integers(0, 60, (10, 14_700))
    cases = random.binomial(totals, random.beta(46.5, 267.7, (10, 14_700)))

    def years() -> None:
        for x, n in zip(cases, totals, strict=True):
            empirical_bayes(x, n)

    yield measured("14,700 areas, 10 years: empirical Bayes with limits", seconds(years, 3), "s", 5.0)
    country = make_country(Recipe(persons=200_000, areas=4_070, survey=100, seed=5))
    births = random.integers(40, 220, 4_070)
    big2 = random.binomial(births, np.nan_to_num(country.area_truth, nan=0.15))
    once = seconds(lambda: bym2(big2, births, country.graph), 1, warm=0)
    yield measured("4,070 areas, one year: BYM2 with limits", once, "s", None)


def rows(only: str | None = None) -> list[Measured]:
    """Every line, or those whose name holds `only`."""
    found = list(counts())
    if only is None or "areas, " not in only:
        with tempfile.TemporaryDirectory() as folder:
            found += whole(Path(folder))
    return [row for row in found if only is None or only in row.name]
