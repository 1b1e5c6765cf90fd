"""Services of Open Referral HSDS 3 (https://docs.openreferral.org/en/3.0/), ours or those of another directory.

Ours carry what the standard has no place for as attributes: codes under the taxonomies `kansrijk:kind`, `…phases`,
`…factors` and `…levels`, other fields under `kansrijk:field` with a `value`. An entry from elsewhere needs a term that
names one of our kinds of help; without a word on the phase it gets the phases of its kind.
"""

from collections.abc import Iterator

from kansrijk.offer.lists.linked import OWN, Entry, Node, euros, tongue

CODES = ("phases", "factors", "levels")
FIELDS = (
    "for_parents",
    "child_from_months",
    "child_until_months",
    "inclusion",
    "exclusion",
    "parents_may_come",
    "response_days",
    "families_a_year",
    "address",
)
_KNOWN = frozenset(
    "id organization organization_id program_id name description url email status application_process fees_description "
    "eligibility_description wait_time minimum_age maximum_age assured_date phones schedules service_areas languages "
    "cost_options attributes service_at_locations last_modified metadata".split()
)
_DAYS = {"MO": "ma", "TU": "di", "WE": "wo", "TH": "do", "FR": "vr", "SA": "za", "SU": "zo"}
_OPEN = ("active", "")
_CHILD_UNTIL_YEARS = 10
"""A service for ages below this is for the child; from here on the ages are those of a parent."""


def services(whole: Node) -> Iterator[tuple[Node, Node | None]]:
    """(service, its organisation) of everything in a file that is a service."""
    named = [(one.get("id"), one) for one in whole.each("organizations")]
    known = {key.value: one for key, one in named if key is not None and _is_key(key)}
    held = whole.get("contents", "services")
    if held is None and isinstance(whole.value, dict) and not known:
        held = whole
    elif held is None and isinstance(whole.value, list):
        held = whole
    for one in held.each() if held else ():
        inside = list(one.each("services"))
        for service in inside or [one]:
            own = service.get("organization") or (one if inside else None)
            reference = service.get("organization_id")
            yield service, own or (known.get(reference.value) if reference and _is_key(reference) else None)


def _is_key(node: Node) -> bool:
    return isinstance(node.value, str)


def is_service(node: Node) -> bool:
    """Whether a group has what no other group of the standard has: a name, and an organisation or a status."""
    return (
        node.get("name") is not None and node.get("organization", "organization_id", "status", "attributes") is not None
    )


def read(number: int, node: Node, organisation: Node | None) -> Entry:
    """One service."""
    entry = Entry(number, node.path)
    at = node.path
    entry.where |= {"provider": f"{at}.organization", "name": f"{at}.name", "kind": f"{at}.attributes"}
    entry.put("name", node.get("name"))
    entry.put("provider", organisation.get("name") if organisation else None)
    entry.put("provider_website", organisation.get("website", "url") if organisation else None)
    for field, name in (
        ("summary", "description"),
        ("website", "url"),
        ("email", "email"),
        ("how_to_refer", "application_process"),
        ("cost_note", "fees_description"),
        ("inclusion", "eligibility_description"),
        ("checked_on", "assured_date"),
    ):
        entry.put(field, node.get(name))
    status = node.get("status")
    if status is not None:
        entry.put("takes_new", Node(status.value in _OPEN, status.path))
    _contacts(entry, node)
    _ages(entry, node)
    _attributes(entry, node)
    entry.period("waiting_weeks", node.get("wait_time"), "W")
    entry.phases_of_kind()
    entry.leave(node, _KNOWN)
    return entry


def _contacts(entry: Entry, node: Node) -> None:
    phone = node.first("phones")
    entry.put("phone", phone.get("number") if phone else None)
    areas = node.get("service_areas")
    if areas is not None:
        entry.put_each("areas", [_area(one) for one in areas.each()], areas.path)
    languages = node.get("languages")
    if languages is not None:
        entry.put_each("languages", map(tongue, languages.each()), languages.path)
    opening = [text for one in node.each("schedules") if (text := _hours(one))]
    if opening:
        entry.put("opening", Node("; ".join(opening), f"{node.path}.schedules"))
    cost = node.first("cost_options")
    amount = cost.get("amount") if cost else None
    if cost and amount and amount.value is not None:
        entry.put("cost_cents", euros(amount, cost.get("currency")))
    place = node.first("service_at_locations")
    location = place.get("location") if place else None
    address = location.first("addresses") if location else None
    if address is not None:
        parts = [address.get(name) for name in ("address_1", "address_2", "postal_code", "city")]
        said = [one.value for one in parts if one and isinstance(one.value, str) and one.value]
        entry.put("address", Node(", ".join(said), address.path))


def _area(node: Node) -> Node:
    """The code of a place where it is one, else its name."""
    kind, extent = node.get("extent_type"), node.get("extent")
    if extent is not None and extent.value and (kind is None or kind.value == "text"):
        return extent
    return node.get("name") or node


def _hours(node: Node) -> str:
    """When it is open, in the words of the file or from its days and hours."""
    said = node.get("description")
    if said is not None and isinstance(said.value, str) and said.value.strip():
        return said.value.strip()
    days, opens, closes = (node.get(name) for name in ("byday", "opens_at", "closes_at"))
    named = days.value.split(",") if days and isinstance(days.value, str) else []
    hours = [one.value[:5] for one in (opens, closes) if one and isinstance(one.value, str)]
    return " ".join([", ".join(_DAYS.get(day, day) for day in named if day), "-".join(hours)]).strip()


def _ages(entry: Entry, node: Node) -> None:
    """Years of a parent, or of a child, then as months. From 0 on says nothing."""
    first, last = node.get("minimum_age"), node.get("maximum_age")
    is_childs = last is not None and isinstance(last.value, int) and last.value < _CHILD_UNTIL_YEARS
    for name, one in (("from", first), ("until", last)):
        if one is None or one.value is None or (one.value == 0 and not is_childs):
            continue
        if is_childs and isinstance(one.value, int):
            entry.put(f"child_{name}_months", Node(one.value * 12, one.path))
        else:
            entry.put(f"parent_{name}_years", one)


def _attributes(entry: Entry, node: Node) -> None:
    codes: dict[str, list[Node]] = {}
    elsewhere: list[Node] = []
    for one in node.each("attributes"):
        term = one.get("taxonomy_term") or one
        taxonomy, code = term.get("taxonomy"), term.get("code")
        whose = taxonomy.value if taxonomy and isinstance(taxonomy.value, str) else ""
        if not whose.startswith(OWN):
            elsewhere += [found for found in (code, term.get("name")) if found is not None]
        elif code is not None and whose == f"{OWN}field":
            _own_field(entry, code, one.get("value") or Node(None, one.path))
        elif code is not None and whose == f"{OWN}kind":
            entry.put("kind", code)
        elif code is not None:
            codes.setdefault(whose.removeprefix(OWN), []).append(code)
    for field, found in codes.items():
        if field in CODES:
            entry.put_each(field, found, f"{node.path}.attributes")
        else:
            entry.faults += [(one.path, "unknown", f"{OWN}{field}"[:60]) for one in found]
    if not entry.values["kind"]:
        entry.kind(elsewhere)


def _own_field(entry: Entry, code: Node, value: Node) -> None:
    if code.value in FIELDS:
        entry.put(code.value, value)
    else:
        entry.faults.append((code.path, "unknown", str(code.value)[:60]))
