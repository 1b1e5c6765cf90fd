"""`/api/v1/paths`: the templates, and what a coalition published."""

import pytest
from tests.paths.own import coordinator, publish

from kansrijk.paths import commands, shipped
from kansrijk.trust.commands import create_coalition, installation_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def coalition():
    return create_coalition(by=installation_actor(), name="Test", slug="test", is_fictional=True)


def test_templates_are_listed_and_told_whole(client):
    listed = client.get("/api/v1/paths").json()["paths"]
    assert [one["id"] for one in listed] == list(shipped.templates())
    one = client.get("/api/v1/paths/roken").json()
    path = shipped.templates()["roken"]
    assert [step["id"] for step in one["steps"]] == [step.id for step in path.steps]
    assert one["act_today"] is None
    assert "'line'" not in str(one)


def test_of_a_coalition_only_what_is_published(client, coalition):
    commands.start_path(by=coordinator(coalition), coalition=coalition, template="roken")
    publish(coalition, "geld-en-schulden")
    listed = client.get("/api/v1/paths?coalition=test").json()["paths"]
    assert [(one["id"], one["coalition"]) for one in listed] == [("geld-en-schulden", "test")]
    assert client.get("/api/v1/paths/geld-en-schulden?coalition=test").json()["version"] == 1
    assert client.get("/api/v1/paths/roken?coalition=test").status_code == 404


@pytest.mark.parametrize("address", ["/api/v1/paths/bestaat-niet", "/api/v1/paths/roken?coalition=bestaat-niet"])
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_parameter_that_is_not_known_is_refused(client):
    assert client.get("/api/v1/paths?factor=RS01").status_code == 400
