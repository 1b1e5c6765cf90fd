"""What a birth record, a reference chart and a list of postcodes must be before anything is counted."""

from __future__ import annotations

import polars as pl

from kansrijk.core.faults import BadInput

FIRST_ROW = 2
"""Rows are numbered as in a file opened in a spreadsheet: the header is row 1."""

WHOLE_NUMBERS: dict[str, tuple[int, int]] = {
    "ga_weeks": (0, 50),
    "ga_days": (0, 6),
    "birthweight_g": (1, 9000),
    "died_on_day": (0, 32_000),
    "multiple": (0, 1),
    "pc4": (1000, 9999),
}
"""Lowest and highest accepted: any birth fits, and codes for "not known" such as 99 or 9999 do not."""

WORDS = {"sex": ("m", "f"), "outcome": ("live", "stillborn")}
BIRTH_COLUMNS = (
    "sex",
    "ga_weeks",
    "ga_days",
    "birthweight_g",
    "outcome",
    "died_on_day",
    "multiple",
    "pc4",
    "born_on",
)
"""All must be there; empty cells (null) are unknown, allowed everywhere but in `outcome` and `multiple`.

`sex` m is a boy, f a girl; `died_on_day` is empty for a child that did not die, 0 is the day of birth.
"""

ORGANISATION = "organisation"
"""An optional column: who reported the birth, by any name that stays the same. Only counts per name leave it."""

SEXES = {"jongens": True, "meisjes": False}


class BirthsError(BadInput, ValueError):
    """Births that cannot be summarised. The message repeats no value of a birth record.

    `row` counts the header as 1; `column` is the name in the input, `field` the name in the contract.
    """

    def __init__(
        self, message: str, row: int | None = None, column: str | None = None, field: str | None = None
    ) -> None:
        super().__init__(message, row=row, column=column, field=field if field is not None else column)


def require_columns(frame: pl.DataFrame, columns: tuple[str, ...], what: str) -> None:
    """Raises when a column is not there."""
    for column in columns:
        if column not in frame.columns:
            raise BirthsError(f"{what} have no column {column}", column=column)


def typed_births(births: pl.DataFrame) -> pl.DataFrame:
    """The same records, checked, with numbers and dates for text, so that checking again costs little."""
    records = checked_births(births)
    numbers = records.select(pl.col(name) for name in WHOLE_NUMBERS if name != "multiple")
    return pl.DataFrame(
        {
            **{name: _word(births, name) for name in WORDS},
            **{name: numbers[name] for name in numbers.columns},
            "multiple": records["multiple"].cast(pl.Int16),
            "born_on": records["born_on"],
            **{name: births[name].cast(pl.String) for name in (ORGANISATION,) if name in births.columns},
        }
    ).select(*BIRTH_COLUMNS, *(name for name in (ORGANISATION,) if name in births.columns))


def checked_births(births: pl.DataFrame) -> pl.DataFrame:
    """`male`, `stillborn`, `multiple` as booleans, `born_on` as date, the rest as small integers.

    Numbers and dates may arrive as text (dates as 2024-12-31). Raises `BirthsError` at the first row of the
    first column that is wrong.
    """
    require_columns(births, BIRTH_COLUMNS, "the births")
    found = {name: _whole(births, name) for name in WHOLE_NUMBERS}
    words = {name: _word(births, name) for name in WORDS}
    for name, values in (("outcome", words["outcome"]), ("multiple", found["multiple"])):
        _refuse(values.is_null(), name, f"{name} is empty")
    records = pl.DataFrame(
        {
            "male": words["sex"] == "m",
            "stillborn": words["outcome"] == "stillborn",
            "born_on": _date(births["born_on"]),
            **{name: births[name].cast(pl.String) for name in (ORGANISATION,) if name in births.columns},
            **found,
        }
    ).with_columns(pl.col("multiple") == 1)
    impossible = records["stillborn"] & (records["died_on_day"] > 0).fill_null(False)
    _refuse(impossible, "died_on_day", "a stillborn child cannot have died on a later day")
    return records


def typed_chart(chart: pl.DataFrame) -> pl.DataFrame:
    """The three columns of a chart, or of a part of one, with numbers for text. Raises `BirthsError`."""
    require_columns(chart, ("geslacht", "zwangerschapsduur_dagen", "p10"), "the charts")
    sex = chart["geslacht"].cast(pl.String)
    _refuse(~sex.is_in(list(SEXES)).fill_null(False), "geslacht", "geslacht must be jongens or meisjes")
    term = _whole_between(chart["zwangerschapsduur_dagen"], 1, 400)
    _refuse(term.is_null(), "zwangerschapsduur_dagen", "zwangerschapsduur_dagen is empty")
    p10 = chart["p10"].cast(pl.Float64, strict=False)
    _refuse(~((p10 > 0) & p10.is_finite()).fill_null(False), "p10", "p10 must be a weight in grams")
    return pl.DataFrame({"geslacht": sex, "zwangerschapsduur_dagen": term, "p10": p10})


def checked_chart(chart: pl.DataFrame) -> pl.DataFrame:
    """`male`, `term` in days and `p10` in grams, one row per sex and day. Raises `BirthsError`."""
    table = typed_chart(chart).select(
        (pl.col("geslacht") == "jongens").alias("male"),
        pl.col("zwangerschapsduur_dagen").alias("term"),
        "p10",
    )
    twice = table.select(~pl.struct("male", "term").is_first_distinct()).to_series()
    _refuse(twice, "zwangerschapsduur_dagen", "a term occurs twice for one sex")
    for word, male in SEXES.items():
        if not (table["male"] == male).any():
            raise BirthsError(f"the charts have no row for {word}", column="geslacht")
    return table


