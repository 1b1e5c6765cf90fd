"""Files of persons, who is taken in, and what a file said earlier: tables of the schema `families`.

The migration makes them, with the row security that judges every row (migrations/0001_files.py); Django only reads and
writes them. Whatever identifies somebody is ciphertext under the coalition's key, here and in the history.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from kansrijk.trust.models import Keyed

SCHEMA = "families"


def table(name: str) -> str:
    """The name of a table in the schema, as it is written into a statement."""
    return f'"{SCHEMA}"."{name}"'


class Person(Keyed):
    """The file of one person. `family` ties files of one family together and opens none of them.

    `match`: keyed hash of name and day of birth, for exact matches. A proposal has `ends_at`; what is kept has the day
    on which the parent agreed to that.
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


class Consent(models.Model):
    """What was agreed to share with one receiver for one purpose, with the exact text. Never changed.

    `person` is none once the file was destroyed and a referral still hangs on this. Its key is given by who asks, so
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
    recorded_by = models.UUIDField()
    organisation = models.UUIDField()
    given_at = models.DateTimeField(db_default=models.functions.Now())
    expires_on = models.DateField()

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

    class Meta:
        app_label = "families"
        managed = False
        db_table = table("consent_stop")

    def __str__(self) -> str:
        return str(self.pk)


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
