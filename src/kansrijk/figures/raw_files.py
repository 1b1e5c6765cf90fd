"""Where the raw file of a delivery lies: kept by a command, looked at by a query."""

from pathlib import Path

from django.conf import settings

from kansrijk.figures.models import Release


def folder_of(release: Release) -> Path:
    """deliveries/<sha256>; a coalition's own file lies under that coalition's key."""
    base = Path(settings.DATA_DIR) / "deliveries"
    return (base / str(release.coalition_id) if release.coalition_id else base) / release.sha256
