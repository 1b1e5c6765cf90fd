"""What the hosts of a coalition's region publish as paths, and how a newer version lies beside the coalition's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from kansrijk.coalition.models import RegionTie
from kansrijk.paths.definition import Definition
from kansrijk.paths.merging import shared
from kansrijk.paths.models import Path, PathVersion, TakenPath
from kansrijk.paths.queries.beside import Beside, beside
from kansrijk.paths.queries.paths import PathPage, parsed, path
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, coalitions_where, require_may

State = Literal["new", "changed", "taken", "left", "own"]


@dataclass(frozen=True)
class HostPath:
    """A path that a host published. `number` its version, `taken_number` the one that is laid into ours (0: none).

    `state`: `new`, `changed` (nothing decided about this version yet), `taken`, `left`, or `own`: we have a path of
    that name which does not follow it. `decided_by`: who took it or left it last, and when.
    """

    host: str
    host_name: str
    slug: str
    name: str
    number: int
    state: State
    taken_number: int
    decided_by: str = ""
    decided_at: datetime | None = None


def host_paths(actor: Actor, coalition: UUID) -> list[HostPath]:
    """By host and name. Three queries."""
    require_may(actor, "read", "path_draft", coalition=coalition)
    hosts = RegionTie.objects.filter(member=coalition, ended_on__isnull=True).values("host")
    rows = PathVersion.objects.filter(state="published", path__coalition__in=hosts)
    taken = {one.of_id: one for one in TakenPath.objects.filter(path__coalition=coalition)}
    own = set(Path.objects.filter(coalition=coalition).values_list("slug", flat=True))
    found = [_host_path(row, taken.get(row.path_id), own) for row in rows.select_related("path__coalition")]
    return sorted(found, key=lambda one: (one.host_name, one.name.casefold()))


def _host_path(row: PathVersion, taken: TakenPath | None, own: set[str]) -> HostPath:
    of = row.path.coalition
    state: State = "own" if row.path.slug in own else "new"
    if taken is not None:
        state = "changed" if taken.number < row.number else "taken" if taken.taken_number == row.number else "left"
    decided = (taken.taken_number, taken.decided_name, taken.decided_at) if taken else (0, "", None)
    return HostPath(of.slug, of.name, row.path.slug, row.name, row.number, state, *decided)


@dataclass(frozen=True)
class Upstream:
    """A path of a host beside ours. `page` is ours, None where we have none; `beside` is there when there is something
    to merge: not where ours holds that version, nor where ours follows another host."""

    host: HostPath
    page: PathPage | None
    beside: Beside | None = None


def upstream(
    actor: Actor, coalition: UUID, coalition_slug: str, host: str, slug: str, chosen: Mapping[str, str], language: str
) -> Upstream:
    """Raises `Denied` for a path of nobody that serves this coalition."""
    require_may(actor, "write", "path_draft", coalition=coalition)
    found = next((one for one in host_paths(actor, coalition) if (one.host, one.slug) == (host, slug)), None)
    if found is None:
        raise Denied("read", "path")
    if found.state == "new":
        return Upstream(found, None)
    page = path(actor, coalition_slug, slug)
    if found.taken_number == found.number or (found.state == "own" and page.is_followed):
        return Upstream(found, page)
    versions = PathVersion.objects.filter(path__coalition__slug=host, path__slug=slug)
    rows = {row.number: row for row in versions.filter(number__in=(found.taken_number, found.number))}
    theirs = rows[found.number]
    base = parsed(rows[found.taken_number].text) if found.taken_number else _shared(coalition, slug, theirs)
    sides = base, page.definition, parsed(theirs.text)
    return Upstream(found, page, beside(actor, coalition, sides, chosen, language))


def _shared(coalition: UUID, slug: str, theirs: PathVersion) -> Definition | None:
    ours = PathVersion.objects.filter(path__coalition=coalition, path__slug=slug).latest("number")
    return shared(ours.template_text, theirs.template_text)


def news_from_host(actor: Actor, page: PathPage) -> HostPath | None:
    """The version of its host about which was nothing decided yet, for who reads concepts. At most four queries."""
    if not page.is_followed:
        return None
    found = host_paths(actor, page.coalition)
    return next((one for one in found if one.slug == page.definition.id and one.state == "changed"), None)


@dataclass(frozen=True)
class HostNews:
    """A path of ours of which the host published a newer version."""

    coalition_slug: str
    coalition_name: str
    slug: str
    name: str
    host: str
    host_name: str


def changed_by_hosts(actor: Actor) -> list[HostNews]:
    """What the actor writes and a host changed since somebody looked, by name. At most three queries."""
    own = coalitions_where(actor, "write", "path_draft")
    taken = TakenPath.objects.filter(path__coalition__in=own).select_related("path__coalition", "of__coalition")
    rows = list(taken) if own else []
    if not rows:
        return []
    ties = set(RegionTie.objects.filter(member__in=own, ended_on__isnull=True).values_list("member_id", "host_id"))
    theirs = PathVersion.objects.filter(state="published", path__in=[one.of_id for one in rows])
    newest = {path: (number, name) for path, number, name in theirs.values_list("path_id", "number", "name")}
    found = []
    for one in rows:
        number, name = newest.get(one.of_id, (0, ""))
        ours, host = one.path.coalition, one.of.coalition
        if number > one.number and (ours.pk, host.pk) in ties:
            found.append(HostNews(ours.slug, ours.name, one.path.slug, name, host.slug, host.name))
    return sorted(found, key=lambda one: (one.name.casefold(), one.coalition_name))
