"""What several tests share: the example site, commands that run in it, and texts to check."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import struct
import subprocess
import time
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zlib import crc32

from msgspec.structs import replace

from generator.content.keys import FOLDERS
from generator.content.model import LIST_PAGES
from generator.content.site import Site
from generator.open_data.tables import tables
from generator.output.registry import RenderedFragments, SiteRenderer, file_outputs, joined_outputs
from generator.pages.edition import Edition, make_edition
from generator.system.file_tree import read_tree
from tests.commands import coopnews, run  # noqa: F401 - tests import both from here

EXAMPLE = Path(__file__).parent / "example"
TRANSLATIONS = Path(__file__).parent / "translations"
"""Files that give the example site editions in Urdu and Chinese."""
REPOSITORY = Path(__file__).parent.parent
OWN_ADDRESS = "https://example.org/record/"
"""The address of our own site in tests."""
STORY = "content/articles/2024/fibre-is-laid.md"
"""An article of the example site, in which other files are mentioned."""


def copy_example(folder: Path) -> Path:
    """Copy the example site into a folder, without what commands may have made in it."""
    site = folder / "site-source"
    shutil.copytree(EXAMPLE, site, ignore=shutil.ignore_patterns("expected", "site", ".cache"))
    return site


def copy_own_site(site: Path) -> None:
    """Copy the source of our own site into a folder, with an address below a path."""
    for folder in ("content", "docs"):
        shutil.copytree(REPOSITORY / folder, site / folder, dirs_exist_ok=True)
    settings = (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8")
    moved = re.sub("(?m)^site_url: .*$", f"site_url: {OWN_ADDRESS}", settings)
    (site / "mkdocs.yml").write_text(moved, encoding="utf-8")


def add_translations(site: Path) -> None:
    """Give a copy of the example site editions in Urdu and Chinese."""
    shutil.copytree(TRANSLATIONS, site, dirs_exist_ok=True)
    edit_file(
        "mkdocs.yml",
        "[cooperation-news]",
        "[cooperation-news: {languages: [en, ur: {site_name: نمونہ}, zh]}]",
    )(site)
    for language in ("ur", "zh"):
        files = sorted((site / "content" / language).rglob("*.md"))
        names = (str(path.relative_to(site)) for path in files)
        done = coopnews("translate", "-q", "--update", language, *names, cwd=site)
        assert done.returncode == 0, done.stderr


def original_texts(site: Path) -> dict[str, bytes]:
    """Return the content of a site without its translations, by path."""
    texts = read_tree(site / "content", "content").texts
    return {path: data for path, data in texts.items() if path.partition("/")[0] in FOLDERS}


def edition_content(edition: Edition) -> object:
    """Return everything in an edition that two equal editions share."""
    pages = [
        (page.path, page.kind, page.title, page.text, page.schema, page.search)
        for page in edition.pages
    ]
    rows = [list(table.rows()) for table in tables(edition.index, edition.site)]
    return (
        pages,
        rows,
        edition.problems,
        edition.index.entities,
        dict(edition.index.texts),
        edition.index.lists,
        edition.sizes,
        edition.analyses,
        edition.context,
        edition.valid,
    )


def build_site(site: Path, *options: str) -> str:
    """Build the site without search and social cards, and return what is printed at the end."""
    done = coopnews("build", "--no-search", "--no-pictures", *options, cwd=site)
    done.check_returncode()
    return done.stdout


def wait_for_clocks() -> None:
    """Wait until a build can tell by their times that the files written so far don't change.

    Clocks of disks are coarse: of a file written just before, a build keeps a digest instead.
    """
    time.sleep(0.11)


def read_files(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its relative path."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def read_reproducible_files(folder: Path) -> dict[str, bytes]:
    """Return every file of a site except those that Pagefind writes in random order."""
    random_order = re.compile(r"(\w+/)?pagefind/(filter/.*|pagefind-entry\.json|.*\.pf_meta)")
    files = read_files(folder)
    return {path: data for path, data in files.items() if not random_order.fullmatch(path)}


def folder_digest(folder: Path) -> str:
    """Return a digest of every file below a folder; empty when there is no such folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest() if folder.is_dir() else ""


