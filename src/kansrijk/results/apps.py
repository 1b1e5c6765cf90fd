from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "kansrijk.results"
    label = "results"
