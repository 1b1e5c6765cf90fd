"""`kansrijk bench NAME`: measurements, from the checkout."""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from kansrijk.cli.application import NotInOrder
from kansrijk.cli.options import AsJson
from kansrijk.cli.output import WRONG_INPUT, answer, verb
from kansrijk.core.faults import BadInput

ROOT = Path(__file__).resolve().parents[3]
MET = {None: "", True: "yes", False: "NO"}


@verb
def bench(
    name: Annotated[str, typer.Argument(help="figures, workspace, loop or estimation")],
    only: Annotated[str | None, typer.Option(help="Only lines whose name holds this text.")] = None,
    scale: Annotated[float, typer.Option(help="Part of the full size (estimation).", min=0.01, max=1.0)] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Measure on fixed data; medians over runs. Each row is told on standard error as soon as it is measured."""
    if not (ROOT / "bench" / f"{name}.py").exists():
        raise NotInOrder(f"there is no bench/{name}.py here; measurements run in a checkout of the sources")
    if scale != 1.0 and name != "estimation":
        raise BadInput("only estimation is measured at part of its size", field="--scale")
    sys.path.insert(0, str(ROOT))
    timing = importlib.import_module("bench.timing")
    timing.SCALE = scale
    machine = timing.machine()
    rows = []
    for row in importlib.import_module(f"bench.{name}").rows(only):
        _tell(row)
        rows.append(row)
    if not rows:
        raise BadInput(f"no measurement of {name} has {only!r} in its name", field="--only")
    if as_json:
        answer(timing.report(rows, machine), as_json=True, words="")
        raise typer.Exit(_code(rows))
    Console().print(", ".join(f"{key}: {value}" for key, value in machine.items()))
    table = Table("what", "median", "p95", "unit", "must", "met", "runs")
    for row in rows:
        table.add_row(
            row.name, f"{row.median:g}", f"{row.p95:g}", row.unit, f"{row.must or ''}", MET[row.met], str(row.runs)
        )
    Console().print(table)
    raise typer.Exit(_code(rows))


def _tell(row: Any) -> None:
    """One line, at once: who breaks off a long measurement keeps what was measured."""
    must = f"; must {row.must:g}, met: {MET[row.met]}" if row.must is not None else ""
    typer.echo(f"{row.name}: median {row.median:g}, p95 {row.p95:g} {row.unit}, runs: {row.runs}{must}", err=True)


def _code(rows: Sequence[Any]) -> int:
    """0 when everything that must be met is, else 1."""
    return WRONG_INPUT if any(row.met is False for row in rows) else 0
