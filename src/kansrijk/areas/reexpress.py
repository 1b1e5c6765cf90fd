"""Figures of one edition told in the areas of another. Pure: transfers in, cells in, cells out.

Sums only: numerators and denominators move with the addresses, and a percentage moves with its denominator or not at
all. What is hidden stays an interval. What is weighted says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kansrijk.areas.names import is_same_name
from kansrijk.areas.rules import Transfer, significant

WEIGHTED = "weighted"  # a part of an old area, by its share of addresses
INTERVAL = "interval"  # something hidden is in it
FROM_PERCENTAGE = "from_percentage"  # the numerator was rebuilt from a rounded percentage


class CannotReexpress(ValueError):
    """The cells or transfers do not allow it; the message says why in one sentence."""


@dataclass(frozen=True)
class Span:
    """A number known to lie from `lower` to `upper`; exact when they are equal."""

    lower: float
    upper: float

    def __post_init__(self) -> None:
        if not self.lower <= self.upper:
            raise CannotReexpress(f"an interval from {self.lower} to {self.upper} runs backwards")

    @property
    def is_exact(self) -> bool:
        return self.lower == self.upper

    def __mul__(self, share: float) -> "Span":
        return Span(self.lower * share, self.upper * share)

    def __add__(self, other: "Span") -> "Span":
        return Span(self.lower + other.lower, self.upper + other.upper)


@dataclass(frozen=True)
class Cell:
    """A numerator, with a denominator where the figure is a share. A count has none."""

    numerator: Span
    denominator: Span | None = None
    flags: frozenset[str] = frozenset()


def exact(numerator: float, denominator: float | None = None) -> Cell:
    """A cell that is known."""
    return Cell(Span(numerator, numerator), None if denominator is None else Span(denominator, denominator))


def hidden(lower: float, upper: float, denominator: float | None = None) -> Cell:
    """A cell whose numerator is only known to lie between two numbers."""
    return Cell(
        Span(lower, upper), None if denominator is None else Span(denominator, denominator), frozenset({INTERVAL})
    )


def from_percentage(percentage: float, denominator: float | None, decimals: int = 1) -> Cell:
    """A cell of a rounded percentage and its denominator, the numerator as the interval that the rounding leaves.

    Without a denominator CannotReexpress is raised: percentages of areas of unlike size have no mean.
    """
    if denominator is None:
        raise CannotReexpress("a percentage without its denominator cannot be told in other areas")
    half = 0.5 * 10.0**-decimals
    lower = max(0.0, percentage - half) * denominator / 100
    upper = min(100.0, percentage + half) * denominator / 100
    return Cell(Span(lower, upper), Span(denominator, denominator), frozenset({FROM_PERCENTAGE, INTERVAL}))


@dataclass(frozen=True)
class Expressed:
    """A cell in the new edition. `cell` is None when a part of the area has no cell: a sum with a gap is no sum.

    `parts` are the old codes with the share of each that lies here; `missing` those of them without a cell.
    """

    cell: Cell | None
    is_exact: bool
    flags: frozenset[str]
    parts: tuple[tuple[str, float], ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reexpression:
    """All cells told in the other edition; `unplaced` are codes of which nothing says where they went."""

    cells: Mapping[str, Expressed]
    unplaced: tuple[str, ...]


def identities(old: Mapping[str, str], new: Mapping[str, str], listed: Iterable[str] = ()) -> tuple[Transfer, ...]:
    """Transfers of areas (code → name) that no list of changes names, and whose code and name are both the same.

    A code alone is not enough: codes come back for other places. `listed` are the old codes that changes do name.
    """
    told = set(listed)
    return tuple(
        Transfer(code, code, 1.0)
        for code, name in old.items()
        if code not in told and code in new and is_same_name(name, new[code])
    )


def reversed_transfers(transfers: Sequence[Transfer]) -> tuple[Transfer, ...]:
    """The same addresses seen from the new edition, to tell new figures in old areas."""
    return tuple(Transfer(t.to_code, t.from_code, t.weight) for t in significant(transfers))


def shares(transfers: Sequence[Transfer]) -> dict[str, dict[str, float]]:
    """Per old code the share of its addresses per new code; shares of one old code add up to 1."""
    totals: dict[str, float] = defaultdict(float)
    kept = significant(transfers)
    for transfer in kept:
        totals[transfer.from_code] += transfer.weight
    result: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for transfer in kept:
        result[transfer.from_code][transfer.to_code] += transfer.weight / totals[transfer.from_code]
    return {old: dict(new) for old, new in result.items()}


def chain(steps: Sequence[Sequence[Transfer]]) -> tuple[Transfer, ...]:
    """Transfers over several pairs of editions as one, in shares of the first edition's areas.

    A code that a later step does not name goes on under the same code, as lists of changes leave out what stays.
    """
    current = shares(steps[0])
    for step in steps[1:]:
        following = shares(step)
        merged: dict[str, dict[str, float]] = {}
        for old, targets in current.items():
            merged[old] = defaultdict(float)
            for middle, share in targets.items():
                for new, part in following.get(middle, {middle: 1.0}).items():
                    merged[old][new] += share * part
        for middle, targets in following.items():
            if middle not in current and not any(middle in reached for reached in current.values()):
                merged.setdefault(middle, dict(targets))
        current = merged
    return tuple(Transfer(old, new, share) for old, targets in current.items() for new, share in targets.items())


def reexpress(cells: Mapping[str, Cell], transfers: Sequence[Transfer], *, stays: Iterable[str] = ()) -> Reexpression:
    """Cells by old code, told by new code.

    `transfers` of one pair of editions and one basis (or of `chain`); `stays` are codes that are known to be the same
    place in both editions without a transfer (see `identities`). A merge is an exact sum; a part of a split is
    weighted by addresses and flagged. Totals stay what they were.
    """
    placed = shares(transfers)
    for code in stays:
        placed.setdefault(code, {code: 1.0})
    parts: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for old in sorted(placed):
        for new, share in placed[old].items():
            parts[new].append((old, share))
    told = {
        new: _sum(sources, cells) for new, sources in sorted(parts.items()) if any(old in cells for old, _ in sources)
    }
    return Reexpression(told, tuple(sorted(code for code in cells if code not in placed)))


def _sum(sources: Sequence[tuple[str, float]], cells: Mapping[str, Cell]) -> Expressed:
    missing = tuple(old for old, _ in sources if old not in cells)
    present = [(cells[old], share) for old, share in sources if old in cells]
    flags = frozenset().union(*(cell.flags for cell, _ in present))
    if any(share < 1.0 for _, share in sources):
        flags |= {WEIGHTED}
    if any(not cell.numerator.is_exact for cell, _ in present):
        flags |= {INTERVAL}
    if missing:
        return Expressed(None, False, flags, tuple(sources), missing)
    counts = {cell.denominator is None for cell, _ in present}
    if len(counts) > 1:
        raise CannotReexpress("counts and shares cannot be added up together")
    numerator, denominator = Span(0.0, 0.0), Span(0.0, 0.0)
    for cell, share in present:
        numerator += cell.numerator * share
        if cell.denominator is not None:
            denominator += cell.denominator * share
    cell = Cell(numerator, None if counts == {True} else denominator, flags)
    return Expressed(cell, not flags & {WEIGHTED, INTERVAL}, flags, tuple(sources))
