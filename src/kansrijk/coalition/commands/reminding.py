"""Reminders: one mail a week at most to each person for whom something waits, by themselves or at a press.

A mail holds counts and links, never a name, a title or a text. Whoever wants none says so, signed in or by the link in
the mail. Each mail and that it went are one transaction: a job that runs twice or is ended halfway sends none twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.coalition import links, rules
from kansrijk.coalition.commands.checking import write_down
from kansrijk.coalition.models import Action, Agreement, Person, Reminding
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.queries import actor_by_account, own_address
from kansrijk.trust.rules import Denied, may, require_may

ASKS_ATTENTION = {"expired", "expiring", "review"}


@dataclass(frozen=True)
class Digest:
    """What waits for one person, as numbers. `agreements` is 0 for who does not keep them."""

    late: int
    soon: int
    agreements: int
    entry: int

    @property
    def is_empty(self) -> bool:
        """Nothing waits: no mail."""
        return not (self.late or self.soon or self.agreements or self.entry)


def nudge_people(*, by: Actor, coalition: UUID, site: str) -> int:
    """One mail to each person who owns late actions, once in seven days at most; how many went. It names no action."""
    require_may(by, "nudge", "action", coalition=coalition)
    today = timezone.localdate()
    late = Action.objects.filter(coalition=coalition, state__in=["open", "busy"], due_on__lt=today)
    return _mail_all(by, coalition, today, site, [key for key in late.values_list("owner", flat=True) if key])[0]


def remind_everybody() -> int:
    """The worker, each hour: each coalition on the day that it chose; returns how many mails went.

    A mail server that is away leaves the day open: the next hour goes on with who got none.
    """
    by, site, sent = installation_actor(), own_address(), 0
    for key in list(Coalition.objects.order_by("pk").values_list("pk", flat=True)):
        on = _due(key)
        if on is None:
            continue
        went, is_whole = _mail_all(by, key, on, site)
        sent += went
        if is_whole:
            _served(key, on)
    return sent


@transaction.atomic
def _due(coalition: UUID) -> date | None:
    """The day for which this coalition's reminders go now. One that is new begins with its next chosen day."""
    row = _reminding(coalition)
    return rules.reminder_due(row.weekday, row.served_on, timezone.localtime())


@transaction.atomic
def _served(coalition: UUID, on: date) -> None:
    row = _reminding(coalition)
    row.served_on = on
    row.save(update_fields=["served_on"])


def _reminding(coalition: UUID) -> Reminding:
    """The row, made when it is first needed, and locked."""
    yesterday = timezone.localdate() - timedelta(days=1)
    Reminding.objects.get_or_create(coalition_id=coalition, defaults={"served_on": yesterday})
    return Reminding.objects.select_for_update().get(coalition=coalition)


def _mail_all(by: Actor, coalition: UUID, on: date, site: str, only: Sequence[UUID] | None = None) -> tuple[int, bool]:
    """How many mails went, and whether everybody was seen to."""
    people = Person.objects.filter(coalition=coalition, left_on__isnull=True, no_reminders_at__isnull=True)
    people = people.exclude(email="").filter(pk__in=only) if only is not None else people.exclude(email="")
    sent, is_whole = 0, True
    for key in list(people.order_by("pk").values_list("pk", flat=True)):
        try:
            sent += _remind(by, key, on, site)
        except SMTPRecipientsRefused:
            continue  # this address will not be there in an hour either
        except (OSError, SMTPException):
            is_whole = False
    return sent, is_whole


@transaction.atomic
def _remind(by: Actor, key: UUID, on: date, site: str) -> int:
    """One mail and that it went; the row is locked, so that two at once send one."""
    person = Person.objects.select_for_update(of=("self",)).select_related("coalition").get(pk=key)
    is_wanted = person.no_reminders_at is None and person.left_on is None and bool(person.email)
    if not is_wanted or not rules.may_remind(person.nudged_on, on):
        return 0
    digest = _digest(person, timezone.localdate())
    if digest.is_empty:
        return 0
    _send(person, digest, site)
    person.nudged_on = on
    person.save(update_fields=["nudged_on"])
    write_down(by, person.coalition_id, "person nudged", "E", "person", person.pk)
    return 1


