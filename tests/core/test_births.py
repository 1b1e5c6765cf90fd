"""Births: every number against a count per record by hand, the rules one by one, and real charts."""

import itertools
from collections import defaultdict
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kansrijk.core.births import INDICATORS, BirthsError, common_denominator, left_out_years, overlap, summarise
from kansrijk.core.births_files import read_births, read_chart

TERMS = range(161, 295)
CHART = pl.DataFrame(
    [(s, t, 10 * t + (40 if s == "jongens" else 0), "toy") for s in ("jongens", "meisjes") for t in TERMS],
    schema=["geslacht", "zwangerschapsduur_dagen", "p10", "reference"],
    orient="row",
)
SCHEMA = {
    "sex": pl.String,
    "ga_weeks": pl.Int64,
    "ga_days": pl.Int64,
    "birthweight_g": pl.Int64,
    "outcome": pl.String,
    "died_on_day": pl.Int64,
    "multiple": pl.Int64,
    "pc4": pl.Int64,
    "born_on": pl.Date,
}
POSTCODES = pl.DataFrame({"pc4": [2000, 2001, 2001], "gemeente": ["GM0001", "GM0002", "GM0001"], "gewicht": [5, 9, 3]})


def births(*rows: dict[str, object]) -> pl.DataFrame:
    """Records that differ from one ordinary birth in what is given."""
    ordinary = {
        "sex": "f",
        "ga_weeks": 40,
        "ga_days": 0,
        "birthweight_g": 3400,
        "outcome": "live",
        "died_on_day": None,
        "multiple": 0,
        "pc4": 2000,
        "born_on": date(2023, 5, 1),
    }
    return pl.DataFrame([ordinary | row for row in rows], schema=SCHEMA, orient="row")


def figure(frame: pl.DataFrame, indicator: str, population: str = "all") -> tuple[int, int, int]:
    """Numerator, denominator, unknown, summed over areas and periods."""
    rows = frame.filter(indicator=indicator, population=population)
    return rows["numerator"].sum(), rows["denominator"].sum(), rows["unknown"].sum()


