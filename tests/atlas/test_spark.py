"""The same run on Spark and on DuckDB, in an environment of its own that holds nothing but the locked extra."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from tests.atlas.test_estimate import arguments, write_country

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "build" / "spark-environment"


@pytest.fixture(scope="module")
def spark() -> Path:
    """The Python of that environment; Java is found, or installed from Debian when root."""
    if shutil.which("java") is None and not os.environ.get("JAVA_HOME"):
        subprocess.run(
            ["sh", ROOT / "scripts" / "install-debian.sh", "--if-root", "openjdk-17-jre-headless"], check=False
        )
        if shutil.which("java") is None:
            why = "Spark needs Java 17 (sudo apt-get install openjdk-17-jre-headless): not run"
            pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    uv, python = Path(sys.executable).with_name("uv"), HERE / "bin" / "python"
    lock = ROOT / "requirements" / "spark.txt"
    if not python.exists():
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, HERE], check=True)
    subprocess.run([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, lock], check=True)
    return python


@pytest.mark.long
def test_spark_gives_what_duckdb_gives(spark, tmp_path):
    write_country(tmp_path)
    found = {}
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "SPARK_LOCAL_IP": "127.0.0.1"}
    for backend in ("duckdb", "spark"):
        out = tmp_path / f"out-{backend}"
        asked = [*arguments(tmp_path, out, backend=backend, indicators="y0")]
        command = [spark, "-m", "kansrijk.cli.main", *asked[asked.index("atlas") :]]
        done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr[-2000:]
        found[backend] = pl.read_parquet(out / "estimates.parquet")
    assert (
        found["spark"]
        .select("area", "level", "status", "n_survey", "n_population")
        .equals(found["duckdb"].select("area", "level", "status", "n_survey", "n_population"))
    )
    for name in ("estimate", "lower", "upper", "se_logit", "reliability"):
        one, other = (found[backend][name].drop_nulls().to_numpy() for backend in ("spark", "duckdb"))
        assert one == pytest.approx(other, abs=1e-6), name
