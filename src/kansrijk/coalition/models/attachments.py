"""A file or a link beside an agreement or the minutes of a meeting: one at a time per item."""

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q

from kansrijk.coalition.models.actions import Meeting
from kansrijk.coalition.models.agreements import Agreement
from kansrijk.trust.models import Coalition, Keyed


class Attachment(Keyed):
    """`content` is the file itself, in the database under its coalition; it has no address but the download.

    Beside an agreement it belongs to the versions of the text from `from_number` up to, without, `until_number` (empty:
    to the newest too). What a party signed keeps its file: another file then begins another version.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, null=True, related_name="+")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, null=True, related_name="+")
    from_number = models.PositiveIntegerField(default=1)
    until_number = models.PositiveIntegerField(null=True)
    link = models.CharField(max_length=300, blank=True, default="")
    name = models.CharField(max_length=120, blank=True, default="")
    kind = models.CharField(max_length=4, blank=True, default="")
    size = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True, default="")
    content = models.BinaryField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    added_name = models.CharField(max_length=120, blank=True, default="")
    added_at = models.DateTimeField(db_default=Func(function="clock_timestamp"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement__isnull=True, meeting__isnull=False)
                | Q(agreement__isnull=False, meeting__isnull=True),
                name="attachment_of_one_item",
            ),
            models.CheckConstraint(
                condition=(~Q(link="") & Q(content__isnull=True)) | (Q(link="") & Q(content__isnull=False)),
                name="attachment_is_link_or_file",
            ),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(until_number__isnull=True), name="attachment_one_of_agreement"
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(until_number__isnull=True), name="attachment_one_of_meeting"
            ),
            models.CheckConstraint(
                condition=Q(until_number__isnull=True) | Q(until_number__gt=F("from_number"), meeting__isnull=True),
                name="attachment_versions",
            ),
            models.CheckConstraint(condition=Q(size__lte=5 * 1024**2), name="attachment_size"),
        ]

    def __str__(self) -> str:
        return self.name or self.link
