"""`/coalitions/{slug}/trainings` and `/embedding`: what was learned, in counts, and how an approach lasts, in words."""

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from kansrijk.api.coalitions import coalition_of
from kansrijk.api.values import require_known
from kansrijk.coalition.queries import learning
from kansrijk.coalition.rules_learning import FIRST_YEAR

router = Router(tags=["coalitions"])
LAST_YEAR = 9999


class CountOut(Schema):
    """How many of a profession (a code) were there."""

    profession: str
    count: int


class TrainingDayOut(Schema):
    """A day on which it was, or will be, given."""

    held_on: date
    place: str
    attended: list[CountOut]


class TrainingOut(Schema):
    """A training with its days, the newest first."""

    title: str
    given_by: str
    about: str
    ended_on: date | None
    days: list[TrainingDayOut]


class TrainingsOut(Schema):
    """What is on offer first; never a name of who was there."""

    trainings: list[TrainingOut]


class EmbeddingLineOut(Schema):
    """One of the five lines; `stands`: not_yet, begun, for_now, lasting, or empty where nobody wrote it down."""

    line: str
    stands: str
    told: str
    evidence: str


class EmbeddingYearOut(Schema):
    """A year of the scan; there is no total."""

    year: int
    lines: list[EmbeddingLineOut]


class EmbeddingOut(Schema):
    """The newest year first."""

    years: list[EmbeddingYearOut]


@router.get("/coalitions/{slug}/trainings", response=TrainingsOut, url_name="trainings", summary="Training, in counts")
def trainings(request: HttpRequest, slug: str) -> Any:
    """What is offered, when, and how many of each profession were there."""
    require_known(request)
    found = learning.trainings(request.actor, coalition_of(request, slug).id)  # type: ignore[attr-defined]
    return {
        "trainings": [
            {
                **{name: getattr(one, name) for name in ("title", "given_by", "about", "ended_on")},
                "days": [
                    {
                        "held_on": day.held_on,
                        "place": day.place,
                        "attended": [{"profession": code, "count": count} for code, count in day.counts],
                    }
                    for day in one.days
                ],
            }
            for one in found
        ]
    }


@router.get("/coalitions/{slug}/embedding", response=EmbeddingOut, url_name="embedding", summary="The embedding scan")
def embedding(
    request: HttpRequest, slug: str, year: Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)] = None
) -> Any:
    """The five lines of every year of which something was written, or of one year."""
    require_known(request, "year")
    actor, coalition = request.actor, coalition_of(request, slug).id  # type: ignore[attr-defined]
    years = learning.embedding_years(actor, coalition) if year is None else [year]
    return {"years": [{"year": one, "lines": learning.embedding(actor, coalition, one)} for one in years]}
