"""`kansrijk coalition …`: a workbook in, minutes and reminders out."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from kansrijk.cli.application import acting_as, coalition_of, prepare
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import WRONG_INPUT, answer, messages, verb

app = typer.Typer(help="The workspace of a coalition.", no_args_is_help=True)
Slug = Annotated[str, typer.Argument(help="The name of the coalition in addresses.")]


@app.command("template")
@verb
def write_template(file: Path, as_json: AsJson = False) -> None:
    """Write the empty workbook to fill in."""
    prepare()
    from kansrijk.coalition.workbook.template import template

    file.write_bytes(template())
    answer({"file": str(file)}, as_json=as_json, words=str(file))


@app.command("import")
@verb
def import_file(
    slug: Slug,
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, store nothing.")] = False,
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Bring in parties, people, agreements, meetings, actions and help from a workbook: checked, atomic, idempotent."""
    prepare()
    from kansrijk.coalition import commands

    with acting_as(acting) as actor:
        coalition = coalition_of(actor, slug)
        assert coalition is not None
        content = file.read_bytes()
        counted, book = commands.import_workbook(
            by=actor, coalition=coalition, name=file.name, content=content, dry_run=dry_run
        )
    said = ", ".join(f"{one.sheet}: {one.read} read, {one.new} new" for one in counted)
    faults = [asdict(one) for one in book.faults]
    answer({"sheets": [asdict(one) for one in counted], "errors": faults}, as_json=as_json, words=said)
    for fault in book.faults[:20]:
        place = f"{fault.sheet}, row {fault.row}, column {fault.column}"
        messages.print(f"{place}: {fault.message}", markup=False, soft_wrap=True)
    if book.faults:
        raise typer.Exit(WRONG_INPUT)


@app.command("minutes")
@verb
def write_minutes(
    slug: Slug,
    meeting: Annotated[UUID, typer.Argument(help="The key of the meeting, as its address ends.")],
    file: Path,
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Write agenda and minutes of a meeting as a tagged PDF (PDF/UA-1), in Dutch."""
    prepare()
    from kansrijk.coalition import queries
    from kansrijk.coalition.pages.meetings import meeting_page
    from kansrijk.coalition.pages.minutes import pdf
    from kansrijk.trust.queries import coalitions

    with acting_as(acting) as actor:
        coalition = coalition_of(actor, slug)
        assert coalition is not None
        now = queries.meeting(actor, coalition, meeting)
        parties = {one.id: one.name for one in queries.parties(actor, coalition)}
        name = next((one.name for one in coalitions(actor) if one.id == coalition), slug)
    file.write_bytes(pdf(meeting_page(now, parties), name))
    answer({"file": str(file)}, as_json=as_json, words=str(file))


@app.command()
@verb
def nudge(
    slug: Slug,
    site: Annotated[str, typer.Option(help="Where this installation is reached: https://host.")],
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Send each person with late actions one mail, at most once in seven days."""
    prepare()
    from kansrijk.coalition import commands

    with acting_as(acting) as actor:
        coalition = coalition_of(actor, slug)
        assert coalition is not None
        sent = commands.nudge_people(by=actor, coalition=coalition, site=site.rstrip("/"))
    answer({"sent": sent}, as_json=as_json, words=f"{sent} sent")
