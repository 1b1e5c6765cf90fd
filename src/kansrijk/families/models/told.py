"""Signals and weighings, with what they said earlier, and the factors of a signal."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kansrijk.families.models.files import Person
from kansrijk.families.models.schema import table
from kansrijk.trust.models import Keyed


class Weighing(Keyed):
    """What one professional and the parent weighed together about one person, step by step.

    Level and sufficiency are ciphertext too: nothing can be ordered, filtered or counted by them. `present`: who was
    there. `sealed_seen`: what lay on the table. Finished at step 3; a moment, which ends on `reweigh_on`.
    """

    coalition = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="weighings")
    author = models.UUIDField()
    organisation = models.UUIDField()
    made_at = models.DateTimeField(db_default=models.functions.Now())
    changed_at = models.DateTimeField(db_default=models.functions.Now())
    step = models.IntegerField(default=1)
    sealed_sufficiency = models.TextField()
    sealed_level = models.TextField(blank=True)
    sealed_reason = models.TextField(blank=True)
    sealed_seen = models.TextField(blank=True)
    sealed_view = models.TextField(blank=True)
    present = ArrayField(models.TextField(), default=list)
    weighed_on = models.DateField(null=True)
    reweigh_on = models.DateField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("weighing")

    def __str__(self) -> str:
        return str(self.pk)


class WeighingHistory(Keyed):
    """What a weighing said before a change, written by the database itself; destroyed with it."""

    coalition = models.UUIDField()
    weighing = models.ForeignKey(Weighing, on_delete=models.DO_NOTHING, related_name="history")
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True)
    was = models.JSONField()

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("weighing_history")

    def __str__(self) -> str:
        return str(self.pk)


class Signal(Keyed):
    """What one professional saw and heard about one person, step by step; a proposal as its file is, or kept with it.

    Its key is given by who begins it, so that a form that is sent twice begins one signal. `needs`: help that is wanted
    where the reason is not kept. The words of the parent, the way to reach her and both dates are ciphertext.
    """

    coalition = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="signals")
    author = models.UUIDField()
    organisation = models.UUIDField()
    made_at = models.DateTimeField(db_default=models.functions.Now())
    changed_at = models.DateTimeField(db_default=models.functions.Now())
    step = models.IntegerField(default=1)
    phase = models.CharField(max_length=10, blank=True)
    situation = models.CharField(max_length=10, blank=True)
    sealed_due_on = models.TextField(blank=True)
    sealed_child_born_on = models.TextField(blank=True)
    instrument = models.CharField(max_length=30, blank=True)
    needs = ArrayField(models.TextField(), default=list)
    wish = models.CharField(max_length=10, blank=True)
    sealed_words = models.TextField(blank=True)
    sealed_contact = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    interpreter = models.CharField(max_length=10, blank=True)
    done_by = models.UUIDField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("signal")

    def __str__(self) -> str:
        return str(self.pk)


class SignalHistory(Keyed):
    """What a signal said before a change, written by the database itself, without what is guarded."""

    coalition = models.UUIDField()
    signal = models.ForeignKey(Signal, on_delete=models.DO_NOTHING, related_name="history")
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True)
    was = models.JSONField()

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("signal_history")

    def __str__(self) -> str:
        return str(self.pk)


class Factor(Keyed):
    """One factor in a signal: which, and how sure. A guarded one has the day on which the parent agreed."""

    coalition = models.UUIDField()
    signal = models.ForeignKey(Signal, on_delete=models.DO_NOTHING, related_name="factors")
    code = models.CharField(max_length=10)
    side = models.CharField(max_length=10)
    state = models.CharField(max_length=10)
    storage = models.CharField(max_length=10)
    agreed_on = models.DateField(null=True)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("factor")

    def __str__(self) -> str:
        return self.code
