"""A file or a link beside an agreement or minutes: what is taken, what is refused in words, who may fetch it."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_agreements import make
from tests.coalition.test_parties import add_party

from kansrijk.coalition import commands, queries
from kansrijk.coalition.models import Attachment
from kansrijk.core.attachments import MOST_BYTES, kind_of, safe_name, why_not, without_traces
from kansrijk.core.faults import BadInput
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << >>\n%%EOF\n"
TYPES = '<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="{}"/></Types>'
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*more: bytes, width: int = 1, height: int = 1) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", head), *more, chunk(b"IDAT", zlib.compress(b"\0\0")), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def docx(*, kind: str = WORD, text: str = "<w><t>Wij bellen.</t></w>", **more: bytes | str) -> bytes:
    parts = {"[Content_Types].xml": TYPES.format(kind), "word/document.xml": text, **more}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in parts.items():
            # Of one day: a zip carries its clock, and the same file twice has to be the same bytes.
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def hidden(name: bytes) -> bytes:
    """A PDF that keeps an action in a packed stream of objects."""
    packed = zlib.compress(b"1 0 << /S " + name + b" >>")
    return b"%PDF-1.7\n1 0 obj <</Type /ObjStm /Filter /FlateDecode>>\nstream\n" + packed + b"\nendstream\n%%EOF\n"


FETCHES = (
    '<Relationships><Relationship Type="x/attachedTemplate" TargetMode="External" Target="http://x"/></Relationships>'
)
LINKS = '<Relationships><Relationship Type="x/hyperlink" TargetMode="External" Target="http://x"/></Relationships>'
DDE = "<w><instrText> DDE</instrText><instrText>AUTO c:\\\\x </instrText></w>"


@pytest.mark.req("WEB-21", "core.attachments.why_not")
@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("plan.pdf", PDF, ""),
        ("kaart.PNG", png(), ""),
        ("verslag.docx", docx(), ""),
        ("verslag.docx", docx(**{"word/_rels/document.xml.rels": LINKS}), ""),
        ("plan.pdf", hidden(b"/GoTo"), ""),
        ("plan.pdf", b"", "empty"),
        ("plan.pdf", PDF + b" " * MOST_BYTES, "large"),
        ("plan.pdf", b"<html><script>1</script>", "other"),
        ("kaart.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "other"),
        ("plan.pdf", b"MZ\x90\0", "other"),
        ("plan.pdf.exe", PDF, "name"),
        ("plan.png", PDF, "name"),
        ("pl\0an.pdf", PDF, "name"),
        ("plan\u202efdp.pdf", PDF, "name"),
        ("plan.pdf", PDF[:-7], "damaged"),
        ("plan.pdf", PDF + docx() + b"%%EOF", "damaged"),
        ("plan.pdf", PDF.replace(b"/Type", b"/OpenAction << /S /JavaScript >> /Type"), "active"),
        ("plan.pdf", PDF.replace(b"/Type", b"/A << /S /J#61vaScript >> /Type"), "active"),
        ("plan.pdf", PDF.replace(b"/Type", b"/EmbeddedFiles 2 0 R /Type"), "active"),
        ("plan.pdf", hidden(b"/Launch"), "active"),
        ("plan.pdf", hidden(b"/Java#53cript"), "active"),
        ("plan.pdf", hidden(b" " * (21 * 1024**2)), "bomb"),
        ("plan.pdf", PDF.replace(b"<< >>", b"<< /Encrypt 3 0 R >>"), "locked"),
        ("kaart.png", png() + b"<script>", "damaged"),
        ("kaart.png", png()[:-13] + b"x" * 13, "damaged"),
        ("kaart.png", png(width=9000, height=9000), "bomb"),
        ("kaart.png", png(chunk(b"acTL", b"\0" * 8)), "active"),
        ("verslag.docx", docx(**{"word/vbaProject.bin": b"x"}), "active"),
        ("verslag.docx", docx(kind="application/vnd.ms-word.document.macroEnabled.main+xml"), "active"),
        ("verslag.docx", docx(**{"word/_rels/settings.xml.rels": FETCHES}), "active"),
        ("verslag.docx", docx(text=DDE), "active"),
        ("verslag.docx", docx(text='<!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>'), "active"),
        ("verslag.docx", docx(text="<w>"), "damaged"),
        ("verslag.docx", docx(**{"../weg.xml": "<a/>"}), "damaged"),
        ("verslag.docx", docx(**{"word/media/x.png": b"\0" * (20 * 1024**2)}), "bomb"),
        ("verslag.docx", docx(**{f"word/{number}.txt": "" for number in range(2001)}), "bomb"),
        ("verslag.docx", docx()[:200], "damaged"),
    ],
)
def test_a_file_is_judged_by_what_is_in_it(name, content, refusal):
    assert why_not(name, content) == refusal
    if not refusal:
        assert kind_of(content) == name.lower().rsplit(".", 1)[1]


@given(st.binary(max_size=300), st.sampled_from([b"", b"%PDF-", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"]))
def test_rubbish_is_refused_and_breaks_nothing(rubbish, begins):
    assert why_not("x.pdf", begins + rubbish) != ""


@given(st.text(max_size=300), st.sampled_from(["pdf", "png", "docx"]))
def test_a_name_that_is_handed_out_is_plain(name, kind):
    safe = safe_name(name, kind)
    assert safe.endswith(f".{kind}")
    assert safe.count(".") == 1
    assert not set(safe) & set('/\\:*?"<>|;%\r\n\0')
    assert 0 < len(safe) - len(kind) - 1 <= 80
    assert safe_name(safe, kind) == safe


@pytest.mark.req("WEB-33", "core.attachments.without_traces")
def test_a_picture_keeps_no_trace_of_where_it_was_taken():
    taken = png(chunk(b"eXIf", b"GPS 51.9"), chunk(b"tEXt", b"Author\0Anne"))
    assert without_traces(taken) == png()
    assert without_traces(PDF) == PDF


@pytest.mark.django_db
@pytest.mark.req("WEB-34", "coalition.views.attachments.download")
def test_a_file_lies_beside_an_agreement_and_is_only_downloaded(coordinator, coalition, person, other):
    key = make(coordinator, coalition)
    hers, path = client_of(coordinator), f"/coalitie/{SLUG}/afspraken/{key}"
    put = hers.post(f"{path}/bijlage", {"file": SimpleUploadedFile("Samen; bellen.exe.pdf", PDF)})
    assert put["Location"] == path
    page = hers.get(path).content.decode()
    assert "Samen- bellen-exe.pdf" in page
    got = hers.get(f"{path}/bijlage/bestand")
    assert got.content == PDF
    assert got["Content-Type"] == "application/pdf"
    assert got["Content-Disposition"] == 'attachment; filename="Samen- bellen-exe.pdf"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"].startswith("sandbox")
    reader = client_of(person("wethouder", coalition))
    assert reader.get(f"{path}/bijlage/bestand").status_code == 200
    assert reader.post(f"{path}/bijlage", {"link": "https://a.invalid"}).status_code == 404
    stranger = client_of(person("coordinator", other))
    for address in (f"{path}/bijlage/bestand", f"/coalitie/andere/afspraken/{key}/bijlage/bestand"):
        assert stranger.get(address).status_code == 404
    assert stranger.get(f"/coalitie/andere/afspraken/{key}/bijlage").status_code == 404
    assert stranger.post(f"/coalitie/andere/afspraken/{key}/bijlage/weghalen").status_code == 404
    assert Attachment.objects.count() == 1
    hers.post(f"{path}/bijlage", {"link": "https://voorbeeld.invalid/plan"})
    assert 'href="https://voorbeeld.invalid/plan"' in hers.get(path).content.decode()
    assert hers.get(f"{path}/bijlage/bestand").status_code == 404
    hers.post(f"{path}/bijlage/weghalen")
    hers.post(f"{path}/bijlage/weghalen")
    assert not Attachment.objects.exists()
    events = AuditRecord.objects.filter(event__startswith="attachment").values_list("event", flat=True)
    assert sorted(events) == ["attachment gone", "attachment put", "attachment put"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"file": SimpleUploadedFile("x.exe", b"MZ")}, "Wij nemen een PDF, een PNG-plaatje of een Word-bestand"),
        ({"file": SimpleUploadedFile("x.pdf", b"")}, "Het bestand is leeg."),
        ({"file": SimpleUploadedFile("x.png", PDF)}, "De naam van het bestand past niet"),
        ({"file": SimpleUploadedFile("x.pdf", PDF + b" " * MOST_BYTES)}, "Het bestand is te groot."),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({}, "Kies een bestand, of geef een link."),
        ({"file": SimpleUploadedFile("x.pdf", PDF), "link": "https://a.invalid"}, "niet allebei"),
    ],
)
def test_a_refusal_says_in_dutch_what_to_do(coordinator, coalition, sent, said):
    key = make(coordinator, coalition)
    answer = client_of(coordinator).post(f"/coalitie/{SLUG}/afspraken/{key}/bijlage", sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.django_db
@pytest.mark.req("WEB-37", "coalition.commands.attach")
def test_minutes_have_a_file_too_twice_is_once_and_room_ends(coordinator, coalition, person, other, monkeypatch):
    from datetime import date

    key = commands.plan_meeting(by=coordinator, coalition=coalition.pk, title="Kerngroep", held_on=date(2026, 1, 5))
    first = commands.attach(by=coordinator, item="meeting", key=key, name="verslag.docx", content=docx())
    assert first == commands.attach(by=coordinator, item="meeting", key=key, name="verslag.docx", content=docx())
    page = client_of(coordinator).get(f"/coalitie/{SLUG}/overleg/{key}").content.decode()
    assert "verslag.docx" in page
    with pytest.raises(Denied):
        commands.detach(by=person("coordinator", other), item="meeting", key=key)
    monkeypatch.setattr("kansrijk.coalition.commands.attachments.MOST_OF_A_COALITION", len(docx()) + 10)
    with pytest.raises(BadInput, match=r"geen ruimte|no room"):
        commands.attach(by=coordinator, item="agreement", key=make(coordinator, coalition), name="a.pdf", content=PDF)


def sign(by, coalition, key, on=None):
    """A party signs the version that holds."""
    from datetime import date

    party = add_party(by, coalition)
    commands.sign(by=by, agreement=key, party=party, signed_on=on or date(2026, 3, 2))


OTHER = PDF.replace(b"Catalog", b"Catalog /Lang (nl)")


@pytest.mark.django_db
def test_a_signed_version_keeps_its_file_and_another_file_is_another_version(coordinator, coalition):
    key = make(coordinator, coalition)
    commands.attach(by=coordinator, item="agreement", key=key, name="een.pdf", content=PDF)
    commands.attach(by=coordinator, item="agreement", key=key, name="een.pdf", content=OTHER)
    assert Attachment.objects.count() == 1, "nobody signed: replaced"
    sign(coordinator, coalition, key)
    browser, path = client_of(coordinator), f"/coalitie/{SLUG}/afspraken/{key}"
    assert "Een partij tekende deze versie" in browser.get(f"{path}/bijlage").content.decode()
    for _ in range(2):
        browser.post(f"{path}/bijlage", {"file": SimpleUploadedFile("twee.pdf", PDF)})
    now = queries.agreement(coordinator, coalition.pk, key)
    assert (now.current.number, now.is_signed) == (2, False), "one new version, and the parties sign again"
    assert now.current.text == now.history[0].text
    assert browser.get(f"{path}/bijlage/bestand").content == PDF
    assert browser.get(f"{path}/bijlage/bestand?versie=1").content == OTHER, "what was signed is what was signed"
    assert browser.get(f"{path}/bijlage/bestand?versie=2").content == PDF
    page = browser.get(path).content.decode()
    assert "een.pdf" in page
    assert "?versie=1" in page
    browser.post(f"{path}/bijlage", {"file": SimpleUploadedFile("drie.pdf", OTHER)})
    assert Attachment.objects.count() == 2, "version 2 was not signed: its file made place"


@pytest.mark.django_db
def test_a_file_goes_along_with_the_text_and_taking_it_away_leaves_what_was_signed(coordinator, coalition):
    key = make(coordinator, coalition)
    commands.attach(by=coordinator, item="agreement", key=key, name="een.pdf", content=PDF)
    sign(coordinator, coalition, key)
    commands.write_text(by=coordinator, agreement=key, text="Wij bellen vaker.", based_on=1)
    at = f"/coalitie/{SLUG}/afspraken/{key}/bijlage"
    browser = client_of(coordinator)
    assert browser.get(f"{at}/bestand").content == PDF, "the next version still has it"
    for _ in range(2):
        commands.detach(by=coordinator, item="agreement", key=key)
    assert browser.get(f"{at}/bestand").status_code == 404
    assert browser.get(f"{at}/bestand?versie=1").content == PDF
    assert queries.agreement(coordinator, coalition.pk, key).current.number == 2, "version 2 was not signed: no third"


@pytest.mark.django_db
def test_a_link_under_a_signature_stays_too_and_a_stranger_fetches_no_version(coordinator, coalition, person, other):
    key = make(coordinator, coalition)
    commands.attach(by=coordinator, item="agreement", key=key, link="https://voorbeeld.invalid/een")
    sign(coordinator, coalition, key)
    commands.attach(by=coordinator, item="agreement", key=key, name="twee.pdf", content=PDF)
    page = client_of(coordinator).get(f"/coalitie/{SLUG}/afspraken/{key}").content.decode()
    assert "https://voorbeeld.invalid/een" in page
    stranger = client_of(person("coordinator", other))
    for number in (1, 2, 99999):
        assert stranger.get(f"/coalitie/{SLUG}/afspraken/{key}/bijlage/bestand?versie={number}").status_code == 404
