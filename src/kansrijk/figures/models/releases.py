"""Releases (one import each) and their rows: wide, one row per area and period, arrays over the indicators.

Wide because a page asks all indicators of one area and a map one indicator of all areas: both are one read.
"""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q

from kansrijk.figures.rules import DELIVERIES, POLICIES, STATES
from kansrijk.trust.models import Account, Coalition, Keyed


class Release(Keyed):
    """One delivery of one source as stored; `coalition` null means it never was private.

    `columns`, `column_periods` and `source_fields` have one entry per array position of its rows; an empty column
    period means: the period of the row. `standards` holds the reference of its standardised ratios: `name`, and `rates`
    (indicator → stratum → cases per birth). `column_levels` says per indicator at which levels it has figures; null in
    a release of before that was kept. `licence`, `citation`, `retrieved_at` and `sha256` belong to the raw file,
    which is kept in deliveries/<sha256> below the data folder.
    """

    source = models.CharField(max_length=40)
    layout = models.CharField(max_length=60)
    periods = ArrayField(models.CharField(max_length=20))
    edition = models.PositiveSmallIntegerField()
    levels = ArrayField(models.CharField(max_length=20))
    column_levels = models.JSONField(null=True)
    status = models.CharField(max_length=12)
    delivery = models.CharField(max_length=12)
    policy = models.CharField(max_length=24)
    coalition = models.ForeignKey(Coalition, on_delete=models.PROTECT, null=True, related_name="+")
    columns = ArrayField(models.CharField(max_length=80))
    column_periods = ArrayField(models.CharField(max_length=20, blank=True))
    source_fields = ArrayField(models.CharField(max_length=200))
    interval_methods = ArrayField(models.CharField(max_length=80, blank=True))
    definition_versions = models.JSONField(default=dict)
    standards = models.JSONField(default=dict, db_default={})
    row_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=200)
    file_bytes = models.PositiveBigIntegerField()
    licence = models.CharField(max_length=200)
    citation = models.TextField()
    source_modified = models.CharField(max_length=40, blank=True, default="")
    retrieved_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))
    proposed_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    imported_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    published_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.TextField(blank=True, default="")
    audit_report = models.JSONField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=STATES), name="release_status"),
            models.CheckConstraint(condition=Q(delivery__in=DELIVERIES), name="release_delivery"),
            models.CheckConstraint(condition=Q(policy__in=POLICIES), name="release_policy"),
            models.CheckConstraint(
                condition=Q(columns__len=F("column_periods__len"))
                & Q(columns__len=F("source_fields__len"))
                & Q(columns__len=F("interval_methods__len")),
                name="release_columns_agree",
            ),
            # Own figures go out by a second person and with the attacker's report, or not at all.
            models.CheckConstraint(
                condition=~Q(status="published", policy="own")
                | (
                    Q(proposed_by__isnull=False, published_by__isnull=False, audit_report__isnull=False)
                    & ~Q(proposed_by=F("published_by"))
                ),
                name="release_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False), name="release_published_at"
            ),
        ]
        indexes = [
            models.Index(fields=["source", "sha256"], name="release_by_file"),
            models.Index(fields=["status", "source"], name="release_by_status"),
        ]
        triggers = [
            # Under another policy its figures would go out without a second person; under another owner, to others.
            pgtrigger.ReadOnly(name="stays_whose_it_is", fields=["source", "policy", "coalition", "sha256"]),
        ]

    def __str__(self) -> str:
        return f"{self.source} {'/'.join(self.periods)}"


def _numbers() -> "ArrayField[list[float | None], list[float | None]]":
    return ArrayField(models.FloatField(null=True))


class Row(models.Model):
    """One area and period of a release; each array has one element per column of the release.

    `status` holds the codes of `rules.STATUS_NAMES`. Values are in the unit of the indicator, as delivered.
    """

    pk = models.CompositePrimaryKey("release_id", "area_code", "period")
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="rows", db_index=False)
    area_code = models.CharField(max_length=20)
    edition = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=20)
    period = models.CharField(max_length=20)
    value = _numbers()
    lower = _numbers()
    upper = _numbers()
    numerator = _numbers()
    denominator = _numbers()
    status = ArrayField(models.PositiveSmallIntegerField())

    class Meta:
        # The check on the elements themselves (figures_row_is_sound) stands in the migration: it needs a function.
        indexes = [
            models.Index(fields=["area_code", "edition"], name="row_by_area"),
            models.Index(fields=["release", "level", "area_code"], name="row_by_level"),
        ]

    def __str__(self) -> str:
        return f"{self.area_code}@{self.edition} {self.period}"
