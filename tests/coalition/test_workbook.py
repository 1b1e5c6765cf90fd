"""The workbook of the first morning: template, preview, faults per cell, whole or not at all, twice is once."""

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_parties import HTML

from kansrijk.coalition import commands, queries
from kansrijk.coalition.models import Action, Agreement, Intake, Meeting, Party, Person, Signature
from kansrijk.coalition.workbook.sheets import SHEETS, NotThat, as_date, as_time
from kansrijk.coalition.workbook.template import template
from kansrijk.core.faults import BadInput

PATH = f"/coalitie/{SLUG}/werkmap"
FILLED = {
    "Partijen": [
        {"Naam": "Verloskundigen De Oever", "Soort": "Verloskundigen", "Doet mee vanaf": "1 maart 2025"},
        {"Naam": "Gemeente Proefdam", "Soort": "gemeente", "Doet mee vanaf": datetime(2025, 1, 1)},
    ],
    "Mensen": [
        {"Partij": "verloskundigen de oever", "Naam": "Anne Proef", "E-mail": "anne@voorbeeld.invalid",
         "Telefoon": "0101234567"},
        {"Partij": "Gemeente Proefdam", "Naam": "Bo Proef", "Kartrekker": "ja"},
    ],
    "Afspraken": [
        {"Niveau": "uitvoering", "Titel": "Warme overdracht", "Tekst": "Wij bellen.", "Geldt tot en met": "31-12-2030",
         "Getekend door": "Verloskundigen De Oever; Gemeente Proefdam", "Getekend op": "2-3-2025"},
    ],
    "Overleg": [
        {"Titel": "Kerngroep", "Datum": "15-04-2025", "Tijd": time(13, 30), "Verslag": "Besproken.",
         "Aanwezig": "Gemeente Proefdam"},
    ],
    "Acties": [
        {"Titel": "Kaart maken", "Wie": "Anne Proef", "Klaar op": "1/6/26", "Fase": "tijdens"},
        {"Titel": "Folder maken", "Wie": "anne@voorbeeld.invalid", "Is klaar": "ja"},
    ],
}  # fmt: skip
COUNTS = (Party, 2), (Person, 2), (Agreement, 1), (Signature, 2), (Meeting, 1), (Action, 2)


