"""Who receives what is sent to a service, on screen."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from kansrijk.core.faults import BadInput
from kansrijk.offer.models import Desk, Service
from kansrijk.offer.queries.desks import receiving_organisations
from kansrijk.trust import audit
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import require_may


@transaction.atomic
def set_desks(*, by: Actor, coalition: UUID, desks: Mapping[UUID, UUID | None]) -> int:
    """Service → the organisation whose people receive, or None for nobody. Returns how many changed.

    Services that are not named stay as they are. Raises `BadInput` for a service or an organisation of elsewhere.
    """
    require_may(by, "update", "directory", coalition=coalition)
    known = set(Service.objects.filter(coalition=coalition, pk__in=list(desks)).values_list("pk", flat=True))
    allowed = {one for one, _ in receiving_organisations(by, coalition)}
    if known != set(desks):
        raise BadInput("this service is not in the directory of this coalition", field="service")
    held = dict(Desk.objects.filter(coalition=coalition).values_list("service", "organisation"))
    changed = {service: party for service, party in desks.items() if held.get(service) != party}
    if any(party is not None and party not in allowed for party in changed.values()):
        raise BadInput("nobody of this organisation cares for families in this coalition", field="organisation")
    for service, party in changed.items():
        if party is None:
            Desk.objects.filter(service=service).delete()
        else:
            values = {"coalition_id": coalition, "organisation_id": party}
            Desk.objects.update_or_create(service_id=service, defaults=values)
        audit.record(
            by=by,
            event="desk set",
            action="U",
            kind="service",
            reference=service,
            data_class="D1",
            coalition=coalition,
            detail={"organisation": str(party or "")},
        )
    return len(changed)
