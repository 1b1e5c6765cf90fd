"""What somebody says about one service, and what cannot be right in it. No database, no Django.

The edit form, a read-in list and a command all check a `Draft` here, so that one fault has one code everywhere;
`faults.py` has the words.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from datetime import date

from kansrijk.core.personal import telephone
from kansrijk.core.web_addresses import is_web_address
from kansrijk.offer import vocabulary

LONG, SHORT = 2000, 300
SHORTER = {"name": 200, "provider": 200, "owner_name": 120, "checked_by": 200, "phone": 30, "email": 254}
SHORTER["owner_email"] = 254
TEXTS = ("summary", "for_parents", "inclusion", "exclusion", "how_to_refer")
WEBSITES = ("website", "provider_website")
LINES = ("name", "provider", "opening", "address", "cost_note", "owner_name", "checked_by")
RANGES = {
    "parent_from_years": (10, 80),
    "parent_until_years": (10, 80),
    "child_from_months": (0, 216),
    "child_until_months": (0, 216),
    "response_days": (0, 90),
    "families_a_year": (0, 100_000),
    "waiting_weeks": (0, 104),
    "cost_cents": (0, 10_000_000),
    "review_months": (1, 36),
}
_TAG = re.compile(r"<[a-zA-Z/!?]|&(?:#\d|lt;|gt;)|javascript:", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)
# A gemeente, wijk, region, province or country, which `Places` found, or a postcode. Never a buurt, of which no
# postcode is known, nor a working area, which others may not see.
_AREA = re.compile(r"(?!WG-|BU\d)[A-Z][A-Z0-9.\-]{1,11}|[1-9]\d{3}")
# Dutch numbers: ten digits; 0800 and 0900 with four or seven more; short numbers; 14 with an area code; others with +.


@dataclass(frozen=True)
class Draft:
    """The contents of an entry, as typed and tidied. Empty or None: not known.

    `provider_website` is of the organisation, so of all its entries.
    """

    provider: str
    name: str
    kind: str
    phases: tuple[str, ...]
    areas: tuple[str, ...] = ()
    summary: str = ""
    for_parents: str = ""
    factors: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    parent_from_years: int | None = None
    parent_until_years: int | None = None
    child_from_months: int | None = None
    child_until_months: int | None = None
    inclusion: str = ""
    exclusion: str = ""
    how_to_refer: str = ""
    parents_may_come: bool = False
    response_days: int | None = None
    takes_new: bool = True
    families_a_year: int | None = None
    waiting_weeks: int | None = None
    languages: tuple[str, ...] = ()
    opening: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    provider_website: str = ""
    address: str = ""
    cost_cents: int | None = None
    cost_note: str = ""
    owner_name: str = ""
    owner_email: str = ""
    checked_on: date | None = None
    checked_by: str = ""
    review_months: int | None = None


FIELDS = tuple(field.name for field in fields(Draft))


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: which field, a code with words in `faults.py`, and what was given."""

    field: str
    code: str
    value: str = ""


def tidy_phone(text: str) -> str:
    """`+31 (0)71-512 34 56` → `0715123456`; what is no number comes back stripped, for `check` to refuse."""
    found = telephone(text)
    return text.strip() if found is None else found


def is_phone(text: str) -> bool:
    return bool(text) and telephone(text) == text


def is_email(text: str) -> bool:
    return bool(_EMAIL.fullmatch(text)) and ".." not in text and not text.startswith(".") and ".@" not in text


def check(draft: Draft, *, today: date, own_factors: Collection[str] = ()) -> tuple[Fault, ...]:
    """Every fault of a draft, in the order of its fields; an empty tuple is a sound draft."""
    found = [
        *_missing(draft),
        *_texts(draft),
        *_codes(draft, own_factors),
        *_numbers(draft),
        *_contacts(draft),
        *_dates(draft, today),
    ]
    return tuple(sorted(found, key=lambda fault: FIELDS.index(fault.field)))


def _missing(draft: Draft) -> Iterator[Fault]:
    for name in ("provider", "name", "kind", "phases", "areas"):
        if not getattr(draft, name):
            yield Fault(name, "missing")
    if not re.search(r"\w", draft.name) and draft.name:
        yield Fault("name", "no_word", draft.name)
    if not re.search(r"\w", draft.provider) and draft.provider:
        yield Fault("provider", "no_word", draft.provider)


def _texts(draft: Draft) -> Iterator[Fault]:
    for name in (*TEXTS, *LINES, "phone", "email", *WEBSITES, "owner_email"):
        text = getattr(draft, name)
        most = LONG if name in TEXTS else SHORTER.get(name, SHORT)
        if len(text) > most:
            yield Fault(name, "too_long", str(most))
        if _TAG.search(text):
            yield Fault(name, "markup", text[:60])
        if _CONTROL.search(text) or (name not in TEXTS and "\n" in text):
            yield Fault(name, "control", text[:60])


def _codes(draft: Draft, own_factors: Collection[str]) -> Iterator[Fault]:
    known: dict[str, Collection[str]] = {
        "phases": vocabulary.phases(),
        "factors": vocabulary.factors(),
        "levels": vocabulary.levels(),
        "languages": vocabulary.languages(),
    }
    if draft.kind and draft.kind not in vocabulary.kinds():
        yield Fault("kind", "unknown", draft.kind)
    for name, codes in known.items():
        for value in getattr(draft, name):
            if value not in codes and not (name == "factors" and value in own_factors):
                yield Fault(name, "unknown", value)
    for value in draft.areas:
        if not _AREA.fullmatch(value):
            yield Fault("areas", "no_area", value)


def _numbers(draft: Draft) -> Iterator[Fault]:
    for name, (least, most) in RANGES.items():
        value = getattr(draft, name)
        if value is not None and not least <= value <= most:
            yield Fault(name, "out_of_range", f"{least}-{most}")
    for start, end in (("parent_from_years", "parent_until_years"), ("child_from_months", "child_until_months")):
        first, last = getattr(draft, start), getattr(draft, end)
        if first is not None and last is not None and last < first:
            yield Fault(end, "ends_before", str(first))


def _contacts(draft: Draft) -> Iterator[Fault]:
    if draft.phone and not is_phone(draft.phone):
        yield Fault("phone", "no_phone", draft.phone)
    for name in ("email", "owner_email"):
        if getattr(draft, name) and not is_email(getattr(draft, name)):
            yield Fault(name, "no_email", getattr(draft, name))
    for name in WEBSITES:
        if getattr(draft, name) and not is_web_address(getattr(draft, name)):
            yield Fault(name, "no_website", getattr(draft, name))


def _dates(draft: Draft, today: date) -> Iterator[Fault]:
    if draft.checked_on and draft.checked_on > today:
        yield Fault("checked_on", "in_future", draft.checked_on.isoformat())
    if draft.checked_on and draft.checked_on.year < 2000:
        yield Fault("checked_on", "too_old", draft.checked_on.isoformat())
