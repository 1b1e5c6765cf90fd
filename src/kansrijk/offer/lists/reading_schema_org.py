"""Services of schema.org in JSON-LD, ours or those of a web page.

Ours carry what schema.org has no word for under `kansrijk:` and the name of the field. An entry from elsewhere needs a
`serviceType` or `category` that names one of our kinds of help; without a word on the phase it gets those of its kind.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from kansrijk.offer.lists.linked import OWN, Entry, Node, euros, tongue

CODES = ("phases", "factors", "levels")
FIELDS = (
    "summary",
    "for_parents",
    "child_from_months",
    "child_until_months",
    "inclusion",
    "exclusion",
    "how_to_refer",
    "parents_may_come",
    "takes_new",
    "families_a_year",
    "waiting_weeks",
    "cost_note",
    "checked_on",
)
_KNOWN = frozenset(
    "identifier name description serviceType category provider areaServed url availableChannel offers audience "
    "hoursAvailable telephone email mainEntityOfPage sameAs".split()
)
_BEFORE = ("schema:", "https://schema.org/", "http://schema.org/", "https://www.schema.org/", "http://www.schema.org/")
_DAYS = {"Monday": "ma", "Tuesday": "di", "Wednesday": "wo", "Thursday": "do", "Friday": "vr", "Saturday": "za"}
_DAYS |= {"Sunday": "zo"}


def is_linked(value: Any) -> bool:
    """Whether a file is linked data: it says so by a context, a graph or a type."""
    one = value[0] if isinstance(value, list) and value else value
    return isinstance(one, dict) and any(key in one for key in ("@context", "@graph", "@type"))


def _bare(word: Any) -> str:
    text = word if isinstance(word, str) else ""
    return next((text[len(start) :] for start in _BEFORE if text.startswith(start)), text)


def plain(value: Any) -> Any:
    """The same with names as schema.org has them, and the text of a value that stands with its language."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    if "@value" in value:
        return value["@value"]
    return {_bare(key): plain(one) for key, one in value.items()}


def services(whole: Node) -> Iterator[Node]:
    """Every service in a file: in its graph, in a list, alone, or offered by an organisation."""
    graph = whole.get("@graph")
    for one in (graph or whole).each():
        if is_service(one):
            yield one
        for offer in one.each("makesOffer"):
            item = offer.get("itemOffered")
            if item is not None and is_service(item):
                yield item


def is_service(node: Node) -> bool:
    """Whether its type is Service, GovernmentService or another kind of service."""
    kinds = node.value.get("@type") if isinstance(node.value, dict) else None
    return any(_bare(kind).endswith("Service") for kind in (kinds if isinstance(kinds, list) else [kinds]))


def by_identifier(whole: Node) -> dict[str, Node]:
    """`@id` → what it stands for, so that services can name their organisation by it."""
    every = [one for one in (whole.get("@graph") or whole).each() if isinstance(one.value, dict)]
    return {one.value["@id"]: one for one in every if isinstance(one.value.get("@id"), str)}


def read(number: int, node: Node, known: Mapping[str, Node]) -> Entry:
    """One service."""
    entry = Entry(number, node.path)
    at = node.path
    entry.where |= {"provider": f"{at}.provider", "name": f"{at}.name", "kind": f"{at}.serviceType"}
    entry.put("name", node.get("name"))
    entry.put("summary", node.get("description"))
    entry.put("website", node.get("url"))
    provider = _whom(node.first("provider"), known)
    if provider is not None:
        named = provider.get("name")
        entry.put("provider", named or (provider if isinstance(provider.value, str) else None))
        entry.put("provider_website", provider.get("url"))
    _contacts(entry, node, provider)
    _hours(entry, node)
    _audience(entry, node)
    offer = node.first("offers")
    price = offer.get("price") if offer else None
    if offer and price and price.value is not None:
        entry.put("cost_cents", euros(price, offer.get("priceCurrency")))
    _own(entry, node)
    if not entry.values["kind"]:
        entry.kind([*node.each("serviceType"), *node.each("category")])
    entry.phases_of_kind()
    entry.leave(node, _KNOWN | {f"{OWN}{name}" for name in ("kind", *CODES, *FIELDS)})
    return entry


def _whom(node: Node | None, known: Mapping[str, Node]) -> Node | None:
    if node is None or not isinstance(node.value, dict):
        return node
    named = node.value.get("@id")
    return known.get(named, node) if isinstance(named, str) and "name" not in node.value else node


def _contacts(entry: Entry, node: Node, provider: Node | None) -> None:
    """Of the service itself, its channel, and else of who gives it."""
    channel = node.first("availableChannel")
    point = channel.first("servicePhone") if channel else None
    for field, name in (("phone", "telephone"), ("email", "email")):
        found = [one.get(name) for one in (point, node, provider) if one is not None]
        entry.put(field, next((one for one in found if one is not None), None))
    languages = [one.get("availableLanguage") for one in (channel, point) if one is not None]
    spoken = next((one for one in languages if one is not None), None)
    if spoken is not None:
        entry.put_each("languages", map(tongue, spoken.each()), spoken.path)
    areas = node.get("areaServed")
    if areas is not None:
        named = [one.get("identifier", "postalCode", "name") or one for one in areas.each()]
        entry.put_each("areas", named, areas.path)
    if channel is None:
        return
    entry.period("response_days", channel.get("processingTime"), "D")
    location = channel.first("serviceLocation")
    address = location.first("address") if location else None
    if address is not None and isinstance(address.value, dict):
        parts = [address.get(name) for name in ("streetAddress", "postalCode", "addressLocality")]
        said = [one.value for one in parts if one and isinstance(one.value, str) and one.value]
        address = Node(", ".join(said), address.path)
    entry.put("address", address)


def _hours(entry: Entry, node: Node) -> None:
    found = []
    for one in node.each("hoursAvailable"):
        if isinstance(one.value, str):
            found.append(one.value.strip())
            continue
        days = [_bare(day.value) for day in one.each("dayOfWeek")]
        hours = [
            part.value[:5] for part in (one.get("opens"), one.get("closes")) if part and isinstance(part.value, str)
        ]
        text = " ".join([", ".join(_DAYS.get(day, day) for day in days), "-".join(hours)]).strip()
        said = one.get("description")
        found.append(said.value if said and isinstance(said.value, str) else text)
    if any(found):
        entry.put("opening", Node("; ".join(text for text in found if text), f"{node.path}.hoursAvailable"))


def _audience(entry: Entry, node: Node) -> None:
    audience = node.first("audience")
    if audience is not None:
        entry.put("parent_from_years", audience.get("suggestedMinAge"))
        entry.put("parent_until_years", audience.get("suggestedMaxAge"))


def _own(entry: Entry, node: Node) -> None:
    entry.put("kind", node.get(f"{OWN}kind"))
    for field in CODES:
        held = node.get(f"{OWN}{field}")
        if held is not None:
            entry.put_each(field, list(held.each()), held.path)
    for field in FIELDS:
        entry.put(field, node.get(f"{OWN}{field}"))
