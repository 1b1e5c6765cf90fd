"""The attacker over everything that is released."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kansrijk.figures.models import Release
from kansrijk.figures.queries.visible import listed
from kansrijk.trust.actors import Actor

if TYPE_CHECKING:
    from kansrijk.core.disclosure.attacker import Report


def audit_released(actor: Actor) -> Report:
    """What an outsider can recompute from all own releases that were ever public; a publisher's own are given."""
    # Imported here: the attacker brings an optimiser along, a second that every start of the server would wait for.
    from kansrijk.figures.attacking import attack
    from kansrijk.figures.disclosing import POLICY

    found = list(Release.objects.filter(listed(actor), policy="own", published_at__isnull=False))
    names = sorted({name for release in found for name in release.columns})
    given = Release.objects.filter(policy="published_at_source", status="published", columns__overlap=names)
    return attack(found, k=POLICY.k, rounding_base=POLICY.rounding_base, elsewhere=given)
