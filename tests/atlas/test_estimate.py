"""`kansrijk atlas estimate`: from files to a bundle, and one sentence for every input that is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from bench.synthetic import Recipe, make_country
from typer.testing import CliRunner

from kansrijk.cli.main import app

MODEL = """[model]
area = "area"
indicators = ["y0", "y1"]
[[term]]
type = "smooth"
of = "age"
by = "sex"
k = 8
[[term]]
type = "factor"
of = ["sex", "g7"]
[meaning]
age = "age in years"
sex = "sex"
g7 = "neutral factor of seven levels, made up"
"""
COLUMNS = ["indicator", "area", "level", "n_survey", "n_population", "estimate", "lower", "upper", "se_logit",
           "p_top_decile", "status"]  # fmt: skip


def write_country(folder: Path) -> None:
    """A small country as files; area B000 has four inhabitants left."""
    recipe = Recipe(persons=8_000, areas=30, survey=2_400, seed=6)
    country = make_country(recipe)
    names = np.array([f"B{i:03d}" for i in range(30)])
    people = pl.DataFrame({"area": names[country.area], **{k: country.covariates[k] for k in ("age", "sex", "g7")}})
    random = np.random.default_rng(1)
    survey = people[country.answered].with_columns(
        y0=pl.Series(country.outcome),
        y1=pl.Series(np.where(random.random(country.outcome.size) < 0.1, np.nan, 1 - country.outcome)).fill_nan(None),
        w=pl.Series(country.weight),
    )
    kept = people.with_row_index().filter((pl.col("area") != "B000") | (pl.col("index") < 4)).drop("index")
    kept.write_parquet(folder / "population.parquet")
    survey.filter(pl.col("area") != "B000").write_csv(folder / "survey.csv")
    graph = country.graph
    pl.DataFrame({"from": names[graph.left], "to": names[graph.right]}).write_csv(folder / "neighbours.csv")
    wijk = [f"W{i}" for i in country.parent]
    pl.DataFrame({"area": names, "wijk": wijk, "gemeente": ["G1"] * 15 + ["G2"] * 15}).write_csv(folder / "areas.csv")
    (folder / "model.toml").write_text(MODEL, "utf-8")


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("atlas")
    write_country(folder)
    return folder


def arguments(folder: Path, out: Path, **changed: object) -> list[str]:
    given = {
        "survey": folder / "survey.csv", "population": folder / "population.parquet",
        "neighbours": folder / "neighbours.csv", "model": folder / "model.toml", "areas": folder / "areas.csv",
        "out": out,
    } | changed  # fmt: skip
    return ["atlas", "estimate", "--json", *(str(x) for k, v in given.items() if v is not None for x in (f"--{k}", v))]


def run(*args, **changed):
    done = CliRunner().invoke(app, arguments(*args, **changed))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout)


@pytest.fixture(scope="module")
def bundle(files) -> tuple[Path, dict]:
    code, summary = run(files, files / "out")
    assert code == 0
    return files / "out", summary


def test_the_summary_and_the_bundle_keep_their_contract(bundle):
    out, summary = bundle
    assert set(summary) == {
        "n_survey",
        "n_population",
        "areas",
        "indicators",
        "seconds",
        "peak_mb",
        "validation",
        "out",
    }
    assert {"read", "fit", "predict", "total"} <= set(summary["seconds"])
    assert set(summary["validation"]["y0"]) == {"coverage", "rmse", "slope", "intercept"}
    table = pl.read_parquet(out / "estimates.parquet")
    assert table.columns[: len(COLUMNS)] == COLUMNS
    assert table.height == 2 * (30 + table.filter(pl.col("level") == "wijk")["area"].n_unique() + 2)
    assert pl.read_csv(out / "estimates.csv").height == table.height
    shown = table.drop_nulls("estimate")
    assert ((shown["lower"] < shown["estimate"]) & (shown["estimate"] < shown["upper"])).all()
    card = json.loads((out / "model-card.json").read_text())
    assert card["formula"] == "1 + s(age, by=sex) + s(sex, g7, re) + mrf(area) + re(area)"
    assert len(card["inputs_sha256"]["survey"]) == 64
    assert (out / "plots" / "y0-calibration.svg").read_text().startswith("<svg")


def test_what_leaves_keeps_the_output_rules(bundle):
    out, _ = bundle
    table = pl.read_parquet(out / "estimates.parquet")
    small = table.filter(pl.col("area") == "B000")
    assert small["status"].to_list() == ["hidden", "hidden"]
    assert (
        small.select("estimate", "lower", "upper", "se_logit", "p_top_decile", "n_survey", "n_population")
        .null_count()
        .sum_horizontal()[0]
        == 14
    )
    told = table["n_survey"].drop_nulls()
    assert told.min() >= 10
    assert (told % 10 == 0).all()
    assert table["n_population"].drop_nulls().min() >= 10
    check = json.loads((out / "output-check.json").read_text())
    assert check["passed"]
    assert {r["rule"] for r in check["rules"]} >= {
        "no minimum or maximum is written",
        "at least 10 inhabitants per estimate",
    }
    bins = json.loads((out / "validation.json").read_text())["y0"]["bins"]
    assert min(b["respondents"] for b in bins) >= 10


def test_estimates_add_up_to_trusted_totals(files, bundle, tmp_path):
    before = pl.read_parquet(bundle[0] / "estimates.parquet").filter(pl.col("indicator") == "y0")
    persons = pl.read_parquet(files / "population.parquet").group_by("area").len()
    level = pl.read_csv(files / "areas.csv").join(persons, on="area").group_by("gemeente").agg(pl.col("len").sum())
    totals = level.sort("gemeente").select(
        level=pl.lit("gemeente"), area=pl.col("gemeente"), indicator=pl.lit("y0"), total=pl.col("len") * 0.25
    )
    totals.write_csv(tmp_path / "totals.csv")
    code, _ = run(files, tmp_path / "out", totals=tmp_path / "totals.csv", indicators="y0")
    assert code == 0
    after = pl.read_parquet(tmp_path / "out" / "estimates.parquet")
    assert after.filter(pl.col("level") == "gemeente")["estimate"].to_numpy() == pytest.approx([0.25, 0.25], abs=1e-9)
    changed = after.join(before, on=["area", "level"], suffix="_before").drop_nulls("change")
    moved = (changed["estimate"] - changed["estimate_before"]).to_numpy()
    assert changed["change"].to_numpy() == pytest.approx(moved, abs=1e-9)
    card = json.loads((tmp_path / "out" / "model-card.json").read_text())
    assert card["indicators"]["y0"]["left_after_adding_up"]["gemeente"] < 1e-9


def test_the_same_input_gives_the_same_bytes_on_one_and_two_threads_and_without_django(files, tmp_path):
    for threads in ("1", "2"):
        code = (
            "import sys\nfor name in ('django', 'psycopg', 'ninja'): sys.modules[name] = None\n"
            "from kansrijk.cli.main import main\nmain()"
        )
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments(files, tmp_path / threads, indicators="y0")],
            env={**os.environ, "OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    for name in ("estimates.parquet", "estimates.csv", "validation.json", "model-card.json"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes(), name


def changed_csv(file: Path, to: Path, change) -> Path:
    change(pl.read_csv(file)).write_csv(to)
    return to


BAD = {
    "an outcome that is neither 0 nor 1": (
        lambda t: t.with_columns(y0=pl.when(pl.arange(pl.len()) == 5).then(3).otherwise(pl.col("y0"))),
        "an outcome must be 0, 1 or empty", 7,
    ),
    "a constant outcome": (lambda t: t.with_columns(y0=pl.lit(1)), "the same for every respondent", None),
    "an outcome in words": (lambda t: t.with_columns(y0=pl.lit("ja")), "must hold numbers", 2),
    "a missing column": (lambda t: t.drop("g7"), "the column g7 is missing", None),
    "a missing value": (
        lambda t: t.with_columns(age=pl.when(pl.arange(pl.len()) == 3).then(None).otherwise(pl.col("age"))),
        "age has no value", 5,
    ),
    "areas of another edition": (
        lambda t: t.with_columns(area=pl.when(pl.arange(pl.len()) == 0).then(pl.lit("X1")).otherwise(pl.col("area"))),
        "area X1 of the survey is not in the population", None,
    ),
    "no respondents": (lambda t: t.head(0), "holds no persons", None),
    "a number in words": (lambda t: t.with_columns(age=pl.lit("oud")), "must be a number", None),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_survey_is_refused_in_one_sentence_and_nothing_is_written(files, tmp_path, name):
    change, sentence, row = BAD[name]
    survey = changed_csv(files / "survey.csv", tmp_path / "survey.csv", change)
    code, said = run(files, tmp_path / "out", survey=survey)
    assert code == 1
    assert sentence in said["error"]["message"]
    assert said["error"]["row"] == row
    assert said["error"]["file"] == "survey.csv"
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "out.part").exists()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[model]", "[model", "not readable TOML"),
        ('indicators = ["y0", "y1"]', "indicators = []", "list of column names"),
        ('type = "factor"', 'type = "trick"', "type 'smooth' or 'factor'"),
        ("k = 8", "k = 900", "k from 4 to"),
        ('of = ["sex", "g7"]', 'of = ["sex", "age"]', "both as a number and as levels"),
        ("area =", 'colour = "red"\narea =', "not something a model has"),
        ('g7 = "neutral factor of seven levels, made up"', 'g7 = "migration background"', "may not be an input"),
        ('g7 = "neutral factor of seven levels, made up"', "", "no meaning"),
    ],
)
def test_a_wrong_model_is_refused_in_one_sentence(files, tmp_path, old, new, sentence):
    (tmp_path / "model.toml").write_text(MODEL.replace(old, new), "utf-8")
    code, said = run(files, tmp_path / "out", model=tmp_path / "model.toml")
    assert code == 1
    assert sentence in said["error"]["message"]
    assert not (tmp_path / "out").exists()


def test_garbage_is_not_a_parquet_file_and_a_strange_neighbour_is_named(files, tmp_path):
    (tmp_path / "population.parquet").write_bytes(np.random.default_rng(1).bytes(100_000))
    code, said = run(files, tmp_path / "out", population=tmp_path / "population.parquet")
    assert (code, said["error"]["message"]) == (1, "this is not a readable Parquet file")
    (tmp_path / "n.csv").write_text("from,to\nB001,Z9\n", "utf-8")
    code, said = run(files, tmp_path / "out", neighbours=tmp_path / "n.csv")
    assert code == 1
    assert "names Z9, which is not one of the areas" in said["error"]["message"]


def test_a_folder_with_other_things_in_it_is_left_alone(files, tmp_path):
    (tmp_path / "letters.txt").write_text("mine", "utf-8")
    code, said = run(files, tmp_path)
    assert code == 1
    assert "not a bundle" in said["error"]["message"]
    assert (tmp_path / "letters.txt").read_text() == "mine"


def test_a_level_that_the_survey_lacks_is_carried_on_and_said(files, tmp_path):
    survey = changed_csv(files / "survey.csv", tmp_path / "survey.csv", lambda t: t.filter(pl.col("g7") != 2))
    code, _ = run(files, tmp_path / "out", survey=survey, indicators="y0")
    assert code == 0
    notes = json.loads((tmp_path / "out" / "model-card.json").read_text())["notes"]
    assert any("g7 2 occurs in the population but not in the survey" in note for note in notes)


def test_codes_with_leading_zeros_stay_codes(files, tmp_path):
    areas = changed_csv(
        files / "areas.csv",
        tmp_path / "areas.csv",
        lambda t: t.with_columns(
            gemeente=pl.when(pl.col("gemeente") == "G1").then(pl.lit("0363")).otherwise(pl.lit("0546"))
        ),
    )
    (tmp_path / "totals.csv").write_text("level,area,indicator,total\ngemeente,0363,y0,900\n", "utf-8")
    code, said = run(files, tmp_path / "out", areas=areas, totals=tmp_path / "totals.csv", indicators="y0")
    assert code == 0, said
    table = pl.read_parquet(tmp_path / "out" / "estimates.parquet").filter(pl.col("level") == "gemeente")
    assert table["area"].to_list() == ["0363", "0546"]
    first = table.row(0, named=True)
    assert first["estimate"] * first["n_population"] == pytest.approx(900, abs=1e-4)
    assert table["change"][1] == 0


def test_an_interrupted_run_leaves_no_bundle_and_the_next_starts_clean(files, tmp_path, monkeypatch):
    from kansrijk.atlas import bundle

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bundle, "_draw", broken)
    assert CliRunner().invoke(app, arguments(files, tmp_path / "out", indicators="y0")).exit_code != 0
    assert not (tmp_path / "out").exists()
    monkeypatch.undo()
    assert run(files, tmp_path / "out", indicators="y0")[0] == 0
    assert not (tmp_path / "out.part").exists()


def test_a_one_sided_list_an_island_and_parts_that_do_not_touch_are_mended_and_said(files, tmp_path):
    pairs = pl.read_csv(files / "neighbours.csv")
    south = [f"B{i:03d}" for i in range(15)]
    apart = pairs.filter(pl.col("from").is_in(south) == pl.col("to").is_in(south))
    apart = apart.filter((pl.col("from") != "B007") & (pl.col("to") != "B007"))
    some = apart.head(5).select(pl.col("to").alias("from"), pl.col("from").alias("to"))
    pl.concat([apart, some]).write_csv(tmp_path / "neighbours.csv")
    code, said = run(files, tmp_path / "out", neighbours=tmp_path / "neighbours.csv", indicators="y0")
    assert code == 0, said
    notes = " ".join(json.loads((tmp_path / "out" / "model-card.json").read_text())["notes"])
    assert "not symmetric" in notes
    assert "have no neighbours" in notes
    assert "parts that do not touch" in notes
    table = pl.read_parquet(tmp_path / "out" / "estimates.parquet")
    island = table.filter(pl.col("area") == "B007").row(0, named=True)
    assert island["lower"] < island["estimate"] < island["upper"]
