"""What the epidemiologist's desk shows: offered files, work under way, what a release hides, the raw file."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from kansrijk.areas import queries as places
from kansrijk.areas.codes import LEVELS
from kansrijk.figures import descriptions
from kansrijk.figures.delivered import delivered_rows, tally
from kansrijk.figures.models import Release, Row, Upload, Work
from kansrijk.figures.queries.releases import card_of, release
from kansrijk.figures.queries.types import ReleaseCard
from kansrijk.figures.queries.visible import listed
from kansrijk.figures.raw_files import folder_of
from kansrijk.figures.rules import HAS_VALUE, HIDDEN, STATUS_NAMES, can_move
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, coalitions_where, may


@dataclass(frozen=True)
class WorkCard:
    """Work behind a page. `state` is waiting, late (nobody takes it), running, interrupted, done or failed."""

    kind: str
    state: str
    step: str
    problem: dict[str, Any] | None
    created_at: datetime

    @property
    def is_live(self) -> bool:
        return self.state in {"waiting", "late", "running", "interrupted"}


@dataclass(frozen=True)
class UploadCard:
    """An offered file with what became of it."""

    id: UUID
    coalition: UUID
    source: str
    period: str
    delivery: str
    file_name: str
    file_bytes: int
    sha256: str
    state: str
    receipt: dict[str, Any] | None
    preview: dict[str, Any] | None
    problem: dict[str, Any] | None
    release: UUID | None
    offered_by: str
    created_at: datetime
    expires_at: datetime
    work: WorkCard | None

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The faults per cell; the whole-file problem is not among them."""
        return list((self.receipt or {}).get("errors", []))


@dataclass(frozen=True)
class DeskRelease:
    """A release with what the actor may do to it now. `why_not` says why the second person cannot be the actor."""

    card: ReleaseCard
    imported_by: str
    may_propose: bool
    may_publish: bool
    may_withdraw: bool
    why_not: str
    work: WorkCard | None


@dataclass(frozen=True)
class LevelUse:
    """How much of a level a release shows."""

    level: str
    shown: int
    hidden: int
    empty: int

    @property
    def share_hidden(self) -> float:
        judged = self.shown + self.hidden
        return 100 * self.hidden / judged if judged else 0.0


@dataclass(frozen=True)
class HiddenCell:
    area: str
    level: str
    period: str
    indicator: str


def desk_coalitions(actor: Actor) -> frozenset[UUID]:
    """The coalitions whose deliveries the actor may read. Raises `Denied` when there are none."""
    own = coalitions_where(actor, "read", "delivery")
    if not own:
        raise Denied("read", "delivery")
    return own


def work_card(rows: list[Work]) -> WorkCard | None:
    """The newest work, as it really stands: a lease that ran out is no running work."""
    if not rows:
        return None
    one = max(rows, key=lambda row: row.created_at)
    now, state = timezone.now(), one.state
    if state == "running" and one.lease_until is not None and one.lease_until < now:
        state = "interrupted"
    if state == "waiting" and one.created_at < now - timedelta(minutes=1):
        state = "late"
    return WorkCard(one.kind, state, one.step, one.problem, one.created_at)


def judging(actor: Actor, area: places.AreaRef) -> WorkCard | None:
    """Where the attacker is with an area that the actor sees; None where nobody asked him."""
    if places.area(actor, area.code, area.edition) is None:
        return None
    return work_card(list(Work.objects.filter(kind="judge", area=area.id).order_by("-created_at")[:1]))


def _upload_card(row: Upload) -> UploadCard:
    return UploadCard(
        id=row.pk,
        coalition=row.coalition_id,
        source=row.source,
        period=row.period,
        delivery=row.delivery,
        file_name=row.file_name,
        file_bytes=row.file_bytes,
        sha256=row.sha256,
        state=row.state,
        receipt=row.receipt,
        preview=row.preview,
        problem=row.problem,
        release=row.release_id,
        offered_by=row.account.name,
        created_at=row.created_at,
        expires_at=row.expires_at,
        work=work_card(list(row.works.all())),
    )


def uploads(actor: Actor, *, states: tuple[str, ...] = ("offered", "checked", "refused")) -> list[UploadCard]:
    """Offered files of the actor's coalitions in these states, oldest first. Two queries."""
    own = coalitions_where(actor, "read", "delivery")
    rows = Upload.objects.filter(coalition__in=own, state__in=states).select_related("account")
    return [_upload_card(row) for row in rows.prefetch_related("works").order_by("created_at")[:200]]


def upload(actor: Actor, key: UUID) -> UploadCard | None:
    """One offered file; None where it is not the actor's coalition's."""
    own = coalitions_where(actor, "read", "delivery")
    row = Upload.objects.filter(pk=key, coalition__in=own).select_related("account").prefetch_related("works").first()
    return _upload_card(row) if row else None


