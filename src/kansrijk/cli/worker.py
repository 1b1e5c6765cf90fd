"""`kansrijk worker`: does the work that pages order."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from kansrijk.cli import application
from kansrijk.cli.application import NotInOrder
from kansrijk.cli.output import messages, verb

STACK_BYTES = 2 * 1024**2  # of each thread; four times as much by default, all of it counted as taken
THREADS = 2  # that do work: one, and one for what must not wait behind it
MOST_MEGABYTES = 3_072  # the largest file takes a fifth of it, the attacker of a whole release two thirds


@verb
def worker(
    once: Annotated[bool, typer.Option("--once", help="Do what waits, and stop.")] = False,
    with_parent: Annotated[
        bool, typer.Option("--with-parent", hidden=True, help="Stop when the standard input closes.")
    ] = False,
) -> None:
    """Do the background work: checking and storing files, proposing and publishing releases."""
    application.prepare()
    threading.stack_size(STACK_BYTES)
    import asyncio

    from procrastinate.contrib.django import app

    from kansrijk.figures import commands

    if with_parent:
        threading.Thread(target=_stop_with_parent, name="parent", daemon=True).start()
    commands.sweep()
    messages.print("waiting for work" if not once else "doing what waits")
    with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
        asyncio.run(_run(app, wait=not once))


async def _run(app: Any, *, wait: bool) -> None:
    """First what a worker that died left in the queue is struck off: the sweep has ordered it again."""
    import asyncio

    from procrastinate.jobs import Status

    executor = _threads_at_hand()
    asyncio.get_running_loop().set_default_executor(executor)
    await _django_thread()
    free = _limit_memory()
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
    free()  # the loop ends with a thread of its own


def _threads_at_hand() -> ThreadPoolExecutor:
    """The threads that work is done in, each of them running: one that is born when memory is short may never begin."""
    executor = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="work")
    together = threading.Barrier(THREADS)
    for begun in [executor.submit(together.wait, 30) for _ in range(THREADS)]:
        begun.result()
    return executor


async def _django_thread() -> None:
    """The one thread that Django's own calls from asynchronous code are made in: begun now, for the same reason."""
    from asgiref.sync import sync_to_async

    await sync_to_async(threading.get_ident, thread_sensitive=True)()


def _limit_memory() -> Callable[[], None]:
    """At most so much more than at the start: a file that needs more fails by itself, and the machine is left alone.

    Returns what takes the limit away again. Raises NotInOrder for a size that is none. Where the system has no such
    limit, its own hand is the limit.
    """
    told = os.environ.get("KANSRIJK_WORKER_MEGABYTES", "") or str(MOST_MEGABYTES)
    if not told.isdecimal() or not int(told):
        raise NotInOrder(f"KANSRIJK_WORKER_MEGABYTES is a number of megabytes, not {told!r}")
    try:
        import resource

        held = int(re.findall(r"^VmData:\s+(\d+) kB", Path("/proc/self/status").read_text("utf-8"), re.M)[0]) * 1024
    except (ImportError, OSError, IndexError):
        return lambda: None
    before, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = held + int(told) * 1024**2
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard < 0 else min(wanted, hard), hard))
    return lambda: resource.setrlimit(resource.RLIMIT_DATA, (before, hard))


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
