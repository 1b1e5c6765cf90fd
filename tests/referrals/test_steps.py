"""What happens after sending: who may do what, in which order, once, and what each side sees of it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from tests.families import people
from tests.referrals.sending import Scene, file_of, read, send, step, texts_of

from kansrijk.core.faults import BadInput
from kansrijk.families import commands, commands_consent
from kansrijk.families.models import Consent
from kansrijk.referrals import clock, queries, rules
from kansrijk.referrals import commands as referrals
from kansrijk.referrals.models import Event, Referral
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.compartment import within
from kansrijk.trust.rules import Denied

pytestmark = pytest.mark.django_db
TO_THE_END = ("receive", "accept", "contact", "start", "hand_over", "feed_back", "evaluate", "end")
SAID = {"hand_over": {"words": "moeder en ik"}, "feed_back": {"words": "het loopt"}, "end": {"reason": "done"}}


def go(at: Scene, referral, *events: str) -> None:
    for event in events:
        step(at, at.receiver, referral, event, **SAID.get(event, {}))


@pytest.mark.req("IOP-07", "the sender hears")
def test_the_whole_way_from_sent_to_ended(scene):
    made = send(scene)
    go(scene, made, *TO_THE_END)
    at = read(scene, scene.sender, made)
    assert at.state == "ended"
    assert at.is_over
    assert [one.event for one in at.steps] == ["send", *TO_THE_END]
    assert [one.words for one in at.steps if one.words] == ["moeder en ik", "het loopt"]
    assert at.due_on is None
    assert at.can == ()


@pytest.mark.req("IOP-07", "as far as the parent agreed")
def test_without_word_back_the_sender_sees_who_carries_it_and_no_more(scene):
    made = send(scene, "contact", "question")
    go(scene, made, *TO_THE_END)
    at = read(scene, scene.sender, made)
    assert at.state == "accepted"
    assert [one.event for one in at.steps] == ["send", "receive", "accept"]
    assert not at.hears_back
    assert read(scene, scene.receiver, made).state == "ended"
    with within(scene.sender.actor, scene.here, verb="read", kind="referral"):
        seen = set(Event.objects.filter(referral=made).values_list("event", flat=True))
    assert seen == {"send", "receive", "accept"}, "the database does not tell it either"


def test_what_comes_back_the_sender_always_hears(scene):
    made = send(scene, "contact", "question")
    go(scene, made, "receive", "accept")
    step(scene, scene.receiver, made, "return", reason="not_suitable", words="dit past niet")
    at = read(scene, scene.sender, made)
    assert (at.state, at.steps[-1].reason, at.steps[-1].words) == ("returned", "not_suitable", "dit past niet")
    assert at.can == ("close",)


@pytest.mark.req("WEB-17", "the order of a referral")
@pytest.mark.parametrize(
    "event", ["accept", "end", "feed_back", "recall", "withdraw_consent", "expire", "stop", "nonsense"]
)
def test_what_is_not_in_the_table_for_this_side_cannot_be_done(scene, event):
    made = send(scene)
    with pytest.raises(BadInput) as refused:
        step(scene, scene.receiver, made, event, reason="done" if event == "end" else "", words="x")
    assert refused.value.field == "event"
    assert read(scene, scene.receiver, made).state == "sent"


def test_a_step_that_asks_why_or_says_something_needs_that(scene):
    made = send(scene)
    go(scene, made, "receive")
    for event, more, field in (
        ("decline", {}, "reason"),
        ("decline", {"reason": "done"}, "reason"),
        ("accept", {"reason": "full"}, "reason"),
        ("ask", {"words": "  "}, "words"),
        ("ask", {"words": "x" * 1001}, "words"),
        ("ask", {"words": "hij heet 999990019"}, "words"),
    ):
        with pytest.raises(BadInput) as refused:
            step(scene, scene.receiver, made, event, **more)
        assert refused.value.field == field, event
    assert [one.event for one in read(scene, scene.receiver, made).steps] == ["send", "receive"]


@pytest.mark.req("WEB-18", "one step")
def test_a_step_that_is_sent_twice_is_one_step(scene):
    made, key = send(scene), uuid4()
    version = step(scene, scene.receiver, made, "receive", key=key)
    assert step(scene, scene.receiver, made, "receive", key=key) == version
    assert [one.event for one in read(scene, scene.receiver, made).steps] == ["send", "receive"]


@pytest.mark.req("IOP-08", "somebody else was first")
def test_of_two_who_act_at_once_the_second_is_told(scene):
    made = send(scene)
    step(scene, scene.receiver, made, "receive")
    with pytest.raises(BadInput) as refused:
        step(scene, scene.receiver, made, "accept", version=1)
    assert refused.value.field == "version"
    with pytest.raises(BadInput) as taken:
        step(scene, scene.receiver, made, "accept", key=made)
    assert taken.value.field in {"key", "version"}


def test_question_and_answer(scene):
    made = send(scene)
    go(scene, made, "receive")
    step(scene, scene.receiver, made, "ask", words="wanneer kan ik bellen?")
    at = read(scene, scene.sender, made)
    assert (at.state, at.can[0]) == ("information_asked", "answer")
    step(scene, scene.sender, made, "answer", words="na drie uur")
    seen = read(scene, scene.receiver, made)
    assert (seen.state, seen.steps[-1].words) == ("received", "na drie uur")


def test_who_does_not_take_it_on_no_longer_sees_what_was_sent(scene):
    made = send(scene)
    go(scene, made, "receive")
    assert texts_of(scene, scene.receiver, made)
    step(scene, scene.receiver, made, "decline", reason="full")
    assert texts_of(scene, scene.receiver, made) == {}
    assert texts_of(scene, scene.sender, made)


def _consent_of(at, referral):
    with within(at.sender.actor, at.here, verb="read", kind="referral"):
        return Referral.objects.get(pk=referral).consent_id


@pytest.mark.req("CON-02", "what was sent")
@pytest.mark.req("SEC-08", "consent")
def test_stopped_consent_ends_it_and_takes_the_content_from_the_receiver_at_once(scene):
    made = send(scene)
    go(scene, made, "receive", "accept")
    step(scene, scene.receiver, made, "contact", words="ze klonk opgelucht")
    commands_consent.withdraw_consent(by=scene.sender.actor, coalition=scene.here, consent=_consent_of(scene, made))
    at = read(scene, scene.receiver, made)
    assert (at.state, at.parts, at.can) == ("consent_withdrawn", (), ())
    assert at.steps[-1].who == "parent"
    with pytest.raises(BadInput):
        step(scene, scene.receiver, made, "start")
    assert queries.working_list(scene.receiver.actor, scene.here) == []
    assert texts_of(scene, scene.sender, made), "what was sent lawfully stays to be seen by who sent it"


@pytest.mark.req("CON-02", "one kind of data")
def test_one_kind_of_data_that_is_stopped_disappears_and_help_goes_on(scene):
    made = send(scene)
    go(scene, made, "receive", "accept")
    consent = _consent_of(scene, made)
    commands_consent.withdraw_consent(by=scene.sender.actor, coalition=scene.here, consent=consent, category="social")
    assert "social" not in texts_of(scene, scene.receiver, made)
    assert texts_of(scene, scene.receiver, made)
    go(scene, made, "contact")


def test_what_the_parent_stopped_elsewhere_is_over_before_the_clock_wrote_it_down(scene, midwife, colleague, here):
    """A colleague who was taken in stops it: the referral is not the colleague's to see, and is over all the same."""
    commands.keep_file(by=midwife.actor, coalition=here, file=scene.file, agreed_on=timezone.localdate())
    commands.take_in(by=midwife.actor, coalition=here, file=scene.file, account=colleague.account)
    made = send(scene)
    consent = _consent_of(scene, made)
    commands_consent.withdraw_consent(by=colleague.actor, coalition=here, consent=consent)
    at = read(scene, scene.receiver, made)
    assert (at.state, at.parts) == ("consent_withdrawn", ())
    with pytest.raises(BadInput) as refused:
        step(scene, scene.receiver, made, "receive")
    assert refused.value.field == "state"
    assert referrals.bring_back(by=installation_actor()) == 1
    with within(midwife.actor, here, verb="read", kind="referral"):
        assert Referral.objects.get().state == "consent_withdrawn"
    assert referrals.bring_back(by=installation_actor()) == 0


