"""Each address, asked by each role: it answers, sends to sign-in, or is not found."""

from uuid import UUID

import pytest
from django.urls import reverse
from tests import prepared

from kansrijk.demo.people import PEOPLE
from kansrijk.trust.addresses import addresses
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.models import Account, AuditRecord
from kansrijk.trust.queries import actor_for
from kansrijk.trust.rules import may

GET = sorted({row.name for row in addresses().values() if row.method == "GET" and row.scope == "any"})
ROLES = ["visitor", *(person.role for person in PEOPLE)]
# allauth sends on where its own state is missing (no login under way, no key yet): a redirect is an answer there.
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ANSWERS = {200, 302}
# The demo's people have no password and no key, so there is nothing to confirm themselves with.
NEEDS_A_PASSWORD = {"account_reauthenticate"}


people = prepared.fixture(prepared.PEOPLE)


# Addresses of one object: asked with a name of the right form. Without that object they answer *not found*, which the
# gate's own refusal also is; what tells them apart is that a refusal is recorded.
OBJECTS = {
    "area": {"reference": "GM9901"},
    "area_csv": {"reference": "GM9901"},
    "atlas_run": {"number": "01900000-0000-7000-8000-000000000007"},
    "atlas_register": {"number": "01900000-0000-7000-8000-000000000007"},
    "area_judged": {"reference": "GM9901"},
    "tiles": {"name": "XX-2023-000000000000"},
    "map_svg": {},
    "map_png": {},
    "api:area": {"reference": "GM9901"},
    "indicator": {"identifier": "big2"},
    "readings": {"reference": "GM9901"},
    **{f"offer_{end}": {"directory": "onbekend"} for end in ("directory", "csv", "xlsx", "hsds", "schema")},
    "offer_review": {"key": "onbekend"},
    "own_page_door": {"key": "onbekend"},
    "ask_for_help": {"door": UUID(int=7)},
    "sealed_door": {"key": "onbekend"},
    "offer_intervention": {"intervention": "voorzorg"},
    "offer_service": {"directory": "onbekend", "service": "onbekend"},
    "reading_write": {"reference": "GM9901"},
    "indicator_csv": {"identifier": "big2"},
    "area_csvw": {"reference": "GM9901"},
    "area_package": {"reference": "GM9901"},
    "area_xlsx": {"reference": "GM9901"},
    "indicator_csvw": {"identifier": "big2"},
    "indicator_package": {"identifier": "big2"},
    "indicator_xlsx": {"identifier": "big2"},
    "indicator_picture": {"identifier": "big2", "kind": "svg"},
    "compare_csv": {},
    "compare_csvw": {},
    "compare_package": {},
    "compare_xlsx": {},
    "compare_picture": {"kind": "svg"},
    "scatter_picture": {"kind": "svg"},
    "funnel_picture": {"kind": "svg"},
    "inequality_picture": {"kind": "svg"},
    "block": {"reference": "GM9901", "identifier": "big2"},
    "api:indicator": {"identifier": "big2"},
    "api:path": {"path": "geld-en-schulden"},
    "path_template": {"path": "geld-en-schulden"},
    "path_card": {"path": "geld-en-schulden"},
    "path_drawing": {"path": "geld-en-schulden"},
    "path_text": {"path": "geld-en-schulden"},
    "path_walk": {"path": "geld-en-schulden"},
    "account_reset_password_from_key": {"uidb36": "x", "key": "y"},
    "mfa_edit_webauthn": {"pk": 1},
    "mfa_remove_webauthn": {"pk": 1},
}


@pytest.mark.req("SEC-01", "trust.gate.Gate")
@pytest.mark.parametrize("name", GET)
@pytest.mark.parametrize("role", ROLES)
def test_an_address_answers_whom_the_matrix_allows(client, people, role, name):
    address = reverse(name, kwargs=OBJECTS.get(name))
    row = addresses()[name, "GET"]
    if role != "visitor":
        account = Account.objects.get(email=f"{role}@demo.invalid")
        client.force_login(account, backend=BACKEND)
        who = actor_for(account)
    else:
        from kansrijk.trust.actors import VISITOR as who
    response = client.get(address)
    if name in NEEDS_A_PASSWORD and role != "visitor":
        assert response.status_code == 404
    elif may(who, row.verb, row.object) == "allow" and name in OBJECTS:
        assert response.status_code in {200, 302, 404}
        assert not AuditRecord.objects.filter(event="denied").exists()
    elif may(who, row.verb, row.object) == "allow":
        assert response.status_code in ANSWERS or (name.startswith(("mfa_", "api")) and response.status_code < 500)
    elif role == "visitor" and response.status_code == 302:
        assert response["Location"].startswith("/aanmelden?next=")
    else:
        assert response.status_code == 404


@pytest.mark.req("AUD-01", "denials are recorded")
def test_a_denial_is_kept(client, people):
    account = Account.objects.get(email="huisarts@demo.invalid")
    client.force_login(account, backend=BACKEND)
    response = client.get("/coalitie/kansrijk-waterdam/logboek")
    assert response.status_code == 404
    denial = AuditRecord.objects.get(event="denied")
    assert (denial.object_kind, denial.outcome, denial.account) == ("audit", 4, account.pk)


