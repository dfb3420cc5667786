"""The time of `check` and `check --fix` grows no faster than their input, even the worst input.

Each row is a name and what makes a file of about that many characters. What is refused for its
size alone must be refused as soon.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.content.field_readers import MAX_VALUE_CHARACTERS
from generator.content.front_matter import MAX_FRONT_MATTER_BYTES
from generator.content.limits import MAX_MARKUP_CHARACTERS, MAX_TEXT_CHARACTERS
from generator.content.site import Site
from generator.newsroom.fix_files import fix_files
from generator.newsroom.workspace import Workspace
from generator.pages.edition import make_edition
from tests.growth import MAX_GROWTH, Inputs, growth, lines, numbered, repeat, wide
from tests.support import (
    ARTICLE_HEAD,
    BROKEN,
    VALID_FILES,
    with_body,
    with_front_matter,
)

SITE = Site("Test")
PERSON = "[U](person:umar-saif)"
ARABIC, FATHA, RIGHT_TO_LEFT_MARK = "\u06cc", "\u064e", "\u200f"

BODIES: Inputs[str] = {
    "words": lambda size: lines("word ", size),
    "lines of a letter": lambda size: repeat("x", size, "\n"),
    "empty lines": lambda size: "\n" * size + "x",
    "blanks within lines": lambda size: wide("x", " ", "x", size),
    "blanks at the ends of lines": lambda size: wide("x", " ", "", size),
    "lines of blanks": lambda size: wide("", " ", "", size) + "\nx",
    "tabs within lines": lambda size: wide("x", "\t", "x", size),
    "short runs of blanks": lambda size: repeat("x   ", size),
    "Arabic letters with marks": lambda size: lines(ARABIC + FATHA, size),
    "Arabic letters with marks of direction": lambda size: lines(ARABIC + RIGHT_TO_LEFT_MARK, size),
    "marks of direction beside Latin": lambda size: lines("x" + RIGHT_TO_LEFT_MARK, size),
    "Arabic letters with joiners": lambda size: lines(ARABIC + "\u200d", size),
    "heaps of marks": lambda size: lines("a" + "\u0301" * 9, size),
    "spaces without width": lambda size: lines("x\u200b", size),
    "soft hyphens beside links": lambda size: repeat("a\u00ad[x](good-story.md)" * 9, size, "\n"),
    "small pictures": lambda size: lines("\U0001f469\u200d", size),
    "headings of the same words": lambda size: repeat("## a", size, "\n"),
    "headings underlined": lambda size: repeat("a\n-", size, "\n"),
    "headings that number each other": lambda size: numbered("## a-#\n## a", size),
    "a heading of long blanks": lambda size: wide("a", " ", "b", size) + "\n===",
    "a heading of many lines": lambda size: repeat("a", size, "\n") + "\n===",
    "quotations": lambda size: repeat("> a", size, "\n\n"),
    "quotations without a speaker": lambda size: repeat("> a\n> \u2014 b", size, "\n\n"),
    "a quotation of blanks": lambda size: "\u2014\n" + repeat(">" + " " * 90, size, "\n"),
    "speakers in code": lambda size: repeat(f"```\n\u2014 {PERSON}\n```", size, "\n"),
    "speakers and code": lambda size: (
        "```\n"
        + repeat(f"> - {PERSON}", size // 2, "\n")
        + "\n```\n"
        + repeat("`a`", size // 2, "\n")
    ),
    "speakers without links": lambda size: repeat("> a\n> - Umar Saif, b", size, "\n\n"),
    "speakers with titles": lambda size: repeat("> a\n> - " + "A " * 70, size, "\n\n"),
    "speakers after empty lines": lambda size: repeat("> a\n\n\n- Umar Saif", size, "\n\n"),
    "quotations before empty lines": lambda size: repeat("> a\n\n\n\n", size),
    "speakers that are no names": lambda size: repeat("> a\n\n- b" * 9, size, "\n\n"),
    "signs of quotations": lambda size: repeat(">" * 99 + "\n- a", size, "\n"),
    "headings without a space": lambda size: repeat("##a", size, "\n"),
    "hashtags": lambda size: repeat("#a", size, "\n\n"),
    "asterisks": lambda size: repeat("**a", min(size, MAX_MARKUP_CHARACTERS), "\n"),
    "asterisks and blanks": lambda size: repeat("** ", min(size, MAX_MARKUP_CHARACTERS)),
    "links of a wiki": lambda size: repeat("[[a|b]]", size, "\n"),
    "links of a wiki without an end": lambda size: repeat("[[a", size, "\n"),
    "swapped brackets": lambda size: repeat("(a)[org:b]", size, "\n"),
    "round brackets": lambda size: lines("(", size),
    "paragraphs that are set in": lambda size: repeat("    a\n\nb", size, "\n\n"),
    "a paragraph that is set in": lambda size: repeat("    a", size, "\n"),
    "headings of paragraphs": lambda size: repeat("a\n" * 50 + "---", size, "\n"),
    "annotations in fullwidth brackets": lambda size: repeat("]\uff08org\uff1aa", size, "\n"),
    "quotation marks in annotations": lambda size: wide("](org:a ", "\u201c ", "", size // 2),
    "blanks in annotations": lambda size: wide("](org:a ", " ", "", size),
    "headings of level 1": lambda size: repeat("# a", size, "\n"),
    "addresses in the text": lambda size: repeat("https://a.example ", size),
    "links with a space": lambda size: repeat("] (", size),
    "links with spaces": lambda size: repeat("[a](b c)", size, "\n"),
    "links without a bracket": lambda size: repeat("[a(org:b", size),
    "rows without a separator": lambda size: repeat("|a|\n|b|", size, "\n\n"),
    "a row of a table": lambda size: wide("|", "|", "|", size // 3),
    "references to no footnote": lambda size: repeat("[^a]", size, "\n"),
    "opening brackets": lambda size: lines("[", min(size, MAX_MARKUP_CHARACTERS)),
    "brackets in brackets": lambda size: repeat("[", size // 8) + repeat("]", size // 8),
    "links that have no end": lambda size: repeat("[a](", size, "\n"),
    "ends of links": lambda size: repeat("](", size, "\n"),
    "ends of links and blanks": lambda size: wide("](", " ", "", size),
    "ends of words and blanks": lambda size: wide("]", " ", "", size),
    "ends of links that go on": lambda size: repeat("](j" + " " * 99, size, "\n"),
    "ends of links and angles": lambda size: lines("](<", size // 3),
    "code without an end": lambda size: repeat("`", size, "\n"),
    "code": lambda size: repeat("`a`", size, "\n"),
    "code that looks like annotations": lambda size: repeat("`](person:`", size, "\n"),
    "fences": lambda size: repeat("```\na\n```", size, "\n"),
    "emphasis without an end": lambda size: repeat("*a **a ", size),
    "emphasis of both kinds": lambda size: lines("_*", min(size, MAX_MARKUP_CHARACTERS)),
    "strikethrough": lambda size: repeat("~~a ~b ", size),
    "less-than signs": lambda size: repeat("<a", size, "\n"),
    "less-than signs with values": lambda size: repeat("<a b='", size, "\n"),
    "comments of HTML": lambda size: repeat("<!--", size, "\n"),
    "ampersands": lambda size: repeat("&", size, "\n\n"),
    "entities": lambda size: repeat("&amp;", size),
    "entities of many digits": lambda size: repeat("&#" + "1" * 4_500 + ";", size, "\n"),
    "entities of many zeros": lambda size: repeat("&#" + "0" * 4_500 + "97;", size, "\n"),
    "marks as entities": lambda size: repeat("a&#769;&#803;", size),
    "a heading of marks as entities": lambda size: "# a" + repeat("&#769;&#803;", min(size, 9_900)),
    "marks of direction as entities": lambda size: repeat(ARABIC + "&#8207;", size, "\n"),
    "backslashes": lambda size: lines("\\", min(size, MAX_MARKUP_CHARACTERS)),
    "annotations of nobody": lambda size: numbered("[a](person:b#)", size),
    "files that are missing": lambda size: numbered("[a](b#.md)", size),
    "links with per cent": lambda size: repeat("[a](%41%42%43.md)", size, "\n"),
    "long paths": lambda size: repeat("[a](" + "../" * 900 + "b.md)", size, "\n"),
    "hosts of many labels": lambda size: repeat("[a](http://" + "a-" * 900 + ".b/)", size, "\n"),
    "hosts that are none": lambda size: repeat("[a](http://" + "_" * 1_800 + "/)", size, "\n"),
    "mail addresses": lambda size: repeat("[a](mailto:" + "b." * 900 + "@c)", size, "\n"),
    "links to itself": lambda size: repeat("[a](good-story.md)", size, "\n"),
    "passages": lambda size: repeat("[a](https://b.example/)", size, "\n\n"),
    "definitions": lambda size: numbered("[a#]: b", size),
    "definitions in use": lambda size: (
        numbered("[a#]: b", size // 2) + "\n\n" + numbered("[a#]", size // 2)
    ),
    "a long definition in use": lambda size: (
        "[a]: " + "b/" * 4_000 + ".md\n\n" + repeat("[a]", size - 9_000, "\n")
    ),
    "titles of many lines": lambda size: '[a](b "' + repeat("c", size, "\n") + '")',
    "titles of many lines and quotes": lambda size: '[a](b "' + repeat('c\\"', size, "\n") + '")',
    "titles without an end": lambda size: repeat("[a](b '\n[a](b \"\n[a](b (", size, "\n"),
    "footnotes": lambda size: numbered("a[^#]\n\n[^#]: b", size, "\n\n"),
    "footnotes of one name": lambda size: repeat("[^1]: b", size, "\n\n"),
    "pictures in pictures": lambda size: repeat("![a\n", size // 2) + repeat("](x)\n", size // 2),
    "columns": lambda size: repeat("|a", size // 3) + "|\n" + repeat("|-", size // 3) + "|",
    "rows": lambda size: "|a" * 99 + "|\n" + "|-" * 99 + "|\n" + repeat("b", size, "\n"),
    "lists in lists": lambda size: "- " * (size // 12) + "a\n" + repeat("a", size, "\n"),
    "lists of four levels": lambda size: repeat("- - - - a", size, "\n"),
    "quotations in quotations": lambda size: ">" * (size // 6) + "a\n" + repeat("a", size, "\n"),
    "lists of two signs": lambda size: repeat("+ a\n- a", size, "\n"),
    "a second front matter": lambda size: "---\na: b\n" + repeat("x", size, "\n"),
    "nearly a second front matter": lambda size: repeat(" " * 99, size, "\n") + "\n---\nx",
}
"""Texts below a story's front matter, by what they are made of."""

