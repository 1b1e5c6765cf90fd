"""Persons are held, read in parts, or summed where they are: the same answer."""

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.atlas.test_estimate import arguments, run, write_country

from kansrijk.atlas import estimating, persons, populations
from kansrijk.atlas.estimating import Files
from kansrijk.core.estimation.unit_level import fit, respondents


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("ways")
    write_country(folder)
    return folder


@pytest.fixture
def where():
    """DuckDB for both files, closed afterwards."""
    with closing(persons.DuckDB()) as here:
        yield here, here


def given(folder: Path) -> Files:
    named = {n: folder / f"{n}.csv" for n in ("survey", "neighbours", "areas")}
    return Files(population=folder / "population.parquet", model=folder / "model.toml", **named)


def test_held_in_parts_and_summed_agree(files, where, monkeypatch):
    monkeypatch.setattr(populations, "_PART", 1_000)
    model = estimating._model(files / "model.toml", ("y0",))
    survey, prepared = estimating._prepare(given(files), model, where)
    assert isinstance(prepared.everybody, populations.Held)
    data = respondents(
        prepared.design, prepared.survey_codes, prepared.survey_area, len(prepared.areas), survey.numbers("y0")
    )
    fitted = fit(data, prepared.graph)
    monkeypatch.setattr(populations, "HELD_MB", 0)
    _, again = estimating._prepare(given(files), model, where)
    assert isinstance(again.everybody, populations.InParts)
    held = prepared.everybody.sums(fitted)
    summed = populations.Summed(again.everybody.table, again.everybody.rows, len(again.areas))
    for other in (again.everybody.sums(fitted), summed.sums(fitted)):
        for name in ("persons", "share", "slope", "bend", "gradient"):
            assert getattr(other, name) == pytest.approx(getattr(held, name), abs=1e-12, nan_ok=True), name


def test_compiled_placing_is_the_plain_one(files, where, monkeypatch):
    pytest.importorskip("numba", reason="the extra 'estimation' is not installed: compiled loops were not run")
    from kansrijk.core.estimation import kernels

    model = estimating._model(files / "model.toml", ("y0",))
    _, plain = estimating._prepare(given(files), model, where)
    monkeypatch.setattr(kernels, "PERSONS_FROM", 1)
    _, fast = estimating._prepare(given(files), model, where)
    assert np.array_equal(plain.everybody.persons.codes, fast.everybody.persons.codes)


def test_a_number_with_many_values_is_cut_at_quantiles(files, tmp_path, monkeypatch):
    """Income to the cent instead of whole years of age: 256 levels of equal size, told in the card."""
    random = np.random.default_rng(5)
    for name, read in (("survey.csv", pl.read_csv), ("population.parquet", pl.read_parquet)):
        table = read(files / name)
        table = table.with_columns(age=pl.col("age") + pl.Series(random.random(table.height)))
        table.write_csv(tmp_path / name) if name.endswith("csv") else table.write_parquet(tmp_path / name)
    changed = {"survey": tmp_path / "survey.csv", "population": tmp_path / "population.parquet", "indicators": "y0"}
    assert run(files, tmp_path / "counted", **changed)[0] == 0
    monkeypatch.setattr(persons, "_MOST_VALUES", 300)
    assert run(files, tmp_path / "cut", **changed)[0] == 0
    assert "age was taken in 256 steps" in (tmp_path / "cut" / "model-card.json").read_text()
    one, other = (
        pl.read_parquet(tmp_path / n / "estimates.parquet")["estimate"].drop_nulls() for n in ("counted", "cut")
    )
    assert one.to_numpy() == pytest.approx(other.to_numpy(), abs=2e-3)


def test_levels_may_be_words_numbers_with_gaps_or_yes_and_no(files, tmp_path):
    """The same factor under three spellings gives the same shares."""
    spelled = {
        "words": lambda t: t.with_columns(g7=pl.lit("group ") + pl.col("g7").cast(pl.String)),
        "gaps": lambda t: t.with_columns(g7=pl.col("g7") * 5 + 3),
        "plain": lambda t: t.with_columns(sex=pl.col("sex") == 1),
    }
    found = []
    for name, change in spelled.items():
        folder = tmp_path / name
        folder.mkdir()
        change(pl.read_csv(files / "survey.csv")).write_csv(folder / "survey.csv")
        change(pl.read_parquet(files / "population.parquet")).write_parquet(folder / "population.parquet")
        parts = {"survey": folder / "survey.csv", "population": folder / "population.parquet"}
        code, said = run(files, folder / "out", indicators="y0", **parts)
        assert code == 0, said
        found.append(pl.read_parquet(folder / "out" / "estimates.parquet")["estimate"].drop_nulls().to_numpy())
    assert found[0] == pytest.approx(found[1], abs=1e-6)
    assert found[0] == pytest.approx(found[2], abs=1e-6)


def test_an_unknown_backend_is_refused(files, tmp_path):
    code, said = run(files, tmp_path / "out", backend="abacus")
    assert (code, said["error"]["message"]) == (1, "the backend is duckdb or spark")


@pytest.mark.long
def test_memory_does_not_grow_with_the_population(files, tmp_path):
    """Four and sixteen million persons, nothing held: the second takes hardly more, within a limit of the system."""
    small = pl.read_parquet(files / "population.parquet")
    peaks = []
    for times in (500, 2_000):
        big = tmp_path / f"{times}.parquet"
        pl.concat([small] * times, rechunk=False).write_parquet(big, row_group_size=200_000)
        code = (
            "import resource; resource.setrlimit(resource.RLIMIT_DATA, (2_500_000_000,) * 2)\n"
            "from kansrijk.atlas import populations; populations.HELD_MB = 0\n"
            "from kansrijk.cli.main import main; main()"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments(files, tmp_path / f"out{times}", population=big, indicators="y0")],
            env=dict(os.environ), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        peaks.append(pl.read_json(done.stdout.encode())["peak_mb"][0])
    assert peaks[1] < peaks[0] + 60
    one, other = (pl.read_parquet(tmp_path / f"out{t}" / "estimates.parquet")["estimate"] for t in (500, 2_000))
    assert one.drop_nulls().to_numpy() == pytest.approx(other.drop_nulls().to_numpy(), abs=1e-9)
