"""The atlas on screen: what it is and is not, one run, the entry of the register, and the kill-switch."""

import pytest
from tests.atlas.bundles import CARD, write_bundle

from kansrijk.atlas import commands
from kansrijk.figures import commands as figures
from kansrijk.trust.models import Account, AuditRecord

pytestmark = pytest.mark.django_db
WHY = "De gewichten van de enquête kloppen niet."


@pytest.fixture
def people(person, coalition):
    return {"epidemioloog": person("epidemioloog", coalition), "coordinator": person("coordinator", coalition, 2)}


@pytest.fixture
def run(people, coalition, made_up, tmp_path):
    found = commands.publish_bundle(
        by=people["epidemioloog"], folder=write_bundle(tmp_path / "b"), period="2024", dpia="DPIA 2026-7",
        coalition=coalition.pk,
    )  # fmt: skip
    figures.publish_release(by=people["coordinator"], release=found.release)
    return found


def sign_in(client, actor):
    account = Account.objects.get(pk=actor.account)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_everybody_reads_what_the_atlas_is_not_also_when_it_is_empty(client, db):
    shown = client.get("/atlas").content.decode()
    assert "Geen cijfer over een persoon" in shown
    assert "Er zijn hier nog geen schattingen vrijgegeven." in shown
    assert client.get("/atlas/00000000-0000-7000-8000-000000000001").status_code == 404


def test_a_run_tells_how_well_it_does_and_its_figures_are_called_estimates(client, run):
    assert f"/atlas/{run.id}" in client.get("/atlas").content.decode()
    shown = client.get(f"/atlas/{run.id}").content.decode()
    for words in ("95\u202f%", "DPIA 2026-7", "age in years", "Ja: in elke groep", "(ongeveer 2 meer of minder)"):
        assert words in shown, words
    assert "stoppen" not in shown
    area = client.get("/gebied/GM9901", follow=True).content.decode()
    assert "Dit is een schatting met een model, geen telling." in area
    table = client.get("/kaart?indicator=big2&gebied=GM9901@2024&niveau=wijk").content.decode()
    assert "te onzeker" in table.lower()
    assert "Deze cijfers zijn schattingen met een model, geen tellingen." in table


def test_the_register_gets_its_entry_with_the_address_of_the_page(client, run):
    answer = client.get(f"/atlas/{run.id}/algoritmeregister.json").json()
    assert answer["Status"] == "In gebruik"
    assert answer["Link publiekspagina"].endswith(f"/atlas/{run.id}")


def test_who_may_stops_a_run_with_a_reason_and_everybody_reads_it(client, run, people):
    client.post(f"/atlas/{run.id}/stoppen", {"because": WHY})
    assert not AuditRecord.objects.filter(event="run stopped").exists()
    assert sign_in(client, people["coordinator"]).post(f"/atlas/{run.id}/stoppen", {"because": WHY}).status_code == 404
    sign_in(client, people["epidemioloog"])
    assert "Waarom stoppen ze?" in client.get(f"/atlas/{run.id}").content.decode()
    short = client.post(f"/atlas/{run.id}/stoppen", {"because": "nee"}, follow=True).content.decode()
    assert "Zeg in een zin waarom" in short
    client.post(f"/atlas/{run.id}/stoppen", {"because": WHY})
    assert AuditRecord.objects.filter(event="run stopped").count() == 1
    client.logout()
    gone = client.get(f"/atlas/{run.id}").content.decode()
    assert WHY in gone
    assert "buiten gebruik" in gone


def test_the_map_of_estimates_tells_value_and_certainty_together(client, run):
    address = "/kaart?indicator=big2&gebied=GM9901@2024&niveau=wijk"
    shown = client.get(address).content.decode()
    assert "Hoe zeker is de klasse?" in shown
    assert "De streepjes erover zeggen hoe zeker die kleur is." in shown
    # Each degree of certainty stands in the legend in words, with the number of areas.
    for words in ("zeker: de marge blijft", "minder zeker: het kan ook", "onzeker: het kan twee of meer"):
        assert words in shown, words


def test_a_map_of_counts_tells_nothing_of_certain_classes(client, made_up):
    assert "Hoe zeker is de klasse?" not in client.get("/kaart?indicator=inwoners").content.decode()


EARLIER = [
    ("GM9901", "gemeente", 6_000, 0.2049, 0.1921, 0.2177, "modelled"),
    ("WK990101", "wijk", 2_000, 0.1712, 0.1458, 0.2001, "modelled"),
    ("WK990102", "wijk", 2_000, 0.13, 0.11, 0.15, "modelled"),
]


def two_years(run, people, coalition, folder, card=None):
    """The run of 2024 and one of 2020 beside it."""
    more = {"card": card} if card else {}
    earlier = commands.publish_bundle(
        by=people["epidemioloog"], folder=write_bundle(folder, rows=EARLIER, **more), period="2020",
        dpia="DPIA 2026-7", coalition=coalition.pk,
    )  # fmt: skip
    figures.publish_release(by=people["coordinator"], release=earlier.release)
    return earlier


