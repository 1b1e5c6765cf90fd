"""The fictional region, loaded once for all tests of a file and rolled back after them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


@pytest.fixture
def data() -> Path:
    """The folder with real public data, or a skip that says so."""
    if not DATA.is_dir():
        pytest.skip("the folder ../shared/data with real public data is not here")
    return DATA


@pytest.fixture(scope="module")
def region(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """One transaction around the tests of a module; each test has its own savepoint inside it."""
    from django.conf import settings
    from django.db import transaction

    from kansrijk.demo import region as fictional
    from kansrijk.trust.commands import installation_actor

    kept, settings.DATA_DIR = settings.DATA_DIR, tmp_path_factory.mktemp("region")
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        try:
            fictional.load(by=installation_actor(), console=Console(quiet=True))
            yield
        finally:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
            settings.DATA_DIR = kept
