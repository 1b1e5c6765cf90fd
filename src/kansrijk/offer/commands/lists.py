"""Reading in a whole list: all of it or nothing, and the same list twice is the list once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation

from kansrijk.offer import faults
from kansrijk.offer.commands.places import Places
from kansrijk.offer.commands.storing import (
    differs,
    directory_of,
    draft_of,
    keep_website,
    key_of,
    new_slug,
    own_factors,
    row_fields,
    tidied,
)
from kansrijk.offer.drafts import Draft, Fault, check
from kansrijk.offer.lists.listed import CellFault, Listed, Row
from kansrijk.offer.lists.reading import Lines, read
from kansrijk.offer.models import Directory, OfferedFile, Provider, Service
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may

KEPT = timedelta(hours=1)
_EMPTY = Draft("", "", "", ())
_BATCH = 500


@dataclass(frozen=True)
class Receipt:
    """What became of a list. `errors` in the order of the file; any error means that nothing was stored.

    `read` counts entries that could not be understood too. `form`: table, hsds or schema_org.
    """

    read: int
    added: int
    changed: int
    unchanged: int
    rejected: int
    errors: tuple[CellFault, ...]
    ignored: tuple[str, ...]
    first: tuple[Draft, ...]
    form: str = "table"

    @property
    def is_refused(self) -> bool:
        return bool(self.errors)

    def as_json(self) -> dict[str, Any]:
        """The object of the command line's contract; messages in English."""
        with translation.override("en"):
            errors = [{"row": e.row, "column": e.column, "value": e.value, "message": words_of(e)} for e in self.errors]
        counts = {name: getattr(self, name) for name in ("read", "added", "changed", "unchanged", "rejected")}
        return counts | {"errors": errors, "ignored": list(self.ignored), "form": self.form}


def words_of(fault: CellFault) -> str:
    """What is wrong in a cell, in the language of the request."""
    return faults.words(Fault("name", fault.code, fault.value))


@dataclass
class _Planned:
    """One line of a list and the entry that it is about, where there is one."""

    row: Row
    draft: Draft
    stored: Service | None


@transaction.atomic
def import_services(
    *, by: Actor, coalition: UUID, content: bytes | Lines, name: str, sheet: str | None = None, dry_run: bool = False
) -> Receipt:
    """Stores a list of services, a file or the lines of a sheet; with `dry_run` says what would come of it.

    Columns that the list lacks stay as they are.
    A line is about the entry with its mark, else about that with its names; an entry that was taken out comes back.
    An empty day or name of a check does not take an earlier one away. Raises BadInput for a file that is no list.
    """
    require_may(by, "import", "service", coalition=coalition)
    directory = directory_of(coalition)
    listed = read(content, name, sheet=sheet)
    planned, errors = _plan(by, directory, listed, timezone.localdate())
    bad = {error.row for error in errors}
    new = [one for one in planned if one.stored is None]
    values = [(one, row_fields(one.draft)) for one in planned if one.stored is not None and not errors]
    websites = {key_of(one.draft.provider): said for one in planned if (said := _website(one.row))}
    changed = [(one, fields) for one, fields in values if _is_changed(one, fields, websites)]
    if not errors and not dry_run:
        _store(coalition, new, changed, websites)
        if new or changed:
            detail = {"file": name, "added": len(new), "changed": len(changed), "read": len(listed.rows)}
            audit.record(
                by=by, event="directory read in", action="U", kind="directory", coalition=coalition, detail=detail
            )
    return Receipt(
        len({row.number for row in listed.rows} | bad),
        0 if errors else len(new),
        0 if errors else len(changed),
        0 if errors else len(planned) - len(new) - len(changed),
        len(bad) if errors else 0,
        tuple(sorted(errors, key=lambda error: error.row)),
        listed.ignored,
        tuple(one.draft for one in planned[:10]),
        listed.form,
    )


def _website(row: Row) -> str:
    """What a line says of the website of its organisation; an empty cell takes nothing away."""
    found: str = row.values.get("provider_website", "")
    return found


def _is_changed(one: _Planned, fields: dict[str, Any], websites: Mapping[str, str]) -> bool:
    assert one.stored is not None
    whose, key = one.stored.provider, key_of(one.draft.provider)
    is_elsewhere = whose.name_key != key or websites.get(key, whose.website) != whose.website
    return is_elsewhere or one.stored.withdrawn_on is not None or differs(one.stored, fields)


def _plan(by: Actor, directory: Directory, listed: Listed, today: date) -> tuple[list[_Planned], list[CellFault]]:
    """What each line means, and everything that is wrong with it."""
    coalition = directory.pk
    known = list(Service.objects.filter(coalition=coalition).select_related("provider"))
    by_mark = {row.slug: row for row in known}
    by_name = {(row.provider.name_key, row.name_key): row for row in known}
    stored_areas = {code for row in known for code in row.areas}
    written = {token for row in listed.rows for token in row.values.get("areas", ())}
    places = Places(by, coalition, directory.areas, stored_areas | written)
    own = own_factors(coalition)
    planned: list[_Planned] = []
    errors = list(listed.faults)
    broken = {(fault.row, fault.column) for fault in errors}
    seen: dict[object, int] = {}
    websites: dict[str, Row] = {}
    for row in listed.rows:
        values = dict(row.values)
        mark = values.pop("mark", "")
        names = (key_of(values["provider"]), key_of(values["name"]))
        said = websites.setdefault(names[0], row) if _website(row) else row
        if _website(said) != _website(row):
            column = row.column("provider_website")
            errors.append(CellFault(row.number, column, "another_website", str(said.number)))
        stored = by_mark.get(mark) if mark else by_name.get(names)
        if mark and stored is None:
            errors.append(CellFault(row.number, row.column("mark"), "not_here", mark[:60]))
        draft = tidied(_over(stored, values), directory, places)
        found = check(draft, today=today, own_factors=own)
        cells = [CellFault(row.number, row.column(one.field, one.value), one.code, one.value) for one in found]
        errors += [cell for cell in cells if (cell.row, cell.column) not in broken]
        for key in {names, ("mark", stored.slug) if stored else names}:
            if key in seen:
                errors.append(CellFault(row.number, row.column("name"), "twice", str(seen[key])))
                break
            seen[key] = row.number
        twin = by_name.get(names)
        if stored is not None and twin is not None and twin.pk != stored.pk:
            errors.append(CellFault(row.number, row.column("name"), "taken", ""))
        planned.append(_Planned(row, draft, stored))
    return planned, errors


