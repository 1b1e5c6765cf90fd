"""A web server and a worker that are killed again and again, and professionals who go on working meanwhile.

Both are forked from the process of the tests, which has everything loaded, so that a new one stands there at once. The
server is the product's own application over plain sockets; the worker seals the audit and does what its jobs do.
"""

import json
import os
import random
import signal
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.db import connections

PRESSES_FOR_SECONDS = 180
"""How long a professional presses again: a server is back within a second, a database after a minute."""
MOST_SECONDS = 10
"""How long a kill waits for work to be done."""


class _Quiet(urllib.request.HTTPRedirectHandler):
    """Where it leads is the answer."""

    def redirect_request(self, *_):
        return None


def fork(work: Callable[[], None]) -> int:
    """A process of its own that does this until it is killed; its pid."""
    child = os.fork()
    if child:
        return child
    try:
        for alias in connections:
            connections[alias].connection = None  # theirs, not ours: never closed from here
        work()
    finally:
        os._exit(1)


def serve(port: int) -> Callable[[], None]:
    """The product's application, a thread for each request."""

    def work() -> None:
        from socketserver import ThreadingMixIn
        from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

        from django.core.wsgi import get_wsgi_application

        class Server(ThreadingMixIn, WSGIServer):
            daemon_threads = True
            allow_reuse_port = True
            request_queue_size = 64

        class Handler(WSGIRequestHandler):
            def log_message(self, *_) -> None:
                """Nothing is told."""

        application = get_wsgi_application()
        make_server("127.0.0.1", port, application, Server, Handler).serve_forever(0.05)

    return work


def keep_sealing() -> None:
    """What the worker does: seal the audit, and bring back what nobody opened."""
    from kansrijk.referrals.commands import bring_back
    from kansrijk.trust.commands import installation_actor
    from kansrijk.trust.commands_sealing import seal

    while True:
        seal()
        bring_back(by=installation_actor())
        time.sleep(0.02)


@dataclass
class Fleet:
    """The two processes; whichever is killed is there again at once."""

    port: int
    rng: random.Random
    pids: dict[str, int] = field(default_factory=dict)
    killed: dict[str, int] = field(default_factory=lambda: {"web": 0, "worker": 0})

    def start(self, name: str) -> None:
        self.pids[name] = fork(serve(self.port) if name == "web" else keep_sealing)

    def kill(self, name: str) -> None:
        os.kill(self.pids[name], signal.SIGKILL)
        os.waitpid(self.pids[name], 0)

    def kill_one(self, done: Callable[[], int] = lambda: 0) -> None:
        """At a moment that nobody chose. Two of three wait for work that is `done` meanwhile, on a busy machine too:
        a server that never lives long enough to answer proves nothing."""
        before, moment = done(), self.rng.uniform(0.05, 0.6)
        end = time.monotonic() + (MOST_SECONDS if self.rng.random() < 2 / 3 else 0)
        while done() == before and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(moment)
        name = self.rng.choice(("web", "web", "worker"))
        self.kill(name)
        self.killed[name] += 1
        self.start(name)


@contextmanager
def fleet(port: int, seed: int) -> Iterator[Fleet]:
    """Both at work; at the end neither is left."""
    made = Fleet(port, random.Random(seed))
    for name in ("web", "worker"):
        made.start(name)
    try:
        yield made
    finally:
        for name in made.pids:
            made.kill(name)


@dataclass
class Browser:
    """Somebody who is signed in, and presses again until an answer comes: with the same key, as a form does."""

    port: int
    cookies: dict[str, str]

    def post(self, path: str, values: list[tuple[str, str]]) -> tuple[int, str]:
        """Status and where it leads, of the first answer that came."""
        token = "a" * 32
        body = urllib.parse.urlencode([*values, ("csrfmiddlewaretoken", token)]).encode()
        cookies = "; ".join(f"{name}={value}" for name, value in {**self.cookies, "kansrijk-csrf": token}.items())
        asked = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, {"Cookie": cookies})
        opener = urllib.request.build_opener(_Quiet)
        end = time.monotonic() + PRESSES_FOR_SECONDS
        while time.monotonic() < end:
            try:
                with opener.open(asked, timeout=30) as answer:
                    return answer.status, answer.headers.get("Location", "")
            except urllib.error.HTTPError as answer:
                if answer.code < 500:
                    return answer.code, answer.headers.get("Location", "")
            except (OSError, urllib.error.URLError):
                pass
            time.sleep(0.05)
        raise AssertionError("no server came back")


@dataclass
class Pair:
    """Who sends and who receives, one referral after another until they are told to stop; what was acknowledged."""

    sender: Browser
    receiver: Browser
    file: UUID
    door: UUID
    stop: threading.Event
    sent: list[UUID] = field(default_factory=list)
    steps: list[tuple[UUID, UUID]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def work(self, form: list[tuple[str, str]]) -> None:
        try:
            while not self.stop.is_set():
                self._one(form)
        except Exception as error:  # told by the test, in its own thread
            self.wrong.append(repr(error))

    def _one(self, form: list[tuple[str, str]]) -> None:
        key = uuid4()
        status, where = self.sender.post(
            f"/gezinnen/hier/{self.file}/verwijzen?deur={self.door}", [*form, ("key", str(key))]
        )
        if (status, where) != (302, f"/verwijzingen/hier/{key}"):
            self.wrong.append(f"send {status} {where}")
            return
        self.sent.append(key)
        for version, (event, words) in enumerate(
            (("receive", ""), ("ask", "Wanneer?"), ("answer", "Nu"), ("accept", "")), 1
        ):
            if self.stop.is_set():
                return
            step = uuid4()
            who = self.sender if event == "answer" else self.receiver
            values = [("event", event), ("key", str(step)), ("version", str(version)), ("words", words)]
            status, where = who.post(f"/verwijzingen/hier/{key}/stap", values)
            if status != 302:
                self.wrong.append(f"{event} {status}")
                return
            self.steps.append((key, step))


def told(value: object) -> str:
    """For a message of a test."""
    return json.dumps(value, default=str, indent=1)
