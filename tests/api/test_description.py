"""The interface against its own description, by schemathesis: no failure of ours, and every answer as described."""

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from kansrijk.api.interface import api

pytestmark = pytest.mark.django_db
MOMENTS = (signals.request_started, signals.request_finished)


@pytest.fixture
def description(loaded, settings):
    """Read from the application itself, with the fictional region behind it, in the transaction of the test."""
    from kansrijk.config.wsgi import application

    settings.RATE_FACTOR = 10_000
    settings.ALLOWED_HOSTS = ["localhost"]
    for moment in MOMENTS:
        moment.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for moment in MOMENTS:
        moment.connect(close_old_connections)


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]
WRITES = ("/desks", "/times")  # asked in tests/referrals/test_api.py as who may, with every method
PATHS = sorted(
    path
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    if "get" in methods and not path.endswith(WRITES)
)


def walk(description, path: str, mode: GenerationMode, examples: int) -> int:
    """Asks one address with parameters as described, or with others; how many questions were asked."""
    asked = 0
    operation = description[path]["get"]
    # Which area and indicator exist, and that a level goes with it, a schema cannot say: there a 400 is right.
    told_in_words = path.endswith(("/observations", "/readings"))
    skipped = [schemathesis.checks.positive_data_acceptance] if told_in_words else []

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=QUIET,
        phases=[Phase.generate],
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case) -> None:
        nonlocal asked
        asked += 1
        case.call_and_validate(excluded_checks=skipped)

    ask()
    return asked


@pytest.mark.req("API-01", "api.interface.Described")
@pytest.mark.req("API-03", "api.interface.Described")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_answers_are_as_described(description, mode):
    asked = [walk(description, path, mode, 15) for path in PATHS if mode == GenerationMode.POSITIVE or asks(path)]
    assert sum(asked) >= 30


def asks(path: str) -> bool:
    """Only where there is a parameter can one be wrong."""
    operation = api.get_openapi_schema(path_prefix="/api/v1/")["paths"][path]["get"]
    return any(parameter["in"] == "query" for parameter in operation.get("parameters", []))


@pytest.mark.long
@pytest.mark.req("API-03", "api.interface.Described")
@pytest.mark.parametrize("path", PATHS)
def test_many_answers_are_as_described(description, path):
    assert walk(description, path, GenerationMode.POSITIVE, 400) >= 1
    if asks(path):
        assert walk(description, path, GenerationMode.NEGATIVE, 400) > 100
