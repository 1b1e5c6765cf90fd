"""Paths of a host of the region: one taken as ours, a newer version merged into ours or left."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from kansrijk.coalition.models import RegionTie
from kansrijk.core.faults import BadInput
from kansrijk.paths.commands import save_draft, start_path
from kansrijk.paths.definition import Definition
from kansrijk.paths.merging import apart, merge, shared
from kansrijk.paths.models import Path, PathVersion, TakenPath
from kansrijk.paths.reading import read
from kansrijk.paths.writing import write
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@transaction.atomic
def take_path(*, by: Actor, coalition: UUID, host: str, slug: str, number: int) -> str:
    """The version that a host published, which the reader saw as `number`, becomes a concept of ours; its slug.

    Twice is once. Raises BadInput where the host published another one meanwhile, and where we have a path of that
    name which does not follow this host.
    """
    theirs = _published(by, coalition, host, slug, number)
    own = Path.objects.filter(coalition=coalition, slug=slug).first()
    if own is None:
        start_path(by=by, coalition=coalition, text=theirs.text)
        own = Path.objects.get(coalition=coalition, slug=slug)
        TakenPath.objects.create(
            path=own, of=theirs.path, taken_number=number, number=number, decided_name=by.name[:120]
        )
        _record(by, "path taken from region", own, number)
    elif not TakenPath.objects.filter(path=own, of=theirs.path).exists():
        raise BadInput("this coalition has a path of that name already", field="id")
    return own.slug


@transaction.atomic
def merge_path(
    *, by: Actor, coalition: UUID, host: str, slug: str, number: int, base: str, chosen: Mapping[str, str]
) -> int:
    """The newer version of the host is laid into ours, three ways; returns the version of ours that holds it.

    A path of our own of that name, taken from nobody, follows the host from then on. `base` is the version of ours that
    was opened (see `PathPage.base`). Raises BadInput with field `chosen` while a conflict is open, and `SomebodyElse`
    where ours was changed meanwhile.
    """
    theirs = _published(by, coalition, host, slug, number)
    own = Path.objects.select_for_update().filter(coalition=coalition, slug=slug).first()
    taken = TakenPath.objects.filter(path=own).first()
    if own is None or (taken is not None and taken.of_id != theirs.path_id):
        raise BadInput("take this path first", field="id")
    if taken is not None and taken.taken_number == number:
        raise BadInput("this version is in our path already", field="number")
    newest = PathVersion.objects.filter(path=own).latest("number")
    ours = read(newest.text, "pad")
    merged = merge(_before(taken, newest, theirs) or apart(ours), ours, read(theirs.text, "pad"), chosen)
    if merged.open:
        raise BadInput(f"not chosen yet: {', '.join(merged.open)}", field="chosen")
    text = write(replace(merged.path, id=slug))
    stored = save_draft(by=by, coalition=coalition, slug=slug, text=text, base=base)
    taken = taken or TakenPath(path=own, of=theirs.path)
    taken.taken_number = number
    _decided(by, taken, number, "path merged with region")
    return stored


def _before(taken: TakenPath | None, ours: PathVersion, theirs: PathVersion) -> Definition | None:
    """What both come from: the version that was taken, or the template of both. None where there is no such text."""
    if taken is None:
        return shared(ours.template_text, theirs.template_text)
    return read(PathVersion.objects.get(path=taken.of_id, number=taken.taken_number).text, "basis")


@transaction.atomic
def leave_path(*, by: Actor, coalition: UUID, host: str, slug: str, number: int) -> None:
    """This version of the host is not taken in; ours stays as it is. A next one is offered again. Twice is once."""
    theirs = _published(by, coalition, host, slug, number)
    taken = _taken(by, coalition, slug, theirs)
    if taken.number < number:
        _decided(by, taken, number, "path of region left")


def _published(by: Actor, coalition: UUID, host: str, slug: str, number: int) -> PathVersion:
    """What a host that serves this coalition has published. Raises `Denied` for any other."""
    require_may(by, "write", "path_draft", coalition=coalition)
    hosts = RegionTie.objects.filter(member=coalition, ended_on__isnull=True).values("host")
    rows = PathVersion.objects.filter(path__coalition__in=hosts, path__coalition__slug=host, path__slug=slug)
    row = rows.filter(state="published").select_related("path").first()
    if row is None:
        raise Denied("read", "path")
    if row.number != number:
        raise BadInput("the host published another version meanwhile", field="number")
    return row


def _taken(by: Actor, coalition: UUID, slug: str, theirs: PathVersion) -> TakenPath:
    rows = TakenPath.objects.select_for_update(of=("self",)).select_related("path")
    row = rows.filter(path__coalition=coalition, path__slug=slug, of=theirs.path).first()
    if row is None:
        raise BadInput("take this path first", field="id")
    return row


def _decided(by: Actor, taken: TakenPath, number: int, event: str) -> None:
    taken.number, taken.decided_name = number, by.name[:120]
    taken.save()
    _record(by, event, taken.path, number)


def _record(by: Actor, event: str, row: Path, number: int) -> None:
    audit.record(
        by=by,
        event=event,
        action="U",
        kind="path",
        reference=row.slug,
        coalition=row.coalition_id,
        detail={"number": number},
    )
