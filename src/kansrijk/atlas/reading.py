"""Reads the files of an estimate, and no other, and says in one sentence what is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from kansrijk.core.estimation.neighbours import Neighbours, from_places
from kansrijk.core.estimation.predict import Level
from kansrijk.core.faults import BadInput

_FEW_KINDS = 50


def fingerprint(file: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


class Table:
    """Columns of one Parquet or CSV file, read one at a time."""

    def __init__(self, file: Path, texts: Sequence[str] = (), *, all_texts: bool = False) -> None:
        """`texts` are columns that hold codes, never numbers; `all_texts`: all of them do.

        Raises `BadInput` for a file that cannot be read.
        """
        self.file = file
        if not file.exists():
            raise BadInput("there is no such file", file=file.name)
        try:
            if file.suffix == ".parquet":
                self._lazy = pl.scan_parquet(file)
            else:
                with file.open("rb") as stream:
                    head = stream.readline(1_000_000)
                mark = ";" if head.count(b";") > head.count(b",") else ","
                kinds = dict.fromkeys(texts, pl.String)
                guess = 0 if all_texts else None
                self._lazy = pl.scan_csv(file, separator=mark, schema_overrides=kinds, infer_schema_length=guess)
            self.columns = self._lazy.collect_schema().names()
        except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
            kind = "Parquet file" if file.suffix == ".parquet" else "CSV file in UTF-8"
            raise BadInput(f"this is not a readable {kind}", file=file.name) from error

    def require(self, names: Sequence[str]) -> None:
        """Raises `BadInput` for the first column that is not there."""
        for name in names:
            if name not in self.columns:
                raise BadInput(f"the column {name} is missing", file=self.file.name, column=name)

    def column(self, name: str) -> pl.Series:
        """One column."""
        try:
            return self._lazy.select(name).collect().to_series()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise BadInput("the file breaks off or is damaged", file=self.file.name, column=name) from error

    def codes(self, name: str) -> pl.Series:
        """One column as text; raises `BadInput` where it is empty."""
        found = self.column(name).cast(pl.String)
        if found.is_null().any() or (found == "").any():
            row = int((found.is_null() | (found == "")).arg_max() or 0)
            raise self._empty(name, row)
        return found

    def places(self, name: str) -> tuple[list[str], np.ndarray]:
        """The codes that occur in one column, and which of them each row has; raises `BadInput` where it is empty."""
        found = self.column(name).cast(pl.String)
        if found.null_count():
            raise self._empty(name, int(found.is_null().arg_max() or 0))
        kinds = found.cast(pl.Categorical)
        physical = kinds.to_physical().to_numpy()
        del found
        each = kinds.unique()
        codes, used = each.cast(pl.String).to_list(), each.to_physical().to_numpy().astype(np.int64)
        at = np.zeros(int(used.max(initial=-1)) + 1, dtype=np.int32)
        at[used] = np.arange(used.size)
        rows = at[physical]
        if "" in codes:
            raise self._empty(name, int(np.argmax(rows == codes.index(""))))
        return codes, rows

    def _empty(self, name: str, row: int) -> BadInput:
        return BadInput(f"{name} is empty", file=self.file.name, row=row + 2, column=name)

    def numbers(self, name: str) -> np.ndarray:
        """One column as floats, NaN where empty; raises `BadInput` for text."""
        series = self.column(name)
        if series.dtype == pl.Null:
            return np.full(len(series), np.nan)
        if not (series.dtype.is_numeric() or series.dtype == pl.Boolean):
            wrong = series.cast(pl.Float64, strict=False).is_null() & series.is_not_null() & (series != "")
            row = int(wrong.arg_max() or 0)
            raise BadInput(f"{name} must hold numbers", file=self.file.name, row=row + 2, column=name)
        return series.cast(pl.Float64).fill_null(np.nan).to_numpy()


def doubles_said(rows: int, kinds: int, once: int, file: Path) -> tuple[str, ...]:
    """A note where respondents are the same in every column; raises `BadInput` when all are there more than once.

    `kinds` different rows, of which `once` occur one time. With few columns different persons may look alike: then
    there are many of each, and nothing is said.
    """
    if not once and kinds >= _FEW_KINDS and rows < 4 * kinds:
        raise BadInput("every respondent is there more than once: was a file put in twice?", file=file.name)
    if kinds < rows < 1.05 * kinds:
        return ("some respondents are the same in every column: if they are one person, limits are too narrow",)
    return ()


def read_neighbours(file: Path, areas: Sequence[str]) -> Neighbours:
    """`from,to`; areas that nobody lives in may not be named."""
    table = Table(file, ("from", "to"))
    table.require(("from", "to"))
    names = [table.codes("from"), table.codes("to")]
    place = pl.DataFrame({"name": list(areas), "at": np.arange(len(areas))})
    ends = [pl.DataFrame({"name": one}).join(place, "name", "left", maintain_order="left")["at"] for one in names]
    for one, at in zip(names, ends, strict=True):
        if at.null_count():
            what = f"the neighbour list names {one[int(at.is_null().arg_max() or 0)]}, which is not one of the areas"
            raise BadInput(f"{what}; are the files of one edition?", file=file.name)
    return from_places(len(areas), np.column_stack([at.to_numpy() for at in ends]))


def read_levels(file: Path | None, area: str, areas: Sequence[str]) -> list[Level]:
    """The level of the areas themselves, then one per further column of `area,wijk,gemeente,…`."""
    found = [Level(area, tuple(areas), np.arange(len(areas)))]
    if file is None:
        return found
    table = Table(file, all_texts=True)
    table.require(("area",))
    codes = table.codes("area").to_list()
    if len(set(codes)) != len(codes):
        raise BadInput("an area occurs twice", file=file.name, column="area")
    known = set(codes)
    lacking = [code for code in areas if code not in known]
    if lacking:
        message = f"area {lacking[0]} is missing ({len(lacking)} in all); are the files of one edition?"
        raise BadInput(message, file=file.name, column="area")
    row = {code: i for i, code in enumerate(codes)}
    for name in table.columns:
        if name == "area":
            continue
        groups = table.codes(name).to_list()
        names = sorted({groups[row[code]] for code in areas})
        place = {group: i for i, group in enumerate(names)}
        found.append(Level(name, tuple(names), np.array([place[groups[row[code]]] for code in areas], dtype=np.int64)))
    return found


def read_totals(file: Path, levels: Sequence[Level], indicators: Sequence[str]) -> dict[tuple[str, str], np.ndarray]:
    """`level,area,indicator,total` as one array per (level, indicator), NaN where no total is given."""
    table = Table(file, ("level", "area", "indicator"))
    table.require(("level", "area", "indicator", "total"))
    by_name = {level.name: level for level in levels}
    found: dict[tuple[str, str], np.ndarray] = {}
    columns = (table.codes("level"), table.codes("area"), table.codes("indicator"))
    totals = table.numbers("total")
    for i, (level, area, indicator) in enumerate(zip(*columns, strict=True)):
        here = by_name.get(level)
        if here is None or area not in here.names or np.isnan(totals[i]):
            what = f"there is no area {area} of level {level}" if here is None or area not in here.names else "no total"
            raise BadInput(what, file=file.name, row=i + 2)
        if indicator in indicators:
            values = found.setdefault((level, indicator), np.full(len(here.names), np.nan))
            values[here.names.index(area)] = totals[i]
    if len({level for level, _ in found}) > 1:
        raise BadInput("totals of more than one level cannot both be kept exactly; give one level", file=file.name)
    return found
