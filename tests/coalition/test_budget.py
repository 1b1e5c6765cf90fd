"""The budget on screen, in files and for the council: sums close, two who edit see both, an action hangs on a line."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_parties import HTML

from kansrijk.coalition import commands, queries
from kansrijk.coalition.commands import ChangedMeanwhile, Spending, Task
from kansrijk.coalition.funding import funding_lines
from kansrijk.coalition.models import BudgetLine, Grant
from kansrijk.coalition.queries.budget import budget
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import Denied

PATH = f"/coalitie/{SLUG}/begroting"
SENT = {
    "funding": "spuk_ks",
    "year": 2026,
    "activity": "Coördinator",
    "planned_cents": "40.000",
    "committed_cents": "38.500,50",
    "spent_cents": "12.000",
    "evidence": "Opdracht 2026-14, in het archief",
    "link": "",
    "version": 0,
}
SPUK_2026 = f"{PATH}/toekenning/2026/spuk_ks"


def test_every_funding_line_has_a_source_and_a_date():
    assert {"spuk_ks", "phb", "nnz", "zvw", "jeugdwet", "fonds"} <= set(funding_lines())
    assert all(one.source and one.source_date and one.nl and one.en for one in funding_lines().values())


@pytest.fixture
def filled(db, coordinator, coalition):
    """Two years: 10.000 of 2025 goes on to 2026, where 60.000 comes in."""
    by = {"by": coordinator, "coalition": coalition.pk}
    commands.set_grant(**by, funding="spuk_ks", year=2025, granted_cents=5_000_000, source="Beschikking 25-1")
    commands.add_budget_line(**by, spending=Spending("spuk_ks", 2025, "Coördinator", 4_000_000, 4_000_000, 4_000_000))
    again = {"granted_cents": 5_000_000, "carried_out_cents": 1_000_000, "source": "Beschikking 25-1"}
    commands.set_grant(**by, funding="spuk_ks", year=2025, version=1, **again)
    commands.set_grant(**by, funding="spuk_ks", year=2026, granted_cents=6_000_000, source="Beschikking 26-1")
    spending = Spending("spuk_ks", 2026, "Coördinator", 4_000_000, 3_850_050, 1_200_000, True, "Opdracht 2026-14")
    line = commands.add_budget_line(**by, spending=spending)
    commands.add_budget_line(**by, spending=Spending("nnz", 2026, "Anticonceptie", 500_000, 0, 0))
    commands.set_grant(**by, funding="nnz", year=2026, granted_cents=400_000)
    return line


@pytest.mark.django_db
def test_what_is_typed_is_stored_in_cents_and_shown_in_euros(coordinator, coalition):
    browser = client_of(coordinator)
    assert browser.post(f"{PATH}/nieuw", SENT)["Location"] == f"{PATH}?jaar=2026"
    assert browser.post(f"{PATH}/nieuw", SENT).status_code == 302, "pressed twice"
    row = BudgetLine.objects.get()
    assert (row.planned_cents, row.committed_cents, row.spent_cents) == (4_000_000, 3_850_050, 1_200_000)
    page = browser.get(f"{PATH}?jaar=2026").content.decode()
    for words in ("€\u00a040.000", "€\u00a038.500,50", "Opdracht 2026-14", "Coördinator"):
        assert words in page
    sent = {"granted_cents": "60.000", "carried_out_cents": "", "source": "Beschikking 26-1", "version": 0}
    assert browser.post(SPUK_2026, sent)["Location"] == f"{PATH}?jaar=2026"
    assert "€\u00a048.000" in browser.get(f"{PATH}?jaar=2026").content.decode(), "what is left"
    assert "38500,50" in browser.get(f"{PATH}/{row.pk}").content.decode()


@pytest.mark.django_db
def test_sums_close_over_lines_and_years(coordinator, coalition, filled):
    found = budget(coordinator, coalition.pk)
    part = found.parts["spuk_ks", 2026]
    assert (part.carried_in, part.available, part.left) == (1_000_000, 7_000_000, 5_800_000)
    assert found.parts["spuk_ks", 2025].left == 0
    browser = client_of(coordinator)
    page = browser.get(f"{PATH}?jaar=2026").content.decode()
    assert "In 2026 is er €\u00a074.000." in page
    assert '<a href="?jaar=2025">2025</a>' in page
    assert 'value="2026"' in page
    assert "2.026" not in page
    assert "er is €\u00a01.000 meer gepland dan er is" in page
    answer = browser.get(f"/api/v1/coalitions/{SLUG}/budget").json()
    told = {(one["funding"], one["year"]): one for one in answer["parts"]}
    assert told["spuk_ks", 2026]["left_cents"] == 5_800_000
    assert len(answer["lines"]) == 3


@pytest.mark.django_db
def test_no_more_is_carried_on_than_is_left(coordinator, coalition, filled):
    with pytest.raises(BadInput) as refused:
        commands.set_grant(
            by=coordinator,
            coalition=coalition.pk,
            funding="spuk_ks",
            year=2026,
            granted_cents=6_000_000,
            carried_out_cents=5_800_001,
            version=1,
        )
    assert refused.value.field == "carried_out_cents"
    assert "58.000" in refused.value.message


@pytest.mark.django_db
def test_what_a_source_says_of_carrying_on_is_told(coordinator, coalition):
    by = {"by": coordinator, "coalition": coalition.pk, "funding": "spuk_ks"}
    commands.set_grant(**by, year=2023, granted_cents=1_000_000, carried_out_cents=300_000)
    page = client_of(coordinator).get(f"{PATH}?jaar=2023").content.decode()
    assert "hooguit €\u00a02.000 mag door naar het volgende jaar" in page
    assert "Stcrt. 2023, 4245" in page


@pytest.mark.django_db
def test_two_people_edit_one_line_and_both_see_both(coordinator, coalition, person, filled):
    hers = client_of(coordinator)
    his = client_of(person("coordinator", coalition, email="tweede@voorbeeld.invalid"))
    path = f"{PATH}/{filled}"
    first = {**SENT, "spent_cents": "13.000", "version": 1, "is_done": "on"}
    assert hers.post(path, first).status_code == 302
    late = his.post(path, {**SENT, "spent_cents": "14.000", "version": 1})
    assert late.status_code == 422
    page = late.content.decode()
    assert "Intussen opgeslagen" in page
    assert "€\u00a013.000" in page, "hers"
    assert 'value="14.000"' in page, "his, as he typed it"
    assert 'name="version" value="2"' in page
    assert BudgetLine.objects.get(pk=filled).spent_cents == 1_300_000
    assert his.post(path, {**SENT, "spent_cents": "14.000", "version": 2}).status_code == 302
    assert BudgetLine.objects.get(pk=filled).spent_cents == 1_400_000
    sent = {"granted_cents": "61.000", "carried_out_cents": "0", "source": "", "version": 1}
    assert hers.post(SPUK_2026, sent).status_code == 302
    assert his.post(SPUK_2026, {**sent, "granted_cents": "62.000"}).status_code == 422
    assert Grant.objects.get(year=2026, funding="spuk_ks").granted_cents == 6_100_000
    spending = Spending("spuk_ks", 2026, "Coördinator", spent_cents=1)
    with pytest.raises(ChangedMeanwhile):
        commands.change_budget_line(by=coordinator, line=filled, spending=spending, version=1)


@pytest.mark.django_db
def test_the_account_and_the_paragraph_are_made_from_the_numbers(coordinator, coalition, filled):
    browser = client_of(coordinator)
    page = browser.get(f"{PATH}/verantwoording?jaar=2026").content.decode()
    for words in (
        "In 2026 kreeg Testcoalitie €\u00a064.000",
        "Uit 2025 kwam €\u00a010.000 mee.",
        "Over is €\u00a062.000.",
    ):
        assert words in page
    text = browser.get(f"{PATH}.txt?jaar=2026").content.decode()
    assert "Daarvan is €\u00a012.000 besteed. [3]" in text
    assert "[3] Coördinator (SPUK, onderdeel Kansrijke Start): €\u00a012.000, Opdracht 2026-14" in text
    assert "Beschikking 26-1" in text
    assert "[4] €\u00a064.000 + €\u00a010.000 − €\u00a012.000 − €\u00a00" in text
    browser.cookies.load({"django_language": "en"})
    assert browser.get(f"{PATH}.txt?jaar=2026").content.decode() == text, "for a Dutch council, whoever asks"


@pytest.mark.django_db
def test_files_hold_every_line_and_sums_as_numbers(coordinator, coalition, filled):
    browser = client_of(coordinator)
    text = browser.get(f"{PATH}.csv").content.decode("utf-8-sig")
    assert "2026;SPUK, onderdeel Kansrijke Start;Coördinator;40000,00;38500,50;12000,00;ja;Opdracht 2026-14" in text
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{PATH}.xlsx?jaar=2026").content))
    assert book.sheetnames == ["Begroting", "Onderdelen", "Verantwoording 2026"]
    rows = list(book["Onderdelen"].iter_rows(values_only=True))
    assert rows[-1][:2] == ("alle jaren", "samen")
    for at in range(2, 9):
        years = [row[at] for row in rows[1:-1] if row[1] == "samen"]
        assert sum(years) == pytest.approx(rows[-1][at])
    annex = list(book["Verantwoording 2026"].iter_rows(values_only=True))
    assert annex[1] == ("SPUK, onderdeel Kansrijke Start", 60000, 10000, 12000, 0, 58000, "ja")
    assert browser.get(f"{PATH}.pdf").status_code == 404


@pytest.mark.django_db
def test_an_action_hangs_on_a_line_and_a_figure(coordinator, coalition, filled):
    browser = client_of(coordinator)
    sent = {"title": "Coördinator werven", "budget_line": str(filled), "indicator": "big2"}
    assert browser.post(f"/coalitie/{SLUG}/acties/nieuw", sent).status_code == 302
    action = queries.actions(coordinator, coalition.pk)[0]
    assert (action.keys["budget_line"], action.indicator) == (filled, "big2")
    form = browser.get(f"/coalitie/{SLUG}/acties/{action.id}").content.decode()
    assert f'value="{filled}" selected' in form
    assert 'value="big2" selected' in form
    assert "Coördinator werven" in browser.get(f"{PATH}?jaar=2026").content.decode()
    assert browser.post(f"/coalitie/{SLUG}/acties/nieuw", {**sent, "indicator": "verzonnen"}).status_code == 422


@pytest.mark.django_db
def test_a_line_with_money_on_it_is_not_taken_out(coordinator, coalition, filled):
    browser = client_of(coordinator)
    browser.post(f"{PATH}/{filled}/weghalen")
    assert BudgetLine.objects.filter(pk=filled).exists()
    empty = BudgetLine.objects.get(funding="nnz").pk
    for _ in range(2):
        assert browser.post(f"{PATH}/{empty}/weghalen").status_code == 302
    assert not BudgetLine.objects.filter(pk=empty).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"planned_cents": "-1"},
        {"planned_cents": "1,234"},
        {"spent_cents": "tien"},
        {"spent_cents": "9" * 20},
        {"year": 1999},
        {"funding": "loterij"},
        {"activity": " "},
        {"link": "javascript:alert(1)"},
        {"evidence": "BSN 111222333"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_cannot_be_is_refused_and_kept_in_the_field(coordinator, coalition, wrong):
    answer = client_of(coordinator).post(f"{PATH}/nieuw", {**SENT, **wrong})
    assert answer.status_code == 422
    assert "Opdracht 2026-14" in answer.content.decode() or "evidence" in wrong
    assert not BudgetLine.objects.exists()


@pytest.mark.django_db
def test_html_in_each_field_is_text(coordinator, coalition):
    browser = client_of(coordinator)
    browser.post(f"{PATH}/nieuw", {**SENT, "activity": HTML, "evidence": HTML})
    browser.post(SPUK_2026, {"granted_cents": "1", "source": HTML, "version": 0})
    for path in (f"{PATH}?jaar=2026", f"{PATH}/verantwoording?jaar=2026", SPUK_2026):
        assert HTML not in browser.get(path).content.decode(), path


@pytest.mark.django_db
def test_another_coalition_sees_nothing_and_members_only_read(coordinator, coalition, other, person, filled):
    stranger = client_of(person("coordinator", other))
    for path in (
        PATH,
        f"{PATH}.csv",
        f"{PATH}.txt",
        f"{PATH}/{filled}",
        SPUK_2026,
        f"/api/v1/coalitions/{SLUG}/budget",
    ):
        assert stranger.get(path).status_code == 404, path
    assert stranger.get(f"/coalitie/andere/begroting/{filled}").status_code == 404
    stranger.post(f"/coalitie/andere/begroting/{filled}/weghalen")
    assert BudgetLine.objects.filter(pk=filled).exists()
    reader = client_of(person("jgz", coalition))
    assert reader.get(PATH).status_code == 200
    assert reader.get(f"{PATH}/{filled}").status_code == 404
    with pytest.raises(Denied):
        commands.remove_budget_line(by=person("wethouder", coalition), line=filled)
    with pytest.raises(BadInput):
        commands.make_action(
            by=person("coordinator", other, email="x@y.invalid"),
            coalition=other.pk,
            task=Task(title="Van een ander", budget_line=filled),
        )


@pytest.mark.django_db
def test_the_number_of_queries_is_fixed(coordinator, coalition, filled):
    browser = client_of(coordinator)
    browser.get(PATH)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(f"{PATH}?jaar=2026")
        return len(captured)

    few = count()
    for number in range(50):
        spending = Spending("nnz", 2026, f"Activiteit {number}", 100)
        commands.add_budget_line(by=coordinator, coalition=coalition.pk, spending=spending)
    assert count() == few
