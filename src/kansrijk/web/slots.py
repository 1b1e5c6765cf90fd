"""Slots: places that a template names and that higher rooms fill.

`{% slot 'area.actions' area=area %}` draws, in order, what each filling returns for the actor of the request.
A filling is a function (actor, context) → `Filling` or None; it asks its own room's queries and nothing else.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Filling:
    """A template and the values it is drawn with."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)


Filler = Callable[[Any, Mapping[str, Any]], Filling | None]

_fillers: dict[str, list[tuple[int, str, Filler]]] = defaultdict(list)


def fill(slot: str, filler: Filler, *, order: int = 100) -> None:
    """Registers a filling when the application starts; the same function fills a slot once."""
    name = f"{filler.__module__}.{filler.__qualname__}"
    entries = _fillers[slot]
    if all(known != name for _, known, _ in entries):
        entries.append((order, name, filler))
        entries.sort(key=lambda entry: entry[:2])


def fillings(slot: str, actor: Any, context: Mapping[str, Any]) -> Iterator[Filling]:
    """What the rooms have to say at this place, for this actor."""
    for _, _, filler in _fillers[slot]:
        filling = filler(actor, context)
        if filling is not None:
            yield filling


def register() -> Iterator[tuple[str, str]]:
    """Every (slot, dotted name of its filling)."""
    for slot in sorted(_fillers):
        for _, name, _ in _fillers[slot]:
            yield slot, name
