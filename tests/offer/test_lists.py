"""A list read in: every fault with its cell, all or nothing, twice is once; and the directory as a file again."""

import io
import json
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given
from hypothesis import settings as properties
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from tests.offer.conftest import draft
from tests.offer.test_directory_screens import client_of

from kansrijk.core.faults import BadInput
from kansrijk.core.tables import csv_of
from kansrijk.offer import commands, queries
from kansrijk.offer.lists import columns, reading, writing
from kansrijk.offer.models import OfferedFile, Provider, Service
from kansrijk.offer.queries import template_lines
from kansrijk.trust.actors import VISITOR

HEAD = "organisatie;hulp;soort;fase;werkgebied;telefoon;nagekeken op;e-mail beheerder"
GOOD = "Gemeente;Schuldhulp;schuldhulp;voor, tijdens, na;Oost;071-5123456;31-10-2026;ans@voorbeeld.invalid"
OTHER = "Stichting;Maatje;steun thuis door vrijwilligers;na;;;;"


def lines(*rows: str) -> bytes:
    return "\r\n".join(rows).encode()


def book(*rows: list, merged: str = "") -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(row)
    if merged:
        made.active.merge_cells(merged)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def put(here, content: bytes, **more):
    return commands.import_services(
        by=here.coordinator, coalition=here.coalition, content=content, name="lijst.csv", **more
    )


def counts(receipt) -> tuple[int, int, int, int, int]:
    return (receipt.read, receipt.added, receipt.changed, receipt.unchanged, receipt.rejected)


def cells(receipt) -> set[tuple[int, str, str]]:
    return {(one.row, one.column, one.code) for one in receipt.errors}


@pytest.mark.django_db
def test_a_list_becomes_a_directory_and_twice_is_once(here):
    assert counts(put(here, lines(HEAD, GOOD, OTHER), dry_run=True)) == (2, 2, 0, 0, 0)
    assert not Service.objects.exists()
    assert counts(put(here, lines(HEAD, GOOD, OTHER))) == (2, 2, 0, 0, 0)
    assert counts(put(here, lines(HEAD, OTHER, GOOD))) == (2, 0, 0, 2, 0)
    row = Service.objects.get(name="Schuldhulp")
    assert (row.areas, row.phone, row.checked_on) == (["WK990101"], "0715123456", date(2026, 10, 31))
    assert row.review_on == date(2027, 4, 30)
    assert Service.objects.get(name="Maatje").areas == ["GM9901"]
    assert counts(put(here, lines(HEAD, GOOD.replace("Oost", "West"), OTHER))) == (2, 0, 1, 1, 0)
    row.refresh_from_db()
    assert (row.areas, row.version) == (["WK990102"], 2)


@pytest.mark.django_db
def test_one_wrong_cell_and_nothing_is_stored(here):
    bad = "Gemeente;;toverij;later;Atlantis;12;31-02-2026;jan@"
    receipt = put(here, lines(HEAD, GOOD, bad))
    assert counts(receipt) == (2, 0, 0, 0, 1)
    assert cells(receipt) == {
        (3, "hulp", "missing"),
        (3, "soort", "unknown"),
        (3, "fase", "unknown"),
        (3, "werkgebied", "no_area"),
        (3, "telefoon", "no_phone"),
        (3, "nagekeken op", "no_date"),
        (3, "e-mail beheerder", "no_email"),
    }
    assert not Service.objects.exists()
    assert not Provider.objects.exists()
    assert receipt.as_json()["errors"][0]["message"]


