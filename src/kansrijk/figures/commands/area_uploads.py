"""Areas by way of the screen: a file of boundaries, regions, postcodes or successions, checked and then stored.

The same walk as a delivery (`uploads.py`), without a coalition: areas are everybody's, and so is the right to read
them in. What a check would store is undone; what is stored is what `kansrijk areas import` and `successions` store.
"""

import os
import shutil
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kansrijk.areas import commands as areas
from kansrijk.areas.codes import LEVELS
from kansrijk.areas.models import Area
from kansrijk.core.faults import BadInput
from kansrijk.figures.commands.uploads import receive, safe_name
from kansrijk.figures.commands.working import Tell, start_work
from kansrijk.figures.models import AreaUpload, Work
from kansrijk.figures.rules import AREA_FILES, OFFER_HOURS, CannotMove, require_upload_can
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may

OPTIONS = ("level", "object_name", "code_field", "name_field")
MOST_SHOWN = 20  # names in the preview
MOST_ERRORS = 1_000  # kept of a file


class _Undone(Exception):
    """Ends a rehearsal."""


def offer_areas(
    *,
    by: Actor,
    kind: str,
    name: str,
    content: Iterable[bytes],
    edition: int | None = None,
    leave_out_broken: bool = False,
    **options: str,
) -> UUID:
    """Keeps the file aside and has it checked; nothing of it is an area yet. Returns the upload.

    `options`: level, object_name, code_field, name_field, each where the file does not say it itself. Raises BadInput.
    """
    require_may(by, "import", "area")
    assert by.account is not None
    if kind not in AREA_FILES:
        raise BadInput(f"{kind!r} is not a kind of file with areas", field="kind")
    if kind == "boundaries" and edition is None:
        raise BadInput("say of which year the areas are", field="edition")
    told = {key: value.strip()[:100] for key, value in options.items() if key in OPTIONS and value.strip()}
    if told.get("level", LEVELS[0]) not in LEVELS[:-1]:
        raise BadInput("this is not a level of areas", field="level")
    if leave_out_broken and kind == "boundaries":
        told["leave_out_broken"] = "yes"
    safe = safe_name(name)
    staging, size, digest = receive("areas", safe, content)
    try:
        with transaction.atomic():
            upload = AreaUpload.objects.create(
                kind=kind,
                account_id=by.account,
                edition=edition if kind == "boundaries" else None,
                options=told,
                file_name=safe,
                file_bytes=size,
                sha256=digest,
                state="offered",
                expires_at=timezone.now() + timedelta(hours=OFFER_HOURS),
            )
            _record(by, upload, "areas offered", "C")
            os.replace(staging, _folder(upload.pk))
            start_work(by=by, kind="check_areas", area_upload=upload)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return upload.pk


@transaction.atomic
def confirm_areas(*, by: Actor, upload: UUID) -> UUID:
    """Has a checked file stored. Asked twice it is done once. Raises BadInput where it cannot be."""
    found = _for_change(by, upload)
    if found.state != "stored":
        _require(found, "store")
        start_work(by=by, kind="store_areas", area_upload=found)
    return found.pk


@transaction.atomic
def discard_areas(*, by: Actor, upload: UUID) -> None:
    """Throws an offered file away; what was stored stays. Asked twice it is done once."""
    found = _for_change(by, upload)
    if found.state == "discarded":
        return
    _save(found, "discard")
    _record(by, found, "offered areas discarded", "D")
    transaction.on_commit(lambda: _forget(found.pk))


def check_areas(by: Actor, work: Work, tell: Tell) -> None:
    """A rehearsal: everything is done and undone, and what came of it is kept."""
    upload = _of(work)
    if upload.state != "offered":
        return
    tell("checking")
    try:
        with transaction.atomic():
            upload.receipt, upload.preview = _import(by, upload)
            raise _Undone
    except _Undone:
        _save(upload, "pass")
    except BadInput as error:
        upload.problem = _placed(error)
        _save(upload, "refuse")


