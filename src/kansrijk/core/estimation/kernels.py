"""Whether the compiled loops are used, and how threads get work: in fixed blocks, put together in fixed order."""

from __future__ import annotations

import importlib
import importlib.util
import os
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from types import ModuleType
from typing import TypeVar

import numpy as np

from kansrijk.core.intervals import Floats

AREAS_FROM = 1000
"""Below so many areas whole-array steps are as quick as starting the compiled ones."""
PERSONS_FROM = 50_000
"""Likewise for passes over persons."""
_BLOCKS = 8
_ROWS = 4
_MOST_THREADS = 4

Given = TypeVar("Given")
Made = TypeVar("Made")


@cache
def compiled() -> ModuleType | None:
    """The compiled loops, or None where numba is absent: then the same answers come slower."""
    if importlib.util.find_spec("numba") is None:
        return None
    return importlib.import_module("kansrijk.core.estimation.compiled")


def begin() -> None:
    """Makes the compiled loops ready beside other work: so much of it waits for files."""
    if _pool() is not None and importlib.util.find_spec("numba") is not None:
        threading.Thread(target=_made_ready, daemon=True).start()


def _made_ready() -> None:
    loops = compiled()
    if loops is not None:
        loops.forward(np.zeros(0), np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros((0, 1)))


def for_areas(size: int) -> ModuleType | None:
    """The compiled loops when a graph of `size` areas is worth them."""
    return compiled() if size >= AREAS_FROM else None


def for_persons(size: int) -> ModuleType | None:
    """The compiled loops when a file of `size` persons is worth them."""
    return compiled() if size >= PERSONS_FROM else None


def threads() -> int:
    """How many may work at once: OMP_NUM_THREADS, else the cores, at most four."""
    given = os.environ.get("OMP_NUM_THREADS", "")
    return min(int(given) if given.isdigit() and int(given) else (os.cpu_count() or 1), _MOST_THREADS)


@cache
def _pool() -> ThreadPoolExecutor | None:
    return ThreadPoolExecutor(threads(), initializer=_enter) if threads() > 1 else None


_inside = threading.local()
"""Work that is given out within work that was given out is done at once: no thread waits for another."""


def _enter() -> None:
    _inside.yes = True


def each(work: Callable[[Given], Made], items: Iterable[Given]) -> list[Made]:
    """The answers in the order of `items`, whatever the number of threads (OMP_NUM_THREADS, else the cores)."""
    pool = _pool()
    if pool is None or getattr(_inside, "yes", False):
        return [work(item) for item in items]
    return list(pool.map(work, items))


def while_waiting(work: Callable[[Given], None], items: Iterable[Given]) -> None:
    """Does `work` for one item while the next is waited for; items one by one, in order."""
    pool, before = _pool(), None
    for item in items:
        if pool is None:
            work(item)
            continue
        if before is not None:
            before.result()
        before = pool.submit(work, item)
    if before is not None:
        before.result()


def blocks(starts: np.ndarray, parts: int = _BLOCKS) -> list[tuple[int, int]]:
    """Ranges of areas with about as many persons each; the same whatever the number of threads."""
    areas = starts.size - 1
    cuts = np.searchsorted(starts, starts[-1] * np.arange(1, parts) / parts)
    edges = np.unique(np.concatenate([[0], np.clip(cuts, 0, areas), [areas]]))
    return [(int(a), int(b)) for a, b in pairwise(edges)]


def by_block(work: Callable[[slice], Made], size: int) -> list[Made]:
    """The answers for fixed blocks of rows, in order; one block for few rows."""
    edges = np.linspace(0, size, _ROWS + 1 if size >= AREAS_FROM else 2).astype(int).tolist()
    return each(work, [slice(a, b) for a, b in pairwise(edges)])


def crossed(left: Floats, right: Floats) -> Floats:
    """left' right, shape (k, m), summed over fixed blocks of rows in fixed order."""
    parts = by_block(lambda rows: left[rows].T @ right[rows], left.shape[0])
    found = parts[0]
    for part in parts[1:]:
        found += part
    return np.asarray(found)


def by_row(left: Floats, middle: Floats, right: Floats) -> Floats:
    """left_b' middle right_b for each row b."""
    parts = by_block(lambda rows: np.einsum("ij,ij->i", left[rows] @ middle, right[rows]), left.shape[0])
    return np.concatenate(parts)


def product(left: Floats, right: Floats) -> Floats:
    """left right, by fixed blocks of rows."""
    return np.concatenate(by_block(lambda rows: left[rows] @ right, left.shape[0]))
