"""Break-glass: one file of one's own organisation, in an emergency, for hours; told to who judges it, and judged."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from psycopg.errors import ExclusionViolation

from kansrijk.core.faults import BadInput
from kansrijk.families import glass, rules, telling_glass
from kansrijk.families.models import BreakGlass, Person
from kansrijk.families.queries_glass import IN_VAIN
from kansrijk.families.recording import write_down
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, seeking, within
from kansrijk.trust.queries_mandate import one
from kansrijk.trust.rules import Denied, require_may

KIND = "break_glass"
EMERGENCY = "emergency"
WHERE = frozenset({"own_organisation"})


def break_glass(
    *,
    by: Actor,
    coalition: UUID,
    key: UUID,
    name: str,
    born_on: date | None,
    hours: int,
    because: str = glass.OTHER,
    reason: str = "",
) -> UUID | None:
    """Opens the kept file of exactly this person, of one's own organisation, to be read. None where there is none.

    `because`: of the list (glass.reasons); `reason`: words beside it. Who judges it and who keeps the file are told in
    the same transaction; where nobody can judge, nothing is opened. Sent twice with the same key it is one opening.
    Raises `BadInput` with the field.
    """
    with within(by, coalition, verb="create", kind=KIND) as inside:
        require_may(by, "create", KIND, coalition=coalition, case=WHERE)
        if BreakGlass.objects.filter(pk=key, account=inside.account).exists():
            return key
        why, lasts = glass.checked_reason(because, reason), glass.checked_hours(hours)
        if not telling_glass.judges(coalition).exclude(account=inside.account).exists():
            raise BadInput("nobody here can judge it: call who keeps the file", field="judge")
        if _open_now(inside):
            raise BadInput("one file at a time: close the other first", field="one")
        mark = inside.cipher.mark("person", rules.plain_name(name), born_on.isoformat() if born_on else "")
        with seeking(mark):
            rows = Person.objects.filter(match=mark, state="kept", organisation__in=inside.organisations)
            person = rows.order_by("-made_at", "-pk").first()
            if person is None:
                _write_refusal(inside)
                return None
            _insert(
                inside,
                BreakGlass(
                    id=key,
                    coalition=coalition,
                    person=person,
                    account=inside.account,
                    organisation=person.organisation,
                    sealed_reason=inside.cipher.seal(why),
                    opened_at=Now(),
                    ends_at=Now() + lasts,  # by the clock of the database, both
                ),
            )
        write_down(inside, "break-glass opened", "E", kind=KIND, reference=key, hits=[person.pk], purpose=EMERGENCY)
        telling_glass.order(coalition)
        telling_glass.order_keeper(coalition, person.author)
        return key


def close_glass(*, by: Actor, coalition: UUID, opening: UUID) -> None:
    """Closes one's own opening before its time. Twice is once."""
    with within(by, coalition, verb="update", kind=KIND) as inside:
        row = BreakGlass.objects.select_for_update().filter(pk=opening, account=inside.account).first()
        if row is None:
            raise Denied("update", KIND)
        require_may(by, "update", KIND, coalition=coalition, case=frozenset({"author"}))
        if glass.is_open(row.ends_at, row.closed_at, timezone.now()):
            BreakGlass.objects.filter(pk=opening).update(closed_at=timezone.now())
            write_down(
                inside, "break-glass closed", "E", kind=KIND, reference=opening, hits=[row.person_id], purpose=EMERGENCY
            )


def decide_glass(*, by: Actor, coalition: UUID, opening: UUID, outcome: str, note: str) -> None:
    """Judges an opening of somebody else, once. Raises `BadInput` with what is missing, or `key` the second time."""
    with within(by, coalition, verb="decide", kind=KIND) as inside:
        require_may(by, "decide", KIND, coalition=coalition)
        row = BreakGlass.objects.select_for_update().filter(pk=opening, coalition=coalition).first()
        if row is None or row.account in one(inside.actor.account):
            raise Denied("decide", KIND)
        if row.outcome:
            raise BadInput("this was judged before", field="key")
        outcome, note = glass.checked_decision(outcome, note)
        BreakGlass.objects.filter(pk=opening).update(
            outcome=outcome, sealed_note=inside.cipher.seal(note), decided_at=timezone.now(), decided_by=inside.account
        )
        write_down(
            inside, "break-glass judged", "U", kind=KIND, reference=opening, fields=[outcome], hits=[row.person_id]
        )


def _open_now(inside: Within) -> bool:
    mine = BreakGlass.objects.filter(account=inside.account, coalition=inside.coalition)
    return mine.filter(closed_at=None, ends_at__gt=timezone.now()).exists()


def _insert(inside: Within, row: BreakGlass) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:  # the key of somebody else's opening: nothing is told of that
        if isinstance(error.__cause__, ExclusionViolation):  # two forms at the same moment
            raise BadInput("one file at a time: close the other first", field="one") from error
        raise BadInput("this form was sent before; begin again", field="key") from error


def _write_refusal(inside: Within) -> None:
    """Asked in vain: who was looked for stands nowhere, that somebody looked does."""
    audit.record(
        by=inside.actor,
        event=IN_VAIN,
        action="E",
        kind=KIND,
        data_class="D4",
        coalition=inside.coalition,
        outcome=audit.REFUSED,
        purpose=EMERGENCY,
    )
