"""Each wrong file: one clear Dutch sentence on screen, one English line on the command line, nothing stored, exit 1.

The files are made here, by code. The same corpus goes by both roads.
"""

import io
import json
import re
import subprocess
import sys
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.figures.files import workbook, zipped
from tests.figures.waiting import waiting_works
from typer.testing import CliRunner

from kansrijk.cli.main import app
from kansrijk.figures import commands, descriptions
from kansrijk.figures.models import Release, Row, Upload
from kansrijk.trust.models import Account

HEAD = "gebied;periode;indicator;waarde;teller;noemer;status\n"
GOOD = "GM9901@2024;2023;big2;;150;1000;\n"


def sheet(dimension: str, rows: bytes) -> bytes:
    """A workbook whose sheet is written by hand."""
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    whole = workbook([["a"]])
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                content = b"<worksheet %s><dimension ref=%s/><sheetData>%s</sheetData></worksheet>" % (
                    space,
                    json.dumps(dimension).encode(),
                    rows,
                )
            new.writestr(part.filename, content)
    return stream.getvalue()


def names_of_places(name: str) -> str:
    """A whole row of the national table as it was tidied, with this name."""
    layout = next(one for one in descriptions.source("cbs-kwb").layouts if one.name == "naam")
    titles = ["niveau", "code", "naam", *(rule.title for rule in layout.columns)]
    return ",".join(titles) + "\n" + ",".join(["gemeente", "GM9901", name, *["1"] * len(layout.columns)]) + "\n"


