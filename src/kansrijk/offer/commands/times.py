"""Within how many working days the parties of a coalition answer a referral."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from kansrijk.core.faults import BadInput
from kansrijk.offer import vocabulary
from kansrijk.offer.models import AgreedTime
from kansrijk.offer.rules import AGREED, LONGEST_AGREED
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may


@transaction.atomic
def agree_times(*, by: Actor, coalition: UUID, times: Mapping[str, Mapping[str, int | None]]) -> int:
    """Kind of help → step (rules.AGREED) → working days, None for nothing agreed. Returns how many kinds changed.

    Kinds that are not named stay, and so do days that were set already for referrals under way. Raises `BadInput`
    with the field `kind` or the step.
    """
    require_may(by, "update", "directory", coalition=coalition)
    changed = 0
    for kind, days in times.items():
        row = AgreedTime.objects.select_for_update().filter(coalition=coalition, kind=kind).first()
        wanted = _checked(kind, {step: days.get(step) for step in AGREED})
        if wanted == {step: getattr(row, step, None) for step in AGREED}:
            continue
        if any(wanted.values()):
            AgreedTime.objects.update_or_create(coalition_id=coalition, kind=kind, defaults=wanted)
        else:
            AgreedTime.objects.filter(coalition=coalition, kind=kind).delete()
        changed += 1
        audit.record(
            by=by,
            event="times agreed",
            action="U",
            kind="directory",
            reference=coalition,
            data_class="D1",
            coalition=coalition,
            detail={"kind": kind, **{step: str(count or "") for step, count in wanted.items()}},
        )
    return changed


def _checked(kind: str, days: dict[str, int | None]) -> dict[str, int | None]:
    if kind not in vocabulary.kinds():
        raise BadInput(f"{kind!r} is no kind of help", field="kind")
    for step, count in days.items():
        if count is not None and not 1 <= count <= LONGEST_AGREED:
            raise BadInput(f"working days: a whole number from 1 to {LONGEST_AGREED}, or nothing", field=step)
    return days
