"""Web server and worker are killed at any moment while people work: no half referral, nothing acknowledged is lost."""

import os
import socket
import threading

import pytest
from tests.families import doors, people
from tests.families.screens import client_of
from tests.faults import killing
from tests.faults.killing import Browser, Pair
from tests.referrals import sending

from kansrijk.offer.models import Desk

PAIRS = 3
FORM = [
    ("purpose", "money"),
    ("categories", "contact"),
    ("categories", "question"),
    ("categories", "feedback"),
    ("text_contact", "Kanarie Proef"),
    ("text_question", "Hulp met brieven"),
    ("is_informed", "on"),
    ("agreed", "self"),
    ("channel", "spoken"),
    ("help_wanted", "yes"),
]
UNTRUE = {
    "a referral whose steps are not the ones that its version counts": """
        select r.id from referrals.referral r left join referrals.event e on e.referral_id = r.id
        group by r.id, r.version having array_agg(e.number order by e.number) is distinct from
          (select array_agg(n order by n) from generate_series(1, r.version) n)
    """,
    "a referral that is not as its last step left it": """
        select r.id from referrals.referral r join referrals.event e on e.referral_id = r.id and e.number = r.version
        where e.state <> r.state
    """,
    "a referral without what was sent": """
        select r.id from referrals.referral r
        where (select count(*) from referrals.part p where p.referral_id = r.id) <> 2
    """,
    "a consent on which nothing hangs": """
        select c.id from families.consent c
        where not exists (select from referrals.referral r where r.consent_id = c.id)
          and not exists (select from families.consent_stop s where s.consent_id = c.id and s.how = 'replaced')
    """,
    "a question or an answer without its words": """
        select e.id from referrals.event e where e.event in ('ask', 'answer')
          and not exists (select from referrals.word w where w.event_id = e.id)
    """,
    "a step that is not in the audit exactly once": """
        select r.id from referrals.referral r where r.version <> (
          select count(*) from public.trust_auditrecord a
          where a.object_reference = r.id::text and a.event in ('referral sent', 'referral moved') and a.outcome = 0
        )
    """,
    "a record without a place in the chain": """
        select a.id from public.trust_auditrecord a
        where not exists (select from public.trust_auditseal s where s.record = a.id)
    """,
}


@pytest.fixture
def scenes(transactional_db, settings, tmp_path):
    """Senders with a file each, and a desk that receives from all of them."""
    settings.DATA_DIR = tmp_path / "data"  # what the sealer signs is kept there
    from tests import prepared

    with prepared.in_compartment_for_real():
        here = people.coalition("hier")
        nurse = people.somebody("sociaal-team", here, name="balie")
        made = []
        for number in range(PAIRS):
            door = doors.door(here, "debt_help", f"Proef {number}")
            Desk.objects.create(service_id=door, coalition_id=here, organisation_id=nurse.organisation)
            midwife = people.somebody("verloskundige", here, name=f"anne{number}")
            made.append(sending.Scene(here, midwife, nurse, door, sending.file_of(here, midwife)))
    return made


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _browser(port: int, who: people.Somebody) -> Browser:
    return Browser(port, {name: one.value for name, one in client_of(who).cookies.items()})


def _mark(scene: sending.Scene) -> str:
    from tests import prepared

    from kansrijk.families import consents
    from kansrijk.referrals import queries_doors

    with prepared.in_compartment_for_real():
        asking = queries_doors.sending(scene.sender.actor, scene.here, scene.file).asking
    name = next(one.name for one in asking.receivers if one.id == scene.door)
    return consents.mark_of(name, asking.organisation)


def _kill_while_they_work(scenes, kills: int, seed: int) -> tuple[list[Pair], dict[str, int]]:
    from django.db import connections

    port, stop = _free_port(), threading.Event()
    pairs = [Pair(_browser(port, one.sender), _browser(port, one.receiver), one.file, one.door, stop) for one in scenes]
    forms = [[*FORM, ("mark", _mark(one))] for one in scenes]
    for one in scenes:  # what a first request loads is loaded before the processes part
        client = client_of(one.sender)
        assert client.get(f"/gezinnen/hier/{one.file}/verwijzen?deur={one.door}").status_code == 200
        assert client.get("/verwijzingen/hier").status_code == 200
    connections.close_all()  # nothing of ours goes along into the other processes
    with killing.fleet(port, seed) as fleet:
        threads = [threading.Thread(target=pair.work, args=(form,)) for pair, form in zip(pairs, forms, strict=True)]
        for one in threads:
            one.start()
        for _ in range(kills):
            fleet.kill_one(lambda: sum(len(pair.sent) + len(pair.steps) for pair in pairs))
        stop.set()
        for one in threads:
            one.join()
    return pairs, fleet.killed


def _look(database_server, pairs: list[Pair]) -> None:
    """Everything that must be true afterwards."""
    from django.db import connections

    from kansrijk.trust.commands import installation_actor
    from kansrijk.trust.commands_sealing import seal
    from kansrijk.trust.verifying import verify

    assert [wrong for pair in pairs for wrong in pair.wrong] == []
    seal()
    with database_server.connect(database=connections["default"].settings_dict["NAME"]) as server:
        for what, statement in UNTRUE.items():
            assert server.execute(statement).fetchall() == [], what
        there = {key for (key,) in server.execute("select id from referrals.referral")}
        steps = set(server.execute("select referral_id, id from referrals.event"))
    assert {key for pair in pairs for key in pair.sent} <= there
    assert {step for pair in pairs for step in pair.steps} <= steps
    seen = verify(installation_actor())
    assert seen.is_in_order, seen.faults[:3]


@pytest.mark.req("RES-01", "referrals.commands: one transaction, and a key per form")
@pytest.mark.req("RES-08", "referrals.commands: a key per form")
@pytest.mark.django_db(transaction=True, databases=["default", "families"])
def test_two_kills_leave_nothing_by_half(scenes, database_server):
    pairs, killed = _kill_while_they_work(scenes, 2, 4)
    assert sum(killed.values()) == 2
    _look(database_server, pairs)


@pytest.mark.long
@pytest.mark.req("RES-01", "referrals.commands: one transaction, and a key per form")
@pytest.mark.req("RES-02", "trust.commands_sealing: one transaction per batch")
@pytest.mark.django_db(transaction=True, databases=["default", "families"])
def test_fifty_kills_leave_nothing_by_half(scenes, database_server):
    """Under `make soak` five hundred."""
    kills = 500 if os.environ.get("KANSRIJK_PROPERTIES") == "new" else 50
    pairs, killed = _kill_while_they_work(scenes, kills, 5)
    assert min(killed.values()) > kills // 5
    assert sum(len(pair.sent) for pair in pairs) > kills // 10, "people worked meanwhile"
    _look(database_server, pairs)
