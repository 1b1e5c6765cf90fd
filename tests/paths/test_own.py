"""A coalition's own paths: concept, offered, ticked, published, immutable; two who edit; the template that changes."""

import json
import re
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from tests.paths.own import agree, change, coordinator, member, publish
from typer.testing import CliRunner

from kansrijk.cli.main import app
from kansrijk.core.faults import BadInput
from kansrijk.offer.models import Directory
from kansrijk.paths import commands, queries, rules, shipped
from kansrijk.paths.models import PathTick, PathVersion
from kansrijk.paths.reading import read
from kansrijk.paths.writing import Own, lay_over, write
from kansrijk.trust import commands as trust
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.models import Account, AuditRecord
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
SLUG = "geld-en-schulden"
RENEWAL = f"/coalitie/test/paden/{SLUG}/sjabloon"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def coalition() -> UUID:
    found = trust.create_coalition(by=trust.installation_actor(), name="Test", slug="test", is_fictional=True)
    Directory.objects.create(coalition_id=found, areas=["0011"], is_public=True)
    return found


@pytest.fixture
def started(coalition) -> UUID:
    commands.start_path(by=coordinator(coalition), coalition=coalition, template=SLUG)
    return coalition


def signed_in(coalition: UUID, role: str = "coordinator") -> Client:
    beheer = trust.installation_actor()
    account = Account.objects.create_user(f"{role}@voorbeeld.invalid", None, name=role)
    party = trust.create_organisation(by=beheer, name=f"Partij {role}")
    begin = date(2024, 1, 1)
    trust.join(by=beheer, account=account.pk, organisation=party, coalition=coalition, role=role, starts_on=begin)
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


# -- the life of a version --


def test_every_state_and_event_of_the_table_is_reachable():
    states, reached = {"concept"}, {"concept"}
    while states:
        states = {after for (state, _), (after, _) in rules.TRANSITIONS.items() if state in states} - reached
        reached |= states
    assert reached == set(rules.STATES)


def test_a_path_is_published_only_when_every_party_agreed(started):
    by = coordinator(started)
    with pytest.raises(BadInput):
        commands.publish_version(by=by, coalition=started, slug=SLUG)
    commands.offer_version(by=by, coalition=started, slug=SLUG)
    with pytest.raises(BadInput, match="not agreed"):
        commands.publish_version(by=by, coalition=started, slug=SLUG)
    commands.tick(by=by, coalition=started, slug=SLUG, party="schuldhulp", name="M. de Wit")
    with pytest.raises(BadInput, match="sociaal-team"):
        commands.publish_version(by=by, coalition=started, slug=SLUG)
    team = member(started, "sociaal-team")
    commands.tick(by=team, coalition=started, slug=SLUG, party="sociaal-team")
    commands.tick(by=team, coalition=started, slug=SLUG, party="sociaal-team")
    assert PathTick.objects.filter(is_written_down=False).count() == 1, "a double click is one tick"
    assert commands.publish_version(by=by, coalition=started, slug=SLUG) == 1
    assert queries.path(VISITOR, "test", SLUG).state == "published"


def test_somebody_ticks_for_the_own_party_only(started):
    commands.offer_version(by=coordinator(started), coalition=started, slug=SLUG)
    with pytest.raises(Denied):
        commands.tick(by=member(started, "jgz"), coalition=started, slug=SLUG, party="sociaal-team")
    with pytest.raises(BadInput, match="who of that party"):
        commands.tick(by=coordinator(started), coalition=started, slug=SLUG, party="sociaal-team")


def test_what_waits_for_a_party_stands_on_its_start_page(started):
    client = signed_in(started, "sociaal-team")
    assert "wachten" not in words(client.get("/vandaag"))
    commands.offer_version(by=coordinator(started), coalition=started, slug=SLUG)
    assert f"/coalitie/test/paden/{SLUG}" in client.get("/vandaag").content.decode()
    client.post(f"/coalitie/test/paden/{SLUG}/doen", {"doen": "instemmen", "partij": "sociaal-team"})
    assert PathTick.objects.get().is_written_down is False
    assert f"/coalitie/test/paden/{SLUG}" not in client.get("/vandaag").content.decode()


