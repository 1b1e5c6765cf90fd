"""One entry of the directory: added, edited, confirmed, withdrawn."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.offer.commands.places import Places
from kansrijk.offer.commands.storing import (
    BadDraft,
    StaleEdit,
    directory_of,
    keep_website,
    key_of,
    new_slug,
    own_factors,
    provider_of,
    row_fields,
    stamped,
    tidied,
)
from kansrijk.offer.drafts import Draft, Fault, check
from kansrijk.offer.models import Provider, Service
from kansrijk.offer.rules import review_on
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@transaction.atomic
def add_service(*, by: Actor, coalition: UUID, draft: Draft) -> str:
    """Stores a new entry, checked today by who stores it; returns the words of its address.

    Raises BadDraft with every fault; the same name of the same organisation is one of them.
    """
    require_may(by, "create", "service", coalition=coalition)
    sound = _sound(by, coalition, draft)
    provider = provider_of(coalition, sound.provider)
    if Service.objects.filter(provider=provider, name_key=key_of(sound.name)).exists():
        raise BadDraft([Fault("name", "taken", sound.name)])
    if sound.provider_website:
        keep_website(provider, sound.provider_website)
    taken = set(Service.objects.filter(coalition=coalition).values_list("slug", flat=True))
    slug = new_slug(sound, taken)
    Service.objects.create(coalition_id=coalition, provider=provider, slug=slug, **row_fields(sound))
    _record(by, coalition, slug, "service added", "C")
    return slug


@transaction.atomic
def edit_service(*, by: Actor, coalition: UUID, service: str, draft: Draft, version: int) -> None:
    """Changes an entry, which counts as a check. Raises StaleEdit when it is no longer of that version."""
    require_may(by, "update", "service", coalition=coalition)
    row = _row(coalition, service, "update")
    sound = _sound(by, coalition, draft)
    if row.version != version:
        raise StaleEdit(row.version)
    before, row.provider = row.provider, provider_of(coalition, sound.provider)
    twin = Service.objects.filter(provider=row.provider, name_key=key_of(sound.name)).exclude(pk=row.pk)
    if twin.exists():
        raise BadDraft([Fault("name", "taken", sound.name)])
    if row.provider == before or _is_of_the_new(sound.provider_website, before, row.provider):
        keep_website(row.provider, sound.provider_website)
    for name, value in row_fields(sound).items():
        setattr(row, name, value)
    row.withdrawn_on, row.withdrawn_because = None, ""
    row.version += 1
    row.save()
    _record(by, coalition, service, "service changed", "U")


def _is_of_the_new(website: str, before: Provider, after: Provider) -> bool:
    """Whether a website is meant of the organisation that an entry goes to, and was not left from that before."""
    return bool(website) and (website != before.website or not after.website)


@transaction.atomic
def confirm_service(*, by: Actor, coalition: UUID, service: str) -> None:
    """Says that the entry is right today. Twice on one day is once."""
    require_may(by, "confirm", "service", coalition=coalition)
    row = _row(coalition, service, "confirm")
    today = timezone.localdate()
    if row.checked_on == today and row.withdrawn_on is None:
        return
    row.checked_on, row.checked_by = today, by.name[:200]
    row.review_on = review_on(today, row.review_months)
    row.save(update_fields=["checked_on", "checked_by", "review_on", "changed_at"])
    _record(by, coalition, service, "service confirmed", "U")


@transaction.atomic
def withdraw_service(*, by: Actor, coalition: UUID, service: str, because: str) -> None:
    """Takes an entry out of the directory; it stays stored, and editing it brings it back."""
    require_may(by, "withdraw", "service", coalition=coalition)
    row = _row(coalition, service, "withdraw")
    if not because.strip():
        raise BadInput("say why this help is no longer there", field="because")
    if row.withdrawn_on is not None:
        return
    row.withdrawn_on, row.withdrawn_because = timezone.localdate(), because.strip()[:300]
    row.version += 1
    row.save(update_fields=["withdrawn_on", "withdrawn_because", "version", "changed_at"])
    _record(by, coalition, service, "service withdrawn", "U")


def _sound(by: Actor, coalition: UUID, draft: Draft) -> Draft:
    directory = directory_of(coalition)
    today = timezone.localdate()
    sound = stamped(tidied(draft, directory, Places(by, coalition, directory.areas, draft.areas)), by, today)
    found = check(sound, today=today, own_factors=own_factors(coalition))
    if found:
        raise BadDraft(found)
    return sound


def _row(coalition: UUID, service: str, verb: str) -> Service:
    found = (
        Service.objects.select_for_update(of=("self",))
        .select_related("provider")
        .filter(coalition=coalition, slug=service)
        .first()
    )
    if found is None:
        raise Denied(verb, "service")
    return found


def _record(by: Actor, coalition: UUID, service: str, event: str, action: str) -> None:
    audit.record(by=by, event=event, action=action, kind="service", reference=service, coalition=coalition)
