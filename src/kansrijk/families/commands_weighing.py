"""Writes of a weighing, one for each step. A step sent twice is one step; of two who write, the second is told."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families import weighing as rules
from kansrijk.families.models import Person, Weighing
from kansrijk.families.queries import standing_of, visible
from kansrijk.families.queries_balance import of_person
from kansrijk.families.queries_weighing import found, opened, visible_weighings
from kansrijk.families.recording import write_down
from kansrijk.families.weighing import Choice, Held
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.rules import Denied, require_may

AUTHOR = frozenset({"author"})


def begin_weighing(*, by: Actor, coalition: UUID, file: UUID, key: UUID, sufficiency: str) -> UUID:
    """Step 1: whether what carries is enough, as you see it together. Returns `key`, the weighing's.

    By who began the file or was taken into it. Sent twice with the same key it begins one weighing.
    """
    with within(by, coalition, verb="create", kind="weighing") as inside:
        person = visible(inside, "read").filter(pk=file).first()
        if person is None:
            raise Denied("create", "weighing")
        require_may(by, "create", "weighing", coalition=coalition, case=standing_of(inside, person))
        answer = rules.checked_sufficiency(sufficiency)
        if visible_weighings(inside, "read").filter(pk=key, author=inside.account, person=person.pk).exists():
            return key
        _insert(inside, key, person, answer)
        write_down(inside, "weighing begun", "C", kind="weighing", reference=key, hits=[person.pk])
        return key


def _insert(inside: Within, key: UUID, person: Person, answer: str) -> None:
    try:
        with transaction.atomic():
            Weighing.objects.create(
                id=key,
                coalition=inside.coalition,
                person=person,
                author=inside.account,
                organisation=person.organisation,
                sealed_sufficiency=inside.cipher.seal(answer),
            )
    except IntegrityError as error:  # the key of another weighing: nothing is told of that
        raise BadInput("this form was sent before; begin again", field="key") from error


def say_whether_enough(*, by: Actor, coalition: UUID, weighing: UUID, version: int, sufficiency: str) -> int:
    """Step 1 again. A level that was chosen with another answer is taken out. Returns the new version."""
    answer = rules.checked_sufficiency(sufficiency)

    def values(inside: Within, row: Weighing, person: Person) -> dict[str, Any]:
        before = opened(inside, row, person)
        if before.sufficiency == answer:
            return {"sufficiency": answer}
        return {"sufficiency": answer, "level": "", "reason": "", "seen": "", "step": 1}

    return _write(by, coalition, weighing, version, 1, "sufficiency weighed", values)


def choose_level(*, by: Actor, coalition: UUID, weighing: UUID, version: int, choice: Choice) -> int:
    """Step 2: the level that professional and parent choose, or none now. Returns the new version."""

    def values(inside: Within, row: Weighing, person: Person) -> dict[str, Any]:
        balance = of_person(inside, person)
        left_open = balance.open_when(opened(inside, row, person).sufficiency)
        checked = rules.checked_choice(left_open, choice)
        seen = rules.written(rules.seen(balance, left_open))
        return {"level": checked.level, "reason": checked.reason, "seen": seen}

    return _write(by, coalition, weighing, version, 2, "level chosen", values)


def close_weighing(*, by: Actor, coalition: UUID, weighing: UUID, version: int, held: Held) -> int:
    """Step 3: with whom, what the parent says of it, and when it is weighed again. Returns the new version."""
    checked = rules.checked_held(held, timezone.localdate())

    def values(inside: Within, row: Weighing, person: Person) -> dict[str, Any]:
        if row.step < rules.STEPS[-1] - 1:
            raise BadInput("choose first, together, or choose that there is no level now", field="level")
        return {
            "present": list(checked.present),
            "view": checked.view,
            "weighed_on": checked.weighed_on,
            "reweigh_on": checked.reweigh_on,
        }

    return _write(by, coalition, weighing, version, 3, "weighing closed", values)


def drop_weighing(*, by: Actor, coalition: UUID, weighing: UUID) -> None:
    """Takes a weighing of one's own away with its history; the file stays. The record of it stays too."""
    with within(by, coalition, verb="delete", kind="weighing") as inside:
        row, person = found(inside, weighing, "delete")
        require_may(by, "delete", "weighing", coalition=coalition, case=_case(inside, row))
        Weighing.objects.filter(pk=row.pk).delete()
        write_down(inside, "weighing removed", "D", kind="weighing", reference=weighing, hits=[person.pk])


def _write(
    by: Actor,
    coalition: UUID,
    weighing: UUID,
    version: int,
    step: int,
    event: str,
    values: Callable[[Within, Weighing, Person], dict[str, Any]],
) -> int:
    """Writes one step and its record. What stands there already, sent again, changes nothing."""
    with within(by, coalition, verb="update", kind="weighing") as inside:
        row, person = found(inside, weighing, "update")
        require_may(by, "update", "weighing", coalition=coalition, case=_case(inside, row))
        row = Weighing.objects.select_for_update().get(pk=row.pk)
        if version not in {row.version, row.version - 1}:
            raise _overtaken()
        told = values(inside, row, person)
        if row.version == version + 1:
            if row.step >= step and _stands(inside, row, told):
                return row.version
            raise _overtaken()
        now = {"step": told.pop("step", max(row.step, step)), "changed_at": timezone.now(), "version": F("version") + 1}
        Weighing.objects.filter(pk=row.pk).update(**_sealed(inside, told), **now)
        filled = [key for key, one in told.items() if one]
        write_down(inside, event, "U", kind="weighing", reference=row.pk, fields=filled, hits=[person.pk])
        return row.version + 1


def _overtaken() -> BadInput:
    return BadInput("this was changed elsewhere in the meantime; look at both and send it again", field="version")


def _case(inside: Within, row: Weighing) -> frozenset[str]:
    return AUTHOR if row.author == inside.account else frozenset()


def _sealed(inside: Within, told: dict[str, Any]) -> dict[str, Any]:
    return {f"sealed_{key}" if isinstance(value, str) else key: _seal(inside, value) for key, value in told.items()}


def _seal(inside: Within, value: Any) -> Any:
    return inside.cipher.seal(value) if isinstance(value, str) and value else value


def _stands(inside: Within, row: Weighing, told: dict[str, Any]) -> bool:
    """Whether the row says this already."""
    for key, value in told.items():
        if not isinstance(value, str):
            if key != "step" and getattr(row, key) != value:
                return False
            continue
        sealed = getattr(row, f"sealed_{key}")
        if (inside.cipher.unseal(sealed) if sealed else "") != value:
            return False
    return True
