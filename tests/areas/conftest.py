"""Actors and where the real data lies."""

from pathlib import Path
from uuid import uuid4

import pytest

from kansrijk.trust.actors import Actor, Tie

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture
def importer() -> Actor:
    """Somebody who may import areas."""
    return Actor(account=uuid4(), name="beheer", installation_roles=frozenset({"beheer"}))


@pytest.fixture
def coordinator() -> Actor:
    """The coordinator of one coalition."""
    return Actor(account=uuid4(), name="Coördinator", ties=(Tie("coordinator", uuid4(), uuid4()),))


@pytest.fixture
def shared() -> Path:
    """The folder of real public data; the test is skipped, and says so, where it is absent."""
    if not SHARED.exists():
        pytest.skip("the real public data is not beside this checkout (../shared/data)")
    return SHARED
