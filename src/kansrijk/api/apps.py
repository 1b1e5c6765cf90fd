from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "kansrijk.api"
    label = "api"
