"""Regional mode: a host serves coalitions; its templates flow down, and each coalition decides what it takes over."""

from django.db import models
from django.db.models import F, Func, Q

from kansrijk.coalition.rules import TEMPLATE_KINDS
from kansrijk.trust.models import Coalition, Keyed


class JoinCode(Keyed):
    """What a coalition needs to join a host. Only a hash of it is kept; a newer one withdraws it."""

    host = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host"], condition=Q(withdrawn_at__isnull=True), name="join_code_one")
        ]

    def __str__(self) -> str:
        return f"{self.made_at}"


class RegionTie(Keyed):
    """A coalition is served by a host, from a day and until a day. Either side ends it."""

    host = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    member = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    joined_on = models.DateField()
    ended_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(host=F("member")), name="region_tie_of_two"),
            models.UniqueConstraint(
                fields=["host", "member"], condition=Q(ended_on__isnull=True), name="region_tie_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.joined_on}"


class Template(Keyed):
    """Something that a host offers: an agreement, a goal, an action, or a point of the stage checklist."""

    host = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)
    made_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    withdrawn_on = models.DateField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(kind__in=TEMPLATE_KINDS), name="template_kind")]

    def __str__(self) -> str:
        return self.kind


class TemplateVersion(Keyed):
    """One version, never changed. `place`: the level of an agreement, the phase of a goal or action, the stage of a
    point. `text` is empty for a goal and a point: their title says it."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    text = models.TextField(max_length=20_000, blank=True, default="")
    place = models.CharField(max_length=12, blank=True, default="")
    written_name = models.CharField(max_length=120)
    written_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "number"], name="template_version_once")]

    def __str__(self) -> str:
        return f"{self.number}"


class Taken(Keyed):
    """What a coalition decided about a template: up to which version, and what it made of it (`made`), if anything."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="taken")
    member = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    taken_number = models.PositiveIntegerField(default=0)
    made = models.UUIDField(null=True)
    decided_name = models.CharField(max_length=120)
    decided_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["template", "member"], name="taken_once")]

    def __str__(self) -> str:
        return f"{self.number}"
