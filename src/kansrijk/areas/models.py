"""Areas per edition, what belongs to what, their drawn shapes, what became of them, and postcodes."""

from django.db import models
from django.db.models import F, Q

from kansrijk.areas.codes import LEVELS
from kansrijk.trust.models import Keyed

SUCCESSION_KINDS = ("same", "merge", "split", "border", "rename", "province")


class Area(Keyed):
    """One place in one edition: `code@edition`. A code comes back for other places; the pair does not.

    `parent` is the one above in the hierarchy country, province, gemeente, wijk, buurt (or what a working area lies
    in); memberships that are not that hierarchy stand in Containment. `country` is XX for the fictional region.
    `coalition` is set for a coalition's own working area only.
    """

    code = models.CharField(max_length=12)
    edition = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=200)
    search_key = models.CharField(max_length=200)
    country = models.CharField(max_length=2, default="NL")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    is_fictional = models.BooleanField(default=False)
    coalition = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "edition"], name="area_code_edition"),
            models.CheckConstraint(condition=Q(level__in=LEVELS), name="area_level"),
            models.CheckConstraint(condition=Q(country__in=["NL", "XX"]), name="area_country"),
            models.CheckConstraint(condition=Q(is_fictional=True) | Q(country="NL"), name="area_xx_is_fictional"),
            models.CheckConstraint(
                condition=Q(level="working_area", coalition__isnull=False)
                | (~Q(level="working_area") & Q(coalition__isnull=True)),
                name="area_working_area_has_coalition",
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "level", "sort_key"], name="area_by_level"),
            models.Index(fields=["search_key"], name="area_by_search_key", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["coalition"], name="area_by_coalition", condition=Q(coalition__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.code}@{self.edition}"


class Containment(models.Model):
    """A part in a whole outside the hierarchy: a gemeente in a GGD region, a wijk in a working area.

    `share` is the part of `part` that lies in `whole`, 1 where it lies in it whole.
    """

    part = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="wholes")
    whole = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=20)
    share = models.FloatField(default=1.0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part", "whole"], name="containment_once"),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="containment_share"),
        ]

    def __str__(self) -> str:
        return f"{self.part_id} in {self.whole_id}"


class Shape(models.Model):
    """An area drawn at a scale, ready for the `d` of an SVG path.

    Whole metres in RD New (EPSG:28992) with y negated, because y runs down in SVG: RD (121000, 487000) is drawn at
    (121000, -487000). The bounding box is in these drawn coordinates too. Commands are M, l and z; holes are rings of
    the same path, to be filled with `fill-rule="evenodd"`.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="shapes")
    scale = models.CharField(max_length=10)
    path = models.TextField()
    min_x = models.IntegerField()
    min_y = models.IntegerField()
    max_x = models.IntegerField()
    max_y = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "scale"], name="shape_once"),
            models.CheckConstraint(condition=Q(scale__in=["country", "region", "gemeente"]), name="shape_scale"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.scale}"


class Adjacency(models.Model):
    """Two areas of one file that touch, each pair once; found at import, because nothing is geographic at run time."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "other"], name="adjacency_once"),
            models.CheckConstraint(condition=~Q(area=F("other")), name="adjacency_two_areas"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} - {self.other_id}"


class Succession(Keyed):
    """How many addresses (or 1, where the source counts none) of an old area lie in a new one.

    `basis` names what was counted and keeps counts apart: adressen, woonadressen, whole. `valid_on` is the day of the
    change where a source tells it (Weesp: 24 March 2022); without it the change is of 1 January of `to_edition`.
    """

    from_edition = models.PositiveSmallIntegerField()
    to_edition = models.PositiveSmallIntegerField()
    from_code = models.CharField(max_length=12)
    to_code = models.CharField(max_length=12)
    level = models.CharField(max_length=12)
    weight = models.FloatField()
    kind = models.CharField(max_length=10)
    basis = models.CharField(max_length=20)
    valid_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_edition", "to_edition", "basis", "from_code", "to_code"], name="succession_once"
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="succession_weight"),
            models.CheckConstraint(condition=Q(to_edition__gt=F("from_edition")), name="succession_forward"),
            models.CheckConstraint(condition=Q(kind__in=SUCCESSION_KINDS), name="succession_kind"),
        ]
        indexes = [
            models.Index(fields=["from_code"], name="succession_by_old"),
            models.Index(fields=["to_code"], name="succession_by_new"),
        ]

    def __str__(self) -> str:
        return f"{self.from_code}@{self.from_edition} to {self.to_code}@{self.to_edition}"


class PostcodeLink(models.Model):
    """How many addresses of a four-digit postcode lie in an area."""

    postcode = models.CharField(max_length=4)
    level = models.CharField(max_length=12)
    code = models.CharField(max_length=12)
    edition = models.PositiveSmallIntegerField()
    addresses = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["postcode", "code", "edition"], name="postcode_link_once"),
        ]
        indexes = [models.Index(fields=["code", "edition"], name="postcode_by_area")]

    def __str__(self) -> str:
        return f"{self.postcode} in {self.code}@{self.edition}"


class TileSet(models.Model):
    """The vector tiles that were made of an edition; the file lies in the data folder (`areas/tiles.py`).

    `digest` is the SHA-256 of the file. The row goes when boundaries of the edition change: no map shows old ones.
    """

    country = models.CharField(max_length=2)
    edition = models.PositiveSmallIntegerField()
    digest = models.CharField(max_length=64)
    bytes = models.PositiveBigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "edition"], name="tile_set_once")]

    def __str__(self) -> str:
        return f"{self.country} {self.edition}"
