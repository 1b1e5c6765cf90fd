"""Large files of small whole numbers are read by row group: the same bundle as by the road through Ibis."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.atlas.test_estimate import run, write_country

from kansrijk.atlas import bundle, estimating, row_groups
from kansrijk.core.estimation import kernels
from kansrijk.core.estimation.unit_level import Fitted

pytest.importorskip("numba", reason="the extra 'estimation' is not installed: compiled loops were not run")


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    """Both files as Parquet with several row groups, persons in no order."""
    folder = tmp_path_factory.mktemp("groups")
    write_country(folder)
    survey = pl.read_csv(folder / "survey.csv", schema_overrides={"area": pl.String})
    survey.write_parquet(folder / "survey.parquet", row_group_size=400)
    people = pl.read_parquet(folder / "population.parquet")
    people = people[np.random.default_rng(1).permutation(people.height)]
    people.with_columns(pl.col("age").cast(pl.Int8)).write_parquet(folder / "population.parquet", row_group_size=900)
    return folder


@pytest.fixture
def large(monkeypatch):
    """As if the file were large."""
    monkeypatch.setattr(kernels, "PERSONS_FROM", 1)


def both(files: Path, **changed: Path):
    model = estimating._model(files / "model.toml", ("y0",))
    named = {name: files / f"{name}.parquet" for name in ("survey", "population")} | changed
    return row_groups.both(named["survey"], named["population"], model)


def test_both_roads_give_the_same_bytes(files, tmp_path, large, monkeypatch):
    assert both(files) is not None
    survey = files / "survey.parquet"
    assert run(files, tmp_path / "quick", indicators="y0", survey=survey)[0] == 0
    monkeypatch.setattr(row_groups, "both", lambda *_: None)
    assert run(files, tmp_path / "slow", indicators="y0", survey=survey)[0] == 0
    for name in ("estimates.parquet", "validation.json", "model-card.json", "output-check.json"):
        assert (tmp_path / "quick" / name).read_bytes() == (tmp_path / "slow" / name).read_bytes(), name


def test_a_large_file_of_whole_numbers_needs_no_sql(files, tmp_path):
    """Starting takes half a second less: neither Ibis nor DuckDB is imported."""
    code = (
        "import sys; from kansrijk.core.estimation import kernels; kernels.PERSONS_FROM = 1\n"
        "from pathlib import Path; from kansrijk.atlas.estimating import Files, estimate; f = Path(sys.argv[1])\n"
        "names = ('survey.parquet', 'population.parquet', 'neighbours.csv', 'model.toml')\n"
        "estimate(Files(*(f / n for n in names)), Path(sys.argv[2]), only=('y0',))\n"
        "assert not {'ibis', 'duckdb', 'pandas', 'django'} & set(sys.modules), sorted(sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(files), str(tmp_path / "out")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.with_columns(sex=pl.lit("s") + pl.col("sex").cast(pl.String)),
        lambda t: t.with_columns(age=pl.col("age") + 0.5),
        lambda t: t.with_columns(age=pl.when(pl.col("age") > 80).then(None).otherwise(pl.col("age"))),
        lambda t: t.with_columns(age=pl.col("age").cast(pl.Int32) * 100),
        lambda t: t.with_columns(area=pl.when(pl.col("age") > 80).then(None).otherwise(pl.col("area"))),
        lambda t: t.drop("age"),
    ],
    ids=["words", "fractions", "nothing", "many values", "no area", "no column"],
)
def test_what_is_not_small_whole_numbers_takes_the_other_road(files, tmp_path, large, change):
    other = tmp_path / "population.parquet"
    change(pl.read_parquet(files / "population.parquet")).write_parquet(other)
    assert both(files, population=other) is None


def test_an_empty_code_of_an_area_is_refused_by_the_other_road(files, tmp_path, large):
    other = tmp_path / "population.parquet"
    table = pl.read_parquet(files / "population.parquet")
    table.with_columns(area=pl.when(pl.col("age") > 80).then(pl.lit("")).otherwise(pl.col("area"))).write_parquet(other)
    code, said = run(files, tmp_path / "out", indicators="y0", survey=files / "survey.parquet", population=other)
    assert (code, said["error"]["message"]) == (1, "area is empty")


def test_a_file_that_breaks_off_is_said(files, tmp_path, large):
    whole = bytearray((files / "population.parquet").read_bytes())
    whole[200:4000] = bytes(3800)
    broken = tmp_path / "population.parquet"
    broken.write_bytes(whole)
    code, said = run(files, tmp_path / "out", indicators="y0", survey=files / "survey.parquet", population=broken)
    assert (code, said["error"]["message"]) == (1, "the file breaks off or is damaged")


def test_what_is_kept_of_an_indicator_is_small(files, monkeypatch):
    """With 27 indicators the fits together would take gigabytes: an answer holds figures, no matrix of areas."""
    kept = []
    monkeypatch.setattr(bundle, "write", lambda _out, _model, answers, *_: kept.extend(answers))
    names = ("survey.parquet", "population.parquet", "neighbours.csv", "model.toml")
    estimating.estimate(estimating.Files(*(files / name for name in names)), files / "none")
    assert len(kept) == 2
    for answer in kept:
        for value in vars(answer).values():
            assert not isinstance(value, Fitted)
            assert not isinstance(value, np.ndarray)
