"""What somebody is told by mail when the security of the account changes: in plain Dutch, and no more than that."""

import re
from smtplib import SMTPException

import pytest
from django.core import mail
from django.test import Client

from kansrijk.trust import notices
from kansrijk.trust.models import Account, AuditRecord

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD, NEW = "noor@voorbeeld.invalid", "een heel lang wachtwoord", "vier losse woorden samen"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture
def client():
    Account.objects.create_user(EMAIL, PASSWORD, name="Noor Voorbeeld")
    client = Client(headers={"user-agent": AGENT}, REMOTE_ADDR="192.0.2.77")
    client.post("/aanmelden", {"login": EMAIL, "password": PASSWORD})
    mail.outbox.clear()
    return client


def change(client):
    return client.post("/account/wachtwoord", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})


@pytest.mark.req("WEB-49", "trust.notices.tell")
def test_who_changes_a_password_is_told_and_nothing_more(client):
    assert change(client).status_code == 302
    (message,) = mail.outbox
    assert message.to == [EMAIL]
    assert message.subject == "Uw account bij Kansrijk is gewijzigd"
    assert "Het wachtwoord van uw account is gewijzigd." in message.body
    assert "Was u dit niet? Kies dan meteen een nieuw wachtwoord" in message.body
    for word in ("Noor", "192.0.2.77", "Firefox", "Linux", "Mozilla", PASSWORD, NEW, "202", EMAIL):
        assert word not in message.body + message.subject
    for english in ("password", "account was", "browser", "IP address", "Hello"):
        assert english not in message.body
    (link,) = re.findall(r"https?://\S+", message.body)
    assert link == "http://testserver/account/wachtwoord/vergeten", "to a page that anybody may see, with no key in it"


@pytest.mark.req("WEB-49", "trust.notices.tell")
@pytest.mark.parametrize("event", [*notices.CHANGES, "something that allauth will think of"])
def test_every_change_has_a_sentence_in_dutch(db, event, rf):
    account = Account.objects.create_user(EMAIL, None, name="Noor Voorbeeld")
    assert notices.tell(account, event, rf.get("/"))
    (message,) = mail.outbox
    assert "\n" not in message.subject
    assert str(notices.CHANGES.get(event, notices.OTHER)) in message.body
    assert not re.search(r"\b(was|were|your|the)\b(?! dit)", message.body.replace("Was u dit", "")), message.body
    assert "Noor" not in message.body


def test_every_message_that_allauth_can_send_here_is_one_of_ours():
    """Its own templates hold where somebody came from; whatever it sends goes by ours, or was asked for."""
    from importlib.util import find_spec
    from pathlib import Path

    source = Path(find_spec("allauth").origin).parent
    sent = set()
    for room in ("account", "mfa"):
        for file in (source / room).rglob("*.py"):
            text = re.sub(r"\s+", " ", file.read_text("utf-8"))
            sent |= set(re.findall(r"send_notification_mail\( ?\"(?:account|mfa)/email/(\w+)\"", text))
    # Addresses cannot be changed here: there is no screen for it.
    assert sent - {"email_changed", "email_confirm", "email_deleted"} <= set(notices.CHANGES)
    assert "password_changed" in sent


def test_a_mail_server_that_is_down_does_not_undo_the_change(client, monkeypatch):
    def down(self, *args, **kwargs):
        raise SMTPException

    monkeypatch.setattr("django.core.mail.EmailMessage.send", down)
    assert change(client).status_code == 302
    assert Account.objects.get(email=EMAIL).check_password(NEW)
    found = AuditRecord.objects.get(event="told of a change")
    assert (found.outcome, found.detail) == (8, {"change": "password_changed"})
    assert AuditRecord.objects.filter(event="password set").exists()


def test_a_forgotten_password_is_told_too(client):
    client = Client()
    client.post("/account/wachtwoord/vergeten", {"email": EMAIL})
    link = re.search(r"https?://testserver(\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert "Uw account heeft een nieuw wachtwoord." in mail.outbox[-1].body
    assert len(mail.outbox) == 2
