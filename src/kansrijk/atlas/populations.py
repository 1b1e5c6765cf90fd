"""Everybody who lives somewhere, three ways: held as small numbers, read again in parts, or summed where they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import polars as pl

from kansrijk.core.estimation import kernels
from kansrijk.core.estimation.design import Codes, Design
from kansrijk.core.estimation.encoding import Encoding
from kansrijk.core.estimation.predict import (
    AreaSums,
    AreaTotals,
    Population,
    add_persons,
    area_sums,
    population,
)
from kansrijk.core.estimation.result import Ints
from kansrijk.core.estimation.unit_level import Fitted
from kansrijk.core.intervals import Floats

if TYPE_CHECKING:
    from kansrijk.atlas.persons import Persons

HELD_MB = 400
"""A population that takes more than this as small numbers is read in parts, once per indicator."""
_PART = 500_000


class Everybody(Protocol):
    """A population that can be summed under a fitted model."""

    def sums(self, fitted: Fitted) -> AreaSums:
        """Per area."""


@dataclass(frozen=True, eq=False)
class Held:
    """In memory, in area order."""

    persons: Population

    def sums(self, fitted: Fitted) -> AreaSums:
        """One pass."""
        return area_sums(fitted, self.persons)


@dataclass(frozen=True, eq=False)
class InParts:
    """Read anew for each indicator; memory does not grow with the number of persons."""

    table: Persons
    rows: Any
    areas: int

    def sums(self, fitted: Fitted) -> AreaSums:
        """One pass, part by part in the order of the file."""
        totals = AreaTotals.nothing(self.areas, fitted.design.columns)
        for area, codes in parts(self.table, self.rows):
            add_persons(totals, fitted.design, fitted.coefficients, population(codes, area, self.areas))
        return totals.means()


@dataclass(frozen=True, eq=False)
class Summed:
    """Summed where the persons are: small tables go there, sums per area come back."""

    table: Persons
    rows: Any
    areas: int

    def sums(self, fitted: Fitted) -> AreaSums:
        """Three questions: sums per area, and p(1-p) x by way of the cells of each group's table."""
        chances = self._chances(fitted)
        weight = chances.p * (1 - chances.p)
        asked = chances.mutate(w=weight, b=weight * (1 - 2 * chances.p))
        by_area = asked.group_by("area").aggregate(
            n=asked.count(), share=asked.p.sum(), slope=asked.w.sum(), bend=asked.b.sum()
        )
        totals = AreaTotals.nothing(self.areas, fitted.design.columns)
        found = self.table.fetched(by_area)
        at = found["area"].to_numpy()
        for name, into in (("n", totals.persons), ("share", totals.share), ("slope", totals.slope),
                           ("bend", totals.bend)):  # fmt: skip
            into[at] = found[name].to_numpy()
        for number, group in enumerate(fitted.design.groups):
            self._gradient(asked, number, group.table, totals.gradient[:, group.start : group.stop])
        return totals.means()

    def shares(self, fitted: Fitted) -> Floats:
        """The areas' mean chances alone, by one question."""
        by_area = self._chances(fitted).group_by("area").aggregate(n=lambda t: t.count(), share=lambda t: t.p.mean())
        found = np.full(self.areas, np.nan)
        answer = self.table.fetched(by_area)
        found[answer["area"].to_numpy()] = answer["share"].to_numpy()
        return found

    def _chances(self, fitted: Fitted) -> Any:
        found, put = self.rows, self.table.backend.put
        for number, group in enumerate(fitted.design.groups):
            values = group.table @ fitted.coefficients.beta[group.start : group.stop]
            found = found.join(put({f"c{number}": _numbers(values.size), f"e{number}": values}), f"c{number}")
        effect = fitted.coefficients.area
        found = found.join(put({"area": _numbers(effect.size), "effect": effect}), "area")
        eta = found.effect
        for number in range(len(fitted.design.groups)):
            eta = eta + found[f"e{number}"]
        return found.mutate(p=1 / (1 + (-eta).exp()))

    def _gradient(self, asked: Any, number: int, table: np.ndarray, into: np.ndarray) -> None:
        key = f"c{number}"
        cells = asked.group_by(["area", key]).aggregate(w=asked.w.sum())
        at, column = np.nonzero(table)
        basis = self.table.backend.put(
            {key: at.astype(np.int32), "col": column.astype(np.int32), "x": table[at, column]}
        )
        joined = cells.join(basis, key)
        found = self.table.fetched(joined.group_by(["area", "col"]).aggregate(g=(joined.w * joined.x).sum()))
        into[found["area"].to_numpy(), found["col"].to_numpy()] = found["g"].to_numpy()


