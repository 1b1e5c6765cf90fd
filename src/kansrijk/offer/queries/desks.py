"""Who receives what is sent to a service, on screen."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from kansrijk.offer import vocabulary
from kansrijk.offer.models import Desk, Directory, Service
from kansrijk.offer.queries.values import DeskLine
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Membership
from kansrijk.trust.queries import in_force
from kansrijk.trust.rules import matrix, require_may


def desks(actor: Actor, coalition: UUID) -> list[DeskLine]:
    """Every service of the directory that was not taken out, with who receives there. By organisation and name."""
    require_may(actor, "update", "directory", coalition=coalition)
    held = dict(Desk.objects.filter(coalition=coalition).values_list("service", "organisation"))
    rows = Service.objects.filter(coalition=coalition, withdrawn_on=None).select_related("provider")
    return [
        DeskLine(row.pk, row.name, row.provider.name, vocabulary.kinds()[row.kind], held.get(row.pk))
        for row in rows.order_by("provider__name_key", "name_key", "pk")
    ]


def receiving_organisations(actor: Actor, coalition: UUID) -> list[tuple[UUID, str]]:
    """Organisations with somebody here whose role may receive what concerns a family: key and name, by name."""
    require_may(actor, "update", "directory", coalition=coalition)
    rows = receiving(coalition).order_by("organisation__name", "organisation")
    return list(rows.values_list("organisation", "organisation__name").distinct())


def receiving(coalition: UUID) -> QuerySet[Membership]:
    """Memberships of today, of accounts that are not closed, in a role that may receive what concerns a family."""
    return _with_right(coalition, "receiver", "referral", "read")


def staffed(coalition: UUID) -> set[UUID]:
    """Organisations at which somebody receives on screen today."""
    return set(receiving(coalition).values_list("organisation", flat=True))


def keeping(coalition: UUID) -> QuerySet[Membership]:
    """The same, in a role that keeps the directory and chooses the desks."""
    return _with_right(coalition, "own_coalition", "directory", "update")


def _with_right(coalition: UUID, relation: str, kind: str, verb: str) -> QuerySet[Membership]:
    rights = (relation, kind, verb, "allow")
    roles = {row.role for row in matrix() if (row.relation, row.object, row.verb, row.effect) == rights}
    today = in_force(timezone.localdate())
    return Membership.objects.filter(today, coalition=coalition, role__in=roles, account__is_active=True)


def desk_of(coalition: UUID, services: list[UUID]) -> dict[UUID, UUID]:
    """Service → the organisation that receives for it; those without are not in it."""
    rows = Desk.objects.filter(coalition=coalition, service__in=services)
    return dict(rows.values_list("service", "organisation"))


def with_a_desk(services: list[tuple[UUID, str]]) -> dict[tuple[UUID, str], UUID]:
    """(coalition, slug) → key, of those of these services at which people receive on screen. One query."""
    slugs = {slug for _, slug in services}
    rows = Desk.objects.filter(coalition__in={key for key, _ in services}, coalition__has_families=True)
    found = rows.filter(service__slug__in=slugs).values_list("coalition", "service__slug", "service")
    return {(coalition, slug): key for coalition, slug, key in found}


def public_directories() -> set[UUID]:
    """Coalitions whose directory everybody reads."""
    return set(Directory.objects.filter(is_public=True).values_list("coalition", flat=True))
