from django.apps import AppConfig


class CoalitionConfig(AppConfig):
    name = "kansrijk.coalition"
    label = "coalition"

    def ready(self) -> None:
        from kansrijk.coalition import fillings, fillings_public, fillings_voices

        fillings.register()
        fillings_public.register()
        fillings_voices.register()
