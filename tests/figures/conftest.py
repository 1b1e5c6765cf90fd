"""People, areas and files for the tests of figures. Areas here are made up: country XX, no real place."""

from datetime import date
from pathlib import Path

import pytest
from tests.figures.source_like_cbs import cbs

__all__ = ["cbs"]

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data"


def real_data() -> Path:
    """The folder with real public data, or a skip that says so."""
    if not DATA.is_dir():
        pytest.skip("the folder ../shared/data with real public data is not here")
    return DATA


@pytest.fixture
def data() -> Path:
    """See `real_data`."""
    return real_data()


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


OTHERS = ("GM9902", "GM9903")
SILENT = "GM9904"  # has no figures: so the country is no sum of the others
# A hidden cell: all but four of a group. Its count is a number that stands nowhere else.
HIDDEN_AREA, CANARY = BUURTEN[0], (7919, 7923)
PRETERM = {
    "2020": dict(zip(BUURTEN, [CANARY, (56, 250), (20, 200), (25, 200), (30, 200), (35, 200)], strict=True)),
    "2022": {"XX00": (700, 10_000), GEMEENTE: (90, 1_000), OTHERS[0]: (70, 1_000), OTHERS[1]: (40, 1_000)},
    "2023": {
        "XX00": (700, 10_000),
        GEMEENTE: (160, 1_200),
        OTHERS[0]: (75, 1_000),
        OTHERS[1]: (40, 1_000),
        **dict(zip(WIJKEN, [(60, 400), (40, 400), (60, 400)], strict=True)),
    },
}


@pytest.fixture
def three_municipalities(made_up):
    """Three municipalities more beside that of `made_up`; the last never has a figure."""
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    records = [
        AreaRecord(code, f"Andere gemeente {code[-1]}", "gemeente", "XX00", country="XX", is_fictional=True)
        for code in (*OTHERS, SILENT)
    ]
    records.append(AreaRecord("WK990401", "Stille wijk", "wijk", SILENT, country="XX", is_fictional=True))
    assert not register_unaudited(made_up, records).errors
    return made_up


@pytest.fixture
def private(person, coalition, three_municipalities, write):
    """Preterm births of the made-up country, imported by its coalition's epidemiologist and not released."""
    from kansrijk.figures import commands

    lines = [
        f"{code}@2024;{period};vroeggeboorte;{n};{d};;"
        for period, counts in PRETERM.items()
        for code, (n, d) in counts.items()
    ]
    file = write("gebied;periode;indicator;teller;noemer;waarde;status\n" + "\n".join(lines) + "\n", "eigen.csv")
    who = person("epidemioloog", coalition)
    receipt = commands.import_delivery(by=who, source="tidy", file=file, coalition=coalition.pk)
    assert not receipt.is_refused, receipt.as_json()
    return who, receipt.release


@pytest.fixture
def released(private, person, coalition):
    """The same, published by a second person."""
    from kansrijk.figures import commands

    who, release = private
    commands.propose_release(by=who, release=release)
    commands.publish_release(by=person("coordinator", coalition), release=release)
    return release
