"""Rules for Markdown files outside of the content folder, in which only Markdown works."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from generator.content import markdown
from generator.content.front_matter import split_front_matter
from generator.content.keys import SCHEMES, Kind
from generator.content.problems import Location, ParseError, Problem

_ANNOTATION = re.compile(rf"\]\((?:{'|'.join(SCHEMES)}):")
_ARTICLE_KEYS = ("title:", "date:", "summary:", "sources:")


def check_outside(pages: Mapping[str, bytes], content_dir: str) -> Iterator[Problem]:
    """Yield what works only in the content folder, of pages by the path that contributors know."""
    for path, data in pages.items():
        if not path.endswith(".md"):
            continue
        text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n")
        try:
            front, body, first_line = split_front_matter(text)
        except ParseError:
            front, body, first_line = "", text, 1
        if all(f"\n{key}" in front for key in _ARTICLE_KEYS):
            message = "this looks like an article, but it isn't where articles are"
            hint = f"move it to `{content_dir}/{Kind.ARTICLE.folder}/`, to the folder of its year"
            yield Problem(Location(path), "misplaced-text", message, hint)
        elif _ANNOTATION.search(body):
            yield from _annotations(path, body, first_line)


def _annotations(path: str, body: str, first_line: int) -> Iterator[Problem]:
    parsed = markdown.parse(body, first_line)
    for link in parsed.links:
        if link.entity:
            folder = posixpath.dirname(path.partition("/")[2])
            target = posixpath.relpath(link.entity.path, folder or ".")
            message = f"`{link.target}` works only in the content: here it is a dead link"
            hint = f"write the path of its page: `[{link.words}]({target})`"
            yield Problem(
                Location(path, *parsed.target_position(link)), "misplaced-text", message, hint
            )
