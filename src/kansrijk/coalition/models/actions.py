"""Actions, meetings and what was decided there."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q

from kansrijk.coalition.models.agreements import Agreement
from kansrijk.coalition.models.budget import BudgetLine
from kansrijk.coalition.models.parties import Party, Person
from kansrijk.coalition.models.profile import Goal, Pillar
from kansrijk.coalition.rules import ACTION_STATES, PHASES
from kansrijk.trust.models import Account, Coalition, Keyed


class Meeting(Keyed):
    """People of the coalition come together. `minutes` is text of the product."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    held_on = models.DateField()
    begins_at = models.TimeField(null=True)
    place = models.CharField(max_length=200, blank=True, default="")
    points = models.CharField(max_length=2000, blank=True, default="")
    minutes = models.TextField(max_length=20_000, blank=True, default="")
    minutes_version = models.PositiveIntegerField(default=0)
    present = models.ManyToManyField(Party, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coalition", "held_on", "title"], name="meeting_once")]

    def __str__(self) -> str:
        return self.title


class Action(Keyed):
    """Something that somebody does before a day. `covers` holds codes of the 14 actions of the programme (A1 …).

    `seen` is the figure that it began at as it was then; empty for none.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    note = models.CharField(max_length=2000, blank=True, default="")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    phase = models.CharField(max_length=10, blank=True, default="")
    pillar = models.ForeignKey(Pillar, on_delete=models.SET_NULL, null=True, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.SET_NULL, null=True, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.SET_NULL, null=True, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.SET_NULL, null=True, related_name="+")
    budget_line = models.ForeignKey(BudgetLine, on_delete=models.SET_NULL, null=True, related_name="+")
    indicator = models.CharField(max_length=80, blank=True, default="")
    covers = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=10, default="open")
    ended_on = models.DateField(null=True)
    seen = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ACTION_STATES), name="action_state"),
            models.CheckConstraint(condition=Q(phase__in=["", *PHASES]), name="action_phase"),
            models.CheckConstraint(
                condition=Q(state__in=["open", "busy"], ended_on__isnull=True)
                | Q(state__in=["done", "dropped"], ended_on__isnull=False),
                name="action_end_is_dated",
            ),
            models.UniqueConstraint(fields=["coalition", "title", "due_on"], nulls_distinct=False, name="action_once"),
        ]
        indexes = [models.Index(fields=["coalition", "state", "due_on"], name="action_by_due")]

    def __str__(self) -> str:
        return self.title


class Decision(Keyed):
    """What a meeting decided; with an action where somebody does something about it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(max_length=500)
    action = models.ForeignKey(Action, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "text"], name="decision_once")]

    def __str__(self) -> str:
        return self.text


class Feed(Keyed):
    """A calendar link of one person for one coalition. Only a hash of its secret is kept."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.made_at}"
