"""`kansrijk questionnaires …`: whether a FHIR Questionnaire can be taken, without a database and without Django."""

from pathlib import Path
from typing import Annotated

import typer

from kansrijk.cli.options import AsJson
from kansrijk.cli.output import answer, verb
from kansrijk.core.faults import BadInput

app = typer.Typer(help="Questionnaires of one's own: can they be taken.", no_args_is_help=True)


@app.callback()
def questionnaires() -> None:
    """Questionnaires of one's own: can they be taken."""


@app.command()
@verb
def check(
    files: Annotated[list[Path], typer.Argument(help="Questionnaires (FHIR R4, JSON).")],
    as_json: AsJson = False,
) -> None:
    """Check questionnaires: what they ask and when; one that calculates, scores or answers beforehand is refused."""
    from kansrijk.families.questionnaire import ASKING, read

    read_files = []
    for file in files:
        try:
            read_files.append((file, read(file.read_bytes(), str(file))))
        except OSError as error:
            raise BadInput("this file cannot be read", file=str(file)) from error
    told = [
        {
            "file": str(file),
            "url": one.url,
            "version": one.version,
            "title": one.title,
            "sha256": one.digest,
            "questions": sum(item.kind in ASKING for item in one.every()),
        }
        for file, one in read_files
    ]
    words = "\n".join(f"{one['title']} {one['version']}: {one['questions']} questions" for one in told)
    answer({"questionnaires": told}, as_json=as_json, words=words)
