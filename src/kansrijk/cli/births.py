"""`kansrijk births …`: pure calculation, no database."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kansrijk.cli.options import AsJson
from kansrijk.cli.output import answer, messages, verb

if TYPE_CHECKING:
    import polars as pl

app = typer.Typer(help="Birth records to preterm, SGA, Big 2 and perinatal mortality.", no_args_is_help=True)


@app.callback()
def births() -> None:
    """Birth records to preterm, SGA, Big 2 and perinatal mortality."""


@app.command()
@verb
def summarise(
    file: Path,
    reference: Annotated[list[Path], typer.Option(help="Birthweight chart; may be given twice.")],
    by: Annotated[str, typer.Option("--by", help="pc4, pc3, wijk or gemeente, with ,year for one period per year.")],
    out: Annotated[Path, typer.Option(help="Where the result goes (CSV).")],
    postcodes: Annotated[Path | None, typer.Option(help="pc4 → gemeente or wijk, for --by gemeente or wijk.")] = None,
    window: Annotated[
        int | None, typer.Option(help="Years per period, counted back from the last; 3 or 5 for a wijk or PC4.")
    ] = None,
    standard: Annotated[
        Path | None, typer.Option(help="Reference for standardised ratios, as `births standard` writes it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Count Big 2 and its parts per area from birth records."""
    from kansrijk.core import births_files
    from kansrijk.core.births import left_out_years
    from kansrijk.core.births import summarise as count
    from kansrijk.core.births_standard import with_expected

    births = births_files.read_births(file)
    summary = count(
        births,
        births_files.read_chart(reference),
        by=by,
        postcodes=births_files.read_postcodes(postcodes) if postcodes else None,
        window=window,
    )
    if standard is not None:
        summary = with_expected(summary, births_files.read_standard(standard))
    left_out = left_out_years(births, window) if window else []
    if left_out:
        messages.print(f"left out, because they make no whole window: {', '.join(map(str, left_out))}")
    _write(summary, out)
    rows = summary.height
    answer({"file": str(file), "out": str(out), "rows": rows}, as_json=as_json, words=f"{rows} rows in {out}")


@app.command()
@verb
def standard(
    file: Path,
    reference: Annotated[list[Path], typer.Option(help="Birthweight chart; may be given twice.")],
    name: Annotated[str, typer.Option(help="What the reference is called wherever a ratio to it is shown.")],
    out: Annotated[Path, typer.Option(help="Where the reference goes (CSV).")],
    as_json: AsJson = False,
) -> None:
    """Make a named reference for standardised ratios of all births in a file: singletons and multiples apart."""
    from kansrijk.core import births_files
    from kansrijk.core.births_standard import make_standard

    table, left_out = make_standard(births_files.read_births(file), births_files.read_chart(reference), name)
    if left_out:
        messages.print(f"left out, because a stratum has too few births: {', '.join(left_out)}")
    _write(table, out)
    found = table["indicator"].unique(maintain_order=True).to_list()
    answer(
        {"file": str(file), "out": str(out), "standard": table["standard"][0], "indicators": found},
        as_json=as_json,
        words=f"{len(found)} indicators in {out}",
    )


def _write(table: "pl.DataFrame", out: Path) -> None:
    """All of it or nothing."""
    part = out.with_name(out.name + ".part")
    table.write_csv(part)
    part.replace(out)
