"""Whether the compiled loops are used, and how threads get work: in fixed blocks, put together in fixed order."""

from __future__ import annotations

import importlib
import importlib.util
import os
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
_MOST_THREADS = 4

Given = TypeVar("Given")
Made = TypeVar("Made")


@cache
def compiled() -> ModuleType | None:
    """The compiled loops, or None where numba is absent: then the same answers come slower."""
    if importlib.util.find_spec("numba") is None:
        return None
    return importlib.import_module("kansrijk.core.estimation.compiled")


def for_areas(size: int) -> ModuleType | None:
    """The compiled loops when a graph of `size` areas is worth them."""
    return compiled() if size >= AREAS_FROM else None


def for_persons(size: int) -> ModuleType | None:
    """The compiled loops when a file of `size` persons is worth them."""
    return compiled() if size >= PERSONS_FROM else None


@cache
def _pool() -> ThreadPoolExecutor | None:
    given = os.environ.get("OMP_NUM_THREADS", "")
    threads = int(given) if given.isdigit() else (os.cpu_count() or 1)
    return ThreadPoolExecutor(min(threads, _MOST_THREADS)) if threads > 1 else None


def each(work: Callable[[Given], Made], items: Iterable[Given]) -> list[Made]:
    """The answers in the order of `items`, whatever the number of threads (OMP_NUM_THREADS, else the cores)."""
    pool = _pool()
    return [work(item) for item in items] if pool is None else list(pool.map(work, items))


def blocks(starts: np.ndarray, parts: int = _BLOCKS) -> list[tuple[int, int]]:
    """Ranges of areas with about as many persons each; the same whatever the number of threads."""
    areas = starts.size - 1
    cuts = np.searchsorted(starts, starts[-1] * np.arange(1, parts) / parts)
    edges = np.unique(np.concatenate([[0], np.clip(cuts, 0, areas), [areas]]))
    return [(int(a), int(b)) for a, b in pairwise(edges)]


def crossed(left: Floats, right: Floats) -> Floats:
    """left' right, shape (k, m), summed over fixed blocks of rows in fixed order."""
    if left.shape[0] < AREAS_FROM:
        return np.asarray(left.T @ right)
    edges = np.linspace(0, left.shape[0], 5).astype(int)
    parts = each(lambda i: left[edges[i] : edges[i + 1]].T @ right[edges[i] : edges[i + 1]], range(4))
    return np.asarray(parts[0] + parts[1] + parts[2] + parts[3])


def by_row(left: Floats, middle: Floats, right: Floats) -> Floats:
    """left_b' middle right_b for each row b."""

    def part(i: int) -> Floats:
        rows = slice(edges[i], edges[i + 1])
        return np.asarray(np.einsum("ij,ij->i", left[rows] @ middle, right[rows]))

    edges = np.linspace(0, left.shape[0], 5 if left.shape[0] >= AREAS_FROM else 2).astype(int)
    return np.concatenate(each(part, range(edges.size - 1)))


def product(left: Floats, right: Floats) -> Floats:
    """left right, by fixed blocks of rows."""
    edges = np.linspace(0, left.shape[0], 5 if left.shape[0] >= AREAS_FROM else 2).astype(int)
    return np.concatenate(each(lambda i: left[edges[i] : edges[i + 1]] @ right, range(edges.size - 1)))
