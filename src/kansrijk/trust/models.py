"""People, organisations, coalitions (the tenant), memberships with dates, the audit and the rate limits."""

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Func, Q

from kansrijk.trust.roles import ROLE_CODES


class UuidV7(Func):
    """PostgreSQL 18's uuidv7(): keys that sort by time and name nobody."""

    function = "uuidv7"
    output_field = models.UUIDField()


class Keyed(models.Model):
    """A table whose key is a UUIDv7 that the database makes."""

    id = models.UUIDField(primary_key=True, db_default=UuidV7(), editable=False)

    class Meta:
        abstract = True


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Account":
        """Stores an account with a usable or (None) unusable password; the address is kept in lower case."""
        account = self.model(email=email.strip().lower(), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(Keyed, AbstractBaseUser):
    """A person who signs in. What it may do follows from memberships, not from flags."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    installation_role = models.CharField(max_length=30, blank=True, default="")
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Func(F("email"), function="lower")), name="account_email_lower"),
            models.CheckConstraint(
                condition=Q(installation_role__in=["", "beheer", "landelijk"]),
                name="account_installation_role",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Organisation(Keyed):
    """A party in the chain: a practice, hospital, municipality, insurer, team."""

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60, blank=True, default="")

    def __str__(self) -> str:
        return self.name


class Coalition(Keyed):
    """The tenant. What a coalition *does* belongs to a higher room; here is only what keeps tenants apart.

    `wrapped_key` is the coalition's own encryption key, itself encrypted with the installation's key: destroying it
    destroys what it protects.
    """

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    has_families = models.BooleanField(default=False)
    wrapped_key = models.BinaryField()
    is_fictional = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Membership(Keyed):
    """A person in a role for an organisation within a coalition, from a date and until a date."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=30)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(role__in=ROLE_CODES), name="membership_known_role"),
            models.UniqueConstraint(
                fields=["account", "organisation", "coalition", "role", "starts_on"], name="membership_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} ({self.starts_on:%Y-%m-%d})"


class Absence(Keyed):
    """A period in which somebody is away: colleagues of the same organisation see what waits for that person meanwhile.

    Why somebody is away is nobody's business and is not kept; a period that is over is forgotten.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "coalition"], name="absence_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.ends_on}"


class Mandate(Keyed):
    """That one colleague (`deputy`) may work with families in the place of another (`principal`), until a day.

    For one organisation in one coalition. The principal gives it; it can be ended at once. Whoever has it signals,
    proposes, asks consent and refers for the principal, and never judges or approves.
    """

    principal = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    deputy = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["principal", "deputy", "organisation", "coalition"],
                condition=Q(ended_at__isnull=True),
                name="mandate_once",
            ),
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="mandate_of_two"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="mandate_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.ends_on}"


class EmergencyMark(models.Model):
    """That a file of a family was opened in an emergency: by whom and until when, and that it is to be judged.

    The database keeps it along with the opening itself (compartment B); it says nothing of whose file that is, and goes
    when it was judged and is over. By it `/vandaag` says that something waits, and every page that something is open.
    """

    id = models.UUIDField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    ends_at = models.DateTimeField()
    is_judged = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.pk)


class AuditRecord(Keyed):
    """One NEN 7513 record: who did what to which object, on whose behalf, from where, with which outcome.

    Append-only: the application's database role may insert and read; a trigger refuses the rest, for the owner too.
    Names are snapshots, so that a record survives the account.
    """

    occurred_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    event = models.CharField(max_length=60)
    action = models.CharField(max_length=1)
    outcome = models.PositiveSmallIntegerField(default=0)
    account = models.UUIDField(null=True)
    account_name = models.CharField(max_length=254, blank=True, default="")
    roles = models.CharField(max_length=300, blank=True, default="")
    organisation = models.UUIDField(null=True)
    purpose = models.CharField(max_length=30, blank=True, default="")
    coalition = models.UUIDField(null=True)
    network_address = models.CharField(max_length=64, blank=True, default="")
    object_kind = models.CharField(max_length=60)
    object_reference = models.CharField(max_length=120, blank=True, default="")
    data_class = models.CharField(max_length=2)
    policy = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    source = models.CharField(max_length=60)
    trace = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(action__in=["C", "R", "U", "D", "E"]), name="audit_action"),
            models.CheckConstraint(condition=Q(outcome__in=[0, 4, 8, 12]), name="audit_outcome"),
            models.CheckConstraint(
                condition=Q(data_class__in=["D0", "D1", "D2", "D3", "D4", "D5"]), name="audit_class"
            ),
        ]
        indexes = [models.Index(fields=["coalition", "occurred_at"], name="audit_by_coalition")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="no_truncate",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="raise exception 'the audit is append-only';",
            ),
            pgtrigger.Trigger(
                name="to_be_sealed",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func="insert into trust_auditwaiting (record) values (new.id); return null;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.object_kind}"


def _only_grows(words: str = "the seals of the audit are append-only") -> list[pgtrigger.Trigger]:
    """Triggers that refuse a change of what is sealed or gone, for the owner too."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        pgtrigger.Trigger(
            name="no_truncate",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=f"raise exception '{words}';",
        ),
    ]


