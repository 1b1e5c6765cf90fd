"""The filled workbook of the demo: as large as the coordinator's first morning, and it goes in without a fault."""

import datetime

import pytest
from django.test import Client

from kansrijk.areas.models import Area, Containment
from kansrijk.coalition import commands
from kansrijk.coalition.models import Action, Party
from kansrijk.demo.naming import REGION
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
    """The gemeenten of the region's coalitions, and the wijken that its list of help names; edition 2026."""
    from importlib.resources import files

    import yaml

    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    def area(code: str, name: str, level: str, parent: str | None) -> AreaRecord:
        return AreaRecord(code, name, level, parent, country="XX", is_fictional=True)

    records = [area("XX00", "Verzonnen land", "country", None)]
    known = yaml.safe_load(files("kansrijk.demo").joinpath("data/offer.yaml").read_text("utf-8"))
    for one in COALITIONS:
        records.append(area(one.area, one.name, "gemeente", "XX00"))
        lines = [service for organisation in known[one.slug] for service in organisation["services"]]
        named = dict.fromkeys(name.strip() for line in lines for name in line.get("areas", "").split(",") if name)
        wijken = enumerate(named, start=1)
        records += [area(f"WK{one.area[2:]}{number:02}", name, "wijk", None) for number, name in wijken]
    region = yaml.safe_load(files("kansrijk.demo").joinpath("data/region.yaml").read_text("utf-8"))["region"]
    records = [one for one in records if one.name != region]
    records.append(AreaRecord(REGION, region, "ggd_region", None, country="XX", is_fictional=True))
    assert not register_unaudited(2026, records).errors
    whole = Area.objects.get(code=REGION)
    for part in Area.objects.filter(level="gemeente"):
        Containment.objects.create(part=part, whole=whole, kind="ggd_region")
