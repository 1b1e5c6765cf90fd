"""Reads of trust: who asks, and what that person may see of coalitions, members and the audit."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from kansrijk.trust.actors import VISITOR, Actor, Tie
from kansrijk.trust.models import Account, AuditRecord, Coalition, Membership
from kansrijk.trust.roles import ROLES
from kansrijk.trust.rules import coalitions_where, require_may

INSTALLATION_EMAIL = "beheer@installatie.invalid"


def _in_force(today: date) -> Q:
    return Q(starts_on__lte=today) & (Q(ends_on__isnull=True) | Q(ends_on__gte=today))


def actor_for(account: Account, address: str = "") -> Actor:
    """The actor that an account is today: only memberships in force count; an inactive account is a visitor."""
    if not account.is_active:
        return Actor(address=address)
    memberships = Membership.objects.filter(_in_force(timezone.localdate()), account=account)
    ties = tuple(
        Tie(role, coalition, organisation)
        for role, coalition, organisation in memberships.order_by("id").values_list(
            "role", "coalition_id", "organisation_id"
        )
    )
    own = frozenset({account.installation_role} - {""})
    return Actor(account=account.pk, name=account.name, ties=ties, installation_roles=own, address=address)


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request; without a session cookie no query is made."""
    address = request.META.get("REMOTE_ADDR", "")
    user = request.user
    if not user.is_authenticated:
        return Actor(address=address) if address else VISITOR
    assert isinstance(user, Account)
    return actor_for(user, address)


def actor_by_email(email: str) -> Actor | None:
    """The actor that `--as EMAIL` names; None when no active account has that address."""
    account = Account.objects.filter(email=email.strip().lower(), is_active=True).first()
    return actor_for(account) if account else None


@dataclass(frozen=True)
class Member:
    """A membership as shown to people of the same coalition."""

    id: UUID
    name: str
    role: str
    organisation: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True)
class CoalitionCard:
    id: UUID
    name: str
    slug: str
    is_fictional: bool


def coalitions(actor: Actor) -> list[CoalitionCard]:
    """The coalitions whose workspace the actor may read."""
    visible = coalitions_where(actor, "read", "coalition")
    rows = Coalition.objects.filter(pk__in=visible).order_by("name")
    return [CoalitionCard(row.pk, row.name, row.slug, row.is_fictional) for row in rows]


def members(actor: Actor, coalition: UUID) -> list[Member]:
    """The memberships of one coalition; empty when it is not the actor's."""
    if coalition not in coalitions_where(actor, "read", "membership"):
        return []
    rows = (
        Membership.objects.filter(coalition=coalition)
        .select_related("account", "organisation")
        .order_by("organisation__name", "account__name", "starts_on")
    )
    return [
        Member(row.pk, row.account.name, row.role, row.organisation.name, row.starts_on, row.ends_on) for row in rows
    ]


@dataclass(frozen=True)
class AuditLine:
    """One audit record as the coordinator reads it."""

    occurred_at: datetime
    name: str
    event: str
    kind: str
    reference: str
    outcome: int


def audit_lines(actor: Actor, coalition: UUID, limit: int = 200) -> list[AuditLine]:
    """The newest records of one coalition. Raises `Denied` when its audit is not the actor's to read."""
    require_may(actor, "read", "audit", coalition=coalition)
    rows = AuditRecord.objects.filter(coalition=coalition).order_by("-occurred_at")[:limit]
    return [
        AuditLine(r.occurred_at, r.account_name, r.event, r.object_kind, r.object_reference, r.outcome) for r in rows
    ]


def role_names(actor: Actor, language: str) -> list[str]:
    """The actor's roles in words."""
    return [role.en if language == "en" else role.nl for role in ROLES if role.code in actor.roles]


def database_faults() -> list[str]:
    """What is wrong with the role that the server runs under: it must own nothing and stand above nothing."""
    with connection.cursor() as cursor:
        cursor.execute("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user")
        row = cursor.fetchone()
        cursor.execute("select count(*) from pg_class where pg_get_userbyid(relowner) = current_user")
        (owned,) = cursor.fetchone()
    faults = [
        f"the database role is {word}"
        for word, is_so in zip(("superuser", "bypassing row security", "allowed to make roles"), row, strict=True)
        if is_so
    ]
    if owned:
        faults.append(
            f"the database role owns {owned} tables or indexes; run the server under a role that owns nothing"
        )
    return faults
