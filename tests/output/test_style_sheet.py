"""What is kept of Material's style sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.output.style_sheet import compact_rules, used_rules


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        ("a{color:red}", "a{color:red}"),
        (".md-typeset h1,.md-nav h1{margin:0}", ".md-typeset h1{margin:0}"),
        (".md-header{top:0}", ""),
        ("[data-md-color-scheme=slate] a{color:red}", ""),
        ("@media print{.md-nav{top:0}.md-grid{margin:0}}", "@media print{.md-grid{margin:0}}"),
        ("@media print{.md-nav{top:0}}", ""),
        (":is(a,.b) i{top:0}", ":is(a,.b) i{top:0}"),
        ('i{background:url("data:,{.md-nav,}")}', 'i{background:url("data:,{.md-nav,}")}'),
        ("[dir=rtl] .md-typeset ul,.md-typeset p{top:0}", ".md-typeset p{top:0}"),
        ("@keyframes x{to{top:0}}", "@keyframes x{to{top:0}}"),
        (".md-typeset .note,.md-typeset details{top:0}", ".md-typeset details{top:0}"),
        (
            ":root{--a:url(\"x\");--b:url('y');}i{mask:var(--b)}",
            ':root{--b:url("y");}i{mask:var(--b)}',
        ),
        (':root{--a:url("x")}', ""),
    ],
)
def test_rules_that_no_page_can_match_are_left_out(sheet: str, kept: str) -> None:
    assert used_rules(sheet) == f"{kept}\n"


def test_rules_for_an_extension_of_markdown_are_kept_where_it_is_on() -> None:
    sheet = ".md-typeset .admonition{top:0}.md-typeset .tabbed-set{top:0}"
    assert used_rules(sheet) == "\n"
    assert used_rules(sheet, frozenset(["toc", "admonition"])) == ".md-typeset .admonition{top:0}\n"


def test_our_own_rules_are_published_without_comments_and_indentation() -> None:
    sheet = '/* Why\n   so. */\na {\n  top: 0; /* x */\n}\n\ni::before { content: "  "; }\n'
    assert compact_rules(sheet) == '\na {\ntop: 0;\n}\ni::before { content: "  "; }\n'


ASSETS = Path(__file__).parents[2] / "generator" / "theme" / "assets"
PHYSICAL = re.compile(
    r"(?:margin|padding|border|inset|scroll-margin)-(?:left|right)|(?:^|[\s;{])(?:left|right):"
    r"|(?:text-align|float|clear): (?:left|right)|border-(?:top|bottom)-(?:left|right)"
)


@pytest.mark.parametrize("path", sorted(ASSETS.rglob("*.css")), ids=lambda path: path.name)
def test_our_rules_have_no_left_and_no_right(path: Path) -> None:
    """A page from right to left has the same style sheet: its properties are logical."""
    sheet = re.sub(r"(?s)/\*.*?\*/", "", path.read_text(encoding="utf-8"))
    assert PHYSICAL.findall(sheet) == []
    for name, value in re.findall(r"\b(margin|padding|inset): ([^;}]+)", sheet):
        parts = re.findall(r"(?:[^\s()]|\([^()]*(?:\([^()]*\))*\))+", value)
        assert len(parts) < 4 or parts[1] == parts[3], f"{name}: {value}"


def test_the_font_that_readers_may_load_is_small() -> None:
    assert (ASSETS / "nastaliq.woff2").stat().st_size < 102_000
