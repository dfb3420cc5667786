"""`coopnews report`: what a change means."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from generator.newsroom.change_report import MAX_SUMMARY, shorten_summary
from generator.newsroom.edition_diff import EXAMPLE_IDS
from tests.support import REPOSITORY, STORY, add_article, coopnews, run_git


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
    assert 'Nothing <del class="change">more</del>' in before
    assert 'Nothing <ins class="change">else</ins>' in after.partition("</details>")[0]
    assert "This page did not exist." in html
    assert ' id="' not in html
    assert '<base href="https://example.org/record/">' in html


def test_compared_pages_open_the_stories_and_mark_no_whole_page(committed_site: Path) -> None:
    add_article(committed_site, "The [ministry](org:moitt) came.\n")
    assert coopnews("report", "HEAD", "--pages", "pages.html", cwd=committed_site).returncode == 0
    html = (committed_site / "pages.html").read_text(encoding="utf-8")
    headings = re.findall(r"<details( open)?>\n<summary><h2>(.*?)</h2>", html)
    states = {path: is_open for is_open, path in headings}
    assert states == {
        "articles/2026/new-story.md": " open",
        "organisations/moitt.md": "",
        "topics/fibre.md": "",
    }
    new_page = html.partition("new-story.md</h2>")[2].partition("</details>")[0]
    assert "This page did not exist." in new_page
    assert 'class="change"' not in new_page


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


def edit(site: Path, path: str, old: str, new: str) -> None:
    """Replace text in a file of a site."""
    text = (site / path).read_text(encoding="utf-8")
    assert old in text
    (site / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def first_section(report: str) -> str:
    """Return what a report says first, after the line that sums it up."""
    return report.partition("## Look at this first\n\n")[2].partition("\n## ")[0]


def test_a_report_says_first_what_a_published_article_says_differently(
    committed_site: Path,
) -> None:
    edit(committed_site, STORY, "Nothing more is known.", "It is 2,400 km long and lies deep.")
    run_git(committed_site, "commit", "-qam", "two")
    edit(committed_site, STORY, "2,400 km", "2,500 km")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert first_section(report).splitlines() == [
        "- **A published story says something else, and no correction is listed:** "
        "Fibre is laid, 1 May 2024 (`articles/2024/fibre-is-laid.md`)",
        "",
        "  | before | after |",
        "  |---|---|",
        "  | It is **2,400** km long and lies deep. | It is **2,500** km long and lies deep. |",
    ]
    correction = "corrections:\n  - {date: 2024-05-06, was: '2,400 km', now: '2,500 km'}\nsummary:"
    edit(committed_site, STORY, "summary:", correction)
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert first_section(report) == ""
    assert "correction of 6 May 2024: “2,400 km” → “2,500 km”" in report


def test_a_new_headline_or_date_is_shown_with_its_name(committed_site: Path) -> None:
    edit(committed_site, STORY, "date: 2024-05-01", "date: 2024-05-02")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "  | date: **1** May 2024 | date: **2** May 2024 |\n" in first_section(report)


def test_a_report_says_first_what_is_withdrawn_and_what_is_scheduled(committed_site: Path) -> None:
    edit(committed_site, STORY, "summary:", "draft: true\nsummary:")
    later = add_article(committed_site, "Words.\n", day="2024-05-06")
    edit(
        committed_site,
        str(later.relative_to(committed_site)),
        "summary:",
        "published: 2025-01-02\nsummary:",
    )
    report = coopnews("report", "HEAD", "--today", "2024-12-01", cwd=committed_site).stdout
    assert first_section(report).splitlines() == [
        "- **Withdrawn:** Fibre is laid, 1 May 2024, which readers have seen, becomes a draft "
        "(`articles/2024/fibre-is-laid.md`)",
        "- **Scheduled:** Fibre comes to Karachi appears on 2 January 2025 "
        "(`articles/2024/new-story.md`)",
    ]
    report = coopnews("report", "HEAD", "--today", "2025-01-02", cwd=committed_site).stdout
    assert "Scheduled" not in report


def test_files_outside_the_content_are_for_a_maintainer(committed_site: Path) -> None:
    edit(committed_site, "mkdocs.yml", "site_name: ", "site_name: My ")
    (committed_site / "docs/about.md").unlink()
    (committed_site / "content/.obsidian").mkdir()
    for path in ("content/.obsidian/app.json", "a`b.py"):
        (committed_site / path).write_text("x", encoding="utf-8")
    run_git(committed_site, "add", "--all")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "Nothing in the content changes · **4 other files**" in report
    assert first_section(report).splitlines() == [
        "- **For a maintainer:** 4 files change that aren't stories, entities or pictures. "
        "Configuration, pages and code can do more than show text:",
        "  - added: ``a`b.py``",
        "  - added: `content/.obsidian/app.json`",
        "  - removed: `docs/about.md`",
        "  - changed: `mkdocs.yml`",
    ]


def test_a_committed_file_is_listed_even_if_the_working_tree_has_it_no_more(
    committed_site: Path,
) -> None:
    """The check of a pull request removes planted caches before it runs anything."""
    (committed_site / "planted").write_text("x", encoding="utf-8")
    run_git(committed_site, "add", "planted")
    run_git(committed_site, "commit", "-qm", "two")
    run_git(committed_site, "rm", "-q", "planted")
    assert "- added: `planted`" in coopnews("report", "HEAD~1", cwd=committed_site).stdout


def test_a_report_lists_pictures(committed_site: Path) -> None:
    picture = committed_site / "content/articles/2024/map.png"
    picture.with_name("new.png").write_bytes(picture.read_bytes())
    picture.write_bytes(picture.read_bytes() + b"\0")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "## Pictures\n\n- Changed: `articles/2024/map.png`\n" in report
    assert "- Added: `articles/2024/new.png`" in report


def test_a_report_shows_the_words_behind_a_status_that_stays_and_each_new_quotation(
    committed_site: Path,
) -> None:
    shown = '[lies in the ground](commitment:nationwide-fibre "done")'
    speaker = "[Umar Saif](person:umar-saif)"
    add_article(committed_site, f"The cable {shown}.\n\n> It works.\n> — {speaker}, in a speech\n")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "commitment changed status" not in report
    assert (
        "  - `nationwide-fibre` is reported as **done**, 6 May 2026, because “lies in the ground”\n"
    ) in report
    assert "  - Umar Saif is quoted: “It works.” (in a speech)\n" in report
    run_git(committed_site, "add", "--all")
    run_git(committed_site, "commit", "-qm", "two")
    add_article(
        committed_site, f"The cable {shown}.\n\n> It works.\n> — {speaker}, in a speech\n\nNews.\n"
    )
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "Changed: **" in report
    assert "is quoted" not in report
    assert "is reported as" not in report


def test_a_source_without_a_title_is_listed_with_its_address(committed_site: Path) -> None:
    edit(committed_site, STORY, "{title: It is done, publisher", "{publisher")
    edit(committed_site, STORY, "https://example.com/done", "https://example.com/new")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    address = "https://example.com/new"
    assert f"[{address}](<{address}>), Daily Example" in report.replace("\\", "")


def test_a_new_entity_is_reported_with_what_it_says_of_itself(committed_site: Path) -> None:
    person = committed_site / "content/people/noor-wali-baig.md"
    person.write_text("---\nname: Noor Wali Baig\n---\n\nRuns a software house.\n", "utf-8")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert (
        "- Added: person **Noor Wali Baig** (`people/noor-wali-baig.md`): Runs a software house.\n"
    ) in report


def test_a_report_shows_what_a_story_says_of_its_new_picture(committed_site: Path) -> None:
    edit(committed_site, STORY, "A map of the cable, credit: The ministry", "A new map")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "  - picture: “A new map”, **no credit**\n" in report
    edit(committed_site, STORY, "A new map", "A new map, credit: Umar")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "  - picture: “A new map”, Umar\n" in report


def test_the_removal_of_the_examples_of_a_new_site_is_one_remark(committed_site: Path) -> None:
    """Nobody has seen them, so nothing is withdrawn and no link breaks."""
    story = add_article(
        committed_site,
        "[Jane Example](person:example-minister) came to [Exampletown](place:example-town).\n\n"
        "> So.\n> \u2014 [Jane Example](person:example-minister), there\n",
        name="example-story",
    )
    examples = {
        "people/example-minister.md": "name: Jane Example",
        "places/example-town.md": "name: Exampletown",
        "organisations/example-ministry.md": "name: Example Ministry",
        "commitments/example-hospital.md": "title: A hospital\nby: [org:example-ministry]",
    }
    paths = [committed_site / "content" / path for path in examples]
    for path, line in zip(paths, examples.values(), strict=True):
        path.write_text(f"---\n{line}\n---\n", encoding="utf-8")
    run_git(committed_site, "add", "--all")
    run_git(committed_site, "commit", "-qm", "two")
    for path in (story, *paths):
        path.unlink()
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert report.splitlines()[2] == (
        "0 commitments changed status · no new problem · the examples are gone"
    )
    assert len(report.split()) < 20
    add_article(committed_site, "[The ministry](org:moitt) came.\n")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "1 story added · 0 commitments changed status · no new problem · the examples" in report
    assert "xample-" not in report.partition("## The pages")[0]


def test_the_examples_of_a_report_are_those_of_a_new_site() -> None:
    paths = (REPOSITORY / "generator/newsroom/site_template/content").rglob("example-*.md")
    assert {path.stem for path in paths} == EXAMPLE_IDS


def test_a_report_of_one_story_with_two_new_names_has_at_most_200_words(
    committed_site: Path,
) -> None:
    add = committed_site / "content"
    (add / "people/maria-silva.md").write_text(
        "---\nname: Maria Silva\n---\n\nShe leads the survey of the ridge.\n", "utf-8"
    )
    (add / "organisations/hydrographic-institute.md").write_text(
        "---\nname: Hydrographic Institute\n---\n\nThe institute that maps the sea bed.\n", "utf-8"
    )
    add_article(
        committed_site,
        "[Maria Silva](person:maria-silva) of the [institute](org:hydrographic-institute) and "
        "[Umar Saif](person:umar-saif) of the [ministry](org:moitt) met in "
        '[Karachi](place:karachi). [Work began](commitment:nationwide-fibre "stalled") on '
        "[chips](topic:chips).\n\n> A map that only one country can read is no map.\n>\n"
        "> \u2014 [Maria Silva](person:maria-silva), in Lisbon\n",
    )
    report = coopnews("report", "HEAD", cwd=committed_site).stdout.partition("## The pages")[0]
    assert len(report.split()) <= 160, report
    assert "  - topics: +fibre +chips (from a link)\n" in report
    assert "quotations:" not in report
    assert "\u2192 **stalled**, because \u201cWork began\u201d\n" in report
    passages = report.partition("## Passages that mention them\n\n")[2].partition("\n")[0]
    assert "Umar Saif +1" in passages
    assert "Maria Silva" not in passages


def test_a_report_says_how_many_quotations_are_gone(committed_site: Path) -> None:
    speaker = "[Umar Saif](person:umar-saif)"
    add_article(committed_site, f"Words.\n\n> It works.\n> \u2014 {speaker}, in a speech\n")
    run_git(committed_site, "add", "--all")
    run_git(committed_site, "commit", "-qm", "two")
    add_article(committed_site, f"Words.\n\n> It broke.\n> \u2014 {speaker}, in a speech\n")
    report = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "  - 1 quotation is gone or changed\n  - Umar Saif is quoted" in report


def in_terminal(site: Path, *options: str) -> str:
    """Return what `coopnews report HEAD` prints in a terminal."""
    program, terminal = pty.openpty()
    words = [sys.executable, "-m", "generator", "report", "HEAD", *options]
    with subprocess.Popen(words, cwd=site, stdout=terminal) as process:
        os.close(terminal)
        printed = b""
        with suppress(OSError):  # the end of what is printed to a terminal
            while data := os.read(program, 1 << 16):
                printed += data
        os.close(program)
    assert process.returncode == 0
    return printed.decode().replace("\r\n", "\n")


def test_in_a_terminal_a_report_ends_before_the_page_diffs_unless_full(
    committed_site: Path,
) -> None:
    add_article(committed_site, "The [ministry](org:moitt) came.\n")
    short, full = (in_terminal(committed_site, *words) for words in ([], ["--full"]))
    piped = coopnews("report", "HEAD", cwd=committed_site).stdout
    assert "<details>" not in short
    assert short.endswith("The pages, before and after: add `--full`, or `--pages pages.html`.\n")
    assert "<details>" in full
    assert piped == full


def test_in_a_terminal_a_report_has_no_escapes_of_markdown(committed_site: Path) -> None:
    path = add_article(committed_site, "The [ministry](org:moitt) came.\n")
    text = path.read_text(encoding="utf-8")
    title = 'title: "[5G] *A* & <b> #1 _x_ `y`"'
    path.write_text(re.sub("^title:.*", title, text, flags=re.MULTILINE), encoding="utf-8")
    assert "**[5G] *A* & <b> #1 _x_ `y`**, 6 May 2026" in in_terminal(committed_site)
    assert r"**\[5G\]" in coopnews("report", "HEAD", cwd=committed_site).stdout


def test_a_summary_is_the_report_without_the_page_diffs(committed_site: Path) -> None:
    add_article(committed_site, "The [ministry](org:moitt) came.\n")
    coopnews("report", "HEAD", "--summary", "s.md", "-o", "r.md", cwd=committed_site)
    summary = (committed_site / "s.md").read_text(encoding="utf-8").rstrip()
    report = (committed_site / "r.md").read_text(encoding="utf-8")
    assert report.startswith(summary)
    assert report.removeprefix(summary).startswith("\n\n## The pages, before and after\n")


def test_a_long_summary_is_cut_off_at_a_line() -> None:
    summary = shorten_summary("A line of words.\n" * MAX_SUMMARY)
    assert MAX_SUMMARY - 20 < len(summary) <= MAX_SUMMARY
    assert summary.endswith("words.\n\nThis summary is cut off: the report has the rest.\n")
    assert shorten_summary("Short.\n") == "Short.\n"


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
