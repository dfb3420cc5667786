"""Reports to an editor, in Markdown, what a change to the content means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from operator import add

from msgspec import Struct

from generator.content.invisible_characters import find_invisible
from generator.content.paths import find_key
from generator.content.problems import escape_unprintable
from generator.content.site import Site
from generator.index.index import Index
from generator.newsroom.edition_diff import MAX_EVIDENCE, EditionDiff, compare_editions
from generator.newsroom.page_comparison import compare_pages
from generator.newsroom.page_diff import shorten
from generator.newsroom.workspace import Workspace, edition_at
from generator.pages.template_context import TemplateContext, render_template

MAX_LISTED = MAX_EVIDENCE
"""Entries of a list; the rest is counted."""
MAX_CHARACTERS = 400
"""Of a title, a quotation or an address."""


class ChangeReport(Struct, frozen=True):
    """What a change means."""

    markdown: str
    compared_pages: Callable[[], str]
    """Returns the changed pages, before and after, as one page of HTML."""


def report_since(workspace: Workspace, revision: str) -> ChangeReport:
    """Return what has changed since a git revision."""
    before, changed_paths = edition_at(workspace, revision)
    keys = {key for path in changed_paths if (key := find_key(path))}
    site, after = workspace.project.site, workspace.edition
    diff = compare_editions(before, after, keys)
    paths = [page.path for page in diff.pages.diffs]
    return ChangeReport(
        render_report(diff, after.index, site),
        lambda: compare_pages(before, after, paths, site),
    )


def render_report(diff: EditionDiff, index: Index, site: Site) -> str:
    """Return a report that an editor reads in a minute.

    Invisible characters are spelt out, as are bytes that aren't UTF-8.
    """
    return _with_invisible_spelt_out(
        render_template(
            "report",
            TemplateContext(index, "report.md", site),
            diff=diff,
            counts=Counter(change.change for change in diff.articles),
            limit=MAX_LISTED,
            short=lambda text: shorten(text, MAX_CHARACTERS),
        )
    )


_NOT_UTF8 = re.compile("[\r\ud800-\udfff]")
"""Carriage returns, and surrogates, which UTF-8 can't encode."""


def _with_invisible_spelt_out(text: str) -> str:
    invisible = {*find_invisible(text), *(match.start() for match in _NOT_UTF8.finditer(text))}
    ends = sorted(invisible)
    starts = [0, *(at + 1 for at in ends)]
    visible = [text[start:end] for start, end in zip(starts, [*ends, len(text)], strict=True)]
    return visible[0] + "".join(
        map(add, (escape_unprintable(text[at]) for at in ends), visible[1:])
    )
