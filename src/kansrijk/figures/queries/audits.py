"""The attacker over everything that is released."""

from kansrijk.core.disclosure.attacker import Report
from kansrijk.figures.disclosing import attack
from kansrijk.figures.models import Release
from kansrijk.figures.queries.visible import visible
from kansrijk.trust.actors import Actor


def audit_released(actor: Actor) -> Report:
    """What an outsider can recompute from all own releases together; what a publisher released itself is given."""
    found = Release.objects.filter(visible(actor), policy="own", status="published")
    return attack(list(found))
