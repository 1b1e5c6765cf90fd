"""Who works in whose place: by which mandate now, and the mandates that a colleague sees."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kansrijk.trust import words
from kansrijk.trust.actors import Acting, Actor
from kansrijk.trust.models import Account, Mandate, Membership, Organisation
from kansrijk.trust.rules import matrix, require_may

MANDATE = "mandate"
"""In a session: key of the mandate by which this browser works in a colleague's place."""


@dataclass(frozen=True)
class MandateSeen:
    """A mandate that holds today or will. `is_given`: by who asks, to `name`; else `name` gave it to who asks."""

    id: UUID
    name: str
    organisation: str
    starts_on: date
    ends_on: date
    is_given: bool


@dataclass(frozen=True)
class Mandates:
    """Those of who asks. `colleagues`: to whom one can be given: account, organisation, and the names of both."""

    seen: tuple[MandateSeen, ...]
    colleagues: tuple[tuple[UUID, UUID, str, str], ...]
    may_give: bool


def in_force(today: date) -> Q:
    """Of memberships: those that hold on this day, the last one included."""
    return Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def holding(today: date) -> QuerySet[Mandate]:
    """Mandates that hold on this day: both work there still, and nobody ended it."""
    there = Membership.objects.filter(
        in_force(today),
        account__is_active=True,
        organisation=OuterRef("organisation"),
        coalition=OuterRef("coalition"),
    )
    return Mandate.objects.filter(
        Exists(there.filter(account=OuterRef("principal"))),
        Exists(there.filter(account=OuterRef("deputy"), role__in=_roles("use"))),
        ended_at=None,
        starts_on__lte=today,
        ends_on__gte=today,
    )


def acting_by(account: UUID, mandate: str) -> Acting | None:
    """In whose place this account works by that mandate today; None where it does not hold (any more)."""
    today = timezone.localdate()
    row = holding(today).filter(pk=mandate, deputy=account).select_related("principal").first()
    if row is None:
        return None
    held = Membership.objects.filter(
        in_force(today), account=row.principal, organisation=row.organisation_id, coalition=row.coalition_id
    )
    roles = frozenset(held.values_list("role", flat=True))
    return Acting(
        row.pk, row.principal_id, row.principal.name, roles, row.coalition_id, row.organisation_id, row.ends_on
    )


def one(account: UUID | None) -> frozenset[UUID]:
    """The account with everybody in whose place it works or who works in its place today.

    Where two persons have to look, these count as one.
    """
    if account is None:
        return frozenset()
    rows = holding(timezone.localdate()).filter(Q(deputy=account) | Q(principal=account))
    return frozenset({account, *(key for pair in rows.values_list("principal", "deputy") for key in pair)})


def mandates(actor: Actor, coalition: UUID) -> Mandates:
    """Given by who asks, and to who asks. Raises `Denied`."""
    require_may(actor, "read", "mandate", coalition=coalition)
    today = timezone.localdate()
    rows = Mandate.objects.filter(
        Q(principal=actor.account) | Q(deputy=actor.account), coalition=coalition, ended_at=None, ends_on__gte=today
    ).select_related("principal", "deputy", "organisation")
    holds = set(holding(today).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    seen = [_seen(row, actor) for row in rows.order_by("ends_on", "pk") if row.pk in holds or row.starts_on > today]
    may_give = any(tie.coalition == coalition and tie.role in _roles("create") for tie in actor.ties)
    return Mandates(tuple(seen), _colleagues(actor, coalition) if may_give else (), may_give)


def offered(actor: Actor) -> list[tuple[str, str]]:
    """(address of the coalition, name) of each in whose place the actor may work today."""
    rows = holding(timezone.localdate()).filter(deputy=actor.account, coalition__has_families=True)
    return list(rows.order_by("principal__name", "pk").values_list("coalition__slug", "principal__name"))


def _seen(row: Mandate, actor: Actor) -> MandateSeen:
    is_given = row.principal_id == actor.account
    name = row.deputy.name if is_given else row.principal.name
    return MandateSeen(row.pk, name, row.organisation.name, row.starts_on, row.ends_on, is_given)


def _colleagues(actor: Actor, coalition: UUID) -> tuple[tuple[UUID, UUID, str, str], ...]:
    today, here = timezone.localdate(), actor.organisations_in(coalition)
    rows = Membership.objects.filter(
        in_force(today),
        account__is_active=True,
        coalition=coalition,
        organisation__in=here,
        role__in=_roles("use"),
    ).exclude(account=actor.account)
    pairs = set(rows.values_list("account", "organisation"))
    people = dict(Account.objects.filter(pk__in={one for one, _ in pairs}).values_list("pk", "name"))
    parties = dict(Organisation.objects.filter(pk__in=here).values_list("pk", "name"))
    found = [(account, party, people[account], parties[party]) for account, party in pairs]
    return tuple(sorted(found, key=lambda row: (row[2], row[3], str(row[0]))))


def _roles(verb: str) -> frozenset[str]:
    """Roles that may do this to a mandate in their own coalition."""
    wanted = ("mandate", verb, "own_coalition", "allow")
    return frozenset(row.role for row in matrix() if (row.object, row.verb, row.relation, row.effect) == wanted)


def done_for(pairs: Iterable[tuple[UUID | None, UUID | None]]) -> dict[tuple[UUID | None, UUID | None], str]:
    """(whose it is, who did it in that place) → both names in words. No query where nobody did anything for another."""
    found = {pair for pair in pairs if pair[1] is not None}
    if not found:
        return {}
    names: dict[UUID | None, str] = {}
    for key, name in Account.objects.filter(pk__in={key for pair in found for key in pair}).values_list("pk", "name"):
        names[key] = name
    return {(whose, who): words.on_behalf(names.get(whose, ""), names.get(who, "")) for whose, who in found}
