"""Each address, asked by each role: it answers, sends to sign-in, or is not found."""

import pytest
from django.urls import NoReverseMatch, reverse

from kansrijk.demo.people import PEOPLE, load_people
from kansrijk.trust.addresses import addresses
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.models import Account, AuditRecord
from kansrijk.trust.queries import actor_for
from kansrijk.trust.rules import may

GET = sorted({row.name for row in addresses().values() if row.method == "GET" and row.scope == "any"})
ROLES = ["visitor", *(person.role for person in PEOPLE)]
# allauth sends on where its own state is missing (no login under way, no key yet): a redirect is an answer there.
ANSWERS = {200, 302}


@pytest.fixture
def people(db):
    load_people(by=installation_actor())


def _address(name: str) -> str | None:
    for kwargs in ({}, {"uidb36": "x", "key": "y"}, {"pk": 1}):
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return None


@pytest.mark.req("SEC-01", "trust.gate.Gate")
@pytest.mark.parametrize("name", GET)
@pytest.mark.parametrize("role", ROLES)
def test_an_address_answers_whom_the_matrix_allows(client, people, role, name):
    address = _address(name)
    if address is None:
        pytest.skip(f"{name} needs an object; its room tests it")
    row = addresses()[name, "GET"]
    if role != "visitor":
        account = Account.objects.get(email=f"{role}@demo.invalid")
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        who = actor_for(account)
    else:
        from kansrijk.trust.actors import VISITOR as who
    response = client.get(address)
    if may(who, row.verb, row.object) == "allow":
        assert response.status_code in ANSWERS or (
            name.startswith(("mfa_", "api")) and response.status_code < 500
        )
    elif role == "visitor" and response.status_code == 302:
        assert response["Location"].startswith("/aanmelden?next=")
    else:
        assert response.status_code == 404


@pytest.mark.req("AUD-01", "denials are recorded")
def test_a_denial_is_kept(client, people):
    account = Account.objects.get(email="huisarts@demo.invalid")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    AuditRecord.objects.filter(event="denied").count()
    response = client.get("/coalitie/kansrijk-waterdam/logboek")
    assert response.status_code == 200 or response.status_code == 404
    assert AuditRecord.objects.filter(object_kind="audit").exists()


@pytest.mark.req("AUD-02", "trust.gate._serve_recorded")
def test_without_an_audit_nothing_is_served(client, people, monkeypatch):
    from django.db import DatabaseError

    def broken(**_):
        raise DatabaseError("read-only")

    account = Account.objects.get(email="coordinator@demo.invalid")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    monkeypatch.setattr("kansrijk.trust.audit.record", broken)
    response = client.get("/coalitie/kansrijk-waterdam/logboek")
    assert response.status_code == 503
    assert b"sign_in" not in response.content


def test_the_coordinator_reads_the_log_and_the_midwife_does_not(client, people):
    for role, rows in (("coordinator", True), ("verloskundige", False)):
        account = Account.objects.get(email=f"{role}@demo.invalid")
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        response = client.get("/coalitie/kansrijk-waterdam/logboek")
        assert (response.status_code == 200) == rows


@pytest.mark.req("WEB-38", "trust.sign_in.Adapter.is_safe_url")
@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_sign_in_never_leads_away(target):
    from kansrijk.trust.sign_in import Adapter

    assert not Adapter().is_safe_url(target)
    assert Adapter().is_safe_url("/vandaag")
