"""Turns a tree of annotated news articles into an edition: Markdown pages and problems.

What `edition` and the rooms before it do is a pure function: the same texts give the same
pages, wherever and whenever it runs. What comes after them makes files of those pages.
"""

__version__ = "0.1.0"
