"""What a coalition is: its stage, its area, its pillars and goals."""

from django.db import models
from django.db.models import Func, Q

from kansrijk.coalition.rules import END_AGES, PHASES, STAGES
from kansrijk.trust.models import Coalition, Keyed


class Profile(models.Model):
    """One row beside the tenant. `end_age`: until which age of the children; 2, 4 or 18 years."""

    coalition = models.OneToOneField(Coalition, on_delete=models.CASCADE, primary_key=True, related_name="+")
    ambition = models.CharField(max_length=1000, blank=True, default="")
    stage = models.CharField(max_length=1, default="0")
    end_age = models.PositiveSmallIntegerField(default=2)
    began_on = models.DateField(null=True)
    guide_closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="profile_stage"),
            models.CheckConstraint(condition=Q(end_age__in=END_AGES), name="profile_end_age"),
        ]

    def __str__(self) -> str:
        return f"stage {self.stage}"


class Reminding(models.Model):
    """The weekly reminder of a coalition. `weekday`: 1 (Monday) to 5, or empty where it is switched off.

    `served_on` is the last chosen day on which everybody was seen to.
    """

    coalition = models.OneToOneField(Coalition, on_delete=models.CASCADE, primary_key=True, related_name="+")
    weekday = models.PositiveSmallIntegerField(null=True, default=1)
    served_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__isnull=True) | Q(weekday__range=(1, 5)), name="reminding_day")
        ]

    def __str__(self) -> str:
        return f"{self.weekday}"


class CoalitionArea(Keyed):
    """A gemeente, wijk or other area that a coalition works for; several, over borders of regions."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=20)
    edition = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coalition", "code"], name="coalition_area_once")]

    def __str__(self) -> str:
        return self.code


class Pillar(Keyed):
    """A line of work under which a coalition groups its goals and actions."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coalition", "name"], name="pillar_once")]

    def __str__(self) -> str:
        return self.name


class Goal(Keyed):
    """A goal of the coalition's own. `national` names the goal of the programme that it serves, '' for none.

    A goal that began at a figure remembers which: area, indicator, period and release as they were seen then.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=300)
    phase = models.CharField(max_length=10)
    national = models.CharField(max_length=2, blank=True, default="")
    pillar = models.ForeignKey(Pillar, on_delete=models.SET_NULL, null=True, related_name="goals")
    area = models.CharField(max_length=30, blank=True, default="")
    indicator = models.CharField(max_length=80, blank=True, default="")
    seen = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(phase__in=PHASES), name="goal_phase"),
            models.UniqueConstraint(fields=["coalition", "text"], name="goal_once"),
        ]

    def __str__(self) -> str:
        return self.text
