"""Makes a backup: the database at one instant, then the folder of files, each sealed, and a signed list of the two.

A backup is a folder. It is written under another name and gets its own when it is whole and on the disk, so that half
a backup is never taken for one.
"""

import json
import os
import shutil
import tarfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any, BinaryIO

import kansrijk
from kansrijk.cli import postgres
from kansrijk.cli.application import NotInOrder
from kansrijk.core.faults import BadInput

FORMAT = 1
DATABASE, FILES, LIST = "database.sealed", "files.sealed", "backup.json"
FOLDERS = ("deliveries", "offered", "tiles", "audit-heads")
"""What people gave, what is made for maps, what was signed. What was fetched elsewhere can be fetched again."""
Told = Callable[[str], None]


@dataclass(frozen=True)
class Backup:
    """One backup, as its list says it is. `runs`: of the sealer, at its instant."""

    made_at: datetime
    version: str
    key: str
    runs: int
    migrations: frozenset[tuple[str, str]]
    pieces: dict[str, dict[str, Any]]


def make(to: Path, url: str, *, told: Told) -> Backup:
    """Writes a backup of the database at `url` (of the role for backups) and of the data folder.

    Raises `BadInput` where `to` is there already, `NotInOrder` where the database cannot be read.
    """
    if to.exists():
        raise BadInput("there is something here already; name a folder that does not exist", file=str(to))
    part = to.with_name(f"{to.name}.part")
    shutil.rmtree(part, ignore_errors=True)  # of a run that was broken off
    part.mkdir(parents=True, mode=0o700)
    try:
        told("the database")
        told_by = _database(part / DATABASE, url)
        told("the files")
        with (part / FILES).open("xb") as sealed:
            _seal(_tar(), sealed)
        _list(part, told_by)
        _to_disk(part)
    except BaseException:
        shutil.rmtree(part)
        raise
    part.rename(to)
    _to_disk(to.parent)
    return read_list(to)


def _database(path: Path, url: str) -> dict[str, Any]:
    """What the database said of itself at the instant of the dump."""
    with postgres.connected(url) as connection:
        connection.execute("set transaction isolation level repeatable read, read only")
        snapshot = connection.execute("select pg_export_snapshot()").fetchone()
        runs = connection.execute("select coalesce(max(run), 0) from trust_auditstatement").fetchone()
        applied = connection.execute("select app, name from django_migrations order by 1, 2").fetchall()
        assert snapshot is not None
        assert runs is not None
        options = ["--format=plain", "--compress=gzip:1", "--no-password", f"--snapshot={snapshot[0]}"]
        with postgres.writing("pg_dump", *options, url=url) as dump, path.open("xb") as sealed:
            _seal(postgres.blocks(dump), sealed)
    return {"runs": runs[0], "migrations": [list(one) for one in applied]}


def _seal(parts: Iterator[bytes], to: BinaryIO) -> None:
    from kansrijk.trust import sealed_files

    sealed_files.seal(parts, to)
    to.flush()
    os.fsync(to.fileno())


def folders() -> dict[str, Path]:
    """The folders of files that a backup holds, by the name that they have in it."""
    from django.conf import settings

    from kansrijk.trust import statements

    return {**{name: Path(settings.DATA_DIR) / name for name in FOLDERS}, "audit-heads": statements.folder()}


def _tar() -> Iterator[bytes]:
    """The folders as one stream, whatever their size. A file that goes away meanwhile was only offered."""
    read, write = os.pipe()
    failed: list[BaseException] = []

    def fill() -> None:
        try:
            with os.fdopen(write, "wb") as out, tarfile.open(fileobj=out, mode="w|") as tar:
                for name, folder in folders().items():
                    for path in sorted(folder.rglob("*")) if folder.exists() else ():
                        if path.is_file() and not path.is_symlink():
                            _add(tar, path, f"{name}/{path.relative_to(folder)}")
        except BaseException as error:
            failed.append(error)

    beside = threading.Thread(target=fill)
    beside.start()
    with os.fdopen(read, "rb") as stream:
        yield from postgres.blocks(stream)
    beside.join()
    if failed:
        raise failed[0]


def _add(tar: tarfile.TarFile, path: Path, name: str) -> None:
    try:
        with path.open("rb") as file:
            about = tar.gettarinfo(arcname=name, fileobj=file)
            about.uid = about.gid = 0
            about.uname = about.gname = ""
            tar.addfile(about, file)
    except FileNotFoundError:
        return


def _list(part: Path, told_by: dict[str, Any]) -> None:
    from django.conf import settings

    from kansrijk.trust import sealed_files, sealing

    pieces = {}
    for name in (DATABASE, FILES):
        with (part / name).open("rb") as file:
            pieces[name] = {"bytes": (part / name).stat().st_size, "sha256": file_digest(file, "sha256").hexdigest()}
    value = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "version": kansrijk.__version__,
        "key": sealed_files.mark(settings.MASTER_KEYS[0]),
        "pieces": pieces,
        **told_by,
    }
    signed = {**value, **sealing.signature_under(_bytes(value))}
    with (part / LIST).open("x", encoding="utf-8") as file:
        json.dump(signed, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def _bytes(value: dict[str, Any]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()


def _to_disk(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_list(folder: Path) -> Backup:
    """What the list of a backup says. Raises `BadInput` where it is none, or was not signed by this installation."""
    from kansrijk.trust import sealing

    try:
        value = json.loads((folder / LIST).read_text("utf-8"))
        signature, key = value.pop("signature"), value.pop("signed_by")
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise BadInput(f"this folder holds no backup: there is no {LIST} that can be read", file=str(folder)) from error
    if not sealing.is_signed(_bytes(value), key, signature):
        words = "its list is not signed by a key of this installation: it was changed, or KANSRIJK_MASTER_KEYS is other"
        raise BadInput(words, file=str(folder))
    if value["format"] != FORMAT:
        raise NotInOrder(f"the backup has format {value['format']}, which this version does not read")
    return Backup(
        datetime.fromisoformat(value["made_at"]),
        value["version"],
        value["key"],
        value["runs"],
        frozenset((app, name) for app, name in value["migrations"]),
        value["pieces"],
    )


def check_pieces(folder: Path, backup: Backup) -> None:
    """That each piece is the one that was listed, to the byte. Raises `BadInput`."""
    for name, listed in backup.pieces.items():
        path = folder / name
        if not path.is_file():
            raise BadInput(f"{name} is missing", file=str(folder))
        with path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != listed["sha256"]:
                raise BadInput(f"{name} was changed or cut off after it was made", file=str(folder))
