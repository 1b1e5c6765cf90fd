"""`kansrijk referrals …`: what a screen of referrals does, by the same commands (compartment B); see `cli.acting`."""

import json
from typing import Annotated
from uuid import UUID

import typer

from kansrijk.cli.acting import acting as _acting
from kansrijk.cli.acting import body as _body
from kansrijk.cli.acting import told as _told
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import answer, verb

app = typer.Typer(help="Referrals: what waits, doors, sending, each step, desks.", no_args_is_help=True)
Coalition = Annotated[str, typer.Argument(help="The name of the coalition in addresses.")]
Key = Annotated[UUID, typer.Argument(help="The key of the referral.")]
File = Annotated[UUID, typer.Argument(help="The key of the file.")]


@app.command()
@verb
def waiting(coalition: Coalition, acting: AsEmail = None, as_json: AsJson = False) -> None:
    """Show what is not over: first what waits for this account, by the day it is due and the day it was sent."""
    with _acting(acting) as actor:
        from django.utils import timezone

        from kansrijk.api import referrals as interface
        from kansrijk.referrals import queries

        today = timezone.localdate()
        lines = queries.working_list(actor, interface.coalition(actor, coalition))
        told = _told(interface.LinesOut, {"referrals": [interface.line_of(one, today) for one in lines]})
    words = "\n".join(
        f"{one['referral']}  {one['state']}, due {one['due_on'] or '-'}, {one['name'] or '-'}, {one['door']}"
        for one in told["referrals"]
    )
    answer(told, as_json=as_json, words=words or "nothing waits")


@app.command()
@verb
def show(coalition: Coalition, referral: Key, acting: AsEmail = None, as_json: AsJson = False) -> None:
    """Show one referral: what was sent, what happened, and which steps can be taken now."""
    with _acting(acting) as actor:
        from kansrijk.api import referrals as interface
        from kansrijk.referrals import queries

        read = queries.referral(actor, interface.coalition(actor, coalition), referral)
        told = _told(interface.ReferralOut, interface.referral_of(read))
    answer(told, as_json=as_json, words=json.dumps(told, ensure_ascii=False, indent=1))


@app.command()
@verb
def doors(coalition: Coalition, file: File, acting: AsEmail = None, as_json: AsJson = False) -> None:
    """Show the doors for the person of a file, those that fit first, with why and on which ground."""
    with _acting(acting) as actor:
        from kansrijk.api import referrals as interface
        from kansrijk.referrals import queries_doors

        found = queries_doors.sending(actor, interface.coalition(actor, coalition), file)
        told = _told(interface.DoorsOut, interface.doors_of(found))
    words = "\n".join(f"{one['receiver']}  {one['name']}{'' if one['fits'] else ' (other)'}" for one in told["doors"])
    answer(told, as_json=as_json, words=words or "no door")


@app.command()
@verb
def send(coalition: Coalition, file: File, acting: AsEmail = None, as_json: AsJson = False) -> None:
    """Send a referral, and ask consent in the same step; what is sent comes in as JSON on the standard input."""
    with _acting(acting) as actor:
        from kansrijk.api import referrals as interface

        said = _body(interface.SendIn)
        made = interface.sent(actor, interface.coalition(actor, coalition), file, said)
    answer({"referral": str(made)}, as_json=as_json, words=f"sent: {made}")


@app.command()
@verb
def step(coalition: Coalition, referral: Key, acting: AsEmail = None, as_json: AsJson = False) -> None:
    """Take a step in a referral; event, key, version, reason and words come in as JSON on the standard input."""
    with _acting(acting) as actor:
        from kansrijk.api import referrals as interface

        said = _body(interface.StepIn)
        where = interface.coalition(actor, coalition)
        version = interface.moved(actor, where, referral, said)
    answer({"version": version}, as_json=as_json, words=f"done, version {version}")
