"""How far each chain of the audit follows: one pass over every sealed record, in two halves beside each other.

Most of the time goes into writing records out, which PostgreSQL does in one process per connection: two of them take
half as long. The second half begins in the middle of its chains; where it joins the first is judged at the end.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction

from kansrijk.trust import sealing
from kansrijk.trust.sealing import FORM, Head

HALF = f"""
select s.chain, s.number, s.hash, {sealing.columns("r")}
from trust_auditseal s left join trust_auditrecord r on r.id = s.record and s.form = {FORM}
where s.record {{}} %(middle)s
order by s.record
"""  # noqa: S608 - names from our own table of forms
EARLIER, LATER = HALF.format("<"), HALF.format(">=")
# Both tables lie in the order of their records: read side by side, each page once, whatever the planner guesses.
SIDE_BY_SIDE = {"enable_hashjoin": "off", "enable_nestloop": "off", "max_parallel_workers_per_gather": "0"}
MOST_AHEAD = 500_000  # records of one chain that came before their turn


@dataclass(slots=True)
class Chain:
    """How far one chain follows, while records come in the order in which they were written.

    `start`: the place that nothing before it was seen of; its seal is believed until the halves are joined.
    """

    before: bytes
    next: int = 1
    start: tuple[int, bytes, bytes] | None = None
    ahead: dict[int, tuple[bytes, bytes]] = field(default_factory=dict)
    is_doubtful: bool = False

    def take(self, number: int, mark: bytes, written: bytes) -> None:
        """One record: its place, the seal that stands there (hexadecimal) and its bytes."""
        if number != self.next:
            self.is_doubtful |= number in self.ahead or len(self.ahead) > MOST_AHEAD
            self.ahead[number] = mark, written
            return
        self.before = sealing.following(self.before, written)
        self.is_doubtful |= mark != self.before.hex().encode()
        self.next += 1
        if self.ahead:
            self.catch_up()

    def catch_up(self) -> None:
        """What waited for the place before it."""
        while self.next in self.ahead:
            mark, written = self.ahead.pop(self.next)
            self.before = sealing.following(self.before, written)
            self.is_doubtful |= mark != self.before.hex().encode()
            self.next += 1

    def join(self, later: "Chain") -> None:
        """Goes on with a chain that began later: its start must follow from here, and nothing may stand twice."""
        self.is_doubtful |= later.is_doubtful or bool(self.ahead.keys() & later.ahead.keys())
        self.ahead |= later.ahead
        self.catch_up()
        if later.start is None:
            return
        number, mark, written = later.start
        self.take(number, mark, written)
        if self.next != number + 1:  # what lies between is missing, or came early, before the halves were cut
            self.is_doubtful |= later.next != number + 1
            return
        self.before, self.next = later.before, later.next
        self.catch_up()

    def ends_as(self, end: Head | None) -> bool:
        """Whether everything followed, and the end is the one that was signed."""
        if self.is_doubtful or self.ahead or end is None:
            return False
        return (end.number, end.hash) == (self.next - 1, self.before)


def chains(snapshot: str) -> dict[UUID, Chain]:
    """Every chain. `snapshot`: of the present transaction, for a second connection; "" reads the halves in turn."""
    middle = _middle()
    if snapshot:
        with ThreadPoolExecutor(1) as beside:
            second = beside.submit(_elsewhere, snapshot, middle)
            earlier = _pass(EARLIER, middle)
            later = second.result()
    else:
        earlier, later = _pass(EARLIER, middle), _pass(LATER, middle)
    for name, chain in later.items():
        earlier.setdefault(name, Chain(sealing.first(name))).join(chain)
    return earlier


def _middle() -> UUID:
    """The record that has as many before it as after it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select record from trust_auditseal order by record limit 1"
            " offset (select count(*) / 2 from trust_auditseal)"
        )
        row = cursor.fetchone()
    return row[0] if row else UUID(int=0)


def _elsewhere(snapshot: str, middle: UUID) -> dict[UUID, Chain]:
    """The second half over a connection of its own, at the same instant."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read, read only")
                cursor.execute("set transaction snapshot %s", [snapshot])
            return _pass(LATER, middle)
    finally:
        connection.close()


def _pass(half: str, middle: UUID) -> dict[UUID, Chain]:
    """The chains in one half. In the later one a chain begins where it is first seen."""
    found: dict[bytes, Chain] = {}
    with _side_by_side():
        for line in sealing.lines(half, {"middle": middle}):
            name, place, mark, written = line.split(b"\t", 3)
            number, mark = int(place), mark[3:]  # after \\x, as copy writes bytes
            chain = found.get(name)
            if chain is None:
                chain = found[name] = Chain(sealing.first(UUID(name.decode())))
                if half is LATER:
                    chain.start, chain.next = (number, mark, written), number + 1
                    chain.before = bytes.fromhex(mark.decode())
                    continue
            if not chain.is_doubtful:
                chain.take(number, mark, written)
    return {UUID(name.decode()): chain for name, chain in found.items()}


@contextmanager
def _side_by_side() -> Iterator[None]:
    def put(values: dict[str, str]) -> None:
        with connection.cursor() as cursor:
            for name, value in values.items():
                cursor.execute("select set_config(%s, %s, true)", [name, value])

    with connection.cursor() as cursor:
        cursor.execute("select name, setting from pg_settings where name = any(%s)", [list(SIDE_BY_SIDE)])
        before = dict(cursor.fetchall())
    put(SIDE_BY_SIDE)
    yield
    put(before)
