"""Every rule reports what it should, where it should."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from generator.content.front_matter import MAX_FRONT_MATTER_BYTES, MAX_YAML_EVENTS
from generator.content.keys import SCHEMES, Key, Kind
from generator.content.limits import (
    MAX_ANNOTATIONS,
    MAX_ENTITIES,
    MAX_LINE_CHARACTERS,
    MAX_MARKUP_CHARACTERS,
    MAX_TEXT_CHARACTERS,
)
from generator.content.markdown import MAX_TABLE_CELLS
from generator.content.model import Article
from generator.content.parser import parse_file
from generator.content.problems import WARNINGS, Location, Problem
from generator.content.site import Site
from generator.index.analysis import MAX_PROBLEMS
from generator.pages.edition import Edition, make_edition
from generator.system import file_tree
from generator.system.file_tree import FILE_BYTES, read_tree
from tests.support import (
    ARTICLE,
    BROKEN,
    PROBLEM_FIXTURES,
    REPOSITORY,
    TODAY,
    VALID_FILES,
    VALID_PNG,
    dated_article,
    edition_of,
    says,
)

CHECKS = REPOSITORY / "docs" / "contribute" / "checks.md"
BYTE_LEVEL = frozenset(
    "control-character long-line not-a-file not-utf8 too-complex too-large too-many-files "
    "too-many-problems unreadable".split()
)
"""Codes of what no plain and short text can show; each has a test of its own here."""

CODE_ARGUMENT = {"Problem": 1, "FieldError": 0, "ParseError": 0, "problem_at": 2}
"""Whatever says a code in the source, and as which of its arguments."""


def _codes() -> Iterator[str]:
    """Every code that the source names; `unknown-{word}` is one for each kind of annotation."""
    for path in sorted((REPOSITORY / "generator").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            place = CODE_ARGUMENT.get(node.func.id)
            if place is None or len(node.args) <= place:
                continue
            match node.args[place]:
                case ast.Constant(value=str(code)):
                    yield code
                case ast.Call(func=ast.Name(id="problem_code")):
                    yield from ("control-character", "hidden-character")
                case ast.JoinedStr(values=[ast.Constant(value="unknown-"), _]):
                    yield from (f"unknown-{kind.word}" for kind in SCHEMES.values())
                case ast.JoinedStr():
                    raise AssertionError(f"{path.name}:{node.lineno}: which codes are these?")


CODES = frozenset(_codes())


def report_of(made: Edition) -> str:
    return "\n".join(str(problem) for problem in made.problems)


@pytest.mark.parametrize("path", sorted(PROBLEM_FIXTURES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_mistake_is_reported(path: Path, refresh: bool) -> None:
    """A fixture is the expected report, then the files. `pytest --refresh` rewrites the report:
    read the diff."""
    whole = path.read_text(encoding="utf-8")
    expected, *parts = re.split(r"^===== (.+)\n", whole, flags=re.MULTILINE)
    files = dict(zip(parts[::2], (text.encode() for text in parts[1::2]), strict=True))
    made = edition_of(files)
    if refresh:
        expected = report_of(made) + "\n"
        written = "".join(f"===== {name}\n{text.decode()}" for name, text in files.items())
        path.write_text(expected + written, encoding="utf-8")
    assert report_of(made) + "\n" == expected
    assert path.stem in {problem.code for problem in made.problems}
    assert made.can_be_published == all(problem.code in WARNINGS for problem in made.problems)


def test_the_base_has_no_problems() -> None:
    assert report_of(edition_of({})) == ""


def test_every_code_has_a_fixture() -> None:
    """Each code that the source names has a fixture, unless no text can show it."""
    tried = {path.stem for path in PROBLEM_FIXTURES.glob("*.txt")}
    assert not tried & BYTE_LEVEL
    assert tried | BYTE_LEVEL == CODES
    assert WARNINGS <= CODES


def test_a_file_that_is_not_utf8() -> None:
    """The byte is named, with its line and its column in characters."""
    data = ARTICLE.encode().replace(b"was in", "é".encode() + b" caf\xe9 in")
    line = ARTICLE[: ARTICLE.index("was in")].count("\n") + 1
    column = ARTICLE.splitlines()[line - 1].index("was in") + 6
    assert report_of(edition_of({BROKEN: data})) == (
        f"content/{BROKEN}:{line}:{column}: not-utf8: this character can't be read: "
        "its byte 0xe9 isn't UTF-8\n"
        "    hint: save the file as UTF-8"
    )


def test_a_control_character() -> None:
    """A NUL is named where it stands."""
    data = ARTICLE.encode() + b"Fib\0re\n"
    line = ARTICLE.count("\n") + 1
    assert report_of(edition_of({BROKEN: data})) == (
        f"content/{BROKEN}:{line}:4: control-character: "
        "there is an invisible character here: a control character (U+0000)\n    hint: delete it"
    )


def test_front_matter_that_is_too_large() -> None:
    """Front matter of 64 KiB is read; a byte more is not."""
    front = ARTICLE.index("---\n\n")
    fill = MAX_FRONT_MATTER_BYTES - (front - len("---\n")) - len("# \n") + 1
    comment = "\n#".join("x" * 998 for _ in range(fill // 1000))
    fill -= len(comment)
    for more, expected in (
        (0, ""),
        (1, f"content/{BROKEN}:1:1: too-large: the front matter is larger than 64 KiB"),
    ):
        large = ARTICLE[:front] + "# " + comment + "x" * (fill + more) + "\n" + ARTICLE[front:]
        assert report_of(edition_of({BROKEN: large.encode()})) == expected


def codes(text: str) -> list[tuple[int, str]]:
    """The lines and codes of what is said of a story that ends in `text`."""
    made = edition_of({BROKEN: (ARTICLE + text).encode()})
    return [(problem.location.line, problem.code) for problem in made.problems]


END = ARTICLE.count("\n") + 1
"""The line after the story."""


def test_a_line_that_is_too_long() -> None:
    assert codes("x" * MAX_LINE_CHARACTERS) == []
    assert codes("\nx\n" + "x" * (MAX_LINE_CHARACTERS + 1)) == [(END + 2, "long-line")]


@pytest.mark.parametrize(
    ("most", "more"),
    [
        ("*" * (MAX_MARKUP_CHARACTERS // 4) + "\n", "`" * MAX_MARKUP_CHARACTERS),
        ("\n" * (MAX_TEXT_CHARACTERS - 200), "\n" * MAX_TEXT_CHARACTERS),
    ],
    ids=["signs", "characters"],
)
def test_a_text_that_would_take_too_long_to_read(most: str, more: str) -> None:
    assert codes("x" + most) == []
    wrapped = "\n".join(
        more[at : at + MAX_LINE_CHARACTERS] for at in range(0, len(more), MAX_LINE_CHARACTERS)
    )
    assert codes(wrapped) == [(ARTICLE.count("\n"), "too-complex")]


PEOPLE = {f"people/p{n}.md": b"---\nname: P\n---\n" for n in range(MAX_ENTITIES + 1)}


def of_people(body: str) -> list[tuple[int, str]]:
    """The line and code of each problem of a story in a site with many people."""
    texts = {**VALID_FILES, **PEOPLE, BROKEN: f"{ARTICLE}\n{body}\n".encode()}
    problems = make_edition(texts, Site("S")).problems
    return [(one.location.line, one.code) for one in problems if one.location.file.endswith(BROKEN)]


def test_a_text_has_a_bounded_number_of_annotations() -> None:
    """The story has three of its own."""
    line = "[x](person:p1)\n\n"
    assert of_people(line * (MAX_ANNOTATIONS - 3)) == []
    assert of_people(line * (MAX_ANNOTATIONS - 2)) == [
        (END + 1 + 2 * (MAX_ANNOTATIONS - 3), "too-complex")
    ]


def test_a_text_names_a_bounded_number_of_entities() -> None:
    """The pages and feeds of each repeat the text. The story names three others."""
    lines = [f"[x](person:p{n})\n[x](person:p{n})\n\n" for n in range(MAX_ENTITIES - 2)]
    assert of_people("".join(lines[:-1])) == []
    assert of_people("".join(lines)) == [(END + 1 + 3 * (MAX_ENTITIES - 3), "too-complex")]


@pytest.mark.parametrize(
    "rows", [MAX_TABLE_CELLS // 100, 2_700], ids=["a row too many", "far too many"]
)
def test_a_table_has_a_bounded_number_of_cells(rows: int) -> None:
    """The parser completes short rows; after some 262,000 cells it swallows the page's end."""
    head = "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n"
    assert codes(f"Words.\n\n{head}" + "|b|\n" * (MAX_TABLE_CELLS // 100 - 1)) == []
    (problem,) = codes(f"Words.\n\n{head}" + "|b|\n" * rows)
    assert problem == (END + 4 + MAX_TABLE_CELLS // 100 - 1, "too-complex")


def test_a_list_has_a_bounded_number_of_items() -> None:
    lists = ARTICLE.replace("topics: [fibre]", "topics: [fibre]\nbyline: [a" + ", a" * 100 + "]")
    (problem,) = edition_of({BROKEN: lists.encode()}).problems
    assert (problem.code, problem.message) == ("long-value", "the list has more than 100 items")


def test_front_matter_of_too_many_values() -> None:
    lists = ARTICLE.replace("topics: [fibre]", f"topics: [{'a, ' * MAX_YAML_EVENTS}b]")
    lists = lists.replace("a, " * 100, "a, " * 100 + "\n  ")
    assert report_of(edition_of({BROKEN: lists.encode()})) == (
        f"content/{BROKEN}:1:1: too-complex: the front matter has too many values"
    )


def test_only_the_first_problems_of_a_file_are_reported() -> None:
    """They are counted, and the rest is not looked for."""
    found = codes("\n[x](person:nobody)\n" * (MAX_PROBLEMS + 50))
    assert len(found) == MAX_PROBLEMS + 1
    assert found[0] == (1, "too-many-problems")


def test_more_files_than_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_tree, "MOST_FILES", 2)
    for name in "abc":
        (tmp_path / name).touch()
    tree = read_tree(tmp_path, "content")
    assert [str(one) for one in tree.problems] == [
        "content:1:1: too-many-files: there are more than 2 files here"
    ]


@pytest.mark.parametrize(
    ("hidden", "name"),
    [
        ("&#8238;", "RIGHT-TO-LEFT OVERRIDE"),
        ("&ZeroWidthSpace;", "ZERO WIDTH SPACE"),
        ("&shy;", "SOFT HYPHEN"),
        ("\u3164", "HANGUL FILLER"),
        ("\U000e0041", "TAG LATIN CAPITAL LETTER A"),
        ("a\u200cb", "ZERO WIDTH NON-JOINER"),
        ("\u200f", "RIGHT-TO-LEFT MARK"),
        ("\ufeff", "ZERO WIDTH NO-BREAK SPACE"),
    ],
)
def test_an_invisible_character_is_reported(hidden: str, name: str) -> None:
    """However it is written."""
    made = edition_of({BROKEN: f"{ARTICLE}\nWords {hidden} more.\n".encode()})
    assert [(p.location.line, p.code) for p in made.problems] == [(END + 1, "hidden-character")]
    assert name in report_of(made)


def test_invisible_characters_hide_no_other_problem() -> None:
    """The rest of the file is read without it, and told where it stands in the file."""
    line = "A\u200bbc \u202e[x](person:nobody) and\u200b [y](../2023/none.md#z) [z](fax:a)."
    made = edition_of({BROKEN: f"{ARTICLE}\n{line}\n".encode()})
    found = {(p.code, line[p.location.column - 1 :][:6]) for p in made.problems}
    assert found == {
        ("hidden-character", "\u200bbc \u202e["),
        ("hidden-character", "\u202e[x](p"),
        ("hidden-character", "\u200b [y]("),
        ("unknown-person", "person"),
        ("broken-link", "../202"),
        ("unknown-kind", "fax:a)"),
    }


@pytest.mark.parametrize(
    "words",
    ["می\u200cروم", "ایک\u200f 5G", "👩\u200d💻", "❤\ufe0f", "葛\U000e0100", "1\ufe0f\u20e3"],
)
def test_a_character_that_a_script_needs_is_allowed(words: str) -> None:
    assert codes(f"\nWords {words} more.\n") == []


@pytest.mark.parametrize(
    ("target", "code"),
    [
        ("javascript:alert(1)", "refused-link"),
        ("JaVaScRiPt:alert(1)", "refused-link"),
        ("java&#9;script:alert(1)", "refused-link"),
        ("&#106;avascript:alert(1)", "refused-link"),
        ("java%73cript:alert(1)", "refused-link"),
        ("&#1;javascript:alert(1)", "refused-link"),
        ("data:text/html,x", "refused-link"),
        ("vbscript:x", "refused-link"),
        ("//evil.example/", "refused-link"),
        ("\\\\evil.example", "refused-link"),
        ("https:evil.example", "refused-link"),
        ("https:///evil.example", "refused-link"),
        ("https://example.com@evil.example/", "refused-link"),
        ("https://ex\u0430mple.com/", "refused-link"),
        ("https://exa&#8203;mple.com/", "refused-link"),
        ("https://exam_ple..com/", "refused-link"),
        ("mailto:somebody", "refused-link"),
        ("https://example.com:99999/", "refused-link"),
        ("https://example.com/%D8%A7?a=1&b=(2)#c", ""),
        ("HTTPS://Example.com", ""),
        ("https://اردو.example/", ""),
        ("mailto:news@example.com?subject=Fibre", ""),
    ],
)
def test_a_link_leads_where_it_says(target: str, code: str) -> None:
    assert codes(f"\n[words](<{target}>)\n") == ([(END + 1, code)] if code else [])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("[![a](https://evil.example/x.png)](https://example.com/)", "bad-image"),
        ("[![a](data:image/png;base64,x)](person:umar-saif)", "bad-image"),
        ("![a ![b](https://evil.example/y.png) c](map.png)", "bad-image"),
    ],
)
def test_a_picture_within_a_link_is_looked_at_too(words: str, code: str) -> None:
    assert codes(f"\n{words}\n") == [(END + 1, code)]


