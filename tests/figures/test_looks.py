"""What a reader should not have to put up with: an empty first map, six lines for one subject, thousands for euro."""

import re

import pytest
from django.utils import translation
from tests import drawn_land, prepared
from tests.figures.test_area_page import figure

from kansrijk.figures import words
from kansrijk.figures.classes import Classes
from kansrijk.figures.pages.continued import Continued
from kansrijk.figures.pages.kin import kin
from kansrijk.figures.pages.lines import Beside, _line
from kansrijk.figures.pages.trend import trend

loaded = prepared.fixture(drawn_land.LAND)
HERE = Beside("Nederland", 2024, {}, {})


def test_a_class_of_the_map_is_told_in_the_unit_of_the_price():
    known = figure("woz_waarde", "2023", 371.0, None, None).indicator
    edges = Classes((286.5, 371.0), 1)
    with translation.override("nl"):
        told = [words.class_words(edges, index, known) for index in range(3)]
    assert told == ["minder dan 286.500 euro", "286.500 tot 371.000 euro", "371.000 euro of meer"]


def test_the_course_of_a_price_is_told_in_the_unit_of_the_price():
    with translation.override("nl"):
        then = figure("woz_waarde", "2022", 310.0, None, None)
        now = figure("woz_waarde", "2023", 371.0, None, None)
        assert words.value_words(now) == "371.000\N{NO-BREAK SPACE}euro"
        assert trend([then, now]).words == "van 310.000 in 2022 naar 371.000 in 2023"


def test_several_definitions_of_one_subject_take_one_place_and_the_first_with_a_value_leads():
    with translation.override("nl"):
        told = [
            _line(
                figure("perinatale_sterfte_22w_28d", value=None, lower=None, upper=None, status="hidden"),
                Continued(()),
                None,
                HERE,
            ),
            _line(figure("perinatale_sterfte_24w_7d", value=5.0, lower=3.0, upper=8.0), Continued(()), None, HERE),
            _line(figure("big2"), Continued(()), None, HERE),
            _line(figure("perinatale_sterfte_28w_7d", value=4.0, lower=2.0, upper=7.0), Continued(()), None, HERE),
        ]
        found = kin(told)
    assert [one.first.id for one in found] == ["perinatale_sterfte_24w_7d", "big2"]
    assert [one.id for one in found[0].others] == ["perinatale_sterfte_22w_28d", "perinatale_sterfte_28w_7d"]
    assert sorted(line.id for one in found for line in (one.first, *one.others)) == sorted(line.id for line in told)


@pytest.mark.django_db
def test_a_map_opens_with_something_to_see_and_offers_nothing_that_nobody_delivered(client, loaded):
    text = client.get("/kaart?gebied=GM9901@2023").content.decode()
    offered = re.search(r'<select[^>]*name="indicator">.*?</select>', text, re.S)[0]
    assert "Hier zijn geen cijfers" not in text, offered
    assert re.search(r'<option value="big2" selected>', offered)
    for name in re.findall(r'<option value="(\w+)"', offered):
        answers = [
            client.get(f"/kaart?gebied=GM9901@2023&indicator={name}&niveau={level}") for level in ("wijk", "buurt")
        ]
        assert any("Hier zijn geen cijfers" not in one.content.decode() for one in answers), name


@pytest.mark.django_db
def test_a_map_says_no_more_digits_than_the_interval_allows(client, loaded):
    """The same words as on the page of the area that a click leads to."""
    text = client.get("/kaart?indicator=big2&gebied=GM9901@2023&niveau=wijk").content.decode()
    rows = re.findall(r'<td class="k-number">([^<]*\d[^<]*)</td><td>([^<]+)</td>', text)
    assert rows
    for value, interval in rows:
        low, high = (float(one.replace(",", ".")) for one in interval.split(" tot "))
        if high - low >= 2:
            assert "," not in value, (value, interval)
            assert "," not in interval, (value, interval)


def test_captions_and_axes_of_a_price_are_in_whole_euro_and_files_say_what_their_numbers_are():
    from kansrijk.figures.pages import wording

    known = figure("woz_waarde", "2023", 371.0, None, None).indicator
    other = figure("vroeggeboorte", "2023", 7.1, None, None).indicator
    with translation.override("nl"):
        assert wording.unit(known) == "euro"
        assert wording.on_axis(known)(250.0, 0) == "250.000"
        assert wording.stored_unit(known) == "× 1.000 euro"
        assert (wording.unit(other), wording.on_axis(other)(7.5, 1), wording.stored_unit(other)) == ("%", "7,5", "%")


def test_what_a_working_area_is_told_begins_with_births():
    """The page says that the figures about birth stand below: they are the first of those."""
    from kansrijk.figures import catalogue
    from kansrijk.figures.pages.told import _in_order

    order = sorted(catalogue.indicators(), key=_in_order)
    assert set(order[:3]) == {"big2", "vroeggeboorte", "sga"}
    assert order[3:] == [one for one in catalogue.indicators() if one not in order[:3]]
