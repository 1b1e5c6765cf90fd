"""Members are asked in one go: each gets a mail with a signed link, reads what stands there, and confirms.

The link works three days and confirms once. It opens what its reader may see of the coalition, never more; an account
comes later, and only for who wants to write.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from kansrijk.coalition import links
from kansrijk.coalition.commands.checking import write_down
from kansrijk.coalition.models import Person
from kansrijk.coalition.queries.parties import asked_person
from kansrijk.coalition.rules import ASK_AGAIN_HOURS, LINK_DAYS
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may


@dataclass(frozen=True)
class Asked:
    """What came of it: to how many a mail went, who could not be reached, and who was asked short ago."""

    sent: int
    without_address: int
    not_sent: int
    waiting: int


def ask_people(*, by: Actor, coalition: UUID, site: str) -> Asked:
    """Mails everybody who has an address, did not confirm and was not asked in the last day. Each mail by itself:
    one that the mail server refuses does not stop the others."""
    require_may(by, "create", "membership", coalition=coalition)
    there = Person.objects.filter(coalition=coalition, left_on__isnull=True, confirmed_at__isnull=True)
    just_now = timezone.now() - timedelta(hours=ASK_AGAIN_HOURS)
    without = there.filter(email="").count()
    waiting = there.filter(asked_at__gt=just_now).count()
    sent = failed = 0
    for key in list(there.exclude(email="").exclude(asked_at__gt=just_now).order_by("id").values_list("pk", flat=True)):
        if _ask(by, coalition, key, site, just_now):
            sent += 1
        else:
            failed += 1
    return Asked(sent, without, failed, waiting)


@transaction.atomic
def _ask(by: Actor, coalition: UUID, key: UUID, site: str, just_now: datetime) -> bool:
    """One mail, and that it went; the row is locked, so that two who press at once send one."""
    person = Person.objects.select_for_update().select_related("coalition").get(pk=key)
    if person.asked_at is not None and person.asked_at > just_now:
        return True
    person.asked_at = timezone.now()
    link = f"{site}{reverse('confirm_person', args=[token_of(person)])}"
    values = {"link": link, "coalition": person.coalition.name, "days": LINK_DAYS}
    subject = " ".join(render_to_string("coalition/mail/ask_subject.txt", values).split())
    try:
        EmailMessage(subject, render_to_string("coalition/mail/ask.txt", values), to=[person.email]).send()
    except (OSError, SMTPException):
        return False
    person.save(update_fields=["asked_at"])
    write_down(by, coalition, "person asked", "E", "person", person.pk)
    return True


def token_of(person: Person) -> str:
    """What stands in the mail of somebody who was asked."""
    assert person.asked_at is not None
    return links.asked(person.pk, person.email, person.asked_at)


@transaction.atomic
def confirm_person(*, by: Actor, token: str, wants_account: bool, is_public: bool = False) -> bool:
    """The reader of a link says that what stands there is right; False where that was said before.

    `is_public`: and that it may stand on the public page.
    """
    require_may(by, "confirm", "person")
    person = asked_person(token, is_locked=True)
    if person.confirmed_at is not None:
        return False
    person.confirmed_at, person.wants_account = timezone.now(), wants_account
    person.public_at = person.confirmed_at if is_public else person.public_at
    person.save(update_fields=["confirmed_at", "wants_account", "public_at"])
    write_down(by, person.coalition_id, "person confirmed", "U", "person", person.pk)
    return True
