"""What a coalition learns and what lasts: training with who was there, and the embedding scan by year."""

from django.db import models
from django.db.models import Func, Q

from kansrijk.coalition.rules_learning import LINES, STANDS
from kansrijk.trust.models import Coalition, Keyed


class Training(Keyed):
    """Something that professionals can learn. Without an end it is on offer."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=150)
    given_by = models.CharField(max_length=150, blank=True, default="")
    about = models.CharField(max_length=1000, blank=True, default="")
    ended_on = models.DateField(null=True)
    made_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coalition", "title"], name="training_once")]

    def __str__(self) -> str:
        return self.title


class TrainingDay(Keyed):
    """A day on which it is given."""

    training = models.ForeignKey(Training, on_delete=models.CASCADE, related_name="days")
    held_on = models.DateField()
    place = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["training", "held_on"], name="training_day_once")]

    def __str__(self) -> str:
        return f"{self.held_on}"


class Attendee(Keyed):
    """Somebody who was there. The name is for the coordinator; members see how many of which profession."""

    day = models.ForeignKey(TrainingDay, on_delete=models.CASCADE, related_name="attendees")
    name = models.CharField(max_length=120)
    profession = models.CharField(max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "name", "profession"], name="attendee_once")]

    def __str__(self) -> str:
        return self.profession


class EmbeddingLine(Keyed):
    """How one of the five lines stood in a year, in words, with what shows it. Of the coalition, never of a person."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    line = models.CharField(max_length=12)
    stands = models.CharField(max_length=10)
    told = models.CharField(max_length=1000, blank=True, default="")
    evidence = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(line__in=LINES), name="embedding_line"),
            models.CheckConstraint(condition=Q(stands__in=STANDS), name="embedding_stands"),
            models.UniqueConstraint(fields=["coalition", "year", "line"], name="embedding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.line}"
