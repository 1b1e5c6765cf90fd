"""A file of persons as an Ibis expression: DuckDB on this machine, unchanged on Spark on a cluster.

What is asked of it are counts per value and, per person, a few small whole numbers. Counts may take several threads;
one thread where the order of rows tells, so that the same file gives the same bytes. DuckDB spills to disk rather than
grow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import ibis
import numpy as np
import polars as pl
import pyarrow as pa

from kansrijk.atlas.reading import doubles_said
from kansrijk.core.estimation import kernels
from kansrijk.core.estimation.design import Design
from kansrijk.core.estimation.encoding import Counted, Cut, Encoding
from kansrijk.core.faults import BadInput
from kansrijk.core.intervals import Floats

DUCKDB_MB = 512
_MOST_VALUES = 50_000
"""A number with more different values is cut at quantiles of the population, not at counted values."""
_PARTS = 256


class DuckDB:
    """Reads files on this machine, with at most `DUCKDB_MB` of memory."""

    name = "duckdb"
    faults = (duckdb.Error, pa.ArrowException, OSError)

    def __init__(self) -> None:
        self.connection = ibis.duckdb.connect(threads=1, memory_limit=f"{DUCKDB_MB}MB")
        self.connection.raw_sql("set enable_progress_bar = false")  # it would write on stdout, where the answer goes
        self.beside, self.tables = TemporaryDirectory(prefix="kansrijk-"), 0

    def read(self, file: Path, texts: Sequence[str]) -> ibis.Table:
        """Parquet, or CSV with commas or semicolons; columns in `texts` are codes, never numbers."""
        if file.suffix == ".parquet":
            return self.connection.read_parquet(file)
        with file.open("rb") as stream:
            head = stream.readline(1_000_000)
        choice: dict[str, Any] = {"header": True, "delim": ";" if head.count(b";") > head.count(b",") else ","}
        columns = self.connection.read_csv(file, all_varchar=True, **choice).columns
        return self.connection.read_csv(file, types={c: "VARCHAR" for c in texts if c in columns}, **choice)

    def close(self) -> None:
        """Lets go of the files."""
        self.connection.disconnect()
        self.beside.cleanup()

    def put(self, columns: Mapping[str, np.ndarray]) -> ibis.Table:
        """A small table beside the persons. As a file: handing over an object would bring pandas in (one second)."""
        self.tables += 1
        file = Path(self.beside.name) / f"{self.tables}.parquet"
        pl.DataFrame(dict(columns)).write_parquet(file)
        return self.connection.read_parquet(file)

    def batches(self, expression: Any, rows: int) -> Iterator[pa.RecordBatch]:
        """The answer in parts of so many rows. DuckDB's own reader: that of Ibis brings pandas, and warns."""
        yield from self.connection.raw_sql(self.connection.compile(expression)).to_arrow_reader(rows)

    def answer(self, expression: Any) -> pa.Table:
        """The answer, whole."""
        return self.connection.raw_sql(self.connection.compile(expression)).to_arrow_table()

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Whole numbers add up to the same in any order: more threads meanwhile."""
        self.connection.raw_sql(f"set threads = {kernels.threads()}")
        try:
            yield
        finally:
            self.connection.raw_sql("set threads = 1")


class Spark:
    """Reads files where they are, on a cluster or on this machine; person rows stay there."""

    name = "spark"

    def __init__(self) -> None:
        try:
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
        except ModuleNotFoundError as error:
            raise BadInput("Spark needs the extra 'spark': pip install 'kansrijk[spark]'", field="--backend") from error
        self.faults = (PySparkException, pa.ArrowException, OSError)
        session = SparkSession.builder.appName("kansrijk").config("spark.sql.ansi.enabled", "true").getOrCreate()
        self.connection = ibis.pyspark.connect(session)

    def read(self, file: Path, texts: Sequence[str]) -> ibis.Table:
        """Parquet alone: a CSV file does not say which columns are codes."""
        if file.suffix != ".parquet":
            raise BadInput("with Spark the population must be a Parquet file", file=file.name)
        return self.connection.read_parquet(str(file))

    def close(self) -> None:
        """The session is the cluster's: it stays."""

    def put(self, columns: Mapping[str, np.ndarray]) -> ibis.Table:
        """A small table that travels to where the persons are."""
        return ibis.memtable(pl.DataFrame(dict(columns)).to_arrow())

    def batches(self, expression: Any, rows: int) -> Iterator[pa.RecordBatch]:
        """The answer in parts of so many rows."""
        yield from expression.to_pyarrow_batches(chunk_size=rows)

    def answer(self, expression: Any) -> pa.Table:
        """The answer, whole."""
        return expression.to_pyarrow()

    def counting(self) -> AbstractContextManager[None]:
        """The cluster has its own threads."""
        return nullcontext()


