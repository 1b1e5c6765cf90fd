"""Work on files in a process of its own: what runs out of memory there takes nothing else with it (RES-27).

The worker hands it one key a line and reads one state a line. It ends when the worker ends, and after a work that
memory failed or that left much behind: the next one has all that it may take. Whoever dies halfway leaves a lease.
"""

import ctypes
import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Literal
from uuid import UUID

from kansrijk.cli.application import NotInOrder

MOST_MEGABYTES = 3_072  # the largest file takes a fifth of it, the attacker of a whole release two thirds
STACK_BYTES = 2 * 1024**2  # of each thread; four times as much by default, all of it counted as taken
LOOK_SECONDS = 0.25  # between two looks at its memory while it works
LEASE_LOOK_SECONDS = 5.0
PR_SET_PDEATHSIG = 1  # prctl(2)
FAILED = "failed for want of memory"  # the answer of a process that ends after it


class Apart:
    """The worker's side: starts the process at the first work, and anew when it ended."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._most = self._enough = 0  # bytes of data: for a work, and to begin another one with

    def do(self, work: UUID) -> str:
        """Has one work done; its state, or "" where somebody else has it.

        Raises RuntimeError when the process ended before it answered: the work is taken up again once its lease ends.
        """
        process = self._process or self._start()
        try:
            _pipe(process.stdin).write(f"{work}\n".encode())
            self._watch(process, work)
            told = _pipe(process.stdout).readline().decode()
        except BrokenPipeError:
            told = ""
        except MemoryError:
            self.close()
            return _fail(work)
        if not told.endswith("\n"):
            raise RuntimeError(f"the process that did work {work} ended with {self.close()}")
        if told == f"{FAILED}\n" or data_of(process.pid) > self._enough:
            self.close()
        return told.strip()

    def close(self) -> int:
        """Ends the process, which works no more; its exit code."""
        process, self._process = self._process, None
        if process is None:
            return 0
        _pipe(process.stdin).close()
        _pipe(process.stdout).close()
        try:
            return process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "kansrijk.cli.main", "worker", "--by-order"]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self._process = process
        _pipe(process.stdout).readline()  # it is there
        held, more = data_of(process.pid), megabytes() * 1024**2
        self._most, self._enough = held + more, held + more // 2
        return process

    def _watch(self, process: "subprocess.Popen[bytes]", work: UUID) -> None:
        """Until it answers. Raises MemoryError after ending a process that takes more than it may.

        The system's own limit is set wider: a process that crawls along it neither fails nor goes on.
        """
        from kansrijk.figures import commands

        looked = time.monotonic()
        while not select.select([_pipe(process.stdout)], [], [], LOOK_SECONDS)[0]:
            if data_of(process.pid) > self._most:
                process.kill()
                raise MemoryError
            if time.monotonic() - looked > LEASE_LOOK_SECONDS:
                looked = time.monotonic()
                if commands.is_lost(work=work):
                    process.kill()


def _pipe(one: IO[bytes] | None) -> IO[bytes]:
    assert one is not None
    return one


def _fail(work: UUID) -> str:
    from kansrijk.figures import commands

    return commands.fail_for_memory(work=work)


def data_of(process: int | Literal["self"]) -> int:
    """Bytes of data that a process has asked for; 0 where the system does not tell, and its own hand is the limit."""
    try:
        told = re.findall(r"^VmData:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text("utf-8"), re.M)
    except OSError:
        return 0
    return int(told[0]) * 1024 if told else 0


def serve() -> None:
    """The other side: does what is ordered, line by line, within its memory."""
    from kansrijk.figures import commands

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the worker's, which closes the pipe
    _end_with_parent()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints does not answer
    threading.stack_size(STACK_BYTES)
    orders: SimpleQueue[UUID] = SimpleQueue()
    threading.Thread(target=_listen, args=(orders,), name="orders", daemon=True).start()
    limit_memory()
    _answer(answers, "ready")
    while True:
        try:
            state = commands.run_work(work=orders.get())
        except MemoryError:
            _answer(answers, FAILED)
            return
        _answer(answers, state)


def _answer(answers: IO[str], told: str) -> None:
    answers.write(f"{told}\n")
    answers.flush()


def _end_with_parent() -> None:
    """The system ends it where it can: a process that crawls along its limit may never hear that the pipe closed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _listen(orders: "SimpleQueue[UUID]") -> None:
    """Ends the process when nobody orders any more: the work's transaction rolls back, and its lease runs out."""
    for line in sys.stdin:
        orders.put(UUID(line.strip()))
    os._exit(0)


def megabytes() -> int:
    """How much the process may take beyond its start. Raises NotInOrder for a size that is none."""
    told = os.environ.get("KANSRIJK_WORKER_MEGABYTES", "") or str(MOST_MEGABYTES)
    if not told.isdecimal() or not int(told):
        raise NotInOrder(f"KANSRIJK_WORKER_MEGABYTES is a number of megabytes, not {told!r}")
    return int(told)


def limit_memory() -> None:
    """At most so much more than now, and a quarter: one leap beyond that fails by itself, at once."""
    held = data_of("self")
    if not held:
        return
    import resource

    _soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = held + megabytes() * 1024**2 * 5 // 4
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard < 0 else min(wanted, hard), hard))
