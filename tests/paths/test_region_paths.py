"""Paths flow down from a host of the region: taken, changed here, and a newer version merged three ways or left."""

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.coalition.conftest import SLUG, client_of
from tests.paths.own import agree, change, publish, publish_again
from typer.testing import CliRunner

from kansrijk.cli.main import app
from kansrijk.coalition import commands as coalition_commands
from kansrijk.coalition.commands import leave_region
from kansrijk.coalition.models import RegionTie
from kansrijk.core.faults import BadInput
from kansrijk.paths import commands, queries, shipped
from kansrijk.paths.commands import SomebodyElse
from kansrijk.paths.commands_region import leave_path, merge_path, take_path
from kansrijk.paths.merging import shared
from kansrijk.paths.models import Path, PathVersion, TakenPath
from kansrijk.paths.reading import read
from kansrijk.paths.writing import write
from kansrijk.trust import commands as trust
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
PATH = "geld-en-schulden"
AT = f"/coalitie/{SLUG}/regio/paden/andere/{PATH}"
OWN = f"/coalitie/{SLUG}/paden/{PATH}"


@pytest.fixture
def offered(tied, other):
    """A host that serves us, with a published path."""
    publish(other.pk, PATH)
    return {"host": "andere", "slug": PATH}


@pytest.fixture
def taken(offered, coordinator, coalition):
    take_path(by=coordinator, coalition=coalition.pk, number=1, **offered)
    return {"coalition": coalition.pk, **offered}


def state(by, coalition) -> str:
    return {one.slug: one.state for one in queries.host_paths(by, coalition.pk)}.get(PATH, "")


def newest(coalition) -> PathVersion:
    return PathVersion.objects.filter(path__coalition=coalition, path__slug=PATH).latest("number")


def ours(coalition):
    return queries.paths.parsed(newest(coalition).text)


def merging(where, coalition, number: int, **chosen: str) -> dict:
    keys = {key.replace("__", "."): side for key, side in chosen.items()}
    return {**where, "number": number, "base": newest(coalition).base, "chosen": keys}


def test_a_path_of_the_host_is_taken_as_a_concept_of_our_own(offered, coordinator, coalition):
    browser = client_of(coordinator)
    for page in (f"/coalitie/{SLUG}/regio", f"/coalitie/{SLUG}/paden"):
        assert AT in browser.get(page).content.decode(), page
    assert state(coordinator, coalition) == "new"
    for _ in range(2):
        assert browser.post(AT, {"doen": "overnemen", "nummer": "1"})["Location"] == f"{OWN}/bewerken"
    assert newest(coalition).state == "concept"
    assert TakenPath.objects.count() == 1
    assert AuditRecord.objects.filter(event="path taken from region").count() == 1
    assert state(coordinator, coalition) == "taken"
    assert "niets te beslissen" in browser.get(AT).content.decode()


def test_who_took_a_path_stands_beside_it(taken, coordinator):
    browser = client_of(coordinator)
    for page in (f"/coalitie/{SLUG}/regio", f"/coalitie/{SLUG}/paden"):
        assert f"beslist door {coordinator.name} op " in browser.get(page).content.decode(), page
    assert f"{coordinator.name} besliste op " in browser.get(AT).content.decode()


def test_changes_that_do_not_touch_each_other_come_together_and_ours_stay(taken, coordinator, coalition, other):
    change(coalition.pk, PATH, step="contact", name="Bellen", within=3, within_source="")
    number = publish_again(other.pk, PATH, step="contact", does="Belt of komt langs.", within=7)
    assert ours(coalition).step("contact").does != "Belt of komt langs.", "nothing is pushed"
    assert state(coordinator, coalition) == "changed"
    browser = client_of(coordinator)
    assert AT in browser.get(OWN).content.decode()
    page = browser.get(AT).content.decode()
    assert "Uw namen en termijnen blijven" in page
    assert "binnen 7 werkdagen" in page
    sent = {"doen": "samenvoegen", "nummer": number, "basis": newest(coalition).base}
    assert browser.post(AT, sent)["Location"] == OWN
    contact = ours(coalition).step("contact")
    assert (contact.name, contact.within, contact.does) == ("Bellen", 3, "Belt of komt langs.")
    assert state(coordinator, coalition) == "taken"
    assert AT not in browser.get(OWN).content.decode()


