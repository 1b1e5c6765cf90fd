"""Files that people take along: the same values as the screen, harmless, described, and never more than may be seen."""

import csv
import io
import json
import re
import zipfile
from datetime import datetime

import pytest
from openpyxl import load_workbook
from tests.figures.files import show_as_delivered

from kansrijk.figures import queries
from kansrijk.figures.downloads import Table, of_indicator, text, workbook
from kansrijk.figures.downloads.csvw import metadata
from kansrijk.figures.rules import STATUS_NAMES
from kansrijk.trust.actors import VISITOR

pytestmark = pytest.mark.django_db
CSV = [
    "/gebied/GM9901/cijfers.csv",
    "/indicatoren/vroeggeboorte/cijfers.csv?niveau=gemeente",
    "/indicatoren/vroeggeboorte/cijfers.csv?niveau=gemeente&periode=alle",
    "/vergelijk/cijfers.csv?gebied=GM9901&gebied=GM9903&indicator=vroeggeboorte",
]
# Of the W3C recommendation "Metadata Vocabulary for Tabular Data": what a table and a column may hold.
TABLE = {
    "@context",
    "@id",
    "@type",
    "url",
    "dialect",
    "notes",
    "suppressOutput",
    "tableDirection",
    "tableSchema",
    "transformations",
}
COLUMN = {"name", "titles", "virtual", "suppressOutput", "@id", "@type"}
INHERITED = {
    "aboutUrl",
    "datatype",
    "default",
    "lang",
    "null",
    "ordered",
    "propertyUrl",
    "required",
    "separator",
    "textDirection",
    "valueUrl",
}
DATATYPES = {"string": str, "double": float, "boolean": lambda cell: {"true": True, "false": False}[cell], "gYear": int}


