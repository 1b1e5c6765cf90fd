from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "kansrijk.families"
    label = "families"

    def ready(self) -> None:
        from kansrijk.families import fillings

        fillings.register()