def edit_file(path: str, old: str, new: str) -> Callable[[Path], None]:
    """Return a function that replaces `old` with `new` in a file of a site."""

    def edit(site: Path) -> None:
        text = (site / path).read_text(encoding="utf-8")
        assert old in text
        (site / path).write_text(text.replace(old, new), encoding="utf-8")

    return edit


def append_to_story(site: Path, text: str) -> None:
    """Add a paragraph to `STORY`."""
    path = site / STORY
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")


def run_git(folder: Path, *words: str) -> None:
    """Run git as a test user, without the settings of this machine's user."""
    user = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "HOME": str(folder)}
    user |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b"}
    subprocess.run(["git", *words], cwd=folder, check=True, env={**os.environ, **user})


ARTICLE_FRONT_MATTER = """\
---
title: Fibre comes to Karachi
date: 2024-03-04
summary: The ministry began to lay fibre in Karachi.
topics: [fibre]
sources:
  - {title: Fibre in Karachi, publisher: The Example Times, url: 'https://example.com/karachi'}
---

"""
"""The front matter of a valid article, in a site with the topic `fibre`."""


DRAFT = f"{ARTICLE_FRONT_MATTER}Words and [fibre](topic:fibre).\n".replace(
    "topics:", "draft: true\ntopics:"
)
"""A draft of 2024."""


def add_article(site: Path, body: str, name: str = "new-story", day: str = "2026-05-06") -> Path:
    """Write a new article into a site, and return its path."""
    path = site / f"content/articles/{day[:4]}/{name}.md"
    path.parent.mkdir(exist_ok=True)
    front_matter = ARTICLE_FRONT_MATTER.replace("2024-03-04", day)
    front_matter = front_matter.replace("The ministry began to lay fibre", "Crews came")
    path.write_text(front_matter + body, encoding="utf-8")
    return path


PROBLEM_FIXTURES = Path(__file__).parent / "checks" / "problems"
"""For each problem code, a broken file and what the checker reports about it."""
TODAY = date(2024, 11, 27)
"""The day of the checks in tests."""
BROKEN = "articles/2024/broken.md"
"""The path of the article that a test breaks."""

ARTICLE = (
    f"{ARTICLE_FRONT_MATTER}[Umar Saif](person:umar-saif) of the [ministry](org:moitt) "
    "was in [Karachi](place:karachi).\n"
)
BASE_FILES = {
    "people/umar-saif.md": b"---\nname: Umar Saif\n---\n",
    "organisations/moitt.md": b"---\nname: Ministry of IT and Telecom\n---\n",
    "places/karachi.md": b"---\nname: Karachi\n---\n",
    "topics/fibre.md": b"---\ntitle: Fibre\n---\n",
    "commitments/nationwide-fibre.md": b"---\ntitle: Fibre nationwide\nby: [org:moitt]\n---\n",
    "articles/2024/map.png": (
        Path(__file__).parent / "example/content/articles/2024/map.png"
    ).read_bytes(),
}
"""One entity of each kind, and an image."""
VALID_FILES = {**BASE_FILES, "articles/2024/good-story.md": ARTICLE.encode()}
"""A site without problems."""
VALID_PNG = BASE_FILES["articles/2024/map.png"]
SOURCE_YAML = "- {title: A, publisher: B, url: 'https://example.com/'}"
"""A source in the front matter of `ARTICLE_HEAD`."""
ARTICLE_HEAD = (
    "---\ntitle: T\ndate: 2024-03-04\nsummary: S\ntopics: [fibre]\nsources:\n"
    f"  {SOURCE_YAML}\n"
)  # fmt: skip
"""Front matter without its end; more keys begin on line 8."""
BLANK_VALUES = [
    "",
    " ",
    "\xa0",
    "\u3000",
    "\u2800",
    "\u2800\u2800",
    "\u3164",
    "\u0301",
    "\U0001d159",
]
"""Values that consist of spaces, marks and invisible characters."""

