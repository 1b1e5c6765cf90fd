"""Is this still right? One mail per owner, a link without sign-in, one click, and links that ended say so."""

import re
from datetime import date

import pytest
import time_machine
from django.core import mail
from django.test import Client
from tests.offer.conftest import draft
from tests.offer.test_directory_screens import client_of

from kansrijk.offer import commands
from kansrijk.offer.models import Provider, ReviewRequest, Service
from kansrijk.trust.models import AuditRecord

pytestmark = pytest.mark.django_db
SITE = "https://kansrijk.test"


@pytest.fixture
def old(here):
    """Three stale entries of two owners, and a fresh one."""
    for name, owner in (("Een", "ans"), ("Twee", "ans"), ("Drie", "bob"), ("Vers", "ans")):
        commands.add_service(
            by=here.coordinator,
            coalition=here.coalition,
            draft=draft(name=name, owner_name=owner.title(), owner_email=f"{owner}@voorbeeld.invalid"),
        )
    Service.objects.exclude(name="Vers").update(checked_on="2025-01-01", review_on="2025-07-01")
    return here


def ask(here):
    return commands.ask_reviews(by=here.coordinator, coalition=here.coalition, site=SITE)


def link(message) -> str:
    return re.search(rf"{SITE}(/klopt-dit-nog/\S+)", message.body)[1]


def test_each_owner_gets_one_mail_about_all_that_is_due_and_not_again_soon(old):
    asked = ask(old)
    assert (asked.owners, asked.services, asked.failed) == (2, 3, 0)
    by_owner = {message.to[0]: message for message in mail.outbox}
    assert set(by_owner) == {"ans@voorbeeld.invalid", "bob@voorbeeld.invalid"}
    assert "Een" in by_owner["ans@voorbeeld.invalid"].body
    assert "Vers" not in by_owner["ans@voorbeeld.invalid"].body
    assert (
        by_owner["ans@voorbeeld.invalid"].subject == "Klopt dit nog? Uw hulp in de sociale kaart van Kansrijk Verzonnen"
    )
    assert ask(old).owners == 0
    assert len(mail.outbox) == 2


def test_who_is_asked_sees_the_websites_too(old):
    Service.objects.filter(name="Drie").update(website="https://drie.invalid")
    Provider.objects.update(website="https://gemeente.invalid")
    ask(old)
    path = link(next(message for message in mail.outbox if message.to == ["bob@voorbeeld.invalid"]))
    page = Client().get(path).content.decode()
    assert 'href="https://drie.invalid"' in page
    assert 'Website van de organisatie: <a href="https://gemeente.invalid"' in page


def test_opening_the_link_changes_nothing_and_one_click_confirms(old):
    """A mail scanner opens every link; only a person presses the button."""
    ask(old)
    path = link(next(message for message in mail.outbox if message.to == ["ans@voorbeeld.invalid"]))
    visitor = Client()
    for _ in range(2):
        page = visitor.get(path)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    assert "Ja, dit klopt allemaal" in page.content.decode()
    assert Service.objects.filter(checked_on="2025-01-01").count() == 3
    assert visitor.post(path).status_code == 302
    fresh = Service.objects.filter(checked_on__gt="2025-01-01").exclude(name="Vers")
    assert {row.name for row in fresh} == {"Een", "Twee"}
    assert {row.checked_by for row in fresh} == {"Ans"}
    assert "Dank u." in visitor.get(path).content.decode()
    assert visitor.post(path).status_code == 302
    assert AuditRecord.objects.filter(event="services confirmed by link").count() == 2


def test_one_of_several_can_be_confirmed_alone(old):
    ask(old)
    path = link(next(message for message in mail.outbox if message.to == ["ans@voorbeeld.invalid"]))
    slug = Service.objects.get(name="Een").slug
    Client().post(path, {"service": slug})
    assert Service.objects.get(name="Twee").checked_on == date(2025, 1, 1)
    assert Service.objects.get(name="Een").checked_on > date(2025, 1, 1)
    Client().post(path, {"service": Service.objects.get(name="Drie").slug})
    assert Service.objects.get(name="Drie").checked_on == date(2025, 1, 1), "the link is about its own entries only"


def test_a_link_that_is_over_withdrawn_or_no_link_says_so(old):
    ask(old)
    first, second = (link(message) for message in mail.outbox)
    with time_machine.travel(date(2099, 1, 1)):
        over = Client().get(first)
        assert over.status_code == Client().post(first).status_code == 410
        assert "is nu voorbij" in over.content.decode()
    assert commands.withdraw_reviews(by=old.coordinator, coalition=old.coalition) == 2
    gone = Client().post(second)
    assert gone.status_code == 410
    assert "ingetrokken" in gone.content.decode()
    for wrong in (first[:-2] + "xx", "/klopt-dit-nog/zomaar", f"/klopt-dit-nog/{ReviewRequest.objects.first().pk}"):
        assert Client().get(wrong).status_code == 404
    assert Service.objects.filter(checked_on="2025-01-01").count() == 3


def test_a_mail_that_cannot_be_sent_leaves_no_question_behind(old, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    asked = ask(old)
    assert (asked.owners, asked.failed) == (0, 2)
    assert not ReviewRequest.objects.exists()


def test_the_coordinator_asks_from_the_desk_and_others_cannot(old):
    asked = client_of("kim").post("/coalitie/verzonnen/sociale-kaart/vragen", follow=True)
    assert "2 mensen kregen een vraag, over 3 vormen van hulp." in asked.content.decode()
    assert client_of("vera").post("/coalitie/verzonnen/sociale-kaart/vragen").status_code == 404
    assert client_of("kim").post("/coalitie/verzonnen/sociale-kaart/vragen/intrekken").status_code == 302
    assert not ReviewRequest.objects.filter(withdrawn_at=None).exists()


def test_the_worker_asks_for_every_directory(old):
    from kansrijk.offer import jobs

    jobs.ask(timestamp=0)
    assert len(mail.outbox) == 2
    jobs.sweep(timestamp=0)
