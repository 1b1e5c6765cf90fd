"""Which object and verb an address asks for: each room's `data/addresses.csv`, one row per address and method.

An address without a row is not served and fails the build.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps

from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where


@dataclass(frozen=True)
class Address:
    """One address and method. `scope` any: the gate decides; within: the command or query decides per object; parent: a
    parent on her own page, whom the gate looks for and whoever else is signed in does not matter; link: the same for
    who opened a sealed link.
    """

    name: str
    method: str
    object: str
    verb: str
    scope: str
    data_class: str
    limit: str


# Hits per seconds, per account or network address (WEB-19); multiplied by settings.RATE_FACTOR.
LIMITS = {
    "": None,
    "sign_in": (20, 15 * 60),
    "search": (60, 60),
    "page": (240, 60),
    "export": (60, 60 * 60),
    "api": (600, 60),
    "write": (120, 60),
    "import": (30, 60 * 60),
    "reading": (5, 60 * 60),
    "report": (60, 60),
    "own_code": (20, 15 * 60),
    "help": (6, 60 * 60),
}
TRIES_PER_ACCOUNT = (5, 15 * 60)  # passwords, codes and links for one account, from wherever
# Objects whose pages show some people more than the public sees → the right that shows it (then a read is recorded).
SHOWN_TO_SOME = {"figure": ("read", "delivery")}


@cache
def addresses() -> dict[tuple[str, str], Address]:
    """(name of the address, method) → row; HEAD follows GET, OPTIONS asks which there are."""
    rows = []
    for room in apps.get_app_configs():
        file = Path(room.path, "data", "addresses.csv")
        if room.name.startswith("kansrijk.") and file.exists():
            rows += [Address(**line) for line in csv.DictReader(file.read_text("utf-8").splitlines())]
    for row in rows:
        if row.limit not in LIMITS or row.scope not in {"any", "within", "parent", "link"}:
            raise ValueError(f"addresses.csv: unknown limit or scope in {row}")
    return {(row.name, row.method): row for row in rows}


def find(name: str, method: str) -> Address | None:
    """The row for a request; None when the address may not be served."""
    return addresses().get((name, "GET" if method == "HEAD" else method))


def methods(name: str) -> list[str]:
    """What an address answers to; empty when it has no row."""
    listed = sorted(method for known, method in addresses() if known == name)
    return [*listed, *(["HEAD"] if "GET" in listed else []), "OPTIONS"] if listed else []


def shows_more(actor: Actor, address: Address) -> bool:
    """True where an address of open figures shows this actor a coalition's own too: confidential, so recorded."""
    right = SHOWN_TO_SOME.get(address.object)
    return bool(right and coalitions_where(actor, *right))
