"""Writes of questionnaires and of what is answered. A step sent twice is one step; of two who write, one is told."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families import responses as rules
from kansrijk.families.models import Person, Questionnaire, Response, ResponseGuarded
from kansrijk.families.queries import standing_of, visible
from kansrijk.families.queries_response import as_key, found, opened, visible_responses
from kansrijk.families.questionnaire import ASKING, Answer, read
from kansrijk.families.questionnaire import Questionnaire as Asked
from kansrijk.families.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within
from kansrijk.trust.rules import Denied, require_may

AUTHOR = frozenset({"author"})


def load_questionnaire(*, by: Actor, coalition: UUID, content: bytes, file: str = "", may_use: bool = False) -> UUID:
    """A questionnaire of one's own for this coalition. Returns its key; the same bytes twice are one.

    `may_use`: whoever loads it says that the coalition may use the text. Raises `BadInput` with the place in the file.
    """
    asked = read(content, file)
    if not may_use:
        raise BadInput("say that your coalition may use this text", field="may_use")
    with within(by, coalition, verb="create", kind="questionnaire") as inside:
        require_may(by, "create", "questionnaire", coalition=coalition)
        there = Questionnaire.objects.filter(coalition=coalition, url=asked.url, version=asked.version).first()
        if (there is not None and there.digest != asked.digest) or rules.is_another_of_ours(asked):
            raise BadInput("this version is there with another text; give what changed a new version", field="version")
        if there is not None and there.retired_at is None:
            return there.pk
        if there is not None:
            Questionnaire.objects.filter(pk=there.pk).update(retired_at=None)
        made = there or _stored(inside, asked, content, "loaded")
        write_down(inside, "questionnaire loaded", "C", kind="questionnaire", reference=made.pk)
        return made.pk


def say_guarded(*, by: Actor, coalition: UUID, questionnaire: UUID, links: Iterable[str]) -> None:
    """Which questions of a loaded one are kept only with the parent's spoken agreement; none is an answer too.

    What its file says stays; what was written down as guarded stays guarded. Raises `BadInput` for what is no question.
    """
    with within(by, coalition, verb="update", kind="questionnaire") as inside:
        require_may(by, "update", "questionnaire", coalition=coalition)
        row = Questionnaire.objects.filter(coalition=coalition, pk=questionnaire, origin="loaded").first()
        if row is None:
            raise Denied("update", "questionnaire")
        named = sorted(set(links))
        if not set(named) <= {one.link for one in read(bytes(row.content)).every() if one.kind in ASKING}:
            raise BadInput("choose from the questions of this questionnaire", field="guarded")
        if row.guarded != named:
            Questionnaire.objects.filter(pk=row.pk).update(guarded=named)
            write_down(inside, "guarded questions named", "U", kind="questionnaire", reference=row.pk)


def retire_questionnaire(*, by: Actor, coalition: UUID, questionnaire: UUID) -> None:
    """It is not offered any more; what was answered to it stays, with its text."""
    with within(by, coalition, verb="update", kind="questionnaire") as inside:
        require_may(by, "update", "questionnaire", coalition=coalition)
        rows = Questionnaire.objects.filter(coalition=coalition, pk=questionnaire, origin="loaded")
        if not rows.filter(retired_at=None).update(retired_at=timezone.now()):
            if rows.exists():
                return
            raise Denied("update", "questionnaire")
        write_down(inside, "questionnaire retired", "U", kind="questionnaire", reference=questionnaire)


def begin_response(*, by: Actor, coalition: UUID, file: UUID, key: UUID, questionnaire: str) -> UUID:
    """Begins filling one in about one person. `questionnaire`: its key, or the digest of one of ours.

    By who began the file or was taken into it. Returns `key`; sent twice with the same key it begins one.
    """
    with within(by, coalition, verb="create", kind="response") as inside:
        person = visible(inside, "read").filter(pk=file).first()
        if person is None:
            raise Denied("create", "response")
        require_may(by, "create", "response", coalition=coalition, case=standing_of(inside, person))
        if visible_responses(inside, "read").filter(pk=key, author=inside.account, person=file).exists():
            return key
        asked = _offered(inside, questionnaire)
        _insert(inside, key, person, asked)
        write_down(inside, "response begun", "C", kind="response", reference=key, hits=[person.pk])
        return key


def answer(
    *,
    by: Actor,
    coalition: UUID,
    response: UUID,
    version: int,
    answers: Mapping[str, Answer],
    total: str = "",
    agreed: bool = False,
    is_finished: bool = False,
) -> int:
    """All answers as they are now, finished or not; what is not asked is not kept. Returns the new version.

    `agreed`: the parent said yes to writing down what is guarded; without it none of that is taken (red line 3).
    One that was finished stays finished, and what it said before stays with it. Raises `BadInput` at the link.
    """
    with within(by, coalition, verb="update", kind="response") as inside:
        row, person = found(inside, response, "update")
        case = AUTHOR if row.author == inside.account else frozenset()
        require_may(by, "update", "response", coalition=coalition, case=case)
        locked = Response.objects.select_for_update().filter(pk=row.pk).first()
        if locked is None:  # the database lets nobody go on with one that was stopped
            raise BadInput("everything rests in this file; this questionnaire was stopped", field="stopped")
        row = locked
        now = opened(inside, row, person)
        was_finished = row.status in rules.FINISHED
        is_finished = is_finished or was_finished
        told = rules.checked(now.questionnaire, answers, is_finished=is_finished)
        total = rules.checked_total(total)
        under = rules.parted(now.guarded, told)[1]
        is_total_guarded = bool(total) and rules.is_total_guarded(now.questionnaire, now.guarded)
        if (under or is_total_guarded) and not agreed:
            raise BadInput("this is written down only when the parent agreed to it", field="agreed")
        stands = (now.answers, now.total, was_finished) == (told, total, is_finished)
        if stands and version in {row.version, row.version - 1}:
            return row.version
        if version != row.version:
            raise BadInput(
                "this was changed elsewhere in the meantime; look at both and send it again", field="version"
            )
        told = rules.parted(now.guarded, told)[0]
        _keep_guarded(inside, row, under, total if is_total_guarded else "")
        total = "" if is_total_guarded else total
        Response.objects.filter(pk=row.pk).update(**_values(inside, row, told, total, is_finished=is_finished))
        event = "response changed" if was_finished else "response finished" if is_finished else "response kept so far"
        write_down(inside, event, "U", kind="response", reference=row.pk, hits=[person.pk])
        return version + 1


def drop_response(*, by: Actor, coalition: UUID, response: UUID) -> None:
    """Takes one of one's own away with its history; the file stays. The record of it stays too."""
    with within(by, coalition, verb="delete", kind="response") as inside:
        row, person = found(inside, response, "delete")
        case = AUTHOR if row.author == inside.account else frozenset()
        require_may(by, "delete", "response", coalition=coalition, case=case)
        Response.objects.filter(pk=row.pk).delete()
        write_down(inside, "response removed", "D", kind="response", reference=response, hits=[person.pk])


