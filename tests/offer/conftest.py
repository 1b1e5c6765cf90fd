"""A fictional gemeente with two wijken and a postcode, a coalition that works there, and its people."""

from datetime import date
from types import SimpleNamespace

import pytest

from kansrijk.areas.commands import AreaRecord
from kansrijk.areas.commands.registering import register_unaudited
from kansrijk.areas.models import PostcodeLink
from kansrijk.offer import commands
from kansrijk.offer.drafts import Draft
from kansrijk.trust import commands as trust
from kansrijk.trust.models import Account
from kansrijk.trust.queries import actor_for

PLACES = [("GM9901", "Verzonnen", "gemeente", None), ("WK990101", "Oost", "wijk", "GM9901")]
PLACES += [("WK990102", "West", "wijk", "GM9901"), ("GM9902", "Elders", "gemeente", None)]


def draft(**own) -> Draft:
    """A sound entry; each test changes what it is about."""
    values = {
        "provider": "Gemeente Verzonnen",
        "name": "Schuldhulp",
        "kind": "debt_help",
        "phases": ("before", "during", "after"),
        "areas": ("GM9901",),
        "response_days": 3,
        "owner_name": "Ans Verzonnen",
        "owner_email": "ans@voorbeeld.invalid",
    }
    return Draft(**(values | own))


def member(beheer, coalition, role: str, name: str, party=None):
    account = trust.create_account(by=beheer, email=f"{name}@voorbeeld.invalid", name=name.title())
    organisation = party or trust.create_organisation(by=beheer, name=f"Partij van {name}")
    trust.join(
        by=beheer,
        account=account,
        organisation=organisation,
        coalition=coalition,
        role=role,
        starts_on=date(2024, 1, 1),
    )
    return actor_for(Account.objects.get(pk=account))


@pytest.fixture
def here(db):
    """Two coalitions in one land; `here.coordinator` and `here.midwife` of the first, `here.stranger` of the other."""
    beheer = trust.installation_actor()
    records = [
        AreaRecord(code, name, level, parent, country="XX", is_fictional=True) for code, name, level, parent in PLACES
    ]
    register_unaudited(2024, records)
    PostcodeLink.objects.bulk_create(
        PostcodeLink(postcode=four, level=level, code=code, edition=2024, addresses=count)
        for four, level, code, count in (
            ("9001", "gemeente", "GM9901", 900),
            ("9001", "wijk", "WK990101", 900),
            ("9002", "gemeente", "GM9901", 500),
            ("9002", "wijk", "WK990102", 500),
            ("9009", "gemeente", "GM9902", 100),
        )
    )
    own = trust.create_coalition(by=beheer, name="Kansrijk Verzonnen", slug="verzonnen", is_fictional=True)
    other = trust.create_coalition(by=beheer, name="Kansrijk Elders", slug="elders", is_fictional=True)
    found = SimpleNamespace(beheer=beheer, coalition=own, other=other)
    found.coordinator = member(beheer, own, "coordinator", "kim")
    found.midwife = member(beheer, own, "verloskundige", "vera")
    found.stranger = member(beheer, other, "coordinator", "sam")
    commands.open_directory(by=found.coordinator, coalition=own, areas=["GM9901"], is_public=True)
    commands.open_directory(by=found.stranger, coalition=other, areas=["GM9902"], is_public=False)
    return found
