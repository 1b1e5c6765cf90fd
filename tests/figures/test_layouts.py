"""How CBS and RIVM really deliver: padded codes, drifting keys, decimal commas, several empties, bounds."""

import pytest
from tests.figures.files import show_as_delivered

from kansrijk.figures import commands, queries
from kansrijk.trust.actors import VISITOR

pytestmark = pytest.mark.django_db

KWB = (
    '"ID";"WijkenEnBuurten";"Gemeentenaam_1";"SoortRegio_2";" AantalInwoners_5";"k_0Tot15Jaar_8";'
    '"k_65JaarOfOuder_12";"HuishoudensTotaal_{n}";"GemiddeldeHuishoudensgrootte_33";"Bevolkingsdichtheid_34";'
    '"GemiddeldeWOZWaardeVanWoningen_39";"WestersTotaal_17"\n'
    '0;"GM9901    ";"Verzonnen";"Gemeente  ";120;20;.;-99997;2,1;5;,;7\n'
)


@pytest.mark.parametrize("suffix", [28, 29])
def test_the_csv_edition_of_cbs_is_read_whatever_the_suffix(beheer, made_up, write, suffix):
    path = write(KWB.format(n=suffix), "85984NED_TypedDataSet.csv")
    receipt = commands.import_delivery(by=beheer, source="cbs-kwb", file=path)
    assert (receipt.errors, receipt.period, receipt.stored) == ((), "2024", 1)
    shown = {f.indicator.id: f for f in queries.figures_of(VISITOR, "GM9901", 2024)}
    assert shown["huishoudensgrootte"].value == 2.1
    assert shown["inwoners"].source_field == "AantalInwoners_5"
    for empty in ("inwoners_65_plus", "huishoudens", "woz_waarde"):
        assert (shown[empty].status, shown[empty].value) == ("empty_at_source", None)
    assert shown["jeugdhulp"].status == "no_data"


def test_a_named_year_and_a_told_year_must_agree(beheer, made_up, write):
    from kansrijk.core.faults import BadInput

    path = write(KWB.format(n=28), "85984NED.csv")
    with pytest.raises(BadInput, match="says 2024, you said 2023"):
        commands.import_delivery(by=beheer, source="cbs-kwb", file=path, period="2023")
    with pytest.raises(BadInput, match="give the period"):
        commands.import_delivery(by=beheer, source="cbs-kwb", file=write(KWB.format(n=28), "tabel.csv"))


def test_preliminary_years_are_marked(beheer, made_up, write):
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    register_unaudited(2025, [AreaRecord("GM9901", "Verzonnen", "gemeente", country="XX")])
    commands.import_delivery(by=beheer, source="cbs-kwb", file=write(KWB.format(n=28), "86165NED.csv"))
    assert queries.figures_of(VISITOR, "GM9901", 2025, ["inwoners"])[0].delivery == "preliminary"


def test_the_bounds_of_rivm_come_along_where_the_delivery_has_them(beheer, made_up, write):
    head = "ID;Leeftijd;Marges;WijkenEnBuurten;Perioden;ErvarenGezondheidGoedZeerGoed_4;Roker_11\n"
    lines = [
        "1;20300   ;MW00000;GM9901    ;2022JJ00;74,5;12,0",
        "2;20300   ;MOG0095;GM9901    ;2022JJ00;70,1;.",
        "3;20300   ;MBG0095;GM9901    ;2022JJ00;78,2;.",
        "4;53115   ;MW00000;GM9901    ;2022JJ00;80,0;15,0",
    ]
    path = write(head + "\n".join(lines) + "\n")
    receipt = commands.import_delivery(by=beheer, source="rivm-50150", file=path)
    assert (receipt.errors, receipt.read, receipt.stored) == ((), 3, 3)
    shown = {f.indicator.id: f for f in queries.figures_of(VISITOR, "GM9901", 2024)}
    health, smoking = shown["ervaren_gezondheid_goed"], shown["roken_volwassenen"]
    assert (health.value, health.lower, health.upper, health.interval_method) == (74.5, 70.1, 78.2, "as delivered")
    assert (health.period, health.status) == ("2022", "modelled")
    assert (smoking.value, smoking.lower, smoking.interval_method) == (12.0, None, None)


def test_a_wilson_interval_stands_beside_counts_and_names_its_method(beheer, made_up, write):
    path = write("gebied;periode;indicator;waarde;teller;noemer\nGM9901;2023;big2;;15;100\n")
    show_as_delivered(commands.import_delivery(by=beheer, source="tidy", file=path).release, beheer)
    figure = queries.figures_of(beheer, "GM9901", 2024, ["big2"])[0]
    # Wilson for 15 of 100 (numbers.md 3.5): 9.3 to 23.3 per cent.
    assert (figure.value, round(figure.lower, 1), round(figure.upper, 1)) == (15.0, 9.3, 23.3)
    assert figure.interval_method == "Wilson score"


def test_comparison_never_crosses_periods(beheer, made_up, write):
    lines = "gebied;periode;indicator;waarde;teller;noemer\nWK990101;2023;big2;;15;100\nGM9901;2022;big2;;30;300\n"
    show_as_delivered(commands.import_delivery(by=beheer, source="tidy", file=write(lines)).release, beheer)
    beside = queries.compared(beheer, "WK990101", 2024, ["big2"])[0]
    assert beside.figure.period == "2023"
    assert beside.gemeente is None
