"""The filled workbook of the demo: as large as the coordinator's first morning, and it goes in without a fault."""

import datetime

import pytest
from django.test import Client
from tests.demo import workbook_land

from kansrijk.coalition import commands
from kansrijk.coalition.models import Action, Party
from kansrijk.demo.people import COALITIONS
from kansrijk.offer.models import Provider, Service
from kansrijk.trust.models import Coalition

pytestmark = pytest.mark.django_db


def test_the_filled_workbook_of_the_demo_goes_into_a_coalition_with_nothing_in_it(make_coordinator, land):
    response = Client().get("/demo/werkmap.xlsx")
    assert response.status_code == 200
    content = response.content
    assert content.startswith(b"PK")
    by, key = make_coordinator("nieuw")
    areas = "\n".join(one.area for one in COALITIONS)
    commands.set_profile(by=by, coalition=key, ambition="Samen.", end_age=4, began_on=None, areas=areas)
    counted, found = commands.import_workbook(by=by, coalition=key, name="werkmap.xlsx", content=content)
    assert found.faults == []
    there = {table: table.objects.filter(coalition=key).count() for table in (Party, Action, Provider, Service)}
    assert there == {Party: 12, Action: 30, Provider: 60, Service: 150}
    counted, found = commands.import_workbook(by=by, coalition=key, name="werkmap.xlsx", content=content)
    assert found.faults == []
    assert {(one.new, one.changed) for one in counted} == {(0, 0)}, "twice is once"


@pytest.fixture
def make_coordinator():
    """Makes a coalition with nothing in it: (its coordinator, its key)."""
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Account, Membership, Organisation
    from kansrijk.trust.queries import actor_for

    def make(slug: str):
        coalition = Coalition.objects.create(name="Nieuw", slug=slug, wrapped_key=new_wrapped_key(), is_fictional=True)
        account = Account.objects.create_user(f"coordinator@{slug}.invalid", None, name="Noor")
        party = Organisation.objects.create(name="Gemeente Nieuw")
        starts_on = datetime.date(2020, 1, 1)
        Membership.objects.create(
            account=account, organisation=party, coalition=coalition, role="coordinator", starts_on=starts_on
        )
        return actor_for(account), coalition.pk

    return make


@pytest.fixture
def land():
    """Where the help of the filled workbook works."""
    workbook_land.register()
