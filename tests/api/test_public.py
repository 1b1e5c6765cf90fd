"""`/api/v1/coalitions/{slug}/page`, `/news`, `/agenda`, `/trainings`, `/embedding`, and the verbs that write them."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from tests.coalition.conftest import SLUG, client_of, coalition, coordinator, other, person
from tests.coalition.test_learning import NAME, held
from tests.coalition.test_parties import add_party
from tests.coalition.test_public import PDF, show

from kansrijk.coalition import commands, queries
from kansrijk.coalition.rules_public import BLOCKS

__all__ = ["coalition", "coordinator", "other", "person"]
pytestmark = pytest.mark.django_db
AT = f"/api/v1/coalitions/{SLUG}"
TODAY = date.today()
DRAFT = "Kanarie in het concept"


@pytest.fixture
def filled(coordinator, coalition):
    """Something in every block, and a draft and a closed meeting beside it that nobody outside may see."""
    here = {"by": coordinator, "coalition": coalition.pk}
    add_party(coordinator, coalition)
    commands.add_goal(**here, text="Eerder hulp", phase="during", national="L4")
    commands.write_news(**here, title="Nieuws", text="Tekst", posted_on=TODAY)
    commands.write_news(**here, title=DRAFT, text="x", posted_on=None)
    commands.write_news(**here, title="Morgen pas", text="x", posted_on=TODAY + timedelta(days=1))
    commands.add_report(**here, title="Plan", dated_on=TODAY, name="plan.pdf", content=PDF)
    open_day = commands.plan_meeting(**here, title="Open avond", held_on=TODAY)
    commands.plan_meeting(**here, title="Besloten overleg", held_on=TODAY)
    show(coordinator, coalition, *BLOCKS, about="Wij zijn er.", meetings=[open_day])
    return coalition


def test_a_program_reads_what_a_stranger_sees_and_no_more(filled):
    page = Client().get(f"{AT}/page").json()
    assert (page["about"], page["goals"]) == ("Wij zijn er.", [{"phase": "during", "text": "Eerder hulp"}])
    assert [one["title"] for one in page["news"]] == ["Nieuws"]
    assert [one["title"] for one in page["agenda"]] == ["Open avond"]
    assert (page["people"], page["contact"]) == ([], None), "nobody said yes"
    assert Client().get(page["reports"][0]["link"]).content == PDF
    assert Client().get(f"{AT}/news").json()["news"] == page["news"]
    assert Client().get(f"{AT}/agenda").json()["agenda"] == page["agenda"]
    assert DRAFT not in json.dumps(page)
    assert Client().get(f"{AT}/page?alles=1").status_code == 400


def test_a_member_gets_the_strangers_page_and_an_answer_that_can_be_asked_again(filled, coordinator):
    mine, theirs = client_of(coordinator).get(f"{AT}/page"), Client().get(f"{AT}/page")
    assert mine.json() == theirs.json()
    assert Client().get(f"{AT}/page", headers={"if-none-match": theirs["ETag"]}).status_code == 304
    assert theirs["API-Version"]


def test_of_what_is_not_published_or_not_chosen_there_is_nothing(filled, coordinator, coalition):
    show(coordinator, coalition, "about", "agenda")
    assert Client().get(f"{AT}/page").json()["news"] == []
    assert Client().get(f"{AT}/news").status_code == 404
    commands.withdraw_page(by=coordinator, coalition=coalition.pk)
    unknown = Client().get("/api/v1/coalitions/bestaat-niet/page")
    for path in ("page", "news", "agenda"):
        for browser in (Client(), client_of(coordinator)):
            gone = browser.get(f"{AT}/{path}")
            assert (gone.status_code, gone.json()) == (404, unknown.json()), path
            assert gone["Content-Type"] == "application/problem+json"


def test_training_is_counted_for_members_and_told_to_nobody_else(coordinator, coalition, person, other):
    _key, day = held(coordinator, coalition)
    commands.write_attendees(
        by=coordinator, coalition=coalition.pk, day=day, profession="verloskundigen", names=[NAME, "Bo"]
    )
    here = {"by": coordinator, "coalition": coalition.pk}
    commands.write_embedding(**here, year=TODAY.year, line="rules", stands="begun", told="In de nota.")
    member = client_of(person("wethouder", coalition))
    answer = member.get(f"{AT}/trainings")
    assert answer.json()["trainings"][0]["days"][0]["attended"] == [{"profession": "verloskundigen", "count": 2}]
    assert NAME not in answer.content.decode()
    assert NAME not in client_of(coordinator).get(f"{AT}/trainings").content.decode()
    (year,) = member.get(f"{AT}/embedding").json()["years"]
    assert {"line": "rules", "stands": "begun", "told": "In de nota.", "evidence": ""} in year["lines"]
    assert member.get(f"{AT}/embedding?year={TODAY.year - 1}").json()["years"][0]["lines"][0]["stands"] == ""
    for path in ("trainings", "embedding"):
        assert client_of(person("coordinator", other, f"{path}@andere.invalid")).get(f"{AT}/{path}").status_code == 404
        assert Client().get(f"{AT}/{path}").status_code in {401, 404}


def test_a_program_writes_news_and_publishes_by_the_commands_of_the_screen(
    coordinator, coalition, tmp_path, monkeypatch
):
    from typer.testing import CliRunner

    from kansrijk.cli import outward
    from kansrijk.cli.main import app

    class Acting:
        def __init__(self, _email: str | None) -> None: ...

        def __enter__(self):
            return coordinator

        def __exit__(self, *_error: object) -> None: ...

    monkeypatch.setattr(outward, "prepare", lambda: None)
    monkeypatch.setattr(outward, "acting_as", Acting)
    text = tmp_path / "bericht.txt"
    text.write_text("Wij beginnen.", "utf-8")

    def run(*words: str):
        return CliRunner().invoke(app, ["coalition", *words, "--json"])

    said = ["news", SLUG, str(text), "--title", "Begin", "--on", TODAY.isoformat()]
    for _ in range(2):
        assert run(*said).exit_code == 0
    assert run(*said[:-1], "morgen").exit_code == 1
    assert run("page", SLUG, "--publish").exit_code == 1, "nothing was chosen yet"
    show(coordinator, coalition, "news", publish=False)
    assert json.loads(run("page", SLUG, "--publish").stdout) == {"slug": SLUG, "is_published": True, "blocks": ["news"]}
    assert [one["title"] for one in Client().get(f"{AT}/news").json()["news"]] == ["Begin"]
    assert not json.loads(run("page", SLUG, "--withdraw").stdout)["is_published"]
    assert run("page", SLUG, "--withdraw", "--publish").exit_code == 1
    assert not queries.is_published(coordinator, SLUG)