@pytest.mark.django_db
def test_a_workbook_with_merged_cells_formulas_and_days_as_text(here):
    head = ["Lijst van 2026"]
    columns = ["Organisatie", "Hulp", "Soort", "Fase", "Nagekeken op", "Telefoon", "Wat", "Opmerking van ons"]
    fine = ["Gemeente", "Schuldhulp", "debt_help", "na", datetime(2026, 10, 31), 715123456, "Helpt.", "x"]
    text = ["Gemeente", "Taal", "taalhuis", "alle", "31 oktober 2026", "06 12345678", "a\nb", None]
    good = put(here, book(head, columns, fine, text))
    assert counts(good) == (2, 2, 0, 0, 0), good.errors
    assert good.ignored == ("Opmerking van ons",)
    assert {(row.checked_on, row.phone) for row in Service.objects.all()} == {
        (date(2026, 10, 31), "0715123456"),
        (date(2026, 10, 31), "0612345678"),
    }
    wrong = ["Gemeente", "=A1", "taalhuis", "na", 46326, "", "<b>vet</b>", None]
    bad = put(here, book(head, columns, wrong, fine, merged="A4:A5"))
    assert {(3, "hulp", "formula"), (3, "nagekeken op", "no_date"), (3, "wat", "markup")} <= cells(bad)
    assert (4, "organisatie", "merged") in cells(bad)
    assert (5, "organisatie", "merged") not in cells(bad) or bad.is_refused


@pytest.mark.django_db
def test_an_entry_twice_in_a_list_and_a_mark_that_is_not_there(here):
    receipt = put(here, lines(HEAD, GOOD, OTHER, GOOD.upper().replace("ANS@VOORBEELD.INVALID", "")))
    assert (4, "hulp", "twice") in cells(receipt)
    receipt = put(here, lines("kenmerk;" + HEAD, "bestaat-niet;" + GOOD))
    assert cells(receipt) == {(2, "kenmerk", "not_here")}


@pytest.mark.django_db
def test_by_its_mark_an_entry_gets_another_name_and_taken_names_are_refused(here):
    put(here, lines(HEAD, GOOD, OTHER))
    renamed = "kenmerk;" + HEAD, "schuldhulp-gemeente;" + GOOD.replace("Schuldhulp", "Hulp bij geld")
    assert counts(put(here, lines(*renamed))) == (1, 0, 1, 0, 0)
    assert Service.objects.get(slug="schuldhulp-gemeente").name == "Hulp bij geld"
    receipt = put(here, lines("kenmerk;" + HEAD, "schuldhulp-gemeente;" + OTHER))
    assert (2, "hulp", "taken") in cells(receipt)


@pytest.mark.django_db
def test_what_a_list_does_not_say_stays(here):
    slug = commands.add_service(by=here.coordinator, coalition=here.coalition, draft=draft(opening="ma-vr"))
    before = Service.objects.get(slug=slug)
    only = lines("organisatie;hulp;soort;fase;nagekeken op", "Gemeente Verzonnen;Schuldhulp;schuldhulp;na;")
    found = put(here, only)
    assert counts(found) == (1, 0, 1, 0, 0), found.errors
    after = Service.objects.get(slug=slug)
    assert (after.opening, after.checked_on, after.checked_by) == ("ma-vr", before.checked_on, before.checked_by)
    assert after.phases == ["after"]


@pytest.mark.django_db
def test_the_website_of_an_organisation_in_a_list(here):
    """Said once it is said of all its help; empty takes nothing away; two that differ are a fault."""
    head = "organisatie;website organisatie;hulp;soort;fase"
    first, second = "Gemeente;https://een.invalid;Schuldhulp;schuldhulp;na", "gemeente;;Taal;taalhuis;na"
    assert counts(put(here, lines(head, first, second))) == (2, 2, 0, 0, 0)
    assert Provider.objects.get().website == "https://een.invalid"
    assert counts(put(here, lines(head, second, first))) == (2, 0, 0, 2, 0)
    assert counts(put(here, lines(head, second.replace("Taal", "Lezen")))) == (1, 1, 0, 0, 0)
    assert Provider.objects.get().website == "https://een.invalid"
    other = first.replace("//een", "//twee")
    assert counts(put(here, lines(head, other, second))) == (2, 0, 2, 0, 0)
    assert Provider.objects.get().website == "https://twee.invalid"
    assert sorted(Service.objects.values_list("version", flat=True)) == [2, 2, 2], "it stands with all three"
    clash = put(here, lines(head, other, second.replace(";;", ";https://drie.invalid;")))
    assert cells(clash) == {(3, "website organisatie", "another_website")}
    assert clash.errors[0].value == "2"
    assert cells(put(here, lines(head, first.replace("https://", "")))) == {(2, "website organisatie", "no_website")}
    assert Provider.objects.get().website == "https://twee.invalid"


