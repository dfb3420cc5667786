"""Hostile files, with the line, column and code of each expected problem."""

from __future__ import annotations

from tests.support import ARTICLE_HEAD, SOURCE_YAML, with_body, with_front_matter


def instead(was: str, now: str) -> bytes:
    """Return an article with one part of its front matter replaced."""
    assert was in ARTICLE_HEAD
    return f"{ARTICLE_HEAD.replace(was, now)}---\n\nWords.\n".encode()


def lines(text: str) -> str:
    """Return a text in lines that are not too long."""
    return "\n".join(text[at : at + 9_000] for at in range(0, len(text), 9_000))


Cases = dict[str, tuple[bytes, str]]
"""Files and their problems by name; empty for a valid file."""


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
    "a colon": (instead("summary: S", "summary: S: T"), "4:10 bad-yaml"),
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
    "half a character": (instead("title: T", 'title: "T\\uD800"'), "2:8 bad-yaml"),
    "an end in a block": (
        with_front_matter("byline:\n  - |\n    a\n---\n    b"),
        "12:1 odd-markdown",
    ),
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
    "in a title": (
        with_body('[a](https://b.c/ "\n<script>x</script>")'),
        "10:3 odd-markdown 11:1 raw-html",
    ),
    "in a definition": (
        with_body('[a]: https://b.c/ "\n<script>x</script>"'),
        "11:1 raw-html",
    ),
    "between footnotes": (
        with_body("` a[^1]\n[^1]: b\n\n`<b>`"),
        "10:1 odd-markdown 13:2 raw-html",
    ),
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
    "code for some": (
        with_body("- a\n\n      [b](javascript:c)"),
        "12:1 odd-markdown 12:11 refused-link",
    ),
    "a space in it": (with_body("[a](javascript:b c)"), "10:3 odd-markdown 10:5 refused-link"),
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
    "emphasis": (with_body(lines("*a __a " * 6_000)), ""),
    "backticks": (with_body("`](person:`\n" * 4_000), ""),
    "footnotes": (with_body("\n\n".join(f"[^{n}]\n\n[^{n}]: a" for n in range(2_200))), ""),
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
