"""Words that are commands elsewhere stay plain words in every output."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from generator.output.search_documents import fold, search_document
from generator.pages.edition import make_edition
from tests import fuzz
from tests.support import EXAMPLE, VALID_PNG, coopnews

PAYLOADS = (
    *("{{ 7*7 }}", "{% raw %}", "${x}", "{#x#}", "[[x]]", "<% x %>"),
    "</script><script>alert(1)</script>",
    "]]>",
    "--><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onmouseover='alert(1)",
    "=cmd|' /C calc'!A0",
    *("+1", "-1", "@SUM(1)", "＝1+1"),
    "::error::x%0A",
    "*_`~|^\\#",
    "[a](javascript:alert(1))",
    "<!--coopnews-slot-content-->",
    "1. &lt;b&gt; &amp;amp;",
    "\\u001b[31m",
)
"""Words that are commands for other programs."""


def payload_files(at: int, payload: str) -> dict[str, str]:
    """Return a file of each kind with the payload in every field and in the text."""
    value = json.dumps(payload, ensure_ascii=False)
    names = f"names: {{ur: {value}, zh: {value}}}\naliases: [{value}]\nlinks: {{wikidata: Q1}}\n"
    words = re.sub(r"([\\`*_{}\[\]()#+.!|~&-])", r"\\\1", payload).replace("<", "&lt;")
    code = payload.replace("<", "< ").replace("](", "] (")
    return {
        f"people/p{at}.md": f"---\nname: {value}\n{names}"
        f"roles:\n  - {{title: {value}, organisation: o{at}, from: 2020}}\n---\n({words})\n",
        f"organisations/o{at}.md": f"---\nname: {value}\n{names}---\n({words})\n",
        f"places/l{at}.md": f"---\nname: {value}\n{names}---\n({words})\n",
        f"topics/t{at}.md": f"---\ntitle: {value}\n{names}---\n({words})\n",
        f"commitments/c{at}.md": f"---\ntitle: {value}\n{names}by: [org:o{at}]\n"
        f"to: [person:p{at}]\ntopics: [t{at}]\ndue: 2030\n---\n({words})\n",
        f"articles/2024/a{at}.md": f"---\ntitle: {value}\ndate: 2024-03-{at + 1:02}\n"
        f"summary: {value}\ntopics: [t{at}]\nsources:\n  - title: {value}\n    publisher: {value}\n"
        f"    url: https://example.com/?a=1&b='()*\n    lang: ur\nbyline: [{value}]\ncorrections:\n"
        f"  - {{date: 2024-03-30, was: {value}, now: {value}, note: {value}}}\n"
        f"image: {{src: map.png, alt: {value}, credit: {value}}}\n---\n\n"
        f'({words}) [{words}](person:p{at}) [x](place:l{at}) [{words}](commitment:c{at} "done")\n'
        f"\n> ({words})\n>\n> \u2014 [{words}](person:p{at}), ({words})\n\n## ({words})\n\n"
        f"```\n{code}\n```\n",
    }


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return all text files of a site of payloads and of its export, by path."""
    folder = tmp_path_factory.mktemp("payloads")
    settings = (EXAMPLE / "mkdocs.yml").read_text(encoding="utf-8")
    files = {"mkdocs.yml": settings.split("nav:")[0], "docs/about.md": "# About\n"}
    for at, payload in enumerate(PAYLOADS):
        files |= {f"content/{path}": text for path, text in payload_files(at, payload).items()}
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "content/articles/2024/map.png").write_bytes(VALID_PNG)
    for words in (("build", "--no-search", "--no-pictures"), ("export", "exported")):
        result = coopnews(*words, cwd=folder)
        assert result.returncode == 0, result.stderr
    paths = [*folder.glob("site/**/*.*"), *folder.glob("exported/**/*.*")]
    texts = (
        path for path in paths if path.suffix not in {".png", ".ico", ".woff2", ".gz", ".sqlite3"}
    )
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in texts
        if path.is_file()
    }


def files_with(outputs: dict[str, str], *endings: str) -> Iterator[tuple[str, str]]:
    files = [(path, text) for path, text in outputs.items() if path.endswith(endings)]
    assert files
    yield from files


