"""The stage checklist: per stage its points, and what carries each."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from kansrijk.coalition import rules
from kansrijk.coalition.models import Action, Agreement, Choice, Evidence, Goal, Meeting, Profile, StageItem
from kansrijk.coalition.staging import points
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@dataclass(frozen=True)
class EvidenceCard:
    """One piece. `title` is that of the thing, '' for a link or words; `standing` of an agreement as today.

    `key` is that of the thing, for a choice the line of the menu stands in `mark`.
    """

    id: UUID
    kind: str
    key: UUID | None
    mark: str
    title: str
    standing: str
    link: str
    text: str
    added_on: date
    added_name: str


@dataclass(frozen=True)
class ItemCard:
    """A point with its evidence. Its words are a shipped point's (by code) or one's own (`text`)."""

    code: str
    stage: str
    text: str
    evidence: tuple[EvidenceCard, ...]

    @property
    def is_own(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True)
class StageCard:
    """One stage; `is_here`: people chose this one."""

    code: str
    is_here: bool
    items: tuple[ItemCard, ...]


def stage_list(actor: Actor, coalition: UUID) -> list[StageCard]:
    """All six stages. Three queries, however much evidence there is."""
    require_may(actor, "read", "coalition", coalition=coalition)
    here = Profile.objects.filter(coalition=coalition).values_list("stage", flat=True).first() or "0"
    held = _evidence(coalition)
    own = StageItem.objects.filter(coalition=coalition, ended_on__isnull=True).order_by("made_at")
    items = [ItemCard(one.code, one.stage, "", tuple(held.get(one.code, ()))) for one in points().values()]
    items += [ItemCard(str(one.pk), one.stage, one.text, tuple(held.get(str(one.pk), ()))) for one in own]
    return [
        StageCard(stage, stage == here, tuple(one for one in items if one.stage == stage)) for stage in rules.STAGES
    ]


def stage_item(actor: Actor, coalition: UUID, code: str) -> ItemCard:
    """One point; raises `Denied` where this coalition has none of that code."""
    for stage in stage_list(actor, coalition):
        for item in stage.items:
            if item.code == code:
                return item
    raise Denied("read", "coalition")


def _evidence(coalition: UUID) -> dict[str, list[EvidenceCard]]:
    """Code of a point → its evidence, the newest first."""
    rows = Evidence.objects.filter(coalition=coalition, taken_back_at__isnull=True)
    rows = rows.select_related("agreement", "action", "meeting", "goal", "choice").order_by("-added_at", "id")
    today = timezone.localdate()
    found: dict[str, list[EvidenceCard]] = {}
    for row in rows:
        found.setdefault(row.item, []).append(_card(row, today))
    return found


def _card(row: Evidence, today: date) -> EvidenceCard:
    thing = getattr(row, row.kind) if row.kind not in {"link", "text"} else None
    standing = ""
    if isinstance(thing, Agreement):
        standing = rules.standing(
            today,
            valid_from=thing.valid_from,
            valid_until=thing.valid_until,
            review_on=thing.review_on,
            ended_on=thing.ended_on,
        )
    mark = thing.intervention if isinstance(thing, Choice) else ""
    title = thing.text if isinstance(thing, Goal) else "" if isinstance(thing, Choice) else str(thing or "")
    key = thing.pk if thing is not None else None
    return EvidenceCard(row.pk, row.kind, key, mark, title, standing, row.link, row.text, row.added_on, row.added_name)


@dataclass(frozen=True)
class Thing:
    """Something of the coalition that can be evidence."""

    kind: str
    key: UUID
    title: str


def things(actor: Actor, coalition: UUID) -> list[Thing]:
    """Agreements, actions, meetings, goals and choices, by name. Five queries."""
    require_may(actor, "read", "agreement", coalition=coalition)
    found = []
    for kind, table, title in (
        ("agreement", Agreement, "title"),
        ("action", Action, "title"),
        ("meeting", Meeting, "title"),
        ("goal", Goal, "text"),
    ):
        rows: Any = table.objects.filter(coalition=coalition).order_by(title)
        found += [Thing(kind, key, name) for key, name in rows.values_list("pk", title)]
    chosen = Choice.objects.filter(coalition=coalition, state="current").order_by("intervention")
    return found + [Thing("choice", key, mark) for key, mark in chosen.values_list("pk", "intervention")]
