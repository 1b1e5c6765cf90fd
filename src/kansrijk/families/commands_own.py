"""What a parent does, without an account: opens her own page with link and code, stops a consent, asks, and leaves."""

import secrets
from datetime import timedelta
from functools import cache
from uuid import UUID, uuid4

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families import links, rules
from kansrijk.families.models import Consent, ParentLink, ParentRequest, ParentToken, ParentVisit
from kansrijk.families.recording import write_down
from kansrijk.families.stopping import stop
from kansrijk.trust import audit, handed
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import (
    REST_SECONDS_OF_A_PARENT,
    Within,
    at_the_door,
    hash_of,
    within_own,
)
from kansrijk.trust.keys import Cipher
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import Denied, require_may


def open_page(*, by: Actor, token: str, code: str) -> str | None:
    """What the browser is to hold from now on, where link and code belong together and work; else None.

    One answer for all that is wrong, at the same price: the slow hash is made, a row is changed (or none by that key)
    and a record is written, whether the link exists or not. Wrong codes count over all papers of a link.
    """
    require_may(by, "open", "own_page")
    key, today = handed.new_token(), timezone.localdate()
    with at_the_door(token, key):
        link = _link_of(token)
        held = link.code_hash if link else _nobodys()
        is_right = check_password(_said(link, handed.typed(code)), held)
        why = _why_not(link, is_right=is_right)
        tries = 0 if not why or link is None else min(link.tries + 1, links.number("tries"))
        changes = {"tries": tries} | ({} if why else {"used_on": today})
        ParentLink.objects.filter(pk=link.pk if link else uuid4()).update(**changes)
        if link is None or why:
            _write_down(by, link, why)
            return None
        now = timezone.now()
        ends_at = now + links.LONGEST_OPEN
        ParentVisit.objects.filter(link=link.pk, ends_at__lte=now).delete()
        ParentVisit(
            key_hash=bytes.fromhex(hash_of(key)),
            coalition=link.coalition,
            link=link,
            rests_at=min(now + timedelta(seconds=REST_SECONDS_OF_A_PARENT), ends_at),
            ends_at=ends_at,
        ).save(force_insert=True)
        _write_down(by, link, "")
        return key


def _link_of(token: str) -> ParentLink | None:
    """The link that this paper belongs to, locked, so that tries are counted one by one."""
    paper = ParentToken.objects.filter(token_hash=bytes.fromhex(hash_of(token))).first()
    found = ParentLink.objects.select_for_update().filter(pk=paper.link_id if paper else uuid4()).first()
    return found


def _said(link: ParentLink | None, code: str) -> str:
    """What was typed, as it is hashed for this link; for no link, anything."""
    if link is None:
        return code
    coalition = Coalition.objects.get(pk=link.coalition)
    return Cipher(bytes(coalition.wrapped_key)).mark(*links.said(link.person_id, code)).hex()


@cache
def _nobodys() -> str:
    return make_password(secrets.token_urlsafe())


def _why_not(link: ParentLink | None, *, is_right: bool) -> str:
    """For the record only; '' where nothing stands in the way."""
    if link is None:
        return "unknown"
    if link.withdrawn_at is not None:
        return "withdrawn"
    if link.ends_on < timezone.localdate():
        return "over"
    if link.tries >= links.number("tries"):
        return "closed"
    return "" if is_right else "wrong code"


def _write_down(by: Actor, link: ParentLink | None, why: str) -> None:
    """Never the token: its link, and of whom it is."""
    audit.record(
        by=by,
        event="own page refused" if why else "own page opened",
        action="E",
        kind="parent_link",
        reference=link.pk if link else "",
        data_class="D4",
        coalition=link.coalition if link else None,
        outcome=audit.REFUSED if why else audit.SUCCESS,
        purpose="own data",
        detail={"why": why, "hits from 1": link.person_id} if link else {"why": why},
    )


def close_page(*, by: Actor) -> None:
    """Leaves: what the browser holds opens nothing any more. Raises `Denied` where it had ended by itself."""
    with within_own(by, verb="update", kind="parent_link") as inside:
        _require(inside, "update", "parent_link")
        assert by.subject is not None
        ParentVisit.objects.filter(key_hash=bytes.fromhex(by.subject.visit)).update(ended_at=timezone.now())
        write_down(inside, "own page left", "E", hits=[inside.person])


def stop_sharing(*, by: Actor, consent: UUID, category: str = "") -> None:
    """A parent stops a consent at once, as a whole or for one kind of data; what was, stays. Twice is once."""
    with within_own(by, verb="update", kind="consent") as inside:
        _require(inside, "update", "consent")
        row = Consent.objects.filter(pk=consent, coalition=inside.coalition, person=inside.person).first()
        if row is None:
            raise Denied("update", "consent")
        if category and category not in row.categories:
            raise BadInput("this consent does not speak of these data", field="category")
        stop(inside, row.pk, inside.person, category, "parent")


def ask(*, by: Actor, key: UUID, kind: str, text: str) -> UUID:
    """A parent says what is wrong, or objects. Sent twice with the same key it is one request; never changed."""
    with within_own(by, verb="create", kind="parent_request") as inside:
        _require(inside, "create", "parent_request")
        if ParentRequest.objects.filter(pk=key, person=inside.person).exists():
            return key
        if kind not in links.KINDS:
            raise BadInput("choose what you want to say", field="kind")
        row = ParentRequest(
            id=key,
            coalition=inside.coalition,
            person_id=inside.person,
            kind=kind,
            sealed_text=inside.cipher.seal(links.checked_text(text)),
            answer_by=timezone.localdate() + timedelta(links.number("answer_days")),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:  # the key of somebody else: nothing is told of that
            raise BadInput("this form was sent before; begin again", field="key") from error
        write_down(
            inside, "parent asked", "C", kind="parent_request", reference=key, fields=[kind], hits=[inside.person]
        )
        return key


def _require(inside: Within, verb: str, kind: str) -> None:
    require_may(inside.actor, verb, kind, coalition=inside.coalition, case=rules.HERS)
