"""Paths hung on agreements and taken off: by who writes the agreements of that coalition."""

from uuid import UUID

from django.db import transaction

from kansrijk.coalition.models import Agreement
from kansrijk.core.faults import BadInput
from kansrijk.paths.models import HungPath, Path
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@transaction.atomic
def hang_path(*, by: Actor, agreement: UUID, slug: str) -> None:
    """A path of the same coalition hangs on the agreement; twice is once. Raises BadInput for a path of nobody here."""
    row = _agreement(by, agreement)
    path = Path.objects.filter(coalition=row.coalition_id, slug=slug).first()
    if path is None:
        raise BadInput("this coalition has no such path", field="path")
    _hung, is_new = HungPath.objects.get_or_create(agreement=row, path=path, defaults={"hung_name": by.name[:120]})
    if is_new:
        _record(by, row, "path hung on agreement", "C", slug)


@transaction.atomic
def take_off_path(*, by: Actor, agreement: UUID, slug: str) -> None:
    """The path hangs there no more; it stays a path. Twice is once."""
    row = _agreement(by, agreement)
    if HungPath.objects.filter(agreement=row, path__slug=slug).delete()[0]:
        _record(by, row, "path taken off agreement", "D", slug)


def _agreement(by: Actor, key: UUID) -> Agreement:
    row = Agreement.objects.select_for_update().filter(pk=key).first()
    require_may(by, "write", "agreement", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied("write", "agreement")
    return row


def _record(by: Actor, row: Agreement, event: str, action: str, slug: str) -> None:
    audit.record(
        by=by,
        event=event,
        action=action,
        kind="agreement",
        reference=row.pk,
        coalition=row.coalition_id,
        detail={"path": slug},
    )
