"""The public page: what stands on it, published and withdrawn; news, reports; and one's own yes to be named."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition.commands.attachments import checked_file
from kansrijk.coalition.commands.checking import sound, write_down
from kansrijk.coalition.models import Meeting, NewsItem, Person, PublicPage, Report
from kansrijk.coalition.rules_public import BLOCKS, MOST_FIGURES
from kansrijk.core.faults import BadInput
from kansrijk.core.web_addresses import is_web_address
from kansrijk.figures.queries import figures_of
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@transaction.atomic
def set_public_page(
    *,
    by: Actor,
    coalition: UUID,
    about: str,
    blocks: Sequence[str],
    indicators: Sequence[str] = (),
    meetings: Sequence[UUID] = (),
    contact: UUID | None = None,
) -> None:
    """Stores what is chosen; shows nothing by itself. A contact person counts only with that person's own yes."""
    require_may(by, "update", "public_page", coalition=coalition)
    if set(blocks) - set(BLOCKS):
        raise BadInput(_("Choose one of the list."), field="blocks")
    if len(set(indicators)) > MOST_FIGURES:
        raise BadInput(_("Choose at most %(most)s figures.") % {"most": MOST_FIGURES}, field="indicators")
    if set(indicators) - {one.indicator.id for one in figures_of(by, "", 0)}:
        raise BadInput(_("Choose one of the list."), field="indicators")
    shown = list(Meeting.objects.filter(pk__in=meetings, coalition=coalition))
    if len(shown) != len(set(meetings)):
        raise BadInput(_("Choose one of the list."), field="meetings")
    willing = Person.objects.filter(coalition=coalition, left_on__isnull=True, public_at__isnull=False)
    if contact is not None and not willing.filter(pk=contact).exists():
        raise BadInput(_("This person did not say yes to being named."), field="contact")
    row = _page(coalition)
    row.about = sound(about, "about", most=3000, is_needed=False)
    row.blocks = [one for one in BLOCKS if one in set(blocks)]
    row.indicators, row.contact_id = sorted(set(indicators)), contact
    row.save()
    row.meetings.set(shown)
    write_down(by, coalition, "public page changed", "U", "public_page", coalition)


@transaction.atomic
def publish_page(*, by: Actor, coalition: UUID) -> None:
    """From now on everybody sees the page. Twice is once. Raises BadInput for a page without a block."""
    require_may(by, "update", "public_page", coalition=coalition)
    row = _page(coalition)
    if not row.blocks:
        raise BadInput(_("Choose first what stands on the page."), field="blocks")
    if row.published_at is None:
        row.published_at = timezone.now()
        row.save(update_fields=["published_at"])
        write_down(by, coalition, "public page published", "U", "public_page", coalition)


@transaction.atomic
def withdraw_page(*, by: Actor, coalition: UUID) -> None:
    """Nobody outside sees the page any more; what was chosen stays."""
    require_may(by, "update", "public_page", coalition=coalition)
    row = _page(coalition)
    if row.published_at is not None:
        row.published_at = None
        row.save(update_fields=["published_at"])
        write_down(by, coalition, "public page withdrawn", "U", "public_page", coalition)


def _page(coalition: UUID) -> PublicPage:
    """The row of this coalition, locked."""
    PublicPage.objects.get_or_create(coalition_id=coalition)
    return PublicPage.objects.select_for_update().get(pk=coalition)


@transaction.atomic
def write_news(
    *, by: Actor, coalition: UUID, title: str, text: str, posted_on: date | None, item: UUID | None = None
) -> UUID:
    """A message, or other words for one. Without a day it stays a draft. The same title is the same message."""
    require_may(by, "update", "public_page", coalition=coalition)
    plain = sound(title, "title", most=150)
    body = sound(text, "text", most=5000)
    if item is None:
        values = {"text": body, "posted_on": posted_on}
        row, _is_new = NewsItem.objects.update_or_create(coalition_id=coalition, title=plain, defaults=values)
    else:
        found = NewsItem.objects.select_for_update().filter(pk=item, coalition=coalition).first()
        if found is None:
            raise Denied("update", "public_page")
        if NewsItem.objects.filter(coalition=coalition, title=plain).exclude(pk=item).exists():
            raise BadInput(_("There is another message with this title."), field="title")
        row = found
        row.title, row.text, row.posted_on = plain, body, posted_on
        row.save()
    write_down(by, coalition, "news written", "U", "news", row.pk)
    return row.pk


@transaction.atomic
def remove_news(*, by: Actor, coalition: UUID, item: UUID) -> None:
    """The message is gone. Twice is once."""
    require_may(by, "update", "public_page", coalition=coalition)
    if NewsItem.objects.filter(pk=item, coalition=coalition).delete()[0]:
        write_down(by, coalition, "news removed", "D", "news", item)


@transaction.atomic
def add_report(
    *,
    by: Actor,
    coalition: UUID,
    title: str,
    dated_on: date,
    link: str = "",
    name: str = "",
    content: bytes | None = None,
) -> UUID:
    """A link to a report, or the report itself under the name that it was offered with. Raises BadInput for both, for
    neither, and for a file that is not taken: it goes the road of every file."""
    require_may(by, "update", "public_page", coalition=coalition)
    plain, address, kind = sound(title, "title", most=150), link.strip(), ""
    if bool(address) == (content is not None):
        raise BadInput(_("Give a link or a file, one of the two."), field="link")
    if address and not (len(address) <= 500 and is_web_address(address, schemes=("https",))):
        raise BadInput(_("A link begins with https:// and has no blanks."), field="link")
    if content is not None:
        content, kind = checked_file(coalition, name, content)
    if Report.objects.filter(coalition=coalition, title=plain).exists():
        raise BadInput(_("There is another report with this title."), field="title")
    row = Report.objects.create(
        coalition_id=coalition, title=plain, dated_on=dated_on, link=address, kind=kind, content=content
    )
    write_down(by, coalition, "report added", "C", "report", row.pk, kind=kind or "link")
    return row.pk


@transaction.atomic
def remove_report(*, by: Actor, coalition: UUID, report: UUID) -> None:
    """The report is gone, its file too. Twice is once."""
    require_may(by, "update", "public_page", coalition=coalition)
    if Report.objects.filter(pk=report, coalition=coalition).delete()[0]:
        write_down(by, coalition, "report removed", "D", "report", report)


@transaction.atomic
def show_myself(*, by: Actor, coalition: UUID, is_public: bool) -> bool:
    """One's own yes to stand on the public page with name, party, role and how to reach; or the end of it.

    By account: of whoever asks and nobody else. Returns False where nobody of the list is this account.
    """
    require_may(by, "show", "person")
    row = (
        Person.objects.select_for_update()
        .filter(coalition=coalition, account=by.account, account__isnull=False, left_on__isnull=True)
        .first()
    )
    if row is None or coalition not in by.coalitions:
        return False
    _show(by, row, is_public)
    return True


def _show(by: Actor, row: Person, is_public: bool) -> None:
    if (row.public_at is not None) != is_public:
        row.public_at = timezone.now() if is_public else None
        row.save(update_fields=["public_at"])
        write_down(by, row.coalition_id, "person shown" if is_public else "person hidden", "U", "person", row.pk)
