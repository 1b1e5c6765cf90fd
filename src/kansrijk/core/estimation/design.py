"""Persons as a few small whole numbers, and model terms as small tables over them.

The full design (persons by coefficients) is never made. Covariates are grouped; each group of terms becomes a table
with one row per combination of levels, and a person is the number of a row in each table. Cross products go by
contingency tables between groups.
Source: Li & Wood, Stat Comput 2020;30:19 (discretised covariates), taken to joint tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kansrijk.core.estimation.model import Levels, Model, Term
from kansrijk.core.estimation.result import Ints
from kansrijk.core.intervals import BadNumbers, Floats

Codes = NDArray[np.uint16]
LARGEST_TABLE = 2048
"""Terms share a table while it has no more rows than this."""
LARGEST_TERM = 32_768
"""One term alone may have so many rows: row numbers are kept in 16 bits."""
FINEST = 256
"""A number with more different values than this is taken in so many steps."""


@dataclass(frozen=True, eq=False)
class Covariate:
    """`values` (levels,) numbers for a curve, else positions; `share` how often each occurs in the population."""

    name: str
    values: Floats
    share: Floats


@dataclass(frozen=True)
class Penalty:
    """Columns `start` to `stop` shrink together by one estimated amount; `label` for readers."""

    start: int
    stop: int
    label: str


@dataclass(frozen=True, eq=False)
class Group:
    """Terms over the same covariates: `table` (rows, columns) fills columns `start` to `stop` of the coefficients."""

    names: tuple[str, ...]
    sizes: tuple[int, ...]
    table: Floats
    start: int
    stop: int


@dataclass(frozen=True, eq=False)
class Flat:
    """All tables below each other as sparse rows: group g begins at row offsets[g]."""

    offsets: Ints
    pointer: Ints
    column: Ints
    value: Floats
    matrix: sparse.csr_matrix

    def times(self, beta: Floats) -> Floats:
        """The linear predictor of every row."""
        return np.asarray(self.matrix @ beta)


@dataclass(frozen=True, eq=False)
class Design:
    """The groups, their penalties, and the number of coefficients. Column 0 is the intercept (in the first group)."""

    groups: tuple[Group, ...]
    penalties: tuple[Penalty, ...]
    columns: int

    @cached_property
    def flat(self) -> Flat:
        """For the compiled loops."""
        parts = [
            sparse.hstack(
                [
                    sparse.csr_matrix((g.table.shape[0], g.start)),
                    sparse.csr_matrix(g.table),
                    sparse.csr_matrix((g.table.shape[0], self.columns - g.stop)),
                ]
            )
            for g in self.groups
        ]
        whole = sparse.csr_matrix(sparse.vstack(parts))
        sizes = [g.table.shape[0] for g in self.groups]
        offsets = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
        return Flat(offsets, whole.indptr.astype(np.int64), whole.indices.astype(np.int64), whole.data, whole)

    def codes(self, covariates: Mapping[str, NDArray[np.integer[Any]]]) -> Codes:
        """Row numbers in each group's table from the level of each covariate, persons in any order."""
        size = next(iter(covariates.values())).size
        found: Codes = np.zeros((len(self.groups), size), dtype=np.uint16)
        for row, group in zip(found, self.groups, strict=True):
            for name, levels in zip(group.names, group.sizes, strict=True):
                row *= np.uint16(levels)
                row += covariates[name].astype(np.uint16)
        return found


def make_design(model: Model, covariates: Mapping[str, Covariate]) -> Design:
    """Groups the terms and makes their tables. Raises `BadNumbers` when one term alone is too large a table."""
    sizes = {name: covariates[name].values.size for name in model.covariates}
    for term in model.terms:
        if np.prod([float(sizes[name]) for name in term.names]) > LARGEST_TERM:
            raise BadNumbers(f"{term.label} has too many combinations of levels")
    groups, penalties, column = [], [], 0
    for number, (names, terms) in enumerate(_grouped(model.terms, sizes)):
        shape = tuple(sizes[n] for n in names)
        level = dict(zip(names, np.unravel_index(np.arange(int(np.prod(shape))), shape), strict=True)) if names else {}
        rows = int(np.prod(shape))
        parts: list[Floats] = [np.ones((rows, 1))] if number == 0 else []
        start = column
        column += len(parts)
        for term in terms:
            for block, label in _columns(term, covariates, level, rows):
                parts.append(block)
                penalties.append(Penalty(column, column + block.shape[1], label))
                column += block.shape[1]
        groups.append(Group(names, shape, np.ascontiguousarray(np.hstack(parts)), start, column))
    return Design(tuple(groups), tuple(penalties), column)


