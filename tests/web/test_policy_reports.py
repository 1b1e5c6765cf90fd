"""WEB-08: what a browser says that the content policy stopped is taken from anybody, and tells of nobody."""

import json
import logging

import pytest
from django.test import Client

from kansrijk.web import policy_reports

ADDRESS = "/inhoudsbeleid/meldingen"
SITE = "http://testserver"
OLD, NEW = "application/csp-report", "application/reports+json"
SECRET = "Sanne-de-Vries"  # a made-up name, where a browser would put an address that holds one

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lines(caplog, monkeypatch):
    """What was written, each time from nothing."""
    monkeypatch.setattr(policy_reports, "_counted", policy_reports.Counter())
    monkeypatch.setattr(policy_reports, "_told_at", {})
    caplog.set_level(logging.WARNING, "kansrijk.content_policy")
    return lambda: [record.getMessage() for record in caplog.records if record.name == "kansrijk.content_policy"]


def old(directive: str = "script-src-elem", blocked: str = "inline", page: str = f"{SITE}/over?q={SECRET}") -> dict:
    return {
        "csp-report": {
            "document-uri": page,
            "referrer": f"{SITE}/zoeken?q={SECRET}",
            "effective-directive": directive,
            "blocked-uri": blocked,
            "script-sample": f"alert('{SECRET}')",
            "source-file": f"{SITE}/{SECRET}.js",
        }
    }


def new(**body: str) -> dict:
    told = {"effectiveDirective": "img-src", "blockedURL": f"https://{SECRET}.example/x", "documentURL": f"{SITE}/over"}
    return {"type": "csp-violation", "age": 1, "url": f"{SITE}/{SECRET}", "user_agent": SECRET, "body": told | body}


def post(told: object, kind: str = OLD, **headers: str):
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    client = Client(enforce_csrf_checks=True)
    return client.post(ADDRESS, body, content_type=kind, headers=headers)


@pytest.mark.req("WEB-08", "the address that takes reports")
@pytest.mark.parametrize(
    ("told", "kind", "line"),
    [
        (old(), OLD, "script-src-elem stopped inline on about, 1 times"),
        (old("", "data:text/css,x"), OLD, None),
        (old("style-src 'self'", "eval"), OLD, "style-src stopped eval on about, 1 times"),
        (old(blocked=f"{SITE}/static/x.js"), OLD, "script-src-elem stopped this site on about, 1 times"),
        (old(page=f"{SITE}/bestaat-niet/{SECRET}"), OLD, "script-src-elem stopped inline on ?, 1 times"),
        ([new()], NEW, "img-src stopped another site on about, 1 times"),
        ([new(blockedURL="blob")], NEW, "img-src stopped blob on about, 1 times"),
        ([{"type": "deprecation", "body": {"id": SECRET}}], NEW, None),
        (
            [new(documentURL=f"{SITE}/gebied/GM9901-{SECRET}?q={SECRET}#x")],
            NEW,
            "img-src stopped another site on area, 1 times",
        ),
    ],
)
def test_a_report_becomes_a_line_that_tells_of_nobody(lines, told, kind, line):
    assert post(told, kind).status_code == 204
    assert lines() == ([f"content policy: {line}"] if line else [])
    assert SECRET not in "".join(lines())


@pytest.mark.req("WEB-08", "nobody is known at the address that takes reports")
def test_no_cookie_is_needed_read_or_set(client, lines):
    client.post("/taal", {"language": "en", "next": "/"})
    assert client.cookies
    answer = client.post(ADDRESS, json.dumps(old()), content_type=OLD)
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (204, b"", {})
    assert client.get(ADDRESS).status_code == 405
    assert "Access-Control-Allow-Origin" not in post(old(), origin="https://evil.example")


@pytest.mark.req("WEB-08", "what is no report is refused")
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"  ", OLD, 400),
        (b"{", OLD, 400),
        (b"\xff\xfe", OLD, 400),
        (b"7", NEW, 400),
        (b"[" * 8000, NEW, 400),
        (b'{"csp-report": 7}', OLD, 204),
        (b'{"csp-report": {"effective-directive": {}, "blocked-uri": [], "document-uri": 1}}', OLD, 204),
        (b'[1, null, {"type": "csp-violation"}, {"type": "csp-violation", "body": 3}]', NEW, 204),
        (json.dumps([new(documentURL="http://[x")]).encode(), NEW, 204),
        (b" " * (policy_reports.LARGEST + 1), NEW, 413),
        (b"{}", "application/json", 415),
        (b"csp-report=x", "application/x-www-form-urlencoded", 415),
    ],
)
def test_what_is_no_report_says_nothing(lines, body, kind, status):
    assert post(body, kind).status_code == status
    assert lines() == []


@pytest.mark.req("WEB-08", "a forged report")
def test_what_a_stranger_writes_never_stands_in_the_log(lines):
    forged = [
        new(effectiveDirective=f"{SECRET}\n2026 ERROR everything is stolen"),
        new(documentURL=f"https://{SECRET}.example/over"),
        new(blockedURL=f"{SECRET}:x\n2026 ERROR"),
        new(blockedURL=f"//{SECRET}\r\n.example"),
    ]
    assert post(forged, NEW).status_code == 204
    assert {line.partition(" on ")[0] for line in lines()} == {
        "content policy: img-src stopped unknown",
        "content policy: img-src stopped another site",
    }
    assert not [line for line in lines() if SECRET in line or "\n" in line or "\r" in line]


@pytest.mark.req("WEB-08", "a flood of reports")
def test_a_flood_is_a_line_a_minute_and_then_refused(lines, settings, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(policy_reports.time, "monotonic", lambda: now[0])
    assert post([new()] * 60, NEW).status_code == 204
    assert post([new()] * 3, NEW).status_code == 204
    assert lines() == ["content policy: img-src stopped another site on about, 20 times"]
    now[0] += policy_reports.PAUSE
    post([new()], NEW)
    assert lines()[1:] == ["content policy: img-src stopped another site on about, 4 times"]
    settings.RATE_FACTOR = 1
    answers = {post(old()).status_code for _ in range(70)}
    assert answers == {204, 429}


@pytest.mark.req("WEB-08", "csp")
def test_every_answer_says_where_reports_go(client):
    answer = client.get("/over")
    assert answer["Reporting-Endpoints"] == f'inhoudsbeleid="{ADDRESS}"'
    assert f"report-uri {ADDRESS}" in answer["Content-Security-Policy"]
    assert "report-to inhoudsbeleid" in answer["Content-Security-Policy"]
