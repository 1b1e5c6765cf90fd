"""Every write of paths: begin one, save a concept, offer it, tick, publish, withdraw."""

from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.paths import rules, shipped
from kansrijk.paths.definition import Definition
from kansrijk.paths.models import Path, PathTick, PathVersion
from kansrijk.paths.reading import read
from kansrijk.paths.writing import lay_over, own_words, write
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@dataclass(frozen=True)
class SomebodyElse(Exception):
    """The concept was changed by somebody else meanwhile: nothing was stored, and theirs is here to compare."""

    theirs: str
    by: str


@transaction.atomic
def start_path(*, by: Actor, coalition: UUID, template: str = "", text: str = "") -> str:
    """A concept from a template or from a text of one's own; returns the slug of the path."""
    require_may(by, "write", "path_draft", coalition=coalition)
    if template and template not in shipped.templates():
        raise BadInput(f"there is no template {template!r}", field="template")
    written = shipped.texts()[template] if template else text
    path = read(written, "pad")
    try:
        with transaction.atomic():
            row = Path.objects.create(coalition_id=coalition, slug=path.id, template=template)
    except IntegrityError as error:
        raise BadInput(f"this coalition has a path {path.id!r} already", field="id") from error
    kept = written if template else ""
    _create(row, 1, path, written, kept, by)
    _record(by, "path begun", "C", row)
    return path.id


@transaction.atomic
def save_draft(*, by: Actor, coalition: UUID, slug: str, text: str, base: str) -> int:
    """Stores the text as the concept of a path; returns the number of the version.

    `base` is the key of the version that was opened and when it was changed (see `PathPage.base`). Where a version was
    published, a new concept begins. Raises `SomebodyElse` when the concept is another than the one opened.
    """
    require_may(by, "write", "path_draft", coalition=coalition)
    row = _path(by, coalition, slug)
    definition = read(text, "pad")
    if definition.id != row.slug:
        raise BadInput(f"the id of this path stays {row.slug}", field="id")
    newest = PathVersion.objects.select_for_update().filter(path=row).order_by("-number").first()
    if newest is not None and newest.base != base:
        raise SomebodyElse(newest.text, newest.changed_by)
    if newest is None or newest.state in rules.LASTING:
        number = newest.number + 1 if newest else 1
        _create(row, number, definition, text, newest.template_text if newest else "", by)
    else:
        number = newest.number
        rules.after(newest.state, "save")
        _set(newest, by, text=text, name=definition.name)
    _record(by, "path changed", "U", row, number=number)
    return number


@transaction.atomic
def offer_version(*, by: Actor, coalition: UUID, slug: str) -> None:
    """Lays the concept before the parties."""
    _move(by, coalition, slug, "offer")


@transaction.atomic
def revise_version(*, by: Actor, coalition: UUID, slug: str) -> None:
    """Takes an offered version back to change it; what was ticked is void."""
    version = _move(by, coalition, slug, "revise")
    version.ticks.all().delete()


@transaction.atomic
def tick(*, by: Actor, coalition: UUID, slug: str, party: str, name: str = "") -> None:
    """A party agrees to the offered version. `name`: who said so, where the coordinator writes it down.

    A second tick of the same party changes nothing.
    """
    require_may(by, "agree", "path_draft", coalition=coalition)
    version = _open(by, coalition, slug)
    rules.after(version.state, "tick")
    if party not in rules.parties_to_tick(read(version.text, slug)):
        raise BadInput(f"{party} does nothing in this path", field="party")
    roles = by.roles_in(coalition)
    if not rules.ticks_for(roles, party) or by.account is None:
        raise Denied("agree", "path_draft")
    is_own = rules.ticks_for(roles - {"coordinator"}, party)
    said = " ".join(name.split())[:120]
    if not is_own and not said:
        raise BadInput("say who of that party agreed", field="name")
    PathTick.objects.get_or_create(
        version=version,
        party=party,
        defaults={"name": by.name if is_own else said, "is_written_down": not is_own, "account": by.account},
    )
    _record(by, "path agreed", "U", version.path, number=version.number, party=party)


