"""`kansrijk paths …`: the check of care paths. Without a coalition no database and no Django."""

from pathlib import Path
from typing import Annotated

import typer

from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import WRONG_INPUT, answer, messages, verb

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
