"""Screens of the coalition: parse, call one command or query, draw."""
