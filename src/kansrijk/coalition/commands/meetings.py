"""Meetings: planned, minuted, and what was decided becomes an action; calendar links."""

import secrets
from collections.abc import Sequence
from datetime import date, time
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition.commands.actions import Task, make_action
from kansrijk.coalition.commands.checking import sound, write_down
from kansrijk.coalition.links import digest_of
from kansrijk.coalition.models import Decision, Feed, Meeting, Party
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@transaction.atomic
def plan_meeting(
    *,
    by: Actor,
    coalition: UUID,
    title: str,
    held_on: date,
    begins_at: time | None = None,
    place: str = "",
    points: str = "",
) -> UUID:
    """A meeting; the same title on the same day is the same meeting."""
    require_may(by, "write", "meeting", coalition=coalition)
    plain = sound(title, "title", most=200)
    values = {
        "begins_at": begins_at,
        "place": sound(place, "place", most=200, is_needed=False),
        "points": sound(points, "points", most=2000, is_needed=False),
    }
    row, is_new = Meeting.objects.get_or_create(coalition_id=coalition, held_on=held_on, title=plain, defaults=values)
    if is_new:
        write_down(by, coalition, "meeting planned", "C", "meeting", row.pk)
    return row.pk


@transaction.atomic
def write_minutes(*, by: Actor, meeting: UUID, minutes: str, present: Sequence[UUID], version: int) -> None:
    """The minutes and which parties were there. Raises BadInput where somebody stored other minutes meanwhile."""
    row = _locked(by, meeting)
    plain = sound(minutes, "minutes", most=20_000, is_needed=False)
    if row.minutes_version != version and row.minutes != plain:
        raise BadInput(
            _("Somebody stored other minutes meanwhile. Yours stand below; theirs are under “Stored minutes”."),
            field="minutes",
        )
    parties = list(Party.objects.filter(pk__in=present, coalition=row.coalition_id))
    if len(parties) != len(set(present)):
        raise BadInput(_("Choose one of the list."), field="present")
    row.minutes, row.minutes_version = plain, row.minutes_version + 1
    row.save(update_fields=["minutes", "minutes_version"])
    row.present.set(parties)
    write_down(by, row.coalition_id, "minutes written", "U", "meeting", row.pk)


@transaction.atomic
def decide(*, by: Actor, meeting: UUID, text: str, owner: UUID | None = None, due_on: date | None = None) -> UUID:
    """A decision; with somebody who does it or a day it becomes an action too. The same words are one decision."""
    row = _locked(by, meeting)
    plain = sound(text, "text", most=500)
    there = Decision.objects.filter(meeting=row, text=plain).first()
    if there is not None:
        return there.pk
    action = None
    if owner is not None or due_on is not None:
        task = Task(title=plain[:200], owner=owner, due_on=due_on, meeting=row.pk)
        action = make_action(by=by, coalition=row.coalition_id, task=task)
    made = Decision.objects.create(meeting=row, text=plain, action_id=action)
    write_down(by, row.coalition_id, "decision made", "C", "meeting", row.pk)
    return made.pk


def _locked(by: Actor, key: UUID) -> Meeting:
    row = Meeting.objects.select_for_update().filter(pk=key).first()
    require_may(by, "write", "meeting", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied("write", "meeting")
    return row


@transaction.atomic
def make_feed(*, by: Actor, coalition: UUID) -> str:
    """A calendar link of the actor's own; an earlier one stops working. Returns its secret, which is told once."""
    require_may(by, "read", "action", coalition=coalition)
    secret = secrets.token_urlsafe(24)
    own = Feed.objects.filter(coalition=coalition, account=by.account, withdrawn_at__isnull=True)
    own.update(withdrawn_at=timezone.now())
    assert by.account is not None, "a visitor reads no actions"
    feed = Feed.objects.create(coalition_id=coalition, account_id=by.account, digest=digest_of(secret))
    write_down(by, coalition, "calendar link made", "C", "calendar", feed.pk)
    return secret


@transaction.atomic
def withdraw_feed(*, by: Actor, coalition: UUID) -> None:
    """The actor's own link works no longer."""
    require_may(by, "read", "action", coalition=coalition)
    own = Feed.objects.filter(coalition=coalition, account=by.account, withdrawn_at__isnull=True)
    if own.update(withdrawn_at=timezone.now()):
        write_down(by, coalition, "calendar link withdrawn", "U", "calendar", coalition)
