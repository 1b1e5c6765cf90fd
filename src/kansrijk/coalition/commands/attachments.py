"""A file or a link beside an agreement or minutes: put there, replaced, taken away."""

import hashlib
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition.commands.agreements import begin_version
from kansrijk.coalition.commands.checking import known, sound_link, write_down
from kansrijk.coalition.models import Agreement, AgreementText, Attachment, Meeting, Report, Signature
from kansrijk.core import attachments
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import Denied, require_may

ITEMS: Final[dict[str, Any]] = {"agreement": Agreement, "meeting": Meeting}
MOST_OF_A_COALITION: Final = 250 * 1024**2  # bytes of all its files together


@transaction.atomic
def attach(*, by: Actor, item: str, key: UUID, link: str = "", name: str = "", content: bytes = b"") -> UUID:
    """The one file, or the one link, of an agreement or a meeting; what was there before makes place.

    Beside a version that a party signed nothing is replaced: another file begins the next version, with the same text.
    """
    row = _item(by, item, key)
    values = _link(link) if not name else _file(row.coalition_id, name, content)
    there = _current(item, row)
    same = ("link", "name", "digest")
    if there is not None and all(getattr(there, field) == values[field] for field in same):
        return there.pk
    if link and name:
        raise BadInput(_("Choose a file or a link, not both."), field="link")
    maker = {"added_by_id": by.account, "added_name": by.name[:120], "added_at": timezone.now()}
    number = _make_place(by, item, row, there)
    made = Attachment.objects.create(
        coalition_id=row.coalition_id, **{item: row}, from_number=number, **values, **maker
    )
    write_down(
        by,
        row.coalition_id,
        "attachment put",
        "C",
        "attachment",
        made.pk,
        item=item,
        file=made.kind or "link",
        sha256=made.digest,
    )
    return made.pk


@transaction.atomic
def detach(*, by: Actor, item: str, key: UUID) -> None:
    """The file or link is gone, its bytes too, but for the versions that a party signed with it; twice is once."""
    row = _item(by, item, key)
    there = _current(item, row)
    if there is not None:
        number, digest = there.pk, there.digest
        _make_place(by, item, row, there)
        write_down(by, row.coalition_id, "attachment gone", "D", "attachment", number, item=item, sha256=digest)


def _current(item: str, row: Any) -> Attachment | None:
    """What lies beside the newest version."""
    return Attachment.objects.filter(**{item: row}, until_number__isnull=True).first()


def _make_place(by: Actor, item: str, row: Any, there: Attachment | None) -> int:
    """What lay there goes, or stays with the versions that were signed with it; the version that follows begins at
    the number that comes back."""
    if item != "agreement":
        if there is not None:
            there.delete()
        return 1
    number = AgreementText.objects.get(agreement=row, state="current").number
    signed = set(Signature.objects.filter(agreement=row).values_list("number", flat=True))
    if number in signed:
        number = begin_version(by, row)
        write_down(by, row.coalition_id, "agreement written", "U", "agreement", row.pk, number=number)
    if there is not None and any(there.from_number <= one < number for one in signed):
        there.until_number = number
        there.save(update_fields=["until_number"])
    elif there is not None:
        there.delete()
    return number


def _item(by: Actor, item: str, key: UUID) -> Any:
    known(item, ITEMS, "item")
    row = ITEMS[item].objects.select_for_update().filter(pk=key).first()
    require_may(by, "write", item, coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied("write", item)
    return row


def _link(link: str) -> dict[str, Any]:
    plain = sound_link(link)
    if not plain:
        raise BadInput(_("Choose a file, or give a link."), field="file")
    return {"link": plain, "name": "", "kind": "", "size": 0, "digest": "", "content": None}


def _file(coalition: UUID, name: str, content: bytes) -> dict[str, Any]:
    kept, kind = checked_file(coalition, name, content)
    return {
        "link": "",
        "name": attachments.safe_name(name, kind),
        "kind": kind,
        "size": len(kept),
        "digest": hashlib.sha256(kept).hexdigest(),
        "content": kept,
    }


def checked_file(coalition: UUID, name: str, content: bytes) -> tuple[bytes, str]:
    """(what is stored of a file that somebody offers, its kind): the one road of every file into a coalition.

    Raises BadInput with a sentence for the reader where it is not taken, or where there is no room.
    """
    refusal = attachments.why_not(name, content)
    if refusal:
        raise BadInput(_sentences()[refusal], file=name[:80], field="file")
    kept = attachments.without_traces(content)
    Coalition.objects.select_for_update().get(pk=coalition)  # two files at once are added up one after the other
    there = Attachment.objects.filter(coalition=coalition).aggregate(size=Sum("size"))["size"] or 0
    shown = Report.objects.filter(coalition=coalition).aggregate(size=Sum(Length("content")))["size"] or 0
    if there + shown + len(kept) > MOST_OF_A_COALITION:
        raise BadInput(
            _("Your coalition has no room for more files. Take old ones away, or give a link."), field="file"
        )
    return kept, attachments.kind_of(kept)


def _sentences() -> dict[str, str]:
    """What a person reads when a file is not taken."""
    return {
        "empty": _("The file is empty."),
        "large": _("The file is too large; at most 5 MB."),
        "other": _("We take a PDF, a PNG picture or a Word document (DOCX). This is something else."),
        "damaged": _("This file is damaged, or is not what it says. Save it again and try once more."),
        "active": _("There is something in this file that starts or fetches by itself. Save it as a plain PDF first."),
        "locked": _("There is a password on this file, so we cannot look into it. Save it without one."),
        "bomb": _("This file unpacks to far too much, so we do not take it."),
        "name": _(
            "The name of the file does not fit what is in it. Give it a plain name that ends in .pdf, .png or .docx."
        ),
    }
