"""`/coalitions/{slug}/questionnaires` and `/responses` (compartment B): which there are, and filling one in.

The same commands and queries as on screen. A questionnaire comes and goes as FHIR R4 JSON in its exact bytes; answers
as link → value. What is not asked is not kept, whatever is sent; nothing is added up.
"""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from kansrijk.api.referrals import Code, actor_of
from kansrijk.api.values import NO_NUL, require_known
from kansrijk.families import commands_response, queries_response, responses
from kansrijk.families.queries import place
from kansrijk.families.questionnaire import LARGEST

router = Router(tags=["referrals"])
Key = Annotated[str, Field(max_length=64, pattern=r"^[0-9a-f-]{1,64}$")]
Text = Annotated[str, Field(max_length=1000, pattern=NO_NUL)]
Value = (
    bool
    | Annotated[int, Field(strict=True, ge=-(10**9), le=10**9)]
    | Text
    | Annotated[list[Text], Field(max_length=200)]
)


class QuestionnaireOut(Schema):
    """One that can be filled in, or could. `origin`: ours or loaded."""

    questionnaire: str
    title: str
    version: str
    url: str
    origin: Literal["ours", "loaded"]
    is_offered: bool


class QuestionnairesOut(Schema):
    """What is offered first, by title."""

    questionnaires: list[QuestionnaireOut]


class LoadIn(Schema):
    """`content`: the FHIR R4 Questionnaire as text. `may_use`: it is free, or the coalition has a licence.

    `guarded`: links of the questions that are kept only with the parent's spoken agreement, beside those that its file
    labels; null says nothing, and then each that its file does not speak of is.
    """

    content: Annotated[str, Field(max_length=LARGEST)]
    may_use: bool
    guarded: Annotated[list[Text], Field(max_length=200)] | None = None


class LoadedOut(Schema):
    """The key that it is filled in by."""

    questionnaire: UUID


class BeginIn(Schema):
    """`key`: yours; sent twice with it, it is one. `questionnaire`: a key of the list."""

    key: UUID
    questionnaire: Key


class BegunOut(Schema):
    """The key of what is filled in; what follows is made from version 1."""

    response: UUID


class AnswersIn(Schema):
    """All answers as they are now: a day and a decimal as text, a choice as a code, several as a list of codes.

    `agreed`: the parent said yes to writing down what is guarded; without it an answer to that is refused.
    """

    version: Annotated[int, Field(ge=1, le=10**6)]
    answers: Annotated[dict[Annotated[str, Field(max_length=1000)], Value], Field(max_length=200)]
    total: Code = ""
    agreed: bool = False
    is_finished: bool = False


class ChangedOut(Schema):
    """The version that is there now."""

    version: int


class ResponseOut(Schema):
    """What was answered. `total`: a number as it was copied from the instrument; nothing follows from it.

    `guarded`: links of what is never printed or sent on; who was taken in gets no answers to those.
    """

    response: UUID
    file: UUID
    url: str
    questionnaire_version: str
    digest: str
    status: Literal["in_progress", "completed", "amended", "stopped"]
    made_at: datetime
    filled_on: date | None
    version: int
    author: str
    answers: dict[str, Any]
    total: str
    guarded: list[str]


@router.get(
    "/coalitions/{slug}/questionnaires",
    response=QuestionnairesOut,
    url_name="family_questionnaires",
    summary="Which questionnaires there are",
)
def questionnaires(request: HttpRequest, slug: str) -> Any:
    """Ours, and what this coalition loaded."""
    require_known(request)
    actor = actor_of(request)
    found = queries_response.questionnaires(actor, place(actor, slug, "questionnaire").id)
    told = ("title", "version", "url", "origin", "is_offered")
    return {
        "questionnaires": [{"questionnaire": one.key, **{name: getattr(one, name) for name in told}} for one in found]
    }


@router.post(
    "/coalitions/{slug}/questionnaires",
    response=LoadedOut,
    url_name="family_questionnaires",
    summary="Load a questionnaire of one's own",
)
def load(request: HttpRequest, slug: str, said: LoadIn) -> Any:
    """400 with the place in it where it is not taken; the same text twice is one."""
    require_known(request)
    actor = actor_of(request)
    where = place(actor, slug, "questionnaire").id
    content = said.content.encode()
    key = commands_response.load_questionnaire(by=actor, coalition=where, content=content, may_use=said.may_use)
    if said.guarded is not None:
        commands_response.say_guarded(by=actor, coalition=where, questionnaire=key, links=said.guarded)
    return {"questionnaire": key}


@router.get(
    "/coalitions/{slug}/questionnaires/{questionnaire}",
    url_name="family_questionnaire",
    summary="One questionnaire, as it came",
    openapi_extra={"responses": {200: {"content": {"application/fhir+json": {"schema": {"type": "object"}}}}}},
)
def questionnaire(request: HttpRequest, slug: str, questionnaire: Key) -> HttpResponse:
    """FHIR R4 in its exact bytes."""
    require_known(request)
    actor = actor_of(request)
    content = queries_response.content(actor, place(actor, slug, "questionnaire").id, questionnaire)
    return HttpResponse(content, content_type="application/fhir+json")


@router.post(
    "/coalitions/{slug}/files/{uuid:file}/responses",
    response=BegunOut,
    url_name="family_responses",
    summary="Begin to fill in a questionnaire",
)
def begin(request: HttpRequest, slug: str, file: UUID, said: BeginIn) -> Any:
    """About one person, by who cares for that person."""
    require_known(request)
    actor = actor_of(request)
    where = place(actor, slug, "response").id
    return {"response": commands_response.begin_response(by=actor, coalition=where, file=file, **said.dict())}


@router.get(
    "/coalitions/{slug}/responses/{uuid:response}",
    response=ResponseOut,
    url_name="family_response",
    summary="What was answered",
)
def response(request: HttpRequest, slug: str, response: UUID) -> Any:
    """With the version of the questionnaire that it was answered to."""
    require_known(request)
    actor = actor_of(request)
    read = queries_response.response(actor, place(actor, slug, "response").id, response)
    told = ("file", "status", "made_at", "filled_on", "version", "author", "total")
    return {
        "response": read.id,
        "url": read.questionnaire.url,
        "questionnaire_version": read.questionnaire.version,
        "digest": read.questionnaire.digest,
        "answers": responses.plain(read.answers),
        "guarded": sorted(read.guarded),
        **{name: getattr(read, name) for name in told},
    }


@router.post(
    "/coalitions/{slug}/responses/{uuid:response}/answers",
    response=ChangedOut,
    url_name="family_answers",
    summary="Write down what is answered",
)
def answer(request: HttpRequest, slug: str, response: UUID, said: AnswersIn) -> Any:
    """409 where it was changed since `version` was read; 400 at the question that is not answered as it can be."""
    require_known(request)
    actor = actor_of(request)
    where = place(actor, slug, "response").id
    asked = queries_response.response(actor, where, response).questionnaire
    version = commands_response.answer(
        by=actor,
        coalition=where,
        response=response,
        version=said.version,
        answers=responses.from_plain(asked, said.answers),
        total=said.total,
        agreed=said.agreed,
        is_finished=said.is_finished,
    )
    return {"version": version}
