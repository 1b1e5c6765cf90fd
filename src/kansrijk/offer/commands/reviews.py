""" "Is this still right?": one mail per owner, a signed link, one click, no account."""

from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from kansrijk.offer.links import key_of, open_request
from kansrijk.offer.models import Directory, ReviewRequest, Service
from kansrijk.offer.rules import DUE_SOON_DAYS, review_on
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.queries import own_address
from kansrijk.trust.rules import require_may

VALID = timedelta(days=30)
NOT_AGAIN_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class Asked:
    """How many owners got a mail, about how many entries, and how many mails the server refused."""

    owners: int
    services: int
    failed: int


def ask_reviews(*, by: Actor, coalition: UUID, site: str) -> Asked:
    """Asks each owner about the entries that are due or stale; nobody twice within two weeks.

    `site` is `https://host`.
    """
    require_may(by, "update", "directory", coalition=coalition)
    today, now = timezone.localdate(), timezone.now()
    recent = ReviewRequest.objects.filter(
        coalition=coalition, sent_at__gt=now - NOT_AGAIN_WITHIN, withdrawn_at__isnull=True
    )
    due = Q(review_on__isnull=True) | Q(review_on__lte=today + timedelta(days=DUE_SOON_DAYS))
    rows = Service.objects.filter(due, coalition=coalition, withdrawn_on__isnull=True).exclude(owner_email="")
    rows = rows.exclude(pk__in=recent.values("services"))
    by_owner: dict[str, list[Service]] = {}
    for row in rows.select_related("provider").order_by("owner_email", "name_key"):
        by_owner.setdefault(row.owner_email, []).append(row)
    name = Coalition.objects.get(pk=coalition).name
    failed = sum(not _ask(by, coalition, name, owner, services, site) for owner, services in by_owner.items())
    return Asked(len(by_owner) - failed, sum(map(len, by_owner.values())), failed)


def _ask(by: Actor, coalition: UUID, name: str, owner: str, services: list[Service], site: str) -> bool:
    """One mail and its row, or neither."""
    try:
        with transaction.atomic():
            request = ReviewRequest.objects.create(
                coalition_id=coalition, owner_email=owner, expires_at=timezone.now() + VALID
            )
            request.services.set(services)
            audit.record(
                by=by,
                event="owner asked",
                action="C",
                kind="service_review",
                reference=request.pk,
                coalition=coalition,
                detail={"services": len(services)},
            )
            link = f"{site}{reverse('offer_review', kwargs={'key': key_of(request.pk)})}"
            values = {"coalition": name, "services": services, "link": link, "days": VALID.days}
            subject = " ".join(render_to_string("offer/mail/review_subject.txt", values).split())
            EmailMessage(subject, render_to_string("offer/mail/review.txt", values), to=[owner]).send()
    except (OSError, SMTPException):
        return False
    return True


@transaction.atomic
def withdraw_reviews(*, by: Actor, coalition: UUID) -> int:
    """Ends every link that is still open; returns how many."""
    require_may(by, "update", "directory", coalition=coalition)
    now = timezone.now()
    ended = ReviewRequest.objects.filter(coalition=coalition, withdrawn_at__isnull=True, expires_at__gt=now).update(
        withdrawn_at=now
    )
    if ended:
        audit.record(
            by=by, event="questions withdrawn", action="U", kind="service_review", reference=ended, coalition=coalition
        )
    return ended


@transaction.atomic
def confirm_by_link(*, by: Actor, key: str, service: str = "") -> int:
    """Whoever holds the link says that its entries (or the one named) are right today; returns how many.

    Twice is once. Raises BadInput for a link that is none, is over or was withdrawn.
    """
    require_may(by, "confirm", "service_review")
    request = open_request(key)
    rows = request.services.select_for_update().filter(withdrawn_on__isnull=True)
    if service:
        rows = rows.filter(slug=service)
    today, found = timezone.localdate(), list(rows)
    for row in found:
        row.checked_on, row.checked_by = today, row.owner_name or request.owner_email
        row.review_on = review_on(today, row.review_months)
        row.save(update_fields=["checked_on", "checked_by", "review_on", "changed_at"])
    audit.record(
        by=by,
        event="services confirmed by link",
        action="U",
        kind="service_review",
        reference=request.pk,
        coalition=request.coalition_id,
        detail={"services": " ".join(row.slug for row in found)},
    )
    return len(found)


def ask_everybody() -> int:
    """The worker, once a week: asks the owners of every directory; returns how many mails went out."""
    site, by = own_address(), installation_actor()
    every = Directory.objects.values_list("pk", flat=True)
    return sum(ask_reviews(by=by, coalition=one, site=site).owners for one in every)
