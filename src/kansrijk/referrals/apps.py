from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "kansrijk.referrals"
    label = "referrals"

    def ready(self) -> None:
        from kansrijk.referrals import fillings, following

        fillings.register()
        following.register()
