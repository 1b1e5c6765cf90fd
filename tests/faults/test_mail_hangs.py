"""A mail server that takes a connection and says nothing: nobody waits, nothing is lost or sent twice (RES-14).

And the worker that was off for a day: what waited is done in the order in which it was ordered (RES-16).
"""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.families import doors, people
from tests.families.screens import client_of
from tests.faults.test_kills import FORM
from tests.referrals import sending

from kansrijk.cli import worker
from kansrijk.offer.models import Desk
from kansrijk.referrals import telling

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "families"])


@contextmanager
def _server(*, hangs: bool) -> Iterator[tuple[int, list[str]]]:
    """A mail server on this computer: its port, and to whom it took a mail."""
    taken: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    client, _from = listening.accept()
                except OSError:
                    return
                with client:
                    if hangs:
                        client.recv(1)  # until the other side gives up
                    else:
                        _take(client, taken)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], taken
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _take(client: socket.socket, taken: list[str]) -> None:
    """As much of RFC 5321 as one mail needs."""
    lines = client.makefile("rb")
    client.sendall(b"220 here\r\n")
    is_text = False
    with lines:
        for line in lines:
            word = line[:4].upper()
            if is_text:
                is_text = line != b".\r\n"
                if not is_text:
                    client.sendall(b"250 taken\r\n")
                continue
            if word == b"RCPT":
                taken.append(line.decode().partition("<")[2].partition(">")[0])
            is_text = word == b"DATA"
            client.sendall({b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}.get(word, b"250 fine\r\n"))


def _scene(here, name: str) -> sending.Scene:
    nurse = people.somebody("sociaal-team", here, name=f"balie{name}")
    door = doors.door(here, "debt_help", f"Proef {name}")
    Desk.objects.create(service_id=door, coalition_id=here, organisation_id=nurse.organisation)
    midwife = people.somebody("verloskundige", here, name=f"anne{name}")
    return sending.Scene(here, midwife, nurse, door, sending.file_of(here, midwife))


@pytest.fixture
def compartment(transactional_db, settings, tmp_path):
    from tests import prepared

    settings.DATA_DIR = tmp_path / "data"
    with prepared.in_compartment_for_real():
        yield people.coalition("hier")


def _mark(scene: sending.Scene) -> str:
    from kansrijk.families import consents
    from kansrijk.referrals import queries_doors

    asking = queries_doors.sending(scene.sender.actor, scene.here, scene.file).asking
    return consents.mark_of(next(one.name for one in asking.receivers if one.id == scene.door), asking.organisation)


def _time_has_come() -> None:
    ProcrastinateJob.objects.filter(task_name=telling.JOB).update(scheduled_at=timezone.now() - timedelta(seconds=1))


def _work() -> None:
    """As `kansrijk worker` does. A browser of other tests keeps an event loop in this thread: it waits meanwhile."""
    kept = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        worker._go_on(wait=False)
    finally:
        asyncio._set_running_loop(kept)


@pytest.mark.req("RES-14", "referrals.jobs: tried again")
def test_nobody_waits_for_a_mail_server_that_hangs_and_the_mail_goes_once_when_it_works(compartment, settings):
    scene = _scene(compartment, "1")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.5
    form = [*FORM, ("mark", _mark(scene))]
    client = client_of(scene.sender)
    with _server(hangs=True) as (port, _taken):
        settings.EMAIL_PORT = port
        key = "0192a7b0-1111-7abc-8abc-0123456789ab"
        values: dict[str, list[str]] = {}
        for name, value in [*form, ("key", key)]:
            values.setdefault(name, []).append(value)
        began = time.monotonic()
        answer = client.post(f"/gezinnen/hier/{scene.file}/verwijzen?deur={scene.door}", values)
        assert answer.status_code == 302
        spent = time.monotonic() - began
        job = ProcrastinateJob.objects.get(task_name=telling.JOB)
        assert job.status == "todo", f"the page was there after {spent:.1f} s, and the mail had not been tried"
        _time_has_come()
        _work()
    job.refresh_from_db()
    assert (job.status, job.attempts) == ("todo", 1), "it is tried again"
    assert job.scheduled_at > timezone.now()
    with _server(hangs=False) as (port, taken):
        settings.EMAIL_PORT = port
        _time_has_come()
        _work()
        _work()
    assert taken == ["balie1@voorbeeld.invalid"]
    assert not ProcrastinateJob.objects.filter(task_name=telling.JOB).exists()


@pytest.mark.req("RES-16", "cli.worker: the queue")
def test_a_worker_that_was_off_for_a_day_does_what_waited_in_order_and_once(compartment):
    scenes = [_scene(compartment, str(number)) for number in range(4)]
    sent = [sending.send(one) for one in scenes]
    for one, referral in zip(scenes[:2], sent, strict=False):
        sending.step(one, one.receiver, referral, "receive")
        sending.step(one, one.receiver, referral, "ask", words="Wanneer?")
    sending.send(scenes[0])  # a second one for the same desk: one mail
    day = timezone.now() - timedelta(days=1)
    jobs = ProcrastinateJob.objects.filter(task_name=telling.JOB).order_by("id")
    ordered = [job.args["organisation"] for job in jobs]
    jobs.update(scheduled_at=day)

    _work()
    whose = {str(one.receiver.organisation): f"balie{number}" for number, one in enumerate(scenes)}
    whose |= {str(one.sender.organisation): f"anne{number}" for number, one in enumerate(scenes)}
    told = [one.to[0].partition("@")[0] for one in mail.outbox]
    assert told == [whose[one] for one in ordered if _waits(scenes, one)]
    assert len(told) == len(set(told)) > 3
    assert not ProcrastinateJob.objects.filter(task_name=telling.JOB).exists()
    _work()
    assert len(mail.outbox) == len(told)


def _waits(scenes, organisation: str) -> bool:
    """The second desk gave its question back: nothing waits there any more."""
    return organisation != str(scenes[1].receiver.organisation)


@pytest.mark.req("RES-16", "cli.worker._take_up")
def test_what_a_worker_left_halfway_is_done_by_the_next_one(compartment):
    scene = _scene(compartment, "1")
    sending.send(scene)
    jobs = ProcrastinateJob.objects.filter(task_name=telling.JOB)
    jobs.update(scheduled_at=None, status="doing")  # taken, and its worker is no more
    _work()
    assert [one.to for one in mail.outbox] == [["balie1@voorbeeld.invalid"]]
    assert not jobs.exists()
