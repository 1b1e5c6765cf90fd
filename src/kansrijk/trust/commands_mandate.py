"""Letting a colleague work in one's place, ending that, and beginning to do it."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Mandate
from kansrijk.trust.queries_mandate import holding, mandates
from kansrijk.trust.rules import Denied, may, require_may

MOST_DAYS = 366


@transaction.atomic
def give_mandate(
    *, by: Actor, coalition: UUID, organisation: UUID, deputy: UUID, starts_on: date, ends_on: date
) -> UUID:
    """Lets a colleague of one's organisation work in one's own place; an earlier one for that colleague ends with it.

    Nobody gives it for somebody else. Raises `BadInput` with `deputy`, `starts_on` or `ends_on`.
    """
    require_may(by, "create", "mandate", coalition=coalition)
    if (deputy, organisation) not in {(one[0], one[1]) for one in mandates(by, coalition).colleagues}:
        raise BadInput("this is nobody of your organisation who can work in your place", field="deputy")
    if starts_on < timezone.localdate():
        raise BadInput("it begins today or later", field="starts_on")
    if not starts_on <= ends_on <= starts_on + timedelta(days=MOST_DAYS):
        raise BadInput("it ends on or after its first day, and within a year", field="ends_on")
    pair = {"principal_id": by.account, "deputy_id": deputy, "organisation_id": organisation, "coalition_id": coalition}
    Mandate.objects.filter(**pair, ended_at=None).update(ended_at=timezone.now())
    made = Mandate.objects.create(**pair, starts_on=starts_on, ends_on=ends_on)
    _write_down(by, coalition, "mandate given", "C", made.pk, {"to": str(deputy), "until": ends_on.isoformat()})
    return made.pk


@transaction.atomic
def end_mandate(*, by: Actor, mandate: UUID) -> None:
    """Ends it at once: by who gave it, by who has it, or by who ends memberships there. Twice is once."""
    row = Mandate.objects.select_for_update().filter(pk=mandate).first()
    require_may(by, "end", "mandate", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied("end", "mandate")
    is_of_two = by.account in {row.principal_id, row.deputy_id}
    if not is_of_two and may(by, "end", "membership", coalition=row.coalition_id) != "allow":
        raise Denied("end", "mandate")
    if row.ended_at is None:
        Mandate.objects.filter(pk=row.pk).update(ended_at=timezone.now())
        _write_down(by, row.coalition_id, "mandate ended", "U", row.pk, {"of": str(row.principal_id)})


@transaction.atomic
def act_for(*, by: Actor, coalition: UUID, mandate: UUID) -> str:
    """Begins to work in a colleague's place, in this session: returns the key of what that is by. Raises `Denied`."""
    require_may(by, "use", "mandate", coalition=coalition)
    row = holding(timezone.localdate()).filter(Q(pk=mandate), deputy=by.account, coalition=coalition).first()
    if row is None:
        raise Denied("use", "mandate")
    _write_down(by, coalition, "acting begun", "E", row.pk, {"of": str(row.principal_id)})
    return str(row.pk)


def _write_down(by: Actor, coalition: UUID, event: str, action: str, mandate: UUID, detail: dict[str, str]) -> None:
    audit.record(
        by=by,
        event=event,
        action=action,
        kind="mandate",
        reference=mandate,
        data_class="D2",
        coalition=coalition,
        detail=detail,
    )
