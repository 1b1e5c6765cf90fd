"""Agreements on three levels: versions of their text, and who signed which."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q

from kansrijk.coalition.models.parties import Party
from kansrijk.coalition.models.profile import Goal
from kansrijk.coalition.rules import LEVELS, TEXT_STATES
from kansrijk.trust.models import Coalition, Keyed


class Agreement(Keyed):
    """What parties promise each other. `covers` holds codes of the 14 actions (A1 …) and the 16 points (P1 …).

    `seen` is the figure that it began at as it was then: area, indicator, value, period, release; empty for none.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    measure = models.CharField(max_length=300, blank=True, default="")
    goal = models.ForeignKey(Goal, on_delete=models.SET_NULL, null=True, related_name="+")
    covers = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    review_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    seen = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="agreement_level"),
            models.UniqueConstraint(fields=["coalition", "level", "title"], name="agreement_once"),
        ]

    def __str__(self) -> str:
        return self.title


class AgreementText(Keyed):
    """One version. Nothing is overwritten: what was written from an older one stands beside it until both merge."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=20_000)
    state = models.CharField(max_length=10)
    based_on = models.PositiveIntegerField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_name = models.CharField(max_length=120)
    written_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TEXT_STATES), name="agreement_text_state"),
            models.UniqueConstraint(fields=["agreement", "number"], name="agreement_text_number"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state="current"), name="agreement_one_current_text"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"


class Signature(Keyed):
    """A party put its name under one version, on a day."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="signatures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    signed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "party", "number"], name="signature_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
