"""What is kept of Material's style sheet."""

from __future__ import annotations

import pytest

from generator.output.style_sheet import used_rules


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
        ("@keyframes x{to{top:0}}", "@keyframes x{to{top:0}}"),
    ],
)
def test_rules_that_no_page_can_match_are_left_out(sheet: str, kept: str) -> None:
    assert used_rules(sheet) == f"{kept}\n"
