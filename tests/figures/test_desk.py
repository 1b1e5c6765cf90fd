"""The desk on screen: a file is offered, looked at, stored, proposed, published by a second person, withdrawn."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.figures.waiting import waiting_works

from kansrijk.figures import commands, queries
from kansrijk.figures.models import Release, Row, Upload, Work
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.models import Account, AuditRecord

pytestmark = pytest.mark.django_db
HEAD = "gebied;periode;indicator;teller;noemer;waarde;status\n"
COUNTS = {"GM9901": (160, 1200), "WK990101": (60, 400), "BU99010101": (4, 150), "BU99010102": (56, 250)}
GOOD = HEAD + "".join(f"{code}@2024;2023;big2;{n};{d};;\n" for code, (n, d) in COUNTS.items())
DESK = "/cijfers/leveringen"


def work_off() -> None:
    """What the worker does."""
    for key in waiting_works():
        commands.run_work(work=key)


@pytest.fixture
def as_role(client, person, coalition):
    """as_role("epidemioloog") → the test client, signed in as the one person with that role."""
    made = {}

    def sign_in(role: str, of=None, number: int = 1):
        key = (role, number)
        if key not in made:
            made[key] = person(role, of or coalition, number)
        client.force_login(
            Account.objects.get(pk=made[key].account),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    sign_in.actors = made
    return sign_in


@pytest.fixture
def stranger(as_role, db):
    from kansrijk.trust.keys import new_wrapped_key
    from kansrijk.trust.models import Coalition

    other = Coalition.objects.create(name="Andere", slug="andere", wrapped_key=new_wrapped_key())
    return lambda: as_role("epidemioloog", other, 9)


def offer(client, content: str | bytes, name="cijfers.csv", source="tidy", coalition=None, **more):
    raw = content.encode() if isinstance(content, str) else content
    data = {"source": source, "file": SimpleUploadedFile(name, raw), "coalition": str(coalition.pk), **more}
    return client.post(f"{DESK}/nieuw", data)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_file_is_checked_shown_and_stored_once(as_role, coalition, made_up, settings):
    client = as_role("epidemioloog")
    assert "Nog niets opgeslagen" in text_of(client.get(DESK))
    answer = offer(client, GOOD, coalition=coalition)
    page = answer["Location"]
    assert "We controleren het bestand" in text_of(client.get(page))
    assert client.get(f"{page}/stand").status_code == 200
    work_off()
    assert client.get(f"{page}/stand")["HX-Refresh"] == "true"
    shown = text_of(client.get(page))
    assert "4 rijen gelezen = 4 nieuw of gewijzigd + 0 ongewijzigd + 0 afgekeurd" in shown
    assert "BU99010101" in shown
    assert "(4 van 150)" in shown
    assert Release.objects.count() == 0
    assert Row.objects.count() == 0
    for _ in range(2):  # a double click
        client.post(f"{page}/opslaan")
    assert Work.objects.filter(kind="store").count() == 1
    work_off()
    release = Release.objects.get()
    assert (release.status, release.coalition_id) == ("imported", coalition.pk)
    assert queries.releases(VISITOR) == []
    client.post(f"{page}/opslaan")  # and one after it was done
    assert Release.objects.count() == 1
    assert [path for path in (settings.DATA_DIR / "offered").rglob("*") if path.is_file()] == []


@pytest.fixture
def stored(as_role, coalition, made_up):
    """The key of a release that the epidemiologist read in."""
    client = as_role("epidemioloog")
    page = offer(client, GOOD, coalition=coalition)["Location"]
    work_off()
    client.post(f"{page}/opslaan")
    work_off()
    return Release.objects.get().pk


def test_a_release_is_proposed_published_by_a_second_person_and_withdrawn_with_a_reason(as_role, stored):
    client = as_role("epidemioloog")
    step = f"{DESK}/{stored}"
    assert "Voorstellen om vrij te geven" in text_of(client.get(step))
    client.post(f"{step}/voorstellen")
    client.post(f"{step}/voorstellen")
    assert Work.objects.filter(kind="propose").count() == 1
    work_off()
    own = text_of(client.get(step))
    assert "Een tweede persoon geeft vrij" in own
    assert ">Vrijgeven<" not in client.get(step).content.decode()
    assert "De aanvaller kon geen enkel verborgen cijfer terugrekenen" in own
    client.post(f"{step}/vrijgeven")
    work_off()
    assert Release.objects.get().status == "proposed"

    client = as_role("coordinator")
    assert "wacht op u als tweede persoon" in text_of(client.get("/vandaag"))
    client.post(f"{step}/vrijgeven")
    work_off()
    assert Release.objects.get().status == "published"
    client.logout()
    assert queries.figures_of(VISITOR, "GM9901", 2024, ["big2"])[0].has_value

    client = as_role("epidemioloog")
    assert client.post(f"{step}/intrekken", {"because": ""}).status_code == 422
    client.post(f"{step}/intrekken", {"because": "Een verkeerde noemer."})
    client.logout()
    assert "ingetrokken: Een verkeerde noemer." in text_of(client.get("/bronnen"))


@pytest.mark.req("SEC-11", "figures.queries.desk.upload")
def test_another_coalition_finds_nothing_of_it(as_role, stranger, coalition, stored):
    page = f"{DESK}/proef/{Upload.objects.get().pk}"
    step = f"{DESK}/{stored}"
    client = stranger()
    for address in (page, f"{page}/stand", f"{page}/fouten.csv", step, f"{step}/stand", f"{step}/bestand"):
        assert client.get(address).status_code == 404, address
    for address in (f"{page}/opslaan", f"{page}/weggooien", f"{step}/voorstellen", f"{step}/vrijgeven"):
        assert client.post(address).status_code == 404, address
    assert client.post(f"{step}/intrekken", {"because": "zomaar"}).status_code == 404
    assert "cijfers.csv" not in text_of(client.get(DESK))
    assert offer(client, GOOD, coalition=coalition).status_code == 422
    client.logout()
    for address in (DESK, page, step, f"{step}/bestand"):
        assert client.get(address).status_code in {302, 404}, address
    assert Release.objects.get().status == "imported"


def test_the_coordinator_looks_and_does_not_import(as_role, coalition, made_up):
    page = offer(as_role("epidemioloog"), GOOD, coalition=coalition)["Location"]
    work_off()
    client = as_role("coordinator")
    assert client.get(page).status_code == 200
    client.post(f"{page}/opslaan")
    work_off()
    assert Release.objects.count() == 0
    assert "Lees een bestand in" not in text_of(client.get(DESK))
    for role in ("verloskundige", "wethouder"):
        assert as_role(role).get(DESK).status_code == 404


def test_an_error_is_shown_per_cell_and_mended(as_role, coalition, made_up):
    client = as_role("epidemioloog")
    page = offer(client, GOOD.replace(";4;150;", ";vier;150;"), coalition=coalition)["Location"]
    work_off()
    shown = text_of(client.get(page))
    assert "Er staat 1 fout in het bestand." in shown
    assert "Dit is geen getal." in shown
    assert Release.objects.count() == 0
    lines = client.get(f"{page}/fouten.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "rij;kolom;waarde;wat er mis is"
    assert lines[1] == "4;teller;vier;Dit is geen getal."
    assert "heeft fouten" in text_of(client.get("/vandaag"))
    client.post(f"{page}/weggooien")
    client.post(f"{page}/weggooien")
    assert Upload.objects.get().state == "discarded"
    assert "cijfers.csv" not in text_of(client.get("/vandaag"))


def test_more_cases_than_people_are_one_error_with_a_number_of_the_file(as_role, coalition, made_up):
    """No share that we worked out ourselves (133.333) stands there as if somebody had written it."""
    client = as_role("epidemioloog")
    page = offer(client, HEAD + "GM9901@2024;2023;big2;160;120;;\n", coalition=coalition)["Location"]
    work_off()
    shown = text_of(client.get(page))
    assert "Er staat 1 fout in het bestand." in shown
    assert "De teller is groter dan de noemer." in shown
    assert "133.333" not in shown
    file = client.get(f"{page}/fouten.csv").content.decode("utf-8-sig")
    assert "133" not in file
    assert file.splitlines()[1] == "2;teller;160;De teller is groter dan de noemer."


@pytest.mark.req("WEB-27", "figures.desk.views.deliveries.upload_errors")
@pytest.mark.parametrize("risky", ["=cmd", "@SUM(1)", "＝1", "＋1", "a|b", "x;=1"])
def test_the_file_of_errors_holds_no_formula(as_role, coalition, made_up, risky):
    client = as_role("epidemioloog")
    page = offer(client, f'{HEAD}GM9901@2024;2023;big2;"{risky}";150;;\n', coalition=coalition)["Location"]
    work_off()
    lines = client.get(f"{page}/fouten.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) >= 2
    assert f"'{risky}" in lines[1]


def test_a_source_that_changed_shape_is_shown_as_a_difference(as_role, coalition, made_up):
    client = as_role("epidemioloog")
    page = offer(client, HEAD.strip() + ";nieuw\nGM9901;2023;big2;1;2;;;x\n", coalition=coalition)["Location"]
    work_off()
    shown = text_of(client.get(page))
    assert "De bron heeft het bestand anders ingedeeld" in shown
    assert re.search(r"nieuw \+ in het bestand", shown)


def test_the_raw_file_is_kept_whole_and_its_download_is_recorded(as_role, coalition, made_up):
    client = as_role("epidemioloog")
    page = offer(client, GOOD, name="../../eigen cijfers.csv", coalition=coalition)["Location"]
    work_off()
    client.post(f"{page}/opslaan")
    work_off()
    release = Release.objects.get()
    assert release.file_name == "eigen cijfers.csv"
    answer = client.get(f"{DESK}/{release.pk}/bestand")
    assert b"".join(answer.streaming_content).decode() == GOOD
    assert "attachment" in answer["Content-Disposition"]
    assert AuditRecord.objects.filter(event="desk_raw", data_class="D2").exists()


@pytest.mark.req("RES-11", "figures.commands.uploads._receive")
def test_what_is_too_large_or_empty_leaves_nothing_behind(as_role, coalition, made_up, settings, monkeypatch):
    client = as_role("epidemioloog")
    monkeypatch.setattr("kansrijk.figures.commands.uploads.MOST_OFFERED_BYTES", 10)
    answer = offer(client, GOOD, coalition=coalition)
    assert answer.status_code == 422
    assert "Het bestand is groter dan" in text_of(answer)
    assert offer(client, "", coalition=coalition).status_code == 422
    assert Upload.objects.count() == 0
    assert [path for path in (settings.DATA_DIR / "offered").rglob("*") if path.is_file()] == []


def test_an_offered_file_is_private_and_gone_after_a_day(as_role, coalition, made_up, settings):
    client = as_role("epidemioloog")
    page = offer(client, GOOD, coalition=coalition)["Location"]
    work_off()
    kept = [path for path in (settings.DATA_DIR / "offered" / str(coalition.pk)).rglob("*") if path.is_file()]
    assert [oct(path.stat().st_mode)[-3:] for path in kept] == ["600"]
    assert [oct(path.parent.stat().st_mode)[-3:] for path in kept] == ["700"]
    commands.sweep()
    assert kept[0].exists()
    Upload.objects.update(expires_at=timezone.now())
    commands.sweep()
    assert not kept[0].exists()
    assert "binnen een dag" in text_of(client.get(page))
    client.post(f"{page}/opslaan")
    work_off()
    assert Release.objects.count() == 0


@pytest.mark.req("RES-12", "figures.commands.imports._same_file")
def test_the_same_file_again_changes_nothing_and_says_so(as_role, coalition, made_up):
    client = as_role("epidemioloog")
    for _ in range(2):
        page = offer(client, GOOD, coalition=coalition)["Location"]
        work_off()
        shown = text_of(client.get(page))
        client.post(f"{page}/opslaan")
        work_off()
    assert "Precies dit bestand is al eerder ingelezen" in shown
    assert Release.objects.count() == 1
    assert Upload.objects.filter(state="stored").count() == 2


@pytest.mark.req("RES-12", "figures.commands.imports._previous")
def test_an_older_delivery_is_refused_in_words(as_role, coalition, made_up):
    client = as_role("epidemioloog")
    for content, kind in ((GOOD, "final"), (GOOD.replace("160", "161"), "preliminary")):
        page = offer(client, content, coalition=coalition, delivery=kind)["Location"]
        work_off()
        client.post(f"{page}/opslaan")
        work_off()
    shown = text_of(client.get(page))
    assert "Deze levering is voorlopig. Van deze periode is al een levering ingelezen die definitief is." in shown
    assert Release.objects.count() == 1


def test_open_data_read_in_by_a_coalition_stays_there_and_is_not_released_again(as_role, coalition, made_up):
    client = as_role("epidemioloog")
    table = "niveau,code,jaar,goed_ervaren_gezondheid_pct\ngemeente,GM9901,2024,80.5\n"
    page = offer(client, table, source="rivm-50150", coalition=coalition)["Location"]
    work_off()
    client.post(f"{page}/opslaan")
    work_off()
    step = f"{DESK}/{Release.objects.get().pk}"
    shown = text_of(client.get(step))
    assert "De uitgever heeft deze cijfers zelf vrijgegeven" in shown
    client.post(f"{step}/voorstellen")
    assert Work.objects.filter(kind="propose").count() == 0
    assert Release.objects.get().status == "imported"


def test_the_templates_are_read_back_as_they_were_given(client, db, write, beheer, made_up, tmp_path):
    import openpyxl

    text = client.get(f"{DESK}/sjabloon.csv").content.decode()
    filled = text + "GM9901@2024;2023;big2;;150;1000;;;\r\n"
    assert commands.import_delivery(by=beheer, source="tidy", file=write(filled), dry_run=True).stored == 1
    path = tmp_path / "sjabloon.xlsx"
    path.write_bytes(client.get(f"{DESK}/sjabloon.xlsx").content)
    book = openpyxl.load_workbook(path)
    book["cijfers"].append(["GM9901", 2023, "big2", None, 150, 1000])
    book.save(path)
    assert commands.import_delivery(by=beheer, source="tidy", file=path, dry_run=True).stored == 1


def test_a_list_costs_the_same_with_many_files(as_role, coalition, made_up, django_assert_max_num_queries):
    client = as_role("epidemioloog")
    for number in range(3):
        offer(client, GOOD.replace("160", str(160 + number)), coalition=coalition)
    work_off()
    with django_assert_max_num_queries(20):
        client.get(DESK)


def test_on_a_phone_every_cell_of_the_desk_says_what_it_is(as_role, coalition, stored, made_up):
    """Tables become cards there: a cell without the name of its column would be a number and nothing else."""
    client = as_role("epidemioloog")
    offered = offer(client, GOOD.replace("160", "161"), coalition=coalition)["Location"]
    work_off()
    for address in (offered, f"{DESK}/{stored}", DESK):
        page = client.get(address).content.decode()
        tables = re.findall(r"<table.*?</table>", page, re.S)
        assert tables, address
        for table in tables:
            assert 'class="utrecht-table k-stack"' in table
            body = table.partition("<tbody")[2]
            cells = re.findall(r"<td[^>]*>", body)
            assert cells
            assert all(re.search(r'data-label="[^"]+"', cell) for cell in cells), (address, cells)
    assert 'data-label="Vroeg geboren of te licht (Big 2)"' in client.get(offered).content.decode()


def test_the_list_of_releases_names_the_coalition(as_role, coalition, stored):
    page = as_role("epidemioloog").get(DESK).content.decode()
    assert 'data-label="Van wie">Testcoalitie</td>' in page
    assert "een coalitie<" not in page
