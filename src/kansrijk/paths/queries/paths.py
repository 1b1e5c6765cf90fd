"""Paths, their versions and who agreed. Published ones are everybody's; concepts stay inside the coalition."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from kansrijk.paths import rules, shipped
from kansrijk.paths.definition import Definition
from kansrijk.paths.models import PathVersion
from kansrijk.paths.reading import read
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import CoalitionCard, coalitions
from kansrijk.trust.rules import Denied, coalitions_where, may, require_may


@lru_cache(maxsize=4096)
def parsed(text: str, file: str = "pad") -> Definition:
    """A text that was read before is not read again: a published one never changes."""
    return read(text, file)


@dataclass(frozen=True)
class PathCard:
    """A path of a coalition in a list. `state` and `number` are of its newest version that the actor may see."""

    slug: str
    name: str
    coalition: UUID
    coalition_slug: str
    coalition_name: str
    state: str
    number: int
    is_published: bool
    phases: tuple[str, ...]


@dataclass(frozen=True)
class Tick:
    """A party of a path and, once it agreed, who said so."""

    party: str
    name: str
    by: str
    ticked_at: datetime | None
    is_written_down: bool
    is_mine: bool


@dataclass(frozen=True)
class VersionCard:
    """A version of a path in its list; who changed and who published it are told inside the coalition only."""

    number: int
    state: str
    changed_by: str
    changed_at: datetime
    published_at: datetime | None
    published_by: str


@dataclass(frozen=True)
class PathPage:
    """A version of a path with what one may do. `base` goes along with a change, so that nobody overwrites another.

    `is_followed`: it was taken from a host of the region.
    """

    definition: Definition
    text: str
    template: str
    has_news: bool
    is_followed: bool
    coalition: UUID
    coalition_slug: str
    coalition_name: str
    is_fictional: bool
    number: int
    state: str
    is_newest: bool
    base: str
    changed_by: str
    changed_at: datetime
    published_at: datetime | None
    published_by: str
    versions: tuple[VersionCard, ...]
    ticks: tuple[Tick, ...]
    may_write: bool
    may_publish: bool


def _visible(actor: Actor) -> Q:
    """Published versions, and everything of the coalitions whose concepts the actor reads."""
    return Q(state="published") | Q(path__coalition__in=coalitions_where(actor, "read", "path_draft"))


def paths_of(actor: Actor, coalition_slug: str | None = None) -> list[PathCard]:
    """The paths that the actor may see, each once, by name; of one coalition or of all. One query."""
    rows = PathVersion.objects.filter(_visible(actor)).select_related("path__coalition").order_by("-number")
    if coalition_slug is not None:
        rows = rows.filter(path__coalition__slug=coalition_slug)
    newest: dict[UUID, PathVersion] = {}
    published: set[UUID] = set()
    for row in rows:
        newest.setdefault(row.path_id, row)
        if row.state == "published":
            published.add(row.path_id)
    found = [card_of(row, is_published=row.path_id in published) for row in newest.values()]
    return sorted(found, key=lambda card: (card.name.casefold(), card.coalition_name))


def path(actor: Actor, coalition_slug: str, slug: str, number: int | None = None) -> PathPage:
    """A version of a path: the newest that the actor may see, or the one asked for. Raises `Denied`."""
    rows = list(
        PathVersion.objects.filter(_visible(actor), path__coalition__slug=coalition_slug, path__slug=slug)
        .select_related("path__coalition", "path__taken")
        .order_by("-number")
    )
    row = next((one for one in rows if number is None or one.number == number), None)
    if row is None:
        raise Denied("read", "path")
    definition = parsed(row.text)
    coalition = row.path.coalition
    inside = coalition.pk in coalitions_where(actor, "read", "path_draft")
    template = shipped.texts().get(row.path.template, "")
    versions = [_version(one, is_told=inside) for one in rows]
    return PathPage(
        definition=definition,
        text=row.text,
        template=row.path.template,
        has_news=inside and rules.is_renewed(row.template_text, template, row.path.left_template),
        is_followed=inside and hasattr(row.path, "taken"),
        coalition=coalition.pk,
        coalition_slug=coalition.slug,
        coalition_name=coalition.name,
        is_fictional=coalition.is_fictional,
        number=row.number,
        state=row.state,
        is_newest=row is rows[0],
        base=row.base,
        changed_by=row.changed_by if inside else "",
        changed_at=row.changed_at,
        published_at=row.published_at,
        published_by=row.published_by if inside else "",
        versions=tuple(versions),
        ticks=_ticks(actor, row, definition) if inside else (),
        may_write=may(actor, "write", "path_draft", coalition=coalition.pk) == "allow",
        may_publish=may(actor, "publish", "path_draft", coalition=coalition.pk) == "allow",
    )


def _version(row: PathVersion, *, is_told: bool) -> VersionCard:
    changed_by, published_by = (row.changed_by, row.published_by) if is_told else ("", "")
    return VersionCard(row.number, row.state, changed_by, row.changed_at, row.published_at, published_by)


def _ticks(actor: Actor, row: PathVersion, definition: Definition) -> tuple[Tick, ...]:
    given = {tick.party: tick for tick in row.ticks.all()}
    roles = actor.roles_in(row.path.coalition_id)
    may_tick = may(actor, "agree", "path_draft", coalition=row.path.coalition_id) == "allow"
    found = []
    for party in rules.parties_to_tick(definition):
        tick = given.get(party)
        found.append(
            Tick(
                party,
                definition.party_name(party),
                tick.name if tick else "",
                tick.ticked_at if tick else None,
                bool(tick and tick.is_written_down),
                may_tick and tick is None and row.state == "offered" and rules.ticks_for(roles, party),
            )
        )
    return tuple(found)


def waiting_for(actor: Actor) -> list[tuple[PathCard, str]]:
    """(path, name of the party) of each offered path that a party of the actor has not ticked. Two queries."""
    own = coalitions_where(actor, "agree", "path_draft")
    if not own:
        return []
    rows = PathVersion.objects.filter(state="offered", path__coalition__in=own).select_related("path__coalition")
    found = []
    for row in rows.prefetch_related("ticks").order_by("changed_at"):
        definition = parsed(row.text)
        roles = actor.roles_in(row.path.coalition_id) - {"coordinator"}
        ticked = {tick.party for tick in row.ticks.all()}
        for party in rules.parties_to_tick(definition):
            if party not in ticked and rules.ticks_for(roles, party):
                found.append((card_of(row, is_published=False), definition.party_name(party)))
    return found


def card_of(row: PathVersion, *, is_published: bool) -> PathCard:
    """The card of a version that was read with its path and coalition."""
    coalition = row.path.coalition
    return PathCard(
        row.path.slug,
        row.name,
        coalition.pk,
        coalition.slug,
        coalition.name,
        row.state,
        row.number,
        is_published,
        parsed(row.text).trigger.phases,
    )


def template_change(actor: Actor, page: PathPage) -> tuple[str, str] | None:
    """(the template as it was taken, as it is now) where the two differ; None where there is nothing new."""
    require_may(actor, "read", "path_draft", coalition=page.coalition)
    fresh = shipped.texts().get(page.template)
    row = PathVersion.objects.filter(path__coalition=page.coalition, path__slug=page.definition.id).latest("number")
    return (row.template_text, fresh) if fresh and fresh != row.template_text else None


def coalition_card(actor: Actor, slug: str) -> CoalitionCard:
    """The actor's own coalition of that slug. Raises `Denied`."""
    found = next((card for card in coalitions(actor) if card.slug == slug), None)
    if found is None:
        raise Denied("read", "coalition")
    return found


def published(actor: Actor, coalition_ids: frozenset[UUID]) -> list[tuple[UUID, str, Definition]]:
    """(coalition, its slug, path) of every published path of these coalitions. One query."""
    rows = PathVersion.objects.filter(state="published", path__coalition__in=coalition_ids).select_related(
        "path__coalition"
    )
    found = [(row.path.coalition_id, row.path.coalition.slug, parsed(row.text)) for row in rows]
    return sorted(found, key=lambda one: one[2].name.casefold())


def published_by(actor: Actor, coalition_slug: str) -> list[tuple[int, Definition]]:
    """(number, path) of what a coalition published, by name. One query."""
    rows = PathVersion.objects.filter(state="published", path__coalition__slug=coalition_slug)
    found = [(row.number, parsed(row.text)) for row in rows]
    return sorted(found, key=lambda one: one[1].name.casefold())
