"""The one plan of a person, and who coordinates the care."""

from django.db import models

from kansrijk.families.models.files import Person
from kansrijk.families.models.schema import table


class PlanLine(models.Model):
    """A goal, a task with who does it, or the next contact. Its key is given by the form that wrote it.

    What it says and who does it are ciphertext; `on_day`: by when, or when.
    """

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="plan_lines")
    kind = models.TextField()
    state = models.TextField(default="open")
    sealed_text = models.TextField()
    sealed_who = models.TextField(default="")
    on_day = models.DateField(null=True)
    author = models.UUIDField()
    organisation = models.UUIDField()
    made_at = models.DateTimeField(db_default=models.functions.Now())
    changed_at = models.DateTimeField(db_default=models.functions.Now())
    version = models.IntegerField(default=1)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("plan_line")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class CareCoordinator(models.Model):
    """Who coordinates the care of one person, since when, with her agreement of a day. One at a time."""

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="coordinators")
    sealed_name = models.TextField()
    sealed_reach = models.TextField()
    agreed_on = models.DateField()
    named_by = models.UUIDField()
    organisation = models.UUIDField()
    named_at = models.DateTimeField(db_default=models.functions.Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("care_coordinator")

    def __str__(self) -> str:
        return str(self.pk)
