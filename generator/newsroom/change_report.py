"""Reports to an editor, in Markdown, what a change to the content means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from operator import add

from msgspec import Struct

from generator.content.images import is_picture
from generator.content.invisible_characters import find_invisible
from generator.content.paths import find_key
from generator.content.problems import escape_unprintable
from generator.content.site import Site
from generator.index.index import Index
from generator.newsroom.edition_diff import MAX_EVIDENCE, EditionDiff, compare_editions
from generator.newsroom.page_comparison import compare_pages
from generator.newsroom.page_diff import shorten
from generator.newsroom.workspace import Workspace, edition_at, other_files
from generator.pages.template_context import TemplateContext, render_template
from generator.system.git import FileChange

MAX_LISTED = MAX_EVIDENCE
"""Entries of a list; the rest is counted."""
MAX_CHARACTERS = 400
"""Of a title, a quotation or an address."""


MAX_FILES = 20
"""Files that are no content and are listed."""
MAX_CLAIMS = 10
"""Changed claims that are listed of one article."""
MAX_WORDS = 5
"""Quotations, and reports of a status, that are listed of one article."""
MAX_SUMMARY = 60_000
"""Characters of a summary: GitHub accepts 65,536 in a comment, and a few are added to it there."""
_CUT_OFF = "\n\nThis summary is cut off: the report has the rest.\n"


class ChangeReport(Struct, frozen=True):
    """What a change means."""

    summary: str
    """The report without the differences of each page."""
    markdown: str
    compared_pages: Callable[[], str]
    """Returns the changed pages, before and after, as one page of HTML."""


def report_since(workspace: Workspace, revision: str) -> ChangeReport:
    """Return what has changed since a git revision."""
    before, changed_paths = edition_at(workspace, revision)
    keys = {key for path in changed_paths if (key := find_key(path))}
    pictures = [path for path in changed_paths if is_picture(path)]
    site, after = workspace.project.site, workspace.edition
    diff = compare_editions(before, after, keys, pictures, changed_paths)
    paths = [page.path for page in diff.pages.diffs]
    others = other_files(workspace, revision)
    return ChangeReport(
        render_report(diff, after.index, site, others, with_pages=False),
        render_report(diff, after.index, site, others),
        lambda: compare_pages(before, after, paths, site),
    )


def render_report(
    diff: EditionDiff,
    index: Index,
    site: Site,
    others: Sequence[FileChange] = (),
    with_pages: bool = True,
) -> str:
    """Return a report that an editor reads in a minute.

    `others` are changed files that are no content. The differences of each page can be left out.
    Invisible characters are spelt out, as are bytes that aren't UTF-8.
    """
    return _with_invisible_spelt_out(
        render_template(
            "report",
            TemplateContext(index, "report.md", site),
            diff=diff,
            others=others,
            with_pages=with_pages,
            counts=Counter(change.change for change in diff.articles),
            limit=MAX_LISTED,
            max_claims=MAX_CLAIMS,
            max_files=MAX_FILES,
            max_words=MAX_WORDS,
            short=lambda text: shorten(text, MAX_CHARACTERS),
        )
    )


def shorten_summary(summary: str) -> str:
    """Return a summary of at most MAX_SUMMARY characters, cut off at the end of a line."""
    if len(summary) <= MAX_SUMMARY:
        return summary
    return summary[: MAX_SUMMARY - len(_CUT_OFF)].rpartition("\n")[0].rstrip() + _CUT_OFF


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
