"""Data for the tests of the interface: the fictional region, and a coalition with figures of its own."""

from collections.abc import Iterator

import pytest
from rich.console import Console
from tests.figures.conftest import _own_folder, coalition, made_up, person, write

from kansrijk.demo import region
from kansrijk.trust.commands import installation_actor

__all__ = ["_own_folder", "coalition", "made_up", "person", "write"]


@pytest.fixture(scope="module")
def _region(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """The region, loaded once for a module, in a transaction that is taken back when the module ends."""
    from django.conf import settings
    from django.db import transaction

    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(settings, "DATA_DIR", tmp_path_factory.mktemp("region"))
        region.load(by=installation_actor(), console=Console(quiet=True))
        yield
        transaction.set_rollback(True)


@pytest.fixture
def loaded(_region, db) -> None:
    """The region of the demo; what a test adds is taken back when it ends."""
