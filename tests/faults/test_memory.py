"""A file that takes too much memory: only that work fails, with a reason, and the next one is done (RES-27)."""

import os
import subprocess
import sys

import pytest

from kansrijk.figures import commands
from kansrijk.figures.models import Release, Row, Upload, Work
from kansrijk.figures.queries import desk

HEAD = "gebied;periode;indicator;teller;noemer;waarde;status\n"


@pytest.fixture
def offered(transactional_db, settings, tmp_path):
    """Two files of one coalition that wait for a worker: a huge one, and a small one behind it."""
    from tests.faults.people import epidemioloog

    settings.DATA_DIR = tmp_path / "data"
    by = epidemioloog()
    coalition = next(iter(by.coalitions))

    def offer(name: str, content):
        return commands.offer_delivery(by=by, coalition=coalition, source="tidy", name=name, content=content)

    line = b"GM9901@2024;2023;big2;;;;een tekst die nergens over gaat\n"
    huge = offer("groot.csv", [HEAD.encode(), *([line * 10_000] * 60)])
    small = offer("klein.csv", [f"{HEAD}GM9901@2024;2023;big2;160;1200;;\n".encode()])
    return by, huge, small


@pytest.mark.req("RES-27", "cli.apart.Apart.do")
def test_a_file_that_needs_too_much_memory_fails_alone(offered, database_server, settings):
    from django.db import connections

    from kansrijk.config import embedded

    by, huge, small = offered
    environment = {
        **os.environ,
        "KANSRIJK_MODE": "test",
        "DATABASE_URL": database_server.url(embedded.APPLICATION, connections["default"].settings_dict["NAME"]),
        "KANSRIJK_DATA": str(settings.DATA_DIR),
        "KANSRIJK_WORKER_MEGABYTES": "120",
    }
    command = [sys.executable, "-m", "kansrijk.cli.main", "worker", "--once"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = desk.upload(by, huge).work
    assert told.state == "failed"
    assert "more memory than there is" in told.problem["message"]
    assert desk.upload(by, small).state == "checked", "the worker went on with the next one"
    assert Work.objects.filter(state="running").count() == 0
    assert Release.objects.count() == Row.objects.count() == 0
    # Set aside, not tried again for ever: a person decides. Its time runs out like that of any offered file.
    assert Upload.objects.get(pk=huge).state == "offered"
    commands.sweep()
    assert Work.objects.get(upload=huge).state == "failed"


@pytest.mark.parametrize("told", ["veel", "0", "-5"])
def test_a_size_that_is_none_is_said(monkeypatch, told):
    from kansrijk.cli import apart
    from kansrijk.cli.application import NotInOrder

    monkeypatch.setenv("KANSRIJK_WORKER_MEGABYTES", told)
    with pytest.raises(NotInOrder, match="megabytes"):
        apart.megabytes()


@pytest.mark.req("RES-27", "figures.commands.working._begin")
@pytest.mark.parametrize("where", ["no room for its stack", "it dies at birth"])
def test_a_thread_that_memory_failed_is_not_waited_for(offered, monkeypatch, where):
    """`threading.Thread.start` waits for ever for a thread that ran out of memory before its first breath."""
    import time

    from kansrijk.figures.commands import working

    def no_room(target, args):
        raise RuntimeError("can't start new thread")

    begin = {"no room for its stack": no_room, "it dies at birth": lambda target, args: 0}[where]
    monkeypatch.setattr(working._thread, "start_new_thread", begin)
    monkeypatch.setattr(working, "MOST_WAIT_SECONDS", 0.2)
    _by, _huge, small = offered
    began = time.monotonic()
    work = Work.objects.get(upload=small)
    if where == "no room for its stack":
        with pytest.raises(MemoryError):
            commands.run_work(work=work.pk)
        work.refresh_from_db()
        assert work.state == "failed"
        assert "more memory than there is" in work.problem["message"]
    else:
        assert commands.run_work(work=work.pk) == "done", "the work itself had what it needed"
    assert time.monotonic() - began < 30


@pytest.fixture
def apart(offered, database_server, settings, monkeypatch):
    """The worker's side of the process that does the work."""
    from django.db import connections

    from kansrijk.cli.apart import Apart
    from kansrijk.config import embedded

    name = connections["default"].settings_dict["NAME"]
    monkeypatch.setenv("DATABASE_URL", database_server.url(embedded.APPLICATION, name))
    monkeypatch.setenv("KANSRIJK_DATA", str(settings.DATA_DIR))
    monkeypatch.setenv("KANSRIJK_MODE", "test")
    monkeypatch.setenv("KANSRIJK_WORKER_MEGABYTES", "120")
    apart = Apart()
    yield apart
    apart.close()


@pytest.mark.req("RES-27", "cli.apart.Apart.do")
def test_the_process_that_does_the_work_is_followed_by_another(offered, apart):
    """After a work that memory failed, and after one that was killed; an answer that never comes is not waited for."""
    _by, huge, small = offered
    work, other = Work.objects.get(upload=huge), Work.objects.get(upload=small)
    assert apart.do(work.pk).startswith("failed")
    assert apart.do(work.pk) == "", "it ended, and another process says that there is nothing to do"
    apart._process.kill()
    apart._process.wait()
    with pytest.raises(RuntimeError, match="ended with -9"):
        apart.do(other.pk)
    assert Work.objects.get(upload=small).state == "waiting"
    assert apart.do(other.pk) == "done"


@pytest.mark.req("RES-27", "cli.apart.Apart._watch")
def test_an_answer_that_never_comes_is_not_waited_for(offered, monkeypatch):
    """A process that takes too much is ended and the work told so; one that renews no lease is ended and followed."""
    from datetime import timedelta

    from django.utils import timezone

    from kansrijk.cli import apart

    _by, _huge, small = offered
    work = Work.objects.get(upload=small)
    Work.objects.filter(pk=work.pk).update(state="running", lease_until=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr(apart, "LEASE_LOOK_SECONDS", 0.1)
    for taken, expected in ((0, RuntimeError), (10 * 1024**2, None)):
        one = apart.Apart()
        one._process = subprocess.Popen(["sleep", "60"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        one._most = 5 * 1024**2
        monkeypatch.setattr(apart, "data_of", lambda process, taken=taken: taken)
        if expected:
            with pytest.raises(expected, match="ended with -9"):
                one.do(work.pk)
            assert Work.objects.get(upload=small).state == "running"
        else:
            assert one.do(work.pk) == "failed"
            assert "more memory than there is" in Work.objects.get(upload=small).problem["message"]


@pytest.mark.req("RES-27", "cli.apart.limit_memory")
def test_one_leap_beyond_the_limit_fails_at_once():
    leap = "from kansrijk.cli import apart; apart.limit_memory(); bytearray(200 * 1024**2)"
    environment = {**os.environ, "KANSRIJK_WORKER_MEGABYTES": "120"}
    done = subprocess.run([sys.executable, "-c", leap], env=environment, capture_output=True, text=True, check=False)
    assert "MemoryError" in done.stderr


@pytest.mark.req("RES-27", "cli.apart.Apart.do")
@pytest.mark.parametrize(("held", "goes_on"), [(4, True), (6, False)])
def test_a_process_that_keeps_much_of_a_work_is_followed_by_another(monkeypatch, held, goes_on):
    from uuid import uuid4

    from kansrijk.cli import apart

    one = apart.Apart()
    answering = ["sed", "-u", "s/.*/done/"]
    process = one._process = subprocess.Popen(answering, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
    one._most, one._enough = 10, 5
    monkeypatch.setattr(apart, "data_of", lambda _process: held)
    assert one.do(uuid4()) == "done"
    assert (one._process is process) is goes_on
    assert (process.poll() is None) is goes_on
    one.close()
