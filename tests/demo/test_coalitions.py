"""The region's two coalitions at work: at different stages, two years of agreements, meetings and actions."""

from datetime import date

import pytest

from kansrijk.coalition import queries
from kansrijk.coalition.queries.seeing import began_at
from kansrijk.demo import coalitions as fictional
from kansrijk.demo import plan, public, voices
from kansrijk.demo.people import account_of
from kansrijk.trust.queries import actor_for, coalitions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def work_of(code: str):
    by = actor_for(account_of(code))
    return by, coalitions(by)[0].id


def test_two_coalitions_stand_at_different_stages():
    stages = [queries.profile(*work_of(code)).stage for code in ("coordinator", "coordinator-zilvermeent")]
    assert stages == ["3", "1"]


def test_the_older_one_has_two_years_of_everything():
    by, key = work_of("coordinator")
    parties = queries.parties(by, key)
    assert len(parties) >= 12
    assert [one.name for one in parties if not one.is_in_force] == ["Welzijn De Brug"]
    standings = {one.standing for one in queries.agreements(by, key)}
    assert standings == {"expired", "expiring", "in_force", "coming"}
    assert {one.level for one in queries.agreements(by, key)} == {"board", "organisation", "execution"}
    states = {one.state for one in queries.actions(by, key)}
    assert states == {"open", "busy", "done", "dropped"}
    meetings = queries.meetings(by, key)
    assert {one.is_over for one in meetings} == {True, False}
    assert queries.waiting(by), "the coordinator has something to do today"


def test_one_sends_reminders_on_tuesdays_with_one_who_wants_none_and_the_other_sends_none():
    older, younger = (queries.reminders(*work_of(code)) for code in ("coordinator", "coordinator-zilvermeent"))
    assert (older.weekday, older.stopped, older.is_wanted) == (2, 1, True)
    assert (younger.weekday, younger.stopped) == (None, 0)
    assert queries.reminders(*work_of("huisarts")).is_wanted is False


def test_a_goal_an_agreement_and_an_action_began_at_a_figure():
    by, key = work_of("coordinator")
    assert [one.indicator for one in queries.goals(by, key) if one.seen] == ["big2"]
    began = [began_at(by, key, "agreement", one.id) for one in queries.agreements(by, key)]
    assert [one.indicator for one in began if one] == ["big2"]
    began = [began_at(by, key, "action", one.id) for one in queries.actions(by, key)]
    assert [(one.indicator, one.standing) for one in began if one] == [("vroeggeboorte", "stands")]


def test_a_reader_has_something_to_read_and_something_changed():
    from kansrijk.coalition.queries.voices import changes, texts_to_read

    by, key = actor_for(account_of("ervaringsdeskundige")), work_of("coordinator")[1]
    assert [(one.is_open, one.waiting) for one in texts_to_read(by, key)] == [
        (True, 0),
        (True, 0),
        (True, 1),
        (False, 0),
    ]
    assert len(changes(by, key)) == 2


def test_nothing_real_is_named():
    by, key = work_of("coordinator")
    assert all(one.email.endswith("@demo.invalid") or not one.email for one in queries.people(by, key))
    assert all(one.phone.startswith("01012345") or not one.phone for one in queries.people(by, key))


def test_loading_twice_is_loading_once():
    by, key = work_of("coordinator")
    before = (len(queries.parties(by, key)), len(queries.actions(by, key)), len(queries.meetings(by, key)))
    fictional.load()
    plan.load()
    voices.load()
    public.load()
    assert (len(queries.parties(by, key)), len(queries.actions(by, key)), len(queries.meetings(by, key))) == before


def test_choices_rest_on_figures_and_gaps_of_the_region():
    from kansrijk.coalition.queries.choices import choices
    from kansrijk.coalition.queries.gaps import gaps

    by, key = work_of("coordinator")
    found = choices(by, key)
    assert {one.verdict for one in found} == {"chosen", "rejected", "considering"}
    assert any(one.seen and one.seen[0].release for one in found), "a figure with its release"
    assert {cell.state for cell in gaps(by, key).cells.values()} == {"empty", "stale", "thin", "covered"}


def test_what_the_region_shows_is_there_for_a_stranger():
    from kansrijk.coalition.queries.learning import embedding_years, trainings
    from kansrijk.coalition.rules_public import BLOCKS
    from kansrijk.trust.actors import VISITOR

    by, key = work_of("coordinator")
    page = queries.public_page(VISITOR, "kansrijk-waterdam")
    assert page.blocks == BLOCKS
    assert page.contact is not None
    assert page.infographic is not None
    empty = [
        name
        for name in ("goals", "people", "figures", "agenda", "news", "reports", "voices")
        if not getattr(page, name)
    ]
    assert empty == []
    assert len(trainings(by, key)) == 1
    assert embedding_years(by, key) == [date.today().year, date.today().year - 1]
