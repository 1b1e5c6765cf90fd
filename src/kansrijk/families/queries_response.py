"""Reads of questionnaires and of what was answered. Each opens compartment B itself and writes its record first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from kansrijk.families import responses as rules
from kansrijk.families.models import (
    Involvement,
    Person,
    Questionnaire,
    Response,
    ResponseGuarded,
    ResponseHistory,
)
from kansrijk.families.queries import visible
from kansrijk.families.questionnaire import Answer, guarded, read
from kansrijk.families.questionnaire import Questionnaire as Asked
from kansrijk.families.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.models import Account
from kansrijk.trust.rules import Denied


@dataclass(frozen=True)
class QuestionnaireCard:
    """One that can be filled in, or could. `key`: of ours that nobody here filled in yet its digest."""

    key: str
    title: str
    version: str
    url: str
    origin: str
    loaded_by: str
    loaded_at: datetime | None
    is_offered: bool
    guarded: tuple[str, ...] | None


@dataclass(frozen=True)
class ResponseCard:
    """One in the list of a file, the newest first. What was answered and a total stand in the record alone."""

    id: UUID
    title: str
    filled_on: date | None
    made_at: datetime
    is_finished: bool
    is_mine: bool
    has_stopped: bool


@dataclass(frozen=True)
class ResponseRead:
    """What was answered, as who may read it sees it. `total`: as it was copied, '' for none.

    `guarded`: links of what is guarded; `is_whole`: whether this reader may read that too; `agreed_on`: when the parent
    agreed that it is written down, None where nothing guarded was.
    """

    id: UUID
    file: UUID
    name: str
    questionnaire: Asked
    origin: str
    author: str
    made_at: datetime
    filled_on: date | None
    status: str
    version: int
    is_mine: bool
    answers: Mapping[str, Answer]
    total: str
    guarded: frozenset[str]
    is_whole: bool
    agreed_on: date | None
    may_print: bool = False


@dataclass(frozen=True)
class AnsweredEarlier:
    """What a finished one said until a moment."""

    until: datetime
    answers: Mapping[str, Answer]
    total: str


def questionnaires(actor: Actor, coalition: UUID) -> list[QuestionnaireCard]:
    """All that this coalition can fill in or could, by title: ours, and what was loaded here."""
    with within(actor, coalition, verb="list", kind="questionnaire") as inside:
        if "questionnaire.list.own_coalition" not in inside.rights:
            raise Denied("list", "questionnaire")
        rows = list(Questionnaire.objects.filter(coalition=coalition).defer("content"))
        write_down(inside, "questionnaires listed", "R", kind="questionnaire", hits=[row.pk for row in rows])
        names = dict(Account.objects.filter(pk__in={row.loaded_by for row in rows}).values_list("pk", "name"))
        there = {row.digest for row in rows}
        newest = {one.digest for one in rules.ours()}
        cards = [_card(row, names.get(row.loaded_by, ""), newest) for row in rows]
        cards += [
            QuestionnaireCard(one.digest, one.title, one.version, one.url, "ours", "", None, True, None)
            for one in rules.ours()
            if one.digest not in there
        ]
        return sorted(cards, key=lambda one: (not one.is_offered, one.title.casefold(), one.version))


def _card(row: Questionnaire, loaded_by: str, newest: set[str]) -> QuestionnaireCard:
    is_ours = row.origin == "ours"
    is_offered = row.retired_at is None and (not is_ours or row.digest in newest)
    loaded_at = None if is_ours else row.loaded_at
    by = "" if is_ours else loaded_by
    return QuestionnaireCard(
        str(row.pk), row.title, row.version, row.url, row.origin, by, loaded_at, is_offered, said_of(row)
    )


def questionnaire(actor: Actor, coalition: UUID, key: str) -> tuple[QuestionnaireCard, Asked]:
    """One by its key (or one of ours by its digest), whole. Raises `Denied`."""
    found = next((one for one in questionnaires(actor, coalition) if one.key == key), None)
    if found is None:
        raise Denied("read", "questionnaire")
    with within(actor, coalition, verb="read", kind="questionnaire") as inside:
        write_down(inside, "questionnaire read", "R", kind="questionnaire", reference=key)
        return found, read(content_of(coalition, key))


def content(actor: Actor, coalition: UUID, key: str) -> bytes:
    """One by its key, in its exact bytes. Raises `Denied`."""
    questionnaire(actor, coalition, key)
    with within(actor, coalition, verb="read", kind="questionnaire"):
        return content_of(coalition, key)


def content_of(coalition: UUID, key: str) -> bytes:
    """The exact bytes, inside an opening. Raises `Denied`."""
    if key in rules.shipped():
        return rules.shipped()[key]
    row = Questionnaire.objects.filter(coalition=coalition, pk=as_key(key)).first()
    if row is None:
        raise Denied("read", "questionnaire")
    return bytes(row.content)


def as_key(text: str) -> UUID:
    """Raises `Denied` for what is no key."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Denied("read", "questionnaire") from error


def response(actor: Actor, coalition: UUID, response: UUID) -> ResponseRead:
    """One. Raises `Denied` where it is not there or not the actor's to read: the two are one."""
    with within(actor, coalition, verb="read", kind="response") as inside:
        row, person = found(inside, response, "read")
        write_down(inside, "response read", "R", kind="response", reference=response, hits=[person.pk])
        return opened(inside, row, person)


