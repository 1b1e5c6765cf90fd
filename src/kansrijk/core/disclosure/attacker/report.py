"""What an audit finds, in the form `figures audit --json` promises."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A cell whose feasible counts lie too close together: lower..upper (counts), and the width it needed.

    `insider` names the cell whose only contributor could work this out; empty for an outsider.
    """

    table: str
    cell: str
    lower: int
    upper: int
    needed_width: int
    insider: str = ""


@dataclass(frozen=True)
class Report:
    """Numbers of cells and hidden cells, and every recoverable one, sorted by table and cell."""

    cells: int
    hidden: int
    recoverable: tuple[Finding, ...]

    @property
    def is_safe(self) -> bool:
        """True when nothing hidden can be recomputed."""
        return not self.recoverable

    def as_json(self, seconds: float | None = None) -> dict[str, object]:
        """The contract of `figures audit --json`; `seconds` is measured by the caller."""
        rows = [
            {
                "table": found.table,
                "cell": found.cell,
                "lower": found.lower,
                "upper": found.upper,
                "needed_width": found.needed_width,
            }
            for found in self.recoverable
        ]
        return {"cells": self.cells, "hidden": self.hidden, "recoverable": rows, "seconds": seconds}