@pytest.mark.parametrize("heading", ["content", "menu", "p-1", "note-x", "search-1"])
def test_no_heading_takes_the_id_of_something_on_the_page(heading: str) -> None:
    made = edition_of({BROKEN: f"{ARTICLE}\n## {heading}\n\nWords.\n".encode()})
    _, text = made.last_valid[Key(Kind.ARTICLE, "2024/broken")]
    assert text.heading_ids == (f"section-{heading}",)


@pytest.mark.parametrize("name", ["con", "nul", "com1", "lpt9"])
def test_no_file_has_a_name_that_windows_keeps(name: str) -> None:
    made = edition_of({f"people/{name}.md": b"---\nname: N\n---\n"})
    assert [problem.code for problem in made.problems] == ["bad-id"]


@pytest.mark.parametrize(
    ("pictures", "said"),
    [
        ({"map.gif": VALID_PNG}, "a picture of the type"),
        ({"big.png": VALID_PNG[:16] + b"\0\0\xff\xff" + VALID_PNG[20:]}, "65,535 by"),
        ({"Map.png": VALID_PNG}, "cannot tell it from"),
        ({"a b.png": VALID_PNG}, "can't have this path"),
        ({"aux.png": VALID_PNG}, "can't have this path"),
        ({"page.html.png": VALID_PNG}, "can't have this path"),
    ],
)
def test_a_picture_is_what_its_name_says(pictures: dict[str, bytes], said: str) -> None:
    made = edition_of({f"articles/2024/{name}": data for name, data in pictures.items()})
    assert len(made.problems) == 1
    assert said in report_of(made)


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "run.js", ".hidden", "note.txt"])
def test_no_other_file_stands_in_the_content(name: str) -> None:
    made = edition_of({f"articles/2024/{name}": b"<script>alert(1)</script>"})
    assert [problem.code for problem in made.problems] == ["misplaced-file"]


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    """A text of 1 MiB is read; a byte more is not. A picture may have eight times as much."""
    (tmp_path / "most.md").write_bytes(b"x" * FILE_BYTES)
    (tmp_path / "more.md").write_bytes(b"x" * (FILE_BYTES + 1))
    (tmp_path / "map.png").write_bytes(b"x" * (FILE_BYTES + 1))
    (tmp_path / "scan.png").write_bytes(b"x" * (8 * FILE_BYTES + 1))
    tree = read_tree(tmp_path, "content")
    assert [str(problem) for problem in tree.problems] == [
        "content/more.md:1:1: too-large: the file is larger than 1 MiB",
        "content/scan.png:1:1: too-large: the file is larger than 8 MiB",
    ]
    assert set(tree.texts) == {"most.md", "map.png"}


