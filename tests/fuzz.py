"""Throws texts at the generator that nobody wrote: `python -m tests.fuzz --minutes 30`.

Each is made of parts of good and bad texts, cut, doubled and mixed. It must be answered, soon, by
problems that have a place in it, or by pages that are well-formed. What fails is kept in
`tests/found/`, and tried by the tests from then on.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from generator.data import data_files
from generator.edition import Edition, edition
from generator.feeds import feed_files
from generator.html import page_html
from generator.press import Press
from generator.proof import unended
from generator.site import Site

HERE = Path(__file__).parent
FOUND = HERE / "found"
PATH = "articles/2024/broken.md"
SITE = Site("Fuzz", url="https://example.org/")
SECONDS = 2.0
BASE = {
    "people/umar-saif.md": b"---\nname: Umar Saif\n---\n",
    "organisations/moitt.md": b"---\nname: Ministry of IT and Telecom\n---\n",
    "places/karachi.md": b"---\nname: Karachi\n---\n",
    "topics/fibre.md": b"---\ntitle: Fibre\n---\n",
    "commitments/nationwide-fibre.md": b"---\ntitle: Fibre nationwide\nby: [org:moitt]\n---\n",
}
FRONT = (
    "---\ntitle: {title}\ndate: 2024-03-04\nsummary: {summary}\ntopics: [fibre]\nsources:\n"
    "  - {{title: A, publisher: B, url: 'https://example.com/'}}\n---\n\n"
)
PARTS = (
    "|", "| a | b |\n|---|---|\n",
    "[a](person:umar-saif)", "[b](org:moitt)", '[c](commitment:nationwide-fibre "done")',
    "[d](topic:fibre)", "> ", "- ", "\n1. ", "# ", "## ", "### ", "***", "**", "*", "__", "_",
    "`", "```\n", "~~~\n", "~~", "[", "]", "(", ")", "![x](y.png)", "<", ">", "<b>", "</b>",
    "<!--", "-->", "<script>", "</script>", "&", "\n&amp;", "&#8238;", "&lt;", "\\", "\n",
    "\n\n", "\n\n\n", "  \n", "\t", "    ", "---\n", "===\n", "", " a ", " b ", "\n", "-", "-",
    "\n", "[^1]", "[^1]: note\n", "[x]: y\n", "\n[r][x]", "<https://a.b>", "<a@b.c>",
    "javascript:alert(1)", "data:text/html,x", "{{ 7*7 }}", "{% raw %}", "${x}", "]]>", "=1+1",
    '\n" onmouseover="x', "\u2014 [a](person:umar-saif), there", "\u06cc\u06c1",
    "\u4e2d\u6587", "\u200c", "\u200f", "\u202e", "\x00", "\x1b[31m", "\nhttp://", "mailto:",
    "../", ".md", "#p-1", "a", "word ", "Words and more words. ", "'", '"', ":", ": ", ", ",
    "%", "%0A", "::error::", "\r\n", "\ufeff",
)  # fmt: skip
"""What texts are made of: each sign that means something to somebody."""


_ACTIVE = re.compile(
    r"<(?:script|iframe|object|embed|style|base|form|meta|link)\b|"
    r'<[^>"]*(?:"[^"]*"[^>"]*)*\son\w+=|'
    r'(?:href|src)="\s*(?:javascript|data|vbscript|file|blob):',
    re.IGNORECASE,
)


def text(chance: random.Random, seeds: list[str]) -> str:
    """A text for a story's file."""
    parts = [chance.choice(PARTS) for _ in range(chance.choice((3, 12, 60, 400)))]
    body = "".join(parts)
    if chance.random() < 0.5:
        seed = chance.choice(seeds)
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(seed) + 1)
            seed = seed[:at] + chance.choice(PARTS) + seed[at + chance.choice((0, 0, 1, 9)) :]
        return seed if chance.random() < 0.5 else f"{seed}\n\n{body}"
    words = [chance.choice(PARTS).replace("\n", " ") for _ in range(2)]
    quoted = ["'" + word.replace("'", "''") + " t'" for word in words]
    return FRONT.format(title=quoted[0], summary=quoted[1]) + body


def faults(data: bytes) -> Iterator[str]:
    """What is wrong with how a story of these bytes is answered."""
    began = time.monotonic()
    texts = {**BASE, PATH: data}
    made = edition(texts, SITE)
    if time.monotonic() - began > SECONDS:
        yield f"it took more than {SECONDS} s"
    lines = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in made.problems:
        spot = problem.spot
        if not 1 <= spot.line <= len(lines) + 1 or spot.column < 1:
            yield f"no such place: {problem}"
    if made.can_be_published:
        yield from _faults_of_pages(made)
        _tell(made)
    else:  # in a preview it is shown all the same
        yield from _faults_of_pages(edition(texts, SITE, preview=True))


def _faults_of_pages(made: Edition) -> Iterator[str]:
    for page in made.pages:
        html = page_html(page, SITE)
        yield from (f"{page.path}: {fault}" for fault in unended(html))
        if _ACTIVE.search(html):
            yield f"{page.path}: active content"
        _ = page.schema, page.search


def _tell(made: Edition) -> None:
    """Makes the feeds and the data. Raises what goes wrong with them."""
    press = Press(made.index, made.data, made.sizes, SITE, {}, frozenset())
    for path, made_text in feed_files(made.index, SITE, press.retell):
        if path.endswith(".xml"):
            ElementTree.fromstring(made_text)
    for _ in data_files(made.data, SITE):
        pass


def fault_of(data: bytes) -> str:
    """The first fault, or what was raised; empty when all is well."""
    try:
        return next(faults(data), "")
    except Exception:
        return traceback.format_exc()


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--minutes", type=float, default=1.0)
    asked.add_argument("--seed", type=int, default=None)
    given = asked.parse_args()
    seed = given.seed if given.seed is not None else random.randrange(1 << 32)
    chance, until, count, kept = random.Random(seed), time.monotonic() + 60 * given.minutes, 0, 0
    stories = (HERE / "example/content/articles").rglob("*.md")
    seeds = [path.read_text(encoding="utf-8") for path in stories]
    while time.monotonic() < until:
        data = text(chance, seeds).encode("utf-8", "surrogatepass")
        count += 1
        if fault := fault_of(data):
            kept += 1
            FOUND.mkdir(exist_ok=True)
            name = hashlib.sha256(data).hexdigest()[:12]
            (FOUND / f"{name}.md").write_bytes(data)
            print(f"{name}: {fault}\n", flush=True)
    print(f"seed {seed}: {count} texts, {kept} answered wrongly")


if __name__ == "__main__":
    main()
