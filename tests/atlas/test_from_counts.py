"""A run from counts: the same bundle, honest checks, and a clear sentence for what cannot be."""

import json
import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from tests.core.estimation.maps import field, triangles
from tests.core.test_births_alone import WITHOUT_DJANGO

from kansrijk.atlas.arriving import read_bundle
from kansrijk.atlas.from_counts import estimate_counts
from kansrijk.core.faults import BadInput


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """40 areas with a smooth field; counts, neighbours and the truth."""
    folder, random = tmp_path_factory.mktemp("counts"), np.random.default_rng(3)
    graph = triangles(40, random)
    truth = 1 / (1 + np.exp(-(-1.7 + 0.4 * field(graph, random))))
    total = random.integers(40, 400, 40)
    names = [f"WK{i:06d}" for i in range(40)]
    table = pl.DataFrame(
        {"area": names, "indicator": "big2", "cases": random.binomial(total, truth), "total": total}
    ).with_columns(population=pl.col("total") * 3)
    table.write_csv(folder / "counts.csv")
    ends = {"from": [names[i] for i in graph.left], "to": [names[i] for i in graph.right]}
    pl.DataFrame(ends).write_csv(folder / "near.csv")
    return folder, table, truth


def test_counts_become_a_bundle_that_may_arrive_and_that_beats_the_direct_shares(files, tmp_path):
    folder, table, truth = files
    said = estimate_counts(folder / "counts.csv", folder / "near.csv", tmp_path / "out", level="wijk")
    assert (said["areas"], said["indicators"]) == (40, ["big2"])
    found = read_bundle(tmp_path / "out")
    shares = found.estimates["estimate"].to_numpy()
    direct = (table["cases"] / table["total"]).to_numpy()
    assert np.mean((shares - truth) ** 2) < np.mean((direct - truth) ** 2)
    low, high = (found.estimates[name].to_numpy() for name in ("lower", "upper"))
    assert np.mean((truth >= low) & (truth <= high)) > 0.85
    assert found.estimates["n_survey"].to_list() == [n // 10 * 10 for n in table["total"]]
    checked = found.validation["big2"]
    assert checked["respondents"]["rmse"] < checked["respondents"]["rmse_national"]
    assert checked["areas"]["areas"] == 40
    assert 0 < checked["spread_areas"] < 0.05
    assert sum(one["respondents"] for one in checked["bins"]) == table["total"].sum()
    assert found.card["covariates"] == {}
    assert (tmp_path / "out" / "plots" / "big2-calibration.svg").is_file()


def test_the_same_counts_give_the_same_bytes(files, tmp_path):
    folder, *_ = files
    for name in ("a", "b"):
        estimate_counts(folder / "counts.csv", folder / "near.csv", tmp_path / name, level="wijk")
    for file in ("estimates.csv", "validation.json", "model-card.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"cases": pl.lit(900)}, "there are more cases than persons"),
        ({"cases": pl.lit(-1)}, "cases must hold numbers of zero or more"),
        ({"total": pl.lit("veel")}, "total must hold numbers"),
        ({"area": pl.lit("WK000001")}, "an area stands twice"),
        ({"cases": pl.lit(0)}, "the model needs cases as well as non-cases"),
        ({"area": pl.lit("")}, "area is empty"),
    ],
)
def test_counts_that_cannot_be_are_refused_in_a_sentence(files, tmp_path, change, says):
    folder, table, _ = files
    table.with_columns(**change).write_csv(tmp_path / "counts.csv")
    with pytest.raises(BadInput, match=says):
        estimate_counts(tmp_path / "counts.csv", folder / "near.csv", tmp_path / "out", level="wijk")
    assert not (tmp_path / "out").exists()


def test_few_areas_are_no_model(files, tmp_path):
    folder, table, _ = files
    table.head(9).write_csv(tmp_path / "counts.csv")
    with pytest.raises(BadInput, match="at least 10 areas"):
        estimate_counts(tmp_path / "counts.csv", folder / "near.csv", tmp_path / "out", level="wijk")


def test_the_command_needs_no_django(files, tmp_path):
    folder, *_ = files
    arguments = ["atlas", "estimate-counts", "--counts", str(folder / "counts.csv"), "--neighbours",
                 str(folder / "near.csv"), "--out", str(tmp_path / "out"), "--level", "wijk", "--json"]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["areas"] == 40
