"""The door finder: what to do today, which doors fit and why, what stays one's own task. Nothing asked is kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone

from kansrijk.offer import queries as offer
from kansrijk.offer import vocabulary
from kansrijk.offer.queries import Door
from kansrijk.offer.queries.values import visible_directories
from kansrijk.paths import shipped
from kansrijk.paths.definition import PHASES, Definition, Urgent
from kansrijk.paths.queries.paths import published
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may

OWN = re.compile(r"E[0-9]{2}")
MOST_FACTORS = 20
MOST_DOORS = 12


@dataclass(frozen=True)
class FoundPath:
    """A path that leads or helps here; `slug` is that of its coalition, '' for a template."""

    definition: Definition
    slug: str


@dataclass(frozen=True)
class Answer:
    """What the finder says. `is_from_offer_alone`: no coalition here published a path for this.

    `opens_card`: a factor of which nothing may be stored, or one of the meldcode, was named.
    `is_covered`: a directory works at this postcode at all. `around`: code → name of the regions that the place is in.
    """

    factors: tuple[str, ...]
    phase: str
    postcode: str
    place: str
    around: Mapping[str, str]
    urgent: tuple[Urgent, ...]
    doors: tuple[Door, ...]
    paths: tuple[FoundPath, ...]
    templates: tuple[Definition, ...]
    tasks: tuple[str, ...]
    opens_card: bool
    is_covered: bool
    is_from_offer_alone: bool
    today: date


def find_doors(actor: Actor, *, factors: Sequence[str], phase: str, postcode: str) -> Answer:
    """The answer for these factors in this phase at a four-digit postcode. Reads only.

    A fixed number of queries, which a test counts; more in the made-up country, where the postcode is looked for twice.
    """
    require_may(actor, "find", "door")
    codes = tuple(dict.fromkeys(known_factors(actor, factors)))[:MOST_FACTORS]
    places = offer.places_at(actor, postcode)
    covering = _covering(actor, [postcode, *(ref.code for ref in places)])
    paths = [
        FoundPath(path, slug)
        for _, slug, path in published(actor, frozenset(covering))
        if _is_for(path, _there(codes, slug), phase)
    ]
    paths.sort(key=lambda one: not _leads(one.definition, _there(codes, one.slug), phase))
    kinds = list(dict.fromkeys(door.service for one in paths for door in one.definition.doors))
    known = vocabulary.factors()
    asked = [code for code in codes if code not in known or known[code].storage != "never"]
    doors = offer.doors(
        actor, phase=phase, postcode=postcode, factors=asked, kinds=kinds, limit=MOST_DOORS, places=places
    )
    if codes and not asked and not kinds:
        doors = []
    templates = [path for path in shipped.templates().values() if _is_for(path, codes, phase)] if not paths else []
    urgent = [one.definition.urgent for one in paths if one.definition.urgent]
    return Answer(
        factors=codes,
        phase=phase,
        postcode=postcode,
        place=next((ref.name for ref in places if ref.level == "gemeente"), ""),
        around={ref.code: ref.name for ref in places if ref.level not in {"gemeente", "wijk"}},
        urgent=tuple(dict.fromkeys(urgent)),
        doors=tuple(doors),
        paths=tuple(paths),
        templates=tuple(templates),
        tasks=tuple(dict.fromkeys(one.definition.stays_responsible for one in paths)),
        opens_card=opens_card(codes),
        is_covered=bool(covering),
        is_from_offer_alone=not paths,
        today=timezone.localdate(),
    )


def known_factors(actor: Actor, factors: Sequence[str]) -> list[str]:
    """Without a code of some coalition that does not say whose it is, and without those of coalitions of others."""
    own = offer.own_factors(actor) if any("@" in code for code in factors) else {}
    return [code for code in factors if code in own or not ("@" in code or OWN.fullmatch(code))]


def _there(codes: Sequence[str], slug: str) -> list[str]:
    """The codes as the paths of that coalition write them."""
    return [code.removesuffix(f"@{slug}") for code in codes]


def opens_card(codes: Sequence[str]) -> bool:
    """Whether one of the factors is of the meldcode, or one of which nothing may ever be stored."""
    known = vocabulary.factors()
    return any(known[code].storage == "never" or known[code].is_meldcode for code in codes if code in known)


def _covering(actor: Actor, here: Sequence[str]) -> set[UUID]:
    """The coalitions whose directory works at one of these places. One query."""
    return set(visible_directories(actor).filter(areas__overlap=list(here)).values_list("coalition_id", flat=True))


def _is_for(path: Definition, codes: Sequence[str], phase: str) -> bool:
    """Whether a path fits one of the factors, and where it asks for another kind of worry too, that is there."""
    beside = path.trigger.with_any
    if beside and not any(_prefix(code) in beside for code in codes):
        return False
    return any(path.trigger.fits(code, phase) for code in codes)


def _leads(path: Definition, codes: Sequence[str], phase: str) -> bool:
    claimed = {(factor, when) for factor, when, _, _ in path.trigger.claims()}
    return any((code, phase) in claimed for code in codes)


def _prefix(code: str) -> str:
    return code.rstrip("0123456789")


def is_question(codes: Sequence[str], phase: str, postcode: str) -> bool:
    """Whether there is enough to look for: a phase and four digits of a postcode."""
    return phase in PHASES and len(postcode) == 4 and postcode.isascii() and postcode.isdigit() and bool(codes)