def by_hand(records: list[dict], place) -> dict[tuple[str, str, str, str], list[int]]:
    """The definitions once more, a record at a time, with nothing of the code under test."""
    p10 = {(g, t): w for g, t, w, _ in CHART.iter_rows()}
    counts: dict[tuple[str, str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for r in records:
        known_term = r["ga_weeks"] is not None and r["ga_days"] is not None
        term = 7 * r["ga_weeks"] + r["ga_days"] if known_term else None
        if known_term and term < 154:
            continue
        sex = {"m": "jongens", "f": "meisjes", None: None}[r["sex"]]
        limit, weight = p10.get((sex, term)), r["birthweight_g"]
        light = None if limit is None or weight is None else weight < limit
        early = None if term is None else term < 259
        verdicts: dict[str, bool | None] = {"preterm": early, "sga": light}
        if term is None or term >= 168:
            verdicts["big2"] = None if light is None else (light or early)
        for weeks in (22, 24, 28):
            for days in (7, 28):
                if term is None or term >= 7 * weeks:
                    day = r["died_on_day"]
                    dead = r["outcome"] == "stillborn" or (day is not None and day < days)
                    verdicts[f"perinatal_mortality_{weeks}w_{days}d"] = None if term is None else dead
        for population in ("all", "multiple" if r["multiple"] else "singleton"):
            for indicator, verdict in verdicts.items():
                cell = counts[(*place(r), population, indicator)]
                if verdict is None:
                    cell[2] += 1
                else:
                    cell[0] += verdict
                    cell[1] += 1
    return counts


def maybe(strategy):
    """The strategy, or nothing."""
    return st.one_of(st.none(), strategy, strategy, strategy)


outcomes = st.one_of(
    st.just(("stillborn", None)),
    st.just(("stillborn", 0)),
    st.tuples(st.just("live"), st.one_of(st.none(), st.sampled_from([0, 6, 7, 27, 28]))),
)


@st.composite
def record(draw) -> dict:
    """A birth near one of the borders."""
    outcome, died = draw(outcomes)
    weeks = draw(maybe(st.sampled_from([20, 21, 22, 23, 24, 27, 28, 36, 37, 40, 42])))
    days = draw(maybe(st.integers(0, 6)))
    near = 10 * (7 * (weeks or 30) + (days or 0))
    return {
        "sex": draw(maybe(st.sampled_from("mf"))),
        "ga_weeks": weeks,
        "ga_days": days,
        "birthweight_g": draw(maybe(st.sampled_from([near - 1, near, near + 39, near + 40, near + 41]))),
        "outcome": outcome,
        "died_on_day": died,
        "multiple": draw(st.integers(0, 1)),
        "pc4": draw(maybe(st.sampled_from([2000, 2001, 2002]))),
        "born_on": draw(maybe(st.sampled_from([date(2022, 12, 31), date(2023, 1, 1)]))),
    }


def agrees(frame: pl.DataFrame, expected: dict[tuple[str, str, str, str], list[int]]) -> None:
    """Every row is as by hand, every row by hand is there, and nothing is there twice."""
    keys = frame.select("area", "period", "population", "indicator")
    assert keys.is_unique().all()
    found = {key: list(n) for *key, n in ((*r[:4], r[4:7]) for r in frame.iter_rows()) for key in [tuple(key)]}
    assert set(expected) <= set(found)
    for key, numbers in found.items():
        assert numbers == expected.get(key, [0, 0, 0]), key


@settings(max_examples=150, deadline=None)
@given(st.lists(record(), max_size=25))
def test_every_number_by_pc4_and_year_is_as_counted_by_hand(records):
    frame = summarise(pl.DataFrame(records, schema=SCHEMA, orient="row"), CHART, by="pc4,year")

    def place(r):
        return str(r["pc4"] or "unknown"), str(r["born_on"].year if r["born_on"] else "unknown")

    agrees(frame, by_hand(records, place))
    cells = frame.group_by("area", "period").len()["len"]
    assert (cells == 3 * len(INDICATORS)).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(record(), max_size=25))
def test_every_number_by_gemeente_is_as_counted_by_hand(records):
    if not {r["pc4"] for r in records} & {2000, 2001}:
        records = [*records, births({}).row(0, named=True)]
    frame = summarise(pl.DataFrame(records, schema=SCHEMA, orient="row"), CHART, "gemeente", POSTCODES)
    years = sorted({r["born_on"].year for r in records if r["born_on"]})
    span = "unknown" if not years else "-".join(map(str, years))
    names = {2000: "GM0001", 2001: "GM0002"}
    agrees(frame, by_hand(records, lambda r: (names.get(r["pc4"], "unknown"), span)))


@settings(max_examples=60, deadline=None)
@given(st.lists(record(), max_size=40))
def test_the_overlap_is_preterm_plus_sga_less_big2(records):
    frame = pl.DataFrame(records, schema=SCHEMA, orient="row")
    common = common_denominator(frame, CHART, "pc4,year")
    both, possible = overlap(common["preterm"], common["sga"], common["big2"])
    assert both.to_list() == common["overlap"].to_list()
    assert possible.all()
    big2 = summarise(frame, CHART, "pc4,year").filter(indicator="big2")
    keys = ["area", "period", "population"]
    assert common.sort(keys)["big2"].to_list() == big2.sort(keys)["numerator"].to_list()
    assert common.sort(keys)["denominator"].to_list() == big2.sort(keys)["denominator"].to_list()


def test_an_impossible_table_shows_in_its_overlap():
    both, possible = overlap(pl.Series([6.6, 5.0, 1.0]), pl.Series([9.7, 5.0, 2.0]), pl.Series([14.8, 11.0, 1.5]))
    assert both.to_list() == pytest.approx([1.5, -1.0, 1.5])
    assert possible.to_list() == [True, False, False]


def test_preterm_ends_at_37_weeks_and_starts_at_22():
    frame = births(*({"ga_weeks": w, "ga_days": d} for w, d in ((21, 6), (22, 0), (36, 6), (37, 0))))
    assert figure(summarise(frame, CHART), "preterm") == (2, 3, 0)


def test_big2_starts_at_24_weeks():
    frame = births(*({"ga_weeks": w, "ga_days": d, "birthweight_g": 1} for w, d in ((23, 6), (24, 0))))
    result = summarise(frame, CHART)
    assert figure(result, "big2") == (1, 1, 0)
    assert figure(result, "sga") == (2, 2, 0)


def test_small_is_strictly_below_the_tenth_percentile_of_the_own_sex():
    frame = births(*({"sex": s, "birthweight_g": w} for s in "mf" for w in (2799, 2800, 2839, 2840)))
    assert figure(summarise(frame, CHART), "sga") == (4, 8, 0)


def test_a_term_outside_the_chart_is_unknown_for_sga_and_big2_only():
    result = summarise(births({"ga_weeks": 42, "ga_days": 1}, {"ga_weeks": 22}), CHART)
    assert figure(result, "sga") == (0, 0, 2)
    assert figure(result, "big2") == (0, 0, 1)
    assert figure(result, "preterm") == (1, 2, 0)


def test_mortality_has_one_indicator_per_definition():
    frame = births(
        {"outcome": "stillborn", "ga_weeks": 23},
        {"died_on_day": 6, "ga_weeks": 25},
        {"died_on_day": 7},
        {"died_on_day": 28},
    )
    result = summarise(frame, CHART)
    expected = {"22w_7d": 2, "22w_28d": 3, "24w_7d": 1, "24w_28d": 2, "28w_7d": 0, "28w_28d": 1}
    for name, deaths in expected.items():
        assert figure(result, f"perinatal_mortality_{name}")[0] == deaths, name
    assert figure(result, "perinatal_mortality_28w_7d")[1] == 2


def test_windows_are_whole_and_counted_back_from_the_last_year():
    frame = births(*({"born_on": date(year, 7, 1)} for year in range(2014, 2024)), {"born_on": None})
    found = summarise(frame, CHART, "pc4", window=3).filter(indicator="preterm", population="all")
    assert dict(found.select("period", "denominator").iter_rows()) == {
        "2015-2017": 3,
        "2018-2020": 3,
        "2021-2023": 3,
        "unknown": 1,
    }
    assert left_out_years(frame, 3) == [2014]
    assert left_out_years(frame, 5) == []
    assert summarise(frame, CHART, "pc4", window=11)["period"].unique().to_list() == ["unknown"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(2001, 2012), min_size=1, max_size=30), st.integers(2, 6))
