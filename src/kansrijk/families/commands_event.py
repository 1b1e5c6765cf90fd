"""Recording what happened in a family: everything that rests then, in one action; and taking the record back."""

from collections.abc import Iterable
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from kansrijk.core.announce import announce
from kansrijk.core.faults import BadInput
from kansrijk.families import life_events, responses
from kansrijk.families.life_events import Kind
from kansrijk.families.linking import end_links
from kansrijk.families.models import LifeEvent, Person, PlanLine, Response
from kansrijk.families.proposing import propose
from kansrijk.families.queries_consent import born_on
from kansrijk.families.queries_event import KIND, family_of, found_file, happened, held
from kansrijk.families.recording import write_down
from kansrijk.families.stopping import HelpEnded, stop
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.rules import Denied

__all__ = ["HelpEnded", "record_event", "take_back_event"]


def record_event(
    *,
    by: Actor,
    coalition: UUID,
    file: UUID,
    key: UUID,
    kind: str,
    continues: Iterable[UUID] = (),
    also: Iterable[UUID] = (),
    children: Iterable[str] = (),
    copies: Iterable[str] = (),
) -> list[UUID]:
    """Records what happened to one person, and does at once what the table says. Returns the files of children begun.

    `continues`: consents under which help goes on because this person wants it. `also`: other files of the family in
    which everything rests too, without why. `children`: for whom a file is begun at a birth; `copies`: what of the
    mother's goes along. Sent twice with the same key it is one event. Raises `BadInput` with the field.
    """
    with within(by, coalition, verb="create", kind=KIND) as inside:
        person = found_file(inside, file, "create")
        if LifeEvent.objects.filter(pk=key, person=file).exists():
            return []
        row = life_events.kind_of(kind, person.part)
        others = _others(inside, person, row, also)
        names = life_events.checked_children(row, children, happened(file))
        _record(inside, person, row, key, frozenset(continues))
        quiet = life_events.kinds()[life_events.QUIET]
        for other in others:
            _record(inside, other, quiet, uuid5(key, str(other.pk)), frozenset())
        return _begin(inside, person, names, set(copies))


def take_back_event(*, by: Actor, coalition: UUID, event: UUID) -> UUID:
    """The record was wrong: it counts no more. What ended stays ended, and is asked anew. Returns the file."""
    with within(by, coalition, verb="update", kind=KIND) as inside:
        row = LifeEvent.objects.filter(pk=event, coalition=coalition).first()
        if row is None:
            raise Denied("update", KIND)
        person = found_file(inside, row.person_id, "update")
        if row.undone_at is None:
            LifeEvent.objects.filter(pk=event).update(undone_at=timezone.now(), undone_by=inside.account)
            write_down(inside, "life event taken back", "U", kind=KIND, reference=event, hits=[person.pk])
        return person.pk


def _others(inside: Within, person: Person, kind: Kind, also: Iterable[UUID]) -> list[Person]:
    """Raises `BadInput` for a file that is not of this family, not the actor's, or where this event stops nothing."""
    wanted = set(also)
    known = {one.pk: one for one in family_of(inside, person)}
    if wanted and (kind.stops != life_events.STOP or not wanted <= set(known)):
        raise BadInput("this file does not rest along", field="also")
    return [known[one] for one in known if one in wanted]


def _record(inside: Within, person: Person, kind: Kind, key: UUID, wanted: frozenset[UUID]) -> None:
    """One event in one file with all that it does: help first, so that it says that it stopped, then consents."""
    known = held(person)
    continues = life_events.checked_continuing(kind, wanted, known)
    ends = life_events.ending(kind, known, continues, born_on(inside, person), timezone.localdate())
    stops = sorted(life_events.stopping(kind, known, continues))
    if kind.address == life_events.FORGET:
        _forget_address(inside, person)
    event = LifeEvent(
        id=key,
        coalition=inside.coalition,
        person=person,
        kind=kind.code,
        consents=stops,
        account=inside.account,
        organisation=person.organisation,
    )
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError as error:  # the key of another event: nothing is told of that
        raise BadInput("this form was sent before; begin again", field="key") from error
    write_down(inside, "life event recorded", "C", kind=KIND, reference=key, hits=[person.pk, *stops])
    if stops:
        announce(HelpEnded(inside.coalition, tuple(stops), kind.stops, inside.account))
    for consent in sorted(ends):
        stop(inside, consent, person.pk, "", "event")
    if kind.link == life_events.END:
        end_links(inside, person)
    if kind.plan == life_events.DROP:
        _drop_plan(inside, person)
    if kind.responses == life_events.STOP:
        _stop_responses(inside, person)


def _drop_plan(inside: Within, person: Person) -> None:
    """What is open in the plan; what was done stays as it was done, in the file."""
    rows = PlanLine.objects.filter(person=person.pk, coalition=inside.coalition, state="open")
    dropped = sorted(rows.values_list("pk", flat=True))
    rows.update(state="dropped", changed_at=timezone.now(), version=F("version") + 1)
    if dropped:
        write_down(inside, "plan dropped", "U", kind="plan", reference=person.pk, hits=dropped)


def _stop_responses(inside: Within, person: Person) -> None:
    """Those that were begun, whoever began them: the database shows a colleague's in this transaction alone."""
    rows = Response.objects.filter(person=person.pk, coalition=inside.coalition, status=responses.BEGUN)
    stopped = sorted(rows.values_list("pk", flat=True))
    rows.update(status=responses.STOPPED, changed_at=timezone.now(), version=F("version") + 1)
    if stopped:
        write_down(inside, "responses stopped", "U", kind="response", reference=person.pk, hits=stopped)


def _forget_address(inside: Within, person: Person) -> None:
    """Before the event is written: the database then erases it from what the file said earlier, too."""
    Person.objects.filter(pk=person.pk).update(sealed_address="", version=F("version") + 1)
    write_down(inside, "file changed", "U", reference=person.pk, fields=["address"])


def _begin(inside: Within, person: Person, names: list[str], copies: set[str]) -> list[UUID]:
    """A proposal for each child, in the same family: empty, but for what was decided to copy. No consent goes along."""
    if names and person.author != inside.account:
        raise BadInput("who keeps the file of the mother begins that of a child", field="children")
    if not copies <= set(life_events.COPIES):
        raise BadInput("this does not go into the file of a child", field="copies")
    copied = {
        field: inside.cipher.unseal(sealed) if (sealed := getattr(person, f"sealed_{field}")) else ""
        for field in sorted(copies)
    }
    made = [
        propose(
            inside,
            organisation=person.organisation,
            part="child",
            name=name,
            family=person.family,
            telephone=copied.get("telephone", ""),
            address=copied.get("address", ""),
        ).pk
        for name in names
    ]
    if made and copied:
        write_down(inside, "details copied", "R", reference=person.pk, fields=sorted(copied), hits=made)
    return made
