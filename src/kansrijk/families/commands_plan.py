"""Writes of the one plan of a person: its lines, and who coordinates the care with her agreement."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families import plan
from kansrijk.families.models import CareCoordinator, PlanLine
from kansrijk.families.plan import Named, Said
from kansrijk.families.queries_plan import KIND, found_file
from kansrijk.families.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.rules import Denied


def write_line(*, by: Actor, coalition: UUID, file: UUID, key: UUID, said: Said) -> UUID:
    """Writes a line of the plan. Sent twice with the same key it is one line. Raises `BadInput` with the field."""
    with within(by, coalition, verb="create", kind=KIND) as inside:
        person = found_file(inside, file, "create")
        if PlanLine.objects.filter(pk=key, person=file, author=inside.account).exists():
            return key
        told = plan.checked(said, timezone.localdate())
        row = PlanLine(
            id=key,
            coalition=coalition,
            person=person,
            kind=told.kind,
            sealed_text=inside.cipher.seal(told.text),
            sealed_who=inside.cipher.seal(told.who) if told.who else "",
            on_day=told.on_day,
            author=inside.account,
            organisation=person.organisation,
        )
        _insert(row)
        write_down(inside, "plan written", "C", kind=KIND, reference=key, fields=[told.kind], hits=[file])
        return key


def change_line(*, by: Actor, coalition: UUID, line: UUID, version: int, state: str) -> UUID:
    """Done, dropped, or open again. Returns the file. Raises `BadInput` where it changed since `version` was read."""
    with within(by, coalition, verb="update", kind=KIND) as inside:
        row = PlanLine.objects.select_for_update().filter(pk=line, coalition=coalition).first()
        if row is None:
            raise Denied("update", KIND)
        file = found_file(inside, row.person_id, "update").pk
        now = plan.checked_state(state)
        if row.state == now and row.version == version + 1:
            return file
        if row.version != version:
            raise BadInput("this was changed elsewhere in the meantime; look at it again", field="version")
        PlanLine.objects.filter(pk=line).update(state=now, changed_at=timezone.now(), version=F("version") + 1)
        write_down(inside, "plan changed", "U", kind=KIND, reference=line, fields=[now], hits=[file])
        return file


def name_coordinator(*, by: Actor, coalition: UUID, file: UUID, key: UUID, named: Named) -> UUID:
    """Names who coordinates the care, with the parent's agreement; who did until now stops. Twice is once."""
    with within(by, coalition, verb="create", kind=KIND) as inside:
        person = found_file(inside, file, "create")
        if CareCoordinator.objects.filter(pk=key, person=file).exists():
            return key
        told = plan.checked_named(named, timezone.localdate())
        assert told.agreed_on is not None
        _end(inside, file)
        row = CareCoordinator(
            id=key,
            coalition=coalition,
            person=person,
            sealed_name=inside.cipher.seal(told.name),
            sealed_reach=inside.cipher.seal(told.reach),
            agreed_on=told.agreed_on,
            named_by=inside.account,
            organisation=person.organisation,
        )
        _insert(row)
        write_down(inside, "coordinator named", "C", kind=KIND, reference=key, fields=["agreed_on"], hits=[file])
        return key


def end_coordinator(*, by: Actor, coalition: UUID, file: UUID) -> None:
    """Nobody coordinates any more: the parent or the coordinator stopped it. Twice is once."""
    with within(by, coalition, verb="update", kind=KIND) as inside:
        found_file(inside, file, "update")
        _end(inside, file)


def _end(inside: Within, file: UUID) -> None:
    rows = CareCoordinator.objects.filter(person=file, coalition=inside.coalition, ended_at=None)
    ended = list(rows.values_list("pk", flat=True))
    rows.update(ended_at=timezone.now())
    for one in ended:
        write_down(inside, "coordinator ended", "U", kind=KIND, reference=one, hits=[file])


def _insert(row: PlanLine | CareCoordinator) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:  # the key of another row, or two at the same moment: nothing is told of that
        raise BadInput("this form was sent before; begin again", field="key") from error
