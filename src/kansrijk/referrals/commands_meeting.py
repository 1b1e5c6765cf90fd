"""Case meetings: planning one, who takes part with the parent's yes, whether parents are there, what was agreed."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families.models import Consent
from kansrijk.offer.models import Service
from kansrijk.offer.queries import desk_of
from kansrijk.referrals import rules_meeting
from kansrijk.referrals.models import CaseMeeting, MeetingTask, Participant
from kansrijk.referrals.queries_meeting import AUTHOR, KIND, agreed_to_meet, door_name, found, person_of
from kansrijk.referrals.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.rules import Denied


def plan_meeting(
    *, by: Actor, coalition: UUID, file: UUID, key: UUID, consent: UUID, held_on: date, agenda: str
) -> UUID:
    """Plans one, under a consent for a meeting that holds. Sent twice with one key it is one. Raises `BadInput`."""
    with within(by, coalition, verb="create", kind=KIND) as inside:
        person = person_of(inside, file)
        if CaseMeeting.objects.filter(pk=key, organiser=inside.account, person=file).exists():
            return key
        if consent not in {one for one, _, _ in agreed_to_meet(inside, person)}:
            raise BadInput("the parent did not agree to this meeting, or stopped", field="consent")
        agreed = Consent.objects.get(pk=consent)
        row = CaseMeeting(
            id=key,
            coalition=coalition,
            person=person,
            consent=agreed,
            receiver=agreed.receiver,
            purpose=agreed.purpose,
            organiser=inside.account,
            organisation=person.organisation,
            held_on=rules_meeting.checked_day(held_on, timezone.localdate(), agreed.expires_on),
            shown_until=agreed.expires_on,
            sealed_agenda=inside.cipher.seal(rules_meeting.checked_text(agenda, "agenda")),
        )
        _insert(row)
        write_down(inside, "case meeting planned", "C", kind=KIND, reference=key, hits=[file, consent])
        return key


def add_participant(
    *, by: Actor, coalition: UUID, meeting: UUID, key: UUID, service: UUID, agreed: Iterable[str], agreed_on: date
) -> UUID:
    """Who takes part, with the yes of who decides for this one and this day. Raises `BadInput`; twice is once."""
    with within(by, coalition, verb="update", kind=KIND) as inside:
        row = _mine(inside, meeting)
        if Participant.objects.filter(pk=key, meeting=meeting).exists():
            return key
        door = Service.objects.filter(pk=service, coalition=coalition, withdrawn_on=None).first()
        if door is None or Participant.objects.filter(meeting=meeting, service=service).exists():
            raise BadInput("choose who takes part and is not there yet", field="service")
        if not agreed_on <= min(timezone.localdate(), row.held_on):
            raise BadInput("the yes was said before the meeting, and not in the future", field="agreed_on")
        part = Participant(
            id=key,
            coalition=coalition,
            meeting=row,
            for_date=row.held_on,
            service=service,
            name=door_name(door),
            organisation=desk_of(coalition, [service]).get(service),
            agreed=rules_meeting.checked_yes(agreed, row.consent.agreed),
            agreed_on=agreed_on,
            added_by=inside.account,
        )
        _insert(part)
        write_down(inside, "participant added", "U", kind=KIND, reference=meeting, hits=[row.person_id, key])
        return key


def let_participant_go(*, by: Actor, coalition: UUID, meeting: UUID, participant: UUID) -> None:
    """Takes part no more, and sees nothing of it from now on. Twice is once."""
    with within(by, coalition, verb="update", kind=KIND) as inside:
        row = _mine(inside, meeting)
        parts = Participant.objects.filter(pk=participant, meeting=meeting)
        if not parts.exists():
            raise Denied("update", KIND)
        parts.filter(ended_at=None).update(ended_at=timezone.now())
        hits = [row.person_id, participant]
        write_down(inside, "participant let go", "U", kind=KIND, reference=meeting, hits=hits)


def say_parents(*, by: Actor, coalition: UUID, meeting: UUID, parents: str, absence: str = "") -> None:
    """Whether the parents come or were there; or why not. Raises `BadInput`."""
    with within(by, coalition, verb="update", kind=KIND) as inside:
        row = _mine(inside, meeting)
        parents, absence = rules_meeting.checked_parents(parents, absence)
        CaseMeeting.objects.filter(pk=row.pk).update(parents=parents, absence=absence)
        hits = [row.person_id]
        write_down(inside, "case meeting changed", "U", kind=KIND, reference=meeting, fields=["parents"], hits=hits)


def agree_task(*, by: Actor, coalition: UUID, meeting: UUID, key: UUID, who: str, text: str, due_on: date) -> UUID:
    """An agreement becomes a task. `who`: key of a participant, or `organiser` or `parents`. Twice is once."""
    with within(by, coalition, verb="update", kind=KIND) as inside:
        row = _mine(inside, meeting)
        if MeetingTask.objects.filter(pk=key, meeting=meeting).exists():
            return key
        part = _whose(row, who)
        task = MeetingTask(
            id=key,
            coalition=coalition,
            meeting=row,
            who="participant" if part else who,
            participant=part,
            sealed_text=inside.cipher.seal(rules_meeting.checked_text(text, "text")),
            due_on=rules_meeting.checked_due(due_on, row.held_on),
            made_by=inside.account,
        )
        _insert(task)
        write_down(inside, "meeting task agreed", "U", kind=KIND, reference=meeting, hits=[row.person_id, key])
        return key


def finish_task(*, by: Actor, coalition: UUID, meeting: UUID, task: UUID, feedback: str) -> None:
    """Done, with word back to who was at the table: by whose it is, or the organiser. Raises `BadInput`; once."""
    with within(by, coalition, verb="update", kind=KIND) as inside:
        row, sides = found(inside, meeting, "update")
        asked = MeetingTask.objects.filter(pk=task, meeting=meeting).select_related("participant").first()
        part = asked.participant if asked is not None else None
        own = part is not None and part.ended_at is None and _works_for(inside, part.organisation)
        if asked is None or row.ended_at is not None or not (AUTHOR in sides or own):
            raise Denied("update", KIND)
        if asked.done_on is not None:
            raise BadInput("this was done before", field="key")
        sealed = inside.cipher.seal(rules_meeting.checked_text(feedback, "feedback"))
        MeetingTask.objects.filter(pk=task).update(done_on=timezone.localdate(), sealed_feedback=sealed)
        write_down(inside, "meeting task done", "U", kind=KIND, reference=meeting, hits=[row.person_id, task])


def _works_for(inside: Within, party: UUID | None) -> bool:
    return party is not None and party in inside.organisations


def _mine(inside: Within, meeting: UUID) -> CaseMeeting:
    """The meeting, for who organises it, as long as it goes on. Raises `Denied`, and `BadInput` once it ended."""
    row, sides = found(inside, meeting, "update")
    if AUTHOR not in sides:
        raise Denied("update", KIND)
    if row.ended_at is not None:
        raise BadInput("this meeting ended: the parent stopped, or something happened", field="state")
    return row


def _whose(row: CaseMeeting, who: str) -> Participant | None:
    if who in {"organiser", "parents"}:
        return None
    rows = Participant.objects.filter(meeting=row.pk, ended_at=None)
    part = next((one for one in rows if str(one.pk) == who), None)
    if part is None:
        raise BadInput("choose who does it", field="who")
    return part


def _insert(row: CaseMeeting | Participant | MeetingTask) -> None:
    """The database refuses what no yes carries; a key of something else is told as such."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise BadInput("the parent's agreement ended, or this form was sent before", field="key") from error
