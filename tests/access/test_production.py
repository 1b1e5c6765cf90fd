"""The same product in production mode behind a proxy that speaks https: what demo and tests leave off is on there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.access.test_doctor import GOOD
from tests.access.test_headers import POLICY

import kansrijk

ROOT = Path(__file__).resolve().parents[2]
SOURCES = Path(kansrijk.__file__).resolve().parents[1]  # those under test, sabotaged ones too
PATHS = [
    "/over",
    "/aanmelden",
    "/demo",
    "/demo/aanmelden/jgz",
    "/bestaat-niet",
    "/api/v1/indicators",
    "/static/site.css",
]


@pytest.fixture(scope="module")
def told(database_server, tmp_path_factory) -> dict:
    """What a server in production mode answers; the database is a fresh one."""
    from kansrijk.config import embedded

    name = f"kansrijk_production_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    with database_server.connect() as server:
        server.execute(f'drop database if exists "{name}" with (force)')
    embedded.make_database(database_server, name, template="kansrijk_template")
    environment = {
        **{key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ},
        **GOOD,
        "DATABASE_URL": database_server.url(embedded.APPLICATION, name),
        "DJANGO_SETTINGS_MODULE": "kansrijk.config.settings",
        "PYTHONPATH": os.pathsep.join([str(SOURCES), str(ROOT)]),
    }
    command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("ask_production.py")), json.dumps(PATHS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def answers(told) -> dict:
    return told["answers"]


@pytest.mark.req("WEB-06", "cookies")
def test_cookies_are_locked(answers):
    found = {name: cookie for answer in answers.values() for name, cookie in answer["cookies"].items()}
    assert "__Host-kansrijk-csrf" in found
    for name, cookie in found.items():
        assert name.startswith("__Host-")
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["path"] == "/"
        assert cookie["samesite"] in {"Lax", "Strict"}
        assert not cookie["domain"], "a __Host- cookie names no domain"


@pytest.mark.req("WEB-06", "cookies")
def test_the_session_cookie_is_locked_by_the_settings(monkeypatch):
    import importlib

    from kansrijk.config import settings

    try:
        monkeypatch.setenv("KANSRIJK_MODE", "production")
        importlib.reload(settings)
        for cookie in ("SESSION", "CSRF", "LANGUAGE"):
            assert getattr(settings, f"{cookie}_COOKIE_NAME").startswith("__Host-")
            assert getattr(settings, f"{cookie}_COOKIE_SECURE")
            assert getattr(settings, f"{cookie}_COOKIE_HTTPONLY")
        assert settings.SECRET_KEY == ""
        assert settings.MASTER_KEYS == []
        assert settings.ALLOWED_HOSTS == [""]
    finally:
        monkeypatch.setenv("KANSRIJK_MODE", "test")
        importlib.reload(settings)


@pytest.mark.req("WEB-09", "HSTS")
@pytest.mark.parametrize("path", [*PATHS, "another host", "demo sign-in"])
def test_every_answer_over_https_asks_to_stay_there(answers, path):
    headers = answers[path]["headers"]
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy == POLICY


@pytest.mark.req("WEB-09", "https")
@pytest.mark.parametrize("how", ["plain", "told another proto by a visitor"])
def test_plain_http_is_sent_to_https_and_shows_nothing(answers, how):
    assert answers[how]["status"] == 301
    assert answers[how]["headers"]["Location"] == "https://kansrijk.example.org/over"
    assert answers[how]["body"] == ""
    assert answers[how]["cookies"] == {}
    assert "Strict-Transport-Security" not in answers[how]["headers"], "RFC 6797: not over plain http"


@pytest.mark.req("SEC-10", "config.urls")
def test_the_demo_is_not_there(told):
    for path in ("/demo", "/demo/aanmelden/jgz", "demo sign-in"):
        assert told["answers"][path]["status"] == 404
    assert not told["settings"]["demo_routed"]
    assert "kansrijk.demo" not in told["settings"]["apps"]
    assert not told["settings"]["insecure_keys"]


@pytest.mark.req("WEB-46", "DEBUG")
def test_nothing_of_the_inside_is_told(told):
    assert told["settings"]["debug"] is False
    assert told["answers"]["another host"]["status"] == 400
    for answer in told["answers"].values():
        for word in ("Traceback", "site-packages", "Django", "psycopg", str(ROOT)):
            assert word not in answer["body"]


@pytest.mark.req("WEB-19", "RATE_FACTOR")
def test_limits_are_ten_times_narrower_than_those_of_the_demo(told):
    assert told["settings"]["rate_factor"] == 1
    assert told["tried"] == [200] * 5 + [429]
    from django.conf import settings

    assert settings.RATE_FACTOR == 10


def test_djangos_own_check_of_a_deployment_is_clean(database_server):
    from kansrijk.config import embedded

    environment = {
        **{key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ},
        **GOOD,
        "DATABASE_URL": database_server.url(embedded.APPLICATION, "kansrijk_template"),
        "DJANGO_SETTINGS_MODULE": "kansrijk.config.settings",
        "PYTHONPATH": str(SOURCES),
    }
    command = [sys.executable, "-W", "ignore", "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    left = [line for line in done.stderr.splitlines() if line.startswith("?:") or line.lstrip().startswith("(")]
    assert done.returncode == 0, left or done.stderr
