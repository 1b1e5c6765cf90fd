"""Reads of trust: who asks, and what that person may see of coalitions, members and the audit."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kansrijk.core.faults import BadInput
from kansrijk.trust import factor, tombstones, words
from kansrijk.trust.actors import Actor, Emergency, Tie
from kansrijk.trust.models import Account, AuditRecord, Coalition, EmergencyMark, Membership, Session
from kansrijk.trust.network import network_address, trace_of
from kansrijk.trust.queries_mandate import MANDATE, acting_by, in_force
from kansrijk.trust.queries_subject import MOST as MOST_ABOUT_ONE
from kansrijk.trust.queries_subject import AboutOne, records_about
from kansrijk.trust.roles import ROLES
from kansrijk.trust.rules import coalitions_where, require_may

WORKSPACE = ("D0", "D1", "D2")  # classes of compartment A
__all__ = ["MOST_ABOUT_ONE", "AboutOne", "in_force", "records_about"]  # handed out to other rooms from here
INSTALLATION_EMAIL = "beheer@installatie.invalid"


def actor_for(
    account: Account, address: str = "", trace: str = "", *, has_shown_factor: bool = False, mandate: str = ""
) -> Actor:
    """The actor that an account is today: only memberships in force count; an inactive account is a visitor.

    `mandate`: key of that by which it works in a colleague's place now; one that holds no longer counts for nothing.
    """
    if not account.is_active:
        return Actor(address=address, trace=trace)
    memberships = Membership.objects.filter(in_force(timezone.localdate()), account=account)
    opened = EmergencyMark.objects.filter(
        account=account, coalition=OuterRef("coalition"), ends_at__gt=timezone.now(), coalition__has_families=True
    ).order_by("ends_at")
    rows = memberships.order_by("id").values_list(
        "role",
        "coalition_id",
        "organisation_id",
        "coalition__has_families",
        "coalition__slug",
        "coalition__name",
        "coalition__is_fictional",
        Subquery(opened.values("id")[:1]),
        Subquery(opened.values("ends_at")[:1]),
    )
    ties, emergency = [], None
    for *tie, opening, until in rows:
        ties.append(Tie(*tie))
        emergency = emergency or (Emergency(until, ties[-1].slug, opening) if opening else None)
    own = frozenset({account.installation_role} - {""})
    acting = acting_by(account.pk, mandate) if mandate else None
    return Actor(
        account.pk,
        account.name,
        tuple(ties),
        own,
        address,
        trace,
        has_shown_factor,
        emergency=emergency,
        acting=acting,
    )


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request; without a session cookie no query is made."""
    address, trace = network_address(request), trace_of(request)
    user = request.user
    if not user.is_authenticated:
        return Actor(address=address, trace=trace)
    assert isinstance(user, Account)
    return actor_for(
        user,
        address,
        trace,
        has_shown_factor=factor.is_shown(request.session, time.time()),
        mandate=request.session.get(MANDATE, ""),
    )


def actor_by_email(email: str) -> Actor | None:
    """The actor that `--as EMAIL` names; None when no active account has that address."""
    account = Account.objects.filter(email=email.strip().lower(), is_active=True).first()
    return actor_for(account) if account else None


def actor_by_account(account: UUID) -> Actor | None:
    """The actor that an account is now, for work it ordered earlier; None when it is active no longer."""
    found = Account.objects.filter(pk=account, is_active=True).first()
    return actor_for(found) if found else None


@dataclass(frozen=True)
class Member:
    """A membership as shown to people of the same coalition."""

    id: UUID
    name: str
    role: str
    organisation: str
    starts_on: date
    ends_on: date | None
    is_in_force: bool


@dataclass(frozen=True)
class CoalitionCard:
    id: UUID
    name: str
    slug: str
    is_fictional: bool


def to_judge(actor: Actor) -> list[CoalitionCard]:
    """Coalitions in which somebody else opened a file in an emergency and the actor has to judge it, by name."""
    where = coalitions_where(actor, "decide", "break_glass")
    if not where:
        return []
    marks = EmergencyMark.objects.filter(is_judged=False).exclude(account=actor.account)
    rows = Coalition.objects.filter(pk__in=marks.values("coalition"), has_families=True).filter(pk__in=where)
    return [CoalitionCard(row.pk, row.name, row.slug, row.is_fictional) for row in rows.order_by("name")]


