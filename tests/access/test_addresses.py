"""Every address has a row, and each role gets through it exactly when the matrix says so."""

from datetime import date
from functools import cache
from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from kansrijk.trust.actors import Acting, Actor, Guest, Subject, Tie
from kansrijk.trust.addresses import addresses
from kansrijk.trust.roles import ROLES as ROLES_AS_DATA
from kansrijk.trust.rules import OF_A_CASE, coalitions_where, matrix, may, objects_of_b, rights_within

ID = UUID(int=7)
ROLES = sorted({row.role for row in matrix()})
OF_A = [row for row in matrix() if row.object not in objects_of_b()]


def names(resolver: URLResolver, prefix: str = "") -> set[str]:
    found = set()
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found.add(f"{prefix}{entry.name}" if entry.name else f"{prefix}(nameless {entry.pattern})")
        else:
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            found |= names(entry, space)
    return found


def actor(role: str) -> Actor:
    if role == "visitor":
        return Actor()
    if role == "parent":
        return Actor(subject=Subject(ID, "00"))
    if role == "guest":
        return Actor(guest=Guest(ID, "00"))
    if role == "deputy":  # an assistant, who may by herself do nothing with families, in the place of a GP
        acting = Acting(ID, UUID(int=9), "", frozenset({"huisarts"}), ID, ID, date(2030, 1, 1))
        return Actor(account=ID, ties=(Tie("assistent", ID, ID),), acting=acting)
    if role in {"member", "landelijk", "beheer"}:
        return Actor(account=ID, installation_roles=frozenset({role} - {"member"}))
    return Actor(account=ID, ties=(Tie(role, ID, ID),))


@pytest.mark.req("SEC-01", "addresses.csv")
def test_every_address_has_a_row_and_every_row_an_address():
    routed = names(get_resolver())
    listed = {name for name, _ in addresses()}
    assert routed - listed == set(), "addresses without a row in data/addresses.csv"
    assert listed - routed == set(), "rows without an address"


@pytest.mark.req("SEC-01", "authz_matrix.csv")
def test_the_matrix_says_something_of_every_role_and_right():
    """Every role × object × verb stands there, for somebody without any relation to the object."""
    rights = {(row.object, row.verb) for row in matrix()}
    said = {(row.role, row.object, row.verb) for row in matrix() if row.relation == "none"}
    missing = [(role, *right) for role in ROLES for right in sorted(rights) if (role, *right) not in said]
    assert missing == []
    assert {role.code for role in ROLES_AS_DATA} | {"visitor", "member", "parent", "guest", "deputy"} == set(ROLES)


@pytest.mark.req("SEC-01", "authz_matrix.csv")
def test_every_right_of_an_address_stands_in_the_matrix():
    rights = {(row.object, row.verb) for row in matrix()}
    assert [row for row in addresses().values() if (row.object, row.verb) not in rights] == []


@pytest.mark.req("SEC-04", "trust.rules.may")
def test_an_unknown_right_raises_and_never_allows():
    for kind, verb in (("figure", "steal"), ("nothing", "read"), ("", "")):
        with pytest.raises(LookupError):
            may(Actor(), verb, kind)


@pytest.mark.req("SEC-01", "trust.rules.may")
@pytest.mark.parametrize("row", OF_A, ids=lambda r: f"{r.role}-{r.relation}-{r.object}-{r.verb}")
def test_may_says_what_the_matrix_says(row):
    who = actor(row.role)
    at = {"own_coalition": {"coalition": ID}, "self": {"account": ID}}.get(row.relation, {})
    widest = may(who, row.verb, row.object, **at)
    # a signed-in role is also a member, and holds in its own coalition what it holds everywhere
    same = [r for r in matrix() if (r.object, r.verb) == (row.object, row.verb)]
    also = {r.effect for r in same if r.role in who.roles and r.relation in {"none", row.relation}}
    assert widest == next(effect for effect in ("allow", "mask", "deny") if effect in also)


@pytest.mark.req("SEC-04", "empty rights")
def test_no_role_means_nothing():
    nobody = Actor(account=ID)
    for row in matrix():
        if row.relation == "own_coalition":
            assert may(nobody, row.verb, row.object, coalition=ID) in {
                r.effect for r in matrix() if r.role == "member" and r.object == row.object and r.verb == row.verb
            } | {"deny"}


@pytest.mark.req("SEC-11", "tenant")
@pytest.mark.parametrize("row", [r for r in matrix() if r.relation == "own_coalition"], ids=str)
def test_a_role_in_one_coalition_gives_nothing_in_another(row):
    other = UUID(int=8)
    everywhere = may(actor(row.role), row.verb, row.object)
    assert may(actor(row.role), row.verb, row.object, coalition=other) == everywhere


@pytest.mark.req("SEC-11", "trust.rules.relations")
def test_the_relation_to_another_coalition_is_none():
    from kansrijk.trust.rules import relations

    who = actor("coordinator")
    assert relations(who, ID, None) == {"none", "own_coalition"}
    assert relations(who, UUID(int=8), None) == {"none"}
    assert relations(who, None, ID) == {"none", "self"}
    assert relations(Actor(), None, None) == {"none"}


@pytest.mark.req("SEC-01", "trust.rules.coalitions_where")
@pytest.mark.parametrize("role", ROLES)
def test_the_filter_of_lists_is_the_twin_of_may(role):
    """For every right: the coalitions in the filter are those where `may` allows by a tie with that coalition."""
    other = UUID(int=8)
    who = actor(role)
    for kind, verb in sorted({(row.object, row.verb) for row in matrix()}):
        held = coalitions_where(who, verb, kind)
        (held_as,) = _held(who, kind) if role == "deputy" else (role,)
        said = {
            r.effect
            for r in matrix()
            if (r.role, r.relation, r.object, r.verb) == (held_as, "own_coalition", kind, verb)
        }
        assert held == (frozenset({ID}) if "allow" in said else frozenset())
        assert other not in held
        if held:
            assert may(who, verb, kind, coalition=ID) == "allow"