def _desk(actor: Actor, row: Release) -> DeskRelease:
    def allowed(verb: str, event: str) -> bool:
        return may(actor, verb, "release", coalition=row.coalition_id) == "allow" and can_move(row.status, event)

    own_source = descriptions.source(row.source)
    is_own = own_source is None or own_source.policy == "own"
    may_publish = allowed("publish", "publish")
    why_not = "same person" if may_publish and row.proposed_by_id == actor.account else ""
    if row.status == "imported" and not is_own:
        why_not = "published at source"
    return DeskRelease(
        card=card_of(row),
        imported_by=row.imported_by.name if row.imported_by else "",
        may_propose=allowed("propose", "propose") and is_own,
        may_publish=may_publish and not why_not,
        may_withdraw=allowed("withdraw", "withdraw"),
        why_not=why_not,
        work=work_card(list(row.works.all())),
    )


def desk_releases(actor: Actor, *, limit: int = 200) -> list[DeskRelease]:
    """The releases of the actor's own coalitions and those of everybody, newest first. Two queries."""
    rows = Release.objects.filter(listed(actor)).select_related("imported_by", "proposed_by", "published_by")
    return [_desk(actor, row) for row in rows.prefetch_related("works").order_by("-created_at")[:limit]]


def desk_release(actor: Actor, key: UUID) -> DeskRelease | None:
    """One release of the actor's own coalitions or of everybody; one that was never public shows what became of it."""
    own = coalitions_where(actor, "read", "delivery")
    rows = Release.objects.filter(pk=key).select_related("imported_by", "proposed_by", "published_by")
    row = rows.prefetch_related("works").first()
    if row is None or (row.coalition_id not in own and release(actor, key) is None):
        return None
    return _desk(actor, row)


def waiting_proposals(actor: Actor) -> list[ReleaseCard]:
    """What another person proposed and the actor may publish, oldest first. One query."""
    own = coalitions_where(actor, "publish", "release")
    rows = Release.objects.filter(status="proposed", coalition__in=own).exclude(proposed_by=actor.account)
    rows = rows.select_related("imported_by", "proposed_by", "published_by")
    return [card_of(row) for row in rows.order_by("proposed_at")[:50]]


_BY_LEVEL = """
select level, s, count(*) from figures_row, unnest(status) s where release_id = %s group by level, s
"""


def use_of(actor: Actor, key: UUID) -> list[LevelUse]:
    """Per level, from the country down, how many cells a release shows and hides; [] where the actor may not see it."""
    if release(actor, key) is None:
        return []
    found: dict[str, list[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_BY_LEVEL, [key])
        counted = [*cursor.fetchall(), *tally(key)]
    for level, status, count in counted:
        place = 0 if status in HAS_VALUE else 1 if status == HIDDEN else 2
        found.setdefault(level, [0, 0, 0])[place] += count
    return [LevelUse(level, *found[level]) for level in sorted(found, key=LEVELS.index)]


def hidden_cells(actor: Actor, key: UUID, *, limit: int = 200) -> list[HiddenCell]:
    """Which cells a release hides, from the country down: where and what, never how much."""
    card = release(actor, key)
    if card is None:
        return []
    columns, periods = Release.objects.values_list("columns", "column_periods").get(pk=key)
    found: list[HiddenCell] = []
    for level in sorted(card.levels, key=LEVELS.index):
        rows = Row.objects.filter(release=key, level=level, status__contains=[HIDDEN])
        for row in rows.order_by("area_code", "period")[: limit - len(found)]:
            for at, status in enumerate(row.status):
                if status == HIDDEN:
                    found.append(HiddenCell(row.area_code, level, periods[at] or row.period, columns[at]))
        if len(found) >= limit:
            break
    return found[:limit]


@dataclass(frozen=True)
class DeliveredCell:
    """A count as it was delivered, for the people of that coalition who may read its deliveries."""

    area: str
    level: str
    period: str
    indicator: str
    value: float | None
    numerator: float | None
    denominator: float | None
    status: str


def delivered_cells(actor: Actor, key: UUID, *, limit: int = 50) -> list[DeliveredCell]:
    """The first rows of an imported release as delivered; [] once it was proposed, and for everybody else."""
    row = Release.objects.filter(pk=key, status="imported").first()
    if row is None or may(actor, "read", "delivery", coalition=row.coalition_id) != "allow":
        return []
    return [
        DeliveredCell(
            one.area_code,
            one.level,
            row.column_periods[at] or one.period,
            name,
            one.value[at],
            one.numerator[at],
            one.denominator[at],
            STATUS_NAMES[one.status[at]],
        )
        for one in delivered_rows(key, limit=limit)
        for at, name in enumerate(row.columns)
    ][:limit]


@dataclass(frozen=True)
class RawFile:
    path: Path
    name: str


def raw_file(actor: Actor, key: UUID) -> RawFile | None:
    """The file as delivered: for those who may read deliveries of its coalition, or of any where it is everybody's."""
    own = coalitions_where(actor, "read", "delivery")
    row = Release.objects.filter(pk=key).first()
    if row is None or not own or (row.coalition_id is not None and row.coalition_id not in own):
        return None
    kept = folder_of(row) / "raw"
    return RawFile(kept, row.file_name) if kept.exists() else None
