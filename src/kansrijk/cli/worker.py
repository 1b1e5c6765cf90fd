"""`kansrijk worker`: does the work that pages order, and seals the audit."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Annotated, Any

import typer

from kansrijk.cli import application
from kansrijk.cli.apart import Apart, megabytes, serve
from kansrijk.cli.output import messages, verb

SEAL_EVERY_SECONDS = 5
AGAIN_SECONDS = 3  # between two looks whether the database is there again
TAKE_UP_EVERY_SECONDS = 30  # as long as the queue waits for a sign of life of a worker
MOST_ATTEMPTS = 6  # of a job that was left halfway


@verb
def worker(
    once: Annotated[bool, typer.Option("--once", help="Do what waits, and stop.")] = False,
    with_parent: Annotated[
        bool, typer.Option("--with-parent", hidden=True, help="Stop when the standard input closes.")
    ] = False,
    by_order: Annotated[
        bool, typer.Option("--by-order", hidden=True, help="Do the work whose keys come in on the standard input.")
    ] = False,
) -> None:
    """Do the background work: checking and storing files, publishing releases, sealing the audit."""
    application.prepare()
    from kansrijk.figures import jobs

    if by_order:
        serve()
        return
    megabytes()
    if with_parent:
        threading.Thread(target=_stop_with_parent, name="parent", daemon=True).start()
    messages.print("waiting for work" if not once else "doing what waits")
    apart = Apart()
    jobs.doer = apart.do
    if not once:
        threading.Thread(target=_keep_sealing, name="sealer", daemon=True).start()
    try:
        _go_on(wait=not once)
        if once:
            seal_now()  # last, so that the records of the work are among them
    finally:
        apart.close()


def _go_on(*, wait: bool) -> None:
    """Until it is stopped: after a time without a database it begins again by itself."""
    from django.db import InterfaceError, OperationalError, close_old_connections
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import ConnectorException

    from kansrijk.figures import commands

    while True:
        try:
            close_old_connections()
            commands.sweep()
            with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
                if asyncio.run(_run(app, wait=wait)):
                    return
        except (ConnectorException, OperationalError, InterfaceError) as error:
            if not wait:
                raise application.NotInOrder("the database does not answer, or refuses") from error
        messages.print(f"the database did not answer: trying again in {AGAIN_SECONDS} seconds")
        time.sleep(AGAIN_SECONDS)


async def _run(app: Any, *, wait: bool) -> bool:
    """True when it was told to stop or nothing waits; False where it ended for another reason."""
    async with app.open_async():
        await _take_up(app)
        looking = asyncio.create_task(_keep_taking_up(app))
        working = asyncio.create_task(
            app.run_worker_async(
                name=f"kansrijk {os.getpid()}",
                wait=wait,
                concurrency=1,
                delete_jobs="always",
                listen_notify=wait,
                fetch_job_polling_interval=2.0,
                install_signal_handlers=False,
            )
        )
        for signal_ in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows: Ctrl-C ends it
                asyncio.get_running_loop().add_signal_handler(signal_, working.cancel)
        try:
            await working
        except asyncio.CancelledError:
            return True  # what it was doing is done
        finally:
            looking.cancel()
        return not wait


async def _keep_taking_up(app: Any) -> None:
    from procrastinate.exceptions import ConnectorException

    while True:
        await asyncio.sleep(TAKE_UP_EVERY_SECONDS)
        with suppress(ConnectorException):
            await _take_up(app)


async def _take_up(app: Any) -> None:
    """What a worker that died, or lost the database, left halfway is done again, a few times at most.

    Work on files has its own lease, after which the sweep orders it again: here it is struck off.
    """
    from procrastinate.exceptions import ConnectorException
    from procrastinate.jobs import Status

    from kansrijk.figures.commands.working import JOB

    for job in await app.job_manager.get_stalled_jobs():
        if job.task_name != JOB and job.attempts < MOST_ATTEMPTS:
            with suppress(ConnectorException):  # the same is ordered already
                await app.job_manager.retry_job(job)
                continue
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)


def _keep_sealing() -> None:
    """Beside the other work, which may take minutes: the audit waits for nothing."""
    while True:
        seal_now()
        time.sleep(SEAL_EVERY_SECONDS)


def seal_now() -> bool:
    """Seals what waits; False, and a line on the error stream, when it could not: what waits goes on waiting."""
    from django.db import DatabaseError, close_old_connections

    from kansrijk.trust.commands_sealing import seal

    close_old_connections()
    try:
        seal()
    except DatabaseError:
        messages.print("the audit could not be sealed: the database did not answer, or refused")
        return False
    except OSError:
        messages.print("what the sealer signed could not be written outside the database: look at KANSRIJK_AUDIT_HEADS")
        return False
    finally:
        close_old_connections()
    return True


def _stop_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)  # the work's transaction rolls back, and its lease runs out


@contextmanager
def beside() -> Iterator[None]:
    """A worker in a process of its own for as long as this one serves; it ends with it, however it ends."""
    command = [sys.executable, "-m", "kansrijk.cli.main", "worker", "--with-parent"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.wait(timeout=20)
