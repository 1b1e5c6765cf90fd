"""Every indicator and source is complete, and what the issue names is named."""

from datetime import date

import pytest
from django.utils import translation

from kansrijk.figures import catalogue, descriptions
from kansrijk.figures.pages.indicator import indicator_page
from kansrijk.trust.actors import VISITOR

ASKED = {
    "local": "big2 geen_kraamzorg armoede_jonge_kinderen late_eerste_controle roken_in_zwangerschap laaggeletterdheid "
    "schulden_in_zwangerschap roken_vrouwen_19_45 buurt_met_lage_leefbaarheid",
    "context": "ses_woa huishoudens_laag_inkomen langdurig_laag_inkomen laaggeletterdheid eenouderhuishoudens "
    "tienermoeders meldingen_kindermishandeling opvoedondersteuning bereik_jgz jeugdhulp roken_volwassenen overgewicht "
    "zware_drinker problematische_schulden_vrouwen_19_45 koopwoningen misdrijven_per_1000 geluidhinder fijnstof "
    "groen_dichtbij speelruimte afstand_kinderdagverblijf afstand_huisarts afstand_school",
    "protective": "afstand_huisarts sociale_samenhang informele_steun bereik_jgz bereik_kinderopvang",
}


def test_the_catalogue_holds_together():
    found = catalogue.indicators()
    assert len(found) >= 100
    for one in found.values():
        assert one.next_review > one.reviewed_on
        assert one.reviewed_on <= date(2026, 12, 31)
        assert "!" not in one.name.nl + one.definition.nl
        assert one.as_json()["id"] == one.id


@pytest.mark.parametrize("set_id", ASKED)
def test_what_the_issue_names_is_there(set_id):
    ids = {one.id for one in catalogue.members(set_id)}
    assert set(ASKED[set_id].split()) <= ids


def test_a_set_says_how_much_of_it_is_unknown():
    local = catalogue.sets()["local"]
    for phase, size in local.size.items():
        known = [one for one in catalogue.members("local") if one.phase == phase]
        assert len(known) + local.unknown[phase] == size
    national = catalogue.sets()["national"]
    assert len(catalogue.members("national")) + national.unknown["all"] == national.size["all"]


def test_no_indicator_and_no_column_is_about_origin():
    words = ("herkomst", "migratie", "nationaliteit", "allochtoon", "westers")
    for one in catalogue.indicators().values():
        assert not any(word in f"{one.id} {one.name.nl} {one.definition.nl}".lower() for word in words)
    for source in descriptions.sources().values():
        for layout in source.layouts:
            assert not any(word in rule.title.lower() for rule in layout.columns for word in words)


def test_an_indicator_without_a_source_says_who_has_the_data():
    for one in catalogue.indicators().values():
        assert (one.source is None) == (one.who_has_the_data is not None)
        assert one.source is None or one.source in descriptions.sources()


def test_a_broken_file_is_refused():
    with pytest.raises(catalogue.BadCatalogue, match=r"x\.yaml.*plausible"):
        catalogue._indicator("x.yaml", {"id": "x"})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HuishoudensTotaal_28", "  HuishoudensTotaal_29 "),
        ("k_0Tot15Jaar_8", "0 tot 15 jaar"),
        ("GemiddeldeWOZWaardeVanWoningen_39", "Gemiddelde WOZ-waarde van woningen"),
    ],
)
def test_key_suffixes_drift_and_titles_stay(one, other):
    assert descriptions.stem(one) == descriptions.stem(other)


def test_short_names_keep_their_numbers():
    assert descriptions.stem("p_hh_110") != descriptions.stem("p_hh_120")


def test_a_definition_with_an_indicator_of_its_own_breaks_no_line_here():
    """Big 2 by the old charts is another indicator, so ten years of births counted by one chart are one line."""
    from kansrijk.figures.pages.trend import is_break

    big2 = catalogue.indicators()["big2"]
    assert [one.before for one in big2.breaks] == ["big2_oude_curven"]
    for one in catalogue.indicators().values():
        assert all(not known.before or known.before in catalogue.indicators() for known in one.breaks)
    line = [_figure("big2", "2018"), _figure("big2", "2019")]
    assert not is_break(*line)
    assert is_break(_figure("afstand_huisarts", "2021"), _figure("afstand_huisarts", "2022"))


def _figure(indicator: str, period: str):
    from kansrijk.figures.queries.types import Figure

    known = catalogue.indicators()[indicator]
    empty = dict.fromkeys(
        ("lower", "upper", "interval_method", "numerator", "denominator", "source_field", "release", "delivery")
    )
    return Figure(
        indicator=known,
        area_code="GM9901",
        edition=2023,
        period=period,
        value=1.0,
        status="measured",
        source="fictief",
        definition_version=known.definition_version,
        **empty,
    )


def test_what_changed_in_a_description_is_told_in_the_language_of_the_page(client, db):
    page = client.get("/indicatoren/big2").content.decode()
    assert "Waar staat wie de gegevens heeft." in page
    assert "First description" not in page
    with translation.override("en"):
        told = [what for _on, what in indicator_page(VISITOR, "big2").changes]
    assert told[0] == "First description."
    told = catalogue.indicators()["big2"].as_json()["changes"][0]
    assert (told["what"], told["what_nl"]) == ("First description.", "Eerste beschrijving.")
