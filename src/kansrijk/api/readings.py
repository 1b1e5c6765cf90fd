"""`/readings`: what people who know a place say about its figures, signed and moderated."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema

from kansrijk.api.values import NO_NUL, require_known
from kansrijk.core.faults import BadInput
from kansrijk.figures import catalogue, queries
from kansrijk.figures.queries.readings import ReadingCard, own_readings, readings_of

router = Router(tags=["readings"])
State = Literal["waiting", "shown", "refused", "withdrawn"]


class ReadingOut(Schema):
    """One reading as anybody may know it. `state` is `shown`, or for one's own what became of it."""

    area: str
    indicator: str
    period: str | None
    name: str
    role: str
    text: str
    version: int
    written_on: str
    state: State


class ReadingsOut(Schema):
    """Readings, the newest first."""

    readings: list[ReadingOut]


@router.get("/readings", response=ReadingsOut, url_name="readings", summary="Readings about an area")
def readings(
    request: HttpRequest,
    area: Annotated[str, Query(min_length=1, max_length=20, pattern=NO_NUL)],
    indicator: Annotated[str, Query(max_length=80, pattern=NO_NUL)] = "",
) -> dict[str, Any]:
    """Approved readings about `area`, of every edition; signed in, one's own about it too, whatever their state."""
    require_known(request, "area", "indicator")
    actor = request.actor  # type: ignore[attr-defined]
    if indicator and catalogue.indicator(indicator) is None:
        raise BadInput(f"there is no indicator {indicator!r}; see /api/v1/indicators", field="indicator")
    ref = queries.area_of(actor, area)
    shown = readings_of(actor, ref.code, [indicator] if indicator else None)
    known = {card.text_id for card in shown}
    own = [
        card
        for card in own_readings(actor)
        if card.area_code == ref.code and card.text_id not in known and indicator in ("", card.indicator)
    ]
    every = sorted([*shown, *own], key=lambda card: card.written_at, reverse=True)
    return {"readings": [_out(card) for card in every]}


def _out(card: ReadingCard) -> dict[str, Any]:
    return {**card.as_json(), "state": card.state}
