"""How verbs answer: one JSON object on stdout with --json, words otherwise; messages on stderr; exit codes."""

import json
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

import typer
from rich.console import Console

from kansrijk.cli.application import NotInOrder
from kansrijk.core.faults import BadInput

DONE, WRONG_INPUT, NOT_IN_ORDER = 0, 1, 3
messages = Console(stderr=True, highlight=False)
Parameters = ParamSpec("Parameters")


def answer(value: dict[str, Any], *, as_json: bool, words: str) -> None:
    """Prints the result of a verb."""
    if as_json:
        sys.stdout.write(json.dumps(value, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        sys.stdout.write(words + "\n")


def _fail(error: BadInput, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps({"error": error.as_json()}, ensure_ascii=False) + "\n")
    messages.print(str(error), markup=False, soft_wrap=True)


def verb(function: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Turns what went wrong into the contract's sentence and exit code; a mistake of ours keeps its traceback."""

    @wraps(function)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        as_json = bool(kwargs.get("as_json"))
        try:
            function(*args, **kwargs)
        except BadInput as error:
            _fail(error, as_json=as_json)
            raise typer.Exit(WRONG_INPUT) from error
        except FileNotFoundError as error:
            _fail(BadInput("there is no such file", file=str(error.filename)), as_json=as_json)
            raise typer.Exit(WRONG_INPUT) from error
        except NotInOrder as error:
            _fail(BadInput(str(error)), as_json=as_json)
            raise typer.Exit(NOT_IN_ORDER) from error

    return run
