"""What a role may do: one table, `data/authz_matrix.csv` (compartment B in a file beside it), and one function over it.

An empty set of rights means nothing. An unknown role, object, verb or relation is a mistake in the code or the table
and raises; it never allows.
"""

import csv
import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from uuid import UUID

from kansrijk.trust.actors import Actor

EFFECTS = ("allow", "mask", "deny")
OF_A_CASE = ("author", "involved", "former", "own_organisation", "parent", "sender", "receiver")
"""How somebody stands to what concerns one person in compartment B; counts with the roles held in that coalition only.

author: began it; involved: taken in, and not ended; former: was; own_organisation: works where it is kept, no more;
parent: whom it is about, on her own page (an actor with a subject, never one with an account); sender: sent this
referral; receiver: works for the organisation that receives it, or opened its sealed link (an actor who is a guest).
"""
RELATIONS = ("none", "own_coalition", "self", *OF_A_CASE)
DEPUTY = "deputy"
"""The role of whoever works in a colleague's place: nobody is given it, and it counts in compartment B alone."""
FILES = ("authz_matrix.csv", "authz_matrix_families.csv")


class Denied(Exception):
    """The actor may not do this. Screens and API answer *not found*; the audit keeps who, what and when."""

    def __init__(self, verb: str, kind: str) -> None:
        super().__init__(f"may not {verb} {kind}")
        self.verb = verb
        self.kind = kind


class FactorNeeded(Exception):
    """What concerns a family is asked for in a session that showed no code or passkey, or too long ago.

    Screens ask for it and go on; the API answers 403.
    """


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
    found: list[Row] = []
    seen: set[tuple[str, str, str, str]] = set()
    for name in FILES:
        text = files("kansrijk.trust").joinpath("data", name).read_text("utf-8")
        for number, line in enumerate(csv.DictReader(text.splitlines()), start=2):
            row = Row(**line)
            key = (row.role, row.relation, row.object, row.verb)
            if row.effect not in EFFECTS or row.relation not in RELATIONS:
                raise ValueError(f"{name}, row {number}: unknown effect or relation {row}")
            if key in seen:
                raise ValueError(f"{name}, row {number}: {key} stands there twice")
            seen.add(key)
            found.append(row)
    return tuple(found)


@cache
def objects_of_b() -> frozenset[str]:
    """What there is in compartment B: what a case relation says something of."""
    return frozenset(row.object for row in matrix() if row.relation in OF_A_CASE)


@cache
def _allowed_in_b() -> tuple[Row, ...]:
    return tuple(row for row in matrix() if row.object in objects_of_b() and row.effect == "allow")


@cache
def matrix_version() -> str:
    """Which text of the table judged: the first 12 hexadecimal characters of its SHA-256."""
    folder = files("kansrijk.trust").joinpath("data")
    return hashlib.sha256(b"".join(folder.joinpath(name).read_bytes() for name in FILES)).hexdigest()[:12]


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


def may(
    actor: Actor,
    verb: str,
    kind: str,
    *,
    coalition: UUID | None = None,
    account: UUID | None = None,
    case: frozenset[str] = frozenset(),
) -> str:
    """`allow`, `mask` or `deny`, the widest that one of the actor's roles gives in one of its relations.

    `coalition` is the tenant that the object belongs to, `account` the person whose object it is, `case` how the actor
    stands to what concerns one person (of OF_A_CASE). Under `own_coalition` and those of a case only the roles held in
    that coalition count. Raises LookupError for a relation that does not exist.
    """
    if not case <= frozenset(OF_A_CASE):
        raise LookupError(f"unknown relation in {sorted(case)}")
    if (kind, verb) not in _known():
        raise LookupError(f"authz_matrix.csv has no row for {verb} {kind}")
    acting = actor.acting_in(coalition) if kind in objects_of_b() else None
    found = {"deny"}
    for relation in relations(actor, coalition, account) | case:
        roles = actor.roles
        if acting is not None:
            roles = acting.roles if _effects().get((DEPUTY, relation, kind, verb)) == "allow" else frozenset()
        elif relation == "own_coalition" or relation in OF_A_CASE:
            roles = actor.roles_in(coalition) if coalition is not None else frozenset()
        found |= {_effects().get((role, relation, kind, verb), "deny") for role in roles}
    return next(effect for effect in EFFECTS if effect in found)


def require_may(
    actor: Actor,
    verb: str,
    kind: str,
    *,
    coalition: UUID | None = None,
    account: UUID | None = None,
    case: frozenset[str] = frozenset(),
) -> None:
    """The raising twin of `may`: anything but `allow` raises `Denied`."""
    if may(actor, verb, kind, coalition=coalition, account=account, case=case) != "allow":
        raise Denied(verb, kind)


def rights_within(actor: Actor, coalition: UUID) -> frozenset[str]:
    """`object.verb.relation` of every right over B that the actor's roles give in that coalition.

    This is what the database is told (trust.compartment), so that its row security judges by the same table. In a
    colleague's place: what the colleague may, as far as a deputy may.
    """
    acting = actor.acting_in(coalition)
    if acting is not None:
        theirs = {(row.relation, row.object, row.verb) for row in _allowed_in_b() if row.role in acting.roles}
        return frozenset(
            f"{row.object}.{row.verb}.{row.relation}"
            for row in _allowed_in_b()
            if row.role == DEPUTY and (row.relation, row.object, row.verb) in theirs
        )
    held = {"none": actor.roles} | dict.fromkeys(("own_coalition", *OF_A_CASE), actor.roles_in(coalition))
    return frozenset(
        f"{row.object}.{row.verb}.{row.relation}" for row in _allowed_in_b() if row.role in held.get(row.relation, ())
    )


def has_task_in_families(actor: Actor) -> bool:
    """Whether one of the actor's roles gives a right in compartment B, in a coalition that has it. Asks nothing."""
    roles = {tie.role for tie in actor.ties if tie.has_families}
    if actor.acting is not None and actor.has_families_in(actor.acting.coalition):
        return True
    return bool(roles) and any(row.role in roles for row in _allowed_in_b())


def coalitions_where(actor: Actor, verb: str, kind: str) -> frozenset[UUID]:
    """The coalitions whose objects of this kind the actor may do this to: the list twin of `may`.

    A query filters on exactly these; an empty set is an empty list.
    """
    if actor.acting is not None and kind in objects_of_b():
        own = {DEPUTY, *actor.acting.roles}
        effects = {role: _effects().get((role, "own_coalition", kind, verb), "deny") for role in own}
        may_both = effects.pop(DEPUTY) == "allow" and "allow" in effects.values()
        others = coalitions_where(replace(actor, acting=None), verb, kind) - {actor.acting.coalition}
        return others | ({actor.acting.coalition} if may_both else frozenset())
    return frozenset(
        tie.coalition
        for tie in actor.ties
        if _effects().get((tie.role, "own_coalition", kind, verb), "deny") == "allow"
    )
