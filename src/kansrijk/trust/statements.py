"""The signed statements of the sealer: in the database, and outside it, where a lost end of the database is seen."""

import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db import connection

from kansrijk.trust.sealing import Head, Statement, read_line

KEPT = """
select st.run, st.at, st.previous, st.key, st.signature, h.chain, h.number, h.hash
from trust_auditstatement st left join trust_audithead h on h.run = st.run
where st.run > %s order by st.run, h.chain, h.number limit %s
"""
MOST = 100_000  # heads in one look


def folder() -> Path:
    """Where the statements lie outside the database."""
    return Path(settings.AUDIT_HEADS or settings.DATA_DIR / "audit-heads")


def kept(after: int = 0) -> Iterator[Statement]:
    """Those in the database after a run, in order."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(KEPT, [after, MOST])
            rows = cursor.fetchall()
        together = [list(group) for _run, group in groupby(rows, key=lambda row: row[0])]
        if len(rows) == MOST and len(together) > 1:
            together.pop()  # it may go on beyond what was read
        for group in together:
            run, at, previous, key, signature = group[0][:5]
            heads = tuple(Head(chain, number, bytes(mark)) for *_, chain, number, mark in group if chain)
            yield Statement(run, at.isoformat(), bytes(previous), heads, key, bytes(signature))
        if len(rows) < MOST:
            return
        after = together[-1][0][0]


def outside() -> Iterator[Statement]:
    """Those outside, the newest files first. A line that was cut off by a fault says nothing, and is passed over."""
    for file in sorted(folder().glob("statements-*.jsonl"), reverse=True):
        with file.open(encoding="utf-8", errors="replace") as told:
            for line in told:
                try:
                    yield read_line(line)
                except ValueError:
                    continue


def newest_outside() -> Statement | None:
    """The one with the highest run; files are of a month each, and the newest that holds any has it."""
    newest: Statement | None = None
    month = ""
    for statement in outside():
        if newest is not None and statement.at[:7] < month:
            return newest
        month = max(month, statement.at[:7])
        if newest is None or statement.run > newest.run:
            newest = statement
    return newest


def put_outside() -> int:
    """Adds what is not there yet to the files outside; how many. Raises `OSError` where that cannot be written."""
    last = newest_outside() if str(folder()) not in _reached else None
    after = _reached.get(str(folder()), last.run if last else 0)
    added = 0
    for statement in kept(after):
        add(statement)
        _reached[str(folder())] = statement.run
        added += 1
    _reached.setdefault(str(folder()), after)
    return added


_reached: dict[str, int] = {}
"""The last run that this process saw outside, per folder."""


def add(statement: Statement) -> None:
    """Puts one outside."""
    append(folder() / f"statements-{statement.at[:7]}.jsonl", statement.line)


def append(file: Path, line: str) -> None:
    """One line, at the end, on the disk before it counts."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        os.write(descriptor, f"{chr(10) if is_torn else ''}{line}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
