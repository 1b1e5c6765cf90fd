"""What ended proposals became, as cells: for the job that carries them out, and for nobody else."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kansrijk.families.models import ProposalCell
from kansrijk.families.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import within
from kansrijk.trust.rules import require_may

KIND = "proposal_cell"
OF_CONSENT = {"sent": "yes", "kept": "yes", "refused": "no"}
"""What the parent said, where she was asked (P03); whoever let it expire or took it away says nothing of that."""


@dataclass(frozen=True)
class Cell:
    """How many proposals of one kind ended so in one month, and in how many of them was weighed together.

    `month`: its first day. Small: it leaves the compartment only after what protects small numbers.
    """

    month: date
    phase: str
    detector: str
    outcome: str
    proposals: int
    weighed: int


def ended_proposals(actor: Actor, coalition: UUID) -> list[Cell]:
    """Every cell of one coalition, by month. Raises `Denied` for whoever is not the job that releases measures.

    Signals are the proposals with a phase (P01); P02 is weighed of them; P03 is yes of yes and no (`OF_CONSENT`).
    """
    require_may(actor, "release", KIND)
    with within(actor, coalition, verb="release", kind=KIND) as inside:
        rows = ProposalCell.objects.filter(coalition=coalition)
        found = [
            Cell(*one) for one in rows.values_list("month", "phase", "detector", "outcome", "proposals", "weighed")
        ]
        write_down(inside, "cells of proposals read", "R", kind=KIND, fields=["cells"], purpose="counting")
        return sorted(found, key=lambda one: (one.month, one.phase, one.detector, one.outcome))
