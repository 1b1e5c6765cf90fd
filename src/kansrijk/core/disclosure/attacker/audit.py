"""The audit: what an outsider, and then each insider, can recompute from a release set."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import numpy as np

from kansrijk.core.disclosure.attacker.narrow import Contradiction, Piece, narrow, pieces
from kansrijk.core.disclosure.attacker.published import (
    BadTable,
    Floats,
    Mask,
    Published,
    as_whole,
    table_and_row,
)
from kansrijk.core.disclosure.attacker.reader import read_folder
from kansrijk.core.disclosure.attacker.report import Finding, Report
from kansrijk.core.disclosure.attacker.solve import exact_interval
from kansrijk.core.disclosure.attacker.witness import clear, clear_held


def _open(tables: Published, low: Floats, high: Floats) -> tuple[Floats, Floats, list[Piece]]:
    """Bounds after interval arithmetic, and the pieces still open. Raises BadTable with the cell's name."""
    try:
        narrowed = narrow(low, high, tables.sums)
    except Contradiction as error:
        raise Contradiction(error.index, tables.names[error.index]) from None
    return narrowed[0], narrowed[1], pieces(narrowed[0], narrowed[1], tables.sums, narrowed[2])


def _finding(tables: Published, cell: int, low: float, high: float, insider: str = "") -> Finding:
    table, row = table_and_row(tables.names[cell])
    return Finding(table, row, round(float(low)), round(float(high)), int(tables.need[cell]), insider)


def _narrow_cells(piece: Piece, need: Floats) -> Iterator[tuple[int, float, float]]:
    """Position and exact bounds of every cell of a piece whose interval is narrower than it needs."""
    doubtful = np.flatnonzero(~clear(piece, need))
    for index in doubtful:
        low, high = exact_interval(piece, int(index), float(need[index]))
        if high - low < need[index]:
            if not piece.exact:
                low, high = exact_interval(piece, int(index), None)
            yield int(index), low, high


def _found(tables: Published, low: Floats, high: Floats, asked: Mask, insider: str = "") -> list[Finding]:
    """Findings among the asked cells when the cells are known to lie in low..high; shapes (n,)."""
    low, high, parts = _open(tables, low, high)
    need = np.where(asked, tables.need, 0.0)
    known = np.flatnonzero((need > 0) & (low == high))
    found = [_finding(tables, int(cell), low[cell], high[cell], insider) for cell in known]
    for piece in parts:
        wanted = need[piece.cells]
        if not bool(np.any(wanted > 0)):
            continue
        try:
            for index, least, most in _narrow_cells(piece, wanted):
                found.append(_finding(tables, int(piece.cells[index]), least, most, insider))
        except Contradiction as error:
            raise Contradiction(error.index, tables.names[int(piece.cells[0])]) from None
    return found


def _suspects(piece: Piece, need: Floats, where: Mask, value: Floats) -> Mask:
    """Cells that a coalition of all insiders of the piece might narrow; the real insiders know less."""
    suspect: Mask = np.zeros(len(need), dtype=np.bool_)
    outsiders = np.where(where, 0.0, need)
    suspect |= ~clear_held(piece, outsiders, where, value)
    for index in np.flatnonzero(where & (need > 0)):
        others = where.copy()
        others[index] = False
        only = np.zeros(len(need))
        only[index] = need[index]
        suspect |= ~clear_held(piece, only, others, value)
    return suspect


def _inside(tables: Published, insiders: Mapping[str, int], skip: set[str]) -> list[Finding]:
    """What a contributor who knows one cell exactly finds about cells not in `skip` (SDC-V3)."""
    names = {name: index for index, name in enumerate(tables.names)}
    value = np.zeros(len(names))
    where = np.zeros(len(names), dtype=np.bool_)
    for name, count in insiders.items():
        where[names[name]], value[names[name]] = True, count
    found: list[Finding] = []
    low, high, parts = _open(tables, tables.lower, tables.upper)
    for piece in parts:
        mine, need = where[piece.cells], tables.need[piece.cells]
        need = np.where([tables.names[cell] in skip for cell in piece.cells], 0.0, need)
        if not bool(mine.any()) or not bool(np.any(need > 0)):
            continue
        suspect = _suspects(piece, need, mine, value[piece.cells])
        for index in np.flatnonzero(mine) if bool(suspect.any()) else ():
            alone = np.zeros(len(mine), dtype=np.bool_)
            alone[index] = True
            asked_here = np.where(suspect & ~alone, need, 0.0)
            narrow_here = ~clear_held(piece, asked_here, alone, value[piece.cells])
            if bool(narrow_here.any()):
                cell = int(piece.cells[index])
                one_low, one_high = low.copy(), high.copy()
                one_low[cell] = one_high[cell] = value[cell]
                asked = np.zeros(len(names), dtype=np.bool_)
                asked[piece.cells[narrow_here]] = True
                found += _found(tables, one_low, one_high, asked, tables.names[cell])
    return found


def audit(
    tables: Published, insiders: Mapping[str, int] | None = None, secret: Collection[str] | None = None
) -> Report:
    """Every cell whose feasible counts are narrower than it needs, with exact integer bounds.

    `insiders` maps a cell to the count its only contributor knows; each insider attacks alone. `secret` names
    the cells no insider may narrow (default: all hidden ones; the publisher knows which of them are hidden
    only to protect others). Raises BadTable when no counts fit the published figures.
    """
    everything = np.ones(len(tables.names), dtype=np.bool_)
    found = _found(tables, tables.lower, tables.upper, everything)
    if insiders:
        already = {f"{one.table}:{one.cell}" if one.table else one.cell for one in found}
        if secret is not None:
            already |= set(tables.names) - set(secret)
        found += _inside(tables, insiders, already)
    ordered = sorted(found, key=lambda one: (one.table, one.cell, one.insider))
    return Report(len(tables.names), int(tables.hidden.sum()), tuple(ordered))


def bounds(tables: Published) -> dict[str, tuple[int, int | None]]:
    """Exact smallest and largest count of every cell not published exactly; None means no upper bound."""
    low, high, parts = _open(tables, tables.lower, tables.upper)
    least, most = low.copy(), high.copy()
    for piece in parts:
        for index, cell in enumerate(piece.cells):
            least[cell], most[cell] = exact_interval(piece, index, None)
    asked = np.flatnonzero(tables.hidden | (tables.upper > tables.lower))
    return {tables.names[cell]: (round(float(least[cell])), as_whole(most[cell])) for cell in asked}


def audit_folder(folder: Path, k: int = 10) -> Report:
    """Audits hand-made tables in a folder (see `read_folder`). Raises BadTable with file, row and column."""
    tables = read_folder(folder, k)
    try:
        return audit(tables)
    except Contradiction as error:
        raise BadTable(error.message, str(folder)) from None
