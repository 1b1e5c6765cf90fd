"""Directories, their entries, and how fresh they are."""

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from kansrijk.areas.codes import level_of, parent_code
from kansrijk.areas.names import search_key
from kansrijk.areas.queries import groupings_of
from kansrijk.offer import rules, vocabulary
from kansrijk.offer.models import OwnFactor, Service
from kansrijk.offer.queries.values import (
    DirectoryCard,
    Organisation,
    OwnFactorCard,
    Page,
    Record,
    ServiceCard,
    Withdrawn,
    card,
    visible_directories,
)
from kansrijk.offer.vocabulary import Factor
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where, require_may

PAGE_SIZE = 24
MOST_WITHDRAWN = 200


def directories(actor: Actor) -> list[DirectoryCard]:
    """The directories that the actor may read, by name."""
    inside = coalitions_where(actor, "read", "directory")
    rows = visible_directories(actor).select_related("coalition").order_by("coalition__name", "coalition__slug")
    return [
        DirectoryCard(
            row.coalition_id,
            row.coalition.slug,
            row.coalition.name,
            tuple(row.areas),
            row.is_public,
            row.coalition.is_fictional,
            row.review_months,
            row.coalition_id in inside,
        )
        for row in rows
    ]


def directory(actor: Actor, slug: str) -> DirectoryCard | None:
    """The directory of the coalition with this name; None where there is none that the actor may read."""
    return next((one for one in directories(actor) if one.slug == slug), None)


def _entries(actor: Actor) -> QuerySet[Service]:
    readable = visible_directories(actor).values("coalition")
    return Service.objects.filter(coalition__in=readable).select_related("provider", "coalition")


