"""What a parent who asks for help herself may see: the door, and later how it stands. Nothing of what she wrote."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from kansrijk.families import consents, grounds
from kansrijk.families.consents import Accepted
from kansrijk.families.queries_consent import stopped_as_a_whole
from kansrijk.offer.models import Desk, Service
from kansrijk.offer.queries import public_directories
from kansrijk.referrals import asking, queries
from kansrijk.referrals.models import Referral
from kansrijk.referrals.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import within_asking
from kansrijk.trust.rules import Denied, require_may

KIND = "help_request"


@dataclass(frozen=True)
class Door:
    """A door at which she may ask to be called: public, and with people who receive it on screen."""

    id: UUID
    coalition: UUID
    organisation: UUID
    name: str
    kind: str
    phone: str


@dataclass(frozen=True)
class Standing:
    """How her request stands. Who holds the code reads this, so it says nothing of her."""

    door: str
    state: str
    sent_at: datetime
    language: str

    @property
    def may_stop(self) -> bool:
        return asking.may_stop(self.state)


def door(actor: Actor, service: UUID) -> Door | None:
    """None where a parent cannot ask on screen: unknown, not hers to come to, nobody there, switched off."""
    require_may(actor, "create", KIND)
    return door_within(service)


def door_within(service: UUID) -> Door | None:
    """Of compartment A only: the directory and its desks."""
    if not settings.FAMILIES:
        return None
    desk = Desk.objects.filter(service=service, coalition__has_families=True).first()
    rows = Service.objects.filter(pk=service, parents_may_come=True, withdrawn_on=None)
    row = rows.filter(coalition__in=public_directories()).select_related("provider").first()
    if desk is None or row is None or desk.coalition_id != row.coalition_id:
        return None
    kind, today = grounds.receiver_of(row.kind), timezone.localdate()
    if grounds.rule_for(asking.SENDER, kind, asking.PURPOSE, today) is None:
        return None
    name = f"{row.name}, {row.provider.name}" if row.provider.name != row.name else row.name
    return Door(row.pk, row.coalition_id, desk.organisation_id, name, kind, row.phone)


def accepted_at(door: Door) -> Accepted:
    """The rule under which she asks there today, and the last day of what she agrees to."""
    today = timezone.localdate()
    return consents.accepted(asking.given(), born_on=None, sender=asking.SENDER, receiver=door.kind, on=today)


def until(door: Door) -> date:
    """The last day of what she would agree to today."""
    return accepted_at(door).until


def mark_of(door: Door, language: str) -> str:
    """What the words on her page were made from: a page made from others is shown again."""
    text = asking.told(language, door.name, until(door).strftime("%d-%m-%Y"))
    return consents.digest("\n".join((asking.version(), text))).hex()[:16]


def asked(actor: Actor, code: str) -> Standing | None:
    """How a request stands, by its code; None for every code that is none, at the same price."""
    require_may(actor, "read", KIND)
    plain = asking.typed(code)
    try:
        with within_asking(actor, plain or asking.new_code(), verb="read", kind=KIND) as inside:
            row = Referral.objects.filter(asking__isnull=False).select_related("consent", "asking").first()
            if row is None:
                return None
            write_down(inside, "own request read", "R", kind=KIND, reference=row.pk)
            state = queries.state_now(row, stopped_as_a_whole([row.consent_id]))
            return Standing(row.consent.receiver_name, state, row.sent_at, row.asking.language)
    except Denied:
        return None
