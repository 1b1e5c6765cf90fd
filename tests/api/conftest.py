"""Data for the tests of the interface: the fictional region, and a coalition with figures of its own."""

import pytest
from tests import prepared
from tests.figures.conftest import _own_folder, coalition, made_up, person, write

__all__ = ["_own_folder", "_region", "coalition", "made_up", "person", "write"]

_region = prepared.fixture(prepared.REGION)


@pytest.fixture
def loaded(_region, db) -> None:
    """The region of the demo; what a test adds is taken back when it ends."""
