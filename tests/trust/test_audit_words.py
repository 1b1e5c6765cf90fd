"""Whoever reads the log reads words: every event that the code records is told in Dutch."""

import ast
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from django.utils import translation

import kansrijk
from kansrijk.paths import rules
from kansrijk.trust import words

SOURCES = Path(kansrijk.__file__).parent


def _texts(node: ast.expr) -> Iterator[str]:
    """The texts that an expression can be: a text, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)


def _recorded() -> Iterator[tuple[str, str]]:
    """(file, event) of every call that writes to the audit."""
    for path in sorted(SOURCES.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name not in {"record", "_record", "write_down"}:
                continue
            named = [key.value for key in node.keywords if key.arg == "event"]
            # Elsewhere the event stands before the letter of what was done (create, read, update, delete, execute).
            named += [one for one, letter in pairwise(node.args) if set(_texts(letter)) & set("CRUDE")]
            for event in (text for one in named for text in _texts(one)):
                yield path.relative_to(SOURCES).as_posix(), event


def test_every_event_of_the_audit_has_words_in_dutch():
    found = list(_recorded())
    assert len(found) > 60
    events = {event: path for path, event in found}
    moved = {event for _state, event in rules.TRANSITIONS} - {"save", "tick", "publish", "replace", "withdraw"}
    events |= {f"path {event}": "paths/commands.py" for event in moved}
    wordless = sorted(f"{path}: {event}" for event, path in events.items() if event not in words.EVENTS)
    assert wordless == []
    with translation.override("nl"):
        told = {event: str(words.EVENTS[event]) for event in events}
    with translation.override("en"):
        assert [event for event in events if told[event] == str(words.EVENTS[event])] == []
