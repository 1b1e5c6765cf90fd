"""What a coalition is, who takes part, who is missing: commands and screens."""

from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.coalition.conftest import SLUG, client_of

from kansrijk.coalition import commands, queries
from kansrijk.coalition.models import Goal, Party, Person
from kansrijk.core.faults import BadInput
from kansrijk.trust.models import AuditRecord, Membership, Organisation
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
HOME = f"/coalitie/{SLUG}"
TODAY = date.today()
HTML = '<b onmouseover="alert(1)">Zorg & Zo</b>'


def add_party(by, coalition, name="Kraamzorg Proef", kind="kraamzorg", **more):
    joined_on = date(2025, 1, 1)
    return commands.add_party(by=by, coalition=coalition.pk, name=name, kind=kind, joined_on=joined_on, **more)


def add_person(by, coalition, party, name, email="", **more):
    return commands.add_person(by=by, coalition=coalition.pk, party=party, name=name, email=email, **more)


def test_a_profile_holds_several_places_by_name_or_code(coordinator, coalition, places):
    about = {"ambition": "Geen kind buiten beeld", "end_age": 4, "began_on": date(2024, 3, 1)}
    areas = "Proefdam\ngm9902\nWK990101"
    commands.set_profile(by=coordinator, coalition=coalition.pk, areas=areas, **about)
    found = queries.profile(coordinator, coalition.pk)
    assert {place.code for place in found.places} == {"GM9901", "GM9902", "WK990101"}
    assert (found.end_age, found.stage) == (4, "0")
    with pytest.raises(BadInput, match="Nergenshuizen") as fault:
        commands.set_areas(by=coordinator, coalition=coalition.pk, wanted=["Nergenshuizen"])
    assert fault.value.field == "areas"
    assert len(queries.profile(coordinator, coalition.pk).places) == 3, "nothing was stored"
    with pytest.raises(BadInput):
        commands.set_profile(by=coordinator, coalition=coalition.pk, areas="", **{**about, "end_age": 7})


def test_a_coalition_walks_the_stages_and_back(coordinator, coalition):
    said = [commands.move_stage(by=coordinator, coalition=coalition.pk, event="forward") for _ in range(5)]
    assert said == ["1", "2", "3", "4", "5"]
    with pytest.raises(BadInput):
        commands.move_stage(by=coordinator, coalition=coalition.pk, event="forward")
    client_of(coordinator).post(f"{HOME}/fase", {"event": "back"})
    assert queries.profile(coordinator, coalition.pk).stage == "4"


def test_a_party_that_is_added_twice_is_one_party(coordinator, coalition):
    first = add_party(coordinator, coalition)
    assert add_party(coordinator, coalition, name="  kraamzorg proef ") == first
    assert Party.objects.count() == 1


def test_a_party_of_another_coalition_stays_unknown(coordinator, coalition, other, person):
    add_party(person("coordinator", other), other)
    add_party(coordinator, coalition)
    assert Organisation.objects.filter(name="Kraamzorg Proef").count() == 2
    with pytest.raises(Denied):
        queries.parties(coordinator, other.pk)


def test_a_party_that_left_yesterday_takes_its_people_along_and_can_come_back(coordinator, coalition):
    key = add_party(coordinator, coalition)
    add_person(coordinator, coalition, key, "Anne Proef")
    commands.end_party(by=coordinator, party=key, left_on=TODAY - timedelta(days=1))
    (card,) = queries.parties(coordinator, coalition.pk)
    assert (card.is_in_force, card.people) == (False, 0)
    assert queries.people(coordinator, coalition.pk) == []
    with pytest.raises(BadInput):
        add_person(coordinator, coalition, key, "Bo Proef")
    again = add_party(coordinator, coalition)
    assert again != key
    assert Organisation.objects.filter(name="Kraamzorg Proef").count() == 1
    with pytest.raises(BadInput):
        commands.end_party(by=coordinator, party=again, left_on=date(2024, 12, 31))