def test_two_years_say_what_is_chance_and_what_no_number_may_say(client, run, people, coalition, tmp_path):
    assert "Nog geen twee jaren" in client.get("/atlas/vergelijk").content.decode()
    two_years(run, people, coalition, tmp_path / "c")
    wijken = client.get("/atlas/vergelijk").content.decode()
    assert "het verschil kan toeval zijn" in wijken
    assert "te onzeker of geen cijfer in een van de jaren" in wijken
    assert "0 van de 2 gebieden" in wijken
    whole = client.get("/atlas/vergelijk?indicator=big2&niveau=gemeente&eerst=2020&dan=2024").content.decode()
    assert "minder dan eerst" in whole
    turned = client.get("/atlas/vergelijk?indicator=big2&niveau=gemeente&eerst=2024&dan=2020").content.decode()
    assert "meer dan eerst" in turned
    for wrong in ("indicator=niets", "eerst=1900", "niveau=provincie", "volgorde=hoogste"):
        assert client.get(f"/atlas/vergelijk?{wrong}").status_code == 404, wrong


def test_years_are_chosen_and_areas_found_in_one_form(client, run, people, coalition, tmp_path):
    two_years(run, people, coalition, tmp_path / "c")
    page = client.get("/atlas/vergelijk?eerst=2024&dan=2020").content.decode()
    assert '<option value="2024" selected>' in page.split('name="eerst"')[1].split("</select>")[0]
    assert "Kies twee verschillende jaren" in client.get("/atlas/vergelijk?eerst=2024&dan=2024").content.decode()
    row = '<th role="rowheader"'
    assert page.count(row) == 2
    found = client.get("/atlas/vergelijk?zoek=WK990102&volgorde=verschil").content.decode()
    assert "U ziet 1 van de 2 gebieden." in found
    assert found.count(row) == 1
    none = client.get("/atlas/vergelijk?verschil=1").content.decode()
    assert "U ziet 0 van de 2 gebieden." in none
    assert row not in none
    assert client.get("/atlas/vergelijk?niveau=gemeente&verschil=1").content.decode().count(row) == 1


def test_two_years_of_other_models_are_not_compared(client, run, people, coalition, tmp_path):
    two_years(run, people, coalition, tmp_path / "c", CARD | {"formula": "1 + re(area)"})
    shown = client.get("/atlas/vergelijk?niveau=gemeente").content.decode()
    assert "met een ander model gemaakt: niet te vergelijken" in shown
    assert "minder dan eerst" not in shown


def test_a_stopped_run_leaves_the_comparison(client, run, people, coalition, tmp_path):
    two_years(run, people, coalition, tmp_path / "c")
    commands.stop_run(by=people["epidemioloog"], run=run.id, because=WHY)
    assert "Nog geen twee jaren" in client.get("/atlas/vergelijk").content.decode()


def test_several_definitions_stand_side_by_side_without_weights(client, run, people, coalition, tmp_path):
    for name in ("overgewicht", "roken_volwassenen"):
        address = "/atlas/samengesteld?gebied=GM9901@2024&indicator=overgewicht&indicator=roken_volwassenen"
        assert "Geen twee cijfers hier" in client.get(address).content.decode()
        more = commands.publish_bundle(
            by=people["epidemioloog"], folder=write_bundle(tmp_path / name, name), period="2024",
            dpia="DPIA 2026-7", coalition=coalition.pk,
        )  # fmt: skip
        figures.publish_release(by=people["coordinator"], release=more.release)
    shown = client.get(address + "&indicator=big2").content.decode()
    # Two shares of about 16 % (13 to 20): at least one lies between 13 and 40 %, both between none and 20 %.
    assert "13–40\u202f%" in shown
    assert "0–20\u202f%" in shown
    assert "een van de cijfers heeft hier geen getal" in shown
    assert "minstens drie situaties" not in shown
    assert "We geven situaties geen gewicht" in shown
    # How a child is born is an outcome, no situation of its parents.
    assert "Geen cijfer van de delen van dit gebied: Vroeg geboren of te licht (Big 2)." in shown
    assert "U koos ook een cijfer over alle inwoners" in shown
    # Unasked only figures about (potential) parents go in, and there are none here.
    unasked = client.get("/atlas/samengesteld?gebied=GM9901@2024").content.decode()
    assert "Van (aanstaande) ouders zijn er geen twee cijfers" in unasked
    assert "Over alle inwoners" in unasked
    assert client.get("/atlas/samengesteld").status_code == 200
    for wrong in ("gebied=GM0000", "gebied=x'", "gebied=BU99010101@2024"):
        assert client.get(f"/atlas/samengesteld?{wrong}").status_code == 404, wrong


def test_ways_lead_to_the_atlas_from_map_and_area(client, run):
    table = client.get("/kaart?indicator=big2&gebied=GM9901@2024&niveau=wijk").content.decode()
    assert f"/atlas/{run.id}" in table
    assert "/atlas/vergelijk" in table
    assert "/atlas/samengesteld?gebied=GM9901@2024" in client.get("/gebied/GM9901", follow=True).content.decode()
    index = client.get("/atlas").content.decode()
    assert "/atlas/vergelijk" in index
    assert "/atlas/samengesteld" in index
