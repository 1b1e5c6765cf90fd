from django.apps import AppConfig


class OfferConfig(AppConfig):
    name = "kansrijk.offer"
    label = "offer"
