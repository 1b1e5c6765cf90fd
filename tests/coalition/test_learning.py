"""Training with who was there, and the embedding scan on five lines."""

from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.coalition.conftest import SLUG, client_of
from tests.coalition.test_parties import HTML

from kansrijk.coalition import commands, queries
from kansrijk.coalition.models import Attendee, EmbeddingLine
from kansrijk.coalition.pages.learning import scan_page
from kansrijk.coalition.queries.learning import LineCard
from kansrijk.coalition.rules_learning import LINES, STANDS, moved
from kansrijk.core.faults import BadInput
from kansrijk.trust.rules import Denied

HOME = f"/coalitie/{SLUG}"
TODAY = date.today()
NAME = "Kanarie de Bruin"


def held(by, coalition, on=TODAY):
    key = commands.add_training(by=by, coalition=coalition.pk, title="Stress en geld", given_by="GGD Proef")
    day = commands.add_training_day(by=by, coalition=coalition.pk, training=key, held_on=on)
    return key, day


@pytest.mark.django_db
def test_members_see_how_many_and_only_the_coordinator_sees_who(coordinator, coalition, person, other):
    key, day = held(coordinator, coalition)
    commands.write_attendees(
        by=coordinator, coalition=coalition.pk, day=day, profession="verloskundigen", names=[NAME, "Bo"]
    )
    commands.write_attendees(by=coordinator, coalition=coalition.pk, day=day, profession="kraamzorg", names=["Cas"])
    for role in ("jgz", "wethouder"):
        browser = client_of(person(role, coalition))
        text = browser.get(f"{HOME}/scholing").content.decode()
        assert "verloskundigen: 2" in text
        assert NAME not in text
        table = browser.get(f"{HOME}/scholing.csv").content.decode()
        assert "verloskundigen;2" in table
        assert NAME not in table
        for path in (f"scholing/{key}", f"scholing/{key}/{day}"):
            assert browser.get(f"{HOME}/{path}").status_code == 404
        assert browser.post(f"{HOME}/scholing", {"title": "x"}).status_code == 404
    assert NAME in client_of(coordinator).get(f"{HOME}/scholing/{key}/{day}").content.decode()
    stranger = client_of(person("coordinator", other))
    for path in ("scholing", "scholing.csv", f"scholing/{key}", f"scholing/{key}/{day}", "borging"):
        assert stranger.get(f"{HOME}/{path}").status_code == 404
    with pytest.raises(Denied):
        commands.write_attendees(
            by=person("coordinator", other, "b@andere.invalid"),
            coalition=other.pk,
            day=day,
            profession="kraamzorg",
            names=["x"],
        )


@pytest.mark.django_db
def test_the_register_is_kept_on_screen_and_writing_twice_is_once(coordinator, coalition):
    browser = client_of(coordinator)
    assert "k-empty-state" in browser.get(f"{HOME}/scholing").content.decode()
    to = browser.post(f"{HOME}/scholing", {"title": HTML, "about": HTML})["Location"]
    assert browser.post(f"{HOME}/scholing", {"title": HTML, "about": HTML})["Location"] == to
    for _ in range(2):
        browser.post(to, {"held_on": TODAY.isoformat(), "place": "=1+1"})
    card = queries.trainings(coordinator, coalition.pk)[0]
    assert len(card.days) == 1
    path = f"{to}/{card.days[0].id}"
    form = {"profession": "kraamzorg", "names": "Bo\nBo\n\nCas"}
    for _ in range(2):
        assert browser.post(path, form).status_code == 302
    assert Attendee.objects.count() == 2
    browser.post(path, {**form, "names": "Cas"})
    assert [one.name for one in Attendee.objects.all()] == ["Cas"]
    page = browser.get(f"{HOME}/scholing").content.decode()
    assert HTML not in page
    assert "'=1+1" in browser.get(f"{HOME}/scholing.csv").content.decode(), "no formula in a table"
    browser.post(f"{to}/einde")
    assert queries.trainings(coordinator, coalition.pk)[0].ended_on == TODAY


