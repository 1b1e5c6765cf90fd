"""The known traps of Dutch boundary changes, on the real lists of transfers."""

import csv
import json
from datetime import date

import pytest

from kansrijk.areas import commands, queries
from kansrijk.areas.commands import AreaRecord
from kansrijk.areas.models import Succession
from kansrijk.areas.reexpress import WEIGHTED, exact, identities, reexpress
from kansrijk.trust.actors import VISITOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def gemeenten(importer, shared):
    return commands.import_successions(by=importer, file=shared / "crosswalk/grenswijziging_gemeente_2016_2024.csv")


@pytest.fixture
def wijken(importer, shared):
    return commands.import_successions(by=importer, file=shared / "crosswalk/grenswijziging_wijk_2016_2024.csv")


def _residents_2021(shared):
    with (shared / "kwb/kwb2021_gemeente_85039NED_nlstat.csv").open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_the_real_lists_import_twice_and_reconcile(importer, shared, gemeenten, wijken):
    assert (gemeenten.counts.read, gemeenten.counts.stored) == (1090, 1090)
    assert (wijken.counts.read, wijken.counts.stored) == (27579, 27579)
    again = commands.import_successions(by=importer, file=shared / "crosswalk/grenswijziging_wijk_2016_2024.csv")
    assert (again.counts.stored, again.counts.unchanged) == (0, 27579)
    assert Succession.objects.count() == 1090 + 27579


@pytest.mark.parametrize(
    ("start", "end", "old", "new"),
    [
        (2021, 2022, ("GM0756", "GM1684", "GM0786", "GM0815", "GM1702"), "GM1982"),
        (2021, 2022, ("GM1685", "GM0856"), "GM1991"),
        (2021, 2022, ("GM0398", "GM0416"), "GM1980"),
        (2022, 2024, ("GM0501", "GM0530", "GM0614"), "GM1992"),
    ],
)
def test_merges_are_exact_sums(gemeenten, start, end, old, new):
    cells = {code: exact(10 + n, 100 + n) for n, code in enumerate(old)}
    told = reexpress(cells, queries.transfers(VISITOR, "gemeente", start, end)).cells[new]
    assert told.is_exact
    assert told.cell.numerator.lower == sum(cell.numerator.lower for cell in cells.values())
    assert told.cell.denominator.lower == sum(cell.denominator.lower for cell in cells.values())


def test_a_gemeente_that_only_took_in_another_needs_both(gemeenten):
    transfers = queries.transfers(VISITOR, "gemeente", 2022, 2024)
    told = reexpress({"GM0457": exact(20_000)}, transfers).cells["GM0363"]
    assert (told.cell, told.missing) == (None, ("GM0363",))
    both = reexpress({"GM0457": exact(20_000), "GM0363": exact(880_000)}, transfers).cells["GM0363"]
    assert both.is_exact
    assert both.cell.numerator.lower == 900_000


def test_weesp_went_in_the_middle_of_a_year(gemeenten):
    step = next(s for s in queries.steps(VISITOR, "GM0457") if s.from_edition == 2022 and s.to_edition == 2023)
    assert (step.to_code, step.kind, step.valid_on) == ("GM0363", "merge", date(2022, 3, 24))
    assert not [s for s in queries.steps(VISITOR, "GM0457") if s.to_edition == 2022]


def test_haaren_is_split_over_four_and_flagged(gemeenten):
    transfers = queries.transfers(VISITOR, "gemeente", 2020, 2021)
    told = reexpress({"GM0788": exact(1000)}, [t for t in transfers if t.from_code == "GM0788"])
    assert set(told.cells) == {"GM0757", "GM0824", "GM0855", "GM0865"}
    assert sum(one.cell.numerator.lower for one in told.cells.values()) == pytest.approx(1000)
    assert all(WEIGHTED in one.flags for one in told.cells.values())
    assert {s.kind for s in queries.steps(VISITOR, "GM0788") if s.from_edition == 2020} == {"split"}


def test_winsum_is_split_over_two(gemeenten):
    steps = [s for s in queries.steps(VISITOR, "GM0053") if (s.from_edition, s.to_edition) == (2018, 2019)]
    assert {(s.to_code, s.kind) for s in steps} == {("GM1966", "split"), ("GM1969", "split")}


