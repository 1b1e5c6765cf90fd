"""What is over long enough is destroyed: by a table, really, with a tombstone, and nothing before its term."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partialmethod
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import given as over
from hypothesis import strategies as st
from tests.referrals.sending import Scene, file_of, read, send, step

from kansrijk.families import commands
from kansrijk.families.models import Consent
from kansrijk.referrals import commands_retention, jobs, queries, retention, rules
from kansrijk.referrals.models import Event, Part, Referral, Word
from kansrijk.trust import tombstones
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord, Tombstone
from kansrijk.trust.rules import Denied

OVER = [one.name for one in rules.STATES.values() if one.is_over]
GOING_ON = [one.name for one in rules.STATES.values() if not one.is_over]
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))


# -- the table --


@pytest.mark.req("RET-01", "data/retention.yaml")
def test_every_state_that_is_over_has_one_rule_and_no_other_state_has():
    said = [state for rule in retention.table() for state in rule.states]
    assert sorted(said) == sorted(OVER)
    for rule in retention.table():
        assert rule.months > 0
        assert rule.law
        assert rule.name("nl") != rule.name("en")
    assert retention.shortest() >= timedelta(weeks=12), "the database refuses anything younger"


@pytest.mark.req("RET-01", "referrals.retention.destroy_after")
@pytest.mark.parametrize(
    ("state", "at", "until"),
    [
        ("ended", datetime(2027, 11, 27, 12, tzinfo=UTC), date(2028, 11, 27)),
        ("ended", datetime(2028, 2, 29, 12, tzinfo=UTC), date(2029, 2, 28)),
        ("closed", datetime(2026, 11, 30, 12, tzinfo=UTC), date(2027, 2, 28)),
        ("closed", datetime(2027, 11, 30, 12, tzinfo=UTC), date(2028, 2, 29)),
        # Half past eleven at night in Utrecht is the next day in Amsterdam's summer by UTC, not by the clock there.
        ("stopped", datetime(2027, 3, 28, 21, 59, tzinfo=UTC), date(2027, 6, 28)),
        ("stopped", datetime(2027, 3, 28, 22, 1, tzinfo=UTC), date(2027, 6, 29)),
        ("recalled", datetime(2027, 10, 31, 22, 59, tzinfo=UTC), date(2028, 1, 31)),
        ("recalled", datetime(2027, 10, 31, 23, 1, tzinfo=UTC), date(2028, 2, 1)),
    ],
)
def test_the_last_day_is_the_day_of_amsterdam_so_many_months_on(state, at, until):
    assert retention.destroy_after(state, at) == until


@over(st.sampled_from(OVER), moments, st.integers(1, 60), st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_a_newer_rule_never_reaches_back(state, at, months, begins):
    now = retention.table()
    old = retention.rule_for(state, date(2030, 1, 1), now)
    newer = (*now, replace(old, version=2, begins=max(begins, date(2026, 1, 2)), months=months))
    day = at.astimezone(retention.AMSTERDAM).date()
    expected = newer[-1] if newer[-1].begins <= day else old
    assert retention.rule_for(state, day, newer) == expected
    if expected == old:
        assert retention.destroy_after(state, at, newer) == retention.destroy_after(state, at, now)


@over(st.sampled_from(OVER), moments, moments)
def test_what_was_over_later_is_kept_at_least_as_long(state, one, other):
    first, later = sorted((one, other))
    assert retention.destroy_after(state, first) <= retention.destroy_after(state, later)


@pytest.mark.parametrize("state", GOING_ON)
def test_what_goes_on_has_no_end(state):
    assert retention.destroy_after(state, datetime(2020, 1, 1, tzinfo=UTC)) is None


# -- destroying --

db = pytest.mark.django_db


def over_since(at: Scene, made: UUID, ago: timedelta) -> None:
    with within(at.sender.actor, at.here, verb="update", kind="referral"):
        Referral.objects.filter(pk=made).update(changed_at=timezone.now() - ago)


def recalled(at: Scene, ago: timedelta) -> UUID:
    made = send(at)
    step(at, at.sender, made, "recall")
    over_since(at, made, ago)
    return made


def left(at: Scene) -> list[int]:
    """Rows of everything that a referral is made of, as the sender sees them."""
    with within(at.sender.actor, at.here, verb="read", kind="referral"):
        return [one.objects.count() for one in (Referral, Part, Event, Word)]


@db
@pytest.mark.req("RET-02", "referrals.commands_retention.forget_ended")
def test_after_its_term_nothing_of_it_is_left_but_a_tombstone(scene, here):
    made = recalled(scene, timedelta(days=100))
    young = send(Scene(here, scene.sender, scene.receiver, scene.door, file_of(here, scene.sender)))
    before = left(scene)
    assert commands_retention.forget_ended(by=installation_actor(), dry_run=True) == 1
    assert left(scene) == before
    assert commands_retention.forget_ended(by=installation_actor()) == 1
    assert commands_retention.forget_ended(by=installation_actor()) == 0
    for who in (scene.sender, scene.receiver):
        with pytest.raises(Denied):
            read(scene, who, made)
        assert made not in [line.id for line in queries.of_file(scene.sender.actor, here, scene.file)]
    assert left(scene) == [1, before[1] // 2, 1, 0]
    assert [(one.pk, one.kind) for one in Tombstone.objects.all()] == [(made, "referral")]
    assert AuditRecord.objects.filter(event="referrals destroyed", action="D").count() == 1
    assert read(scene, scene.sender, young).state == "sent"


@db
@pytest.mark.req("RET-02", "not before its term")
def test_nothing_goes_before_its_term_or_while_it_goes_on(scene, here):
    recalled(scene, timedelta(days=85))
    other = Scene(here, scene.sender, scene.receiver, scene.door, file_of(here, scene.sender))
    going_on = send(other)
    over_since(other, going_on, timedelta(days=4000))
    before = left(scene)
    assert commands_retention.forget_ended(by=installation_actor()) == 0
    assert left(scene) == before
    with within(installation_actor(), here, verb="expire", kind="referral"):
        assert Referral.objects.filter(pk=going_on).delete()[0] == 0, "nor does the database let it go"


@db
@pytest.mark.req("SEC-03", "referrals.referral_delete")
def test_nobody_but_the_clock_destroys_one(scene, here):
    made = recalled(scene, timedelta(days=4000))
    for who in (scene.sender, scene.receiver):
        with pytest.raises(Denied):
            commands_retention.forget_ended(by=who.actor)
        with within(who.actor, here, verb="update", kind="referral"):
            assert Referral.objects.filter(pk=made).delete()[0] == 0
    assert read(scene, scene.sender, made).state == "recalled"


@db
@pytest.mark.req("RET-02", "the consent that hung on it")
def test_a_consent_without_a_file_goes_with_the_last_that_hung_on_it(scene, here):
    made = recalled(scene, timedelta(days=100))
    with within(scene.sender.actor, here, verb="read", kind="referral"):
        consent = Referral.objects.get(pk=made).consent_id
    commands.forget_file(by=scene.sender.actor, coalition=here, file=scene.file)
    jobs.forget_ended(timestamp=0)
    with within(installation_actor(), here, verb="expire", kind="file"):
        assert not Consent.objects.filter(pk=consent).exists()


@db
def test_a_consent_with_a_file_stays_to_be_seen(scene, here):
    recalled(scene, timedelta(days=100))
    commands_retention.forget_ended(by=installation_actor())
    with within(scene.sender.actor, here, verb="read", kind="consent"):
        assert Consent.objects.filter(person=scene.file).count() == 1


@pytest.mark.req("RET-04", "trust.tombstones.again")
def test_a_restore_destroys_it_again():
    gone = datetime(2027, 3, 1, tzinfo=UTC)
    key = UUID(int=9)
    said = list(tombstones.again([tombstones.Stone(key, "referral", UUID(int=8), gone)]))
    assert f"delete from referrals.referral where id in ('{key}')" in said[0]
    assert said[1] == tombstones.LET_GO
    assert f"'{key}', 'referral'" in said[2]


# -- what nobody ended --


@pytest.mark.req("RET-01", "referrals.retention.left_after")
def test_what_nobody_ended_has_an_end_too():
    at = datetime(2027, 11, 27, 12, tzinfo=UTC)
    assert {state for rule in retention.left_alone() for state in rule.states} == set(GOING_ON)
    for state in ("declined", "returned", "expired", "moved", "not_reached"):
        assert retention.left_after(state, at) == date(2028, 5, 27)
    for state in ("sent", "accepted", "started", "evaluated"):
        assert retention.left_after(state, at) == date(2029, 11, 27)
    assert all(retention.left_after(state, at) is None for state in OVER)


def came_back(at: Scene, monkeypatch, days: int) -> UUID:
    """Sent and declined so many days ago."""
    ago = timezone.now() - timedelta(days)

    def long_ago(row, *args, kept, field, **told):
        setattr(row, field, ago)
        kept(row, *args, **told)

    with monkeypatch.context() as patch:
        for model, field in ((Referral, "sent_at"), (Event, "at")):
            patch.setattr(model, "save", partialmethod(long_ago, kept=model.save, field=field))
        made = send(at)
        step(at, at.receiver, made, "receive")
        step(at, at.receiver, made, "decline", reason="full")
    return made


@db
@pytest.mark.req("RET-02", "referrals.referral_delete_left")
def test_what_came_back_and_nobody_closed_is_destroyed(scene, here, monkeypatch):
    gone = came_back(scene, monkeypatch, 200)
    young = Scene(here, scene.sender, scene.receiver, scene.door, file_of(here, scene.sender))
    stays = came_back(young, monkeypatch, 60)
    with within(installation_actor(), here, verb="expire", kind="referral"):
        assert Referral.objects.filter(pk=stays).delete()[0] == 0, "nor does the database let it go"
    assert commands_retention.forget_ended(by=installation_actor()) == 1
    with pytest.raises(Denied):
        read(scene, scene.sender, gone)
    assert read(young, young.sender, stays).state == "declined"
