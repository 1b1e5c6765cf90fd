"""JSON as another directory sends it: opened with care, and every value with the place where it stands.

A place is a JSON path, `$.contents[2].phones[0].number`. What a value may be is what a cell of a list may be
(`columns.value_of`), so that one fault has one code in a workbook and in JSON. No Django.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

from kansrijk.core.faults import BadInput
from kansrijk.offer import vocabulary
from kansrijk.offer.lists.columns import Unreadable, is_text, value_of

MOST_GROUPS = 400_000
"""Lists and groups in one file: as many as 5,000 full entries have, and no more than fit in memory with ease."""
DEEPEST = 60
"""Groups within groups: a full entry has eight."""
OWN = "kansrijk:"
"""What the names begin with that neither standard has, in what we write and read."""
_TOO_DEEP = "the groups of this JSON lie too deep in one another"
_HALF = re.compile("[\ud800-\udfff]")
_PERIOD = re.compile(r"P(\d{1,3})([DW])")


class _TwiceNamed(ValueError):
    """A name that a group holds twice: which of the two counts is anybody's guess."""


def opened(content: bytes, name: str) -> Any:
    """What a JSON file holds. Raises BadInput, one sentence, for what cannot be read or is made to exhaust us."""
    if content.count(b"{") + content.count(b"[") > MOST_GROUPS:
        raise BadInput("this JSON holds more than we read", file=name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("this JSON is not written in UTF-8; save it as UTF-8", file=name) from error
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, character {error.colno}"
        raise BadInput(f"this is no JSON from {place} on", file=name) from error
    except _TwiceNamed as error:
        raise BadInput(f"the name {error.args[0]!r} stands twice in one group of this JSON", file=name) from error
    except RecursionError as error:
        raise BadInput(_TOO_DEEP, file=name) from error
    except ValueError as error:
        raise BadInput("there is a number in this JSON that is none", file=name) from error
    _refuse_depths(found, name)
    if "\\ud" in text or "\\uD" in text:
        _refuse_halves(found, name)
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [key for key, _ in pairs]
        raise _TwiceNamed(next(key for key in names if names.count(key) > 1)[:60])
    return found


def _no_number(_text: str) -> NoReturn:
    raise ValueError


def _refuse_depths(found: Any, name: str) -> None:
    """What reads the values goes one call deeper for each group."""
    groups = [found] if isinstance(found, dict | list) else []
    for _ in range(DEEPEST):
        inner = [value for one in groups for value in (one.values() if isinstance(one, dict) else one)]
        groups = [value for value in inner if isinstance(value, dict | list)]
        if not groups:
            return
    raise BadInput(_TOO_DEEP, file=name)


def _refuse_halves(found: Any, name: str) -> None:
    """Half of a pair of code units is no character, and no database keeps it."""
    waiting = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and _HALF.search(one):
            raise BadInput("there is half a character in this JSON", file=name)


@dataclass(frozen=True)
class Node:
    """A value in a file, and where it stands."""

    value: Any
    path: str

    def get(self, *names: str) -> "Node | None":
        """What stands under the first of these names that is there; None where there is none."""
        if isinstance(self.value, dict):
            for name in names:
                if name in self.value:
                    step = f".{name}" if _is_plain(name) else f"['{name}']"
                    return Node(self.value[name], self.path + step)
        return None

    def each(self, *names: str) -> "Iterator[Node]":
        """The values of the list under a name; one that is no list is a list of one; nothing for nothing."""
        held = self.get(*names) if names else self
        if held is None or held.value is None:
            return
        if not isinstance(held.value, list):
            yield held
            return
        for index, one in enumerate(held.value):
            yield Node(one, f"{held.path}[{index}]")

    def first(self, *names: str) -> "Node | None":
        """The first value of that list."""
        return next(self.each(*names), None)


def tongue(node: Node) -> Node:
    """The code or name of a language; `nl-NL` is Dutch."""
    found = node.get("code", "identifier", "name") or node
    is_narrow = isinstance(found.value, str) and re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]+)+", found.value)
    return Node(found.value.partition("-")[0], found.path) if is_narrow else found


def euros(amount: Node, currency: Node | None) -> Node:
    """An amount in euros as it is; another currency beside it, so that it is refused as no amount."""
    if currency is None or currency.value in ("EUR", "eur", "€", "", None):
        return amount
    return Node(f"{amount.value} {currency.value}"[:40], amount.path)


def _is_plain(name: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z_]\w*", name))


@dataclass
class Entry:
    """One service that is being read. `where`: field → place, and `field=value` → place of that value."""

    number: int
    at: str
    values: dict[str, Any] = field(default_factory=lambda: {"provider": "", "name": "", "kind": "", "phases": ()})
    where: dict[str, str] = field(default_factory=dict)
    faults: list[tuple[str, str, str]] = field(default_factory=list)
    ignored: set[str] = field(default_factory=set)

    def put(self, name: str, node: Node | None) -> None:
        """The value in a node is that of a field; where there is no node the field stays as it is."""
        if node is not None:
            self.where[name] = node.path
            self.values[name] = self._value(name, node)

    def put_each(self, name: str, nodes: Iterable[Node], at: str) -> None:
        """The values in these nodes are those of a field that holds several."""
        self.where[name] = at
        found: list[str] = []
        for node in nodes:
            for one in self._value(name, node):
                self.where.setdefault(f"{name}={one}", node.path)
                found.append(one)
        self.values[name] = tuple(dict.fromkeys(found))

    def _value(self, name: str, node: Node) -> Any:
        if isinstance(node.value, dict | list):
            self.faults.append((node.path, "no_text", ""))
            return value_of(name, None)
        if isinstance(node.value, str) and is_text(name):
            return node.value.strip()
        try:
            return value_of(name, node.value)
        except Unreadable as error:
            self.faults.append((node.path, error.code, error.value))
            return value_of(name, None)

    def period(self, name: str, node: Node | None, unit: str) -> None:
        """Whole days or weeks of `P3D` or `P2W`; other words are left out and named."""
        if node is None or node.value in (None, ""):
            return
        found = _PERIOD.fullmatch(node.value) if isinstance(node.value, str) else None
        if found and found[2] == unit:
            self.put(name, Node(found[1], node.path))
        else:
            self.ignored.add(re.sub(r"\[\d+\]", "[]", node.path))

    def leave(self, node: Node, known: Collection[str]) -> None:
        """Names in a group that mean nothing here are left out, and named."""
        if isinstance(node.value, dict):
            said = {name for name, value in node.value.items() if value not in (None, "", [], {})}
            self.ignored |= {name[:60] for name in said - set(known) if not name.startswith("@")}

    def kind(self, nodes: Iterable[Node]) -> None:
        """The kind of help is the first of these that we have a kind for."""
        for node in nodes:
            code = value_of("kind", node.value) if isinstance(node.value, str) else ""
            if code in vocabulary.kinds():
                self.values["kind"], self.where["kind"] = code, node.path
                return

    def phases_of_kind(self) -> None:
        """Where nothing is said of the phase, the entry is for the phases of its kind."""
        kind = vocabulary.kinds().get(self.values["kind"])
        if kind and "phases" not in self.where:
            self.values["phases"] = kind.phases
