"""What may be shared with whom, and when that stopped."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kansrijk.families.models.files import Person
from kansrijk.families.models.schema import table
from kansrijk.trust.models import Keyed


class Consent(models.Model):
    """What was agreed to share with one receiver for one purpose, with the exact text. Never changed.

    `person` is none once the file was destroyed and a referral still hangs on this, and where a parent asked for help
    herself: then `recorded_by` is none too. Its key is given by who asks, so
    that a form that is sent twice gives one consent. The four facts of LAW-02 are `avg_basis`, `secrecy_release`,
    `exchange_consent` and `informed_at`. `receiver`: key of a service in the directory.
    """

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="consents", null=True)
    receiver = models.UUIDField()
    receiver_name = models.TextField()
    receiver_kind = models.TextField()
    sender = models.TextField()
    purpose = models.TextField()
    categories = ArrayField(models.TextField())
    rule = models.TextField()
    rule_version = models.IntegerField()
    table_version = models.TextField()
    avg_basis = models.TextField()
    secrecy_release = models.TextField()
    exchange_consent = models.TextField()
    informed_at = models.DateTimeField()
    help_wanted = models.TextField()
    age = models.TextField()
    exception = models.TextField(default="")
    sealed_reason = models.TextField(default="")
    agreed = ArrayField(models.TextField())
    sealed_by_whom = models.TextField(default="")
    indications = ArrayField(models.TextField(), default=list)
    sealed_own_question = models.TextField(default="")
    channel = models.TextField()
    with_interpreter = models.BooleanField()
    told = models.TextField()
    told_version = models.TextField()
    told_language = models.TextField()
    told_hash = models.BinaryField()
    recorded_by = models.UUIDField(null=True)
    organisation = models.UUIDField()
    given_at = models.DateTimeField(db_default=models.functions.Now())
    expires_on = models.DateField()
    done_by = models.UUIDField(null=True)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("consent")

    def __str__(self) -> str:
        return str(self.pk)


class ConsentStop(Keyed):
    """That a consent ended, as a whole (`category` '') or for one kind of data. `how`: by whom or what."""

    coalition = models.UUIDField()
    consent = models.ForeignKey(Consent, on_delete=models.DO_NOTHING, related_name="stops")
    category = models.TextField(default="")
    stopped_at = models.DateTimeField(db_default=models.functions.Now())
    how = models.TextField()
    account = models.UUIDField(null=True)
    done_by = models.UUIDField(null=True)

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("consent_stop")

    def __str__(self) -> str:
        return str(self.pk)
