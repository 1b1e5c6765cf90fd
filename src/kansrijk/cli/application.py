"""Starts Django for the verbs that need it, on the right database and under the right role."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kansrijk.core.faults import BadInput

if TYPE_CHECKING:
    from uuid import UUID

    from kansrijk.config.embedded import Server
    from kansrijk.trust.actors import Actor

DATABASE = "kansrijk"
OF_FAMILIES = ("families", "referrals", "results")  # compartment B and its door: only where its role has an address


class NotInOrder(Exception):
    """The system cannot do this now; the message says what to do. Exit code 3."""


def is_production() -> bool:
    """An installation has its own database; without one everything runs on the embedded server, as the demo does."""
    return "DATABASE_URL" in os.environ


def prepare() -> None:
    """Sets DATABASE_URL, starting the embedded server where there is none, migrates it once, and starts Django."""
    if not is_production():
        os.environ.setdefault("KANSRIJK_MODE", "demo")
        _embedded()
    _start_django()


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kansrijk.config.settings")
    try:
        import django
    except ImportError as error:
        raise NotInOrder("This verb needs the extra 'server': pip install 'kansrijk[server]'") from error
    django.setup()


def _embedded() -> None:
    from kansrijk.config import embedded

    server = own_server()
    embedded.make_roles(server)
    embedded.make_database(server, DATABASE)
    os.environ["DATABASE_URL"] = server.url(embedded.APPLICATION, DATABASE)
    os.environ["DATABASE_OWNER_URL"] = server.url(embedded.OWNER, DATABASE)
    os.environ["DATABASE_BACKUP_URL"] = server.url(embedded.BACKUP, DATABASE)
    if os.environ.get("KANSRIJK_FAMILIES") == "1":
        os.environ["DATABASE_FAMILIES_URL"] = server.url(embedded.FAMILIES, DATABASE)
    if _is_behind(server):
        migrate()


def own_server() -> "Server":
    """The embedded server of this folder, started where it does not run."""
    from kansrijk.config import embedded

    near = Path(os.environ.get("KANSRIJK_DATA", "var")).absolute()
    try:
        return embedded.start(embedded.folder("postgres", near))
    except embedded.DatabaseNotInOrder as error:
        raise NotInOrder(str(error)) from error


def _is_behind(server: object) -> bool:
    """Compares the migrations on disk with those applied, without starting Django as the owner."""
    from kansrijk.config.embedded import Server

    assert isinstance(server, Server)
    with server.connect(database=DATABASE) as connection:
        if not connection.execute("select to_regclass('django_migrations')").fetchone()[0]:  # type: ignore[index]
            return True
        applied = set(connection.execute("select app, name from django_migrations").fetchall())
    wanted = shipped()
    if not os.environ.get("DATABASE_FAMILIES_URL"):
        wanted = frozenset((room, name) for room, name in wanted if room not in OF_FAMILIES)
    return not wanted <= applied


def shipped() -> frozenset[tuple[str, str]]:
    """The migrations of this version: room and name."""
    package = Path(__file__).resolve().parent.parent
    return frozenset((path.parts[-3], path.stem) for path in package.glob("*/migrations/0*.py"))


def migrate() -> None:
    """Brings the database's tables up to date, as the owner, in a process of its own."""
    if "DATABASE_OWNER_URL" not in os.environ:
        raise NotInOrder("Set DATABASE_OWNER_URL to the owner's address of the database; migrations run as the owner")
    environment = {
        **os.environ,
        "KANSRIJK_DATABASE_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "kansrijk.config.settings",
    }
    command = [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity", "0"]
    if subprocess.run(command, env=environment, check=False).returncode:
        raise NotInOrder("The migrations did not complete; the database is as it was before the one that failed")


@contextmanager
def acting_as(email: str | None) -> Iterator["Actor"]:
    """The actor of a verb that writes: `--as EMAIL`, else the installation's own account."""
    from kansrijk.trust.commands import installation_actor
    from kansrijk.trust.queries import actor_by_email
    from kansrijk.trust.rules import Denied

    actor = actor_by_email(email) if email else installation_actor()
    if actor is None:
        raise BadInput(f"no account has the address {email}", field="--as")
    try:
        yield actor
    except Denied as error:
        who = email or "the installation's own account"
        raise BadInput(f"{who} {error}", field="--as") from error


def coalition_of(actor: "Actor", slug: str | None) -> "UUID | None":
    """The coalition that is meant: the one named, or the only one that the actor belongs to; None without any."""
    from kansrijk.trust.queries import coalitions

    own = {card.slug: card.id for card in coalitions(actor)}
    if slug is not None and slug not in own:
        raise BadInput(f"there is no coalition {slug!r} of this account", field="--coalition")
    if slug is None and len(own) > 1:
        raise BadInput(f"say which coalition: {', '.join(sorted(own))}", field="--coalition")
    return own[slug] if slug is not None else next(iter(own.values()), None)
