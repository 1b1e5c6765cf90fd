"""`kansrijk people …`: the first coalition of an installation, and the first people in it."""

from datetime import date, datetime
from typing import Annotated

import typer

from kansrijk.cli.application import acting_as, prepare
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import answer, verb

app = typer.Typer(help="Coalitions and the people in them.", no_args_is_help=True)


@app.command()
@verb
def coalition(
    name: Annotated[str, typer.Argument(help="The name that people see.")],
    slug: Annotated[str, typer.Option(help="The name in addresses: small letters, digits and hyphens.")],
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Make a coalition; the installation's own account may."""
    prepare()
    from kansrijk.trust import commands

    with acting_as(acting) as actor:
        made = commands.create_coalition(by=actor, name=name, slug=slug)
    answer({"coalition": str(made), "slug": slug}, as_json=as_json, words=f"{name}: /coalitie/{slug}/mensen")


@app.command()
@verb
def invite(
    email: Annotated[str, typer.Argument(help="The e-mail address to sign in with.")],
    name: Annotated[str, typer.Option(help="The name of the person.")],
    organisation: Annotated[str, typer.Option(help="The organisation that the person works for.")],
    role: Annotated[str, typer.Option(help="coordinator, verloskundige, jgz …")],
    slug: Annotated[str, typer.Option("--coalition", help="The name of the coalition in addresses.")],
    starts_on: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="Default: today.")] = None,
    acting: AsEmail = None,
    as_json: AsJson = False,
) -> None:
    """Give somebody a role, and print the path where a password is chosen: once, within three days."""
    prepare()
    from kansrijk.trust import queries
    from kansrijk.trust.commands_invitations import invite as send

    with acting_as(acting) as actor:
        made = send(
            by=actor,
            coalition=queries.coalition_to_fill(actor, slug),
            email=email,
            name=name,
            organisation=organisation,
            role=role,
            starts_on=starts_on.date() if starts_on else date.today(),
            site=None,
        )
    answer({"membership": str(made.membership), "path": made.path}, as_json=as_json, words=made.path)