class AuditWaiting(models.Model):
    """A record that is not sealed yet: put here by the database in the record's own transaction, taken by the sealer.

    A record that is committed late is met late, and is never passed over.
    """

    place = models.BigAutoField(primary_key=True)
    record = models.UUIDField()
    since = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    def __str__(self) -> str:
        return str(self.place)


class AuditSeal(models.Model):
    """The place of one record in its chain. `hash` covers the record and the seal before it; see trust/sealing.py.

    `chain` is the coalition, or all zeros for the installation's own; `form` says which columns were covered and how
    they were written.
    """

    pk = models.CompositePrimaryKey("chain", "number")
    chain = models.UUIDField()
    number = models.BigIntegerField()
    record = models.UUIDField(unique=True)
    form = models.PositiveSmallIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(number__gte=1), name="audit_seal_from_one")]
        triggers = _only_grows()

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"


class AuditHead(models.Model):
    """The last seal of a chain at the end of a run of the sealer."""

    pk = models.CompositePrimaryKey("chain", "number")
    chain = models.UUIDField()
    number = models.BigIntegerField()
    run = models.BigIntegerField(db_index=True)
    hash = models.BinaryField()

    class Meta:
        triggers = _only_grows()

    def __str__(self) -> str:
        return f"{self.chain} {self.number}"


class AuditStatement(models.Model):
    """What the installation signed at the end of a run: its heads, and the statement before it."""

    run = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    previous = models.BinaryField()
    key = models.CharField(max_length=16)
    signature = models.BinaryField()

    class Meta:
        triggers = _only_grows()

    def __str__(self) -> str:
        return str(self.run)


class Tombstone(models.Model):
    """That something was destroyed for good: its key and no more. A restore destroys it again (trust/tombstones.py).

    Written by the database itself, in the transaction that destroys.
    """

    id = models.UUIDField(primary_key=True, editable=False)
    kind = models.CharField(max_length=20)
    coalition = models.UUIDField()
    gone_at = models.DateTimeField(db_default=Func(function="clock_timestamp"), db_index=True)

    class Meta:
        triggers = _only_grows("what was destroyed is append-only")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Session(AbstractBaseSession):
    """One browser, signed in or not yet; by `account` a person or the installation finds and ends sessions."""

    account = models.UUIDField(null=True, db_index=True)
    device = models.CharField(max_length=60, blank=True, default="")
    began_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.device} {self.began_at}"


class RateBucket(models.Model):
    """How often a key was used in a window. Lives here because all workers share the database and nothing else."""

    key = models.CharField(max_length=200, primary_key=True)
    window_started_at = models.DateTimeField()
    hits = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.key