def test_the_database_opens_nothing_again_whose_consent_was_stopped(scene):
    made = send(scene)
    commands_consent.withdraw_consent(by=scene.sender.actor, coalition=scene.here, consent=_consent_of(scene, made))
    with within(scene.sender.actor, scene.here, verb="update", kind="referral"):
        with pytest.raises(DatabaseError, match="was stopped"), transaction.atomic():
            Referral.objects.filter(pk=made).update(state="received", due_on=timezone.localdate())


def test_a_newer_consent_carries_what_goes_on(scene):
    first = send(scene)
    go(scene, first, "receive", "accept")
    old = _consent_of(scene, first)
    send(scene, "contact", "feedback")
    assert _consent_of(scene, first) != old
    at = read(scene, scene.receiver, first)
    assert at.state == "accepted"
    assert [code for code, _ in at.parts] == ["contact"], "what is agreed no longer is seen no longer"


def test_a_file_that_is_gone_leaves_the_referral_and_its_consent(scene, here, midwife):
    other = file_of(here, midwife)
    made = send(scene)
    send(Scene(here, midwife, scene.receiver, scene.door, other))
    with within(midwife.actor, here, verb="read", kind="referral"):
        assert Consent.objects.count() == 2
    commands.forget_file(by=midwife.actor, coalition=here, file=scene.file)
    at = read(scene, midwife, made)
    assert (at.state, at.file) == ("sent", None)
    assert texts_of(scene, scene.receiver, made)
    go(scene, made, "receive", "accept")
    with within(midwife.actor, here, verb="read", kind="referral"):
        row = Referral.objects.select_related("consent").get(pk=made)
        assert row.consent.person_id is None
        assert row.consent.told


