"""A workbook on its way in."""

from django.db import models
from django.db.models import Func, Q

from kansrijk.coalition.rules import INTAKE_STATES
from kansrijk.trust.models import Account, Coalition, Keyed


class Intake(Keyed):
    """What was read in a workbook, until it is stored or offered anew. `rows` is emptied when they are stored."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="+")
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(default=dict)
    faults = models.JSONField(default=list)
    counted = models.JSONField(default=list)
    state = models.CharField(max_length=10)
    made_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=INTAKE_STATES), name="intake_state")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"
