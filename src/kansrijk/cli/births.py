"""`kansrijk births …`: pure calculation, no database."""

from pathlib import Path
from typing import Annotated

import typer

from kansrijk.cli.options import AsJson
from kansrijk.cli.output import answer, messages, verb

app = typer.Typer(help="Birth records to preterm, SGA, Big 2 and perinatal mortality.", no_args_is_help=True)


@app.callback()
def births() -> None:
    """Birth records to preterm, SGA, Big 2 and perinatal mortality."""


@app.command()
@verb
def summarise(
    file: Path,
    reference: Annotated[list[Path], typer.Option(help="Birthweight chart; may be given twice.")],
    by: Annotated[str, typer.Option("--by", help="pc4, wijk or gemeente, with ,year for one period per year.")],
    out: Annotated[Path, typer.Option(help="Where the result goes (CSV).")],
    postcodes: Annotated[Path | None, typer.Option(help="pc4 → gemeente or wijk, for --by gemeente or wijk.")] = None,
    window: Annotated[
        int | None, typer.Option(help="Years per period, counted back from the last; 3 or 5 for a wijk or PC4.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Count Big 2 and its parts per area from birth records."""
    from kansrijk.core import births_files
    from kansrijk.core.births import left_out_years
    from kansrijk.core.births import summarise as count

    births = births_files.read_births(file)
    summary = count(
        births,
        births_files.read_chart(reference),
        by=by,
        postcodes=births_files.read_postcodes(postcodes) if postcodes else None,
        window=window,
    )
    left_out = left_out_years(births, window) if window else []
    if left_out:
        messages.print(f"left out, because they make no whole window: {', '.join(map(str, left_out))}")
    part = out.with_name(out.name + ".part")
    summary.write_csv(part)
    part.replace(out)
    rows = summary.height
    answer({"file": str(file), "out": str(out), "rows": rows}, as_json=as_json, words=f"{rows} rows in {out}")
