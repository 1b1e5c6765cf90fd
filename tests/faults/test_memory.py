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


@pytest.mark.req("RES-27", "cli.worker._limit_memory")
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
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
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
    from kansrijk.cli import worker
    from kansrijk.cli.application import NotInOrder

    monkeypatch.setenv("KANSRIJK_WORKER_MEGABYTES", told)
    with pytest.raises(NotInOrder, match="megabytes"):
        worker._limit_memory()


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
    state = commands.run_work(work=Work.objects.get(upload=small).pk)
    assert time.monotonic() - began < 30
    told = Work.objects.get(upload=small)
    if where == "no room for its stack":
        assert (state, told.state) == ("failed", "failed")
        assert "more memory than there is" in told.problem["message"]
    else:
        assert (state, told.state) == ("done", "done"), "the work itself had what it needed"


@pytest.mark.req("RES-27", "cli.worker._threads_at_hand")
def test_every_thread_of_the_worker_runs_before_memory_is_limited():
    """What the loop is asked to do later begins in a thread that is there already."""
    import threading

    from kansrijk.cli import worker

    executor = worker._threads_at_hand()
    with executor:
        before = {one.ident for one in threading.enumerate() if one.name.startswith("work")}
        assert len(before) == worker.THREADS
        used = {executor.submit(threading.get_ident).result() for _ in range(10)}
        assert used <= before
