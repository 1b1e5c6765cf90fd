"""A copy of all that is kept of a person, for that person (RGT-01), without what `copies` holds back (RGT-02)."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils import timezone

from kansrijk.families import copies, models, responses, words_response
from kansrijk.families.queries_own import her, nameless
from kansrijk.families.queries_response import said_of, tells_by_its_name
from kansrijk.families.questionnaire import guarded, read
from kansrijk.families.recording import write_down
from kansrijk.families.words import language
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within_own
from kansrijk.trust.models import Organisation
from kansrijk.trust.queries import AboutOne, records_about

SAFETY_OF_A_CHILD = "address"
"""Where a child lives is where somebody may hide: a copy of a child's file leaves it out."""
# Table → model, how its rows hang on the person, and in which order they are told.
OF_HER: dict[str, tuple[type[Model], str, str]] = {
    "person": (models.Person, "pk", "pk"),
    "person_history": (models.PersonHistory, "person", "changed_at"),
    "involvement": (models.Involvement, "person", "begins_at"),
    "plan_line": (models.PlanLine, "person", "made_at"),
    "care_coordinator": (models.CareCoordinator, "person", "named_at"),
    "consent": (models.Consent, "person", "given_at"),
    "consent_stop": (models.ConsentStop, "consent__person", "stopped_at"),
    "signal": (models.Signal, "person", "made_at"),
    "factor": (models.Factor, "signal__person", "pk"),
    "signal_history": (models.SignalHistory, "signal__person", "changed_at"),
    "weighing": (models.Weighing, "person", "made_at"),
    "weighing_history": (models.WeighingHistory, "weighing__person", "changed_at"),
    "response": (models.Response, "person", "made_at"),
    "response_history": (models.ResponseHistory, "response__person", "changed_at"),
    "response_guarded": (models.ResponseGuarded, "response__person", "pk"),
    "questionnaire": (models.Questionnaire, "responses__person", "loaded_at"),
    "parent_request": (models.ParentRequest, "person", "made_at"),
    "parent_link": (models.ParentLink, "person", "made_at"),
    "parent_token": (models.ParentToken, "link__person", "made_at"),
    "parent_visit": (models.ParentVisit, "link__person", "began_at"),
    "life_event": (models.LifeEvent, "person", "recorded_at"),
    "break_glass": (models.BreakGlass, "person", "opened_at"),
}
Row = dict[str, Any]
ASKED: dict[str, Callable[[Any], UUID]] = {
    "questionnaire": lambda row: row.pk,
    "response": lambda row: row.questionnaire_id,
    "response_history": lambda row: row.response.questionnaire_id,
}
"""How a row hangs on a questionnaire."""


@dataclass(frozen=True)
class Copy:
    """Table → rows with opened values, names of columns as in `copies`; and who looked, without names."""

    made_at: datetime
    part: str
    organisation: str
    tables: dict[str, list[Row]]
    looked: list[AboutOne]


def own_copy(actor: Actor) -> Copy:
    """Everything, or nothing: one record, then the copy. Raises `Denied`."""
    with within_own(actor, verb="export", kind="file") as inside:
        person = her(inside, "export", "file")
        write_down(inside, "own copy taken", "E", reference=person.pk)
        names = dict(Organisation.objects.values_list("pk", "name"))
        opened = {one.table: list(_rows(inside, one.table, names)) for one in copies.tables() if one.columns}
        for room in copies.beside():
            opened |= room.rows(inside)
        if person.part == "child":
            for row in opened["person"] + [row["was"] for row in opened["person_history"]]:
                row.pop(SAFETY_OF_A_CHILD, None)
        now = timezone.now()
        looked = records_about(person.pk, inside.coalition, person.made_at, now, language())
        return Copy(now, person.part, names.get(person.organisation, ""), opened, [nameless(one) for one in looked])


def _rows(inside: Within, table: str, names: Mapping[UUID, str]) -> Iterator[Row]:
    model, path, order = OF_HER[table]
    base = table.removesuffix("_history")
    secret = _told_by_their_names(inside) if table in ASKED else set()
    for row in model._default_manager.filter(**{path: inside.person}).order_by(order, "pk").distinct():
        if table in ASKED and ASKED[table](row) in secret:
            continue
        columns = {column: getattr(row, column) for column in copies.columns_of(table)}
        if "was" in columns:
            columns["was"] = _opened(inside, base, row.was, names)  # type: ignore[attr-defined]
        yield _opened(inside, table, columns, names)


def _opened(inside: Within, table: str, columns: Mapping[str, Any], names: Mapping[UUID, str]) -> Row:
    """Values as they are read: sealed ones opened, an organisation by its name. What is not told is not looked at."""
    told = [*copies.columns_of(table), *(("factors",) if table == "signal" else ())]
    found: Row = {}
    for column in told:
        if column not in columns:
            continue
        value = columns[column]
        if column.startswith(copies.SEALED):
            value = inside.cipher.unseal(value) if value else ""
        if column == "organisation":
            value = names.get(UUID(str(value)), "")
        if column == "sealed_seen" and value:
            value = json.loads(value)
        if column == "sealed_answers":
            value = _answers(inside, UUID(str(columns["questionnaire_id"])), value)
        if column == "sealed_total" and value and _is_total_guarded(inside, UUID(str(columns["questionnaire_id"]))):
            value = ""
        if isinstance(value, bytes | memoryview):
            value = bytes(value).hex()
        found[copies.plain(column)] = value
    return found


def _is_total_guarded(inside: Within, questionnaire: UUID) -> bool:
    row = models.Questionnaire.objects.get(pk=questionnaire, coalition=inside.coalition)
    asked = read(bytes(row.content))
    return responses.is_total_guarded(asked, guarded(asked, said_of(row)))


def _told_by_their_names(inside: Within) -> set[UUID]:
    """Questionnaires of which even the name on paper would tell something that is guarded."""
    rows = models.Questionnaire.objects.filter(coalition=inside.coalition, responses__person=inside.person).distinct()
    return {row.pk for row in rows if tells_by_its_name(row)}


def _answers(inside: Within, questionnaire: UUID, text: str) -> list[list[str]]:
    """[question, answer], as it was asked and answered, without what is guarded."""
    row = models.Questionnaire.objects.get(pk=questionnaire, coalition=inside.coalition)
    asked = read(bytes(row.content))
    lines = words_response.answered(asked, responses.opened(asked, text), guarded(asked, said_of(row)))
    return [[one.text, one.answer] for one in lines if one.answer]
