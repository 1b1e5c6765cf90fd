"""The made-up country of the measurements as files: for the command, for the peer in R, and the truth beside them."""

import atexit
import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
from scipy.spatial import cKDTree

from bench import timing
from bench.synthetic import Country, Recipe, make_country

SCALE = timing.SCALE
INDICATORS = 27
REGIONS = 25
BUFFER = 0.025
"""Five kilometres on a map of the unit square that is two hundred wide."""
WHOLE = Recipe(
    persons=int(13_000_000 * SCALE), areas=max(200, int(14_000 * SCALE)), survey=int(319_000 * SCALE),
    more=INDICATORS - 1, seed=20240601, rough=True,
)  # fmt: skip
"""Those of 65 and older are asked 1.6 times as often: 380,000 respondents come of it."""
SMOOTHS = [("age", by, 10) for by in ("sex", "g7", "marital", "education")]
SMOOTHS += [("size", None, 5), ("income", None, 10), ("assets", None, 10), ("density", None, 10)]
FACTORS = [["sex", "g7"], ["sex", "marital"], ["sex", "education"], ["household"], ["source"], ["owner"]]


def model(indicators: int = INDICATORS, *, without: str = "") -> str:
    """The published formula of the national estimates, with the neutral factor `g7`, or without it."""
    smooths = [s for s in SMOOTHS if without not in s[:2]]
    factors = [f for f in FACTORS if without not in f]
    parts = [f'[model]\narea = "area"\nindicators = {json.dumps([f"y{i}" for i in range(indicators)])}\n']
    for of, by, k in smooths:
        parts.append(f'[[term]]\ntype = "smooth"\nof = "{of}"\nk = {k}\n' + (f'by = "{by}"\n' if by else ""))
    parts += [f'[[term]]\ntype = "factor"\nof = {json.dumps(of)}\n' for of in factors]
    names = dict.fromkeys(n for n in (*(x for s in smooths for x in s[:2]), *(n for f in factors for n in f)) if n)
    return "".join(parts) + "[meaning]\n" + "".join(f'{n} = "made-up covariate {n}"\n' for n in names)


@cache
def folder(recipe: Recipe = WHOLE) -> Path:
    """The country's files, made once; kept for a next time under KANSRIJK_BENCH_FOLDER, where that is given."""
    kept = os.environ.get("KANSRIJK_BENCH_FOLDER")
    if kept is None:
        made = Path(tempfile.mkdtemp(prefix="kansrijk-bench-"))
        atexit.register(shutil.rmtree, made, ignore_errors=True)
    else:
        made = Path(kept) / f"{recipe.persons}-{recipe.areas}-{recipe.survey}-{recipe.more}-{_mark(recipe)}"
    mark = made / "recipe.json"
    if not mark.exists():
        made.mkdir(parents=True, exist_ok=True)
        write(make_country(recipe), recipe, made)
        mark.write_text(json.dumps(asdict(recipe)), "utf-8")
    return made


def _mark(recipe: Recipe) -> str:
    return hashlib.sha256(json.dumps(asdict(recipe)).encode()).hexdigest()[:8]


def write(country: Country, recipe: Recipe, into: Path) -> None:
    """Persons in no order, as a register has them."""
    names = pl.Series([f"B{i:05d}" for i in range(recipe.areas)])
    columns = {k: pl.Series(v.astype(np.int16)) for k, v in country.covariates.items()}
    people = pl.DataFrame({"area": names[country.area], **columns})
    outcomes = {"y0": country.outcome, **{f"y{i + 1}": one.outcome for i, one in enumerate(country.more)}}
    asked = people[country.answered].with_columns(**{k: pl.Series(v.astype(np.int8)) for k, v in outcomes.items()})
    order = np.random.default_rng(recipe.seed).permutation(asked.height)
    asked[order].write_parquet(into / "survey.parquet")
    order = np.random.default_rng(recipe.seed).permutation(people.height)
    people[order].write_parquet(into / "population.parquet")
    ends = {"from": names[country.graph.left], "to": names[country.graph.right]}
    pl.DataFrame(ends).write_csv(into / "neighbours.csv")
    near = cKDTree(country.points[: max(1, recipe.areas // 40)]).query(country.points)[1]
    higher = {"wijk": [f"W{p}" for p in country.parent], "gemeente": [f"G{p}" for p in near]}
    pl.DataFrame({"area": names, **higher}).write_csv(into / "areas.csv")
    models = {"model": model(recipe.more + 1), "bare": model(1, without="g7"), "without": model(1, without="income")}
    for name, text in models.items():
        (into / f"{name}.toml").write_text(text, "utf-8")
    truths = {"y0": country.area_truth, **{f"y{i + 1}": one.area_truth for i, one in enumerate(country.more)}}
    persons = np.bincount(country.area, minlength=recipe.areas)
    x, y = country.points.T
    pl.DataFrame({"area": names, **higher, "persons": persons, "x": x, "y": y, **truths}).write_parquet(
        into / "truth.parquet"
    )


def truth(level: str, indicator: str, of: Path) -> pl.DataFrame:
    """`area`, `truth` of every area of one level."""
    table = pl.read_parquet(of / "truth.parquet").with_columns(pl.col(indicator).fill_nan(0))
    by = table.group_by(pl.col(level).alias("area"))
    return by.agg(truth=(pl.col(indicator) * pl.col("persons")).sum() / pl.col("persons").sum()).filter(
        pl.col("truth").is_not_nan()
    )


def regions(of: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """Of each region the areas that are its own, and those within five kilometres of them besides."""
    table = pl.read_parquet(of / "truth.parquet")
    points = table.select("x", "y").to_numpy()
    count = max(1, min(REGIONS, table.height // 300))
    seeds = points[np.random.default_rng(5).choice(table.height, count, replace=False)]
    owner = cKDTree(seeds).query(points)[1]
    found = []
    for one in range(count):
        own = np.flatnonzero(owner == one)
        near = cKDTree(points[own]).query(points, distance_upper_bound=BUFFER)[0] < np.inf
        found.append((own, np.flatnonzero(near & (owner != one))))
    return found


def larger(*, persons: int = 1, areas: int = 1) -> Recipe:
    """A tenth of the country, so many times as many persons or areas."""
    tenth = replace(WHOLE, persons=WHOLE.persons // 10, areas=max(100, WHOLE.areas // 10), more=0)
    return replace(tenth, persons=tenth.persons * persons, areas=tenth.areas * areas)
