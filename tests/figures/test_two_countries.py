"""The Netherlands and the fictional country in one installation: no list, file, map or answer holds areas of both."""

import csv
import io
import re

import pytest
from tests import prepared
from tests.figures.conftest import real_data

from kansrijk.areas import commands as areas
from kansrijk.figures.commands import import_delivery
from kansrijk.trust.commands import installation_actor

pytestmark = pytest.mark.django_db
FICTIONAL = re.compile(r"(GM|WK|BU)99")


def real_beside_fictional() -> None:
    """The national table of gemeenten of 2021 and borders, beside the region of the demo."""
    data, by = real_data(), installation_actor()
    areas.import_areas(by=by, file=data / "boundaries/gemeente_2024_rd_dissolved.geojson", edition=2024)
    file = data / "kwb/kwb2021_gemeente_85039NED_nlstat.csv"
    assert not import_delivery(by=by, source="cbs-kwb", file=file).is_refused


both = prepared.fixture(prepared.Prepared("real_beside_fictional", real_beside_fictional, on=prepared.REGION))


def _codes(client, address: str) -> list[str]:
    found = client.get(f"/api/v1/observations?indicator=inwoners&level=gemeente{address}").json()
    return found["area"] if "area" in found else [one["area"] for one in found["observations"]]


@pytest.mark.parametrize("form", ["", "&_format=columns"])
@pytest.mark.parametrize("edition", ["", "&edition=2021"])
def test_an_answer_holds_the_netherlands_unless_the_other_is_named(client, both, form, edition):
    dutch = _codes(client, form + edition)
    assert len(dutch) > 300
    assert not [code for code in dutch if FICTIONAL.match(code)]
    own = _codes(client, f"{form}&country=XX")
    assert len(own) == 3
    assert all(FICTIONAL.match(code) for code in own)


def test_areas_of_the_fictional_country_are_listed_by_its_name_only(client, both):
    names = [one["name"] for one in client.get("/api/v1/areas?level=gemeente&country=XX").json()["areas"]]
    assert "Waterdam" in names
    assert client.get("/api/v1/areas?level=gemeente&edition=2023").json()["areas"] == []


@pytest.mark.parametrize("more", ["", "?periode=alle"])
def test_the_national_file_holds_no_fictional_row(client, both, more):
    rows = list(csv.DictReader(io.StringIO(client.get(f"/indicatoren/inwoners/cijfers.csv{more}").content.decode())))
    codes = {row["area_code"] for row in rows}
    assert len(codes) > 300
    assert not [code for code in codes if FICTIONAL.match(code)]


@pytest.mark.parametrize("address", ["/indicatoren/inwoners", "/kaart?indicator=inwoners"])
def test_the_national_list_and_map_hold_no_fictional_area(client, both, address):
    text = client.get(address).content.decode()
    main = text[text.index("<main") : text.index("</main")]
    assert "Amsterdam" in main
    assert not re.search(r"(gebied|gebied=)/?GM99", main)
