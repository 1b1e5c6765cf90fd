"""Every write of paths: begin one, save a concept, offer it, tick, publish, withdraw."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.paths import rules, shipped
from kansrijk.paths.checking import check
from kansrijk.paths.definition import Definition
from kansrijk.paths.merging import merge
from kansrijk.paths.models import Path, PathTick, PathVersion
from kansrijk.paths.reading import read
from kansrijk.paths.writing import write
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
    """Lays the concept before the parties. Raises BadInput with field `check` where no family could walk it."""
    require_may(by, "write", "path_draft", coalition=coalition)
    _require_walkable(_open(by, coalition, slug), slug)
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
    _require_walkable(version, slug)
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
def take_template(*, by: Actor, coalition: UUID, slug: str, base: str, chosen: Mapping[str, str] | None = None) -> int:
    """The template as it is now is laid into our path, three ways; returns the version that holds it.

    Taking it twice is taking it once. What only we wrote stays, names and limits always. Raises BadInput with field
    `chosen` while a text that both changed is not chosen, and `SomebodyElse` where ours was changed meanwhile.
    """
    row, newest, fresh = _renewed(by, coalition, slug)
    if newest.template_text == fresh:
        return newest.number
    old, mine, new = read(newest.template_text, "sjabloon"), read(newest.text, "pad"), read(fresh, "sjabloon")
    merged = merge(old, mine, new, chosen)
    if merged.open:
        raise BadInput(f"not chosen yet: {', '.join(merged.open)}", field="chosen")
    text = write(replace(merged.path, id=slug))
    number = save_draft(by=by, coalition=coalition, slug=slug, text=text, base=base)
    PathVersion.objects.filter(path=row, number=number).update(template_text=fresh)
    _record(by, "path merged with template", "U", row, number=number)
    return number


@transaction.atomic
def leave_template(*, by: Actor, coalition: UUID, slug: str, mark: str) -> None:
    """The template as it is now is not taken in; ours stays as it is. A next one is offered again. Twice is once.

    `mark` names the template that was looked at (see `rules.mark`).
    """
    row, newest, fresh = _renewed(by, coalition, slug)
    if rules.mark(fresh) != mark:
        raise BadInput("the template changed meanwhile", field="number")
    if rules.is_renewed(newest.template_text, fresh, row.left_template):
        row.left_template = mark
        row.save(update_fields=["left_template"])
        _record(by, "template left", "U", row, number=newest.number)


def _renewed(by: Actor, coalition: UUID, slug: str) -> tuple[Path, PathVersion, str]:
    """A path, its newest version, and its template as it is now. Raises BadInput for a path that follows none."""
    require_may(by, "write", "path_draft", coalition=coalition)
    row = _path(by, coalition, slug)
    newest = PathVersion.objects.filter(path=row).order_by("-number").first()
    fresh = shipped.texts().get(row.template)
    if fresh is None or newest is None:
        raise BadInput("this path follows no template", field="template")
    return row, newest, fresh


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


def _require_walkable(version: PathVersion, slug: str) -> None:
    """The check without a coalition finds nothing. What changes from day to day (who takes part, whose entry grew
    old) stays a warning: it stops nobody from agreeing."""
    found = check([read(version.text, slug)], language="en")
    if found:
        raise BadInput(f"the check finds {len(found)}, such as: {found[0].message}", field="check", row=found[0].line)


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
