"""Run by test_production.py in a process of its own: a sound installation in production mode is asked some pages."""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import get_resolver  # noqa: E402

HOST = "kansrijk.example.org"


def tell(response) -> dict:
    body = b"" if response.streaming and list(response) is None else getattr(response, "content", b"")
    cookies = {name: dict(morsel) | {"value": ""} for name, morsel in response.cookies.items()}
    headers = dict(response.headers)
    return {"status": response.status_code, "headers": headers, "cookies": cookies, "body": body.decode()[:4000]}


def main() -> None:
    https = Client(headers={"host": HOST, "x-forwarded-proto": "https"}, raise_request_exception=False)
    plain = Client(headers={"host": HOST}, raise_request_exception=False)
    answers = {path: tell(https.get(path)) for path in json.loads(sys.argv[1])}
    answers["plain"] = tell(plain.get("/over"))
    answers["told another proto by a visitor"] = tell(
        Client(headers={"host": HOST, "x-forwarded-proto": "http"}, raise_request_exception=False).get("/over")
    )
    answers["another host"] = tell(
        Client(headers={"host": "evil.example", "x-forwarded-proto": "https"}, raise_request_exception=False).get("/")
    )
    answers["demo sign-in"] = tell(https.post("/demo/aanmelden/jgz"))
    sign_in = {"login": "x@example.org", "password": "wrong"}
    tried = [https.post("/aanmelden", sign_in).status_code for _ in range(6)]
    settings_told = {
        "debug": settings.DEBUG,
        "rate_factor": settings.RATE_FACTOR,
        "demo_routed": "demo" in str(get_resolver().url_patterns),
        "apps": settings.INSTALLED_APPS,
        "insecure_keys": settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN,
    }
    print(json.dumps({"answers": answers, "tried": tried, "settings": settings_told}))


main()
