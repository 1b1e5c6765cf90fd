"""The directory and the menu for machines: public ones for everybody, closed ones as if they were not there."""

import pytest
from tests.offer.conftest import draft, here  # noqa: F401 - a fixture

from kansrijk.offer import commands
from kansrijk.offer.models import Directory

pytestmark = pytest.mark.django_db


def test_services_and_organisations_of_a_public_directory(client, here):  # noqa: F811
    commands.add_service(by=here.coordinator, coalition=here.coalition, draft=draft())
    commands.add_service(
        by=here.coordinator,
        coalition=here.coalition,
        draft=draft(name="Taal", kind="language_house", provider_website="https://een.invalid"),
    )
    found = client.get("/api/v1/services?directory=verzonnen&phase=during&kind=debt_help").json()
    assert (found["total"], found["services"][0]["name"]) == (1, "Schuldhulp")
    assert found["services"][0]["provider_website"] == "https://een.invalid"
    assert "owner_email" not in found["services"][0]
    assert client.get("/api/v1/organisations?directory=verzonnen").json() == {
        "organisations": [{"name": "Gemeente Verzonnen", "website": "https://een.invalid", "services": 2}]
    }
    for wrong in ("phase=later", "kind=toverij", "page=0", "postcode=9001", "q=%00"):
        assert client.get(f"/api/v1/services?directory=verzonnen&{wrong}").status_code == 400, wrong


@pytest.mark.req("SEC-11", "offer.queries.visible_directories")
def test_a_closed_directory_is_not_there(client, here):  # noqa: F811
    Directory.objects.update(is_public=False)
    for name in ("services", "organisations"):
        closed, unknown = (client.get(f"/api/v1/{name}?directory={slug}") for slug in ("verzonnen", "bestaat-niet"))
        assert closed.status_code == unknown.status_code == 404


def test_the_menu_with_a_source_for_every_fact(client):
    found = client.get("/api/v1/interventions").json()["interventions"]
    assert len(found) == 48
    assert all(one["target"]["source"] and one["target"]["looked_up"] for one in found)
    voorzorg = next(one for one in found if one["id"] == "voorzorg")
    assert voorzorg["recognition"]["level"] == "good"
    assert "first_child" in voorzorg["groups"]
    smoking = client.get("/api/v1/interventions?group=smoking").json()["interventions"]
    assert [one["id"] for one in smoking] == ["rookvrije-start", "rookvrije-ouders"]
    assert client.get("/api/v1/interventions?group=zwangeren").status_code == 400
    assert len(client.get("/api/v1/interventions?phase=before").json()["interventions"]) < 48