def rows(client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200, address
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def about(client, address: str) -> dict:
    link = client.get(address)["Link"]
    found = re.fullmatch(r'<(/[^>]+)>; rel="describedby"; type="application/csvm\+json"', link)
    response = client.get(found[1])
    assert response["Content-Type"].startswith("application/csvm+json")
    return json.loads(response.content)


@pytest.mark.req("DAT-01", "figures.downloads.csvw")
@pytest.mark.parametrize("address", CSV)
def test_the_metadata_beside_a_csv_are_csvw_and_describe_it_to_the_letter(client, released, address):
    found = about(client, address)
    assert found["@context"][0] == "http://www.w3.org/ns/csvw"
    assert found["url"] == f"http://testserver{address}"
    assert {key for key in found if not key.startswith("dc:")} <= TABLE
    assert {"dc:title", "dc:description", "dc:license", "dc:source", "dc:publisher", "dc:language", "dc:issued"} <= set(
        found
    )
    schema = found["tableSchema"]
    assert set(schema) <= {"columns", "foreignKeys", "primaryKey", "rowTitles", "@id", "@type"} | INHERITED
    columns = {column["name"]: column for column in schema["columns"]}
    for column in columns.values():
        assert {key for key in column if not key.startswith("dc:")} <= COLUMN | INHERITED
        assert re.fullmatch(r"[A-Za-z0-9][\w.]*", column["name"])
        assert column["datatype"]["base"] in DATATYPES
    shown = rows(client, address)
    assert shown
    assert list(shown[0]) == [column["titles"] for column in schema["columns"]]
    keys = set()
    for row in shown:
        keys.add(tuple(row[name] for name in schema["primaryKey"]))
        for name, cell in row.items():
            column = columns[name]
            if cell == column["null"]:
                assert not column["required"], name
            else:
                DATATYPES[column["datatype"]["base"]](cell)
                assert re.fullmatch(column["datatype"].get("format", ".*"), cell)
    assert len(keys) == len(shown), "the primary key is one"


TYPES = {"string": str, "number": float, "boolean": lambda cell: {"true": True, "false": False}[cell], "year": int}


@pytest.mark.req("DAT-01", "figures.downloads.package")
@pytest.mark.parametrize("address", CSV)
def test_the_data_package_describes_the_same_csv(client, released, address):
    """Data Package v1: a name, resources with a path, fields of known types; every row of the CSV fits its schema."""
    beside = re.sub(r"cijfers\.csv", "datapackage.json", address)
    response = client.get(beside)
    assert response["Content-Type"].startswith("application/json")
    found = json.loads(response.content)
    assert re.fullmatch(r"[-a-z0-9._/]+", found["name"])
    (resource,) = found["resources"]
    assert re.fullmatch(r"[-a-z0-9._/]+", resource["name"])
    assert resource["path"] == f"http://testserver{address}"
    assert found["licenses"]
    assert all(one["name"] or one["path"] for one in found["licenses"])
    fields = {field["name"]: field for field in resource["schema"]["fields"]}
    shown = rows(client, address)
    assert list(shown[0]) == list(fields)
    assert set(resource["schema"]["primaryKey"]) <= set(fields)
    for row in shown:
        for name, cell in row.items():
            limits = fields[name].get("constraints", {})
            if cell in resource["schema"]["missingValues"]:
                assert not limits.get("required"), name
            else:
                TYPES[fields[name]["type"]](cell)
                assert cell in limits.get("enum", [cell])
    assert found["created"][:10] == about(client, address)["dc:issued"]


@pytest.mark.parametrize("address", CSV)
def test_a_file_says_the_same_as_the_interface(client, released, address):
    for row in rows(client, address):
        told = client.get(
            f"/api/v1/observations?area={row['area_code']}@{row['edition']}&indicator={row['indicator']}&period={row['period']}"
        )
        (figure,) = told.json()["observations"]
        for name in ("value", "lower", "upper", "numerator", "denominator"):
            assert (float(row[name]) if row[name] else None) == figure[name]
        assert (row["status"], row["source"], row["release"]) == (figure["status"], figure["source"], figure["release"])


def test_a_file_says_the_same_as_the_screen(client, released):
    shown = rows(client, CSV[3])
    page = client.get("/vergelijk?gebied=GM9901&gebied=GM9903&indicator=vroeggeboorte").content.decode()
    assert [row["comparison_with_country"] for row in shown] == ["worse", "better", ""]
    assert [row["area_code"] for row in shown] == ["GM9901", "GM9903", "XX00"]
    for row in shown:
        # The screen gives no more digits than the margin allows.
        assert re.search(rf">{float(row['value']):.0f}(,0)?\u00a0%<", page)
    every = rows(client, CSV[2])
    assert {row["period"] for row in every} == {"2022", "2023"}
    assert {row["fictional"] for row in every} == {"true"}


def test_a_workbook_has_a_cover_numbers_as_numbers_and_codes_as_text(client, released):
    response = client.get("/indicatoren/vroeggeboorte/cijfers.xlsx?niveau=gemeente")
    assert response["Content-Disposition"] == 'attachment; filename="vroeggeboorte-gemeente.xlsx"'
    book = load_workbook(io.BytesIO(response.content))
    cover, figures, definitions = book.worksheets
    assert (cover.title, figures.title, definitions.title) == ("Toelichting", "Cijfers", "Definities")
    told = {row[0].value: row[1].value for row in cover.iter_rows(min_row=2) if row and row[0].value}
    for term in (
        "Bron",
        "Licentie",
        "Periode",
        "Regel voor verbergen",
        "Opgehaald",
        "Vrijgave",
        "verborgen",
        "geen gegevens",
        "leeg bij de bron",
        "te onzeker",
        "Nul",
        "Fictief voorbeeld",
    ):
        assert told.get(term), term
    assert str(released) in told["Vrijgave"]
    assert told["Periode"] == "2023"
    titles = [cell.value for cell in figures[1]]
    by_name = [dict(zip(titles, row, strict=True)) for row in figures.iter_rows(min_row=2)]
    raw = rows(client, "/indicatoren/vroeggeboorte/cijfers.csv?niveau=gemeente")
    assert len(by_name) == len(raw) == 3
    for row, line in zip(by_name, raw, strict=True):
        assert (row["Code van het gebied"].data_type, row["Code van het gebied"].value) == ("s", line["area_code"])
        assert (row["Waarde"].data_type, row["Waarde"].value) == ("n", float(line["value"]))
        assert row["Status"].value == "gemeten"
        assert row["Jaar van de grenzen"].data_type == "s"
    assert definitions["A2"].value == "vroeggeboorte"
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_cover_of_a_workbook_tells_the_periods_in_order_and_as_years(client, released):
    """The rows of an area stand by indicator: their periods in that order would be a heap."""
    book = load_workbook(io.BytesIO(client.get("/gebied/GM9901/cijfers.xlsx").content))
    told = {row[0].value: row[1].value for row in book.worksheets[0].iter_rows(min_row=2) if row and row[0].value}
    assert told["Periode"] == "2022\N{EN DASH}2023"


def test_a_workbook_names_no_author_and_no_machine(client, released):
    content = client.get("/gebied/GM9901/cijfers.xlsx").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        core = archive.read("docProps/core.xml").decode()
        everything = " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    assert "creator" not in core
    assert "lastModifiedBy" not in core
    import getpass
    import socket

    assert socket.gethostname() not in everything
    assert getpass.getuser() not in core


@pytest.mark.req("WEB-27", "figures.downloads.harmless")
@pytest.mark.parametrize("risky", ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\tx", "＝1"])
def test_no_file_holds_a_formula(db, risky):
    row = [
        "GM1",
        risky,
        2024,
        "sga",
        "2023",
        -1.5,
        "share",
        None,
        None,
        None,
        "measured",
        None,
        None,
        "x",
        risky,
        "1",
        "r",
        "false",
    ]
    from kansrijk.figures.catalogue import indicators
    from kansrijk.figures.downloads.tables import HEADER

    table = Table(risky, "x", HEADER, (tuple(row),), (indicators()["sga"],), ())
    (line,) = csv.DictReader(io.StringIO(text(table)))
    assert line["area_name"] == f"'{risky}"
    assert line["value"] == "-1.5", "a number stays a number"
    book = load_workbook(io.BytesIO(workbook(table)))
    cell = book.worksheets[1]["B2"]
    assert (cell.data_type, cell.value) == ("s", f"'{risky}")
    assert book.worksheets[1]["F2"].value == -1.5
    assert book.worksheets[0]["A1"].data_type == "s"


ROADS = [
    "/gebied/BU99010101",
    "/gebied/BU99010101/cijfers.csv",
    "/gebied/BU99010101/cijfers.xlsx",
    "/gebied/BU99010101/cijfers.csv-metadata.json",
    "/indicatoren/vroeggeboorte?niveau=buurt",
    "/indicatoren/vroeggeboorte?niveau=buurt&volgorde=hoog",
    "/indicatoren/vroeggeboorte/cijfers.csv?niveau=buurt",
    "/indicatoren/vroeggeboorte/cijfers.xlsx?niveau=buurt",
    "/indicatoren/vroeggeboorte/cijfers.csv-metadata.json?niveau=buurt",
    "/vergelijk?gebied=BU99010101&gebied=BU99010102&indicator=vroeggeboorte",
    "/vergelijk/cijfers.csv?gebied=BU99010101&gebied=BU99010202&indicator=vroeggeboorte",
    "/vergelijk/cijfers.xlsx?gebied=BU99010101&indicator=vroeggeboorte",
    "/vergelijk/beeld.svg?gebied=BU99010101&gebied=BU99010302&indicator=vroeggeboorte",
    "/trechter?binnen=GM9901&niveau=buurt&indicator=vroeggeboorte",
    "/trechter/beeld.svg?binnen=GM9901&niveau=buurt&indicator=vroeggeboorte",
    "/verschillen?gebied=GM9901&niveau=buurt&indicator=vroeggeboorte",
    "/verschillen/beeld.svg?gebied=GM9901&niveau=buurt&indicator=vroeggeboorte",
    "/insluiten/BU99010101/vroeggeboorte",
    "/insluiten/BU99010101/vroeggeboorte?vorm=verloop",
]


@pytest.mark.req("SDC-05", "figures.disclosing.make_safe")
@pytest.mark.parametrize("address", ROADS)
def test_a_hidden_count_leaves_by_no_road(client, released, address):
    """7919 of 7923: neither count nor the share they give stands anywhere."""
    response = client.get(address)
    assert response.status_code == 200
    content = response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = b" ".join(archive.read(name) for name in archive.namelist())
    found = content.decode()
    found = re.sub(r'"sha256[^"]*"|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|csrfmiddlewaretoken" value="\w+"', "", found)
    for secret in ("7919", "7.919", "7923", "7.923", "7920", "7.920", "7925", "99.9", "99,9", "100.0", "100,0"):
        assert secret not in found, secret
    if not address.startswith("/gebied") and "metadata" not in address:
        assert "verborgen" in found or "hidden" in found or "BU99010101" not in found


@pytest.mark.req("SEC-11", "figures.queries.visible")
def test_what_is_not_released_is_in_no_file_of_a_stranger_and_in_those_of_its_own_coalition(client, private):
    who, release = private
    show_as_delivered(release, who)
    assert client.get("/indicatoren/vroeggeboorte/cijfers.csv").status_code == 404
    assert rows(client, "/gebied/GM9901/cijfers.csv") == []
    assert rows(client, CSV[3]) == []
    from kansrijk.trust.models import Account

    client.force_login(
        Account.objects.get(email="epidemioloog1@example.org"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    assert len(rows(client, "/indicatoren/vroeggeboorte/cijfers.csv")) == 3
    book = load_workbook(io.BytesIO(client.get("/gebied/GM9901/cijfers.xlsx").content))
    told = [row[1].value for row in book.worksheets[0].iter_rows() if len(row) > 1]
    assert "Niet vrijgegeven: alleen voor uw eigen coalitie." in told


def test_drawings_leave_as_svg_and_png_with_source_and_date_inside(client, released):
    base = "/vergelijk/beeld.{}?gebied=GM9901&gebied=GM9902&indicator=vroeggeboorte"
    drawn = client.get(base.format("svg"))
    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn["Content-Disposition"] == 'attachment; filename="vergelijking-vroeggeboorte.svg"'
    told = drawn.content.decode()
    assert "Eigen cijfers van de coalitie." in told
    assert "Hier openbaar sinds" in told
    assert "Fictief voorbeeld" in told
    picture = client.get(base.format("png"))
    assert picture["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    for address in ("/trechter/beeld.png?indicator=vroeggeboorte", "/indicatoren/vroeggeboorte/beeld.png?land=XX"):
        assert client.get(address).content.startswith(b"\x89PNG")


def test_a_table_too_large_for_a_workbook_is_offered_as_csv_only(client, released, monkeypatch):
    monkeypatch.setattr("kansrijk.figures.downloads.xlsx.LARGEST", 2)
    assert client.get("/indicatoren/vroeggeboorte/cijfers.xlsx").status_code == 404
    assert client.get("/indicatoren/vroeggeboorte/cijfers.csv").status_code == 200


def test_the_metadata_name_the_licence_by_its_address(released):
    table = of_indicator(VISITOR, "vroeggeboorte", "gemeente", None)
    card = queries.release(VISITOR, released)
    from dataclasses import replace

    assert card.sha256 not in json.dumps(metadata(table, "")), "a digest of an own file tells what was hidden in it"
    open_table = Table(
        table.title, table.stem, table.header, table.rows, table.indicators, (replace(card, licence="CC BY 4.0"),)
    )
    found = metadata(open_table, "http://testserver/x.csv")
    assert found["dc:license"] == [{"@id": "https://creativecommons.org/licenses/by/4.0/"}]
    assert datetime.fromisoformat(found["dc:issued"])
    status = next(column for column in found["tableSchema"]["columns"] if column["name"] == "status")
    assert status["datatype"]["format"].split("|") == list(STATUS_NAMES)
