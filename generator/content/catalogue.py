"""Reads catalogues in the format of GNU gettext, and brings them up to date with another one."""

from __future__ import annotations

import gettext as gettext_library
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress

from msgspec import Struct

_CONTEXT_SEPARATOR = "\x04"
_LINE = re.compile(
    r'(?:(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\])[ \t]*)?("(?:[^"\\]|\\.)*")[ \t]*'
)
_PLURAL_FORMS = re.compile(r"Plural-Forms: *nplurals *= *(\d+) *; *plural *= *([^;\n]+)")
_MOST_FORMS = 6
_NUMBERS = range(1001)
"""Numbers for which a rule for plural forms must give a form."""


class Message(Struct, frozen=True):
    """A text of a catalogue with its translation."""

    line: int
    """The line of `msgid`."""
    context: str
    text: str
    plural: str
    """The text for several; empty where the message has no number."""
    forms: Mapping[str, str]
    """The translations by their keywords, `msgstr` or `msgstr[0]`, and so on."""
    lines: Mapping[str, int]
    """The line of each keyword."""
    comments: tuple[str, ...]
    """The lines above, which begin with `#`."""
    source: Mapping[str, tuple[str, ...]]
    """The lines of each keyword as they are in the file."""

    @property
    def key(self) -> str:
        return message_key(self.context, self.text)

    @property
    def is_fuzzy(self) -> bool:
        """Whether the translation is in doubt."""
        return any(line.startswith("#,") and "fuzzy" in line for line in self.comments)

    @property
    def is_translated(self) -> bool:
        return all(self.forms.values()) and not self.is_fuzzy


class SyntaxFault(Struct, frozen=True):
    """What can't be read of a catalogue."""

    line: int
    message: str
    hint: str


class Catalogue(Struct, frozen=True):
    """What a file says."""

    messages: tuple[Message, ...] = ()
    """Without the header."""
    header: Message | None = None
    faults: tuple[SyntaxFault, ...] = ()
    obsolete: tuple[str, ...] = ()
    """The lines that begin with `#~`: translations of texts that are no longer used."""

    @property
    def plural_rule(self) -> PluralRule | None:
        """How the form for a number is chosen; None when the header doesn't say it rightly."""
        header = self.header.forms.get("msgstr", "") if self.header else ""
        match = _PLURAL_FORMS.search(header)
        return make_plural_rule(int(match[1]), match[2].strip()) if match else None


class PluralRule(Struct, frozen=True):
    """How a language chooses the form of a text for a number."""

    form_count: int = 2
    plural: str = "n != 1"
    """The form of a number `n`, as C writes it."""
    form_of: Callable[[int], int] = lambda number: int(number != 1)
    """Returns which of the forms a number takes."""

    @property
    def keywords(self) -> list[str]:
        """The keyword of each form in a catalogue."""
        return [f"msgstr[{number}]" for number in range(self.form_count)]


def make_plural_rule(form_count: int, plural: str) -> PluralRule | None:
    """Return a rule; None when it can't be read, or gives a form that isn't there."""
    with suppress(ValueError, ZeroDivisionError, RecursionError):
        form_of = gettext_library.c2py(plural)
        forms = {form_of(number) for number in _NUMBERS}
        if 0 < form_count <= _MOST_FORMS and 0 <= min(forms) <= max(forms) < form_count:
            return PluralRule(form_count, plural, form_of)
    return None


def message_key(context: str, text: str) -> str:
    return f"{context}{_CONTEXT_SEPARATOR}{text}" if context else text


def read_catalogue(text: str) -> Catalogue:
    """Return the messages of a catalogue. A message with a fault in it is left out."""
    reader = _Reader()
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        reader.read(number, line.strip())
    reader.finish()
    header = next((message for message in reader.messages if not message.key), None)
    messages = tuple(message for message in reader.messages if message.key)
    return Catalogue(messages, header, tuple(reader.faults), tuple(reader.obsolete))


