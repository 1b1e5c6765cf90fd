"""Forgetting a password, and what a stranger learns from asking (nothing)."""

import re

import pytest
from django.core import mail
from django.test import Client

from kansrijk.trust.models import Account

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD, NEW = "noor@voorbeeld.invalid", "een heel lang wachtwoord", "vier losse woorden samen"
FORGOT = "/account/wachtwoord/vergeten"


@pytest.fixture
def account(db):
    return Account.objects.create_user(EMAIL, PASSWORD, name="Noor")


def link() -> str:
    return re.search(r"https?://testserver(\S+)", mail.outbox[0].body)[1]


def test_a_forgotten_password_is_replaced_by_the_link_in_the_mail(account):
    client = Client()
    assert client.post(FORGOT, {"email": EMAIL}).status_code == 302
    form = client.get(link(), follow=True)
    assert not form.context.get("token_fail")
    response = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)
    assert "Uw wachtwoord is gewijzigd" in response.content.decode()
    assert client.get("/vandaag").status_code == 302, "a link alone signs nobody in"
    assert Client().post("/aanmelden", {"login": EMAIL, "password": NEW}).status_code == 302
    assert Client().get(link(), follow=True).context["token_fail"], "a link works once"


def test_the_mail_is_dutch_and_names_nobody(account):
    Client().post(FORGOT, {"email": EMAIL})
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert "wachtwoord" in text
    assert "Noor" not in text
    assert "You're" not in text
    assert "password" not in re.sub(r"http\S+", "", text)


@pytest.mark.req("WEB-42", "account.password_reset")
def test_asking_for_a_link_tells_nobody_who_has_an_account(account):
    known = Client().post(FORGOT, {"email": EMAIL}, follow=True)
    unknown = Client().post(FORGOT, {"email": "onbekend@voorbeeld.invalid"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    bodies = [re.sub(rb'value="[A-Za-z0-9]{64}"', b"", answer.content) for answer in (known, unknown)]
    assert bodies[0] == bodies[1]
    to_known, to_unknown = mail.outbox  # both are sent one, so that the time tells nothing either
    assert to_known.subject == to_unknown.subject
    assert "geen account" in to_unknown.body
    assert "http" not in to_unknown.body


@pytest.mark.req("WEB-42", "account.login")
def test_a_wrong_password_and_an_unknown_address_look_the_same(account):
    known = Client().post("/aanmelden", {"login": EMAIL, "password": "x"})
    unknown = Client().post("/aanmelden", {"login": "nora@voorbeeld.invalid", "password": "x"})
    same = [re.sub(rb'value="[^"]*"', b"", answer.content) for answer in (known, unknown)]
    assert same[0] == same[1]


@pytest.mark.req("WEB-39", "ALLOWED_HOSTS")
@pytest.mark.parametrize("header", ["host", "x-forwarded-host", "x-host", "forwarded"])
def test_a_header_does_not_change_where_the_link_leads(account, header, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    value = "host=evil.example" if header == "forwarded" else "evil.example"
    client = Client(headers={header: value})
    response = client.post(FORGOT, {"email": EMAIL})
    assert response.status_code == (400 if header == "host" else 302)
    assert "evil.example" not in "".join(message.body for message in mail.outbox)


@pytest.mark.req("WEB-41", "AUTH_PASSWORD_VALIDATORS")
@pytest.mark.parametrize("weak", ["kort", "wachtwoord12"[:11], "password1234", "noor@voorbeeld.invalid"])
def test_a_weak_password_is_refused(account, weak):
    client = Client()
    client.post("/aanmelden", {"login": EMAIL, "password": PASSWORD})
    response = client.post("/account/wachtwoord", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert response.status_code == 200
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


@pytest.mark.req("WEB-41", "PASSWORD_HASHERS")
def test_passwords_are_kept_by_argon2():
    from importlib import import_module

    settings = import_module("kansrijk.config.settings")
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]
