"""Figures held against one another on screen: comparison, scatter, funnel, inequality, and the page of an indicator."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.figures.files import show_as_delivered

from kansrijk.figures import queries
from kansrijk.figures.pages.asked import areas, same_country
from kansrijk.figures.pages.compare import compare_page
from kansrijk.trust.actors import VISITOR

pytestmark = pytest.mark.django_db
THREE = "gebied=GM9901&gebied=GM9902&gebied=GM9903"


def read(client, address: str) -> str:
    """The words of a page, single spaces."""
    response = client.get(address)
    assert response.status_code == 200, address
    text = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def test_three_municipalities_side_by_side_by_polarity_with_the_country_beside(client, released):
    text = read(client, f"/vergelijk?{THREE}&indicator=vroeggeboorte")
    # 13 % of 1,200 and 4 % of 1,000 against 7 %: the margins exclude it; 7.5 % may be chance.
    assert "Minder gunstig dan in het fictieve land: Verzonnen gemeente." in text
    assert "Gunstiger dan in het fictieve land: Andere gemeente 3." in text
    assert "Het verschil met het fictieve land kan toeval zijn: Andere gemeente 2." in text
    assert "Op deze pagina vergelijken we 3 keer met het fictieve land." in text
    assert "Bij 1 van de 3 paren" in text or "overlappen niet" in text
    assert "fictief voorbeeld" in text
    page = client.get(f"/vergelijk?{THREE}&indicator=vroeggeboorte").content.decode()
    assert page.index("<table") < page.index('class="k-chart"'), "the table comes first"
    # On a phone a row is a card: the roles keep it a table, and each cell says which column it is of.
    assert page.count('role="row"') >= 5
    assert page.count('role="rowheader"') >= 4
    for heading in ("Waarde", "Marge", "Naast het fictieve land"):
        assert f'data-label="{heading}"' in page, heading
    assert "k-chart__mark--up" in page
    assert "k-chart__mark--down" in page
    assert "k-chart__mark--circle" in page
    assert " style=" not in page
    assert page.count("<h1") == 1


def test_the_whole_state_stands_in_the_address_and_areas_come_and_go_without_script(client, released):
    answer = client.get("/vergelijk?gebied=GM9901&indicator=vroeggeboorte&erbij=Andere gemeente 2")
    assert answer.status_code == 302
    assert answer["Location"] == "/vergelijk?gebied=GM9901&gebied=GM9902&indicator=vroeggeboorte"
    page = client.get(f"/vergelijk?{THREE}&indicator=vroeggeboorte").content.decode()
    assert 'href="/vergelijk?gebied=GM9901&amp;gebied=GM9903&amp;indicator=vroeggeboorte"' in page
    several = read(client, "/vergelijk?gebied=GM9901&indicator=vroeggeboorte&erbij=Verzonnen wijk")
    assert "Welke bedoelt u?" in several
    assert "Verzonnen wijk 2" in several
    assert "We vonden geen plaats" in read(client, "/vergelijk?gebied=GM9901&erbij=Nergenshuizen")


def test_six_areas_is_the_most_and_the_seventh_is_named(client, released):
    seven = [
        f"gebied={code}" for code in ("GM9901", "GM9902", "GM9903", "WK990101", "WK990102", "WK990103", "BU99010102")
    ]
    text = read(client, f"/vergelijk?{'&'.join(seven)}&indicator=vroeggeboorte")
    assert "Weggelaten: 1. Verzonnen buurt 102." in text
    assert "Zes gebieden is het meeste." in text


def test_the_fictional_country_never_stands_beside_a_real_one(released):
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    assert not register_unaudited(2024, [AreaRecord("GM0001", "Echt", "gemeente", None)]).errors
    asked = areas(VISITOR, ["GM0001", "GM9901"])
    beside, left_out = same_country(asked)
    assert [one.area.code for one in beside] == ["GM0001"]
    assert [one.area.code for one in left_out] == ["GM9901"]


def test_another_period_is_shown_and_not_compared(client, beheer, three_municipalities, write):
    from kansrijk.figures import commands

    rows = [("XX00", 2023), ("GM9901", 2023), ("GM9902", 2023), ("GM9903", 2021)]
    text = "gebied;periode;indicator;teller;noemer;waarde;status\n"
    text += "".join(f"{code}@2024;{year};vroeggeboorte;90;1000;;\n" for code, year in rows)
    receipt = commands.import_delivery(by=beheer, source="tidy", file=write(text))
    show_as_delivered(receipt.release, beheer)
    (block,) = compare_page(beheer, areas(beheer, ["GM9901", "GM9902", "GM9903"]), ["vroeggeboorte"]).blocks
    assert block.frame.period == "2023"
    lines = {line.area.code: line for line in block.lines}
    assert lines["GM9903"].verdict == "not_compared"
    assert "2021" in lines["GM9903"].note
    assert lines["GM9903"].value.startswith("9")
    assert any("Andere gemeente 3" in sentence for sentence in block.sentences)
    assert [line.verdict for line in block.lines][:2] != ["not_compared"] * 2
    (older,) = compare_page(beheer, areas(beheer, ["GM9903"]), ["vroeggeboorte"], period="2021").blocks
    assert older.frame.period == "2021"
    assert older.reference == ""


def test_areas_of_different_boundaries_share_no_frame(client, beheer, three_municipalities, write):
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited
    from kansrijk.figures import commands

    older = [AreaRecord("GM9902", "Andere gemeente 2", "gemeente", None, country="XX", is_fictional=True)]
    assert not register_unaudited(2022, older).errors
    text = "gebied;periode;indicator;teller;noemer;waarde;status\nGM9901@2024;2023;vroeggeboorte;90;1000;;\n"
    show_as_delivered(commands.import_delivery(by=beheer, source="tidy", file=write(text, "a.csv")).release, beheer)
    text = "gebied;periode;indicator;teller;noemer;waarde;status\nGM9902@2022;2023;vroeggeboorte;90;1000;;\n"
    show_as_delivered(commands.import_delivery(by=beheer, source="tidy", file=write(text, "b.csv")).release, beheer)
    (block,) = compare_page(beheer, areas(beheer, ["GM9901@2024", "GM9902@2022"]), ["vroeggeboorte"]).blocks
    assert sorted(line.figure.edition for line in block.lines) == [2022, 2024]
    assert [line.verdict for line in block.lines] == ["not_compared"] * 2


def test_a_comparison_costs_the_same_for_one_and_for_six(client, released):
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len([one for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    # One look-up per area named in the address; the figures themselves are two.
    one = asked("/vergelijk?gebied=GM9901&indicator=vroeggeboorte")
    six = asked(f"/vergelijk?{THREE}&gebied=WK990101&gebied=WK990102&gebied=WK990103&indicator=vroeggeboorte")
    assert six - one <= 5
    assert one <= 6


@pytest.mark.parametrize(
    "address",
    [
        "/vergelijk?gebied=GM0001",
        "/vergelijk?gebied=GM9901%00",
        "/vergelijk?gebied=GM9901@x",
        "/vergelijk?indicator=bestaat-niet",
        "/samenhang?x=bestaat-niet&y=sga",
        "/samenhang?niveau=straat",
        "/trechter?indicator=bestaat-niet",
        "/trechter?binnen=GM0001",
        "/verschillen?gebied=GM0001",
        "/verschillen?gebied=GM9901&niveau=gemeente",
        "/vergelijk/beeld.gif?gebied=GM9901",
        "/vergelijk/beeld.svg",
        "/trechter/beeld.svg?indicator=sga",
        "/indicatoren/sga?volgorde=rang",
        "/indicatoren/sga?niveau=straat",
    ],
)
def test_what_does_not_exist_is_not_found(client, three_municipalities, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/vergelijk", "/samenhang", "/trechter", "/verschillen", "/insluiten"])
def test_an_empty_page_says_what_to_do(client, db, address):
    assert "Kies" in read(client, address)


def test_the_funnel_judges_by_size_and_names_no_order(client, released):
    text = read(client, "/trechter?indicator=vroeggeboorte&gebied=GM9901&periode=2023")
    assert "Binnen de trechter rond 7 % (het fictieve land): 1 van de 3 gebieden." in text
    assert "Buiten de trechter, voorbij de grenzen van 99,8 %: 2. Toeval verklaart dat slecht." in text
    names = re.findall(r"(Andere gemeente \d|Verzonnen gemeente) [\d,]+ % (?:binnen|buiten)", text)
    assert names == ["Andere gemeente 2", "Andere gemeente 3", "Verzonnen gemeente"], "by name, whatever the values"
    assert "geen ranglijst" in text


def test_margins_of_two_kinds_beside_each_other_are_both_named(beheer, three_municipalities, write):
    """One by the source itself, the other from counts of our own: the page named the first for both."""
    from kansrijk.figures.commands import import_delivery

    head = "ID;Leeftijd;Marges;WijkenEnBuurten;Perioden;ErvarenGezondheidGoedZeerGoed_4;Roker_11\n"
    bounds = (("MW00000", "74,5"), ("MOG0095", "70,1"), ("MBG0095", "78,2"))
    rows = "".join(
        f"{i};20300   ;{mark};GM9901    ;2022JJ00;{value};.\n" for i, (mark, value) in enumerate(bounds, start=1)
    )
    assert not import_delivery(by=beheer, source="rivm-50150", file=write(head + rows, "a.csv")).is_refused
    own = "gebied;periode;indicator;teller;noemer;waarde;status\nGM9902@2024;2022;ervaren_gezondheid_goed;80;100;;\n"
    show_as_delivered(import_delivery(by=beheer, source="tidy", file=write(own, "b.csv")).release, beheer)
    found = compare_page(beheer, areas(beheer, ["GM9901", "GM9902"]), ["ervaren_gezondheid_goed"])
    assert [block.method for block in found.blocks] == ["zoals de bron die gaf, Wilson-score"]


def test_without_denominators_no_funnel_is_drawn_and_it_says_why(client, beheer, three_municipalities, write):
    from kansrijk.figures.catalogue import indicators
    from kansrijk.figures.commands import import_delivery
    from kansrijk.figures.pages.funnel import funnel_page

    text = "gebied;periode;indicator;teller;noemer;waarde;status\n"
    text += "".join(f"{code};2023;koopwoningen;;;{value};\n" for code, value in (("GM9901", 50), ("GM9902", 60)))
    show_as_delivered(import_delivery(by=beheer, source="tidy", file=write(text)).release, beheer)
    page = funnel_page(beheer, indicators()["koopwoningen"], "gemeente")
    assert page.drawing is None
    assert page.chart == ""
    assert "noemers" in page.sentences[0]


def test_differences_within_a_municipality_are_told_in_words_and_hidden_parts_counted(client, released):
    text = read(client, "/verschillen?gebied=GM9901&indicator=vroeggeboorte&niveau=buurt")
    assert "loopt het cijfer van" in text
    assert "verborgen" in text
    assert "Er is geen open cijfer over welvaart" in text
    wijken = read(client, "/verschillen?gebied=GM9901&indicator=vroeggeboorte&niveau=wijk")
    assert "Over 3 wijken loopt het cijfer van 10 % (" in wijken
    assert "Bij minder dan 5 gebieden geven we geen maat" in wijken


def test_the_indicator_page_says_all_that_the_catalogue_knows(client, released):
    text = read(client, "/indicatoren/vroeggeboorte")
    for told in (
        "Teller",
        "Noemer",
        "Eenheid procent",
        "Fase",
        "Thema",
        "Wilson-score, 95 %",
        "Maker",
        "Nagekeken door",
        "Weer bekijken op",
        "lager is gunstiger",
        "We kennen geen breuk",
    ):
        assert told in text, told
    assert "deze plaats en de cijfers zijn verzonnen" in text
    page = client.get("/indicatoren/vroeggeboorte").content.decode()
    for link in (
        "/vergelijk?indicator=vroeggeboorte",
        "/indicatoren/vroeggeboorte/cijfers.csv?",
        "/cijfers.xlsx?",
        "/cijfers.csv-metadata.json?",
        "/api/v1/observations?indicator=vroeggeboorte",
        "/insluiten?indicator=",
    ):
        assert link in page, link


def _order(client, order: str, level: str = "gemeente", period: str = "2023") -> list[str]:
    page = client.get(f"/indicatoren/vroeggeboorte?volgorde={order}&niveau={level}&periode={period}").content.decode()
    table = page[page.rindex("<table") :]
    return re.findall(r'<th scope="row"><a [^>]*>([^<]+)</a>', table)


def test_areas_are_ordered_by_name_and_value_and_a_hidden_one_always_comes_last(client, released):
    assert _order(client, "naam") == ["Andere gemeente 2", "Andere gemeente 3", "Verzonnen gemeente"]
    assert _order(client, "laag") == ["Andere gemeente 3", "Andere gemeente 2", "Verzonnen gemeente"]
    assert _order(client, "hoog") == ["Verzonnen gemeente", "Andere gemeente 2", "Andere gemeente 3"]
    hidden = [
        f"Verzonnen buurt {figure.area_code[-3:]}"
        for figure in queries.beside(VISITOR, dict.fromkeys(queries.codes_within("GM9901", "buurt", 2024), ""))
        if figure.status == "hidden"
    ]
    assert "Verzonnen buurt 101" in hidden
    for order in ("laag", "hoog"):
        shown = _order(client, order, "buurt", "2020")
        assert sorted(shown[-len(hidden) :]) == sorted(hidden)
        assert shown[-len(hidden) :] == sorted(hidden), "among themselves by name"


def test_an_indicator_without_data_names_who_has_them(client, db):
    text = read(client, "/indicatoren/bereik_jgz")
    assert "Niemand leverde dit cijfer hier nog" in text
    assert "Wie het heeft: JGZ-organisatie." in text


@pytest.mark.req("SEC-11", "figures.queries.visible")
def test_figures_that_are_not_released_stand_beside_nothing_for_a_stranger(client, private):
    who, release = private
    assert compare_page(who, areas(who, ["GM9901"]), ["vroeggeboorte"]).blocks[0].frame is None
    show_as_delivered(release, who)
    asked = areas(VISITOR, ["GM9901", "GM9902"])
    assert compare_page(VISITOR, asked, ["vroeggeboorte"]).blocks[0].frame is None
    (own,) = compare_page(who, asked, ["vroeggeboorte"]).blocks
    assert own.frame is not None
    assert "nog niet vrijgegeven" in own.lines[0].note
    for address in (
        f"/vergelijk?{THREE}&indicator=vroeggeboorte",
        "/trechter?indicator=vroeggeboorte",
        "/verschillen?gebied=GM9901&indicator=vroeggeboorte",
        "/indicatoren/vroeggeboorte",
    ):
        text = read(client, address)
        assert "13,3" not in text, address
        assert "1.200" not in text, address


def test_a_period_with_a_new_definition_inside_it_says_so(beheer, three_municipalities, write):
    from kansrijk.figures import commands

    text = "gebied;periode;indicator;teller;noemer;waarde;status\n"
    text += "".join(
        f"GM990{n}@2024;{when};opleiding_laag;260;1000;;\n" for n, when in ((1, "2016-2023"), (2, "2024-2025"))
    )
    show_as_delivered(commands.import_delivery(by=beheer, source="tidy", file=write(text)).release, beheer)
    page = compare_page(beheer, areas(beheer, ["GM9901", "GM9902"]), ["opleiding_laag"])
    notes = {line.area.code: line.note for line in page.blocks[0].lines}
    assert "vanaf 2023" in notes["GM9901"]
    assert "CBS deelt opleidingen anders in" in notes["GM9901"]
    assert "vanaf 2023" not in notes["GM9902"]
