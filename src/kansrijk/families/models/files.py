"""Files of persons, who is taken in, and what a file said earlier."""

from django.db import models

from kansrijk.families.models.schema import table
from kansrijk.trust.models import Keyed


class Person(Keyed):
    """The file of one person. `family` ties files of one family together and opens none of them.

    `match`: keyed hash of name and day of birth, for exact matches. A proposal has `ends_at`; what is kept has the day
    on which the parent agreed to that. `was_sent`: while it was a proposal, and counted so.
    `done_by`, here and elsewhere: who did it in a colleague's place; the database writes it.
    """

    coalition = models.UUIDField()
    family = models.UUIDField()
    part = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    sealed_name = models.TextField()
    sealed_born_on = models.TextField(blank=True)
    sealed_telephone = models.TextField(blank=True)
    sealed_address = models.TextField(blank=True)
    match = models.BinaryField()
    author = models.UUIDField()
    organisation = models.UUIDField()
    made_at = models.DateTimeField(db_default=models.functions.Now())
    ends_at = models.DateTimeField(null=True)
    agreed_on = models.DateField(null=True)
    was_sent = models.BooleanField(default=False)
    done_by = models.UUIDField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("person")

    def __str__(self) -> str:
        return f"{self.part} {self.pk}"


class Involvement(Keyed):
    """A colleague who was taken into a kept file by its author, until it ends."""

    coalition = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="involvements")
    account = models.UUIDField()
    organisation = models.UUIDField()
    taken_in_by = models.UUIDField()
    begins_at = models.DateTimeField(db_default=models.functions.Now())
    ends_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("involvement")

    def __str__(self) -> str:
        return str(self.pk)


class PersonHistory(Keyed):
    """What a file said before a change, written by the database itself; destroyed with the file."""

    coalition = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="history")
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True)
    was = models.JSONField()

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("person_history")

    def __str__(self) -> str:
        return str(self.pk)