# what: (file name, content, source, a word of the English, a word of the Dutch, row)
CORPUS = {
    "empty": ("a.csv", b"", "tidy", "the file is empty", "Het bestand is leeg.", None),
    "only a header": ("a.csv", HEAD, "tidy", "nothing under it", "kopregel met niets eronder", 1),
    "truncated": ("a.csv", HEAD + GOOD + "GM9901@2024;20", "tidy", "has 2 fields", "De rij heeft 2 velden", 3),
    "wrong encoding": ("a.csv", (HEAD + "GM9901;2023;big2;é;;;\n").encode("cp1252"), "tidy", "UTF-8", "UTF-8", 2),
    "half UTF-16": ("a.csv", b"\xff\xfea", "tidy", "UTF-16", "UTF-16", None),
    "wrong separator": (
        "a.csv",
        (HEAD + GOOD).replace(";", "\t"),
        "tidy",
        "separated by tabs, expected commas or semicolons",
        "gescheiden door tabs, we verwachten komma's of puntkomma's.",
        1,
    ),
    "PDF": ("a.csv", b"%PDF-1.7 tabel", "tidy", "this is a PDF", "Dit is een PDF", None),
    "XLSX bomb": ("a.xlsx", zipped(xl__workbook_dot_xml=b"0" * 20_000_000), "tidy", "unpacks", "uitpakken", None),
    "far cell": (
        "a.xlsx",
        sheet("A1:GR1048576", b'<row r="1"><c r="A1"><v>1</v></c></row><row r="999999"><c r="GR999999"/></row>'),
        "tidy",
        "more than 3000000 cells",
        "De tabel heeft meer dan",
        None,
    ),
    "picture": ("a.xlsx", b"\xff\xd8\xff\xe0", "tidy", "a picture", "Dit is een plaatje", None),
    "zip bomb": ("a.zip", zipped(a_dot_csv=b"0" * 20_000_000), "tidy", "unpacks", "uitpakken", None),
    "zip": ("a.csv", zipped(a_dot_csv=b"gebied"), "tidy", "zip file", "zipbestand", None),
    "cut workbook": ("a.xlsx", workbook([["gebied"]])[:-40], "tidy", "damaged", "beschadigd", None),
    "entities": (
        "a.xlsx",
        zipped(xl__workbook_dot_xml=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        "tidy",
        "damaged",
        "beschadigd",
        None,
    ),
    "a million columns": (
        "a.csv",
        ";".join(f"k{i}" for i in range(1_000_000)) + "\n1\n",
        "tidy",
        "columns",
        "kolommen",
        1,
    ),
    "duplicate keys": ("a.csv", HEAD + GOOD + GOOD, "tidy", "stands here 2 times", "staat hier 2 keer", 2),
    "share over 100": (
        "a.csv",
        HEAD + "GM9901@2024;2023;big2;101;;;\n",
        "tidy",
        "above 100",
        "boven de 100 procent",
        2,
    ),
    "future period": ("a.csv", HEAD + "GM9901@2024;2093;big2;11;;;\n", "tidy", "not been yet", "nog niet geweest", 2),
    "unknown code": (
        "a.csv",
        HEAD + "GM9999@2024;2023;big2;11;;;\n",
        "tidy",
        "no area",
        "bestaat niet in de indeling",
        2,
    ),
    "another edition": ("a.csv", HEAD + GOOD + "GM9955@2024;2023;big2;11;;;\n", "tidy", "2019", "die van 2019", 3),
    "unit mixed up": (
        "a.csv",
        HEAD + "GM9901@2024;2023;perinatale_sterfte_24w_7d;0,5;5;1000;\n",
        "tidy",
        "is the unit per_1000",
        "Die hoort per 1.000 te zijn",
        2,
    ),
    "NUL bytes": ("a.csv", (HEAD + GOOD).encode().replace(b"150", b"15\x000"), "tidy", "NUL", "NUL-teken", 2),
    "formula in CSV": ("a.csv", HEAD + 'GM9901@2024;2023;big2;"=1+1";;;\n', "tidy", "a formula", "een formule", 2),
    "formula cell": (
        "a.xlsx",
        workbook([["gebied", "periode", "indicator", "waarde"], ["GM9901", 2023, "big2", "=1+1"]]),
        "tidy",
        "formula",
        "een formule",
        2,
    ),
    "=cmd as a place": ("a.csv", HEAD + "=cmd|' /C calc'!A0;2023;big2;1;;;\n", "tidy", "not a code", "geen code", 2),
    "=cmd in a name": (
        "kwb-2024.csv",
        names_of_places("\"=cmd|' /C calc'!A0\""),
        "cbs-kwb",
        "a formula, not a name",
        "een formule, geen naam",
        2,
    ),
    "two ways": ("a.csv", HEAD + "GM9901@2024;2023;big2;1.234;;;\n", "tidy", "two ways", "op twee manieren", 2),
    "web page": ("a.csv", "<!doctype html><html>", "tidy", "web page", "webpagina", 1),
    "old Excel": ("a.xlsx", b"\xd0\xcf\x11\xe0 oud", "tidy", "old Excel", "oud Excelbestand", None),
    "no SPSS": ("a.sav", b"$FL2 geen spss", "spss", "SPSS", "SPSS-bestand", None),
    "half JSON": ("a.json", b'{"value": [{"a": 1}, ', "cbs-odata", "JSON", "JSON", 1),
    "list in JSON": (
        "a.json",
        b'{"value": [{"WijkenEnBuurten": ["GM0363"], "Perioden": "2023JJ00"}]}',
        "cbs-odata",
        "a list or object",
        "staat een lijst waar",
        1,
    ),
    "value beside the table": (
        "a.xlsx",
        workbook([["gebied", "periode"], ["GM9901", 2023, "los"]]),
        "tidy",
        "outside the columns",
        "een waarde naast de kolommen",
        2,
    ),
    "header twice": (
        "a.csv",
        HEAD.replace("teller", "waarde") + GOOD,
        "tidy",
        "in the header twice",
        "staat twee keer in de kopregel",
        1,
    ),
    "deep JSON": ("a.json", b"[" * 100_000, "cbs-odata", "nested", "te diep", None),
    "other source": ("a.csv", "a,b\n1,2\n", "rivm-50150", "no delivery of", "geen levering van", 1),
}
# The column of each that has one; what is not here is wrong as a whole, or in a whole row.
COLUMNS = {
    "truncated": "periode",  # where the row ends
    "wrong encoding": "waarde",
    "NUL bytes": "teller",
    "duplicate keys": "gebied",
    "share over 100": "waarde",
    "future period": "periode",
    "unknown code": "gebied",
    "another edition": "gebied",
    "unit mixed up": "waarde",
    "formula in CSV": "waarde",
    "formula cell": "D",
    "=cmd as a place": "gebied",
    "=cmd in a name": "naam",
    "two ways": "waarde",
    "value beside the table": "C",
    "header twice": "waarde",
    "half JSON": "22",  # the character of the line
    "list in JSON": "WijkenEnBuurten",
}
ITEMS = pytest.mark.parametrize("what", CORPUS)
pytestmark = pytest.mark.django_db


@pytest.fixture
def places(made_up):
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    register_unaudited(2019, [AreaRecord("GM9955", "Eerder", "gemeente", country="XX")])


def nothing_stored() -> None:
    assert Release.objects.count() == 0
    assert Row.objects.count() == 0


def places_on(page: str) -> set[tuple[int, str | None]]:
    """(row, column) of every place that the page names: in the sentence, or in the table of faults."""
    said = {
        (int(row), column or None)
        for row, column in re.findall(r"<strong>rij (\d+)(?:, kolom ([^<]+))?</strong>", page)
    }
    cells = re.findall(r'data-label="Rij"[^>]*>(\d+)</td><td[^>]*data-label="Kolom">([^<]*)</td>', page)
    return said | {(int(row), column or None) for row, column in cells}


@pytest.mark.req("DAT-05", "figures.sentences.sentence")
@ITEMS
def test_on_screen_it_is_one_dutch_sentence(client, person, coalition, places, what):
    name, content, source, _, dutch, row = CORPUS[what]
    who = Account.objects.get(pk=person("epidemioloog", coalition).account)
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    raw = content.encode() if isinstance(content, str) else content
    sent = {"source": source, "file": SimpleUploadedFile(name, raw), "coalition": str(coalition.pk), "period": ""}
    answer = client.post("/cijfers/leveringen/nieuw", sent)
    if answer.status_code == 302:
        for key in waiting_works():
            commands.run_work(work=key)
        answer = client.get(answer["Location"])
        assert Upload.objects.get().state == "refused"
        if row is not None:
            assert places_on(answer.content.decode()) >= {(row, COLUMNS.get(what))}
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())).replace("&#x27;", "'")
    assert dutch in text or (what == "empty" and "leeg" in text)
    assert "Sla deze cijfers op" not in text
    nothing_stored()