def test_the_clock_brings_back_what_nobody_opened(scene, monkeypatch):
    made = send(scene)
    assert referrals.bring_back(by=installation_actor()) == 0
    late = clock.expires_on(timezone.localdate())
    for module in (referrals, queries):
        monkeypatch.setattr(module.timezone, "localdate", lambda *at: at[0].date() if at else late)
    assert referrals.bring_back(by=installation_actor()) == 1
    monkeypatch.undo()
    at = read(scene, scene.sender, made)
    assert (at.state, at.steps[-1].who, at.can) == ("expired", "clock", ("close",))
    assert texts_of(scene, scene.receiver, made) == {}


def test_only_the_installation_brings_back(scene):
    for who in (scene.sender, scene.receiver):
        with pytest.raises(Denied):
            referrals.bring_back(by=who.actor)


def test_a_referral_is_of_two_organisations_and_of_nobody_else(scene, here, colleague):
    made = send(scene)
    third = people.somebody("jgz", here, name="derde")
    elsewhere = people.coalition("daar")
    stranger = people.somebody("jgz", elsewhere, name="ver")
    for who, where in ((colleague, here), (third, here), (stranger, elsewhere), (stranger, here)):
        with pytest.raises(Denied):
            queries.referral(who.actor, where, made)
        with pytest.raises(Denied):
            referrals.take_step(by=who.actor, coalition=where, referral=made, event="receive", key=uuid4(), version=1)
    assert queries.working_list(third.actor, here) == []
    desk = people.somebody("jgz", here, name="naast", organisation=scene.receiver.organisation)
    assert read(scene, desk, made).sides == ("receiver",)
    with pytest.raises(Denied):
        queries.working_list(people.somebody("coordinator", here, name="coor").actor, here)


@pytest.mark.req("AI-02", "no order by level")
def test_the_working_list_asks_what_is_due_first_and_counts_nothing(scene, here, midwife):
    first, second = send(scene), send(scene, given=None)
    step(scene, scene.receiver, first, "receive")
    lines = queries.working_list(scene.receiver.actor, here)
    assert [line.id for line in lines] == [second, first], "by the day it is due, then by the day it was sent"
    assert all(line.is_mine_to_do for line in lines)
    assert {line.name for line in lines} == {"Kanarie Proef"}
    mine = queries.working_list(midwife.actor, here)
    assert [line.is_mine_to_do for line in mine] == [False, False]


