"""The people of the fictional region: one for each professional that the product is for, in two coalitions.

The second, small coalition is there so that one can see what a neighbour does not see.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from uuid import UUID

import yaml

from kansrijk.trust import commands
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Account, Coalition, Membership, Organisation

BEGIN = date(2024, 1, 1)


@dataclass(frozen=True)
class DemoCoalition:
    """A coalition of the region."""

    slug: str
    name: str
    area: str


@dataclass(frozen=True)
class Person:
    """Somebody who exists only here. `code` is what the address of the sign-in button says."""

    code: str
    role: str
    name: str
    organisation: str
    kind: str
    coalition: str

    @property
    def email(self) -> str:
        return f"{self.code}@demo.invalid"


@cache
def _file() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = yaml.safe_load(
        files("kansrijk.demo").joinpath("data/people.yaml").read_text("utf-8")
    )
    return found


COALITIONS = tuple(DemoCoalition(**entry) for entry in _file()["coalitions"])
PEOPLE = tuple(Person(**entry) for entry in _file()["people"])
COALITION_SLUG = COALITIONS[0].slug


def load_people(*, by: Actor) -> UUID:
    """Makes the coalitions, their parties and people, each once; returns the first coalition."""
    keys = {one.slug: _coalition(one, by) for one in COALITIONS}
    parties = dict(Organisation.objects.values_list("name", "pk"))
    for person in PEOPLE:
        if person.organisation not in parties:
            parties[person.organisation] = commands.create_organisation(
                by=by, name=person.organisation, kind=person.kind
            )
        account = Account.objects.filter(email=person.email).values_list("pk", flat=True).first()
        if account is None:
            account = commands.create_account(by=by, email=person.email, name=person.name)
        if person.role == "landelijk":
            commands.give_installation_role(by=by, account=account, role="landelijk")
        elif not Membership.objects.filter(account=account, coalition=keys[person.coalition]).exists():
            commands.join(
                by=by,
                account=account,
                organisation=parties[person.organisation],
                coalition=keys[person.coalition],
                role=person.role,
                starts_on=BEGIN,
            )
    return keys[COALITION_SLUG]


def _coalition(one: DemoCoalition, by: Actor) -> UUID:
    known = Coalition.objects.filter(slug=one.slug).values_list("pk", flat=True).first()
    return known or commands.create_coalition(by=by, name=one.name, slug=one.slug, is_fictional=True)


def account_of(code: str) -> Account | None:
    """The account behind a button on /demo; None for an unknown person."""
    person = next((person for person in PEOPLE if person.code == code), None)
    return Account.objects.filter(email=person.email).first() if person else None
