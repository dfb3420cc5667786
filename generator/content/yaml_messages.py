"""Clear messages for invalid YAML."""

from __future__ import annotations

_QUOTE = "put quotation marks around a value that holds `: ` or begins with a symbol"
_CLOSE = 'add the missing quotation mark; write one within the value twice, or as `\\"`'
_ALIGN = "indent the lines of one group by the same number of spaces"

_EXPLANATIONS: dict[str, tuple[str, str]] = {
    "mapping values are not allowed in this context": (
        "a second `:` makes this value a key with another value",
        f"{_QUOTE}, and indent a key like the keys above it",
    ),
    "mapping keys are not allowed in this context": ("a value can't begin with `? `", _QUOTE),
    "block sequence entries are not allowed in this context": (
        "a list can't begin on the line of its key",
        "begin a new line with `- `, or put quotation marks around the value",
    ),
    "found unexpected end of stream": ("the quotation mark here is never closed", _CLOSE),
    "could not find expected ':'": (
        "this line has no `: ` after its key",
        "write `key: value`, and indent a line that continues a value",
    ),
    "did not find expected key": (
        "a key is expected here",
        f"{_ALIGN}; write nothing after the quotation mark that closes a value",
    ),
    "did not find expected '-' indicator": ("this line isn't part of the list above it", _ALIGN),
    "did not find expected ',' or ']'": (
        "the list that begins here has no closing `]`, or lacks a comma",
        "write `[one, two]`, with quotation marks around a value that holds a `:` or a bracket",
    ),
    "did not find expected ',' or '}'": (
        "the mapping that begins with this `{` has no closing `}`, or lacks a comma",
        "put quotation marks around each value in it that holds a `:`, a `,` or a bracket",
    ),
    "did not find expected node content": (
        "a value is missing here, or begins with a symbol",
        _QUOTE,
    ),
    "found character that cannot start any token": (
        "a value can't begin with this symbol, nor a line with a tab",
        "put quotation marks around the value, and indent lines with spaces",
    ),
    "found a tab character that violates indentation": (
        "this line is indented with a tab", "indent with spaces, not tabs",
    ),
    "found unknown escape character": (
        "this letter can't follow a backslash between quotation marks",
        "write two backslashes for one, or use single quotation marks",
    ),
    "did not find expected hexdecimal number": (
        "the backslash and its letter need the number of a character", "write two backslashes",
    ),
    "did not find expected alphabetic or numeric character": (
        "a value can't begin with `*` or `&`", _QUOTE,
    ),
    "did not find expected comment or line break": (
        "nothing else can be on the line of a `|` or `>` that begins a value", _QUOTE,
    ),
    "did not find expected <document start>": (
        "`...` ends the front matter, but more follows", "delete that line",
    ),
}  # fmt: skip


def explain_yaml_error(problem: str) -> tuple[str, str]:
    """Return a message and a hint for a problem that the YAML parser (libyaml) reports."""
    default = f"this is not YAML: {problem}" if problem else "this is not YAML"
    return _EXPLANATIONS.get(problem, (default, _QUOTE))
