"""`kansrijk offer …`: the directory of a coalition as a list."""

import time
from pathlib import Path
from typing import Annotated

import typer

from kansrijk.cli.application import acting_as, prepare
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import WRONG_INPUT, answer, messages, verb
from kansrijk.core.faults import BadInput
from kansrijk.core.tables import csv_of

app = typer.Typer(help="The directory of help (sociale kaart) of a coalition.", no_args_is_help=True)
Coalition = Annotated[str, typer.Option(help="The name of the coalition in addresses.")]


@app.command("open")
@verb
def open_directory(
    areas: Annotated[list[str], typer.Argument(help="Codes of gemeenten and wijken where the coalition works.")],
    coalition: Coalition,
    public: Annotated[bool, typer.Option("--public/--closed", help="Whether everybody may read it.")] = False,
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Begin or change the directory of a coalition."""
    prepare()
    from kansrijk.offer import commands
    from kansrijk.trust.queries import coalition_to_fill

    with acting_as(acting) as actor:
        key = coalition_to_fill(actor, coalition)
        commands.open_directory(by=actor, coalition=key, areas=areas, is_public=public)
    answer({"coalition": coalition, "areas": areas, "public": public}, as_json=as_json, words=f"{coalition}: open")


@app.command("factor")
@verb
def add_factor(
    code: Annotated[str, typer.Argument(help="From E01 to E99; it never gets another meaning.")],
    name: Annotated[str, typer.Argument(help="What it is called, in Dutch.")],
    coalition: Coalition,
    domain: Annotated[str, typer.Option(help="A domain of the shipped list, such as social or material.")],
    phase: Annotated[list[str], typer.Option(help="before, during or after; more than once for more.")],
    side: Annotated[str, typer.Option(help="risk or protective.")] = "risk",
    english: Annotated[str, typer.Option(help="The same in English.")] = "",
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Add a factor of a coalition's own to the shipped ones."""
    prepare()
    from kansrijk.offer import commands
    from kansrijk.trust.queries import coalition_to_fill

    with acting_as(acting) as actor:
        key = coalition_to_fill(actor, coalition)
        given = {"code": code, "nl": name, "en": english, "side": side, "domain": domain, "phases": phase}
        commands.add_own_factor(by=actor, coalition=key, **given)
    answer({"coalition": coalition, **given}, as_json=as_json, words=f"{coalition}: {code} {name}")


@app.command("import")
@verb
def import_list(
    file: Path,
    coalition: Coalition,
    sheet: Annotated[str | None, typer.Option(help="Which sheet of a workbook; by itself the first that fits.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything, store nothing.")] = False,
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Read in a list of services (CSV or XLSX): checked per cell, atomic, idempotent."""
    prepare()
    from kansrijk.offer import commands
    from kansrijk.trust.queries import coalition_to_fill

    started = time.monotonic()
    with messages.status(f"reading {file.name}"), acting_as(acting) as actor:
        receipt = commands.import_services(
            by=actor,
            coalition=coalition_to_fill(actor, coalition),
            content=file.read_bytes(),
            name=file.name,
            sheet=sheet,
            dry_run=dry_run,
        )
    found = {"coalition": coalition, **receipt.as_json(), "seconds": round(time.monotonic() - started, 3)}
    words = "{read} read, {added} added, {changed} changed, {unchanged} unchanged, {rejected} rejected"
    answer(found, as_json=as_json, words=words.format(**found))
    for error in found["errors"][:20]:
        line = BadInput(error["message"], file=file.name, row=error["row"], column=error["column"])
        messages.print(str(line), markup=False, soft_wrap=True)
    if receipt.is_refused:
        raise typer.Exit(WRONG_INPUT)


@app.command()
@verb
def template(out: Path, as_json: AsJson = False) -> None:
    """Write the empty list (XLSX) with an example and everything that may be chosen."""
    prepare()
    from kansrijk.offer.lists import writing
    from kansrijk.offer.queries import template_lines

    out.write_bytes(writing.xlsx_of(template_lines()))
    answer({"file": str(out)}, as_json=as_json, words=str(out))


@app.command()
@verb
def menu(
    text: Annotated[str, typer.Argument(help="Words that stand in the name, for whom or what for.")] = "",
    phase: Annotated[str, typer.Option(help="before, during or after.")] = "",
    group: Annotated[str, typer.Option(help="For whom: a target group by our own ordering, such as pregnant.")] = "",
    factor: Annotated[str, typer.Option(help="The code of a shipped factor, such as RMa02.")] = "",
    evidence: Annotated[str, typer.Option(help="well, first, good, strong, or none.")] = "",
    as_json: AsJson = False,
) -> None:
    """Show the interventions that fit everything that is asked."""
    from kansrijk.offer import menu as shipped
    from kansrijk.offer import vocabulary

    choices = {
        "phase": (phase, vocabulary.phases()),
        "group": (group, shipped.target_groups()),
        "factor": (factor, vocabulary.factors()),
        "evidence": (evidence, (*shipped.EVIDENCE, "none")),
    }
    for name, (given, known) in choices.items():
        if given and given not in known:
            raise BadInput(f"{given!r} is not one of {', '.join(known)}", field=f"--{name}")
    found = shipped.chosen(text=text, phase=phase, group=group, factor=factor, evidence=evidence)
    lines = [{"id": one.id, "name": one.name, "groups": one.groups, "target": one.target.nl} for one in found]
    words = "\n".join(f"{line['id']}: {line['name']}, {line['target']}" for line in lines)
    answer({"interventions": lines}, as_json=as_json, words=words or "nothing fits")


@app.command()
@verb
def export(
    coalition: Annotated[str, typer.Argument(help="The name of the coalition in addresses.")],
    out: Annotated[Path, typer.Option(help="Ends in .csv, .xlsx, .hsds.json or .schema.json.")],
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Write the directory as CSV, XLSX, Open Referral HSDS or schema.org JSON."""
    prepare()
    import json

    from kansrijk.offer import pages, queries
    from kansrijk.offer.lists import writing, writing_open

    with acting_as(acting) as actor:
        found = queries.directory(actor, coalition)
        if found is None:
            raise BadInput(f"there is no directory {coalition!r} that this account may read", field="coalition")
        cards = queries.services(actor, found.coalition, page_size=20_000).services
        names = pages.names_of(actor, {code for card in cards for code in card.areas})
    made = {
        ".csv": lambda: csv_of(writing.table(cards)),
        ".xlsx": lambda: writing.xlsx_of(writing.table(cards)),
        ".hsds.json": lambda: json.dumps(writing_open.hsds(cards, names), ensure_ascii=False).encode(),
        ".schema.json": lambda: json.dumps(writing_open.schema_org(cards, names), ensure_ascii=False).encode(),
    }
    kind = next((end for end in made if out.name.endswith(end)), None)
    if kind is None:
        raise BadInput(f"the name ends in one of {', '.join(made)}", field="--out")
    out.write_bytes(made[kind]())
    answer({"file": str(out), "services": len(cards)}, as_json=as_json, words=f"{out}: {len(cards)}")