class _Reader:
    """Reads a catalogue line by line."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.faults: list[SyntaxFault] = []
        self.obsolete: list[str] = []
        self._lines_by_key: dict[str, int] = {}
        self._begin()

    def _begin(self) -> None:
        self._comments: list[str] = []
        self._strings: dict[str, str] = {}
        self._lines: dict[str, int] = {}
        self._source: dict[str, list[str]] = {}
        self._keyword = ""
        self._is_faulty = False

    def read(self, number: int, line: str) -> None:
        if line.startswith("#~"):
            self.obsolete.append(line)
        elif line.startswith("#"):
            if self._strings or self._is_faulty:
                self.finish()
            self._comments.append(line)
        elif match := _LINE.fullmatch(line):
            self._read_string(number, line, match[1] or "", match[2])
        elif line:
            message = "this line is no comment, and no keyword with words in quotation marks"
            hint = (
                'write `msgstr "the translation"`, and a backslash before a quotation mark in it: '
                '`\\"`'
            )
            self._add_fault(number, message, hint)

    def _read_string(self, number: int, line: str, keyword: str, string: str) -> None:
        if keyword in ("msgctxt", "msgid") and self._strings.keys() - {"msgctxt"}:
            self.finish()
        if not keyword and not self._keyword:
            self._add_fault(number, "no keyword is before these words", 'write `msgstr "..."`')
            return
        if keyword in self._strings:
            message = f"this message has `{keyword}` twice"
            self._add_fault(number, message, "remove one of them")
        self._keyword = keyword or self._keyword
        self._lines.setdefault(self._keyword, number)
        self._source.setdefault(self._keyword, []).append(line)
        try:
            words = json.loads(string, strict=False)
        except ValueError:
            words = ""
            message = "a backslash is before a character that has no need of it"
            hint = 'write `\\\\` for a backslash, `\\"` for a quotation mark, `\\n` for a new line'
            self._add_fault(number, message, hint)
        self._strings[self._keyword] = self._strings.get(self._keyword, "") + words

    def _add_fault(self, line: int, message: str, hint: str) -> None:
        self.faults.append(SyntaxFault(line, message, hint))
        self._is_faulty = True

    def finish(self) -> None:
        """Take what was read since the last message as one."""
        strings, line = self._strings, self._lines.get("msgid", 0)
        forms = {name: text for name, text in strings.items() if name.startswith("msgstr")}
        if strings and not (line and forms) and not self._is_faulty:
            first = min(self._lines.values())
            message = "this message has no `msgstr`" if line else "this message has no `msgid`"
            self._add_fault(first, message, "a message is `msgid` and `msgstr`, in this order")
        elif forms and not self._is_faulty:
            self._add_message(line, forms)
        self._begin()

    def _add_message(self, line: int, forms: dict[str, str]) -> None:
        message = Message(
            line,
            self._strings.get("msgctxt", ""),
            self._strings["msgid"],
            self._strings.get("msgid_plural", ""),
            forms,
            self._lines,
            tuple(self._comments),
            {keyword: tuple(lines) for keyword, lines in self._source.items()},
        )
        first = self._lines_by_key.setdefault(message.key, line)
        if first != line:
            words = f"line {first} has this message already"
            self._add_fault(line, words, "remove one of them")
        else:
            self.messages.append(message)


_MARKUP = re.compile(r"<[^<>]*>?|%\(\w+\)s|`[^`]*`|\]\(|\[")
_PLACEHOLDER = re.compile(r"%\(\w+\)s")


def form_faults(message: Message, rule: PluralRule) -> Iterator[tuple[int, str, str]]:
    """Yield what is wrong with the translation of a message: the line, what, and a hint.

    A translation has the placeholders, the markup and the number of forms that its text has.
    """
    wanted = rule.keywords if message.plural else ["msgstr"]
    texts = [message.plural or message.text, message.text]
    for keyword, form in message.forms.items():
        line = message.lines[keyword]
        if keyword not in wanted:
            names = ", ".join(f"`{name}`" for name in wanted)
            yield line, f"`{keyword}` is not a form of this message", f"it has {names}"
        elif form and (fault := _difference(form, texts)):
            yield line, *fault
    missing = [keyword for keyword in wanted if not message.forms.get(keyword)]
    if missing and any(message.forms.values()):
        names = ", ".join(f"`{name}`" for name in missing)
        message_words = f"the translation has no {names}"
        hint = f"write a form for each: the header's `Plural-Forms` has {rule.form_count} of them"
        yield message.line, message_words, hint


def _difference(form: str, texts: list[str]) -> tuple[str, str] | None:
    """Return how a translation differs in what isn't words from each of its texts, and a hint."""
    there = sorted(_MARKUP.findall(form))
    wanted = [sorted(_MARKUP.findall(text)) for text in texts]
    if there not in wanted:
        lacks = _listed(_without(wanted[0], there))
        adds = _listed(_without(there, wanted[0]))
        what = " and ".join(
            filter(None, [f"lacks {lacks}" if lacks else "", f"adds {adds}" if adds else ""])
        )
        return f"the translation {what}", "keep placeholders and markup as they are in the text"
    plain, original = _PLACEHOLDER.sub("", form), _PLACEHOLDER.sub("", texts[0])
    if plain.replace("%%", "").count("%") != original.replace("%%", "").count("%"):
        return "the translation has a `%` that its text lacks", "write `%%` for a percent sign"
    if '"' in form and '"' not in texts[0]:
        hint = "write the quotation marks of your language, like “ and ”"
        return "the translation has a straight quotation mark, which can end an attribute", hint
    return None


