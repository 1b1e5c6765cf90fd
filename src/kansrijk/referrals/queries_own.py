"""What a parent reads of referrals on her own page. Opens B for her alone and writes its record before it answers."""

from dataclasses import dataclass
from datetime import datetime

from kansrijk.families.queries_consent import stopped_as_a_whole
from kansrijk.families.rules import HERS
from kansrijk.referrals import rules
from kansrijk.referrals.models import Referral
from kansrijk.referrals.queries import state_now
from kansrijk.referrals.recording import write_down
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import within_own
from kansrijk.trust.queries_mandate import done_for
from kansrijk.trust.rules import require_may


@dataclass(frozen=True)
class Asked:
    """Help that was asked for her: where, when, and how that stands. `done_by`: both names, where it was asked in a
    colleague's place.
    """

    receiver_name: str
    sent_at: datetime
    state: str
    done_by: str = ""

    @property
    def is_over(self) -> bool:
        return rules.STATES[self.state].is_over


def own_referrals(actor: Actor) -> list[Asked]:
    """Every referral under a consent of hers, those that go on first, the newest first. Raises `Denied`.

    What a loss stopped is not told on her page; it stands in the file, and in the copy that she may take.
    """
    with within_own(actor, verb="list", kind="referral") as inside:
        require_may(actor, "list", "referral", coalition=inside.coalition, case=HERS)
        rows = list(
            Referral.objects.filter(coalition=inside.coalition, consent__person=inside.person)
            .exclude(state="stopped")
            .select_related("consent")
            .order_by("-sent_at", "-pk")
        )
        stopped = stopped_as_a_whole([row.consent_id for row in rows])
        write_down(inside, "referrals listed", "R", reference=inside.person, hits=[row.pk for row in rows])
        both = done_for((row.sender, row.done_by) for row in rows)
        found = [
            Asked(
                row.consent.receiver_name,
                row.sent_at,
                state_now(row, stopped),
                both.get((row.sender, row.done_by), ""),
            )
            for row in rows
        ]
        return sorted(found, key=lambda one: one.is_over)
