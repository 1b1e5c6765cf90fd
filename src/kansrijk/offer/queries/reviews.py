"""What the holder of a link may see."""

from django.utils import timezone

from kansrijk.offer.links import open_request
from kansrijk.offer.queries.values import ServiceCard, card
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may


def review(actor: Actor, key: str) -> list[ServiceCard]:
    """The entries that a link asks about and that are still there. Raises BadInput for a link that does not work."""
    require_may(actor, "read", "service_review")
    rows = open_request(key).services.filter(withdrawn_on__isnull=True).select_related("provider", "coalition")
    return [card(row, timezone.localdate()) for row in rows.order_by("name_key", "slug")]