def store_areas(by: Actor, work: Work, tell: Tell) -> None:
    """The same file again, and now it stays; doing it twice changes nothing."""
    upload = _of(work)
    if upload.state == "stored":
        return
    tell("storing")
    try:
        with transaction.atomic():
            upload.receipt, upload.preview = _import(by, upload)
            _save(upload, "store")
    except BadInput as error:
        upload.problem = _placed(error)
        _save(upload, "refuse")
        raise
    _forget(upload.pk)


def expire_area_uploads() -> int:
    """Throws away files that nobody stored within a day. Returns how many."""
    late = AreaUpload.objects.filter(expires_at__lt=timezone.now(), state__in=["offered", "checked", "refused"])
    count = 0
    for one in late.exclude(works__state__in=["waiting", "running"]):
        _save(one, "expire")
        _forget(one.pk)
        count += 1
    return count


def _import(by: Actor, upload: AreaUpload) -> tuple[dict[str, Any], dict[str, Any]]:
    """What was done, and what the file holds."""
    path = _folder(upload.pk) / upload.file_name
    if not path.exists():
        raise BadInput("the offered file is gone; offer it again", file=upload.file_name)
    if upload.kind == "successions":
        moved = areas.import_successions(by=by, file=path)
        return {**moved.as_json(), "errors": []}, {"kinds": moved.kinds}
    assert upload.edition is not None
    told = {key: value for key, value in upload.options.items() if key in OPTIONS}
    leave_out = "leave_out_broken" in upload.options
    done = areas.import_areas(by=by, file=path, edition=upload.edition, leave_out_broken=leave_out, **told)
    errors = [{"row": one.row, "column": one.field, "message": one.message} for one in done.counts.errors]
    kept = [{"code": one.code, "kept": one.kept, "offered": one.offered} for one in done.counts.names_kept]
    named = Area.objects.filter(edition=done.edition, level=done.level, coalition__isnull=True).order_by("sort_key")
    preview = {
        "edition": done.edition,
        "level": done.level,
        "there": named.count(),
        "without_shape": done.without_shape,
        "names": list(named.values_list("code", "name")[:MOST_SHOWN]),
        "repaired": list(done.repaired[:MOST_SHOWN]),
        "names_kept": kept[:MOST_SHOWN],
        "regions": [
            {"level": level, "count": len(names), "names": list(names[:MOST_SHOWN])} for level, names in done.regions
        ],
    }
    return {**done.as_json(), "errors": errors[:MOST_ERRORS]}, preview


def _placed(error: BadInput) -> dict[str, Any]:
    """The error with its place; of a row of boundaries that is the field."""
    problem = error.as_json()
    if error.row and not error.column:
        problem["column"] = error.field
    return problem


def _folder(upload: UUID) -> Path:
    return Path(settings.DATA_DIR) / "offered" / "areas" / str(upload)


def _forget(upload: UUID) -> None:
    shutil.rmtree(_folder(upload), ignore_errors=True)


def _of(work: Work) -> AreaUpload:
    assert work.area_upload_id is not None
    return AreaUpload.objects.get(pk=work.area_upload_id)


def _for_change(by: Actor, upload: UUID) -> AreaUpload:
    """The upload, locked."""
    require_may(by, "import", "area")
    found = AreaUpload.objects.select_for_update().filter(pk=upload).first()
    if found is None:
        raise BadInput("there is no such file", field="upload")
    return found


def _require(upload: AreaUpload, event: str) -> str:
    try:
        return require_upload_can(upload.state, event)
    except CannotMove as error:
        raise BadInput(str(error), file=upload.file_name, field="upload") from None


def _save(upload: AreaUpload, event: str) -> None:
    upload.state = _require(upload, event)
    upload.save(update_fields=["state", "receipt", "preview", "problem"])


def _record(by: Actor, upload: AreaUpload, event: str, action: str) -> None:
    audit.record(
        by=by,
        event=event,
        action=action,
        kind="area",
        reference=upload.pk,
        data_class="D0",
        detail={"kind": upload.kind, "sha256": upload.sha256, "bytes": upload.file_bytes},
    )