def reference_of(chart: pl.DataFrame, given: str | None) -> str:
    """The name of the chart: as given, or the one name in its column `reference`. Raises `BirthsError`."""
    names = [given] if given else []
    if not names and "reference" in chart.columns:
        names = chart["reference"].drop_nulls().cast(pl.String).unique().to_list()
    if len(names) != 1 or not names[0].strip():
        raise BirthsError("a chart needs exactly one name, shown with each result", column="reference")
    return names[0].strip()


def area_of_pc4(postcodes: pl.DataFrame | None, needed: pl.Series, level: str = "gemeente") -> pl.DataFrame:
    """`pc4`, `area`: per PC4 the gemeente (or wijk) with most addresses (`gewicht`), at a tie the first by code.

    A list of several editions counts the largest number of addresses in any. Raises `BirthsError` when a PC4
    lies in several without `gewicht`, or when no needed PC4 is in the list at all.
    """
    if postcodes is None:
        raise BirthsError(f"a summary by {level} needs a list of postcodes", field="postcodes")
    require_columns(postcodes, ("pc4", level), "the postcodes")
    pc4 = _whole_between(postcodes["pc4"], *WHOLE_NUMBERS["pc4"])
    area = postcodes[level].cast(pl.String)
    _refuse(pc4.is_null(), "pc4", "pc4 is empty")
    _refuse(area.is_null(), level, f"{level} is empty")
    weighted = "gewicht" in postcodes.columns
    weight = pl.Series("gewicht", [0.0]).new_from_index(0, postcodes.height)
    if weighted:
        weight = postcodes["gewicht"].cast(pl.Float64, strict=False)
        _refuse(~(weight >= 0).fill_null(False), "gewicht", "gewicht must be a number of addresses")
    table = pl.DataFrame({"pc4": pc4, "area": area, "gewicht": weight}).with_row_index("at")
    pairs = table.group_by("pc4", "area").agg(pl.col("gewicht").max(), pl.col("at").min())
    pairs = pairs.sort("pc4", "gewicht", "area", descending=[False, True, False])
    doubles = pairs.filter(~pl.col("pc4").is_first_distinct())
    if not weighted and doubles.height:
        row = int(doubles["at"].to_list()[0]) + FIRST_ROW
        several = {"gemeente": "gemeenten", "wijk": "wijken"}[level]
        raise BirthsError(f"a pc4 lies in several {several}; add gewicht, the number of addresses", row, "pc4")
    known = needed.drop_nulls()
    if known.len() and not known.is_in(pairs["pc4"].implode()).any():
        raise BirthsError("none of the births has a pc4 that is in the list of postcodes", column="pc4")
    return pairs.filter(pl.col("pc4").is_first_distinct()).select("pc4", "area")


def _refuse(bad: pl.Series, column: str, message: str) -> None:
    """Raises at the first true of `bad`, which has no nulls."""
    if bad.any():
        raise BirthsError(message, int(bad.arg_max() or 0) + FIRST_ROW, column)


def _whole(births: pl.DataFrame, name: str) -> pl.Series:
    """A column of the births as small integers within its limits, nulls kept."""
    return _whole_between(births[name], *WHOLE_NUMBERS[name])


def _whole_between(values: pl.Series, low: int, high: int) -> pl.Series:
    """As Int16, nulls kept; raises on text, fractions and what lies outside the limits (inclusive)."""
    name = values.name
    if values.dtype == pl.String:
        values = _blank_is_null(values)
    if values.dtype.is_float():
        cast = values.cast(pl.Int16, strict=False)
        _refuse((cast != values).fill_null(False), name, f"{name} must be a whole number")
    else:
        cast = values.cast(pl.Int16, strict=False)
    wrong = (cast.is_null() & values.is_not_null()) | ((cast < low) | (cast > high)).fill_null(False)
    _refuse(wrong, name, f"{name} must be a whole number from {low} to {high}")
    return cast


def _word(births: pl.DataFrame, name: str) -> pl.Series:
    """A column of the births that holds one of two words, nulls kept."""
    first, second = WORDS[name]
    message = f"{name} must be {first} or {second}"
    try:
        values = births[name].cast(pl.String)
    except pl.exceptions.PolarsError as cause:
        raise BirthsError(message, column=name) from cause
    if ((values == first) | (values == second)).all():
        return values
    values = _blank_is_null(values)
    _refuse(((values != first) & (values != second)).fill_null(False), name, message)
    return values


def _date(values: pl.Series) -> pl.Series:
    """As dates, nulls kept."""
    if values.dtype == pl.Null or values.dtype == pl.Date or isinstance(values.dtype, pl.Datetime):
        return values.cast(pl.Date)
    if values.dtype != pl.String:
        raise BirthsError("born_on must be a date such as 2024-12-31", column=values.name)
    values = _blank_is_null(values)
    dates = values.str.to_date("%Y-%m-%d", strict=False)
    wrong = dates.is_null() & values.is_not_null()
    _refuse(wrong, values.name, "born_on must be a date such as 2024-12-31")
    return dates


def _blank_is_null(values: pl.Series) -> pl.Series:
    """Text without spaces around it; nothing left is null."""
    frame = values.to_frame("v").select(pl.col("v").str.strip_chars().replace("", None))
    return frame["v"].alias(values.name)
