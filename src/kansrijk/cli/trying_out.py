"""Looks at a backup as one must: puts it into a database of its own, verifies the audit in there, and drops it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from kansrijk.cli import backing_up, postgres, restoring
from kansrijk.cli.application import NotInOrder
from kansrijk.cli.backing_up import Backup, Told

LOCALE = "template template0 encoding 'UTF8' locale_provider builtin builtin_locale 'C.UTF-8'"


@dataclass(frozen=True)
class Looked:
    """`said`: what `kansrijk verify --json` says of the audit in the backup."""

    backup: Backup
    files: int
    said: dict[str, Any]


def look(folder: Path, owner: str, *, told: Told) -> Looked:
    """Everything that a restore would do, in a database of its own.

    Raises `BadInput` where the backup is not whole or not ours, `NotInOrder` where it cannot be tried out.
    """
    told("looking at the backup")
    made = backing_up.read_list(folder)
    backing_up.check_pieces(folder, made)
    with TemporaryDirectory(prefix="kansrijk-backup-") as heads, _database(owner) as name:
        told("the files")
        files = restoring.unpack(folder, Path(heads), only="audit-heads")
        restoring.put_back(folder, _elsewhere(owner, name), told=told)
        told("the audit in it")
        return Looked(made, files, _verified(name, Path(heads) / "audit-heads"))


def _verified(name: str, heads: Path) -> dict[str, Any]:
    """In a process of its own, which knows no other database."""
    addresses = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_BACKUP_URL", "DATABASE_FAMILIES_URL")
    others = {one: _elsewhere(os.environ[one], name) for one in addresses if one in os.environ}
    environment = {**os.environ, **others, "KANSRIJK_AUDIT_HEADS": str(heads)}
    command = [sys.executable, "-m", "kansrijk.cli.main", "verify", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, text=True)
    try:
        said: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise NotInOrder("the audit in the backup could not be read") from error
    if "error" in said:
        raise NotInOrder(f"the audit in the backup could not be read: {said['error']['message']}")
    return said


@contextmanager
def _database(owner: str) -> Iterator[str]:
    """One that is empty, and gone afterwards."""
    import psycopg
    from django.db import connections
    from psycopg import sql

    connections.close_all()
    name = f"kansrijk_try_{uuid4().hex[:12]}"
    with postgres.connected(owner, autocommit=True) as connection:
        try:
            connection.execute(sql.SQL(f"create database {{}} {LOCALE}").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege as error:
            raise NotInOrder(
                "the owner's role may not make a database to try the backup in: give it createdb"
            ) from error
        try:
            yield name
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def _elsewhere(url: str, name: str) -> str:
    """The same server and role, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
