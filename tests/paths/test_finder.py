"""The door finder: what fits and why, what is kept of it (nothing), and how long it takes a midwife."""

import logging
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.coalition.conftest import client_of
from tests.paths.own import COORDINATOR_ROLE, publish

from kansrijk.offer import vocabulary
from kansrijk.offer.models import Directory, OwnFactor, Provider, Service
from kansrijk.paths import commands, queries, shipped
from kansrijk.trust.actors import VISITOR, Actor, Tie
from kansrijk.trust.commands import create_coalition, create_organisation, installation_actor
from kansrijk.trust.models import Account, Coalition, Membership

pytestmark = pytest.mark.django_db
POSTCODE = "0011"


@pytest.fixture
def place():
    """A coalition with a public directory of three doors at one postcode."""
    beheer = installation_actor()
    coalition = create_coalition(by=beheer, name="Kansrijk Test", slug="kansrijk-test", is_fictional=True)
    Directory.objects.create(coalition_id=coalition, areas=[POSTCODE], is_public=True)
    provider = Provider.objects.create(coalition_id=coalition, name="Gemeente Test", name_key="gemeente test")
    today = timezone.localdate()

    def service(name: str, kind: str, checked: date, **more):
        key = name.lower()
        return Service.objects.create(
            coalition_id=coalition,
            provider=provider,
            slug=key.replace(" ", "-"),
            name=name,
            name_key=key,
            kind=kind,
            phases=["before", "during", "after"],
            areas=[POSTCODE],
            phone="0800 0000",
            checked_on=checked,
            review_on=checked + timedelta(days=180),
            search_key=key,
            **more,
        )

    service("Schuldhulp Test", "debt_help", today - timedelta(days=14), response_days=3)
    service("Oude schuldhulp", "debt_help", today - timedelta(days=400))
    service("Sociaal team Test", "social_team", today - timedelta(days=2), response_days=5)
    return coalition


def ask(client, **sent):
    return client.post("/hulp-vinden", {"thema": "geld-en-schulden", "fase": "during", "postcode": POSTCODE} | sent)