@pytest.mark.django_db
def test_what_was_taken_out_comes_back_with_the_list(here):
    put(here, lines(HEAD, GOOD))
    commands.withdraw_service(
        by=here.coordinator, coalition=here.coalition, service="schuldhulp-gemeente", because="Dicht."
    )
    assert counts(put(here, lines(HEAD, GOOD))) == (1, 0, 1, 0, 0)
    assert queries.service(VISITOR, here.coalition, "schuldhulp-gemeente")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"PK\x03\x04zomaar", "cannot be read"),
        (b"\xd0\xcf\x11\xe0oud", "older"),
        (b"naam;adres\nx;y", "no line names"),
        (b"organisatie;hulp;soort\na;b;c", "fase is missing"),
        (b"organisatie;hulp;soort;fase;hulp\na;b;c;d;e", "twice"),
        (b"organisatie;hulp;soort;fase\x00", "neither"),
        (b"x" * (reading.MOST_BYTES + 1), "larger"),
    ],
)
def test_a_file_that_is_no_list_says_why(content, said):
    with pytest.raises(BadInput, match=said):
        reading.read(content, "bestand")


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(monkeypatch):
    monkeypatch.setattr(reading, "MOST_UNPACKED", 100)
    with pytest.raises(BadInput, match="unpacks"):
        reading.read(book(["organisatie", "hulp", "soort", "fase"]), "bom.xlsx")


@pytest.mark.parametrize(
    ("cell", "cents"), [("12", 1200), ("€ 12,50", 1250), ("1.250,00", 125000), (12.5, 1250), ("gratis", 0), ("", None)]
)
def test_amounts(cell, cents):
    assert columns.value_of("cost_cents", cell) == cents


@pytest.mark.parametrize("cell", ["twaalf", "1,234", -1, 0.001, "12 euro"])
def test_what_is_no_amount(cell):
    with pytest.raises(columns.Unreadable):
        columns.value_of("cost_cents", cell)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_day_is_the_same_however_it_is_written(on):
    month = columns._MONTHS[on.month - 1]
    for text in (f"{on:%d-%m-%Y}", f"{on.day}/{on.month}/{on.year}", on.isoformat(), f"{on.day} {month} {on.year}"):
        assert columns.day(text) == on
    assert columns.day(datetime(on.year, on.month, on.day)) == on


NAMES = st.text("abcdeéABC '-&0123", min_size=1, max_size=12).map(lambda text: f"a{text}")


