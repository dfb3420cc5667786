"""What strangers could send: each file is answered, soon, where a person would look."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from generator.content.model import LIST_PAGES
from generator.output.search_documents import fold, search_document
from generator.pages.edition import make_edition
from tests import fuzz
from tests.support import (
    ARTICLE_HEAD,
    BROKEN,
    EXAMPLE,
    SOURCE_YAML,
    VALID_PNG,
    coopnews,
    edition_of,
    with_body,
    with_front_matter,
)

SECONDS = 5.0
"""Each takes far less; this is only to catch what would never end."""


def instead(was: str, now: str) -> bytes:
    """A story in which something else is written."""
    assert was in ARTICLE_HEAD
    return f"{ARTICLE_HEAD.replace(was, now)}---\n\nWords.\n".encode()


def lines(text: str) -> str:
    """Broken into lines that are not too long."""
    return "\n".join(text[at : at + 9_000] for at in range(0, len(text), 9_000))


Cases = dict[str, tuple[bytes, str]]
"""A file, and what is said of it: lines, columns and codes; nothing of a good page."""

YAML: Cases = {
    "an anchor": (with_front_matter("byline: [&a Ali]"), "8:10 yaml-feature"),
    "an alias": (with_front_matter("byline: [*a]"), "8:10 yaml-feature"),
    "a merge key": (with_front_matter("<<: {lang: ur}"), "8:1 yaml-feature"),
    "a tag": (with_front_matter("byline: [!!str Ali]"), "8:10 yaml-feature"),
    "an object": (
        with_front_matter("byline: !!python/object/apply:os.system [id]"),
        "8:9 yaml-feature",
    ),
    "a directive": (b"---\n%YAML 1.2\n---\ntitle: T\n---\n", "3:1 bad-yaml"),
    "a laugh": (
        with_front_matter("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]"),
        "8:4 yaml-feature",
    ),
    "a key twice": (with_front_matter("lang: en\nlang: ur"), "9:1 duplicate-key"),
    "a key twice, quoted": (with_front_matter('lang: en\n"lang": ur'), "9:1 duplicate-key"),
    "a misspelt key": (with_front_matter("bylines: [Ali]"), "8:1 unknown-key"),
    "a list as a key": (with_front_matter("? [a, b]\n: c"), "8:3 yaml-feature"),
    "a tab": (with_front_matter("byline:\n\t- Ali"), "9:1 bad-yaml"),
    "a quote without an end": (with_front_matter("byline: ['Ali]"), "8:10 bad-yaml"),
    "a bracket without an end": (with_front_matter("byline: [Ali"), "8:9 bad-yaml"),
    "a colon": (instead("summary: S", "summary: S: T"), "4:11 bad-yaml"),
    "a second document": (with_front_matter("...\ntitle: T"), "9:1 bad-yaml"),
    "deep brackets": (
        with_front_matter("byline: " + "[" * 900 + "]" * 900),
        "8:17 yaml-feature",
    ),
    "deep blocks": (
        with_front_matter("\n".join(" " * n + "a:" for n in range(20)) + " b"),
        "16:9 yaml-feature",
    ),
    "ten thousand keys": (
        with_front_matter("\n".join(f"a{n}: b" for n in range(10_000))),
        "1:1 too-large",
    ),
    "five thousand keys": (
        with_front_matter("\n".join(f"a{n}: b" for n in range(5_000))),
        "1:1 too-complex",
    ),
    "64 KiB and more": (
        with_front_matter("# " + "x" * 9000 + "\n# " * 65536),
        "1:1 too-large",
    ),
    "a hidden escape": (instead("title: T", 'title: "T\\u202E"'), "2:8 hidden-character"),
    "a control escape": (instead("title: T", 'title: "T\\e[31m"'), "2:8 control-character"),
    "escaped accents": (
        instead("title: T", 'title: "T' + "\\u0301" * 5 + '"'),
        "2:8 hidden-character",
    ),
    "half a character": (instead("title: T", 'title: "T\\uD800"'), "2:12 bad-yaml"),
    "an end in a block": (with_front_matter("byline:\n  - |\n    a\n---\n    b"), ""),
    "dashes in a block": (with_front_matter("byline:\n  - |\n    a\n    ---\n    b"), ""),
    "no end": (ARTICLE_HEAD.encode(), "1:1 unclosed-front-matter"),
    "a second front matter": (
        with_body("---\ntitle: T\n---\nWords."),
        "10:1 second-front-matter",
    ),
    "nothing": (b"", "1:1 no-front-matter"),
    "dashes alone": (b"---\n---\n", " ".join(["1:1 missing-key"] * 4)),
}
VALUES: Cases = {
    "words that YAML would take for others": (
        with_front_matter("byline: [NO, 010, 12:30, 1.10, 0x1F, .inf]"),
        "",
    ),
    "an ambiguous date": (instead("2024-03-04", "03/04/2024"), "3:7 bad-date"),
    "a month too many": (instead("2024-03-04", "2024-13-01"), "3:7 bad-date"),
    "a day too many": (instead("2024-03-04", "2024-02-30"), "3:7 bad-date"),
    "a time without an offset": (instead("2024-03-04", "2024-03-04T10:00"), "3:7 bad-date"),
    "an odd offset": (instead("2024-03-04", "2024-03-04T10:00+05:00:30.5"), "3:7 bad-date"),
    "a week": (instead("2024-03-04", "2024-W10-1T10:00+05:00"), "3:7 bad-date"),
    "other digits": (instead("2024-03-04", "٢٠٢٤-03-04"), "3:7 bad-date"),
    "the year one": (instead("2024-03-04", "0001-03-04"), "3:7 bad-date"),
    "nothing": (instead("summary: S", "summary: ~"), "4:10 missing-value"),
    "a list for words": (instead("summary: S", "summary: [S]"), "4:10 wrong-type"),
    "words for a list": (instead(SOURCE_YAML, "A"), "7:3 wrong-type"),
    "a long one": (
        with_front_matter("byline:\n  - >\n" + "    a long name\n" * 200),
        "9:5 long-value",
    ),
    "a folder up": (
        with_front_matter("image: {src: ../../../../etc/a.png, alt: A}"),
        "8:14 broken-link",
    ),
    "a host's picture": (
        with_front_matter("image: {src: //a.b/c.png, alt: A}"),
        "8:14 bad-image",
    ),
    "a picture with a backslash": (
        with_front_matter("image: {src: 'a\\b.png', alt: A}"),
        "8:14 broken-link",
    ),
    "an SVG": (with_front_matter("image: {src: a.svg, alt: A}"), "8:14 bad-image"),
    "an address up": (with_front_matter("aliases: [../../etc]"), "8:11 bad-address"),
    "a long address": (
        with_front_matter("aliases: [" + "a" * 300 + "]"),
        "8:11 bad-address",
    ),
    "a source that runs": (instead("https://example.com/", "javascript:a()"), "7:35 bad-address"),
    "a source that hides": (instead("example.com", "example.com@evil.example"), "7:35 bad-address"),
    "a source that looks alike": (instead("example", "ex\u0430mple"), "7:35 bad-address"),
    "a source with a quote": (instead("com/", 'com/"onclick="'), "7:35 bad-address"),
}
BYTES: Cases = {
    "a byte-order mark": (b"\xef\xbb\xbf" + with_body("Words."), ""),
    "CRLF": (with_body("Words.").replace(b"\n", b"\r\n"), ""),
    "a lone CR": (with_body("Words.").replace(b"\n", b"\r"), ""),
    "Latin-1 after a lone CR": (with_body("Wort").replace(b"\n", b"\r") + b"\xe9", "11:1 not-utf8"),
    "a NUL": (with_body("Wo\0rds."), "10:3 control-character"),
    "UTF-16": (with_body("Words.").decode().encode("utf-16"), "1:1 not-utf8"),
    "Latin-1": (with_body("Worté.").decode().encode("latin-1"), "10:5 not-utf8"),
    "overlong": (with_body("Words.") + b"\xc0\xaf", "11:1 not-utf8"),
    "a surrogate": (with_body("Words.") + b"\xed\xa0\x80", "11:1 not-utf8"),
    "an escape": (with_body("Wo\x1b[31mrds."), "10:3 control-character"),
}  # fmt: skip
TEXT: Cases = {
    "an override": (with_body("Wo\u202erds."), "10:3 hidden-character"),
    "an isolate": (with_body("Wo\u2066rds."), "10:3 hidden-character"),
    "no width": (with_body("Wo\u200brds."), "10:3 hidden-character"),
    "a tag": (with_body("Wo\U000e0041rds."), "10:3 hidden-character"),
    "a variation": (with_body("Wo\ufe0frds."), "10:3 hidden-character"),
    "a filler": (with_body("Wo\u3164rds."), "10:3 hidden-character"),
    "a line of its own": (with_body("Wo\u2028rds."), "10:3 hidden-character"),
    "a flood of accents": (
        with_body("Wo" + "\u0301" * 5 + "rds."),
        "10:7 hidden-character",
    ),
    "a flood of accents in entities": (
        with_body("Wo" + "&#769;" * 6 + "rds."),
        "10:1 hidden-character",
    ),
    "an entity": (with_body("Wo&#x202e;rds."), "10:3 hidden-character"),
    "accents": (with_body("Vie\u0323\u0302t Nam."), ""),
}
HTML: Cases = {
    "a block": (with_body("<div>a</div>"), "10:1 raw-html"),
    "inline": (with_body("a <b>b</b>"), "10:3 raw-html"),
    "a comment": (with_body("a <!-- b -->"), "10:3 raw-html"),
    "CDATA": (with_body("a <![CDATA[b]]>"), "10:3 raw-html"),
    "an instruction": (with_body("a <?php b ?>"), "10:3 raw-html"),
    "over lines": (with_body("a <script\nsrc=x>b</script>"), "10:3 raw-html 11:8 raw-html"),
    "almost": (with_body('<img src="x"onerror="alert(1)">'), "10:1 raw-html"),
    "escaped": (with_body("## \\<div class=x>\\</div>"), "10:5 raw-html"),
    "in code": (with_body("`<script>`"), "10:2 raw-html"),
    "in a fence": (with_body("> ```\n> <script>\n> ```"), "11:3 raw-html"),
    "in a title": (with_body('[a](https://b.c/ "\n<script>x</script>")'), "11:1 raw-html"),
    "in a definition": (
        with_body('[a]: https://b.c/ "\n<script>x</script>"'),
        "11:1 raw-html",
    ),
    "between footnotes": (with_body("` a[^1]\n[^1]: b\n\n`<b>`"), "13:2 raw-html"),
    "an entity for it": (with_body("5 &lt; 6, a < b, &lt;b>"), ""),
}
LINKS: Cases = {
    "javascript": (with_body("[a](javascript:b)"), "10:5 refused-link"),
    "disguised": (with_body("[a](java&#9;script:b)"), "10:1 refused-link"),
    "data": (with_body("[a](data:text/html,b)"), "10:5 refused-link"),
    "vbscript": (with_body("[a](vbscript:b)"), "10:5 refused-link"),
    "file": (with_body("[a](file:///etc/passwd)"), "10:5 refused-link"),
    "blob": (with_body("[a](blob:https://b.c/d)"), "10:5 refused-link"),
    "an autolink": (with_body("<javascript:alert(1)>"), "10:1 refused-link"),
    "a picture that runs": (with_body("![a](javascript:b)"), "10:6 bad-image"),
    "in a footnote": (with_body("a[^1]\n\n[^1]: [b](javascript:c)"), "12:11 refused-link"),
    "by reference": (
        with_body("[a]\n\n[a]: vbscript:b"),
        "10:1 refused-link 12:6 refused-link",
    ),
    "code for some": (with_body("- a\n\n      [b](javascript:c)"), "12:11 refused-link"),
    "a space in it": (with_body("[a](javascript:b c)"), "10:5 refused-link"),
    "over lines": (with_body("[a](file:///[b]: c\nd)"), "10:5 refused-link"),
    "without a scheme": (with_body("[a](//b.c/d)"), "10:5 refused-link"),
    "backslashes": (with_body("[a](\\\\\\\\b.c)"), "10:7 refused-link"),
    "somebody else's host": (with_body("[a](https://b.c@d.e/)"), "10:5 refused-link"),
    "a host that looks alike": (
        with_body("[a](https://ex\u0430mple.com/)"),
        "10:5 refused-link",
    ),
    "a link in a link": (
        with_body("[a <https://b.c/>](https://d.e/)"),
        "10:4 refused-link",
    ),
    "a picture in a link": (
        with_body("[![a](//b.c/d.png)](https://d.e/)"),
        "10:7 bad-image",
    ),
    "quotes in a title": (with_body("[a](https://b.c/ 'd\" onclick=\"e')"), ""),
    "above the site": (with_body("[a](../../../../etc/passwd)"), "10:5 broken-link"),
    "an ending in disguise": (with_body("[a](good-story%2Emd)"), ""),
    "an anchor of a list": (with_body("[a](../../archive/index.md#b)"), "10:5 broken-link"),
    "a path for an id": (with_body("[a](person:../x)"), "10:5 unknown-person"),
    "no id": (with_body("[a](person:)"), "10:5 unknown-person"),
    "capitals": (with_body("[a](PERSON:umar-saif)"), "10:5 unknown-kind"),
    "a query": (with_body("[a](person:umar-saif?x)"), "10:5 unknown-person"),
    "per cent": (with_body("[a](person%3Aumar-saif)"), "10:5 unknown-kind"),
    "an id in entities": (with_body("[a](&#112;erson:umar-saif)"), ""),
    "a blank in a state": (
        with_body('[a](commitment:nationwide-fibre "done ")'),
        "10:5 unknown-state",
    ),
    "an id that looks alike": (
        with_body("[a](person:um\u0430r-saif)"),
        "10:5 unknown-person",
    ),
    "a footnote twice": (with_body("a[^1]\n\n[^1]: b\n\n[^1]: c"), "14:1 bad-footnote"),
    "a footnote in capitals": (with_body("a[^A]\n\n[^a]: b"), "10:2 bad-footnote"),
    "a footnote with words": (with_body('a[^b "c]\n\n[^b "c]: d'), "12:1 bad-footnote"),
    "ids of the page": (
        with_body("## Content\n\n## A\n\n## A\n\n## A-1\n\n## p-01234567"),
        "",
    ),
    "after a footnote": (with_body("a[^1]\n\n[^1]: b\n\n[c](org:moitt)\n\n## d"), ""),
}
LARGE: Cases = {
    "quotations": (with_body("> " * 4_000 + "a"), "10:49 deep-nesting"),
    "lists": (with_body("- " * 4_000 + "a"), "10:25 deep-nesting"),
    "brackets": (with_body(lines("[" * 10_000)), ""),
    "emphasis": (with_body(lines("*a **a " * 6_000)), ""),
    "backticks": (with_body("`](person:`\n" * 4_000), ""),
    "footnotes": (with_body("\n\n".join(f"[^{n}]: a" for n in range(3_900))), ""),
    "definitions": (with_body("\n".join(f"[a{n}]: b" for n in range(4_200))), ""),
    "columns": (with_body("|a" * 4_900 + "|\n" + "|-" * 4_900 + "|"), ""),
    "columns and rows": (
        with_body("|a" * 2_400 + "|\n" + "|-" * 2_400 + "|\n" + "|b\n" * 2_000),
        "16:1 too-complex",
    ),
    "annotations": (with_body("[a](org:moitt)\n\n" * 301), "610:1 too-complex"),
    "characters": (with_body("a\n" * 25_000), "10:1 too-complex"),
    "a line of 1 MiB": (with_body("a" * (1 << 20)), "10:1 long-line"),
    "signs": (with_body(lines("*" * 20_001)), "10:1 too-complex"),
    "links to nobody": (
        with_body("\n\n".join(f"[a](person:b{n % 50})" for n in range(101))),
        "1:1 too-many-problems " + " ".join(f"{10 + 2 * n}:5 unknown-person" for n in range(100)),
    ),
    "a fence without an end": (with_body("```\na"), "10:1 open-code"),
    "a fence with an end": (with_body("> ```\n> a\n> ```"), ""),
    "marks of direction": (with_body(lines("\u06cc\u200f" * 24_000)), ""),
}
CASES: Cases = {
    f"{group}: {name}": case
    for group, cases in {
        "YAML": YAML,
        "values": VALUES,
        "bytes": BYTES,
        "text": TEXT,
        "HTML": HTML,
        "links": LINKS,
        "large": LARGE,
    }.items()
    for name, case in cases.items()
}


def answered(path: str, data: bytes) -> str:
    """What is said of a file: where, and the code."""
    began = time.monotonic()
    found = edition_of({path: data}).problems
    assert time.monotonic() - began < SECONDS
    assert {one.location.file for one in found} <= {f"content/{path}"}
    return " ".join(f"{one.location.line}:{one.location.column} {one.code}" for one in found)


@pytest.mark.parametrize(("data", "expected"), CASES.values(), ids=CASES.keys())
def test_a_hostile_file_is_answered_where_a_person_would_look(data: bytes, expected: str) -> None:
    assert answered(BROKEN, data) == expected


def test_a_misspelt_key_is_known() -> None:
    (problem,) = edition_of({BROKEN: with_front_matter("bylines: [Ali]")}).problems
    assert problem.hint == "did you mean `byline`?"


NAMES = [
    *"Umar-Saif um\u0430r-saif umar_saif con nul com1 index -a a- a--b .a a.b café \u202ea".split(),
    *("a" * 81, "a b", ""),
]


@pytest.mark.parametrize("name", NAMES)
def test_an_id_is_plain(name: str) -> None:
    assert answered(f"people/{name}.md", b"---\nname: N\n---\n") == "1:1 bad-id"


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'><script/></svg>",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><svg width='1' height='1'>&b;</svg>",
        b"<script>alert(1)</script>" + VALID_PNG,
        b"GIF89a\x01\x00\x01\x00",
        VALID_PNG[:12],
        VALID_PNG[:16] + b"\0\0\0\0\0\0\0\0" + VALID_PNG[24:],
        VALID_PNG[:16] + b"\x7f\xff\xff\xff\x7f\xff\xff\xff" + VALID_PNG[24:],
        VALID_PNG + b"<Script>alert(1)</script>",
        b"",
    ],
    ids="SVG,entities,a script first,a GIF,cut,empty,huge,a script last,nothing".split(","),
)
def test_what_is_no_picture_is_not_shown_as_one(data: bytes) -> None:
    assert answered("articles/2024/a.png", data) == "1:1 bad-image"


def test_the_lists_are_those_that_are_made() -> None:
    made = {page.path for page in edition_of({}).pages}
    at_the_top = {
        path for path in made if re.fullmatch(r"([a-z]+/)?(?:index|new)\.md|[a-z]+\.md", path)
    }
    assert at_the_top == set(LIST_PAGES)


def test_hints_are_found_soon_among_many() -> None:
    """A hundred mistakes beside five thousand people."""
    people = {f"people/person-number-{n}.md": b"---\nname: N\n---\n" for n in range(5_000)}
    body = "\n\n".join(f"[a](person:person-numbre-x{n % 50})" for n in range(100))
    began = time.monotonic()
    found = edition_of({**people, BROKEN: with_body(body)}).problems
    assert time.monotonic() - began < 10 * SECONDS
    hints = [one.hint for one in found if one.code == "unknown-person"]
    assert len(hints) == 100
    assert all("did you mean" in hint for hint in hints)


@pytest.mark.parametrize("path", sorted(fuzz.FOUND.glob("*.md")), ids=lambda path: path.stem)
def test_what_chance_once_found_is_answered_in_every_place(path: Path) -> None:
    for place in dict.fromkeys(fuzz.PLACES):
        assert fuzz.fault_of(path.read_bytes(), place) == ""


# A whole site of payloads

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
"""Words that are commands elsewhere, and only words here."""


def payload_files(at: int, payload: str) -> dict[str, str]:
    """A file of each kind that says the payload wherever words can stand."""
    said = json.dumps(payload, ensure_ascii=False)
    names = f"names: {{ur: {said}, zh: {said}}}\naliases: [{said}]\nlinks: {{wikidata: Q1}}\n"
    words = re.sub(r"([\\`*_{}\[\]()#+.!|~&-])", r"\\\1", payload).replace("<", "&lt;")
    code = payload.replace("<", "< ").replace("](", "] (")
    return {
        f"people/p{at}.md": f"---\nname: {said}\n{names}"
        f"roles:\n  - {{title: {said}, organisation: o{at}, from: 2020}}\n---\n({words})\n",
        f"organisations/o{at}.md": f"---\nname: {said}\n{names}---\n({words})\n",
        f"places/l{at}.md": f"---\nname: {said}\n{names}---\n({words})\n",
        f"topics/t{at}.md": f"---\ntitle: {said}\n{names}---\n({words})\n",
        f"commitments/c{at}.md": f"---\ntitle: {said}\n{names}by: [org:o{at}]\nto: [person:p{at}]\n"
        f"topics: [t{at}]\ndue: 2030\n---\n({words})\n",
        f"articles/2024/a{at}.md": f"---\ntitle: {said}\ndate: 2024-03-{at + 1:02}\n"
        f"summary: {said}\ntopics: [t{at}]\nsources:\n  - title: {said}\n    publisher: {said}\n"
        f"    url: https://example.com/?a=1&b='()*\n    lang: ur\nbyline: [{said}]\ncorrections:\n"
        f"  - {{date: 2024-03-30, was: {said}, now: {said}, note: {said}}}\n"
        f"image: {{src: map.png, alt: {said}, credit: {said}}}\n---\n\n"
        f'({words}) [{words}](person:p{at}) [x](place:l{at}) [{words}](commitment:c{at} "done")\n'
        f"\n> ({words})\n>\n> \u2014 [{words}](person:p{at}), ({words})\n\n## ({words})\n\n"
        f"```\n{code}\n```\n",
    }


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """All texts of a site of payloads and of its export, by path."""
    folder = tmp_path_factory.mktemp("payloads")
    settings = (EXAMPLE / "mkdocs.yml").read_text(encoding="utf-8")
    files = {"mkdocs.yml": settings.split("nav:")[0], "docs/about.md": "# About\n"}
    for at, payload in enumerate(PAYLOADS):
        found = payload_files(at, payload)
        files |= {f"content/{path}": text for path, text in found.items()}
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    (folder / "content/articles/2024/map.png").write_bytes(VALID_PNG)
    for words in (("build", "--no-search", "--no-pictures"), ("export", "exported")):
        done = coopnews(*words, cwd=folder)
        assert done.returncode == 0, done.stderr
    made = [*folder.glob("site/**/*.*"), *folder.glob("exported/**/*.*")]
    texts = (
        path for path in made if path.suffix not in {".png", ".ico", ".woff2", ".gz", ".sqlite3"}
    )
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in texts
        if path.is_file()
    }


def of(outputs: dict[str, str], *endings: str) -> Iterator[tuple[str, str]]:
    found = [(path, text) for path, text in outputs.items() if path.endswith(endings)]
    assert found
    yield from found


class Seen(HTMLParser):
    """What a parser that is not ours finds in a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.faults: list[object] = []
        self.data: list[str] = []
        self.heading = ""
        self._in = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_data = given.get("type") == "application/ld+json"
        if tag == "script" and not is_data and "assets/" not in (given.get("src") or ""):
            self.faults.append((tag, given))
        self.tags.add(tag)
        self._in = "data" if is_data else tag if tag == "h1" else self._in
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc", "formaction"):
                self.faults.append((tag, name))
            if re.match(r"[\s\x00-\x20]*(?:javascript|data|vbscript)\s*:", value or "", re.I):
                self.faults.append((tag, name, value))

    def handle_data(self, data: str) -> None:
        if self._in == "data":
            self.data.append(data)
        if self._in == "h1":
            self.heading += data

    def handle_endtag(self, tag: str) -> None:
        self._in = "" if tag in ("script", "h1") else self._in


