"""Every address with every method, asked by whoever has nothing to look for there (SEC-01, SEC-02, SEC-11).

One test per asker, which walks all addresses: what a coalition has stays inside it, and what one may not see answers
as what does not exist.
"""

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.access.objects import _parameters, kwargs_of

from kansrijk.demo.people import COALITION_SLUG, load_people
from kansrijk.trust import commands
from kansrijk.trust.actors import Actor
from kansrijk.trust.addresses import addresses
from kansrijk.trust.models import Account, Membership
from kansrijk.trust.rules import may

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
WITHIN = sorted({row.name for row in addresses().values() if "slug" in _parameters(row.name)})
CANARY = "Kanariepiet-van-Waterdam"


@pytest.fixture
def coalition():
    found = load_people(by=commands.installation_actor())
    Account.objects.filter(email="jgz@demo.invalid").update(name=CANARY)
    return found


def client_of(email: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(email=email), backend=BACKEND)
    return client


@pytest.fixture
def stranger(coalition):
    """Coordinator of another coalition."""
    beheer = commands.installation_actor()
    other = commands.create_coalition(by=beheer, name="Andere", slug="andere")
    account = commands.create_account(by=beheer, email="ander@voorbeeld.invalid", name="Ander")
    party = commands.create_organisation(by=beheer, name="Andere partij")
    commands.join(
        by=beheer, account=account, organisation=party, coalition=other, role="coordinator", starts_on=date(2024, 1, 1)
    )
    return client_of("ander@voorbeeld.invalid")


def ask(client: Client, row, **own):
    return client.generic(row.method, reverse(row.name, kwargs=kwargs_of(row.name, **own)))


@pytest.mark.req("SEC-01", "addresses.csv")
def test_a_method_without_a_row_is_not_served(coalition):
    """Each address, with each method that its row does not name: not found or not allowed, for the coordinator too."""
    client = client_of("coordinator@demo.invalid")
    listed = addresses()
    for name in sorted({row.name for row in listed.values()}):
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            if (name, method) not in listed:
                response = client.generic(method, reverse(name, kwargs=kwargs_of(name)))
                assert response.status_code in {404, 405}, f"{method} {name}: {response.status_code}"


@pytest.mark.req("SEC-01", "trust.gate.Gate")
@pytest.mark.django_db(databases=["default", "families"])  # a link with a code is tried in compartment B
def test_a_visitor_gets_the_open_addresses_and_a_sign_in_page_elsewhere(coalition):
    for row in addresses().values():
        response = ask(Client(), row)
        if may(Actor(), row.verb, row.object) == "allow":
            assert response.status_code != 401, row
            continue
        assert response.status_code in {302, 401, 404}, row
        assert CANARY not in response.content.decode()
        if response.status_code == 302:
            assert response["Location"].startswith("/aanmelden?next=%2F"), row


@pytest.mark.req("SEC-02", "trust.views._coalition")
@pytest.mark.req("SEC-11", "trust.views._coalition")
@pytest.mark.parametrize("who", ["stranger", "landelijk@demo.invalid", "ended"])
def test_what_a_coalition_has_answers_others_as_what_does_not_exist(request, coalition, who):
    """Each address within a coalition: same status, same body (but for the name that was asked), same headers."""
    if who == "stranger":
        client = request.getfixturevalue("stranger")
    elif who == "ended":
        Membership.objects.filter(account__email="huisarts@demo.invalid").update(ends_on=date(2024, 2, 1))
        client = client_of("huisarts@demo.invalid")
    else:
        client = client_of(who)
    assert WITHIN, "no address stands within a coalition"
    member = Membership.objects.get(account__email="jgz@demo.invalid").pk
    for row in (row for row in addresses().values() if row.name in WITHIN):
        theirs, unknown = (
            ask(client, row, slug=COALITION_SLUG, membership=member),
            ask(client, row, slug="zz-" + COALITION_SLUG[3:], membership=member),
        )
        assert theirs.status_code == unknown.status_code == 404, row
        assert CANARY not in theirs.content.decode()
        bodies = [
            re.sub(rb'value="\w{64}"', b"", answer.content).replace(slug.encode(), b"")
            for answer, slug in ((theirs, COALITION_SLUG), (unknown, "zz-" + COALITION_SLUG[3:]))
        ]
        assert bodies[0] == bodies[1], row
        assert {k: v for k, v in theirs.headers.items() if k != "Content-Length"} == {
            k: v for k, v in unknown.headers.items() if k != "Content-Length"
        }


@pytest.mark.req("SEC-02", "keys that tell nothing")
def test_no_address_names_an_object_by_a_sequence():
    """Keys in addresses are words, codes or UUIDs; the one number is allauth's, asked of one's own keys only."""
    from django.urls import get_resolver
    from tests.access.objects import patterns

    numbered = [name for name, entry in patterns(get_resolver()).items() if "<int:" in str(entry.pattern)]
    inside = {"mfa_edit_webauthn", "mfa_remove_webauthn"}
    assert set(numbered) <= inside


@pytest.mark.req("SEC-02", "allauth.mfa")
@pytest.mark.parametrize("name", ["mfa_edit_webauthn", "mfa_remove_webauthn"])
def test_a_key_of_somebody_else_is_not_found(coalition, name):
    from allauth.mfa.models import Authenticator

    owner = Account.objects.get(email="jgz@demo.invalid")
    key = Authenticator.objects.create(user=owner, type="webauthn", data={"name": CANARY, "credential": {}})
    other = Account.objects.get(email="huisarts@demo.invalid")
    other.set_password("een heel lang wachtwoord")
    other.save()
    client = Client()
    client.post("/aanmelden", {"login": other.email, "password": "een heel lang wachtwoord"})
    address = reverse(name, kwargs={"pk": key.pk})
    assert client.get(address)["Location"].startswith("/account/bevestig"), "WEB-45: first show that it is you"
    client.post("/account/bevestig", {"password": "een heel lang wachtwoord"})
    theirs = client.get(address)
    unknown = client.get(reverse(name, kwargs={"pk": key.pk + 1000}))
    assert theirs.status_code == unknown.status_code == 404
    assert CANARY not in theirs.content.decode()
    assert client.post(reverse(name, kwargs={"pk": key.pk})).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.req("WEB-07", "safe methods")
def test_a_get_of_everything_changes_nothing(coalition):
    """The coordinator opens every address; but for sessions, limits and the audit the database is as it was."""
    from django.db import connection

    def state() -> dict[str, str]:
        with connection.cursor() as cursor:
            cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
            names = [name for (name,) in cursor.fetchall()]
            found = {}
            for name in names:
                if name not in {"trust_session", "trust_ratebucket", "trust_auditrecord", "trust_auditwaiting"}:
                    cursor.execute(
                        f"select md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) from \"{name}\" t"
                    )
                    found[name] = cursor.fetchone()[0]
        return found

    client = client_of("coordinator@demo.invalid")
    client.get("/account")
    before = state()
    for row in addresses().values():
        if row.method == "GET":
            response = ask(client, row)
            assert response.status_code < 500, row
    assert state() == before
