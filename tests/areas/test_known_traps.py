"""The known traps of Dutch boundary changes, on rows that anybody may have: these tests run everywhere.

Which gemeente became which stands in the law and in Statistics Netherlands' own list ("Gemeenten vanaf 1981", CBS,
CC BY 4.0); codes and names of wijken and buurten are of CBS (SES-WOA 2019, table 85163NED; names of 2023; Kadaster/CBS
boundaries of 2014), CC BY 4.0, taken over in November 2026. The counted addresses of the real lists have a licence that
keeps them out of this repository (tests/areas/test_successions.py reads them where they are): every weight here is 1,
which is no number of anything, and no test here says how much of a place went where.
"""

from datetime import date
from pathlib import Path

import pytest

from kansrijk.areas import commands, queries
from kansrijk.areas.commands import AreaRecord
from kansrijk.areas.reexpress import WEIGHTED, exact, identities, reexpress
from kansrijk.trust.actors import VISITOR

pytestmark = pytest.mark.django_db
BECAME = {
    (2018, 2019): {
        "GM0053": ("GM1966", "GM1969"),  # Winsum: Het Hogeland and Westerkwartier
        "GM0707": ("GM1961",),  # Zederik, Leerdam and Vianen: Vijfheerenlanden
        "GM0545": ("GM1961",),
        "GM0620": ("GM1961",),
    },
    # Haaren: Boxtel, Oisterwijk, Tilburg and Vught, which were there already
    (2020, 2021): {
        "GM0788": ("GM0757", "GM0824", "GM0855", "GM0865"),
        **{code: (code,) for code in ("GM0757", "GM0824", "GM0855", "GM0865")},
    },
    # Weesp: Amsterdam. On 1 January 2022 CBS still has both.
    (2021, 2022): {"GM0457": ("GM0457",), "GM0363": ("GM0363",)},
    (2022, 2023): {"GM0457": ("GM0363",), "GM0363": ("GM0363",)},
}
# Name of the wijk: its code of 2019 (and until 2022), and that of 2023. Of 99 wijken of 2019, 76 keep their name.
WIJKEN = {
    "Burgwallen-Oude Zijde": ("WK036300", "WK0363AE"),
    "Burgwallen-Nieuwe Zijde": ("WK036301", "WK0363AD"),
    "Grachtengordel-West": ("WK036302", "WK0363AC"),
    "Grachtengordel-Zuid": ("WK036303", "WK0363AG"),
    "Nieuwmarkt/Lastage": ("WK036304", "WK0363AF"),
    "Haarlemmerbuurt": ("WK036305", "WK0363AA"),
    "Jordaan": ("WK036306", "WK0363AB"),
}


@pytest.fixture
def successions(importer, tmp_path: Path):
    """successions(rows) stores them as a file with one row per old and new code would."""

    def store(became: dict) -> None:
        lines = ["van_jaar,naar_jaar,van,naar,gewicht"]
        for (start, end), codes in became.items():
            lines += [f"{start},{end},{old},{new},1" for old, news in codes.items() for new in news]
        file = tmp_path / "grenswijziging.csv"
        file.write_text("\n".join(lines) + "\n", "utf-8")
        commands.import_successions(by=importer, file=file)

    return store


def steps(code: str, start: int, end: int) -> dict[str, str]:
    """New code → kind of change."""
    found = queries.steps(VISITOR, code)
    return {s.to_code: s.kind for s in found if (s.from_code, s.from_edition, s.to_edition) == (code, start, end)}


def test_weesp_went_in_the_middle_of_a_year_and_amsterdam_needs_both(successions):
    successions(BECAME)
    (step,) = [s for s in queries.steps(VISITOR, "GM0457") if s.to_edition == 2023]
    assert (step.to_code, step.kind, step.valid_on) == ("GM0363", "merge", date(2022, 3, 24))
    assert steps("GM0457", 2021, 2022) == {}, "on the first of January it was still there"
    transfers = queries.transfers(VISITOR, "gemeente", 2022, 2023)
    alone = reexpress({"GM0457": exact(2)}, transfers).cells["GM0363"]
    assert (alone.cell, alone.missing) == (None, ("GM0363",))
    both = reexpress({"GM0457": exact(2), "GM0363": exact(3)}, transfers).cells["GM0363"]
    assert (both.is_exact, both.cell.numerator.lower) == (True, 5)


