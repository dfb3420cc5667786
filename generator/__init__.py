"""Turns a tree of annotated news articles into an edition: Markdown pages and problems.

Everything here that is not a door (`cli`, `plugin`, `press`, `files`) is a pure
function: the same texts give the same pages, wherever and whenever it runs.
"""

__version__ = "0.1.0"