def test_a_conflict_shows_both_texts_and_is_chosen(taken, coordinator, coalition, other):
    change(coalition.pk, PATH, step="contact", does="Belt binnen een dag.")
    number = publish_again(other.pk, PATH, step="contact", does="Komt langs.")
    browser = client_of(coordinator)
    page = browser.get(AT).content.decode()
    assert page.index("Belt binnen een dag.", page.index("Allebei veranderd")) > 0
    assert page.index("Komt langs.", page.index("Allebei veranderd")) > 0
    sent = {"doen": "samenvoegen", "nummer": number, "basis": newest(coalition).base}
    for wrong in ({}, {"keuze-contact.does": "base"}, {"keuze-.first_talk": "theirs"}):
        assert browser.post(AT, {**sent, **wrong}).status_code == 422
    assert ours(coalition).step("contact").does == "Belt binnen een dag."
    looked = browser.post(AT, {**sent, "doen": "nakijken", "keuze-contact.does": "theirs"})
    assert looked.status_code == 200
    assert re.search(r'name="keuze-contact.does" value="theirs" checked', looked.content.decode())
    assert ours(coalition).step("contact").does == "Belt binnen een dag.", "looking stores nothing"
    assert browser.post(AT, {**sent, "keuze-contact.does": "theirs"}).status_code == 302
    assert ours(coalition).step("contact").does == "Komt langs."


def test_what_is_left_stays_ours_and_the_next_version_is_merged_from_what_was_taken(
    taken, coordinator, coalition, other
):
    before = newest(coalition).text
    number = publish_again(other.pk, PATH, parents="Tweede.")
    browser = client_of(coordinator)
    for _ in range(2):
        assert browser.post(AT, {"doen": "laten", "nummer": number}).status_code == 302
    assert AuditRecord.objects.filter(event="path of region left").count() == 1
    assert newest(coalition).text == before
    assert state(coordinator, coalition) == "left"
    assert AT not in browser.get(OWN).content.decode()
    number = publish_again(other.pk, PATH, first_talk="Derde.")
    assert state(coordinator, coalition) == "changed"
    merge_path(by=coordinator, **merging(taken, coalition, number))
    assert (ours(coalition).parents, ours(coalition).first_talk) == ("Tweede.", "Derde.")


def test_a_published_path_of_ours_is_not_touched_until_the_parties_agreed(taken, coordinator, coalition, other):
    commands.offer_version(by=coordinator, coalition=coalition.pk, slug=PATH)
    number = publish_again(other.pk, PATH, parents="Nieuw.")
    with pytest.raises(BadInput) as fault:
        merge_path(by=coordinator, **merging(taken, coalition, number))
    assert fault.value.field == "state"
    page = client_of(coordinator).post(AT, {"doen": "samenvoegen", "nummer": number, "basis": newest(coalition).base})
    assert page.status_code == 422
    assert "ligt voor bij de partijen" in page.content.decode()
    agree(coalition.pk, PATH, coordinator)
    commands.publish_version(by=coordinator, coalition=coalition.pk, slug=PATH)
    assert merge_path(by=coordinator, **merging(taken, coalition, number)) == 2
    states = PathVersion.objects.filter(path__coalition=coalition).order_by("number").values_list("state", flat=True)
    assert list(states) == ["published", "concept"]


def test_an_old_page_changes_nothing(taken, coordinator, coalition, other):
    number = publish_again(other.pk, PATH, parents="Tweede.")
    late = merging(taken, coalition, number)
    change(coalition.pk, PATH, owner="Iemand anders")
    with pytest.raises(SomebodyElse):
        merge_path(by=coordinator, **late)
    assert client_of(coordinator).post(AT, {"doen": "samenvoegen", "nummer": number, "basis": "x"}).status_code == 409
    publish_again(other.pk, PATH, parents="Derde.")
    for act in (
        lambda: merge_path(by=coordinator, **merging(taken, coalition, number)),
        lambda: leave_path(by=coordinator, number=number, **taken),
    ):
        with pytest.raises(BadInput, match="meanwhile"):
            act()
    assert state(coordinator, coalition) == "changed"
    assert ours(coalition).owner == "Iemand anders"


def test_together_no_path_is_said_and_nothing_is_stored(taken, coordinator, coalition, other):
    """The host takes a step out; we begin with it: choosing the host's leaves a path without its beginning."""
    theirs = newest(other)
    steps = ours(coalition).steps
    gone, after = "lezen", "contact"
    change(coalition.pk, PATH, start=gone)
    cut = tuple(
        replace(one, next=tuple(replace(way, to=after) if way.to == gone else way for way in one.next))
        for one in steps
        if one.id != gone
    )
    number = publish_again(other.pk, PATH, steps=cut)
    assert theirs.number + 1 == number
    with pytest.raises(BadInput, match="die stap is er niet"):
        merge_path(by=coordinator, **merging(taken, coalition, number, **{f"{gone}__step": "theirs"}))
    sent = {"doen": "samenvoegen", "nummer": number, "basis": newest(coalition).base, f"keuze-{gone}.step": "theirs"}
    page = client_of(coordinator).post(AT, sent)
    assert page.status_code == 422
    assert "Samen is dit geen pad" in page.content.decode()
    assert ours(coalition).step(gone) is not None


