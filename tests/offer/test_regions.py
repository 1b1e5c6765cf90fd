"""Help that works in a whole region: found at every postcode in it, counted in its gaps, read in and written out."""

import json

import pytest
from django.test import Client
from tests.offer.conftest import draft

from kansrijk.areas import queries as areas
from kansrijk.areas.commands import AreaRecord, make_working_area
from kansrijk.areas.commands.registering import register_unaudited
from kansrijk.areas.models import Area, Containment
from kansrijk.coalition.models import CoalitionArea
from kansrijk.coalition.queries.gaps import gaps
from kansrijk.offer import commands, queries
from kansrijk.offer.commands.storing import BadDraft
from kansrijk.offer.models import Directory, Service
from kansrijk.paths import queries as paths
from kansrijk.trust.actors import VISITOR

pytestmark = pytest.mark.django_db
GGD, YOUTH, PROVINCE = "GGD-ALLE", "JR07", "PV99"


@pytest.fixture
def region(here):
    """A GGD region known in 2021 only, a region of another name of 2024, and a province; postcodes are of 2024."""

    def one(code, name, level, above=None):
        return AreaRecord(code, name, level, above, country="XX", is_fictional=True)

    old = [one("XX00", "Verzonnen land", "country"), one(PROVINCE, "Verzonnen", "province", "XX00")]
    old += [
        one("GM9901", "Verzonnen", "gemeente", PROVINCE),
        one("GM9902", "Elders", "gemeente", "XX00"),
        one(GGD, "GGD Verzonnen-Noord", "ggd_region"),
    ]
    assert not register_unaudited(2021, old).errors
    assert not register_unaudited(2024, [one(YOUTH, "Jeugdregio Zuid", "region")]).errors
    _put(GGD, 2021, "ggd_region")
    _put(YOUTH, 2024, "youth_region")
    return here


def _put(whole: str, edition: int, kind: str) -> None:
    part = Area.objects.get(code="GM9901", edition=edition)
    Containment.objects.create(part=part, whole=Area.objects.get(code=whole, edition=edition), kind=kind)


def _add(here, *written: str, name: str = "Schuldhulp") -> str:
    return commands.add_service(by=here.coordinator, coalition=here.coalition, draft=draft(name=name, areas=written))


def _found(postcode: str) -> list[str]:
    return [door.service.name for door in queries.doors(VISITOR, phase="during", postcode=postcode)]


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (GGD, GGD),
        ("ggd-alle", GGD),
        ("GGD Verzonnen-Noord", GGD),
        ("Jeugdregio Zuid", YOUTH),
        (PROVINCE, PROVINCE),
        ("provincie Verzonnen", PROVINCE),
        ("Verzonnen", "GM9901"),
        ("Verzonnen land", "XX00"),
    ],
)
def test_a_region_is_written_as_code_or_name_and_found_at_each_postcode_in_it(region, written, stored):
    _add(region, written)
    assert Service.objects.get().areas == [stored]
    assert _found("9001") == _found("9002") == ["Schuldhulp"]
    assert _found("9009") == (["Schuldhulp"] if stored == "XX00" else []), "another gemeente, outside it"


@pytest.mark.parametrize("written", ["GGD-NERGENS", "PV98", "JR08", "BU99010101", "WG-AAAAAAAA", "NERGENS", "99999"])
def test_what_is_no_place_is_refused(region, written):
    with pytest.raises(BadDraft) as refused:
        _add(region, written)
    assert [(one.field, one.code) for one in refused.value.faults] == [("areas", "no_area")]


def test_of_a_gemeente_that_changed_region_the_newest_counts(region):
    assert not register_unaudited(
        2024, [AreaRecord("GGD-NIEUW", "GGD Nieuw", "ggd_region", country="XX", is_fictional=True)]
    ).errors
    _put("GGD-NIEUW", 2024, "ggd_region")
    codes = [ref.code for ref in areas.groupings_of(VISITOR, ["GM9901"])["GM9901"]]
    assert (GGD in codes, "GGD-NIEUW" in codes, YOUTH in codes) == (False, True, True)
    assert areas.groupings_of(VISITOR, ["WK990101"])["WK990101"] == areas.groupings_of(VISITOR, ["GM9901"])["GM9901"]
    assert [ref.code for ref in areas.groupings_of(VISITOR, ["GM9902"])["GM9902"]] == ["XX00"]


def test_nearer_help_comes_first_and_the_finder_says_where_it_works(region):
    for name, where in (("Land", "XX00"), ("Provincie", PROVINCE), ("Regio", GGD), ("Plaats", "GM9901")):
        _add(region, where, name=name)
    _add(region, "WK990101", name="Wijk")
    assert _found("9001") == ["Wijk", "Plaats", "Regio", "Provincie", "Land"]
    page = Client().post("/hulp-vinden", {"factor": "RMa02", "fase": "during", "postcode": "9001"}).content.decode()
    assert "werkt in heel GGD Verzonnen-Noord" in page
    assert "werkt op 9001" in page
    assert paths.find_doors(VISITOR, factors=["RMa02"], phase="during", postcode="9001").place == "Verzonnen"


