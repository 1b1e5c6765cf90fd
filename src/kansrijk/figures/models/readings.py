"""Readings (duiding): what somebody who knows the place says about a figure, signed and dated."""

from django.db import models
from django.db.models import Func, Q

from kansrijk.figures.rules import MOST_READING, READING_STATES
from kansrijk.trust.models import Account, Coalition, Keyed


class ReadingArea(Keyed):
    """A coalition takes and moderates readings about one gemeente and every area inside it, in every edition."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    gemeente = models.CharField(max_length=20, unique=True)

    def __str__(self) -> str:
        return self.gemeente


class Reading(Keyed):
    """Who says something about which area and indicator. The words, and their history, are its texts.

    `account` is null for a resident, who signs with name and role; `email` is only for a question of the moderator
    and is emptied with the decision.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="+")
    area_code = models.CharField(max_length=20)
    edition = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=80)
    period = models.CharField(max_length=20, blank=True, default="")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    email = models.EmailField(blank=True, default="")
    created_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["area_code", "indicator"], name="reading_by_area")]

    def __str__(self) -> str:
        return f"{self.area_code} {self.indicator}"


class ReadingText(Keyed):
    """One version of a reading. Versions are never changed: a better text is the next one, and is moderated anew."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=MOST_READING)
    state = models.CharField(max_length=12, default="waiting")
    written_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    moderated_at = models.DateTimeField(null=True)
    moderated_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    because = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=READING_STATES), name="reading_state"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(because=""), name="reading_refused_because"),
            # Nothing is shown that nobody looked at.
            models.CheckConstraint(
                condition=~Q(state="shown") | Q(moderated_by__isnull=False, moderated_at__isnull=False),
                name="reading_shown_was_moderated",
            ),
            models.UniqueConstraint(fields=["reading", "number"], name="reading_text_number"),
        ]
        indexes = [models.Index(fields=["state", "written_at"], name="reading_text_by_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"
