"""`kansrijk bench estimation`: persons to areas on a made-up country, beside mgcv::bam in the same run.

`--scale 0.1` takes a tenth of the persons, areas and respondents: then the bounds, which are of the whole size, say
little. KANSRIJK_BENCH_RUNS sets how often (3), KANSRIJK_BENCH_FOLDER where the country is kept for a next time.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from statistics import median

import numpy as np
import polars as pl

from bench import estimation_counts, estimation_ours, estimation_peer, estimation_variants
from bench.estimation_country import INDICATORS, WHOLE, folder, larger
from bench.estimation_ours import Ran, beside_truth
from bench.tasks import Task, run
from bench.timing import Measured, at_least, measured, seconds, within

RUNS = int(os.environ.get("KANSRIJK_BENCH_RUNS", "3"))
SIZE = f"{WHOLE.survey:,} respondents, {WHOLE.persons:,} persons, {WHOLE.areas:,} areas"


def tasks() -> list[Task]:
    """What can be measured here, quick ones first."""
    return [
        *estimation_counts.TASKS,
        Task("one indicator, whole process", lambda: list(whole())),
        Task("DuckDB path", duckdb_path),
        Task("beside the peer", lambda: list(beside_peer())),
        Task("parity with a field of full rank", parity),
        Task("27 indicators", lambda: list(many())),
        Task("cost growth", lambda: list(growth())),
        *estimation_variants.TASKS,
    ]


def rows(only: str | None = None) -> Iterator[Measured]:
    """Every line, or those of the measurements whose name holds `only`, as they are measured."""
    return run(tasks(), only)


@cache
def _warm() -> Ran:
    """The loops compiled and kept, the files in the cache of the system."""
    return estimation_ours.run(folder())


def whole() -> Iterator[Measured]:
    """The first run after installing, and the next ones."""
    first = estimation_ours.first(folder())
    yield measured(f"{SIZE}: first run after installing", [first.wall], "s", 12.0)
    _warm()
    ran = [estimation_ours.run(folder()) for _ in range(RUNS)]
    yield measured(f"{SIZE}: whole process, warm", [one.wall for one in ran], "s", 5.0)
    yield measured(f"{SIZE}: whole process, warm, processors", [one.busy for one in ran], "s")
    for part in ("read", "fit", "predict", "validate"):
        yield measured(f"of which {part}", [one.said["seconds"][part] for one in ran], "s")
    yield measured("peak memory, one indicator", [one.said["peak_mb"] for one in ran], "MB", 1000)


def beside_peer() -> Iterator[Measured]:
    """Ours and the peer's in turn; the peer gives no intervals, and is not charged for ours."""
    country = folder()
    peer = estimation_peer.write(country)
    _warm()
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(estimation_ours.run(country))
        theirs += seconds(lambda: estimation_peer.run(peer), 1, warm=0)
    ours.append(estimation_ours.run(country))
    yield measured("peer: mgcv::bam per region, 2 processes of 1 thread, no intervals", theirs, "s")
    walls = [one.wall for one in ours]
    yield measured("ours, between the runs of the peer, with intervals and validation", walls, "s")
    yield at_least("the peer's time over ours", [one / median(walls) for one in theirs], "times", 14.0)
    error = _error_of_peer(estimation_peer.answers(peer))
    yield measured("error of the peer, areas", [error], "points")
    with_g7 = beside_truth(ours[-1], country, "area", "y0")[1]
    yield measured("error of ours over the peer's, g7 in both", [with_g7 / error], "times", 0.95)
    bare = estimation_ours.run(country, model="bare.toml")
    without = beside_truth(bare, country, "area", "y0")[1]
    yield measured("error of ours without g7 over the peer's with", [without / error], "times")


def _error_of_peer(found: pl.DataFrame) -> float:
    known = pl.read_parquet(folder() / "truth.parquet", columns=["y0"]).with_row_index("area")
    both = found.join(known.cast({"area": pl.Int64}), on="area").filter(pl.col("y0").is_not_nan())
    return 100 * float(((both["share"] - both["y0"]) ** 2).mean() ** 0.5)


def many() -> Iterator[Measured]:
    """Every indicator in one run, and how often limits hold the truth."""
    ran = estimation_ours.run(folder(), indicators=",".join(f"y{i}" for i in range(INDICATORS)))
    yield measured(f"{SIZE}: {INDICATORS} indicators", [ran.wall], "s", 45.0)
    yield measured(f"{INDICATORS} indicators, processors", [ran.busy], "s")
    yield measured(f"peak memory, {INDICATORS} indicators", [ran.said["peak_mb"]], "MB", 1000)
    for level in ("area", "wijk", "gemeente"):
        found = [beside_truth(ran, folder(), level, f"y{i}") for i in range(INDICATORS)]
        covered = [one for one, _ in found]
        if level == "area":
            yield within(f"coverage of 95% limits, {level}, mean", [float(np.mean(covered))], "share", 0.94, 0.96)
            yield at_least(f"coverage, {level}, least of {INDICATORS}", [min(covered)], "share", 0.92)
            yield measured(f"coverage, {level}, most of {INDICATORS}", [max(covered)], "share", 0.97)
        else:
            yield within(f"coverage of 95% limits, {level}, mean", [float(np.mean(covered))], "share", 0.92, 0.97)
            yield measured(f"coverage, {level}, from least to most", [min(covered), max(covered)], "share")
        yield measured(f"error against the truth, {level}", [error for _, error in found], "points")


