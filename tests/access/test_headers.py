"""What every answer carries, whoever asks: pages, files, the interface, and whatever went wrong."""

import pytest
from django.conf import settings as configured
from django.test import Client
from tests import prepared

pytestmark = pytest.mark.django_db
region = prepared.fixture(prepared.REGION)
# What design.md §3 says, word for word.
POLICY = {
    "default-src": "'none'",
    **{f"{kind}-src": "'self'" for kind in ("script", "style", "font", "connect", "worker", "manifest")},
    "img-src": "'self' data:",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "report-to": "inhoudsbeleid",  # and WEB-08: where a browser says what was stopped
    "report-uri": "/inhoudsbeleid/meldingen",
}
PAGES = [
    "/",
    "/over",
    "/aanmelden",
    "/bestaat-niet",
    "/vandaag",
    "/.well-known/security.txt",
    "/static/site.css",
    "/static/bestaat-niet.css",
    "/api/v1/indicators",
    "/api/v1/nothing",
    "/api/v1/areas?level=x",
    "/api/v1/openapi.json",
]


def policy_of(response) -> dict[str, str]:
    return dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";"))


def read(response):
    """A file is read to its end, or it would stay open."""
    if response.streaming:
        list(response)
    return response


def check(response) -> None:
    read(response)
    assert policy_of(response) == POLICY
    assert response["Reporting-Endpoints"] == 'inhoudsbeleid="/inhoudsbeleid/meldingen"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] in {"same-origin", "cross-origin"}
    for power in ("camera", "geolocation", "microphone", "payment", "usb"):
        assert f"{power}=()" in response["Permissions-Policy"]


@pytest.mark.req("WEB-08", "content security policy")
@pytest.mark.req("WEB-09", "headers")
@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "head", "options", "post"])
def test_every_answer_carries_the_headers(client, page, method):
    check(getattr(client, method)(page))


@pytest.mark.req("WEB-08", "content security policy")
@pytest.mark.req("WEB-09", "headers")
@pytest.mark.parametrize("failing", ["400", "403", "413", "429", "500", "503"])
@pytest.mark.parametrize("at", ["/over", "/api/v1/indicators"])
def test_what_goes_wrong_carries_the_headers_too(failing, at, settings, monkeypatch):
    from kansrijk.trust.audit import AuditUnavailable

    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    extra, method = {}, client.get
    if failing == "400":
        extra = {"headers": {"host": "evil.example"}}
    elif failing == "403":
        at, method = "/aanmelden", client.post
    elif failing == "413":
        method, extra = client.post, {"CONTENT_LENGTH": str(10**9)}
    elif failing == "429":
        settings.RATE_FACTOR, at, method = 0, "/zoeken?q=x", client.get
    else:
        error = RuntimeError if failing == "500" else AuditUnavailable
        monkeypatch.setattr("kansrijk.trust.gate.find", lambda *_: (_ for _ in ()).throw(error))
        if failing == "503":
            monkeypatch.undo()
            monkeypatch.setattr("kansrijk.trust.gate.shows_more", lambda *_: (_ for _ in ()).throw(error))
    response = method(at, **extra)
    assert response.status_code == int(failing)
    check(response)
    assert b"Traceback" not in response.content
    assert b"/work" not in response.content
    assert b"kansrijk.trust" not in response.content


@pytest.mark.req("WEB-09", "clickjacking")
def test_only_an_embeddable_answer_may_be_framed(rf):
    from csp.decorators import csp_update
    from django.http import HttpResponse

    from kansrijk.web.middleware import headers

    plain = headers(lambda request: HttpResponse())(rf.get("/"))
    assert plain["X-Frame-Options"] == "DENY"
    embeddable = csp_update({"frame-ancestors": ["*"]})(lambda request: HttpResponse())
    assert "X-Frame-Options" not in headers(embeddable)(rf.get("/"))


@pytest.mark.req("API-01", "CORS")
@pytest.mark.parametrize("page", [page for page in PAGES if "openapi" not in page])
def test_no_other_site_reads_an_answer(client, page):
    response = read(client.get(page, headers={"origin": "https://evil.example"}))
    assert "Access-Control-Allow-Origin" not in response
    preflight = client.options(page, headers={"origin": "https://e.example", "access-control-request-method": "GET"})
    assert "Access-Control-Allow-Origin" not in preflight


@pytest.mark.req("WEB-40", "Cache-Control")
def test_no_personal_page_is_kept(client):
    from kansrijk.demo.people import load_people
    from kansrijk.trust.commands import installation_actor

    load_people(by=installation_actor())
    client.post("/demo/aanmelden/coordinator")
    for page in ("/vandaag", "/account", "/over", "/api/v1/indicators", "/bestaat-niet", "/coalitie/x/mensen"):
        response = client.get(page)
        assert response["Cache-Control"] == "private, no-store", page
        assert "Cookie" in response["Vary"]
    for page in ("/vandaag/x.css", "/account/x.js", "/account/%2e%2e/x.css", "/account;x.css"):
        assert client.get(page).status_code == 404, page


