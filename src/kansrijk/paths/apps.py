from django.apps import AppConfig


class PathsConfig(AppConfig):
    name = "kansrijk.paths"
    label = "paths"

    def ready(self) -> None:
        from kansrijk.paths import fillings

        fillings.register()
