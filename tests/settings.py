"""Settings of the test run: those of the product, in test mode."""

import os

os.environ["KANSRIJK_MODE"] = "test"

from kansrijk.config.settings import *  # noqa: F403
