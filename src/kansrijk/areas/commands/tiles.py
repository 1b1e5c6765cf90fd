"""`kansrijk areas tiles`: the outlines of one edition as vector tiles for the zoom map."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from kansrijk.areas.errors import BadFile
from kansrijk.areas.geo.tiling import LEVELS, polygons, write_tiles
from kansrijk.areas.models import Shape, TileSet
from kansrijk.areas.tiles import path_of
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may


@dataclass(frozen=True)
class TilesResult:
    """What was made: areas per level, size in bytes, the digest that names the file."""

    edition: int
    country: str
    areas: dict[str, int]
    bytes: int
    digest: str
    is_new: bool

    def as_json(self) -> dict[str, object]:
        """The command-line contract."""
        return {
            "edition": self.edition,
            "country": self.country,
            "areas": self.areas,
            "bytes": self.bytes,
            "sha256": self.digest,
            "stored": self.is_new,
        }


@transaction.atomic
def make_tiles(*, by: Actor, edition: int, country: str = "NL") -> TilesResult:
    """Makes the tiles of an edition from the shapes in the register and puts them in place of the ones before.

    The file lies in the data folder under the digest of its content, so that what a browser keeps is never stale.
    Raises BadFile when the edition has no boundaries.
    """
    require_may(by, "import", "area")
    rows = list(
        Shape.objects.filter(
            area__edition=edition, area__country=country, area__level__in=LEVELS, area__coalition=None, scale="gemeente"
        )
        .order_by("area__level", "area__code")
        .values_list("area__level", "area__code", "area__name", "path")
    )
    if not rows:
        raise BadFile(f"there are no boundaries of {edition} yet; import them with areas import", field="year")
    outlines = polygons([path for *_, path in rows])
    layers = {}
    for level in LEVELS:
        of_level = [i for i, row in enumerate(rows) if row[0] == level]
        if of_level:
            layers[level] = ([rows[i][1] for i in of_level], [rows[i][2] for i in of_level], outlines[of_level])
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "areas.pmtiles")
        write_tiles(layers, made)
        content = made.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    result = TilesResult(
        edition, country, {level: len(layer[0]) for level, layer in layers.items()}, len(content), digest,
        is_new=not TileSet.objects.filter(edition=edition, country=country, digest=digest).exists(),
    )  # fmt: skip
    _keep(content, path_of(country, edition, digest))
    TileSet.objects.update_or_create(
        edition=edition, country=country, defaults={"digest": digest, "bytes": len(content)}
    )
    audit.record(
        by=by,
        event="tiles made",
        action="C",
        kind="area",
        reference=f"{country} {edition}",
        data_class="D0",
        detail=result.as_json(),
    )
    return result


def _keep(content: bytes, target: Path) -> None:
    """Writes the file whole or not at all: a reader never meets half an archive."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    fresh.write_bytes(content)
    os.replace(fresh, target)
