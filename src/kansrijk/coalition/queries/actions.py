"""Actions, meetings, and what a calendar shows of them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from kansrijk.coalition import rules
from kansrijk.coalition.links import digest_of
from kansrijk.coalition.models import Action, Decision, Feed, Meeting, Person
from kansrijk.coalition.queries.agreements import AgreementCard, agreements
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import actor_by_account, coalitions
from kansrijk.trust.rules import Denied, coalitions_where, may, require_may


@dataclass(frozen=True)
class ActionCard:
    """An action in a list or on a board. `is_left_behind`: who does it takes part no more."""

    id: UUID
    title: str
    note: str
    party: str
    owner: str
    phase: str
    pillar: str
    goal: str
    state: str
    due_on: date | None
    ended_on: date | None
    is_overdue: bool
    is_left_behind: bool
    keys: dict[str, UUID | None]
    covers: tuple[str, ...]
    indicator: str


def actions(actor: Actor, coalition: UUID, *, with_ended: bool = True) -> list[ActionCard]:
    """By due date, those without one last; one query."""
    require_may(actor, "read", "action", coalition=coalition)
    rows = Action.objects.filter(coalition=coalition)
    if not with_ended:
        rows = rows.exclude(state__in=rules.ENDED)
    rows = rows.select_related("party__organisation", "owner", "pillar", "goal")
    today = timezone.localdate()
    return [_card(row, today) for row in rows.order_by(F("due_on").asc(nulls_last=True), "title", "id")]


_KEYS = ("party", "owner", "pillar", "goal", "agreement", "meeting", "budget_line")


def _card(row: Action, today: date) -> ActionCard:
    keys = {name: getattr(row, f"{name}_id") for name in _KEYS}
    whose = row.owner or row.party
    return ActionCard(
        row.pk,
        row.title,
        row.note,
        row.party.organisation.name if row.party else "",
        row.owner.name if row.owner else "",
        row.phase,
        row.pillar.name if row.pillar else "",
        row.goal.text if row.goal else "",
        row.state,
        row.due_on,
        row.ended_on,
        rules.is_overdue(row.state, row.due_on, today),
        rules.is_left_behind(row.state, whose.left_on if whose else None, today),
        keys,
        tuple(row.covers),
        row.indicator,
    )


def action(actor: Actor, coalition: UUID, key: UUID) -> ActionCard:
    """Raises `Denied` where this coalition has none of that key."""
    require_may(actor, "read", "action", coalition=coalition)
    row = (
        Action.objects.filter(pk=key, coalition=coalition)
        .select_related("party__organisation", "owner", "pillar", "goal")
        .first()
    )
    if row is None:
        raise Denied("read", "action")
    return _card(row, timezone.localdate())


@dataclass(frozen=True)
class MeetingCard:
    """A meeting in a list."""

    id: UUID
    title: str
    held_on: date
    begins_at: time | None
    place: str
    is_over: bool


def meetings(actor: Actor, coalition: UUID) -> list[MeetingCard]:
    """Those that come first, the nearest first; then those that were, the newest first."""
    require_may(actor, "read", "meeting", coalition=coalition)
    today = timezone.localdate()
    rows = Meeting.objects.filter(coalition=coalition).order_by("held_on", "begins_at", "title")
    found = [MeetingCard(r.pk, r.title, r.held_on, r.begins_at, r.place, r.held_on < today) for r in rows]
    coming = [one for one in found if not one.is_over]
    return [*coming, *reversed([one for one in found if one.is_over])]


@dataclass(frozen=True)
class DecisionCard:
    """What was decided, and the action that came of it."""

    text: str
    action: UUID | None
    state: str
    owner: str
    due_on: date | None


@dataclass(frozen=True)
class MeetingDetail:
    """One meeting with its agenda: what people wrote, and by itself what is due by then or expires."""

    id: UUID
    title: str
    held_on: date
    begins_at: time | None
    place: str
    points: tuple[str, ...]
    minutes: str
    minutes_version: int
    present: tuple[UUID, ...]
    due: tuple[ActionCard, ...]
    expiring: tuple[AgreementCard, ...]
    decisions: tuple[DecisionCard, ...]


def meeting(actor: Actor, coalition: UUID, key: UUID) -> MeetingDetail:
    """Raises `Denied` where this coalition has none of that key."""
    require_may(actor, "read", "meeting", coalition=coalition)
    row = Meeting.objects.filter(pk=key, coalition=coalition).first()
    if row is None:
        raise Denied("read", "meeting")
    due = actions(actor, coalition, with_ended=False)
    listed = agreements(actor, coalition)
    made = Decision.objects.filter(meeting=row).select_related("action__owner").order_by("made_at", "id")
    return MeetingDetail(
        row.pk,
        row.title,
        row.held_on,
        row.begins_at,
        row.place,
        tuple(line.strip() for line in row.points.splitlines() if line.strip()),
        row.minutes,
        row.minutes_version,
        tuple(row.present.values_list("pk", flat=True)),
        tuple(one for one in due if one.due_on is not None and one.due_on <= row.held_on),
        tuple(one for one in listed if one.standing in {"expired", "expiring", "review"}),
        tuple(
            DecisionCard(
                one.text,
                one.action_id,
                one.action.state if one.action else "",
                one.action.owner.name if one.action and one.action.owner else "",
                one.action.due_on if one.action else None,
            )
            for one in made
        ),
    )


def has_feed(actor: Actor, coalition: UUID) -> bool:
    """Whether the actor has a calendar link that works."""
    require_may(actor, "read", "action", coalition=coalition)
    return Feed.objects.filter(coalition=coalition, account=actor.account, withdrawn_at__isnull=True).exists()


@dataclass(frozen=True)
class Entry:
    """One line of a calendar. Without `begins_at` it takes the day."""

    key: UUID
    what: str
    title: str
    on: date
    begins_at: time | None
    place: str


@dataclass(frozen=True)
class Calendar:
    """What a calendar link hands out."""

    name: str
    slug: str
    stamp: datetime
    entries: tuple[Entry, ...]


def calendar(actor: Actor, secret: str) -> Calendar:
    """By a link that was not withdrawn, of somebody who may read the coalition still; else `Denied`."""
    require_may(actor, "read", "calendar")
    feed = Feed.objects.filter(digest=digest_of(secret), withdrawn_at__isnull=True).select_related("coalition").first()
    owner = actor_by_account(feed.account_id) if feed else None
    if feed is None or owner is None or may(owner, "read", "action", coalition=feed.coalition_id) != "allow":
        raise Denied("read", "calendar")
    coalition = feed.coalition
    due = actions(owner, coalition.pk, with_ended=False)
    found = [Entry(one.id, "action", one.title, one.due_on, None, "") for one in due if one.due_on is not None]
    found += [
        Entry(one.id, "meeting", one.title, one.held_on, one.begins_at, one.place)
        for one in meetings(owner, coalition.pk)
    ]
    return Calendar(coalition.name, coalition.slug, timezone.now(), tuple(found))


@dataclass(frozen=True)
class Waiting:
    """Something of a coalition that waits for a person today."""

    slug: str
    what: str
    key: UUID
    title: str
    on: date


def waiting(actor: Actor) -> list[Waiting]:
    """Own actions that are late or due this week; for who keeps the agreements those that expire. By date."""
    where = coalitions_where(actor, "read", "action")
    if not where:
        return []
    today = timezone.localdate()
    own = Person.objects.filter(account=actor.account, coalition__in=where, left_on__isnull=True)
    rows = Action.objects.filter(owner__in=own, state__in=["open", "busy"], due_on__isnull=False)
    found = [
        Waiting(slug, "late" if due < today else "due", key, title, due)
        for slug, key, title, due in rows.values_list("coalition__slug", "pk", "title", "due_on")
        if due is not None and (due - today).days <= rules.NUDGE_AGAIN_DAYS
    ]
    slugs = {card.id: card.slug for card in coalitions(actor)}
    for coalition in coalitions_where(actor, "sign", "agreement"):
        for card in agreements(actor, coalition):
            if card.standing in {"expired", "expiring", "review"}:
                on = card.review_on if card.standing == "review" else card.valid_until
                found.append(Waiting(slugs[coalition], card.standing, card.id, card.title, on or today))
    return sorted(found, key=lambda one: (one.on, one.title))
