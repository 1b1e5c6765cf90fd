"""Databases that many tests start from, made once in a run: a template each, cloned per worker.

Loading the fictional region takes most of half a minute; cloning what was loaded takes a fraction of a second. A
module asks for one by `region = prepared.fixture(prepared.REGION)`: what a test writes is rolled back. Tests that write
for real (a browser, a live server) ask by `prepared.fixture_for_real(…)`: after each of them the clone is made anew.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = ROOT / "build" / "prepared"
PREFIX = "kansrijk_made_"
BARE = "kansrijk_template"


@dataclass(frozen=True)
class Prepared:
    """What is made once: a name, what makes it, and what it is made on."""

    name: str
    prepare: Callable[[], None]
    on: "Prepared | None" = None

    @property
    def template(self) -> str:
        return f"{PREFIX}{self.name}"

    @property
    def files(self) -> Path:
        return FILES / self.name


def fixture(wanted: Prepared):
    """A fixture: in this test the database holds what was prepared, and DATA_DIR the files that it kept."""

    @pytest.fixture
    def prepared_database(database_server, worker_id, db, tmp_path):
        from django.db import transaction

        clone = _made(database_server, wanted, worker_id)
        files = shutil.copytree(wanted.files, tmp_path / "prepared")
        with standing_in(clone), _files_in(files), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return prepared_database


def fixture_for_real(wanted: Prepared):
    """The same for a whole module of tests that commit: it stands there before any of them begins."""

    @pytest.fixture(scope="module")
    def prepared_database(database_server, worker_id, django_db_setup, django_db_blocker, tmp_path_factory):
        with django_db_blocker.unblock():
            clone = _made(database_server, wanted, worker_id)
        files = shutil.copytree(wanted.files, tmp_path_factory.mktemp(wanted.name) / "data")
        with standing_in(clone), _files_in(files):
            yield

    return prepared_database


PROGRESS = "progress.txt"  # what whoever made the region saw meanwhile


def fictional_region() -> None:
    """The region of the demo, as `make demo` makes it."""
    import io

    from django.conf import settings
    from rich.console import Console

    from kansrijk.demo import region
    from kansrijk.trust.commands import installation_actor

    screen = io.StringIO()
    region.load(by=installation_actor(), console=Console(file=screen, force_terminal=True, width=100))
    settings.DATA_DIR.joinpath(PROGRESS).write_text(screen.getvalue(), "utf-8")


REGION = Prepared("region", fictional_region)


def people_of_the_demo() -> None:
    """Its coalitions and the one of each role, without anything that they did."""
    from kansrijk.demo.people import load_people
    from kansrijk.trust.commands import installation_actor

    load_people(by=installation_actor())


PEOPLE = Prepared("people", people_of_the_demo)


def is_clone(database: str) -> bool:
    """Whether this is a clone of something prepared, to be renewed rather than emptied."""
    return database.startswith(PREFIX)


def renew(server, clone: str) -> None:
    """The clone as it was before a test wrote in it."""
    with server.connect() as connection:
        connection.execute(f'drop database "{clone}" with (force)')
    _clone(server, clone.rpartition("_")[0], clone)


_there: set[str] = set()  # clones that this worker made or found: no need to ask the server before each test


def _made(server, wanted: Prepared, worker: str) -> str:
    """The name of this worker's clone, made where it is not there."""
    clone = f"{wanted.template}_{worker}"
    if clone not in _there:
        _make(server, wanted)
        _clone(server, wanted.template, clone)
        _there.add(clone)
    return clone


def _make(server, wanted: Prepared) -> None:
    """The template, unless a worker of this run made it already; one at a time."""
    if wanted.on:
        _make(server, wanted.on)
    template = wanted.template
    with server.connect() as connection:
        connection.execute("select pg_advisory_lock(hashtext(%s))", [template])
        if _exists(connection, template):
            return
        shutil.rmtree(wanted.files, ignore_errors=True)
        if wanted.on:
            shutil.copytree(wanted.on.files, wanted.files)
        wanted.files.mkdir(parents=True, exist_ok=True)
        making = f"kansrijk_making_{wanted.name}"
        connection.execute(f'drop database if exists "{making}" with (force)')
        _clone_from(server, wanted.on.template if wanted.on else BARE, making)
        with standing_in(making), _files_in(wanted.files):
            wanted.prepare()
        connection.execute(f'alter database "{making}" rename to "{template}"')


def _exists(connection: psycopg.Connection, database: str) -> bool:
    return connection.execute("select 1 from pg_database where datname = %s", [database]).fetchone() is not None


def _clone(server, template: str, clone: str) -> None:
    """The same clone serves every module of a worker: tests leave nothing behind in it."""
    with server.connect() as connection:
        if _exists(connection, clone):
            return
    _clone_from(server, template, clone)


def _clone_from(server, template: str, database: str) -> None:
    from kansrijk.config import embedded

    embedded.make_database(server, database, template=template)


@contextmanager
def standing_in(database: str) -> Iterator[None]:
    """Connections go to another database for a while, those that other threads open as well.

    The connection that was there is put aside, not closed: it may be in the middle of a test's transaction.
    """
    from django.db import connections

    kept = {}
    for alias in ("default", "families"):
        ours, settings = connections[alias], connections.settings[alias]
        kept[alias] = ours, settings["NAME"]
        other = ours.copy()
        other.settings_dict["NAME"] = settings["NAME"] = database
        connections[alias] = other
    try:
        yield
    finally:
        for alias, (ours, before) in kept.items():
            connections[alias].close()
            connections[alias] = ours
            connections.settings[alias]["NAME"] = before


@contextmanager
def in_compartment_for_real() -> Iterator[None]:
    """Connections are those of compartment B's role; what is written stays."""
    from django.db import connections

    from kansrijk.config import embedded

    kept = {alias: connections[alias] for alias in ("default", "families")}
    other = kept["default"].copy()
    other.settings_dict["USER"] = embedded.FAMILIES
    for alias in kept:
        connections[alias] = other
    try:
        yield
    finally:
        other.close()
        for alias, ours in kept.items():
            connections[alias] = ours


@contextmanager
def in_compartment() -> Iterator[None]:
    """The same in one transaction for a test, which is rolled back."""
    from django.db import transaction

    with in_compartment_for_real(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _files_in(folder: os.PathLike[str]) -> Iterator[None]:
    from django.conf import settings

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DATA_DIR", Path(folder))
        yield