def test_a_link_on_the_disk_is_not_followed(tmp_path: Path) -> None:
    """Neither to a file nor to a folder: what it leads to is not ours to publish."""
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.md").write_text("not ours", encoding="utf-8")
    content = tmp_path / "content"
    content.mkdir()
    (content / "file.md").symlink_to(secret / "key.md")
    (content / "folder").symlink_to(secret)
    tree = read_tree(content, "content")
    message = "this is no plain file, and links are not followed"
    assert [str(problem) for problem in tree.problems] == [
        f"content/{name}:1:1: not-a-file: {message}\n    hint: put the file itself here"
        for name in ("file.md", "folder")
    ]
    assert not tree.texts


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told, and the others are read all the same."""

    def may(path: str, _: int) -> bool:
        return not path.endswith("locked.md")

    (tmp_path / "locked.md").write_text("locked", encoding="utf-8")
    (tmp_path / "open.md").write_text("open", encoding="utf-8")
    monkeypatch.setattr(os, "access", may)
    tree = read_tree(tmp_path, "content")
    assert [str(p) for p in tree.problems] == [
        "content/locked.md:1:1: unreadable: Permission denied"
    ]
    assert dict(tree.texts) == {"open.md": b"open"}


def test_one_run_reports_all_files() -> None:
    """By file, line and column; a broken file hides nothing in another, nor in its own text."""
    front_and_text = ARTICLE.replace("topics:", "topic:").replace("org:moitt", "org:moit")
    two_on_a_line = ARTICLE.replace("org:moitt", "org:moit").replace("umar-saif)", "umar-saiff)")
    unread = ARTICLE.replace("---\n\n", "\n")
    made = edition_of(
        {
            "articles/2024/c.md": front_and_text.encode(),
            "articles/2024/b.md": two_on_a_line.encode(),
            "articles/2024/a.md": unread.encode(),
            "people/a.md": b"---\nname:\n---\n",
        }
    )
    assert [(p.location.file, p.location.line, p.code) for p in made.problems] == [
        ("content/articles/2024/a.md", 9, "unclosed-front-matter"),
        ("content/articles/2024/b.md", 10, "unknown-person"),
        ("content/articles/2024/b.md", 10, "unknown-organisation"),
        ("content/articles/2024/c.md", 1, "no-topic"),
        ("content/articles/2024/c.md", 5, "unknown-key"),
        ("content/articles/2024/c.md", 10, "unknown-organisation"),
        ("content/people/a.md", 2, "missing-value"),
    ]
    locations = [problem.location for problem in made.problems]
    assert locations == sorted(locations)
    assert not made.can_be_published
    assert not made.pages


@pytest.mark.parametrize("path", sorted(PROBLEM_FIXTURES.glob("*.txt")), ids=lambda path: path.stem)
@pytest.mark.parametrize("end", ["\r\n", "\r"], ids=["crlf", "cr"])
def test_an_editor_s_marks_change_nothing(path: Path, end: str) -> None:
    """A byte-order mark and other line ends move no line, no column and no message."""
    _, *parts = re.split(r"^===== (.+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    plain = dict(zip(parts[::2], (text.encode() for text in parts[1::2]), strict=True))
    marked = {
        name: b"\xef\xbb\xbf" + data.replace(b"\n", end.encode()) for name, data in plain.items()
    }
    assert report_of(edition_of(marked)) == report_of(edition_of(plain))


def test_an_editor_s_marks_change_no_page() -> None:
    marked = b"\xef\xbb\xbf" + ARTICLE.replace("\n", "\r\n").encode()
    assert says(edition_of({BROKEN: marked})) == says(edition_of({BROKEN: ARTICLE.encode()}))


@pytest.mark.parametrize(
    "words", ["NO", "010", "12:30", "1.10", "1e3", "2024-01-02", "0x1F", "off"]
)
def test_yaml_keeps_the_words(words: str) -> None:
    """What is written is what is meant: no word turns into a number, a date or a truth."""
    made = edition_of({BROKEN: ARTICLE.replace("Fibre comes to Karachi", words).encode()})
    assert report_of(made) == ""
    article, _ = made.last_valid[Key(Kind.ARTICLE, "2024/broken")]
    assert isinstance(article, Article)
    assert article.title == words
    page = next(page for page in made.pages if page.path == BROKEN)
    assert page.title == words


def test_every_code_is_explained() -> None:
    """`checks.md` has each code, in the order of the alphabet, with a message as it is said."""
    page = CHECKS.read_text(encoding="utf-8")
    _, *parts = re.split(r"^## (.+)\n", page, flags=re.MULTILINE)
    headings, sections = parts[::2], parts[1::2]
    assert headings == sorted(CODES)
    for code, section in zip(headings, sections, strict=True):
        assert re.search(
            rf"^```text\n\S+:\d+:\d+: {code}: .+\n(?:    hint: .+\n)?```\n",
            section,
            flags=re.MULTILINE,
        ), code
        assert ("A warning." in section) == (code in WARNINGS), code
        fixture = PROBLEM_FIXTURES / f"{code}.txt"
        if fixture.exists():
            expected = fixture.read_text(encoding="utf-8").partition("=====")[0]
            example = section.split("```text\n")[1].split("```")[0]
            assert example in expected, f"{code}: the example is not what is said today"


@pytest.mark.parametrize(
    ("front", "code"),
    [
        ("---\nname: U\n...\nroles: []\n---\n", "bad-yaml"),
        ("---\n{name: U}\nrubbish: [\n---\n", "bad-yaml"),
        ('---\nname: "a\\u202eb"\n---\n', "hidden-character"),
    ],
)
def test_nothing_hides_in_front_matter(front: str, code: str) -> None:
    """All of it is read: what stands after a document's end, and what an escape stands for."""
    made = edition_of({"people/u.md": front.encode()})
    assert [problem.code for problem in made.problems] == [code]


