"""Sessions: another after signing in, ended by time, by their owner, and by whoever closes the account."""

import json
import time
from datetime import date, timedelta

import pytest
from django.test import Client

from kansrijk.demo.people import COALITION_SLUG, load_people
from kansrijk.trust import commands, commands_sessions, sessions
from kansrijk.trust.models import Account, Membership, Session
from kansrijk.trust.queries import actor_for, mark_of, own_sessions
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD = "noor@voorbeeld.invalid", "een heel lang wachtwoord"
COOKIE = "kansrijk-session"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def account(db):
    return Account.objects.create_user(EMAIL, PASSWORD, name="Noor")


def signed_in(agent: str = FIREFOX) -> Client:
    client = Client(headers={"user-agent": agent})
    assert client.post("/aanmelden", {"login": EMAIL, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/vandaag").status_code == 200


@pytest.mark.req("WEB-01", "session rotates")
def test_a_session_from_before_signing_in_is_worth_nothing(account):
    client = Client()
    client.get("/aanmelden")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[COOKIE] = session.session_key
    before = session.session_key
    client.post("/aanmelden", {"login": EMAIL, "password": PASSWORD})
    assert client.cookies[COOKIE].value != before
    thief = Client()
    thief.cookies[COOKIE] = before
    assert not is_in(thief)
    assert is_in(client)


@pytest.mark.req("WEB-02", "sign-out kills the session")
def test_signing_out_kills_the_session_on_the_server(account):
    client = signed_in()
    stolen = client.cookies[COOKIE].value
    page = client.get("/account")
    assert page["Cache-Control"] == "private, no-store"
    response = client.post("/afmelden")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    thief = Client()
    thief.cookies[COOKIE] = stolen
    assert not is_in(thief)
    assert not Session.objects.filter(account=account.pk).exists()


def test_a_get_signs_nobody_out(account):
    client = signed_in()
    assert client.get("/afmelden").status_code == 200
    assert is_in(client)


@pytest.mark.req("WEB-03", "trust.sessions.is_over")
def test_a_session_ends_without_a_request_for_an_hour(account, monkeypatch):
    client, now = signed_in(), time.time()
    monkeypatch.setattr("kansrijk.trust.sessions.time.time", lambda: now + 59 * 60)
    assert is_in(client)
    monkeypatch.setattr("kansrijk.trust.sessions.time.time", lambda: now + 118 * 60)
    assert is_in(client), "it was seen a while ago"
    monkeypatch.setattr("kansrijk.trust.sessions.time.time", lambda: now + 178 * 60 + 1)
    assert not is_in(client)


@pytest.mark.req("WEB-03", "trust.sessions.is_over")
def test_a_session_ends_after_ten_hours_however_busy(account, monkeypatch):
    client, now = signed_in(), time.time()
    for minutes in range(0, 600, 50):
        monkeypatch.setattr("kansrijk.trust.sessions.time.time", lambda at=now + minutes * 60: at)
        assert is_in(client)
    monkeypatch.setattr("kansrijk.trust.sessions.time.time", lambda: now + 10 * 60 * 60 + 1)
    assert not is_in(client)


def test_a_busy_session_is_not_written_at_each_request(account, django_assert_num_queries):
    client = signed_in()
    client.get("/account")
    before = Session.objects.get(account=account.pk).session_data
    client.get("/account")
    assert Session.objects.get(account=account.pk).session_data == before


@pytest.mark.req("WEB-04", "commands.close_account")
def test_closing_an_account_ends_all_its_sessions(account):
    one, other = signed_in(), signed_in()
    commands.close_account(by=commands.installation_actor(), account=account.pk)
    assert not is_in(one)
    assert not is_in(other)
    assert not Session.objects.filter(account=account.pk).exists()
    again = Client().post("/aanmelden", {"login": EMAIL, "password": PASSWORD})
    assert again.status_code != 302 or again["Location"] == "/account/inactief"


@pytest.mark.req("WEB-04", "queries.actor_for")
def test_an_account_that_is_not_active_is_nobody_at_once(account):
    client = signed_in()
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert not is_in(client)
    account.refresh_from_db()
    assert actor_for(account).is_visitor


def test_only_the_installation_closes_an_account(account):
    load_people(by=commands.installation_actor())
    for role in ("coordinator", "landelijk"):
        by = actor_for(Account.objects.get(email=f"{role}@demo.invalid"))
        with pytest.raises(Denied):
            commands.close_account(by=by, account=account.pk)


def test_another_password_ends_the_other_sessions(account):
    here, there = signed_in(), signed_in()
    here.post(
        "/account/wachtwoord",
        {"oldpassword": PASSWORD, "password1": "iets heel anders", "password2": "iets heel anders"},
    )
    assert is_in(here)
    assert not is_in(there)


@pytest.mark.req("WEB-05", "commands_sessions.end_sessions")
def test_one_sees_and_ends_ones_own_sessions(account):
    here, there = signed_in(), signed_in("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Version/17 Mobile Safari/604.1")
    page = here.get("/account").content.decode()
    assert "Firefox, Linux" in page
    assert "Safari, iOS" in page
    assert there.cookies[COOKIE].value not in page, "a key of a session stands in no page"
    listed = own_sessions(actor_for(account), here.cookies[COOKIE].value)
    assert [one.is_this for one in listed] == [True, False]
    here.post("/account/sessies/beeindigen", {"mark": listed[1].mark})
    assert not is_in(there)
    assert is_in(here)


@pytest.mark.req("WEB-05", "commands_sessions.end_sessions")
def test_nobody_ends_the_session_of_somebody_else(account):
    victim = signed_in()
    mark = mark_of(victim.cookies[COOKIE].value)
    load_people(by=commands.installation_actor())
    other = Client()
    other.post("/demo/aanmelden/coordinator")
    other.post("/account/sessies/beeindigen", {"mark": mark})
    assert is_in(victim)
    assert commands_sessions.end_sessions(by=actor_for(Account.objects.get(email="jgz@demo.invalid")), mark=mark) == 0


def test_signing_out_everywhere_and_everywhere_else(account):
    here, there = signed_in(), signed_in()
    here.post("/account/sessies/beeindigen", {"others": "1"})
    assert is_in(here)
    assert not is_in(there)
    there = signed_in()
    response = here.post("/account/sessies/beeindigen")
    assert response["Clear-Site-Data"]
    assert not is_in(here)
    assert not is_in(there)


@pytest.mark.req("SEC-08", "queries.actor_for")
def test_a_membership_that_ends_ends_in_open_sessions_too():
    coalition = load_people(by=commands.installation_actor())
    client = Client()
    client.post("/demo/aanmelden/huisarts")
    people = f"/coalitie/{COALITION_SLUG}/mensen"
    assert client.get(people).status_code == 200
    held = Membership.objects.get(account__email="huisarts@demo.invalid", coalition=coalition)
    coordinator = actor_for(Account.objects.get(email="coordinator@demo.invalid"))
    commands.end_membership(by=coordinator, membership=held.pk, ends_on=date.today() - timedelta(days=1))
    assert client.get(people).status_code == 404
    assert client.get("/vandaag").status_code == 200, "the account is still somebody"


@pytest.mark.req("SEC-08", "queries._in_force")
@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [(-30, -1, False), (-30, 0, True), (-30, None, True), (0, None, True), (1, None, False), (1, 30, False)],
)
def test_a_membership_counts_on_its_days_only(starts, ends, counts):
    beheer = commands.installation_actor()
    coalition = commands.create_coalition(by=beheer, name="Een", slug="een")
    party = commands.create_organisation(by=beheer, name="Partij")
    account = commands.create_account(by=beheer, email="a@voorbeeld.invalid", name="A")
    today = date.today()
    Membership.objects.create(
        account_id=account,
        organisation_id=party,
        coalition_id=coalition,
        role="coordinator",
        starts_on=today + timedelta(days=starts),
        ends_on=None if ends is None else today + timedelta(days=ends),
    )
    assert bool(actor_for(Account.objects.get(pk=account)).ties) == counts


@pytest.mark.parametrize(("hour", "counts"), [(21, True), (22, False)])
@pytest.mark.req("RES-09", "queries._in_force")
def test_a_day_ends_at_midnight_in_amsterdam(hour, counts):
    """In July Amsterdam is two hours ahead of UTC: at 22:00 UTC the next day has begun."""
    import time_machine as machine

    beheer = commands.installation_actor()
    coalition = commands.create_coalition(by=beheer, name="Een", slug="een")
    party = commands.create_organisation(by=beheer, name="Partij")
    account = commands.create_account(by=beheer, email="a@voorbeeld.invalid", name="A")
    Membership.objects.create(
        account_id=account,
        organisation_id=party,
        coalition_id=coalition,
        role="jgz",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 7, 1),
    )
    with machine.travel(f"2026-07-01T{hour}:30:00+00:00", tick=False):
        assert bool(actor_for(Account.objects.get(pk=account)).ties) == counts


