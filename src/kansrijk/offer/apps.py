from django.apps import AppConfig


class OfferConfig(AppConfig):
    name = "kansrijk.offer"
    label = "offer"

    def ready(self) -> None:
        from kansrijk.offer import fillings

        fillings.register()
