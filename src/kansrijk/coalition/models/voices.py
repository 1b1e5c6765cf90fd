"""Experts by experience read along: what lies before them, what they say, and what changed because of it."""

from django.conf import settings
from django.db import models
from django.db.models import Func, Q

from kansrijk.coalition.models.agreements import Agreement
from kansrijk.trust.models import Coalition, Keyed


class OfferedText(Keyed):
    """A text as it was laid before readers: it stays what they read, also when the agreement is written further.

    `agreement` and `number` name the version that it is of; empty for a text of its own. `about` is `plan` for the plan
    of the coalition, `path:…` for a care path, '' for anything else. Nothing about a family.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=200)
    question = models.CharField(max_length=500, blank=True, default="")
    text = models.TextField(max_length=20_000)
    agreement = models.ForeignKey(Agreement, on_delete=models.SET_NULL, null=True, related_name="+")
    number = models.PositiveIntegerField(default=0)
    about = models.CharField(max_length=80, blank=True, default="")
    until = models.DateField(null=True)
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    offered_name = models.CharField(max_length=120)
    offered_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    closed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["coalition", "title"], condition=Q(closed_on__isnull=True), name="offered_text_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Comment(Keyed):
    """What a reader says, and the answer of who wrote. `changed` is what changed because of it, '' for nothing;
    `is_public` whether that may stand on the public page, without a name."""

    offered = models.ForeignKey(OfferedText, on_delete=models.CASCADE, related_name="comments")
    text = models.TextField(max_length=2000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_name = models.CharField(max_length=120)
    written_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    answer = models.TextField(max_length=2000, blank=True, default="")
    changed = models.CharField(max_length=500, blank=True, default="")
    is_public = models.BooleanField(default=False)
    answered_name = models.CharField(max_length=120, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offered", "written_by", "text"], name="comment_once"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="", changed="", is_public=False)
                | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="comment_answer_is_whole",
            ),
            models.CheckConstraint(condition=Q(is_public=False) | ~Q(changed=""), name="comment_public_change"),
        ]

    def __str__(self) -> str:
        return f"{self.written_at}"
