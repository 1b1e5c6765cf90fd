"""The atlas on screen: what it is and is not, one run, the entry of the register, and the kill-switch."""

import pytest
from tests.atlas.bundles import write_bundle

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
