from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "kansrijk.figures"
    label = "figures"