def test_windows_never_overlap_have_one_length_and_lose_only_what_is_said(years, window):
    frame = births(*({"born_on": date(year, 3, 1)} for year in years))
    found = summarise(frame, CHART, "pc4", window=window).filter(indicator="preterm", population="all")
    spans = sorted(tuple(map(int, period.split("-"))) for period in found["period"].unique())
    assert all(last - first + 1 == window for first, last in spans)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(spans))
    lost = sum(year in left_out_years(frame, window) for year in years)
    assert found["denominator"].sum() == len(years) - lost
    assert lost < len(years) or max(years) - min(years) + 1 < window


def test_a_wijk_is_found_by_postcode_as_a_gemeente_is():
    wijken = pl.DataFrame(
        {"pc4": [2000, 2001, 2001], "wijk": ["WK000101", "WK000102", "WK000101"], "gewicht": [5, 9, 3]}
    )
    frame = births({}, {"pc4": 2001}, {"pc4": 2002})
    found = summarise(frame, CHART, "wijk", wijken).filter(indicator="preterm", population="all")
    assert dict(found.select("area", "denominator").iter_rows()) == {"WK000101": 1, "WK000102": 1, "unknown": 1}


def test_the_chart_is_named_where_it_is_used_and_nowhere_else():
    result = summarise(births({}), CHART)
    named = dict(result.select("indicator", "reference").iter_rows())
    assert {k for k, v in named.items() if v == "toy"} == {"sga", "big2"}
    assert set(named.values()) == {"toy", "none"}
    assert "other" in summarise(births({}), CHART, reference="other")["reference"]
    assert result.columns == [
        "area",
        "period",
        "population",
        "indicator",
        "numerator",
        "denominator",
        "unknown",
        "reference",
    ]


