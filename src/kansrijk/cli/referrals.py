"""`kansrijk referrals …`: what a screen of referrals does, by the same commands (compartment B).

Who asks is an account with `--as`, and a code of its app: typed when it is asked for, or in KANSRIJK_CODE. What
concerns a person comes in as JSON on the standard input, never as an argument: arguments are seen by everybody on this
machine. A body is what the REST interface takes.
"""

import getpass
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, TypeVar
from uuid import UUID

import typer

from kansrijk.cli.application import NotInOrder, prepare
from kansrijk.cli.options import AsEmail, AsJson
from kansrijk.cli.output import answer, verb
from kansrijk.core.faults import BadInput

if TYPE_CHECKING:
    from ninja import Schema

    from kansrijk.trust.actors import Actor

app = typer.Typer(help="Referrals: what waits, doors, sending, each step, desks.", no_args_is_help=True)
Coalition = Annotated[str, typer.Argument(help="The name of the coalition in addresses.")]
Key = Annotated[UUID, typer.Argument(help="The key of the referral.")]
File = Annotated[UUID, typer.Argument(help="The key of the file.")]
Body = TypeVar("Body", bound="Schema")


@contextmanager
def _acting(email: str | None) -> Iterator["Actor"]:
    """The account, after its code. Nobody else works in compartment B, the installation's own account neither."""
    prepare()
    from django.conf import settings

    if not settings.FAMILIES:
        raise NotInOrder("This installation has no compartment B: set DATABASE_FAMILIES_URL")
    from kansrijk.trust.addresses import TRIES_PER_ACCOUNT
    from kansrijk.trust.factor_asked import actor_by_code
    from kansrijk.trust.rules import Denied

    if not email:
        raise BadInput("say who asks: what concerns a family is for people", field="--as")
    code = os.environ.get("KANSRIJK_CODE") or getpass.getpass("Code: ", stream=sys.stderr)
    actor = actor_by_code(email, code, TRIES_PER_ACCOUNT)
    try:
        yield actor
    except Denied as error:
        raise BadInput("there is nothing here that this account may see or do", field="--as") from error


def _body(kind: type[Body]) -> Body:
    """What comes in, as the interface takes it. Raises `BadInput` that names fields and repeats nothing of them."""
    from pydantic import ValidationError

    try:
        return kind.model_validate_json(sys.stdin.buffer.read())
    except ValidationError as error:
        names = sorted({".".join(map(str, fault["loc"])) or "the body" for fault in error.errors()})
        raise BadInput(f"the JSON on the standard input is not as described: {', '.join(names)}") from error


def _told(kind: "type[Schema]", value: dict[str, Any]) -> dict[str, Any]:
    """As the interface answers it."""
    found: dict[str, Any] = kind.model_validate(value).model_dump(mode="json")
    return found


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
        from kansrijk.referrals import commands

        said = _body(interface.StepIn)
        where = interface.coalition(actor, coalition)
        version = commands.take_step(by=actor, coalition=where, referral=referral, **said.model_dump())
    answer({"version": version}, as_json=as_json, words=f"done, version {version}")