def test_vijfheerenlanden_changed_province(importer, shared):
    """Zederik and Leerdam lay in Zuid-Holland, Vianen in Utrecht; Vijfheerenlanden lies in Utrecht."""
    provinces = [AreaRecord("PV26", "Utrecht", "province"), AreaRecord("PV28", "Zuid-Holland", "province")]
    old = [("GM0707", "Zederik", "PV28"), ("GM0545", "Leerdam", "PV28"), ("GM0620", "Vianen", "PV26")]
    records = [AreaRecord(code, name, "gemeente", parent_code=province) for code, name, province in old]
    commands.register(by=importer, edition=2018, areas=[*provinces, *records])
    new = AreaRecord("GM1961", "Vijfheerenlanden", "gemeente", parent_code="PV26")
    commands.register(by=importer, edition=2019, areas=[*provinces, new])
    commands.import_successions(by=importer, file=shared / "crosswalk/grenswijziging_gemeente_2016_2024.csv")
    kinds = {
        s.from_code: s.kind for s in queries.steps(VISITOR, "GM1961") if (s.from_edition, s.to_edition) == (2018, 2019)
    }
    assert kinds == {"GM0707": "province", "GM0545": "province", "GM0620": "merge"}
    cells = {code: exact(1, 10) for code, _, _ in old}
    assert reexpress(cells, queries.transfers(VISITOR, "gemeente", 2018, 2019)).cells["GM1961"].is_exact


def test_amsterdams_new_wijk_codes_of_2023_are_followed(wijken):
    transfers = queries.transfers(VISITOR, "wijk", 2022, 2023)
    amsterdam = [t for t in transfers if t.from_code.startswith("WK0363")]
    told = reexpress({code: exact(100, 1000) for code in {t.from_code for t in amsterdam}}, amsterdam)
    assert {"WK0363AE", "WK0363AD", "WK0363AC"} <= set(told.cells)
    assert not told.unplaced
    placed = sum(one.cell.numerator.lower for one in told.cells.values() if one.cell)
    assert placed == pytest.approx(100 * len({t.from_code for t in amsterdam}))


def test_the_national_total_survives_from_2021_to_2024(gemeenten, shared):
    rows = _residents_2021(shared)
    cells = {row["statcode"].strip(): exact(float(row["inwoners"])) for row in rows}
    transfers = queries.transfers(VISITOR, "gemeente", 2021, 2024)
    listed = {t.from_code for t in transfers}
    told = reexpress(cells, transfers, stays=[code for code in cells if code not in listed])
    assert sum(one.cell.numerator.lower for one in told.cells.values()) == pytest.approx(17_475_415)
    assert len(told.cells) == 342
    assert not told.unplaced


def test_the_list_with_a_column_per_year_gives_whole_gemeenten(importer, shared):
    result = commands.import_successions(by=importer, file=shared / "crosswalk/gemeenten_vanaf_1981_cbs_maatwerk.csv")
    assert result.kinds["merge"] > 500
    transfers = queries.transfers(VISITOR, "gemeente", 2020, 2021)
    told = reexpress({code: exact(1) for code in ("GM0003", "GM0010", "GM0024")}, transfers).cells["GM1979"]
    assert told.cell.numerator.lower == 3
    assert queries.transfers(VISITOR, "gemeente", 2021, 2020) is None


def test_zoetermeers_reused_codes_match_by_code_and_name(importer, shared):
    """Codes of 2014 that in 2023 name another buurt are not carried over."""
    commands.import_areas(by=importer, file=shared / "crosswalk/buurt_2023.csv", edition=2023)
    new = {ref.code: ref.name for ref in queries.areas(VISITOR, 2023, "buurt") if ref.code.startswith("BU0637")}
    content = json.loads((shared / "boundaries/buurt_2014_wgs84_coarse_ties.topojson").read_bytes())
    properties = [entry["properties"] for entry in next(iter(content["objects"].values()))["geometries"]]
    old = {p["statcode"]: p["statnaam"] for p in properties if p["statcode"].startswith("BU0637")}
    same = identities(old, new)
    reused = {code for code in old if code in new} - {t.from_code for t in same}
    assert reused
    told = reexpress({code: exact(1) for code in old}, same)
    assert reused <= set(told.unplaced)
    assert len(told.cells) == len(same)
