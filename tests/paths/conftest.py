"""The coalitions and people of the coalition's own tests."""

from tests.coalition.conftest import coalition, coordinator, other, person  # noqa: F401
from tests.coalition.test_region import host, tied  # noqa: F401
