"""A receiver without an account: the sealed link that a sender makes, what is done by it, what is told elsewhere."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from uuid import UUID, uuid4

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families import queries_consent
from kansrijk.offer.queries import staffed
from kansrijk.referrals import rules, sealed
from kansrijk.referrals.commands import Step, step_within
from kansrijk.referrals.models import ReceiverLink, ReceiverVisit, Referral
from kansrijk.referrals.queries import found, hears_back
from kansrijk.referrals.queries_receiver import BY_LINK, linked
from kansrijk.referrals.recording import write_down
from kansrijk.referrals.retention import AMSTERDAM
from kansrijk.trust import audit, handed
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import REST_SECONDS_OF_A_LINK, Within, at_the_link, hash_of, within, within_link
from kansrijk.trust.keys import Cipher
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import require_may

KIND = "receiver_link"


@dataclass(frozen=True)
class MadeLink:
    """The two secrets of a link, told once: only their hashes are kept."""

    token: str
    code: str
    ends_at: datetime


def make_receiver_link(*, by: Actor, coalition: UUID, referral: UUID, key: UUID) -> MadeLink:
    """Makes the link to a referral that goes on, for who receives it without an account; an earlier one ends.

    Sent twice with one key it is refused: the secrets were told then. Raises `BadInput` where it is over.
    """
    with within(by, coalition, verb="create", kind=KIND) as inside:
        row = _sent(inside, referral, "create")
        agreed = queries_consent.read([row.consent], timezone.localdate())[0]
        if not rules.is_open_by_link(row.state) or not agreed.is_in_force:
            raise BadInput("there is nothing more to receive here", field="state")
        now, code, token = timezone.now(), handed.new_code(), handed.new_token()
        ReceiverLink.objects.filter(referral=row.pk, withdrawn_at=None).update(withdrawn_at=now)
        made = ReceiverLink(
            id=key,
            coalition=coalition,
            referral=row,
            receiver_organisation=row.receiver_organisation,
            token_hash=bytes.fromhex(hash_of(token)),
            code_hash=make_password(inside.cipher.mark(*sealed.said(row.pk, code)).hex()),
            made_by=inside.account,
            made_at=now,
            ends_at=min(now + timedelta(sealed.DAYS), _end_of(agreed.expires_on)),
        )
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise BadInput("this form was sent before; begin again", field="key") from error
        write_down(inside, "receiver link made", "C", kind=KIND, reference=key, hits=[row.pk, row.consent.person_id])
        return MadeLink(token, code, made.ends_at)


def withdraw_receiver_link(*, by: Actor, coalition: UUID, referral: UUID) -> None:
    """Ends the link to a referral, and what is open by it, at once. Twice is once."""
    with within(by, coalition, verb="update", kind=KIND) as inside:
        row = _sent(inside, referral, "update")
        ReceiverLink.objects.filter(referral=row.pk, withdrawn_at=None).update(withdrawn_at=timezone.now())
        write_down(inside, "receiver link withdrawn", "U", kind=KIND, reference=row.pk)


def open_receiver_link(*, by: Actor, token: str, code: str) -> str | None:
    """What the browser is to hold from now on, where link and code belong together and work; else None.

    One answer for all that is wrong, at the same price, as on the own page of a parent (families.open_page).
    """
    require_may(by, "open", "sealed_page")
    key, now = handed.new_token(), timezone.now()
    with at_the_link(token, key):
        link = ReceiverLink.objects.select_for_update().filter(token_hash=bytes.fromhex(hash_of(token))).first()
        held = link.code_hash if link else _nobodys()
        is_right = check_password(_said(link, handed.typed(code)), held)
        why = _why_not(link, now, is_right=is_right)
        tries = 0 if not why or link is None else min(link.tries + 1, sealed.TRIES)
        changes = {"tries": tries} | ({} if why else {"used_at": now})
        ReceiverLink.objects.filter(pk=link.pk if link else uuid4()).update(**changes)
        if link is None or why:
            _write_down(by, link, why)
            return None
        ReceiverVisit.objects.filter(link=link.pk, ends_at__lte=now).delete()
        ends_at = now + sealed.LONGEST_OPEN
        ReceiverVisit(
            key_hash=bytes.fromhex(hash_of(key)),
            coalition=link.coalition,
            link=link,
            rests_at=min(now + timedelta(seconds=REST_SECONDS_OF_A_LINK), ends_at),
            ends_at=ends_at,
        ).save(force_insert=True)
        _write_down(by, link, "")
        return key


def step_by_link(*, by: Actor, event: str, key: UUID, version: int, reason: str = "", words: str = "") -> bool:
    """One step of the receiver, by a sealed link. Returns whether the link shows anything after it.

    Raises `Denied` for whoever did not open one, `BadInput` as `take_step` does.
    """
    with within_link(by, verb="update", kind="referral") as inside:
        row = linked(inside, "update")
        step = Step(event, key, version, reason, words, rules.LINK)
        return rules.is_open_by_link(step_within(inside, row.pk, step, BY_LINK).state)


def close_receiver_link(*, by: Actor) -> None:
    """Leaves: what the browser holds opens nothing any more. Raises `Denied` where it had ended by itself."""
    with within_link(by, verb="update", kind=KIND) as inside:
        require_may(by, "update", KIND, coalition=inside.coalition, case=BY_LINK)
        assert by.guest is not None
        ReceiverVisit.objects.filter(key_hash=bytes.fromhex(by.guest.visit)).update(ended_at=timezone.now())
        write_down(inside, "receiver link left", "E", reference=inside.linked)


def tell_step(
    *,
    by: Actor,
    coalition: UUID,
    referral: UUID,
    event: str,
    how: str,
    key: UUID,
    version: int,
    reason: str = "",
    words: str = "",
) -> int:
    """Writes down a step of the receiver that came by telephone, secure mail or letter. Returns the new version.

    By who receives, or by who sent it for a receiver without people on screen, as far as the sender may hear it; it
    stands there as such.
    Raises `BadInput` as `take_step` does.
    """
    with within(by, coalition, verb="update", kind="referral") as inside:
        row, sides = found(inside, referral, "update")
        if how not in rules.HOW:
            raise BadInput("say how you heard it", field="how")
        may_hear = rules.RECEIVER in sides or hears_back(inside, row)
        is_for_desk = rules.RECEIVER not in sides and row.receiver_organisation in staffed(coalition)
        if is_for_desk or event not in rules.can_be_told(row.state, may_hear):
            raise BadInput("this is not possible here", field="event")
        step = Step(event, key, version, reason, words, how)
        return step_within(inside, row.pk, step, BY_LINK).version


def _end_of(day: date) -> datetime:
    """A link shows nothing any more when the last day of its consent is over, in Amsterdam."""
    return datetime.combine(day + timedelta(1), time(), tzinfo=AMSTERDAM)


def _sent(inside: Within, referral: UUID, verb: str) -> Referral:
    """The referral, for who sent it or carries it on. Raises `Denied`."""
    row, sides = found(inside, referral, "read")
    require_may(inside.actor, verb, KIND, coalition=inside.coalition, case=sides)
    return row


def _said(link: ReceiverLink | None, code: str) -> str:
    """What was typed, as it is hashed for this link; for no link, anything."""
    if link is None:
        return code
    coalition = Coalition.objects.get(pk=link.coalition)
    return Cipher(bytes(coalition.wrapped_key)).mark(*sealed.said(link.referral_id, code)).hex()


@cache
def _nobodys() -> str:
    return make_password(secrets.token_urlsafe())


def _why_not(link: ReceiverLink | None, now: datetime, *, is_right: bool) -> str:
    """For the record only; '' where nothing stands in the way."""
    if link is None:
        return "unknown"
    if link.withdrawn_at is not None:
        return "withdrawn"
    if link.ends_at <= now:
        return "over"
    if link.tries >= sealed.TRIES:
        return "closed"
    return "" if is_right else "wrong code"


def _write_down(by: Actor, link: ReceiverLink | None, why: str) -> None:
    """Never the token: its link, and to which referral."""
    audit.record(
        by=by,
        event="receiver link refused" if why else "receiver link opened",
        action="E",
        kind=KIND,
        reference=link.pk if link else "",
        data_class="D4",
        coalition=link.coalition if link else None,
        outcome=audit.REFUSED if why else audit.SUCCESS,
        purpose="referral",
        detail={"why": why, "hits from 1": link.referral_id} if link else {"why": why},
    )
