"""The worker is killed halfway: nothing by half, never "running" for ever, and taken up again (RES-02)."""

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from django.utils import timezone

from kansrijk.figures import commands
from kansrijk.figures.models import Release, Row, Upload, Work
from kansrijk.figures.queries import desk
from kansrijk.figures.rules import MOST_ATTEMPTS

HEAD = "gebied;periode;indicator;teller;noemer;waarde;status\n"
GOOD = HEAD + "GM9901@2024;2023;big2;160;1200;;\n"


@pytest.fixture
def epidemioloog(transactional_db, settings, tmp_path):
    """Somebody of a coalition, with one made-up gemeente, in a database that another process sees too."""
    from tests.faults.people import epidemioloog

    settings.DATA_DIR = tmp_path / "data"
    return epidemioloog()


@pytest.fixture
def ordered(epidemioloog):
    """An upload that was checked and is to be stored."""
    coalition = next(iter(epidemioloog.coalitions))
    key = commands.offer_delivery(
        by=epidemioloog, coalition=coalition, source="tidy", name="cijfers.csv", content=[GOOD.encode()]
    )
    commands.run_work(work=Work.objects.get().pk)
    assert Upload.objects.get().state == "checked"
    commands.confirm_delivery(by=epidemioloog, upload=key)
    return key