def responses_of(actor: Actor, coalition: UUID, file: UUID) -> list[ResponseCard]:
    """Those of one person that the actor may read, the newest first; of none what was answered."""
    with within(actor, coalition, verb="list", kind="response") as inside:
        if not visible(inside, "read").filter(pk=file).exists():
            raise Denied("list", "response")
        rows = list(visible_responses(inside, "list").filter(person=file).order_by("-made_at"))
        write_down(inside, "responses listed", "R", kind="response", reference=file, hits=[row.pk for row in rows])
        about = visible(inside, "read").filter(pk=file).values_list("author", flat=True).first()
        known = {one.pk: one for one in Questionnaire.objects.filter(pk__in={row.questionnaire_id for row in rows})}
        named = {key: one.title for key, one in known.items()}
        secret = {key for key, one in known.items() if tells_by_its_name(one)}
        rows = [row for row in rows if inside.account in (row.author, about) or row.questionnaire_id not in secret]
        return [
            ResponseCard(
                row.pk,
                named[row.questionnaire_id],
                row.filled_on,
                row.made_at,
                row.status in rules.FINISHED,
                row.author == inside.account,
                row.status == rules.STOPPED,
            )
            for row in rows
        ]


def history(actor: Actor, coalition: UUID, response: UUID) -> list[AnsweredEarlier]:
    """What one's own said earlier, the newest first. Raises `Denied`."""
    with within(actor, coalition, verb="history", kind="response") as inside:
        row, person = found(inside, response, "read")
        if row.author != inside.account or "response.history.author" not in inside.rights:
            raise Denied("history", "response")
        write_down(inside, "response history read", "R", kind="response", reference=response, hits=[person.pk])
        asked = read(bytes(row.questionnaire.content))
        links = guarded(asked, said_of(row.questionnaire))
        rows = ResponseHistory.objects.filter(response=response, coalition=coalition).order_by("-changed_at", "-pk")
        return [
            AnsweredEarlier(
                one.changed_at,
                rules.parted(links, rules.opened(asked, _text(inside, one.was["sealed_answers"])))[0],
                _text(inside, one.was["sealed_total"]),
            )
            for one in rows
        ]


def visible_responses(inside: Within, verb: str) -> QuerySet[Response]:
    """Those to which the matrix gives this verb by how the actor stands to the file: the first lock, then RLS.

    One that is not finished is its author's alone.
    """
    condition = Q(pk__in=[])
    if f"response.{verb}.author" in inside.rights:
        condition |= Q(person__author=inside.account)
    if f"response.{verb}.involved" in inside.rights:
        parts = Involvement.objects.filter(account=inside.account, ends_at=None)
        condition |= Q(person__state="kept", person__in=parts.values("person"))
    is_shown = Q(status__in=rules.FINISHED) | Q(author=inside.account)
    return Response.objects.filter(
        condition, is_shown, coalition=inside.coalition, organisation__in=inside.organisations
    )


def found(inside: Within, response: UUID, verb: str) -> tuple[Response, Person]:
    """The row, with its questionnaire, and the file that it hangs on. Raises `Denied`."""
    row = visible_responses(inside, "read").select_related("questionnaire").filter(pk=response).first()
    person = visible(inside, "read").filter(pk=row.person_id).first() if row else None
    if row is None or person is None:
        raise Denied(verb, "response")
    return row, person


def opened(inside: Within, row: Response, person: Person) -> ResponseRead:
    """What the row says, unsealed, beside the version of the questionnaire that it was answered to."""
    author = Account.objects.filter(pk=row.author).values_list("name", flat=True).first()
    asked = read(bytes(row.questionnaire.content))
    links = guarded(asked, said_of(row.questionnaire))
    answers, total = rules.opened(asked, _text(inside, row.sealed_answers)), _text(inside, row.sealed_total)
    is_whole = inside.account in (row.author, person.author)
    kept = ResponseGuarded.objects.filter(response=row.pk, coalition=inside.coalition).first() if is_whole else None
    if kept is not None:  # what was guarded when it was written down stays so
        under = rules.opened(asked, _text(inside, kept.sealed_answers))
        links |= set(under)
        answers, total = answers | under, total or _text(inside, kept.sealed_total)
    if not is_whole:
        answers = rules.parted(links, answers)[0]
        total = "" if rules.is_total_guarded(asked, links) else total
    return ResponseRead(
        id=row.pk,
        file=person.pk,
        name=_text(inside, person.sealed_name),
        questionnaire=asked,
        origin=row.questionnaire.origin,
        author=author or "",
        made_at=row.made_at,
        filled_on=row.filled_on,
        status=row.status,
        version=row.version,
        is_mine=row.author == inside.account,
        answers=answers,
        total=total,
        guarded=links,
        is_whole=is_whole,
        agreed_on=kept.agreed_on if kept else None,
        may_print=is_whole and "response.print.author" in inside.rights,
    )


def said_of(row: Questionnaire) -> tuple[str, ...] | None:
    """Which questions whoever loaded it named as guarded; None where nobody said."""
    return None if row.guarded is None else tuple(row.guarded)


def tells_by_its_name(row: Questionnaire) -> bool:
    """Whether that it was filled in would tell something that is guarded: all its questions are."""
    asked = read(bytes(row.content))
    return rules.is_wholly_guarded(asked, guarded(asked, said_of(row)))


def _text(inside: Within, sealed: str) -> str:
    return inside.cipher.unseal(sealed) if sealed else ""
