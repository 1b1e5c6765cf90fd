"""`kansrijk figures …`."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from kansrijk.cli.application import acting_as, coalition_of, prepare
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import WRONG_INPUT, answer, messages, verb
from kansrijk.core.faults import BadInput

MOST_TOLD = 20  # rows or cells, a line each
app = typer.Typer(help="Deliveries, figures, releases and their audit.", no_args_is_help=True)
_RECEIPT = "{source} {period}: {read} read, {stored} stored, {unchanged} unchanged, {rejected} rejected"


def _print_receipt(found: Any, *, file: str, as_json: bool) -> None:
    receipt = found.as_json()
    answer(receipt, as_json=as_json, words=_RECEIPT.format(**receipt))
    for error in receipt["errors"][:MOST_TOLD]:
        line = BadInput(error["message"], file=file, row=error["row"], column=error["column"] or None)
        messages.print(str(line), markup=False, soft_wrap=True)
    if len(receipt["errors"]) > MOST_TOLD:
        messages.print(f"and {len(receipt['errors']) - MOST_TOLD} more")
    if found.is_refused:
        raise typer.Exit(WRONG_INPUT)


@app.command("import")
@verb
def import_file(
    source: Annotated[str, typer.Argument(help="One of `kansrijk figures sources`.")],
    file: Path,
    period: Annotated[str | None, typer.Option(help="Where the file does not say it: 2024 or 2019-2021.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, store nothing.")] = False,
    coalition: Annotated[
        str | None, typer.Option(help="Whose own figures these are; by itself the one coalition of --as.")
    ] = None,
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Import a delivery: checked, atomic, idempotent."""
    prepare()
    from kansrijk.figures import commands

    with messages.status(f"reading {file.name}"), acting_as(acting) as actor:
        receipt = commands.import_delivery(
            by=actor,
            source=source,
            file=file,
            period=period,
            dry_run=dry_run,
            coalition=coalition_of(actor, coalition),
        )
    _print_receipt(receipt, file=file.name, as_json=as_json)


@app.command()
@verb
def pull(
    source: Annotated[str, typer.Argument(help="cbs-kwb")],
    year: Annotated[int, typer.Option()],
    odata: Annotated[int, typer.Option(min=3, max=4, help="The version of the interface: 3 or 4.")] = 3,
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Fetch a source's own open data for a year and import it."""
    prepare()
    from kansrijk.figures import commands

    with messages.status(f"fetching {source} {year}"), acting_as(acting) as actor:
        receipt = commands.pull(by=actor, source=source, year=year, version=odata)
    _print_receipt(receipt, file=f"{source} {year}", as_json=as_json)


@app.command()
@verb
def show(
    area: Annotated[str, typer.Argument(help="GM0546, GM0546@2024 or a unique name.")],
    indicator: Annotated[str | None, typer.Option()] = None,
    as_json: AsJson = False,
) -> None:
    """The released figures of an area."""
    prepare()
    from kansrijk.figures import queries
    from kansrijk.trust.actors import VISITOR

    shown = queries.show_json(VISITOR, area, indicator=indicator)
    lines = [f"{shown['area']['name']} ({shown['area']['code']}@{shown['area']['edition']})"]
    lines += [
        f"  {f['indicator']:<40} {f['period'] or '':<10} {f['value'] if f['value'] is not None else f['status']}"
        for f in shown["figures"]
    ]
    if shown["reexpressed"]:
        lines.append("told in these borders, from those of another year:")
    lines += [
        f"  {f['indicator']:<40} {f['period']:<10} {f['value'] if f['value'] is not None else f['status']}"
        f"  (borders of {f['reexpressed_from']}: {f['how'] or 'not told'})"
        for f in shown["reexpressed"]
    ]
    answer(shown, as_json=as_json, words="\n".join(lines))


@app.command()
@verb
def sources(as_json: AsJson = False) -> None:
    """The sources that can be imported."""
    prepare()
    from kansrijk.figures import queries
    from kansrijk.trust.actors import VISITOR

    known = [source.as_json() for source in queries.sources(VISITOR)]
    answer({"sources": known}, as_json=as_json, words="\n".join(str(source["code"]) for source in known))


@app.command()
@verb
def audit(
    tables: Annotated[Path | None, typer.Option(help="A folder of hand-made tables and equations.csv.")] = None,
    as_json: AsJson = False,
) -> None:
    """Try to recompute what is hidden; exit 1 when anything can be."""
    started = time.monotonic()
    if tables is not None:
        from kansrijk.core.disclosure.attacker import audit_folder

        found = audit_folder(tables)
    else:
        prepare()
        from kansrijk.figures import queries
        from kansrijk.trust.actors import VISITOR

        found = queries.audit_released(VISITOR)
    report = found.as_json(round(time.monotonic() - started, 3))
    words = f"{report['cells']} cells, {report['hidden']} hidden, {len(found.recoverable)} recoverable"
    for one in found.recoverable[:20]:
        words += f"\n  {one.table}:{one.cell}: {one.lower} to {one.upper}, at least {one.needed_width} apart is needed"
    answer(report, as_json=as_json, words=words)
    if found.recoverable:
        raise typer.Exit(WRONG_INPUT)


@app.command()
@verb
def propose(release: str, acting: AsEmail = None, as_json: AsJson = False) -> None:
    """Propose a release; a second person publishes it."""
    prepare()
    from kansrijk.figures import commands

    with acting_as(acting) as actor:
        card = commands.propose_release(by=actor, release=release).as_json()
    answer(card, as_json=as_json, words=f"{release}: {card['status']}")


@app.command()
@verb
def publish(release: str, acting: AsEmail = None, as_json: AsJson = False) -> None:
    """Publish a proposed release as the second person."""
    prepare()
    from kansrijk.figures import commands

    with acting_as(acting) as actor:
        card = commands.publish_release(by=actor, release=release).as_json()
    answer(card, as_json=as_json, words=f"{release}: {card['status']}")


@app.command()
@verb
def readings(
    coalition: Annotated[str, typer.Argument(help="The short name of a coalition.")],
    area: Annotated[str, typer.Argument(help="The code of a gemeente.")],
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Let a coalition take and moderate readings (duiding) about a gemeente."""
    prepare()
    from kansrijk.figures import commands

    with acting_as(acting) as actor:
        commands.take_readings(by=actor, coalition=coalition, area=area)
    answer({"coalition": coalition, "area": area}, as_json=as_json, words=f"{coalition} takes readings about {area}")
