"""Tests that commit: what they leave is emptied as after a journey."""

from tests.journeys.conftest import _flush_past_the_application

__all__ = ["_flush_past_the_application"]
