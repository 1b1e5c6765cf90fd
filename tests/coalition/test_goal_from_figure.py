"""A goal that begins at a figure remembers what the figure was, also when a newer release comes."""

import json

import pytest
from tests.coalition.conftest import SLUG, client_of
from typer.testing import CliRunner

from kansrijk.cli.main import app
from kansrijk.coalition import commands
from kansrijk.coalition.models import Action, Agreement, Goal
from kansrijk.core.faults import BadInput
from kansrijk.figures import commands as figures

pytestmark = pytest.mark.django_db
PATH = f"/coalitie/{SLUG}/doelen/uit-cijfer"
CSV = "gebied;periode;indicator;teller;noemer;waarde;status\nGM9901@2024;{period};big2;{births};1000;;\n"


@pytest.fixture
def published(coalition, places, person, tmp_path, settings):
    """Publishes a figure of Proefdam."""
    settings.DATA_DIR = tmp_path / "data"
    first = person("epidemioloog", coalition)
    second = person("epidemioloog", coalition, email="tweede@voorbeeld.invalid")

    def publish(period: str, births: int):
        file = tmp_path / f"{period}.csv"
        file.write_text(CSV.format(period=period, births=births), "utf-8")
        release = figures.import_delivery(by=first, source="tidy", file=file, coalition=coalition.pk).release
        figures.propose_release(by=first, release=release)
        figures.publish_release(by=second, release=release)
        return release

    return publish


def test_a_goal_remembers_the_release_it_saw(coordinator, coalition, published):
    release = published("2022", 160)
    browser = client_of(coordinator)
    area = browser.get("/gebied/GM9901").content.decode()
    assert f"{PATH}?gebied=GM9901@2024" in area
    form = browser.get(f"{PATH}?gebied=GM9901@2024")
    assert "16\xa0%" in form.content.decode()
    sent = {"indicator": "big2", "text": "Minder kinderen te vroeg of te licht", "phase": "after"}
    for _ in range(2):
        assert browser.post(f"{PATH}?gebied=GM9901@2024", sent).status_code == 302
    goal = Goal.objects.get()
    assert (goal.area, goal.indicator) == ("GM9901@2024", "big2")
    assert (goal.seen["release"], goal.seen["period"], goal.seen["value"]) == (str(release), "2022", 16.0)
    published("2023", 140)
    goal.refresh_from_db()
    assert goal.seen["release"] == str(release), "a newer release changes nothing of what was seen"
    page = browser.get(f"/coalitie/{SLUG}/doelen").content.decode()
    assert "Begon bij" in page
    assert "16\xa0% (2022)" in page


def test_a_figure_that_is_not_there_makes_no_goal(coordinator, coalition, places):
    for area, indicator in (("GM9999", "big2"), ("GM9901@2024", "verzonnen"), ("", "big2")):
        with pytest.raises(BadInput):
            commands.add_goal(
                by=coordinator, coalition=coalition.pk, text="Iets", phase="after", area=area, indicator=indicator
            )
    assert client_of(coordinator).get(f"{PATH}?gebied=GM9999").status_code == 404
    assert client_of(coordinator).get(PATH).status_code == 404
    assert not Goal.objects.exists()


def test_who_does_not_keep_the_plan_is_offered_nothing(coalition, places, person):
    page = client_of(person("verloskundige", coalition)).get("/gebied/GM9901").content.decode()
    assert "Maak hier een doel van" not in page


@pytest.mark.parametrize("item", ["goal", "agreement", "action"])
def test_on_the_command_line_too_it_remembers_the_figure(item, coordinator, coalition, published, tmp_path):
    release = published("2022", 160)
    text = tmp_path / "tekst.txt"
    text.write_text("Wij meten bij elk bezoek.", "utf-8")
    said = ["coalition", "begin", SLUG, item, "GM9901@2024", "big2", "--title", "Eerder meten", "--phase", "after"]
    said += ["--file", str(text), "--as", f"coordinator@{SLUG}.invalid", "--json"]
    keys = {json.loads(CliRunner().invoke(app, said).stdout)["id"] for _ in range(2)}
    row = {"goal": Goal, "agreement": Agreement, "action": Action}[item].objects.get()
    assert keys == {str(row.pk)}
    assert (row.seen["release"], row.seen["value"]) == (str(release), 16.0)
    for place, wrong in ((3, "meeting"), (4, "GM9901"), (5, "verzonnen")):
        another = ["Iets anders" if word == "Eerder meten" else word for word in said]
        told = CliRunner().invoke(app, [*another[:place], wrong, *another[place + 1 :]])
        assert told.exit_code == 1, wrong
        assert json.loads(told.stdout)["error"]["message"]


TEXTS = {
    "agreement": {"level": "organisation", "title": "Eerder meten", "text": "Wij meten bij elk bezoek."},
    "action": {"title": "Meten bespreken"},
}
PLACES = {"agreement": "afspraken", "action": "acties"}


