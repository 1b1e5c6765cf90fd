"""The screens of referrals: from a file to a door, what is sent and agreed on one page, and each step after it."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.families import people
from tests.families.screens import client_of
from tests.referrals.sending import read, send, step

from kansrijk.offer.models import Desk
from kansrijk.referrals import queries
from kansrijk.trust.models import Coalition

pytestmark = pytest.mark.django_db


@pytest.fixture
def slug(here):
    return Coalition.objects.get(pk=here).slug


def form_of(page: str, button: str) -> dict[str, str]:
    """The hidden fields of the form that holds this button."""
    part = next(one for one in page.split("<form")[1:] if button in one.split("</form")[0]).split("</form")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', part))


def open_(client, name, slug, **keys):
    return client.get(reverse(name, kwargs={"slug": slug, **keys}))


def test_from_a_file_to_what_was_sent(scene, slug):
    client = client_of(scene.sender)
    page = open_(client, "family_file", slug, file=scene.file).content.decode()
    address = reverse("send_referral", kwargs={"slug": slug, "file": scene.file})
    assert address in page
    choice = client.get(address).content.decode()
    assert "Welke hulp past?" in choice
    assert f"?deur={scene.door}" in choice
    form = client.get(f"{address}?deur={scene.door}").content.decode()
    assert "checked" not in form, "nothing has an answer beforehand"
    for text in ("Kanarie Proef", "0600000001", "bel na drie uur", "Hulp met brieven"):
        assert text in form, "the parent sees exactly what goes"
    held = {name: value for name, value in form_of(form, "Verstuur").items() if name in {"key", "mark", "purpose"}}
    texts = {
        "text_contact": "Kanarie Proef\r\nbel 0600000001",
        "text_question": "Hulp met brieven",
        "text_social": "niet dit",
    }
    said = {
        "categories": ["contact", "question", "feedback"],
        "is_informed": "on",
        "agreed": ["self"],
        "channel": "spoken",
        "help_wanted": "yes",
    }
    done = client.post(f"{address}?deur={scene.door}", {**held, **texts, **said})
    assert done.status_code == 302
    again = client.post(f"{address}?deur={scene.door}", {**held, **texts, **said})
    assert again["Location"] == done["Location"], "a double click is one referral"
    shown = client.get(done["Location"]).content.decode()
    assert "Verstuurd. U zorgt ervoor tot iemand het oppakt." in shown
    assert "niet dit" not in shown
    listed = client_of(scene.receiver).get(reverse("referrals", kwargs={"slug": slug})).content.decode()
    assert "Kanarie Proef" in listed


def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(scene, slug):
    client = client_of(scene.sender)
    address = reverse("send_referral", kwargs={"slug": slug, "file": scene.file}) + f"?deur={scene.door}"
    held = form_of(client.get(address).content.decode(), "Verstuur")
    wrong = client.post(
        address,
        {
            **{name: held[name] for name in ("key", "mark", "purpose")},
            "categories": ["contact"],
            "text_contact": "",
            "text_question": "blijft staan",
            "is_informed": "on",
            "agreed": ["self"],
            "channel": "spoken",
            "help_wanted": "yes",
        },
    )
    page = wrong.content.decode()
    assert wrong.status_code == 400
    assert "Zeg hoe deze persoon te bereiken is." in page
    assert "blijft staan" in page
    assert queries.working_list(scene.receiver.actor, scene.here) == []


def test_what_was_agreed_before_is_not_asked_again_on_screen(scene, slug):
    send(scene, "contact", "question")
    client = client_of(scene.sender)
    address = reverse("send_referral", kwargs={"slug": slug, "file": scene.file}) + f"?deur={scene.door}"
    page = client.get(address).content.decode()
    assert "text_contact" in page
    assert "text_social" not in page
    assert "is_informed" not in page
    done = client.post(address, {"key": str(uuid4()), "text_contact": "Kanarie Proef", "text_question": "nog iets"})
    assert done.status_code == 302
    assert "is_informed" in client.get(f"{address}&opnieuw=ja").content.decode()


def test_a_door_without_a_desk_is_called(scene, slug):
    Desk.objects.all().delete()
    address = reverse("send_referral", kwargs={"slug": slug, "file": scene.file})
    client = client_of(scene.sender)
    page = client.get(address).content.decode()
    assert "Hier ontvangt nog niemand op het scherm." in page
    assert (
        "Na het versturen draagt u een link of brief over"
        in client.get(f"{address}?deur={scene.door}").content.decode()
    )
    assert client.get(f"{address}?deur={uuid4()}").status_code == 400


def test_each_step_is_a_button_and_what_cannot_be_is_said(scene, slug):
    made = send(scene)
    client = client_of(scene.receiver)
    address = reverse("referral", kwargs={"slug": slug, "referral": made})
    steps = reverse("referral_step", kwargs={"slug": slug, "referral": made})
    held = form_of(client.get(address).content.decode(), "Ik heb het gelezen")
    assert held["event"] == "receive"
    assert client.post(steps, held).status_code == 302
    assert client.post(steps, held).status_code == 302, "twice is once"
    page = client.get(address).content.decode()
    assert "Wij pakken dit op" in page
    late = client.post(steps, {**held, "event": "accept", "key": str(uuid4())})
    assert late.status_code == 400
    assert "Iemand anders was eerder." in late.content.decode()
    asked = form_of(client.get(address).content.decode(), "Een vraag stellen")
    empty = client.post(steps, {**asked, "words": " "})
    assert empty.status_code == 400
    assert "Schrijf een paar woorden." in empty.content.decode()
    assert client.post(steps, {**asked, "event": "nonsense"}).status_code == 400
    assert read(scene, scene.receiver, made).state == "received"


def test_the_five_lines_say_nothing_of_what_the_family_told(scene, slug):
    made = send(scene)
    step(scene, scene.receiver, made, "receive")
    page = open_(client_of(scene.receiver), "referral", slug, referral=made).content.decode()
    lines = page.split("<pre")[1].split("</pre>")[0]
    assert len([line for line in lines.splitlines() if line.strip()]) == 5
    assert "Kanarie" not in lines
    assert "brieven" not in lines


@pytest.mark.req("SEC-02", "referrals")
def test_a_stranger_finds_no_referral_whether_it_is_there_or_not(scene, slug, here):
    made = send(scene)
    third = client_of(people.somebody("jgz", here, name="derde"))
    answers = {
        (answer.status_code, len(answer.content))
        for key in (made, uuid4())
        for answer in (
            third.get(reverse("referral", kwargs={"slug": slug, "referral": key})),
            third.post(reverse("referral_step", kwargs={"slug": slug, "referral": key}), {"event": "receive"}),
        )
    }
    assert {status for status, _ in answers} == {404}
    assert third.get(reverse("send_referral", kwargs={"slug": slug, "file": scene.file})).status_code == 404


@pytest.mark.req("LAW-06", "addresses of referrals")
def test_no_address_names_a_person_or_a_kind_of_help(scene, slug):
    made = send(scene)
    pages = [
        open_(client_of(scene.sender), "family_file", slug, file=scene.file),
        open_(client_of(scene.receiver), "referrals", slug),
        open_(client_of(scene.receiver), "referral", slug, referral=made),
        client_of(scene.sender).get(reverse("send_referral", kwargs={"slug": slug, "file": scene.file})),
    ]
    found = {link for page in pages for link in re.findall(r'(?:href|action)="([^"]+)"', page.content.decode())}
    assert len(found) > 20
    told = [link for link in found if re.search(r"kanarie|proef|schuld|debt|RMa", link, re.I)]
    assert told == []


def test_the_coordinator_chooses_who_receives_and_sees_no_referral(scene, slug, here):
    coordinator = people.somebody("coordinator", here, name="coor")
    client = client_of(coordinator)
    address = reverse("offer_desks", kwargs={"slug": slug})
    page = client.get(address).content.decode()
    assert f"balie_{scene.door}" in page
    assert client.post(address, {f"balie_{scene.door}": ""}).status_code == 302
    assert not Desk.objects.exists()
    assert client.post(address, {f"balie_{scene.door}": str(scene.receiver.organisation)}).status_code == 302
    assert Desk.objects.get().organisation_id == scene.receiver.organisation
    for wild in (str(uuid4()), "nonsense"):
        assert client.post(address, {f"balie_{scene.door}": wild}).status_code == 422
        assert client.post(address, {f"balie_{wild}": ""}).status_code == 422
    assert Desk.objects.count() == 1
    assert client_of(scene.sender).get(address).status_code == 404
    assert client.get(reverse("referrals", kwargs={"slug": slug})).status_code == 404
    Coalition.objects.filter(pk=here).update(has_families=False)
    assert client.get(address).status_code == 404
