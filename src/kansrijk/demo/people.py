"""The people of the fictional region: one for each professional that the product is for."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kansrijk.trust import commands
from kansrijk.trust.actors import Actor
from kansrijk.trust.models import Account, Coalition

COALITION_SLUG = "kansrijk-waterdam"
COALITION_NAME = "Kansrijke Start Waterdam (fictief)"
BEGIN = date(2024, 1, 1)


@dataclass(frozen=True)
class Person:
    """Somebody who exists only here."""

    role: str
    name: str
    organisation: str
    kind: str

    @property
    def email(self) -> str:
        return f"{self.role}@demo.invalid"


PEOPLE = (
    Person("coordinator", "Noor Dijksma", "Gemeente Waterdam", "gemeente"),
    Person("verloskundige", "Hanna Vliet", "Verloskundigen De Oever", "verloskundigenpraktijk"),
    Person("kraamverzorgende", "Ilse Brouwhorst", "Kraamzorg Het Nest", "kraamzorg"),
    Person("huisarts", "Mark Tolsma", "Huisartsen Oosterzand", "huisartsenpraktijk"),
    Person("jgz", "Samira Veldkamp", "Jeugdgezondheidszorg De Bron (fictief)", "jgz"),
    Person("sociaal-team", "Peter Landman", "Sociaal team Waterdam", "sociaal team"),
    Person("epidemioloog", "Lotte Rietberg", "GGD Fictief", "ggd"),
    Person("wethouder", "Johan Meerwijk", "Gemeente Waterdam", "gemeente"),
    Person("landelijk", "Eva Programma", "Landelijk programma (fictief)", "landelijk"),
)


def load_people(*, by: Actor) -> UUID:
    """Makes the coalition, its parties and people once; returns the coalition."""
    known = Coalition.objects.filter(slug=COALITION_SLUG).first()
    if known:
        return known.pk
    coalition = commands.create_coalition(by=by, name=COALITION_NAME, slug=COALITION_SLUG, is_fictional=True)
    parties: dict[str, UUID] = {}
    for person in PEOPLE:
        if person.organisation not in parties:
            parties[person.organisation] = commands.create_organisation(
                by=by, name=person.organisation, kind=person.kind
            )
        account = commands.create_account(by=by, email=person.email, name=person.name)
        if person.role == "landelijk":
            commands.give_installation_role(by=by, account=account, role="landelijk")
        else:
            commands.join(
                by=by,
                account=account,
                organisation=parties[person.organisation],
                coalition=coalition,
                role=person.role,
                starts_on=BEGIN,
            )
    return coalition


def account_of(role: str) -> Account | None:
    """The account behind a button on /demo; None for an unknown role."""
    person = next((person for person in PEOPLE if person.role == role), None)
    return Account.objects.filter(email=person.email).first() if person else None