def begin(browser, item: str):
    """Fills the form of a new agreement or action that begins at the figure of Proefdam; the row."""
    path = f"/coalitie/{SLUG}/{PLACES[item]}/nieuw?gebied=GM9901@2024"
    assert path in browser.get("/gebied/GM9901").content.decode().replace("&amp;", "&")
    assert "16\xa0%" in browser.get(path).content.decode()
    without = browser.post(path, TEXTS[item])
    assert without.status_code == 422, "which figure has to be said"
    for _ in range(2):
        assert browser.post(path, {**TEXTS[item], "indicator": "big2"}).status_code == 302
    return {"agreement": Agreement, "action": Action}[item].objects.get()


@pytest.mark.parametrize("item", ["agreement", "action"])
def test_an_agreement_and_an_action_remember_the_release_they_saw(item, coordinator, coalition, published):
    release = published("2022", 160)
    browser = client_of(coordinator)
    row = begin(browser, item)
    assert (row.seen["release"], row.seen["value"], row.seen["area"]) == (str(release), 16.0, "GM9901@2024")
    page = browser.get(f"/coalitie/{SLUG}/{PLACES[item]}/{row.pk}").content.decode()
    assert "16\xa0% (2022)" in page
    assert "Bewaar het cijfer" not in page, "there is nothing newer to keep"
    published("2023", 140)
    page = browser.get(f"/coalitie/{SLUG}/{PLACES[item]}/{row.pk}").content.decode()
    assert "Vandaag: 14\xa0% (2023)" in page
    assert "16\xa0% (2022)" in page


@pytest.mark.parametrize("item", ["agreement", "action"])
def test_who_keeps_it_is_told_when_the_release_is_withdrawn_until_it_is_seen_again(
    item, coordinator, coalition, published, person
):
    release = published("2023", 160)
    published("2022", 140)
    browser = client_of(coordinator)
    row = begin(browser, item)
    assert "Cijfers die veranderd zijn" not in browser.get("/vandaag").content.decode()
    epidemiologist = person("epidemioloog", coalition, email="derde@voorbeeld.invalid")
    figures.withdraw_release(by=epidemiologist, release=release, because="Dubbel geteld.")
    today = browser.get("/vandaag").content.decode()
    assert "Cijfers die veranderd zijn" in today
    assert TEXTS[item]["title"] in today
    page = browser.get(f"/coalitie/{SLUG}/{PLACES[item]}/{row.pk}").content.decode()
    assert "ingetrokken" in page
    assert "Dubbel geteld." in page
    again = f"/coalitie/{SLUG}/{PLACES[item]}/{row.pk}/cijfer"
    assert client_of(person("wethouder", coalition)).post(again).status_code == 404
    assert browser.post(again).status_code == 302
    row.refresh_from_db()
    assert row.seen["period"] == "2022"
    assert "Cijfers die veranderd zijn" not in browser.get("/vandaag").content.decode()


def test_a_goal_whose_release_is_withdrawn_says_so(coordinator, coalition, published, person):
    release = published("2022", 160)
    goal = commands.add_goal(
        by=coordinator, coalition=coalition.pk, text="Minder", phase="after", area="GM9901@2024", indicator="big2"
    )
    third = person("epidemioloog", coalition, email="derde@voorbeeld.invalid")
    figures.withdraw_release(by=third, release=release, because="Dubbel geteld.")
    page = client_of(coordinator).get(f"/coalitie/{SLUG}/doelen").content.decode()
    assert "Dit cijfer is ingetrokken" in page
    assert "Dubbel geteld." in page
    with pytest.raises(BadInput):
        commands.see_again(
            by=coordinator,
            item="goal",
            key=commands.add_goal(by=coordinator, coalition=coalition.pk, text="Zonder cijfer", phase="after"),
        )
    assert Goal.objects.get(pk=goal).seen["release"] == str(release)


@pytest.mark.parametrize("item", ["goal", "agreement", "action"])
def test_the_interface_tells_at_which_figure_something_began(item, coordinator, coalition, published, person, other):
    release = published("2022", 160)
    for title, at in (("Zonder cijfer", {}), ("Met cijfer", {"area": "GM9901@2024", "indicator": "big2"})):
        where = {"by": coordinator, "coalition": coalition.pk}
        if item == "goal":
            commands.add_goal(text=title, phase="after", **where, **at)
        elif item == "agreement":
            commands.make_agreement(level="board", text="Wij doen het.", about=commands.Terms(title, **at), **where)
        else:
            commands.make_action(task=commands.Task(title, **at), **where)
    path = f"/api/v1/coalitions/{SLUG}/{item}s"
    browser = client_of(coordinator)

    def began() -> dict:
        return {one.get("title", one.get("text")): one["began_at"] for one in browser.get(path).json()[f"{item}s"]}

    assert began()["Zonder cijfer"] is None
    told = began()["Met cijfer"]
    assert (told["area"], told["indicator"], told["period"], told["value"]) == ("GM9901@2024", "big2", "2022", 16.0)
    assert (told["release"], told["standing"]) == (str(release), "stands")
    epidemiologist = person("epidemioloog", coalition, email="derde@voorbeeld.invalid")
    figures.withdraw_release(by=epidemiologist, release=release, because="Dubbel geteld.")
    assert began()["Met cijfer"]["standing"] == "withdrawn"
    assert client_of(person("coordinator", other)).get(path).status_code == 404