def test_taking_back_makes_ticks_void(started):
    by = coordinator(started)
    commands.offer_version(by=by, coalition=started, slug=SLUG)
    agree(started, SLUG, by)
    commands.revise_version(by=by, coalition=started, slug=SLUG)
    assert not PathTick.objects.exists()


def test_a_path_that_goes_round_for_ever_is_not_laid_before_anybody(started):
    client, by = signed_in(started), coordinator(started)
    text = PathVersion.objects.get().text
    path = read(text, "")
    first = path.steps[0]
    round_about = tuple(
        replace(one, is_end=False, next=tuple(replace(branch, to=first.id) for branch in one.next) or first.next)
        for one in path.steps
    )
    change(started, SLUG, steps=round_about)
    answer = client.post(f"/coalitie/test/paden/{SLUG}/doen", {"doen": "voorleggen"}, follow=True)
    assert "Niet elk gezin kan dit pad tot een einde lopen." in words(answer)
    assert "gaan steeds in het rond" in words(answer)
    assert PathVersion.objects.get().state == "concept"
    change(started, SLUG, steps=path.steps)
    commands.offer_version(by=by, coalition=started, slug=SLUG)
    agree(started, SLUG, by)
    # A version that was offered before the check stood here is stopped on the way out.
    PathVersion.objects.update(text=write(replace(path, steps=round_about)))
    with pytest.raises(BadInput, match="the check finds") as fault:
        commands.publish_version(by=by, coalition=started, slug=SLUG)
    assert fault.value.field == "check"


def test_who_changed_and_who_published_is_told_inside_only(coalition):
    publish(coalition, SLUG)
    change(coalition, SLUG, parents="Anders.")
    at, own = f"/coalitie/test/paden/{SLUG}", signed_in(coalition)
    page = words(own.get(at))
    assert "Laatst gewijzigd door Coördinator op" in page
    assert "gepubliceerd door Coördinator op " in page, "of the version before"
    assert "Gepubliceerd door Coördinator." in words(own.get(f"{at}?versie=1"))
    assert "Coördinator" not in words(Client().get(at))
    seen = queries.path(VISITOR, "test", SLUG).versions
    assert [(one.changed_by, one.published_by) for one in seen] == [("", "")]


