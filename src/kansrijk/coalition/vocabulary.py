"""What a coalition chooses from, as data: phases, national goals, stages, kinds of parties. Pure."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@dataclass(frozen=True)
class Term:
    """A word to choose. `more` holds what its list says of it besides the names."""

    code: str
    nl: str
    en: str
    more: dict[str, Any]

    def name(self, language: str) -> str:
        """The word in the reader's language."""
        return self.en if language == "en" else self.nl


@cache
def _lists() -> dict[str, dict[str, Term]]:
    text = files("kansrijk.coalition").joinpath("data/vocabulary.yaml").read_text("utf-8")
    found = {}
    for name, entries in yaml.load(text, yaml.CSafeLoader).items():
        terms = [
            Term(one["code"], one["nl"], one["en"], {key: one[key] for key in one if key not in {"code", "nl", "en"}})
            for one in entries
        ]
        found[name] = {term.code: term for term in terms}
        if len(found[name]) != len(terms):
            raise ValueError(f"vocabulary.yaml: a code stands twice in {name}")
    return found


def terms(name: str) -> dict[str, Term]:
    """Code → word of one list, in its order."""
    return _lists()[name]


def choices(name: str, language: str) -> list[tuple[str, str]]:
    """(code, word) for a form."""
    return [(term.code, term.name(language)) for term in terms(name).values()]
