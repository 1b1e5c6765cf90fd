"""The drawn land: names that exist nowhere, borders that both sides share, and the same again from the same seed."""

import csv
import json

import numpy as np
import pytest
import shapely

from kansrijk.areas.codes import is_code
from kansrijk.areas.names import search_key
from kansrijk.demo import land
from kansrijk.demo.people import COALITIONS, PEOPLE
from kansrijk.demo.region import SEED

LEVELS = ("gemeente", "wijk", "buurt", "pc4")


@pytest.fixture(scope="module")
def places() -> list[land.Place]:
    return land.draw(SEED)


def of(places, level):
    return [place for place in places if place.level == level]


def real_names(data) -> set[str]:
    """Every name of a gemeente, wijk, buurt or region in the data folder, of any year."""
    names: set[str] = set()
    for path in sorted((data / "crosswalk").glob("*.csv")) + sorted((data / "kwb").glob("*.csv")):
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252")
        header = text.partition("\n")[0]
        for row in csv.DictReader(text.splitlines(), delimiter=max(",;\t", key=header.count)):
            for key, value in row.items():
                if key and value and ("naam" in key.lower() or key in {"name", "Regio's", "gemeente", "wijk"}):
                    names.add(search_key(value))
    for path in (data / "boundaries").glob("*_2023_*.topojson"):
        for layer in json.loads(path.read_text("utf-8"))["objects"].values():
            for one in layer["geometries"]:
                names |= {search_key(str(v)) for k, v in one.get("properties", {}).items() if "naam" in k.lower()}
    return names


def test_no_name_of_the_region_is_that_of_a_dutch_place(data, places):
    real = real_names(data)
    assert {"leiden", "amsterdam", "stationsbuurt"} <= real, "the lists were not read"
    assert len(real) > 12_000
    own = {place.name for place in places if place.level != "pc4"}
    own |= {one.name for one in COALITIONS} | {person.organisation for person in PEOPLE}
    assert not {name for name in own if search_key(name) in real}
    # Part by part as well: no gemeente or wijk is called after a real gemeente.
    with (data / "crosswalk" / "gemeenten_alfabetisch_2023_cbs.csv").open(encoding="utf-8-sig") as handle:
        gemeenten = {search_key(part) for line in handle for part in line.replace(";", ",").split(",")}
    for place in of(places, "gemeente") + of(places, "wijk"):
        assert not set(search_key(place.name).split()) & gemeenten, place.name


def test_every_name_and_code_is_there_once_and_cannot_be_real(places):
    named = [place for place in places if place.level in {"gemeente", "wijk", "buurt"}]
    assert len({search_key(place.name) for place in named}) == len(named)
    assert len({place.code for place in places}) == len(places)
    for place in places:
        assert is_code(place.code, place.level), place.code
        assert place.level != "pc4" or place.code.startswith("00"), "Dutch postcodes begin with 1 to 9"


def test_no_code_of_the_region_is_in_use(data, places):
    with (data / "kwb" / "kwb2024_gemeente_wijk_buurt_85984NED_subset.csv").open(encoding="utf-8") as handle:
        used = {row["code"].strip() for row in csv.DictReader(handle)}
    with (data / "kwb" / "pc4_inwoners_leeftijd_geslacht_2021_certegis.csv").open(encoding="utf-8") as handle:
        used |= {row["postcode"] for row in csv.DictReader(handle)}
    assert len(used) > 20_000
    assert not used & {place.code for place in places}


@pytest.mark.parametrize("level", LEVELS)
def test_parts_fill_the_land_without_overlap_and_share_their_borders(places, level):
    shapes = [place.shape for place in of(places, level)]
    whole = places[0].shape
    together = shapely.union_all(shapes)
    assert all(shape.is_valid and shape.area > 100_000 for shape in shapes)
    assert sum(shape.area for shape in shapes) == pytest.approx(together.area, rel=1e-6)
    assert together.symmetric_difference(whole).area < 0.002 * whole.area
    assert shapely.is_empty(shapely.coverage_invalid_edges(np.array(shapes, dtype=object))).all()


@pytest.mark.parametrize("level", ["wijk", "buurt", "pc4"])
def test_no_part_is_a_rectangle_and_each_is_one_piece(places, level):
    for place in of(places, level):
        assert place.shape.geom_type == "Polygon", place.code
        assert len(place.shape.exterior.coords) > 20, place.code
        assert place.shape.area < 0.97 * place.shape.minimum_rotated_rectangle.area, place.code


def test_towns_are_denser_than_the_country_around_them(places):
    by_kind: dict[str, list[float]] = {}
    for place in of(places, "buurt"):
        by_kind.setdefault(place.kind, []).append(place.households / (place.shape.area / 1e6))
    mean = {kind: float(np.mean(values)) for kind, values in by_kind.items()}
    assert mean["centre"] > mean["town"] > mean["rural"]


def test_water_runs_through_the_land(places):
    whole = places[0].shape
    outside = shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(whole)])
    assert outside.area - whole.area > 3_000_000, "the lakes"
    assert len(shapely.get_parts(whole)) >= 3, "the rivers part the land"


def test_neighbours_look_alike(places):
    buurten = of(places, "buurt")
    hardship = np.array([place.hardship for place in buurten])
    tree = shapely.STRtree([place.shape for place in buurten])
    pairs = tree.query([place.shape for place in buurten], predicate="dwithin", distance=1.0).T
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    near = np.corrcoef(hardship[pairs[:, 0]], hardship[pairs[:, 1]])[0, 1]
    assert near > 0.4


def test_postcodes_cross_the_borders_of_wijken(places):
    crossing = {}
    for lot in land.lots(places):
        crossing.setdefault(lot.pc4, set()).add(lot.buurt[:8])
    assert sum(len(wijken) > 1 for wijken in crossing.values()) >= len(crossing) / 2
    assert {lot.buurt for lot in land.lots(places)} == {place.code for place in of(places, "buurt")}


def test_the_same_seed_draws_the_same_land_and_another_another(places):
    again = land.draw(SEED)
    assert [(p.code, p.name, p.births_a_year, p.hardship, p.shape.wkb) for p in again] == [
        (p.code, p.name, p.births_a_year, p.hardship, p.shape.wkb) for p in places
    ]
    assert land.draw(SEED + 1)[5].shape.wkb != places[5].shape.wkb


@pytest.mark.django_db
def test_an_earlier_region_is_not_mixed_with_this_one(places):
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited
    from kansrijk.areas.models import Area
    from kansrijk.core.faults import BadInput
    from kansrijk.demo.building import load_land
    from kansrijk.demo.naming import EDITION
    from kansrijk.trust.commands import installation_actor

    old = AreaRecord("WK990100", "Centrum", "wijk", country="XX", is_fictional=True)
    register_unaudited(EDITION, [old])
    with pytest.raises(BadInput, match="earlier fictional region"):
        load_land(by=installation_actor(), places=places)
    assert Area.objects.filter(country="XX").count() == 1
