"""Output formats for problems."""

from __future__ import annotations

import json
import os
import re
from urllib.parse import unquote_to_bytes

import pytest

from generator.checks.reporters import REPORTERS, as_github, as_json, as_sarif
from generator.content.problems import (
    Fix,
    Location,
    Problem,
    disarm_commands,
)

HOSTILE = Problem(
    Location("content/a,b:c.md", 3, 4), "bad-date", "50%\n::error::x", "h\r", Fix("a", "b")
)


def test_github_gets_one_workflow_command_for_each_problem() -> None:
    assert as_github([HOSTILE]) == (
        "::error file=content/a%2Cb%3Ac.md,line=3,col=4,title=bad-date::"
        "50%25%0A::error::x%0Ahint: h%0D"
    )


def test_the_region_of_a_fix_of_several_lines_ends_in_the_last_of_them() -> None:
    problem = Problem(Location("a.md", 7), "wrong-dash", "x", "", Fix("\n\n- A", ">\n>\n> — A"))
    (result,) = json.loads(as_sarif([problem]))["runs"][0]["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    region = {"startLine": 7, "startColumn": 1, "endLine": 9, "endColumn": 4}
    assert change["replacements"][0]["deletedRegion"] == region


def test_json_has_every_part_of_a_problem() -> None:
    (problem,) = json.loads(as_json([HOSTILE]))
    assert problem["fix"] == {"old": "a", "new": "b", "safe": True}
    assert (problem["file"], problem["line"], problem["column"]) == HOSTILE.location
    assert problem["level"] == "error"


def test_sarif_names_each_rule_and_the_fix() -> None:
    (run,) = json.loads(as_sarif([HOSTILE]))["runs"]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "bad-date"
    (change,) = result["fixes"][0]["artifactChanges"]
    region = {"startLine": 3, "startColumn": 4, "endColumn": 5}
    assert change["replacements"][0]["deletedRegion"] == region


STEERS = Problem(
    Location("content/a\udcff\x1b[31m\u202eb.md"),
    "bad-id",
    "\x1b[2J ##[error]x ##vso[task]\x9b \U000e0041\n::warning::y",
    "::add-mask::z \u0639\u0645\u0631",
)
"""What could steer a terminal or a workflow, in a file whose name isn't UTF-8."""


@pytest.mark.parametrize("form", REPORTERS)
def test_no_format_lets_content_control_a_terminal_or_a_workflow(form: str) -> None:
    """GitHub's runner finds `##[` anywhere in a line, and `::` behind the blanks at its start."""
    output = REPORTERS[form]([STEERS])
    assert output.encode()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\U000e0041]", output)
    assert not re.search(r"##[a-z]*\[", output)
    commands = [line for line in re.split("[\n\r]", output) if line.lstrip().startswith("::")]
    assert len(commands) == (1 if form == "github" else 0)
    assert "\u0639\u0645\u0631" in output


def test_json_has_the_exact_text_except_for_bytes_that_are_not_utf8() -> None:
    (problem,) = json.loads(as_json([STEERS]))
    assert (problem["message"], problem["hint"]) == (STEERS.message, STEERS.hint)
    assert problem["file"] == "content/a\\xff\x1b[31m\u202eb.md"


def test_sarif_encodes_the_bytes_of_a_file_name() -> None:
    (run,) = json.loads(as_sarif([STEERS]))["runs"]
    (place,) = run["results"][0]["locations"]
    uri = place["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "content/a%FF%1B%5B31m%E2%80%AEb.md"
    assert unquote_to_bytes(uri) == os.fsencode(STEERS.location.file)


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("::error::x", "\\::error::x"),
        ("  \t::error::x", "  \t\\::error::x"),
        ("a\r::set-output name=x::y", "a\r\\::set-output name=x::y"),
        ("\u3000::x\n\n ::y", "\u3000\\::x\n\n \\::y"),
        ("a ##[group]b ##[c]", "a ##\\[group]b ##\\[c]"),
        ("####[x] ##vso[task]", "####\\[x] ##vso\\[task]"),
        ("a::b, ## [x], #[y] and std::vector", "a::b, ## [x], #[y] and std::vector"),
    ],
)
def test_a_workflow_command_is_escaped_with_a_backslash(written: str, printed: str) -> None:
    assert disarm_commands(written) == printed
