"""Runs of the atlas: what was estimated, with what, how well, and whether it is still in use."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func, Q

from kansrijk.figures.models import Release
from kansrijk.trust.models import Account, Coalition, Keyed


class Run(Keyed):
    """One bundle as it left the closed environment; never changed afterwards, but that it may be stopped, once.

    `card`, `validation` and `output_check` are the files of the bundle, `inputs` the hashes of what went in,
    `estimates_sha256` that of the figures. `dpia` names the assessment without which nothing is switched on (AI-06).
    `named`: the catalogue's indicator for each of the model's.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, related_name="+")
    release = models.OneToOneField(Release, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=20)
    indicators = ArrayField(models.CharField(max_length=80))
    named = models.JSONField()
    engine = models.CharField(max_length=40)
    code_version = models.CharField(max_length=40)
    estimates_sha256 = models.CharField(max_length=64)
    inputs = models.JSONField()
    card = models.JSONField()
    validation = models.JSONField()
    output_check = models.JSONField()
    dpia = models.CharField(max_length=120)
    registered_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    registered_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    stopped_at = models.DateTimeField(null=True)
    stopped_because = models.TextField(blank=True, default="")
    stopped_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(dpia=""), name="run_has_dpia"),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_because="")
                | (Q(stopped_at__isnull=False) & ~Q(stopped_because="")),
                name="run_stopped_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{', '.join(self.indicators)} {self.period}"
