"""What the YAML parser says of a text that is none, in words for people."""

from __future__ import annotations

_QUOTE = "put quotation marks around a value that holds `: ` or begins with a sign"
_CLOSE = 'close it where it ends; a quotation mark within it is written twice, or as `\\"`'
_ALIGN = "set the lines of one group in by the same number of spaces"

_EXPLANATIONS: dict[str, tuple[str, str]] = {
    "mapping values are not allowed in this context": (
        "a second `:` makes this value a key with a value of its own",
        f"{_QUOTE}, and begin a key where the line above begins",
    ),
    "mapping keys are not allowed in this context": ("no value begins with `? `", _QUOTE),
    "block sequence entries are not allowed in this context": (
        "a list cannot begin on the line of its key",
        "begin a line of its own with `- `, or put quotation marks around the value",
    ),
    "found unexpected end of stream": ("the quotation mark here is never closed", _CLOSE),
    "could not find expected ':'": (
        "this line has no `: ` after its key",
        "write `key: value`, and set in a line that carries on a value",
    ),
    "did not find expected key": (
        "a key is expected here",
        f"{_ALIGN}; nothing may stand behind a quotation mark that closes a value",
    ),
    "did not find expected '-' indicator": ("this line is no part of the list above it", _ALIGN),
    "did not find expected ',' or ']'": (
        "the list that begins here is not closed, or lacks a comma",
        "write `[one, two]`, with quotation marks around a value that holds a `:` or a bracket",
    ),
    "did not find expected ',' or '}'": (
        "what begins with this `{` is not closed, or lacks a comma",
        "put quotation marks around a value that begins with `{`",
    ),
    "did not find expected node content": (
        "a value is missing here, or begins with a sign",
        _QUOTE,
    ),
    "found character that cannot start any token": (
        "no value begins with this sign, and no line with a tab",
        "put quotation marks around the value, and set lines in with spaces",
    ),
    "found a tab character that violates indentation": (
        "a tab sets this line in", "set lines in with spaces",
    ),
    "found unknown escape character": (
        "a backslash between quotation marks changes the letter behind it, and this one it cannot",
        "write two backslashes for one, or use single quotation marks",
    ),
    "did not find expected hexdecimal number": (
        "the backslash and its letter ask for the number of a character", "write two backslashes",
    ),
    "did not find expected alphabetic or numeric character": (
        "no value begins with `*` or `&`", _QUOTE,
    ),
    "did not find expected comment or line break": (
        "behind a `|` or `>` that begins a value nothing else may stand on its line", _QUOTE,
    ),
    "did not find expected <document start>": (
        "`...` ends the front matter, and more stands behind it", "delete that line",
    ),
}  # fmt: skip


def explain_yaml_error(problem: str) -> tuple[str, str]:
    """A message and a hint for what the parser (libyaml) calls a problem."""
    unknown = f"this is not YAML: {problem}" if problem else "this is not YAML"
    return _EXPLANATIONS.get(problem, (unknown, _QUOTE))
