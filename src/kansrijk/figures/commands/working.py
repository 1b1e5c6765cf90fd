"""Work that takes longer than a page may: started with the order in one transaction, done by `kansrijk worker`.

A work is claimed with a lease that its worker renews. Whoever dies leaves a lease that runs out; then it is taken up
again, at most MOST_ATTEMPTS times. Every kind of work may be done twice with the effect of once.
"""

import _thread
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from procrastinate.contrib.django import app as queue

from kansrijk.areas.models import Area
from kansrijk.core.faults import BadInput, is_without_room
from kansrijk.figures.models import AreaUpload, Release, Upload, Work
from kansrijk.figures.rules import LEASE_SECONDS, MOST_ATTEMPTS
from kansrijk.trust.actors import Actor
from kansrijk.trust.queries import actor_by_account
from kansrijk.trust.rules import Denied

JOB = "figures.work"
STOPPED = "the work stopped halfway three times; nothing of it was stored"
NOT_ALLOWED = "who asked for this may no longer do it"
BROKEN = "something went wrong on our side; nothing of it was stored"
NO_ROOM = "there is no room left on the disk; nothing of it was stored, try again later"
TOO_MUCH = "this takes more memory than there is; nothing of it was stored"
MOST_WAIT_SECONDS = 5  # for the thread that renews the lease, once the work is done
Tell = Callable[[str], None]
Doer = Callable[[Actor, Work, Tell], None]


def start_work(
    *,
    by: Actor,
    kind: str,
    upload: Upload | None = None,
    release: Release | None = None,
    area_upload: AreaUpload | None = None,
    area: Area | None = None,
) -> UUID:
    """Orders a work, once: a live one of this kind for this object is the answer to a second order."""
    of = {"upload": upload, "release": release, "area_upload": area_upload, "area": area}
    live = Work.objects.filter(kind=kind, state__in=["waiting", "running"], **of).first()
    if live is not None:
        return live.pk
    owned = upload or release
    assert by.account is not None
    assert any(of.values())
    coalition = owned.coalition_id if owned else area.coalition if area else None
    work = Work.objects.create(kind=kind, account_id=by.account, coalition_id=coalition, **of)
    _defer(work.pk)
    return work.pk


def _defer(work: UUID) -> None:
    """The order in the queue holds the work's key and nothing else."""
    queue.configure_task(JOB).defer(work=str(work))


def do_work(work: UUID, doers: dict[str, Doer]) -> str:
    """Does one work to its end and returns its state; "" when somebody else has it or it was done.

    What is wrong with the input ends the work as failed with its sentence; a mistake of ours is raised as well, and so
    is MemoryError: whoever met it had better begin anew.
    """
    claimed = _claim(work)
    if claimed is None:
        return ""
    if claimed.attempts > MOST_ATTEMPTS:
        return _end(claimed, "failed", BadInput(STOPPED))
    actor = actor_by_account(claimed.account_id)
    if actor is None:
        return _end(claimed, "failed", BadInput(NOT_ALLOWED))
    try:
        with _lease(claimed) as tell:
            doers[claimed.kind](actor, claimed, tell)
    except BadInput as error:
        return _end(claimed, "failed", error)
    except Denied:
        return _end(claimed, "failed", BadInput(NOT_ALLOWED))
    except MemoryError:
        _end(claimed, "failed", BadInput(TOO_MUCH))
        raise
    except Exception as error:
        if is_without_room(error):
            return _end(claimed, "failed", BadInput(NO_ROOM))
        _end(claimed, "failed", BadInput(BROKEN))
        raise
    return _end(claimed, "done", None)


def _claim(work: UUID) -> Work | None:
    """The work with a lease on it, committed before anything else is done."""
    now = timezone.now()
    free = Q(state="waiting") | Q(state="running", lease_until__lt=now)
    taken = Work.objects.filter(free, pk=work).update(
        state="running", attempts=F("attempts") + 1, lease_until=now + timedelta(seconds=LEASE_SECONDS)
    )
    return Work.objects.get(pk=work) if taken else None


def _end(work: Work, state: str, problem: BadInput | None) -> str:
    told = asdict(problem) if problem else None  # with what a page can show beside the sentence
    Work.objects.filter(pk=work.pk, state="running").update(
        state=state, problem=told, lease_until=None, step="", finished_at=timezone.now()
    )
    return state


@contextmanager
def _lease(work: Work) -> Iterator[Tell]:
    """Renews the lease on a connection of its own while the work runs, and writes down which step it is at."""
    stop, ended, step = threading.Event(), threading.Event(), [""]

    def renew() -> None:
        told, quiet = "", 0
        try:
            while not stop.wait(1):
                quiet += 1
                if step[0] != told or quiet >= LEASE_SECONDS // 6:
                    told, quiet = step[0], 0
                    until = timezone.now() + timedelta(seconds=LEASE_SECONDS)
                    Work.objects.filter(pk=work.pk, state="running").update(step=told[:60], lease_until=until)
        finally:
            connection.close()
            ended.set()

    def tell(words: str) -> None:
        step[0] = words

    _begin(renew)
    try:
        yield tell
    finally:
        stop.set()
        ended.wait(MOST_WAIT_SECONDS)


def _begin(target: Callable[[], None]) -> None:
    """Starts a thread without waiting for its first breath: `Thread.start` waits for ever for one that memory failed.

    Raises MemoryError where there is no room for its stack. One that dies at birth renews nothing, and its lease ends.
    """
    try:
        _thread.start_new_thread(target, ())
    except RuntimeError as error:
        raise MemoryError(str(error)) from error


def resume_works() -> int:
    """Orders again what a worker left behind: its lease ran out. Returns how many."""
    count = 0
    for work in Work.objects.filter(state="running", lease_until__lt=timezone.now()):
        with transaction.atomic():
            again = work.attempts < MOST_ATTEMPTS
            state = "waiting" if again else "failed"
            problem = None if again else BadInput(STOPPED).as_json()
            still = Work.objects.filter(pk=work.pk, state="running", lease_until=work.lease_until)
            if not still.update(
                state=state, lease_until=None, problem=problem, finished_at=None if again else timezone.now()
            ):
                continue
            if again:
                _defer(work.pk)
                count += 1
    return count


def is_lost(*, work: UUID) -> bool:
    """Whether a work is said to run and nobody renews its lease any more."""
    return Work.objects.filter(pk=work, state="running", lease_until__lt=timezone.now()).exists()


def fail_for_memory(*, work: UUID) -> str:
    """Ends a work whose process was ended for what it took; its state."""
    return _end(Work.objects.get(pk=work), "failed", BadInput(TOO_MUCH))