@pytest.mark.req("SEC-08", "coalition.commands.leaving.end_access")
def test_who_signs_in_for_a_party_that_left_yesterday_finds_nothing(coordinator, coalition, person):
    """The midwife keeps her account and what she is elsewhere; of this coalition she sees nothing any more."""
    midwife = person("verloskundige", coalition)
    own = Organisation.objects.get(memberships__account=midwife.account)
    key = add_party(coordinator, coalition, name=own.name, kind="verloskundigen")
    add_person(coordinator, coalition, key, "Vera Proef", email="vera@voorbeeld.invalid", phone="0101234567")
    hers, ours = client_of(midwife), client_of(coordinator)
    secret = commands.make_feed(by=midwife, coalition=coalition.pk)
    pages = [HOME, f"{HOME}/afspraken", f"{HOME}/acties", f"/agenda/{secret}.ics"]
    assert {hers.get(path).status_code for path in pages} == {200}
    leave = f"{HOME}/partijen/{key}/beeindigen"
    assert "1 account ziet na die dag niets meer van deze coalitie." in ours.get(leave).content.decode()
    assert ours.post(leave, {"left_on": TODAY.isoformat()}).status_code == 302
    assert {hers.get(path).status_code for path in pages} == {200}, "the last day still counts"
    for last in (TODAY + timedelta(days=30), TODAY + timedelta(days=60), TODAY):
        commands.end_party(by=coordinator, party=key, left_on=last)
        assert Membership.objects.get(account=midwife.account).ends_on == last, "a day that is moved moves it along"
    commands.end_party(by=coordinator, party=key, left_on=TODAY - timedelta(days=1))
    assert {hers.get(path).status_code for path in pages} == {404}
    assert hers.get("/vandaag").status_code == 200
    assert Membership.objects.get(account=midwife.account).ends_on == TODAY - timedelta(days=1)
    assert set(Person.objects.values_list("email", "phone")) == {("", "")}, "nor is kept how to reach them"
    assert AuditRecord.objects.filter(event="membership ended").count() == 5


def test_a_person_who_leaves_signs_in_here_no_longer(coordinator, coalition, person):
    nurse = person("jgz", coalition, email="nurse@voorbeeld.invalid")
    party = add_party(coordinator, coalition)
    key = add_person(coordinator, coalition, party, "Noor Proef", email="nurse@voorbeeld.invalid")
    commands.end_person(by=coordinator, person=key, left_on=TODAY - timedelta(days=1))
    assert client_of(nurse).get(HOME).status_code == 404
    assert client_of(coordinator).get(HOME).status_code == 200


def test_the_only_coordinator_does_not_leave_with_the_party(coordinator, coalition, person):
    own = Organisation.objects.get(memberships__account=coordinator.account)
    key = add_party(coordinator, coalition, name=own.name, kind="gemeente")
    ours = client_of(coordinator)
    refused = ours.post(f"{HOME}/partijen/{key}/beeindigen", {"left_on": TODAY.isoformat()})
    assert refused.status_code == 422
    assert "Geef eerst iemand anders die rol." in refused.content.decode()
    assert Party.objects.get().left_on is None, "nothing was stored"
    second = person("coordinator", coalition, email="tweede@voorbeeld.invalid")
    commands.end_party(by=second, party=key, left_on=TODAY - timedelta(days=1))
    assert ours.get(HOME).status_code == 404


