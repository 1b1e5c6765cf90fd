"""What happened to a person, and who opened a file in an emergency."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kansrijk.families.models.files import Person
from kansrijk.families.models.schema import table


class LifeEvent(models.Model):
    """What happened to one person (`life_events.kinds`). Its key is given by the form that records it.

    `consents`: those of which every referral ended with it. Taking it back is written beside it; nothing is erased.
    """

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="life_events")
    kind = models.TextField()
    consents = ArrayField(models.UUIDField(), default=list)
    account = models.UUIDField()
    organisation = models.UUIDField()
    recorded_at = models.DateTimeField(db_default=models.functions.Now())
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("life_event")

    def __str__(self) -> str:
        return str(self.pk)


class BreakGlass(models.Model):
    """That one person opened one kept file in an emergency, until when, and what was judged of it afterwards.

    The reason and the note of who judges are ciphertext: they can say something of the person.
    """

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="openings")
    account = models.UUIDField()
    organisation = models.UUIDField()
    sealed_reason = models.TextField()
    opened_at = models.DateTimeField(db_default=models.functions.Now())
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")
    sealed_note = models.TextField(default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("break_glass")

    def __str__(self) -> str:
        return str(self.pk)
