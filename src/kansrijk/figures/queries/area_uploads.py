"""What the desk of areas shows: offered files and what became of them, and which areas there are already."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min

from kansrijk.areas.models import Area, PostcodeLink, Succession
from kansrijk.figures.models import AreaUpload
from kansrijk.figures.queries.desk import WorkCard, work_card
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may


@dataclass(frozen=True)
class AreaUploadCard:
    """An offered file of areas with what became of it."""

    id: UUID
    kind: str
    edition: int | None
    file_name: str
    file_bytes: int
    sha256: str
    state: str
    receipt: dict[str, Any] | None
    preview: dict[str, Any] | None
    problem: dict[str, Any] | None
    offered_by: str
    created_at: datetime
    expires_at: datetime
    work: WorkCard | None

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The faults per row; the whole-file problem is not among them."""
        return list((self.receipt or {}).get("errors", []))


@dataclass(frozen=True)
class EditionCard:
    """How many areas of each level an edition holds, and how many addresses of postcodes are known in it."""

    edition: int
    levels: tuple[tuple[str, int], ...]
    postcodes: int


@dataclass(frozen=True)
class MoveCard:
    """The lists of changes of one level and basis: between which editions, and how many lines."""

    level: str
    basis: str
    first: int
    last: int
    lines: int


def area_uploads(actor: Actor, *, limit: int = 50) -> list[AreaUploadCard]:
    """The newest offered files. Two queries. Raises `Denied` for who may not read areas in."""
    require_may(actor, "import", "area")
    rows = AreaUpload.objects.select_related("account").prefetch_related("works").order_by("-created_at")[:limit]
    return [_card(row) for row in rows]


def area_upload(actor: Actor, key: UUID) -> AreaUploadCard | None:
    """One offered file. Raises `Denied` for who may not read areas in."""
    require_may(actor, "import", "area")
    row = AreaUpload.objects.filter(pk=key).select_related("account").prefetch_related("works").first()
    return _card(row) if row else None


def editions_held(actor: Actor) -> list[EditionCard]:
    """What there is of the Netherlands, the newest edition first; two queries."""
    require_may(actor, "import", "area")
    found: dict[int, list[tuple[str, int]]] = {}
    rows = Area.objects.filter(country="NL", coalition__isnull=True).values_list("edition", "level")
    for edition, level, count in rows.annotate(n=Count("id")).order_by("-edition", "-n"):
        found.setdefault(edition, []).append((level, count))
    links = dict(PostcodeLink.objects.values_list("edition").annotate(n=Count("id")).order_by())
    return [EditionCard(edition, tuple(levels), links.get(edition, 0)) for edition, levels in found.items()]


def moves_held(actor: Actor) -> list[MoveCard]:
    """Which lists of changes there are; one query."""
    require_may(actor, "import", "area")
    rows = Succession.objects.values_list("level", "basis").annotate(
        first=Min("from_edition"), last=Max("to_edition"), n=Count("id")
    )
    return [MoveCard(*row) for row in rows.order_by("level", "basis")]


def _card(row: AreaUpload) -> AreaUploadCard:
    return AreaUploadCard(
        id=row.pk,
        kind=row.kind,
        edition=row.edition,
        file_name=row.file_name,
        file_bytes=row.file_bytes,
        sha256=row.sha256,
        state=row.state,
        receipt=row.receipt,
        preview=row.preview,
        problem=row.problem,
        offered_by=row.account.name,
        created_at=row.created_at,
        expires_at=row.expires_at,
        work=work_card(list(row.works.all())),
    )
