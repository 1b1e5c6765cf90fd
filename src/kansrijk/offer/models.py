"""The directory of each coalition: organisations, services, own factors, requests to confirm, offered files."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from kansrijk.offer import vocabulary
from kansrijk.offer.rules import AGREED, LONGEST_AGREED, REVIEW_MONTHS
from kansrijk.trust.models import Coalition, Keyed, Organisation

PHASES, LEVELS = list(vocabulary.phases()), list(vocabulary.levels())
OWN_FACTOR = r"^E[0-9]{2}$"


class Directory(models.Model):
    """What a coalition decided about its directory: which gemeenten and wijken, whether the public may read it."""

    coalition = models.OneToOneField(Coalition, primary_key=True, on_delete=models.CASCADE, related_name="+")
    areas = ArrayField(models.CharField(max_length=12))
    is_public = models.BooleanField(default=False)
    review_months = models.PositiveSmallIntegerField(default=REVIEW_MONTHS)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(review_months__gte=1, review_months__lte=36), name="directory_review"),
            models.CheckConstraint(condition=Q(areas__len__gte=1), name="directory_somewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.coalition_id}: {', '.join(self.areas)}"


class Provider(Keyed):
    """An organisation in the directory of one coalition."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    website = models.CharField(max_length=300, blank=True, default="")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "name_key"], name="provider_once"),
            models.CheckConstraint(condition=~Q(name_key=""), name="provider_named"),
        ]

    def __str__(self) -> str:
        return self.name


class Service(Keyed):
    """One door: what, for whom, where, how to refer, how fast, and who says that this is still so.

    Ages of parents are in years, of children in months; time promised is in working days; empty means not known.
    `review_on` is the first day on which the entry counts as stale. `version` grows with every change.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="services")
    slug = models.SlugField(max_length=120)
    name = models.CharField(max_length=200)
    name_key = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    summary = models.TextField(blank=True, default="")
    for_parents = models.TextField(blank=True, default="")
    phases = ArrayField(models.CharField(max_length=10))
    factors = ArrayField(models.CharField(max_length=8), default=list)
    levels = ArrayField(models.CharField(max_length=30), default=list)
    parent_from_years = models.PositiveSmallIntegerField(null=True)
    parent_until_years = models.PositiveSmallIntegerField(null=True)
    child_from_months = models.PositiveSmallIntegerField(null=True)
    child_until_months = models.PositiveSmallIntegerField(null=True)
    inclusion = models.TextField(blank=True, default="")
    exclusion = models.TextField(blank=True, default="")
    areas = ArrayField(models.CharField(max_length=12))
    how_to_refer = models.TextField(blank=True, default="")
    parents_may_come = models.BooleanField(default=False)
    response_days = models.PositiveSmallIntegerField(null=True)
    takes_new = models.BooleanField(default=True)
    families_a_year = models.PositiveIntegerField(null=True)
    waiting_weeks = models.PositiveSmallIntegerField(null=True)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    opening = models.CharField(max_length=300, blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    email = models.CharField(max_length=254, blank=True, default="")
    website = models.CharField(max_length=300, blank=True, default="")
    address = models.CharField(max_length=300, blank=True, default="")
    cost_cents = models.PositiveIntegerField(null=True)
    cost_note = models.CharField(max_length=300, blank=True, default="")
    owner_name = models.CharField(max_length=120, blank=True, default="")
    owner_email = models.CharField(max_length=254, blank=True, default="")
    checked_on = models.DateField(null=True)
    checked_by = models.CharField(max_length=200, blank=True, default="")
    review_months = models.PositiveSmallIntegerField(default=REVIEW_MONTHS)
    review_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    withdrawn_because = models.CharField(max_length=300, blank=True, default="")
    search_key = models.TextField(default="")
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "slug"], name="service_address_once"),
            models.UniqueConstraint(fields=["provider", "name_key"], name="service_once"),
            models.CheckConstraint(condition=Q(kind__regex=r"^[a-z_]+$"), name="service_kind"),
            models.CheckConstraint(condition=Q(phases__len__gte=1, phases__contained_by=PHASES), name="service_phases"),
            models.CheckConstraint(condition=Q(levels__contained_by=LEVELS), name="service_levels"),
            models.CheckConstraint(condition=Q(areas__len__gte=1), name="service_somewhere"),
            models.CheckConstraint(
                condition=Q(parent_from_years__isnull=True)
                | Q(parent_until_years__isnull=True)
                | Q(parent_until_years__gte=F("parent_from_years")),
                name="service_parent_ages",
            ),
            models.CheckConstraint(
                condition=Q(child_from_months__isnull=True)
                | Q(child_until_months__isnull=True)
                | Q(child_until_months__gte=F("child_from_months")),
                name="service_child_ages",
            ),
            models.CheckConstraint(condition=Q(review_months__gte=1, review_months__lte=36), name="service_review"),
            models.CheckConstraint(
                condition=Q(checked_on__isnull=True, review_on__isnull=True)
                | Q(checked_on__isnull=False, review_on__isnull=False, review_on__gt=F("checked_on")),
                name="service_review_after_check",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=False) | Q(withdrawn_because=""), name="service_withdrawn_why"
            ),
        ]
        indexes = [
            GinIndex(fields=["areas"], name="service_by_area", condition=Q(withdrawn_on__isnull=True)),
            models.Index(fields=["coalition", "name_key"], name="service_by_coalition"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.slug})"


class Desk(models.Model):
    """Whose people receive what is sent to a service, on screen. Without a row nobody does: it goes by telephone."""

    service = models.OneToOneField(Service, primary_key=True, on_delete=models.CASCADE, related_name="desk")
    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.service_id}: {self.organisation_id}"


class AgreedTime(models.Model):
    """What the parties of a coalition agreed for one kind of help: working days, per step of a referral; None: nothing.

    `opened`: it was read; `answered`: taken on or not; `contacted`: first contact; `told`: word back once help began.
    Never per person, nor per level of a situation.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    opened = models.PositiveSmallIntegerField(null=True)
    answered = models.PositiveSmallIntegerField(null=True)
    contacted = models.PositiveSmallIntegerField(null=True)
    told = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "kind"], name="agreed_time_once"),
            models.CheckConstraint(condition=Q(kind__regex="^[a-z_]+$"), name="agreed_time_kind"),
            *(
                models.CheckConstraint(
                    condition=Q(**{step: None}) | Q(**{f"{step}__gte": 1, f"{step}__lte": LONGEST_AGREED}),
                    name=f"agreed_time_{step}",
                )
                for step in AGREED
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coalition_id}: {self.kind}"


