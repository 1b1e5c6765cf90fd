from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "kansrijk.trust"
    label = "trust"
