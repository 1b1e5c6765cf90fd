"""The code or passkey of the session: asked before anything of a family is shown or taken, and again after rest."""

import time
from urllib.parse import quote

import pytest
from django.test import Client
from tests.families import people
from tests.families.screens import client_of, code_now, with_app

from kansrijk.families import commands, queries
from kansrijk.trust import factor
from kansrijk.trust.addresses import addresses
from kansrijk.trust.models import Account, AuditRecord, Session

pytestmark = pytest.mark.django_db
LIST = "/gezinnen/hier"
CANARY = "Kanariepiet-van-Waterdam"


@pytest.fixture
def file(here, midwife):
    return commands.propose_file(
        by=midwife.actor, coalition=here, organisation=midwife.organisation, part="mother", name=CANARY
    )


def asked(response) -> bool:
    """Whether the answer asks for a code, and shows nothing of a family."""
    if response.status_code == 302:
        return response["Location"].startswith("/account/code?next=")
    return response.status_code == 403 and 'name="factor_code"' in response.content.decode()


def is_open(client: Client) -> bool:
    response = client.get(LIST)
    return response.status_code == 200 and CANARY in response.content.decode()


@pytest.mark.req("IAM-06", "gate._open_compartment")
def test_an_account_with_an_app_is_not_enough(file, midwife):
    client = client_of(midwife, shown=False)
    response = client.get(LIST)
    assert response["Location"] == f"/account/code?next={quote(LIST, safe='')}"
    assert CANARY not in response.content.decode()
    assert asked(client.get(f"{LIST}/{file}"))
    assert is_open(client_of(midwife))


@pytest.mark.req("WEB-03", "trust.factor.is_shown")
def test_after_fifteen_minutes_of_rest_it_is_asked_again_and_use_begins_them_anew(file, midwife, monkeypatch):
    client, now = client_of(midwife), time.time()

    def at(minutes: float) -> None:
        monkeypatch.setattr("kansrijk.trust.factor.time.time", lambda: now + minutes * 60)
        monkeypatch.setattr("kansrijk.trust.queries.time.time", lambda: now + minutes * 60)

    for minutes in (14, 28, 42):
        at(minutes)
        assert is_open(client), minutes
    at(42 + 15)
    assert asked(client.get(LIST))
    at(42 + 14.9)
    assert is_open(client), "a second before it was still open"


def test_other_pages_do_not_keep_it_awake(file, midwife, monkeypatch):
    client, now = client_of(midwife), time.time()
    for minutes in (7, 14, 16):
        monkeypatch.setattr("kansrijk.trust.queries.time.time", lambda at=now + minutes * 60: at)
        assert client.get("/account").status_code == 200
    assert asked(client.get(LIST))


@pytest.mark.req("WEB-01", "factor_asked.take")
def test_a_right_code_opens_and_brings_one_back_under_another_key(file, midwife):
    client = client_of(with_app(midwife), shown=False)
    before = client.cookies["kansrijk-session"].value
    page = client.get(client.get(f"{LIST}/{file}")["Location"]).content.decode()
    assert "factor_code" in page
    answer = client.post("/account/code", {"factor_code": code_now(), "next": f"{LIST}/{file}"})
    assert answer["Location"] == f"{LIST}/{file}"
    assert client.cookies["kansrijk-session"].value != before
    assert is_open(client)
    assert not Session.objects.filter(session_key=before).exists()
    told = AuditRecord.objects.filter(event="second factor shown").values_list("account", "outcome")
    assert list(told) == [(midwife.account, 0)]


@pytest.mark.req("WEB-43", "factor_asked.seconds_to_wait")
def test_a_wrong_code_opens_nothing_and_may_not_be_guessed(file, midwife, settings):
    settings.RATE_FACTOR = 1
    client = client_of(with_app(midwife), shown=False)
    for _ in range(3):
        wrong = client.post(f"{LIST}/{file}/weghalen", {"factor_code": "000000"})
        assert asked(wrong)
    for _ in range(2):
        assert client.post("/account/code", {"factor_code": "000000"}).status_code == 403
    assert client.post("/account/code", {"factor_code": code_now()}).status_code == 429
    assert client.post(f"{LIST}/{file}/weghalen", {"factor_code": code_now()}).status_code == 429
    assert AuditRecord.objects.filter(event="second factor refused", outcome=4).count() == 5
    assert queries.file(midwife.actor, midwife.actor.ties[0].coalition, file).name == CANARY


def test_nothing_typed_is_lost_when_the_code_is_asked_on_sending(file, midwife):
    client = client_of(with_app(midwife), shown=False)
    typed = {"agreed": "on", "agreed_on": '2020-01-01"><b>'}
    response = client.post(f"{LIST}/{file}/bewaren", typed)
    page = response.content.decode()
    assert asked(response)
    assert response["Cache-Control"] == "private, no-store"
    assert f'action="{LIST}/{file}/bewaren"' in page
    assert '<input type="hidden" name="agreed_on" value="2020-01-01&quot;&gt;&lt;b&gt;">' in page
    assert queries.file(midwife.actor, midwife.actor.ties[0].coalition, file).ends_at
    today = time.strftime("%Y-%m-%d")
    done = client.post(f"{LIST}/{file}/bewaren", {"agreed": "on", "agreed_on": today, "factor_code": code_now()})
    assert done["Location"] == f"{LIST}/{file}"
    assert queries.file(midwife.actor, midwife.actor.ties[0].coalition, file).agreed_on is not None


@pytest.mark.req("SEC-05", "no session holds what was typed")
def test_what_was_typed_waits_in_the_page_and_in_no_session(file, midwife):
    client = client_of(with_app(midwife), shown=False)
    client.post(f"{LIST}/{file}/bewaren", {"agreed_on": CANARY})
    assert CANARY not in str(dict(client.session))


