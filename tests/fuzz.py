"""Tests the generator with random texts: `python -m tests.fuzz --minutes 30`.

Each text is made of parts of valid and invalid texts. The generator must soon report problems at
locations in it, or make a valid site without active content. Texts that fail are kept in
`tests/found/`, and the tests try them from then on.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import random
import re
import sqlite3
import time
import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

import markdown as other_markdown

from generator.content.markdown import parse
from generator.content.model import LIST_PAGES
from generator.content.problems import Problem
from generator.content.site import Site
from generator.open_data.sqlite import DATABASE
from generator.output.html import page_html, sanitise
from generator.output.link_check import broken_links as faults_of_site
from generator.output.link_check import merge, read_links
from generator.output.markdown_copy import markdown_copy
from generator.output.page_metadata import head_html
from generator.output.search_documents import search_document
from generator.pages.edition import Edition, make_edition
from generator.pages.page import Page
from tests.support import BASE_FILES, BROKEN, files_beside_pages

HERE = Path(__file__).parent
FOUND = HERE / "found"
SITE = Site("Fuzz", url="https://example.org/")
SECONDS = 2.0
FRONT = (
    "---\ntitle: {title}\ndate: 2024-03-04\nsummary: {summary}\ntopics: [fibre]\nsources:\n"
    "  - {{title: A, publisher: B, url: 'https://example.com/'}}\n---\n\n"
)
PARTS = (
    "|", "| a | b |\n|---|---|\n",
    "[a](person:umar-saif)", "[b](org:moitt)", '[c](commitment:nationwide-fibre "done")',
    "[d](topic:fibre)", "> ", "- ", "\n1. ", "# ", "## ", "### ", "***", "**", "*", "__", "_",
    "`", "```\n", "~~~\n", "~~", "[", "]", "(", ")", "![x](map.png)", "<", ">", "<b>", "</b>",
    "<!--", "-->", "<script>", "</script>", "&", "\n&amp;", "&#8238;", "&lt;", "\\", "\n",
    "\n\n", "\n\n\n", "  \n", "\t", "    ", "---\n", "===\n", "", " a ", " b ", "\n", "-", "-",
    "\n", "[^1]", "\n[^1]: note\n", "[x]: y\n", "\n[r][x]", "<https://a.b>", "<a@b.c>",
    "[j](javascript:alert(1))", "data:text/html,x", "{{ 7*7 }}", "{% raw %}", "${x}", "]]>",
    "=1+1", ";=1+1", '\n" onmouseover="x', "\u2014 [a](person:umar-saif), there", "\u06cc\u06c1",
    "\u4e2d\u6587", "\u200c", "\u200f", "\u202e", "\x00", "\x1b[31m", "\nhttp://", "mailto:",
    "../", ".md", "#p-1", "a", "word ", "Words and more words. ", "'", '"', ":", ": ", ", ",
    "%", "%0A", "::error::", "\r\n", "\ufeff", "\n\n      ", "\n> > ", "[e](broken.md#a)",
    "\n## a\n", "\n## a-1\n", "a\nb\n---\n", "\\\\", "\\<", "[^a]", "\n\n[^a]: [b](org:moitt)\n\n",
    "[![a](map.png)](https://a.b/)", "&quot;", "&#96;", "&#x5b;", "\n  ", "\n   ", "+ ", "\n\n1) ",
    "[x][]", '\n[x]: person:umar-saif "t"\n', "[f](../../topics/fibre.md)", "\xa0", "\u3000", "+",
    "commitment:nationwide-fibre", "@", "\n- [ ] ", "!", "\n[x]: <https://a.b/> 'c'\n", "\n<",
)  # fmt: skip
"""What texts are made of: each sign that means something to somebody."""

VALUES = (
    "T", "NO", "010", "1.10", "2024-03-04", "2024-03-05T10:00:00+05:00", "2024", "ur", "true", "~",
    "[a, b]", "[fibre]", "|\n  a\n  ---\n  b", ">-\n  a\n  b", "'a'", '"a\\u202e"', "&x a",
    "{a: b}", "*x", "!!str a", "", "# a", "[", "{", "- a", "\n  - a", "map.png",
    "https://example.com/",
    "[{date: 2024-03-05, was: '=a', now: '<b>'}]", "{src: map.png, alt: '*a* <b>', credit: '@x'}",
    "[articles/2023/old]", "[{title: '=a', publisher: '<b>', url: 'https://example.com/?a=1&b=2'}]",
    "{ur: \u06cc\u06c1, zh: '=\u4e2d'}", "[org:moitt]", "[person:umar-saif]", "{website: 'https://a.b'}",
    "[{title: '-b', organisation: moitt, from: 2023}]", "'</script><script>alert(1)</script>'",
)  # fmt: skip
KEYS = (
    "title date summary topics sources byline updated corrections aliases lang rights image draft "
    "name names roles links by to due former_ids"
).split()
"""What front matter is made of."""
PLACES = (
    BROKEN,
    BROKEN,
    BROKEN,
    BROKEN,
    *(path for path in BASE_FILES if path.endswith(".md")),
)

_ACTIVE = re.compile(
    r"<(?:script|iframe|object|embed|style|base|form|meta|link)\b|"
    r'<[^>"]*(?:"[^"]*"[^>"]*)*\son\w+=|'
    r'(?:href|src)="\s*(?:javascript|data|vbscript|file|blob):',
    re.IGNORECASE,
)
_OURS = re.compile(r'<span id="[^"<>&]*"></span>')
_STEERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")


def text(chance: random.Random, seeds: list[str]) -> str:
    """A text for a file."""
    parts = [chance.choice(PARTS) for _ in range(chance.choice((3, 12, 60, 400)))]
    body = "".join(parts)
    kind = chance.random()
    if kind < 0.4:
        seed = chance.choice(seeds)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(seed) + 1)
            seed = seed[:at] + chance.choice(PARTS) + seed[at + chance.choice((0, 0, 1, 9)) :]
        return seed if chance.random() < 0.5 else f"{seed}\n\n{body}"
    if kind < 0.55:
        return f"---\n{_front(chance)}---\n\n{body}"
    words = [chance.choice(PARTS).replace("\n", " ") for _ in range(2)]
    quoted = ["'" + word.replace("'", "''") + " t'" for word in words]
    return FRONT.format(title=quoted[0], summary=quoted[1]) + body


def _front(chance: random.Random) -> str:
    """Front matter that is nearly right."""
    lines = FRONT.format(title="T", summary="'=S'").splitlines()[1:-2]
    more = [f"{chance.choice(KEYS)}: {chance.choice(VALUES)}" for _ in range(chance.randint(1, 5))]
    if chance.random() < 0.3:
        lines = lines[: chance.randrange(len(lines))]
    return "\n".join([*lines, *more, ""])


def faults(data: bytes, path: str = BROKEN) -> Iterator[str]:
    """What is wrong with how a file of these bytes is answered."""
    began = time.process_time()
    texts = {**BASE_FILES, path: data}
    made = make_edition(texts, SITE)
    if time.process_time() - began > SECONDS:
        yield f"it took more than {SECONDS} s"
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines[0] = lines[0].removeprefix("\ufeff")
    yield from (f"no such place: {one}" for one in made.problems if not _is_in(lines, path, one))
    if made.can_be_published:
        yield from _faults_of_site(made)
        yield from _faults_elsewhere(made)
    else:  # in a preview it is shown all the same
        for page in make_edition(texts, SITE, preview=True).pages:
            if _ACTIVE.search(page_html(page, SITE)):
                yield f"{page.path}: active content in the preview"


def _is_in(lines: list[str], path: str, problem: Problem) -> bool:
    location = problem.location
    if location.file != f"content/{path}":
        return (location.line, location.column) >= (1, 1)
    return (
        1 <= location.line <= len(lines)
        and 1 <= location.column <= len(lines[location.line - 1]) + 1
    )


def _faults_of_page(page: Page, html: str) -> Iterator[str]:
    if _ACTIVE.search(html):
        yield f"{page.path}: active content"
    if sanitise()(html).replace("&nbsp;", "\xa0") != html.replace("&nbsp;", "\xa0"):
        yield f"{page.path}: the sanitiser would change it"
    if _STEERS.search(html):
        yield f"{page.path}: a hidden character"


def _faults_of_site(made: Edition) -> Iterator[str]:
    """What is wrong with the finished pages, each by itself and all together."""
    proofs = []
    for page in made.pages:
        html, file = page_html(page, SITE, made.sizes), SITE.file(page.path)
        yield from _faults_of_page(page, html)
        proofs.append(read_links(file, html, html))
        if said := re.search("ld.json[^>]*>(.*?)</script>", head_html(page, SITE), re.S):
            json.loads(said[1])
        if entry := page.search:
            fed = search_document(page.title, entry)
            yield from read_links(file, fed, fed).problems
    files = {one.file for one in proofs} | {*made.sizes}
    for file, _ in {lead for one in proofs for lead in one.targets}:
        if file.endswith(("feed.xml", "rss.xml", ".json", ".jsonld", ".csv", ".opml", ".sqlite3")):
            files.add(file)
    yield from faults_of_site([merge(proofs)], files, [SITE.file(path) for path in LIST_PAGES])


def _faults_elsewhere(made: Edition) -> Iterator[str]:
    """What is wrong with the feeds, the data, and the texts that other engines read."""
    files = files_beside_pages(made, SITE)
    database = files.pop(DATABASE)
    copies = {page.path: markdown_copy(page, SITE) for page in made.pages if page.has_copy}
    for path, told in (files | copies).items():
        assert isinstance(told, str)
        if path.endswith((".xml", ".opml")):
            ElementTree.fromstring(told)
        if path.endswith((".json", ".jsonld")):
            json.loads(told)
        if path.endswith(".md"):
            text = told.partition("\n---\n")[2]
            yield from (f"{path}: {fault}" for fault in _faults_of_markdown(text))
        if path.endswith(".csv"):
            rows = csv.reader(io.StringIO(told))
            cells = (part for row in rows for cell in row for part in cell.split(";"))
            yield from (f"{path}: {cell}" for cell in cells if cell[:1] in set("=+-@\t\r"))
        if _STEERS.search(told):
            yield f"{path}: a hidden character"
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(database)
        if (found := connection.execute("PRAGMA integrity_check").fetchone()) != ("ok",):
            yield f"the database: {found}"
    for key, text_of in made.index.texts.items():
        yield from (f"{key.path}: {fault}" for fault in _faults_of_markdown(text_of.markdown))


def _faults_of_markdown(text: str) -> Iterator[str]:
    """Other engines must find no HTML in it but ours, nor a link that we would refuse."""
    if len(text) > 5_000:  # some of them take their time
        return
    extensions = ["footnotes", "md_in_html", "pymdownx.tilde", "tables", "toc", "fenced_code"]
    if _ACTIVE.search(other_markdown.markdown(text, extensions=extensions)):
        yield "active content under Python-Markdown"
    for link in parse(text).links:
        if re.match(r"(?:javascript|data|person|org|topic|place|commitment):", link.target):
            yield f"a link has become another: {link.target}"


def fault_of(data: bytes, path: str = BROKEN) -> str:
    """The first fault, or what was raised; empty when all is well."""
    try:
        return next(faults(data, path), "")
    except Exception:
        return traceback.format_exc()


def seeds_of_all() -> list[str]:
    """Every text that the tests have, good and bad."""
    from tests.checks.hostile_cases import CASES  # noqa: PLC0415 - only this run needs them

    stories = [path.read_text("utf-8") for path in (HERE / "example/content").rglob("*.md")]
    fixtures = [path.read_text("utf-8") for path in (HERE / "checks/problems").glob("*.txt")]
    broken = [text for one in fixtures for text in re.split(r"(?m)^===== .+\n", one)[1:]]
    hostile = [data.decode("utf-8", "replace") for data, _ in CASES.values() if len(data) < 9_000]
    return sorted(stories + broken + hostile)


def spoilt(chance: random.Random, data: bytes) -> bytes:
    """Now and then, bytes that are no text."""
    if chance.random() < 0.05 and data:
        at = chance.randrange(len(data))
        data = data[:at] + chance.randbytes(chance.randint(1, 4)) + data[at + 1 :]
    return data


def try_texts(seed: int, minutes: float) -> tuple[int, list[str]]:
    """Tries texts for some minutes; returns how many, and what was wrong with each that failed.

    What fails is kept in `tests/found/`.
    """
    chance, until, count, failures = random.Random(seed), time.monotonic() + 60 * minutes, 0, []
    seeds = seeds_of_all()
    while time.monotonic() < until:
        data = spoilt(chance, text(chance, seeds).encode("utf-8", "surrogatepass"))
        path = chance.choice(PLACES)
        count += 1
        if fault := fault_of(data, path):
            FOUND.mkdir(exist_ok=True)
            name = hashlib.sha256(data).hexdigest()[:12]
            (FOUND / f"{name}.md").write_bytes(data)
            failures.append(f"{name} as {path}: {fault}")
            print(f"{failures[-1]}\n", flush=True)
    return count, failures


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=1.0)
    asked.add_argument("--seed", type=int, default=None)
    given = asked.parse_args()
    seed = given.seed if given.seed is not None else random.randrange(1 << 32)
    count, failures = try_texts(seed, given.minutes)
    print(f"seed {seed}: {count} texts, {len(failures)} answered wrongly")


if __name__ == "__main__":
    main()
