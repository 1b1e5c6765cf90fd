"""Paths of coalitions, their versions, who agreed, what they hang on and come from. Templates are files."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from kansrijk.coalition.models import Agreement
from kansrijk.paths.rules import LASTING, OPEN, STATES
from kansrijk.trust.models import Coalition, Keyed


class Path(Keyed):
    """A path of one coalition. `template` is the identifier of the template that it follows; '' for one of its own.

    `left_template`: the mark of the newer text of that template that the coalition chose not to take in.
    """

    coalition = models.ForeignKey(Coalition, on_delete=models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=60)
    template = models.CharField(max_length=60, blank=True, default="")
    left_template = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coalition", "slug"], name="path_once")]

    def __str__(self) -> str:
        return self.slug


class PathVersion(Keyed):
    """One text of a path. Once published it never changes: a trigger refuses it, for the owner of the table too.

    `text` is the whole path as YAML; `template_text` what the template was when names and limits were laid over it.
    """

    path = models.ForeignKey(Path, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="concept")
    name = models.CharField(max_length=120)
    text = models.TextField()
    template_text = models.TextField(blank=True, default="")
    changed_by = models.CharField(max_length=120)
    changed_at = models.DateTimeField(auto_now=True)
    published_by = models.CharField(max_length=120, blank=True, default="")
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "number"], name="path_version_once"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="path_version_state"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, published_at__isnull=True)
                | Q(state__in=LASTING, published_at__isnull=False),
                name="path_version_published_when",
            ),
            models.UniqueConstraint(fields=["path"], condition=Q(state="published"), name="path_published_once"),
            models.UniqueConstraint(fields=["path"], condition=Q(state__in=OPEN), name="path_open_once"),
        ]
        indexes = [models.Index(fields=["state"], name="path_version_by_state", condition=Q(state="published"))]
        triggers = [
            pgtrigger.Protect(
                name="published_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=LASTING)
                & (
                    pgtrigger.Q(old__text__df=pgtrigger.F("new__text"))
                    | pgtrigger.Q(old__name__df=pgtrigger.F("new__name"))
                    | pgtrigger.Q(old__number__df=pgtrigger.F("new__number"))
                    | pgtrigger.Q(old__published_at__df=pgtrigger.F("new__published_at"))
                    | pgtrigger.Q(new__state__in=OPEN)
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.path_id} {self.number} {self.state}"

    @property
    def base(self) -> str:
        """Names the version as it is now: who saves over it says what he opened."""
        return f"{self.pk}@{self.changed_at.isoformat()}"


class PathTick(Keyed):
    """A party agreed to a version: who said so, and whether the coordinator wrote it down for them."""

    version = models.ForeignKey(PathVersion, on_delete=models.CASCADE, related_name="ticks")
    party = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    is_written_down = models.BooleanField(default=False)
    account = models.UUIDField()
    ticked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "party"], name="path_tick_once")]

    def __str__(self) -> str:
        return f"{self.party}: {self.name}"


class HungPath(Keyed):
    """A path hangs on an agreement: what the parties promised is done along this path. Both of one coalition."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="+")
    path = models.ForeignKey(Path, on_delete=models.CASCADE, related_name="+")
    hung_name = models.CharField(max_length=120)
    hung_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "path"], name="hung_path_once")]

    def __str__(self) -> str:
        return f"{self.path_id} on {self.agreement_id}"


class TakenPath(Keyed):
    """A path that a coalition took from a host of its region, and what it decided since about newer versions.

    `taken_number`: the version of the host that is laid into ours, the base of the next merge. `number`: the newest
    version of the host about which was decided, to take it in or to leave it.
    """

    path = models.OneToOneField(Path, on_delete=models.CASCADE, related_name="taken")
    of = models.ForeignKey(Path, on_delete=models.CASCADE, related_name="+")
    taken_number = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    decided_name = models.CharField(max_length=120)
    decided_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(path=F("of")), name="taken_path_of_two"),
            models.CheckConstraint(condition=Q(taken_number__lte=F("number")), name="taken_path_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.path_id} of {self.of_id} {self.taken_number}"
