"""Strange input (section G of the estimation's work): a clear sentence or a right answer, never a wrong number."""

import json
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest
from tests.atlas.test_estimate import MODEL, run, write_country

from kansrijk.atlas import persons


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("strange")
    write_country(folder)
    return folder


def survey_with(files: Path, to: Path, change) -> Path:
    change(pl.read_csv(files / "survey.csv")).write_csv(to / "survey.csv")
    return to / "survey.csv"


def estimates(out: Path) -> pl.DataFrame:
    return pl.read_parquet(out / "estimates.parquet")


def notes(out: Path) -> str:
    return " ".join(json.loads((out / "model-card.json").read_text())["notes"])


def test_an_area_without_respondents_gets_a_wider_interval_and_says_how_little_is_its_own(files, tmp_path):
    survey = survey_with(files, tmp_path, lambda t: t.filter(pl.col("area") != "B012"))
    code, said = run(files, tmp_path / "out", survey=survey, indicators="y0")
    assert code == 0, said
    assert run(files, tmp_path / "whole", indicators="y0")[0] == 0
    alone, asked = (t.filter(pl.col("area") == "B012").row(0, named=True)
                    for t in (estimates(tmp_path / "out"), estimates(tmp_path / "whole")))  # fmt: skip
    assert alone["n_survey"] is None
    assert alone["lower"] < alone["estimate"] < alone["upper"]
    assert alone["se_logit"] > asked["se_logit"]
    assert alone["reliability"] < asked["reliability"]


def test_a_level_in_which_everybody_has_the_outcome_stays_finite(files, tmp_path):
    survey = survey_with(
        files, tmp_path, lambda t: t.with_columns(y0=pl.when(pl.col("g7") == 3).then(1).otherwise(pl.col("y0")))
    )
    code, said = run(files, tmp_path / "out", survey=survey, indicators="y0")
    assert code == 0, said
    shown = estimates(tmp_path / "out").drop_nulls("estimate")
    assert shown.select(pl.col("estimate", "lower", "upper", "se_logit").is_finite().all()).row(0) == (True,) * 4
    assert ((shown["lower"] > 0) & (shown["upper"] < 1) & (shown["se_logit"] < 2)).all()


def test_nearly_everybody_has_the_outcome(files, tmp_path):
    """2,700 respondents, 99.9 %: limits below 100 % that hold the share, or a refusal."""
    survey = survey_with(files, tmp_path, lambda t: t.with_columns(y0=pl.lit(1) - (pl.arange(pl.len()) % 900 == 0)))
    code, said = run(files, tmp_path / "out", survey=survey, indicators="y0")
    if code:
        assert "too few cases" in said["error"]["message"]
        return
    whole = estimates(tmp_path / "out").filter(pl.col("level") == "gemeente")
    assert ((whole["lower"] < 0.9989) & (whole["upper"] > 0.9989) & (whole["upper"] < 1)).all()


def test_a_survey_that_was_put_in_twice_is_refused(files, tmp_path):
    survey = survey_with(files, tmp_path, lambda t: pl.concat([t.with_row_index("nr")] * 2))
    code, said = run(files, tmp_path / "out", survey=survey)
    assert (code, said["error"]["message"]) == (1, "every respondent is there more than once: was a file put in twice?")


def test_a_few_double_respondents_are_said(files, tmp_path):
    survey = survey_with(
        files, tmp_path, lambda t: pl.concat([t.with_row_index("nr"), t.with_row_index("nr").head(30)])
    )
    assert run(files, tmp_path / "out", survey=survey, indicators="y0")[0] == 0
    assert "the same in every column" in notes(tmp_path / "out")


def weighted(tmp_path: Path) -> Path:
    model = tmp_path / "model.toml"
    model.write_text(MODEL.replace('area = "area"', 'area = "area"\nweight = "w"'), "utf-8")
    return model


@pytest.mark.parametrize(("wrong", "shown"), [(-1.0, "must be a number"), (float("inf"), "must be a number")])
def test_a_weight_that_cannot_be_is_refused_with_its_row(files, tmp_path, wrong, shown):
    survey = survey_with(
        files, tmp_path,
        lambda t: t.with_columns(w=pl.when(pl.arange(pl.len()) == 7).then(wrong).otherwise(pl.col("w"))),
    )  # fmt: skip
    code, said = run(files, tmp_path / "out", survey=survey, model=weighted(tmp_path), indicators="y0")
    assert code == 1
    assert shown in said["error"]["message"]
    assert said["error"]["row"] == 9


def test_a_weight_of_zero_leaves_a_respondent_out_and_says_so(files, tmp_path):
    (tmp_path / "zero").mkdir()
    some = pl.arange(pl.len()) % 5 == 0
    survey = survey_with(
        files, tmp_path / "zero", lambda t: t.with_columns(w=pl.when(some).then(0.0).otherwise(pl.col("w")))
    )
    model = weighted(tmp_path)
    assert run(files, tmp_path / "out", survey=survey, model=model, indicators="y0")[0] == 0
    assert "weight zero" in notes(tmp_path / "out")
    fewer = survey_with(files, tmp_path, lambda t: t.filter(~some))
    assert run(files, tmp_path / "fewer", survey=fewer, model=model, indicators="y0")[0] == 0
    both = (estimates(tmp_path / name)["estimate"].drop_nulls().to_numpy() for name in ("out", "fewer"))
    assert next(both) == pytest.approx(next(both), abs=1e-6)


@pytest.mark.parametrize(("value", "sentence"), [(float("nan"), "no value"), (float("inf"), "not finite")])
def test_a_covariate_that_is_no_number_is_refused(files, tmp_path, value, sentence):
    people = pl.read_parquet(files / "population.parquet")
    wrong = pl.when(pl.arange(pl.len()) == 4).then(value).otherwise(pl.col("age").cast(pl.Float64))
    people.with_columns(age=wrong).write_parquet(tmp_path / "population.parquet")
    code, said = run(files, tmp_path / "out", population=tmp_path / "population.parquet")
    assert code == 1
    assert sentence in said["error"]["message"]
    assert said["error"]["file"] == "population.parquet"


@pytest.mark.parametrize("name", ["population.parquet", "population.csv"])
def test_two_gigabytes_of_garbage_are_refused_at_once(files, tmp_path, name):
    with (tmp_path / name).open("wb") as stream:
        stream.write(np.random.default_rng(1).bytes(5_000_000))
        stream.truncate(2 * 1024**3)
    code, said = run(files, tmp_path / "out", population=tmp_path / name)
    assert code == 1
    assert "not a readable" in said["error"]["message"] or "is missing" in said["error"]["message"]
    assert not (tmp_path / "out").exists()


def test_a_file_that_breaks_off_is_said(files, tmp_path):
    whole = (files / "population.parquet").read_bytes()
    lost = len(whole) * 3 // 4
    (tmp_path / "population.parquet").write_bytes(whole[:4] + bytes(lost) + whole[4 + lost :])
    code, said = run(files, tmp_path / "out", population=tmp_path / "population.parquet")
    assert code == 1
    assert said["error"]["file"] == "population.parquet"


def test_no_memory_left_is_the_systems_fault_in_one_sentence(files, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise duckdb.OutOfMemoryException("failed to allocate")

    monkeypatch.setattr(persons.DuckDB, "answer", full)
    code, said = run(files, tmp_path / "out")
    assert (code, said["error"]["message"]) == (3, "not enough memory to read survey.csv")
    assert not (tmp_path / "out").exists()
