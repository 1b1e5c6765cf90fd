"""How prenatal home visits went, as cells (P11): for the job that carries them out, and for nobody else."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kansrijk.referrals.models import VisitCell
from kansrijk.referrals.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import within
from kansrijk.trust.rules import require_may

KIND = "proposal_cell"
"""One right for every cell that leaves the compartment."""


@dataclass(frozen=True)
class Visits:
    """How many came to this stage in one month, this far in the pregnancy. `month`: its first day."""

    month: date
    stage: str
    weeks: str
    visits: int


def prenatal_visits(actor: Actor, coalition: UUID) -> list[Visits]:
    """Every cell of one coalition, by month. Raises `Denied` for whoever is not the job that releases measures.

    A stage counts steps, so a month may hold more accepted than offered. Small: it leaves only after what protects it.
    """
    require_may(actor, "release", KIND)
    with within(actor, coalition, verb="release", kind=KIND) as inside:
        rows = VisitCell.objects.filter(coalition=coalition).values_list("month", "stage", "weeks", "visits")
        found = sorted((Visits(*one) for one in rows), key=lambda one: (one.month, one.stage, one.weeks))
        write_down(inside, "cells of visits read", "R", kind=KIND, fields=["cells"], purpose="counting")
        return found
