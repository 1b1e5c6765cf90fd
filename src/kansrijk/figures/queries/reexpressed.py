"""Figures in the borders of another edition, told on demand: a series stays stored in its own.

What is told follows from figures that the actor may see and from public lists of changes, so it shows nothing that
these together do not (docs/adr/0007-figures-in-other-borders.md).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from kansrijk.areas import queries as places
from kansrijk.areas.queries.named import named
from kansrijk.areas.reexpress import identities, shares
from kansrijk.core.intervals import wilson
from kansrijk.figures import catalogue
from kansrijk.figures.models import Release
from kansrijk.figures.queries.columns import column
from kansrijk.figures.queries.types import Column, Figure, Floats
from kansrijk.figures.retelling import RENAMED, SAME, SHARES, SUMMED, NewCell, OldCell, retell
from kansrijk.figures.rules import HIDDEN, STATUS_NAMES
from kansrijk.trust.actors import Actor

Parts = Mapping[str, Sequence[tuple[str, float]]]


@dataclass(frozen=True, eq=False)
class ToldColumn:
    """A column in the areas of another edition. `how` has one word of `retelling` per area, in the column's order;
    `from_edition` is the edition that the figures stand in."""

    column: Column
    from_edition: int
    how: tuple[str, ...]


@dataclass(frozen=True)
class ToldFigure:
    """A figure of another edition, told for this area. `parts` are the old areas, by code and name, with the share of
    each that lies here; `bounds` what hidden parts leave (see `retelling.NewCell`)."""

    figure: Figure
    how: str
    from_edition: int
    parts: tuple[tuple[str, str, float], ...]
    bounds: tuple[float, float] | None

    @property
    def telling_bounds(self) -> tuple[float, float] | None:
        """The bounds as people read them: where the upper is more than twice the lower they say nothing, and a file
        or program alone is given them."""
        low, high = self.bounds or (0.0, 0.0)
        return self.bounds if 0 < low and high <= 2 * low else None


def told_column(
    actor: Actor,
    indicator: str,
    level: str,
    edition: int,
    period: str | None = None,
    *,
    country: str | None = None,
) -> ToldColumn | None:
    """The newest column (or of `period`) that another edition has, in the areas of `edition`.

    None where there is none, or where no list of changes connects the two editions. About seven queries.
    """
    own = column(actor, indicator, level, period, country=country)
    if own is None or own.edition == edition:
        return None
    parts = _parts(actor, level, own.edition, edition, own.codes)
    if not parts:
        return None
    cells = {code: _old(own, i) for i, code in enumerate(own.codes)}
    is_own = own.indicator.disclosure_policy == "own"
    told = {
        new: retell(new, parts[new], cells, unit=own.indicator.unit, is_own=is_own)
        for new in sorted(parts)
        if any(old in cells for old, _ in parts[new])
    }
    if not told:
        return None
    made = [_with_interval(cell, own.indicator) for cell in told.values()]
    if Release.objects.filter(pk=own.release, policy="own").exists():
        made = [_unjudged(cell) for cell in made]
    column_told = replace(
        own,
        edition=edition,
        codes=list(told),
        value=_floats([cell.value for cell in made]),
        lower=_floats([cell.lower for cell in made]),
        upper=_floats([cell.upper for cell in made]),
        numerator=_floats([cell.numerator for cell in made]),
        denominator=_floats([cell.denominator for cell in made]),
        status=np.array([cell.status for cell in made], dtype=np.int8),
    )
    return ToldColumn(column_told, own.edition, tuple(cell.how for cell in made))


def _unjudged(cell: NewCell) -> NewCell:
    """A column is not attacked cell by cell: a sum of own figures is told on the page of its area, once judged."""
    is_derived = cell.value is not None and cell.how not in {SAME, RENAMED}
    return NewCell(None, None, None, None, None, HIDDEN, "") if is_derived else cell


def _with_interval(cell: NewCell, known: catalogue.Indicator) -> NewCell:
    """A measured sum of counts gets the interval that the indicator has; what is estimated gets none."""
    counted = cell.numerator is not None and cell.denominator is not None and cell.value is not None
    if (
        cell.how != SUMMED
        or not counted
        or known.interval_method != "wilson"
        or STATUS_NAMES[cell.status] != "measured"
    ):
        return cell
    scale = SHARES[known.unit]
    limits = wilson(np.array([cell.numerator]), np.array([cell.denominator]))
    return replace(cell, lower=scale * float(limits.lower[0]), upper=scale * float(limits.upper[0]))


def _parts(actor: Actor, level: str, old: int, new: int, codes: Sequence[str]) -> Parts:
    """Per new code its old codes with shares; empty where the editions are not connected."""
    transfers = places.transfers(actor, level, old, new)
    if transfers is None:
        return {}
    listed = {one.from_code for one in transfers}
    rest = [code for code in codes if code not in listed]
    before, after = named(actor, rest, old), named(actor, rest, new)
    same = identities({c: ref.name for c, ref in before.items()}, {c: ref.name for c, ref in after.items()})
    found: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for from_code, targets in shares((*transfers, *same)).items():
        for to_code, share in targets.items():
            found[to_code].append((from_code, share if share < 1 - 1e-9 else 1.0))
    return {code: tuple(sorted(parts)) for code, parts in found.items()}


def _old(own: Column, i: int) -> OldCell:
    return _cell(own.value[i], own.lower[i], own.upper[i], own.numerator[i], own.denominator[i], own.status[i])


def _cell(value: float, lower: float, upper: float, numerator: float, denominator: float, status: int) -> OldCell:
    return OldCell(_known(value), _known(lower), _known(upper), _known(numerator), _known(denominator), int(status))


def _known(number: float) -> float | None:
    return float(number) if np.isfinite(number) else None


def _floats(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