@pytest.mark.req("DAT-05", "cli.figures.import_file")
@ITEMS
def test_on_the_command_line_it_is_one_english_line(beheer, places, write, monkeypatch, what):
    name, content, source, english, _, row = CORPUS[what]
    monkeypatch.setattr("kansrijk.cli.figures.prepare", lambda: None)
    path = write(content, name)
    done = CliRunner().invoke(app, ["figures", "import", source, str(path)])
    assert done.exit_code == 1, done.output
    line = next(line for line in done.stderr.splitlines() if english in line)
    assert name in line
    column = COLUMNS.get(what)
    place = "".join([name, f", row {row}" if row else "", f", column {column}" if column else "", ": "])
    assert line.startswith(place), line
    told = CliRunner().invoke(app, ["figures", "import", source, str(path), "--json"])
    assert told.exit_code == 1
    said = json.loads(told.stdout)
    if "error" in said:
        assert set(said["error"]) == {"message", "file", "row", "column", "field"}
        first = said["error"]
    else:
        assert said["read"] == said["rejected"]
        assert said["release"] is None
        first = said["errors"][0]
    assert english in first["message"]
    assert (first["row"], first["column"]) == (row, column)
    nothing_stored()


BOMBS = {
    "far cell": lambda: CORPUS["far cell"][1],
    "wide sheet of a million rows": lambda: sheet(
        "A1:CV1000000", b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (i, i) for i in range(1, 200_000))
    ),
    "one long line": lambda: b"a;b\n" + b"1" * 50_000_000,
    "millions of fields": lambda: b"a" + b";b" * 10 + b"\n" + (b"12" + b";34" * 10 + b"\n") * 1_700_000,
    "zeros": lambda: zipped(xl__workbook_dot_xml=b"<a/>", xl__worksheets__sheet1_dot_xml=b"0" * 140_000_000),
}
READ = """
import re, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (3 * 1024**3, 3 * 1024**3))
from kansrijk.core.faults import BadInput
from kansrijk.figures.readers import read
before = resource.getrusage(resource.RUSAGE_SELF)
try:
    read(Path(sys.argv[1]))
    print("READ")
except BadInput as error:
    print(str(error)[:200])
after = resource.getrusage(resource.RUSAGE_SELF)
# Of this program alone: ru_maxrss begins with what the process that started it held.
highest = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(int(highest[1]) // 1024, round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1))
"""


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_within_bounds(tmp_path, what):
    """In a process of its own: at most 700 MB in all and 25 seconds of work, whatever it would unpack to."""
    path = tmp_path / "bom.xlsx"
    path.write_bytes(BOMBS[what]())
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True, timeout=300
    )
    sentence, figures = done.stdout.splitlines()
    megabytes, seconds = figures.split()
    assert sentence != "READ" or what == "millions of fields"
    assert int(megabytes) < 700, figures
    assert float(seconds) < 25, figures
