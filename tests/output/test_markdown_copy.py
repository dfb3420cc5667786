"""The Markdown copy of a page: no HTML, whole addresses, and code as it is written."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from generator.content.site import Site
from generator.output import markdown_copy as module
from generator.output.markdown_copy import plain_markdown
from generator.pages.edition import make_edition
from generator.pages.page import Page, Parts
from tests.support import ARTICLE, EXAMPLE, REPOSITORY, VALID_FILES, original_texts

SITE = Site("S", "d", "https://example.org/record/", today=date(2026, 11, 28))
ROOT = "https://example.org/record"


def copy_of(markdown: str) -> str:
    """The copy of a page in the folder of the stories of 2024."""
    return plain_markdown(
        Page("articles/2024/x.md", "article", "T", parts=Parts(outline=lambda: markdown)), SITE
    )


@pytest.mark.parametrize(
    "words",
    [
        "Write to <a@b.example>.",
        "<div@b.example> and <li@b.example>",
        "<details@b.example>",
        "<summary@b.example> `x`",
        "<https://a.example/b> and <mailto:a@b.example>",
        "a < b, c > d, a<b and 3 &lt; 4",
        "a `<div>` b",
        "a ``<span class='x'>`</span>`` b",
        "`a < b` and `</p>`",
        "`[x](y.md)` and ``[``](z.md)``",
        "```html\n<div class='x'>\n\n\n<p>a</p>\n</div>\n[x](y.md)\n\n[z]: ../y.md\n```",
        "~~~\n<a href='x'>[x](#y)</a>\n~~~",
        "- a list\n\n      <span>[x](y.md)</span>\n\n      </span>",
        "    <div>\n\n\n    [a](b.md)",
        "> ```\n> <em>[x](y.md)</em>\n> ```",
        r"no link: \[a\](b.md), [c\](d.md)",
        "[^1]: The note\n\na[^1]",
        "| a | b |\n|---|---|\n| `<b>` | `[x](y.md)` |",
    ],
)
def test_words_and_code_stay_as_they_are_written(words: str) -> None:
    assert copy_of(words) == words + "\n"
    assert copy_of(f'<div class="story" markdown>\n\n{words}\n\n</div>\n') == words + "\n"


@pytest.mark.parametrize(
    ("written", "copied"),
    [
        ("[x](y.md)", f"[x]({ROOT}/articles/2024/y/)"),
        ("[x](#p-1)", f"[x]({ROOT}/articles/2024/x/#p-1)"),
        ('[x](<../2023/y.md#z> "t")', f'[x](<{ROOT}/articles/2023/y/#z> "t")'),
        ("[x](<p a.png>)", f"[x](<{ROOT}/articles/2024/p%20a.png>)"),
        ("[x](a\\_b.md 'it\\'s')", f'[x]({ROOT}/articles/2024/a_b/ "it\'s")'),
        ("[![i](a.png)](../y.md)", f"[![i]({ROOT}/articles/2024/a.png)]({ROOT}/articles/y/)"),
        ("[`](a`](y.md)", f"[`](a`]({ROOT}/articles/2024/y/)"),
        ("[r][q]\n\n[q]: ../y.md 'T'", f"[r][q]\n\n[q]: {ROOT}/articles/y/ 'T'"),
        ("> [q]: <y.md>\n> [q]", f"> [q]: <{ROOT}/articles/2024/y/>\n> [q]"),
        ("- [q]: y.md\n- [q] `[q]: y.md`", f"- [q]: {ROOT}/articles/2024/y/\n- [q] `[q]: y.md`"),
        ("> [x](\n> y.md)", f"> [x]({ROOT}/articles/2024/y/)"),
        ("[m](mailto:a@b.c) [h](https://a.b/c)", "[m](mailto:a@b.c) [h](https://a.b/c)"),
    ],
)
def test_every_link_has_its_whole_address(written: str, copied: str) -> None:
    assert copy_of(written) == copied + "\n"


@pytest.mark.parametrize("code", ["", " `<div>`"])
def test_what_the_site_adds_as_html_is_gone(code: str) -> None:
    """A state, which has a colour on the page, is bold; a summary keeps its words."""
    written = (
        f'<details class="a" markdown>\n<summary>Columns</summary>\n\n<span id="p-1"></span>Words'
        f'{code} <span lang="ur" dir="rtl">x</span> of <time datetime="2024">2024</time>: '
        '<span class="when"><span class="state done">Done</span></span>\n\n</details>\n\n'
        '<svg viewBox="0 0 1 1"><rect x="1"></rect></svg>\n\nMore.\n'
    )
    assert copy_of(written) == f"Columns\n\nWords{code} x of 2024: **Done**\n\nMore.\n"


def test_a_page_of_ours_may_hold_any_html() -> None:
    """Comments, styles and scripts are no words of a handwritten page."""
    written = (
        '<!-- <p>x</p> -->\n\n<script>\n"a" < b\n</script>\n\n<p title="a > b">A *star* &lt;</p>\n'
    )
    assert copy_of(written) == "A \\*star\\* &lt;\n"


def test_a_story_s_copy_has_its_mail_addresses_and_its_code() -> None:
    words = "Write to <a@b.example>.\n\n```\na < b, [x](y.md)\n```\n"
    edition = make_edition(
        {**VALID_FILES, "articles/2024/a.md": f"{ARTICLE}\n{words}".encode()}, SITE
    )
    page = next(page for page in edition.pages if page.path == "articles/2024/a.md")
    assert edition.problems == ()
    assert words in plain_markdown(page, SITE)


@pytest.mark.parametrize("folder", [EXAMPLE, REPOSITORY])
def test_the_quick_way_gives_what_the_parser_gives(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page in which nothing can be taken for something else is made without it."""
    edition = make_edition(original_texts(folder), SITE)
    pages = [page.with_rendered_markdown() for page in edition.pages]
    assert any(not module.NEEDS_PARSER.search(page.markdown) for page in pages)
    quick = [plain_markdown(page, SITE) for page in pages]
    monkeypatch.setattr(module, "NEEDS_PARSER", re.compile(""))
    assert [plain_markdown(page, SITE) for page in pages] == quick
