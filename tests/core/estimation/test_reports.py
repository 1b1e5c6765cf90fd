"""The reports on real data say what the engine makes of those data today."""

import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
DATA = ROOT.parent / "shared" / "data"
sys.path.insert(0, str(ROOT / "scripts"))
report = importlib.import_module("report")
parts = importlib.import_module("reports.parts")
real = pytest.mark.skipif(not DATA.exists(), reason="the real data folder is not beside the checkout")


def same(name):
    page, drawings, numbers = report.made(name, DATA)
    assert parts.is_same_page(page, report.page_of(name).read_text("utf-8")), f"run scripts/report.py {name}"
    for file in drawings:
        assert (ROOT / "docs" / "images" / file).is_file()
    return numbers


@real
def test_published_answers_are_made_again():
    numbers = same("published")
    published = importlib.import_module("reports.published")
    assert numbers["milk"]["variance"] == pytest.approx(published.MILK_VARIANCE, abs=1e-6)
    assert numbers["milk"]["furthest"] < 2e-6
    assert (numbers["corn"]["between"], numbers["corn"]["error"]) == pytest.approx(published.CORN_VARIANCES, abs=0.5)
    assert numbers["sids"]["moran_74"] == pytest.approx(published.MORAN_74, abs=1e-6)
    assert numbers["sids"]["moran_79"] == pytest.approx(published.MORAN_79, abs=1e-6)
    assert numbers["sids"]["furthest"] < 5e-8


@pytest.mark.long
@real
def test_births_of_the_amsterdam_region_predict_the_other_sex():
    numbers = same("amsterdam")
    for outcome in ("preterm", "sga"):
        check = numbers[f"wijk_{outcome}"]["check"]
        assert check["rmse"] < 0.75 * check["rmse_shrunk"] < check["rmse_direct"]
        assert check["rmse_direct"] < check["rmse_national"] or outcome == "preterm"
        assert 93 < check["coverage_with_noise"] < 99
        town = numbers[f"gemeente_{outcome}"]["check"]
        assert town["rmse"] <= town["rmse_national"]
        assert town["coverage_with_noise"] > 90


@pytest.mark.long
@real
def test_a_trend_of_health_is_told_only_where_models_agree():
    numbers = same("health")
    held = numbers["held_out"]
    assert held["line_drawn"] < min(held["line"], held["last"], held["mean"], held["nothing"])
    assert 94 < held["coverage"] < 98.5
    for level in ("buurt", "gemeente"):
        one = numbers[level]
        assert 0 < one["real"] < one["beyond_chance"] < one["places"]


def test_a_page_is_the_same_within_its_last_digit_only():
    assert parts.is_same_page("1,234 wijken, 7.04 %", "1,235 wijken, 7.05 %")
    assert not parts.is_same_page("7.04 %", "7.06 %")
    assert not parts.is_same_page("7.04 %", "7.04 per cent")
    assert not parts.is_same_page("7.0", "7.04")


def test_a_template_names_only_what_there_is():
    assert parts.filled("{{a}} of {{b}}", {"a": "1", "b": "2"}) == "1 of 2"
    with pytest.raises(KeyError):
        parts.filled("{{c}}", {"a": "1"})


def test_a_sheet_says_value_certainty_and_what_is_not_told():
    square = [importlib.import_module("shapely").box(1000 * i, 0, 1000 * i + 1000, 1000) for i in range(4)]
    outlines = parts.Shapes(("a", "b", "c", "d"), importlib.import_module("numpy").array(square, dtype=object), None)
    areas = [
        parts.Shown("a", "A", 5, 4, 6),
        parts.Shown("b", "B", 12, 8, 13),
        parts.Shown("c", "C", 12, 8, 31),
        parts.Shown("d", "D", 12, 2, 60, "too_uncertain"),
    ]
    drawn = parts.sheet("Map", areas, outlines, (10.0, 20.0, 30.0), uncertain="not told")
    assert "ticks: may be the next class (1)" in drawn
    assert "waves: may be further than that (1)" in drawn
    assert "plain: limits within this class (1)" in drawn
    assert "D: not told" in drawn
    assert "12.0 % (2.0" not in drawn
