"""Voices: a text is laid before experts by experience, they say what they think, who wrote it answers and changes."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition import rules_voices
from kansrijk.coalition.commands.checking import sound, write_down
from kansrijk.coalition.models import Agreement, AgreementText, Comment, OfferedText
from kansrijk.coalition.queries.telling import plan_in_words
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may

LONGEST = 20_000
PLAN = "plan"


@dataclass(frozen=True)
class ToRead:
    """What is laid before readers. With `agreement` the text is its current version, and with `about` = `plan` the plan
    as it stands, whatever `text` says. A higher room names what its text is of (`path:…`) and which version.
    """

    title: str
    text: str = ""
    question: str = ""
    agreement: UUID | None = None
    until: date | None = None
    about: str = ""
    number: int = 0


@transaction.atomic
def offer_text(*, by: Actor, coalition: UUID, to_read: ToRead) -> UUID:
    """A text lies before readers. One with this title that lies there already is that one, with what is asked now."""
    require_may(by, "offer", "voice", coalition=coalition)
    title = sound(to_read.title, "title", most=200)
    question = sound(to_read.question, "question", most=500, is_needed=False)
    if to_read.until is not None and to_read.until < timezone.localdate():
        raise BadInput(_("This day is over."), field="until")
    there = OfferedText.objects.filter(coalition=coalition, title=title, closed_on__isnull=True).first()
    if there is not None:
        return _ask_anew(by, there, question, to_read.until)
    text, number = to_read.text, to_read.number
    if to_read.about == PLAN:
        text = plan_in_words(by, coalition)
    if to_read.agreement is not None:
        row = Agreement.objects.filter(pk=to_read.agreement, coalition=coalition).first()
        if row is None:
            raise BadInput(_("Choose one of the list."), field="agreement")
        current = AgreementText.objects.get(agreement=row, state="current")
        text, number = current.text, current.number
    made = OfferedText.objects.create(
        coalition_id=coalition,
        title=title,
        question=question,
        text=sound(text, "text", most=LONGEST),
        agreement_id=to_read.agreement,
        number=number,
        about=to_read.about,
        until=to_read.until,
        offered_by_id=by.account,
        offered_name=by.name[:120],
    )
    write_down(by, coalition, "text laid before readers", "C", "voice", made.pk)
    return made.pk


def _ask_anew(by: Actor, row: OfferedText, question: str, until: date | None) -> UUID:
    """The text that lies open stays as it was read and commented on; a new question or day takes the place of the old.

    What is left empty the second time is not taken away: a second press is no wish to remove a question.
    """
    wanted = (question or row.question, until or row.until)
    if wanted != (row.question, row.until):
        row.question, row.until = wanted
        row.save(update_fields=["question", "until"])
        write_down(by, row.coalition_id, "text laid before readers", "U", "voice", row.pk)
    return row.pk


@transaction.atomic
def close_text(*, by: Actor, text: UUID) -> None:
    """Nobody comments on it any more; it stays to be read with its answers. Twice is once."""
    row = _offered(by, text, "offer")
    if row.closed_on is None:
        row.closed_on = timezone.localdate()
        row.save(update_fields=["closed_on"])
        write_down(by, row.coalition_id, "reading closed", "U", "voice", row.pk)


@transaction.atomic
def comment_on(*, by: Actor, text: UUID, comment: str) -> UUID:
    """What a reader says of a text that lies open; the same words twice are one comment."""
    row = _offered(by, text, "comment")
    plain = sound(comment, "comment", most=2000)
    if by.account is None:
        raise Denied("comment", "voice")
    there = Comment.objects.filter(offered=row, written_by=by.account, text=plain).first()
    if there is not None:
        return there.pk
    if not rules_voices.is_open(row.until, row.closed_on, timezone.localdate()):
        raise BadInput(_("Nobody can comment on this text any more."), field="comment")
    made = Comment.objects.create(offered=row, text=plain, written_by_id=by.account, written_name=by.name[:120])
    write_down(by, row.coalition_id, "comment written", "C", "voice", made.pk)
    return made.pk


@transaction.atomic
def take_back_comment(*, by: Actor, comment: UUID) -> None:
    """One's own comment goes for good, as long as nobody answered it. Twice is once."""
    require_may(by, "comment", "voice", coalition=_coalition_of(comment))
    row = Comment.objects.select_for_update().filter(pk=comment).first()
    if row is None:
        return
    if row.written_by_id != by.account:
        raise BadInput(_("This comment is of somebody else."), field="comment")
    if row.answered_at is not None:
        raise BadInput(_("This comment was answered already. Ask the coordinator."), field="comment")
    coalition = row.offered.coalition_id
    row.delete()
    write_down(by, coalition, "comment taken back", "D", "voice", comment)


@transaction.atomic
def answer_comment(*, by: Actor, comment: UUID, answer: str, changed: str = "", is_public: bool = False) -> None:
    """The answer to a comment, and what changed because of it; again with other words is the answer that holds.

    `is_public`: what changed may stand on the public page, without a name.
    """
    require_may(by, "answer", "voice", coalition=_coalition_of(comment))
    row = Comment.objects.select_for_update().select_related("offered").filter(pk=comment).first()
    if row is None:
        raise Denied("answer", "voice")
    told = sound(answer, "answer", most=2000)
    different = sound(changed, "changed", most=500, is_needed=False)
    if is_public and not different:
        raise BadInput(_("Say first what changed."), field="changed")
    now = (told, different, is_public)
    if (row.answer, row.changed, row.is_public) == now:
        return
    row.answer, row.changed, row.is_public = now
    row.answered_name, row.answered_at = by.name[:120], timezone.now()
    row.save()
    write_down(by, row.offered.coalition_id, "comment answered", "U", "voice", row.pk, changed=bool(different))


def _offered(by: Actor, key: UUID, verb: str) -> OfferedText:
    row = OfferedText.objects.select_for_update().filter(pk=key).first()
    require_may(by, verb, "voice", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied(verb, "voice")
    return row


def _coalition_of(comment: UUID) -> UUID | None:
    return Comment.objects.filter(pk=comment).values_list("offered__coalition", flat=True).first()