def test_a_directory_of_a_region_covers_its_postcodes(region):
    commands.open_directory(by=region.coordinator, coalition=region.coalition, areas=[GGD], is_public=True)
    _add(region, "GM9901")
    assert paths.find_doors(VISITOR, factors=["RMa02"], phase="during", postcode="9002").is_covered
    assert not paths.find_doors(VISITOR, factors=["RMa02"], phase="during", postcode="9009").is_covered
    _add(region, "Oost", name="In een wijk van een gemeente van de regio")
    assert Service.objects.get(name__startswith="In een").areas == ["WK990101"]


def test_a_working_area_is_stored_as_its_parts_and_never_shown_to_others(region):
    made = make_working_area(
        by=region.coordinator,
        coalition=region.coalition,
        name="Ons werkgebied",
        edition=2024,
        part_codes=["WK990101", "GM9902"],
    )
    _add(region, "ons werkgebied")
    _add(region, made.lower(), name="Met code")
    assert {tuple(sorted(row.areas)) for row in Service.objects.all()} == {("GM9902", "WK990101")}
    assert (_found("9001"), _found("9002")) == (["Met code", "Schuldhulp"], [])
    with pytest.raises(BadDraft):
        commands.add_service(by=region.stranger, coalition=region.other, draft=draft(areas=(made,)))
    commands.open_directory(by=region.coordinator, coalition=region.coalition, areas=[made], is_public=True)
    assert sorted(Directory.objects.get(pk=region.coalition).areas) == ["GM9902", "WK990101"]
    for address in ("", "/hulp.csv", "/hsds.json"):
        assert made not in Client().get(f"/sociale-kaart/verzonnen{address}").content.decode()


def test_of_a_working_area_of_buurten_the_wijken_they_lie_in_are_stored(region):
    """No postcode is known of a buurt, so help there is found at every postcode of its wijk."""
    buurten = [
        AreaRecord(f"BU9901010{number}", f"Buurt {number}", "buurt", "WK990101", country="XX", is_fictional=True)
        for number in (1, 2)
    ]
    assert not register_unaudited(2024, buurten).errors
    make_working_area(
        by=region.coordinator,
        coalition=region.coalition,
        name="Onze buurten",
        edition=2024,
        part_codes=["BU99010101", "BU99010102", "GM9902"],
    )
    _add(region, "onze buurten")
    assert sorted(Service.objects.get().areas) == ["GM9902", "WK990101"]
    assert (_found("9001"), _found("9002")) == (["Schuldhulp"], [])


def test_gaps_count_help_of_the_region_in_every_wijk_and_take_a_region_apart(region):
    _add(region, GGD)
    CoalitionArea.objects.create(
        coalition_id=region.coalition, code="GM9901", name="Verzonnen", level="gemeente", edition=2024
    )
    key = ("during", "material", "vulnerable")
    by_place = gaps(region.coordinator, region.coalition, enough=1).cells[key].by_spot
    assert by_place == {"WK990101": "covered", "WK990102": "covered"}
    CoalitionArea.objects.all().delete()
    CoalitionArea.objects.create(coalition_id=region.coalition, code=GGD, name="GGD", level="ggd_region", edition=2021)
    assert gaps(region.coordinator, region.coalition, enough=1).cells[key].by_spot == by_place


def test_a_filter_on_a_place_keeps_what_works_around_it(region):
    for name, where in (("Regio", GGD), ("Oost", "WK990101"), ("Elders", "GM9902"), ("Land", "XX00")):
        _add(region, where, name=name)
    found = queries.services(VISITOR, region.coalition, area="WK990101").services
    assert [one.name for one in found] == ["Land", "Oost", "Regio"]


def test_a_region_goes_through_a_list_and_through_the_open_formats(region):
    head = "organisatie;hulp;soort;fase;werkgebied"
    content = f"{head}\nGemeente;Schuldhulp;schuldhulp;tijdens;GGD Verzonnen-Noord, 9009\n".encode()
    done = commands.import_services(by=region.coordinator, coalition=region.coalition, content=content, name="a.csv")
    assert done.errors == ()
    assert Service.objects.get().areas == [GGD, "9009"]
    hsds = Client().get("/sociale-kaart/verzonnen/hsds.json").content
    served = json.loads(hsds)["contents"][0]["service_areas"]
    assert [(one["name"], one["extent"]) for one in served] == [("GGD Verzonnen-Noord", GGD), ("9009", "9009")]
    for name, file in (("a.json", hsds), ("b.json", Client().get("/sociale-kaart/verzonnen/schema.json").content)):
        again = commands.import_services(by=region.coordinator, coalition=region.coalition, content=file, name=name)
        assert (again.errors, again.unchanged) == ((), 1), name
    assert any("provincie" in line[1] for line in queries.choices())
