"""One subject counted by several definitions: the page shows one of them and folds the others away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kansrijk.figures.pages.lines import Line


@dataclass(frozen=True)
class Kin:
    """`first` stands on the page, `others` are the same subject by other definitions."""

    first: Line
    others: tuple[Line, ...]


def kin(held: Iterable[Line]) -> tuple[Kin, ...]:
    """Lines by subject, in order; the first that has a value stands for its subject.

    The subject of a line is its name up to the definition between brackets.
    """
    subjects: dict[str, list[Line]] = {}
    for line in held:
        subjects.setdefault(_subject(line), []).append(line)
    return tuple(_led(lines) for lines in subjects.values())


def firsts(held: Iterable[Line]) -> tuple[Line, ...]:
    """One line per subject."""
    return tuple(one.first for one in kin(held))


def _led(lines: Sequence[Line]) -> Kin:
    first = next((line for line in lines if line.has_value), lines[0])
    return Kin(first, tuple(line for line in lines if line is not first))


def _subject(line: Line) -> str:
    return line.said.name.partition(" (")[0]
