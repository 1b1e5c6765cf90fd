"""Puts a backup back: all of it, or nothing.

The database is emptied, filled and cleared of what was destroyed since, in one transaction; whoever asks meanwhile sees
what was there before. Files are added first, so that the database never names one that is not there.
"""

import shutil
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING, Any

from kansrijk.cli import postgres
from kansrijk.cli.application import NotInOrder
from kansrijk.cli.backing_up import DATABASE, FILES, Backup, Told, folders
from kansrijk.core.faults import BadInput

if TYPE_CHECKING:
    from kansrijk.trust.tombstones import Stone

SCHEMAS = ("families", "referrals", "delivered")
EMPTY = (
    "begin;",
    *(f"drop schema if exists {name} cascade;" for name in SCHEMAS),
    "drop schema public cascade;",
    "create schema public;",
)
# Whoever was signed in signs in again: a session that was ended since would be back. What waited in the queues that
# only mail was sent since; a newsletter that was under way is a draft again, and goes on from where it was if asked to.
AFTER = (
    "set local search_path = public;",  # a dump leaves none, and triggers of the queue name their tables bare
    "delete from public.trust_session;",
    "update public.procrastinate_jobs set status = 'cancelled'"
    " where status in ('todo', 'doing') and queue_name in ('coalition', 'offer', 'referrals');",
    "update public.coalition_letter set state = 'draft' where state = 'sending';",
)


def put_back(folder: Path, url: str, *, stones: "Iterable[Stone]" = (), told: Told) -> None:
    """Fills the database at `url` (of its owner) from a backup, without what was destroyed since (`stones`).

    Raises `NotInOrder` where it could not; the database is then as it was.
    """
    from kansrijk.trust import tombstones

    told("the database")
    options = ["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-"]
    with postgres.reading("psql", *options, url=url) as psql:
        for statement in EMPTY:
            psql.write(f"{statement}\n".encode())
        for part in _plain(folder / DATABASE):
            psql.write(part)
        for statement in (*AFTER, *tombstones.again(stones), "commit;"):
            psql.write(f"\n{statement}\n".encode())


def _plain(path: Path) -> Iterator[bytes]:
    """The dump as text. A backup that ends too early raises, and what was told so far is not kept."""
    unpacked = zlib.decompressobj(wbits=31)
    with path.open("rb") as file:
        for part in _unsealed(file, path):
            yield unpacked.decompress(part)
    yield unpacked.flush()
    if not unpacked.eof:
        raise BadInput("the database in this backup ends too early", file=str(path))


def _unsealed(file: IO[bytes], path: Path) -> Iterator[bytes]:
    from kansrijk.trust import sealed_files

    try:
        yield from sealed_files.unseal(file)  # type: ignore[arg-type]
    except sealed_files.NotReadable as error:
        raise BadInput(str(error), file=str(path)) from error


def unpack(folder: Path, to: Path, *, only: str = "") -> int:
    """The files of a backup into a folder, those under `only` where it is given. Returns how many files there are.

    Raises `BadInput` for a name that leads elsewhere, and for a delivery that is not the one it was kept as.
    """
    path, count = folder / FILES, 0
    with path.open("rb") as file, tarfile.open(fileobj=_Reader(_unsealed(file, path)), mode="r|") as tar:
        for about in tar:
            name = PurePosixPath(about.name)
            if not about.isfile() or name.is_absolute() or ".." in name.parts or len(name.parts) < 2:
                raise BadInput(f"the backup holds something that is no file of ours: {about.name}", file=str(path))
            count += 1
            if only in ("", name.parts[0]):
                tar.extract(about, to, filter="data")
            elif name.parts[0] == "deliveries" and name.name == "raw":
                content = tar.extractfile(about)
                if content is None or file_digest(content, "sha256").hexdigest() != name.parent.name:
                    raise BadInput(f"{about.name} is not the file that was kept under this name", file=str(path))
    return count


