"""What was sent to whom and what became of it: tables of the schema `referrals`.

The migration makes them, with the row security that judges every row (migrations/0001_referrals.py); Django only reads
and writes them. What was sent and what was said is ciphertext under the coalition's key.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kansrijk.families.models import Consent, Person
from kansrijk.trust.models import Keyed

SCHEMA = "referrals"


def table(name: str) -> str:
    """The name of a table in the schema, as it is written into a statement."""
    return f'"{SCHEMA}"."{name}"'


class Referral(models.Model):
    """One consent, one receiver, one purpose; from `sent` on (rules.STATES).

    Its key is given by who sends, so that a form that is sent twice is one referral. `receiver`: key of a service in
    the directory; `receiver_organisation`: whose people see it there, none where it is handed over. `due_on`: until
    when whose turn it is may wait; none once it is over. `rule`: on which ground, frozen (LAW-01). `sender`: none where
    the parent asked herself; then the desk that receives carries it, as `sender_organisation` too.
    """

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    consent = models.ForeignKey(Consent, on_delete=models.DO_NOTHING, related_name="+")
    receiver = models.UUIDField()
    purpose = models.TextField()
    rule = models.TextField()
    rule_version = models.IntegerField()
    sender = models.UUIDField(null=True)
    sender_organisation = models.UUIDField()
    receiver_organisation = models.UUIDField(null=True)
    state = models.TextField(default="sent")
    sent_at = models.DateTimeField(db_default=models.functions.Now())
    changed_at = models.DateTimeField(db_default=models.functions.Now())
    due_on = models.DateField(null=True)
    version = models.IntegerField(default=1)
    done_by = models.UUIDField(null=True)

    class Meta:
        app_label = "referrals"
        managed = False
        db_table = table("referral")

    def __str__(self) -> str:
        return f"{self.state} {self.pk}"


class Asking(models.Model):
    """That a parent asked this herself: the hash of the code that she keeps, and in which language she asked.

    `said_mark`: keyed hash of what she typed, so that another text under the same code is not answered as sent.
    """

    referral = models.OneToOneField(Referral, primary_key=True, on_delete=models.DO_NOTHING, related_name="asking")
    coalition = models.UUIDField()
    code_hash = models.BinaryField()
    language = models.TextField()
    said_mark = models.BinaryField(null=True)

    class Meta:
        app_label = "referrals"
        managed = False
        db_table = table("asking")

    def __str__(self) -> str:
        return str(self.pk)


class Part(Keyed):
    """One kind of data of what was sent, as the parent saw it."""

    coalition = models.UUIDField()
    referral = models.ForeignKey(Referral, on_delete=models.DO_NOTHING, related_name="parts")
    category = models.TextField()
    sealed_text = models.TextField()

    class Meta:
        app_label = "referrals"
        managed = False
        db_table = table("part")

    def __str__(self) -> str:
        return self.category


class Event(models.Model):
    """One step: what, by whom, and the state after it. Its key makes a step that is sent twice one step.

    `how`: by which road it came, '' on screen (rules.HOW).
    """

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    referral = models.ForeignKey(Referral, on_delete=models.DO_NOTHING, related_name="events")
    number = models.IntegerField()
    event = models.TextField()
    who = models.TextField()
    state = models.TextField()
    reason = models.TextField(default="")
    account = models.UUIDField(null=True)
    organisation = models.UUIDField(null=True)
    how = models.TextField(default="")
    at = models.DateTimeField(db_default=models.functions.Now())
    done_by = models.UUIDField(null=True)

    class Meta:
        app_label = "referrals"
        managed = False
        db_table = table("event")

    def __str__(self) -> str:
        return f"{self.number} {self.event}"


class Word(models.Model):
    """What was written with a step. `who`: of which side."""

    event = models.OneToOneField(Event, primary_key=True, on_delete=models.DO_NOTHING, related_name="+")
    coalition = models.UUIDField()
    referral = models.ForeignKey(Referral, on_delete=models.DO_NOTHING, related_name="+")
    who = models.TextField()
    sealed_text = models.TextField()

    class Meta:
        app_label = "referrals"
        managed = False
        db_table = table("word")

    def __str__(self) -> str:
        return str(self.pk)


class VisitCell(models.Model):
    """How many prenatal home visits came to a stage in a month, this far in the pregnancy. Read by one job only.

    The database adds (`referrals.count_visit`); nothing is written from here.
    """

    pk = models.CompositePrimaryKey("coalition", "month", "stage", "weeks")
    coalition = models.UUIDField()
    month = models.DateField()
    stage = models.TextField()
    weeks = models.TextField()
    visits = models.IntegerField()

    class Meta:
        app_label = "referrals"
        managed = False
        db_table = table("visit_cell")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.stage} {self.weeks}"


class ReceiverLink(models.Model):
    """A sealed link to one referral, for a receiver without an account. Its key is given by the form that made it.

    `token_hash`: of what stands in its address; `code_hash`: slow, over what only the coalition's key gives; `tries`:
    wrong codes since the last right one.
    """

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    referral = models.ForeignKey(Referral, on_delete=models.DO_NOTHING, related_name="+")
    receiver_organisation = models.UUIDField(null=True)
    token_hash = models.BinaryField()
    code_hash = models.TextField()
    made_by = models.UUIDField()
    made_at = models.DateTimeField(db_default=models.functions.Now())
    ends_at = models.DateTimeField()
    tries = models.IntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "referrals"
        managed = False
        db_table = table("receiver_link")

    def __str__(self) -> str:
        return str(self.pk)


class ReceiverVisit(models.Model):
    """A sealed link that is open in a browser, known by the hash of what that holds; it ends as an own page does."""

    key_hash = models.BinaryField(primary_key=True)
    coalition = models.UUIDField()
    link = models.ForeignKey(ReceiverLink, on_delete=models.DO_NOTHING, related_name="+")
    began_at = models.DateTimeField(db_default=models.functions.Now())
    rests_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "referrals"
        managed = False
        db_table = table("receiver_visit")

    def __str__(self) -> str:
        return str(self.link_id)


class CaseMeeting(models.Model):
    """Talking together about one person's help. Its key is given by the form that planned it.

    `parties`: organisations of who takes part, kept by the database; `shown_until`: last day of the consent; `parents`
    and `absence`: whether they are there, and why not. It points at its consent by key, which who takes part does not
    see.
    """

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+")
    consent = models.ForeignKey(Consent, on_delete=models.DO_NOTHING, related_name="+")
    receiver = models.UUIDField()
    purpose = models.TextField()
    organiser = models.UUIDField()
    organisation = models.UUIDField()
    held_on = models.DateField()
    shown_until = models.DateField()
    parties = ArrayField(models.UUIDField(), default=list)
    parents = models.TextField(default="asked")
    absence = models.TextField(default="")
    sealed_agenda = models.TextField()
    made_at = models.DateTimeField(db_default=models.functions.Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "referrals"
        managed = False
        db_table = table("case_meeting")

    def __str__(self) -> str:
        return str(self.pk)


class Participant(models.Model):
    """Who takes part, with the parent's yes for that day. `service`: which door; `agreed`: whose word it was."""

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    meeting = models.ForeignKey(CaseMeeting, on_delete=models.DO_NOTHING, related_name="participants")
    for_date = models.DateField()
    service = models.UUIDField()
    name = models.TextField()
    organisation = models.UUIDField(null=True)
    agreed = ArrayField(models.TextField())
    agreed_on = models.DateField()
    added_by = models.UUIDField()
    added_at = models.DateTimeField(db_default=models.functions.Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "referrals"
        managed = False
        db_table = table("participant")

    def __str__(self) -> str:
        return self.name


class MeetingTask(models.Model):
    """What was agreed: what, by whom, by when; and what came of it."""

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    meeting = models.ForeignKey(CaseMeeting, on_delete=models.DO_NOTHING, related_name="tasks")
    who = models.TextField()
    participant = models.ForeignKey(Participant, null=True, on_delete=models.DO_NOTHING, related_name="tasks")
    sealed_text = models.TextField()
    due_on = models.DateField()
    done_on = models.DateField(null=True)
    sealed_feedback = models.TextField(default="")
    made_by = models.UUIDField()
    made_at = models.DateTimeField(db_default=models.functions.Now())

    class Meta:
        app_label = "referrals"
        managed = False
        db_table = table("meeting_task")

    def __str__(self) -> str:
        return str(self.pk)


class Consult(models.Model):
    """A question to another organisation that is about nobody: it points at no person, file, family or consent."""

    id = models.UUIDField(primary_key=True)
    coalition = models.UUIDField()
    asker = models.UUIDField()
    asker_organisation = models.UUIDField()
    organisation = models.UUIDField()
    phase = models.TextField()
    sealed_question = models.TextField()
    sealed_answer = models.TextField(default="")
    asked_at = models.DateTimeField(db_default=models.functions.Now())
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        app_label = "referrals"
        managed = False
        db_table = table("consult")

    def __str__(self) -> str:
        return str(self.pk)
