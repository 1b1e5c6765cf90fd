"""`/coalitions/{slug}/budget`: every activity and part in whole euro cents, for those who take part."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from kansrijk.api.coalitions import coalition_of
from kansrijk.api.values import require_known
from kansrijk.coalition.queries.budget import budget as coalition_budget

router = Router(tags=["coalitions"])


class BudgetLineOut(Schema):
    """An activity that a funding line pays in a year."""

    funding: str
    year: int
    activity: str
    planned_cents: int
    committed_cents: int
    spent_cents: int
    is_done: bool
    evidence: str
    link: str


class PartOut(Schema):
    """One funding line in one year: `left` = granted + carried in − spent − carried out."""

    funding: str
    year: int
    granted_cents: int
    carried_in_cents: int
    planned_cents: int
    committed_cents: int
    spent_cents: int
    carried_out_cents: int
    left_cents: int


class BudgetOut(Schema):
    """All years."""

    lines: list[BudgetLineOut]
    parts: list[PartOut]


@router.get("/coalitions/{slug}/budget", response=BudgetOut, url_name="budget", summary="The budget")
def budget(request: HttpRequest, slug: str) -> Any:
    """Activities, and each funding line of each year added up."""
    require_known(request)
    found = coalition_budget(request.actor, coalition_of(request, slug).id)  # type: ignore[attr-defined]
    sums = ("granted", "carried_in", "planned", "committed", "spent", "carried_out", "left")
    return {
        "lines": found.lines,
        "parts": [
            {"funding": one.funding, "year": one.year, **{f"{name}_cents": getattr(one, name) for name in sums}}
            for one in found.parts.values()
        ],
    }
