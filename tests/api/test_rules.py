"""The Dutch API design rules that can be tested, on the description and on answers."""

import re

import pytest
from tests.figures.files import show_as_delivered

from kansrijk.api.problems import VERSION

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
        is_of_families = path.endswith(("/desks", "/times", "/steps", "/referrals", "/consents", "/stop")) or any(
            f"/{one}" in path
            for one in ("signals", "weighings", "events", "emergencies", "questionnaires", "responses")
        )
        assert set(methods) <= ({"get", "post"} if is_of_families else {"get"}), "elsewhere this interface only reads"


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
        "/api/v1/observations?area=GM9901&indicator=big2&_format=columns",
        "/api/v1/observations?indicator=big2&indicator=sga&level=gemeente",
        "/api/v1/areas?level=planeet",
        "/api/v1/areas?edition=x",
        "/api/v1/areas?page=0",
        "/api/v1/areas?naam=Leiden",
        "/api/v1/areas?password__startswith=a",
    ],
)
@pytest.mark.req("WEB-14", "api.values.require_known")
@pytest.mark.req("SDC-11", "api.values.require_known")
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


ADDRESSES = [
    "/api/v1/areas",
    "/api/v1/areas/GM9901",
    "/api/v1/indicators",
    "/api/v1/indicators/big2",
    "/api/v1/observations?area=GM9901",
    "/api/v1/releases",
    "/api/v1/openapi.json",
]


@pytest.mark.req("API-03", "trust.gate.Gate")
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_other_methods_are_not_allowed(client, address, method):
    response = client.generic(method.upper(), address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response["Content-Type"] == "application/problem+json"
    assert response["API-Version"] == VERSION
    assert response.json()["status"] == 405


@pytest.mark.req("API-01", "OPTIONS")
@pytest.mark.parametrize("address", ADDRESSES)
def test_options_says_what_there_is(client, address):
    response = client.options(address)
    assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert response["API-Version"] == VERSION
    assert not response.content


@pytest.mark.req("DAT-06", "HEAD")
def test_head_is_get_without_the_body(client, loaded):
    for address in ADDRESSES:
        full, head = client.get(address), client.head(address)
        assert head.status_code == full.status_code == 200
        assert not head.content
        for name in ("Content-Type", "ETag", "API-Version", "Content-Length"):
            assert head[name] == full[name], name
        assert int(head["Content-Length"]) == len(full.content)


@pytest.mark.req("API-01", "api.middleware.interface")
def test_every_address_answers_304_when_nothing_changed(client, loaded):
    for address in ADDRESSES:
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again["API-Version"], again.content) == (304, VERSION, b"")
        assert client.get(address, headers={"if-none-match": '"another"'}).status_code == 200