@pytest.mark.parametrize(
    ("front", "place", "said"),
    [
        ("title: a: b", "2:9", "a second `:` makes this value a key"),
        ("title: a\n  b: c", "3:4", "a second `:` makes this value a key"),
        ("title: ? a", "2:8", "a value can't begin with `? `"),
        ("title: - a", "2:8", "a list can't begin on the line of its key"),
        ('title: "a\nb: c', "2:8", "the quotation mark here is never closed"),
        ("title: a\ndate\nsummary: b", "3:1", "this line has no `: ` after its key"),
        ("title: 'it's'", "2:12", "a key is expected here"),
        ("sources:\n  - url: a\n   url: b", "4:4", "this line isn't part of the list above it"),
        ("topics: [a, b\ndate: c", "2:9", "the list that begins here has no closing `]`"),
        ("topics: {a: b\ndate: c", "2:9", "the mapping that begins with this `{` has no closing"),
        ("title: ,", "2:8", "a value is missing here"),
        ("title: @a", "2:8", "a value can't begin with this symbol"),
        ("\ttitle: a", "2:1", "a value can't begin with this symbol, nor a line with a tab"),
        ("title: \ta\n\tb: c", "2:9", "this line is indented with a tab"),
        (r'title: "\q"', "2:9", "this letter can't follow a backslash"),
        (r'title: "\uZ"', "2:11", "the backslash and its letter need the number"),
        ("title: *", "2:9", "a value can't begin with `*` or `&`"),
        ("title: |x", "2:9", "nothing else can be on the line of a `|` or `>`"),
        ("title: a\n...\nb: c", "4:1", "`...` ends the front matter"),
        ("title: !<a", "2:11", "this is not YAML: did not find the expected '>'"),
    ],
)
def test_invalid_yaml_has_a_clear_message(front: str, place: str, said: str) -> None:
    (found,) = parse_file(BROKEN, f"---\n{front}\n---\n".encode(), "f").problems
    assert str(found).startswith(f"f:{place}: bad-yaml: {said}")
    assert found.hint