def test_the_page_of_the_list_asks_twelve_questions_at_one_row_and_at_fifty(scene):
    """Session, account, memberships, rate limit, the door of B twice, absence, what B is told, three reads, a record.

    Two that come of this test are left out: it stands inside an opening of B, and B is told to forget what it was told.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from tests.families.screens import client_of

    client = client_of(scene.receiver)

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as caught:
            page = client.get("/verwijzingen/hier")
        assert page.status_code == 200
        ours = (
            "SAVEPOINT",
            "RELEASE",
            "select coalesce(current_setting(",
            "select set_config('kansrijk.coalition', ''",
        )
        return [one["sql"] for one in caught if not one["sql"].startswith(ours)]

    send(scene)
    client.get("/verwijzingen/hier")
    one = asked()
    for _ in range(49):
        send(scene, given=None)
    fifty = asked()
    assert len(queries.working_list(scene.receiver.actor, scene.here)) == 50
    assert len(one) == len(fifty) <= 12, "\n".join(fifty)


def test_a_long_list_is_shown_some_at_a_time_in_its_order(scene, monkeypatch):
    from tests.families.screens import client_of

    monkeypatch.setattr("kansrijk.referrals.views.LINES_ON_A_PAGE", 1)
    low, high = sorted((uuid4(), uuid4()))  # sent in one transaction, so at one instant: then the key decides
    first, second = send(scene, key=low), send(scene, key=high, given=None)
    client = client_of(scene.receiver)
    for page, there, elsewhere in (
        ("", first, second),
        ("2", second, first),
        ("9", second, first),
        ("x", first, second),
    ):
        shown = client.get(f"/verwijzingen/hier?bladzijde={page}").content.decode()
        assert f"/verwijzingen/hier/{there}" in shown, page
        assert f"/verwijzingen/hier/{elsewhere}" not in shown, page


def test_every_state_of_the_table_is_one_of_the_database(scene):
    made = send(scene)
    with within(scene.sender.actor, scene.here, verb="update", kind="referral"):
        for state in rules.STATES.values():
            with transaction.atomic():
                due = None if state.is_over else timezone.localdate() + timedelta(days=1)
                Referral.objects.filter(pk=made).update(state=state.name, due_on=due)
                assert Referral.objects.filter(pk=made, state=state.name).exists()
            from django.db import connection

            with connection.cursor() as cursor:
                cursor.execute("select referrals.is_open(%s)", [state.name])
                assert cursor.fetchone() == (state.is_open_to_receiver,), state.name


@pytest.mark.req("SEC-08", "who sent left")
def test_who_sent_and_left_leaves_nothing_without_an_owner(scene, here, colleague):
    from kansrijk.trust.models import Membership
    from kansrijk.trust.queries import actor_for

    made = send(scene)
    go(scene, made, "receive")
    step(scene, scene.receiver, made, "decline", reason="full")
    with pytest.raises(Denied):
        read(scene, colleague, made)
    Membership.objects.filter(account=scene.sender.account).update(ends_on=timezone.localdate() - timedelta(days=1))
    at = read(scene, colleague, made)
    assert (at.state, at.sides, at.can) == ("declined", ("sender",), ("close",))
    assert texts_of(scene, colleague, made)
    assert [line.is_mine_to_do for line in queries.working_list(colleague.actor, here)] == [True]
    step(scene, colleague, made, "close")
    assert read(scene, colleague, made).is_over
    from kansrijk.trust.models import Account

    left = actor_for(Account.objects.get(pk=scene.sender.account), has_shown_factor=True)
    with pytest.raises(Denied):
        queries.referral(left, here, made)
    with pytest.raises(Denied):
        read(scene, people.somebody("jgz", here, name="derde"), made)


@pytest.mark.req("LAW-01", "the rule of the day")
def test_a_rule_that_ended_sends_nothing_more(scene, monkeypatch):
    from dataclasses import replace

    from kansrijk.families import grounds

    send(scene)
    gone = tuple(replace(rule, ends=timezone.localdate()) if rule.id == "R5" else rule for rule in grounds.rules())
    monkeypatch.setattr(grounds, "rules", lambda: gone)
    with pytest.raises(BadInput) as refused:
        referrals.send(
            by=scene.sender.actor,
            coalition=scene.here,
            file=scene.file,
            key=uuid4(),
            receiver=scene.door,
            texts={"contact": "Kanarie Proef"},
        )
    assert refused.value.field == "given"