# A mail program presses this one (RFC 8058) and has no page: the signed link is its proof, and ours here is not signed.
PRESSED_BY_MAIL_PROGRAMS = {"newsletter_leave", "reminders_stop"}
# A browser posts its reports by itself: no page, so no token. They change nothing.
POSTED_BY_BROWSERS = {"policy_report"}
WITHOUT_TOKEN = dict.fromkeys(PRESSED_BY_MAIL_PROGRAMS, 404) | dict.fromkeys(POSTED_BY_BROWSERS, 415)


@pytest.mark.req("WEB-07", "csrf")
def test_every_post_needs_the_token():
    """Each address that takes a POST, asked by a browser that has no token: refused, and nothing is changed."""
    from django.urls import reverse
    from tests.access.objects import kwargs_of

    from kansrijk.demo.people import load_people
    from kansrijk.trust.addresses import addresses
    from kansrijk.trust.commands import installation_actor
    from kansrijk.trust.models import Account

    load_people(by=installation_actor())
    client = Client(enforce_csrf_checks=True)
    account = Account.objects.get(email="coordinator@demo.invalid")
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    asked = 0
    for row in addresses().values():
        if row.method == "GET":
            continue
        response = client.generic(row.method, reverse(row.name, kwargs=kwargs_of(row.name)))
        assert response.status_code == WITHOUT_TOKEN.get(row.name, 403), row.name
        asked += 1
    assert asked >= 20


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace", "connect", "propfind"])
@pytest.mark.parametrize("page", ["/over", "/aanmelden", "/account", "/api/v1/areas", "/static/site.css"])
def test_methods_that_nobody_needs_are_refused(client, page, method):
    response = client.generic(method.upper(), page)
    assert response.status_code in {403, 404, 405}


@pytest.mark.req("WEB-52", "settings.LARGEST_BODY")
@pytest.mark.parametrize(
    ("page", "length", "status"),
    [
        ("/aanmelden", 10 * 1024 * 1024 + 1, 413),
        ("/aanmelden", -1, 413),
        ("/aanmelden", "veel", 413),
        ("/bestaat-niet", 10**12, 413),
        ("/api/v1/areas", 10**9, 413),
    ],
)
def test_a_body_that_is_too_large_is_refused_unread(client, page, length, status):
    response = client.post(page, CONTENT_LENGTH=str(length))
    assert response.status_code == status
    if page.startswith("/api/"):
        assert response["Content-Type"] == "application/problem+json"


@pytest.mark.req("WEB-52", "DATA_UPLOAD_MAX_NUMBER_FIELDS")
def test_a_thousand_fields_are_enough(client):
    response = client.post("/aanmelden", {f"f{n}": "x" for n in range(1100)})
    assert response.status_code == 400


@pytest.mark.req("WEB-39", "ALLOWED_HOSTS")
def test_another_host_name_is_refused(client):
    assert client.get("/over", headers={"host": "evil.example"}).status_code == 400
    assert configured.USE_X_FORWARDED_HOST is False


@pytest.mark.req("WEB-38", "next")
@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%5cevil.example/..//evil.example",
        "javascript:alert(1)",
        "%2f%2fevil.example",
        "/\t/evil.example",
        "https:evil.example",
        "http:///evil.example",
    ],
)
def test_no_next_leads_away(target):
    from kansrijk.trust.models import Account

    Account.objects.create_user("noor@voorbeeld.invalid", "een heel lang wachtwoord", name="Noor")
    client = Client()
    sent = {"login": "noor@voorbeeld.invalid", "password": "een heel lang wachtwoord", "next": target}
    for response in (client.post("/aanmelden", sent), client.post("/afmelden", {"next": target})):
        assert response.status_code == 302
        location = response["Location"]
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\", "/\t"))


@pytest.mark.req("WEB-64", "no GraphQL")
def test_there_is_no_graphql_and_no_admin(client):
    for address in ("/graphql", "/api/graphql", "/admin", "/admin/", "/api/v1/graphql", "/metrics", "/.git/config"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert not [app for app in configured.INSTALLED_APPS if "admin" in app or "graphene" in app or "strawberry" in app]


@pytest.mark.req("WEB-50", "no pickle")
def test_nothing_kept_is_code():
    import re
    from importlib.util import find_spec
    from pathlib import Path

    code = re.compile(r"import (pickle|marshal|shelve|dill|joblib)|yaml\.(unsafe_)?load\((?![^\n]*SafeLoader)|\beval\(")
    source = Path(find_spec("kansrijk").origin).parent
    assert not [str(file) for file in source.rglob("*.py") if code.search(file.read_text("utf-8"))]


@pytest.mark.req("API-02", "api.middleware.interface")
@pytest.mark.parametrize(("method", "status"), [("get", 404), ("post", 404), ("delete", 404)])
def test_an_unknown_api_address_answers_with_a_problem(client, method, status):
    response = getattr(client, method)("/api/v1/nothing")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["API-Version"] == "1.0.0"
    assert set(response.json()) >= {"status", "title", "detail"}


@pytest.mark.req("WEB-34", "Content-Disposition")
def test_a_download_is_a_file_of_its_own_type(client, region):
    for path in ("/gebied/GM9901/cijfers.csv", "/indicatoren/big2/cijfers.csv"):
        response = read(client.get(path))
        assert response.status_code == 200
        assert response["Content-Type"].startswith("text/csv")
        assert response["Content-Disposition"].startswith("attachment; filename=")
        check(response)
