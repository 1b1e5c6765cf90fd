"""`kansrijk areas …`."""

from pathlib import Path
from typing import Annotated

import typer

from kansrijk.cli.application import acting_as, prepare
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import answer, messages, verb
from kansrijk.core.faults import BadInput

MOST_TOLD = 20  # rows that were not stored, a line each
app = typer.Typer(help="Areas, their boundaries and their successions.", no_args_is_help=True)


@app.command("import")
@verb
def import_file(
    file: Annotated[Path, typer.Argument(help="GeoJSON, TopoJSON or CSV.")],
    year: Annotated[int, typer.Option(help="The edition: areas as on 1 January of this year.")],
    level: Annotated[str | None, typer.Option(help="gemeente, wijk, buurt, pc4 …")] = None,
    object_name: Annotated[str | None, typer.Option("--object", help="The object in a TopoJSON file.")] = None,
    code: Annotated[str | None, typer.Option(help="The field that holds the code.")] = None,
    name: Annotated[str | None, typer.Option(help="The field that holds the name.")] = None,
    leave_out_broken: Annotated[
        bool, typer.Option("--leave-out-broken", help="Leave out areas whose outline cannot be used, and name them.")
    ] = False,
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Import areas and, where the file has them, boundaries."""
    prepare()
    from kansrijk.areas import commands

    with messages.status(f"importing {file.name}"), acting_as(acting) as actor:
        done = commands.import_areas(
            by=actor,
            file=file,
            edition=year,
            level=level,
            object_name=object_name,
            code_field=code,
            name_field=name,
            leave_out_broken=leave_out_broken,
        )
    receipt = done.as_json()
    words = (
        "{level} {edition}: {read} read, {stored} stored, {unchanged} unchanged, "
        "{rejected} rejected, {without_shape} without a shape"
    )
    answer(receipt, as_json=as_json, words=words.format(**receipt))
    for error in done.counts.errors[:MOST_TOLD]:
        messages.print(
            str(BadInput(error.message, file.name, error.row, field=error.field)), markup=False, soft_wrap=True
        )
    if len(done.counts.errors) > MOST_TOLD:
        messages.print(f"and {len(done.counts.errors) - MOST_TOLD} more")


@app.command()
@verb
def successions(file: Path, acting: AsEmail = None, as_json: AsJson = False) -> None:
    """Import which area became which, with weights."""
    prepare()
    from kansrijk.areas import commands

    with messages.status(f"importing {file.name}"), acting_as(acting) as actor:
        receipt = commands.import_successions(by=actor, file=file).as_json()
    answer(receipt, as_json=as_json, words=", ".join(f"{value} {key}" for key, value in receipt.items()))


@app.command()
@verb
def tiles(
    year: Annotated[int, typer.Option(help="The edition whose boundaries are in the register.")],
    country: Annotated[str, typer.Option(help="NL, or XX for the fictional region.")] = "NL",
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Make the vector tiles of the zoom map from the boundaries of an edition."""
    prepare()
    from kansrijk.areas import commands

    with messages.status(f"making tiles of {year}"), acting_as(acting) as actor:
        result = commands.make_tiles(by=actor, edition=year, country=country)
    areas = ", ".join(f"{number} {level}" for level, number in result.areas.items())
    answer(result.as_json(), as_json=as_json, words=f"tiles of {year}: {areas}, {result.bytes / 1e6:.1f} MB")
