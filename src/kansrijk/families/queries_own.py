"""What a parent reads on her own page. Each opens B for her alone and writes its record before it answers."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from kansrijk.families import rules
from kansrijk.families.looking import AMSTERDAM
from kansrijk.families.models import Consent, Involvement, ParentLink, ParentRequest, Person
from kansrijk.families.queries_consent import ConsentRead, read
from kansrijk.families.queries_link import RequestSeen, request_seen
from kansrijk.families.queries_plan import Plan, plan_within
from kansrijk.families.recording import write_down
from kansrijk.families.words import language
from kansrijk.trust.actors import Actor
from kansrijk.trust.compartment import Within, within_own
from kansrijk.trust.models import Account, Membership, Organisation
from kansrijk.trust.queries import MOST_ABOUT_ONE, AboutOne, in_force, records_about, role_words
from kansrijk.trust.rules import Denied, require_may


@dataclass(frozen=True)
class Helper:
    """Somebody who sees the file. `keeps`: began it, and is the one to call; else taken in by that person."""

    name: str
    roles: tuple[str, ...]
    organisation: str
    keeps: bool
    since: date


@dataclass(frozen=True)
class OwnPage:
    """One person's own page. `until`: the last day of her link. No name: a screen can be looked at."""

    until: date
    helpers: list[Helper]
    consents: list[ConsentRead]
    requests: list[RequestSeen]
    plan: Plan


@dataclass(frozen=True)
class OwnLooked:
    """Who looked, by role and organisation and never by name. `is_cut`: there are more than are shown."""

    records: list[AboutOne]
    is_cut: bool


def own_page(actor: Actor) -> OwnPage:
    """Who helps, what is shared until when, and what she asked. Raises `Denied`."""
    with within_own(actor, verb="read", kind="file") as inside:
        person = her(inside, "read", "file")
        consents = read(_consents(inside), timezone.localdate())
        asked = ParentRequest.objects.filter(person=person.pk, coalition=inside.coalition).order_by("-made_at", "-pk")
        write_down(inside, "own page read", "R", reference=person.pk)
        return OwnPage(
            until=ParentLink.objects.get(person=person.pk, withdrawn_at=None).ends_on,
            helpers=helpers_of(person),
            consents=sorted(consents, key=lambda one: not one.is_in_force),
            requests=[request_seen(inside, row) for row in asked],
            plan=plan_within(inside, person.pk),
        )


def own_looked(actor: Actor, since: date, until: date) -> OwnLooked:
    """From the day `since` up to and with `until` (Amsterdam's days). Raises `Denied`."""
    with within_own(actor, verb="log", kind="file") as inside:
        person = her(inside, "log", "file")
        found = records_about(
            person.pk, inside.coalition, _morning(since), _morning(until + timedelta(days=1)), language()
        )
        write_down(inside, "who looked read", "R", reference=person.pk)
        return OwnLooked([nameless(one) for one in found], len(found) == MOST_ABOUT_ONE)


def nameless(one: AboutOne) -> AboutOne:
    """Role and organisation stay; of her own steps it says so."""
    return replace(one, name="", account=None, roles=(_("you yourself"),) if one.is_subject else one.roles)


def own_request(actor: Actor, request: UUID) -> RequestSeen:
    """One thing that she asked, as its receipt. Raises `Denied`."""
    with within_own(actor, verb="read", kind="parent_request") as inside:
        person = her(inside, "read", "parent_request")
        row = ParentRequest.objects.filter(pk=request, person=person.pk, coalition=inside.coalition).first()
        if row is None:
            raise Denied("read", "parent_request")
        write_down(inside, "parent request read", "R", kind="parent_request", reference=request, hits=[person.pk])
        return request_seen(inside, row)


def her(inside: Within, verb: str, kind: str) -> Person:
    """The one person whose page this is. Raises `Denied`."""
    require_may(inside.actor, verb, kind, coalition=inside.coalition, case=rules.HERS)
    row: Person | None = Person.objects.filter(pk=inside.person, coalition=inside.coalition, state="kept").first()
    if row is None:
        raise Denied(verb, kind)
    return row


def helpers_of(person: Person) -> list[Helper]:
    """Who keeps the file, and whoever was taken in and not let go; with the roles that count today."""
    parts = Involvement.objects.filter(person=person.pk, ends_at=None).order_by("begins_at", "pk")
    who = [(person.author, person.organisation, True, person.made_at)]
    who += [(part.account, part.organisation, False, part.begins_at) for part in parts]
    names = dict(Account.objects.filter(pk__in=[one[0] for one in who]).values_list("pk", "name"))
    parties = dict(Organisation.objects.filter(pk__in=[one[1] for one in who]).values_list("pk", "name"))
    return [
        Helper(
            name=names.get(account, ""),
            roles=_roles(account, party, person.coalition),
            organisation=parties.get(party, ""),
            keeps=keeps,
            since=timezone.localdate(at),
        )
        for account, party, keeps, at in who
    ]


def _roles(account: UUID, party: UUID, coalition: UUID) -> tuple[str, ...]:
    today = in_force(timezone.localdate())
    held = Membership.objects.filter(today, account=account, organisation=party, coalition=coalition)
    return tuple(role_words(held.order_by("role").values_list("role", flat=True), language()))


def _consents(inside: Within) -> Iterable[Consent]:
    return Consent.objects.filter(person=inside.person, coalition=inside.coalition).order_by("-given_at", "-pk")


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=AMSTERDAM)
