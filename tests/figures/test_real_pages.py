"""Real tables, seen through the doors that people and programs use: page, download, interface."""

import csv
import io
import random
import re
from pathlib import Path

import pytest

from kansrijk.figures.commands import import_delivery
from kansrijk.trust.commands import installation_actor

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
NATIONAL = DATA / "kwb" / "kwb2024_gemeente_wijk_buurt_85984NED_subset.csv"
KWB_2021 = "kwb/kwb2021_gemeente_85039NED_nlstat.csv"
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


def _middle(values: list[float], place: float) -> float:
    """A quantile by straight lines between neighbours, as the textbook has it."""
    ordered = sorted(values)
    at = place * (len(ordered) - 1)
    low = int(at)
    return ordered[low] + (at - low) * (ordered[min(low + 1, len(ordered) - 1)] - ordered[low])


def test_an_area_is_held_against_its_level_and_its_like_as_the_raw_file_has_them(client, national):
    from kansrijk.areas.queries.named import addressed
    from kansrijk.figures import queries
    from kansrijk.figures.pages.area import area_page
    from kansrijk.trust.actors import VISITOR

    with NATIONAL.open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file) if row["niveau"] == "gemeente"}
    place = addressed(VISITOR, "GM0546")
    found = queries.figures_through_time(queries.releases_of(VISITOR, place.code, place.name), "GM0546", 2024, "NL00")
    at = found.placed["koopwoningen"]
    (spread,) = [
        columns[at.index]
        for columns in queries.level_spreads("gemeente", [(at.release, at.row_period, "gemeente")]).values()
    ]
    raw = [float(row["koopwoningen"]) for row in rows.values() if row["koopwoningen"]]
    assert spread == pytest.approx([_middle(raw, part) for part in (0, 0.25, 0.5, 0.75, 1)])

    page = area_page(VISITOR, place)
    near = page.shown.near
    assert len(near.codes) == 15
    assert "GM0546" not in near.codes
    assert near.variables == ("omgevingsadressendichtheid", "inwoners", "woz_waarde", "koopwoningen")
    middle = _middle([float(rows[code]["koopwoningen"]) for code in near.codes], 0.5)
    block = re.search(r'id="koopwoningen">(.*?)</li>', page.shown.html, re.DOTALL).group(1)
    assert f"Vergelijkbaar: {middle:.0f}\N{NO-BREAK SPACE}%" in block
    traits = {trait.id: trait for trait in page.shown.traits}
    assert traits["inwoners"].here == "130.108"
    text = _page(client, "GM0546")
    assert "Dit zijn de vijftien gemeenten" in text
    for trait in traits.values():
        assert trait.there in text


def test_a_merged_gemeente_says_where_it_went_and_the_new_one_where_it_came_from(client, national):
    from kansrijk.areas.commands import import_successions

    by = installation_actor()
    for source, file in (("cbs-kwb", "kwb/kerncijfers2014_gemeente_tmap3.csv"), ("cbs-kwb", KWB_2021)):
        assert not import_delivery(by=by, source=source, file=DATA / file).is_refused
    import_successions(by=by, file=DATA / "crosswalk" / "grenswijziging_gemeente_2016_2024.csv")
    gone = _page(client, "GM0370")
    assert "<h1>Beemster</h1>" in gone, "the delivery of 2021 has no name for it; that of 2014 has"
    assert gone.index("Op 1 januari 2022 (deels) opgegaan in:") < gone.index("Hoe beginnen kinderen hier?")
    assert "Purmerend" in gone
    grown = _page(client, "GM0363-amsterdam")
    assert "Hoort er sinds 24 maart 2022 (deels) bij:" in grown
    assert "Weesp" in grown
    assert "andere grenzen (2024)" in grown, "the series of before is not bridged"
