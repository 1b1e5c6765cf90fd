"""The newsletter: twice yes to come in, once to go, and nothing is kept of who reads what."""

import re
import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_parties import HTML
from tests.coalition.test_public import plain, show

from kansrijk.coalition import commands, queries
from kansrijk.coalition.commands import letters as posting
from kansrijk.coalition.models import Letter, Subscriber
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
HOME = f"/coalitie/{SLUG}"
READER = "lezer@voorbeeld.invalid"


@pytest.fixture
def page(coordinator, coalition):
    show(coordinator, coalition, "newsletter")
    return coordinator


def link(message) -> str:
    found = re.search(r"https?://[^/]+(/nieuwsbrief/\S+)", message.body)
    assert found
    return found[1]


def sign_up(email=READER):
    Client().post(f"{HOME}/nieuwsbrief", {"email": email})
    Client().post(link(mail.outbox[-1]))


def test_nothing_is_kept_until_the_link_is_used(page):
    answer = Client().post(f"{HOME}/nieuwsbrief", {"email": READER})
    assert answer.status_code == 200
    assert not Subscriber.objects.exists()
    assert [one.to for one in mail.outbox] == [[READER]]
    path = link(mail.outbox[0])
    assert READER not in path
    assert "lezer" not in path, "the address cannot be read in a log of addresses"
    assert Client().get(path).status_code == 200
    assert not Subscriber.objects.exists(), "opening changes nothing"
    for _ in range(2):
        assert Client().post(path).status_code == 200
    row = Subscriber.objects.get()
    assert READER.encode() not in bytes(row.sealed)
    assert READER not in row.digest


def test_the_answer_is_the_same_for_who_is_there_and_who_is_not(page):
    sign_up()
    known = Client().post(f"{HOME}/nieuwsbrief", {"email": READER})
    fresh = Client().post(f"{HOME}/nieuwsbrief", {"email": "nieuw@voorbeeld.invalid"})
    assert (known.status_code, plain(known)) == (fresh.status_code, plain(fresh))
    assert {one.to[0] for one in mail.outbox[-2:]} == {READER, "nieuw@voorbeeld.invalid"}, "each gets a mail"


def test_nobody_is_flooded_whoever_fills_in_the_form(page):
    answers = {plain(Client().post(f"{HOME}/nieuwsbrief", {"email": READER})) for _ in range(5)}
    assert len(answers) == 1
    assert len(mail.outbox) == 3


def test_a_network_cannot_try_on_and_on(page, settings):
    settings.RATE_FACTOR = 1
    codes = [Client().post(f"{HOME}/nieuwsbrief", {"email": f"a{n}@voorbeeld.invalid"}).status_code for n in range(6)]
    assert codes == [200] * 5 + [429]


@pytest.mark.parametrize("email", ["", "geen adres", "a@b", "a@voorbeeld.invalid\nBcc: x@voorbeeld.invalid"])
def test_what_is_no_address_gets_no_mail(page, email):
    assert Client().post(f"{HOME}/nieuwsbrief", {"email": email}).status_code == 422
    assert not mail.outbox


def test_without_the_block_or_the_page_nobody_can_sign_up(coordinator, coalition):
    for blocks, publish in ((["about"], True), (["newsletter"], False)):
        show(coordinator, coalition, *blocks, publish=publish)
        if not publish:
            commands.withdraw_page(by=coordinator, coalition=coalition.pk)
        assert Client().post(f"{HOME}/nieuwsbrief", {"email": READER}).status_code == 404
    assert Client().post("/coalitie/bestaat-niet/nieuwsbrief", {"email": READER}).status_code == 404
    assert not mail.outbox


def test_a_link_that_is_changed_or_old_does_nothing(page):
    Client().post(f"{HOME}/nieuwsbrief", {"email": READER})
    path = link(mail.outbox[0])
    assert Client().post(path[:-2] + "xx").status_code == 404
    token = path.rpartition("/")[2]
    with time_machine.travel(timezone.now() + timedelta(days=4)), pytest.raises(Denied):
        commands.confirm_subscription(by=page, token=token)
    assert not Subscriber.objects.exists()


def letter(by, coalition, subject="Nieuws uit de coalitie", text="Wij begonnen.\nGroet"):
    return commands.write_letter(by=by, coalition=coalition.pk, subject=subject, text=text)


