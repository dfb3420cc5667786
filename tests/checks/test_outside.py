"""Markdown files outside of the content folder: annotations don't work there."""

from __future__ import annotations

from pathlib import Path

from tests.support import DRAFT, coopnews

ABOUT = """# About

Written with the help of [Umar Saif](person:umar-saif), and of `[code](person:nobody)`.
"""


def test_an_annotation_in_a_handwritten_page_is_a_dead_link(site: Path) -> None:
    """It is a warning: the rest of the site can be published."""
    (site / "docs/about.md").write_text(ABOUT, encoding="utf-8")
    (site / "docs/more").mkdir()
    (site / "docs/more/about.md").write_text(ABOUT, encoding="utf-8")
    done = coopnews("check", "-q", cwd=site)
    assert done.returncode == 0
    reason = "misplaced-text: `person:umar-saif` works only in the content: here it is a dead link"
    hint = "write the path of its page: `[Umar Saif](people/umar-saif.md)`"
    assert done.stdout == (
        f"docs/about.md:3:38: {reason}\n    hint: {hint}\n"
        f"docs/more/about.md:3:38: {reason}\n    hint: {hint.replace('(people', '(../people')}\n"
    )


def test_an_article_outside_of_the_content_is_reported(site: Path) -> None:
    """In `docs/`, and in a folder beside `mkdocs.yml` that is named like one of the content."""
    for path in ("docs/story.md", "articles/2024/story.md"):
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(DRAFT, encoding="utf-8")
        reported = f"{path}:1:1: misplaced-text: this looks like an article"
        assert reported in coopnews("check", cwd=site).stdout