def group_count(model: Model, sizes: Mapping[str, int]) -> int:
    """How many tables the terms need for covariates of so many levels."""
    return len(_grouped(model.terms, sizes))


def _grouped(terms: tuple[Term, ...], sizes: Mapping[str, int]) -> list[tuple[tuple[str, ...], list[Term]]]:
    """Puts each term, largest first, in the group that it makes grow least, within the largest table."""
    found: list[tuple[list[str], list[Term]]] = []

    def rows(names: list[str]) -> int:
        return int(np.prod([sizes[n] for n in names]))

    for term in sorted(terms, key=lambda t: (-rows(list(t.names)), t.label)):
        best: tuple[int, int] | None = None
        for place, (names, _) in enumerate(found):
            union = names + [n for n in term.names if n not in names]
            grown = rows(union)
            if grown <= LARGEST_TABLE and (set(names) & set(term.names) or grown <= LARGEST_TABLE // 8):
                cost = grown - rows(names)
                best = (cost, place) if best is None or cost < best[0] else best
        if best is not None and best[0] < rows(list(term.names)) * 64:
            names, members = found[best[1]]
            names += [n for n in term.names if n not in names]
            members.append(term)
        else:
            found.append((list(term.names), [term]))
    if not found:
        return [((), [])]
    return [(tuple(names), members) for names, members in found]


def _columns(
    term: Term, covariates: Mapping[str, Covariate], level: Mapping[str, Ints], rows: int
) -> list[tuple[Floats, str]]:
    """Blocks of columns over the table's rows, each with a penalty of its own that is the identity."""
    if isinstance(term, Levels):
        shape = tuple(covariates[n].values.size for n in term.of)
        at = np.ravel_multi_index(tuple(level[n] for n in term.of), shape)
        block = np.zeros((rows, int(np.prod(shape))))
        block[np.arange(rows), at] = 1
        return [(block, term.label)]
    curved, straight = spline(covariates[term.of], term.k)
    curved, straight = curved[level[term.of]], straight[level[term.of]]
    if term.by is None:
        return [(curved, f"{term.label} curve"), (straight, f"{term.label} line")]
    found = []
    for one in range(covariates[term.by].values.size):
        here = (level[term.by] == one)[:, None]
        found += [(curved * here, f"{term.label} curve {one}"), (straight * here, f"{term.label} line {one}")]
    return found


def spline(covariate: Covariate, k: int) -> tuple[Floats, Floats]:
    """(wiggly part, straight part) of a P-spline at the covariate's levels, centred on the population.

    Wiggly: k - 2 columns in which the second-difference penalty is the identity; straight: one column of unit
    variance. Both are shrunk, as mgcv does with select=TRUE. Source: Eilers & Marx, Stat Sci 1996;11:89.
    """
    x = covariate.values
    low, high = float(x.min()), float(x.max())
    if not high > low:
        return np.zeros((x.size, k - 2)), np.zeros((x.size, 1))
    step = (high - low) / (k - 3)
    knots = low + step * np.arange(-3, k + 1)
    knots[3], knots[k] = low, high
    inside = np.clip(x, low, high)
    basis = cubic(np.minimum(inside, np.nextafter(high, low)), knots)
    differences = np.diff(np.eye(k), n=2, axis=0)
    values, vectors = np.linalg.eigh(differences.T @ differences)
    order = np.argsort(-values, kind="stable")[: k - 2]
    signs = np.sign(vectors[np.abs(vectors[:, order]).argmax(axis=0), order])
    curved = basis @ (vectors[:, order] * signs / np.sqrt(values[order]))
    centre = covariate.share @ curved
    mean = float(covariate.share @ x)
    spread = float(np.sqrt(covariate.share @ (x - mean) ** 2)) or 1.0
    return curved - centre, ((x - mean) / spread)[:, None]


def cubic(x: NDArray[np.floating[Any]], knots: NDArray[np.floating[Any]]) -> Floats:
    """The cubic B-splines on `knots` at x within their middle part, shape (x, knots - 4).

    Source: de Boor, A Practical Guide to Splines, 1978, recursion X(4)-(5).
    """
    found = ((x[:, None] >= knots[:-1]) & (x[:, None] < knots[1:])).astype(np.float64)
    for degree in range(1, 4):
        rise = (x[:, None] - knots[: -degree - 1]) / (knots[degree:-1] - knots[: -degree - 1])
        fall = (knots[degree + 1 :] - x[:, None]) / (knots[degree + 1 :] - knots[1:-degree])
        found = rise[:, : found.shape[1] - 1] * found[:, :-1] + fall * found[:, 1:]
    return found


def linear_predictor(design: Design, codes: Codes, beta: Floats) -> Floats:
    """Sum over groups of the table times its coefficients, looked up per person; area effects not included."""
    found = np.zeros(codes.shape[1])
    for group, code in zip(design.groups, codes, strict=True):
        found += (group.table @ beta[group.start : group.stop])[code]
    return found


def by_coefficient(design: Design, codes: Codes, values: Floats) -> Floats:
    """X' values."""
    found = np.zeros(design.columns)
    for group, code in zip(design.groups, codes, strict=True):
        found[group.start : group.stop] = group.table.T @ np.bincount(code, values, minlength=group.table.shape[0])
    return found


def pairs(design: Design) -> list[tuple[int, int]]:
    """Every two groups, in the order in which `gram` wants their blocks."""
    count = len(design.groups)
    return [(i, j) for i in range(count) for j in range(i + 1, count)]


def gram(design: Design, codes: Codes, weight: Floats, halves: list[Floats] | None = None) -> Floats:
    """X' diag(weight) X from contingency tables between groups; `halves` are blocks of `pairs` made elsewhere."""
    found = np.zeros((design.columns, design.columns))
    for one, code in zip(design.groups, codes, strict=True):
        own = np.bincount(code, weight, minlength=one.table.shape[0])
        found[one.start : one.stop, one.start : one.stop] = one.table.T @ (own[:, None] * one.table)
    for number, (i, j) in enumerate(pairs(design)):
        one, other = design.groups[i], design.groups[j]
        half = _half(one, other, codes[i], codes[j], weight) if halves is None else halves[number]
        found[one.start : one.stop, other.start : other.stop] = half
        found[other.start : other.stop, one.start : one.stop] = half.T
    return found


def _half(one: Group, other: Group, code: Codes, other_code: Codes, weight: Floats) -> Floats:
    rows, width = one.table.shape[0], other.table.shape[0]
    if rows * width <= 4 * 1024 * 1024:
        key = code.astype(np.int64) * width + other_code
        table = np.bincount(key, weight, minlength=rows * width).reshape(rows, width)
        return np.asarray(one.table.T @ table @ other.table)
    crossed = sparse.csr_matrix((weight, (code, other_code)), shape=(rows, width))
    return np.asarray(one.table.T @ (crossed @ other.table))


def area_cross(design: Design, codes: Codes, starts: Ints, weight: Floats) -> Floats:
    """Z' diag(weight) X, shape (areas, columns); persons in area order, area b at starts[b] to starts[b + 1]."""
    found = np.empty((starts.size - 1, design.columns))
    for group, code in zip(design.groups, codes, strict=True):
        by_area = sparse.csr_matrix((weight, code, starts), shape=(starts.size - 1, group.table.shape[0]))
        found[:, group.start : group.stop] = by_area @ group.table
    return found