def services(
    actor: Actor,
    coalition: UUID,
    *,
    text: str = "",
    phase: str = "",
    kinds: Collection[str] = (),
    factor: str = "",
    domain: str = "",
    level: str = "",
    area: str = "",
    freshness: str = "",
    parents_only: bool = False,
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> Page:
    """Entries of one directory that are not withdrawn, by name. Two queries, five with `area`, however many entries.

    `area`: a code; what works in all of a gemeente, region or province that it lies in works there too.
    """
    today = timezone.localdate()
    rows = _entries(actor).filter(coalition=coalition, withdrawn_on__isnull=True)
    for word in search_key(text).split():
        rows = rows.filter(search_key__contains=word)
    if phase:
        rows = rows.filter(phases__contains=[phase])
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if factor:
        rows = rows.filter(_fits([factor], ()))
    if domain:
        rows = rows.filter(_of_domain(domain))
    if level:
        rows = rows.filter(Q(levels=[]) | Q(levels__contains=[level]))
    if area:
        rows = rows.filter(areas__overlap=[area, *_around(actor, area)])
    if freshness:
        rows = rows.filter(_of_freshness(freshness, today))
    if parents_only:
        rows = rows.filter(parents_may_come=True)
    total = rows.count()
    pages = max(1, -(-total // page_size))
    at = min(max(page, 1), pages)
    found = rows.order_by("name_key", "slug")[(at - 1) * page_size : at * page_size]
    return Page(tuple(card(row, today) for row in found), total, at, pages)


def _around(actor: Actor, code: str) -> list[str]:
    """The codes of what a gemeente or wijk lies in."""
    found = [ref for refs in groupings_of(actor, [code]).values() for ref in refs]
    above = parent_code(code) if level_of(code) == "wijk" else None
    return [*(ref.code for ref in found), *([above] if above else [])]


def _fits(factors: Collection[str], kinds: Collection[str]) -> Q:
    """Entries that name one of the factors, or name none and are of a kind that is for one of them."""
    meant = [code for code, kind in vocabulary.kinds().items() if set(kind.factors) & set(factors)]
    return Q(factors__overlap=list(factors)) | Q(factors=[], kind__in=meant) | Q(kind__in=list(kinds))


def _of_domain(domain: str) -> Q:
    """Entries that are for a domain of life, as `vocabulary.domains_meant` says it of one."""
    shipped = vocabulary.factors()
    named = [code for code, factor in shipped.items() if domain in factor.domains]
    kinds = [code for code, kind in vocabulary.kinds().items() if domain in kind.domains]
    return Q(factors__overlap=named) | (~Q(factors__overlap=list(shipped)) & Q(kind__in=kinds))


def _of_freshness(freshness: str, today: date) -> Q:
    due = today + timedelta(days=rules.DUE_SOON_DAYS)
    known = {
        "stale": Q(review_on__isnull=True) | Q(review_on__lte=today),
        "due": Q(review_on__gt=today, review_on__lte=due),
        "fresh": Q(review_on__gt=due),
    }
    return known.get(freshness, Q())


def service(actor: Actor, coalition: UUID, slug: str) -> ServiceCard | None:
    """One entry that is not withdrawn; None where there is none that the actor may read."""
    row = _entries(actor).filter(coalition=coalition, slug=slug, withdrawn_on__isnull=True).first()
    return card(row, timezone.localdate()) if row else None


def record(actor: Actor, coalition: UUID, slug: str) -> Record | None:
    """One entry with what only the coalition sees, withdrawn or not. Raises Denied outside the coalition."""
    require_may(actor, "read", "directory", coalition=coalition)
    row = Service.objects.filter(coalition=coalition, slug=slug).select_related("provider", "coalition").first()
    return _record(row, timezone.localdate()) if row else None


def records(actor: Actor, coalition: UUID) -> dict[str, Record]:
    """Every entry that is not withdrawn with what only the coalition sees, by name. Raises Denied outside it."""
    require_may(actor, "read", "directory", coalition=coalition)
    rows = Service.objects.filter(coalition=coalition, withdrawn_on__isnull=True)
    today = timezone.localdate()
    found = rows.select_related("provider", "coalition").order_by("name_key", "slug")
    return {row.slug: _record(row, today) for row in found}


def withdrawn(actor: Actor, coalition: UUID) -> list[Withdrawn]:
    """What was taken out of a directory, the newest first, at most 200. One query. Raises Denied outside it."""
    require_may(actor, "read", "directory", coalition=coalition)
    rows = Service.objects.filter(coalition=coalition, withdrawn_on__isnull=False).order_by("-withdrawn_on", "name_key")
    fields = ("slug", "name", "provider__name", "withdrawn_on", "withdrawn_because")
    return [Withdrawn(*row) for row in rows.values_list(*fields)[:MOST_WITHDRAWN]]


def _record(row: Service, today: date) -> Record:
    return Record(
        card(row, today),
        row.owner_name,
        row.owner_email,
        row.checked_by,
        row.review_months,
        row.version,
        row.withdrawn_on,
        row.withdrawn_because,
    )


def freshness(actor: Actor, coalition: UUID) -> rules.FreshnessCount:
    """How many entries of a directory are fresh, due and stale. One query."""
    rows = _entries(actor).filter(coalition=coalition, withdrawn_on__isnull=True)
    return rules.count_freshness(rows.values_list("review_on", flat=True), timezone.localdate())


def organisations(actor: Actor, coalition: UUID) -> list[Organisation]:
    """The organisations of a directory, by name. One query."""
    rows = _entries(actor).filter(coalition=coalition, withdrawn_on__isnull=True).order_by("provider__name_key")
    counted = Counter(rows.values_list("provider__name", "provider__website"))
    return [Organisation(name, website, count) for (name, website), count in counted.items()]


def own_factors(actor: Actor) -> dict[str, OwnFactorCard]:
    """`E01@slug` → a factor that a coalition of the actor's own added. One query; none for who belongs to no coalition.

    A code means something in its coalition alone, so it never goes without.
    """
    inside = coalitions_where(actor, "read", "directory")
    if not inside:
        return {}
    rows = OwnFactor.objects.filter(coalition__in=inside).select_related("coalition")
    found = [
        OwnFactorCard(row.code, row.nl, row.en or row.nl, row.side, row.coalition.slug, row.coalition.name)
        for row in rows.order_by("coalition__name", "code")
    ]
    return {one.key: one for one in found}


def factors(actor: Actor, coalition: UUID | None = None) -> dict[str, Factor]:
    """The shipped factors and then the coalition's own, where the actor may read its directory."""
    found = dict(vocabulary.factors())
    if coalition is not None and visible_directories(actor).filter(pk=coalition).exists():
        for row in OwnFactor.objects.filter(coalition=coalition).order_by("code"):
            found[row.code] = Factor(
                row.code,
                row.nl,
                row.en or row.nl,
                row.side,
                (row.domain,),
                tuple(row.phases),
                "normal",
                "coalition",
            )
    return found
