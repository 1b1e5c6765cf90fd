"""Estimation for small areas: a share for every area with an interval that holds.

It owns the models (counts, direct estimates, persons), their validation, benchmarking to trusted totals and ranks.
It refuses to score a person: what leaves is always a figure of an area. It refuses an interval without its method.
"""
