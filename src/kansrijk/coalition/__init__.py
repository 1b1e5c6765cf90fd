"""Parties, agreements, goals, actions, meetings, budget: what a coalition promises itself, and whether it happens.

It owns the plan of a coalition (the tenant of `trust`) and the people behind it; it refuses
anything about a family, and what is on offer for families belongs to `offer`.
"""