def test_no_births_give_no_rows():
    assert summarise(births().clear(), CHART).height == 0
    assert summarise(births({"ga_weeks": 12}), CHART).height == 0


@pytest.mark.parametrize(
    ("change", "row", "column"),
    [
        ({"sex": "x"}, 3, "sex"),
        ({"ga_days": 7}, 3, "ga_days"),
        ({"ga_weeks": 99}, 3, "ga_weeks"),
        ({"birthweight_g": 9999}, 3, "birthweight_g"),
        ({"birthweight_g": 0}, 3, "birthweight_g"),
        ({"outcome": "dead"}, 3, "outcome"),
        ({"outcome": None}, 3, "outcome"),
        ({"multiple": 2}, 3, "multiple"),
        ({"multiple": None}, 3, "multiple"),
        ({"died_on_day": -1}, 3, "died_on_day"),
        ({"outcome": "stillborn", "died_on_day": 3}, 3, "died_on_day"),
        ({"pc4": 123456}, 3, "pc4"),
    ],
)
def test_a_wrong_record_is_refused_with_its_place(change, row, column):
    with pytest.raises(BirthsError) as caught:
        summarise(births({}, change), CHART)
    assert (caught.value.row, caught.value.column, caught.value.field) == (row, column, column)
    assert caught.value.message


def refused(column: str | None, *arguments: object, **more: object) -> None:
    """The call is refused, and the refusal names the column."""
    with pytest.raises(BirthsError) as caught:
        summarise(*arguments, **more)
    assert column in (caught.value.column, caught.value.field), caught.value.message


def test_wrong_charts_lists_and_questions_are_refused():
    one = births({})
    refused("pc4", one.drop("pc4"), CHART)
    refused("p10", one, CHART.drop("p10"))
    refused("reference", one, CHART.drop("reference"))
    refused("geslacht", one, CHART.filter(geslacht="jongens"))
    refused("geslacht", one, CHART.with_columns(geslacht=pl.lit("m")))
    refused("zwangerschapsduur_dagen", one, pl.concat([CHART, CHART.head(1)]))
    refused("p10", one, CHART.with_columns(p10=pl.lit("heavy")))
    refused("by", one, CHART, by="buurt")
    refused("postcodes", one, CHART, by="wijk")
    refused("window", one, CHART, by="pc4,year", window=3)
    refused("window", one, CHART, window=1)
    refused("by", one, CHART, by="year")
    refused("postcodes", one, CHART, by="gemeente")
    refused("gemeente", one, CHART, "gemeente", POSTCODES.drop("gemeente"))
    refused("pc4", one, CHART, "gemeente", POSTCODES.drop("gewicht"))
    refused("pc4", one, CHART, "gemeente", POSTCODES.with_columns(pc4=pl.lit(9999)))
    refused("gewicht", one, CHART, "gemeente", POSTCODES.with_columns(gewicht=pl.lit("many")))
    refused("born_on", one.with_columns(born_on=pl.lit(20230501)), CHART)
    refused("born_on", one.with_columns(born_on=pl.lit("01-05-2023")), CHART)
    refused("ga_weeks", one.with_columns(ga_weeks=pl.lit(40.5)), CHART)
    refused("ga_weeks", one.with_columns(ga_weeks=pl.lit("forty")), CHART)


def test_a_list_of_postcodes_without_addresses_will_do_when_no_pc4_is_shared():
    result = summarise(births({}), CHART, "gemeente,year", POSTCODES.head(1).drop("gewicht"))
    assert result.select("area", "period").unique().rows() == [("GM0001", "2023")]


def write(path: Path, text: str) -> Path:
    """A file with that text."""
    path.write_bytes(text.encode())
    return path


HEADER = "sex,ga_weeks,ga_days,birthweight_g,outcome,died_on_day,multiple,pc4,born_on"


