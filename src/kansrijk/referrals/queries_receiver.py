"""What a receiver without an account reads by a sealed link, and the letter that is handed over instead."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families.queries_consent import read, stopped_as_a_whole
from kansrijk.referrals import rules
from kansrijk.referrals.models import Referral
from kansrijk.referrals.queries import ReferralRead, found, hears_back, names_of, parts_of, read_within
from kansrijk.referrals.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within, within_link
from kansrijk.trust.rules import Denied, require_may

BY_LINK: Final = frozenset({rules.RECEIVER})
"""Who opened a sealed link stands to its referral as who receives it."""
NEVER_ON_PAPER: Final = ("guarded",)
"""Kinds of data that no letter holds (red line 3), whatever was agreed."""


@dataclass(frozen=True)
class Letter:
    """A referral on paper. `parts`: what consent holds for today, without what never stands on paper."""

    receiver_name: str
    sender_name: str
    sender_organisation: str
    purpose: str
    sent_at: datetime
    parts: tuple[tuple[str, str], ...]
    agreed_on: date
    agreed_until: date
    hears_back: bool
    has_more: bool


def referral_by_link(actor: Actor) -> ReferralRead:
    """The one referral that this link opens. Raises `Denied` for everybody else, and where it is over."""
    with within_link(actor, verb="read", kind="referral") as inside:
        row = linked(inside, "read")
        hits = [row.consent.person_id]
        write_down(inside, "referral read", "R", reference=row.pk, fields=[rules.LINK], hits=hits)
        return read_within(inside, row, BY_LINK)


def letter(actor: Actor, coalition: UUID, referral: UUID) -> Letter:
    """What is handed over or sent by post, for who sent it. Raises `Denied`, and `BadInput` where nothing may go."""
    with within(actor, coalition, verb="print", kind="referral") as inside:
        row, sides = found(inside, referral, "read")
        require_may(actor, "print", "referral", coalition=coalition, case=sides & {rules.SENDER})
        agreed = read([row.consent], timezone.localdate())[0]
        is_open = rules.is_open_by_link(row.state) and not stopped_as_a_whole([row.consent_id])
        if not is_open or not agreed.is_in_force:
            raise BadInput("there is nothing more to hand over", field="state")
        parts = [(code, text) for code, text in parts_of(inside, row) if code in agreed.categories]
        shown = tuple((code, text) for code, text in parts if code not in NEVER_ON_PAPER)
        fields = [code for code, _ in shown]
        write_down(inside, "referral letter made", "E", reference=row.pk, fields=fields, hits=[row.consent.person_id])
        party, name = names_of(row)
        return Letter(
            receiver_name=row.consent.receiver_name,
            sender_name=name,
            sender_organisation=party,
            purpose=row.purpose,
            sent_at=row.sent_at,
            parts=shown,
            agreed_on=timezone.localdate(agreed.given_at),
            agreed_until=agreed.expires_on,
            hears_back=hears_back(inside, row),
            has_more=len(shown) < len(parts),
        )


def linked(inside: Within, verb: str) -> Referral:
    """The one referral of this link, as long as the receiver sees it and it goes on. Raises `Denied`."""
    require_may(inside.actor, verb, "referral", coalition=inside.coalition, case=BY_LINK)
    if inside.linked is None:
        raise Denied(verb, "referral")
    row = Referral.objects.filter(pk=inside.linked, coalition=inside.coalition).select_related("consent").first()
    has_lapsed = row is not None and row.consent.expires_on < timezone.localdate()
    if row is None or has_lapsed or not rules.is_open_by_link(row.state) or stopped_as_a_whole([row.consent_id]):
        raise Denied(verb, "referral")
    return row