@properties(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
@pytest.mark.django_db
def test_whatever_list_is_read_in_the_second_time_changes_nothing(here, data):
    """Any sound list, also in another order, and the directory written out and read in again."""
    from django.db import transaction

    rows = data.draw(
        st.lists(
            st.tuples(NAMES, NAMES, st.sampled_from(["debt_help", "midwife"]), st.sampled_from(["na", "voor, na"])),
            min_size=1,
            max_size=6,
            unique_by=lambda row: (columns.search_key(row[0]), columns.search_key(row[1])),
        )
    )
    with transaction.atomic():
        first = put(here, lines("organisatie;hulp;soort;fase", *(";".join(row) for row in rows)))
        assert (first.added, first.errors) == (len(rows), ())
        again = put(here, lines("organisatie;hulp;soort;fase", *(";".join(row) for row in reversed(rows))))
        assert counts(again) == (len(rows), 0, 0, len(rows), 0)
        records = queries.records(here.coordinator, here.coalition)
        whole = writing.table([one.card for one in records.values()], records)
        for content in (csv_of(whole), writing.xlsx_of(whole)):
            assert counts(put(here, content)) == (len(rows), 0, 0, len(rows), 0)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_template_can_be_read_in_as_it_is(here):
    assert counts(put(here, writing.xlsx_of(template_lines()))) == (1, 1, 0, 0, 0)


@pytest.mark.django_db
@pytest.mark.req("WEB-13", "core.tables.harmless")
def test_no_cell_of_a_download_is_a_formula_and_the_public_one_names_no_owner(here):
    for number, name in enumerate(("=cmd|' /C calc'!A0", "+31 maatjes", "@home", "-korting")):
        commands.add_service(
            by=here.coordinator, coalition=here.coalition, draft=draft(name=name, opening=name, provider=f"P{number}")
        )
    client = client_of("kim")
    text = client.get("/sociale-kaart/verzonnen/hulp.csv").content.decode("utf-8-sig")
    assert "ans@voorbeeld.invalid" not in text
    assert not [cell for line in text.splitlines() for cell in line.split(";") if cell[:1] in "=+-@" and cell]
    for path in ("/sociale-kaart/verzonnen/hulp.xlsx", "/coalitie/verzonnen/sociale-kaart/lijst.xlsx"):
        content = client.get(path).content
        found = load_workbook(io.BytesIO(content))["Hulp"]
        assert {cell.data_type for row in found.iter_rows() for cell in row if cell.value} == {"s"}
        assert ("ans@voorbeeld.invalid" in str([c.value for r in found.iter_rows() for c in r])) == ("lijst" in path)


@pytest.mark.django_db
def test_the_directory_as_open_referral_and_schema_org(here):
    put(here, lines(HEAD, GOOD, OTHER))
    page = json.loads(client_of("vera").get("/sociale-kaart/verzonnen/hsds.json").content)
    assert (page["total_items"], page["last_page"]) == (2, True)
    one = next(entry for entry in page["contents"] if entry["name"] == "Schuldhulp")
    assert one["organization"]["name"] == "Gemeente"
    assert one["phones"][0]["number"] == "0715123456"
    assert one["service_areas"][0] == {
        "id": one["service_areas"][0]["id"],
        "name": "Oost",
        "extent": "WK990101",
        "extent_type": "text",
    }
    assert one["assured_date"] == "2026-10-31"
    assert page == json.loads(client_of("vera").get("/sociale-kaart/verzonnen/hsds.json").content), "keys stay"
    graph = json.loads(client_of("vera").get("/sociale-kaart/verzonnen/schema.json").content)["@graph"]
    assert {entry["@type"] for entry in graph} == {"Service"}
    assert graph[1]["areaServed"] == [{"@type": "AdministrativeArea", "name": "Oost", "identifier": "WK990101"}]


@pytest.mark.django_db
def test_the_coordinator_looks_first_and_stores_then(here):
    kim = client_of("kim")
    start = "/coalitie/verzonnen/sociale-kaart/inlezen"

    def offer(content: bytes):
        return kim.post(start, {"file": SimpleUploadedFile("mijn lijst.csv", content)})

    assert offer(b"niets").status_code == 422
    bad = offer(lines(HEAD, GOOD.replace("schuldhulp", "toverij")))
    page = kim.get(bad["Location"]).content.decode()
    assert "We kennen “toverij” hier niet." in page
    assert "Sla deze lijst op" not in page
    good = offer(lines(HEAD, GOOD, OTHER))["Location"]
    assert "2 rijen: 2 nieuw" in kim.get(good).content.decode()
    assert not Service.objects.exists()
    assert client_of("vera").get(good).status_code == 404
    assert kim.post(f"{good}/opslaan").status_code == 302
    second = kim.post(f"{good}/opslaan")
    assert second.status_code == 404, "the second click of two finds nothing to do"
    for answer in (second, kim.get(good), kim.post(f"{good}/weggooien")):
        assert "Deze lijst is er niet meer" in answer.content.decode()
    for path in ("", "/opslaan", "/weggooien"):
        other = client_of("vera").post(good + path) if path else client_of("vera").get(good)
        assert other.status_code == 404
        assert "Deze lijst" not in other.content.decode(), "to anybody else it never was there"
    assert Service.objects.count() == 2
    kim.post(f"{bad['Location']}/weggooien")
    assert not OfferedFile.objects.exists()


@pytest.mark.django_db
def test_an_offered_list_is_gone_after_an_hour(here):
    from django.utils import timezone

    kim = client_of("kim")
    good = kim.post(
        "/coalitie/verzonnen/sociale-kaart/inlezen", {"file": SimpleUploadedFile("a.csv", lines(HEAD, GOOD))}
    )["Location"]
    OfferedFile.objects.update(offered_at=timezone.now() - commands.lists.KEPT)
    assert kim.get(good).status_code == 404
    assert commands.forget_lists() == 1
