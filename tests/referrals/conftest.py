"""Referrals run under the role of compartment B too, in one transaction that is rolled back."""

import pytest
from tests.families.conftest import colleague, compartment, here, midwife, nurse
from tests.referrals import sending

__all__ = ["colleague", "compartment", "here", "midwife", "nurse"]


@pytest.fixture
def scene(here, midwife, nurse):
    """The midwife's file, and a desk of another organisation that receives for debt help."""
    return sending.scene(here, midwife, nurse)
