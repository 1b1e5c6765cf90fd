"""Real tables, seen through the doors that people and programs use: page, download, interface."""

import csv
import io
import random
from pathlib import Path

import pytest

from kansrijk.figures.commands import import_delivery
from kansrijk.trust.commands import installation_actor

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
NATIONAL = DATA / "kwb" / "kwb2024_gemeente_wijk_buurt_85984NED_subset.csv"
PERINATAL = DATA / "perinatal" / "kco_perinatal_totals_by_area.csv"
# Column of the raw file → indicator, for columns that are delivered as they are shown.
COLUMNS = {
    "inwoners": "inwoners",
    "huishoudens": "huishoudens",
    "koopwoningen": "koopwoningen",
    "wozWaarde": "woz_waarde",
}

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not NATIONAL.exists(), reason="the folder with real public data is not beside the checkout"),
]


@pytest.fixture
def national(db):
    by = installation_actor()
    assert not import_delivery(by=by, source="cbs-kwb", file=NATIONAL).is_refused
    assert not import_delivery(by=by, source="perinatal", file=PERINATAL).is_refused


def _page(client, reference: str) -> str:
    response = client.get(f"/gebied/{reference}")
    assert response.status_code == 200
    return response.content.decode()


def test_leiden_says_what_is_not_known_and_amsterdam_what_is(client, national):
    leiden = _page(client, "GM0546-leiden")
    assert "130.108" in leiden
    assert "Voor Leiden staan hier geen cijfers over kinderen die te vroeg of te licht geboren zijn." in leiden
    assert "Perined" in leiden
    assert "van elke 100 kinderen" not in leiden, "nothing is borrowed from the country or a parent"

    amsterdam = _page(client, "GM0363-amsterdam")
    assert "van elke 100 kinderen" in amsterdam
    assert "binnen de grenzen van 2017" in amsterdam
    assert "Niemand leverde de twee samen (Big 2) voor dit gebied." in amsterdam


def test_fifty_published_values_are_the_same_through_every_door(client, national):
    with NATIONAL.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["niveau"] != "land"]
    choose = random.Random(2024)
    for row in choose.sample(rows, 50):
        column = choose.choice(sorted(COLUMNS))
        raw = float(row[column]) if row[column] else None
        address = f"/api/v1/observations?area={row['code']}@2024&indicator={COLUMNS[column]}"
        (told,) = client.get(address).json()["observations"]
        assert told["value"] == raw
        assert told["status"] == ("measured" if raw is not None else "empty_at_source")
        text = client.get(f"/gebied/{row['code']}@2024/cijfers.csv").content.decode()
        (line,) = [one for one in csv.DictReader(io.StringIO(text)) if one["indicator"] == COLUMNS[column]]
        assert (float(line["value"]) if line["value"] else None) == raw
        if raw is not None and column != "wozWaarde":
            assert f"{raw:,.0f}".replace(",", ".") in _page(client, f"{row['code']}@2024")
