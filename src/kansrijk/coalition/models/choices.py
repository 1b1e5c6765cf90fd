"""What a coalition chose from the menu of interventions, and why."""

from django.conf import settings
from django.db import models
from django.db.models import Func, Q

from kansrijk.coalition.rules import PHASES, TEXT_STATES, VERDICTS
from kansrijk.trust.models import Coalition, Keyed


class Choice(Keyed):
    """One version of what was decided about one line of the menu; nothing is overwritten.

    `seen` holds the figures that it was based on as they were then: area, indicator, value, interval, period, release.
    `phase`, `domain` and `level` name the gap that it began at, empty for none. What was written from an older version
    stands beside the current one until both merge.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    intervention = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10)
    based_on = models.PositiveIntegerField()
    verdict = models.CharField(max_length=12)
    because = models.TextField(max_length=2000)
    phase = models.CharField(max_length=10, blank=True, default="")
    domain = models.CharField(max_length=20, blank=True, default="")
    level = models.CharField(max_length=30, blank=True, default="")
    seen = models.JSONField(default=list)
    decided_on = models.DateField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_name = models.CharField(max_length=120)
    written_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(verdict__in=VERDICTS), name="choice_verdict"),
            models.CheckConstraint(condition=Q(state__in=TEXT_STATES), name="choice_state"),
            models.CheckConstraint(condition=Q(phase__in=["", *PHASES]), name="choice_phase"),
            models.CheckConstraint(condition=~Q(because=""), name="choice_has_a_reason"),
            models.UniqueConstraint(fields=["coalition", "intervention", "number"], name="choice_number"),
            models.UniqueConstraint(
                fields=["coalition", "intervention"], condition=Q(state="current"), name="choice_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.intervention} {self.verdict}"
