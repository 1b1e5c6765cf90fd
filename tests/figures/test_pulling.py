"""Fetching over OData, against a stub that answers as CBS does: 10,000-row limit, nextLink, slow, broken, garbage."""

import json

import pytest
from tests.figures.source_like_cbs import TABLE

from kansrijk.areas.models import Area
from kansrijk.figures import commands
from kansrijk.figures.models import Row
from kansrijk.figures.pulling import Client, NotFetched, fetch_table


def _rows(count: int) -> list[dict[str, object]]:
    return [{"ID": number, "AantalInwoners_5": number} for number in range(count)]


def test_pages_stay_under_the_limit_of_ten_thousand(cbs, tmp_path):
    state, client = cbs
    state["rows"] = _rows(12_345)
    fetched = fetch_table(client, TABLE, tmp_path)
    assert len(json.loads(fetched.path.read_text())["value"]) == 12_345
    assert sum("TypedDataSet" in one for one in state["asked"]) == 3


def test_a_table_that_did_not_change_is_not_fetched_again(cbs, tmp_path):
    state, client = cbs
    state["rows"] = _rows(3)
    fetch_table(client, TABLE, tmp_path)
    state["asked"].clear()
    assert fetch_table(client, TABLE, tmp_path).is_cached
    assert len(state["asked"]) == 1
    state["modified"] = "2025-12-01"
    assert not fetch_table(client, TABLE, tmp_path).is_cached


@pytest.mark.parametrize("fault", ["broken", "garbage", "slow", "503"])
@pytest.mark.req("RES-14", "figures.pulling.client")
def test_one_bad_answer_is_tried_again(cbs, tmp_path, fault):
    state, client = cbs
    state["rows"], state["faults"] = _rows(3), [fault]
    assert fetch_table(client, TABLE, tmp_path).modified == "2025-11-01"


@pytest.mark.parametrize("fault", ["broken", "garbage", "404", "302"])
def test_a_fetch_that_fails_goes_on_where_it_was(cbs, tmp_path, fault):
    state, client = cbs
    state["rows"], state["faults"] = _rows(7_000), ["", fault, fault]
    with pytest.raises(NotFetched, match="nothing was stored"):
        fetch_table(client, TABLE, tmp_path)
    state["faults"].clear()
    state["asked"].clear()
    fetched = fetch_table(client, TABLE, tmp_path)
    assert len(json.loads(fetched.path.read_text())["value"]) == 7_000
    assert sum("TypedDataSet" in one for one in state["asked"]) == 1


@pytest.mark.parametrize(
    "base",
    [
        "http://opendata.cbs.nl/x",
        "https://opendata.cbs.nl.evil.example/x",
        "https://opendata.cbs.nl@evil.example/x",
        "https://evil.example/?opendata.cbs.nl",
        "https://opendata.cbs.nl:8443/x",
        "http://127.0.0.1:80/",
        "file:///etc/passwd",
    ],
)
@pytest.mark.req("WEB-32", "figures.pulling.client")
def test_only_known_hosts_are_asked(base):
    with pytest.raises(NotFetched):
        Client(base)


def test_a_next_link_to_another_host_is_not_followed(cbs, tmp_path):
    state, client = cbs
    state["rows"], state["next_root"] = _rows(5), f"http://127.0.0.2:1/{TABLE}/"
    with pytest.raises(NotFetched, match="another host"):
        fetch_table(client, TABLE, tmp_path, version=4)


def _typed(code: str, kind: str, people: int) -> dict[str, object]:
    return {
        "ID": 1,
        "WijkenEnBuurten": f"{code:<10}",
        "Gemeentenaam_1": "Verzonnen",
        "SoortRegio_2": f"{kind:<10}",
        "AantalInwoners_5": people,
        "k_0Tot15Jaar_8": None,
        "k_65JaarOfOuder_12": 10,
        "HuishoudensTotaal_29": 40,
        "GemiddeldeHuishoudensgrootte_33": 2.1,
        "Bevolkingsdichtheid_34": 5,
    }


@pytest.mark.django_db
def test_a_pulled_year_is_imported_and_says_what_it_has_not(cbs, beheer, made_up):
    state, client = cbs
    state["rows"] = [_typed("GM9901", "Gemeente", 120), _typed("WK990101", "Wijk", 60)]
    receipt = commands.pull(by=beheer, source="cbs-kwb", year=2024, client=client)
    assert (receipt.source, receipt.period, receipt.stored, receipt.errors) == ("cbs-odata", "2024", 2, ())
    row = Row.objects.get(area_code="WK990101")
    assert (row.value[0], row.value[1], row.status[1]) == (60.0, None, 4)
    assert commands.pull(by=beheer, source="cbs-kwb", year=2024, client=client).unchanged == 2


@pytest.mark.django_db
@pytest.mark.parametrize("version", [3, 4])
def test_areas_that_no_file_of_boundaries_has_come_in_by_their_name(cbs, beheer, made_up, version):
    """The national table holds the country and buurten without an outline; a pull was refused whole for them."""
    state, client = cbs
    fresh = {"NL00": "Nederland", "BU99010199": "Op het water"}
    state["names"] = {**fresh, "GM9901": "Verzonnen gemeente", "BU99990000": "Nergens"}
    if version == 3:
        kinds = {"NL00": "Land", "GM9901": "Gemeente", "BU99010199": "Buurt"}
        state["rows"] = [_typed(code, kind, 100) for code, kind in kinds.items()]
    else:
        titles = ["Aantal inwoners", "0 tot 15 jaar", "65 jaar of ouder", "Huishoudens totaal"]
        titles += ["Gemiddelde huishoudensgrootte", "Bevolkingsdichtheid"]
        state["measures"] = [{"Identifier": f"M{i}", "Title": title} for i, title in enumerate(titles)]
        state["rows"] = [
            {"Id": i, "Measure": f"M{i}", "ValueAttribute": "None", "Value": 10 + i, "WijkenEnBuurten": f"{code:<10}"}
            for code in ("NL00", "GM9901", "BU99010199")
            for i in range(len(titles))
        ]
    receipt = commands.pull(by=beheer, source="cbs-kwb", year=2024, client=client, version=version)
    assert (receipt.errors, receipt.stored) == ((), 3)
    held = dict(Area.objects.filter(edition=2024, code__in=fresh).values_list("code", "name"))
    assert held == fresh
    assert not Area.objects.filter(code="BU99990000").exists(), "a name without figures makes no area"


@pytest.mark.django_db
def test_observations_of_version_four_become_rows(cbs, beheer, made_up):
    state, client = cbs
    titles = ["Aantal inwoners", "0 tot 15 jaar", "65 jaar of ouder", "Huishoudens totaal"]
    titles += ["Gemiddelde huishoudensgrootte", "Bevolkingsdichtheid"]
    state["measures"] = [{"Identifier": f"M{i}", "Title": title} for i, title in enumerate(titles)]
    state["rows"] = [
        {"Id": i, "Measure": f"M{i}", "ValueAttribute": "None", "Value": 10 + i, "WijkenEnBuurten": "GM9901    "}
        for i in range(len(titles))
    ]
    receipt = commands.pull(by=beheer, source="cbs-kwb", year=2024, client=client, version=4)
    assert receipt.errors == ()
    assert Row.objects.get().value == [10.0, 11.0, 12.0, 13.0, 14.0, 15.0]
