"""A delivery between the moment that somebody offers it and the moment that it is stored, and the work behind it."""

from django.db import models
from django.db.models import Func, Q

from kansrijk.areas.models import Area
from kansrijk.figures.models.releases import Release
from kansrijk.figures.rules import AREA_FILES, DELIVERIES, UPLOAD_STATES, WORK_KINDS, WORK_STATES
from kansrijk.trust.models import Account, Coalition, Keyed


def _only(name: str) -> Q:
    """Of the objects that a work can be about, this one."""
    return Q(**{f"{one}__isnull": one != name for one in ("upload", "release", "area_upload", "area")})


class Upload(Keyed):
    """One offered file of one coalition. The file itself lies in offered/<coalition>/<id> below the data folder.

    `receipt` is what `figures import --dry-run --json` says, `preview` what was recognised, `problem` the one sentence
    where the file as a whole is wrong.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    period = models.CharField(max_length=20, blank=True, default="")
    delivery = models.CharField(max_length=12, blank=True, default="")
    file_name = models.CharField(max_length=200)
    file_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12)
    receipt = models.JSONField(null=True)
    preview = models.JSONField(null=True)
    problem = models.JSONField(null=True)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=UPLOAD_STATES), name="upload_state"),
            models.CheckConstraint(condition=Q(delivery__in=["", *DELIVERIES]), name="upload_delivery"),
            models.CheckConstraint(
                condition=~Q(state="stored") | Q(release__isnull=False), name="upload_stored_has_release"
            ),
        ]
        indexes = [models.Index(fields=["coalition", "created_at"], name="upload_by_coalition")]

    def __str__(self) -> str:
        return f"{self.source} {self.state}"


class AreaUpload(Keyed):
    """One offered file of areas: boundaries, regions or postcodes of an edition, or successions. Of no coalition.

    The file lies in offered/areas/<id> below the data folder. `options` holds what was said about it (level, fields),
    `receipt` what `areas import --json` says and the errors per row, `preview` what it holds.
    """

    kind = models.CharField(max_length=12)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveSmallIntegerField(null=True)
    options = models.JSONField(default=dict)
    file_name = models.CharField(max_length=200)
    file_bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=12)
    receipt = models.JSONField(null=True)
    preview = models.JSONField(null=True)
    problem = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=UPLOAD_STATES), name="area_upload_state"),
            models.CheckConstraint(condition=Q(kind__in=AREA_FILES), name="area_upload_kind"),
            models.CheckConstraint(
                condition=Q(kind="boundaries", edition__isnull=False) | Q(kind="successions", edition__isnull=True),
                name="area_upload_edition",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Work(Keyed):
    """Something that takes longer than a page may take. Holds who asked and for which object, no contents.

    A running one has a lease: whoever does the work renews it. A lease that ran out is work that stopped, whatever
    the state says.
    """

    kind = models.CharField(max_length=12)
    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, null=True, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, null=True, related_name="works")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, null=True, related_name="works")
    area_upload = models.ForeignKey(AreaUpload, on_delete=models.CASCADE, null=True, related_name="works")
    area = models.ForeignKey(Area, on_delete=models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=12, default="waiting")
    step = models.CharField(max_length=60, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    problem = models.JSONField(null=True)
    created_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=WORK_KINDS), name="work_kind"),
            models.CheckConstraint(condition=Q(state__in=WORK_STATES), name="work_state"),
            models.CheckConstraint(
                condition=_only("upload") | _only("release") | _only("area_upload") | _only("area"),
                name="work_has_one_object",
            ),
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False), name="work_running_has_lease"
            ),
            # Two clicks are one effect: one live work of a kind per object.
            models.UniqueConstraint(
                fields=["kind", "upload"],
                condition=Q(state__in=["waiting", "running"], upload__isnull=False),
                name="work_once_per_upload",
            ),
            models.UniqueConstraint(
                fields=["kind", "release"],
                condition=Q(state__in=["waiting", "running"], release__isnull=False),
                name="work_once_per_release",
            ),
            models.UniqueConstraint(
                fields=["kind", "area_upload"],
                condition=Q(state__in=["waiting", "running"], area_upload__isnull=False),
                name="work_once_per_area_upload",
            ),
            models.UniqueConstraint(
                fields=["kind", "area"],
                condition=Q(state__in=["waiting", "running"], area__isnull=False),
                name="work_once_per_area",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Judgement(Keyed):
    """What the attacker said of own figures told in other areas: which of them would give something away.

    `key` names what was judged: the figures and every release that was ever public. Another release, another key.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    hidden = models.JSONField()
    judged_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "key"], name="judgement_once")]

    def __str__(self) -> str:
        return f"{self.area_id} {self.key[:8]}"
