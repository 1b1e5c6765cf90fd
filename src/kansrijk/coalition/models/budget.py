"""The budget: what each funding line gave for a year, and what each activity may cost and costs. Whole euro cents."""

from django.db import models
from django.db.models import Func, Q

from kansrijk.core.ledger import MOST_CENTS
from kansrijk.trust.models import Coalition, Keyed

FIRST_YEAR, LAST_YEAR = 2018, 2060


def _amounts(*names: str) -> Q:
    """Every amount is nought or more, and no more than can be."""
    found = Q()
    for name in names:
        found &= Q(**{f"{name}__gte": 0, f"{name}__lte": MOST_CENTS})
    return found


class Grant(Keyed):
    """What a funding line gave for a year, and what of it goes on to the next. `source`: the decision that says so."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    funding = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    granted_cents = models.BigIntegerField(default=0)
    carried_out_cents = models.BigIntegerField(default=0)
    source = models.CharField(max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    changed_name = models.CharField(max_length=120, blank=True, default="")
    changed_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "funding", "year"], name="grant_once"),
            models.CheckConstraint(condition=_amounts("granted_cents", "carried_out_cents"), name="grant_amounts"),
            models.CheckConstraint(condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="grant_year"),
        ]

    def __str__(self) -> str:
        return f"{self.funding} {self.year}"


class BudgetLine(Keyed):
    """An activity that a funding line pays in a year. `evidence`: a decision, an invoice, where it is kept."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    funding = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    activity = models.CharField(max_length=200)
    planned_cents = models.BigIntegerField(default=0)
    committed_cents = models.BigIntegerField(default=0)
    spent_cents = models.BigIntegerField(default=0)
    is_done = models.BooleanField(default=False)
    evidence = models.CharField(max_length=300, blank=True, default="")
    link = models.CharField(max_length=300, blank=True, default="")
    version = models.PositiveIntegerField(default=1)
    changed_name = models.CharField(max_length=120, blank=True, default="")
    changed_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "funding", "year", "activity"], name="budget_line_once"),
            models.CheckConstraint(
                condition=_amounts("planned_cents", "committed_cents", "spent_cents"), name="budget_line_amounts"
            ),
            models.CheckConstraint(condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="budget_line_year"),
        ]

    def __str__(self) -> str:
        return self.activity
