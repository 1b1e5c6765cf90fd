"""Which paths hang on an agreement, and on which agreements a path hangs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kansrijk.coalition import queries as coalitions
from kansrijk.paths.models import HungPath
from kansrijk.paths.queries.paths import PathCard, PathPage, paths_of
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import may, require_may


@dataclass(frozen=True)
class Hung:
    """A path on an agreement: who hung it there, and when."""

    path: PathCard
    by: str
    at: datetime


@dataclass(frozen=True)
class Hanging:
    """The paths on an agreement, and those of the coalition that could hang there too."""

    hung: tuple[Hung, ...]
    free: tuple[PathCard, ...]


def paths_on(actor: Actor, coalition: UUID, coalition_slug: str, agreement: UUID) -> Hanging:
    """By name. Two queries."""
    require_may(actor, "read", "agreement", coalition=coalition)
    rows = HungPath.objects.filter(agreement=agreement, agreement__coalition=coalition)
    who = {slug: (name, at) for slug, name, at in rows.values_list("path__slug", "hung_name", "hung_at")}
    own = paths_of(actor, coalition_slug)
    hung = tuple(Hung(one, *who[one.slug]) for one in own if one.slug in who)
    return Hanging(hung, tuple(one for one in own if one.slug not in who))


@dataclass(frozen=True)
class HangsOn:
    """An agreement that a path hangs on. `standing`: see coalition.rules.standing."""

    id: UUID
    title: str
    level: str
    standing: str


def agreements_of(actor: Actor, page: PathPage) -> list[HangsOn]:
    """What the path hangs on, for who may read the agreements of its coalition; nobody else is told."""
    if may(actor, "read", "agreement", coalition=page.coalition) != "allow":
        return []
    rows = HungPath.objects.filter(path__coalition=page.coalition, path__slug=page.definition.id)
    keys = set(rows.values_list("agreement", flat=True))
    if not keys:
        return []
    known = coalitions.agreements(actor, page.coalition)
    return [HangsOn(one.id, one.title, one.level, one.standing) for one in known if one.id in keys]