@transaction.atomic
def publish_version(*, by: Actor, coalition: UUID, slug: str) -> int:
    """Publishes the offered version once every party agreed; the one before is replaced. Returns its number."""
    require_may(by, "publish", "path_draft", coalition=coalition)
    version = _open(by, coalition, slug)
    rules.after(version.state, "publish")
    ticked = set(version.ticks.values_list("party", flat=True))
    waiting = [party for party in rules.parties_to_tick(read(version.text, slug)) if party not in ticked]
    if waiting:
        raise BadInput(f"not agreed yet: {', '.join(waiting)}", field="ticks")
    before = PathVersion.objects.filter(path=version.path, state="published").first()
    if before is not None:
        before.state = rules.after(before.state, "replace")
        before.save(update_fields=["state"])
    version.state = rules.after(version.state, "publish")
    version.published_at, version.published_by = timezone.now(), by.name
    version.save(update_fields=["state", "published_at", "published_by"])
    _record(by, "path published", "U", version.path, number=version.number)
    return version.number


@transaction.atomic
def withdraw_version(*, by: Actor, coalition: UUID, slug: str) -> None:
    """The published version is no longer the path of the coalition; it stays to be read."""
    require_may(by, "publish", "path_draft", coalition=coalition)
    row = _path(by, coalition, slug)
    version = PathVersion.objects.select_for_update().filter(path=row, state="published").first()
    if version is None:
        raise BadInput("nothing of this path is published", field="state")
    version.state = rules.after(version.state, "withdraw")
    version.save(update_fields=["state"])
    _record(by, "path withdrawn", "U", row, number=version.number)


@transaction.atomic
def take_template(*, by: Actor, coalition: UUID, slug: str, base: str) -> int:
    """Lays the coalition's own names and limits over the template as it is now; returns the version.

    Taking it twice is taking it once. A path that says more of its own than that is refused: it would be lost.
    """
    require_may(by, "write", "path_draft", coalition=coalition)
    row = _path(by, coalition, slug)
    fresh = shipped.texts().get(row.template)
    newest = PathVersion.objects.filter(path=row).order_by("-number").first()
    if fresh is None or newest is None:
        raise BadInput("this path follows no template", field="state")
    if newest.template_text == fresh:
        return newest.number
    old, mine = read(newest.template_text, "sjabloon"), read(newest.text, "pad")
    own = own_words(old, mine)
    if write(replace(lay_over(old, own), id=mine.id, name=mine.name)) != write(mine):
        raise BadInput("this path says more of its own than names and limits", field="template")
    merged = lay_over(read(fresh, "sjabloon"), own)
    name = mine.name if mine.name != old.name else merged.name
    text = write(replace(merged, id=row.slug, name=name))
    number = save_draft(by=by, coalition=coalition, slug=slug, text=text, base=base)
    PathVersion.objects.filter(path=row, number=number).update(template_text=fresh)
    return number


def _create(row: Path, number: int, path: Definition, text: str, template_text: str, by: Actor) -> PathVersion:
    return PathVersion.objects.create(
        path=row, number=number, name=path.name, text=text, template_text=template_text, changed_by=by.name
    )


def _path(by: Actor, coalition: UUID, slug: str) -> Path:
    """Locked, so that two who do the same wait for one another."""
    row = Path.objects.select_for_update().filter(coalition=coalition, slug=slug).first()
    if row is None:
        raise Denied("read", "path_draft")
    return row


def _open(by: Actor, coalition: UUID, slug: str) -> PathVersion:
    """The concept or offered version, locked."""
    row = _path(by, coalition, slug)
    version = PathVersion.objects.select_for_update().filter(path=row, state__in=rules.OPEN).first()
    if version is None:
        raise BadInput("there is no concept of this path", field="state")
    return version


def _move(by: Actor, coalition: UUID, slug: str, event: str) -> PathVersion:
    require_may(by, "write", "path_draft", coalition=coalition)
    version = _open(by, coalition, slug)
    _set(version, by, state=rules.after(version.state, event))
    _record(by, f"path {event}", "U", version.path, number=version.number)
    return version


def _set(version: PathVersion, by: Actor, **values: str) -> None:
    for name, value in values.items():
        setattr(version, name, value)
    version.changed_by = by.name
    version.save(update_fields=[*values, "changed_by", "changed_at"])


def _record(by: Actor, event: str, action: str, row: Path, **detail: object) -> None:
    audit.record(
        by=by,
        event=event,
        action=action,
        kind="path",
        reference=row.slug,
        coalition=row.coalition_id,
        detail=detail,
    )
