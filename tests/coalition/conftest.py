"""A coalition with a coordinator, and another coalition beside it. All made up."""

from datetime import date

import pytest
from django.test import Client

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SLUG = "testcoalitie"


def _coalition(name: str, slug: str):
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Coalition

    return Coalition.objects.create(name=name, slug=slug, wrapped_key=new_wrapped_key(), is_fictional=True)


@pytest.fixture
def coalition(db):
    return _coalition("Testcoalitie", SLUG)


@pytest.fixture
def other(db):
    return _coalition("Andere", "andere")


@pytest.fixture
def person(db):
    """Makes an actor: person("coordinator", coalition)."""
    from kansrijk.trust.models import Account, Membership, Organisation
    from kansrijk.trust.queries import actor_for

    def make(role: str, of, email: str = ""):
        account = Account.objects.create_user(email or f"{role}@{of.slug}.invalid", None, name=f"{role} {of.slug}")
        party = Organisation.objects.create(name=f"Organisatie van {account.name}")
        Membership.objects.create(
            account=account, organisation=party, coalition=of, role=role, starts_on=date(2020, 1, 1)
        )
        return actor_for(account)

    return make


@pytest.fixture
def coordinator(person, coalition):
    return person("coordinator", coalition)


@pytest.fixture
def places(db):
    """Two made-up gemeenten and a wijk, edition 2024."""
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    def area(code: str, name: str, level: str, parent: str | None) -> AreaRecord:
        return AreaRecord(code, name, level, parent, country="XX", is_fictional=True)

    records = [
        area("XX00", "Verzonnen land", "country", None),
        area("GM9901", "Proefdam", "gemeente", "XX00"),
        area("GM9902", "Proefmeer", "gemeente", "XX00"),
        area("WK990101", "Proefwijk Oost", "wijk", None),
    ]
    assert not register_unaudited(2024, records).errors


def client_of(actor) -> Client:
    """A browser in which this actor is signed in."""
    from kansrijk.trust.models import Account

    client = Client()
    client.force_login(Account.objects.get(pk=actor.account), backend=BACKEND)
    return client
