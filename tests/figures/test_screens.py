"""The pages of the fictional region: what they say, what they cost, and what they never show."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import prepared

pytestmark = pytest.mark.django_db
LARGEST_PAGE_BYTES = 150_000


loaded = prepared.fixture(prepared.REGION)


def test_the_region_can_be_seen_by_a_stranger_in_words_map_table_and_file(client, loaded):
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/gebied/GM9901-waterdam")
    asked = [one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 10, asked
    text = page.content.decode()
    assert page.status_code == 200
    assert len(page.content) < LARGEST_PAGE_BYTES
    assert "fictief voorbeeld" in text
    assert "van elke 100 kinderen" in text
    assert "Nederland:" not in text, "a fictional area is never held against the Netherlands"
    assert client.get("/gebied/GM9901-waterdam").content.decode().count("<h1") == 1

    drawn = client.get("/kaart?gebied=GM9901@2023&niveau=wijk&indicator=big2")
    assert drawn.status_code == 200
    assert "<svg" in drawn.content.decode()
    assert 'href="/gebied/WK9901' in drawn.content.decode()

    rows = list(csv.DictReader(io.StringIO(client.get("/gebied/GM9901/cijfers.csv").content.decode())))
    big2 = [row for row in rows if row["indicator"] == "big2"]
    assert len(big2) == 10
    assert {row["status"] for row in big2} <= {"measured", "hidden"}
    for row in rows:
        assert all(row[key] for key in ("source", "release", "definition_version"))
        if row["status"] == "hidden":
            assert not any(row[key] for key in ("value", "lower", "upper", "numerator", "denominator"))

    shown = client.get("/api/v1/observations?area=GM9901@2023&indicator=big2").json()["observations"]
    assert {row["period"]: row["value"] and str(row["value"]) for row in shown} == {
        row["period"]: row["value"] or None for row in big2
    }

    found = client.get("/api/v1/areas?q=Waterdam").json()["areas"]
    assert found == [], "the fictional country is not found among Dutch areas"


@pytest.mark.parametrize(
    "address",
    [
        "/gebied/GM0001",
        "/gebied/GM9901@1999",
        "/gebied/GM9901@x",
        "/gebied/zomaar",
        "/kaart?indicator=bestaat-niet",
        "/kaart?gebied=GM9999",
        "/kaart?niveau=straat",
        "/indicatoren/bestaat-niet",
        "/indicatoren/bestaat-niet/cijfers.csv",
    ],
)
def test_what_does_not_exist_is_not_found(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/", "/kaart", "/indicatoren", "/indicatoren/big2", "/bronnen"])
def test_a_page_without_figures_says_so_and_does_not_break(client, address):
    assert client.get(address).status_code == 200


@pytest.mark.req("WEB-27", "figures.downloads.harmless")
@pytest.mark.parametrize("risky", ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\tx", "＝1", "a;=b"])
def test_a_name_is_no_formula(risky):
    from kansrijk.figures.downloads import harmless

    assert harmless(risky).startswith("'")
    assert harmless("Zuid-Oost") == "Zuid-Oost"
