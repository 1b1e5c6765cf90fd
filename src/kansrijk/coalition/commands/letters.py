"""The newsletter: signed up for twice, sent by a job, ended in one click. Nothing of who reads what is kept.

Until somebody confirms, nothing is stored: the address travels inside the link of the mail, encrypted and signed.
"""

from collections.abc import Mapping
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as queue

from kansrijk.coalition import links
from kansrijk.coalition.commands.checking import sound, sound_email, write_down
from kansrijk.coalition.models import Letter, PublicPage, Subscriber
from kansrijk.coalition.rules import CannotMove, require_move
from kansrijk.coalition.rules_public import CONFIRM_DAYS, LETTER_MOVES, MAILS_A_DAY
from kansrijk.core.faults import BadInput
from kansrijk.trust import keys, limits
from kansrijk.trust.actors import Actor
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import Denied, require_may

JOB = "coalition.letter"


def subscribe(*, by: Actor, slug: str, email: str, site: str) -> None:
    """Mails a link to the address. It answers the same whether the address is there already or not, and stores
    nothing. Raises BadInput for what is no address, `Denied` where no newsletter is offered."""
    require_may(by, "subscribe", "newsletter")
    page = PublicPage.objects.filter(coalition__slug=slug, published_at__isnull=False).select_related("coalition")
    offered = page.filter(blocks__contains=["newsletter"]).first()
    if offered is None:
        raise Denied("subscribe", "newsletter")
    address = sound_email(email)
    if not address:
        raise BadInput(_("Fill this in."), field="email")
    key = links.digest_of_address(offered.pk, address)
    if limits.take(f"newsletter {key}", hits=MAILS_A_DAY, seconds=links.DAY):
        return
    token = links.newsletter(offered.pk, address)
    values = {
        "coalition": offered.coalition.name,
        "days": CONFIRM_DAYS,
        "link": f"{site}{reverse('newsletter_confirm', args=[token])}",
    }
    _mail("subscribe", values, address)


@transaction.atomic
def confirm_subscription(*, by: Actor, token: str) -> None:
    """From now on the letter comes. Twice is once."""
    require_may(by, "subscribe", "newsletter")
    coalition, address = links.newsletter_asked(token)
    row = Coalition.objects.filter(pk=coalition).first()
    if row is None:
        raise Denied("subscribe", "newsletter")
    sealed = keys.unwrap(bytes(row.wrapped_key)).encrypt(address.encode())
    made, is_new = Subscriber.objects.get_or_create(
        coalition=row,
        digest=links.digest_of_address(coalition, address),
        defaults={"sealed": sealed, "confirmed_on": timezone.localdate()},
    )
    if is_new:
        write_down(by, coalition, "newsletter wanted", "C", "subscriber", made.pk)


@transaction.atomic
def unsubscribe(*, by: Actor, token: str) -> None:
    """The address is erased. Twice is once; a link that is not ours is denied."""
    require_may(by, "subscribe", "newsletter")
    key = links.newsletter_left(token)
    row = Subscriber.objects.filter(pk=key).first()
    if row is not None:
        coalition = row.coalition_id
        row.delete()
        write_down(by, coalition, "newsletter ended", "D", "subscriber", key)


@transaction.atomic
def write_letter(*, by: Actor, coalition: UUID, subject: str, text: str, letter: UUID | None = None) -> UUID:
    """A draft, or other words for one. What is on its way or sent is not changed any more."""
    require_may(by, "send", "newsletter", coalition=coalition)
    values = {"subject": sound(subject, "subject", most=120), "text": sound(text, "text", most=10_000)}
    if "\n" in values["subject"]:
        raise BadInput(_("There is a character in this text that cannot be shown."), field="subject")
    if letter is None:
        row = Letter.objects.create(coalition_id=coalition, **values)
    else:
        row = _locked(coalition, letter)
        if row.state != "draft":
            raise BadInput(_("This letter was sent. Write a new one."), field="text")
        row.subject, row.text = values["subject"], values["text"]
        row.save(update_fields=["subject", "text"])
    write_down(by, coalition, "newsletter written", "U", "newsletter", row.pk)
    return row.pk


@transaction.atomic
def send_letter(*, by: Actor, coalition: UUID, letter: UUID, site: str) -> None:
    """Orders the job that sends it to everybody who wants it. Pressed twice it goes once."""
    require_may(by, "send", "newsletter", coalition=coalition)
    row = _locked(coalition, letter)
    try:
        row.state = require_move(LETTER_MOVES, row.state, "order")
    except CannotMove:
        return
    row.site, row.ordered_at = site, timezone.now()
    row.save(update_fields=["state", "site", "ordered_at"])
    write_down(by, coalition, "newsletter ordered", "E", "newsletter", row.pk)
    queue.configure_task(JOB).defer(letter=str(row.pk))


def _locked(coalition: UUID, letter: UUID) -> Letter:
    row = Letter.objects.select_for_update().filter(pk=letter, coalition=coalition).first()
    if row is None:
        raise Denied("send", "newsletter")
    return row


def post_letter(*, letter: UUID) -> int:
    """The worker: mails the letter to each subscriber in turn, and goes on where an earlier run stopped.

    Returns how many mails went now. A mail that the server refuses is counted and does not stop the others.
    """
    count = 0
    while True:
        went = _post_next(letter)
        if went is None:
            return count
        count += went


@transaction.atomic
def _post_next(key: UUID) -> int | None:
    """One mail and that it went, in one transaction. None when nobody is left."""
    row = Letter.objects.select_for_update().select_related("coalition").filter(pk=key, state="sending").first()
    if row is None:
        return None
    waiting = Subscriber.objects.filter(coalition=row.coalition_id).order_by("pk")
    following = (waiting.filter(pk__gt=row.reached) if row.reached else waiting).first()
    if following is None:
        row.state = require_move(LETTER_MOVES, row.state, "finish")
        row.save(update_fields=["state"])
        counted = {"sent": row.sent, "failed": row.failed}
        write_down(installation_actor(), row.coalition_id, "newsletter sent", "E", "newsletter", row.pk, **counted)
        return None
    address = keys.unwrap(bytes(row.coalition.wrapped_key)).decrypt(bytes(following.sealed)).decode()
    leave = f"{row.site}{reverse('newsletter_leave', args=[links.newsletter_leave(following.pk)])}"
    page = f"{row.site}{reverse('coalition_home', args=[row.coalition.slug])}"
    values = {"coalition": row.coalition.name, "text": row.text, "leave": leave, "page": page, "title": row.subject}
    try:
        _mail("letter", values, address, leave=leave)
    except (OSError, SMTPException):
        row.failed += 1
    else:
        row.sent += 1
    row.reached = following.pk
    row.save(update_fields=["reached", "sent", "failed"])
    return 1


def _mail(name: str, values: Mapping[str, object], address: str, leave: str = "") -> None:
    """Plain text: no picture, no counted link. The header lets a mail programme unsubscribe in one click."""
    subject = " ".join(render_to_string(f"coalition/mail/{name}_subject.txt", values).split())
    headers = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if leave else {}
    body = render_to_string(f"coalition/mail/{name}.txt", values)
    EmailMessage(subject, body, to=[address], headers=headers).send()