@pytest.mark.req("API-01", "publish-openapi")
def test_the_description_may_be_read_by_every_site(client):
    response = client.get("/api/v1/openapi.json", headers={"origin": "https://elsewhere.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies


@pytest.mark.req("API-01", "api.interface.Described")
def test_the_description_names_version_and_problems(described):
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            assert operation["operationId"]
            assert operation["summary"]
            told = {"304"} if method == "get" else {"409", "413"}
            assert {"200", "400", "403", "404", "429", "503"} | told <= set(operation["responses"]), path
            assert "422" not in operation["responses"], "bad input is 400"
            for status, answer in operation["responses"].items():
                assert "API-Version" in answer["headers"]
                if int(status) >= 400:
                    assert set(answer["content"]) == {"application/problem+json"}
            for parameter in operation.get("parameters", []):
                assert re.fullmatch(r"_?[a-z][a-zA-Z0-9]*", parameter["name"]), "query keys are camelCase"
    assert described["components"]["schemas"]["Problem"]["required"] == ["status", "title", "detail"]


@pytest.mark.req("API-01", "no trailing slash")
@pytest.mark.parametrize("address", [address.split("?")[0] + "/" for address in ADDRESSES])
def test_an_address_with_a_slash_behind_it_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.req("API-01", "date-time")
def test_instants_carry_their_time_zone(client, loaded):
    found = client.get("/api/v1/releases").json()["releases"]
    assert found
    for release in found:
        for name in ("retrieved_at", "published_at", "withdrawn_at"):
            if release[name] is not None:
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", release[name])


@pytest.mark.req("API-01", "observations")
def test_a_cell_has_the_fields_of_figures_show(client, loaded):
    from kansrijk.figures import queries
    from kansrijk.trust.actors import VISITOR

    shown = queries.show_json(VISITOR, "GM9901")["figures"]
    cells = client.get("/api/v1/observations?area=GM9901").json()["observations"]
    assert len(cells) == len(shown) > 0
    assert all(set(cell) == set(figure) | {"area", "edition"} for cell, figure in zip(cells, shown, strict=True))
    by_level = client.get("/api/v1/observations?indicator=big2&level=wijk&country=XX").json()["observations"]
    assert by_level
    assert all(set(cell) == set(cells[0]) for cell in by_level)
    for cell in [*cells, *by_level]:
        assert (cell["value"] is not None) == (cell["status"] in {"measured", "modelled"})


def test_columns_and_objects_say_the_same(client, loaded):
    objects = client.get("/api/v1/observations?indicator=big2&level=wijk&country=XX").json()["observations"]
    columns = client.get("/api/v1/observations?indicator=big2&level=wijk&country=XX&_format=columns").json()
    assert columns["area"] == [cell["area"] for cell in objects] == sorted(columns["area"])
    for name in ("value", "lower", "upper", "status"):
        assert columns[name] == [cell[name] for cell in objects]


def test_columns_of_nothing_are_not_found_and_objects_an_empty_list(client, loaded):
    address = "/api/v1/observations?indicator=big2&level=wijk&country=XX&period=1901"
    assert client.get(address).json() == {"observations": []}
    assert client.get(f"{address}&_format=columns").status_code == 404


def test_pages_follow_each_other(client, db):
    """More than one page: every area once, in order, and the filters go along."""
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    records = [AreaRecord(f"GM9{n:03}", f"Plaats {n:03}", "gemeente", None) for n in range(250)]
    for edition in (2023, 2024):
        register_unaudited(edition, records)
    address, names, pages = "/api/v1/areas?level=gemeente&edition=2023", [], 0
    while address:
        answer = client.get(address).json()
        names += [(area["name"], area["edition"]) for area in answer["areas"]]
        address, pages = answer["next"], pages + 1
        assert len(answer["areas"]) <= 100
    assert pages == 3
    assert names == [(f"Plaats {n:03}", 2023) for n in range(250)]
    columns = client.get("/api/v1/areas?level=gemeente&edition=2023&_format=columns").json()
    assert columns["name"] == [name for name, _ in names], "columns hold all of them at once"
    assert columns["area"] == [f"GM9{n:03}" for n in range(250)]
    assert client.get("/api/v1/areas?q=Plaats 007&_format=columns").json() == {
        "area": ["GM9007"],
        "name": ["Plaats 007"],
    }


@pytest.mark.req("SEC-11", "api.figures")
@pytest.mark.parametrize("who", ["visitor", "other"])
def test_an_own_release_of_a_coalition_is_in_nobody_elses_answer(
    client, person, coalition, made_up, write, django_user_model, who
):
    """Not in lists, cells, columns or as an address; its own epidemiologist does see it."""
    from kansrijk.figures import commands
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Coalition

    backend = "allauth.account.auth_backends.AuthenticationBackend"
    owner = person("epidemioloog", coalition)
    head, canary = "gebied;periode;indicator;teller;noemer;waarde;status\n", 7919
    rows = f"GM9901@2024;2023;big2;{canary};79190;;\nWK990101@2024;2023;big2;{canary};79190;;\n"
    imported = commands.import_delivery(by=owner, source="tidy", file=write(head + rows), coalition=coalition.pk)
    show_as_delivered(imported.release, owner)
    asked = [
        "/api/v1/releases",
        "/api/v1/observations?area=GM9901",
        "/api/v1/observations?area=GM9901&indicator=big2&period=2023",
        "/api/v1/observations?indicator=big2&level=wijk&country=XX",
        "/api/v1/observations?indicator=big2&level=wijk&country=XX&period=2023&_format=columns",
    ]

    def seen() -> str:
        return "".join(client.get(address).content.decode() for address in asked)

    client.force_login(django_user_model.objects.get(pk=owner.account), backend=backend)
    assert str(canary) in seen(), "the owner reads it, and what is kept for the owner must not be given to others"
    client.logout()
    if who == "other":
        second = Coalition.objects.create(name="Andere", slug="andere", wrapped_key=new_wrapped_key())
        client.force_login(django_user_model.objects.get(pk=person("epidemioloog", second, 2).account), backend=backend)
    everything = seen()
    assert str(canary) not in everything
    assert str(imported.release) not in everything
    assert "79190" not in everything


@pytest.mark.req("API-03", "401")
def test_an_address_that_needs_an_account_says_401(client, monkeypatch):
    """None of the first version does; what the gate answers when one will."""
    from kansrijk.trust import addresses

    closed = addresses.Address("api:indicators", "GET", "start_page", "read", "any", "D1", "")
    monkeypatch.setattr("kansrijk.trust.gate.find", lambda name, method: closed)
    response = client.get("/api/v1/indicators")
    assert response.status_code == 401
    assert response["Content-Type"] == "application/problem+json"
    assert "Location" not in response


@pytest.mark.req("API-02", "api.middleware.interface")
def test_our_own_mistake_is_a_problem_that_tells_nothing(monkeypatch):
    from django.test import Client

    def fails(*_):
        raise RuntimeError("geheim")

    monkeypatch.setattr("kansrijk.figures.catalogue.indicators", fails)
    response = Client(raise_request_exception=False).get("/api/v1/indicators")
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert response["API-Version"] == VERSION
    assert "geheim" not in response.content.decode()


EVIL = ["' or 1=1 --", '"; drop table x; --', "${7*7}", "{{7*7}}", "%25", "\\", "1e309", "-1", "٣"]
PARAMETERS = [
    *(("areas", name) for name in ("q", "level", "edition", "postcode", "page")),
    *(("observations", name) for name in ("indicator", "level", "period", "area")),
]


@pytest.mark.req("WEB-13", "parameters")
def test_no_parameter_reaches_the_database_as_code(client, loaded):
    for evil in EVIL:
        for address, name in PARAMETERS:
            response = client.get(f"/api/v1/{address}", {name: evil})
            assert response.status_code in {200, 400, 404}, (address, name, evil)
            assert "49" not in response.content.decode() or "7*7" not in evil
