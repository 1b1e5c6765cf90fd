from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "kansrijk.figures"
    label = "figures"

    def ready(self) -> None:
        from kansrijk.figures import fillings

        fillings.register()
