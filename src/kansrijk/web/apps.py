from pathlib import Path
from typing import cast

from django.apps import AppConfig
from django.conf import settings


class WebConfig(AppConfig):
    name = "kansrijk.web"
    label = "web"

    def ready(self) -> None:
        """Our templates come before those of allauth, which stands earlier in INSTALLED_APPS."""
        own = f"{self.path}/templates"
        folders = cast(list[str], settings.TEMPLATES[0].setdefault("DIRS", []))
        if own not in folders:
            folders.insert(0, own)
        # Nothing was collected: WhiteNoise serves from the package itself, and need not look for a folder.
        if settings.STATIC_ROOT and not Path(settings.STATIC_ROOT).is_dir():
            settings.STATIC_ROOT = None
