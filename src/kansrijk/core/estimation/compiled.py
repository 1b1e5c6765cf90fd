"""The inner loops, compiled by numba at first use and kept in the user's cache; nothing else may import numba.

Every loop runs in a fixed order and lets go of Python's lock, so that callers may give fixed blocks to threads and get
the same bytes. `kernels.compiled()` is the way in; where numba is absent the whole-array twins are used instead.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np


def _compile(function: Any) -> Any:
    """Compiled with a cache; without one where no folder for it can be written."""
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:
        return numba.njit(nogil=True)(function)


@_compile
def place_persons(found: Any, free: Any, area: Any, codes: Any) -> None:
    """Puts each person at the next free place of its area: found[:, free[area]] = codes."""
    for i in range(area.size):
        at = free[area[i]]
        free[area[i]] = at + 1
        for g in range(codes.shape[0]):
            found[g, at] = codes[g, i]


@_compile
def place_bytes(room: Any, free: Any, area: Any, values: Any, counts: Any) -> None:
    """Puts the values of each person at the next free row of its area, and counts how often each value occurs.

    First in the order of areas among themselves, where all of them fit in the cache; then area by area.
    """
    width, size = values.shape[0], free.size
    starts = np.zeros(size + 1, dtype=np.int64)
    for i in range(area.size):
        starts[area[i] + 1] += 1
    for b in range(size):
        starts[b + 1] += starts[b]
    near, at = np.empty((area.size, width), dtype=np.uint8), starts.copy()
    for i in range(area.size):
        row = at[area[i]]
        at[area[i]] = row + 1
        for k in range(width):
            value = values[k, i]
            near[row, k] = value
            counts[k, value] += 1
    for b in range(size):
        row = free[b]
        for i in range(starts[b], starts[b + 1]):
            for k in range(width):
                room[row, k] = near[i, k]
            row += 1
        free[b] = row


@_compile
def rows_of_bytes(
    first: int, last: int, given: Any, found: Any, columns: Any, ends: Any, tables: Any, width: int
) -> None:
    """Row numbers from bytes in the same place: found[i, g] = sum of tables[j, given[i, columns[j]]] of group g."""
    held = np.zeros(max(width, 1), dtype=np.uint8)
    for i in range(first, last):
        for k in range(width):
            held[k] = given[i, k]
        for g in range(ends.size - 1):
            row = np.uint16(0)
            for j in range(ends[g], ends[g + 1]):
                row += tables[j, held[columns[j]]]
            found[i, g] = row


@_compile
def area_pass(
    first: int,
    last: int,
    starts: Any,
    codes: Any,
    offsets: Any,
    eta_of: Any,
    effect: Any,
    pointer: Any,
    column: Any,
    value: Any,
    share: Any,
    slope: Any,
    bend: Any,
    gradient: Any,
) -> None:
    """Sums over the persons of areas `first` to `last`: p, p(1-p), p(1-p)(1-2p), and p(1-p) x through table cells.

    `codes` with a row per person.
    """
    groups = codes.shape[1]
    cells = np.zeros(eta_of.size)
    for b in range(first, last):
        if starts[b] == starts[b + 1]:
            continue
        one, two, three = 0.0, 0.0, 0.0
        for i in range(starts[b], starts[b + 1]):
            eta = effect[b]
            for g in range(groups):
                eta += eta_of[offsets[g] + codes[i, g]]
            p = 1.0 / (1.0 + np.exp(-eta))
            w = p * (1.0 - p)
            one += p
            two += w
            three += w * (1.0 - 2.0 * p)
            for g in range(groups):
                cells[offsets[g] + codes[i, g]] += w
        share[b] += one
        slope[b] += two
        bend[b] += three
        for cell in range(cells.size):
            w = cells[cell]
            if w != 0.0:
                cells[cell] = 0.0
                for t in range(pointer[cell], pointer[cell + 1]):
                    gradient[b, column[t]] += w * value[t]


@_compile
def fit_pass(
    first: int,
    last: int,
    starts: Any,
    codes: Any,
    offsets: Any,
    eta_of: Any,
    effect: Any,
    outcome: Any,
    weight: Any,
    working: Any,
    left: Any,
    by_area: Any,
) -> None:
    """Working weights and weighted residuals per person; by_area[b]: their sums and the log-likelihood."""
    groups = codes.shape[0]
    for b in range(first, last):
        one, two, three = 0.0, 0.0, 0.0
        for i in range(starts[b], starts[b + 1]):
            eta = effect[b]
            for g in range(groups):
                eta += eta_of[offsets[g] + codes[g, i]]
            small = np.exp(-abs(eta))
            p = 1.0 / (1.0 + small) if eta >= 0 else small / (1.0 + small)
            w = max(weight[i] * p * (1.0 - p), 1e-12)
            r = weight[i] * (outcome[i] - p)
            working[i] = w
            left[i] = r
            one += w
            two += r
            three += weight[i] * (outcome[i] * eta - max(eta, 0.0) - np.log1p(small))
        by_area[b, 0], by_area[b, 1], by_area[b, 2] = one, two, three


@_compile
def cross_pass(
    first: int,
    last: int,
    starts: Any,
    codes: Any,
    offsets: Any,
    working: Any,
    pointer: Any,
    column: Any,
    value: Any,
    cross: Any,
) -> None:
    """cross[b] = sum of working weight times the person's row of the design."""
    for b in range(first, last):
        for i in range(starts[b], starts[b + 1]):
            w = working[i]
            for g in range(codes.shape[0]):
                cell = offsets[g] + codes[g, i]
                for t in range(pointer[cell], pointer[cell + 1]):
                    cross[b, column[t]] += w * value[t]


