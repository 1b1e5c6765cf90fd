"""Who works in compartment B on the command line, and what comes in and goes out there.

Who asks is an account with `--as`, and a code of its app: typed when it is asked for, or in KANSRIJK_CODE. What
concerns a person comes in as JSON on the standard input, never as an argument: arguments are seen by everybody on this
machine. A body is what the REST interface takes.
"""

import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from kansrijk.cli.application import NotInOrder, prepare
from kansrijk.core.faults import BadInput

if TYPE_CHECKING:
    from ninja import Schema

    from kansrijk.trust.actors import Actor

Body = TypeVar("Body", bound="Schema")


@contextmanager
def acting(email: str | None) -> Iterator["Actor"]:
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


def body(kind: type[Body]) -> Body:
    """What comes in, as the interface takes it. Raises `BadInput` that names fields and repeats nothing of them."""
    from pydantic import ValidationError

    try:
        return kind.model_validate_json(sys.stdin.buffer.read())
    except ValidationError as error:
        names = sorted({".".join(map(str, fault["loc"])) or "the body" for fault in error.errors()})
        raise BadInput(f"the JSON on the standard input is not as described: {', '.join(names)}") from error


def told(kind: "type[Schema]", value: dict[str, Any]) -> dict[str, Any]:
    """As the interface answers it."""
    found: dict[str, Any] = kind.model_validate(value).model_dump(mode="json")
    return found