class ParsedPage(HTMLParser):
    """The tags, text and unexpected markup that Python's own parser finds in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.errors: list[object] = []
        self.data: list[str] = []
        self.heading = ""
        self._in = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        is_data = attributes.get("type") == "application/ld+json"
        if tag == "script" and not is_data and "assets/" not in (attributes.get("src") or ""):
            self.errors.append((tag, attributes))
        self.tags.add(tag)
        self._in = "data" if is_data else tag if tag == "h1" else self._in
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                self.errors.append((tag, name))
            if re.match(r"[\s\x00-\x20]*(?:javascript|data|vbscript)\s*:", value or "", re.I):
                self.errors.append((tag, name, value))

    def handle_data(self, data: str) -> None:
        if self._in == "data":
            self.data.append(data)
        if self._in == "h1":
            self.heading += data

    def handle_endtag(self, tag: str) -> None:
        self._in = "" if tag in ("script", "h1") else self._in


KNOWN_TAGS = frozenset(
    "a article aside blockquote body br button code del details dialog div em footer form h1 h2 h3 "
    "h4 head header hr html img input kbd label li line link main mark meta nav ol p path pre rect "
    "script search section span strong summary sup svg table tbody td th thead time title tr ul"
    .split()
)  # fmt: skip


@pytest.mark.xdist_group("payloads")
class TestPayloads:
    """The outputs of a site whose every value is a payload."""

    def test_pages(self, outputs: dict[str, str]) -> None:
        for path, page in files_with(outputs, ".html"):
            parsed = ParsedPage(page)
            assert parsed.errors == [], path
            assert parsed.tags <= KNOWN_TAGS, path
            assert [json.loads(data) for data in parsed.data] or "site/articles" not in path

    def test_headings_show_payloads_unchanged(self, outputs: dict[str, str]) -> None:
        for at, payload in enumerate(PAYLOADS):
            for path in (f"articles/2024/a{at}", f"people/p{at}", f"commitments/c{at}"):
                assert ParsedPage(outputs[f"site/{path}/index.html"]).heading.strip() == payload

    def test_feeds_and_maps(self, outputs: dict[str, str]) -> None:
        for _, text in files_with(outputs, ".xml", ".opml"):
            for node in ElementTree.fromstring(text).iter():
                if node.tag.endswith(("}content", "}encoded", "description")):
                    assert ParsedPage(node.text or "").errors == []

    def test_json(self, outputs: dict[str, str]) -> None:
        for path, text in files_with(outputs, ".json", ".webmanifest"):
            data: Any = json.loads(text)
            for item in data["items"] if path.endswith("feed.json") else ():
                assert ParsedPage(item["content_html"]).errors == []

    def test_csv(self, outputs: dict[str, str]) -> None:
        for path, text in files_with(outputs, ".csv"):
            rows = list(csv.reader(io.StringIO(text)))
            assert len({len(row) for row in rows}) == 1, path
            begin = {cell[:1] for row in rows for cell in row}
            assert not begin & set("=+-@\t\r＝＋－＠"), path

    def test_no_output_has_control_characters(self, outputs: dict[str, str]) -> None:
        control = re.compile(
            "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]"
        )
        for path, text in outputs.items():
            if not path.startswith("site/assets/"):
                assert not control.search(text), path

    def test_the_export_has_only_known_html(self, outputs: dict[str, str]) -> None:
        """Other engines may read more HTML in Markdown than ours."""
        ours = r"</?(?:div|span|svg|rect|line|time|mark|details|summary)\b|<https?:|<map\.png>"
        for path, text in files_with(outputs, ".md"):
            _, _, body = text.partition("\n---\n")
            assert not re.search(rf"(?!{ours})<[A-Za-z/!?]", body), path


def test_search_documents_have_no_active_markup(tmp_path: Path) -> None:
    """They hold words and a few harmless tags."""
    texts: dict[str, bytes] = {"articles/2024/map.png": VALID_PNG}
    for at, payload in enumerate(PAYLOADS):
        texts |= {path: text.encode() for path, text in payload_files(at, payload).items()}
    pages = [page for page in make_edition(texts, fuzz.SITE).pages if page.search]
    assert len(pages) == 6 * len(PAYLOADS)
    for page in pages:
        assert page.search
        parsed = ParsedPage(search_document(page.title, page.search))
        assert parsed.errors == []
        assert parsed.tags <= {"html", "body", "h1", "div", "p", "a", "span"}
        assert parsed.heading.split() == fold(page.title).split()
