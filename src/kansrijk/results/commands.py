"""The door: counts of a year that is over leave compartment B, protected, once (design, red line 2)."""

from collections.abc import Iterator
from uuid import UUID

from django.utils import timezone

from kansrijk.core.faults import BadInput
from kansrijk.families.queries_ended import OF_CONSENT, ended_proposals
from kansrijk.referrals.queries_visits import prenatal_visits
from kansrijk.results import rules
from kansrijk.results.models import ReleasedCell
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import within
from kansrijk.trust.models import Coalition
from kansrijk.trust.recording import write_down
from kansrijk.trust.rules import require_may

KIND = "proposal_cell"
WITHOUT_SIGNAL = "no_signal"


def release_year(*, by: Actor, year: int | None = None) -> int:
    """Writes what may be told of a year, of each coalition that was not told of it yet; the last whole year by itself.

    Returns of how many coalitions. A year that runs is refused: two versions of a count tell who came between.
    """
    require_may(by, "release", KIND)
    now = timezone.localdate().year
    year = now - 1 if year is None else year
    if not 2000 <= year < now:
        raise BadInput("only a year that is over is released", field="year")
    told = ReleasedCell.objects.filter(year=year).values("coalition")
    waiting = Coalition.objects.filter(has_families=True).exclude(pk__in=told).order_by("pk")
    return sum(_release(by, key, year) for key in list(waiting.values_list("pk", flat=True)))


def _release(by: Actor, coalition: UUID, year: int) -> bool:
    """False where nothing was counted: no number is not a hidden number."""
    ended = list(_ended(by, coalition, year))
    visits = [(one.stage, one.visits) for one in prenatal_visits(by, coalition) if one.month.year == year]
    if not ended and not visits:
        return False
    shown = rules.released(rules.counted(ended, visits))
    with within(by, coalition, verb="release", kind=KIND) as inside:
        rows = []
        for key, count in shown.items():
            measure, _, part = key.partition(":")
            rows.append(ReleasedCell(coalition_id=coalition, measure=measure, part=part, year=year, count=count))
        ReleasedCell.objects.bulk_create(rows)
        write_down(inside, "measures released", "C", kind=KIND, fields=["cells"], purpose="counting")
    return True


def _ended(by: Actor, coalition: UUID, year: int) -> Iterator[rules.Ended]:
    for one in ended_proposals(by, coalition):
        if one.month.year == year:
            phase = "" if one.phase == WITHOUT_SIGNAL else one.phase
            yield rules.Ended(phase, OF_CONSENT.get(one.outcome, ""), one.proposals, one.weighed)
