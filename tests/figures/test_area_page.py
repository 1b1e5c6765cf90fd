"""The page of an area: words first, nothing borrowed, nothing bridged, nothing kept that may not be seen."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kansrijk.areas.queries.named import addressed
from kansrijk.figures import catalogue, commands, drawings, words
from kansrijk.figures.kept import Kept
from kansrijk.figures.pages import area as pages
from kansrijk.figures.pages.story import chance_words
from kansrijk.figures.pages.trend import is_break, trend
from kansrijk.figures.queries.types import Figure
from kansrijk.trust.actors import VISITOR

HEAD = "gebied;periode;indicator;waarde;teller;noemer;status\n"
PAGE = "/gebied/GM9901"


def figure(indicator="big2", period="2023", value=16.0, lower=14.2, upper=18.1, **other) -> Figure:
    """A figure of a made-up area."""
    known = catalogue.indicators()[indicator]
    values = {
        "area_code": "GM9901",
        "edition": 2024,
        "interval_method": "Wilson score",
        "status": "measured",
        "numerator": None,
        "denominator": None,
        "source": "tidy",
        "source_field": indicator,
        "definition_version": known.definition_version,
        "release": None,
        "delivery": "final",
    }
    return Figure(known, period=period, value=value, lower=lower, upper=upper, **(values | other))


@pytest.mark.parametrize(
    ("lower", "upper", "decimals"),
    [(14.2, 18.1, 0), (5.2, 7.1, 1), (7.03, 7.05, 1), (3.1, 6.0, 0), (None, None, 1), (10, 40, 0)],
)
def test_a_figure_has_no_more_digits_than_its_interval_allows(lower, upper, decimals):
    assert words.decimals_of(figure(value=15.0, lower=lower, upper=upper)) == decimals


def test_numbers_are_written_as_in_the_language():
    with translation.override("nl"):
        assert words.number(1234567.891, 1) == "1.234.567,9"
        assert words.number(-0.101, 2) == "\N{MINUS SIGN}0,10"
        assert words.number(-0.01, 1) == "0,0"
    with translation.override("en"):
        assert words.number(1234567.891, 1) == "1,234,567.9"


def test_the_words_say_whether_a_difference_may_be_chance():
    country = figure(value=15.0, lower=None, upper=None)
    with translation.override("nl"):
        assert chance_words(figure(), country) == "Dat verschil kan toeval zijn."
        assert chance_words(figure(lower=15.1, upper=18), country) == "Dat verschil is groter dan toeval kan verklaren."
        assert chance_words(figure(lower=None, upper=None), country).startswith("Of het verschil toeval is, is niet")


def test_another_definition_or_boundary_or_window_is_a_break():
    old, new = figure(period="2020"), figure(period="2021")
    assert not is_break(old, new)
    assert is_break(old, replace(new, definition_version="9"))
    assert is_break(old, replace(new, edition=2021))
    assert is_break(old, replace(new, period="2021-2023"))
    year = catalogue.indicators()["afstand_huisarts"].breaks[0].from_period
    then, now = (figure("afstand_huisarts", period=str(int(year) - before)) for before in (1, 0))
    assert is_break(then, now), "the catalogue's own break"


def test_a_trend_is_told_over_the_last_part_only_and_never_across_a_break():
    before = [figure(period=str(year), value=5.0, edition=2014) for year in (2012, 2013)]
    after = [figure(period=str(year), value=10.0 + year - 2020, lower=None, upper=None) for year in range(2020, 2024)]
    with translation.override("nl"):
        told = trend([*before, *after])
    assert told.words == "van 10,0 in 2020 naar 13,0 in 2023"
    assert told.method == ""
    assert [point.is_break for point in told.points] == [False, False, True, False, False, False]
    counted = [replace(one, numerator=100.0 + 40 * i, denominator=1000.0) for i, one in enumerate(after)]
    counted.append(replace(counted[-1], period="2024", numerator=300.0))
    with translation.override("nl"):
        assert (trend(counted).words, trend(counted).method) == ("neemt toe", "Cochran-Armitage")


def test_a_break_is_drawn_and_no_line_crosses_it():
    points = [drawings.Point(value, is_break=at == 3) for at, value in enumerate([1.0, 2.0, 3.0, 9.0, 8.0, None, 7.0])]
    drawn = drawings.sparkline(points)
    lines = re.findall(r'polyline points="([^"]+)"', drawn)
    assert [len(line.split()) for line in lines] == [3, 2], "a gap and a break part the series"
    assert drawn.count("k-spark__break") == 1
    assert drawings.sparkline([drawings.Point(1.0), drawings.Point(2.0, is_break=True)]) == "", "nothing to draw"


def test_what_is_kept_is_bounded_and_the_oldest_goes():
    kept: Kept[int] = Kept(2)
    for key in "abc":
        kept.put(key, ord(key))
    assert [kept.get(key) for key in "abc"] == [None, 98, 99]
    assert kept.made("d", lambda: 4) == kept.made("d", lambda: 5) == 4


def _publish(person, coalition, write, text, number=1):
    epidemioloog, second = person("epidemioloog", coalition, number), person("coordinator", coalition, number)
    receipt = commands.import_delivery(
        by=epidemioloog, source="tidy", file=write(HEAD + text, f"eigen{number}.csv"), coalition=coalition.pk
    )
    assert not receipt.is_refused, receipt.errors
    commands.propose_release(by=epidemioloog, release=receipt.release)
    commands.publish_release(by=second, release=receipt.release)
    return receipt.release, epidemioloog


def _asked(client, address=PAGE):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    asked = [one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    return len(asked), response.content.decode()


@pytest.mark.django_db
@pytest.mark.req("RES-32", "figures.queries.place")
def test_the_number_of_queries_does_not_follow_the_number_of_indicators(client, made_up, person, coalition, write):
    _publish(person, coalition, write, "GM9901@2024;2023;big2;;300;2000;\n")
    pages._kept.clear()
    few, text = _asked(client)
    assert "van elke 100 kinderen" in text
    names = [one.id for one in catalogue.indicators().values() if one.unit == "share" and one.id != "big2"]
    many_lines = "".join(f"GM9901@2024;2023;{name};;300;2000;\n" for name in names)
    _publish(person, coalition, write, many_lines, number=2)
    many, text = _asked(client)
    assert len(names) > 50
    assert text.count('class="k-figure"') == len(names) + 1
    assert many <= 10
    assert many <= few + 1, "one more release is looked up once; indicators cost nothing"
    again, _text = _asked(client)
    assert again < few, "what was drawn once is not drawn again"


@pytest.mark.django_db
@pytest.mark.req("SEC-11", "figures.pages.area")
def test_what_was_drawn_is_gone_when_the_release_is(client, made_up, person, coalition, write):
    release, by = _publish(person, coalition, write, "GM9901@2024;2023;big2;;300;2000;\n")
    assert "van elke 100 kinderen er 15 te vroeg of te licht geboren (tussen 14 en 17)" in _asked(client)[1]
    assert "Wilson" in client.get(PAGE).content.decode()
    commands.withdraw_release(by=by, release=release, because="een telfout")
    assert "Wilson" not in client.get(PAGE).content.decode()
    assert "staan hier geen cijfers" in client.get(PAGE).content.decode()


@pytest.mark.django_db
@pytest.mark.req("SEC-11", "figures.pages.area")
def test_an_own_figure_is_drawn_for_its_own_coalition_and_never_kept(made_up, person, coalition, write):
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Coalition

    epidemioloog = person("epidemioloog", coalition)
    stranger = person(
        "epidemioloog", Coalition.objects.create(name="Andere", slug="andere", wrapped_key=new_wrapped_key()), 2
    )
    file = write(HEAD + "GM9901@2024;2023;big2;;300;2000;\n")
    imported = commands.import_delivery(by=epidemioloog, source="tidy", file=file, coalition=coalition.pk)
    commands.propose_release(by=epidemioloog, release=imported.release)
    place = addressed(VISITOR, "GM9901")
    pages._kept.clear()
    own = pages.area_page(epidemioloog, place)
    assert "nog niet vrijgegeven" in own.shown.html
    for actor in (VISITOR, stranger, VISITOR):
        assert not pages.area_page(actor, place).shown.has_figures


@pytest.mark.django_db
def test_the_empties_have_their_own_words_and_say_why(client, made_up, person, coalition, write):
    text = (
        "GM9901@2024;2023;big2;;;;te onzeker\nGM9901@2024;2023;sga;;;;leeg bij de bron\n"
        "GM9901@2024;2023;vroeggeboorte;;4;2000;\nGM9901@2024;2023;roken_in_zwangerschap;;;;geen gegevens\n"
    )
    _publish(person, coalition, write, text)
    page = client.get(PAGE).content.decode()
    rows = dict(re.findall(r'<li class="k-figure" id="(\w+)">(.*?)</li>', page, re.DOTALL))
    said = {name: re.search(r"<summary>.*?<span>(.*?)</span>", row).group(1) for name, row in rows.items()}
    assert said == {
        "big2": "te onzeker",
        "sga": "leeg bij de bron",
        "vroeggeboorte": "verborgen",
        "roken_in_zwangerschap": "geen gegevens",
    }
    assert "te onzeker om iets aan te hebben" in page
    assert "4 van de 2.000" not in page
    assert "4,0" not in rows["vroeggeboorte"]


@pytest.mark.django_db
@pytest.mark.parametrize(("level", "code"), [("pc4", "9901"), ("ggd_region", "GGD-VERZ"), ("stadsdeel", "VZ-S01")])
def test_an_area_of_any_kind_has_a_page_that_says_what_is_missing(client, made_up, level, code):
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    record = AreaRecord(code, "Verzonnen-plek", level, None, country="XX", is_fictional=True)
    assert not register_unaudited(2024, [record]).errors
    for reference in (code, f"{code}@2024", f"{code}-verzonnen-plek"):
        text = client.get(f"/gebied/{reference}").content.decode()
        assert "<h1>Verzonnen-plek</h1>" in text
        assert "Nog geen cijfers voor dit gebied" in text
        assert "fictief voorbeeld" in text
        assert "staan hier geen cijfers over kinderen" in text
    assert client.get(f"/gebied/{code}@2023").status_code == 404
    assert client.get("/gebied/GGD-BESTAAT-NIET").status_code == 404


@pytest.mark.django_db
@pytest.mark.req("SDC-05", "api.figures._columns_answer")
def test_what_the_owners_saw_before_it_was_made_safe_is_never_served_after(
    client, made_up, person, coalition, write, rf
):
    """A column as JSON may be kept; an own one not, or its small cells would come out under the same release."""
    from kansrijk.api.figures import _columns_answer
    from kansrijk.figures import queries

    epidemioloog, second = person("epidemioloog", coalition), person("coordinator", coalition)
    text = "".join(f"BU99010{w}0{n}@2024;2023;big2;;{4 if n == 1 else 60};400;\n" for w in (1, 2, 3) for n in (1, 2))
    receipt = commands.import_delivery(by=epidemioloog, source="tidy", file=write(HEAD + text), coalition=coalition.pk)
    assert queries.column(epidemioloog, "big2", "buurt") is None, "counts as delivered are on no page"
    commands.propose_release(by=epidemioloog, release=receipt.release)
    seen = queries.column(epidemioloog, "big2", "buurt")
    assert not seen.is_public
    assert b"1.0," not in _columns_answer(seen).content
    commands.publish_release(by=second, release=receipt.release)
    answer = client.get("/api/v1/observations?indicator=big2&level=buurt&country=XX&_format=columns").json()
    hidden = [code for code, status in zip(answer["area"], answer["status"], strict=True) if status == "hidden"]
    assert {"BU99010101", "BU99010201", "BU99010301"} <= set(hidden)
    shown = dict(zip(answer["area"], answer["value"], strict=True))
    assert all(shown[code] is None for code in hidden)


@pytest.mark.django_db
def test_what_the_story_tells_stands_first_in_its_theme(client, made_up, person, coalition, write):
    names = ("perinatale_sterfte_22w_7d", "sga", "vroeggeboorte", "big2")
    _publish(person, coalition, write, "".join(f"GM9901@2024;2023;{name};;300;2000;\n" for name in names))
    page = client.get(PAGE).content.decode()
    order = re.findall(r'<li class="k-figure" id="(\w+)">', page)
    assert order[:3] == ["big2", "vroeggeboorte", "sga"]
    assert page.index("k-story") < page.index("k-phases") < page.index("k-figures") < page.index("k-balance")


def test_a_country_without_a_figure_is_said_and_never_filled_in():
    """Some deliveries have no row for the country: a share is not averaged over gemeenten, so the place is worded."""
    from kansrijk.figures.pages.lines import _beside

    with translation.override("nl"):
        assert _beside(figure(), None, None, "Nederland") == ["Nederland: geen cijfer over deze periode"]
        assert _beside(figure(area_code="NL00"), None, None, "Nederland") == []
        assert _beside(figure(value=None, lower=None, upper=None), None, None, "Nederland") == []
