"""The twelve events of a family: what the table says, what recording one does, and that nothing arises after a loss."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given as over
from hypothesis import strategies as st
from tests.families import doors, own
from tests.families.screens import client_of
from tests.families.test_consents import give
from tests.families.test_plan import CANARIES, planned
from tests.families.test_responses import begun, finished
from tests.families.test_signals import written
from tests.referrals.sending import given as agreed

from kansrijk.core.faults import BadInput
from kansrijk.families import (
    commands,
    commands_event,
    commands_plan,
    commands_response,
    commands_signal,
    commands_weighing,
    grounds,
    life_events,
    queries,
    queries_consent,
    queries_event,
    queries_plan,
    queries_response,
    queries_signal,
    queries_weighing,
    words,
    words_event,
)
from kansrijk.families.life_events import Happened, Held
from kansrijk.families.models import LifeEvent, Person, PersonHistory, Response
from kansrijk.families.plan import Said
from kansrijk.families.signals import Moment
from kansrijk.families.weighing import Choice
from kansrijk.families.weighing import Held as Weighed
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied

KINDS = list(life_events.kinds().values())
LOSSES = ("pregnancy_lost", "child_died", "mother_died", "all_stopped")
TWELVE = {
    "pregnancy_lost", "child_died", "mother_died", "birth", "adoption", "surrogacy", "secret_birth",
    "other_parent_unknown", "secret_address", "separation", "moved", "pregnant_minor",
}  # fmt: skip
consent = st.builds(
    Held,
    id=st.uuids(),
    in_force=st.booleans(),
    agreed=st.sets(st.sampled_from(["self", "holders"]), min_size=1).map(tuple),
    age=st.sampled_from([one.code for one in grounds.ages()]),
    exception=st.just(""),
)
births = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2026, 11, 1)))
TODAY = date(2026, 11, 27)


# -- the table --


@pytest.mark.req("RES-38", "data/life_events.yaml")
def test_the_twelve_are_there_and_every_column_is_answered():
    assert set(life_events.kinds()) == TWELVE | {life_events.QUIET}
    for kind in KINDS:
        assert kind.parts
        assert set(kind.parts) <= {"mother", "partner", "child"}
        for column, answers in life_events.COLUMNS.items():
            assert getattr(kind, column) in answers, (kind.code, column)
        assert kind.name("nl") != kind.name("en")


@pytest.mark.req("RES-38", "data/life_events.yaml")
@pytest.mark.parametrize("code", LOSSES)
def test_after_a_loss_everything_rests(code):
    kind = life_events.kinds()[code]
    assert (kind.stops, kind.consents, kind.pregnancy, kind.rests) == ("stop", "end", "over", True)
    assert (kind.plan, kind.responses) == ("drop", "stop")
    assert kind.children != "tied"


@over(st.sampled_from(KINDS), st.lists(consent, max_size=6), births, st.data())
def test_what_ends_and_stops_follows_from_the_row_alone(kind, held, born_on, data):
    in_force = [one.id for one in held if one.in_force]
    wanted = frozenset(data.draw(st.sets(st.sampled_from(in_force)))) if in_force and kind.continues else frozenset()
    assert life_events.checked_continuing(kind, wanted, held) == wanted
    ends = life_events.ending(kind, held, wanted, born_on, TODAY)
    stops = life_events.stopping(kind, held, wanted)
    assert ends <= set(in_force), "what is over does not end twice"
    assert not (ends | stops) & wanted, "what goes on goes on"
    if kind.consents == "end":
        assert ends | wanted == set(in_force)
    if kind.consents in {"keep", "ask_again"}:
        assert not ends
    if kind.stops == "none":
        assert not stops
    else:
        assert stops | wanted == {one.id for one in held}, "help under an older consent stops too"
    if kind.consents == "age" and born_on:
        left = [one for one in held if one.in_force and one.id not in ends]
        who = grounds.who_agrees(grounds.Giver(born_on), TODAY)
        assert all(set(who) <= set(one.agreed) for one in left)


@over(st.sampled_from(KINDS), st.lists(consent, max_size=4), st.uuids())
def test_help_of_somebody_else_never_goes_on(kind, held, stranger):
    with pytest.raises(BadInput):
        life_events.checked_continuing(kind, [stranger], held)


instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)).map(lambda at: at.replace(tzinfo=UTC))
happenings = st.lists(
    st.builds(Happened, st.sampled_from(sorted(life_events.kinds())), instants, st.one_of(st.none(), instants)),
    max_size=5,
)


@over(happenings)
def test_what_was_taken_back_counts_for_nothing(happened):
    left = [one for one in happened if one.undone_at is None]
    for asked in (life_events.over_since, life_events.rests_since, life_events.is_address_secret):
        assert asked(happened) == asked(left)
    birth = life_events.kinds()["birth"]
    assert life_events.begins_files(birth, happened) == life_events.begins_files(birth, left)


def test_what_is_written_down_after_a_loss_is_counted_as_ever():
    at = datetime(2026, 5, 1, tzinfo=UTC)
    since = life_events.over_since([Happened("pregnancy_lost", at)])
    assert life_events.is_before(at - timedelta(seconds=1), since)
    assert not life_events.is_before(at + timedelta(seconds=1), since)
    assert not life_events.is_before(at, life_events.over_since([Happened("moved", at)]))


@over(happenings, instants)
def test_once_a_child_grows_up_with_others_no_birth_begins_its_file(happened, at):
    happened = [*happened, Happened("adoption", at)]
    assert not life_events.begins_files(life_events.kinds()["birth"], happened)
    with pytest.raises(BadInput):
        life_events.checked_children(life_events.kinds()["birth"], ["Kind"], happened)


# -- recording --

db = pytest.mark.django_db


@pytest.fixture
def kept(here, midwife):
    return own.kept(midwife, here)


def record(who, here, file, kind, **more):
    said = {"key": uuid4(), **more}
    return commands_event.record_event(by=who.actor, coalition=here, file=file, kind=kind, **said)


def event_of(who, here, file) -> UUID:
    return queries_event.recorded(who.actor, here, file)[0].id


def shared(who, here, offered, file) -> UUID:
    return give(who, here, file, offered["debt_help"], agreed("contact", "question"))


def in_force(who, here, file) -> list[UUID]:
    return [one.id for one in queries_consent.consents_of(who.actor, here, file) if one.is_in_force]


def pregnant(who, here, file) -> UUID:
    """A signal in which the due date stands."""
    key = uuid4()
    where = {"by": who.actor, "coalition": here}
    commands_signal.begin_signal(organisation=who.organisation, key=key, file=file, **where)
    due = timezone.localdate() + timedelta(days=140)
    commands_signal.say_when(signal=key, version=1, moment=Moment("during", due_on=due), **where)
    return key


def weighed(who, here, file) -> UUID:
    """One that is over since yesterday, as far as the clock goes."""
    where = {"by": who.actor, "coalition": here}
    key = commands_weighing.begin_weighing(key=uuid4(), file=file, sufficiency="sufficient", **where)
    commands_weighing.choose_level(weighing=key, version=1, choice=Choice("self_reliant"), **where)
    today = timezone.localdate()
    told = Weighed(("parent",), "", today - timedelta(days=20), today - timedelta(days=1))
    commands_weighing.close_weighing(weighing=key, version=2, held=told, **where)
    return key


@db
@pytest.mark.req("RES-38", "families.commands_event.record_event")
def test_a_loss_stops_everything_in_one_action_and_nothing_arises(here, midwife, offered, kept):
    shared(midwife, here, offered, kept)
    signal, weighing = pregnant(midwife, here, kept), weighed(midwife, here, kept)
    assert "20+0" in words.moment(queries_signal.signal(midwife.actor, here, signal).moment, timezone.localdate())
    assert queries_weighing.weighing(midwife.actor, here, weighing).is_expired
    record(midwife, here, kept, "pregnancy_lost")
    assert in_force(midwife, here, kept) == []
    (ended,) = queries_consent.consents_of(midwife.actor, here, kept)
    assert ended.how_ended == "event"
    assert queries_signal.signal(midwife.actor, here, signal).moment == Moment("unknown")
    at_rest = queries_weighing.weighing(midwife.actor, here, weighing)
    (card,) = queries_weighing.weighings_of(midwife.actor, here, kept)
    assert (at_rest.is_expired, at_rest.held.reweigh_on, card.is_expired, card.reweigh_on) == (False, None, False, None)
    assert mail.outbox == []
    page = client_of(midwife).get(f"/gezinnen/hier/{kept}").content.decode()
    assert "Alles is stil" in page
    assert "verlopen" not in page


@db
@pytest.mark.req("RES-38", "families.commands_event._drop_plan")
def test_after_a_loss_no_page_goes_on_with_the_plan_or_a_questionnaire(here, midwife, colleague, kept):
    hers = own.Given(kept, own.link(midwife, here, kept))
    page = own.browser(hers)
    planned(midwife, here, kept)
    done = commands_plan.write_line(by=midwife.actor, coalition=here, file=kept, key=uuid4(), said=Said("goal", "af"))
    commands_plan.change_line(by=midwife.actor, coalition=here, line=done, version=1, state="done")
    commands.take_in(by=midwife.actor, coalition=here, file=kept, account=colleague.account)
    mine, theirs, told = begun(midwife, here, kept), begun(colleague, here, kept), finished(midwife, here, kept)
    assert CANARIES[0] in own.words(page.get("/mijn"))
    client = client_of(midwife)
    asked = client.post(f"/gezinnen/hier/{kept}/gebeurd", {"kind": "pregnancy_lost"}).content.decode()
    for said in (words_event.PLAN, words_event.RESPONSES):
        with override("nl"):
            assert str(said) in asked
    record(midwife, here, kept, "pregnancy_lost")
    shown = own.words(page.get("/mijn"))
    for text in (CANARIES[0], CANARIES[1], "huisbezoek", "af"):
        assert text not in shown.split()
    plan = queries_plan.plan_of(midwife.actor, here, kept)
    assert plan.going_on == ()
    assert sorted(one.state for one in plan.over) == ["done", "dropped", "dropped", "dropped"]
    for who, one in ((midwife, mine), (colleague, theirs)):
        assert queries_response.response(who.actor, here, one).status == "stopped"
        with pytest.raises(BadInput) as refused, transaction.atomic():
            commands_response.answer(by=who.actor, coalition=here, response=one, version=2, answers={})
        assert refused.value.field == "stopped"
        assert client_of(who).get(f"/gezinnen/hier/vragenlijst/{one}", follow=True).status_code == 200
        with within(who.actor, here, verb="update", kind="response"):
            assert not Response.objects.filter(pk=one).update(status="in_progress"), "the database refuses it too"
    with pytest.raises(Denied):
        queries_response.response(midwife.actor, here, theirs)
    assert queries_response.response(midwife.actor, here, told).status == "completed"
    assert AuditRecord.objects.filter(event__in=["plan dropped", "responses stopped"]).count() == 2


@db
@pytest.mark.req("WEB-18", "an event")
def test_an_event_that_is_sent_twice_is_one(here, midwife, kept):
    key = uuid4()
    for _ in range(2):
        record(midwife, here, kept, "separation", key=key)
    assert [one.kind.code for one in queries_event.recorded(midwife.actor, here, kept)] == ["separation"]
    with pytest.raises(BadInput) as taken:
        record(midwife, here, own.kept(midwife, here, name="Ander Proef"), "separation", key=key)
    assert taken.value.field == "key"


@db
def test_help_that_this_person_wants_to_keep_goes_on(here, midwife, offered, kept):
    stays = shared(midwife, here, offered, kept)
    ends = give(midwife, here, kept, doors.door(here, "debt_help", "Andere deur"), agreed("contact"))
    record(midwife, here, kept, "pregnancy_lost", continues=[stays])
    assert in_force(midwife, here, kept) == [stays]
    with pytest.raises(BadInput) as over_already:
        record(midwife, here, kept, "all_stopped", continues=[ends])
    assert over_already.value.field == "continues"
    with pytest.raises(BadInput):
        record(midwife, here, kept, "mother_died", continues=[stays])


@db
def test_what_happened_in_a_file_is_for_that_person(here, midwife, kept):
    child = own.kept(midwife, here, part="child", name="Kind Proef")
    for file, kind in ((child, "pregnancy_lost"), (kept, "nonsense"), (kept, "")):
        with pytest.raises(BadInput) as refused:
            record(midwife, here, file, kind)
        assert refused.value.field == "kind"


@db
@pytest.mark.req("RES-38", "other files of the family")
def test_another_file_of_the_family_rests_along_without_why(here, midwife, colleague, offered, kept):
    with within(midwife.actor, here, verb="read", kind="file"):
        family = Person.objects.get(pk=kept).family
    partner = own.kept(midwife, here, part="partner", name="Partner Proef", family=family)
    stranger = own.kept(midwife, here, name="Ander Proef")
    give(midwife, here, partner, offered["debt_help"], agreed("contact"))
    with pytest.raises(BadInput) as refused:
        record(midwife, here, kept, "pregnancy_lost", also=[stranger])
    assert refused.value.field == "also"
    with pytest.raises(BadInput):
        record(midwife, here, kept, "separation", also=[partner])
    record(midwife, here, kept, "pregnancy_lost", also=[partner])
    assert in_force(midwife, here, partner) == []
    told = [one.kind.code for one in queries_event.recorded(midwife.actor, here, partner)]
    assert told == ["all_stopped"], "what the mother told is in her file alone"


@db
@pytest.mark.req("CON-05", "families.commands_event.record_event")
def test_a_birth_begins_files_that_hold_what_was_decided_and_no_consent(here, midwife, offered, kept):
    held = shared(midwife, here, offered, kept)
    signal = pregnant(midwife, here, kept)
    begun = record(midwife, here, kept, "birth", children=["Eerste Proef", "", "Tweede Proef"], copies=["telephone"])
    assert len(begun) == 2
    mother = queries.file(midwife.actor, here, kept)
    for made, name in zip(begun, ("Eerste Proef", "Tweede Proef"), strict=True):
        child = queries.file(midwife.actor, here, made)
        assert (child.name, child.part, child.state, child.family) == (name, "child", "proposal", mother.family)
        assert (child.telephone, child.address, child.born_on) == (mother.telephone, "", None)
        assert queries_consent.consents_of(midwife.actor, here, made) == []
        assert queries_signal.signals_of(midwife.actor, here, made) == []
        assert queries_event.recorded(midwife.actor, here, made) == []
    assert in_force(midwife, here, kept) == [held], "what she agreed to stays hers"
    assert queries_signal.signal(midwife.actor, here, signal).moment == Moment("unknown")


@db
@pytest.mark.req("RES-38", "no auto child record")
def test_a_birth_begins_no_file_by_itself_and_after_adoption_none_at_all(here, midwife, kept):
    assert record(midwife, here, kept, "birth") == []
    record(midwife, here, kept, "adoption")
    with pytest.raises(BadInput) as refused:
        record(midwife, here, kept, "birth", children=["Kind Proef"])
    assert refused.value.field == "children"
    with pytest.raises(BadInput):
        record(midwife, here, kept, "separation", children=["Kind Proef"])
    with pytest.raises(BadInput) as copied:
        record(midwife, here, kept, "birth", copies=["name"])
    assert copied.value.field == "copies"
    assert [one.part for one in queries.own_files(midwife.actor, here)] == ["mother"]


@db
@pytest.mark.req("RES-38", "a secret address")
@pytest.mark.parametrize("kind", ["secret_address", "secret_birth"])
def test_a_secret_address_stands_nowhere_any_more(here, midwife, kept, kind):
    where = {"by": midwife.actor, "coalition": here, "file": kept}
    commands.change_file(version=2, name=own.NAME, born_on=own.ADULT, address="Kanariestraat 8", **where)
    assert any(one.address for one in queries.history(midwife.actor, here, kept))
    found = own.Given(kept, own.link(midwife, here, kept))
    parent = own.opened(found)
    record(midwife, here, kept, kind)
    assert queries.file(midwife.actor, here, kept).address == ""
    assert not any(one.address for one in queries.history(midwife.actor, here, kept))
    with within(midwife.actor, here, verb="read", kind="file"):
        assert all(one.was["sealed_address"] == "" for one in PersonHistory.objects.filter(person=kept))
        version = Person.objects.get(pk=kept).version
    with pytest.raises(BadInput) as refused:
        commands.change_file(version=version, name=own.NAME, born_on=own.ADULT, address="Kanariestraat 9", **where)
    assert refused.value.field == "address"
    with pytest.raises(Denied):
        own.commands_own.close_page(by=parent)


@db
@pytest.mark.req("RES-38", "separation")
def test_after_a_separation_a_paper_at_home_opens_nothing(here, midwife, colleague, kept):
    found = own.Given(kept, own.link(midwife, here, kept))
    commands.take_in(by=midwife.actor, coalition=here, file=kept, account=colleague.account)
    record(colleague, here, kept, "separation")
    answer = own.Client().post(found.path, {"code": found.made.code})
    assert answer.status_code != 302


@db
@pytest.mark.req("CON-04", "a pregnant minor")
def test_of_a_pregnant_minor_what_not_everybody_agreed_to_ends(here, midwife, offered):
    today = timezone.localdate()
    file = own.kept(midwife, here, born_on=None)
    give(midwife, here, file, offered["debt_help"], replace(agreed("contact"), said_age="from_16"))
    with within(midwife.actor, here, verb="read", kind="file"):
        version = Person.objects.get(pk=file).version
    born = today.replace(year=today.year - 14, day=1)
    commands.change_file(by=midwife.actor, coalition=here, file=file, version=version, name=own.NAME, born_on=born)
    record(midwife, here, file, "pregnant_minor")
    assert in_force(midwife, here, file) == []


@db
def test_taking_back_counts_at_once_and_brings_nothing_back(here, midwife, offered, kept):
    shared(midwife, here, offered, kept)
    weighing = weighed(midwife, here, kept)
    record(midwife, here, kept, "pregnancy_lost")
    event = event_of(midwife, here, kept)
    for _ in range(2):
        assert commands_event.take_back_event(by=midwife.actor, coalition=here, event=event) == kept
    assert AuditRecord.objects.filter(event="life event taken back").count() == 1
    assert in_force(midwife, here, kept) == []
    assert queries_weighing.weighing(midwife.actor, here, weighing).is_expired
    assert "Alles is stil" not in client_of(midwife).get(f"/gezinnen/hier/{kept}").content.decode()


# -- who may --


@db
@pytest.mark.req("SEC-02", "life_event")
def test_a_stranger_records_sees_and_takes_back_nothing(here, midwife, colleague, nurse, kept):
    record(midwife, here, kept, "moved")
    event = event_of(midwife, here, kept)
    for who in (nurse, colleague):
        for number in (kept, uuid4()):
            with pytest.raises(Denied):
                record(who, here, number, "pregnancy_lost")
            for ask in (queries_event.recorded, queries_event.choice):
                with pytest.raises(Denied):
                    ask(who.actor, here, number)
            with pytest.raises(Denied):
                queries_event.before(who.actor, here, number, "moved")
        for number in (event, uuid4()):
            with pytest.raises(Denied):
                commands_event.take_back_event(by=who.actor, coalition=here, event=number)
            assert client_of(who).post(f"/gezinnen/hier/gebeurd/{number}/terug").status_code == 404
        assert client_of(who).get(f"/gezinnen/hier/{kept}/gebeurd").status_code == 404
        with within(who.actor, here, verb="read", kind="life_event"):
            assert not LifeEvent.objects.exists()


@db
@pytest.mark.req("SEC-04", "families.life_event")
def test_the_database_takes_no_event_of_a_file_that_is_not_ones_own(here, midwife, nurse, offered, kept):
    held = shared(midwife, here, offered, kept)
    theirs = own.kept(nurse, here, name="Ander Proef")
    for person, party, consents_of in (
        (kept, nurse.organisation, []),
        (theirs, nurse.organisation, [held]),
        (theirs, midwife.organisation, []),
    ):
        with within(nurse.actor, here, verb="create", kind="life_event") as inside:
            row = LifeEvent(
                id=uuid4(),
                coalition=here,
                person_id=person,
                kind="moved",
                consents=consents_of,
                account=inside.account,
                organisation=party,
            )
            with pytest.raises(DatabaseError), transaction.atomic():
                row.save(force_insert=True)


@db
@pytest.mark.req("AUD-01", "life_event")
def test_each_is_one_record_that_says_about_whom(here, midwife, kept):
    for event, act in (
        ("life event begun", lambda: queries_event.choice(midwife.actor, here, kept)),
        ("life event begun", lambda: queries_event.before(midwife.actor, here, kept, "moved")),
        ("life event recorded", lambda: record(midwife, here, kept, "moved")),
        ("life events read", lambda: queries_event.recorded(midwife.actor, here, kept)),
    ):
        before = AuditRecord.objects.count()
        act()
        assert AuditRecord.objects.count() == before + 1
        newest = AuditRecord.objects.latest("id")
        assert (newest.event, newest.data_class) == (event, "D4")
        assert str(kept) in f"{newest.object_reference} {newest.detail}"
        assert "moved" not in str(newest.detail), "what happened is not in the audit"


# -- on screen --


def ask(who, file, **said):
    return client_of(who).post(f"/gezinnen/hier/{file}/gebeurd", said)


@db
@pytest.mark.req("RES-38", "templates/families/event_sure.html")
def test_what_it_does_is_said_before_the_button(here, midwife, offered, kept):
    shared(midwife, here, offered, kept)
    chosen = client_of(midwife).get(f"/gezinnen/hier/{kept}/gebeurd").content.decode()
    assert "checked" not in chosen
    assert "minderjarig en zwanger" in chosen
    told = ask(midwife, kept, kind="pregnancy_lost")
    page = own.words(told)
    for sentence in (
        "stopt meteen",
        "Het gezin krijgt hier geen bericht van.",
        "Bel hen zelf",
        "Proef debt_help",
        "komt niet terug",
    ):
        assert sentence in page, sentence
    assert "checked" not in told.content.decode()
    assert queries_event.recorded(midwife.actor, here, kept) == [], "nothing happened yet"
    key = told.context["form"].initial["key"]
    done = ask(midwife, kept, kind="pregnancy_lost", key=key, sure="1")
    assert (done.status_code, done["Location"]) == (302, f"/gezinnen/hier/{kept}")
    assert ask(midwife, kept, kind="pregnancy_lost", key=key, sure="1").status_code == 302, "a double click is one"
    assert len(queries_event.recorded(midwife.actor, here, kept)) == 1
    back = client_of(midwife).post(f"/gezinnen/hier/gebeurd/{event_of(midwife, here, kept)}/terug")
    assert (back.status_code, back["Location"]) == (302, f"/gezinnen/hier/{kept}")


@db
def test_bad_input_is_one_clear_sentence(here, midwife, kept):
    assert "Kies wat er gebeurde." in ask(midwife, kept, kind="nonsense").content.decode()
    assert ask(midwife, kept).status_code == 422
    wrong = ask(midwife, kept, kind="pregnancy_lost", key=uuid4(), sure="1", continues=str(uuid4()))
    assert wrong.status_code == 422
    assert "Deze hulp kan niet doorlopen" in wrong.content.decode()
    number = ask(midwife, kept, kind="birth", key=uuid4(), sure="1", child_1="kind 999990019")
    assert number.status_code == 422
    assert "Geef een naam" in number.content.decode()
    assert queries_event.recorded(midwife.actor, here, kept) == [], "nothing of a refused form stays"


@db
@pytest.mark.req("LAW-06", "what happened")
def test_what_happened_stands_in_no_address(here, midwife, kept):
    page = client_of(midwife).get(f"/gezinnen/hier/{kept}/gebeurd").content.decode()
    links = [part.split('"')[0] for part in page.split('href="')[1:] + page.split('action="')[1:]]
    assert links
    assert not [link for link in links for code in life_events.kinds() if code in link]


@db
def test_written_signals_go_on_without_any_event(here, midwife):
    key = written(midwife, here)
    assert queries_signal.signal(midwife.actor, here, key).moment.phase != "unknown"
