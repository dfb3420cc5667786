"""`coopnews report`: what a change means."""

from __future__ import annotations

import re
from pathlib import Path

from tests.support import STORY, add_article, coopnews, run_git


def test_a_printed_report_has_no_workflow_command(committed_site: Path) -> None:
    """GitHub's runner ignores the space that a diff puts before unchanged lines."""
    add_article(committed_site, "Old.\n::error::here ##[warning]there\n", name="hostile")
    run_git(committed_site, "add", "-A")
    run_git(committed_site, "commit", "-qm", "two")
    add_article(committed_site, "New.\n::error::here ##[warning]there\n", name="hostile")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "\\::error::here" in report
    assert not re.search(r"^\s*::|##\[", report, flags=re.MULTILINE)
    coopnews("report", "HEAD", "-o", "report.md", cwd=committed_site)
    assert " ::error::here" in (committed_site / "report.md").read_text(encoding="utf-8")


def test_a_report_of_one_article_and_one_state_change_fits_one_screen(committed_site: Path) -> None:
    annotation = '[lies still](commitment:nationwide-fibre "stalled")'
    body = f"The cable {annotation}, says [Umar Saif](person:umar-saif).\n"
    add_article(committed_site, body)
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    screen = report.partition("## The pages")[0].rstrip().splitlines()
    assert len(screen) <= 24
    assert "1 story added · 1 commitment changed status · no new problem" in screen
    assert "`nationwide-fibre`" in report
    assert "→ **stalled**, because “lies still”" in report
    assert "+The cable" not in report.partition("## The pages")[0]
    assert "example.com" in report


def test_changed_pages_are_shown_before_and_after(committed_site: Path) -> None:
    text = (committed_site / STORY).read_text(encoding="utf-8")
    (committed_site / STORY).write_text(
        text.replace("Nothing more", "Nothing else"), encoding="utf-8"
    )
    add_article(committed_site, "The [ministry](org:moitt) came.\n")
    assert coopnews("report", "HEAD", "--pages", "pages.html", cwd=committed_site).returncode == 0
    html = (committed_site / "pages.html").read_text(encoding="utf-8")
    before, _, after = html.partition("<h2>articles/2024/fibre-is-laid.md</h2>")[2].partition(
        '<section aria-label="After">'
    )
    assert "Nothing more" in before
    assert "Nothing else" in after.partition("</div>\n<h2>")[0]
    assert "This page did not exist." in html
    assert ' id="' not in html
    assert '<base href="https://example.org/record/">' in html


def test_a_report_lists_duplicates_broken_links_and_problems(committed_site: Path) -> None:
    text = (committed_site / STORY).read_text(encoding="utf-8")
    add_article(committed_site, text.partition("---\n\n")[2], day="2024-03-05")
    (committed_site / "content/people/umar-saif.md").unlink()
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "may be a duplicate: it has several phrases in common with" in report
    assert "`people/umar-saif/` leads nowhere now" in report
    assert "unknown-person" in report
    assert "Removed: person **Umar Saif**" in report


def test_a_renamed_article_is_reported_as_renamed(committed_site: Path) -> None:
    new = committed_site / "content/articles/2024/fibre-is-in-the-ground.md"
    text = (committed_site / STORY).read_text(encoding="utf-8")
    (committed_site / STORY).unlink()
    aliases = "aliases: [articles/2024/fibre-is-laid/]\nsummary:"
    new.write_text(text.replace("summary:", aliases, 1), encoding="utf-8")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "1 story renamed" in report
    assert "`articles/2024/fibre-is-laid/` leads nowhere" not in report


def test_an_entity_that_is_renamed_or_retired_keeps_its_address(committed_site: Path) -> None:
    person, settings = committed_site / "content/people/umar-saif.md", committed_site / "mkdocs.yml"
    text = person.read_text(encoding="utf-8").replace("---\n", "---\nformer_ids: [umar-saif]\n", 1)
    person.with_name("saif.md").write_text(text, encoding="utf-8")
    person.unlink()
    (committed_site / "content/places/karachi.md").unlink()
    option = "plugins: [cooperation-news: {retired: [places/karachi]}]"
    text = settings.read_text(encoding="utf-8").replace("plugins: [cooperation-news]", option)
    settings.write_text(text, encoding="utf-8")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "Removed: person **Umar Saif**" in report
    assert "Removed: place **Karachi**" in report
    assert "leads nowhere now" not in report


def test_a_report_says_that_nothing_has_changed(committed_site: Path) -> None:
    assert (
        "Nothing in the content changes." in coopnews("report", "HEAD", cwd=committed_site).stdout
    )


def test_a_report_escapes_what_an_article_says(committed_site: Path) -> None:
    path = add_article(committed_site, "````\n</details>\n````\n", name="hostile")
    text = path.read_text(encoding="utf-8").replace("title: ", "title: '<b>x</b> ' # ", 1)
    path.write_text(text, encoding="utf-8")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "**&lt;b&gt;x&lt;/b&gt;**" in report
    assert "\n`````diff\n" in report
