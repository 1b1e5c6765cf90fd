"""Classes of a map: fixed per indicator and period over the whole country, at most five, none with a false edge."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Classes:
    """Edges between the classes, ascending; class i holds edges[i-1] <= value < edges[i]."""

    edges: tuple[float, ...]
    decimals: int

    @property
    def count(self) -> int:
        return len(self.edges) + 1

    def of(self, value: float) -> int:
        """1 for the lowest class."""
        return int(np.searchsorted(self.edges, value, side="right")) + 1


def classes(values: Sequence[float], count: int = 5, most_decimals: int = 3) -> Classes:
    """Quantile edges over all areas of a level, rounded to figures that people can read.

    Edges have no more decimals than `most_decimals`, those of the values beside them. Rounding never makes two edges
    equal: then there is a class less. Shapes: any length; no values gives one class.
    """
    clean = np.asarray([value for value in values if value is not None and np.isfinite(value)], dtype=float)
    if not clean.size:
        return Classes((), 0)
    quantiles = np.quantile(clean, np.linspace(0, 1, count + 1)[1:-1])
    spread = float(clean.max() - clean.min())
    decimals = 0 if spread == 0 else int(np.clip(1 - np.floor(np.log10(spread / count)), 0, most_decimals))
    edges = sorted({_readable(float(edge), decimals) for edge in quantiles})
    return Classes(tuple(edge for edge in edges if clean.min() < edge <= clean.max()), decimals)


def _readable(edge: float, decimals: int) -> float:
    """Two significant digits for large numbers, `decimals` for small ones."""
    if abs(edge) < 1000:
        return round(edge, decimals)
    return float(round(edge, 1 - int(np.floor(np.log10(abs(edge))))))
