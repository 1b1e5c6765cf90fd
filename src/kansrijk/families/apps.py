from django.apps import AppConfig


class FamiliesConfig(AppConfig):
    name = "kansrijk.families"
    label = "families"