def test_a_file_that_cannot_be_read_is_one_problem() -> None:
    """Those who name it are not told that it is missing."""
    unread = [Problem(Location("content/people/big.md"), "too-large", "too large")]
    story = ARTICLE.replace("person:umar-saif", "person:big").encode()
    made = make_edition({**VALID_FILES, BROKEN: story}, Site("Test"), unread=unread)
    assert [problem.code for problem in made.problems] == ["too-large"]


@pytest.mark.parametrize(
    ("link", "hint"),
    [
        ("[M](organisation:moitt)", "did you mean `org`?"),
        ("[U](persn:umar-saif)", "did you mean `person`?"),
        ("[U](person:Umar-Saif)", "did you mean `umar-saif`?"),
        ("[w](www.example.com)", "write `https://www.example.com`"),
        (
            '[](commitment:nationwide-fibre "done")',
            'write `[the words](commitment:nationwide-fibre "done")`',
        ),
    ],
)
def test_a_hint_leads_to_what_was_meant(link: str, hint: str) -> None:
    made = edition_of({BROKEN: f"{ARTICLE}\nSee {link}.\n".encode()})
    assert [problem.hint for problem in made.problems] == [hint]


def test_an_old_address_cannot_stand_in_the_archive() -> None:
    """Its pages come and go with the stories."""
    story = ARTICLE.replace("topics: [fibre]", "topics: [fibre]\naliases: [archive/2019]").encode()
    assert [problem.code for problem in edition_of({BROKEN: story}).problems] == ["address-taken"]


