"""Readings (duiding): signed, moderated before anybody sees them, never changed without a trace."""

import re

import pytest

from kansrijk.core.faults import BadInput
from kansrijk.core.personal import personal_data_in
from kansrijk.figures import commands, queries
from kansrijk.figures.models import Reading, ReadingText
from kansrijk.figures.queries.readings import own_readings, readings_to_moderate
from kansrijk.figures.rules import READING_STATES, READING_TRANSITIONS
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.models import Account, AuditRecord
from kansrijk.trust.rules import Denied, matrix

pytestmark = pytest.mark.django_db
TEXT = "Sinds de nieuwe wijk er staat, wonen hier veel jonge gezinnen."
AREA = "/gebied/GM9901/duiding"


@pytest.fixture
def opened(beheer, coalition, made_up):
    commands.take_readings(by=beheer, coalition=coalition.slug, area="GM9901")


@pytest.fixture
def other(db):
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Coalition

    return Coalition.objects.create(name="Andere", slug="andere", wrapped_key=new_wrapped_key())


@pytest.fixture
def nurse(person, coalition):
    return person("jgz", coalition)


@pytest.fixture
def coordinator(person, coalition):
    return person("coordinator", coalition)


def write(by, text=TEXT, area="GM9901"):
    return commands.write_reading(by=by, area=area, edition=2024, indicator="big2", text=text)


def suggest(text=TEXT, **more):
    values = {"name": "Anna", "role": "moeder", "email": "anna@example.org", **more}
    return commands.suggest_reading(by=VISITOR, area="GM9901", edition=2024, indicator="big2", text=text, **values)


def shown(area="GM9901"):
    return [card.text for card in queries.readings_of(VISITOR, area)]


def approve(by, reading):
    text = ReadingText.objects.filter(reading=reading, state="waiting").get()
    return commands.moderate_reading(by=by, text=text.pk, approve=True)


