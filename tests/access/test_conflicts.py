"""Two who change the same at the same moment: one is given up by the database and tries again by itself (RES-06)."""

import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection
from psycopg import errors

from kansrijk.demo.people import load_people
from kansrijk.trust import again, commands
from kansrijk.trust.models import AuditRecord, RateBucket


def conflict(kind=errors.DeadlockDetected) -> OperationalError:
    error = OperationalError("given up")
    error.__cause__ = kind("given up")
    return error


@pytest.fixture
def coordinator(client, db, monkeypatch):
    load_people(by=commands.installation_actor())
    client.post("/demo/aanmelden/coordinator")
    client.raise_request_exception = False
    monkeypatch.setattr(again, "WAIT_SECONDS", 0.001)
    return client


HOME, RECORDED = "/coalitie/kansrijk-waterdam", "/coalitie/kansrijk-waterdam/logboek"


@pytest.mark.req("RES-06", "trust.again.in_one")
@pytest.mark.parametrize("kind", [errors.DeadlockDetected, errors.SerializationFailure])
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("path", [HOME, RECORDED])
def test_who_was_given_up_is_tried_again(coordinator, monkeypatch, times, kind, path):
    """A page, and one whose reading is recorded in the same transaction: once, however often it was tried."""
    calls, before = fail(monkeypatch, times, kind, path), AuditRecord.objects.count()
    assert coordinator.get(path).status_code == 200
    assert calls["seen"] == times + 1
    assert AuditRecord.objects.count() - before == (path == RECORDED)


def fail(monkeypatch, times, kind, path):
    """The view behind an address fails so often before it works."""
    from django.urls import resolve

    match, calls = resolve(path), {"seen": 0}
    real = match.func

    def view(request, *args, **kwargs):
        calls["seen"] += 1
        if calls["seen"] <= times:
            raise conflict(kind)
        return real(request, *args, **kwargs)

    pattern = next(one for one in _patterns() if one.callback is real)
    monkeypatch.setattr(pattern, "callback", view)
    return calls


def _patterns():
    from django.urls import get_resolver

    waiting = list(get_resolver().url_patterns)
    while waiting:
        one = waiting.pop()
        if hasattr(one, "url_patterns"):
            waiting += one.url_patterns
        else:
            yield one


@pytest.mark.req("RES-06", "trust.again.MOST_TRIES")
def test_after_three_times_it_is_told_when_to_come_back(coordinator, monkeypatch):
    calls = fail(monkeypatch, 99, errors.DeadlockDetected, HOME)
    answer = coordinator.get(HOME)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert calls["seen"] == again.MOST_TRIES


@pytest.mark.req("RES-06", "trust.again.is_conflict")
def test_another_failure_is_not_tried_again(coordinator, monkeypatch):
    calls = fail(monkeypatch, 99, errors.LockNotAvailable, HOME)
    assert coordinator.get(HOME).status_code == 503
    assert calls["seen"] == 1


@pytest.mark.req("RES-06", "trust.again.in_one")
@pytest.mark.django_db(transaction=True)
def test_a_real_deadlock_ends_well_for_both(database_server):
    """Two transactions take the same two rows in the opposite order: both changes are made, each once."""
    for key in ("a", "b"):
        RateBucket.objects.create(key=key, window_started_at=datetime.now(UTC), hits=0)
    name, held, tries = connection.settings_dict["NAME"], threading.Barrier(2, timeout=10), []

    def other() -> None:
        with database_server.connect(database=name) as own, own.transaction():
            own.execute("set local deadlock_timeout = '20s'")  # so that we are the one that is given up
            own.execute("update trust_ratebucket set hits = hits + 1 where key = 'b'")
            held.wait()
            own.execute("update trust_ratebucket set hits = hits + 1 where key = 'a'")

    def ours() -> None:
        tries.append(time.monotonic())
        with connection.cursor() as cursor:
            cursor.execute("update trust_ratebucket set hits = hits + 1 where key = 'a'")
            if len(tries) == 1:
                held.wait()
            cursor.execute("update trust_ratebucket set hits = hits + 1 where key = 'b'")

    beside = threading.Thread(target=other)
    beside.start()
    again.in_one(ours)
    beside.join(20)
    assert len(tries) == 2
    assert set(RateBucket.objects.filter(key__in="ab").values_list("hits", flat=True)) == {2}
