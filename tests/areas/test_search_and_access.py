"""Finding places as people type, and who sees what. Places here are made up, but for the names people mistype."""

from uuid import uuid4

import pytest

from kansrijk.areas import commands, queries
from kansrijk.areas.commands import AreaRecord
from kansrijk.areas.models import Area, Containment
from kansrijk.trust.actors import VISITOR, Actor, Tie
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db

REAL = [
    AreaRecord("NL00", "Nederland", "country"),
    AreaRecord("PV28", "Zuid-Holland (PV)", "province"),
    AreaRecord("GM0518", "'s-Gravenhage", "gemeente", parent_code="PV28"),
    AreaRecord("GM0546", "Leiden", "gemeente", parent_code="PV28"),
    AreaRecord("GM0796", "'s-Hertogenbosch", "gemeente"),
    AreaRecord("GM1900", "Súdwest-Fryslân", "gemeente"),
    AreaRecord("WK054601", "Binnenstad-Noord", "wijk"),
    AreaRecord("WK054602", "Binnenstad-Zuid", "wijk"),
    AreaRecord("BU05460100", "Proefbuurt", "buurt"),
]
MADE_UP = [AreaRecord("GM9901", "Leiden aan Zee", "gemeente", country="XX", is_fictional=True)]


@pytest.fixture
def places(importer):
    commands.register(by=importer, edition=2022, areas=REAL)
    commands.register(by=importer, edition=2024, areas=REAL)
    commands.register(by=importer, edition=2024, areas=MADE_UP)


@pytest.fixture
def postcodes(importer, places, tmp_path):
    path = tmp_path / "pc4.csv"
    path.write_text("gemeente,pc4,gewicht\nGM0518,2311,3\nGM0546,2311,4000\n")
    commands.import_areas(by=importer, file=path, edition=2024)
    path = tmp_path / "pc4w.csv"
    path.write_text("wijk,pc4,gewicht\nWK054602,2311,100\nWK054601,2311,3900\n")
    commands.import_areas(by=importer, file=path, edition=2024)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("den haag", "GM0518"),
        ("Den  Haag", "GM0518"),
        ("s-gravenhage", "GM0518"),
        ("'s gravenhage", "GM0518"),
        ("sgravenhage", "GM0518"),
        ("s-hertogenbosch", "GM0796"),
        ("’s-Hertogenbosch", "GM0796"),
        ("den bosch", "GM0796"),
        ("hertogenbosch", "GM0796"),
        ("Súdwest", "GM1900"),
        ("sudwest fryslan", "GM1900"),
        ("lieden", "GM0546"),
        ("Leidn", "GM0546"),
        ("GM0546", "GM0546"),
        ("gm0546@2022", "GM0546"),
        ("zuid holland", "PV28"),
    ],
)
def test_search_forgives_typing(places, typed, code):
    found = queries.find(VISITOR, typed)
    assert found[0].code == code
    assert found[0].edition == (2022 if "@" in typed else 2024)


@pytest.mark.parametrize("typed", ["", " ", "x", "%", "'; drop table areas_area", "\x00", "q" * 5000, "GM9901"])
def test_what_is_not_a_place_finds_nothing(places, typed):
    assert queries.find(VISITOR, typed) == []


def test_a_name_is_found_once_in_its_newest_edition(places):
    assert [ref.code for ref in queries.find(VISITOR, "binnenstad")] == ["WK054601", "WK054602"]
    assert queries.find(VISITOR, "binnenstad", level="gemeente") == []
    assert queries.find(VISITOR, "leiden", edition=2022)[0].edition == 2022


def test_the_fictional_country_is_found_only_when_asked_for(places):
    assert [ref.code for ref in queries.find(VISITOR, "leiden")] == ["GM0546"]
    assert [ref.code for ref in queries.find(VISITOR, "leiden", country="XX")] == ["GM9901"]
    assert "GM9901" not in {ref.code for ref in queries.areas(VISITOR, 2024, "gemeente")}


@pytest.mark.parametrize("typed", ["2311", "2311 AB", "2311ab"])
def test_a_postcode_gives_its_gemeenten_and_wijken_by_addresses(postcodes, typed):
    assert [ref.code for ref in queries.find(VISITOR, typed)] == ["GM0546", "GM0518", "WK054601", "WK054602"]
    assert [ref.code for ref in queries.find(VISITOR, typed, level="wijk")] == ["WK054601", "WK054602"]
    assert [ref.code for ref in queries.find(VISITOR, typed, level="pc4")] == ["2311"]


def test_the_hierarchy_follows_from_the_codes(postcodes):
    buurt = queries.area(VISITOR, "BU05460100")
    assert [ref.code for ref in queries.ancestors(VISITOR, buurt)] == ["WK054601", "GM0546", "PV28", "NL00"]
    leiden = queries.area(VISITOR, "GM0546@2024")
    assert leiden.slug == "GM0546-leiden"
    assert leiden.parent_code == "PV28"
    assert [ref.code for ref in queries.children(VISITOR, leiden, "wijk")] == ["WK054601", "WK054602"]
    assert [ref.code for ref in queries.children(VISITOR, leiden, "buurt")] == ["BU05460100"]
    assert [ref.code for ref in queries.children(VISITOR, leiden, "pc4")] == ["2311"]
    assert [ref.code for ref in queries.siblings(VISITOR, leiden)] == ["GM0518"]
    assert queries.area(VISITOR, "GM0546", 1999) is None


