"""Turns annotated news articles into a website."""

__version__ = "0.1.0"
