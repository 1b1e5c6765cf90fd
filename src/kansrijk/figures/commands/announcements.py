"""What figures tells higher rooms."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class ReleasePublished:
    """Figures became public; drawings and caches of these indicators and levels are old now."""

    release: UUID
    source: str
    indicators: tuple[str, ...]
    levels: tuple[str, ...]
    edition: int
    periods: tuple[str, ...]


@dataclass(frozen=True)
class ReleaseWithdrawn:
    """Figures are public no longer."""

    release: UUID
    source: str
    indicators: tuple[str, ...]
