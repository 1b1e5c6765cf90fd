"""Where the tiles of the zoom map lie: below the data folder, named by country, edition and content."""

from pathlib import Path

from django.conf import settings


def path_of(country: str, edition: int, digest: str) -> Path:
    """The archive of an edition. The digest is the whole SHA-256 of the file; twelve digits of it name the file."""
    return Path(settings.DATA_DIR) / "tiles" / f"{country}-{edition}-{digest[:12]}.pmtiles"
