"""What carries the stage that people chose: points of the list, and the evidence for each."""

from django.conf import settings
from django.db import models
from django.db.models import Func, Q

from kansrijk.coalition.models.actions import Action, Meeting
from kansrijk.coalition.models.agreements import Agreement
from kansrijk.coalition.models.choices import Choice
from kansrijk.coalition.models.profile import Goal
from kansrijk.coalition.rules import EVIDENCE_KINDS, STAGES
from kansrijk.trust.models import Coalition, Keyed


class StageItem(Keyed):
    """A point that a coalition added to the list itself."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=1)
    text = models.CharField(max_length=300)
    made_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=STAGES), name="stage_item_stage"),
            models.UniqueConstraint(fields=["coalition", "stage", "text"], name="stage_item_once"),
        ]

    def __str__(self) -> str:
        return self.text


def _only(kind: str) -> Q:
    """The reference that a kind needs, and none of the others."""
    references = ("agreement", "action", "meeting", "goal", "choice")
    return Q(kind=kind, **{f"{name}__isnull": name != kind for name in references})


class Evidence(Keyed):
    """Something that shows that a point holds. `item`: the code of a shipped point, or the key of one's own.

    Taken back it stays, with the moment; `text` says more, or is the evidence itself.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    item = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="+")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, related_name="+")
    choice = models.ForeignKey(Choice, on_delete=models.PROTECT, null=True, related_name="+")
    link = models.CharField(max_length=300, blank=True, default="")
    text = models.CharField(max_length=500, blank=True, default="")
    added_on = models.DateField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_name = models.CharField(max_length=120)
    added_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EVIDENCE_KINDS), name="evidence_kind"),
            models.CheckConstraint(
                condition=_only("agreement")
                | _only("action")
                | _only("meeting")
                | _only("goal")
                | _only("choice")
                | (_only("link") & ~Q(link=""))
                | (_only("text") & ~Q(text="")),
                name="evidence_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=[
                    "coalition",
                    "item",
                    "kind",
                    "agreement",
                    "action",
                    "meeting",
                    "goal",
                    "choice",
                    "link",
                    "text",
                ],
                condition=Q(taken_back_at__isnull=True),
                nulls_distinct=False,
                name="evidence_once",
            ),
        ]
        indexes = [models.Index(fields=["coalition", "item"], name="evidence_by_item")]

    def __str__(self) -> str:
        return f"{self.item} {self.kind}"
