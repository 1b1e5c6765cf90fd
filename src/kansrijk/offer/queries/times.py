"""Within how many working days the parties of a coalition agreed to answer a referral."""

from uuid import UUID

from kansrijk.offer import vocabulary
from kansrijk.offer.models import AgreedTime, Desk, Service
from kansrijk.offer.queries.values import TimesLine
from kansrijk.offer.rules import AGREED
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may


def agreed_times(actor: Actor, coalition: UUID) -> list[TimesLine]:
    """Kinds of help that somebody receives here, or for which something was agreed, in the order of the vocabulary."""
    require_may(actor, "update", "directory", coalition=coalition)
    rows = {row.kind: row for row in AgreedTime.objects.filter(coalition=coalition)}
    received = set(Desk.objects.filter(coalition=coalition).values_list("service__kind", flat=True))
    kinds = vocabulary.kinds()
    return [TimesLine(kinds[code], _days(rows.get(code))) for code in kinds if code in rows or code in received]


def times_for(coalition: UUID, service: UUID) -> dict[str, int]:
    """What counts for one door, per step: what was agreed for its kind, and for first contact what it promises itself,
    whichever is shorter. Steps of which nothing was said are not in it. One query where nothing was agreed.
    """
    row = Service.objects.filter(pk=service, coalition=coalition).values("kind", "response_days").first()
    if row is None:
        return {}
    found = _days(AgreedTime.objects.filter(coalition=coalition, kind=row["kind"]).first())
    promised = row["response_days"]
    if promised is not None:
        found["contacted"] = min(promised, found.get("contacted", promised))
    return found


def _days(row: AgreedTime | None) -> dict[str, int]:
    return {step: getattr(row, step) for step in AGREED if getattr(row, step, None) is not None}
