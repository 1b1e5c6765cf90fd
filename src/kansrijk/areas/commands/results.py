"""What the commands take and return."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AreaRecord:
    """An area as a source names it. Without `parent_code` the code tells (BU → WK → GM), where it can."""

    code: str
    name: str
    level: str
    parent_code: str | None = None
    country: str = "NL"
    is_fictional: bool = False


@dataclass(frozen=True)
class Rejected:
    """A row that was not stored, and why."""

    row: int
    field: str
    message: str


@dataclass(frozen=True)
class NameKept:
    """A code that came with another name in the same edition: the first name stays."""

    code: str
    kept: str
    offered: str


@dataclass(frozen=True)
class Counts:
    """read = stored + unchanged + rejected."""

    read: int
    stored: int
    unchanged: int
    rejected: int
    errors: tuple[Rejected, ...] = ()
    names_kept: tuple[NameKept, ...] = ()

    def as_json(self) -> dict[str, int]:
        return {
            "read": self.read,
            "stored": self.stored,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
        }


@dataclass(frozen=True)
class ImportResult:
    """What an import did. `without_shape` counts the areas of this edition and level that have no shape now;
    `left_out` are the codes whose outline could not be used, where it was said that such are left out; `regions` per
    column of regions their level and names."""

    edition: int
    level: str
    counts: Counts
    without_shape: int
    repaired: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    regions: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def as_json(self) -> dict[str, object]:
        """The command-line contract."""
        return {
            "edition": self.edition,
            "level": self.level,
            **self.counts.as_json(),
            "without_shape": self.without_shape,
        }


@dataclass(frozen=True)
class SuccessionResult:
    """Transfers read and stored, and how many of each kind the file holds."""

    counts: Counts
    kinds: dict[str, int]

    def as_json(self) -> dict[str, object]:
        return {**self.counts.as_json(), "kinds": self.kinds}
