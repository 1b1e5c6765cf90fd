"""Reads of the one plan of a person and of who coordinates. For who keeps the file, who was taken in, and herself."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kansrijk.families.models import CareCoordinator, Person, PlanLine
from kansrijk.families.queries import standing_of, visible
from kansrijk.families.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.rules import Denied, require_may

KIND = "plan"


@dataclass(frozen=True)
class Line:
    """One line of the plan as it is read."""

    id: UUID
    kind: str
    state: str
    text: str
    who: str
    on_day: date | None
    version: int


@dataclass(frozen=True)
class Coordinator:
    """Who coordinates the care, with her agreement of a day."""

    id: UUID
    name: str
    reach: str
    agreed_on: date
    named_at: datetime


@dataclass(frozen=True)
class Plan:
    """What goes on first, by day and then as it was written; then what is over."""

    coordinator: Coordinator | None
    going_on: tuple[Line, ...]
    over: tuple[Line, ...]

    def of(self, kind: str) -> list[Line]:
        return [one for one in self.going_on if one.kind == kind]


def plan_of(actor: Actor, coalition: UUID, file: UUID) -> Plan:
    """The plan of one person. Raises `Denied`."""
    with within(actor, coalition, verb="read", kind=KIND) as inside:
        person = found_file(inside, file, "read")
        write_down(inside, "plan read", "R", kind=KIND, reference=file)
        return plan_within(inside, person.pk)


def plan_within(inside: Within, person: UUID) -> Plan:
    """The same inside an opening of compartment B, for who was let through to this person."""
    rows = PlanLine.objects.filter(person=person, coalition=inside.coalition).order_by("made_at", "pk")
    lines = [_line(inside, row) for row in rows]
    going_on = sorted((one for one in lines if one.state == "open"), key=lambda one: one.on_day or date.max)
    row = CareCoordinator.objects.filter(person=person, coalition=inside.coalition, ended_at=None).first()
    coordinator = None
    if row is not None:
        name, reach = inside.cipher.unseal(row.sealed_name), inside.cipher.unseal(row.sealed_reach)
        coordinator = Coordinator(row.pk, name, reach, row.agreed_on, row.named_at)
    return Plan(coordinator, tuple(going_on), tuple(one for one in lines if one.state != "open"))


def found_file(inside: Within, file: UUID, verb: str) -> Person:
    """The file, where the actor may do this with its plan. Raises `Denied`."""
    row: Person | None = visible(inside, "read").filter(pk=file).first()
    if row is None:
        raise Denied(verb, KIND)
    require_may(inside.actor, verb, KIND, coalition=inside.coalition, case=standing_of(inside, row))
    return row


def _line(inside: Within, row: PlanLine) -> Line:
    who = inside.cipher.unseal(row.sealed_who) if row.sealed_who else ""
    return Line(row.pk, row.kind, row.state, inside.cipher.unseal(row.sealed_text), who, row.on_day, row.version)
