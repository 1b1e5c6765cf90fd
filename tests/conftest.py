"""The database of the test run: one embedded server, one migrated template, one clone per worker."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as properties
from tests import prepared

os.environ.setdefault("KANSRIJK_MODE", "test")
os.environ.setdefault("DATABASE_FAMILIES_URL", "postgresql://kansrijk_b@/kansrijk")
# The same examples in every run, whatever the machine is busy with; `make soak` looks for new ones.
properties.register_profile("fixed", deadline=None, derandomize=True, database=None)
properties.register_profile("new", deadline=None, max_examples=1000)
properties.load_profile(os.environ.get("KANSRIJK_PROPERTIES", "fixed"))
ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = prepared.BARE


def _server():
    from kansrijk.config import embedded

    slot = os.environ.get("KANSRIJK_TEST_SLOT", "test")
    return embedded.start(embedded.folder(f"{slot}-postgres", ROOT / "build"))


def make_template(server) -> None:
    """Migrates a fresh template as the owner. Every run starts from nothing.

    By the migrations of the sources under test: where these are a sabotaged copy, by those of the copy.
    """
    import kansrijk
    from kansrijk.config import embedded

    with server.connect() as connection:
        connection.execute("alter system set fsync = off")
        connection.execute("alter system set full_page_writes = off")
        connection.execute("select pg_reload_conf()")
        names = connection.execute("select datname from pg_database where datname like 'kansrijk%'").fetchall()
        is_kept = os.environ.get("KANSRIJK_TEST_TABLES_KEPT") == "1" and (TEMPLATE,) in names
        for (name,) in names:
            if name != TEMPLATE or not is_kept:
                connection.execute(f'drop database "{name}" with (force)')
    if is_kept:
        return
    embedded.make_roles(server)
    embedded.make_database(server, TEMPLATE)
    environment = {
        **os.environ,
        "DATABASE_OWNER_URL": server.url(embedded.OWNER, TEMPLATE),
        "KANSRIJK_DATABASE_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "kansrijk.config.settings",
    }
    command = [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True, cwd=Path(kansrijk.__file__).parents[1])


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        server = _server()
        make_template(server)
        os.environ["KANSRIJK_TEST_SOCKET"] = server.socket


@pytest.fixture(scope="session")
def database_server():
    """The embedded server of this run."""
    from kansrijk.config.embedded import Server

    return Server(os.environ["KANSRIJK_TEST_SOCKET"])


@pytest.fixture(scope="session")
def django_db_setup(database_server, worker_id: str, django_db_blocker) -> Iterator[None]:
    """A clone of the template for this worker, used under the application's role."""
    from django.conf import settings
    from django.db import connections

    from kansrijk.config import embedded

    name = f"kansrijk_test_{worker_id}"
    with database_server.connect() as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')
    embedded.make_database(database_server, name, template=TEMPLATE)
    values = {"NAME": name, "USER": embedded.APPLICATION, "HOST": database_server.socket, "CONN_MAX_AGE": 0}
    settings.DATABASES["default"].update(values)
    connections["default"].settings_dict.update(values)
    settings.DATABASES["families"].update(values | {"USER": embedded.FAMILIES})
    connections["families"].settings_dict.update(values | {"USER": embedded.FAMILIES})
    yield
    connections.close_all()


@pytest.fixture(autouse=True)
def _quiet_sessions(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


# Few tests that take long: begun first, in this order, or at the end one worker waits for the other
# (`--no-loadscope-reorder` keeps it; by itself xdist begins with the files that have most tests, which are the quick
# ones). The first makes the region while the second needs none, so that nobody waits for it.
LONG_FIRST = (
    "tests/attacks/test_markup.py",
    "tests/access/test_gate.py",
    "tests/attacks/",
    "tests/journeys/",
    "tests/core/",
    "tests/demo/",
)


def _turn(item: pytest.Item) -> int:
    return next((turn for turn, start in enumerate(LONG_FIRST) if item.nodeid.startswith(start)), len(LONG_FIRST))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_turn)


_seconds: Counter[str] = Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Adds up what each room's tests took, set-up and tear-down included."""
    parts = report.nodeid.split("/")
    _seconds[parts[1] if len(parts) > 2 else "tests"] += report.duration


def pytest_terminal_summary(terminalreporter) -> None:
    """Minutes per room: the time of all workers together, so that a room that grows too slow is seen."""
    if _seconds:
        terminalreporter.section("minutes per room, all workers together")
        terminalreporter.line("  ".join(f"{room} {spent / 60:.1f}" for room, spent in _seconds.most_common()))


KEPT = ("django_migrations", "django_content_type", "auth_permission")


@pytest.fixture(scope="session", autouse=True)
def _flush_past_the_application(database_server) -> Iterator[None]:
    """A test with a live server empties the tables afterwards, which the application's role may not.

    As superuser, with triggers off: the audit refuses to be emptied, even by its owner.
    """
    from django.core.management.commands import flush
    from django.db import connections

    def empty(self, **options) -> None:
        database = connections["default"].settings_dict["NAME"]
        if prepared.is_clone(database):
            connections.close_all()
            prepared.renew(database_server, database)
            return
        with database_server.connect(database=database) as server:
            tables = server.execute("select quote_ident(tablename) from pg_tables where schemaname = 'public'")
            names = [name for (name,) in tables if name not in KEPT]
            server.execute("set session_replication_role = replica")
            server.execute(f"truncate {', '.join(names)} restart identity cascade")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", empty)
        yield
