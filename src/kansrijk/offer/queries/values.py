"""What the queries of offer hand out."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from kansrijk.offer import rules
from kansrijk.offer.models import Directory, Service
from kansrijk.offer.vocabulary import Kind
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where


@dataclass(frozen=True)
class DirectoryCard:
    """The directory of a coalition as a whole. `slug` is the coalition's."""

    coalition: UUID
    slug: str
    name: str
    areas: tuple[str, ...]
    is_public: bool
    is_fictional: bool
    review_months: int
    may_read_inside: bool


@dataclass(frozen=True)
class ServiceCard:
    """One entry as anybody may see it who may see the directory. Ages and times as in `models.Service`."""

    coalition: UUID
    directory: str
    slug: str
    name: str
    provider: str
    kind: str
    summary: str
    for_parents: str
    phases: tuple[str, ...]
    factors: tuple[str, ...]
    levels: tuple[str, ...]
    parent_from_years: int | None
    parent_until_years: int | None
    child_from_months: int | None
    child_until_months: int | None
    inclusion: str
    exclusion: str
    areas: tuple[str, ...]
    how_to_refer: str
    parents_may_come: bool
    response_days: int | None
    takes_new: bool
    families_a_year: int | None
    waiting_weeks: int | None
    languages: tuple[str, ...]
    opening: str
    phone: str
    email: str
    website: str
    provider_website: str
    address: str
    cost_cents: int | None
    cost_note: str
    checked_on: date | None
    review_on: date | None
    freshness: str
    is_fictional: bool


@dataclass(frozen=True)
class Organisation:
    """Who gives help: name, website where one is known, how many entries the directory has of it."""

    name: str
    website: str
    services: int


@dataclass(frozen=True)
class Record:
    """An entry with what only the coalition sees of it: who answers for it, its version, why it was withdrawn."""

    card: ServiceCard
    owner_name: str
    owner_email: str
    checked_by: str
    review_months: int
    version: int
    withdrawn_on: date | None
    withdrawn_because: str


@dataclass(frozen=True)
class OwnFactorCard:
    """A factor that a coalition added: `side` risk or protective, and whose it is."""

    code: str
    nl: str
    en: str
    side: str
    coalition_slug: str
    coalition_name: str

    @property
    def key(self) -> str:
        """The code with its coalition."""
        return f"{self.code}@{self.coalition_slug}"

    def name(self, language: str) -> str:
        return self.en if language == "en" else self.nl


@dataclass(frozen=True)
class Withdrawn:
    """Help that was taken out of a directory: by which words it is found, since when and why."""

    slug: str
    name: str
    provider: str
    withdrawn_on: date
    because: str


@dataclass(frozen=True)
class Page:
    """A page of entries, how many there are in all, and which page of how many this is."""

    services: tuple[ServiceCard, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True)
class Door:
    """An entry that fits what was asked, with why: the factors that it is for, and whether its kind was asked for.

    `works_at`: the nearest of its places that the postcode lies in, as a code; the postcode itself where it names that.
    """

    service: ServiceCard
    factors: tuple[str, ...]
    is_kind_asked: bool
    works_at: str


@dataclass(frozen=True)
class DeskLine:
    """A service, and the organisation whose people receive what is sent there on screen; None: nobody does."""

    service: UUID
    name: str
    provider: str
    kind: Kind
    organisation: UUID | None


@dataclass(frozen=True)
class TimesLine:
    """What was agreed for one kind of help: step (rules.AGREED) → working days; empty: nothing."""

    kind: Kind
    days: dict[str, int]


@dataclass(frozen=True)
class Capacity:
    """What one kind of help in a phase can take on: families a year where services say so, and how many do not."""

    kind: str
    phase: str
    services: int
    takes_new: int
    stale: int
    families_a_year: int
    unknown: int


def visible_directories(actor: Actor) -> QuerySet[Directory]:
    """Those that are public, and those of the actor's own coalitions."""
    return Directory.objects.filter(Q(is_public=True) | Q(coalition__in=coalitions_where(actor, "read", "directory")))


_COPIED = tuple(
    name
    for name in ServiceCard.__dataclass_fields__
    if name not in {"coalition", "directory", "provider", "provider_website", "freshness", "is_fictional"}
)


def card(row: Service, today: date) -> ServiceCard:
    """The value of a row that was read with its provider and coalition."""
    values = {name: getattr(row, name) for name in _COPIED}
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return ServiceCard(
        coalition=row.coalition_id,
        directory=row.coalition.slug,
        provider=row.provider.name,
        provider_website=row.provider.website,
        freshness=rules.freshness(row.review_on, today),
        is_fictional=row.coalition.is_fictional,
        **values,
    )