@pytest.mark.parametrize(("code", "years"), [("GM0053", (2018, 2019)), ("GM0788", (2020, 2021))])
def test_winsum_and_haaren_are_split_flagged_and_lose_nobody(successions, code, years):
    successions(BECAME)
    news = BECAME[years][code]
    assert steps(code, *years) == dict.fromkeys(news, "split")
    transfers = [t for t in queries.transfers(VISITOR, "gemeente", *years) if t.from_code == code]
    told = reexpress({code: exact(1000)}, transfers)
    assert set(told.cells) == set(news)
    assert all(WEIGHTED in one.flags for one in told.cells.values()), "an estimate, and it says so"
    assert sum(one.cell.numerator.lower for one in told.cells.values()) == pytest.approx(1000)


def test_vijfheerenlanden_changed_province_and_its_sum_is_exact(importer, successions):
    """Zederik and Leerdam lay in Zuid-Holland, Vianen in Utrecht; Vijfheerenlanden lies in Utrecht."""
    provinces = [AreaRecord("PV26", "Utrecht", "province"), AreaRecord("PV28", "Zuid-Holland", "province")]
    old = {"GM0707": ("Zederik", "PV28"), "GM0545": ("Leerdam", "PV28"), "GM0620": ("Vianen", "PV26")}
    records = [AreaRecord(code, name, "gemeente", parent_code=above) for code, (name, above) in old.items()]
    commands.register(by=importer, edition=2018, areas=[*provinces, *records])
    new = AreaRecord("GM1961", "Vijfheerenlanden", "gemeente", parent_code="PV26")
    commands.register(by=importer, edition=2019, areas=[*provinces, new])
    successions(BECAME)
    kinds = {code: steps(code, 2018, 2019)["GM1961"] for code in old}
    assert kinds == {"GM0707": "province", "GM0545": "province", "GM0620": "merge"}
    told = reexpress({code: exact(1, 10) for code in old}, queries.transfers(VISITOR, "gemeente", 2018, 2019))
    assert told.cells["GM1961"].is_exact
    assert told.cells["GM1961"].cell.denominator.lower == 30


def test_amsterdams_new_wijk_codes_of_2023_are_followed_by_the_list_only(successions):
    old = {before: name for name, (before, _after) in WIJKEN.items()}
    new = {after: name for name, (_before, after) in WIJKEN.items()}
    assert identities(old, new) == (), "the name alone carries nothing over"
    successions({(2022, 2023): {before: (after,) for before, after in WIJKEN.values()}})
    told = reexpress(
        {code: exact(n, 100) for n, code in enumerate(old)}, queries.transfers(VISITOR, "wijk", 2022, 2023)
    )
    assert not told.unplaced
    for n, (_before, after) in enumerate(WIJKEN.values()):
        assert told.cells[after].is_exact
        assert told.cells[after].cell.numerator.lower == n


# Code: its name in 2014 and in 2023. Groningen's codes came back for other buurten, one with a name of its neighbour.
BUURTEN = {
    "BU00140000": ("Stadscentrum", "Binnenstad-Noord"),
    "BU00140001": ("Binnenstad-Zuid", "Binnenstad-Zuid"),
    "BU00140004": ("Binnenstad-Noord", "Noorderplantsoen"),
    "BU00140101": ("Zeeheldenbuurt", "Oosterpoort"),
    "BU06370003": ("Palenstein", "Palenstein"),  # Zoetermeer: the same buurt, another spelling, another extent
    "BU06370300": ("Seghwaert-Zuidwest", "Seghwaert-Zuid-West"),
    "BU06370803": ("Hoornerhage", "Hoornerhage c.a."),
}


def test_a_code_that_came_back_for_another_place_carries_nothing_over():
    old = {code: before for code, (before, _after) in BUURTEN.items()}
    new = {code: after for code, (_before, after) in BUURTEN.items()}
    same = identities(old, new)
    told = reexpress({code: exact(1) for code in old}, same)
    assert set(told.cells) == {"BU00140001", "BU06370003", "BU06370300"}
    assert set(told.unplaced) == {"BU00140000", "BU00140004", "BU00140101", "BU06370803"}
