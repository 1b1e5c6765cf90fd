"""Settings of the test run: those of the product, in test mode."""

import os

os.environ["KANSRIJK_MODE"] = "test"
os.environ.setdefault("DATABASE_FAMILIES_URL", "postgresql://kansrijk_b@/kansrijk")  # B is installed in the tests

from kansrijk.config.settings import *  # noqa: F403
