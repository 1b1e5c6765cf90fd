"""Every write of trust: accounts, organisations, coalitions, memberships."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from kansrijk.core.announce import announce
from kansrijk.core.faults import BadInput
from kansrijk.trust import audit, keys
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Account, Coalition, Membership, Organisation, Session
from kansrijk.trust.queries import INSTALLATION_EMAIL, actor_for
from kansrijk.trust.rules import Denied, require_may


@dataclass(frozen=True)
class MembershipEnded:
    """Announced when a membership gets an end: what hangs on it must end too."""

    membership: UUID
    account: UUID
    coalition: UUID
    ends_on: date


def installation_actor() -> Actor:
    """The installation's own account, `beheer`: may import and propose, and can never sign in."""
    account, _ = Account.objects.get_or_create(
        email=INSTALLATION_EMAIL,
        defaults={"name": "beheer van deze installatie", "installation_role": "beheer", "password": "!"},
    )
    return actor_for(account)


@transaction.atomic
def create_organisation(*, by: Actor, name: str, kind: str = "") -> UUID:
    """Stores a party of the chain."""
    require_may(by, "create", "organisation")
    organisation = Organisation.objects.create(name=name, kind=kind)
    audit.record(by=by, event="organisation created", action="C", kind="organisation", reference=organisation.pk)
    return organisation.pk


@transaction.atomic
def create_coalition(*, by: Actor, name: str, slug: str, is_fictional: bool = False) -> UUID:
    """Stores a tenant with a key of its own. Compartment B is off."""
    require_may(by, "create", "coalition")
    if slug != slugify(slug) or not slug or not name.strip():
        raise BadInput("a coalition needs a name, and small letters, digits and hyphens for addresses", field="slug")
    if Coalition.objects.filter(slug=slug).exists():
        raise BadInput(f"there is a coalition {slug!r} already", field="slug")
    coalition = Coalition.objects.create(
        name=name, slug=slug, wrapped_key=keys.new_wrapped_key(), is_fictional=is_fictional
    )
    audit.record(
        by=by,
        event="coalition created",
        action="C",
        kind="coalition",
        reference=coalition.pk,
        coalition=coalition.pk,
    )
    return coalition.pk


@transaction.atomic
def switch_families(*, by: Actor, coalition: UUID, on: bool) -> None:
    """Switches compartment B on or off for one coalition. Off: nothing of it is reached by anybody, nothing is lost."""
    require_may(by, "create", "coalition")
    Coalition.objects.filter(pk=coalition).update(has_families=on)
    audit.record(
        by=by,
        event="families switched on" if on else "families switched off",
        action="U",
        kind="coalition",
        reference=coalition,
        coalition=coalition,
    )


@transaction.atomic
def create_account(*, by: Actor, email: str, name: str, password: str | None = None) -> UUID:
    """Stores an account; without a password it can only come in by a link or passkey."""
    require_may(by, "create", "membership")
    account = Account.objects.create_user(email, password, name=name)
    audit.record(by=by, event="account created", action="C", kind="account", reference=account.pk)
    return account.pk


@transaction.atomic
def give_installation_role(*, by: Actor, account: UUID, role: str) -> None:
    """Gives an account a role over the whole installation: the national programme, which sees what is public."""
    require_may(by, "create", "coalition")
    Account.objects.filter(pk=account).update(installation_role=role)
    audit.record(by=by, event="installation role given", action="U", kind="account", reference=account)


@transaction.atomic
def join(*, by: Actor, account: UUID, organisation: UUID, coalition: UUID, role: str, starts_on: date) -> UUID:
    """Gives a person a role for an organisation within a coalition, from a date."""
    require_may(by, "create", "membership", coalition=coalition)
    membership = Membership.objects.create(
        account_id=account,
        organisation_id=organisation,
        coalition_id=coalition,
        role=role,
        starts_on=starts_on,
    )
    audit.record(
        by=by,
        event="membership began",
        action="C",
        kind="membership",
        reference=membership.pk,
        coalition=coalition,
        detail={"role": role, "account": account},
    )
    return membership.pk


@transaction.atomic
def end_membership(*, by: Actor, membership: UUID, ends_on: date) -> None:
    """Ends a membership at the end of a day and announces it."""
    row = Membership.objects.select_for_update().filter(pk=membership).first()
    require_may(by, "end", "membership", coalition=row.coalition_id if row else None)
    if row is None:  # somebody may end any, and this one is not there
        raise Denied("end", "membership")
    if ends_on < row.starts_on:
        raise BadInput("a membership cannot end before it begins", field="ends_on")
    row.ends_on = ends_on
    row.save(update_fields=["ends_on"])
    audit.record(
        by=by,
        event="membership ended",
        action="U",
        kind="membership",
        reference=row.pk,
        coalition=row.coalition_id,
        detail={"ends_on": ends_on},
    )
    announce(MembershipEnded(row.pk, row.account_id, row.coalition_id, ends_on))


@transaction.atomic
def close_account(*, by: Actor, account: UUID) -> None:
    """Shuts an account: nobody signs in with it any more, and every session of it ends now (WEB-04)."""
    require_may(by, "close", "account")
    Account.objects.filter(pk=account).update(is_active=False)
    Session.objects.filter(account=account).delete()
    audit.record(by=by, event="account closed", action="U", kind="account", reference=account)
