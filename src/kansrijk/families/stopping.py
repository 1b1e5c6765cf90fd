"""Stopping a consent inside an opening of B: shared by whoever may, a professional or the parent herself."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction

from kansrijk.core.announce import announce
from kansrijk.families.models import ConsentStop
from kansrijk.families.recording import write_down
from kansrijk.trust.compartment import Within


@dataclass(frozen=True)
class ConsentWithdrawn:
    """Announced when a consent is stopped, as a whole (`category` '') or for one kind of data.

    `by`: the account that wrote it down; None where the parent did it herself.
    """

    consent: UUID
    coalition: UUID
    category: str
    by: UUID | None


@dataclass(frozen=True)
class HelpEnded:
    """Announced when something happened in a family, before consents end: what was asked under these ends at once.

    `how`: stop, or move to another municipality (`life_events.STOP`, `MOVE`).
    """

    coalition: UUID
    consents: tuple[UUID, ...]
    how: str
    by: UUID


@dataclass(frozen=True)
class ConsentReplaced:
    """Announced when a newer consent takes the place of an older one for the same door and purpose."""

    old: UUID
    new: UUID
    coalition: UUID


def stop(inside: Within, consent: UUID, person: UUID | None, category: str, how: str) -> None:
    """Inside an opening of B, where it was asked whether this actor may. `how`: as the table has it."""
    if ConsentStop.objects.filter(consent=consent, category__in=["", category]).exists():
        return
    account = None if how == "parent" else inside.account
    row = ConsentStop(coalition=inside.coalition, consent_id=consent, category=category, how=how, account=account)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody else stopped it at the same moment
        return
    event = "consent replaced" if how == "replaced" else "consent withdrawn"
    write_down(inside, event, "U", kind="consent", reference=consent, fields=[category or "all"], hits=[person])
    if how != "replaced":
        announce(ConsentWithdrawn(consent, inside.coalition, category, account))
