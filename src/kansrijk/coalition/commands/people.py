"""Who is who: people with role, expertise and how to reach them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kansrijk.coalition.commands.checking import sound, sound_email, sound_phone, write_down
from kansrijk.coalition.commands.leaving import ERASED, end_access
from kansrijk.coalition.models import Party, Person
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Account
from kansrijk.trust.rules import Denied, require_may


@transaction.atomic
def add_person(
    *,
    by: Actor,
    coalition: UUID,
    party: UUID,
    name: str,
    role: str = "",
    expertise: str = "",
    email: str = "",
    phone: str = "",
    is_driver: bool = False,
) -> UUID:
    """Somebody behind a party. The same e-mail address (or, without one, the same name there) is the same person."""
    require_may(by, "update", "coalition", coalition=coalition)
    if not Party.objects.filter(pk=party, coalition=coalition, left_on__isnull=True).exists():
        raise BadInput(_("This party does not take part (any more)."), field="party")
    values = _values(name, role, expertise, email, phone)
    there = Person.objects.filter(coalition=coalition, left_on__isnull=True)
    same = there.filter(email=values["email"]) if values["email"] else there.filter(party=party, name=values["name"])
    row = same.first()
    if row is not None:
        return row.pk
    account = None
    if values["email"]:
        account = Account.objects.filter(email=values["email"], memberships__coalition=coalition).first()
    person = Person.objects.create(coalition_id=coalition, party_id=party, account=account, **values)
    if is_driver:
        _drive(person)
    write_down(by, coalition, "person added", "C", "person", person.pk)
    return person.pk


@transaction.atomic
def change_person(
    *,
    by: Actor,
    person: UUID,
    name: str,
    role: str = "",
    expertise: str = "",
    email: str = "",
    phone: str = "",
    is_driver: bool = False,
) -> None:
    """Other words about somebody; with another address the earlier confirmation counts no more."""
    row = Person.objects.select_for_update().filter(pk=person).first()
    require_may(by, "update", "coalition", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied("update", "coalition")
    values = _values(name, role, expertise, email, phone)
    others = Person.objects.filter(coalition=row.coalition_id, left_on__isnull=True).exclude(pk=row.pk)
    if values["email"] and others.filter(email=values["email"]).exists():
        raise BadInput(_("Somebody else has this address."), field="email")
    if not values["email"] and others.filter(party=row.party_id, name=values["name"], email="").exists():
        raise BadInput(_("Somebody with this name is there already."), field="name")
    if values["email"] != row.email:
        row.asked_at = row.confirmed_at = None
    if any(getattr(row, field) != value for field, value in values.items()):
        row.public_at = None  # a yes is to the words that stood there
    for field, value in values.items():
        setattr(row, field, value)
    row.is_driver = False
    row.save()
    if is_driver:
        _drive(row)
    write_down(by, row.coalition_id, "person changed", "U", "person", row.pk)


@transaction.atomic
def end_person(*, by: Actor, person: UUID, left_on: date) -> None:
    """Somebody is no longer there after a day; address and number are erased, the name stays with what was done.

    An account of theirs sees the coalition until that day. Raises BadInput where the only coordinator would go.
    """
    row = Person.objects.select_for_update().filter(pk=person).first()
    require_may(by, "update", "coalition", coalition=row.coalition_id if row else None)
    if row is None:
        raise Denied("update", "coalition")
    Person.objects.filter(pk=row.pk).update(left_on=left_on, **ERASED)
    if row.account_id is not None:
        end_access(by=by, coalition=row.coalition_id, left_on=left_on, account=row.account_id)
    write_down(by, row.coalition_id, "person left", "U", "person", row.pk, left_on=left_on)


def _values(name: str, role: str, expertise: str, email: str, phone: str) -> dict[str, Any]:
    return {
        "name": sound(name, "name", most=120),
        "role": sound(role, "role", most=120, is_needed=False),
        "expertise": sound(expertise, "expertise", most=300, is_needed=False),
        "email": sound_email(email),
        "phone": sound_phone(phone),
    }


def _drive(person: Person) -> None:
    """One driver at a time."""
    Person.objects.filter(coalition=person.coalition_id, is_driver=True).update(is_driver=False)
    person.is_driver = True
    person.save(update_fields=["is_driver"])