def _numbers(count: int) -> Ints:
    return np.arange(count, dtype=np.int32)


def rows_of(table: Persons, encodings: Mapping[str, Encoding], design: Design, areas: Sequence[str]) -> Any:
    """Per person the number of the area and of the row in each group's table, as an expression."""
    places = table.backend.put({"_code": np.array(areas), "area": _numbers(len(areas))})
    persons = table.table.select(table.table[table.area].cast("string").name("_code"), *table.levels(encodings, design))
    return persons.join(places, "_code").drop("_code")


def survey_codes(
    table: Persons, encodings: Mapping[str, Encoding], design: Design, place: Mapping[str, int]
) -> tuple[Codes, Ints]:
    """Row numbers per group, and the number of the area, of every respondent in the order of the file."""
    asked = table.table.select(table.table[table.area].cast("string").name("_code"), *table.levels(encodings, design))
    found = table.fetched(asked)
    codes = np.array([found[f"c{i}"].to_numpy() for i in range(len(design.groups))], dtype=np.uint16)
    names = list(place)
    at = found["_code"].replace_strict(names, [place[name] for name in names], return_dtype=pl.Int32)
    return codes, at.to_numpy()


def parts(table: Persons, rows: Any) -> Iterator[tuple[Ints, Codes]]:
    """Areas and codes of so many persons at a time."""
    names = [name for name in rows.columns if name != "area"]
    rows = rows.cast(dict.fromkeys(names, "uint16"))
    sentence = "the file breaks off or is damaged"
    batches = table.backend.batches(rows, _PART)
    while (batch := table.tried(lambda: next(batches, None), sentence)) is not None:
        found = pl.DataFrame(pl.from_arrow(batch))
        codes = np.empty((len(names), found.height), dtype=np.uint16)
        for into, name in zip(codes, names, strict=True):
            into[:] = found[name].to_numpy()
        yield found["area"].to_numpy(), codes


def held(table: Persons, rows: Any, counts: Ints) -> Held:
    """Everybody in area order; `counts` persons per area."""
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    groups = len(rows.columns) - 1
    found = np.empty((groups, int(starts[-1])), dtype=np.uint16)
    free = starts[:-1].copy()

    def place(part: tuple[Ints, Codes]) -> None:
        area, codes = part
        loops = kernels.for_persons(area.size)
        if loops is not None:
            loops.place_persons(found, free, area, codes)
            return
        order = np.argsort(area, kind="stable")
        here = np.bincount(area, minlength=free.size)
        within = np.arange(area.size) - np.repeat(np.cumsum(here) - here, here)
        found[:, free[area[order]] + within] = codes[:, order]
        free[:] += here

    kernels.while_waiting(place, parts(table, rows))
    return Held(Population(found, starts))


def everybody(table: Persons, rows: Any, counts: Ints, *, summed: bool) -> Everybody:
    """The way that fits: summed where they are when asked, else held when there is room."""
    if summed:
        return Summed(table, rows, counts.size)
    bytes_each = 2 * (len(rows.columns) - 1)
    if counts.sum() * bytes_each <= HELD_MB * 1_000_000:
        return held(table, rows, counts)
    return InParts(table, rows, counts.size)
