"""`make demo`, started for the second time: from the command to the first page."""

import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

from bench.tasks import Task
from bench.timing import Measured, measured

ROOT = Path(__file__).resolve().parent.parent
RUNS, LONGEST = 20, 120.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _first_page(port: int, started: float) -> float:
    address = f"http://127.0.0.1:{port}/gebied/GM9901-waterdam"
    while time.perf_counter() - started < LONGEST:
        try:
            with urllib.request.urlopen(address, timeout=30) as answer:
                assert answer.status == 200
                return time.perf_counter() - started
        except URLError:
            time.sleep(0.02)
    raise RuntimeError(f"no page within {LONGEST} seconds")


def _start() -> float:
    """What `make demo` does, on a port and in a folder of its own; seconds to the first page."""
    port = _free_port()
    outside = {"DATABASE_URL", "DATABASE_OWNER_URL", "KANSRIJK_MODE", "DJANGO_SETTINGS_MODULE"}
    environment = {key: value for key, value in os.environ.items() if key not in outside}
    environment["KANSRIJK_DATA"] = str(ROOT / "build" / "bench-demo")
    started = time.perf_counter()
    command = f"make --silent install && exec .venv/bin/kansrijk demo --port {port}"
    server = subprocess.Popen(
        ["sh", "-c", command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return _first_page(port, started)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


def second_start() -> list[Measured]:
    """The first start loads the region and is not counted."""
    _start()
    times = [_start() for _ in range(RUNS)]
    return [measured("make demo: second start to first page", times, "s", 8.0)]


TASKS = (Task("make demo: second start to first page", second_start),)
