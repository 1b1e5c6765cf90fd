"""Sums of a budget that always close, in whole euro cents. Pure.

A part is one funding line in one year. What it may spend is what was granted plus what the year before carried to it;
what is left is that minus what was spent, minus what is carried to the next year. Nothing is rounded.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

MOST_CENTS: Final = 10**13
_AMOUNT = re.compile(r"(-?)(?:(\d{1,3}(?:\.\d{3})+)|(\d+))(?:,(\d{1,2}))?")


@dataclass(frozen=True)
class Line:
    """One activity that one funding line pays in one year."""

    funding: str
    year: int
    activity: str
    planned: int
    committed: int
    spent: int


@dataclass(frozen=True)
class Grant:
    """What a funding line gave for a year, and what of it is carried to the next year."""

    funding: str
    year: int
    granted: int
    carried_out: int


@dataclass(frozen=True)
class Part:
    """One funding line in one year, added up. `left` below zero: more was spent or carried than there was."""

    funding: str
    year: int
    granted: int
    carried_in: int
    planned: int
    committed: int
    spent: int
    carried_out: int

    @property
    def available(self) -> int:
        return self.granted + self.carried_in

    @property
    def left(self) -> int:
        return self.available - self.spent - self.carried_out

    @property
    def free(self) -> int:
        """What no plan names yet; below zero: more is planned than there is."""
        return self.available - self.planned


@dataclass(frozen=True)
class Total:
    """Parts added up, over a year or over a funding line."""

    granted: int
    carried_in: int
    planned: int
    committed: int
    spent: int
    carried_out: int

    @property
    def available(self) -> int:
        return self.granted + self.carried_in

    @property
    def left(self) -> int:
        return self.available - self.spent - self.carried_out

    @property
    def free(self) -> int:
        return self.available - self.planned


def parts(lines: Iterable[Line], grants: Iterable[Grant]) -> dict[tuple[str, int], Part]:
    """(funding, year) → its part, for every one that a line, a grant or a carry-over touches; by funding and year."""
    sums: dict[tuple[str, int], list[int]] = {}

    def add(key: tuple[str, int], at: int, cents: int) -> None:
        sums.setdefault(key, [0] * 6)[at] += cents

    for grant in grants:
        add((grant.funding, grant.year), 0, grant.granted)
        if grant.carried_out:
            add((grant.funding, grant.year), 5, grant.carried_out)
            add((grant.funding, grant.year + 1), 1, grant.carried_out)
    for line in lines:
        key = (line.funding, line.year)
        for at, cents in ((2, line.planned), (3, line.committed), (4, line.spent)):
            add(key, at, cents)
    return {key: Part(*key, *sums[key]) for key in sorted(sums)}


def total(found: Iterable[Part]) -> Total:
    """Parts added up; all noughts for none."""
    listed = list(found)
    names = ("granted", "carried_in", "planned", "committed", "spent", "carried_out")
    return Total(*(sum(getattr(part, name) for part in listed) for name in names))


def by_year(found: Mapping[tuple[str, int], Part]) -> dict[int, Total]:
    """Year → its total over the funding lines."""
    years = sorted({year for _funding, year in found})
    return {year: total(part for part in found.values() if part.year == year) for year in years}


def by_funding(found: Mapping[tuple[str, int], Part]) -> dict[str, Total]:
    """Funding line → its total over the years."""
    lines = list(dict.fromkeys(funding for funding, _year in found))
    return {line: total(part for part in found.values() if part.funding == line) for line in lines}


def cents(text: str) -> int | None:
    """Euros as the Dutch write them (`1.234,56`, `€ 1234`, `12,5`) in cents; None for what is no amount.

    `1.234` is one thousand two hundred and thirty-four; `1.23` and `1,234` are no amounts, so that nobody has to guess.
    """
    plain = re.sub(r"[\s\u00a0\u202f€]", "", text).replace("\u2212", "-").replace(",-", ",00")
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        return None
    sign, grouped, straight, fraction = match.groups()
    value = int((grouped or straight).replace(".", "")) * 100 + int((fraction or "").ljust(2, "0"))
    return None if value > MOST_CENTS else -value if sign else value


def plain(amount: int) -> str:
    """`1234,56`: as a cell of a file."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100},{abs(amount) % 100:02d}"


def euros(amount: int) -> str:
    """`€ 1.234,56` with a space that does not break; whole euros without cents (`€ 1.234`)."""
    whole, rest = divmod(abs(amount), 100)
    grouped = f"{whole:,}".replace(",", ".")
    return f"{'-' if amount < 0 else ''}€\u00a0{grouped}{f',{rest:02d}' if rest else ''}"
