"""Own figures told in other areas before anybody sees them: attacked in the background, and the judgement is kept.

Of a working area for its members; of any other area for whoever reads figures, where its borders changed.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kansrijk.areas import queries as places
from kansrijk.areas.models import Area
from kansrijk.figures.commands.working import Tell, start_work
from kansrijk.figures.models import Judgement, Work
from kansrijk.trust.actors import VISITOR, Actor
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.rules import Denied, require_may

NOT_AGAIN = timedelta(minutes=10)  # after a work that failed: a page that is asked each second orders no new one
MOST_WAITING = 50  # orders for areas of everybody; whoever asks for more looks again later
KEPT = 20  # judgements per area; older ones are of releases that nobody sees any more


@transaction.atomic
def order_judgement(*, by: Actor, area: UUID) -> UUID | None:
    """Has the attacker look at an area; once, however often it is asked.

    None shortly after he failed, and while he has enough to do. What a visitor asks, the installation orders.
    """
    found = Area.objects.filter(pk=area).first()
    if found is None:
        raise Denied("read", "area")
    if found.level == "working_area":
        require_may(by, "read", "working_area", coalition=found.coalition)
    else:
        require_may(by, "read", "figure")
        open_ones = Work.objects.filter(kind="judge", state="waiting", area__coalition__isnull=True)
        if open_ones.exclude(area=found).count() >= MOST_WAITING:
            return None
    failed = Work.objects.filter(kind="judge", area=found, state="failed", finished_at__gt=timezone.now() - NOT_AGAIN)
    if failed.exists():
        return None
    return start_work(by=installation_actor() if by.account is None else by, kind="judge", area=found)


def judge(by: Actor, work: Work, tell: Tell) -> None:
    """Attacks what the page would show to who ordered it, and keeps what came of it."""
    from kansrijk.figures.queries.told import judgements

    assert work.area is not None
    if by.account == installation_actor().account:
        by = VISITOR
    ref = places.area(by, work.area.code, work.area.edition)
    if ref is None:
        raise Denied("read", "working_area")
    tell("auditing")
    found = judgements(by, ref)
    for key, hidden in found.items():
        Judgement.objects.update_or_create(area=work.area, key=key, defaults={"hidden": hidden})
    if found:
        kept = Judgement.objects.filter(area=work.area).order_by("-judged_at").values("pk")[:KEPT]
        Judgement.objects.filter(area=work.area).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