def test_a_source_is_in_a_language() -> None:
    story = ARTICLE.replace("publisher:", "lang: not one, publisher:").encode()
    assert [problem.code for problem in edition_of({BROKEN: story}).problems] == ["unknown-value"]


def codes_of(files: dict[str, bytes], today: date | None = TODAY) -> list[str]:
    return [problem.code for problem in edition_of(files, today).problems]


@pytest.mark.parametrize(("ahead", "is_future"), [(-1, 0), (0, 0), (1, 0), (2, 1), (9999, 1)])
def test_a_date_is_in_the_future_from_two_days_ahead_on(ahead: int, is_future: int) -> None:
    """Where the contributor is, it may be tomorrow already."""
    day = TODAY + timedelta(days=ahead)
    assert codes_of(dated_article(day)) == ["future-date"] * is_future
    assert codes_of(dated_article(day, "done")) == ["future-date", "future-state"] * is_future


def test_a_date_with_a_time_is_compared_by_its_day() -> None:
    for time, wanted in (("11-28T00:00:00+05:00", []), ("11-29T00:00:00+14:00", ["future-date"])):
        story = ARTICLE.replace("2024-03-04", f"2024-{time}").encode()
        assert codes_of({BROKEN: story}) == wanted


@pytest.mark.parametrize("today", [date.min, date.max, TODAY])
def test_any_day_at_all_can_be_the_day_of_the_check(today: date) -> None:
    for day in (date(1900, 1, 1), date(2199, 12, 31)):
        edition_of(dated_article(day, "dropped"), today)


