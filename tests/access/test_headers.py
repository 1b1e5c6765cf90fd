"""What every answer carries, whoever asks."""

import pytest

pytestmark = pytest.mark.django_db
PAGES = ["/", "/over", "/aanmelden", "/bestaat-niet", "/api/v1/indicators", "/api/v1/nothing"]


@pytest.mark.req("WEB-08", "content security policy")
@pytest.mark.parametrize("page", PAGES)
def test_the_content_policy_names_this_site_only(client, page):
    policy = dict(part.strip().split(" ", 1) for part in client.get(page)["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in str(policy)
    assert "http" not in str(policy)


@pytest.mark.req("WEB-09", "headers")
@pytest.mark.parametrize("page", PAGES)
def test_the_headers_stand_on_every_answer(client, page):
    response = client.get(page)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]


@pytest.mark.req("WEB-06", "cookies")
def test_cookies_are_locked_where_tls_is(monkeypatch):
    import importlib

    from kansrijk.config import settings

    try:
        monkeypatch.setenv("KANSRIJK_MODE", "production")
        importlib.reload(settings)
        assert settings.SESSION_COOKIE_NAME.startswith("__Host-")
        assert settings.SESSION_COOKIE_SECURE
        assert settings.CSRF_COOKIE_SECURE
        assert settings.SECURE_HSTS_SECONDS >= 31_536_000
        assert "kansrijk.demo" not in settings.INSTALLED_APPS
        assert settings.SECRET_KEY == ""
    finally:
        monkeypatch.setenv("KANSRIJK_MODE", "test")
        importlib.reload(settings)


@pytest.mark.req("API-02", "api.middleware.interface")
@pytest.mark.parametrize(("method", "status"), [("get", 404), ("post", 404), ("delete", 404)])
def test_an_unknown_api_address_answers_with_a_problem(client, method, status):
    response = getattr(client, method)("/api/v1/nothing")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response["API-Version"] == "1.0.0"
    assert set(response.json()) >= {"status", "title", "detail"}