KNOWN = frozenset(
    "a article aside blockquote body br button code del details dialog div em footer form h1 h2 h3 "
    "h4 head header hr html img input kbd label li link main mark meta nav ol p path pre rect "
    "script search section span strong summary sup svg table tbody td th thead time title tr ul"
    .split()
)  # fmt: skip


@pytest.mark.xdist_group("payloads")
class TestPayloads:
    """Every output of a site whose every word is a payload."""

    def test_pages(self, outputs: dict[str, str]) -> None:
        for path, page in of(outputs, ".html"):
            seen = Seen(page)
            assert seen.faults == [], path
            assert seen.tags <= KNOWN, path
            assert [json.loads(data) for data in seen.data] or "site/articles" not in path

    def test_payloads_stand_on_pages_as_they_are(self, outputs: dict[str, str]) -> None:
        for at, payload in enumerate(PAYLOADS):
            for path in (f"articles/2024/a{at}", f"people/p{at}", f"commitments/c{at}"):
                assert Seen(outputs[f"site/{path}/index.html"]).heading.strip() == payload

    def test_feeds_and_maps(self, outputs: dict[str, str]) -> None:
        for _, text in of(outputs, ".xml", ".opml"):
            for node in ElementTree.fromstring(text).iter():
                if node.tag.endswith(("}content", "}encoded", "description")):
                    assert Seen(node.text or "").faults == []

    def test_json(self, outputs: dict[str, str]) -> None:
        for path, text in of(outputs, ".json", ".webmanifest"):
            told: Any = json.loads(text)
            for item in told["items"] if path.endswith("feed.json") else ():
                assert Seen(item["content_html"]).faults == []

    def test_csv(self, outputs: dict[str, str]) -> None:
        for path, text in of(outputs, ".csv"):
            rows = list(csv.reader(io.StringIO(text)))
            assert len({len(row) for row in rows}) == 1, path
            begin = {cell[:1] for row in rows for cell in row}
            assert not begin & set("=+-@\t\r＝＋－＠"), path

    def test_nothing_steers(self, outputs: dict[str, str]) -> None:
        steers = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069]")
        for path, text in outputs.items():
            if not path.startswith("site/assets/"):
                assert not steers.search(text), path

    def test_the_export_holds_no_html_but_ours(self, outputs: dict[str, str]) -> None:
        """Not for engines that read more into Markdown than ours does."""
        ours = r"</?(?:div|span|svg|rect|time|mark|details|summary)\b|<https?:|<map\.png>"
        for path, text in of(outputs, ".md"):
            _, _, body = text.partition("\n---\n")
            assert not re.search(rf"(?!{ours})<[A-Za-z/!?]", body), path


def test_what_the_search_is_fed(tmp_path: Path) -> None:
    """Words, and nothing that a parser would take for more."""
    texts: dict[str, bytes] = {"articles/2024/map.png": VALID_PNG}
    for at, payload in enumerate(PAYLOADS):
        texts |= {path: text.encode() for path, text in payload_files(at, payload).items()}
    found = [page for page in make_edition(texts, fuzz.SITE).pages if page.search]
    assert len(found) == 6 * len(PAYLOADS)
    for page in found:
        assert page.search
        seen = Seen(search_document(page.title, page.search))
        assert seen.faults == []
        assert seen.tags <= {"html", "body", "h1", "div", "p", "a", "span"}
        assert seen.heading.split() == fold(page.title).split()
