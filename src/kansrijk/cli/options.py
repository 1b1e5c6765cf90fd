"""Options that several verbs share."""

from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout, for machines.")]
AsEmail = Annotated[
    str | None,
    typer.Option("--as", envvar="KANSRIJK_AS", help="Act as the account with this e-mail address."),
]
