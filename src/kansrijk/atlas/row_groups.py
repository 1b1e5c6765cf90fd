"""Persons in Parquet files whose covariates are whole numbers of few values: read by row group, kept as bytes.

The quick road for large files. Every other file (words, fractions, CSV, what is missing, what does not fit in memory)
takes the road by Ibis (`persons`), which also says what is wrong with it; the tests lay both roads beside each other.
Row groups are read in fixed parts, so that the same file gives the same bytes on one and on two threads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from kansrijk.atlas import populations, reading
from kansrijk.core.estimation import kernels
from kansrijk.core.estimation.design import Codes, Design, group_count
from kansrijk.core.estimation.encoding import Counted, Encoding
from kansrijk.core.estimation.model import Model
from kansrijk.core.estimation.predict import Population
from kansrijk.core.estimation.result import Ints
from kansrijk.core.faults import BadInput
from kansrijk.core.intervals import Floats

_PARTS = 4
_MOST_ROWS = 2_000_000
"""A row group is read whole: a larger one would not fit in the memory that is promised."""
_VALUES = 256
_FAULTS = (pa.ArrowException, OSError)


@dataclass(frozen=True, eq=False)
class Table:
    """One file: the lowest value of each covariate, and how many values lie from there to the highest."""

    file: Path
    area: str
    metadata: Any
    lowest: Mapping[str, int]
    sizes: Mapping[str, int]
    columns: tuple[str, ...]
    loops: ModuleType
    seen: dict[str, Any] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Persons in the file."""
        return int(self.metadata.num_rows)

    def places(self) -> Counted:
        """The areas that occur, and the number of persons of each; raises `OtherRoad` where one is empty."""
        chunks = [chunk for part in self._each(self._areas_of) for chunk in part]
        whole = pa.chunked_array(chunks).unify_dictionaries().chunks
        names = np.array(pl.from_arrow(whole[0].dictionary).to_list(), dtype=object)
        self.seen["codes"] = codes = [_numbers_in(chunk.indices, np.int32) for chunk in whole]
        counts = sum((np.bincount(one, minlength=names.size) for one in codes), np.zeros(names.size, dtype=np.int64))
        self.seen["names"] = names
        if "" in names.tolist():
            raise OtherRoad
        order = [at for at in np.argsort(names.astype(str), kind="stable") if counts[at]]
        return Counted(names[order], counts[order])

    def settle(self, areas: Sequence[str], groups: int, *, sort: bool) -> None:
        """Reads everybody as bytes, in the order of areas when `sort`, with room for so many row numbers each."""
        place = {name: at for at, name in enumerate(areas)}
        known = np.array([place.get(name, -1) for name in self.seen.pop("names")], dtype=np.int32)
        area = [known[one] for one in self.seen.pop("codes")]
        size = len(areas)
        here = [
            sum((np.bincount(area[i], minlength=size) for i in part), np.zeros(size, dtype=np.int64))
            for part in self._parts()
        ]
        starts = np.concatenate([[0], np.cumsum(np.sum(here, axis=0))]).astype(np.int64)
        free = [starts[:-1] + np.sum(here[:number], axis=0, dtype=np.int64) for number in range(len(here))]
        width = max(groups, (len(self.sizes) + 1) // 2)
        room = np.empty((self.rows, width), dtype=np.uint16)
        counts = np.zeros((len(here), len(self.sizes), _VALUES), dtype=np.int64)
        first = np.concatenate([[0], np.cumsum([one.size for one in area])])

        def read(file: Any, number: int, part: range) -> None:
            for i in part:
                values = self._bytes_of(file, i)
                at = area[i] if sort else np.zeros(area[i].size, dtype=np.int32)
                whither = free[number] if sort else first[i : i + 1].copy()
                self.loops.place_bytes(room.view(np.uint8), whither, at, values, counts[number])

        self._each(read)
        pa.default_memory_pool().release_unused()
        self.seen.update(room=room, starts=starts, counts=counts.sum(axis=0))
        if not sort:
            self.seen["area"] = np.concatenate(area)

    def values(self, name: str) -> Counted:
        """How often each number occurs."""
        counts = self.seen["counts"][list(self.sizes).index(name)]
        at = np.flatnonzero(counts)
        return Counted((at + self.lowest[name]).astype(np.float64), counts[at])

    def texts(self, name: str) -> Counted:
        """The same, numbers as texts."""
        found = self.values(name)
        return Counted(np.array([str(int(value)) for value in found.values], dtype=object), found.counts)

    def is_number(self, name: str) -> bool:
        """Of every covariate here."""
        return name in self.sizes

    def are_many(self, name: str) -> bool:
        """Never here."""
        return name not in self.sizes

    def codes(self, encodings: Mapping[str, Encoding], design: Design) -> Codes:
        """Per group the row of its table that each person is; takes the place of the bytes."""
        names, levels, ends = list(self.sizes), [], [0]
        columns = []
        for group in design.groups:
            stride = 1
            for name, size in reversed(list(zip(group.names, group.sizes, strict=True))):
                columns.append(names.index(name))
                levels.append(self._levels(encodings[name]) * np.uint16(stride))
                stride *= size
            ends.append(len(columns))
        room = self.seen.pop("room")
        if room.shape[1] < len(design.groups):
            wider = np.empty((room.shape[0], len(design.groups)), dtype=np.uint16)
            wider[:, : room.shape[1]] = room
            room = wider
        tables = np.array(levels, dtype=np.uint16).reshape(-1, _VALUES)
        asked = (np.array(columns, dtype=np.int64), np.array(ends, dtype=np.int64), tables, len(names))

        def part(edge: tuple[int, int]) -> None:
            self.loops.rows_of_bytes(*edge, room.view(np.uint8), room, *asked)

        kernels.each(part, _edges(room.shape[0]))
        return room[:, : len(design.groups)].T

    def _levels(self, encoding: Encoding) -> NDArray[np.uint16]:
        """The level of each value from the lowest on; values that do not occur have any."""
        name = encoding.covariate.name
        numbers = self.lowest[name] + np.arange(_VALUES)
        if encoding.labels is not None:
            place = {label: at for at, label in enumerate(encoding.labels)}
            return np.array([place.get(str(number), 0) for number in numbers], dtype=np.uint16)
        assert encoding.bounds is not None
        return np.searchsorted(encoding.bounds, numbers, side="right").astype(np.uint16)

    def _parts(self) -> list[range]:
        edges = np.linspace(0, self.metadata.num_row_groups, _PARTS + 1).astype(int).tolist()
        return [range(a, b) for a, b in pairwise(edges)]

    def _each(self, work: Callable[[Any, int, range], Any]) -> list[Any]:
        """`work` for each part of the row groups, each with the file opened for itself."""

        def part(given: tuple[int, range]) -> Any:
            with pq.ParquetFile(self.file, metadata=self.metadata, read_dictionary=[self.area]) as file:
                return work(file, *given)

        try:
            return kernels.each(part, list(enumerate(self._parts())))
        except _FAULTS as error:
            raise BadInput("the file breaks off or is damaged", file=self.file.name) from error

    def _areas_of(self, file: Any, _: int, part: range) -> list[Any]:
        found = [file.read_row_group(i, columns=[self.area], use_threads=False).column(0) for i in part]
        return [one.chunk(0) if one.num_chunks == 1 else one.combine_chunks() for one in found]

    def _bytes_of(self, file: Any, number: int) -> NDArray[np.uint8]:
        """Values above the lowest, (covariates, persons) of one row group."""
        table = file.read_row_group(number, columns=list(self.sizes), use_threads=False)
        found = np.empty((len(self.sizes), table.num_rows), dtype=np.uint8)
        for into, (name, size) in zip(found, self.sizes.items(), strict=True):
            low, start = self.lowest[name], 0
            for chunk in table.column(name).chunks:
                values = _numbers_in(chunk, np.dtype(chunk.type.to_pandas_dtype()))
                if chunk.null_count or values.min(initial=low) < low or values.max(initial=low) >= low + size:
                    raise BadInput("the file breaks off or is damaged", file=self.file.name, column=name)
                into[start : start + values.size] = values - values.dtype.type(low)
                start += values.size
        return found


class OtherRoad(Exception):
    """Something here is for the road by Ibis."""


@dataclass(frozen=True, eq=False)
class Survey:
    """Respondents in the order of the file."""

    table: Table

    @property
    def file(self) -> Path:
        """Where they come from."""
        return self.table.file

    def numbers(self, name: str) -> Floats:
        """One column as floats, NaN where empty; raises `BadInput` for text."""
        return reading.Table(self.file).numbers(name)

    def doubles(self) -> tuple[str, ...]:
        """A note where rows are the same in every column; raises `BadInput` when every row is there more than once."""
        times = pl.read_parquet(self.file).hash_rows().value_counts(name="n")["n"]
        return reading.doubles_said(int(times.sum()), times.len(), int((times == 1).sum()), self.file)


def both(survey: Path, population: Path, model: Model) -> tuple[Survey, Table] | None:
    """Both files by this road; None where one of them, or this machine, is not for it."""
    size = _rows_in(population)
    loops = kernels.for_persons(size) if size else None
    if loops is None:
        return None
    found = [_opened(file, model, loops) for file in (survey, population)]
    if found[0] is None or found[1] is None:
        return None
    if not {*model.indicators, *([model.weight] if model.weight else [])} <= set(found[0].columns):
        return None
    if size * 2 * groups_of(model, found[1], found[0]) > populations.HELD_MB * 1_000_000:
        return None
    return Survey(found[0]), found[1]


def groups_of(model: Model, one: Table, other: Table) -> int:
    """How many row numbers a person may need."""
    lowest = {name: min(one.lowest[name], other.lowest[name]) for name in one.sizes}
    ends = {name: max(t.lowest[name] + t.sizes[name] for t in (one, other)) for name in one.sizes}
    return group_count(model, {name: ends[name] - low for name, low in lowest.items()})


def _rows_in(file: Path) -> int:
    if file.suffix != ".parquet" or not file.exists():
        return 0
    try:
        return int(pq.read_metadata(file).num_rows)
    except _FAULTS:
        return 0


def _opened(file: Path, model: Model, loops: ModuleType) -> Table | None:
    """None where the file is not for this road."""
    if file.suffix != ".parquet" or not file.exists():
        return None
    try:
        with pq.ParquetFile(file, read_dictionary=[model.area]) as parquet:
            schema, metadata = parquet.schema_arrow, parquet.metadata
    except _FAULTS:
        return None
    names = schema.names
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    flat = metadata.num_columns == len(names) == len(set(names)) and {model.area, *model.covariates} <= set(names)
    if not flat or not metadata.num_rows or any(one.num_rows > _MOST_ROWS for one in groups):
        return None
    kind = schema.field(model.area).type
    if not pa.types.is_dictionary(kind) or not _is_text(kind.value_type):
        return None
    lowest, sizes = {}, {}
    for name in model.covariates:
        if not pa.types.is_integer(schema.field(name).type):
            return None
        ends = _ends([one.column(names.index(name)).statistics for one in groups])
        if ends is None or ends[1] - ends[0] >= _VALUES:
            return None
        lowest[name], sizes[name] = ends[0], ends[1] - ends[0] + 1
    at = names.index(model.area)
    if any(_lacks(one.column(at).statistics) for one in groups):
        return None
    return Table(file, model.area, metadata, lowest, sizes, tuple(names), loops)


def _is_text(kind: Any) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _lacks(found: Any) -> bool:
    """Whether values are missing, or may be."""
    return found is None or not found.has_null_count or found.null_count > 0


def _ends(found: Sequence[Any]) -> tuple[int, int] | None:
    """Lowest and highest value over row groups, where each says so and nothing is missing."""
    if any(_lacks(one) or not one.has_min_max for one in found):
        return None
    return min(int(one.min) for one in found), max(int(one.max) for one in found)


def _numbers_in(chunk: Any, kind: Any) -> NDArray[Any]:
    """The numbers of an Arrow array without nulls, not copied; by hand, as pyarrow would bring pandas in."""
    dtype = np.dtype(kind)
    return np.frombuffer(chunk.buffers()[1], dtype, len(chunk), chunk.offset * dtype.itemsize)


def _edges(rows: int) -> list[tuple[int, int]]:
    return list(pairwise(np.linspace(0, rows, 2 * _PARTS + 1).astype(int).tolist()))


def everybody(table: Table, encodings: Mapping[str, Encoding], design: Design) -> populations.Held:
    """Held in the order of areas."""
    return populations.Held(Population(table.codes(encodings, design), table.seen["starts"]))


def respondents_of(survey: Survey, encodings: Mapping[str, Encoding], design: Design) -> tuple[Codes, Ints]:
    """Row numbers per group, and the number of the area, of every respondent in the order of the file."""
    codes = np.ascontiguousarray(survey.table.codes(encodings, design))
    return codes, survey.table.seen["area"]
