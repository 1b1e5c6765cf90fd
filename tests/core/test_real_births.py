"""Births that really were: microdata of three open files and the Dutch charts, run through everything."""

from pathlib import Path

import polars as pl
import pytest
from tests.core.test_births import CHART, SCHEMA, births, figure

from kansrijk.core.births import INDICATORS, common_denominator, summarise
from kansrijk.core.births_files import read_chart, read_postcodes

DATA = Path(__file__).parents[3] / "shared" / "data"
real_data = pytest.mark.skipif(not DATA.exists(), reason="the folder ../shared/data is absent")


def hoftiezer() -> pl.DataFrame:
    return read_chart(sorted((DATA / "perinatal").glob("hoftiezer_geboortegewicht_*.csv")))


@real_data
def test_the_dutch_charts_give_their_known_limits():
    chart = hoftiezer()
    weights = [("f", 2967), ("f", 2968), ("m", 3085), ("m", 3086)]
    result = summarise(births(*({"sex": s, "birthweight_g": w} for s, w in weights)), chart)
    assert figure(result, "sga") == (2, 4, 0)
    assert set(result.filter(indicator="big2")["reference"]) == {"hoftiezer_geboortegewicht"}
    assert (chart["zwangerschapsduur_dagen"].min(), chart["zwangerschapsduur_dagen"].max()) == (161, 294)


@real_data
def test_real_births_are_counted_as_by_hand_and_add_up():
    ounce = 28.3495
    raw = pl.read_csv(DATA / "perinatal" / "Gestation_mosaicData.csv", null_values=["NA", ""])
    frame = raw.select(
        sex=pl.when(pl.col("sex") == "male").then(pl.lit("m")).when(pl.col("sex") == "female").then(pl.lit("f")),
        ga_weeks=(pl.col("gestation") // 7).cast(pl.Int64),
        ga_days=(pl.col("gestation") % 7).cast(pl.Int64),
        birthweight_g=(pl.col("wt") * ounce).round().cast(pl.Int64),
        outcome=pl.lit("live"),
        died_on_day=pl.lit(None, pl.Int64),
        multiple=pl.lit(0),
        pc4=pl.lit(2000),
        born_on=pl.col("date").str.to_date(),
    )
    chart = hoftiezer()
    result = summarise(frame, chart)
    known = raw["gestation"].drop_nulls()
    floor = known.filter(known >= 154)
    assert figure(result, "preterm") == ((floor < 259).sum(), floor.len(), raw["gestation"].null_count())
    assert figure(result, "sga")[1] + figure(result, "sga")[2] == floor.len() + raw["gestation"].null_count()
    row = common_denominator(frame, chart).filter(population="all").row(0, named=True)
    assert 0 < row["overlap"] == row["preterm"] + row["sga"] - row["big2"]


def american(rows: pl.DataFrame) -> pl.DataFrame:
    """What these records have, in our columns; what they lack is unknown or, of death and place, the same for all."""
    fixed = {
        "outcome": pl.lit("live"),
        "died_on_day": pl.lit(None, pl.Int64),
        "pc4": pl.lit(2000),
        "born_on": pl.lit(None, pl.Date),
    }
    ready = rows.with_columns(**{name: one for name, one in fixed.items() if name not in rows.columns})
    return ready.select(list(SCHEMA))


@real_data
def test_a_thousand_american_births_in_whole_weeks_give_what_their_own_columns_say():
    """births14: gestation in whole weeks, pounds; the file says itself who is premature."""
    raw = pl.read_csv(DATA / "perinatal" / "births14_openintro.csv", null_values=["NA", ""])
    frame = american(
        raw.select(
            sex=pl.col("sex").replace_strict({"male": "m", "female": "f"}),
            ga_weeks=pl.col("weeks").cast(pl.Int64),
            ga_days=pl.lit(0),
            birthweight_g=(pl.col("weight") * 453.59237).round().cast(pl.Int64),
            multiple=pl.lit(0),
        )
    )
    result = summarise(frame, hoftiezer())
    known = raw.filter(pl.col("weeks").is_not_null())
    floor = known.filter(pl.col("weeks") >= 22)
    early = floor.filter(pl.col("premie") == "premie").height
    assert (raw.height, known.height - floor.height) == (1000, 1), "one birth lies below 22 weeks, the registry's floor"
    assert figure(result, "preterm") == (early, floor.height, raw.height - known.height), "the file's own premature"
    row = common_denominator(frame, hoftiezer()).filter(population="all").row(0, named=True)
    assert row["overlap"] == row["preterm"] + row["sga"] - row["big2"] > 0
    late = known.filter(pl.col("weeks") > 42).height
    assert figure(result, "sga")[2] == raw.height - known.height + late, "a term beyond the chart is counted as unknown"


@real_data
def test_births_without_a_term_are_all_unknown_and_in_no_figure():
    """birthwt: 189 weights in grams, and no gestation at all."""
    raw = pl.read_csv(DATA / "perinatal" / "birthwt_MASS.csv")
    frame = american(
        raw.select(
            sex=pl.lit(None, pl.String),
            ga_weeks=pl.lit(None, pl.Int64),
            ga_days=pl.lit(None, pl.Int64),
            birthweight_g=pl.col("bwt"),
            multiple=pl.lit(0),
        )
    )
    result = summarise(frame, hoftiezer())
    for indicator in INDICATORS:
        assert figure(result, indicator) == (0, 0, 189), indicator


@real_data
def test_a_shared_pc4_goes_to_the_gemeente_with_most_addresses():
    raw = read_postcodes(DATA / "crosswalk" / "pc4_naar_gemeente_2024.csv")
    numbers = raw.with_columns(pl.col("pc4", "gewicht").cast(pl.Int64))
    largest = numbers.sort("gewicht", descending=True).group_by("pc4", maintain_order=True).first()
    frame = births(*({"pc4": p} for p in largest["pc4"]))
    result = summarise(frame, CHART, "gemeente", raw).filter(indicator="preterm", population="all")
    expected = largest.group_by("gemeente").len().sort("gemeente")
    assert result["area"].to_list() == expected["gemeente"].to_list()
    assert result["denominator"].to_list() == expected["len"].to_list()
