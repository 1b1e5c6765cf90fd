"""What the hosts of a coalition's region publish as paths, and how a newer version lies beside the coalition's own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from kansrijk.coalition.models import RegionTie
from kansrijk.core.faults import BadInput
from kansrijk.paths.checking import Finding, check
from kansrijk.paths.comparing import Change, differences
from kansrijk.paths.merging import Merged, merge
from kansrijk.paths.models import Path, PathVersion, TakenPath
from kansrijk.paths.queries.local import local
from kansrijk.paths.queries.paths import PathPage, parsed, path
from kansrijk.paths.reading import read
from kansrijk.paths.writing import write
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may

State = Literal["new", "changed", "taken", "left", "own"]


@dataclass(frozen=True)
class HostPath:
    """A path that a host published. `number` its version, `taken_number` the one that is laid into ours (0: none).

    `state`: `new`, `changed` (nothing decided about this version yet), `taken`, `left`, or `own`: we have a path of
    that name which does not follow it.
    """

    host: str
    host_name: str
    slug: str
    name: str
    number: int
    state: State
    taken_number: int


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
    number = taken.taken_number if taken else 0
    return HostPath(of.slug, of.name, row.path.slug, row.name, row.number, state, number)


@dataclass(frozen=True)
class Upstream:
    """A path of a host beside ours. `page` is ours, None where it was not taken; `changes` what the host changed since.

    `merged` and what follows from it are there when there is a version to merge: `comes` is what changes in ours,
    `findings` what the check says of the result, `fault` why the result is no path at all.
    """

    host: HostPath
    page: PathPage | None
    changes: tuple[Change, ...] = ()
    merged: Merged | None = None
    comes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    fault: str = ""


def upstream(
    actor: Actor, coalition: UUID, coalition_slug: str, host: str, slug: str, chosen: Mapping[str, str], language: str
) -> Upstream:
    """Raises `Denied` for a path of nobody that serves this coalition."""
    require_may(actor, "write", "path_draft", coalition=coalition)
    found = next((one for one in host_paths(actor, coalition) if (one.host, one.slug) == (host, slug)), None)
    if found is None:
        raise Denied("read", "path")
    if found.taken_number == 0:
        return Upstream(found, None)
    page = path(actor, coalition_slug, slug)
    if found.taken_number == found.number:
        return Upstream(found, page)
    versions = PathVersion.objects.filter(path__coalition__slug=host, path__slug=slug)
    texts = dict(versions.filter(number__in=(found.taken_number, found.number)).values_list("number", "text"))
    base, theirs = (parsed(texts[number]) for number in (found.taken_number, found.number))
    merged = merge(base, page.definition, theirs, chosen, language)
    findings: tuple[Finding, ...] = ()
    fault = ""
    try:
        findings = tuple(check([read(write(merged.path), "pad")], local(actor, coalition), language))
    except BadInput as error:
        fault = error.message
    changes, comes = differences(base, theirs, language), differences(page.definition, merged.path, language)
    return Upstream(found, page, tuple(changes), merged, tuple(comes), findings, fault)


def news_from_host(actor: Actor, page: PathPage) -> HostPath | None:
    """The version of its host about which was nothing decided yet, for who reads concepts. At most four queries."""
    if not page.is_followed:
        return None
    found = host_paths(actor, page.coalition)
    return next((one for one in found if one.slug == page.definition.id and one.state == "changed"), None)