def _digest(person: Person, today: date) -> Digest:
    own = Action.objects.filter(owner=person, state__in=["open", "busy"])
    soon = today + timedelta(days=rules.NUDGE_AGAIN_DAYS)
    return Digest(
        own.filter(due_on__lt=today).count(),
        own.filter(due_on__gte=today, due_on__lte=soon).count(),
        _agreements(person.coalition_id, today) if _keeps_agreements(person) else 0,
        int(person.asked_at is not None and person.confirmed_at is None),
    )


def _keeps_agreements(person: Person) -> bool:
    """Who drives the coalition, and who may write down a signature there."""
    actor = actor_by_account(person.account_id) if person.account_id else None
    return person.is_driver or (
        actor is not None and may(actor, "sign", "agreement", coalition=person.coalition_id) == "allow"
    )


def _agreements(coalition: UUID, today: date) -> int:
    names = ("valid_from", "valid_until", "review_on", "ended_on")
    rows = Agreement.objects.filter(coalition=coalition, ended_on__isnull=True).values(*names)
    return sum(rules.standing(today, **row) in ASKS_ATTENTION for row in rows)


def _send(person: Person, digest: Digest, site: str) -> None:
    """Plain text. The header lets a mail programme stop the reminders in one press (RFC 8058)."""
    slug = person.coalition.slug
    stop = f"{site}{reverse('reminders_stop', args=[links.no_reminders(person.pk)])}"
    values = {
        "coalition": person.coalition.name,
        "digest": digest,
        "actions": f"{site}{reverse('coalition_actions', args=[slug])}",
        "agreements": f"{site}{reverse('coalition_agreements', args=[slug])}",
        "stop": stop,
    }
    subject = " ".join(render_to_string("coalition/mail/reminder_subject.txt", values).split())
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    body = render_to_string("coalition/mail/reminder.txt", values)
    EmailMessage(subject, body, to=[person.email], headers=headers).send()


@transaction.atomic
def set_reminders(*, by: Actor, coalition: UUID, weekday: int | None) -> None:
    """On which day of the week (1 is Monday, at most 5) reminders go by themselves; None: not at all."""
    require_may(by, "set", "reminder", coalition=coalition)
    if weekday is not None and weekday not in range(1, 6):
        raise BadInput(_("Choose one of the list."), field="weekday")
    row = _reminding(coalition)
    if row.weekday != weekday:
        row.weekday = weekday
        row.save(update_fields=["weekday"])
        write_down(by, coalition, "reminders set", "U", "coalition", coalition, weekday=weekday or "off")


@transaction.atomic
def choose_reminders(*, by: Actor, coalition: UUID, wanted: bool) -> bool:
    """Whether reminders come to oneself; of whoever asks and nobody else. False where nobody listed is this account."""
    require_may(by, "choose", "reminder")
    rows = Person.objects.select_for_update().filter(coalition=coalition, account__isnull=False, left_on__isnull=True)
    row = rows.filter(account=by.account).first()
    if row is None or coalition not in by.coalitions:
        return False
    _want(by, row, wanted)
    return True


@transaction.atomic
def stop_reminders(*, by: Actor, token: str, wanted: bool = False) -> None:
    """Whoever holds the link of a reminder gets no more of them, or does again. Twice is once."""
    require_may(by, "stop", "reminder")
    row = Person.objects.select_for_update().filter(pk=links.no_reminders_for(token)).first()
    if row is None:
        raise Denied("stop", "reminder")
    _want(by, row, wanted)


def _want(by: Actor, row: Person, wanted: bool) -> None:
    if (row.no_reminders_at is None) != wanted:
        row.no_reminders_at = None if wanted else timezone.now()
        row.save(update_fields=["no_reminders_at"])
        write_down(by, row.coalition_id, "reminders wanted" if wanted else "reminders stopped", "U", "person", row.pk)
