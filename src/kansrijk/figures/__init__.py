"""Indicators, deliveries, releases and observations: what is known about areas, and where it came from.

It owns figures about areas; it refuses any record about a person.
"""
