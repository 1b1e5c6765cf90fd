"""`kansrijk worker`: does the work that pages order, and seals the audit."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from kansrijk.cli import application
from kansrijk.cli.apart import Apart, megabytes, serve
from kansrijk.cli.output import messages, verb

SEAL_EVERY_SECONDS = 5


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
    import asyncio

    from procrastinate.contrib.django import app

    from kansrijk.figures import commands, jobs

    if by_order:
        serve()
        return
    megabytes()
    if with_parent:
        threading.Thread(target=_stop_with_parent, name="parent", daemon=True).start()
    commands.sweep()
    messages.print("waiting for work" if not once else "doing what waits")
    apart = Apart()
    jobs.doer = apart.do
    if not once:
        threading.Thread(target=_keep_sealing, name="sealer", daemon=True).start()
    try:
        with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
            asyncio.run(_run(app, wait=not once))
        if once:
            seal_now()  # last, so that the records of the work are among them
    finally:
        apart.close()


async def _run(app: Any, *, wait: bool) -> None:
    """First what a worker that died left in the queue is struck off: the sweep has ordered it again."""
    from procrastinate.jobs import Status

    async with app.open_async():
        for job in await app.job_manager.get_stalled_jobs():
            await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
        await app.run_worker_async(
            name=f"kansrijk {os.getpid()}",
            wait=wait,
            concurrency=1,
            delete_jobs="always",
            listen_notify=wait,
            fetch_job_polling_interval=2.0,
        )


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