def book(filled=FILLED, change=None) -> bytes:
    """The template, filled in by hand as somebody would."""
    opened = openpyxl.load_workbook(io.BytesIO(template()))
    for title, rows in filled.items():
        page = opened[title]
        columns = {cell.value: cell.column for cell in page[1]}
        for number, row in enumerate(rows, start=3):
            for name, value in row.items():
                page.cell(number, columns[name]).value = value
    if change:
        change(opened)
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def offer(browser, content: bytes, name="werkmap.xlsx"):
    return browser.post(PATH, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.django_db
def test_a_filled_workbook_is_looked_at_and_then_stored_once(coordinator, coalition):
    browser = client_of(coordinator)
    seen = offer(browser, book())["Location"]
    page = browser.get(seen)
    assert page.context["page"].new == 8
    assert "Verloskundigen De Oever" in page.content.decode()
    assert not Party.objects.exists(), "looking stores nothing"
    for _ in range(2):
        assert browser.post(seen).status_code == 302
    for table, count in COUNTS:
        assert table.objects.count() == count, table
    assert Intake.objects.get().rows == {}, "what was stored is not kept twice"
    assert queries.profile(coordinator, coalition.pk).driver == "Bo Proef"
    assert Action.objects.get(title="Kaart maken").due_on == date(2026, 6, 1)
    assert Action.objects.get(title="Folder maken").state == "done"
    # The same file again changes nothing.
    again = offer(browser, book())["Location"]
    assert browser.get(again).context["page"].new == 0
    browser.post(again)
    for table, count in COUNTS:
        assert table.objects.count() == count, table


@pytest.mark.django_db
def test_the_template_itself_holds_nothing_to_store(coordinator, coalition):
    counted, found = commands.import_workbook(
        by=coordinator, coalition=coalition.pk, name="leeg.xlsx", content=template()
    )
    assert found.faults == []
    assert [one.read for one in counted] == [0, 0, 0, 0, 0, 0]


@pytest.mark.django_db
def test_one_wrong_cell_hides_no_other(coordinator, coalition):
    """Of a row that cannot be read, and of one that names nobody, what else is wrong is told in the same go."""
    wrong = {
        "Partijen": [{"Naam": "=A1", "Soort": "toverclub", "Doet mee vanaf": "31-02-2026"}],
        "Mensen": [{"Partij": "Niemand", "Naam": "Jan", "E-mail": "jan@@x", "Telefoon": "0612"}],
        "Acties": [{"Titel": "Iets", "Fase": "straks", "Wie": "Wie weet", "Klaar op": "ooit"}],
    }
    _counted, found = commands.import_workbook(
        by=coordinator, coalition=coalition.pk, name="x.xlsx", content=book(wrong)
    )
    assert {(one.sheet, one.row, one.column) for one in found.faults} == {
        ("Partijen", 3, "Naam"),
        ("Partijen", 3, "Soort"),
        ("Partijen", 3, "Doet mee vanaf"),
        ("Mensen", 3, "Partij"),
        ("Mensen", 3, "E-mail"),
        ("Mensen", 3, "Telefoon"),
        ("Acties", 3, "Fase"),
        ("Acties", 3, "Klaar op"),
    }
    assert len(found.faults) == 8, "each once"
    assert not Party.objects.exists()


def _set(sheet, at, value):
    def change(opened):
        opened[sheet][at] = value

    return change


BAD = {
    "formula": (_set("Partijen", "A3", "=1+1"), "Partijen", 3, "Naam"),
    "date as nonsense": (_set("Partijen", "C3", "volgende week"), "Partijen", 3, "Doet mee vanaf"),
    "date that is not": (_set("Acties", "D3", "31-02-2026"), "Acties", 3, "Klaar op"),
    "date as a bare number": (_set("Acties", "D3", 46204), "Acties", 3, "Klaar op"),
    "date where words are asked": (_set("Partijen", "A3", date(2026, 1, 1)), "Partijen", 3, "Naam"),
    "address": (_set("Mensen", "E3", "anne@@voorbeeld"), "Mensen", 3, "E-mail"),
    "telephone": (_set("Mensen", "F3", "12"), "Mensen", 3, "Telefoon"),
    "yes": (_set("Mensen", "G3", "misschien"), "Mensen", 3, "Kartrekker"),
    "unknown kind": (_set("Partijen", "B3", "toverclub"), "Partijen", 3, "Soort"),
    "unknown party": (_set("Mensen", "A3", "Wie is dit"), "Mensen", 3, "Partij"),
    "unknown level": (_set("Afspraken", "A3", "hemel"), "Afspraken", 3, "Niveau"),
    "unknown signer": (_set("Afspraken", "H3", "Niemand"), "Afspraken", 3, "Getekend door"),
    "signed before joining": (_set("Afspraken", "I3", "2-3-2020"), "Afspraken", 3, "Getekend op"),
    "unknown owner": (_set("Acties", "B3", "Niemand"), "Acties", 3, "Wie"),
    "service number": (_set("Mensen", "D3", "111222333"), "Mensen", 3, "Weet veel van"),
    "empty and needed": (_set("Overleg", "B3", None), "Overleg", 3, "Datum"),
    "merged": (lambda opened: opened["Mensen"].merge_cells("B3:B4"), "Mensen", 3, "B3:B4"),
    "column gone": (lambda opened: opened["Acties"].delete_cols(1), "Acties", 1, "Titel"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", BAD)
def test_a_fault_is_told_at_its_cell_and_nothing_is_stored(coordinator, coalition, what):
    change, sheet, row, column = BAD[what]
    browser = client_of(coordinator)
    seen = offer(browser, book(change=change))["Location"]
    told = [(one["sheet"], one["row"], one["column"]) for one in Intake.objects.get().faults]
    assert (sheet, row, column) in told
    assert "Er is niets opgeslagen." in browser.get(seen).content.decode()
    assert browser.post(seen)["Location"] == seen, "the button of an older page"
    assert not Party.objects.exists()
    _, found = commands.import_workbook(
        by=coordinator, coalition=coalition.pk, name="x.xlsx", content=book(change=change)
    )
    assert found.faults
    assert not Party.objects.exists(), "the command line stores nothing either"


def _zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return out.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><workbook>&b;</workbook>'
)
NO_BOOK = {
    "empty": b"",
    "text": b"naam;soort\n",
    "pdf": b"%PDF-1.7 ...",
    "cut off": book()[:2000],
    "zip": _zip(readme=b"x"),
    "bomb": _zip(xl__bomb=b"0" * 40_000_000, **{"xl/workbook.xml": b"<x/>"}),
    "entities": _zip(**{"xl/workbook.xml": ENTITIES, "[Content_Types].xml": ENTITIES}),
    "macros": _zip(**{"xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"}),
    "too large": b"PK" + b"0" * 5 * 1024 * 1024,
}


@pytest.mark.req("WEB-23", "coalition.workbook.reading")
@pytest.mark.req("WEB-24", "coalition.workbook.reading")
@pytest.mark.django_db
@pytest.mark.parametrize("what", NO_BOOK)
def test_what_is_no_workbook_is_not_opened(coordinator, coalition, what, monkeypatch):
    """What is seen from outside (macros, far too much in little) never reaches the reader of workbooks."""
    if what in {"bomb", "macros"}:
        monkeypatch.setattr("openpyxl.load_workbook", lambda *given, **more: pytest.fail("it was opened"))
    response = offer(client_of(coordinator), NO_BOOK[what])
    assert response.status_code == 422
    assert not Intake.objects.exists()


@pytest.mark.django_db
def test_a_workbook_of_somebody_else_is_not_found(coordinator, coalition, other, person):
    theirs = client_of(person("coordinator", other))
    mine = offer(client_of(coordinator), book())["Location"]
    assert theirs.get(mine).status_code == 404
    assert theirs.post(mine).status_code == 404
    assert theirs.get(mine.replace(SLUG, "andere")).status_code == 404
    colleague = client_of(person("coordinator", coalition, email="tweede@voorbeeld.invalid"))
    assert colleague.get(mine).status_code == 404
    assert client_of(person("jgz", coalition)).get(PATH).status_code == 404


@pytest.mark.django_db
def test_html_in_a_workbook_is_text(coordinator, coalition):
    browser = client_of(coordinator)
    filled = {"Partijen": [{"Naam": HTML, "Soort": "anders"}], "Acties": [{"Titel": HTML, "Wie": HTML}]}
    seen = offer(browser, book(filled))["Location"]
    text = browser.get(seen).content.decode()
    assert "<b onmouseover" not in text
    assert "&lt;b onmouseover" in text


@pytest.mark.django_db
def test_what_changed_between_looking_and_storing_keeps_everything_out(coordinator, coalition):
    """Between the two screens a party left: the row that needs it cannot be stored, and so nothing is."""
    filled = {**FILLED, "Partijen": []}
    for name, kind in (("Verloskundigen De Oever", "verloskundigen"), ("Gemeente Proefdam", "gemeente")):
        commands.add_party(by=coordinator, coalition=coalition.pk, name=name, kind=kind, joined_on=date(2025, 1, 1))
    key = commands.offer_workbook(by=coordinator, coalition=coalition.pk, name="x.xlsx", content=book(filled))
    gone = Party.objects.get(kind="gemeente").pk
    commands.end_party(by=coordinator, party=gone, left_on=date(2025, 6, 1))
    with pytest.raises(BadInput):
        commands.store_workbook(by=coordinator, intake=key)
    assert not Person.objects.exists()
    assert not Action.objects.exists()


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_a_date_is_read_however_the_dutch_write_it(day):
    months = "jan feb maart april mei juni juli aug sept okt nov dec".split()
    assert as_date(day) == as_date(f"{day:%d-%m-%Y}") == as_date(f"{day.day}/{day.month}/{day.year}") == day.isoformat()
    assert as_date(f" {day.isoformat()} ") == day.isoformat()
    assert len(months) == 12


@given(st.text(max_size=12))
def test_text_is_a_date_or_it_is_refused(text):
    try:
        found = as_date(text)
    except NotThat:
        return
    assert found is None or date.fromisoformat(found)


@pytest.mark.parametrize(
    ("typed", "said"), [("13:30", "13:30"), ("9 uur", "09:00"), ("9.15", "09:15"), (time(8), "08:00")]
)
def test_a_time_is_read(typed, said):
    assert as_time(typed) == said


def test_every_sheet_has_an_example_that_its_own_columns_can_read():
    for sheet in SHEETS:
        for column in sheet.columns:
            column.read(column.example or None)
