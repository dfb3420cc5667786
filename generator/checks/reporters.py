"""Formats problems for people, for GitHub and for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from generator.content.problems import BRACKET_COMMAND, Problem, disarm_commands, escape_unprintable

CODES_PAGE = "docs/contribute/checks.md"
"""Explains each code."""


def as_text(problems: Iterable[Problem]) -> str:
    """Return each problem as `file:line:column: code: message`, with its hint."""
    return "\n".join(map(str, problems))


def as_github(problems: Iterable[Problem]) -> str:
    """Return workflow commands, which GitHub shows at the lines of a pull request.

    Nothing in a message can end its command, begin another, or control a terminal.
    """
    return "\n".join(map(_command, problems))


def _command(problem: Problem) -> str:
    location = problem.location
    values = {
        "file": location.file,
        "line": location.line,
        "col": location.column,
        "title": problem.code,
    }
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in values.items())
    hint = f"\nhint: {problem.hint}" if problem.hint else ""
    return f"::{_level(problem)} {properties}::{_data(problem.message + hint)}"


def _data(text: str) -> str:
    safe = escape_unprintable(text, keep="\r\n").replace("%", "%25")
    return disarm_commands(safe.replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_json(problems: Iterable[Problem]) -> str:
    """Return a list of problems as JSON."""
    return _to_json([_problem_data(problem) for problem in problems])


def _to_json(value: Any) -> str:
    """Return JSON that is valid UTF-8 and safe to print.

    Programs read it as `value`, except that a byte of a file name that isn't UTF-8 is escaped
    (`\\xff`).
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    text = BRACKET_COMMAND.sub(r"##\1\\u005b", text)
    return "".join(char if char.isprintable() or char == "\n" else _escape(char) for char in text)


def _escape(char: str) -> str:
    """Return a character as its JSON escape."""
    is_surrogate = "\ud800" <= char <= "\udfff"
    return json.dumps(escape_unprintable(char) if is_surrogate else char)[1:-1]


def _problem_data(problem: Problem) -> dict[str, Any]:
    data: dict[str, Any] = {
        "file": problem.location.file,
        "line": problem.location.line,
        "column": problem.location.column,
        "level": _level(problem),
        "code": problem.code,
        "message": problem.message,
    }
    if problem.hint:
        data["hint"] = problem.hint
    if problem.fix:
        fix = problem.fix
        data["fix"] = {"old": fix.old, "new": fix.new, "safe": fix.is_safe}
    return data


def _level(problem: Problem) -> str:
    return "error" if problem.is_error else "warning"


def as_sarif(problems: Sequence[Problem]) -> str:
    """Return the Static Analysis Results Interchange Format of OASIS, version 2.1.0."""
    codes = sorted({problem.code for problem in problems})
    rules = [{"id": code, "help": {"text": f"{CODES_PAGE}, `{code}`"}} for code in codes]
    run = {
        "tool": {"driver": {"name": "coopnews", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, codes.index(problem.code)) for problem in problems],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return _to_json({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    location, hint = problem.location, f"\nHint: {problem.hint}" if problem.hint else ""
    uri = quote(location.file, errors="surrogateescape")  # a file name may hold any bytes
    artifact = {"uri": uri}
    physical_location = {"artifactLocation": artifact, "region": _region(problem, "")}
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": _level(problem),
        "message": {"text": problem.message + hint},
        "locations": [{"physicalLocation": physical_location}],
    }
    if problem.fix and problem.fix.is_safe:
        replacement = {
            "deletedRegion": _region(problem, problem.fix.old),
            "insertedContent": {"text": problem.fix.new},
        }
        change = {"artifactLocation": artifact, "replacements": [replacement]}
        result["fixes"] = [{"artifactChanges": [change]}]
    return result


def _region(problem: Problem, text: str) -> dict[str, int]:
    _, line, column = problem.location
    region = {"startLine": line, "startColumn": column}
    before, line_end, last = text.rpartition("\n")
    if line_end:
        return region | {"endLine": line + before.count("\n") + 1, "endColumn": len(last) + 1}
    return region | ({"endColumn": column + len(text)} if text else {})


REPORTERS: Mapping[str, Callable[[Sequence[Problem]], str]] = {
    "text": as_text,
    "github": as_github,
    "json": as_json,
    "sarif": as_sarif,
}