def _without(items: Iterable[str], others: Iterable[str]) -> list[str]:
    remaining = list(items)
    for item in others:
        if item in remaining:
            remaining.remove(item)
    return remaining


def _listed(items: Iterable[str]) -> str:
    return ", ".join(item if "`" in item else f"`{item}`" for item in items)


def updated_catalogue(
    template: Catalogue, old: Catalogue, header: str, only_translated: bool
) -> str:
    """Return a catalogue with the messages of a template and the translations of an old one.

    Translations stay as they are in the file. Those of texts that the template lacks go to the end,
    as comments. `header` is that of a new catalogue. With `only_translated`, messages without a
    translation are left out.
    """
    rule = old.plural_rule or read_catalogue(header).plural_rule or PluralRule()
    known = {message.key: message for message in old.messages}
    is_header_kept = old.header and (old.plural_rule or only_translated)
    blocks = [_message_lines(old.header)] if old.header and is_header_kept else [[header]]
    for message in template.messages:
        translated = known.pop(message.key, None)
        if translated and bool(translated.plural) == bool(message.plural):
            blocks.append(_merged_lines(message, translated))
            continue
        if not only_translated:
            names = rule.keywords if message.plural else ["msgstr"]
            blocks.append([*message.comments, *_text_lines(message), *(f'{n} ""' for n in names)])
    gone = [message for message in known.values() if any(message.forms.values())]
    blocks += [[f"#~ {line}" for line in _message_lines(message, False)] for message in gone]
    return "\n\n".join("\n".join(block) for block in [*blocks, *_obsolete(old.obsolete)]) + "\n"


def _message_lines(message: Message, with_comments: bool = True) -> list[str]:
    lines = [line for lines in message.source.values() for line in lines]
    return [*(message.comments if with_comments else ()), *lines]


def _text_lines(message: Message) -> list[str]:
    names = [name for name in message.source if not name.startswith("msgstr")]
    return [line for name in names for line in message.source[name]]


def _merged_lines(message: Message, translated: Message) -> list[str]:
    """Return the lines of a template's message with a translation and its translator's notes."""
    notes = [line for line in translated.comments if not line.startswith(("#:", "#.", "#,", "#|"))]
    flags = ["#, fuzzy"] if translated.is_fuzzy else []
    forms = [
        line
        for name, lines in translated.source.items()
        if name.startswith("msgstr")
        for line in lines
    ]
    return [*notes, *message.comments, *flags, *_text_lines(message), *forms]


def _obsolete(lines: Iterable[str]) -> list[list[str]]:
    """Return the lines of obsolete messages, those of each together."""
    blocks: list[list[str]] = []
    for line in lines:
        is_first = not blocks or any("msgstr" in before for before in blocks[-1])
        if is_first and re.match(r"#~ *(msgctxt|msgid)\b", line):
            blocks.append([])
        if blocks:
            blocks[-1].append(line)
    return blocks