MARKDOWN_PIECES = [
    *('[“q”](person:a "said")', '[b](commitment:c "done 2024-05")'),
    *("[a](person:a)", '[b](commitment:c "done")', "[r]: org:x\n", "[r]", "![x](y.png)"),
    *("> ", "— [A](person:a)", "- ", "1. ", "# ", "---\n", "===\n", "| a | b |\n|-|-|\n"),
    *("[^1]", "[^1]: ", "`", "```\n", "<b>", "<div>\n", "&amp;", "\\", "*", "_", "~~"),
    *("\n", "\n\n", "    ", "\t", "é", "\u200f", "光"),
]
"""Parts of random texts: every kind of Markdown syntax."""
SMALL_HEAD = (
    "---\ntitle: T\ndate: 2024-01-02\nsummary: S\ntopics: [t]\nsources:\n"
    "  - {title: a, publisher: b, url: 'https://example.com/'}\n---\n"
)
"""Front matter of an article in `SMALL_SITE`."""
SMALL_SITE = {
    "topics/t.md": b"---\ntitle: T\n---\n",
    "people/a.md": b"---\nname: A\n---\n",
    "organisations/x.md": b"---\nname: X\n---\n",
    "commitments/c.md": b"---\ntitle: C\nby: [org:x]\n---\n",
}


def edition_of(
    files: dict[str, bytes], today: date | None = TODAY, preview: bool = False
) -> Edition:
    """Return the edition of a valid site with these files added.

    The site has an edition in Urdu if there are files for it.
    """
    site, languages = Site("Test", today=today), ("en", "ur")
    if any(path.startswith("ur/") for path in files):
        site = replace(site, languages=languages)
    return make_edition(
        {**VALID_FILES, **files},
        site,
        preview=preview,
        translated_sites=[site.in_language(language) for language in site.translated_languages],
    )


def with_front_matter(more: str) -> bytes:
    """Return an article with more front matter, from line 8 on."""
    return f"{ARTICLE_HEAD}{more}\n---\n\nWords.\n".encode()


def with_body(body: str) -> bytes:
    """Return an article with this text, from line 10 on."""
    return f"{ARTICLE_HEAD}---\n\n{body}\n".encode()


def dated_article(day: date, state: str = "") -> dict[str, bytes]:
    """Return an article of a day, which may show a commitment in a state."""
    words = f'[It was](commitment:nationwide-fibre "{state}").' if state else "It was so."
    path = f"articles/{day.year}/dated.md"
    return {path: f"{ARTICLE.replace('2024-03-04', str(day))}\n{words}\n".encode()}


def report_of(edition: Edition) -> str:
    """Return the problems of an edition as `coopnews check` prints them."""
    return "\n".join(str(problem) for problem in edition.problems)


LINE_AFTER_ARTICLE = ARTICLE.count("\n") + 1
"""The line number after the last line of `ARTICLE`."""


def problems_after(text: str) -> list[tuple[int, str]]:
    """Return the line and code of each problem when `text` follows `ARTICLE`."""
    problems = edition_of({BROKEN: (ARTICLE + text).encode()}).problems
    return [(problem.location.line, problem.code) for problem in problems]


def tracked_files() -> list[Path]:
    """Return the files of this repository that git tracks."""
    words = ["git", "ls-files", "-z"]
    result = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return [REPOSITORY / name for name in result.stdout.split("\0") if name]


def png(width: int, height: int) -> bytes:
    """Return a PNG of one grey."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress((b"\0" + b"\x80" * width) * height)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def renderer_of(edition: Edition, site: Site) -> SiteRenderer:
    """Return what renders the outputs of an edition that need no layout."""
    renderer = SiteRenderer(
        index=edition.index,
        site=replace(site, today=None),
        sizes=edition.sizes,
        listed=frozenset(LIST_PAGES),
    )
    return replace(renderer, fragments=RenderedFragments(renderer))


def files_beside_pages(edition: Edition, site: Site) -> dict[str, str | bytes]:
    """Return the feeds, the data and the other files of a site that aren't pages, by path."""
    renderer = renderer_of(edition, site)
    outputs = (*file_outputs(renderer), *joined_outputs(renderer))
    files: dict[str, str | bytes] = {}
    for output in outputs:
        files |= output.render(renderer).files
    return files


def text_files(edition: Edition, site: Site, start: str) -> dict[str, str]:
    """Return those of them that are text and whose path begins with `start`."""
    files = files_beside_pages(edition, site).items()
    return {path: text for path, text in files if path.startswith(start) and isinstance(text, str)}