def _keep_guarded(inside: Within, row: Response, under: Mapping[str, Answer], total: str) -> None:
    """In a row of its own, or nowhere: what left the answers is gone, also what it said earlier."""
    rows = ResponseGuarded.objects.filter(response=row.pk, coalition=inside.coalition)
    values = {
        "sealed_answers": inside.cipher.seal(rules.written(under)),
        "sealed_total": inside.cipher.seal(total) if total else "",
    }
    if not under and not total:
        rows.delete()
    elif not rows.update(**values):
        today = timezone.localdate()
        ResponseGuarded.objects.create(coalition=inside.coalition, response=row, agreed_on=today, **values)


def _values(inside: Within, row: Response, told: Mapping[str, Answer], total: str, *, is_finished: bool) -> Any:
    now = timezone.now()
    status = "amended" if row.status in rules.FINISHED else "completed" if is_finished else "in_progress"
    return {
        "sealed_answers": inside.cipher.seal(rules.written(told)),
        "sealed_total": inside.cipher.seal(total) if total else "",
        "status": status,
        "filled_on": row.filled_on or (timezone.localdate(now) if is_finished else None),
        "changed_at": now,
        "version": F("version") + 1,
    }


def _offered(inside: Within, questionnaire: str) -> Questionnaire:
    """The row of what can be filled in; one of ours comes to stand here when it is first used. Raises `Denied`."""
    content = rules.shipped().get(questionnaire)
    rows = Questionnaire.objects.filter(coalition=inside.coalition)
    if content is None:
        row = rows.filter(pk=as_key(questionnaire)).first()
    else:
        asked = read(content)
        row = rows.filter(url=asked.url, version=asked.version).first() or _stored(inside, asked, content, "ours")
    if row is None:
        raise Denied("create", "response")
    if row.retired_at is not None:
        raise BadInput("this questionnaire is not offered any more; choose another one", field="questionnaire")
    return row


def _stored(inside: Within, asked: Asked, content: bytes, origin: str) -> Questionnaire:
    """The new row, or the one that somebody else stored in the same moment."""
    try:
        with transaction.atomic():
            return Questionnaire.objects.create(
                coalition=inside.coalition,
                digest=asked.digest,
                url=asked.url,
                version=asked.version,
                title=asked.title,
                content=content,
                origin=origin,
                loaded_by=inside.account,
            )
    except IntegrityError:
        return Questionnaire.objects.get(
            coalition=inside.coalition, url=asked.url, version=asked.version, digest=asked.digest
        )


def _insert(inside: Within, key: UUID, person: Person, questionnaire: Questionnaire) -> None:
    try:
        with transaction.atomic():
            Response.objects.create(
                id=key,
                coalition=inside.coalition,
                person=person,
                questionnaire=questionnaire,
                author=inside.account,
                organisation=person.organisation,
                sealed_answers=inside.cipher.seal(rules.written({})),
            )
    except IntegrityError as error:  # the key of another one: nothing is told of that
        raise BadInput("this form was sent before; begin again", field="key") from error
