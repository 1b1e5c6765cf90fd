"""Evidence for the points of the stage checklist, and points of one's own."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition import rules
from kansrijk.coalition.commands.checking import known, sound, sound_link, write_down
from kansrijk.coalition.models import Action, Agreement, Choice, Evidence, Goal, Meeting, StageItem
from kansrijk.coalition.staging import points
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may

_TABLES: dict[str, Any] = {
    "agreement": Agreement,
    "action": Action,
    "meeting": Meeting,
    "goal": Goal,
    "choice": Choice,
}


@dataclass(frozen=True)
class Proof:
    """What shows that a point holds: a thing of this coalition (`kind` and `key`), a link, or words.

    `text` beside a thing or a link says more of it.
    """

    kind: str
    key: UUID | None = None
    link: str = ""
    text: str = ""
    added_on: date | None = None


@transaction.atomic
def add_evidence(*, by: Actor, coalition: UUID, item: str, proof: Proof) -> UUID:
    """Evidence under a point; the same twice is once."""
    require_may(by, "write", "evidence", coalition=coalition)
    _known_item(coalition, item)
    known(proof.kind, dict.fromkeys(rules.EVIDENCE_KINDS), "thing")
    values: dict[str, Any] = {
        "kind": proof.kind,
        "link": sound_link(proof.link) if proof.kind == "link" else "",
        "text": sound(proof.text, "text", most=500, is_needed=proof.kind == "text"),
    }
    if proof.kind == "link" and not values["link"]:
        raise BadInput(_("Fill this in."), field="link")
    if proof.kind in _TABLES:
        rows = _TABLES[proof.kind].objects.filter(pk=proof.key, coalition=coalition)
        if proof.key is None or not rows.exists():
            raise BadInput(_("Choose one of the list."), field="thing")
        values[f"{proof.kind}_id"] = proof.key
    there = Evidence.objects.filter(coalition=coalition, item=item, taken_back_at__isnull=True, **values).first()
    if there is not None:
        return there.pk
    row = Evidence.objects.create(
        coalition_id=coalition,
        item=item,
        added_on=proof.added_on or timezone.localdate(),
        added_by_id=by.account,
        added_name=by.name[:120],
        **values,
    )
    write_down(by, coalition, "evidence added", "C", "evidence", row.pk, item=item, evidence=proof.kind)
    return row.pk


@transaction.atomic
def take_back_evidence(*, by: Actor, evidence: UUID) -> None:
    """It no longer counts; that it was there stays. Twice is once."""
    row = Evidence.objects.select_for_update().filter(pk=evidence).first()
    require_may(by, "write", "evidence", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied("write", "evidence")
    if row.taken_back_at is None:
        row.taken_back_at = timezone.now()
        row.save(update_fields=["taken_back_at"])
        write_down(by, row.coalition_id, "evidence taken back", "U", "evidence", row.pk)


@transaction.atomic
def add_stage_item(*, by: Actor, coalition: UUID, stage: str, text: str) -> UUID:
    """A point of one's own under a stage; the same words are one point, and one that was closed opens again."""
    require_may(by, "update", "coalition", coalition=coalition)
    known(stage, dict.fromkeys(rules.STAGES), "stage")
    plain = sound(text, "text", most=300)
    row, is_new = StageItem.objects.get_or_create(coalition_id=coalition, stage=stage, text=plain)
    if row.ended_on is not None:
        row.ended_on = None
        row.save(update_fields=["ended_on"])
    if is_new:
        write_down(by, coalition, "stage item added", "C", "stage_item", row.pk)
    return row.pk


@transaction.atomic
def end_stage_item(*, by: Actor, item: UUID) -> None:
    """A point of one's own is asked for no longer; its evidence stays."""
    row = StageItem.objects.select_for_update().filter(pk=item).first()
    require_may(by, "update", "coalition", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied("update", "coalition")
    if row.ended_on is None:
        row.ended_on = timezone.localdate()
        row.save(update_fields=["ended_on"])
        write_down(by, row.coalition_id, "stage item ended", "U", "stage_item", row.pk)


def _known_item(coalition: UUID, item: str) -> None:
    """A shipped point, or an open one of this coalition."""
    if item in points():
        return
    try:
        key = UUID(item)
    except ValueError:
        key = None
    if key is None or not StageItem.objects.filter(pk=key, coalition=coalition, ended_on__isnull=True).exists():
        raise Denied("write", "evidence")