def opened(backend: str, here: DuckDB) -> Any:
    """The backend of that name, `here` for DuckDB; raises `BadInput` for another."""
    if backend not in ("duckdb", "spark"):
        raise BadInput("the backend is duckdb or spark", field="--backend")
    return here if backend == "duckdb" else Spark()


class Persons:
    """Columns of one file of persons, asked one thing at a time."""

    def __init__(self, backend: Any, file: Path, area: str) -> None:
        """Raises `BadInput` for a file that cannot be read."""
        self.file, self.area, self.backend = file, area, backend
        if not file.exists():
            raise BadInput("there is no such file", file=file.name)
        kind = "Parquet file" if file.suffix == ".parquet" else "CSV file in UTF-8"
        self.table = self.tried(lambda: backend.read(file, (area,)), f"this is not a readable {kind}")
        self.columns = list(self.table.columns)

    def tried(self, work: Callable[[], Any], sentence: str, column: str | None = None) -> Any:
        try:
            return work()
        except (duckdb.OutOfMemoryException, MemoryError) as error:
            raise MemoryError(f"not enough memory to read {self.file.name}") from error
        except self.backend.faults as error:
            raise BadInput(sentence, file=self.file.name, column=column) from error

    def fetched(self, expression: Any, column: str | None = None) -> pl.DataFrame:
        """The answer to a question, whole. By polars: numbers taken from pyarrow itself would bring pandas in."""
        found = self.tried(lambda: self.backend.answer(expression), "the file breaks off or is damaged", column)
        return pl.DataFrame(pl.from_arrow(found))

    def require(self, names: Sequence[str]) -> None:
        """Raises `BadInput` for the first column that is not there."""
        for name in names:
            if name not in self.columns:
                raise BadInput(f"the column {name} is missing", file=self.file.name, column=name)

    def series(self, name: str) -> pl.Series:
        """One column, in the order of the file."""
        return self.fetched(self.table.select(name), name)[name]

    def numbers(self, name: str) -> Floats:
        """One column as floats, NaN where empty; raises `BadInput` for text."""
        series = self.series(name)
        if series.dtype == pl.Null:
            return np.full(len(series), np.nan)
        if not (series.dtype.is_numeric() or series.dtype == pl.Boolean):
            wrong = series.cast(pl.Float64, strict=False).is_null() & series.is_not_null() & (series != "")
            row = int(wrong.arg_max() or 0)
            raise BadInput(f"{name} must hold numbers", file=self.file.name, row=row + 2, column=name)
        return np.asarray(series.cast(pl.Float64).fill_null(np.nan).to_numpy())

    def places(self) -> Counted:
        """The areas that occur, and the number of persons of each; raises `BadInput` where one is empty."""
        found = self._counted(self.area, "string")
        if found.values.size and "" in found.values.tolist():
            raise self._missing(self.area, self.table[self.area].cast("string") == "", f"{self.area} is empty")
        return found

    def texts(self, name: str) -> Counted:
        """How often each value occurs, as text."""
        return self._counted(name, "string")

    def doubles(self) -> tuple[str, ...]:
        """A note where rows are the same in every column; raises `BadInput` when every row is there more than once.

        With few columns different persons may look alike: then there are many of each, and nothing is said.
        """
        counted = self.table.group_by(self.columns).aggregate(n=self.table.count())
        found = self.fetched(
            counted.aggregate(rows=counted.n.sum(), kinds=counted.count(), once=(counted.n == 1).sum())
        )
        rows, kinds, once = (int(found[name][0] or 0) for name in ("rows", "kinds", "once"))
        return doubles_said(rows, kinds, once, self.file)

    def is_number(self, name: str) -> bool:
        """Whether the column holds numbers."""
        return bool(self.table[name].type().is_numeric())

    def are_many(self, name: str) -> bool:
        """Whether there are too many different values to count each."""
        column = self.table[name]
        if column.type().is_integer():
            return False
        found = self.fetched(self.table.aggregate(n=column.approx_nunique()), name)
        return int(found["n"][0] or 0) > _MOST_VALUES

    def values(self, name: str) -> Counted:
        """How often each number occurs."""
        self._require_numbers(name)
        found = self._counted(name, "float64")
        self._require_finite(name, found.values)
        return found

    def quantiles(self, name: str) -> Floats:
        """Bounds between 256 parts of about equal numbers of persons."""
        self._require_numbers(name)
        column = self.table[name].cast("float64")
        self._require_known(name)
        ends = self.fetched(self.table.aggregate(low=column.min(), high=column.max()), name)
        self._require_finite(name, np.array([ends["low"][0], ends["high"][0]]))
        shares = [i / _PARTS for i in range(1, _PARTS)]
        found = self.fetched(self.table.aggregate(cuts=column.quantile(shares)), name)
        return np.unique(np.array(found["cuts"][0], dtype=np.float64))

    def cut(self, name: str, bounds: Floats) -> Cut:
        """Sum and number of persons of each level, and the ends, without a count per value."""
        column = self.table[name].cast("float64")
        self._require_known(name)
        asked = self.table.select(v=column, level=_tree(column, bounds))
        found = self.fetched(
            asked.group_by("level").aggregate(s=asked.v.sum(), n=asked.count(), low=asked.v.min(), high=asked.v.max()),
            name,
        )
        sums, counts = np.zeros(bounds.size + 1), np.zeros(bounds.size + 1, dtype=np.int64)
        at = found["level"].to_numpy()
        sums[at], counts[at] = found["s"].to_numpy(), found["n"].to_numpy()
        self._require_finite(name, sums)
        return Cut(sums, counts, float(found["low"].to_numpy().min()), float(found["high"].to_numpy().max()))

    def levels(self, encodings: Mapping[str, Encoding], design: Design) -> list[Any]:
        """Per group of the design the row of its table that a person is, as expressions."""
        found = []
        for number, group in enumerate(design.groups):
            row: Any = ibis.literal(0, "int32")
            for name, size in zip(group.names, group.sizes, strict=True):
                row = row * ibis.literal(size, "int32") + self._level(encodings[name])
            found.append(row.name(f"c{number}"))
        return found

    def _level(self, encoding: Encoding) -> Any:
        column = self.table[encoding.covariate.name]
        if encoding.first is not None and column.type().is_integer():
            return column.cast("int32") - ibis.literal(encoding.first, "int32")
        if encoding.labels is not None:
            text = column.cast("string")
            return ibis.cases(*((text == label, ibis.literal(i, "int32")) for i, label in enumerate(encoding.labels)))
        assert encoding.bounds is not None
        return _tree(column.cast("float64"), encoding.bounds)

    def _counted(self, name: str, kind: str) -> Counted:
        """Counted as they are, and then read as text or as numbers: so each value is changed once, not each person."""
        column = self.table[name]
        counted = self.table.group_by(v=column).aggregate(n=self.table.count())
        if kind == "string" and not (column.type().is_integer() or column.type().is_string()):
            counted = counted.mutate(v=counted.v.cast(kind))
        with self.backend.counting():
            found = self.fetched(counted, name)
        if found["v"].null_count():
            raise self._missing(name, column.isnull())
        values = found.with_columns(pl.col("v").cast(pl.String if kind == "string" else pl.Float64)).sort("v")
        return Counted(values["v"].to_numpy(), values["n"].to_numpy().astype(np.int64))

    def _require_numbers(self, name: str) -> None:
        if not self.is_number(name):
            self._require_known(name)
            raise BadInput(f"{name} is drawn as a curve and must be a number", file=self.file.name, column=name)

    def _require_known(self, name: str) -> None:
        if int(self.fetched(self.table.aggregate(n=self.table[name].isnull().sum()), name)["n"][0] or 0):
            raise self._missing(name, self.table[name].isnull())

    def _require_finite(self, name: str, values: Floats) -> None:
        if np.isnan(values).any():
            raise self._missing(name, self.table[name].isnan())
        if not np.isfinite(values).all():
            message = f"{name} holds a number that is not finite"
            raise BadInput(message, file=self.file.name, column=name)

    def _missing(self, name: str, where: Any, message: str | None = None) -> BadInput:
        """With the row where it is first so (row 1 is the header)."""
        numbered = self.table.mutate(_wrong=where, _row=ibis.row_number())
        found = self.fetched(numbered.filter(numbered._wrong).aggregate(row=numbered._row.min()), name)
        row = int(found["row"][0] or 0) + 2
        return BadInput(message or f"{name} has no value for a person", file=self.file.name, row=row, column=name)


def _tree(column: Any, bounds: Floats, low: int = 0) -> Any:
    """How many of `bounds` a number reaches, by halving."""
    if not bounds.size:
        return ibis.literal(low, "int32")
    middle = bounds.size // 2
    above, below = _tree(column, bounds[middle + 1 :], low + middle + 1), _tree(column, bounds[:middle], low)
    return ibis.ifelse(column >= float(bounds[middle]), above, below)
