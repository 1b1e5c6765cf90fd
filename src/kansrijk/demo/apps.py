from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "kansrijk.demo"
    label = "demo"

    def ready(self) -> None:
        from kansrijk.demo import fillings

        fillings.register()
