"""What a professional sees of the link to a parent's own page, and of what she asked there."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from kansrijk.families import grounds, links
from kansrijk.families.grounds import Giver
from kansrijk.families.models import ParentLink, ParentRequest, Person
from kansrijk.families.queries import standing_of, visible
from kansrijk.families.queries_consent import born_on
from kansrijk.families.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Organisation
from kansrijk.trust.rules import Denied, may, require_may


@dataclass(frozen=True)
class LinkSeen:
    """The newest link of a file. `state`: works, over, withdrawn or closed (after wrong codes)."""

    state: str
    made_at: datetime
    ends_on: date
    used_on: date | None


@dataclass(frozen=True)
class RequestSeen:
    """What a parent asked. `outcome` '' is not answered yet."""

    id: UUID
    file: UUID
    kind: str
    text: str
    made_at: datetime
    answer_by: date
    outcome: str
    answer: str
    answered_at: datetime | None

    @property
    def is_late(self) -> bool:
        return not self.outcome and self.answer_by < timezone.localdate()


@dataclass(frozen=True)
class OwnPageSeen:
    """`link`: None where none was ever made. `may_make`: for whom keeps the file; a colleague only sees it."""

    link: LinkSeen | None
    requests: list[RequestSeen]
    may_make: bool


@dataclass(frozen=True)
class Making:
    """What the form of a link begins with. `age`: by the day of birth, '' where that has to be asked.

    `who`: whose word it takes; empty while the age is not known.
    """

    file: UUID
    name: str
    part: str
    is_kept: bool
    age: str
    who: tuple[str, ...]
    is_for_others: bool
    organisation: str
    has_link: bool


def own_page_seen(actor: Actor, coalition: UUID, file: UUID) -> OwnPageSeen:
    """Whether there is a link, until when, when it was used last, and what was asked. Raises `Denied`."""
    with within(actor, coalition, verb="read", kind="parent_link") as inside:
        person = _seen(inside, file, "read")
        link = ParentLink.objects.filter(person=file, coalition=coalition).order_by("-made_at", "-pk").first()
        rows = ParentRequest.objects.filter(person=file, coalition=coalition).order_by("-made_at", "-pk")
        found = [request_seen(inside, row) for row in rows]
        write_down(inside, "own page seen", "R", kind="parent_link", reference=file, hits=[one.id for one in found])
        case = standing_of(inside, person)
        makes = may(actor, "create", "parent_link", coalition=coalition, case=case) == "allow"
        return OwnPageSeen(_link(link) if link else None, found, makes)


def making(actor: Actor, coalition: UUID, file: UUID) -> Making:
    """For who may make one. Raises `Denied`."""
    with within(actor, coalition, verb="create", kind="parent_link") as inside:
        person = _seen(inside, file, "create")
        giver, today = Giver(born_on(inside, person)), timezone.localdate()
        age = grounds.age_of(giver, today)
        who = grounds.who_agrees(giver, today)
        write_down(inside, "own page link begun", "R", kind="parent_link", reference=file)
        return Making(
            file=person.pk,
            name=inside.cipher.unseal(person.sealed_name),
            part=person.part,
            is_kept=person.state == "kept",
            age=age.code if age else "",
            who=who,
            is_for_others=bool(who) and links.OF_ONE_PERSON not in who,
            organisation=Organisation.objects.get(pk=person.organisation).name,
            has_link=ParentLink.objects.filter(person=file, withdrawn_at=None, ends_on__gte=today).exists(),
        )


def request(actor: Actor, coalition: UUID, request: UUID) -> RequestSeen:
    """One request, for who may answer it. Raises `Denied`."""
    with within(actor, coalition, verb="update", kind="parent_request") as inside:
        row = ParentRequest.objects.filter(pk=request, coalition=coalition).first()
        if row is None:
            raise Denied("update", "parent_request")
        _seen(inside, row.person_id, "update", "parent_request")
        write_down(inside, "parent request read", "R", kind="parent_request", reference=request, hits=[row.person_id])
        return request_seen(inside, row)


def request_seen(inside: Within, row: ParentRequest) -> RequestSeen:
    """A row as it is read, inside an opening of B."""
    return RequestSeen(
        id=row.pk,
        file=row.person_id,
        kind=row.kind,
        text=inside.cipher.unseal(row.sealed_text),
        made_at=row.made_at,
        answer_by=row.answer_by,
        outcome=row.outcome,
        answer=inside.cipher.unseal(row.sealed_answer) if row.sealed_answer else "",
        answered_at=row.answered_at,
    )


def _link(row: ParentLink) -> LinkSeen:
    state = "works"
    if row.withdrawn_at is not None:
        state = "withdrawn"
    elif row.ends_on < timezone.localdate():
        state = "over"
    elif row.tries >= links.number("tries"):
        state = "closed"
    return LinkSeen(state, row.made_at, row.ends_on, row.used_on)


def _seen(inside: Within, file: UUID, verb: str, kind: str = "parent_link") -> Person:
    row: Person | None = visible(inside, "read").filter(pk=file).first()
    if row is None:
        raise Denied(verb, kind)
    require_may(inside.actor, verb, kind, coalition=inside.coalition, case=standing_of(inside, row))
    return row
