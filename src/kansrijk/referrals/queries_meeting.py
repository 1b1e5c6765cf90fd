"""Case meetings, for who organises, who takes part and the person it is about. Each opens B and writes its record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from kansrijk.families.models import Consent, Person
from kansrijk.families.queries import standing_of
from kansrijk.families.queries_consent import consents_within, found_file
from kansrijk.families.rules import HERS
from kansrijk.offer.models import Service
from kansrijk.referrals import rules_meeting
from kansrijk.referrals.models import CaseMeeting, MeetingTask, Participant
from kansrijk.referrals.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within, within_own
from kansrijk.trust.models import Organisation
from kansrijk.trust.rules import Denied, require_may

KIND = "case_meeting"
AUTHOR, RECEIVER = "author", "receiver"
MOST_LISTED = 100


@dataclass(frozen=True)
class PartRead:
    """Who takes part. `has_ended`: does no more; `is_mine`: an organisation of who asks."""

    id: UUID
    name: str
    agreed_on: date
    has_ended: bool
    is_mine: bool


@dataclass(frozen=True)
class TaskRead:
    """What was agreed. `name`: of the door whose it is, '' for the organiser or the parents; `may_finish`: by me."""

    id: UUID
    who: str
    name: str
    text: str
    due_on: date
    done_on: date | None
    feedback: str
    may_finish: bool


@dataclass(frozen=True)
class MeetingRead:
    """One meeting as who asks may see it. `is_mine`: the asker organises it; `needed`: whose yes each part needs."""

    id: UUID
    name: str
    where: str
    organisation: str
    held_on: date
    parents: str
    absence: str
    agenda: str
    parts: tuple[PartRead, ...]
    tasks: tuple[TaskRead, ...]
    is_mine: bool
    has_ended: bool
    needed: tuple[str, ...]
    doors: tuple[tuple[UUID, str], ...]
    file: UUID | None


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list. `open_tasks`: there is something for the asker to do; never a count."""

    id: UUID
    where: str
    organisation: str
    held_on: date
    has_ended: bool
    open_tasks: bool


@dataclass(frozen=True)
class Planning:
    """What planning begins with: consents for a meeting that hold: key, name of that meeting, last day."""

    file: UUID
    name: str
    consents: tuple[tuple[UUID, str, date], ...]


@dataclass(frozen=True)
class OwnMeeting:
    """As the person it is about sees it: when, with whom, what was agreed: (what, by whom, by when, done)."""

    held_on: date
    organisation: str
    parts: tuple[str, ...]
    tasks: tuple[tuple[str, str, date, bool], ...]


def planning(actor: Actor, coalition: UUID, file: UUID) -> Planning:
    """For who keeps the file. Raises `Denied`."""
    with within(actor, coalition, verb="create", kind=KIND) as inside:
        person = person_of(inside, file)
        write_down(inside, "case meeting begun", "R", kind=KIND, reference=file, hits=[file])
        name = inside.cipher.unseal(person.sealed_name)
        return Planning(file, name, tuple(agreed_to_meet(inside, person)))


def person_of(inside: Within, file: UUID) -> Person:
    person = found_file(inside, file, "create")
    case = standing_of(inside, person)
    require_may(inside.actor, "create", KIND, coalition=inside.coalition, case=case)
    return person


def agreed_to_meet(inside: Within, person: Person) -> list[tuple[UUID, str, date]]:
    """Consents for a meeting that hold, as this actor asked them."""
    mine = set(Consent.objects.filter(person=person.pk, recorded_by=inside.account).values_list("pk", flat=True))
    return [
        (one.id, one.receiver_name, one.expires_on)
        for one in consents_within(inside, person)
        if one.is_in_force and one.purpose == rules_meeting.PURPOSE and "contact" in one.categories and one.id in mine
    ]


def meetings(actor: Actor, coalition: UUID) -> list[MeetingLine]:
    """Those that the actor organises or takes part in, the newest day first. Raises `Denied`."""
    with within(actor, coalition, verb="list", kind=KIND) as inside:
        if not any(right.startswith("case_meeting.list.") for right in inside.rights):
            raise Denied("list", KIND)
        rows = list(visible(inside, "list").order_by("-held_on", "-pk")[:MOST_LISTED])
        write_down(inside, "case meetings listed", "R", kind=KIND, hits=[row.pk for row in rows])
        parties = _names(row.organisation for row in rows)
        mine = _for_me(inside, rows)
        where = _doors(row.receiver for row in rows)
        return [
            MeetingLine(
                id=row.pk,
                where=where.get(row.receiver, ""),
                organisation=parties.get(row.organisation, ""),
                held_on=row.held_on,
                has_ended=row.ended_at is not None,
                open_tasks=row.pk in mine,
            )
            for row in rows
        ]


def meeting(actor: Actor, coalition: UUID, meeting: UUID) -> MeetingRead:
    """One meeting. Raises `Denied` where it is not there or not the actor's to read: the two are one."""
    with within(actor, coalition, verb="read", kind=KIND) as inside:
        row, sides = found(inside, meeting, "read")
        is_mine = AUTHOR in sides
        hits = [row.person_id]
        write_down(inside, "case meeting read", "R", kind=KIND, reference=meeting, hits=hits)
        parts = _parts(inside, row)
        return MeetingRead(
            id=row.pk,
            name=_person(inside, row) if is_mine else "",
            where=_doors([row.receiver]).get(row.receiver, ""),
            organisation=_names([row.organisation]).get(row.organisation, ""),
            held_on=row.held_on,
            parents=row.parents,
            absence=row.absence,
            agenda=inside.cipher.unseal(row.sealed_agenda),
            parts=parts,
            tasks=_tasks(inside, row, parts, is_mine),
            is_mine=is_mine,
            has_ended=row.ended_at is not None,
            needed=tuple(row.consent.agreed) if is_mine else (),
            doors=_others(inside, row, parts) if is_mine else (),
            file=row.person_id if is_mine else None,
        )


