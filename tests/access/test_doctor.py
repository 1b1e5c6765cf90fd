"""`serve` and `doctor` refuse what is not safe, in one sentence each, and repeat no secret (RES-28, WEB-46, WEB-47)."""

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

import kansrijk
from kansrijk.cli import doctor

SECRET = "q8Zr4-Vn2_Lm7Kp1.Tx6Wd9Hs3By5Gc0Jf-aEoIuRt!YhNbMvCxZl"
KEY = base64.b64encode(b"a key of thirty-two random bytes").decode()
PASSWORD = "zeer-geheim-woord"
GOOD = {
    "DATABASE_URL": f"postgresql://kansrijk_app:{PASSWORD}@127.0.0.1:1/kansrijk",
    "KANSRIJK_SECRET_KEY": SECRET,
    "KANSRIJK_MASTER_KEYS": KEY,
    "KANSRIJK_HOSTS": "kansrijk.example.org",
    "KANSRIJK_BEHIND_PROXY": "1",
    "KANSRIJK_EMAIL_FROM": "kansrijk@example.org",
}
BAD = [
    ({"DATABASE_URL": None}, "set DATABASE_URL"),
    ({"DATABASE_URL": "mysql://a:b@host/name"}, "not an address of PostgreSQL"),
    ({"DATABASE_URL": "postgresql://a:b@host:poort/name"}, "cannot be read"),
    ({"DATABASE_URL": "postgresql://a:b@host"}, "names no database"),
    ({"DATABASE_URL": "postgresql://host/name"}, "names no role"),
    ({"DATABASE_URL": "postgresql://kansrijk_app:postgres@host/name"}, "guessed first"),
    ({"DATABASE_URL": "postgresql://kansrijk_app:kansrijk_app@host/name"}, "guessed first"),
    ({"KANSRIJK_SECRET_KEY": None}, "set KANSRIJK_SECRET_KEY"),
    ({"KANSRIJK_SECRET_KEY": "korte-sleutel"}, "can be guessed"),
    ({"KANSRIJK_SECRET_KEY": "a" * 80}, "can be guessed"),
    ({"KANSRIJK_SECRET_KEY": "only-for-demo-and-tests-" * 3}, "can be guessed"),
    ({"KANSRIJK_MASTER_KEYS": None}, "set KANSRIJK_MASTER_KEYS"),
    ({"KANSRIJK_MASTER_KEYS": "geen base64"}, "is not base64"),
    ({"KANSRIJK_MASTER_KEYS": base64.b64encode(b"te kort").decode()}, "must be 32"),
    ({"KANSRIJK_MASTER_KEYS": f"{KEY},"}, "key 2"),
    ({"KANSRIJK_MASTER_KEYS": doctor.DEMO_MASTER_KEY}, "that of the demo"),
    ({"KANSRIJK_HOSTS": None}, "set KANSRIJK_HOSTS"),
    ({"KANSRIJK_HOSTS": "*"}, "answers to any name"),
    ({"KANSRIJK_HOSTS": ".example.org"}, "answers to any name"),
    ({"KANSRIJK_HOSTS": "https://kansrijk.example.org"}, "not a host name"),
    ({"KANSRIJK_HOSTS": "kansrijk.example.org, b.example.org"}, "not a host name"),
    ({"KANSRIJK_MODE": "demo"}, "not production"),
    ({"KANSRIJK_MODE": "test"}, "not production"),
    ({"KANSRIJK_MODE": "prod"}, "not known"),
    ({"KANSRIJK_BEHIND_PROXY": None}, "plain http is refused"),
    ({"KANSRIJK_BEHIND_PROXY": "ja"}, "not a number of proxies"),
    ({"KANSRIJK_BEHIND_PROXY": "0"}, "not a number of proxies"),
    ({"KANSRIJK_DATABASE_ROLE": "owner"}, "must not run as the owner"),
    ({"DJANGO_SETTINGS_MODULE": "elders.settings"}, "names other settings"),
    ({"KANSRIJK_WORKERS": "veel"}, "from 1 to 64"),
    ({"KANSRIJK_WORKERS": "0"}, "from 1 to 64"),
    ({"KANSRIJK_EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "sends no mail"),
    ({"KANSRIJK_EMAIL_BACKEND": "bestaat.niet.Backend"}, "cannot be found|class that can be found"),
    ({"KANSRIJK_EMAIL_FROM": None}, "set KANSRIJK_EMAIL_FROM"),
    ({"KANSRIJK_EMAIL_FROM": "geen adres"}, "not an email address"),
    ({"KANSRIJK_CLAMD": "clamd"}, "no path of a socket"),
    ({"KANSRIJK_CLAMD": "/bestaat/niet.ctl"}, "does not answer"),
    ({"KANSRIJK_SECURITY_CONTACT": "bel ons"}, "mailto: or https:"),
    ({"KANSRIJK_DATA": __file__}, "is a file"),
]


@pytest.fixture
def environment(monkeypatch):
    """A sound installation, with the changes given."""

    def put(**changes: str | None) -> None:
        for name in [name for name in os.environ if name.startswith(("KANSRIJK_", "DATABASE_", "DJANGO_"))]:
            if name not in {"KANSRIJK_TEST_SOCKET", "KANSRIJK_TEST_SLOT"}:
                monkeypatch.delenv(name)
        for name, value in {**GOOD, **changes}.items():
            if value is not None:
                monkeypatch.setenv(name, value)

    return put


@pytest.mark.req("RES-28", "cli.doctor")
@pytest.mark.parametrize(
    ("changes", "words"), BAD, ids=[" ".join(f"{k}={v}" for k, v in c.items())[:60] for c, _ in BAD]
)
def test_a_bad_setting_has_one_sentence(environment, changes, words):
    environment(**changes)
    (fault,) = list(doctor._environment())
    assert any(word in fault for word in words.split("|"))
    assert "\n" not in fault
    assert len(fault) < 160
    for value in changes.values():
        assert not value or len(value) < 8 or value in {"production"} or value not in fault


def test_a_sound_environment_has_no_fault(environment):
    environment(KANSRIJK_WORKERS="2", KANSRIJK_SECURITY_CONTACT="mailto:veilig@example.org")
    assert list(doctor._environment()) == []


def run(*words: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    """The command itself, in a process of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    wanted = {name: value for name, value in {**kept, **GOOD, **changes}.items() if value is not None}
    command = [sys.executable, "-m", "kansrijk.cli.main", *words]
    folder = Path(kansrijk.__file__).resolve().parents[1]  # the sources under test, sabotaged ones too
    return subprocess.run(command, env=wanted, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.req("RES-28", "cli.server.serve")
@pytest.mark.parametrize("verb", ["serve", "doctor"])
def test_a_database_that_does_not_answer_is_one_sentence(verb):
    done = run(verb)
    assert done.returncode == 3
    said = done.stdout + done.stderr
    assert "the database does not answer" in said
    for secret in (PASSWORD, SECRET, KEY, "127.0.0.1", "Traceback", "psycopg"):
        assert secret not in said


@pytest.mark.req("WEB-47", "cli.server.serve")
@pytest.mark.parametrize(
    "changes", [{"KANSRIJK_MODE": "demo"}, {"KANSRIJK_BEHIND_PROXY": None}, {"KANSRIJK_SECRET_KEY": "kort"}]
)
def test_serving_is_refused(changes):
    done = run("serve", **changes)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert PASSWORD not in done.stdout + done.stderr


@pytest.mark.django_db
@pytest.mark.req("RES-28", "trust.database.faults")
def test_a_database_in_order_has_no_fault():
    from kansrijk.trust.database import faults

    assert list(faults()) == []


@pytest.mark.req("RES-28", "trust.database.faults")
@pytest.mark.parametrize(
    ("role", "words"),
    [("postgres", "superuser"), ("kansrijk_owner", "owns"), ("kansrijk_owner", "may change the audit")],
)
def test_a_role_that_is_too_strong_is_refused(database_server, role, words):
    done = run("doctor", DATABASE_URL=database_server.url(role, "kansrijk_template"))
    assert done.returncode == 3
    assert words in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.req("RES-28", "trust.database.faults")
def test_tables_that_are_behind_are_told(database_server):
    from kansrijk.config import embedded

    name = "kansrijk_empty"
    with database_server.connect() as server:
        server.execute(f'drop database if exists "{name}" with (force)')
    embedded.make_database(database_server, name)
    done = run("doctor", "--json", DATABASE_URL=database_server.url(embedded.APPLICATION, name))
    assert done.returncode == 3
    assert "not up to date" in done.stdout


@pytest.mark.req("RES-28", "cli.doctor")
def test_a_sound_installation_is_in_order(database_server):
    from kansrijk.config import embedded

    done = run("doctor", DATABASE_URL=database_server.url(embedded.APPLICATION, "kansrijk_template"))
    first, *keys = done.stdout.splitlines()
    assert (done.returncode, first) == (0, "Everything is in order"), done.stdout + done.stderr
    assert [key.split(":")[1] for key in keys] == [" in KANSRIJK_MASTER_KEYS; backups made now need it"]
    assert os.environ.get("KANSRIJK_MASTER_KEYS", "-") not in done.stdout