@pytest.mark.req("SEC-04", "empty rights")
@pytest.mark.parametrize("role", ROLES)
def test_what_the_matrix_does_not_say_gives_nothing(role):
    """A relation without a row of its own adds nothing to what the role may without any relation."""
    who = actor(role)
    said = {(r.role, r.relation, r.object, r.verb) for r in matrix()}
    for kind, verb in sorted({(row.object, row.verb) for row in matrix()}):
        silent = all((held, "own_coalition", kind, verb) not in said for held in _held(who, kind))
        if silent:
            assert may(who, verb, kind, coalition=ID) == may(who, verb, kind), (kind, verb)


def _held(who: Actor, kind: str) -> frozenset[str]:
    """The roles that count in the coalition: in a colleague's place that of a deputy, for what concerns families."""
    return frozenset({"deputy"}) if who.acting and kind in objects_of_b() else who.roles_in(ID)


@cache
def _allowed() -> dict[tuple[str, str], set[tuple[str, str]]]:
    """(object, verb) → the (role, relation) that a row allows."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {(row.object, row.verb): set() for row in matrix()}
    for row in matrix():
        found[row.object, row.verb] |= {(row.role, row.relation)} if row.effect == "allow" else set()
    return found


@cache
def _told(role: str) -> frozenset[str]:
    return rights_within(actor(role), ID)


OF_B = sorted({(row.object, row.verb) for row in matrix() if row.object in objects_of_b()})
CARING = {"verloskundige", "kraamverzorgende", "huisarts", "jgz", "sociaal-team"}


@pytest.mark.req("SEC-01", "compartment B")
@pytest.mark.parametrize("role", ROLES)
def test_every_role_in_every_relation_may_with_every_object_of_b_what_stands_there(role):
    """Every relation × object × verb, said and unsaid, 684 for each role: what no row allows is denied."""
    cases = [(relation, *right) for relation in (None, *OF_A_CASE) for right in OF_B]
    assert len(cases) * len(ROLES) > 5_000
    who = actor(role)
    for relation, kind, verb in cases:
        wrong = _wrong(who, role, relation, kind, verb)
        assert not wrong, (relation, kind, verb, wrong)


JUDGE, JUDGED = "privacyfunctionaris", {("break_glass", "list"), ("break_glass", "decide")}
BY_LINK = {
    (kind, verb, "receiver")
    for kind, verb in (("referral", "read"), ("referral", "update"), ("receiver_link", "update"))
}
IN_AN_EMERGENCY = ("break_glass", "create")
"""The one thing that working for the same organisation gives: with a reason, for hours, told and judged."""
TEXTS = {"questionnaire"}
"""What a coalition asks with: texts in compartment B that concern no family."""


def _wrong(who: Actor, role: str, relation: str | None, kind: str, verb: str) -> str:
    """What is not as the rows say, here, elsewhere, without a coalition, or in what the database is told."""
    case = frozenset({relation} - {None})
    rows = _allowed()[kind, verb]
    in_general = any((held, "none") in rows for held in who.roles)
    here = any((held, where) in rows for held in _held(who, kind) for where in ("own_coalition", *case))
    expected, beyond = ("allow" if answer else "deny" for answer in (in_general or here, in_general))
    if may(who, verb, kind, coalition=ID, case=case) != expected:
        return "here"
    if may(who, verb, kind, coalition=UUID(int=8), case=case) != beyond or may(who, verb, kind, case=case) != beyond:
        return "elsewhere"
    if here != any(f"{kind}.{verb}.{where}" in _told(role) for where in ("own_coalition", *case)):
        return "what the database is told"
    if role == JUDGE:
        return "" if not here or (kind, verb) in JUDGED else "who judges openings does nothing else with families"
    of_nobody = kind in TEXTS or (kind, verb) == ("file", "create")
    if here and (role == "parent") != (relation == "parent") and not of_nobody:
        return "a parent is nothing but a parent, and nobody else is one"
    if role == "guest":
        return "" if not here or (kind, verb, relation) in BY_LINK else "a sealed link opens one referral and no more"
    if here and role not in CARING | {"parent", "deputy"}:
        return "who has no task in a family has no right in one"
    if here and relation in {"former", "own_organisation"} and not of_nobody and (kind, verb) != IN_AN_EMERGENCY:
        return "who was, or only works there, has no right"
    return ""


@pytest.mark.req("SEC-01", "compartment B")
def test_nobody_counts_exports_or_sends_what_concerns_a_family_yet():
    """A person takes along what is kept of that person, and that is all."""
    verbs = {"count", "export", "send"}
    found = [row for row in matrix() if row.object in objects_of_b() and row.verb in verbs and row.effect != "deny"]
    assert [(row.role, row.relation, row.object, row.verb) for row in found] == [("parent", "parent", "file", "export")]


@pytest.mark.req("SEC-04", "compartment B")
def test_an_unknown_relation_raises_and_rights_elsewhere_are_none():
    with pytest.raises(LookupError):
        may(actor("jgz"), "read", "file", coalition=ID, case=frozenset({"friend"}))
    assert rights_within(actor("jgz"), UUID(int=8)) == frozenset()
    assert rights_within(Actor(), ID) == frozenset()
    expected = {"file.expire.none", "referral.expire.none", "proposal_cell.release.none"}
    assert rights_within(actor("beheer"), ID) == expected
