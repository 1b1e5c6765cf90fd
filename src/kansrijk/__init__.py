"""Kansrijk: the software that Kansrijke Start coalitions run on."""

__version__ = "0.1.0"
