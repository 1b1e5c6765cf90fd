"""The clock is put back an hour: what was stopped stays stopped, nobody gets in longer than an hour more, work goes on.

All that the database holds is moved an hour ahead, which is what a clock that went back finds.
"""

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.families import people
from tests.referrals import by_link, sending
from tests.referrals.sending import read, send, step, texts_of

from kansrijk.core.faults import BadInput
from kansrijk.families import commands_consent, queries_consent
from kansrijk.referrals import commands_receiver, queries_receiver
from kansrijk.trust import factor
from kansrijk.trust.actors import VISITOR
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.commands_sealing import seal
from kansrijk.trust.compartment import within
from kansrijk.trust.models import AuditRecord
from kansrijk.trust.rules import Denied
from kansrijk.trust.verifying import verify

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "families"])
HOUR = timedelta(hours=1)
INSTANTS = """
select format('update %I.%I set %s', table_schema, table_name,
  string_agg(format('%1$I = %1$I + interval ''1 hour''', column_name), ', '))
from information_schema.columns join information_schema.tables using (table_schema, table_name)
where data_type = 'timestamp with time zone' and table_type = 'BASE TABLE' and is_generated = 'NEVER'
  and (table_schema in ('families', 'referrals') or (table_schema = 'public' and table_name like 'trust\\_%'))
  and table_name not like 'trust\\_audit%'
group by table_schema, table_name
"""


@pytest.fixture
def put_back(database_server):
    """What was written before is an hour ahead; the audit, which nobody rewrites, stays."""

    def put_back() -> None:
        from django.db import connections

        with database_server.connect(database=connections["default"].settings_dict["NAME"]) as server:
            server.execute("set session_replication_role = replica")
            for (statement,) in server.execute(INSTANTS).fetchall():
                server.execute(statement)

    return put_back


@pytest.fixture
def look(database_server):
    """What stands there, whoever asks."""
    from django.db import connections

    def look(statement: str, *values: object) -> list[tuple]:
        with database_server.connect(database=connections["default"].settings_dict["NAME"]) as server:
            return server.execute(statement, values or None).fetchall()

    return look


@pytest.fixture
def scene(transactional_db, settings, tmp_path):
    from tests import prepared

    settings.DATA_DIR = tmp_path / "data"
    with prepared.in_compartment_for_real():
        here = people.coalition("hier")
        midwife = people.somebody("verloskundige", here, name="anne")
        yield sending.scene(here, midwife, people.somebody("sociaal-team", here, name="balie"))


@pytest.mark.req("RES-09", "families.consent_holds: what was stopped ahead was stopped")
@pytest.mark.req("CON-02", "families.consent_holds: what was stopped ahead was stopped")
def test_what_was_stopped_stays_stopped(scene, put_back):
    made = send(scene)
    step(scene, scene.receiver, made, "receive")
    assert "social" in texts_of(scene, scene.receiver, made)
    consent = read(scene, scene.sender, made).consent
    stop = {"by": scene.sender.actor, "coalition": scene.here, "consent": consent}
    commands_consent.withdraw_consent(**stop, category="social")
    put_back()
    assert "social" not in texts_of(scene, scene.receiver, made)
    with within(scene.sender.actor, scene.here, verb="read", kind="consent") as inside:
        asked = {"receiver": scene.door, "purpose": "money", "category": "social", "at": timezone.now()}
        assert not queries_consent.holds(inside, consent=consent, **asked)
        with connection.cursor() as cursor:
            cursor.execute("select families.consent_holds(%s, 'social', now())", [consent])
            assert cursor.fetchone() == (False,)

    commands_consent.withdraw_consent(**stop)
    put_back()
    with within(scene.sender.actor, scene.here, verb="read", kind="consent"):
        assert queries_consent.stopped_as_a_whole([consent]) == {consent}
    assert read(scene, scene.receiver, made).parts == ()
    with pytest.raises(BadInput):
        step(scene, scene.receiver, made, "accept")


@pytest.mark.req("RES-09", "trust.factor.is_shown")
def test_a_link_is_no_longer_open_than_an_hour_more_and_what_was_withdrawn_stays_shut(scene, put_back, look):
    alone = by_link.without_desk(scene)
    made = by_link.handed_over(alone)
    link = by_link.link(alone, made)
    ends = "select ends_at from referrals.receiver_link"
    ((ends_at,),) = look(ends)
    actor = by_link.opened(link)
    put_back()
    assert look(ends) == [(ends_at + HOUR,)]
    commands_receiver.withdraw_receiver_link(by=scene.sender.actor, coalition=scene.here, referral=made)
    put_back()
    with pytest.raises(Denied):
        queries_receiver.referral_by_link(actor)
    assert commands_receiver.open_receiver_link(by=VISITOR, token=link.token, code=link.code) is None
    shown = {factor.AT: time.time() + HOUR.total_seconds()}
    assert not factor.is_shown(shown, time.time()), "a code that was shown ahead is asked again"


@pytest.mark.req("RES-09", "referrals.recording: a number per step")
@pytest.mark.req("AUD-05", "trust.commands_sealing: places follow what was committed")
def test_work_goes_on_in_its_order_and_the_audit_stays_whole(scene, put_back, look):
    earlier = send(scene)
    step(scene, scene.receiver, earlier, "receive")
    seal()
    put_back()

    made = send(scene)
    for who, event, words in ((scene.receiver, "receive", ""), (scene.receiver, "ask", "Wanneer?")):
        step(scene, who, made, event, **({"words": words} if words else {}))
    step(scene, scene.receiver, earlier, "ask", words="Waar?")
    steps = look("select number, event, at from referrals.event where referral_id = %s order by number", earlier)
    assert [(number, event) for number, event, _at in steps] == [(1, "send"), (2, "receive"), (3, "ask")]
    assert steps[2][2] < steps[1][2], "the clock did go back"
    record = AuditRecord.objects.order_by("pk").last()
    ((earlier_key,),) = look("select uuidv7('-1 hour')")  # as it is written after the clock went back
    record.pk, record.occurred_at = earlier_key, record.occurred_at - HOUR
    record.save(force_insert=True)
    seal()
    assert verify(installation_actor()).is_in_order