FRONTS: Inputs[str] = {
    "empty lines": lambda size: "\n" * size,
    "comments": lambda size: repeat("#", size, "\n"),
    "comments and no key": lambda size: repeat("#", size, "\n") + "\nx",
    "lines of blanks": lambda size: wide("", " ", "", size),
    "blanks before values": lambda size: wide("a: ", " ", "x", size),
    "blanks before remarks": lambda size: wide("a: x", " ", "# x", size),
    "blanks before items": lambda size: wide("", " ", "- a", size),
    "words and signs of remarks": lambda size: repeat("byline: " + "x #" * 3_000, size, "\n"),
    "values that are cut": lambda size: numbered("a#: b #c", size),
    "unknown keys": lambda size: numbered("title#: b", min(size, 25_000)),
    "unknown topics": lambda size: "x:\n" + numbered("- fibre-#", min(size, 40_000)),
    "items": lambda size: "byline:\n" + repeat("- a", min(size, 20_000), "\n"),
    "corrections": lambda size: (
        "corrections:\n" + repeat("- {date: 2024-03-05, was: a, now: b}", size, "\n")
    ),
    "old addresses": lambda size: "aliases:\n" + repeat("- a/b", size, "\n"),
    "a value of many lines": lambda size: "byline:\n- >\n" + repeat("  a", size, "\n"),
    "a value of empty lines": lambda size: 'byline: ["a' + "\n" * size + 'b"]',
    "a plain value of empty lines": lambda size: "byline:\n- a\n" + "\n" * size + "  b",
    "escapes": lambda size: 'byline: ["' + lines("\\u0301", size) + '"]',
    "brackets": lambda size: "byline: " + lines("[", size),
    "braces": lambda size: "byline: " + lines("[{", size),
    "keys of keys": lambda size: lines("? ", size),
    "tabs": lambda size: repeat("\t- a", size, "\n"),
    "long tabs": lambda size: wide("\t", "\t", "a", size),
    "colons in values": lambda size: repeat("a: b: c", size, "\n"),
    "a long value with colons": lambda size: wide("a: ", "b: ", "c", size // 3),
    "quotation marks without an end": lambda size: repeat("a: 'b c", size, "\n"),
    "many quotation marks": lambda size: wide("a: ", "'b", "", size // 2) + "\nc: d: e",
    "fullwidth colons": lambda size: repeat("title\uff1aa", size // 3, "\n"),
    "keys without colons": lambda size: repeat("title a", size, "\n"),
    "long keys": lambda size: (
        "a" * 900 + ":\n  " + "b" * 900 + ":\n" + numbered("    c#: d", min(size, 20_000))
    ),
    "addresses": lambda size: (
        "image: {src: a.png, alt: " + "b" * min(size // 30, MAX_VALUE_CHARACTERS) + "}"
    ),
    "dates": lambda size: "updated: " + "1" * (size // 8),
}
"""What a story's front matter may have more."""

FILES: Inputs[bytes] = {
    "NUL": bytes,
    "one line of letters": lambda size: b"x" * size,
    "one line of Arabic letters and marks": lambda size: with_body((ARABIC + FATHA) * (size // 4)),
    "one line of marks of direction": lambda size: with_body(
        (ARABIC + RIGHT_TO_LEFT_MARK) * (size // 5)
    ),
    "lines of marks of direction": lambda size: with_body(
        lines(ARABIC + RIGHT_TO_LEFT_MARK, size // 3)
    ),
    "one line of spaces without width": lambda size: with_body("\u200b" * (size // 3)),
    "lines of spaces without width": lambda size: with_body(lines("x\u200b", size // 3)),
    "short lines of joiners": lambda size: with_body(
        repeat(f"{ARABIC}\u200c" * 3, size // 5, "\n")
    ),
    "line ends": lambda size: b"\n" * size,
    "other line ends": lambda size: b"\r" * size + b"\xff",
    "dashes": lambda size: b"---\n" * (size // 4),
    "dashes and blanks": lambda size: b"---" + b" " * size + b"\nx\n",
    "long dashes": lambda size: b"---\n" + (b"-" * 9_990 + b"\n") * (size // 9_991),
    "empty lines between dashes": lambda size: ARTICLE_HEAD.encode() + b"\n" * size + b"---\nx\n",
    "front matter without an end": lambda size: b"---\n" + b"title: x\n" * (size // 9),
    "front matter of blanks": lambda size: b"---\n" + (b" " * 9_990 + b"\n") * (size // 9_991),
    "no UTF-8 at the end": lambda size: b"x\n" * (size // 2) + b"\xff",
    "byte-order marks": lambda size: b"\xef\xbb\xbf" * (size // 3),
    "blanks within lines": lambda size: with_body(repeat("x" + " " * 9_890 + "x", size, "\n")),
    "blanks at the ends of lines": lambda size: with_body(repeat("x" + " " * 9_890, size, "\n")),
    "short lines": lambda size: with_body(repeat("x", size, "\n")),
}
"""Whole files, up to the size of which none is read."""

CASES = [
    *(
        (f"text: {name}", make, MAX_TEXT_CHARACTERS - 1_000, with_body)
        for name, make in BODIES.items()
    ),
    *(
        (f"front: {name}", make, MAX_FRONT_MATTER_BYTES - 1_500, with_front_matter)
        for name, make in FRONTS.items()
    ),
    *((f"file: {name}", make, 1_000_000, bytes) for name, make in FILES.items()),
]
each_input = pytest.mark.parametrize(
    ("make", "size", "file"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)


@each_input
def test_the_time_of_a_check_grows_with_its_input(
    make: Callable[[int], Any], size: int, file: Callable[[Any], bytes]
) -> None:
    def prepare(text: Any) -> Callable[[], object]:
        texts = {**VALID_FILES, BROKEN: file(text)}
        return lambda: make_edition(texts, SITE)

    assert growth(prepare, make, size) < MAX_GROWTH


@each_input
def test_the_time_of_a_fix_grows_with_its_input(
    make: Callable[[int], Any], size: int, file: Callable[[Any], bytes], tmp_path: Path
) -> None:
    """Of a file that is named, and so is put in order even when nothing in it is fixed."""
    path = tmp_path / BROKEN
    path.parent.mkdir(parents=True)

    def prepare(text: Any) -> Callable[[], object]:
        data = file(text)
        edition = make_edition({**VALID_FILES, BROKEN: data}, SITE)
        newsroom: Any = Workspace(None, edition, tmp_path)  # type: ignore[arg-type]

        def run() -> None:
            path.write_bytes(data)
            list(fix_files(newsroom, [BROKEN], named=True))

        return run

    assert growth(prepare, make, size) < MAX_GROWTH
