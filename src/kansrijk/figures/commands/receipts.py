"""What an import answers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kansrijk.figures.interpreting import Fault


@dataclass(frozen=True)
class Receipt:
    """`read = stored + unchanged + rejected`, in rows of the file. One fault rejects the whole delivery.

    Rows that the source is known to garble (the layout's `set_aside`) are rejected too, and do not stop the rest;
    `is_refused` tells the two apart. A rehearsal (`is_dry_run`) gives the same numbers and stores nothing.
    """

    source: str
    period: str
    read: int
    stored: int
    unchanged: int
    rejected: int
    errors: tuple[Fault, ...]
    release: UUID | None
    sha256: str
    seconds: float
    is_refused: bool = False
    is_dry_run: bool = False

    def as_json(self) -> dict[str, Any]:
        """The contract of `figures import --json`."""
        return {
            "source": self.source,
            "period": self.period,
            "read": self.read,
            "stored": self.stored,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
            "errors": [fault.as_json() for fault in self.errors],
            "release": str(self.release) if self.release else None,
            "sha256": self.sha256,
            "seconds": self.seconds,
        }