def sign_in(client, actor):
    account = Account.objects.get(pk=actor.account)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def plain(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_nothing_is_shown_before_somebody_else_looked(opened, nurse, coordinator, client):
    key = write(nurse)
    assert shown() == []
    assert TEXT not in plain(client.get("/gebied/GM9901"))
    assert [card.text for card in readings_to_moderate(coordinator)] == [TEXT]
    approve(coordinator, key)
    assert shown() == [TEXT]
    page = plain(client.get("/gebied/GM9901"))
    assert "Duiding (1)" in page
    assert TEXT in page
    assert "jgz 1" in page
    assert AuditRecord.objects.filter(event="reading approved", coalition=Reading.objects.get().coalition_id).exists()


@pytest.mark.req("SEC-11", "figures.commands.readings.moderate_reading")
def test_another_coalition_neither_sees_nor_judges(opened, nurse, person, other):
    key = write(nurse)
    stranger = person("coordinator", other, 2)
    text = ReadingText.objects.get(reading=key).pk
    assert readings_to_moderate(stranger) == []
    for judge in (stranger, person("jgz", other, 3), person("verloskundige", Reading.objects.get().coalition, 4)):
        with pytest.raises(BadInput, match="no such reading"):
            commands.moderate_reading(by=judge, text=text, approve=True)
    with pytest.raises(BadInput, match="no such reading"):
        commands.withdraw_reading(by=stranger, reading=key)
    with pytest.raises(BadInput, match="no such reading"):
        commands.rewrite_reading(by=stranger, reading=key, text=TEXT * 2)
    assert shown() == []


def test_nobody_judges_an_own_text(opened, coordinator, person, coalition):
    key = write(coordinator)
    assert readings_to_moderate(coordinator) == []
    with pytest.raises(BadInput, match="somebody else"):
        approve(coordinator, key)
    approve(person("epidemioloog", coalition), key)
    assert shown() == [TEXT]


def test_a_refusal_has_a_reason_that_the_author_reads(opened, nurse, coordinator, client):
    key = write(nurse)
    text = ReadingText.objects.get().pk
    with pytest.raises(BadInput, match="say why"):
        commands.moderate_reading(by=coordinator, text=text, approve=False)
    for _ in range(2):
        commands.moderate_reading(by=coordinator, text=text, approve=False, because="Gaat over één gezin.")
    assert shown() == []
    assert own_readings(nurse)[0].because == "Gaat over één gezin."
    assert "Gaat over één gezin." in plain(sign_in(client, nurse).get("/cijfers/duiding"))
    with pytest.raises(BadInput, match="cannot be changed"):
        commands.moderate_reading(by=coordinator, text=text, approve=True)
    assert key


def test_a_better_text_is_the_next_version_and_the_old_one_stays_until_then(opened, nurse, coordinator):
    key = write(nurse)
    approve(coordinator, key)
    better = TEXT.replace("jonge", "heel jonge")
    assert commands.rewrite_reading(by=nurse, reading=key, text=better) == 2
    assert shown() == [TEXT]
    approve(coordinator, key)
    assert shown() == [better]
    history = ReadingText.objects.filter(reading=key).order_by("number").values_list("text", "state")
    assert list(history) == [(TEXT, "replaced"), (better, "shown")]
    for _ in range(2):
        commands.withdraw_reading(by=nurse, reading=key)
    assert shown() == []
    assert ReadingText.objects.filter(reading=key).count() == 2


def test_somebody_without_an_account_signs_with_name_and_role(opened, coordinator, client):
    address = f"{AREA}/schrijven"
    assert client.get(address).status_code == 200
    sent = {"indicator": "big2", "text": TEXT, "name": "Anna", "role": "moeder", "email": "anna@example.org"}
    assert client.post(address, {**sent, "website": ""}).status_code == 302
    assert readings_to_moderate(coordinator)[0].email == "anna@example.org"
    approve(coordinator, Reading.objects.get().pk)
    page = client.get(AREA)
    assert "Anna, moeder" in plain(page)
    assert "zonder account" in plain(page)
    assert "example.org" not in page.content.decode()
    assert Reading.objects.get().email == ""


def test_an_address_that_nobody_decided_about_is_erased(opened):
    from datetime import timedelta

    from django.utils import timezone

    from kansrijk.figures.rules import SUGGESTION_DAYS

    suggest()
    suggest(name="Bert")
    commands.sweep()
    assert Reading.objects.exclude(email="").count() == 2
    late = timezone.now() - timedelta(days=SUGGESTION_DAYS, hours=1)
    Reading.objects.filter(name="Anna").update(created_at=late)
    commands.sweep()
    assert Reading.objects.exclude(email="").get().name == "Bert"
    assert ReadingText.objects.filter(state="waiting").count() == 2, "what was said stays"


def test_a_machine_that_fills_every_field_leaves_nothing(opened, client):
    sent = {"indicator": "big2", "text": TEXT, "name": "A", "role": "b", "email": "", "website": "https://x.example"}
    assert client.post(f"{AREA}/schrijven", sent).status_code == 302
    assert Reading.objects.count() == 0


@pytest.mark.req("WEB-19", "figures/data/addresses.csv")
def test_who_writes_too_often_waits(opened, client, settings):
    settings.RATE_FACTOR = 1
    sent = {"indicator": "big2", "text": TEXT, "name": "Anna", "role": "moeder", "email": "", "website": ""}
    answers = [client.post(f"{AREA}/schrijven", sent).status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert Reading.objects.count() == 5


@pytest.mark.req("WEB-08", "templates/figures/readings/reading.html")
@pytest.mark.parametrize("attack", ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{{ 7|add:7 }}"])
def test_a_text_is_shown_as_text(opened, nurse, coordinator, client, attack):
    for area in ("GM9901", "WK990101"):
        approve(coordinator, write(nurse, f"Hier staat veel: {attack}", area))
    suggested = suggest(f"Ook hier staat veel: {attack}", name=attack[:100], role=attack[:100])
    approve(coordinator, suggested)
    for address in ("/gebied/GM9901", AREA, "/gebied/WK990101/duiding"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert ("{{ 7|add:7 }}" in page) == (attack == "{{ 7|add:7 }}")
    assert "<script>alert" not in sign_in(client, coordinator).get("/cijfers/duiding").content.decode()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("kort", "between"),
        ("x" * 1001, "between"),
        ("Bel voor dit gezin met 06-12345678 alstublieft.", "telephone"),
        ("Mail naar iemand@example.org voor meer hierover.", "e-mail"),
        ("Het nummer is 111222333 van deze mevrouw uit de wijk.", "citizen"),
        ("Een tekst met een verborgen teken \u202e erin, omgekeerd.", "cannot be shown"),
    ],
)
def test_what_may_not_be_in_a_text_is_said(opened, nurse, text, why):
    with pytest.raises(BadInput, match=why):
        write(nurse, text)
    assert Reading.objects.count() == 0


def test_ordinary_numbers_are_no_personal_data():
    for text in (
        "Van 2019 tot 2023 ging het van 12,5 naar 14,1 procent.",
        "Er kwamen 1.234 woningen bij.",
        "123456789",
    ):
        assert personal_data_in(text) == ""
    assert personal_data_in("111 222 333") == "number"


def test_a_reading_needs_a_coalition_that_takes_it(made_up, nurse, client):
    with pytest.raises(BadInput, match="no coalition takes"):
        write(nurse)
    page = plain(client.get(f"{AREA}/schrijven"))
    assert "Er is nog geen coalitie" in page


def test_one_coalition_per_gemeente_and_only_the_installation_says_which(opened, beheer, coordinator, other, coalition):
    commands.take_readings(by=beheer, coalition=coalition.slug, area="GM9901")
    with pytest.raises(BadInput, match="another coalition"):
        commands.take_readings(by=beheer, coalition=other.slug, area="GM9901")
    with pytest.raises(Denied):
        commands.take_readings(by=coordinator, coalition=coalition.slug, area="GM9901")
    with pytest.raises(BadInput, match="not the code of a gemeente"):
        commands.take_readings(by=beheer, coalition=coalition.slug, area="WK990101")


def test_a_visitor_cannot_write_under_an_account(opened):
    with pytest.raises(Denied):
        write(VISITOR)


def test_who_may_moderate_stands_in_the_matrix():
    rows = [row for row in matrix() if (row.object, row.verb, row.effect) == ("reading", "moderate", "allow")]
    assert {(row.role, row.relation) for row in rows} == {
        ("coordinator", "own_coalition"),
        ("epidemioloog", "own_coalition"),
    }


def test_every_state_of_a_text_is_reached_and_nothing_leaves_the_end():
    assert {"waiting", *READING_TRANSITIONS.values()} == set(READING_STATES)
    assert {state for state, _ in READING_TRANSITIONS} == {"waiting", "shown"}


def test_what_waits_stands_on_the_start_page_of_who_decides(opened, nurse, coordinator, client):
    write(nurse)
    page = plain(sign_in(client, coordinator).get("/vandaag"))
    assert "wacht op uw besluit" in page
    # Three about one subject are three lines that differ.
    assert re.search(r"Duiding over [^,]+, (?!GM)\w+", page), "the place is not named"
    assert "wacht op uw besluit" not in plain(sign_in(client, nurse).get("/vandaag"))


def test_the_buttons_do_what_they_say(opened, nurse, coordinator, client):
    sign_in(client, nurse).post(f"{AREA}/schrijven", {"indicator": "big2", "text": TEXT, "period": "2023"})
    text = ReadingText.objects.get()
    sign_in(client, coordinator).post(f"/cijfers/duiding/tekst/{text.pk}", {"decision": "approve", "because": ""})
    assert shown() == [TEXT]
    sign_in(client, nurse).post(f"/cijfers/duiding/{text.reading_id}/wijzigen", {"text": TEXT + " En meer."})
    assert ReadingText.objects.filter(state="waiting").count() == 1
    client.post(f"/cijfers/duiding/{text.reading_id}/intrekken")
    assert shown() == []


@pytest.mark.req("SDC-12", "api.readings")
def test_the_interface_gives_approved_readings_and_ones_own_and_nobodys_address(
    client, opened, nurse, coordinator, other
):
    address = "/api/v1/readings?area=GM9901"
    reading = write(nurse)
    suggested = suggest()
    assert client.get(address).json() == {"readings": []}
    (own,) = sign_in(client, nurse).get(address).json()["readings"]
    assert (own["state"], own["area"], own["indicator"]) == ("waiting", "GM9901@2024", "big2")
    assert sign_in(client, coordinator).get(address).json() == {"readings": []}, "a moderator has a page for that"
    client.logout()
    approve(coordinator, reading)
    approve(coordinator, suggested)
    found = client.get(address)
    assert {one["state"] for one in found.json()["readings"]} == {"shown"}
    assert len(found.json()["readings"]) == 2
    assert "anna@example.org" not in found.content.decode()
    assert client.get(f"{address}&indicator=sga").json() == {"readings": []}
    for wrong in (
        "/api/v1/readings",
        f"{address}&indicator=nergens",
        f"{address}&x=1",
        "/api/v1/readings?area=nergens",
    ):
        assert client.get(wrong).status_code == 400, wrong
