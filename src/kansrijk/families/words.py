"""What codes of families are called on screen."""

from django.utils.translation import gettext_lazy as _

PARTS = {"mother": _("mother"), "partner": _("partner"), "child": _("child")}
