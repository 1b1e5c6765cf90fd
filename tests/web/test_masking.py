"""What opens something by itself stands in no log."""

import logging
from uuid import uuid4

import pytest
from django.test import Client

from kansrijk.web.masking import LEFT_OUT, Masked, masked

TOKEN = "Zz9_-aB3kQ7mN2pX5vT8wR4yL6sJ1hGf"


@pytest.mark.req("LAW-06", "web.masking.Masked")
@pytest.mark.parametrize(
    ("said", "written"),
    [
        (f"/mijn/{TOKEN}", f"/mijn/{LEFT_OUT}"),
        (f"/hulp/nagaan/{TOKEN}:1abc:{TOKEN}?x=1", f"/hulp/nagaan/{LEFT_OUT}?x=1"),
        ("/gezinnen/hier/eigen-pagina", "/gezinnen/hier/eigen-pagina"),
        ("/coalitie/kansrijk-waterdam/mensen", "/coalitie/kansrijk-waterdam/mensen"),
        ("", ""),
    ],
)
def test_the_word_of_a_link_is_left_out_and_the_rest_stays(said, written):
    assert masked(said) == written


def test_a_key_of_a_row_stays():
    path = f"/gezinnen/hier/{uuid4()}/bewaren"
    assert masked(path) == path


@pytest.mark.django_db
@pytest.mark.req("LAW-06", "config.settings.LOGGING")
def test_a_failure_on_a_page_of_a_link_is_logged_without_it(settings, monkeypatch):
    """As the server logs it: Django's own line of a failure, past the filters of our handlers."""
    written = []

    class Hears(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    assert settings.LOGGING["handlers"]["stream"]["filters"] == ["links"]
    hears = Hears()
    hears.addFilter(Masked())
    logger = logging.getLogger("django.request")
    logger.addHandler(hears)
    monkeypatch.setattr("kansrijk.families.views_own.CodeForm", None)
    try:
        answer = Client(raise_request_exception=False).get(f"/mijn/{TOKEN}")
    finally:
        logger.removeHandler(hears)
    assert answer.status_code == 500
    assert written
    assert TOKEN not in "".join(written)
    assert LEFT_OUT in written[0]
