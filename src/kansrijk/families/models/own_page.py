"""A person's own page: its link, what is handed over, its visits, and what the person says of the file."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kansrijk.families.models.files import Person
from kansrijk.families.models.schema import table


class ParentLink(models.Model):
    """The link to one person's own page, handed over in person. Its key is given by the form that made it.

    `agreed`: whose word it was, by age. `code_hash`: slow, over what only the coalition's key gives; `tries`: wrong
    codes since the last right one. `made_by`: who keeps the file.
    """

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="links")
    age = models.TextField()
    agreed = ArrayField(models.TextField())
    seen = models.TextField()
    code_hash = models.TextField()
    made_by = models.UUIDField()
    organisation = models.UUIDField()
    made_at = models.DateTimeField(db_default=models.functions.Now())
    ends_on = models.DateField()
    tries = models.IntegerField(default=0)
    used_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("parent_link")

    def __str__(self) -> str:
        return str(self.pk)


class ParentToken(models.Model):
    """One paper of a link, known by the hash of what stands in its address. The papers of a link share its code."""

    token_hash = models.BinaryField(primary_key=True)
    coalition = models.UUIDField()
    link = models.ForeignKey(ParentLink, on_delete=models.DO_NOTHING, related_name="tokens")
    made_at = models.DateTimeField()  # told, not read back: who writes a paper may not read one

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("parent_token")

    def __str__(self) -> str:
        return str(self.link_id)


class ParentVisit(models.Model):
    """An own page that is open in a browser, known by the hash of what that holds; over after a rest, or at an end."""

    key_hash = models.BinaryField(primary_key=True)
    coalition = models.UUIDField()
    link = models.ForeignKey(ParentLink, on_delete=models.DO_NOTHING, related_name="visits")
    began_at = models.DateTimeField(db_default=models.functions.Now())
    rests_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("parent_visit")

    def __str__(self) -> str:
        return str(self.link_id)


class ParentRequest(models.Model):
    """What a parent says is wrong, or objects to, and what was answered. Her words are never changed."""

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="requests")
    kind = models.TextField()
    sealed_text = models.TextField()
    made_at = models.DateTimeField(db_default=models.functions.Now())
    answer_by = models.DateField()
    outcome = models.TextField(default="")
    sealed_answer = models.TextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("parent_request")

    def __str__(self) -> str:
        return str(self.pk)
