"""The sheet of help in the workbook: one preview, one moment of storing, faults per cell beside those of the others."""

from datetime import datetime

import pytest
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_workbook import BAD, FILLED, PATH, book, offer

from kansrijk.coalition import commands
from kansrijk.coalition.models import Intake, Party
from kansrijk.offer.models import Directory, Service

HELP = [
    {"organisatie": "Gemeente Proefdam", "hulp": "Schuldhulp", "soort": "schuldhulp", "fase": "voor, tijdens, na",
     "werkgebied": "Proefwijk Oost", "telefoon": 101234567, "nagekeken op": datetime(2026, 1, 5), "plek": "ja"},
    {"organisatie": "Gemeente Proefdam", "hulp": "Taalhuis", "soort": "taalhuis", "fase": "na",
     "antwoord werkdagen": 3},
]  # fmt: skip
WHOLE = {**FILLED, "Hulp": HELP}


@pytest.fixture
def with_area(coordinator, coalition, places):
    """The coalition says where it works."""
    commands.set_profile(
        by=coordinator, coalition=coalition.pk, ambition="Samen.", end_age=4, began_on=None, areas="GM9901"
    )
    return coalition


@pytest.mark.django_db
def test_help_comes_in_with_the_rest_once_and_what_is_said_anew_changes(coordinator, with_area):
    browser = client_of(coordinator)
    seen = offer(browser, book(WHOLE))["Location"]
    page = browser.get(seen)
    assert page.context["page"].new == 10
    assert "Taalhuis" in page.content.decode()
    assert not Service.objects.exists(), "looking stores nothing"
    assert not Directory.objects.exists()
    for _press in range(2):
        browser.post(seen)
    assert Directory.objects.get().areas == ["GM9901"]
    assert not Directory.objects.get().is_public, "who may read it is for the coordinator to say"
    debt = Service.objects.get(name="Schuldhulp")
    assert (debt.phone, str(debt.checked_on), Service.objects.count()) == ("0101234567", "2026-01-05", 2)
    again = offer(browser, book(WHOLE))["Location"]
    assert (browser.get(again).context["page"].new, browser.get(again).context["page"].changed) == (0, 0)
    slower = [HELP[0], {**HELP[1], "antwoord werkdagen": 9}]
    counted, found = commands.import_workbook(
        by=coordinator, coalition=with_area.pk, name="x.xlsx", content=book({"Hulp": slower})
    )
    assert found.faults == []
    assert [(one.read, one.new, one.changed) for one in counted if one.sheet == "Hulp"] == [(2, 0, 1)]
    assert Service.objects.get(name="Taalhuis").response_days == 9


WRONG = {
    "unknown kind": ({"soort": "toverhulp"}, "soort"),
    "formula": ({"wat": "=1+1"}, "wat"),
    "no area": ({"werkgebied": "Atlantis"}, "werkgebied"),
    "telephone": ({"telefoon": "12"}, "telefoon"),
    "number": ({"antwoord werkdagen": "snel"}, "antwoord werkdagen"),
    "empty and needed": ({"hulp": None}, "hulp"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", WRONG)
def test_a_fault_in_help_keeps_the_whole_workbook_out_and_stands_beside_the_others(coordinator, with_area, what):
    cells, column = WRONG[what]
    change = BAD["unknown owner"][0]
    browser = client_of(coordinator)
    seen = offer(browser, book({**FILLED, "Hulp": [HELP[0], {**HELP[1], **cells}]}, change))["Location"]
    told = {(one["sheet"], one["row"], one["column"]) for one in Intake.objects.get().faults}
    assert {("Hulp", 4, column), ("Acties", 3, "Wie")} <= told
    browser.post(seen)
    assert not Party.objects.exists()
    assert not Service.objects.exists()


@pytest.mark.django_db
def test_help_without_an_area_says_what_to_do_first(coordinator, coalition):
    browser = client_of(coordinator)
    seen = offer(browser, book(WHOLE))["Location"]
    assert "Zeg eerst voor welk gebied de coalitie werkt." in browser.get(seen).content.decode()
    assert SLUG in seen
    assert PATH in seen


@pytest.mark.django_db
def test_a_sheet_of_help_without_its_columns_is_told(coordinator, with_area):
    content = book(WHOLE, lambda opened: opened["Hulp"].delete_cols(2))
    _counted, found = commands.import_workbook(by=coordinator, coalition=with_area.pk, name="x.xlsx", content=content)
    assert [(one.sheet, one.row, one.column) for one in found.faults] == [("Hulp", 1, "hulp")]
    assert not Party.objects.exists()
