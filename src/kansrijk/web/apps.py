from django.apps import AppConfig
from django.conf import settings


class WebConfig(AppConfig):
    name = "kansrijk.web"
    label = "web"

    def ready(self) -> None:
        """Our templates come before those of allauth, which stands earlier in INSTALLED_APPS."""
        own = f"{self.path}/templates"
        folders = settings.TEMPLATES[0].setdefault("DIRS", [])
        if own not in folders:
            folders.insert(0, own)
