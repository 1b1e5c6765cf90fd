"""The many families of the demo, where compartment B is installed: made while it serves, with how far it is."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import Progress

from kansrijk.cli import application
from kansrijk.cli.output import messages

TOLD_EVERY = 50


def is_asked() -> bool:
    """The switch of the demo."""
    return os.environ.get("KANSRIJK_FAMILIES") == "1"


def load() -> None:
    """All of them, before anything else."""
    if is_asked():
        with Progress(console=messages, transient=True) as progress:
            bar = progress.add_task("made-up families")
            _load(lambda made, total: progress.update(bar, completed=made, total=total))


@contextmanager
def beside() -> Iterator[None]:
    """While the demo serves: it is there at once, and they come one by one. Broken off, the next start goes on."""
    if is_asked():
        threading.Thread(target=_tell_all, name="families", daemon=True).start()
    yield


def _tell_all() -> None:
    def tell(made: int, total: int) -> None:
        if made % TOLD_EVERY == 0 or made == total:
            messages.print(f"made-up families: {made} of {total}")

    _load(tell)


def _load(tell: object) -> None:
    from django.db import connections

    from kansrijk.demo import many

    with application.own_server().connect(database=application.DATABASE) as owner:
        many.load(owner, tell)  # type: ignore[arg-type]
    connections.close_all()