def test_who_is_missing_is_told_per_gemeente(coordinator, coalition, places):
    commands.set_areas(by=coordinator, coalition=coalition.pk, wanted=["GM9901", "GM9902"])
    add_party(coordinator, coalition, name="Verloskundigen Proef", kind="verloskundigen")
    add_party(coordinator, coalition, name="Huisarts Proef", kind="huisartsen", gemeenten=["GM9902"])
    about, cards = queries.profile(coordinator, coalition.pk), queries.parties(coordinator, coalition.pk)
    lacking = {one.place: one.kinds for one in queries.missing(coordinator, coalition.pk, cards, about.places)}
    assert "huisartsen" in lacking["Proefdam"]
    assert "huisartsen" not in lacking["Proefmeer"]
    assert all("verloskundigen" not in kinds and "zorgverzekeraar" in kinds for kinds in lacking.values())
    page = client_of(coordinator).get(f"{HOME}/partijen").content.decode()
    assert "In Proefdam missen we" in page
    assert (page.count('class="k-wings__missing"'), page.count('class="k-wings__partly"')) == (6, 1)
    with pytest.raises(BadInput):
        add_party(coordinator, coalition, name="Elders", kind="ggz", gemeenten=["GM0363"])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "geen adres"),
        ("email", "a@b"),
        ("phone", "012"),
        ("phone", "bel mij"),
        ("phone", "06-123456789"),
        ("name", ""),
        ("name", "x" * 121),
        ("name", "Anne\u202eforP"),
        ("expertise", "111222333"),
        ("role", "nul\x00"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(coordinator, coalition, field, value):
    key = add_party(coordinator, coalition)
    with pytest.raises(BadInput) as fault:
        add_person(coordinator, coalition, key, **{"name": "Anne Proef", field: value})
    assert fault.value.field == field
    assert not Person.objects.exists()


def test_one_person_drives_and_the_same_address_is_one_person(coordinator, coalition):
    key = add_party(coordinator, coalition)
    first = add_person(coordinator, coalition, key, "Anne Proef", "Anne@Voorbeeld.invalid", is_driver=True)
    assert add_person(coordinator, coalition, key, "Anne P.", "anne@voorbeeld.invalid") == first
    second = add_person(coordinator, coalition, key, "Bo Proef", "bo@voorbeeld.invalid", is_driver=True)
    assert list(Person.objects.filter(is_driver=True).values_list("pk", flat=True)) == [second]
    with pytest.raises(BadInput):
        commands.change_person(by=coordinator, person=second, name="Bo", email="anne@voorbeeld.invalid")
    commands.end_person(by=coordinator, person=second, left_on=TODAY)
    gone = Person.objects.get(pk=second)
    assert (gone.name, gone.email, gone.phone) == ("Bo Proef", "", "")


def test_members_are_asked_in_one_go_and_confirm_by_their_link_without_an_account(coordinator, coalition):
    key = add_party(coordinator, coalition)
    for name, email in (("Anne", "anne@voorbeeld.invalid"), ("Bo", "bo@voorbeeld.invalid"), ("Cas", "")):
        add_person(coordinator, coalition, key, f"{name} Proef", email)
    browser = client_of(coordinator)
    for _ in range(2):  # a double click sends nothing twice
        assert browser.post(f"{HOME}/wie-is-wie/vragen").status_code == 302
    assert sorted(message.to[0] for message in mail.outbox) == ["anne@voorbeeld.invalid", "bo@voorbeeld.invalid"]
    text = mail.outbox[0].body + mail.outbox[0].subject
    assert not [word for word in ("Anne", "Kraamzorg") if word in text], "WEB-49: a mail names nobody"
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http://testserver"))
    path, guest = link.removeprefix("http://testserver"), Client()
    shown = guest.get(path)
    assert "Anne Proef" in shown.content.decode()
    assert "Bo Proef" not in shown.content.decode()
    assert shown["Referrer-Policy"] == "same-origin", "the link goes to no other site"
    row = Person.objects.get(name="Anne Proef")
    assert row.confirmed_at is None, "opening changes nothing"
    assert "hebt laten weten" in guest.post(path, {"wants_account": "on"}).content.decode()
    row.refresh_from_db()
    first = row.confirmed_at
    guest.post(path, {})
    row.refresh_from_db()
    assert first is not None
    assert (row.confirmed_at, row.wants_account) == (first, True), "it counts once"
    assert "wil een account" in browser.get(f"{HOME}/wie-is-wie").content.decode()


def test_a_link_that_is_old_altered_or_overtaken_opens_nothing(coordinator, coalition):
    import time_machine

    from kansrijk.coalition.commands.inviting import token_of

    key = add_party(coordinator, coalition)
    who = add_person(coordinator, coalition, key, "Anne Proef", "anne@voorbeeld.invalid")
    commands.ask_people(by=coordinator, coalition=coalition.pk, site="http://testserver")
    token, guest = token_of(Person.objects.get(pk=who)), Client()
    assert guest.get(f"/klopt-dit/{token}").status_code == 200
    assert guest.get(f"/klopt-dit/{token[:-2]}").status_code == 404
    with time_machine.travel(TODAY + timedelta(days=5)):
        assert guest.get(f"/klopt-dit/{token}").status_code == 404
    commands.change_person(by=coordinator, person=who, name="Anne Proef", email="nieuw@voorbeeld.invalid")
    assert guest.get(f"/klopt-dit/{token}").status_code == 404
    assert guest.post(f"/klopt-dit/{token}", {}).status_code == 404


def test_a_mail_that_cannot_go_does_not_stop_the_others(coordinator, coalition, monkeypatch):
    from django.core.mail import EmailMessage

    key = add_party(coordinator, coalition)
    for name in ("anne", "bo"):
        add_person(coordinator, coalition, key, name, f"{name}@voorbeeld.invalid")
    send = EmailMessage.send

    def broken(self, *arguments, **named):
        if self.to == ["anne@voorbeeld.invalid"]:
            raise OSError("no mail server")
        return send(self, *arguments, **named)

    monkeypatch.setattr(EmailMessage, "send", broken)
    asked = commands.ask_people(by=coordinator, coalition=coalition.pk, site="http://testserver")
    assert (asked.sent, asked.not_sent) == (1, 1)
    assert Person.objects.get(name="anne").asked_at is None


def test_goals_stand_under_the_national_goal_they_serve(coordinator, coalition):
    browser = client_of(coordinator)
    sent = {"text": "Elke zwangere in beeld voor week 12", "phase": "during", "national": "L3", "pillar": ""}
    for _ in range(2):
        assert browser.post(f"{HOME}/doelen", sent).status_code == 302
    goal = Goal.objects.get()
    page = browser.get(f"{HOME}/doelen").content.decode()
    assert page.index("worden beter gezien") < page.index("Elke zwangere in beeld") < page.index("krijgen eerder")
    assert browser.post(f"{HOME}/doelen/{goal.pk}/beeindigen").status_code == 302
    assert "Afgesloten doelen (1)" in browser.get(f"{HOME}/doelen").content.decode()
    assert browser.post(f"{HOME}/doelen", {**sent, "text": "", "national": "L9"}).status_code == 422


def test_html_in_every_field_is_text(coordinator, coalition):
    browser = client_of(coordinator)

    def post(path, **values):
        assert browser.post(f"{HOME}/{path}", values).status_code == 302, path

    post("partijen", name=HTML, kind="anders", joined_on="2025-01-01")
    party = Party.objects.get()
    post("wie-is-wie/nieuw", party=str(party.pk), name=HTML, role=HTML, expertise=HTML, is_driver="on")
    post("doelen/pijlers", name=HTML)
    post("doelen", text=HTML, phase="after")
    for path in ("", "/partijen", "/wie-is-wie", "/doelen", f"/partijen/{party.pk}/beeindigen", "/wie-is-wie/nieuw"):
        text = browser.get(HOME + path).content.decode()
        assert "<b onmouseover" not in text, path
        assert "&lt;b onmouseover" in text, path


def test_the_start_can_be_left_and_resumed(coordinator, coalition, places):
    browser = client_of(coordinator)
    assert "Begin hier" in browser.get(HOME).content.decode()
    commands.set_areas(by=coordinator, coalition=coalition.pk, wanted=["GM9901"])
    add_party(coordinator, coalition)
    steps = queries.guide(coordinator, coalition.pk)
    assert [step.is_done for step in steps] == [True, True, False, False, False]
    assert [step.code for step in steps if step.is_next] == ["people"]
    assert browser.get(f"{HOME}/begin").content.decode().count("k-guide__done") == 2
    browser.post(f"{HOME}/begin")
    assert "Begin hier" not in browser.get(HOME).content.decode()


def test_a_member_reads_and_only_the_coordinator_changes(coalition, coordinator, person):
    add_party(coordinator, coalition)
    browser = client_of(person("wethouder", coalition))
    for path in ("", "/partijen", "/wie-is-wie", "/doelen"):
        page = browser.get(HOME + path)
        assert page.status_code == 200
        assert "Partij erbij" not in page.content.decode()
    for path in ("/profiel", "/begin", "/wie-is-wie/nieuw"):
        assert browser.get(HOME + path).status_code == 404
    assert browser.post(f"{HOME}/partijen", {"name": "X", "kind": "ggz", "joined_on": "2025-01-01"}).status_code == 404
    assert browser.get("/coalitie")["Location"] == HOME


def test_an_object_of_another_coalition_is_not_found_under_ones_own_address(coordinator, coalition, other, person):
    theirs = person("coordinator", other)
    party = add_party(theirs, other)
    who = add_person(theirs, other, party, "Van de buren")
    goal = commands.add_goal(by=theirs, coalition=other.pk, text="Hun doel", phase="after")
    browser = client_of(coordinator)
    for path in (f"partijen/{party}/beeindigen", f"wie-is-wie/{who}", f"wie-is-wie/{who}/beeindigen"):
        assert browser.get(f"{HOME}/{path}").status_code == 404
    assert browser.post(f"{HOME}/doelen/{goal}/beeindigen").status_code == 404
    with pytest.raises(BadInput):
        add_person(coordinator, coalition, party, "Ingeslopen")


def test_the_first_page_asks_as_often_with_fifty_parties_as_with_one(coordinator, coalition):
    browser = client_of(coordinator)
    add_party(coordinator, coalition)
    browser.get(HOME)
    with CaptureQueriesContext(connection) as one:
        browser.get(HOME)
    for number in range(50):
        key = add_party(coordinator, coalition, name=f"Partij {number}", kind="welzijn")
        add_person(coordinator, coalition, key, f"Persoon {number}")
    with CaptureQueriesContext(connection) as fifty:
        browser.get(HOME)
    assert len(fifty) == len(one)


def test_the_interface_tells_members_and_nobody_else(coordinator, coalition, other, person, places):
    commands.set_areas(by=coordinator, coalition=coalition.pk, wanted=["GM9901"])
    add_party(coordinator, coalition)
    commands.add_goal(by=coordinator, coalition=coalition.pk, text="Eerder hulp", phase="during", national="L4")
    browser = client_of(coordinator)
    assert [one["slug"] for one in browser.get("/api/v1/coalitions").json()["coalitions"]] == [SLUG]
    assert browser.get(f"/api/v1/coalitions/{SLUG}").json()["areas"][0]["name"] == "Proefdam"
    (party,) = browser.get(f"/api/v1/coalitions/{SLUG}/parties").json()["parties"]
    assert (party["kind"], party["side"], party["left_on"]) == ("kraamzorg", "medical", None)
    assert browser.get(f"/api/v1/coalitions/{SLUG}/goals").json()["goals"][0]["national"] == "L4"
    commands.make_action(by=coordinator, coalition=coalition.pk, task=commands.Task(title="Folder maken"))
    (action,) = browser.get(f"/api/v1/coalitions/{SLUG}/actions").json()["actions"]
    assert (action["state"], "owner" in action) == ("open", False)
    about = commands.Terms(title="Samen")
    commands.make_agreement(by=coordinator, coalition=coalition.pk, level="board", text="Wij doen het.", about=about)
    (agreement,) = browser.get(f"/api/v1/coalitions/{SLUG}/agreements").json()["agreements"]
    assert (agreement["standing"], agreement["version"], "text" in agreement) == ("in_force", 1, False)
    stranger = client_of(person("coordinator", other))
    for path in ("", "/parties", "/goals", "/agreements", "/actions"):
        assert stranger.get(f"/api/v1/coalitions/{SLUG}{path}").status_code == 404
    assert Client().get("/api/v1/coalitions").status_code == 401
