"""Decisions about texts that experts by experience read, without a database."""

from datetime import date


def is_open(until: date | None, closed_on: date | None, on: date) -> bool:
    """Whether readers can still comment on a day; the last day counts."""
    return closed_on is None and (until is None or on <= until)
