"""The database is gone for a while: pages say so, nothing acknowledged is lost, all comes back by itself (RES-03)."""

import threading
import time

import pytest
from tests import prepared
from tests.families import doors, people
from tests.families.screens import client_of
from tests.faults import alone
from tests.faults.killing import Browser, Pair
from tests.faults.test_kills import FORM, UNTRUE
from tests.referrals import sending

from kansrijk.offer.models import Desk


@pytest.fixture(scope="module")
def installation(database_server, worker_id, django_db_setup, tmp_path_factory):
    made = alone.installed(database_server, tmp_path_factory.mktemp("alone"), worker_id)
    yield made
    made.clear()


@pytest.fixture
def there(installation, django_db_blocker, settings):
    """The installation, in which this process reads and writes too."""
    settings.DATA_DIR = installation.files
    with django_db_blocker.unblock(), alone.standing_in(installation):
        yield installation
    installation.clear()


def _scene(name: str = "") -> tuple[sending.Scene, list[tuple[str, str]]]:
    from kansrijk.families import consents
    from kansrijk.referrals import queries_doors

    with prepared.in_compartment_for_real():
        here = people.coalition(f"hier{name}")
        nurse = people.somebody("sociaal-team", here, name=f"balie{name}")
        door = doors.door(here, "debt_help", f"Proef {name}")
        Desk.objects.create(service_id=door, coalition_id=here, organisation_id=nurse.organisation)
        midwife = people.somebody("verloskundige", here, name=f"anne{name}")
        scene = sending.Scene(here, midwife, nurse, door, sending.file_of(here, midwife))
        asking = queries_doors.sending(midwife.actor, here, scene.file).asking
        known = next(one.name for one in asking.receivers if one.id == door)
        return scene, [*FORM, ("mark", consents.mark_of(known, asking.organisation))]


def _browser(port: int, who: people.Somebody) -> Browser:
    return Browser(port, {name: one.value for name, one in client_of(who).cookies.items()})


def _away(there: alone.Alone, seconds: float, *, is_whole: bool) -> None:
    scene, form = _scene()
    from django.db import connections

    connections.close_all()  # nothing of ours goes along into other processes
    port, is_alive = there.work(is_whole=is_whole)
    stop = threading.Event()
    sender, receiver = _browser(port, scene.sender), _browser(port, scene.receiver)
    pair = Pair(sender, receiver, scene.file, scene.door, stop)
    at_work = threading.Thread(target=pair.work, args=(form,))
    at_work.start()
    alone.until(lambda: len(pair.sent) > 2)

    there.kill()
    began = time.monotonic()
    cookies = "; ".join(f"{name}={value}" for name, value in sender.cookies.items())
    for path in ("/verwijzingen/hier", f"/gezinnen/hier/{scene.file}"):
        status, page, headers = alone.get(port, path, cookies)
        assert (status, headers.get("Retry-After")) == (503, "10"), page
        assert "<h1" in page
        assert "Traceback" not in page
        assert "psycopg" not in page
    status, told, _headers = alone.get(port, "/api/v1/coalitions", cookies)
    assert status == 503
    assert '"status": 503' in told or '"status":503' in told
    assert is_alive()
    time.sleep(max(0.0, seconds - (time.monotonic() - began)))
    there.start_again()

    before = len(pair.sent)
    alone.until(lambda: len(pair.sent) > before + 2, 90)  # the same server, without a new start
    stop.set()
    at_work.join()
    assert pair.wrong == []
    kept = {key for (key,) in there.ask("select id from referrals.referral")}
    assert set(pair.sent) <= kept
    assert {one for _referral, one in pair.steps} <= {one for (one,) in there.ask("select id from referrals.event")}
    for what, statement in UNTRUE.items():
        if "place in the chain" not in what:
            assert there.ask(statement) == [], what
    unsealed = (
        "select 1 from trust_auditrecord a where not exists (select from trust_auditseal s where s.record = a.id)"
    )
    alone.until(lambda: not there.ask(unsealed), 60)  # the worker goes on by itself
    there.ask("update procrastinate_jobs set scheduled_at = null where task_name = 'referrals.tell' returning id")
    alone.until(lambda: not there.ask("select 1 from procrastinate_jobs where task_name = 'referrals.tell'"), 60)
    assert is_alive()


@pytest.mark.req("RES-03", "web.failures.is_passing")
def test_a_database_that_is_killed_and_comes_back_costs_nothing_that_was_acknowledged(there):
    _away(there, 0, is_whole=False)


@pytest.mark.long
@pytest.mark.req("RES-03", "web.failures.is_passing")
def test_a_database_that_is_gone_for_a_minute_costs_nothing_that_was_acknowledged(there):
    _away(there, 60, is_whole=True)
