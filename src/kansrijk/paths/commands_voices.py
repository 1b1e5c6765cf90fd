"""A care path is laid before experts by experience, by the command of the coalition that lays any text before them."""

from datetime import date
from uuid import UUID

from django.db import transaction

from kansrijk.coalition.commands import ToRead, offer_text
from kansrijk.paths.models import PathVersion
from kansrijk.paths.reading import read
from kansrijk.paths.rules import READERS
from kansrijk.paths.telling import path_in_words
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@transaction.atomic
def let_read(*, by: Actor, coalition: UUID, slug: str, question: str = "", until: date | None = None) -> UUID:
    """The newest version of a path, in words, lies before the readers; twice is once, while it lies open."""
    require_may(by, "offer", "voice", coalition=coalition)
    require_may(by, "read", "path_draft", coalition=coalition)
    rows = PathVersion.objects.filter(path__coalition=coalition, path__slug=slug)
    row = rows.order_by("-number").first()
    if row is None:
        raise Denied("read", "path_draft")
    path = read(row.text, slug)
    to_read = ToRead(path.name, path_in_words(path), question, until=until, about=f"{READERS}{slug}", number=row.number)
    return offer_text(by=by, coalition=coalition, to_read=to_read)
