"""What the zoom map is told: each level with the figures that it has, and of when."""

import json
import re
from html import unescape

import pytest
from tests import prepared

loaded = prepared.fixture(prepared.REGION)
pytestmark = pytest.mark.django_db


def told(client, address: str) -> dict:
    found = re.search(
        r'<script id="zoomkaart" type="application/json">(.*?)</script>', client.get(address).content.decode()
    )
    assert found, address
    return json.loads(unescape(found[1]))


@pytest.mark.parametrize("year", ["2023", "2022", "2019"])
def test_a_level_with_windows_shows_the_nearest_one_and_says_which(client, loaded, year):
    """Gemeenten have a figure per year, wijken one per three years: a map of one year would be blank by wijk."""
    about = told(client, f"/kaart?indicator=big2&gebied=XX00@2023&periode={year}")
    assert about["levels"]["gemeente"]["period"] == year
    assert about["levels"]["gemeente"]["name"] == "per gemeente"
    for level, one in about["levels"].items():
        address = about["figures"].replace("LEVEL", level).replace("PERIOD", one["period"])
        figures = client.get(address).json()
        assert any(value is not None for value in figures["value"]), f"nothing to see {one['name']}"
        assert figures["period"] == one["period"]
    wijk = about["levels"]["wijk"]
    first, last = wijk["period"].split("-")
    assert wijk["name"] == f"per wijk, {first}–{last}"
    assert abs(int(last) - int(year)) <= 2
