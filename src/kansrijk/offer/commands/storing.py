"""How a checked draft becomes a row: places resolved, keys made, review date reckoned. One way for form and list."""

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from itertools import chain, count
from typing import Any
from uuid import UUID

from django.db.models import F
from django.utils import timezone, translation

from kansrijk.areas.names import search_key
from kansrijk.core.faults import BadInput
from kansrijk.offer import faults, vocabulary
from kansrijk.offer.commands.places import Places
from kansrijk.offer.drafts import FIELDS, Draft, Fault, tidy_phone
from kansrijk.offer.models import Directory, OwnFactor, Provider, Service
from kansrijk.offer.rules import review_on
from kansrijk.trust.actors import Actor

_ROW_FIELDS = tuple(name for name in FIELDS if name not in {"provider", "provider_website", "review_months"})


class BadDraft(BadInput):
    """An entry that cannot be stored; `faults` holds every reason."""

    def __init__(self, found: Iterable[Fault]) -> None:
        self.faults = tuple(found)
        with translation.override("en"):
            said = [f"{fault.field}: {faults.words(fault)}" for fault in self.faults]
        super().__init__(" ".join(said), field=self.faults[0].field)


class StaleEdit(BadInput):
    """Somebody else changed the entry after this person opened it; nothing was stored."""

    def __init__(self, version: int) -> None:
        self.version = version
        super().__init__("somebody else changed this entry in the meantime", field="version")


def directory_of(coalition: UUID) -> Directory:
    """Raises BadInput where the coalition has not said where it works."""
    found = Directory.objects.filter(pk=coalition).first()
    if found is None:
        raise BadInput("first say in which gemeenten or wijken the coalition works", field="areas")
    return found


def own_factors(coalition: UUID) -> frozenset[str]:
    return frozenset(OwnFactor.objects.filter(coalition=coalition).values_list("code", flat=True))


def tidied(draft: Draft, directory: Directory, places: Places) -> Draft:
    """The draft as it would be stored: codes for places, the directory's areas where none is given, tidy contacts."""
    areas = tuple(dict.fromkeys(code for token in draft.areas if token.strip() for code in places.codes(token)))
    return replace(
        draft,
        name=" ".join(draft.name.split()),
        provider=" ".join(draft.provider.split()),
        areas=areas or tuple(directory.areas),
        phone=tidy_phone(draft.phone),
        email=draft.email.strip().lower(),
        owner_email=draft.owner_email.strip().lower(),
        review_months=draft.review_months or directory.review_months,
    )


def key_of(name: str) -> str:
    """How two names are known to be one: letters and digits only; else the name itself."""
    return search_key(name) or name.strip().casefold()[:200]


def row_fields(draft: Draft) -> dict[str, Any]:
    """The columns of a service, without its keys."""
    values = {name: getattr(draft, name) for name in _ROW_FIELDS}
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    assert draft.review_months is not None
    kind = vocabulary.kinds()[draft.kind]
    words = (draft.name, draft.provider, kind.nl, kind.en, draft.summary)
    return values | {
        "review_months": draft.review_months,
        "review_on": review_on(draft.checked_on, draft.review_months),
        "name_key": key_of(draft.name),
        "search_key": " ".join(search_key(word) for word in words),
    }


def new_slug(draft: Draft, taken: Collection[str]) -> str:
    """The words of an address: what and of whom; a number behind it where that is taken."""
    base = re.sub(r"\s+", "-", search_key(f"{draft.name} {draft.provider}"))[:110].strip("-") or "hulp"
    numbers = (f"{base}-{number}" for number in count(2))
    return next(one for one in chain([base], numbers) if one not in taken)


def provider_of(coalition: UUID, name: str) -> Provider:
    """The organisation of that name in this directory, made where it is not there."""
    found, _ = Provider.objects.get_or_create(coalition_id=coalition, name_key=key_of(name), defaults={"name": name})
    return found


def keep_website(provider: Provider, website: str) -> None:
    """The organisation has this website. It stands with each of its entries, so that they all changed."""
    if provider.website != website:
        provider.website = website
        provider.save(update_fields=["website", "changed_at"])
        provider.services.update(version=F("version") + 1, changed_at=timezone.now())


def draft_of(service: Service) -> Draft:
    """What a stored service says."""
    values = {name: getattr(service, name) for name in _ROW_FIELDS}
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    whose = service.provider
    return Draft(provider=whose.name, provider_website=whose.website, review_months=service.review_months, **values)


def differs(service: Service, values: dict[str, Any]) -> bool:
    """Whether storing these columns would change the row."""
    return any(getattr(service, name) != value for name, value in values.items())


def stamped(draft: Draft, by: Actor, today: date) -> Draft:
    """Somebody who fills in an entry says with it that it is right today."""
    return replace(draft, checked_on=today, checked_by=by.name[:200])