def test_registering_twice_changes_nothing_and_keeps_the_first_name(importer, places):
    again = commands.register(
        by=importer, edition=2024, areas=[*REAL[:-1], AreaRecord("BU05460100", "Anders", "buurt")]
    )
    assert again.as_json() == {"read": 9, "stored": 0, "unchanged": 9, "rejected": 0}
    assert again.names_kept[0].kept == "Proefbuurt"


def test_a_wrong_record_is_rejected_and_the_rest_is_stored(importer):
    records = [
        AreaRecord("GM9990", "A", "gemeente"),
        AreaRecord("GM9990", "A", "gemeente"),
        AreaRecord("GM99", "B", "gemeente"),
        AreaRecord("GM9991", "", "gemeente"),
        AreaRecord("GM9992", "C\u202e", "gemeente"),
    ]
    counts = commands.register(by=importer, edition=2024, areas=records)
    assert (counts.read, counts.stored, counts.rejected) == (5, 1, 4)
    assert [error.field for error in counts.errors] == ["code", "code", "name", "name"]


def test_regions_become_parents_and_groupings(importer, tmp_path):
    path = tmp_path / "regio.csv"
    path.write_text(
        "statcode,statnaam,ggdregio,aandeel,veiligheidsregiocode,veiligheidsregionaam,provinciecode,provincienaam\n"
        "GM9990,Proefdorp,GGD Proef,1.0,VR91,Proef,PV91,Proefland\n"
        "GM9991,Teststad,GGD Proef,0.9,VR91,Proef,PV91,Proefland\n"
    )
    result = commands.import_areas(by=importer, file=path, edition=2024)
    assert (result.level, result.counts.stored, result.without_shape) == ("gemeente", 2, 2)
    ggd = queries.areas(VISITOR, 2024, "ggd_region")[0]
    assert [ref.code for ref in queries.members(VISITOR, ggd)] == ["GM9990", "GM9991"]
    assert [ref.code for ref in queries.children(VISITOR, ggd, "gemeente")] == ["GM9990", "GM9991"]
    village = queries.area(VISITOR, "GM9990")
    assert village.parent_code == "PV91"
    assert {ref.level for ref in queries.groupings(VISITOR, village)} == {"ggd_region", "region"}
    commands.import_areas(by=importer, file=path, edition=2024)
    assert Containment.objects.count() == 4


def test_a_working_area_is_seen_by_its_own_coalition_only(places, coordinator):
    coalition = coordinator.ties[0].coalition
    parts = ["WK054601", "WK054602"]
    code = commands.make_working_area(
        by=coordinator, coalition=coalition, name="Ons gebied", edition=2024, part_codes=parts
    )
    midwife = Actor(account=uuid4(), ties=(Tie("verloskundige", coalition, uuid4()),))
    stranger = Actor(account=uuid4(), ties=(Tie("coordinator", uuid4(), uuid4()),))
    for one in (coordinator, midwife):
        area = queries.area(one, code)
        assert [ref.code for ref in queries.members(one, area)] == parts
        assert queries.find(one, "ons gebied") == [area]
        assert len(queries.children(one, area, "buurt")) == 1
    for other in (stranger, VISITOR):
        assert queries.area(other, code) is None
        assert queries.find(other, "ons gebied") == []
        assert queries.areas(other, 2024, "working_area") == []
        assert queries.groupings(other, queries.area(other, parts[0])) == []
        assert queries.members(other, area) == []
        assert queries.children(other, area, "buurt") == []
        assert queries.area(other, "GM0546") is not None


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [([], "at least one"), (["WK000000"], "there is no WK000000"), (["GM0546", "WK054601"], "lies in GM0546"),
     (["GM0546", "GM9901"], "real and fictional")],
)  # fmt: skip
def test_parts_that_do_not_fit_make_no_working_area(places, coordinator, parts, sentence):
    with pytest.raises(commands.BadWorkingArea, match=sentence):
        commands.make_working_area(
            by=coordinator, coalition=coordinator.ties[0].coalition, name="X", edition=2024, part_codes=parts
        )
    assert not Area.objects.filter(level="working_area").exists()


def test_another_coalitions_working_area_cannot_be_made(places, coordinator):
    with pytest.raises(Denied):
        commands.make_working_area(by=coordinator, coalition=uuid4(), name="X", edition=2024, part_codes=["GM0546"])


def test_a_search_costs_the_same_with_one_area_and_with_many(places, importer, django_assert_max_num_queries):
    many = [AreaRecord(f"WK9990{n:02d}", f"Proefwijk {n}", "wijk") for n in range(50)]
    commands.register(by=importer, edition=2024, areas=many)
    with django_assert_max_num_queries(3):
        assert len(queries.find(VISITOR, "proef", limit=50)) == 50
    with django_assert_max_num_queries(1):
        queries.areas(VISITOR, 2024, "wijk")
