"""The region has estimates to look at: two years, made by the commands that a GGD would use, and published by two."""

import pytest

from kansrijk.atlas import comparing, queries
from kansrijk.atlas.models import Run
from kansrijk.demo.estimates import ASKED_IN
from kansrijk.trust.actors import VISITOR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def test_two_runs_are_in_use_and_went_by_two_people():
    runs = queries.runs(VISITOR)
    assert {(one.period, one.state) for one in runs} == {(year, "in use") for year in ASKED_IN}
    for run in Run.objects.select_related("release"):
        assert run.release.proposed_by_id != run.release.published_by_id
        for found in run.validation.values():
            assert found["respondents"]["rmse"] < found["respondents"]["rmse_national"]


def test_between_the_years_something_changed_and_most_can_be_chance():
    chosen = comparing.choices(VISITOR)[0]
    page = comparing.comparison(VISITOR, chosen, *sorted(ASKED_IN), "")
    assert 0 < page.told < len(page.rows) / 4


def test_the_situations_of_parents_stand_together_each_of_another_domain(client):
    shown = client.get("/atlas/samengesteld?gebied=WK990101").content.decode()
    for words in ("Zorgen over geld bij ouders, 2024 (schatting)", "Stress bij het opvoeden, 2024 (schatting)",
                  "Eenzaamheid bij ouders, 2024 (schatting)", "minstens drie situaties"):  # fmt: skip
        assert words in shown, words
    assert "Daarom staan hier cijfers over (aanstaande) ouders" in shown
