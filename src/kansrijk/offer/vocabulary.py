"""The words of the offer as shipped: factors, phases, levels, domains and kinds of service. Loads without Django.

Each file in `data/` says its version, source and who checked it. A code is never renamed, redefined or used again; what
a coalition adds of its own stands in the database (`queries.factors`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

STORAGE = ("normal", "need_only", "guarded", "never")


@dataclass(frozen=True)
class Term:
    """A code with its names. `parents_nl`: how a page for parents says it, where that differs."""

    code: str
    nl: str
    en: str
    parents_nl: str = ""

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@dataclass(frozen=True)
class Factor:
    """A risk (`side` risk) or protective factor. `storage` says what may be kept of it about a family (red line 3).

    `basis`: `source` named in a text of the programme, `expert` general knowledge, `coalition` added by one.
    """

    code: str
    nl: str
    en: str
    side: str
    domains: tuple[str, ...]
    phases: tuple[str, ...]
    storage: str
    basis: str
    is_urgent: bool = False
    is_meldcode: bool = False
    recorded_as: str = ""

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@dataclass(frozen=True)
class Kind:
    """A kind of service: what a care path names as a door. `factors`: what it is for where a service says nothing."""

    code: str
    nl: str
    en: str
    side: str
    domains: tuple[str, ...]
    phases: tuple[str, ...]
    factors: tuple[str, ...]

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@dataclass(frozen=True)
class Edition:
    """Which text of a data file was read: its version and the day it was checked, as written there."""

    version: str
    checked_on: str
    checked_by: str


def _read(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(files("kansrijk.offer").joinpath(f"data/{name}.yaml").read_text("utf-8"))
    return found


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def _by_code(entries: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in entries:
        if entry.code in found:
            raise ValueError(f"{entry.code} stands twice in the data of offer")
        found[entry.code] = entry
    return found


@cache
def edition(name: str) -> Edition:
    """Of `factors`, `phases`, `domains`, `kinds` or `languages`."""
    found = _read(name)
    return Edition(str(found["version"]), str(found["checked_on"]), str(found["checked_by"]))


@cache
def factors() -> dict[str, Factor]:
    """Code → factor, the 69 that weigh and the 24 that carry, in the order of the file."""
    found = _read("factors")
    every = [Factor(side=side, **_tuples(entry)) for side in ("risk", "protective") for entry in found[side]]
    return _by_code(every)


@cache
def phases() -> dict[str, Term]:
    """before, during, after."""
    return _by_code(Term(**entry) for entry in _read("phases")["phases"])


@cache
def levels() -> dict[str, Term]:
    """The four words for a situation, in their order; a service says for which of them it is meant."""
    return _by_code(Term(**entry) for entry in _read("phases")["levels"])


@cache
def domains() -> dict[str, Term]:
    """The domains of life."""
    return _by_code(Term(**entry) for entry in _read("domains")["domains"])


@cache
def kinds() -> dict[str, Kind]:
    """Code → kind of service, in the order of the file."""
    return _by_code(Kind(**_tuples(entry)) for entry in _read("kinds")["kinds"])


def domains_of(codes: Iterable[str]) -> tuple[str, ...]:
    """The domains that these factors lie in, in their order; a code of a coalition itself adds none."""
    touched = {domain for code in codes if code in factors() for domain in factors()[code].domains}
    return tuple(code for code in domains() if code in touched)


def domains_meant(kind: str, factors: Iterable[str]) -> tuple[str, ...]:
    """The domains that an entry is for: those of the factors that it names, else those of its kind."""
    known = kinds().get(kind)
    return domains_of(factors) or (known.domains if known else ())


@cache
def languages() -> dict[str, Term]:
    """Code → language that help is given in."""
    return _by_code(Term(**entry) for entry in _read("languages")["languages"])