def _over(stored: Service | None, values: dict[str, Any]) -> Draft:
    """What is stored with what the line says over it."""
    if stored is None:
        return replace(_EMPTY, **values)
    if not values.get("checked_on"):
        values = {name: value for name, value in values.items() if name not in {"checked_on", "checked_by"}}
    return replace(draft_of(stored), **values)


def _store(
    coalition: UUID,
    new: list[_Planned],
    changed: list[tuple[_Planned, dict[str, Any]]],
    websites: Mapping[str, str],
) -> None:
    providers = _providers(coalition, [one.draft.provider for one in [*new, *(one for one, _ in changed)]])
    for key in providers.keys() & websites.keys():
        keep_website(providers[key], websites[key])
    taken = set(Service.objects.filter(coalition=coalition).values_list("slug", flat=True))
    made = []
    for one in new:
        slug = new_slug(one.draft, taken)
        taken.add(slug)
        provider = providers[key_of(one.draft.provider)]
        made.append(Service(coalition_id=coalition, provider=provider, slug=slug, **row_fields(one.draft)))
    Service.objects.bulk_create(made, batch_size=_BATCH)
    now, rows = timezone.now(), []
    names: set[str] = {"provider", "withdrawn_on", "withdrawn_because", "version", "changed_at"}
    for one, fields in changed:
        assert one.stored is not None
        for name, value in fields.items():
            setattr(one.stored, name, value)
        names |= set(fields)
        one.stored.provider = providers[key_of(one.draft.provider)]
        one.stored.withdrawn_on, one.stored.withdrawn_because = None, ""
        one.stored.version += 1
        one.stored.changed_at = now
        rows.append(one.stored)
    if rows:
        Service.objects.bulk_update(rows, sorted(names), batch_size=_BATCH)


def _providers(coalition: UUID, names: Iterable[str]) -> dict[str, Provider]:
    wanted = {key_of(name): name for name in reversed(list(names))}
    rows = Provider.objects.filter(coalition=coalition, name_key__in=wanted)
    known = {row.name_key for row in rows.all()}
    made = [
        Provider(coalition_id=coalition, name=name, name_key=key) for key, name in wanted.items() if key not in known
    ]
    Provider.objects.bulk_create(made, batch_size=_BATCH)  # the database makes the keys: read them back
    return {row.name_key: row for row in rows.all()}


@transaction.atomic
def offer_list(*, by: Actor, coalition: UUID, name: str, content: bytes) -> UUID:
    """Keeps a list for its preview, for an hour. Raises BadInput for a file that is no list."""
    require_may(by, "import", "service", coalition=coalition)
    assert by.account is not None
    directory_of(coalition)
    safe = "".join(one if one.isalnum() or one in "-_.() " else "_" for one in name)[-120:] or "lijst"
    read(content, safe)
    OfferedFile.objects.filter(offered_at__lt=timezone.now() - KEPT).delete()
    kept = OfferedFile.objects.create(coalition_id=coalition, account=by.account, name=safe, content=content)
    audit.record(by=by, event="list offered", action="C", kind="directory", coalition=coalition, detail={"file": safe})
    return kept.pk


def _offered(by: Actor, coalition: UUID, number: UUID) -> OfferedFile:
    require_may(by, "import", "service", coalition=coalition)
    since = timezone.now() - KEPT
    found = OfferedFile.objects.filter(pk=number, coalition=coalition, offered_at__gte=since).first()
    if found is None:
        raise Denied("import", "service")
    return found


@transaction.atomic
def preview_list(*, by: Actor, coalition: UUID, number: UUID) -> tuple[str, Receipt]:
    """The name of an offered list, and what would come of storing it. Stores nothing."""
    kept = _offered(by, coalition, number)
    content = bytes(kept.content)
    return kept.name, import_services(by=by, coalition=coalition, content=content, name=kept.name, dry_run=True)


@transaction.atomic
def store_list(*, by: Actor, coalition: UUID, number: UUID) -> Receipt:
    """Stores an offered list; with a fault in it nothing is stored and the list is kept."""
    kept = _offered(by, coalition, number)
    receipt = import_services(by=by, coalition=coalition, content=bytes(kept.content), name=kept.name)
    if not receipt.is_refused:
        kept.delete()
    return receipt


@transaction.atomic
def discard_list(*, by: Actor, coalition: UUID, number: UUID) -> None:
    """Throws an offered list away."""
    kept = _offered(by, coalition, number)
    kept.delete()
    audit.record(
        by=by, event="list discarded", action="D", kind="directory", coalition=coalition, detail={"file": kept.name}
    )


def forget_lists() -> int:
    """The worker: throws away lists that were offered more than an hour ago; returns how many."""
    return OfferedFile.objects.filter(offered_at__lt=timezone.now() - KEPT).delete()[0]


__all__ = [
    "Receipt",
    "discard_list",
    "forget_lists",
    "import_services",
    "offer_list",
    "preview_list",
    "store_list",
]