def test_a_letter_goes_once_to_each_as_plain_text_with_a_way_out(page, coalition):
    for number in range(3):
        sign_up(f"lezer{number}@voorbeeld.invalid")
    mail.outbox.clear()
    browser = client_of(page)
    browser.post(f"{HOME}/nieuwsbrieven", {"subject": "Nieuws", "text": f"Hallo {HTML}"})
    key = Letter.objects.get().pk
    text = browser.get(f"{HOME}/nieuwsbrieven/{key}").content.decode()
    assert "Stuur hem naar 3" in text
    assert HTML not in text
    for _ in range(2):
        assert browser.post(f"{HOME}/nieuwsbrieven/{key}/versturen").status_code == 302
    assert not mail.outbox, "a job sends it"
    assert commands.post_letter(letter=key) == 3
    assert commands.post_letter(letter=key) == 0
    assert sorted(one.to[0] for one in mail.outbox) == [f"lezer{n}@voorbeeld.invalid" for n in range(3)]
    assert len({one.body for one in mail.outbox}) == 3, "only the way out differs"
    one = mail.outbox[0]
    assert one.content_subtype == "plain"
    assert one.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "<img" not in one.body
    assert Letter.objects.get().state == "sent"
    with pytest.raises(BadInput):
        commands.write_letter(by=page, coalition=coalition.pk, subject="Anders", text="x", letter=key)


def test_a_job_that_stopped_goes_on_where_it_was(page, coalition, monkeypatch):
    for number in range(4):
        sign_up(f"lezer{number}@voorbeeld.invalid")
    mail.outbox.clear()
    key = letter(page, coalition)
    commands.send_letter(by=page, coalition=coalition.pk, letter=key, site="https://kansrijk.example.org")
    for _ in range(2):
        posting._post_next(key)
    real = posting._mail

    def refused(name, values, address, leave=""):
        if len(mail.outbox) == 2:
            mail.outbox.append(None)
            raise smtplib.SMTPException("no")
        real(name, values, address, leave)

    monkeypatch.setattr(posting, "_mail", refused)
    assert commands.post_letter(letter=key) == 2
    row = Letter.objects.get()
    assert (row.state, row.sent, row.failed) == ("sent", 3, 1)


def test_one_press_ends_it_and_erases_the_address(page, coalition):
    sign_up()
    key = letter(page, coalition)
    commands.send_letter(by=page, coalition=coalition.pk, letter=key, site="https://kansrijk.example.org")
    commands.post_letter(letter=key)
    header = mail.outbox[-1].extra_headers["List-Unsubscribe"].strip("<>")
    path = header.removeprefix("https://kansrijk.example.org")
    assert Client().get(path).status_code == 200
    assert Subscriber.objects.count() == 1, "a scanner that opens the link ends nothing"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200, "as a mail programme does it"
    assert not Subscriber.objects.exists()
    assert strict.post(path).status_code == 200
    assert strict.post(path[:-1] + ("a" if path[-1] != "a" else "b")).status_code == 404


def test_the_coordinator_sees_how_many_and_never_who(page, coalition, other, person):
    sign_up()
    text = client_of(page).get(f"{HOME}/nieuwsbrieven").content.decode()
    assert "lezer" not in text.replace("Uw lezers", "")
    assert queries.letters(page, coalition.pk).subscribers == 1
    with pytest.raises(Denied):
        queries.letters(person("jgz", coalition), coalition.pk)
    with pytest.raises(Denied):
        queries.letters(person("coordinator", other), coalition.pk)


def test_nothing_of_the_reader_is_in_the_tables():
    kept = {field.name for field in Subscriber._meta.get_fields()}
    assert kept == {"id", "coalition", "digest", "sealed", "confirmed_on"}
    assert not {"opened", "clicked", "read"} & {field.name for field in Letter._meta.get_fields()}


def test_a_letter_of_another_coalition_is_not_there(page, coalition, other, person):
    key = letter(page, coalition)
    stranger = person("coordinator", other)
    with pytest.raises(Denied):
        commands.send_letter(by=stranger, coalition=other.pk, letter=key, site="https://x.invalid")
    assert client_of(stranger).get(f"/coalitie/andere/nieuwsbrieven/{key}").status_code == 404