def parity() -> list[Measured]:
    """The region of middle size with a field of full rank: the same model, plug-in beside plug-in."""
    from kansrijk.core.estimation.design import Covariate, make_design
    from kansrijk.core.estimation.model import model_from_toml
    from kansrijk.core.estimation.neighbours import from_places
    from kansrijk.core.estimation.predict import area_sums, own_variance, population
    from kansrijk.core.estimation.unit_level import fit, respondents

    country = folder()
    peer = estimation_peer.write(country)
    sizes = {file: file.stat().st_size for file in peer.glob("survey-*.bin")}
    ordered = sorted(sizes, key=lambda file: sizes[file])
    middle = ordered[len(ordered) // 2].stem.split("-")[1]
    asked, people, areas = estimation_peer.full_rank(peer, int(middle))
    ends = pl.read_csv(peer / "ends.csv").filter(pl.all_horizontal(pl.all().is_in(areas)))
    graph = from_places(areas.size, np.searchsorted(areas, ends.to_numpy()))
    model = model_from_toml((country / "model.toml").read_text("utf-8"))
    covariates, codes = {}, ({}, {})
    for name in model.covariates:
        values = np.union1d(asked[name].to_numpy(), people[name].to_numpy())
        for into, table in zip(codes, (asked, people), strict=True):
            into[name] = np.searchsorted(values, table[name].to_numpy())
        share = np.bincount(codes[1][name], minlength=values.size) / people.height
        covariates[name] = Covariate(name, values.astype(float), share)
    design = make_design(model, covariates)
    at = [np.searchsorted(areas, table["area"].to_numpy()) for table in (asked, people)]
    outcome = asked["y0"].to_numpy().astype(float)
    fitted = fit(respondents(design, design.codes(codes[0]), at[0], areas.size, outcome), graph, unstructured=False)
    sums = area_sums(fitted, population(design.codes(codes[1]), at[1], areas.size))
    theirs = pl.read_csv(peer / "full-answer.csv")
    apart = 100 * (sums.share - theirs["share"].to_numpy())
    ratio = np.sqrt(own_variance(fitted, sums)) / theirs["se"].to_numpy()
    name = f"parity with bam of full rank, {areas.size} areas, plug-in shares"
    return [
        measured(f"{name}: root mean square", [float(np.sqrt(np.mean(apart**2)))], "points", 0.1),
        within("ratio of standard errors, ours over bam's, median", [float(np.median(ratio))], "times", 0.95, 1.1),
        measured("seconds of that fit in R", [float(theirs["seconds"][0])], "s"),
    ]


def duckdb_path() -> list[Measured]:
    """Sums per area asked of DuckDB as they would be of a cluster, by the same expression."""
    from kansrijk.atlas import estimating, populations
    from kansrijk.atlas.persons import DuckDB, Persons
    from kansrijk.core.estimation.unit_level import fit, respondents

    country = folder()
    named = {n: country / f"{n}.parquet" for n in ("survey", "population")}
    named |= {n: country / f"{n}.csv" for n in ("neighbours", "areas")}
    files = estimating.Files(model=country / "model.toml", **named)
    with closing(DuckDB()) as here:
        model = estimating._model(files.model, ("y0",))
        survey, prepared = estimating._prepare(files, model, (here, here))
        size = len(prepared.areas)
        data = respondents(
            prepared.design, prepared.survey_codes, prepared.survey_area, size, survey.numbers("y0"), prepared.weight
        )
        fitted = fit(data, prepared.graph)
        held = prepared.everybody.sums(fitted)
        people = Persons(here, files.population, model.area)
        asked = populations.Summed(people, prepared.rows, size)
        with here.counting():
            took = seconds(lambda: asked.shares(fitted), RUNS)
            found = asked.shares(fitted)
    apart = float(np.nanmax(np.abs(found - held.share)))
    return [
        measured(f"{WHOLE.persons:,} persons summed by DuckDB", took, "s", 2.0),
        measured("largest difference from the compiled pass", [apart], "share", 1e-6),
    ]


def growth() -> Iterator[Measured]:
    """What ten times as many persons or areas cost, and what 450 million would."""
    sizes = {"a tenth": larger(), "ten times the persons": larger(persons=10), "ten times the areas": larger(areas=10)}
    found = {}
    for name, recipe in sizes.items():
        country = folder(recipe)
        estimation_ours.run(country)
        found[name] = [estimation_ours.run(country) for _ in range(RUNS)]
        label = f"{name} ({recipe.persons:,} persons, {recipe.areas:,} areas)"
        yield measured(f"{label}: processors", [one.busy for one in found[name]], "s")
        yield measured(f"{label}: whole process", [one.wall for one in found[name]], "s")
    more = sizes["ten times the persons"].persons - sizes["a tenth"].persons
    walls = [median(one.wall for one in found[name]) for name in ("a tenth", "ten times the persons")]
    each = (walls[1] - walls[0]) / more
    yield measured("per million persons more", [1e6 * each], "s")
    yield measured("450 million persons, by that, one indicator", [walls[1] + each * 450e6], "s")
