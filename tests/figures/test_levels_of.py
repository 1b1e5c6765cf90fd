"""At which levels an indicator has figures is told per indicator, not per file."""

import pytest
from tests.figures.files import show_as_delivered

from kansrijk.figures import commands, queries
from kansrijk.figures.models import Release
from kansrijk.trust.models import Account

pytestmark = pytest.mark.django_db
HEAD = "gebied;periode;indicator;teller;noemer;waarde;status\n"
ROWS = (
    "GM9901@2024;2023;big2;160;1200;;\n"
    "WK990101@2024;2023;big2;60;400;;\n"
    "GM9901@2024;2023;sga;120;1200;;\n"
    "WK990101@2024;2023;sga;;;;geen gegevens\n"
)


@pytest.fixture
def reader(person, coalition, made_up, tmp_path):
    """Who read the file in, of whose coalition the figures are shown as delivered."""
    by = person("epidemioloog", coalition)
    path = tmp_path / "cijfers.csv"
    path.write_text(HEAD + ROWS, "utf-8")
    receipt = commands.import_delivery(by=by, source="tidy", file=path, coalition=coalition.pk)
    show_as_delivered(receipt.release, by)
    return by


def test_two_indicators_of_one_file_have_levels_of_their_own(reader):
    assert queries.levels_of(reader, "big2", 2024, "XX") == {"gemeente", "wijk"}
    assert queries.levels_of(reader, "sga", 2024, "XX") == {"gemeente"}
    assert queries.levels_of(reader, "vroeggeboorte", 2024, "XX") == frozenset()


def test_the_page_of_an_indicator_offers_no_level_without_figures(client, reader):
    client.force_login(
        Account.objects.get(pk=reader.account), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    assert 'value="wijk"' in client.get("/indicatoren/big2?land=XX").content.decode()
    assert 'value="wijk"' not in client.get("/indicatoren/sga?land=XX").content.decode()


def test_a_release_of_before_tells_the_levels_of_its_file(reader):
    Release.objects.update(column_levels=None)
    assert queries.levels_of(reader, "sga", 2024, "XX") == {"gemeente", "wijk"}