@pytest.fixture
def worker(database_server, settings):
    """Starts `kansrijk worker` on the database of this test; whatever still runs is ended afterwards."""
    from django.db import connections

    from kansrijk.config import embedded

    name = connections["default"].settings_dict["NAME"]
    environment = {
        **os.environ,
        "KANSRIJK_MODE": "test",
        "DATABASE_URL": database_server.url(embedded.APPLICATION, name),
        "KANSRIJK_DATA": str(settings.DATA_DIR),
    }
    started = []

    def start(*options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "kansrijk.cli.main", "worker", *options]
        started.append(subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stderr.close()


def until(done, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def waits_for_a_lock(server) -> bool:
    row = server.execute(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query not like '%figures_work%' "
        # Another worker of the test run waits in a database of its own.
        "and datname = current_database()"
    ).fetchone()
    return row[0] > 0


# Where the worker is held while it is killed: before anything is stored, after the rows, at the audit's line.


def _stored(database_server) -> int:
    """How many rows were delivered: the application's role may not look."""
    from django.db import connections

    with database_server.connect(database=connections["default"].settings_dict["NAME"]) as server:
        return server.execute("select count(*) from delivered.counts").fetchone()[0]


CHECKPOINTS = {
    "before the first row": "lock table figures_release in access exclusive mode",
    "halfway the rows": "lock table delivered.counts in access exclusive mode",
    "after the rows": "lock table trust_auditrecord in access exclusive mode",
}


@pytest.mark.req("RES-02", "figures.commands.working.do_work")
@pytest.mark.parametrize("where", CHECKPOINTS)
def test_a_worker_that_is_killed_leaves_nothing_by_half_and_is_followed(
    where, epidemioloog, ordered, worker, database_server
):
    from django.db import connections

    name = connections["default"].settings_dict["NAME"]
    with database_server.connect(database=name) as held, database_server.connect(database=name) as looking:
        held.execute("begin")
        held.execute(CHECKPOINTS[where])
        process = worker("--once")
        until(lambda: waits_for_a_lock(looking))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        held.execute("rollback")
    work = Work.objects.get(kind="store")
    assert work.state == "running"
    assert work.lease_until is not None
    assert Release.objects.count() == 0
    assert _stored(database_server) == 0
    assert Upload.objects.get().state == "checked"

    # Its lease runs out: the page says so, with no worker alive to change anything.
    Work.objects.filter(pk=work.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert desk.upload(epidemioloog, ordered).work.state == "interrupted"

    follower = worker("--once")
    assert follower.wait(timeout=120) == 0
    work.refresh_from_db()
    assert (work.state, work.attempts) == ("done", 2)
    assert Upload.objects.get().state == "stored"
    assert Release.objects.count() == 1
    assert _stored(database_server) == 1
    assert Row.objects.count() == 0, "counts as delivered are on no page"


def test_killed_after_the_deed_and_before_writing_it_down_it_is_done_once(epidemioloog, ordered):
    work = Work.objects.get(kind="store")
    commands.run_work(work=work.pk)
    release = Release.objects.get()
    # As if the worker had died between the import and the lines about it.
    Upload.objects.update(state="checked", release=None)
    path = desk.folder_of(release) / "raw"
    from kansrijk.figures.commands.uploads import file_of

    kept = file_of(Upload.objects.get())
    kept.parent.mkdir(parents=True)
    kept.write_bytes(path.read_bytes())
    Work.objects.filter(pk=work.pk).update(
        state="running", lease_until=timezone.now() - timedelta(seconds=1), finished_at=None
    )
    commands.sweep()
    assert commands.run_work(work=work.pk) == "done"
    assert Release.objects.get() == release
    assert Upload.objects.get().release_id == release.pk


def test_work_that_stops_again_and_again_is_given_up_with_a_sentence(epidemioloog, ordered):
    work = Work.objects.get(kind="store")
    Work.objects.filter(pk=work.pk).update(
        state="running", attempts=MOST_ATTEMPTS, lease_until=timezone.now() - timedelta(seconds=1)
    )
    commands.sweep()
    card = desk.upload(epidemioloog, ordered).work
    assert card.state == "failed"
    assert "three times" in card.problem["message"]
    assert Release.objects.count() == 0
    commands.confirm_delivery(by=epidemioloog, upload=ordered)  # a person may order it anew
    assert Work.objects.filter(kind="store", state="waiting").count() == 1


def test_a_live_lease_is_left_alone(epidemioloog, ordered):
    work = Work.objects.get(kind="store")
    Work.objects.filter(pk=work.pk).update(state="running", lease_until=timezone.now() + timedelta(minutes=1))
    assert commands.run_work(work=work.pk) == ""
    commands.sweep()
    work.refresh_from_db()
    assert work.state == "running"


def test_who_lost_the_right_meanwhile_gets_nothing_done(epidemioloog, ordered):
    from kansrijk.trust.models import Membership

    Membership.objects.update(ends_on=date(2021, 1, 1))
    assert commands.run_work(work=Work.objects.get(kind="store").pk) == "failed"
    assert Release.objects.count() == 0


def test_a_mistake_of_ours_ends_the_work_and_is_raised(epidemioloog, ordered, monkeypatch):
    def broken(**_):
        raise ZeroDivisionError

    monkeypatch.setattr("kansrijk.figures.commands.doing.import_delivery", broken)
    work = Work.objects.get(kind="store")
    with pytest.raises(ZeroDivisionError):
        commands.run_work(work=work.pk)
    work.refresh_from_db()
    assert work.state == "failed"


def test_the_queue_holds_no_more_than_a_key(epidemioloog, ordered):
    from procrastinate.contrib.django.models import ProcrastinateJob

    for job in ProcrastinateJob.objects.all():
        assert set(job.args) == {"work"}
        assert Work.objects.filter(pk=job.args["work"]).exists()


@pytest.mark.req("RES-02", "figures.commands.uploads.forget_broken_off")
def test_what_a_killed_server_left_of_a_file_is_thrown_away_after_a_day(epidemioloog, ordered, settings):
    """Killed while a file came in or was kept: the folder of that moment has no owner, and is not kept for ever."""
    coalition = next(iter(epidemioloog.coalitions))
    left = [
        settings.DATA_DIR / "offered" / str(coalition) / ".new-abc",
        settings.DATA_DIR / "deliveries" / ".new-abc",
        settings.DATA_DIR / "deliveries" / str(coalition) / ".new-abc",
    ]
    for folder in left:
        folder.mkdir(parents=True)
        (folder / "cijfers.csv").write_bytes(b"half")
    commands.sweep()
    assert all(folder.exists() for folder in left), "it may still be coming in"
    yesterday = time.time() - 25 * 3600
    for folder in left:
        os.utime(folder, (yesterday, yesterday))
    commands.sweep()
    assert not any(folder.exists() for folder in left)
    assert Upload.objects.get().state == "checked"
    assert [path.name for path in (settings.DATA_DIR / "offered").rglob("*.csv")] == ["cijfers.csv"]
