"""Accessible editions of an article from one structured source."""

__version__ = "0.1.0"