def test_a_file_gives_what_the_records_give(tmp_path):
    rows = births({}, {"died_on_day": 3, "pc4": None}, {"sex": None, "outcome": "stillborn", "ga_days": None})
    rows.write_csv(tmp_path / "births.csv")
    expected = summarise(rows, CHART, "pc4,year")
    assert summarise(read_births(tmp_path / "births.csv"), CHART, "pc4,year").equals(expected)
    semicolons = "\ufeff" + rows.write_csv(separator=";", line_terminator="\r\n").replace(";live;", "; live ;")
    other = read_births(write(tmp_path / "other.csv", semicolons))
    assert summarise(other, CHART, "pc4,year").equals(expected)


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        (
            f"{HEADER}\nm,40,0,3400,live,,0,2000,2023-05-01\nm,40,0,heavy,live,,0,2000,2023-05-01\n",
            3,
            "birthweight_g",
        ),
        (f"{HEADER}\nm,40,0,3400,live,,0,2000,2023-13-01\n", 2, "born_on"),
        ("sex,ga_weeks\nm,40\n", None, "ga_days"),
        (f"{HEADER},sex\n", 1, None),
        (f"{HEADER}\nm,40,0,3400,live,,0,2000,2023-05-01,too,many\n", None, None),
        ("", None, None),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path, text, row, column):
    with pytest.raises(BirthsError) as caught:
        read_births(write(tmp_path / "births.csv", text))
    assert (caught.value.row, caught.value.column) == (row, column)
    assert caught.value.file == "births.csv"


def test_a_wrong_row_in_the_second_chart_file_is_numbered_in_that_file(tmp_path):
    good = write(tmp_path / "boys.csv", "geslacht,zwangerschapsduur_dagen,p10\njongens,280,3000\n")
    wrong = write(tmp_path / "girls.csv", "geslacht,zwangerschapsduur_dagen,p10\nmeisjes,280,\n")
    with pytest.raises(BirthsError) as caught:
        read_chart([good, wrong])
    assert (caught.value.file, caught.value.row, caught.value.column) == ("girls.csv", 2, "p10")


def test_files_that_are_not_there_or_not_text_are_refused(tmp_path):
    binary = tmp_path / "births.csv"
    binary.write_bytes(b"\xff\xfe\x00" * 40)
    for path in (tmp_path / "absent.csv", tmp_path, binary):
        with pytest.raises(BirthsError):
            read_births(path)
    with pytest.raises(BirthsError):
        read_chart([])


def test_a_chart_is_named_after_its_files(tmp_path):
    files = []
    for sex in ("jongens", "meisjes"):
        part = CHART.drop("reference").filter(geslacht=sex)
        files.append(write(tmp_path / f"toy_chart_{sex}.csv", part.write_csv()))
    assert read_chart(files)["reference"].unique().to_list() == ["toy_chart"]
    assert read_chart(files, reference="Toy 2020")["reference"].unique().to_list() == ["Toy 2020"]
    whole = write(tmp_path / "whole.csv", CHART.drop("reference").write_csv())
    assert read_chart(whole)["reference"].unique().to_list() == ["whole"]
    others = [files[0], files[1].rename(tmp_path / "girls.csv")]
    assert read_chart(others)["reference"].unique().to_list() == ["toy_chart_jongens + girls"]


@settings(max_examples=60, deadline=None)
@given(st.lists(record(), max_size=40))
def test_the_groups_of_births_lie_within_one_another_as_the_source_says(records):
    """Limits of sums with a hidden part rest on what a source says of `groups_within`: it is counted so here."""
    from kansrijk.figures.descriptions import source

    said = source("births")
    short = {long: name for name, long in said.layouts[0].births.names.items()} | {"sga": "sga", "big2": "big2"}
    frame = summarise(pl.DataFrame(records, schema=SCHEMA, orient="row"), CHART, "pc4,year")
    keys = ["area", "period", "population", "indicator"]
    groups = {tuple(row[:4]): row[4] for row in frame.select(*keys, "denominator").iter_rows()}
    known = [(inner, outer) for inner, wider in said.groups_within.items() for outer in wider]
    pairs = [(short[inner], short[outer]) for inner, outer in known if inner in short and outer in short]
    assert len(pairs) >= 11
    for area, period, population, _ in groups:
        for inner, outer in pairs:
            assert groups[area, period, population, inner] <= groups[area, period, population, outer]
