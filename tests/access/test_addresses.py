"""Every address has a row, and each role gets through it exactly when the matrix says so."""

from uuid import UUID

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from kansrijk.trust.actors import Actor, Tie
from kansrijk.trust.addresses import addresses
from kansrijk.trust.roles import ROLES as ROLES_AS_DATA
from kansrijk.trust.rules import coalitions_where, matrix, may

ID = UUID(int=7)
ROLES = sorted({row.role for row in matrix()})


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
    assert {role.code for role in ROLES_AS_DATA} | {"visitor", "member"} == set(ROLES)


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
@pytest.mark.parametrize("row", matrix(), ids=lambda r: f"{r.role}-{r.relation}-{r.object}-{r.verb}")
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
        said = {
            r.effect for r in matrix() if (r.role, r.relation, r.object, r.verb) == (role, "own_coalition", kind, verb)
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
        silent = all((held, "own_coalition", kind, verb) not in said for held in who.roles_in(ID))
        if silent:
            assert may(who, verb, kind, coalition=ID) == may(who, verb, kind), (kind, verb)
