"""The file or link beside an agreement or minutes. Who reads the item reads its file."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from kansrijk.coalition.models import Attachment
from kansrijk.core.attachments import MEDIA
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may

ITEMS = ("agreement", "meeting")


@dataclass(frozen=True)
class AttachmentCard:
    """What there is, without its bytes. `size` in bytes, 0 for a link. Beside an agreement it belongs to the versions
    `first` to `last`, None for the newest too."""

    name: str
    link: str
    size: int
    added_name: str
    added_at: datetime
    first: int = 1
    last: int | None = None


@dataclass(frozen=True)
class Download:
    """A file as it is handed out."""

    name: str
    media: str
    content: bytes


def attachment(actor: Actor, coalition: UUID, item: str, key: UUID) -> AttachmentCard | None:
    """What lies beside the item, of an agreement beside its newest version; None where nothing does."""
    row = _rows(actor, coalition, item, key).filter(until_number__isnull=True).defer("content").first()
    return row and _card(row)


def earlier_attachments(actor: Actor, coalition: UUID, agreement: UUID) -> list[AttachmentCard]:
    """What lay beside earlier versions that a party signed, the newest first."""
    rows = _rows(actor, coalition, "agreement", agreement).filter(until_number__isnull=False).defer("content")
    return [_card(row) for row in rows.order_by("-from_number")]


def _card(row: Attachment) -> AttachmentCard:
    last = row.until_number - 1 if row.until_number else None
    return AttachmentCard(row.name, row.link, row.size, row.added_name, row.added_at, row.from_number, last)


def attached_file(actor: Actor, coalition: UUID, item: str, key: UUID, number: int | None = None) -> Download:
    """The bytes of the newest, or of the version `number` of an agreement. Raises `Denied` where there are none."""
    rows = _rows(actor, coalition, item, key).filter(content__isnull=False)
    if number is None:
        row = rows.filter(until_number__isnull=True).first()
    else:
        holds = Q(until_number__isnull=True) | Q(until_number__gt=number)
        row = rows.filter(holds, from_number__lte=number).first()
    if row is None:
        raise Denied("read", item)
    return Download(row.name, MEDIA[row.kind], bytes(row.content))


def _rows(actor: Actor, coalition: UUID, item: str, key: UUID):  # type: ignore[no-untyped-def]
    if item not in ITEMS:
        raise Denied("read", item)
    require_may(actor, "read", item, coalition=coalition)
    return Attachment.objects.filter(coalition=coalition, **{item: key})
