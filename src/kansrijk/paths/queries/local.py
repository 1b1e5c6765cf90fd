"""What the check may count on in a coalition: its parties today, its services, its published paths."""

from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from kansrijk.coalition.models import Party
from kansrijk.core.faults import BadInput
from kansrijk.offer import rules as offer
from kansrijk.offer import vocabulary
from kansrijk.offer.models import Service
from kansrijk.paths.checking import Finding, Local, check, party_slug
from kansrijk.paths.queries.paths import published
from kansrijk.paths.reading import read
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Coalition
from kansrijk.trust.rules import require_may


def local(actor: Actor, coalition: UUID) -> Local:
    """Parties in force, services by kind, published paths. Three queries."""
    require_may(actor, "read", "path_draft", coalition=coalition)
    paths = tuple(one for _, _, one in published(actor, frozenset({coalition})))
    called = {code: kind.name(get_language() or "nl") for code, kind in vocabulary.kinds().items()}
    return Local(_parties(coalition), _services(coalition), paths, called)


def _parties(coalition: UUID) -> frozenset[str]:
    """Kinds and names (as codes) of the parties that take part today."""
    today = timezone.localdate()
    rows = Party.objects.filter(
        Q(left_on__isnull=True) | Q(left_on__gte=today), coalition=coalition, joined_on__lte=today
    )
    found = rows.values_list("kind", "organisation__name")
    return frozenset({kind for kind, _ in found} | {party_slug(name) for _, name in found})


def _services(coalition: UUID) -> dict[str, bool]:
    """Kind of service → whether one of that kind was checked in time."""
    today = timezone.localdate()
    found: dict[str, bool] = {}
    rows = Service.objects.filter(coalition=coalition, withdrawn_on__isnull=True).values_list("kind", "review_on")
    for kind, review_on in rows:
        found[kind] = found.get(kind, False) or offer.freshness(review_on, today) != "stale"
    return found


def local_by_slug(actor: Actor, slug: str) -> Local:
    """The same for the command line. Raises `BadInput` for a coalition that is not there."""
    found = Coalition.objects.filter(slug=slug).first()
    require_may(actor, "read", "path_draft", coalition=found.pk if found else None)
    if found is None:
        raise BadInput(f"er is geen coalitie {slug!r}", field="--coalition")
    return local(actor, found.pk)


def findings_in_itself(text: str, language: str) -> list[Finding]:
    """The check of a text wherever it is used: what keeps it from being laid before the parties."""
    return check([read(text, "pad")], language=language)


def findings(actor: Actor, coalition: UUID, text: str, language: str) -> list[Finding]:
    """The check of a text in this coalition. Raises `BadInput` for what is no path."""
    return check([read(text, "pad")], local(actor, coalition), language)