def test_without_a_day_no_date_is_in_the_future() -> None:
    assert codes_of(dated_article(date(2150, 1, 1), "dropped"), None) == []


def test_a_state_in_the_future_is_no_part_of_the_site() -> None:
    made = edition_of(dated_article(date(2150, 1, 1), "dropped"))
    assert not made.can_be_published
    assert not made.pages


def test_a_draft_may_be_prepared_for_a_day_to_come() -> None:
    """It is not published, so its state is not either."""
    ((path, story),) = dated_article(date(2150, 1, 1), "dropped").items()
    draft = story.replace(b"topics:", b"draft: true\ntopics:")
    assert codes_of({path: draft}) == ["future-date"]


def test_what_is_planned_may_be_in_the_future() -> None:
    """The day on which a commitment is due, and the day on which a role begins or ends."""
    files = {
        "commitments/a-road.md": b"---\ntitle: A road\nby: [org:moitt]\ndue: 2150-01-01\n---\n",
        "people/a-person.md": (
            b"---\nname: A\nroles:\n  - {title: M, from: 2149, to: 2150-01-01}\n---\n"
        ),
    }
    assert codes_of(files) == []


@pytest.mark.parametrize(("written", "is_future"), [("2024", 0), ("2024-11", 0), ("2025", 1)])
def test_a_month_or_a_year_is_in_the_future_when_its_first_day_is(
    written: str, is_future: int
) -> None:
    story = ARTICLE.replace("publisher:", f"date: {written}, publisher:").encode()
    assert codes_of({BROKEN: story}) == ["future-date"] * is_future


