"""Drawings: well-formed, named, without inline style, true to their numbers, and without what is not there."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest

from kansrijk.figures import charts
from kansrijk.figures.charts import paper
from kansrijk.figures.words import number

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = 'Wijk <b>&"1"'


def dots(rows: int = 3, name: str = "Wijk") -> charts.Drawing:
    shown = [charts.Dot(f"{name} {i}", 5.0 + i, 4.0 + i, 6.5 + i, "up", f"{5 + i},0 %") for i in range(rows)]
    shown.append(charts.Dot("Zonder", None, None, None, "ring", "verborgen"))
    return charts.dots(charts.Dots("Titel", "Wat er staat", shown, 6.0, "Nederland 6,0 %", number, "%"))


def scatter(name: str = "Punt") -> charts.Drawing:
    points = [(float(i), float(i * i), f"{name} {i}") for i in range(1, 12)]
    return charts.scatter(charts.Scatter("T", "D", points, (5.0, 6.0, name), "x", "y", number, number))


def funnel(name: str = "Wijk") -> charts.Drawing:
    points = [
        (100.0, 10.0, "inside", f"{name}: 10"),
        (900.0, 25.0, "outside", "B: 25"),
        (400.0, 14.0, "between", "C: 14"),
    ]
    curves = [
        (float(n), 10 - 60 / n**0.5, 10 + 60 / n**0.5, 10 - 95 / n**0.5, 10 + 95 / n**0.5) for n in range(80, 1000, 20)
    ]
    return charts.funnel(charts.Funnel("T", "D", points, curves, 10.0, name, "geboorten", "deel", number, number))


def series(name: str = "2020") -> charts.Drawing:
    steps = [
        charts.Step(2018, "2018", 10.0, 9.0, 11.0, "1/0"),
        charts.Step(2019, "2019", 14.0, 13.0, 15.0, "1/1"),
        charts.Step(2020, name, 15.0, None, None, "1/1"),
        charts.Step(2021, "2021", None, None, None, "1/1"),
    ]
    return charts.series(charts.Series("T", "D", steps, [(2019, "1")], number))


@pytest.mark.parametrize("make", [dots, scatter, funnel, series])
def test_a_drawing_is_named_carries_no_style_and_takes_any_name(make):
    drawing = make(name=HOSTILE)
    for svg in (drawing.inline("een"), drawing.alone(heading=HOSTILE, below=["Bron: CBS", HOSTILE])):
        root = ET.fromstring(svg)
        assert root.find(f"{SVG}title").text
        assert root.find(f"{SVG}desc").text
        assert root.get("role") == "img"
        assert set(root.get("aria-labelledby").split()) <= {one.get("id") for one in root.iter() if one.get("id")}
        assert not re.search(r"\bstyle=|<style|<script|\bon\w+=|href=", svg)
        assert "<b>" not in svg


@pytest.mark.parametrize("make", [dots, scatter, funnel, series])
def test_a_drawing_that_leaves_its_page_has_size_paper_source_and_our_typeface_only(make):
    svg = make().alone(heading="Een kop", below=["Bron: Perined. Licentie: CC BY 4.0.", "25 november 2026"])
    root = ET.fromstring(svg)
    assert float(root.get("width")) > 0
    assert float(root.get("height")) > 0
    told = " ".join(one.text or "" for one in root.iter(f"{SVG}text"))
    assert "Een kop" in told
    assert "Bron: Perined." in told
    assert "25 november 2026" in told
    assert {one.get("font-family") for one in root.iter(f"{SVG}text")} == {"Noto Sans"}


def test_dots_stand_where_their_numbers_are_and_a_hidden_one_is_a_word():
    root = ET.fromstring(dots().inline())
    marks = [one for one in root.iter() if "k-chart__mark" in (one.get("class") or "")]
    assert len(marks) == 3, "the area without a value has no mark"
    middles = [sum(float(pair.split(",")[0]) for pair in one.get("points").split()) / 3 for one in marks]
    assert middles[1] - middles[0] == pytest.approx(middles[2] - middles[1], abs=0.2)
    spans = [
        one for one in root.iter() if (one.get("class") or "") == "k-chart__interval" and one.get("y1") == one.get("y2")
    ]
    widths = {round(float(one.get("x2")) - float(one.get("x1"))) for one in spans}
    assert len(spans) == 3
    assert len(widths) == 1
    assert "verborgen" in [one.text for one in root.iter(f"{SVG}text")]


def test_many_areas_take_a_line_each():
    assert dots(rows=40).height < 40 * 30
    names = [one.text for one in ET.fromstring(dots(rows=40).inline()).iter(f"{SVG}text")]
    assert {f"Wijk {i}" for i in range(40)} <= set(names)


def test_no_line_runs_across_a_break():
    root = ET.fromstring(series().inline())
    lines = [one for one in root.iter() if "k-chart__trend" in (one.get("class") or "")]
    at = [float(one.get("x1")) for one in root.iter() if "k-chart__break" in (one.get("class") or "")]
    assert len(lines) == 1
    assert len(at) == 1
    across = [float(pair.split(",")[0]) for pair in lines[0].get("points").split()]
    assert min(across) > at[0], "only the two years after the break are joined"


def test_the_places_in_a_funnel_have_shapes_of_their_own():
    svg = funnel().inline()
    assert len({kind for kind in ("here--circle", "point--diamond", "point--ring") if f"k-chart__{kind}" in svg}) == 3


@pytest.mark.parametrize("count", [3, 4])
@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (4.1, 14.2), (0.001, 0.0042), (980, 18_000), (-3, 7), (12.2, 18.4), (5, 5)]
)
def test_ticks_are_round_within_range_ascending_and_a_scale(low, high, count):
    found = paper.ticks(low, high, count)
    assert found == sorted(set(found))
    assert (2 if high > low else 1) <= len(found) <= 8
    assert all(low - 1e-9 <= at <= high + 1e-9 for at in found)


def test_the_years_below_an_axis_stand_apart_and_the_latest_is_there():
    steps = [charts.Step(year, str(year), 15.0 + year % 3, 13.0, 18.0, "a") for year in range(2014, 2024)]
    root = ET.fromstring(charts.series(charts.Series("T", "D", steps, [], number)).inline())
    named = [one for one in root.iter(f"{SVG}text") if len(one.text or "") == 4 and (one.text or "").startswith("20")]
    assert named[-1].text == "2023"
    at = [float(one.get("x")) for one in named]
    assert len(at) > 2
    # Four figures of 13 pixels are about 31 wide.
    assert min(after - before for before, after in pairwise(at)) >= 40


def test_the_ticks_of_an_axis_share_their_decimals():
    assert [words for _at, words in paper.written([5.0, 7.5, 10.0], number)] in (
        ["5,0", "7,5", "10,0"],
        ["5.0", "7.5", "10.0"],
    )


def test_numbers_on_a_page_are_dutch():
    from django.utils import translation

    with translation.override("nl"):
        assert paper.written([1000.0, 1500.0], number)[1][1] == "1.500"


def test_a_break_inside_a_period_is_noticed():
    from kansrijk.figures.catalogue import indicators

    known = indicators()["afstand_huisarts"]
    (year,) = [int(one.from_period) for one in known.breaks]
    assert charts.breaks_inside(f"{year - 4}-{year}", known) == 1
    assert charts.breaks_inside(str(year), known) == charts.breaks_inside(f"{year - 4}-{year - 1}", known) == 0
    assert [charts.breaks_passed(str(one), known) for one in (year - 1, year, year + 1)] == [0, 1, 1]


@pytest.mark.parametrize("name", ["big2", "sga"])
def test_an_earlier_definition_with_an_indicator_of_its_own_breaks_no_line(name):
    """Ten years of births counted by one chart are one line: drawn, in words and in every count of breaks."""
    from tests.figures.test_area_page import figure

    from kansrijk.figures.catalogue import indicators
    from kansrijk.figures.pages.course import course
    from kansrijk.figures.pages.trend import trend

    known = indicators()[name]
    assert [one.before for one in known.breaks] == [f"{name}_oude_curven"]
    assert charts.breaks_inside("2011-2020", known) == charts.breaks_passed("2020", known) == 0
    line = [figure(name, period=str(year), value=10.0 + year - 2016) for year in range(2016, 2023)]
    drawn = course(known, line, borders=True).body
    assert "k-chart__break" not in drawn
    assert drawn.count("k-chart__trend") == 1
    assert not trend(line).has_break
    two = [replace(one, definition_version="before-2019") if one.period < "2019" else one for one in line]
    assert course(known, two, borders=True).body.count("k-chart__trend") == 2, "another version is another line"
    assert trend(two).has_break
