"""The forms in which problems are told: to people, to a code host, to programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from generator.content.problems import BRACKET_COMMAND, Problem, escape_unprintable, disarm_commands

CHECKS = "docs/contribute/checks.md"
"""Where each code is explained."""


def as_text(problems: Iterable[Problem]) -> str:
    """`file:line:column: code: message`, and a hint: what editors and people read."""
    return "\n".join(map(str, problems))


def as_github(problems: Iterable[Problem]) -> str:
    """Return workflow commands, which the host shows at the lines of a pull request.

    Nothing in a message can end its command, begin another, or steer a terminal.
    """
    return "\n".join(map(_command, problems))


def _command(problem: Problem) -> str:
    location, word = problem.location, "error" if problem.is_error else "warning"
    values = {
        "file": location.file,
        "line": location.line,
        "col": location.column,
        "title": problem.code,
    }
    told = ",".join(f"{name}={_property(str(value))}" for name, value in values.items())
    hint = f"\nhint: {problem.hint}" if problem.hint else ""
    return f"::{word} {told}::{_data(problem.message + hint)}"


def _data(text: str) -> str:
    safe = escape_unprintable(text, kept="\r\n").replace("%", "%25")
    return disarm_commands(safe.replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def as_json(problems: Iterable[Problem]) -> str:
    """Return a list of problems as JSON."""
    return _dumped([_problem_data(one) for one in problems])


def _dumped(value: Any) -> str:
    """Return JSON that is valid UTF-8 and safe to print, from which programs read `value`.

    Only a byte of a file name that is not UTF-8 is read otherwise: as its escape (`\\xff`).
    """
    text = json.dumps(value, ensure_ascii=False, indent=2)
    text = BRACKET_COMMAND.sub(r"##\1\\u005b", text)
    return "".join(char if char.isprintable() or char == "\n" else _escape(char) for char in text)


def _escape(char: str) -> str:
    """Return a character as it is escaped in JSON."""
    is_surrogate = "\ud800" <= char <= "\udfff"
    return json.dumps(escape_unprintable(char) if is_surrogate else char)[1:-1]


def _problem_data(problem: Problem) -> dict[str, Any]:
    told: dict[str, Any] = {
        "file": problem.location.file,
        "line": problem.location.line,
        "column": problem.location.column,
        "level": _level(problem),
        "code": problem.code,
        "message": problem.message,
    }
    if problem.hint:
        told["hint"] = problem.hint
    if problem.fix:
        told["fix"] = {"old": problem.fix.old, "new": problem.fix.new}
    return told


def _level(problem: Problem) -> str:
    return "error" if problem.is_error else "warning"


def as_sarif(problems: Sequence[Problem]) -> str:
    """The Static Analysis Results Interchange Format, version 2.1.0, of OASIS."""
    codes = sorted({one.code for one in problems})
    rules = [{"id": code, "help": {"text": f"{CHECKS}, `{code}`"}} for code in codes]
    run = {
        "tool": {"driver": {"name": "coopnews", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one, codes.index(one.code)) for one in problems],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    whole = {"$schema": schema, "version": "2.1.0", "runs": [run]}
    return _dumped(whole)


def _result(problem: Problem, rule: int) -> dict[str, Any]:
    location, hint = problem.location, f"\nHint: {problem.hint}" if problem.hint else ""
    uri = quote(location.file, errors="surrogateescape")  # the bytes of the name, whatever they are
    place = {"artifactLocation": {"uri": uri}, "region": _region(problem, "")}
    told: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": rule,
        "level": _level(problem),
        "message": {"text": problem.message + hint},
        "locations": [{"physicalLocation": place}],
    }
    if problem.fix:
        change = {
            "deletedRegion": _region(problem, problem.fix.old),
            "insertedContent": {"text": problem.fix.new},
        }
        changed = {"artifactLocation": place["artifactLocation"], "replacements": [change]}
        told["fixes"] = [{"artifactChanges": [changed]}]
    return told


def _region(problem: Problem, words: str) -> dict[str, int]:
    _, line, column = problem.location
    region = {"startLine": line, "startColumn": column}
    return region | ({"endColumn": column + len(words)} if words else {})


REPORTERS: Mapping[str, Callable[[Sequence[Problem]], str]] = {
    "text": as_text,
    "github": as_github,
    "json": as_json,
    "sarif": as_sarif,
}
