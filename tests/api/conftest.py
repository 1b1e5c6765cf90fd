"""Data for the tests of the interface: the fictional region, and a coalition with figures of its own."""

import pytest
from rich.console import Console
from tests.figures.conftest import _own_folder, coalition, made_up, person, write

from kansrijk.demo import region
from kansrijk.trust.commands import installation_actor

__all__ = ["_own_folder", "coalition", "made_up", "person", "write"]


@pytest.fixture
def loaded(db):
    """The region of the demo."""
    region.load(by=installation_actor(), console=Console(quiet=True))
