"""A goal that begins at a figure remembers what the figure was, also when a newer release comes."""

import pytest
from tests.coalition.conftest import SLUG, client_of

from kansrijk.coalition import commands
from kansrijk.coalition.models import Goal
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
