"""What was destroyed for good, told outside the database too, so that an older copy put back cannot bring it back.

A tombstone is a key, a kind and a day. Outside they are lines in files of a month, beside what the sealer signed.
"""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from kansrijk.trust import statements
from kansrijk.trust.models import Tombstone

LET_GO = (
    "do $again$ begin if to_regclass('referrals.referral') is not null then"
    " alter table families.consent no force row level security;"
    " alter table referrals.referral no force row level security;"
    " delete from families.consent c where c.person_id is null"
    " and not exists (select 1 from referrals.referral r where r.consent_id = c.id);"
    " alter table referrals.referral force row level security;"
    " alter table families.consent force row level security;"
    " end if; end $again$;"
)
"""A consent goes with its file, but for one on which a referral hangs."""
TABLES = {
    "person": "families.person",
    "signal": "families.signal",
    "weighing": "families.weighing",
    "response": "families.response",
    "referral": "referrals.referral",
}
"""Kinds of what can be destroyed, and the table whose row goes, with all that hangs on it."""


EVER = datetime(2000, 1, 1, tzinfo=UTC)
OPEN_AT_MOST = timedelta(days=1)  # what is destroyed may be committed so much later than it was written down


@dataclass(frozen=True)
class Stone:
    """One that stands outside."""

    id: UUID
    kind: str
    coalition: UUID
    gone_at: datetime


def outside() -> Iterator[Stone]:
    """All that stand outside. A line that was cut off by a fault says nothing, and is written again."""
    for file in sorted(statements.folder().glob("tombstones-*.jsonl")):
        with file.open(encoding="utf-8", errors="replace") as told:
            for line in told:
                try:
                    said = json.loads(line)
                    gone_at = datetime.fromisoformat(said["at"])
                    yield Stone(UUID(said["id"]), str(said["kind"]), UUID(said["coalition"]), gone_at)
                except (ValueError, KeyError, TypeError, AttributeError):
                    continue


def put_outside() -> int:
    """Adds what is not there yet; how many. Raises `OSError` where that cannot be written."""
    known, added = _known(), 0
    since = max(known.values(), default=EVER) - OPEN_AT_MOST
    for one in Tombstone.objects.filter(gone_at__gte=since).order_by("gone_at").iterator():
        if one.pk not in known:
            statements.append(_file(one.gone_at), _line(Stone(one.pk, one.kind, one.coalition, one.gone_at)))
            known[one.pk] = one.gone_at
            added += 1
    return added


def missing() -> list[Stone]:
    """Those that stand outside and not in the database: it is older, and may hold what was destroyed since."""
    there = set(Tombstone.objects.values_list("pk", flat=True))
    return [one for one in outside() if one.id not in there]


def is_older() -> bool:
    """Whether the database lacks a tombstone that stands outside. Looks again only when there is something new."""
    state = _state()
    if _looked.get("at") != state:
        if missing():
            return True
        _looked["at"] = state
    return False


_looked: dict[str, object] = {}
"""The files outside as they were when nothing was missing, in this process."""


def again(stones: Iterable[Stone]) -> Iterator[str]:
    """Statements by which the owner of the tables destroys them again.

    In one transaction: for its length the owner passes the row security that is forced upon it.
    """
    stones = list(stones)
    for kind, table in TABLES.items():
        ids = ", ".join(f"'{one.id}'" for one in stones if one.kind == kind)
        if ids:
            # An older copy may not have that table yet: then it holds none of these either.
            yield (
                f"do $again$ begin if to_regclass('{table}') is not null then"  # noqa: S608 - keys of ours, read as UUID
                f" alter table {table} no force row level security;"
                f" delete from {table} where id in ({ids});"
                f" alter table {table} force row level security;"
                " end if; end $again$;"
            )
    if any(one.kind in {"person", "referral"} for one in stones):
        yield LET_GO
    for one in stones:
        if one.kind in TABLES:
            values = f"'{one.id}', '{one.kind}', '{one.coalition}', '{one.gone_at.isoformat()}'"
            yield (
                "insert into public.trust_tombstone (id, kind, coalition, gone_at)"  # noqa: S608 - as above
                f" values ({values}) on conflict (id) do nothing;"
            )


def _known() -> dict[UUID, datetime]:
    place = str(statements.folder())
    if place not in _told:
        _told[place] = {one.id: one.gone_at for one in outside()}
    return _told[place]


_told: dict[str, dict[UUID, datetime]] = {}
"""What this process saw outside, per folder."""


def _file(gone_at: datetime) -> Path:
    return statements.folder() / f"tombstones-{gone_at:%Y-%m}.jsonl"


def _line(one: Stone) -> str:
    said = {"id": str(one.id), "kind": one.kind, "coalition": str(one.coalition), "at": one.gone_at.isoformat()}
    return json.dumps(said, separators=(",", ":"))


def _state() -> tuple[object, ...]:
    return (
        str(statements.folder()),
        *(
            (file.name, (about := os.stat(file)).st_size, about.st_mtime_ns)
            for file in sorted(statements.folder().glob("tombstones-*.jsonl"))
        ),
    )
