"""Two tabs, two people, and what is left of somebody who is no longer there (WEB-07, SEC-08, RES-36)."""

import re

import pytest
from django.test import Client

from kansrijk.demo.people import COALITION_SLUG, load_people
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.models import Account, Membership

pytestmark = pytest.mark.django_db
PASSWORD, NEW = "een heel lang wachtwoord", "vier losse woorden samen"


@pytest.fixture
def people():
    load_people(by=installation_actor())
    for account in Account.objects.filter(email__endswith="@demo.invalid"):
        account.set_password(PASSWORD)
        account.save()


def token(page) -> str:
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]


def enter(client: Client, who: str) -> None:
    page = client.get("/aanmelden")
    sent = {"login": f"{who}@demo.invalid", "password": PASSWORD, "csrfmiddlewaretoken": token(page)}
    assert client.post("/aanmelden", sent).status_code == 302


@pytest.mark.req("WEB-07", "csrf")
def test_a_form_of_one_person_is_not_sent_as_another(people):
    """The first tab shows the coordinator's form; in the second somebody else signs in; the first is sent."""
    browser = Client(enforce_csrf_checks=True)
    enter(browser, "coordinator")
    member = Membership.objects.get(account__email="jgz@demo.invalid")
    address = f"/coalitie/{COALITION_SLUG}/mensen/{member.pk}/beeindigen"
    first_tab = token(browser.get(address))
    browser.post("/afmelden", {"csrfmiddlewaretoken": token(browser.get("/account"))})
    enter(browser, "huisarts")
    answer = browser.post(address, {"ends_on": "2026-01-31", "csrfmiddlewaretoken": first_tab})
    assert answer.status_code == 403
    member.refresh_from_db()
    assert member.ends_on is None


@pytest.mark.req("SEC-08", "trust.queries._in_force")
def test_a_form_that_was_open_when_the_membership_ended_does_nothing(people):
    browser = Client()
    enter(browser, "coordinator")
    member = Membership.objects.get(account__email="jgz@demo.invalid")
    address = f"/coalitie/{COALITION_SLUG}/mensen/{member.pk}/beeindigen"
    assert browser.get(address).status_code == 200
    Membership.objects.filter(account__email="coordinator@demo.invalid").update(ends_on="2024-02-01")
    assert browser.post(address, {"ends_on": "2026-01-31"}).status_code == 404
    member.refresh_from_db()
    assert member.ends_on is None


@pytest.mark.req("WEB-04", "session hash")
def test_a_new_password_ends_the_sessions_elsewhere(people):
    here, elsewhere = Client(), Client()
    enter(here, "jgz")
    enter(elsewhere, "jgz")
    here.post("/account/wachtwoord", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert here.get("/vandaag").status_code == 200
    assert elsewhere.get("/vandaag").status_code == 302


@pytest.mark.req("WEB-06", "settings.MESSAGE_STORAGE")
def test_what_is_said_once_is_kept_in_no_cookie(people):
    """Cookies are those of the session, of forms and of the language: a sentence for the next page is none."""
    browser = Client()
    enter(browser, "coordinator")
    invited = {
        "name": "N",
        "email": "n@voorbeeld.invalid",
        "organisation": "P",
        "role": "jgz",
        "starts_on": "2026-01-01",
    }
    answer = browser.post(f"/coalitie/{COALITION_SLUG}/mensen/uitnodigen", invited)
    assert answer.status_code == 302
    assert set(browser.cookies) <= {"kansrijk-session", "kansrijk-csrf", "kansrijk-taal"}
    assert "De uitnodiging is onderweg" in browser.get(answer["Location"]).content.decode()
