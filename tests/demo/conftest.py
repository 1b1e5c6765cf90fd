"""The fictional region as the demo makes it, and the folder with real data."""

from pathlib import Path

import pytest
from tests import prepared

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


@pytest.fixture
def data() -> Path:
    """The folder with real public data, or a skip that says so."""
    if not DATA.is_dir():
        pytest.skip("the folder ../shared/data with real public data is not here")
    return DATA


region = prepared.fixture(prepared.REGION)
