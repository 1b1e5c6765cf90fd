"""Questionnaires by their exact bytes, and what was answered, with what it said earlier."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kansrijk.families.models.files import Person
from kansrijk.families.models.schema import table
from kansrijk.trust.models import Keyed


class Questionnaire(Keyed):
    """One version of one questionnaire as this coalition holds it; never changed, perhaps not offered any more.

    `content`: the FHIR R4 Questionnaire as it came, of which `digest` is the SHA-256; `origin`: ours or loaded.
    `guarded`: links of the questions that whoever loaded it named; None where nobody said.
    """

    coalition = models.UUIDField()
    digest = models.CharField(max_length=64)
    url = models.TextField()
    version = models.TextField()
    title = models.TextField()
    content = models.BinaryField()
    origin = models.CharField(max_length=10)
    loaded_by = models.UUIDField()
    loaded_at = models.DateTimeField(db_default=models.functions.Now())
    retired_at = models.DateTimeField(null=True)
    guarded = ArrayField(models.TextField(), null=True)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("questionnaire")

    def __str__(self) -> str:
        return str(self.pk)


class Response(Keyed):
    """What was answered about one person to one version of a questionnaire, for ever that version.

    Answers and total are ciphertext: nothing can be ordered, filtered or counted by them. `filled_on`: once finished.
    """

    coalition = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="responses")
    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.DO_NOTHING, related_name="responses")
    author = models.UUIDField()
    organisation = models.UUIDField()
    made_at = models.DateTimeField(db_default=models.functions.Now())
    changed_at = models.DateTimeField(db_default=models.functions.Now())
    status = models.CharField(max_length=12, default="in_progress")
    filled_on = models.DateField(null=True)
    sealed_answers = models.TextField()
    sealed_total = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("response")

    def __str__(self) -> str:
        return str(self.pk)


class ResponseGuarded(Keyed):
    """Answers to guarded questions, and a total that follows from them; `agreed_on`: when the parent said yes to it.

    For who wrote them down and who keeps the file. Of what was guarded nothing earlier is kept.
    """

    coalition = models.UUIDField()
    response = models.OneToOneField(Response, on_delete=models.DO_NOTHING, related_name="guarded")
    agreed_on = models.DateField()
    sealed_answers = models.TextField()
    sealed_total = models.TextField(blank=True)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("response_guarded")

    def __str__(self) -> str:
        return str(self.pk)


class ResponseHistory(Keyed):
    """What a finished response said before a change, written by the database itself; destroyed with it."""

    coalition = models.UUIDField()
    response = models.ForeignKey(Response, on_delete=models.DO_NOTHING, related_name="history")
    changed_at = models.DateTimeField()
    changed_by = models.UUIDField(null=True)
    was = models.JSONField()

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("response_history")

    def __str__(self) -> str:
        return str(self.pk)