class OwnFactor(models.Model):
    """A factor that a coalition added. Its codes cannot be those of the shipped list, so it redefines none."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=3)
    nl = models.CharField(max_length=120)
    en = models.CharField(max_length=120, blank=True, default="")
    side = models.CharField(max_length=10)
    domain = models.CharField(max_length=20)
    phases = ArrayField(models.CharField(max_length=10))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["coalition", "code"], name="own_factor_once"),
            models.CheckConstraint(condition=Q(code__regex=OWN_FACTOR), name="own_factor_code"),
            models.CheckConstraint(condition=Q(side__in=["risk", "protective"]), name="own_factor_side"),
            models.CheckConstraint(condition=Q(domain__in=list(vocabulary.domains())), name="own_factor_domain"),
            models.CheckConstraint(
                condition=Q(phases__len__gte=1, phases__contained_by=PHASES), name="own_factor_phases"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.nl}"


class ReviewRequest(Keyed):
    """One mail "is this still right?" to one owner. Its link works until `expires_at` or until it is withdrawn."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    owner_email = models.CharField(max_length=254)
    services = models.ManyToManyField(Service, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["coalition", "owner_email", "sent_at"], name="review_by_owner")]

    def __str__(self) -> str:
        return f"{self.owner_email} {self.sent_at:%Y-%m-%d}"


class OfferedFile(Keyed):
    """A list that was offered to read in, kept for its preview; gone when stored, discarded or an hour old."""

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    account = models.UUIDField()
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    offered_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name
