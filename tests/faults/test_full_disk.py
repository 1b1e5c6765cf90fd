"""A disk that is really full (RES-04): writes are refused and told, reads go on, nothing stays by half, and it passes.

The operating system refuses to let files grow: those of the database in the one backend that this test talks to, and
those that this process writes. That is what a full disk or a quota does, at the same place, and needs no root.
"""

import os
import resource
import shutil
import subprocess
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, connection, transaction
from django.test import Client

from kansrijk.demo.people import COALITION_SLUG, load_people
from kansrijk.figures import commands
from kansrijk.figures.models import Release, Row, Upload, Work
from kansrijk.trust.commands import installation_actor
from kansrijk.trust.models import Account, AuditRecord, Membership

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# No more than a segment of the log of the database, which must go on growing for the server to live.
MOST = 16 * 1024 * 1024
# The smallest record there can be: where it does not fit, none does.
SMALL = """
insert into trust_auditrecord (event, action, outcome, account_name, roles, purpose, network_address,
  object_kind, object_reference, data_class, policy, detail, source, trace)
select '', 'R', 0, '', '', '', '', '', '', 'D1', '', '{}', '', '' from generate_series(1, %s)
"""
HEAD = "gebied;periode;indicator;teller;noemer;waarde;status\n"


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _limit(process: int, size: str) -> None:
    """How large a file of that process may grow; asked as the user that it runs under, which may."""
    owner = os.stat(f"/proc/{process}")
    who = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    subprocess.run(["prlimit", "--pid", str(process), f"--fsize={size}:"], check=True, **who)


@pytest.fixture
def settle(database_server):
    """Has the server write what waits in its memory. Else this backend may have to write, for want of a free page, one
    of another test's in a file that is larger than the limit: another refusal than the one that is asked for."""

    def settle() -> None:
        with database_server.connect() as server:
            server.execute("checkpoint")

    return settle


@pytest.fixture
def full_database(transactional_db, settle):
    """The audit's file has grown to where no file of this backend may grow further; `lift()` makes room again."""
    load_people(by=installation_actor())
    backend = _backend()
    settle()

    def lift() -> None:
        _limit(backend, "unlimited")

    _limit(backend, str(MOST))
    for many in (*[10_000] * 30, *[1] * 500):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(SMALL, [many])
        except InternalError as full:
            if "could not write blocks" in str(full):
                settle()
            elif "could not extend file" not in str(full):
                raise
            elif many == 1:
                break
    else:
        pytest.fail("the file goes on growing")
    yield lift
    assert _backend() == backend, "another backend, without the limit: the test proved nothing"
    lift()


@pytest.mark.skipif(shutil.which("prlimit") is None, reason="there is no prlimit (util-linux) on this machine")
@pytest.mark.req("RES-04", "web.failures.is_passing")
@pytest.mark.req("AUD-02", "audit.AuditUnavailable")
def test_a_database_that_cannot_grow_refuses_writes_and_goes_on_reading(full_database, settle):
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(email="coordinator@demo.invalid"), backend=BACKEND)
    log = f"/coalitie/{COALITION_SLUG}/logboek"
    member = Membership.objects.get(account__email="jgz@demo.invalid")
    end = f"/coalitie/{COALITION_SLUG}/mensen/{member.pk}/beeindigen"
    records = AuditRecord.objects.count()

    refused = [client.get(log), client.post(end, {"ends_on": "2026-01-31"})]
    assert [answer.status_code for answer in refused] == [503, 503]
    assert "Noor Dijksma" not in refused[0].content.decode(), "no record, no answer"
    member.refresh_from_db()
    assert member.ends_on is None
    settle()
    visitor = Client(raise_request_exception=False)  # what a visitor reads needs no record
    assert [visitor.get(page).status_code for page in ("/over", "/indicatoren", "/bronnen")] == [200, 200, 200]
    assert AuditRecord.objects.count() == records

    full_database()
    assert client.get(log).status_code == 200, "without anybody mending anything"
    assert client.post(end, {"ends_on": "2026-01-31"}).status_code == 302
    assert AuditRecord.objects.count() > records


@contextmanager
def files_stay_below(size: int):
    """No file that this process writes grows beyond `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def desk(db, settings, tmp_path):
    """The epidemiologist's browser, and her coalition."""
    settings.DATA_DIR = tmp_path / "data"
    coalition = load_people(by=installation_actor())
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(email="epidemioloog@demo.invalid"), backend=BACKEND)
    return client, coalition


def _offer(client, coalition, megabytes: float):
    line = b"GM9901@2024;2023;big2;160;1200;;\n"
    content = HEAD.encode() + line * int(megabytes * 1024 * 1024 / len(line))
    file = SimpleUploadedFile("cijfers.csv", content)
    return client.post("/cijfers/leveringen/nieuw", {"source": "tidy", "file": file, "coalition": str(coalition)})


@pytest.mark.req("RES-04", "web.failures.is_passing")
def test_a_file_that_does_not_fit_on_the_disk_leaves_nothing_behind(desk, settings):
    client, coalition = desk
    with files_stay_below(1024 * 1024):
        answer = _offer(client, coalition, 3)
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert "Traceback" not in answer.content.decode()
    assert Upload.objects.count() == Work.objects.count() == 0
    assert [path for path in settings.DATA_DIR.rglob("*") if path.is_file()] == []
    assert client.get("/cijfers/leveringen").status_code == 200
    assert _offer(client, coalition, 3).status_code == 302, "and when there is room it works"


@pytest.mark.req("RES-04", "figures.commands.working.do_work")
def test_work_without_room_on_the_disk_stores_nothing_says_so_and_can_be_asked_again(desk, settings, made_up_place):
    _client, coalition = desk
    from kansrijk.trust.queries import actor_by_email

    by = actor_by_email("epidemioloog@demo.invalid")
    content = f"{HEAD}GM9901@2024;2023;big2;160;1200;;\n".encode() + b"\n" * 200_000
    key = commands.offer_delivery(by=by, coalition=coalition, source="tidy", name="cijfers.csv", content=[content])
    commands.run_work(work=Work.objects.get(kind="check").pk)
    commands.confirm_delivery(by=by, upload=key)
    with files_stay_below(100_000):
        assert commands.run_work(work=Work.objects.get(kind="store").pk) == "failed"
    assert "no room" in Work.objects.get(kind="store").problem["message"]
    assert Release.objects.count() == Row.objects.count() == 0
    assert [path for path in (settings.DATA_DIR / "deliveries").rglob("*") if path.is_file()] == []
    commands.confirm_delivery(by=by, upload=key)
    assert commands.run_work(work=Work.objects.get(kind="store", state="waiting").pk) == "done"
    assert Release.objects.count() == 1


@pytest.fixture
def made_up_place(db):
    from kansrijk.areas.commands import AreaRecord
    from kansrijk.areas.commands.registering import register_unaudited

    register_unaudited(2024, [AreaRecord("GM9901", "Verzonnen", "gemeente", country="XX")])
