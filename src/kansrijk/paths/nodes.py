"""The text of a path file (YAML) as nodes that know their line, read safely. Pure.

Read event by event: anchors, aliases, tags, tabs and a second document are refused, so nothing can grow or go round.
Raises `BadInput` with one Dutch sentence, the file and the line.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml

from kansrijk.core.faults import BadInput

LARGEST = 200_000  # characters
DEEPEST = 12
LONGEST = 2_000  # characters of one text
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
KIND = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
CODE = re.compile(r"(?:RM|RP|RS|RMa|RL|BS|E)[0-9]{2}|[A-Z][A-Za-z]{0,3}-[A-Za-z0-9]{1,12}")
T = TypeVar("T")


@dataclass(frozen=True)
class Node:
    """A value with its line: a text, a list or a mapping."""

    value: Any
    line: int


class Reader:
    """Turns the events of one file into nodes, and nodes into values."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.text = text

    def fail(self, line: int, message: str) -> BadInput:
        return BadInput(message, file=self.file, row=line)

    def tree(self) -> Node:
        if len(self.text) > LARGEST:
            raise self.fail(1, f"het bestand is groter dan {LARGEST // 1000} kB; een zorgpad is kleiner")
        for number, line in enumerate(self.text.splitlines(), start=1):
            if "\t" in line[: len(line) - len(line.lstrip())]:
                raise self.fail(number, "de regel begint met een tab; gebruik spaties om in te springen")
        try:
            events = yaml.parse(self.text, Loader=yaml.CSafeLoader)
            return self._document(iter(events))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
            raise self.fail(mark.line + 1 if mark else 1, "dit is geen geldige YAML") from error

    def _document(self, events: Iterator[Any]) -> Node:
        found: Node | None = None
        for event in events:
            kind = type(event)
            if kind in (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent):
                continue
            if found is not None:
                raise self.fail(event.start_mark.line + 1, "er staat meer dan één zorgpad in het bestand")
            found = self._node(event, events, 0)
        if found is None or not isinstance(found.value, dict):
            raise self.fail(1, "het bestand is leeg of geen lijst van velden met een waarde")
        return found

    def _node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        line = event.start_mark.line + 1
        kind = type(event)
        if kind is yaml.AliasEvent or getattr(event, "anchor", None):
            raise self.fail(line, "verwijzingen met & en * mogen niet in een zorgpad; schrijf de tekst uit")
        if getattr(event, "tag", None) is not None:
            raise self.fail(line, f"{event.tag[:60]!r} mag niet in een zorgpad; gebruik gewone tekst")
        if depth > DEEPEST:
            raise self.fail(line, f"het bestand is meer dan {DEEPEST} lagen diep")
        if kind is yaml.ScalarEvent:
            return Node(event.value, line)
        if kind is yaml.SequenceStartEvent:
            items = []
            while type(inner := next(events)) is not yaml.SequenceEndEvent:
                items.append(self._node(inner, events, depth + 1))
            return Node(items, line)
        return self._mapping(line, events, depth)

    def _mapping(self, line: int, events: Iterator[Any], depth: int) -> Node:
        fields: dict[str, Node] = {}
        while type(inner := next(events)) is not yaml.MappingEndEvent:
            key = self._node(inner, events, depth + 1)
            if not isinstance(key.value, str):
                raise self.fail(key.line, "een veld heeft een naam van één woord nodig")
            if key.value in fields:
                raise self.fail(key.line, f"het veld {key.value!r} staat er twee keer")
            fields[key.value] = self._node(next(events), events, depth + 1)
        return Node(fields, line)

    # -- values --

    def fields(self, node: Node, where: str, known: dict[str, bool]) -> dict[str, Node]:
        """The fields of a mapping: known ones only, required ones (True) there."""
        if not isinstance(node.value, dict):
            raise self.fail(node.line, f"{where} hoort velden te hebben, geen losse tekst of lijst")
        for name, inner in node.value.items():
            if name not in known:
                raise self.fail(inner.line, f"{where} kent geen veld {name!r}; wel: {', '.join(known)}")
        for name, is_required in known.items():
            if is_required and name not in node.value:
                raise self.fail(node.line, f"{where} mist het veld {name!r}")
        return dict(node.value)

    def text_of(self, node: Node | None, where: str, *, may_be_empty: bool = True) -> str:
        if node is None:
            return ""
        if not isinstance(node.value, str):
            raise self.fail(node.line, f"{where} hoort één tekst te zijn")
        value = node.value.strip()
        if value in ("~", "null"):
            value = ""
        if not value and not may_be_empty:
            raise self.fail(node.line, f"{where} is leeg")
        if len(value) > LONGEST or not value.replace("\n", "").isprintable():
            raise self.fail(node.line, f"{where} is te lang of bevat tekens die niet te zien zijn")
        return value

    def slug_of(self, node: Node, where: str) -> str:
        value = self.text_of(node, where)
        if value and (len(value) > 60 or not SLUG.fullmatch(value)):
            raise self.fail(node.line, f"{where} is een naam van kleine letters, cijfers en streepjes, niet {value!r}")
        return value

    def kind_of(self, node: Node | None) -> str:
        """A kind of service, as the offer calls it."""
        value = self.text_of(node, "service")
        if node is not None and value and (len(value) > 60 or not KIND.fullmatch(value)):
            raise self.fail(node.line, f"service is een soort hulp, zoals debt_help, niet {value[:60]!r}")
        return value

    def list_of(self, node: Node | None, where: str, one: Callable[[Node, str], T]) -> tuple[T, ...]:
        """A list; a single text counts as a list of one, nothing as an empty one."""
        if node is None or node.value in ("", "~", "null"):
            return ()
        items = node.value if isinstance(node.value, list) else [node]
        return tuple(one(item, where) for item in items)

    def one_of(self, allowed: tuple[str, ...] | dict[str, str]) -> Callable[[Node, str], str]:
        def read(node: Node, where: str) -> str:
            value = self.text_of(node, where)
            if value not in allowed:
                raise self.fail(node.line, f"{where} kent geen {value!r}; wel: {', '.join(allowed)}")
            return value

        return read

    def code(self, node: Node, where: str) -> str:
        value = self.text_of(node, where)
        if not CODE.fullmatch(value):
            raise self.fail(node.line, f"{where}: {value!r} is geen code van een factor, zoals RS01")
        return value