def test_a_path_of_our_own_with_that_name_is_merged_from_their_template(offered, coordinator, coalition, other):
    """Both began with one template: what only one of the two changed comes by itself, and ours follows from then on."""
    commands.start_path(by=coordinator, coalition=coalition.pk, template=PATH)
    change(coalition.pk, PATH, parents="Onze uitleg.")
    number = publish_again(other.pk, PATH, first_talk="Hun gesprek.")
    assert state(coordinator, coalition) == "own"
    browser = client_of(coordinator)
    assert "van één sjabloon" in browser.get(AT).content.decode()
    assert browser.post(AT, {"doen": "overnemen", "nummer": number}).status_code == 422, "ours is not overwritten"
    assert not TakenPath.objects.exists()
    sent = {"doen": "samenvoegen", "nummer": number, "basis": newest(coalition).base}
    assert browser.post(AT, sent)["Location"] == OWN
    assert (ours(coalition).parents, ours(coalition).first_talk) == ("Onze uitleg.", "Hun gesprek.")
    assert state(coordinator, coalition) == "taken"
    publish_again(other.pk, PATH, first_talk="Hun tweede gesprek.")
    assert state(coordinator, coalition) == "changed"
    assert AT in browser.get("/vandaag").content.decode()


def test_two_paths_that_share_nothing_are_chosen_part_by_part(offered, coordinator, coalition, other):
    theirs = ours(other)
    step = replace(theirs.steps[-1], id="eigen", name="Eigen stap")
    text = replace(theirs, first_talk="Ons gesprek.", steps=(*theirs.steps, step), doors=theirs.doors[:1])
    commands.start_path(by=coordinator, coalition=coalition.pk, text=write(text))
    browser = client_of(coordinator)
    page = browser.get(AT).content.decode()
    assert "kiest u" in page
    assert page.index("Ons gesprek.", page.index("Allebei veranderd")) > 0
    sent = {"doen": "samenvoegen", "nummer": "1", "basis": newest(coalition).base}
    assert browser.post(AT, sent).status_code == 422
    assert ours(coalition).first_talk == "Ons gesprek."
    assert browser.post(AT, {**sent, "keuze-.first_talk": "ours"}).status_code == 302
    merged = ours(coalition)
    assert (merged.first_talk, merged.step("eigen").name, len(merged.doors)) == (
        "Ons gesprek.",
        "Eigen stap",
        len(theirs.doors),
    )


def test_the_base_of_two_paths_is_the_older_text_of_their_template():
    old = shipped.texts()[PATH]
    new = write(replace(read(old, ""), version=read(old, "").version + 1, parents="Nieuwer."))
    twin = write(replace(read(old, ""), parents="Anders."))
    assert shared(old, new).parents == shared(new, old).parents == read(old, "").parents
    assert shared(old, old) is not None
    assert shared(old, twin) is shared(old, "") is shared("", old) is None
    assert shared(old, shipped.texts()["roken"]) is None


def test_a_path_that_follows_one_host_is_not_laid_under_another(taken, coordinator, coalition):
    beheer = trust.installation_actor()
    third = trust.create_coalition(by=beheer, name="Derde", slug="derde")
    RegionTie.objects.create(host_id=third, member_id=coalition.pk, joined_on=date(2024, 1, 1))
    publish(third, PATH)
    at = AT.replace("/andere/", "/derde/")
    browser = client_of(coordinator)
    assert "/vergelijken?met=derde/" in browser.get(at).content.decode()
    assert browser.post(at, {"doen": "samenvoegen", "nummer": "1", "basis": newest(coalition).base}).status_code == 422
    assert TakenPath.objects.get().of.coalition.slug == "andere"


def test_a_newer_version_is_on_the_desk_of_who_writes_paths_only(taken, coordinator, coalition, other, person, tied):
    browser, nurse = client_of(coordinator), client_of(person("jgz", coalition))
    assert AT not in browser.get("/vandaag").content.decode()
    number = publish_again(other.pk, PATH, parents="Tweede.")
    assert AT in browser.get("/vandaag").content.decode()
    assert AT not in nurse.get("/vandaag").content.decode()
    assert "Zorgpaden met een nieuwere versie" not in nurse.get("/vandaag").content.decode()
    leave_path(by=coordinator, number=number, **taken)
    assert AT not in browser.get("/vandaag").content.decode()
    publish_again(other.pk, PATH, parents="Derde.")
    assert AT in browser.get("/vandaag").content.decode()
    leave_region(by=coordinator, coalition=coalition.pk, tie=tied)
    assert AT not in browser.get("/vandaag").content.decode(), "a host that serves us no longer sends nothing"


def test_what_the_host_withdraws_is_offered_no_longer_and_ours_stays(taken, coordinator, coalition, host, other):
    commands.withdraw_version(by=host, coalition=other.pk, slug=PATH)
    assert state(coordinator, coalition) == ""
    browser = client_of(coordinator)
    assert browser.get(AT).status_code == 404
    assert browser.get(OWN).status_code == 200


