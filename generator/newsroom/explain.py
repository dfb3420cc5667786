"""Explains the codes of problems, in the words of the guide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

from generator.checks import __name__ as package


def explanations() -> Mapping[str, str]:
    """Return the explanation of each code, as plain text."""
    text = (files(package) / "explanations.md").read_text(encoding="utf-8")
    _, *parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    return {code: _plain(part) for code, part in zip(parts[::2], parts[1::2], strict=True)}


def first_sentence(explanation: str) -> str:
    """Return what an explanation begins with, without saying whether it is about a warning."""
    words = " ".join(explanation.partition("\n\n")[0].split()).removeprefix("A warning. ")
    return re.split(r"(?<=[.:])\s", words, maxsplit=1)[0].rstrip(":")


def _plain(markdown: str) -> str:
    """Return Markdown without the targets of its links to other pages."""
    return re.sub(r"(?<!`)\[([^\]\n]+)\]\([^)\n]+\.md[^)\n]*\)", r"\1", markdown.strip())
