"""The coalitions and people of the coalition's own tests."""

from tests.coalition.conftest import coalition, coordinator, other, person  # noqa: F401
