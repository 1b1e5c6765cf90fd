"""mgcv::bam in R: the published formula per region, two processes of one thread; a field of full rank, for parity."""

import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import polars as pl

from bench.estimation_country import regions
from kansrijk.cli.application import NotInOrder

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = Path(__file__).with_suffix(".R")
PROCESSES = 2
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}


def found() -> str:
    """Rscript with mgcv; installed from Debian when root, else one sentence."""
    asked = ["Rscript", "-e", "suppressMessages(library(mgcv))"]
    if shutil.which("Rscript") is None or subprocess.run(asked, capture_output=True, check=False).returncode:
        subprocess.run(["sh", str(ROOT / "scripts" / "install-debian.sh"), "--if-root", "r-cran-mgcv"], check=False)
        if shutil.which("Rscript") is None or subprocess.run(asked, capture_output=True, check=False).returncode:
            raise NotInOrder("the comparison needs R with mgcv: sudo apt-get install r-cran-mgcv")
    return "Rscript"


def write(country: Path) -> Path:
    """The same persons as numbers of two bytes, per region, for R; the regions' numbers in `shares.txt` by process."""
    into = country / "peer"
    if (into / "shares.txt").exists():
        return into
    into.mkdir(exist_ok=True)
    place = pl.read_parquet(country / "truth.parquet", columns=["area"]).with_row_index("at")
    ends = pl.read_csv(country / "neighbours.csv")
    for side in ("from", "to"):
        ends = ends.join(place.rename({"area": side}), on=side).drop(side).rename({"at": side})
    ends.select("from", "to").write_csv(into / "ends.csv")
    people, asked = (_numbered(country / f"{name}.parquet", place) for name in ("population", "survey"))
    (into / "columns.txt").write_text(" ".join(people.columns), "utf-8")
    sizes = []
    for number, (own, near) in enumerate(regions(country)):
        np.savetxt(into / f"areas-{number}.txt", np.concatenate([own, near]), "%d")
        both = asked.filter(pl.col("area").is_in(np.concatenate([own, near])))
        _write(both.select(*people.columns, "y0"), into / f"survey-{number}.bin")
        _write(people.filter(pl.col("area").is_in(own)).with_columns(y0=pl.lit(0)), into / f"population-{number}.bin")
        sizes.append(both.height)
    (into / "columns.txt").write_text(" ".join([*people.columns, "y0"]), "utf-8")
    shares: list[list[int]] = [[] for _ in range(PROCESSES)]
    for number in sorted(range(len(sizes)), key=lambda i: -sizes[i]):
        min(shares, key=lambda share: sum(sizes[i] for i in share)).append(number)
    (into / "shares.txt").write_text("\n".join(" ".join(map(str, share)) for share in shares), "utf-8")
    return into


def _numbered(file: Path, place: pl.DataFrame) -> pl.DataFrame:
    table = pl.read_parquet(file).join(place, on="area", maintain_order="left")
    return table.drop("area").rename({"at": "area"})


def _write(table: pl.DataFrame, file: Path) -> None:
    np.column_stack([column.cast(pl.UInt16).to_numpy() for column in table.get_columns()]).tofile(file)


def run(folder: Path) -> None:
    """Every region, fitted and predicted; the processes beside each other."""
    shares = (folder / "shares.txt").read_text("utf-8").splitlines()
    environment = {**os.environ, **ONE_THREAD}
    started = [
        subprocess.Popen([found(), str(SCRIPT), str(folder), *share.split()], env=environment) for share in shares
    ]
    ended = [one.wait() for one in started]
    if any(ended):
        raise NotInOrder("the peer in R did not finish")


def answers(folder: Path) -> pl.DataFrame:
    """`area` (position) and `share` of each region's own areas."""
    parts = [pl.read_csv(file, null_values="NA") for file in sorted(folder.glob("answer-*.csv"))]
    return pl.concat([part.drop_nulls() for part in parts])


def full_rank(folder: Path, region: int, persons_each: int = 40) -> tuple[pl.DataFrame, pl.DataFrame, np.ndarray]:
    """One region with a field of full rank: the respondents, some inhabitants of each area, and R's answer is written.

    Gives (respondents, inhabitants, areas); the answer is in `full-answer.csv`.
    """
    areas = np.loadtxt(folder / f"areas-{region}.txt", dtype=np.int64)
    columns = (folder / "columns.txt").read_text("utf-8").split()
    asked, people = (
        pl.DataFrame(np.fromfile(folder / f"{name}-{region}.bin", np.uint16).reshape(-1, len(columns)), columns)
        for name in ("survey", "population")
    )
    own = np.intersect1d(areas, people["area"].unique().to_numpy())
    asked = asked.filter(pl.col("area").is_in(own))
    people = people.group_by("area", maintain_order=True).head(persons_each).select(columns)
    np.savetxt(folder / "full-areas.txt", own, "%d")
    _write(asked, folder / "full-survey.bin")
    _write(people, folder / "full-population.bin")
    done = subprocess.run([found(), str(SCRIPT), str(folder), "full"], env={**os.environ, **ONE_THREAD}, check=False)
    if done.returncode:
        raise NotInOrder("the peer in R did not finish")
    return asked, people, own
