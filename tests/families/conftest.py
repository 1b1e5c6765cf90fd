"""Tests of compartment B run under its role, in one transaction that is rolled back."""

import pytest
from tests import prepared
from tests.families import doors, people


@pytest.fixture
def compartment(db):
    """The connections are those of B's role until the end of the test."""
    with prepared.in_compartment():
        yield


@pytest.fixture
def here(compartment):
    """A coalition with families."""
    return people.coalition("hier")


@pytest.fixture
def midwife(here):
    return people.somebody("verloskundige", here, name="anne")


@pytest.fixture
def colleague(here, midwife):
    """Of the same practice."""
    return people.somebody("verloskundige", here, name="bo", organisation=midwife.organisation)


@pytest.fixture
def nurse(here):
    """Of another organisation in the same coalition."""
    return people.somebody("jgz", here, name="chris")


@pytest.fixture
def offered(here):
    """Kind of receiver → a door of the directory."""
    return doors.every_kind(here)
