"""A directory in the two open formats that others read: Open Referral HSDS 3.0 and schema.org JSON-LD.

What is written here is read in again by `reading_hsds` and `reading_schema_org` as the same entries.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from kansrijk.offer import vocabulary
from kansrijk.offer.lists import reading_hsds, reading_schema_org
from kansrijk.offer.lists.linked import OWN
from kansrijk.offer.queries import ServiceCard

_TERMS = {"phases": vocabulary.phases, "factors": vocabulary.factors, "levels": vocabulary.levels}


def _key(*parts: str) -> str:
    """A key that is the same every time, and names nothing of ours."""
    return str(uuid5(NAMESPACE_URL, "kansrijk:" + "/".join(parts)))


def _known(found: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {name: value for name, value in found.items() if value not in (None, "", [], {})}


def hsds(cards: Sequence[ServiceCard], places: Mapping[str, str]) -> dict[str, Any]:
    """A page of services as Open Referral HSDS 3.0 has it (https://docs.openreferral.org/en/3.0/)."""
    count = len(cards)
    return {
        "total_items": count,
        "total_pages": 1,
        "page_number": 1,
        "size": count,
        "first_page": True,
        "last_page": True,
        "empty": not count,
        "contents": [hsds_service(card, places) for card in cards],
    }


def hsds_service(card: ServiceCard, places: Mapping[str, str]) -> dict[str, Any]:
    """One service with its organisation. What is not known is left out."""
    here = (card.directory, card.slug)
    found: dict[str, Any] = {
        "id": _key(*here),
        "name": card.name,
        "description": card.summary,
        "url": card.website,
        "email": card.email,
        "status": "active" if card.takes_new else "temporarily closed",
        "application_process": card.how_to_refer,
        "fees_description": card.cost_note,
        "eligibility_description": "\n".join(text for text in (card.inclusion, card.exclusion) if text),
        "wait_time": f"P{card.waiting_weeks}W" if card.waiting_weeks is not None else "",
        "minimum_age": card.parent_from_years,
        "maximum_age": card.parent_until_years,
        "assured_date": card.checked_on.isoformat() if card.checked_on else "",
        "organization": _organisation(card),
        "phones": [{"id": _key(*here, "phone"), "number": card.phone}] if card.phone else [],
        "schedules": [{"id": _key(*here, "open"), "description": card.opening}] if card.opening else [],
        "service_areas": [
            {"id": _key(*here, code), "name": places.get(code, code), "extent": code, "extent_type": "text"}
            for code in card.areas
        ],
        "languages": [
            {"id": _key(*here, code), "code": code, "name": vocabulary.languages()[code].en} for code in card.languages
        ],
        "cost_options": [
            {"id": _key(*here, "cost"), "amount": card.cost_cents / 100, "currency": "EUR", "option": "family"}
        ]
        if card.cost_cents is not None
        else [],
        "attributes": list(_attributes(card)),
    }
    return _known(found) | {"description": card.summary}


def _organisation(card: ServiceCard) -> dict[str, str]:
    found = {"id": _key(card.directory, card.provider), "name": card.provider, "website": card.provider_website}
    return _known(found) | {"description": ""}


def _attributes(card: ServiceCard) -> list[dict[str, Any]]:
    """The codes of an entry, and the fields that the standard has no place for."""
    here = (card.directory, card.slug)

    def attribute(taxonomy: str, code: str, name: str, **more: str) -> dict[str, Any]:
        term = {"id": _key(taxonomy, code), "code": code, "name": name, "taxonomy": f"{OWN}{taxonomy}"}
        return {"id": _key(*here, taxonomy, code), "link_type": "service", "taxonomy_term": term, **more}

    found = [attribute("kind", card.kind, vocabulary.kinds()[card.kind].en)]
    for field, terms in _TERMS.items():
        known: Mapping[str, Any] = terms()
        found += [attribute(field, code, known[code].en if code in known else code) for code in getattr(card, field)]
    for field in reading_hsds.FIELDS:
        value = getattr(card, field)
        if value in (None, "") or (field == "inclusion" and not card.exclusion):
            continue
        said = ("true" if value else "false") if isinstance(value, bool) else str(value)
        found.append(attribute("field", field, field.replace("_", " "), value=said))
    if card.exclusion and not card.inclusion:  # else the joined text would be taken for who can get this
        found.append(attribute("field", "inclusion", "inclusion", value=""))
    return found


def schema_org(cards: Sequence[ServiceCard], places: Mapping[str, str]) -> dict[str, Any]:
    """The same as linked data of schema.org."""
    context = ["https://schema.org", {OWN.removesuffix(":"): "urn:kansrijk:offer:"}]
    return {"@context": context, "@graph": [_schema_service(card, places) for card in cards]}


def _schema_service(card: ServiceCard, places: Mapping[str, str]) -> dict[str, Any]:
    contact = {
        "@type": "ContactPoint",
        "telephone": card.phone,
        "email": card.email,
        "availableLanguage": list(card.languages),
    }
    channel = {
        "@type": "ServiceChannel",
        "servicePhone": _known(contact),
        "processingTime": f"P{card.response_days}D" if card.response_days is not None else "",
        "serviceLocation": {"@type": "Place", "address": card.address} if card.address else "",
    }
    ages = {"suggestedMinAge": card.parent_from_years, "suggestedMaxAge": card.parent_until_years}
    found: dict[str, Any] = {
        "@type": "Service",
        "identifier": card.slug,
        "name": card.name,
        "description": card.summary or card.for_parents,
        "serviceType": vocabulary.kinds()[card.kind].nl,
        "provider": _known({"@type": "Organization", "name": card.provider, "url": card.provider_website}),
        "areaServed": [
            {"@type": "AdministrativeArea", "name": places.get(code, code), "identifier": code} for code in card.areas
        ],
        "url": card.website,
        "hoursAvailable": {"@type": "OpeningHoursSpecification", "description": card.opening} if card.opening else "",
        "audience": {"@type": "PeopleAudience", **_known(ages)} if _known(ages) else "",
        "availableChannel": _known(channel),
    }
    if card.cost_cents is not None:
        found["offers"] = {"@type": "Offer", "price": card.cost_cents / 100, "priceCurrency": "EUR"}
    own: dict[str, Any] = {"kind": card.kind}
    own |= {field: list(getattr(card, field)) for field in reading_schema_org.CODES}
    for field in reading_schema_org.FIELDS:
        value = getattr(card, field)
        own[field] = value.isoformat() if hasattr(value, "isoformat") else value
    is_said_already = bool(card.summary) or not card.for_parents
    own = _known(own | {"summary": ""}) | ({} if is_said_already else {"summary": ""})
    return _known(found) | {f"{OWN}{name}": value for name, value in own.items()}
