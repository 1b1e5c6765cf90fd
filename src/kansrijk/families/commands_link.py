"""What a professional does with the link to a parent's own page: makes it, prints it again, withdraws it, answers."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families import links
from kansrijk.families.grounds import Giver
from kansrijk.families.linking import end_links
from kansrijk.families.models import ParentLink, ParentRequest, ParentToken, Person
from kansrijk.families.queries import standing_of, visible
from kansrijk.families.queries_consent import born_on
from kansrijk.families.recording import write_down
from kansrijk.trust import handed
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, hash_of, within
from kansrijk.trust.rules import Denied, require_may

KIND = "parent_link"


@dataclass(frozen=True)
class Made:
    """The two secrets of a link, told once: only their hashes are kept. `code`: '' where it stayed the same."""

    token: str
    code: str
    ends_on: date


def make_link(
    *,
    by: Actor,
    coalition: UUID,
    file: UUID,
    key: UUID,
    agreed: tuple[str, ...],
    is_seen: bool,
    said_age: str = "",
) -> Made:
    """Makes the link of the person of a kept file; an earlier one ends. Sent twice with one key it is refused.

    `agreed`: who said that there may be one; `is_seen`: the author knows who this is and hands it over in person.
    Raises `BadInput` with the field that is not answered.
    """
    with within(by, coalition, verb="create", kind=KIND) as inside:
        person = _found(inside, file, "create")
        if person.state != "kept":
            raise BadInput("a proposal is seen by its author alone; keep the file first", field="state")
        if not is_seen:
            raise BadInput("a link is handed over in person, to somebody you know", field="is_seen")
        giver = Giver(born_on(inside, person), said_age)
        allowed = links.allowed(giver, agreed, timezone.localdate())
        end_links(inside, person)
        code = handed.new_code()
        link = ParentLink(
            id=key,
            coalition=inside.coalition,
            person=person,
            age=allowed.age,
            agreed=list(allowed.who),
            seen="in_person",
            code_hash=make_password(inside.cipher.mark(*links.said(file, code)).hex()),
            made_by=inside.account,
            organisation=person.organisation,
            ends_on=allowed.until,
        )
        try:
            with transaction.atomic():
                link.save(force_insert=True)
        except IntegrityError as error:  # sent twice: the secrets of the first were told then, and are nowhere now
            raise BadInput("this form was sent before; begin again", field="key") from error
        write_down(inside, "own page link made", "C", kind=KIND, reference=key, hits=[file])
        return Made(_paper(link), code, allowed.until)


def add_paper(*, by: Actor, coalition: UUID, file: UUID) -> Made:
    """One more paper of the link that works now, with the same code. Raises `BadInput` where none does."""
    with within(by, coalition, verb="print", kind=KIND) as inside:
        person = _found(inside, file, "print")
        link = ParentLink.objects.filter(
            person=person.pk, withdrawn_at=None, ends_on__gte=timezone.localdate(), tries__lt=links.number("tries")
        ).first()
        if link is None:
            raise BadInput("there is no link that works; make one first", field="link")
        write_down(inside, "own page paper made", "C", kind=KIND, reference=link.pk, hits=[file])
        return Made(_paper(link), "", link.ends_on)


def withdraw_link(*, by: Actor, coalition: UUID, file: UUID) -> None:
    """Ends the link of a file with all its papers, and what is open by it, at once. Twice is once."""
    with within(by, coalition, verb="update", kind=KIND) as inside:
        end_links(inside, _found(inside, file, "update"))


def answer_request(*, by: Actor, coalition: UUID, request: UUID, outcome: str, answer: str) -> UUID:
    """Answers what a parent asked, once. Returns the file. Raises `BadInput` with what is missing, or `key` twice."""
    with within(by, coalition, verb="update", kind="parent_request") as inside:
        row = ParentRequest.objects.select_for_update().filter(pk=request, coalition=coalition).first()
        if row is None:
            raise Denied("update", "parent_request")
        _found(inside, row.person_id, "update", kind="parent_request")
        if row.outcome:
            raise BadInput("this was answered before", field="key")
        if outcome not in links.OUTCOMES:
            raise BadInput("choose what you did", field="outcome")
        text = links.checked_text(answer, "answer")
        ParentRequest.objects.filter(pk=request).update(
            outcome=outcome,
            sealed_answer=inside.cipher.seal(text),
            answered_at=timezone.now(),
            answered_by=inside.account,
        )
        write_down(inside, "parent answered", "U", kind="parent_request", reference=request, hits=[row.person_id])
        return row.person_id


def _paper(link: ParentLink) -> str:
    token = handed.new_token()
    ParentToken(
        token_hash=bytes.fromhex(hash_of(token)), coalition=link.coalition, link=link, made_at=timezone.now()
    ).save(force_insert=True)
    return token


def _found(inside: Within, file: UUID, verb: str, kind: str = KIND) -> Person:
    """The file, locked, where the actor may do this with its link. Raises `Denied`: not there or not yours."""
    row: Person | None = visible(inside, "read").select_for_update().filter(pk=file).first()
    if row is None:
        raise Denied(verb, kind)
    require_may(inside.actor, verb, kind, coalition=inside.coalition, case=standing_of(inside, row))
    return row
