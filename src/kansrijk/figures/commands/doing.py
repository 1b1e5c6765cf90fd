"""What each kind of work does: it calls the command that a button or verb would call."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from kansrijk.core.faults import BadInput
from kansrijk.figures.commands.area_uploads import check_areas, expire_area_uploads, store_areas
from kansrijk.figures.commands.imports import import_delivery
from kansrijk.figures.commands.judging import judge
from kansrijk.figures.commands.previewing import preview_of
from kansrijk.figures.commands.readings import forget_addresses
from kansrijk.figures.commands.receipts import Receipt
from kansrijk.figures.commands.releases import propose_release, publish_release
from kansrijk.figures.commands.uploads import expire_uploads, file_of, forget_broken_off, forget_file
from kansrijk.figures.commands.working import Doer, Tell, do_work, resume_works
from kansrijk.figures.interpreting import Delivery
from kansrijk.figures.models import Upload, Work
from kansrijk.figures.rules import require_upload_can
from kansrijk.trust.actors import Actor


def run_work(*, work: UUID) -> str:
    """Does a work that was ordered; its state, or "" where somebody else has it."""
    return do_work(work, DOERS)


def sweep() -> None:
    """Every minute: takes up what was left behind, throws away what is past its term (docs/policy/keeping.md)."""
    resume_works()
    expire_uploads()
    expire_area_uploads()
    forget_broken_off()
    forget_addresses()


def _check(by: Actor, work: Work, tell: Tell) -> None:
    """A rehearsal: what would be stored, and what is wrong."""
    upload = _upload(work)
    if upload.state != "offered":
        return
    seen: dict[str, Any] = {}

    def witness(delivery: Delivery, kind: str, replaced: Any) -> None:
        seen.update(preview_of(delivery, kind, replaced))

    try:
        receipt = _import(by, upload, tell, dry_run=True, witness=witness)
    except BadInput as error:
        upload.problem = error.as_json() | asdict(error)
        _save(upload, "refuse")
        return
    upload.receipt, upload.preview = receipt.as_json(), seen or None
    _save(upload, "refuse" if receipt.is_refused else "pass")


def _store(by: Actor, work: Work, tell: Tell) -> None:
    """The same file again, and now it is stored; a work that is done twice finds its own release."""
    upload = _upload(work)
    if upload.state == "stored":
        return
    try:
        receipt = _import(by, upload, tell, dry_run=False)
    except BadInput as error:
        upload.problem = error.as_json() | asdict(error)
        _save(upload, "refuse")
        raise
    upload.receipt = receipt.as_json()
    if receipt.is_refused:
        _save(upload, "refuse")
        return
    upload.release_id = receipt.release
    _save(upload, "store")
    forget_file(upload)


def _import(by: Actor, upload: Upload, tell: Tell, *, dry_run: bool, witness: Any = None) -> Receipt:
    path = file_of(upload)
    if not path.exists():
        raise BadInput("the offered file is gone; offer it again", file=upload.file_name)
    return import_delivery(
        by=by,
        source=upload.source,
        file=path,
        period=upload.period or None,
        delivery=upload.delivery or None,
        coalition=upload.coalition_id,
        dry_run=dry_run,
        progress=tell,
        witness=witness,
    )


def _upload(work: Work) -> Upload:
    assert work.upload_id is not None
    return Upload.objects.get(pk=work.upload_id)


def _save(upload: Upload, event: str) -> None:
    upload.state = require_upload_can(upload.state, event)
    upload.save(update_fields=["state", "receipt", "preview", "problem", "release"])


def _propose(by: Actor, work: Work, tell: Tell) -> None:
    tell("auditing")
    assert work.release is not None
    if work.release.status == "proposed" and work.release.proposed_by_id == by.account:
        return  # a worker that died after the deed and before writing it down
    propose_release(by=by, release=work.release.pk)


def _publish(by: Actor, work: Work, tell: Tell) -> None:
    tell("auditing")
    assert work.release is not None
    if work.release.status == "published" and work.release.published_by_id == by.account:
        return
    publish_release(by=by, release=work.release.pk)


DOERS: dict[str, Doer] = {
    "check": _check,
    "store": _store,
    "propose": _propose,
    "publish": _publish,
    "check_areas": check_areas,
    "store_areas": store_areas,
    "judge": judge,
}
