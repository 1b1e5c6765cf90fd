"""Two coalitions with compartment B, and people in them who sign in with a second factor."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from allauth.mfa.models import Authenticator

from kansrijk.trust import keys
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Account, Coalition, Membership, Organisation
from kansrijk.trust.queries import actor_for


@dataclass(frozen=True)
class Somebody:
    """An actor, and the organisation that is acted for."""

    actor: Actor
    organisation: UUID

    @property
    def account(self) -> UUID:
        assert self.actor.account is not None
        return self.actor.account


def coalition(slug: str, *, has_families: bool = True) -> UUID:
    made = Coalition.objects.create(
        name=slug, slug=slug, wrapped_key=keys.new_wrapped_key(), is_fictional=True, has_families=has_families
    )
    return made.pk


def somebody(
    role: str, where: UUID, *, name: str = "", organisation: UUID | None = None, factor: bool = True
) -> Somebody:
    """A member of the coalition in a role, for an organisation of its own unless one is given."""
    name = name or f"{role}-{where}"
    account = Account.objects.create(email=f"{name}@voorbeeld.invalid", name=name, password="!")
    party = organisation or Organisation.objects.create(name=f"Partij van {name}").pk
    Membership.objects.create(
        account=account, organisation_id=party, coalition_id=where, role=role, starts_on=date(2020, 1, 1)
    )
    if factor:
        Authenticator.objects.create(user=account, type="totp", data={})
    return Somebody(actor_for(account, has_shown_factor=True), party)