def test_what_is_published_never_changes(coalition):
    publish(coalition, SLUG)
    version = PathVersion.objects.get()
    for values in ({"text": "x"}, {"name": "x"}, {"number": 9}, {"state": "concept", "published_at": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PathVersion.objects.filter(pk=version.pk).update(**values)
    by = coordinator(coalition)
    page = queries.path(by, "test", SLUG)
    changed = write(lay_over(page.definition, Own(owner="Nieuwe eigenaar")))
    assert commands.save_draft(by=by, coalition=coalition, slug=SLUG, text=changed, base=page.base) == 2
    assert queries.path(VISITOR, "test", SLUG).definition.owner == "", "the public sees what was published"
    commands.offer_version(by=by, coalition=coalition, slug=SLUG)
    agree(coalition, SLUG, by)
    commands.publish_version(by=by, coalition=coalition, slug=SLUG)
    assert queries.path(VISITOR, "test", SLUG).definition.owner == "Nieuwe eigenaar"
    assert list(PathVersion.objects.order_by("number").values_list("state", flat=True)) == ["replaced", "published"]
    commands.withdraw_version(by=by, coalition=coalition, slug=SLUG)
    with pytest.raises(Denied):
        queries.path(VISITOR, "test", SLUG)


# -- names and limits over a template --


@pytest.mark.parametrize("name", list(shipped.templates()))
def test_writing_and_reading_a_path_changes_nothing(name):
    path = shipped.templates()[name]
    again = read(write(path), path.file)
    assert write(again) == write(path)


def test_a_new_template_keeps_the_names_and_limits_of_the_coalition(started, monkeypatch):
    by = coordinator(started)
    page = queries.path(by, "test", SLUG)
    own = Own(owner="Gemeente", names={"contact": "Bellen"}, limits={"contact": 3}, parties={"schuldhulp": "Team Geld"})
    text = write(lay_over(page.definition, own))
    commands.save_draft(by=by, coalition=started, slug=SLUG, text=text, base=page.base)
    assert not queries.path(by, "test", SLUG).has_news
    fresh = shipped.texts()[SLUG].replace("Vraag hoe het gaat met geld.", "Vraag rustig hoe het gaat met geld.")
    monkeypatch.setattr(shipped, "texts", lambda: {SLUG: fresh})
    page = queries.path(by, "test", SLUG)
    assert page.has_news
    commands.take_template(by=by, coalition=started, slug=SLUG, base=page.base)
    page = queries.path(by, "test", SLUG)
    assert not page.has_news
    assert page.definition.first_talk.startswith("Vraag rustig")
    assert (page.definition.step("contact").name, page.definition.step("contact").within) == ("Bellen", 3)
    assert page.definition.parties["schuldhulp"] == "Team Geld"
    assert page.definition.owner == "Gemeente"


def _fresh(monkeypatch) -> str:
    """The shipped template says something else from now on."""
    fresh = shipped.texts()[SLUG].replace("Vraag hoe het gaat met geld.", "Vraag rustig hoe het gaat met geld.")
    monkeypatch.setattr(shipped, "texts", lambda: {SLUG: fresh})
    return fresh


def test_taking_a_new_template_twice_is_taking_it_once_and_keeps_an_own_name(coalition, monkeypatch):
    publish(coalition, SLUG)
    by = coordinator(coalition)
    page = queries.path(by, "test", SLUG)
    text = write(replace(page.definition, name="Onze route"))
    commands.save_draft(by=by, coalition=coalition, slug=SLUG, text=text, base=page.base)
    _fresh(monkeypatch)
    base = queries.path(by, "test", SLUG).base
    first = commands.take_template(by=by, coalition=coalition, slug=SLUG, base=base)
    kept = PathVersion.objects.get(path__slug=SLUG, number=first)
    assert commands.take_template(by=by, coalition=coalition, slug=SLUG, base=base) == first
    now = PathVersion.objects.get(path__slug=SLUG, number=first)
    assert (now.text, now.changed_at) == (kept.text, kept.changed_at)
    assert PathVersion.objects.filter(path__slug=SLUG).count() == 2
    assert queries.path(by, "test", SLUG).definition.name == "Onze route"


@pytest.mark.parametrize("what", ["step", "doors", "parents"])
def test_a_new_template_takes_nothing_away_that_the_coalition_wrote(started, monkeypatch, what):
    """What only the coalition wrote stays, what only the template changed comes, and the notice ends."""
    by, client = coordinator(started), signed_in(started)
    page = queries.path(by, "test", SLUG)
    whole = page.definition
    own = {
        "step": replace(whole, steps=(*whole.steps, replace(whole.steps[-1], id="eigen", name="Eigen stap"))),
        "doors": replace(whole, doors=whole.doors[:1]),
        "parents": replace(whole, parents="Onze eigen uitleg."),
    }[what]
    commands.save_draft(by=by, coalition=started, slug=SLUG, text=write(own), base=page.base)
    _fresh(monkeypatch)
    assert RENEWAL in client.get(f"/coalitie/test/paden/{SLUG}").content.decode()
    assert RENEWAL in client.get("/vandaag").content.decode()
    base = re.search(r'name="basis" value="([^"]+)"', client.get(RENEWAL).content.decode())[1]
    stored = client.post(RENEWAL, {"doen": "samenvoegen", "basis": base}, follow=True)
    assert "Het nieuwe sjabloon staat in uw concept" in words(stored)
    after = queries.path(by, "test", SLUG)
    assert not after.has_news
    assert after.definition.first_talk.startswith("Vraag rustig")
    kept = (after.definition.step("eigen") is not None, len(after.definition.doors), after.definition.parents)
    assert kept == (what == "step", len(own.doors), own.parents)
    for page in (f"/coalitie/test/paden/{SLUG}", "/vandaag"):
        assert RENEWAL not in client.get(page).content.decode(), page
    assert "niets te beslissen" in words(client.get(RENEWAL))


@pytest.mark.req("RES-07", "commands.take_template")
def test_a_text_that_template_and_coalition_both_changed_is_chosen(started, monkeypatch):
    by, client = coordinator(started), signed_in(started)
    change(started, SLUG, first_talk="Ons eigen gesprek.")
    fresh = read(_fresh(monkeypatch), "").first_talk
    page = client.get(RENEWAL).content.decode()
    both = page[page.index("Allebei veranderd") :]
    assert "Ons eigen gesprek." in both
    assert fresh[:40] in both
    sent = {"basis": queries.path(by, "test", SLUG).base}
    for wrong in ({}, {"keuze-.first_talk": "base"}):
        refused = client.post(RENEWAL, {**sent, **wrong, "doen": "samenvoegen"})
        assert refused.status_code == 422
        assert "Kies een tekst" in words(refused)
    looked = client.post(RENEWAL, {**sent, "doen": "nakijken", "keuze-.first_talk": "theirs"})
    assert re.search(r'name="keuze-.first_talk" value="theirs" checked', looked.content.decode())
    assert queries.path(by, "test", SLUG).definition.first_talk == "Ons eigen gesprek.", "looking stores nothing"
    assert client.post(RENEWAL, {"doen": "samenvoegen", "basis": "x", "keuze-.first_talk": "ours"}).status_code == 409
    assert client.post(RENEWAL, {**sent, "doen": "samenvoegen", "keuze-.first_talk": "theirs"}).status_code == 302
    assert queries.path(by, "test", SLUG).definition.first_talk == fresh


def test_a_template_that_is_left_is_offered_no_more_until_it_changes_again(started, monkeypatch):
    by, client = coordinator(started), signed_in(started)
    change(started, SLUG, first_talk="Ons eigen gesprek.")
    fresh = _fresh(monkeypatch)
    before = queries.path(by, "test", SLUG).text
    assert client.post(RENEWAL, {"doen": "laten", "nummer": "een ander"}).status_code == 422
    for _ in range(2):
        assert client.post(RENEWAL, {"doen": "laten", "nummer": rules.mark(fresh)}).status_code == 302
    assert AuditRecord.objects.filter(event="template left").count() == 1
    page = queries.path(by, "test", SLUG)
    assert (page.text, page.has_news) == (before, False)
    assert RENEWAL not in client.get("/vandaag").content.decode()
    assert "Allebei veranderd" in words(client.get(RENEWAL)), "who left it may still take it in"
    again = {SLUG: fresh.replace("Vraag rustig", "Vraag open")}
    monkeypatch.setattr(shipped, "texts", lambda: again)
    assert RENEWAL in client.get("/vandaag").content.decode()
    commands.take_template(by=by, coalition=started, slug=SLUG, base=page.base, chosen={".first_talk": "theirs"})
    assert queries.path(by, "test", SLUG).definition.first_talk.startswith("Vraag open")


def test_a_new_template_is_laid_before_who_writes_paths_only(started, monkeypatch):
    _fresh(monkeypatch)
    nurse = signed_in(started, "jgz")
    assert RENEWAL not in nurse.get("/vandaag").content.decode()
    assert RENEWAL not in nurse.get(f"/coalitie/test/paden/{SLUG}").content.decode()
    assert nurse.get(RENEWAL).status_code == nurse.post(RENEWAL, {"doen": "samenvoegen"}).status_code == 404
    other = trust.create_coalition(by=trust.installation_actor(), name="Ander", slug="ander")
    assert queries.changed_templates(coordinator(other)) == []
    assert [one.slug for one in queries.changed_templates(coordinator(started))] == [SLUG]
    boss = signed_in(started)
    assert boss.post(RENEWAL, {"doen": "wissen"}).status_code == 404
    assert boss.get("/coalitie/test/paden/bestaat-niet/sjabloon").status_code == 404


def test_the_command_line_renews_a_path_from_its_template(started, monkeypatch):
    signed_in(started)
    change(started, SLUG, first_talk="Ons eigen gesprek.")
    fresh = read(_fresh(monkeypatch), "").first_talk

    def run(*more: str, code: int = 0) -> dict:
        sent = ["paths", "renew", "test", SLUG, *more, "--as", "coordinator@voorbeeld.invalid", "--json"]
        told = CliRunner().invoke(app, sent)
        assert told.exit_code == code, told.output
        return json.loads(told.stdout)

    told = run(code=1)
    assert [(one["key"], one["ours"], one["theirs"]) for one in told["conflicts"]] == [
        (".first_talk", "Ons eigen gesprek.", fresh)
    ]
    assert run("--leave")["done"] == "left"
    assert run("--choose", ".first_talk=theirs")["done"] == "taken"
    assert queries.path(coordinator(started), "test", SLUG).definition.first_talk == fresh


# -- who may --


@pytest.mark.req("SEC-11", "queries._visible")
def test_a_stranger_finds_no_concept_and_changes_nothing(started):
    other = trust.create_coalition(by=trust.installation_actor(), name="Ander", slug="ander")
    stranger = coordinator(other)
    for ask in (VISITOR, stranger):
        with pytest.raises(Denied):
            queries.path(ask, "test", SLUG)
        assert queries.paths_of(ask) == []
    for act in (commands.offer_version, commands.revise_version, commands.publish_version, commands.withdraw_version):
        with pytest.raises(Denied):
            act(by=stranger, coalition=started, slug=SLUG)
    with pytest.raises(Denied):
        commands.save_draft(by=stranger, coalition=started, slug=SLUG, text="x", base="")
    with pytest.raises(Denied):
        commands.tick(by=stranger, coalition=started, slug=SLUG, party="schuldhulp", name="x")


def test_a_member_reads_concepts_and_only_the_coordinator_writes(started):
    nurse = member(started, "jgz")
    assert queries.path(nurse, "test", SLUG).state == "concept"
    with pytest.raises(Denied):
        commands.offer_version(by=nurse, coalition=started, slug=SLUG)


# -- on screen --


def test_from_template_to_published_on_screen(coalition):
    client = signed_in(coalition)
    assert "Nog geen zorgpad" in words(client.get("/coalitie/test/paden"))
    answer = client.post("/coalitie/test/paden", {"sjabloon": SLUG})
    assert answer["Location"] == f"/coalitie/test/paden/{SLUG}/bewerken"
    edit = client.get(answer["Location"])
    assert "de termijn in. Dat is nog niet gedaan" in words(edit)
    base = re.search(r'name="basis" value="([^"]+)"', edit.content.decode())[1]
    sent = {"vorm": "velden", "basis": base, "binnen-contact": "4", "naam-contact": "Bellen", "owner": "Noor"}
    checked = client.post(answer["Location"], {**sent, "doen": "nakijken"})
    assert checked.status_code == 200
    assert PathVersion.objects.get().text == shipped.texts()[SLUG], "checking stores nothing"
    stored = client.post(answer["Location"], {**sent, "doen": "bewaren"}, follow=True)
    assert "Bellen" in words(stored)
    assert "binnen 4 werkdagen" in words(stored)
    act = f"/coalitie/test/paden/{SLUG}/doen"
    client.post(act, {"doen": "voorleggen"})
    assert "Niet elke partij" in words(client.post(act, {"doen": "publiceren"}, follow=True))
    for party in ("schuldhulp", "sociaal-team"):
        client.post(act, {"doen": "instemmen", "partij": party, "naam": "Iemand"})
    client.post(act, {"doen": "publiceren"})
    public = Client().get(f"/coalitie/test/paden/{SLUG}")
    assert public.status_code == 200
    assert "Iemand" not in words(public), "who said so stays inside"
    for kind in ("routekaart", "meelopen", "tekening.svg", "pad.yaml", "vergelijken?met=sjabloon"):
        assert Client().get(f"/coalitie/test/paden/{SLUG}/{kind}").status_code == 200
    assert f"/coalitie/test/paden/{SLUG}" in Client().get("/paden").content.decode()


def test_two_who_edit_keep_both_texts(started):
    client = signed_in(started)
    at = f"/coalitie/test/paden/{SLUG}/bewerken"
    base = re.search(r'name="basis" value="([^"]+)"', client.get(at).content.decode())[1]
    first = {"vorm": "velden", "basis": base, "owner": "De eerste", "doen": "bewaren"}
    assert client.post(at, first).status_code == 302
    second = client.post(at, {**first, "owner": "De tweede"})
    assert second.status_code == 409
    page = second.content.decode()
    assert "De eerste" in page
    assert "De tweede" in page
    assert queries.path(coordinator(started), "test", SLUG).definition.owner == "De eerste"
    base = re.search(r'name="basis" value="([^"]+)"', page)[1]
    text = write(lay_over(shipped.templates()[SLUG], Own(owner="Samen")))
    assert client.post(at, {"vorm": "tekst", "basis": base, "tekst": text, "doen": "bewaren"}).status_code == 302
    assert queries.path(coordinator(started), "test", SLUG).definition.owner == "Samen"


@pytest.mark.parametrize(
    ("sent", "word"),
    [
        ({"vorm": "tekst", "tekst": "id: &a [*a]"}, "verwijzingen"),
        ({"vorm": "tekst", "tekst": "id:\n\t- x"}, "tab"),
        ({"vorm": "tekst", "tekst": ""}, "leeg"),
        ({"vorm": "tekst", "tekst": "x: " + "y" * 300_000}, "groter"),
        ({"vorm": "velden", "binnen-contact": "binnenkort"}, "werkdagen"),
        ({"vorm": "velden", "binnen-contact": "-1"}, "werkdagen"),
        ({"vorm": "velden", "checked_on": "gisteren"}, "datum"),
    ],
)
def test_what_is_no_path_is_refused_and_kept_on_the_page(started, sent, word):
    client = signed_in(started)
    answer = client.post(f"/coalitie/test/paden/{SLUG}/bewerken", {**sent, "basis": "x", "doen": "bewaren"})
    assert answer.status_code == 400
    assert word in words(answer)
    assert PathVersion.objects.get().text == shipped.texts()[SLUG]


@pytest.mark.req("WEB-11", "templates")
def test_html_in_every_field_stays_text(started):
    client = signed_in(started)
    at = f"/coalitie/test/paden/{SLUG}/bewerken"
    evil = "<script>alert(1)</script>"
    page = client.get(at).content.decode()
    base = re.search(r'name="basis" value="([^"]+)"', page)[1]
    fields = [name for name in re.findall(r'<input[^>]* name="([^"]+)"', page) if "-" in name and "csrf" not in name]
    sent = {name: evil for name in fields if not name.startswith("binnen-")}
    sent |= {"owner": evil, "first_talk": evil, "act": evil, "vorm": "velden", "basis": base, "doen": "bewaren"}
    assert client.post(at, sent).status_code == 302
    for end in ("", "/bewerken", "/routekaart", "/meelopen", "/tekening.svg", "/vergelijken?met=sjabloon"):
        body = client.get(f"/coalitie/test/paden/{SLUG}{end}").content.decode()
        assert evil not in body, end


def test_a_limit_that_is_none_loses_nothing_else_that_was_typed(started):
    client, at = signed_in(started), f"/coalitie/test/paden/{SLUG}/bewerken"
    base = queries.path(coordinator(started), "test", SLUG).base
    sent = {
        "vorm": "velden",
        "basis": base,
        "doen": "bewaren",
        "binnen-contact": "gauw",
        "naam-contact": "Eerst bellen",
    }
    answer = client.post(at, {**sent, "owner": "Noor", "partij-schuldhulp": "Team Geld", "doet-contact": "Belt zelf."})
    assert answer.status_code == 400
    page = answer.content.decode()
    for typed in (
        'value="gauw"',
        'value="Eerst bellen"',
        'value="Noor"',
        'value="Team Geld"',
        ">Belt zelf.</textarea>",
    ):
        assert typed in page
    assert PathVersion.objects.get().text == shipped.texts()[SLUG]


def test_comparing_tells_what_changed(started):
    client = signed_in(started)
    page = queries.path(coordinator(started), "test", SLUG)
    text = write(lay_over(page.definition, Own(limits={"contact": 3})))
    commands.save_draft(by=coordinator(started), coalition=started, slug=SLUG, text=text, base=page.base)
    told = words(client.get(f"/coalitie/test/paden/{SLUG}/vergelijken?met=sjabloon"))
    assert "binnen 10 werkdagen" in told
    assert "binnen 3 werkdagen" in told
    assert "gelijk" in words(client.get(f"/coalitie/test/paden/{SLUG}/vergelijken?van=1&naar=1"))


def test_the_check_knows_the_parties_and_the_offer_of_the_coalition(started):
    by = coordinator(started)
    found = {one.rule for one in queries.findings(by, started, shipped.texts()[SLUG], "nl")}
    assert {"unknown_party", "unknown_service", "no_time_limit"} <= found
    assert queries.local_by_slug(trust.installation_actor(), "test").parties == frozenset()
    with pytest.raises(BadInput):
        queries.local_by_slug(trust.installation_actor(), "bestaat-niet")