@pytest.mark.django_db
def test_nobody_was_there_on_a_day_to_come(coordinator, coalition):
    _key, day = held(coordinator, coalition, TODAY + timedelta(days=3))
    with pytest.raises(BadInput):
        commands.write_attendees(by=coordinator, coalition=coalition.pk, day=day, profession="jgz", names=["Bo"])
    with pytest.raises(BadInput):
        commands.write_attendees(by=coordinator, coalition=coalition.pk, day=day, profession="geen", names=["Bo"])


@pytest.mark.django_db
def test_the_register_asks_three_queries_however_long(coordinator, coalition, django_assert_num_queries):
    for number in range(6):
        key = commands.add_training(by=coordinator, coalition=coalition.pk, title=f"Scholing {number}")
        commands.add_training_day(by=coordinator, coalition=coalition.pk, training=key, held_on=TODAY)
    with django_assert_num_queries(3):
        assert len(queries.trainings(coordinator, coalition.pk)) == 6


@given(st.sampled_from(["", *STANDS]), st.sampled_from(["", *STANDS]))
def test_going_and_coming_back_are_each_other(one, two):
    turned = {"further": "back", "back": "further"}
    assert moved(two, one) == turned.get(moved(one, two), moved(one, two))
    assert (moved(one, two) == "") == ("" in {one, two})


def cards(stands):
    return tuple(LineCard(line, stand, "", "") for line, stand in zip(LINES, stands, strict=True))


@given(st.lists(st.sampled_from(["", *STANDS]), min_size=5, max_size=5), st.sampled_from([None, 2024]))
def test_the_drawing_has_one_mark_for_each_line_that_was_filled_in(stands, before):
    found = scan_page(2026, cards(stands), before, cards(reversed(stands)) if before else ())
    assert len(found.lines) == 5
    if found.is_empty:
        assert found.drawing == ""
        return
    root = ElementTree.fromstring(found.drawing)
    marks = [one for one in root.iter() if one.get("class") == "k-embedding__now"]
    rings = [one for one in root.iter() if one.get("class") == "k-embedding__before"]
    filled = sum(1 for one in stands if one)
    assert len(marks) == filled + 1, "and one in the legend"
    assert len(rings) == (filled + 1 if before else 0)
    assert root.get("aria-labelledby")


@pytest.mark.django_db
def test_two_years_stand_beside_each_other_in_words(coordinator, coalition, person):
    browser = client_of(coordinator)
    assert "k-empty-state" in browser.get(f"{HOME}/borging").content.decode()
    base = {"line": "funding", "told": HTML, "evidence": f"{HOME}/afspraken"}
    for year, stands in ((TODAY.year - 1, "begun"), (TODAY.year, "lasting"), (TODAY.year, "for_now")):
        assert browser.post(f"{HOME}/borging", {**base, "year": year, "stands": stands}).status_code == 302
    assert EmbeddingLine.objects.count() == 2
    text = client_of(person("jgz", coalition)).get(f"{HOME}/borging").content.decode()
    assert f"{TODAY.year} geregeld voor nu, {TODAY.year - 1} begonnen (ging vooruit)" in text
    assert "niet te vergelijken" in text
    assert HTML not in text
    assert f'href="{HOME}/afspraken"' in text
    assert browser.get(f"{HOME}/borging?jaar=abcd&naast=<script>").status_code == 200
    assert client_of(person("wethouder", coalition)).post(f"{HOME}/borging", base).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "evidence", ["javascript:alert(1)", "//x.invalid", "http://x.invalid", "/\\x", "data:text/html,x"]
)
def test_what_shows_it_is_a_page_here_or_a_safe_link(coordinator, coalition, evidence):
    with pytest.raises(BadInput):
        commands.write_embedding(
            by=coordinator, coalition=coalition.pk, year=TODAY.year, line="rules", stands="begun", evidence=evidence
        )
    with pytest.raises(BadInput):
        commands.write_embedding(by=coordinator, coalition=coalition.pk, year=1999, line="rules", stands="begun")


def test_no_number_stands_for_the_whole():
    """Five judgements in words: no field, and nothing of the page, adds them up."""
    assert {field.name for field in EmbeddingLine._meta.get_fields()} == {
        "id", "coalition", "year", "line", "stands", "told", "evidence",
    }  # fmt: skip