def test_the_installations_own_account_never_signs_in(db):
    commands.installation_actor()
    account = Account.objects.get(installation_role="beheer")
    account.set_password(PASSWORD)
    account.save()
    client = Client()
    response = client.post("/aanmelden", {"login": account.email, "password": PASSWORD})
    assert response["Location"] == "/account/inactief"
    assert not is_in(client)


@pytest.mark.req("WEB-50", "sessions hold JSON")
def test_a_session_holds_json_and_nothing_else(account):
    signed_in()
    row = Session.objects.get(account=account.pk)
    from django.conf import settings

    from kansrijk.trust.session_store import SessionStore

    assert json.dumps(SessionStore().decode(row.session_data))

    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", "Chrome, Android"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)
def test_a_device_is_told_in_words_of_ours(agent, words):
    assert sessions.device_of(agent) == words


def test_staying_signed_in_is_a_post(account):
    client = signed_in()
    assert client.get("/account/sessies/verlengen").status_code in {404, 405}
    assert client.post("/account/sessies/verlengen").status_code == 204
    assert Client().post("/account/sessies/verlengen").status_code == 404


@pytest.mark.req("WEB-03", "web/session.html")
def test_the_page_tells_the_browser_when_to_warn_in_plain_digits(account):
    """3600, in every language: 3.600 would be three seconds and a half."""
    assert 'data-session-seconds="3600"' in signed_in().get("/account").content.decode()
    assert "data-session-seconds" not in Client().get("/over").content.decode()
