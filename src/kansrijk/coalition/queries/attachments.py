"""The file or link beside an agreement or minutes. Who reads the item reads its file."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kansrijk.coalition.models import Attachment
from kansrijk.core.attachments import MEDIA
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may

ITEMS = ("agreement", "meeting")


@dataclass(frozen=True)
class AttachmentCard:
    """What there is, without its bytes. `size` in bytes, 0 for a link."""

    name: str
    link: str
    size: int
    added_name: str
    added_at: datetime


@dataclass(frozen=True)
class Download:
    """A file as it is handed out."""

    name: str
    media: str
    content: bytes


def attachment(actor: Actor, coalition: UUID, item: str, key: UUID) -> AttachmentCard | None:
    """What lies beside the item; None where nothing does."""
    row = _rows(actor, coalition, item, key).defer("content").first()
    return row and AttachmentCard(row.name, row.link, row.size, row.added_name, row.added_at)


def attached_file(actor: Actor, coalition: UUID, item: str, key: UUID) -> Download:
    """The bytes. Raises `Denied` where this coalition's item has no file."""
    row = _rows(actor, coalition, item, key).filter(content__isnull=False).first()
    if row is None:
        raise Denied("read", item)
    return Download(row.name, MEDIA[row.kind], bytes(row.content))


def _rows(actor: Actor, coalition: UUID, item: str, key: UUID):  # type: ignore[no-untyped-def]
    if item not in ITEMS:
        raise Denied("read", item)
    require_may(actor, "read", item, coalition=coalition)
    return Attachment.objects.filter(coalition=coalition, **{item: key})
