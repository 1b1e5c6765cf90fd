"""Which doors fit: by phase, place, and what is the matter or which kinds of help a care path names. Never a level."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from kansrijk.areas.queries import AreaRef, groupings_of, of_postcode
from kansrijk.offer import rules, vocabulary
from kansrijk.offer.models import Service
from kansrijk.offer.queries.directory import _entries, _fits
from kansrijk.offer.queries.values import Capacity, Door, ServiceCard, card
from kansrijk.trust.actors import Actor


def doors(
    actor: Actor,
    *,
    phase: str,
    postcode: str,
    factors: Sequence[str] = (),
    kinds: Sequence[str] = (),
    coalition: UUID | None = None,
    limit: int = 30,
    today: date | None = None,
    places: Sequence[AreaRef] | None = None,
) -> list[Door]:
    """The entries of this phase that work at a four-digit postcode and fit a factor or a kind, best first.

    A factor is a shipped code, or `E01@slug` of a coalition (`queries.own_factors`), which fits help of that coalition.
    Without factors and kinds every entry of the phase and place. `places`: those of `places_at`, where one has them.
    Nothing of what is asked is kept or logged here.
    """
    day = today or timezone.localdate()
    here = _near(postcode, places_at(actor, postcode) if places is None else places)
    rows = _entries(actor).filter(withdrawn_on__isnull=True, phases__contains=[phase], areas__overlap=list(here))
    if coalition is not None:
        rows = rows.filter(coalition=coalition)
    if factors or kinds:
        shared = [code for code in factors if "@" not in code]
        rows = rows.filter(_fits(shared, kinds) | _fits_own(factors))
    found = [_door(card(row, day), factors, kinds, here) for row in rows]
    found.sort(key=lambda door: _order(door, here, kinds))
    return found[:limit]


def places_at(actor: Actor, postcode: str) -> list[AreaRef]:
    """The gemeenten and wijken of a four-digit postcode, and then the regions, provinces and country that they lie in.

    Of the made-up country only where NL has none. Five queries; eight there.
    """
    four = postcode.strip()[:4]
    found = of_postcode(actor, four, country="NL") or of_postcode(actor, four, country="XX")
    if not found:
        return []
    around = groupings_of(actor, [ref.code for ref in found])
    return [*found, *{ref.code: ref for ref in chain.from_iterable(around.values())}.values()]


_NEAR = {"wijk": 1, "gemeente": 2, "ggd_region": 3, "region": 3, "province": 4, "country": 5}


def _near(postcode: str, places: Sequence[AreaRef]) -> dict[str, int]:
    """The codes that a service may name to work there → how near: the postcode itself 0, a wijk 1, the country 5."""
    return {ref.code: _NEAR.get(ref.level, 3) for ref in places} | {postcode.strip()[:4]: 0}


def _fits_own(factors: Sequence[str]) -> Q:
    """Entries of a coalition that name a factor that it added itself."""
    found = Q(pk__in=[])
    for code, _at, slug in (one.partition("@") for one in factors if "@" in one):
        found |= Q(coalition__slug=slug, factors__contains=[code])
    return found


def _door(service: ServiceCard, factors: Sequence[str], kinds: Sequence[str], here: Mapping[str, int]) -> Door:
    named = service.factors or vocabulary.kinds()[service.kind].factors
    meant = {*named, *(f"{code}@{service.directory}" for code in service.factors)}
    nearest = min((code for code in service.areas if code in here), key=lambda code: here[code])
    return Door(service, tuple(code for code in factors if code in meant), service.kind in kinds, nearest)


def _order(door: Door, here: Mapping[str, int], kinds: Sequence[str]) -> tuple[object, ...]:
    service = door.service
    return rules.door_order(
        asked_at=kinds.index(service.kind) if door.is_kind_asked else None,
        factors=len(door.factors),
        is_stale=service.freshness == "stale",
        takes_new=service.takes_new,
        nearness=here[door.works_at],
        waiting_weeks=service.waiting_weeks,
        response_days=service.response_days,
        name=f"{service.name} {service.slug}",
    )


def capacity(actor: Actor, coalition: UUID, *, today: date | None = None) -> list[Capacity]:
    """Per kind and phase what the directory can take on; kinds without an entry are not in it. One query."""
    day = today or timezone.localdate()
    found: dict[tuple[str, str], list[Service]] = {}
    for row in _entries(actor).filter(coalition=coalition, withdrawn_on__isnull=True):
        for phase in row.phases:
            found.setdefault((row.kind, phase), []).append(row)
    return [
        Capacity(
            kind,
            phase,
            len(rows),
            sum(row.takes_new for row in rows),
            sum(rules.freshness(row.review_on, day) == "stale" for row in rows),
            sum(row.families_a_year or 0 for row in rows),
            sum(row.families_a_year is None for row in rows),
        )
        for (kind, phase), rows in sorted(found.items())
    ]