class _Reader:
    """Parts as a stream that can be read from."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts = parts
        self._held = b""

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._held) < size:
            part = next(self._parts, None)
            if part is None:
                break
            self._held += part
        size = len(self._held) if size < 0 else size
        given, self._held = self._held[:size], self._held[size:]
        return given


def add_files(folder: Path, *, told: Told) -> int:
    """Puts the files of a backup where they belong; what is there already stays. Returns how many were added.

    What the sealer signed is compared, not put back: outside stands more than the backup knows.
    """
    told("the files")
    added = 0
    with TemporaryDirectory(dir=_near(folders()["deliveries"]), prefix="restored-") as place:
        unpack(folder, Path(place))
        for name, own in folders().items():
            if name == "audit-heads":
                continue
            for path in sorted((Path(place) / name).rglob("*")):
                to = own / path.relative_to(Path(place) / name)
                if path.is_file() and not to.exists():
                    to.parent.mkdir(parents=True, exist_ok=True)
                    shutil.move(path, to)
                    added += 1
    return added


def _near(folder: Path) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True)
    return folder.parent


def stones(backup: Backup) -> "list[Stone]":
    """What was destroyed, as far as it is told outside or in the database as it is now, and can be in the backup."""
    from django.db import connections

    from kansrijk.trust import tombstones
    from kansrijk.trust.models import Tombstone

    default = connections["default"]
    if Tombstone._meta.db_table in default.introspection.table_names():
        tombstones.put_outside()
    connections.close_all()
    rooms = {app for app, _name in backup.migrations}
    return [one for one in tombstones.outside() if tombstones.TABLES.get(one.kind, "").partition(".")[0] in rooms]


def destroy_again(url: str) -> int:
    """What an older copy of the database brought back, by whatever way it was put there. Returns how many."""
    from kansrijk.trust import tombstones

    missing = tombstones.missing()
    with postgres.connected(url) as connection:
        for statement in tombstones.again(missing):
            connection.execute(statement.encode())
    return len(missing)


def set_aside(runs: int) -> int:
    """Puts away what the sealer signed after the backup: those runs are gone from the database, knowingly.

    The files stay, in a folder of their own beside the new ones. Returns how many runs they tell of beyond `runs`.
    """
    from kansrijk.trust import statements

    heads = statements.folder()
    kept = [one for one in statements.outside() if one.run <= runs]
    lost = {one.run for one in statements.outside() if one.run > runs}
    if not lost:
        return 0
    aside = heads / f"before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S}"
    aside.mkdir()
    for path in heads.glob("statements-*.jsonl"):
        path.rename(aside / path.name)
    for one in sorted(kept, key=lambda one: one.run):
        statements.add(one)
    return len(lost)


def refuse_what_is_newer(backup: Backup, shipped: frozenset[tuple[str, str]]) -> None:
    """A backup of a newer version cannot be put into this one."""
    rooms = {room for room, _name in shipped}
    unknown = sorted((app, name) for app, name in backup.migrations if app in rooms and (app, name) not in shipped)
    if unknown:
        app, name = unknown[0]
        raise NotInOrder(
            f"the backup is of a newer version ({backup.version}, with {app} {name}): install that one first"
        )


def refuse_what_is_in_use(url: str, *, replace: bool) -> None:
    """Nobody may be at work in the database, and one that holds people is only replaced on request."""
    from django.db import connections

    connections.close_all()  # our own
    with postgres.connected(url, autocommit=True) as connection:
        others: Any = connection.execute(
            "select count(*) from pg_stat_activity"  # of others' connections only these columns are told
            " where datname = current_database() and usename is not null and pid <> pg_backend_pid()"
        ).fetchone()
        if others[0]:
            raise NotInOrder("somebody is at work in this database: stop kansrijk serve and kansrijk worker first")
        there: Any = connection.execute("select to_regclass('public.trust_account') is not null").fetchone()
        people: Any = connection.execute("select count(*) from public.trust_account").fetchone() if there[0] else (0,)
        if people[0] and not replace:
            raise NotInOrder(
                f"this database holds {people[0]} accounts; --replace puts the backup in the place of all that is there"
            )
