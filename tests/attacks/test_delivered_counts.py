"""SDC-04: counts as delivered stand where no page, download or interface can read them, whatever a query forgets."""

import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from kansrijk.figures import commands, queries
from kansrijk.figures.delivered import delivered_rows
from kansrijk.figures.models import Release, Row
from kansrijk.figures.queries import desk
from kansrijk.trust.actors import VISITOR

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).resolve().parents[2] / "src" / "kansrijk"
HEAD = "gebied;periode;indicator;teller;noemer;waarde;status\n"
COUNTS = {"GM9901": (160, 1200), "WK990101": (60, 400), "BU99010101": (4, 150), "BU99010102": (56, 250)}
# Who may come near the counts: storing, the proposal and the desk's preview.
MAY = {
    "figures/delivered.py",
    "figures/commands/storing.py",
    "figures/commands/imports.py",
    "figures/commands/releases.py",
    "figures/queries/desk.py",
    "figures/migrations/0004_delivered_counts.py",
    "figures/migrations/0005_dominated.py",
}


@pytest.fixture
def who(person, coalition):
    return person("epidemioloog", coalition)


@pytest.fixture
def imported(who, coalition, made_up, write):
    file = write(HEAD + "".join(f"{code}@2024;2023;big2;{n};{d};;\n" for code, (n, d) in COUNTS.items()))
    return commands.import_delivery(by=who, source="tidy", file=file, coalition=coalition.pk).release


@pytest.mark.req("SDC-04", "schema delivered")
@pytest.mark.parametrize(
    "statement",
    [
        "select * from delivered.counts",
        "select count(*) from delivered.counts",
        "delete from delivered.counts",
        "update delivered.counts set value = null",
        "truncate delivered.counts",
        "copy delivered.counts to stdout",
        "create table delivered.copy (a int)",
        "insert into delivered.counts select * from delivered.counts returning *",
    ],
)
def test_the_role_of_the_server_cannot_read_or_change_counts_as_delivered(imported, statement):
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.req("SDC-04", "figures_row holds no count that was not made safe")
def test_no_count_as_delivered_reaches_the_table_of_pages(imported, who, person, coalition):
    assert not Row.objects.filter(release=imported).exists()
    assert [row.numerator for row in delivered_rows(imported)] == [[4.0], [56.0], [160.0], [60.0]]
    with pytest.raises(DatabaseError, match="made safe"), transaction.atomic():
        Row.objects.bulk_create(delivered_rows(imported))
    commands.propose_release(by=who, release=imported)
    assert delivered_rows(imported) == [], "what was made safe is not kept as it was"
    small = Row.objects.get(release=imported, area_code="BU99010101")
    assert (small.numerator, small.denominator) == ([None], [None])
    commands.publish_release(by=person("coordinator", coalition), release=imported)
    assert delivered_rows(imported) == []


@pytest.mark.req("SDC-04", "functions of the schema delivered")
def test_the_functions_answer_for_imported_releases_only(imported, who):
    Release.objects.filter(pk=imported).update(status="withdrawn")
    assert delivered_rows(imported) == []


def test_the_desk_shows_what_was_delivered_to_its_own_people_only(imported, who, person, coalition, client):
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Account, Coalition

    cells = desk.delivered_cells(who, imported)
    assert (cells[0].area, cells[0].numerator) == ("BU99010101", 4.0)
    other = Coalition.objects.create(name="Andere", slug="andere", wrapped_key=new_wrapped_key())
    for actor in (VISITOR, person("epidemioloog", other, 2), person("jgz", coalition)):
        assert desk.delivered_cells(actor, imported) == []
        assert desk.use_of(actor, imported) == []
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(Account.objects.get(pk=who.account), backend=backend)
    page = client.get(f"/cijfers/leveringen/{imported}").content.decode()
    assert "Wat er is aangeleverd" in page
    assert re.search(r"4 van\s150", page)
    assert "4 van" not in client.get("/gebied/BU99010101@2024").content.decode()
    commands.propose_release(by=who, release=imported)
    assert "Wat er is aangeleverd" not in client.get(f"/cijfers/leveringen/{imported}").content.decode()


def test_an_import_that_is_replaced_or_withdrawn_leaves_no_counts_behind(who, imported, coalition, write):
    lines = "".join(f"{code}@2024;2023;big2;{n + 1};{d};;\n" for code, (n, d) in COUNTS.items())
    newer = commands.import_delivery(by=who, source="tidy", file=write(HEAD + lines, "n.csv"), coalition=coalition.pk)
    assert (newer.stored, newer.unchanged) == (4, 0)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from delivered.windows(%s)", [imported])
        assert cursor.fetchone() == (0,)
        commands.withdraw_release(by=who, release=newer.release, because="verkeerd bestand")
        cursor.execute("select count(*) from delivered.windows(%s)", [newer.release])
        assert cursor.fetchone() == (0,)


@pytest.mark.req("SDC-04", "who may name the schema")
def test_only_the_import_the_proposal_and_the_desk_come_near():
    near = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if re.search(
            r"delivered\.(counts|of_release|tally|windows|same|forget)|figures\.delivered\b|import delivered\b",
            path.read_text(encoding="utf-8"),
        )
    }
    assert near == MAY


def test_a_proposal_is_not_kept_for_others_and_the_area_page_says_nothing_more(imported, who):
    assert queries.column(who, "big2", "buurt") is None
    commands.propose_release(by=who, release=imported)
    column = queries.column(who, "big2", "buurt")
    assert not column.is_public
    assert queries.column(VISITOR, "big2", "buurt") is None