def test_a_recovery_code_is_not_even_tried(file, midwife):
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    client = client_of(with_app(midwife), shown=False)
    codes = RecoveryCodes.activate(Account.objects.get(pk=midwife.account))
    code = codes.get_unused_codes()[0]
    assert client.post("/account/code", {"factor_code": code}).status_code == 403
    assert code in codes.get_unused_codes()


def test_who_has_neither_app_nor_passkey_is_told_to_set_one_up(here):
    client = client_of(people.somebody("jgz", here, factor=False))
    page = client.get(client.get(LIST)["Location"]).content.decode()
    assert 'href="/account/beveiliging/"' in page
    assert "factor_code" not in page


@pytest.mark.parametrize(
    ("signs_in_by", "counts"),
    [
        ([{"method": "password"}, {"method": "mfa", "type": "totp"}], True),
        ([{"method": "mfa", "type": "webauthn", "passwordless": True}], True),
        ([{"method": "password"}], False),
        ([{"method": "password"}, {"method": "mfa", "type": "recovery_codes"}], False),
        (None, False),
    ],
)
def test_a_sign_in_with_code_or_passkey_counts_and_one_without_does_not(rf, signs_in_by, counts):
    request = rf.get("/")
    request.session = {"account_authentication_methods": signs_in_by}
    factor.note_sign_in(request)
    assert factor.is_shown(request.session, time.time()) is counts


def test_signing_in_with_a_code_opens_without_asking_twice(file, midwife):
    account = Account.objects.get(pk=with_app(midwife).account)
    account.set_password("een heel lang wachtwoord")
    account.save()
    client = Client()
    client.post("/aanmelden", {"login": account.email, "password": "een heel lang wachtwoord"})
    client.post("/account/beveiliging/authenticate/", {"code": code_now()})
    assert is_open(client)


@pytest.mark.req("SEC-02", "rights before the question")
def test_who_has_no_right_is_not_asked_but_finds_nothing(file, here):
    for role in ("coordinator", "epidemioloog", "wethouder", "ervaringsdeskundige"):
        client = client_of(people.somebody(role, here), shown=False)
        assert client.get(LIST).status_code == 404
        assert client.post(f"{LIST}/{file}/weghalen").status_code == 404
        assert client.get("/gezinnen").status_code == 404
    without = people.coalition("zonder", has_families=False)
    client = client_of(people.somebody("jgz", without), shown=False)
    assert client.get("/gezinnen/zonder").status_code == 404
    assert client.get("/gezinnen/nergens").status_code == 404


@pytest.mark.req("SEC-02", "unknown and foreign are one")
def test_a_file_of_another_is_not_found_on_every_address(file, nurse):
    client = client_of(nurse)
    for key in (file, nurse.account):
        assert client.get(f"{LIST}/{key}").status_code == 404
        assert client.post(f"{LIST}/{key}/weghalen").status_code == 404
        assert client.post(f"{LIST}/{key}/bewaren", {"agreed": "on", "agreed_on": "2026-01-01"}).status_code == 404


def test_the_navigation_names_families_to_who_has_a_task_in_them(here):
    line = '<a href="/gezinnen"'
    for role in ("verloskundige", "kraamverzorgende", "huisarts", "jgz", "sociaal-team"):
        assert line in client_of(people.somebody(role, here), shown=False).get("/vandaag").content.decode(), role
    for role in ("coordinator", "epidemioloog", "wethouder", "ervaringsdeskundige"):
        assert line not in client_of(people.somebody(role, here)).get("/vandaag").content.decode(), role
    without = people.coalition("zonder", has_families=False)
    assert line not in client_of(people.somebody("jgz", without)).get("/vandaag").content.decode()


def test_the_interface_answers_with_a_problem(rf, midwife):
    from kansrijk.trust.gate import ask_factor

    request = rf.get("/api/v1/families")
    request.actor = midwife.actor
    answer = ask_factor(request)
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert b"Second factor needed" in answer.content


def test_one_is_brought_back_to_this_site_only(file, midwife):
    client = client_of(with_app(midwife), shown=False)
    page = client.get("/account/code?next=https://elders.invalid/").content.decode()
    assert '<input type="hidden" name="next" value="/vandaag">' in page
    answer = client.post("/account/code", {"factor_code": code_now(), "next": "//elders.invalid"})
    assert answer["Location"] == "/vandaag"


def test_a_page_of_a_family_warns_in_time_and_staying_keeps_it_open(file, midwife, monkeypatch):
    client, now = client_of(midwife), time.time()
    page = client.get(LIST).content.decode()
    assert f'data-session-seconds="{factor.REST_SECONDS}"' in page
    assert 'name="case"' in page
    assert 'name="case"' not in client.get("/account").content.decode()
    for minutes in (13, 26):
        for module in ("factor", "queries"):
            monkeypatch.setattr(f"kansrijk.trust.{module}.time.time", lambda at=now + minutes * 60: at)
        assert client.post("/account/sessies/verlengen", {"case": "1"}).status_code == 204
    assert is_open(client)


@pytest.mark.req("IAM-06", "addresses.csv")
def test_every_address_of_a_family_says_so_in_its_row():
    """What the gate goes by: each address of families but the choice of a coalition is of class D4."""
    rows = [
        row for row in addresses().values() if row.name.startswith(("family", "families", "forget_family", "keep_"))
    ]
    assert len(rows) > 4
    assert {row.name for row in rows if row.data_class not in {"D3", "D4", "D5"}} == {"families"}