def coalitions(actor: Actor, kind: str = "coalition") -> list[CoalitionCard]:
    """The coalitions whose workspace the actor may read; with `kind` those where the actor may read that."""
    visible = coalitions_where(actor, "read", kind)
    rows = Coalition.objects.filter(pk__in=visible).order_by("name")
    return [CoalitionCard(row.pk, row.name, row.slug, row.is_fictional) for row in rows]


def coalition_to_fill(actor: Actor, slug: str) -> UUID:
    """The coalition of that name, for whoever may give people a role in it; for all others it is denied."""
    found = Coalition.objects.filter(slug=slug).first()
    require_may(actor, "create", "membership", coalition=found.pk if found else None)
    if found is None:
        raise BadInput(f"there is no coalition {slug!r}", field="--coalition")
    return found.pk


def members(actor: Actor, coalition: UUID, language: str) -> list[Member]:
    """The memberships of one coalition, with the role in words; empty when it is not the actor's."""
    if coalition not in coalitions_where(actor, "read", "membership"):
        return []
    rows = (
        Membership.objects.filter(coalition=coalition)
        .select_related("account", "organisation")
        .order_by("organisation__name", "account__name", "starts_on", "id")
    )
    today = timezone.localdate()
    names = {role.code: role.en if language == "en" else role.nl for role in ROLES}
    return [
        Member(
            row.pk,
            row.account.name,
            names[row.role],
            row.organisation.name,
            row.starts_on,
            row.ends_on,
            row.starts_on <= today and (row.ends_on is None or row.ends_on >= today),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class AuditLine:
    """One audit record as the coordinator reads it."""

    occurred_at: datetime
    name: str
    event: str
    about: str
    is_refused: bool


def audit_lines(actor: Actor, coalition: UUID, limit: int = 200) -> list[AuditLine]:
    """The newest records of one coalition. Raises `Denied` when its audit is not the actor's to read.

    What concerns a family is not among them: who keeps a coalition together learns nothing of who asked for whom.
    """
    require_may(actor, "read", "audit", coalition=coalition)
    workspace = AuditRecord.objects.filter(coalition=coalition, data_class__in=WORKSPACE)
    rows = workspace.order_by("-occurred_at")[:limit]
    return [
        AuditLine(
            r.occurred_at,
            r.account_name,
            words.event_words(r.event),
            words.object_words(r.object_kind, r.object_reference),
            r.outcome != 0,
        )
        for r in rows
    ]


@dataclass(frozen=True)
class OpenSession:
    """One place where the actor is signed in. `mark` names it in a form; its key is told to nobody."""

    mark: str
    device: str
    began_at: datetime | None
    seen_at: datetime | None
    is_this: bool


def mark_of(session_key: str) -> str:
    """A name for a session that opens nothing."""
    return salted_hmac("kansrijk.trust.sessions", session_key, algorithm="sha256").hexdigest()[:16]


def own_sessions(actor: Actor, session_key: str) -> list[OpenSession]:
    """Where the actor is signed in, this place first, then the most recently used."""
    if actor.account is None:
        return []
    rows = Session.objects.filter(account=actor.account, expire_date__gt=timezone.now()).order_by("-seen_at")
    found = [
        OpenSession(mark_of(r.session_key), r.device, r.began_at, r.seen_at, r.session_key == session_key)
        for r in rows[:100]
    ]
    return sorted(found, key=lambda one: not one.is_this)


def role_names(actor: Actor, language: str) -> list[str]:
    """The actor's roles in words."""
    return [role.en if language == "en" else role.nl for role in ROLES if role.code in actor.roles]


def role_words(codes: Iterable[str], language: str) -> list[str]:
    """What roles are called; a code that is none is left out."""
    names = {role.code: role.en if language == "en" else role.nl for role in ROLES}
    return [names[code] for code in codes if code in names]


def own_address() -> str:
    """Where this installation is reached, for a link in a mail that no request asked for: `https://host`.

    The first host of the settings; `http` in the demo and the tests.
    """
    host = next((name for name in settings.ALLOWED_HOSTS if name and "*" not in name), "localhost")
    return f"{'http' if settings.PLAIN_HTTP else 'https'}://{host}"


def database_is_older() -> bool:
    """Whether the database may hold what was destroyed: it is older than what stands outside it."""
    return tombstones.is_older()
