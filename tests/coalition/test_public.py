"""The public page, news, reports, and one's own yes to be named."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_attachments import chunk, png
from tests.coalition.test_parties import HTML, add_party

from kansrijk.coalition import commands, queries
from kansrijk.coalition.models import NewsItem, Person, PublicPage, Report
from kansrijk.coalition.rules_public import BLOCKS
from kansrijk.core.attachments import kind_of
from kansrijk.core.faults import BadInput
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.models import Account
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
HOME = f"/coalitie/{SLUG}"
TODAY = date.today()
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c636000000002000148afa4710000000049454e44ae426082"
)  # one pixel


def docx(**more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>", **more}
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def show(by, coalition, *blocks, publish=True, **more):
    commands.set_public_page(by=by, coalition=coalition.pk, about=more.pop("about", ""), blocks=blocks, **more)
    if publish:
        commands.publish_page(by=by, coalition=coalition.pk)


def plain(response) -> bytes:
    """Without what differs between two renderings of one page."""
    import re

    text = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", response.content)
    return re.sub(rb"<!-- preview -->.*?<!-- /preview -->", b"", text, flags=re.S)


def test_nothing_is_public_until_it_is_published_and_nothing_after_it_is_withdrawn(coordinator, coalition):
    show(coordinator, coalition, *BLOCKS, publish=False, about="Wij zijn er.")
    unknown = Client().get("/coalitie/bestaat-niet")
    hidden = Client().get(HOME)
    assert (hidden.status_code, unknown.status_code) == (302, 302), "a stranger is asked to sign in, wherever"
    assert hidden["Location"].replace(SLUG, "x") == unknown["Location"].replace("bestaat-niet", "x")
    commands.publish_page(by=coordinator, coalition=coalition.pk)
    assert "Wij zijn er." in Client().get(HOME).content.decode()
    browser = client_of(coordinator)
    assert browser.post(f"{HOME}/openbaar/tonen", {"withdraw": "1"}).status_code == 302
    assert Client().get(HOME).status_code == 302
    with pytest.raises(Denied):
        queries.public_page(VISITOR, SLUG)


def test_a_page_without_a_block_cannot_be_published(coordinator, coalition):
    with pytest.raises(BadInput):
        commands.publish_page(by=coordinator, coalition=coalition.pk)
    assert client_of(coordinator).post(f"{HOME}/openbaar/tonen").status_code == 302
    assert not PublicPage.objects.filter(published_at__isnull=False).exists()


def test_each_block_is_shown_only_when_chosen(coordinator, coalition):
    party = add_party(coordinator, coalition)
    commands.add_pillar(by=coordinator, coalition=coalition.pk, name="Pijler Rust")
    commands.add_goal(by=coordinator, coalition=coalition.pk, text="Doel zichtbaar", phase="during", national="L3")
    commands.write_news(by=coordinator, coalition=coalition.pk, title="Bericht een", text="Tekst", posted_on=TODAY)
    commands.add_report(
        by=coordinator, coalition=coalition.pk, title="Rapport een", dated_on=TODAY, link="https://voorbeeld.invalid/r"
    )
    key = commands.plan_meeting(by=coordinator, coalition=coalition.pk, title="Open avond", held_on=TODAY)
    assert party
    seen = {
        "about": "Over ons staat hier",
        "goals": "Doel zichtbaar",
        "parties": "Kraamzorg Proef",
        "infographic": "k-info--wide",
        "agenda": "Open avond",
        "news": "Bericht een",
        "newsletter": 'id="nieuwsbrief"',
        "reports": "Rapport een",
    }
    for block in seen:
        show(coordinator, coalition, block, about="Over ons staat hier", meetings=[key])
        text = Client().get(HOME).content.decode()
        assert seen[block] in text, block
        others = {one for name, one in seen.items() if name not in {block, "infographic", "parties"}}
        assert not [one for one in others - {seen[block]} if one in text], block


def test_the_preview_is_the_page_of_a_stranger_to_the_byte(coordinator, coalition):
    add_party(coordinator, coalition)
    show(coordinator, coalition, "about", "parties", "infographic", "newsletter", publish=False, about="Hallo")
    browser = client_of(coordinator)
    before = browser.get(f"{HOME}/openbaar/voorbeeld")
    assert before.status_code == 200
    assert b"<!-- preview -->" in before.content
    commands.publish_page(by=coordinator, coalition=coalition.pk)
    stranger = Client().get(HOME)
    assert b"<!-- preview -->" not in stranger.content
    path = f"{HOME}/openbaar/voorbeeld".encode()
    assert plain(before).replace(path, HOME.encode()) == plain(stranger)
    assert browser.get(HOME).templates[0].name == "coalition/home.html", "a member keeps the workspace"


def test_others_see_the_page_and_none_of_its_choices(coordinator, coalition, other, person):
    show(coordinator, coalition, "about", about="Hallo")
    stranger, member = client_of(person("coordinator", other)), client_of(person("jgz", coalition))
    assert "Hallo" in stranger.get(HOME).content.decode()
    for path in ("openbaar", "openbaar/voorbeeld", "openbaar/nieuws", "openbaar/rapport", "nieuwsbrieven"):
        assert stranger.get(f"{HOME}/{path}").status_code == 404, path
        assert member.get(f"{HOME}/{path}").status_code == 404, path
        assert Client().get(f"{HOME}/{path}").status_code == 302, path


def test_only_released_figures_are_shown_with_source_and_status(coordinator, coalition, places):
    commands.set_areas(by=coordinator, coalition=coalition.pk, wanted=["GM9901"])
    show(coordinator, coalition, "figures", indicators=["big2", "vroeggeboorte"])
    found = queries.public_page(VISITOR, SLUG).figures
    assert [(one.code, len(one.figures)) for one in found] == [("GM9901", 2)]
    assert all(figure.status == "no_data" for figure in found[0].figures)
    text = Client().get(HOME).content.decode()
    assert "geen gegevens" in text
    assert "/gebied/GM9901" in text
    with pytest.raises(BadInput):
        show(coordinator, coalition, "figures", indicators=["bestaat_niet"])


def test_a_person_is_named_by_own_yes_only_and_as_long_as_it_holds(coordinator, coalition, person):
    party = add_party(coordinator, coalition)
    jgz = person("jgz", coalition)
    email = Account.objects.get(pk=jgz.account).email
    key = commands.add_person(by=coordinator, coalition=coalition.pk, party=party, name="Sanne Proef", email=email)
    with pytest.raises(BadInput):
        show(coordinator, coalition, "contact", contact=key)
    assert not commands.show_myself(by=coordinator, coalition=coalition.pk, is_public=True), "nobody for another"
    assert client_of(jgz).post(f"{HOME}/wie-is-wie/mijzelf", {"show": "yes"}).status_code == 302
    show(coordinator, coalition, "contact", "people", contact=key)
    assert Client().get(HOME).content.decode().count("Sanne Proef") == 2
    commands.change_person(by=coordinator, person=key, name="Sanne Proef", role="nieuwe rol", email=email)
    assert "Sanne Proef" not in Client().get(HOME).content.decode(), "other words ask another yes"
    commands.show_myself(by=jgz, coalition=coalition.pk, is_public=True)
    assert "Sanne Proef" in Client().get(HOME).content.decode()
    client_of(jgz).post(f"{HOME}/wie-is-wie/mijzelf", {"show": "no"})
    assert "Sanne Proef" not in Client().get(HOME).content.decode()
    commands.show_myself(by=jgz, coalition=coalition.pk, is_public=True)
    commands.end_person(by=coordinator, person=key, left_on=TODAY)
    assert "Sanne Proef" not in Client().get(HOME).content.decode()


def test_the_yes_can_be_given_by_the_signed_link_too(coordinator, coalition, person):
    from django.utils import timezone

    from kansrijk.coalition.commands.inviting import token_of

    party = add_party(coordinator, coalition)
    commands.add_person(
        by=coordinator, coalition=coalition.pk, party=party, name="Anne Proef", email="a@voorbeeld.invalid"
    )
    row = Person.objects.get(name="Anne Proef")
    row.asked_at = timezone.now()
    row.save()
    Client().post(f"/klopt-dit/{token_of(row)}", {"is_public": "on"})
    row.refresh_from_db()
    assert row.public_at is not None
    assert row.confirmed_at is not None


def test_news_stands_there_from_its_day_and_as_text(coordinator, coalition):
    show(coordinator, coalition, "news")
    browser = client_of(coordinator)
    form = {"title": HTML, "text": f"Regel een\n\n{HTML}", "posted_on": TODAY.isoformat()}
    assert browser.post(f"{HOME}/openbaar/nieuws", form).status_code == 302
    commands.write_news(by=coordinator, coalition=coalition.pk, title="Concept", text="x", posted_on=None)
    commands.write_news(
        by=coordinator, coalition=coalition.pk, title="Morgen", text="x", posted_on=TODAY + timedelta(days=1)
    )
    text = Client().get(HOME).content.decode()
    assert HTML not in text
    assert "Concept" not in text
    assert "Morgen" not in text
    key = NewsItem.objects.get(title=HTML).pk
    page = Client().get(f"{HOME}/nieuws/{key}")
    assert HTML not in page.content.decode()
    assert "Regel een" in page.content.decode()
    draft = NewsItem.objects.get(title="Concept").pk
    assert Client().get(f"{HOME}/nieuws/{draft}").status_code == 404
    assert browser.post(f"{HOME}/openbaar/nieuws/{key}/weg").status_code == 302
    assert Client().get(f"{HOME}/nieuws/{key}").status_code == 404
    commands.withdraw_page(by=coordinator, coalition=coalition.pk)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (PNG, "png"),
        (docx(), "docx"),
        (b"", ""),
        (b"<html><script>alert(1)</script>", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", ""),
        (b"MZ\x90\x00", ""),
        (PDF[:-8], ""),
        (b"%PDF-1.7 /JavaScript (app.alert(1))\n%%EOF", ""),
        (PNG[:-12], ""),
        (docx(**{"word/vbaProject.bin": b"x"}), ""),
        (b"PK\x03\x04 cut off", ""),
    ],
)
def test_a_file_is_what_its_bytes_say(content, kind):
    assert kind_of(content) == kind


def test_a_document_that_unpacks_without_end_is_refused():
    bomb = docx(**{"word/media/x": b"\x00" * (51 * 1024**2)})
    assert len(bomb) < 1024**2
    assert kind_of(bomb) == ""


@pytest.mark.req("WEB-22", "coalition.views.public.report")
def test_a_report_is_a_link_or_a_file_that_is_only_downloaded(coordinator, coalition, other, person):
    browser = client_of(coordinator)
    form = {"title": "Jaarverslag", "dated_on": TODAY.isoformat()}
    for name, status in (("verslag.html", 422), ("verslag.pdf", 302)):
        file = io.BytesIO(PDF)
        file.name = name
        assert browser.post(f"{HOME}/openbaar/rapport", {**form, "file": file}).status_code == status
    bad = io.BytesIO(b"<script>alert(1)</script>")
    bad.name = "verslag.pdf"
    assert browser.post(f"{HOME}/openbaar/rapport", {**form, "title": "Twee", "file": bad}).status_code == 422
    for link in (
        "javascript:alert(1)",
        "http://voorbeeld.invalid",
        "https://a@voorbeeld.invalid",
        "https://x y.invalid",
    ):
        assert browser.post(f"{HOME}/openbaar/rapport", {**form, "title": "Drie", "link": link}).status_code == 422
    assert browser.post(f"{HOME}/openbaar/rapport", {**form, "title": "Geen"}).status_code == 422
    key = Report.objects.get().pk
    path = f"{HOME}/rapport/{key}"
    assert Client().get(path).status_code == 404
    assert client_of(person("coordinator", other)).get(path).status_code == 404
    show(coordinator, coalition, "reports")
    answer = Client().get(path)
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="testcoalitie-')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    show(coordinator, coalition, "about")
    assert Client().get(path).status_code == 404, "the block is off"
    browser.post(f"{HOME}/openbaar/rapport/{key}/weg")
    assert not Report.objects.exists()


@pytest.mark.req("WEB-33", "coalition.commands.add_report")
@pytest.mark.req("WEB-37", "coalition.commands.add_report")
def test_a_report_goes_the_road_of_every_file(coordinator, coalition, monkeypatch):
    taken = png(chunk(b"eXIf", b"GPS 51.9"), chunk(b"tEXt", b"Author\0Anne"))
    here = {"by": coordinator, "coalition": coalition.pk, "dated_on": TODAY}
    key = commands.add_report(**here, title="Foto", name="foto.png", content=taken)
    assert bytes(Report.objects.get(pk=key).content) == png(), "nothing of where and by whom it was taken"
    for name in ("foto.pdf", "foto.png.exe", "foto\u202egnp.png", ""):
        with pytest.raises(BadInput):
            commands.add_report(**here, title="Anders", name=name, content=png())
    monkeypatch.setattr("kansrijk.coalition.commands.attachments.MOST_OF_A_COALITION", len(png()) + len(PDF) - 1)
    with pytest.raises(BadInput, match=r"geen ruimte|no room"):
        commands.add_report(**here, title="Te veel", name="meer.pdf", content=PDF)


def test_the_drawing_is_public_where_its_block_is(coordinator, coalition):
    add_party(coordinator, coalition)
    show(coordinator, coalition, "about")
    assert Client().get(f"{HOME}/infographic.svg").status_code == 404
    show(coordinator, coalition, "infographic")
    assert Client().get(f"{HOME}/infographic.svg").status_code == 200
    assert Client().get(f"{HOME}/infographic").status_code == 302, "the page of the workspace stays of its members"


def test_the_public_page_asks_a_fixed_number_of_queries(coordinator, coalition, django_assert_max_num_queries):
    for number in range(12):
        commands.write_news(
            by=coordinator, coalition=coalition.pk, title=f"Bericht {number}", text="x", posted_on=TODAY
        )
    show(coordinator, coalition, *BLOCKS)
    with django_assert_max_num_queries(20):
        found = queries.public_page(VISITOR, SLUG)
    assert len(found.news) == 5
