"""What lies before experts by experience, what they said, and what changed because of it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from kansrijk.coalition import rules_voices
from kansrijk.coalition.models import Comment, OfferedText
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, coalitions_where, may, require_may


@dataclass(frozen=True)
class TextCard:
    """A text in the list. `waiting`: comments without an answer; `changed`: answers after which something changed."""

    id: UUID
    title: str
    until: date | None
    is_open: bool
    comments: int
    waiting: int
    changed: int
    about: str


@dataclass(frozen=True)
class CommentCard:
    """One comment with its answer."""

    id: UUID
    text: str
    written_name: str
    written_at: datetime
    is_mine: bool
    answer: str
    changed: str
    is_public: bool
    answered_name: str
    answered_at: datetime | None


@dataclass(frozen=True)
class TextDetail:
    """A text as it was laid before readers. `agreement` and `number`: the version that it is of."""

    id: UUID
    title: str
    question: str
    text: str
    agreement: UUID | None
    number: int
    about: str
    until: date | None
    is_open: bool
    offered_name: str
    offered_at: datetime
    comments: tuple[CommentCard, ...]


@dataclass(frozen=True)
class Change:
    """What changed because of a voice, and in which text. Never who said it."""

    title: str
    changed: str
    on: date


def texts_to_read(actor: Actor, coalition: UUID) -> list[TextCard]:
    """Open ones first, the newest first. One query."""
    require_may(actor, "read", "voice", coalition=coalition)
    today = timezone.localdate()
    rows = OfferedText.objects.filter(coalition=coalition).annotate(
        said=Count("comments"),
        waiting=Count("comments", filter=Q(comments__answered_at__isnull=True)),
        moved=Count("comments", filter=~Q(comments__changed="") & Q(comments__changed__isnull=False)),
    )
    found = [
        TextCard(
            row.pk,
            row.title,
            row.until,
            rules_voices.is_open(row.until, row.closed_on, today),
            row.said,
            row.waiting,
            row.moved,
            row.about,
        )
        for row in rows.order_by("-offered_at")
    ]
    return sorted(found, key=lambda one: not one.is_open)


def texts_about(actor: Actor, coalition: UUID, about: str) -> list[TextCard]:
    """Of one thing: `plan`, or what a higher room named. Nothing for who reads no voices here."""
    if may(actor, "read", "voice", coalition=coalition) != "allow":
        return []
    return [one for one in texts_to_read(actor, coalition) if one.about == about]


def text_to_read(actor: Actor, coalition: UUID, key: UUID) -> TextDetail:
    """Raises `Denied` where this coalition has none of that key. Two queries."""
    require_may(actor, "read", "voice", coalition=coalition)
    row = OfferedText.objects.filter(pk=key, coalition=coalition).first()
    if row is None:
        raise Denied("read", "voice")
    comments = Comment.objects.filter(offered=row).order_by("written_at", "id")
    return TextDetail(
        row.pk,
        row.title,
        row.question,
        row.text,
        row.agreement_id,
        row.number,
        row.about,
        row.until,
        rules_voices.is_open(row.until, row.closed_on, timezone.localdate()),
        row.offered_name,
        row.offered_at,
        tuple(_card(one, actor) for one in comments),
    )


def _card(row: Comment, actor: Actor) -> CommentCard:
    return CommentCard(
        row.pk,
        row.text,
        row.written_name,
        row.written_at,
        row.written_by_id == actor.account,
        row.answer,
        row.changed,
        row.is_public,
        row.answered_name,
        row.answered_at,
    )


def text_of_comment(actor: Actor, coalition: UUID, comment: UUID) -> UUID:
    """The text that a comment of this coalition is about; else `Denied`."""
    require_may(actor, "read", "voice", coalition=coalition)
    found = Comment.objects.filter(pk=comment, offered__coalition=coalition).values_list("offered", flat=True).first()
    if found is None:
        raise Denied("read", "voice")
    return found


def changes(actor: Actor, coalition: UUID) -> list[Change]:
    """Everything that changed because somebody read along, the newest first. One query."""
    require_may(actor, "read", "voice", coalition=coalition)
    return _changes(coalition, only_public=False)


def public_changes(coalition: UUID) -> tuple[Change, ...]:
    """Only what was marked for the public page; asked by the public page, which judged already."""
    return tuple(_changes(coalition, only_public=True))


def _changes(coalition: UUID, *, only_public: bool) -> list[Change]:
    rows = Comment.objects.filter(offered__coalition=coalition, answered_at__isnull=False).exclude(changed="")
    if only_public:
        rows = rows.filter(is_public=True)
    told = rows.order_by("-answered_at", "id").values_list("offered__title", "changed", "answered_at")
    return [Change(title, changed, timezone.localdate(at)) for title, changed, at in told if at is not None]


@dataclass(frozen=True)
class WaitingVoice:
    """A text to read, or one with comments that wait for an answer."""

    slug: str
    key: UUID
    title: str
    what: str
    until: date | None


def voices_waiting(actor: Actor) -> list[WaitingVoice]:
    """`read`: open texts on which the actor said nothing yet; `answer`: texts of the actor with unanswered comments.

    Two queries.
    """
    today, found = timezone.localdate(), []
    readers = coalitions_where(actor, "comment", "voice") - coalitions_where(actor, "answer", "voice")
    if readers:
        rows = OfferedText.objects.filter(coalition__in=readers, closed_on__isnull=True).select_related("coalition")
        rows = rows.exclude(comments__written_by=actor.account).order_by("until", "offered_at")
        found += [
            WaitingVoice(row.coalition.slug, row.pk, row.title, "read", row.until)
            for row in rows
            if rules_voices.is_open(row.until, row.closed_on, today)
        ]
    writers = coalitions_where(actor, "answer", "voice")
    if writers:
        own = OfferedText.objects.filter(coalition__in=writers, offered_by=actor.account)
        rows = own.filter(comments__answered_at__isnull=True, comments__isnull=False).distinct()
        found += [
            WaitingVoice(row.coalition.slug, row.pk, row.title, "answer", None)
            for row in rows.select_related("coalition").order_by("offered_at")
        ]
    return found
