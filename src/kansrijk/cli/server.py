"""`kansrijk demo | serve | migrate | doctor | worker | backup | restore | verify`, and beside the demo a worker."""

import os
import socket
from typing import Annotated

import typer

from kansrijk.cli import application, demo_families, worker
from kansrijk.cli import backup as keeping
from kansrijk.cli import doctor as checks
from kansrijk.cli import verify as audit
from kansrijk.cli.application import NotInOrder
from kansrijk.cli.options import AsJson
from kansrijk.cli.output import NOT_IN_ORDER, answer, messages, verb

LOOPBACK = "127.0.0.1"


def add_to(app: typer.Typer) -> None:
    """Puts the verbs on the command."""
    for function in (demo, serve, migrate, doctor, worker.worker, keeping.backup, keeping.restore, audit.verify):
        app.command()(function)


@verb
def demo(
    port: Annotated[int, typer.Option(help="The port on this computer.")] = 8000,
    load_only: Annotated[bool, typer.Option("--load-only", help="Load the region, do not serve.")] = False,
) -> None:
    """Start the fictional region on this computer."""
    if application.is_production():
        raise NotInOrder("DATABASE_URL is set: the demo keeps to its own database and does not touch yours")
    with messages.status("starting the database"):
        application.prepare()
    from kansrijk.demo.region import load
    from kansrijk.trust.commands import installation_actor

    load(by=installation_actor(), console=messages)
    if load_only:
        demo_families.load()
        return
    messages.print(f"Kansrijk: http://{LOOPBACK}:{port}/  (list of people: /demo)")
    with worker.beside(), demo_families.beside():
        _serve(LOOPBACK, port)


@verb
def serve(host: str = LOOPBACK, port: int = 8000) -> None:
    """Serve an installation behind a proxy that speaks https."""
    faults = checks.faults()
    if faults:
        raise NotInOrder("; ".join(faults))
    application.prepare()
    _serve(host, port)


def _serve(host: str, port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex((host, port)) == 0:
            raise NotInOrder(f"something already listens on {host}:{port}; choose another with --port")
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "kansrijk.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=int(os.environ.get("KANSRIJK_WORKERS", "1")),
        blocking_threads=4,
        log_access=False,
    ).serve()


@verb
def migrate() -> None:
    """Bring the tables up to date, as the database's owner."""
    if application.is_production():
        application.migrate()
    else:
        application.prepare()
    messages.print("The tables are up to date")


@verb
def doctor(as_json: AsJson = False) -> None:
    """Say what is not in order; exit 3 when anything is not."""
    faults = checks.faults() or checks.alarms()
    keys = [] if faults else checks.keys()
    places = [
        f"Key {mark}: in KANSRIJK_MASTER_KEYS{'' if number else '; backups made now need it'}"
        for number, mark in enumerate(keys)
    ]
    answer(
        {"ok": not faults, "faults": faults, "keys": keys},
        as_json=as_json,
        words="\n".join(faults or ["Everything is in order", *places]),
    )
    if faults:
        raise typer.Exit(NOT_IN_ORDER)
