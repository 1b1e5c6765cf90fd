"""`kansrijk bench NAME`: measurements, from the checkout."""

import importlib
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kansrijk.cli.application import NotInOrder
from kansrijk.cli.options import AsJson
from kansrijk.cli.output import answer, verb

ROOT = Path(__file__).resolve().parents[3]


@verb
def bench(
    name: Annotated[str, typer.Argument(help="figures")],
    only: Annotated[str | None, typer.Option(help="Only lines whose name holds this text.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure on fixed data; medians over runs."""
    if not (ROOT / "bench" / f"{name}.py").exists():
        raise NotInOrder(f"there is no bench/{name}.py here; measurements run in a checkout of the sources")
    sys.path.insert(0, str(ROOT))
    timing = importlib.import_module("bench.timing")
    rows = importlib.import_module(f"bench.{name}").rows(only)
    if as_json:
        answer(timing.report(rows), as_json=True, words="")
        return
    table = Table("what", "median", "p95", "unit", "must", "met", "runs")
    for row in rows:
        met = {None: "", True: "yes", False: "NO"}[row.met]
        table.add_row(row.name, f"{row.median:g}", f"{row.p95:g}", row.unit, f"{row.must or ''}", met, str(row.runs))
    Console().print(table)