@_compile
def pair_table(one: Any, other: Any, working: Any, table: Any) -> None:
    """table[one, other] += weight: the contingency table of two groups."""
    for i in range(working.size):
        table[one[i], other[i]] += working[i]


@_compile
def factor(
    lower: Any,
    diagonal: Any,
    offsets: Any,
    rows: Any,
    columns: Any,
    row_starts: Any,
    row_entries: Any,
) -> int:
    """L D L' in place of the matrix in `lower` and `diagonal`; gives the first bad column, or -1."""
    size = diagonal.size
    work = np.zeros(size)
    for j in range(size):
        pivot = diagonal[j]
        for t in range(offsets[j], offsets[j + 1]):
            work[rows[t]] = lower[t]
        for at in range(row_starts[j], row_starts[j + 1]):
            e = row_entries[at]
            k = columns[e]
            f = lower[e] * diagonal[k]
            pivot -= lower[e] * f
            for t in range(e + 1, offsets[k + 1]):
                work[rows[t]] -= lower[t] * f
        if not pivot > 0.0:
            return j
        diagonal[j] = pivot
        for t in range(offsets[j], offsets[j + 1]):
            lower[t] = work[rows[t]] / pivot
            work[rows[t]] = 0.0
    return -1


@_compile
def forward(lower: Any, offsets: Any, rows: Any, x: Any) -> None:
    """x = L^-1 x for rows of x (n, k), skipping rows that are zero throughout."""
    width = x.shape[1]
    for j in range(x.shape[0]):
        used = False
        for c in range(width):
            if x[j, c] != 0.0:
                used = True
                break
        if used:
            for t in range(offsets[j], offsets[j + 1]):
                r, f = rows[t], lower[t]
                for c in range(width):
                    x[r, c] -= f * x[j, c]


@_compile
def backward(lower: Any, offsets: Any, rows: Any, x: Any) -> None:
    """x = L'^-1 x."""
    width = x.shape[1]
    for j in range(x.shape[0] - 1, -1, -1):
        for t in range(offsets[j], offsets[j + 1]):
            r, f = rows[t], lower[t]
            for c in range(width):
                x[j, c] -= f * x[r, c]


@_compile
def gather(right: Any, order: Any, start: int, x: Any) -> None:
    """x[j] = columns of right[order[j]] from `start` on."""
    for j in range(order.size):
        for c in range(x.shape[1]):
            x[j, c] = right[order[j], start + c]


@_compile
def scatter(x: Any, order: Any, start: int, found: Any) -> None:
    """The way back."""
    for j in range(order.size):
        for c in range(x.shape[1]):
            found[order[j], start + c] = x[j, c]


@_compile
def norms(lower: Any, diagonal: Any, offsets: Any, rows: Any, pointer: Any, index: Any, value: Any, found: Any) -> None:
    """found[g] = v' (L D L')^-1 v for sparse v = rows of a CSR matrix, walking only where v reaches."""
    size = diagonal.size
    x = np.zeros(size)
    for g in range(found.size):
        lowest = size
        for t in range(pointer[g], pointer[g + 1]):
            x[index[t]] += value[t]
            lowest = min(lowest, index[t])
        total = 0.0
        for j in range(lowest, size):
            f = x[j]
            if f != 0.0:
                x[j] = 0.0
                total += f * f / diagonal[j]
                for t in range(offsets[j], offsets[j + 1]):
                    x[rows[t]] -= lower[t] * f
        found[g] = total


@_compile
def selected_inverse(lower: Any, diagonal: Any, offsets: Any, rows: Any, below: Any, own: Any) -> None:
    """Entries of the inverse at the places of L: `below` the diagonal and `own` on it (Takahashi's recursion)."""
    size = diagonal.size
    mark = np.full(size, -1, dtype=np.int64)
    total = np.zeros(size)
    for j in range(size - 1, -1, -1):
        start, stop = offsets[j], offsets[j + 1]
        for t in range(start, stop):
            mark[rows[t]] = t - start
            total[t - start] = 0.0
        for t in range(start, stop):
            k, f = rows[t], lower[t]
            total[t - start] += own[k] * f
            for s in range(offsets[k], offsets[k + 1]):
                place = mark[rows[s]]
                if place >= 0:
                    total[place] += below[s] * f
                    total[t - start] += below[s] * lower[start + place]
        diag = 1.0 / diagonal[j]
        for t in range(start, stop):
            below[t] = -total[t - start]
            diag += lower[t] * total[t - start]
            mark[rows[t]] = -1
        own[j] = diag
