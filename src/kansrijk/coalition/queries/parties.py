"""Who takes part, who is who, and who is missing."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from kansrijk.coalition import rules
from kansrijk.coalition.links import asked_of
from kansrijk.coalition.models import Party, Person
from kansrijk.coalition.queries.profile import Place
from kansrijk.coalition.vocabulary import terms
from kansrijk.trust.actors import Actor
from kansrijk.trust.rules import Denied, require_may


@dataclass(frozen=True)
class PartyCard:
    """A party. `side`: medical, social or shared. `accounts`: how many sign in here as one of that organisation."""

    id: UUID
    name: str
    kind: str
    side: str
    gemeenten: tuple[str, ...]
    joined_on: date
    left_on: date | None
    is_in_force: bool
    people: int
    accounts: int


def parties(actor: Actor, coalition: UUID) -> list[PartyCard]:
    """Those in force first, by name; one query."""
    require_may(actor, "read", "coalition", coalition=coalition)
    today = timezone.localdate()
    until = Q(organisation__memberships__ends_on__isnull=True) | Q(organisation__memberships__ends_on__gte=today)
    signing_in = until & Q(organisation__memberships__coalition=coalition)
    rows = (
        Party.objects.filter(coalition=coalition)
        .select_related("organisation")
        .annotate(
            staff=Count("people", filter=Q(people__left_on__isnull=True), distinct=True),
            accounts=Count("organisation__memberships__account", filter=signing_in, distinct=True),
        )
        .order_by("organisation__name", "joined_on")
    )
    sides = {code: str(term.more["side"]) for code, term in terms("party_kinds").items()}
    found = [
        PartyCard(
            row.pk,
            row.organisation.name,
            row.kind,
            sides[row.kind],
            tuple(row.gemeenten),
            row.joined_on,
            row.left_on,
            rules.is_in_force(row.joined_on, row.left_on, today),
            row.staff,
            row.accounts,
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.is_in_force)


def party(actor: Actor, coalition: UUID, key: UUID) -> PartyCard:
    """One party. Raises `Denied` where this coalition has none of that key."""
    found = next((one for one in parties(actor, coalition) if one.id == key), None)
    if found is None:
        raise Denied("read", "coalition")
    return found


@dataclass(frozen=True)
class PersonCard:
    """Somebody of a party as the coalition sees them."""

    id: UUID
    name: str
    party: str
    party_id: UUID
    role: str
    expertise: str
    email: str
    phone: str
    is_driver: bool
    asked_at: datetime | None
    confirmed_at: datetime | None
    wants_account: bool
    has_account: bool
    is_public: bool


def people(actor: Actor, coalition: UUID, text: str = "") -> list[PersonCard]:
    """Who is there now, by party and name; with `text` only those whose name, role, expertise or party holds it."""
    require_may(actor, "read", "coalition", coalition=coalition)
    rows = Person.objects.filter(coalition=coalition, left_on__isnull=True).select_related("party__organisation")
    for word in text.split()[:6]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(role__icontains=word)
            | Q(expertise__icontains=word)
            | Q(party__organisation__name__icontains=word)
        )
    return [
        PersonCard(
            row.pk,
            row.name,
            row.party.organisation.name,
            row.party_id,
            row.role,
            row.expertise,
            row.email,
            row.phone,
            row.is_driver,
            row.asked_at,
            row.confirmed_at,
            row.wants_account,
            row.account_id is not None,
            row.public_at is not None,
        )
        for row in rows.order_by("party__organisation__name", "name", "id")
    ]


def person(actor: Actor, coalition: UUID, key: UUID) -> PersonCard:
    """One person. Raises `Denied` where this coalition has none of that key."""
    found = next((one for one in people(actor, coalition) if one.id == key), None)
    if found is None:
        raise Denied("read", "coalition")
    return found


@dataclass(frozen=True)
class Missing:
    """The preferred kinds of parties that a place has not: codes of `party_kinds`."""

    place: str
    kinds: tuple[str, ...]


def missing(actor: Actor, coalition: UUID, cards: list[PartyCard], places: tuple[Place, ...]) -> list[Missing]:
    """Per area of the coalition which preferred parties do not take part there; once for the whole without areas."""
    require_may(actor, "read", "coalition", coalition=coalition)
    preferred = [code for code, term in terms("party_kinds").items() if term.more["is_preferred"]]
    there = [card for card in cards if card.is_in_force]
    if not places:
        return [Missing("", tuple(rules.missing_kinds((card.kind for card in there), preferred)))]
    return [
        Missing(
            place.name,
            tuple(
                rules.missing_kinds(
                    (card.kind for card in there if not card.gemeenten or place.code in card.gemeenten), preferred
                )
            ),
        )
        for place in places
    ]


@dataclass(frozen=True)
class Invited:
    """What the reader of a signed link sees: what stands of them, and in which coalition."""

    coalition: str
    name: str
    party: str
    role: str
    expertise: str
    email: str
    phone: str
    is_confirmed: bool


def invited(actor: Actor, token: str) -> Invited:
    """By a link that is in force; else `Denied`."""
    require_may(actor, "confirm", "person")
    row = asked_person(token)
    return Invited(
        row.coalition.name,
        row.name,
        row.party.organisation.name,
        row.role,
        row.expertise,
        row.email,
        row.phone,
        row.confirmed_at is not None,
    )


def asked_person(token: str, *, is_locked: bool = False) -> Person:
    """The person that a link is of. Raises `Denied` for what is not ours, too old, or overtaken."""
    key, email, asked_at = asked_of(token)
    rows = Person.objects.select_related("coalition", "party__organisation")
    rows = rows.select_for_update(of=("self",)) if is_locked else rows
    found = rows.filter(pk=key, email=email, left_on__isnull=True).first()
    if found is None or found.asked_at != asked_at:
        raise Denied("confirm", "person")
    return found