@pytest.mark.req("SEC-11", "commands_region._published")
def test_only_whom_the_host_serves_takes_its_paths(offered, coordinator, coalition, other, person, tied):
    stranger = client_of(person("coordinator", other, email="vreemd@voorbeeld.invalid"))
    assert stranger.get(AT).status_code == 404
    assert stranger.post(AT, {"doen": "overnemen", "nummer": "1"}).status_code == 404
    nurse = client_of(person("jgz", coalition))
    assert "Zorgpaden van de regio" in nurse.get(f"/coalitie/{SLUG}/paden").content.decode()
    assert AT not in nurse.get(f"/coalitie/{SLUG}/paden").content.decode()
    assert nurse.get(AT).status_code == nurse.post(AT, {"doen": "overnemen", "nummer": "1"}).status_code == 404
    leave_region(by=coordinator, coalition=coalition.pk, tie=tied)
    with pytest.raises(Denied):
        take_path(by=coordinator, coalition=coalition.pk, number=1, **offered)
    assert client_of(coordinator).get(AT).status_code == 404
    assert not Path.objects.filter(coalition=coalition).exists()


def test_the_command_line_takes_merges_and_leaves(offered, coordinator, coalition, other):
    def run(*words: str, code: int = 0) -> dict:
        email = f"coordinator@{SLUG}.invalid"
        told = CliRunner().invoke(app, ["paths", *words, "--as", email, "--json"])
        assert told.exit_code == code, told.output
        return json.loads(told.stdout)

    assert [(one["slug"], one["state"]) for one in run("region", SLUG)["paths"]] == [(PATH, "new")]
    assert run("take", SLUG, f"andere/{PATH}")["done"] == "taken"
    change(coalition.pk, PATH, step="contact", does="Belt.")
    publish_again(other.pk, PATH, step="contact", does="Komt langs.")
    told = run("take", SLUG, f"andere/{PATH}", code=1)
    assert [(one["key"], one["ours"], one["theirs"]) for one in told["conflicts"]] == [
        ("contact.does", "Belt.", "Komt langs.")
    ]
    assert ours(coalition).step("contact").does == "Belt."
    run("take", SLUG, f"andere/{PATH}", "--choose", "contact.does=theirs")
    assert ours(coalition).step("contact").does == "Komt langs."
    publish_again(other.pk, PATH, parents="Nog iets.")
    assert run("take", SLUG, f"andere/{PATH}", "--leave")["done"] == "left"
    assert run("region", SLUG)["paths"][0]["state"] == "left"


@pytest.mark.parametrize("sent", [{}, {"doen": "wissen"}, {"doen": "overnemen", "nummer": "x"}, {"doen": "laten"}])
def test_what_is_sent_wrong_changes_nothing(offered, coordinator, coalition, sent):
    answer = client_of(coordinator).post(AT, sent)
    assert answer.status_code in {404, 422}
    assert not Path.objects.filter(coalition=coalition).exists()


def test_the_number_of_queries_does_not_grow_with_the_paths_of_the_host(offered, coordinator, other):
    browser = client_of(coordinator)
    page = f"/coalitie/{SLUG}/paden"
    browser.get(page)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(page)
        return len(captured)

    few = count()
    for template in ("roken", "jonge-ouder", "alcohol-drugs-en-verslaving"):
        publish(other.pk, template)
    assert count() == few


def test_the_interface_tells_members_what_hosts_offer_and_nobody_else(
    taken, coordinator, coalition, host, other, person
):
    at = f"/api/v1/coalitions/{SLUG}/region"
    kept = coalition_commands.Offer("Terugbellen binnen een week", "Wie belt, belt terug.", "execution")
    coalition_commands.publish_template(by=host, coalition=other.pk, kind="agreement", offer=kept)
    browser = client_of(coordinator)
    told = browser.get(at).json()
    assert [one["name"] for one in told["hosts"]] == ["Andere"]
    assert [(one["kind"], one["title"], one["state"], one["taken_version"]) for one in told["templates"]] == [
        ("agreement", "Terugbellen binnen een week", "new", 0)
    ]
    assert [(one["id"], one["version"], one["state"]) for one in told["paths"]] == [(PATH, 1, "taken")]
    publish_again(other.pk, PATH, parents="Nieuw.")
    (path,) = browser.get(at).json()["paths"]
    assert (path["version"], path["taken_version"], path["state"]) == (2, 1, "changed")
    served = client_of(host).get("/api/v1/coalitions/andere/region").json()
    assert [one["name"] for one in served["members"]] == ["Testcoalitie"]
    for who in (person("ervaringsdeskundige", coalition), host):
        assert client_of(who).get(at).status_code == 404
