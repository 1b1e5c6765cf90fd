"""`kansrijk paths …`: the check of care paths, without a coalition no database and no Django; paths of the region."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import WRONG_INPUT, answer, messages, verb

Slug = Annotated[str, typer.Argument(help="The name of the coalition in addresses.")]

app = typer.Typer(help="Care paths: are they sound, and do they fit this coalition.", no_args_is_help=True)


@app.callback()
def paths() -> None:
    """Care paths: are they sound, and do they fit this coalition."""


@app.command()
@verb
def check(
    files: Annotated[list[Path], typer.Argument(help="Path files (YAML).")],
    coalition: Annotated[str | None, typer.Option(help="Check against the parties and the offer of this one.")] = None,
    as_email: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Check care paths: dead ends, rounds, missing parties, limits, consent and feedback."""
    from kansrijk.paths.checking import LOCAL_RULES
    from kansrijk.paths.checking import check as check_paths
    from kansrijk.paths.reading import read_file

    read = [read_file(file) for file in files]
    local = None
    if coalition is None:
        messages.print(f"without --coalition these rules are left out: {', '.join(LOCAL_RULES)}", soft_wrap=True)
    else:
        from kansrijk.cli.application import acting_as, prepare

        prepare()
        from kansrijk.paths.queries import local_by_slug

        with acting_as(as_email) as actor:
            local = local_by_slug(actor, coalition)
    found = check_paths(read, local)
    lines = [f"{one.file}, regel {one.line}: {one.message} [{one.rule}]" for one in found]
    words = "\n".join([*lines, f"{len(read)} zorgpaden, {len(found)} punten"])
    answer({"files": len(read), "findings": [one.as_json() for one in found]}, as_json=as_json, words=words)
    if found:
        raise typer.Exit(WRONG_INPUT)


@app.command()
@verb
def region(slug: Slug, as_email: AsEmail = None, as_json: AsJson = False) -> None:
    """List the care paths that the hosts of a coalition publish, and how the coalition's own stand beside them."""
    from kansrijk.cli.application import acting_as, coalition_of, prepare

    prepare()
    from kansrijk.paths.queries import host_paths

    with acting_as(as_email) as actor:
        coalition = coalition_of(actor, slug)
        assert coalition is not None
        found = host_paths(actor, coalition)
    words = "\n".join(f"{one.host}/{one.slug} {one.number} {one.state}" for one in found)
    told = [asdict(one) | {"decided_at": one.decided_at and one.decided_at.isoformat()} for one in found]
    answer({"paths": told}, as_json=as_json, words=words or "no paths of a host")


@app.command()
@verb
def take(
    slug: Slug,
    path: Annotated[str, typer.Argument(help="HOST/PATH, as `paths region` lists it.")],
    choose: Annotated[
        list[str] | None, typer.Option(help="KEY=ours or KEY=theirs, for each text that both changed.")
    ] = None,
    leave: Annotated[bool, typer.Option("--leave", help="Leave this version; a next one is offered again.")] = False,
    as_email: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Take a care path of a host into a concept of one's own, or merge its newer version three ways."""
    from kansrijk.cli.application import acting_as, coalition_of, prepare

    prepare()
    from kansrijk.paths.commands_region import leave_path, merge_path, take_path
    from kansrijk.paths.queries import upstream

    host, _slash, name = path.partition("/")
    chosen = dict(one.partition("=")[::2] for one in choose or [])
    with acting_as(as_email) as actor:
        coalition = coalition_of(actor, slug)
        assert coalition is not None
        found = upstream(actor, coalition, slug, host, name, chosen, "nl")
        where = {"by": actor, "coalition": coalition, "host": host, "slug": name, "number": found.host.number}
        is_open = bool(found.beside and found.beside.merged.open)
        if leave:
            leave_path(**where)
        elif found.beside is None:
            take_path(**where)
        elif found.page is not None and not is_open:
            merge_path(**where, base=found.page.base, chosen=chosen)
    done = "left" if leave else "open" if is_open else "taken"
    _tell({"path": name, "number": found.host.number, "done": done}, found.beside, as_json=as_json)


@app.command()
@verb
def renew(
    slug: Slug,
    path: Annotated[str, typer.Argument(help="The name of a path of this coalition in addresses.")],
    choose: Annotated[
        list[str] | None, typer.Option(help="KEY=ours or KEY=theirs, for each text that both changed.")
    ] = None,
    leave: Annotated[bool, typer.Option("--leave", help="Leave this template; a next one is offered again.")] = False,
    as_email: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Merge the template of a care path, as it ships now, three ways into the coalition's own path."""
    from kansrijk.cli.application import acting_as, coalition_of, prepare

    prepare()
    from kansrijk.paths.commands import leave_template, take_template
    from kansrijk.paths.queries import renewal

    chosen = dict(one.partition("=")[::2] for one in choose or [])
    with acting_as(as_email) as actor:
        coalition = coalition_of(actor, slug)
        assert coalition is not None
        found = renewal(actor, coalition, slug, path, chosen, "nl")
        is_open = bool(found.beside and found.beside.merged.open)
        if leave:
            leave_template(by=actor, coalition=coalition, slug=path, mark=found.mark)
        elif not is_open:
            take_template(by=actor, coalition=coalition, slug=path, base=found.page.base, chosen=chosen)
    done = "left" if leave else "open" if is_open else "taken"
    _tell({"path": path, "done": done}, found.beside, as_json=as_json)


def _tell(told: dict[str, Any], beside: Any, *, as_json: bool) -> None:
    """What was done, and what both changed. Exit 1 while a choice is open."""
    conflicts = [asdict(one) for one in beside.merged.conflicts] if beside else []
    words = [f"{one['key']}\n  ours: {one['ours']}\n  theirs: {one['theirs']}" for one in conflicts]
    answer(
        {**told, "conflicts": conflicts}, as_json=as_json, words="\n".join([*words, " ".join(map(str, told.values()))])
    )
    if told["done"] == "open":
        messages.print("give --choose KEY=ours or KEY=theirs for each; nothing was stored", soft_wrap=True)
        raise typer.Exit(WRONG_INPUT)
