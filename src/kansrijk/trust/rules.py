"""What a role may do: one table, `data/authz_matrix.csv`, and one function over it.

An empty set of rights means nothing. An unknown role, object, verb or relation is a mistake in the code or the table
and raises; it never allows.
"""

import csv
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from uuid import UUID

from kansrijk.trust.actors import Actor

EFFECTS = ("allow", "mask", "deny")
RELATIONS = ("none", "own_coalition", "self")


class Denied(Exception):
    """The actor may not do this. Screens and API answer *not found*; the audit keeps who, what and when."""

    def __init__(self, verb: str, kind: str) -> None:
        super().__init__(f"may not {verb} {kind}")
        self.verb = verb
        self.kind = kind


@dataclass(frozen=True)
class Row:
    """One line of the matrix: a role with a relation may do a verb to an object, or sees it masked."""

    role: str
    relation: str
    object: str
    verb: str
    effect: str


@cache
def matrix() -> tuple[Row, ...]:
    """The rows as shipped, checked: known effects and relations, no row twice."""
    text = files("kansrijk.trust").joinpath("data/authz_matrix.csv").read_text("utf-8")
    rows = tuple(Row(**line) for line in csv.DictReader(text.splitlines()))
    seen: set[tuple[str, str, str, str]] = set()
    for number, row in enumerate(rows, start=2):
        key = (row.role, row.relation, row.object, row.verb)
        if row.effect not in EFFECTS or row.relation not in RELATIONS:
            raise ValueError(f"authz_matrix.csv, row {number}: unknown effect or relation {row}")
        if key in seen:
            raise ValueError(f"authz_matrix.csv, row {number}: {key} stands there twice")
        seen.add(key)
    return rows


@cache
def matrix_version() -> str:
    """Which text of the table judged: the first 12 hexadecimal characters of its SHA-256."""
    return hashlib.sha256(files("kansrijk.trust").joinpath("data/authz_matrix.csv").read_bytes()).hexdigest()[:12]


@cache
def _effects() -> dict[tuple[str, str, str, str], str]:
    return {(row.role, row.relation, row.object, row.verb): row.effect for row in matrix()}


@cache
def _known() -> frozenset[tuple[str, str]]:
    return frozenset((row.object, row.verb) for row in matrix())


def relations(actor: Actor, coalition: UUID | None, account: UUID | None) -> frozenset[str]:
    """How the actor stands to an object of this coalition or this account. `none` always holds."""
    held = {"none"}
    if coalition is not None and coalition in actor.coalitions:
        held.add("own_coalition")
    if account is not None and account == actor.account:
        held.add("self")
    return frozenset(held)


def may(actor: Actor, verb: str, kind: str, *, coalition: UUID | None = None, account: UUID | None = None) -> str:
    """`allow`, `mask` or `deny`, the widest that one of the actor's roles gives in one of its relations.

    `coalition` is the tenant that the object belongs to, `account` the person whose object it is. Under
    `own_coalition` only the roles held in that coalition count.
    """
    if (kind, verb) not in _known():
        raise LookupError(f"authz_matrix.csv has no row for {verb} {kind}")
    found = {"deny"}
    for relation in relations(actor, coalition, account):
        roles = actor.roles
        if relation == "own_coalition" and coalition is not None:
            roles = actor.roles_in(coalition)
        found |= {_effects().get((role, relation, kind, verb), "deny") for role in roles}
    return next(effect for effect in EFFECTS if effect in found)


def require_may(
    actor: Actor, verb: str, kind: str, *, coalition: UUID | None = None, account: UUID | None = None
) -> None:
    """The raising twin of `may`: anything but `allow` raises `Denied`."""
    if may(actor, verb, kind, coalition=coalition, account=account) != "allow":
        raise Denied(verb, kind)


def coalitions_where(actor: Actor, verb: str, kind: str) -> frozenset[UUID]:
    """The coalitions whose objects of this kind the actor may do this to: the list twin of `may`.

    A query filters on exactly these; an empty set is an empty list.
    """
    return frozenset(
        tie.coalition
        for tie in actor.ties
        if _effects().get((tie.role, "own_coalition", kind, verb), "deny") == "allow"
    )
