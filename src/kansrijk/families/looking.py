"""Who looked at a file, put together per day and person, so that a parent can read it. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from kansrijk.trust.queries import AboutOne

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ALL = "all"
KINDS = ("looked", "changed", "refused")


@dataclass(frozen=True)
class Line:
    """What one person did for one organisation on one day, of one kind. `what`: each once, in words, with how often."""

    day: date
    kind: str
    name: str
    roles: tuple[str, ...]
    organisation: str
    first: datetime
    last: datetime
    what: tuple[tuple[str, int], ...]


def kind_of(one: AboutOne) -> str:
    """Refused, changed (written or destroyed) or looked; a search is a look."""
    if one.is_refused:
        return "refused"
    return "changed" if one.action in {"C", "U", "D"} else "looked"


def by_day(records: Iterable[AboutOne], wanted: str = ALL) -> list[Line]:
    """The newest day first; within a day by who. No record of the wanted kind is left out, none counted twice."""
    chosen = [one for one in records if wanted in (ALL, kind_of(one))]

    def place(one: AboutOne) -> tuple[object, ...]:
        day = one.at.astimezone(AMSTERDAM).date()
        return (-day.toordinal(), one.name, str(one.account), one.organisation, one.roles, KINDS.index(kind_of(one)))

    chosen.sort(key=lambda one: (place(one), one.at))
    return [_line(list(group)) for _, group in groupby(chosen, key=place)]


def _line(together: list[AboutOne]) -> Line:
    first = together[0]
    return Line(
        day=first.at.astimezone(AMSTERDAM).date(),
        kind=kind_of(first),
        name=first.name,
        roles=first.roles,
        organisation=first.organisation,
        first=first.at,
        last=together[-1].at,
        what=tuple(Counter(one.what for one in together).items()),
    )
