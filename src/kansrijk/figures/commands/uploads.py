"""A delivery by way of the screen: offered, checked without storing, and stored after a second look."""

import os
import shutil
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.figures import descriptions
from kansrijk.figures.commands.working import start_work
from kansrijk.figures.interpreting.places import period_of
from kansrijk.figures.models import Upload
from kansrijk.figures.rules import (
    DELIVERIES,
    MOST_OFFERED_BYTES,
    OFFER_HOURS,
    CannotMove,
    require_upload_can,
)
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import coalitions_where, require_may


def folder_of(coalition: UUID, upload: UUID) -> Path:
    """Where an offered file lies: under the coalition's key, readable by the server's own user alone."""
    return Path(settings.DATA_DIR) / "offered" / str(coalition) / str(upload)


def file_of(upload: Upload) -> Path:
    """The offered file, under the name it came with (its name may say the period)."""
    return folder_of(upload.coalition_id, upload.pk) / upload.file_name


def offer_delivery(
    *,
    by: Actor,
    coalition: UUID,
    source: str,
    name: str,
    content: Iterable[bytes],
    period: str = "",
    delivery: str = "",
) -> UUID:
    """Keeps the file aside and has it checked; nothing of it is a figure yet. Returns the upload.

    Raises BadInput: unknown source, no period, a kind that is none, an empty or too large file.
    """
    require_may(by, "import", "delivery", coalition=coalition)
    assert by.account is not None
    if descriptions.source(source) is None:
        raise BadInput(f"there is no source {source!r}", field="source")
    if period and period_of(period) is None:
        raise BadInput(f"{period!r} is not a period such as 2024 or 2019-2021", field="period")
    if delivery and delivery not in DELIVERIES:
        raise BadInput(f"{delivery!r} is not preliminary, revised or final", field="delivery")
    safe = safe_name(name)
    staging, size, digest = receive(str(coalition), safe, content)
    try:
        with transaction.atomic():
            upload = Upload.objects.create(
                coalition_id=coalition,
                account_id=by.account,
                source=source,
                period=period_of(period) or "",
                delivery=delivery,
                file_name=safe,
                file_bytes=size,
                sha256=digest,
                state="offered",
                expires_at=timezone.now() + timedelta(hours=OFFER_HOURS),
            )
            _record(by, upload, "delivery offered", "C")
            os.replace(staging, folder_of(coalition, upload.pk))
            start_work(by=by, kind="check", upload=upload)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return upload.pk


def safe_name(name: str) -> str:
    """The name of a file without folders or characters that mean something elsewhere."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(one if one.isalnum() or one in "-_.() " else "_" for one in last).strip(". ")
    return kept[-120:].strip(". ") or "bestand"


def receive(place: str, name: str, content: Iterable[bytes]) -> tuple[Path, int, str]:
    """Writes the stream to a folder of its own; a stream that is too long leaves nothing behind."""
    parent = Path(settings.DATA_DIR) / "offered" / place
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    staging = Path(tempfile.mkdtemp(prefix=".new-", dir=parent))
    size, digest = 0, sha256()
    try:
        with open(staging / name, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as kept:
            for chunk in content:
                size += len(chunk)
                if size > MOST_OFFERED_BYTES:
                    raise BadInput(f"the file is larger than {MOST_OFFERED_BYTES // 1024**2} MB", file=name)
                digest.update(chunk)
                kept.write(chunk)
        if not size:
            raise BadInput("the file is empty", file=name)
    except BaseException:
        shutil.rmtree(staging, ignore_errors=True)
        raise
    return staging, size, digest.hexdigest()


def _for_change(by: Actor, upload: UUID) -> Upload:
    """The upload, locked; of another coalition it is not found."""
    own = coalitions_where(by, "import", "delivery")
    found = Upload.objects.select_for_update().filter(pk=upload, coalition__in=own).first()
    if found is None:
        raise BadInput("there is no such file", field="upload")
    return found


@transaction.atomic
def confirm_delivery(*, by: Actor, upload: UUID) -> UUID:
    """Has a checked file stored. Asked twice it is done once. Raises BadInput where it cannot be."""
    found = _for_change(by, upload)
    if found.state != "stored":
        _require(found, "store")
        start_work(by=by, kind="store", upload=found)
    return found.pk


@transaction.atomic
def discard_delivery(*, by: Actor, upload: UUID) -> None:
    """Throws an offered file away; what was stored stays. Asked twice it is done once."""
    found = _for_change(by, upload)
    if found.state == "discarded":
        return
    _move(found, "discard")
    _record(by, found, "offered file discarded", "D")
    transaction.on_commit(lambda: forget_file(found))


def expire_uploads() -> int:
    """Throws away files that nobody stored within a day; the line in the list stays and says so. Returns how many."""
    late = Upload.objects.filter(expires_at__lt=timezone.now(), state__in=["offered", "checked", "refused"])
    count = 0
    for one in late.exclude(works__state__in=["waiting", "running"]):
        _move(one, "expire")
        forget_file(one)
        count += 1
    return count


def forget_file(upload: Upload) -> None:
    """Removes the offered file itself."""
    shutil.rmtree(folder_of(upload.coalition_id, upload.pk), ignore_errors=True)


def forget_broken_off() -> int:
    """Throws away what is left of files whose sending or keeping broke off, after as long as an offer lasts."""
    late = timezone.now().timestamp() - OFFER_HOURS * 3600
    count = 0
    for place in ("offered/*/.new-*", "deliveries/.new-*", "deliveries/*/.new-*"):
        for left in Path(settings.DATA_DIR).glob(place):
            if left.stat().st_mtime < late:
                shutil.rmtree(left, ignore_errors=True)
                count += 1
    return count


def _require(upload: Upload, event: str) -> str:
    try:
        return require_upload_can(upload.state, event)
    except CannotMove as error:
        raise BadInput(str(error), file=upload.file_name, field="upload") from None


def _move(upload: Upload, event: str) -> None:
    upload.state = _require(upload, event)
    upload.save(update_fields=["state"])


def _record(by: Actor, upload: Upload, event: str, action: str) -> None:
    audit.record(
        by=by,
        event=event,
        action=action,
        kind="delivery",
        reference=upload.pk,
        coalition=upload.coalition_id,
        detail={"source": upload.source, "sha256": upload.sha256, "bytes": upload.file_bytes},
    )
