"""People, areas and files for the tests of figures. Areas here are made up: country XX, no real place."""

from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"


@pytest.fixture
def data() -> Path:
    """The folder with real public data, or a skip that says so."""
    if not DATA.is_dir():
        pytest.skip("the folder ../shared/data with real public data is not here")
    return DATA


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def beheer(db):
    from kansrijk.trust.commands import installation_actor

    return installation_actor()


@pytest.fixture
def coalition(db):
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Coalition

    return Coalition.objects.create(name="Testcoalitie", slug="testcoalitie", wrapped_key=new_wrapped_key())


@pytest.fixture
def person(db):
    """Makes an actor: person("epidemioloog", coalition)."""
    from kansrijk.trust.models import Account, Membership, Organisation
    from kansrijk.trust.queries import actor_for

    def make(role: str, of, number: int = 1):
        account = Account.objects.create_user(f"{role}{number}@example.org", None, name=f"{role} {number}")
        organisation = Organisation.objects.create(name="Testorganisatie")
        Membership.objects.create(
            account=account, organisation=organisation, coalition=of, role=role, starts_on=date(2020, 1, 1)
        )
        return actor_for(account)

    return make


GEMEENTE, WIJKEN = "GM9901", ("WK990101", "WK990102", "WK990103")
BUURTEN = tuple(f"BU99010{wijk}0{number}" for wijk in (1, 2, 3) for number in (1, 2))


@pytest.fixture
def made_up(db):
    """A made-up country, gemeente, three wijken and six buurten, edition 2024."""
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    def area(code: str, name: str, level: str, parent: str | None = None) -> AreaRecord:
        return AreaRecord(code, name, level, parent, country="XX", is_fictional=True)

    records = [area("XX00", "Verzonnen land", "country"), area(GEMEENTE, "Verzonnen gemeente", "gemeente", "XX00")]
    records += [area(code, f"Verzonnen wijk {code[-1]}", "wijk") for code in WIJKEN]
    records += [area(code, f"Verzonnen buurt {code[-3:]}", "buurt") for code in BUURTEN]
    counts = register_unaudited(2024, records)
    assert not counts.errors
    return 2024


@pytest.fixture
def write(tmp_path):
    """Writes a file and returns its path."""

    def make(content: str | bytes, name: str = "cijfers.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make
