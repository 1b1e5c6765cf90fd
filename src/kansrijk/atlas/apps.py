from django.apps import AppConfig


class AtlasConfig(AppConfig):
    name = "kansrijk.atlas"
    label = "atlas"

    def ready(self) -> None:
        from kansrijk.atlas import fillings

        fillings.register()
