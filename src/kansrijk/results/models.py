"""Released cells: measure × year × coalition. They only come in, by the role of compartment B, and never change."""

from django.db import models
from django.db.models import Q

from kansrijk.trust.models import Coalition, Keyed


class ReleasedCell(Keyed):
    """One count of one year, rounded; `count` None: hidden, whatever the reason.

    `part`: which part of the measure (a phase, a stage); `all` for the whole. What was counted stays in B.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    measure = models.CharField(max_length=10)
    part = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(null=True)
    released_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "year", "measure", "part"], name="released_once"),
            models.CheckConstraint(condition=Q(count=None) | Q(count__gte=10), name="released_of_enough"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.part} {self.year}"
