"""The factsheet and the issue, item by item; what we do not have is named and empty; origin is stored nowhere."""

import csv
import gzip
import re
from pathlib import Path

import pytest

from kansrijk.core.faults import BadInput
from kansrijk.figures import catalogue, descriptions
from kansrijk.figures.interpreting.layouts import choose_layout, matched
from kansrijk.figures.readers import Table, read

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
# In the words of the factsheet (Pharos and VWS) and of what the project asks beside it; the indicators that answer it.
FACTSHEET = {
    "sterfte rond de geboorte": "perinatale_sterfte_22w_7d perinatale_sterfte_24w_28d",
    "vroeggeboorte": "vroeggeboorte",
    "laag geboortegewicht": "sga",
    "vroeggeboorte en/of laag geboortegewicht": "big2",
    "sociaal economische status": "ses_woa",
    "kinderen in armoede": "armoede_jonge_kinderen",
    "kans op armoede": "huishoudens_laag_inkomen huishoudens_120_minimum",
    "langdurig laag inkomen": "langdurig_laag_inkomen",
    "laaggeletterdheid": "laaggeletterdheid",
    "eenoudergezinnen": "eenouderhuishoudens",
    "tienermoeders": "tienermoeders",
    "melding kindermishandeling": "meldingen_kindermishandeling",
    "opvoedingsondersteuning": "opvoedondersteuning",
    "cijfers van de jeugdgezondheidszorg": "bereik_jgz",
    "cijfers van de jeugdhulp": "jeugdhulp",
    "roken": "roken_volwassenen roken_in_zwangerschap",
    "overgewicht/obesitas": "overgewicht ernstig_overgewicht",
    "alcoholgebruik": "zware_drinker alcoholrichtlijn",
    "schulden": "problematische_schulden_vrouwen_19_45 schulden_in_zwangerschap moeite_met_rondkomen",
    "huisvesting": "koopwoningen corporatiewoningen",
    "criminaliteit en veiligheid": "misdrijven_per_1000 veiligheidsbeleving",
    "geluidsoverlast": "geluidhinder",
    "lucht": "fijnstof",
    "groen en spelen": "groen_dichtbij speelruimte",
    "afstand tot kinderopvang, huisarts, school": "afstand_kinderdagverblijf afstand_huisarts afstand_school",
    "voorzieningen dichtbij": "scholen_binnen_3km afstand_supermarkt",
    "samenhang": "sociale_samenhang",
    "steun uit het sociale netwerk": "informele_steun",
    "bereik van jgz en kinderopvang": "bereik_jgz bereik_kinderopvang",
}
ORIGIN = re.compile(
    r"herkomst|origin|western background|westers|migra|nationalit|allochto|autochto|marokko|turk|surinam|antill|"
    r"geboren_?(in|buiten)|a_nl_all|a_eur_al|a_neu_al|a_geb|a_w_all|a_nw_all|a_marok|a_suri|a_tur|a_antaru|a_ov_nw|"
    r"inwonersnederland|europaexcl|buiten_?europa|buiteneuropa",
    re.IGNORECASE,
)


@pytest.fixture
def data() -> Path:
    if not DATA.is_dir():
        pytest.skip("the folder ../shared/data with real public data is not here")
    return DATA


@pytest.mark.parametrize(("asked", "ids"), FACTSHEET.items(), ids=list(FACTSHEET))
def test_each_item_is_an_indicator_with_data_or_with_who_has_it(asked, ids):
    for name in ids.split():
        one = catalogue.indicators()[name]
        assert one.sets, f"{name} stands in no set"
        if not one.has_source:
            assert one.who_has_the_data is not None
            assert len(one.who_has_the_data.nl) > 2
            assert re.search(r"\d{4}", one.who_has_source), f"{name}: the claim has no date: {one.who_has_source}"


def test_every_claim_on_who_has_the_data_has_its_source():
    for one in catalogue.indicators().values():
        assert (one.who_has_the_data is None) == (one.who_has_source is None), one.id
        assert one.who_has_source is None or len(one.who_has_source) > 15, one.id


def test_a_share_of_people_has_an_interval_wherever_its_counts_are_delivered():
    without = {
        one.id
        for one in catalogue.indicators().values()
        if one.unit in {"share", "per_1000"} and one.interval_method is None and "gemeenten_met" not in one.id
    }
    assert without == {"groen_dichtbij", "speelruimte", "sterfte_per_1000", "geboorte_per_1000"}


def test_every_column_that_is_left_out_says_why():
    for source in descriptions.sources().values():
        for layout in source.layouts:
            for title, why in layout.left_out.items():
                assert len(why) > 10, title
                assert why != "Geen indicator van dit product.", f"{source.code}: {title}"


def raw_files(data: Path):
    for folder in ("kwb", "health", "perinatal"):
        yield from sorted((data / folder).glob("*.csv"))


def test_no_column_on_origin_of_any_raw_file_is_ever_stored(data):
    """Every raw file that a source recognises: what it stores, and that its columns on origin are left out by name."""
    recognised, seen = set(), set()
    for path in raw_files(data):
        for source in descriptions.sources().values():
            try:
                table = read(path, ",;\t")
                layout = choose_layout(source, table)
            except BadInput:  # not a delivery of this source
                continue
            recognised.add(path.name)
            stored = {table.titles[index] for _, index in matched(layout, table)}
            if layout.long is not None:
                stored |= {layout.long.value, layout.long.denominator, layout.long.numerator}
            assert not {title for title in stored if ORIGIN.search(title)}, path.name
            for title in table.titles:
                if ORIGIN.search(title):
                    seen.add(title)
                    assert title in layout.left_out, f"{path.name}: {title} is left out without a word"
    assert len(recognised) >= 5, recognised
    assert "Non-Western background (%)" in seen
    assert "origin_non_west" in seen


def test_no_key_of_statistics_netherlands_on_origin_is_a_column_of_ours(data):
    with (data / "kwb" / "odata_field_keys.csv").open(encoding="utf-8") as handle:
        keys = {cell for row in csv.reader(handle) for cell in row if ORIGIN.search(cell)}
    assert len(keys) >= 3
    stems = {
        stem
        for source in descriptions.sources().values()
        for layout in source.layouts
        for rule in layout.columns
        for stem in rule.stems
    }
    assert not {key for key in keys if descriptions.stem(key) in stems}


def test_the_perinatal_file_by_origin_is_no_delivery_at_all(data):
    """Its column on migration background stays out of everything: no source takes the file."""
    path = data / "perinatal" / "kco_perinatal_preterm_sga_metropool_amsterdam.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as handle:
        header = next(csv.reader(handle))
    assert any(ORIGIN.search(title) for title in header), header
    table = Table(path.name, "csv", tuple(header), [[""] * len(header)], [2], ",")
    for source in descriptions.sources().values():
        with pytest.raises(BadInput):
            matched(choose_layout(source, table), table)
