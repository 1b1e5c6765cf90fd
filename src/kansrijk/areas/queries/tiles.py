"""The tiles of the zoom map."""

from dataclasses import dataclass
from pathlib import Path

from kansrijk.areas.models import TileSet
from kansrijk.areas.tiles import path_of
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import may


@dataclass(frozen=True)
class Tiles:
    """One archive. `key` is the first twelve digits of its digest, `path` where it lies."""

    country: str
    edition: int
    key: str
    digest: str
    path: Path


def tiles(actor: Actor, edition: int, country: str = "NL") -> Tiles | None:
    """The archive of an edition; None where none was made, where the boundaries changed since, or the file is gone."""
    if may(actor, "read", "area") != "allow":
        return None
    found = TileSet.objects.filter(edition=edition, country=country).first()
    if found is None:
        return None
    path = path_of(country, edition, found.digest)
    return Tiles(country, edition, found.digest[:12], found.digest, path) if path.is_file() else None