@pytest.mark.req("AUD-02", "trust.gate._serve_recorded")
def test_without_an_audit_nothing_is_served(client, people, monkeypatch):
    from django.db import DatabaseError

    def broken(**_):
        raise DatabaseError("read-only")

    account = Account.objects.get(email="coordinator@demo.invalid")
    client.force_login(account, backend=BACKEND)
    monkeypatch.setattr("kansrijk.trust.audit.record", broken)
    response = client.get("/coalitie/kansrijk-waterdam/logboek")
    assert response.status_code == 503
    assert b"sign_in" not in response.content


def test_the_coordinator_reads_the_log_and_the_midwife_does_not(client, people):
    for role, rows in (("coordinator", True), ("verloskundige", False)):
        account = Account.objects.get(email=f"{role}@demo.invalid")
        client.force_login(account, backend=BACKEND)
        response = client.get("/coalitie/kansrijk-waterdam/logboek")
        assert (response.status_code == 200) == rows


@pytest.mark.req("WEB-38", "trust.sign_in.Adapter.is_safe_url")
@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_sign_in_never_leads_away(target):
    from kansrijk.trust.sign_in import Adapter

    assert not Adapter().is_safe_url(target)
    assert Adapter().is_safe_url("/vandaag")


@pytest.mark.req("SEC-01", "addresses.csv")
def test_an_address_without_a_row_is_not_served(client, db, monkeypatch):
    monkeypatch.setattr("kansrijk.trust.gate.find", lambda name, method: None)
    assert client.get("/over").status_code == 404


@pytest.mark.req("WEB-19", "trust.limits.take")
def test_too_many_tries_are_told_to_wait(client, db, settings):
    settings.RATE_FACTOR = 0.4
    answers = [client.post("/aanmelden", {"login": "x@example.org", "password": "wrong"}) for _ in range(3)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert 0 < int(answers[-1]["Retry-After"]) <= 15 * 60


@pytest.mark.req("WEB-19", "trust.limits.take")
def test_a_window_passes(db, monkeypatch):
    from kansrijk.trust import limits

    now = 1_800_000_000.0
    monkeypatch.setattr("kansrijk.trust.limits.time.time", lambda: now)
    assert [limits.take("key", hits=2, seconds=60) for _ in range(2)] == [0, 0]
    assert limits.take("key", hits=2, seconds=60) == 60
    assert limits.take("another", hits=2, seconds=60) == 0
    now += 61
    assert limits.take("key", hits=2, seconds=60) == 0


@pytest.mark.req("WEB-01", "session rotates")
def test_the_session_is_another_after_signing_in(client, people):
    client.get("/demo")
    client.post("/demo/aanmelden/jgz")
    first = client.cookies["kansrijk-session"].value
    client.post("/demo/aanmelden/huisarts")
    assert client.cookies["kansrijk-session"].value != first
    response = client.get("/vandaag")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_a_get_signs_nobody_in(client, people):
    assert client.get("/demo/aanmelden/jgz").status_code in {404, 405}
    assert client.get("/vandaag").status_code == 302


@pytest.mark.req("WEB-07", "csrf")
def test_signing_in_needs_the_token(people):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post("/demo/aanmelden/jgz").status_code == 403


@pytest.mark.req("SEC-02", "trust.queries.coalitions")
@pytest.mark.parametrize("page", ["mensen", "logboek"])
@pytest.mark.parametrize("role", ["visitor", "landelijk", "coordinator of another"])
def test_another_coalition_is_not_found(client, people, page, role):
    from datetime import date

    from kansrijk.trust import commands

    beheer = installation_actor()
    other = commands.create_coalition(by=beheer, name="Andere", slug="andere", is_fictional=True)
    if role == "landelijk":
        client.force_login(Account.objects.get(email="landelijk@demo.invalid"), backend=BACKEND)
    elif role != "visitor":
        account = commands.create_account(by=beheer, email="ander@demo.invalid", name="Ander")
        party = commands.create_organisation(by=beheer, name="Andere partij")
        commands.join(
            by=beheer,
            account=account,
            organisation=party,
            coalition=other,
            role="coordinator",
            starts_on=date(2024, 1, 1),
        )
        client.force_login(Account.objects.get(pk=account), backend=BACKEND)
        assert client.get(f"/coalitie/andere/{page}").status_code == 200
    theirs = client.get(f"/coalitie/kansrijk-waterdam/{page}")
    unknown = client.get(f"/coalitie/bestaat-niet/{page}")
    assert b"Dijksma" not in theirs.content
    if role == "visitor":  # asked to sign in, whatever the address
        assert theirs.status_code == unknown.status_code == 302
        assert theirs["Location"].replace("kansrijk-waterdam", "") == unknown["Location"].replace("bestaat-niet", "")
        return
    assert theirs.status_code == unknown.status_code == 404
    assert AuditRecord.objects.filter(event="denied").count() == 2
    # Each page repeats only the address that was asked for, in its language switch.
    assert len(theirs.content.replace(b"kansrijk-waterdam", b"")) == len(unknown.content.replace(b"bestaat-niet", b""))
