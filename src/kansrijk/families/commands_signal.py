"""Writes of signals, one for each step. What was sent is kept at once; a step sent twice is one step."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families import signals
from kansrijk.families.models import Factor, Person, Signal
from kansrijk.families.proposing import propose
from kansrijk.families.queries import visible
from kansrijk.families.queries_signal import found, visible_signals
from kansrijk.families.recording import write_down
from kansrijk.families.signals import Chosen, Kept, Moment, Said
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.rules import Denied, require_may

AUTHOR = frozenset({"author"})


def begin_signal(
    *,
    by: Actor,
    coalition: UUID,
    organisation: UUID,
    key: UUID,
    file: UUID | None = None,
    part: str = "",
    name: str = "",
    born_on: date | None = None,
    telephone: str = "",
) -> UUID:
    """Step 1, about whom: `file` of one's own, or a new one that is begun with it. Returns `key`, the signal's.

    Sent twice with the same key it begins one signal. Raises `BadInput` as `propose_file` does.
    """
    with within(by, coalition, verb="create", kind="signal") as inside:
        require_may(by, "create", "signal", coalition=coalition, case=AUTHOR)
        if organisation not in inside.organisations:
            raise Denied("create", "signal")
        if visible_signals(inside, "update").filter(pk=key).exists():
            return key
        if file is not None:
            person = visible(inside, "update").filter(pk=file, author=inside.account).first()
            if person is None:
                raise Denied("create", "signal")
        else:
            fields: dict[str, Any] = {"part": part, "name": name, "born_on": born_on, "telephone": telephone}
            person = propose(inside, organisation=organisation, **fields)
        _insert(inside, key, person)
        write_down(inside, "signal begun", "C", kind="signal", reference=key, hits=[person.pk])
        return key


def _insert(inside: Within, key: UUID, person: Person) -> None:
    try:
        with transaction.atomic():
            Signal.objects.create(
                id=key,
                coalition=inside.coalition,
                person=person,
                author=inside.account,
                organisation=person.organisation,
            )
    except IntegrityError as error:  # the key of somebody else's signal: nothing is told of that
        raise BadInput("this form was sent before; begin again", field="key") from error


def say_when(*, by: Actor, coalition: UUID, signal: UUID, version: int, moment: Moment) -> int:
    """Step 2: phase, how far, and what the conversation was held with. Returns the new version."""
    with within(by, coalition, verb="update", kind="signal") as inside:
        row = _mine(inside, signal, version)
        checked = signals.checked_moment(moment, timezone.localdate())
        fields = {
            "phase": checked.phase,
            "situation": checked.situation,
            "sealed_due_on": _sealed(inside, checked.due_on.isoformat() if checked.due_on else ""),
            "sealed_child_born_on": _sealed(inside, checked.child_born_on.isoformat() if checked.child_born_on else ""),
            "instrument": checked.instrument,
        }
        return _changed(inside, row, 2, fields, "signal dated")


def choose_factors(*, by: Actor, coalition: UUID, signal: UUID, version: int, chosen: Chosen) -> int:
    """Step 3: the factors as they now are; what is not among them is taken out. Returns the new version."""
    with within(by, coalition, verb="create", kind="risk_factor") as inside:
        for side in ("risk_factor", "protective_factor"):
            require_may(by, "create", side, coalition=coalition, case=AUTHOR)
        row = _mine(inside, signal, version)
        factors, needs = signals.kept(chosen)
        # First the row: what the database keeps of before holds the factors that stood there then.
        version = _changed(inside, row, 3, {"needs": needs}, "factors chosen", fields=["factors", "needs"])
        Factor.objects.filter(signal=row.pk).delete()
        Factor.objects.bulk_create([_factor(row, one) for one in factors])
        return version


def _factor(row: Signal, one: Kept) -> Factor:
    agreed_on = timezone.localdate() if one.storage == "guarded" else None
    return Factor(
        coalition=row.coalition,
        signal_id=row.pk,
        code=one.code,
        side=one.side,
        state=one.state,
        storage=one.storage,
        agreed_on=agreed_on,
    )


def say_wish(*, by: Actor, coalition: UUID, signal: UUID, version: int, said: Said) -> int:
    """Step 4: the parent's own words and wish, how she is reached safely, in which language. Returns the version."""
    with within(by, coalition, verb="update", kind="signal") as inside:
        row = _mine(inside, signal, version)
        checked = signals.checked_said(said)
        fields = {
            "wish": checked.wish,
            "sealed_words": _sealed(inside, checked.words),
            "sealed_contact": _sealed(inside, checked.contact),
            "language": checked.language,
            "interpreter": checked.interpreter,
        }
        return _changed(inside, row, 4, fields, "wish written down")


def drop_signal(*, by: Actor, coalition: UUID, signal: UUID) -> None:
    """Takes a signal away with its factors; the file stays. The record of it stays too."""
    with within(by, coalition, verb="delete", kind="signal") as inside:
        row, person = found(inside, signal, "delete")
        require_may(by, "delete", "signal", coalition=coalition, case=_case(inside, row))
        Signal.objects.filter(pk=row.pk).delete()
        write_down(inside, "signal removed", "D", kind="signal", reference=signal, hits=[person.pk])


def _mine(inside: Within, signal: UUID, version: int) -> Signal:
    """The actor's own signal. Raises `Denied`, and `BadInput` when it was changed since `version` was read."""
    row, _ = found(inside, signal, "update")
    require_may(inside.actor, "update", "signal", coalition=inside.coalition, case=_case(inside, row))
    if row.version != version:
        raise BadInput("this was changed elsewhere in the meantime; look at it and send it again", field="version")
    return row


def _case(inside: Within, row: Signal) -> frozenset[str]:
    return AUTHOR if row.author == inside.account else frozenset()


def _changed(
    inside: Within, row: Signal, step: int, values: dict[str, Any], event: str, fields: list[str] | None = None
) -> int:
    now = {"step": max(row.step, step), "changed_at": timezone.now(), "version": F("version") + 1}
    Signal.objects.filter(pk=row.pk).update(**values, **now)
    named = fields or [key.removeprefix("sealed_") for key, one in values.items() if one]
    write_down(inside, event, "U", kind="signal", reference=row.pk, fields=named, hits=[row.person_id])
    return row.version + 1


def _sealed(inside: Within, text: str) -> str:
    return inside.cipher.seal(text) if text else ""