def words(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_from_the_offer_alone_it_says_so_and_gives_reasons(client, place):
    page = words(ask(client))
    assert "Deze deuren komen alleen uit de sociale kaart" in page
    assert "Antwoord binnen 3 werkdagen" in page
    assert "tijdens de zwangerschap, werkt op 0011 · gecontroleerd 14 dagen geleden" in page
    assert page.index("Schuldhulp Test") < page.index("Oude schuldhulp")
    assert "te lang niet bevestigd" in page


def test_a_number_stands_as_people_read_it_and_a_day_in_words(client, place):
    today = timezone.localdate()
    shown = {0: "vandaag gecontroleerd", 1: "gisteren gecontroleerd", 2: "gecontroleerd 2 dagen geleden"}
    for days, told in shown.items():
        on = today - timedelta(days=days)
        Service.objects.update(phone="0715123456", checked_on=on, review_on=on + timedelta(days=180))
        answer = ask(client)
        assert told in words(answer), days
        assert "1 dagen" not in words(answer)
    assert 'href="tel:0715123456">Bel 071 512 34 56</a>' in answer.content.decode()


def test_with_a_published_path_it_says_what_to_do_today_and_what_stays_ones_task(client, place):
    publish(place, "geld-en-schulden")
    page = words(ask(client))
    path = shipped.templates()["geld-en-schulden"]
    assert path.urgent.signs[0] in page
    assert path.stays_responsible in page
    assert "het zorgpad noemt deze deur" in page
    assert "alleen uit de sociale kaart" not in page
    assert "/coalitie/kansrijk-test/paden/geld-en-schulden" in ask(client).content.decode()


def test_a_place_without_a_directory_says_so(client, place):
    page = words(ask(client, postcode="9999"))
    assert "nog geen sociale kaart" in page
    assert "0800-2000" in page


@pytest.mark.parametrize("code", [one.code for one in vocabulary.factors().values() if one.storage == "never"])
def test_a_factor_of_which_nothing_may_be_stored_opens_the_card(client, place, code):
    page = words(ask(client, thema="", factor=code))
    assert "de meldcode" in page
    assert "Hiervan wordt niets bewaard" in page
    answer = queries.find_doors(VISITOR, factors=[code], phase="during", postcode=POSTCODE)
    assert answer.opens_card
    assert answer.doors == ()


@pytest.fixture
def own_factors(place):
    """Two coalitions at one place, each with a factor E01 of its own, and help for it."""
    other = create_coalition(by=installation_actor(), name="Andere", slug="andere", is_fictional=True)
    Directory.objects.create(coalition_id=other, areas=["0011"], is_public=True)
    said = {"code": "E01", "side": "risk", "domain": "material", "phases": ["during"]}
    OwnFactor.objects.create(coalition_id=place, nl="Ver van een halte", **said)
    OwnFactor.objects.create(coalition_id=other, nl="Geen telefoon", **said)
    for coalition, name in ((place, "Taxibus"), (other, "Belbus")):
        service = Service.objects.filter(coalition_id=place).first()
        provider = Provider.objects.create(coalition_id=coalition, name=f"Van {name}", name_key=f"van {name}".lower())
        service.pk, service._state.adding = None, True
        service.coalition_id, service.provider, service.kind = coalition, provider, "parent_group"
        service.name, service.slug, service.name_key, service.factors = name, name.lower(), name.lower(), ["E01"]
        service.save()
    return place


def test_a_factor_of_ones_own_coalition_finds_its_help_and_nobody_elses(own_factors, client):
    """The same code means something else elsewhere: it goes with its coalition, and a stranger cannot ask by it."""
    by = own_coordinator(own_factors)
    Membership.objects.create(
        account_id=by.account,
        organisation_id=by.ties[0].organisation,
        coalition_id=own_factors,
        role="coordinator",
        starts_on=date(2024, 1, 1),
    )
    mine = client_of(by)
    page = mine.get("/hulp-vinden").content.decode()
    assert "Toegevoegd door Kansrijk Test" in page
    assert 'value="E01@kansrijk-test"' in page
    assert "Geen telefoon" not in page
    found = words(ask(mine, thema="", factor="E01@kansrijk-test"))
    assert "Taxibus" in found
    assert "omdat: ver van een halte" in found
    assert "Belbus" not in found
    assert "E01" not in found
    assert "Ver van een halte" not in client.get("/hulp-vinden").content.decode(), (
        "a visitor is asked by the shared list"
    )
    for browser, code in ((client, "E01"), (client, "E01@kansrijk-test"), (mine, "E01"), (mine, "E01@andere")):
        asked = ask(browser, thema="", factor=code)
        assert asked.status_code == 400, code
        assert "Kies waar het om gaat." in words(asked)


def rows() -> str:
    """Every table but sessions and limits, as text."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public' order by 1")
        found = []
        for (name,) in cursor.fetchall():
            if name != "trust_ratebucket":
                cursor.execute(f"select coalesce(string_agg(t::text, chr(10) order by t::text), '') from \"{name}\" t")
                found.append(f"{name}: {cursor.fetchone()[0]}")
    return "\n".join(found)


def test_nothing_of_what_is_asked_is_kept_logged_or_put_in_an_address(client, place, caplog):
    """Factors are health data: they come by POST, and after the answer they are nowhere."""
    before = rows()
    with caplog.at_level(logging.DEBUG):
        page = client.post("/hulp-vinden", {"factor": ["RS02", "RL05"], "fase": "during", "postcode": POSTCODE})
    assert page.status_code == 200
    assert rows() == before
    assert "RL05" not in caplog.text
    assert not client.session.items()
    body = page.content.decode()
    assert "RL05" not in body, "the code is in no link and no field of the answer"
    for link in re.findall(r'href="([^"]+)"', body):
        assert "factor" not in link
        assert "thema" not in link
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "same-origin"
    assert "Set-Cookie" not in str(page.headers)


def test_factors_in_an_address_are_not_read(client, place):
    page = client.get("/hulp-vinden?factor=RL05&thema=roken&fase=during&postcode=0011").content.decode()
    assert 'value="RL05" checked' not in page
    assert 'value="roken" checked' not in page
    assert 'value="during" checked' in page
    assert 'value="0011"' in page


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"thema": "bestaat-niet"},
        {"factor": "RL05' or 1=1"},
        {"thema": "roken", "fase": "later", "postcode": "0011"},
        {"thema": "roken", "fase": "during", "postcode": "12"},
        {"thema": "roken", "fase": "during", "postcode": "abcd"},
        {"thema": "roken", "fase": "during", "postcode": "\u0661\u0662\u0663\u0664"},
        {"thema": "roken", "fase": "during", "postcode": "00\x0011"},
    ],
)
def test_what_is_missing_is_asked_for(client, sent):
    page = client.post("/hulp-vinden", sent)
    assert page.status_code == 400
    assert "Er ontbreekt iets" in words(page)


def test_a_path_that_needs_two_kinds_of_worry_waits_for_both(place):
    publish(place, "medisch-en-sociaal")
    alone = queries.find_doors(VISITOR, factors=["RM01"], phase="after", postcode=POSTCODE)
    both = queries.find_doors(VISITOR, factors=["RM01", "RMa02"], phase="after", postcode=POSTCODE)
    assert [one.definition.id for one in alone.paths] == []
    assert [one.definition.id for one in both.paths] == ["medisch-en-sociaal"]


def test_a_concept_shows_nowhere(client, place):
    commands.start_path(by=own_coordinator(place), coalition=place, template="geld-en-schulden")
    assert "alleen uit de sociale kaart" in words(ask(client))
    assert client.get("/coalitie/kansrijk-test/paden/geld-en-schulden").status_code == 404


def own_coordinator(coalition) -> Actor:
    account = Account.objects.create_user("c@voorbeeld.invalid", None, name="Coördinator")
    party = create_organisation(by=installation_actor(), name="Partij")
    return Actor(account.pk, account.name, (Tie(COORDINATOR_ROLE, coalition, party),))


def test_the_number_of_queries_does_not_grow(client, place, django_assert_max_num_queries):
    publish(place, "geld-en-schulden")
    ask(client)
    with django_assert_max_num_queries(11):
        ask(client)


TAP, LETTER, SCREEN = 1.2, 0.4, 6.0  # seconds (issue 3)


def test_a_midwife_finds_a_door_in_thirty_seconds(client, place):
    """Counted on the pages themselves: screens that are opened, things that are tapped, letters that are typed."""
    publish(place, "geld-en-schulden")
    form = client.get("/hulp-vinden").content.decode()
    seconds = SCREEN
    assert re.search(r'<label><input type="checkbox" name="thema" value="geld-en-schulden"', form)
    assert re.search(r'<label><input type="radio" name="fase" value="during"', form)
    assert re.search(r'<input[^>]* id="postcode" name="postcode"[^>]* inputmode="numeric"', form)
    assert len(re.findall(r"<button[^>]*>\s*Toon deuren", form)) == 1
    seconds += 4 * TAP + 4 * LETTER  # subject, phase, into the field, the button; four digits
    answer = ask(client).content.decode()
    seconds += SCREEN
    first = answer[answer.index('class="k-doors"') :]
    assert re.search(r'href="tel:08000000"', first[: first.index("</li>")]), "whom to call stands with the first door"
    seconds += TAP
    assert seconds <= 30


def test_acute_numbers_and_the_card_are_one_tap_away(client, place):
    for page in (client.get("/hulp-vinden"), ask(client), client.get("/hulp-vinden/meldcode")):
        body = page.content.decode()
        assert 'href="tel:112"' in body
        assert 'href="tel:08002000"' in body
    assert '/hulp-vinden/meldcode"' in client.get("/hulp-vinden").content.decode()
    assert ask(client).content.decode().count('id="meldcode-kop"') == 1
    assert ask(client, thema="", factor="RS02").content.decode().count('id="meldcode-kop"') == 1


@pytest.mark.req("WEB-55", "data/offline.js")
def test_the_offline_copy_is_of_public_pages_asked_as_a_visitor(client):
    script = client.get("/hulp-vinden-offline.js")
    assert script["Content-Type"].startswith("text/javascript")
    text = script.content.decode()
    asked = re.findall(r"(?:fetch|new Request)\(([^)]*)\)", text)
    assert len(asked) == 3
    assert [one for one in asked if 'credentials: "omit"' not in one] == ["event.request"], "only what is shown at once"
    for address in re.findall(r'"(/[a-z-]+(?:/[a-z-]+)*)"', text.split("IS_PUBLIC")[0]):
        assert client.get(address).status_code == 200, address
    assert "localStorage" not in text


def test_coalitions_are_kept_apart(client, place):
    """A path of another coalition leads only where that coalition's directory works."""
    other = create_coalition(by=installation_actor(), name="Andere", slug="andere", is_fictional=True)
    Directory.objects.create(coalition_id=other, areas=["0099"], is_public=True)
    publish(other, "geld-en-schulden")
    assert queries.find_doors(VISITOR, factors=["RMa01"], phase="during", postcode=POSTCODE).paths == ()
    assert queries.find_doors(VISITOR, factors=["RMa01"], phase="during", postcode="0099").paths
    assert Coalition.objects.count() == 2