def test_a_problem_after_an_invisible_character_has_its_column_in_the_file() -> None:
    story = ARTICLE.replace("date: ", "date: \u200b2").replace("\u200b22024", "\u200b2024")
    found = edition_of({BROKEN: story.replace("2024-03-04", "2024-12-25").encode()}).problems
    assert [(one.location[1:], one.code) for one in found] == [
        ((3, 7), "hidden-character"),
        ((3, 8), "future-date"),
    ]


def codes_of_alias(alias: str) -> list[tuple[int, str]]:
    story = ARTICLE.replace("topics: [fibre]", f"topics: [fibre]\naliases: [{alias}]").encode()
    return [
        (problem.location.line, problem.code) for problem in edition_of({BROKEN: story}).problems
    ]


@pytest.mark.parametrize(
    "alias",
    [
        "pagefind", "pagefind/x", "/pagefind/pagefind/", "assets/share", "data/articles",
        "schemas/x", "feeds", "feeds/x", "contribute/new", "contribute/x", "search", "search/x",
        "moved/x", "index", "corrections", "archive/2019", "people", "people/somebody",
        "topics/x/1", "404", "404/x",
    ],
)  # fmt: skip
def test_an_old_address_leads_to_no_place_of_the_site(alias: str) -> None:
    assert codes_of_alias(alias) == [(6, "address-taken")]


@pytest.mark.parametrize(
    "alias",
    [
        "con", "articles/2019/nul", "aux/x", "old/prn/x", "com1", "lpt9/x/y",
        "Pagefind", "ASSETS/x", ".well-known/x", "404.html", "con.md", "old/aux.html", "a_b",
        "a%2fb", "old/../people", "old/./x", "old//x", "'old/x '' y'", "\u0430rticles",
    ],
)  # fmt: skip
def test_an_old_address_is_one_that_every_disk_can_hold(alias: str) -> None:
    assert codes_of_alias(alias) == [(6, "bad-address")]


@pytest.mark.parametrize(
    "alias", ["articles/2019/old", "old/x", "news", "console/x", "pagefinder", "data-of-2019/com10"]
)
def test_an_old_address_that_takes_nobody_s_place_is_kept(alias: str) -> None:
    assert codes_of_alias(alias) == []


def test_an_old_address_differs_from_the_site_s_own_in_more_than_capitals() -> None:
    site = Site("Test", handwritten_pages=frozenset(["About.md", "Help/Me.md"]))
    for alias in ("about", "help/me", "help/x"):
        story = ARTICLE.replace("topics: [fibre]", f"topics: [fibre]\naliases: [{alias}]").encode()
        made = make_edition({**VALID_FILES, BROKEN: story}, site)
        assert [problem.code for problem in made.problems] == ["address-taken"]
