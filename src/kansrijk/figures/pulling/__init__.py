"""Fetching CBS open data: polite, resumable, and from the hosts on a list only."""

from kansrijk.figures.pulling.client import Client, NotFetched
from kansrijk.figures.pulling.tables import fetch_table

__all__ = ["Client", "NotFetched", "fetch_table"]
