"""The audit on several cores: parts of a release set that share no sum are attacked side by side."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from kansrijk.core.disclosure.attacker.audit import audit
from kansrijk.core.disclosure.attacker.published import Ints, Published, Sums
from kansrijk.core.disclosure.attacker.report import Report

WORTHWHILE = 20_000


def audit_together(
    tables: Published,
    insiders: Mapping[str, int] | None = None,
    secret: Collection[str] | None = None,
    *,
    workers: int = 1,
) -> Report:
    """The same report as `audit`, in up to `workers` processes; in this one where the set is small.

    Starts fresh processes, so a program that calls it guards its entry point. Raises BadTable as `audit` does.
    """
    parts = split(tables, workers) if workers > 1 and len(tables.names) >= WORTHWHILE else [tables]
    if len(parts) < 2:
        return audit(tables, insiders, secret)
    known, hushed = dict(insiders or {}), None if secret is None else frozenset(secret)
    with ProcessPoolExecutor(len(parts), mp_context=get_context("spawn")) as pool:
        started = []
        for part in parts:
            names = frozenset(part.names)
            own = {name: count for name, count in known.items() if name in names}
            started.append(pool.submit(audit, part, own, None if hushed is None else hushed & names))
        reports = [one.result() for one in started]
    found = sorted((f for report in reports for f in report.recoverable), key=lambda f: (f.table, f.cell, f.insider))
    return Report(len(tables.names), sum(report.hidden for report in reports), tuple(found))


def split(tables: Published, count: int) -> list[Published]:
    """Up to `count` parts of about equal numbers of hidden cells that share no sum; every cell is in one of them."""
    size = len(tables.names)
    ends = (tables.sums.cell, size + tables.sums.row)
    nodes = size + tables.sums.count
    _, label = connected_components(coo_array((np.ones(len(ends[0])), ends), shape=(nodes, nodes)), directed=False)
    weight = np.bincount(label[:size], weights=1.0 + 20.0 * tables.hidden, minlength=int(label.max()) + 1)
    load, bin_of = np.zeros(count), np.zeros(len(weight), dtype=np.int64)
    for group in np.argsort(-weight, kind="stable"):
        bin_of[group] = int(np.argmin(load))
        load[bin_of[group]] += weight[group]
    chosen = bin_of[label]
    parts = [_part(tables, np.flatnonzero(chosen[:size] == b), chosen[size:] == b) for b in range(count)]
    return [part for part in parts if part.names]


def _part(tables: Published, cells: Ints, is_own: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> Published:
    place = np.full(len(tables.names), -1, dtype=np.int64)
    place[cells] = np.arange(len(cells))
    number = np.cumsum(is_own) - 1
    mine = is_own[tables.sums.row]
    sums = Sums(
        number[tables.sums.row[mine]].astype(np.int64),
        place[tables.sums.cell[mine]],
        tables.sums.sign[mine],
        int(is_own.sum()),
    )
    names = tuple(tables.names[cell] for cell in cells)
    return Published(names, tables.lower[cells], tables.upper[cells], tables.hidden[cells], tables.need[cells], sums)
