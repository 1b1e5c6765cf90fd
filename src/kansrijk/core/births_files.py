"""Reads birth records, reference charts and lists of postcodes from the files it was given, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from kansrijk.core.births_check import (
    BIRTH_COLUMNS,
    ORGANISATION,
    BirthsError,
    checked_chart,
    require_columns,
    typed_births,
    typed_chart,
)
from kansrijk.core.births_standard import COLUMNS as STANDARD_COLUMNS
from kansrijk.core.births_standard import Standard, checked_standard


def read_births(path: str | Path) -> pl.DataFrame:
    """Birth records from CSV (UTF-8, comma or semicolon), checked; other columns are left unread."""
    with _naming(Path(path)):
        return typed_births(_read_csv(Path(path), (*BIRTH_COLUMNS, ORGANISATION)))


def read_chart(paths: str | Path | Sequence[str | Path], reference: str | None = None) -> pl.DataFrame:
    """One chart from one or more CSV files (a file per sex), checked, with its name in `reference`.

    The name is the part that the file names begin with in common, or all of them joined where they have none.
    """
    files = [Path(p) for p in ([paths] if isinstance(paths, str | Path) else paths)]
    if not files:
        raise BirthsError("a reference chart is needed", field="reference")
    columns = ("geslacht", "zwangerschapsduur_dagen", "p10")
    tables = []
    for file in files:
        with _naming(file):
            tables.append(typed_chart(_read_csv(file, columns)))
    chart = pl.concat(tables)
    checked_chart(chart)
    return chart.with_columns(pl.lit(reference or _common_name(files)).alias("reference"))


def read_postcodes(path: str | Path) -> pl.DataFrame:
    """A list `pc4,gemeente[,gewicht]` or `pc4,wijk[,gewicht]` from CSV; it is checked where it is used."""
    with _naming(Path(path)):
        postcodes = _read_csv(Path(path), ("pc4", "gemeente", "wijk", "gewicht"))
        require_columns(postcodes, ("pc4",), "the postcodes")
    return postcodes


def read_standard(path: str | Path) -> Standard:
    """A reference for standardised ratios from CSV, checked; other columns are left unread."""
    with _naming(Path(path)):
        return checked_standard(_read_csv(Path(path), STANDARD_COLUMNS))


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Puts the file's name on a `BirthsError` from within."""
    try:
        yield
    except BirthsError as error:
        error.file = path.name
        raise


def _read_csv(path: Path, columns: tuple[str, ...]) -> pl.DataFrame:
    """Those of `columns` that the file has, as text; a broken or unreadable file raises `BirthsError`."""
    try:
        with path.open("rb") as handle:
            header = handle.readline()
        separator = ";" if header.count(b";") > header.count(b",") else ","
        names = header.decode("utf-8-sig").strip().split(separator)
        names = [name.strip().strip('"') for name in names]
        if len(set(names)) != len(names):
            raise BirthsError(f"{path.name} has a column name twice", row=1)
        frame = pl.read_csv(path, separator=separator, infer_schema=False, new_columns=names)
    except OSError as cause:
        raise BirthsError(f"{path.name} cannot be read: {cause.strerror or 'not a readable file'}") from cause
    except (UnicodeDecodeError, pl.exceptions.PolarsError) as cause:
        raise BirthsError(f"{path.name} is not a readable CSV file in UTF-8") from cause
    return frame.select([column for column in columns if column in frame.columns])


def _common_name(files: list[Path]) -> str:
    """What the file names begin with in common, up to a whole word."""
    words = [file.stem.split("_") for file in files]
    common = [same[0] for same in zip(*words, strict=False)]
    while any(own[: len(common)] != common for own in words):
        common.pop()
    return "_".join(common) or " + ".join(file.stem for file in files)