def own_meetings(actor: Actor) -> list[OwnMeeting]:
    """On her own page: every meeting about her that did not end, the newest first. Raises `Denied`."""
    with within_own(actor, verb="read", kind=KIND) as inside:
        require_may(actor, "read", KIND, coalition=inside.coalition, case=HERS)
        rows = list(
            CaseMeeting.objects.filter(coalition=inside.coalition, person=inside.person, ended_at=None).order_by(
                "-held_on"
            )
        )
        write_down(inside, "case meetings listed", "R", kind=KIND, reference=inside.person, hits=[r.pk for r in rows])
        parties = _names(row.organisation for row in rows)
        return [_own(inside, row, parties) for row in rows]


def visible(inside: Within, verb: str) -> QuerySet[CaseMeeting]:
    """Meetings to which the matrix gives this verb in one of the actor's relations: the first lock; then comes RLS."""
    condition = Q(pk__in=[])
    if f"case_meeting.{verb}.author" in inside.rights:
        condition |= Q(organiser=inside.account, organisation__in=inside.organisations)
    if f"case_meeting.{verb}.receiver" in inside.rights:
        shown = Q(ended_at=None, shown_until__gte=timezone.localdate())
        condition |= shown & Q(parties__overlap=list(inside.organisations))
    return CaseMeeting.objects.filter(condition, coalition=inside.coalition)


def found(inside: Within, meeting: UUID, verb: str) -> tuple[CaseMeeting, frozenset[str]]:
    """The row, and how the actor stands to it. Raises `Denied`."""
    row = visible(inside, verb).filter(pk=meeting).first()
    if row is None:
        raise Denied(verb, KIND)
    sides = {AUTHOR} if row.organiser == inside.account else set()
    sides |= {RECEIVER} if inside.organisations & set(row.parties) else set()
    require_may(inside.actor, verb, KIND, coalition=inside.coalition, case=frozenset(sides))
    return row, frozenset(sides)


def _parts(inside: Within, row: CaseMeeting) -> tuple[PartRead, ...]:
    rows = Participant.objects.filter(meeting=row.pk).order_by("added_at", "pk")
    return tuple(
        PartRead(one.pk, one.name, one.agreed_on, one.ended_at is not None, one.organisation in inside.organisations)
        for one in rows
    )


def _tasks(inside: Within, row: CaseMeeting, parts: Iterable[PartRead], is_mine: bool) -> tuple[TaskRead, ...]:
    known = {part.id: part for part in parts}
    rows = MeetingTask.objects.filter(meeting=row.pk).order_by("due_on", "pk")
    made = []
    for one in rows:
        part = known.get(one.participant_id) if one.participant_id else None
        can = is_mine or (part is not None and part.is_mine and not part.has_ended)
        made.append(
            TaskRead(
                id=one.pk,
                who=one.who,
                name=part.name if part else "",
                text=inside.cipher.unseal(one.sealed_text),
                due_on=one.due_on,
                done_on=one.done_on,
                feedback=inside.cipher.unseal(one.sealed_feedback) if one.sealed_feedback else "",
                may_finish=can and one.done_on is None and row.ended_at is None,
            )
        )
    return tuple(made)


def _for_me(inside: Within, rows: Iterable[CaseMeeting]) -> set[UUID]:
    """Meetings in which something waits for the actor. One query."""
    mine = Q(participant__organisation__in=inside.organisations, participant__ended_at=None)
    mine |= Q(who="organiser", meeting__organiser=inside.account)
    waiting = MeetingTask.objects.filter(mine, meeting__in=[row.pk for row in rows], done_on=None)
    return set(waiting.filter(meeting__ended_at=None).values_list("meeting", flat=True))


def _person(inside: Within, row: CaseMeeting) -> str:
    sealed = Person.objects.filter(pk=row.person_id).values_list("sealed_name", flat=True).first()
    return inside.cipher.unseal(sealed) if sealed else ""


def _others(inside: Within, row: CaseMeeting, parts: Iterable[PartRead]) -> tuple[tuple[UUID, str], ...]:
    """Doors of the directory that do not take part yet: key and name."""
    there = Participant.objects.filter(meeting=row.pk).values_list("service", flat=True)
    rows = Service.objects.filter(coalition=inside.coalition, withdrawn_on=None).exclude(pk__in=list(there))
    rows = rows.exclude(pk=row.receiver).select_related("provider").order_by("name_key", "pk")
    return tuple((one.pk, door_name(one)) for one in rows)


def door_name(row: Service) -> str:
    return f"{row.name}, {row.provider.name}" if row.provider.name != row.name else row.name


def _doors(keys: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Service.objects.filter(pk__in=set(keys)).values_list("pk", "name"))


def _names(keys: Iterable[UUID]) -> dict[UUID, str]:
    return dict(Organisation.objects.filter(pk__in=set(keys)).values_list("pk", "name"))


def _own(inside: Within, row: CaseMeeting, parties: dict[UUID, str]) -> OwnMeeting:
    parts = _parts(inside, row)
    tasks = _tasks(inside, row, parts, False)
    return OwnMeeting(
        held_on=row.held_on,
        organisation=parties.get(row.organisation, ""),
        parts=tuple(part.name for part in parts if not part.has_ended),
        tasks=tuple((one.text, one.name or one.who, one.due_on, one.done_on is not None) for one in tasks),
    )
