"""What was chosen from the menu and why: the figures stay as they were seen, two who decide keep both, and it is told
when a release behind a choice is withdrawn."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_goal_from_figure import published
from tests.coalition.test_parties import HTML

from kansrijk.coalition import commands
from kansrijk.coalition.commands import Reasons
from kansrijk.coalition.models import Choice, CoalitionArea
from kansrijk.coalition.queries.choices import choice, choices
from kansrijk.core.faults import BadInput
from kansrijk.figures import commands as figures
from kansrijk.trust.rules import Denied

__all__ = ["published"]
pytestmark = pytest.mark.django_db
PATH = f"/coalitie/{SLUG}/keuzes"
ONE = f"{PATH}/voorzorg"
TODAY = date.today()
KEY = "GM9901@2024|big2"
SENT = {"verdict": "chosen", "because": "Wij missen dit.", "decided_on": TODAY.isoformat(), "based_on": 0, "gap": ""}


@pytest.fixture
def area(coalition, places):
    CoalitionArea.objects.create(coalition=coalition, code="GM9901", name="Proefdam", level="gemeente", edition=2024)


def decide(by, coalition, because="Wij missen dit.", based_on=0, **own):
    reasons = Reasons(own.pop("verdict", "chosen"), because, own.pop("decided_on", TODAY), **own)
    held = {"coalition": coalition.pk, "intervention": "voorzorg", "based_on": based_on}
    return commands.write_choice(by=by, reasons=reasons, **held)


def test_a_choice_keeps_reason_day_author_figure_and_release(coordinator, coalition, area, published):
    release = published("2022", 160)
    browser = client_of(coordinator)
    form = browser.get(f"{ONE}?vlek=tijdens.material.vulnerable").content.decode()
    assert f'value="{KEY}"' in form
    assert "Geld, werk en wonen, tijdens de zwangerschap: kwetsbare situatie" in form
    sent = {**SENT, "figures": [KEY], "gap": "tijdens.material.vulnerable"}
    assert browser.post(ONE, sent)["Location"] == ONE
    published("2023", 150)
    held = choice(coordinator, coalition.pk, "voorzorg").current
    assert (held.verdict, held.because, held.decided_on) == ("chosen", "Wij missen dit.", TODAY)
    assert held.written_name == coordinator.name
    assert held.gap == ("during", "material", "vulnerable")
    assert [(one.value, one.period, one.release) for one in held.seen] == [(16.0, "2022", str(release))]
    page = browser.get(ONE).content.decode()
    assert "16\xa0% (2022)" in page
    assert "<strong>15\xa0% (2023)</strong>" in page, "what it is today stands beside it"


def test_a_withdrawn_release_brings_the_choice_back(coordinator, coalition, area, published, person):
    release = published("2022", 160)
    decide(coordinator, coalition, figures=[KEY])
    browser = client_of(coordinator)
    assert "Kijk opnieuw" not in browser.get(PATH).content.decode()
    assert "Keuzes om opnieuw te bekijken" not in browser.get("/vandaag").content.decode()
    by = person("epidemioloog", coalition, email="derde@voorbeeld.invalid")
    figures.withdraw_release(by=by, release=release, because="De telling klopte niet.")
    for path, words in ((PATH, "Kijk opnieuw"), (ONE, "De telling klopte niet."), ("/vandaag", "VoorZorg")):
        assert words in browser.get(path).content.decode(), path
    assert choices(coordinator, coalition.pk)[0].looks_again
    answer = browser.get(f"/api/v1/coalitions/{SLUG}/choices").json()["choices"][0]
    assert (answer["looks_again"], answer["figures"][0]["standing"]) == (True, "withdrawn")


def test_figures_stay_as_seen_until_one_looks_again(coordinator, coalition, area, published):
    published("2022", 160)
    decide(coordinator, coalition, figures=[KEY])
    published("2023", 150)
    decide(coordinator, coalition, because="Beter gezegd.", based_on=1, figures=[KEY])
    assert choice(coordinator, coalition.pk, "voorzorg").current.seen[0].value == 16.0
    decide(coordinator, coalition, because="Opnieuw gekeken.", based_on=2, figures=[KEY], sees_again=True)
    now = choice(coordinator, coalition.pk, "voorzorg")
    assert now.current.seen[0].value == 15.0
    assert [one.because for one in now.history] == ["Beter gezegd.", "Wij missen dit."]


def test_two_people_decide_at_once_and_nothing_is_lost(coordinator, coalition, person):
    hers, his = client_of(coordinator), client_of(person("jgz", coalition))
    assert hers.post(ONE, SENT)["Location"] == ONE
    moved = his.post(ONE, {**SENT, "verdict": "rejected", "because": "Te duur."})
    assert moved["Location"] == f"{ONE}/samenvoegen/2"
    again = his.post(ONE, {**SENT, "verdict": "rejected", "because": "Te duur."})
    assert again["Location"] == moved["Location"], "pressed twice"
    page = his.get(moved["Location"]).content.decode()
    assert "Wij missen dit." in page
    assert "Te duur." in page
    assert "schreef tegelijk een ander besluit" in hers.get(ONE).content.decode()
    hers.post(ONE, {**SENT, "because": "Wij missen dit zeer.", "based_on": 1})
    late = his.post(moved["Location"], {**SENT, "because": "Samen: later.", "based_on": 1})
    assert late.status_code == 422
    assert "Samen: later." in late.content.decode()
    done = his.post(moved["Location"], {**SENT, "verdict": "considering", "because": "Samen: later.", "based_on": 3})
    assert done["Location"] == ONE
    now = choice(coordinator, coalition.pk, "voorzorg")
    assert (now.current.verdict, now.current.because, now.beside) == ("considering", "Samen: later.", ())
    assert {one.because for one in now.history} == {"Wij missen dit.", "Te duur.", "Wij missen dit zeer."}
    again = his.post(moved["Location"], SENT, follow=True)
    assert (again.redirect_chain, Choice.objects.count()) == ([(ONE, 302)], 4)
    assert "Deze teksten zijn al één." in again.content.decode()
    assert his.get(f"{ONE}/samenvoegen/9").status_code == 404


def test_pressing_twice_is_deciding_once(coordinator, coalition):
    browser = client_of(coordinator)
    for _ in range(2):
        assert browser.post(ONE, SENT).status_code == 302
    assert Choice.objects.count() == 1


def test_they_stand_beside_each_other_and_leave_as_a_file(coordinator, coalition):
    decide(coordinator, coalition)
    held = {"coalition": coalition.pk, "intervention": "home-start", "based_on": 0}
    commands.write_choice(by=coordinator, reasons=Reasons("rejected", "=1+1", TODAY), **held)
    browser = client_of(coordinator)
    page = browser.get(PATH).content.decode()
    for words in ("VoorZorg", "Home-Start", "Gekozen (1)", "Niet gekozen (1)", "In overweging (0)"):
        assert words in page
    text = browser.get(f"{PATH}.csv").content.decode("utf-8-sig")
    assert "VoorZorg;gekozen;Wij missen dit." in text
    assert ";'=1+1;" in text
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{PATH}.xlsx").content))
    assert {cell.data_type for row in book["Keuzes"].iter_rows() for cell in row} <= {"s", "inlineStr"}, "no formula"
    assert browser.get(f"{PATH}.pdf").status_code == 404


def test_the_menu_says_what_was_decided(coordinator, coalition):
    browser = client_of(coordinator)
    assert f'href="{ONE}"' in browser.get("/menukaart/voorzorg").content.decode()
    decide(coordinator, coalition)
    assert "Testcoalitie: gekozen" in browser.get("/menukaart/voorzorg").content.decode()


@pytest.mark.parametrize("field", ["because"])
def test_html_in_a_reason_is_text(coordinator, coalition, field):
    browser = client_of(coordinator)
    browser.post(ONE, {**SENT, field: HTML})
    for path in (ONE, PATH):
        assert HTML not in browser.get(path).content.decode()


def test_what_cannot_be_is_refused(coordinator, coalition, area):
    for wrong in (
        {"because": " "},
        {"verdict": "misschien"},
        {"decided_on": TODAY + timedelta(days=1)},
        {"figures": ["GM9901@2024|bestaat-niet"]},
        {"figures": [f"GM9901@2024|x{number}" for number in range(9)]},
        {"gap": ("during", "geld", "vulnerable")},
    ):
        with pytest.raises(BadInput):
            decide(coordinator, coalition, **wrong)
    assert client_of(coordinator).post(ONE, {**SENT, "because": ""}).status_code == 422
    assert not Choice.objects.exists()


def test_another_coalition_sees_nothing_and_a_board_member_only_reads(coordinator, coalition, other, person):
    decide(coordinator, coalition)
    stranger = client_of(person("coordinator", other))
    for path in (PATH, ONE, f"{PATH}.csv", f"{ONE}/samenvoegen/1", f"/api/v1/coalitions/{SLUG}/choices"):
        assert stranger.get(path).status_code == 404, path
    assert stranger.post(ONE, SENT).status_code == 404
    reader = person("wethouder", coalition)
    assert "Wij missen dit." in client_of(reader).get(ONE).content.decode()
    assert client_of(reader).post(ONE, SENT).status_code == 404
    with pytest.raises(Denied):
        decide(reader, coalition)
