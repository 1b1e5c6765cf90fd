"""The Dutch API design rules that can be tested, on the description and on answers."""

import re

import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def described(client) -> dict:
    return client.get("/api/v1/openapi.json").json()


@pytest.mark.req("API-01", "api.interface")
def test_the_description_follows_the_rules(described):
    assert described["openapi"].startswith("3.1")
    assert re.fullmatch(r"\d+\.\d+\.\d+", described["info"]["version"])
    assert set(described["info"]["contact"]) == {"name", "url", "email"}
    for path, methods in described["paths"].items():
        assert path.startswith("/api/v1/")
        assert not path.endswith("/")
        parts = [part for part in path.split("/") if part and "{" not in part]
        assert all(re.fullmatch(r"[a-z0-9-]+", part) for part in parts), path
        assert set(methods) <= {"get"}, "this interface only reads"


@pytest.mark.req("API-01", "api.middleware.interface")
def test_every_answer_carries_the_version_and_can_be_asked_again(client):
    first = client.get("/api/v1/indicators")
    assert first["API-Version"] == "1.0.0"
    assert first["ETag"]
    again = client.get("/api/v1/indicators", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert again["API-Version"] == "1.0.0"
    assert not again.content


@pytest.mark.req("API-02", "api.problems")
@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/observations",
        "/api/v1/observations?indicator=big2",
        "/api/v1/observations?indicator=big2&level=planeet",
        "/api/v1/observations?indicator=zomaar&level=gemeente",
        "/api/v1/observations?indicator=big2&level=gemeente&_format=xml",
        "/api/v1/observations?indicator=big2&indicator=sga&level=gemeente",
        "/api/v1/areas?level=planeet",
        "/api/v1/areas?edition=x",
        "/api/v1/areas?page=0",
        "/api/v1/areas?naam=Leiden",
        "/api/v1/areas?password__startswith=a",
    ],
)
def test_bad_input_is_a_400_problem(client, address):
    response = client.get(address)
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == 400
    assert response.json()["detail"]


@pytest.mark.req("API-02", "api.middleware.interface")
@pytest.mark.parametrize("address", ["/api/v1/areas/GM0001", "/api/v1/areas/%00", "/api/v1/indicators/zomaar"])
def test_what_is_not_there_is_a_404_problem(client, address):
    response = client.get(address)
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.req("API-03", "methods")
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_refused_as_problems(client, method):
    response = getattr(client, method)("/api/v1/areas")
    assert response.status_code in {404, 405}
    assert response["Content-Type"] == "application/problem+json"
