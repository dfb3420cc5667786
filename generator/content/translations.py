"""The texts of the interface in a language, from its catalogue in `generator/locales/`.

The English texts are the keys, and English has no catalogue. Catalogues are read as they are: a few
hundred messages take two milliseconds once, and nothing has to be compiled for a package.
"""

from __future__ import annotations

import gettext as gettext_library
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from msgspec import Struct

from generator.content.languages import language_name

LOCALES = Path(__file__).parent.parent / "locales"
"""The folder of the catalogues (`ur.po`) and of the formats (`ur.json`)."""
_CONTEXT_SEPARATOR = "\x04"
_PLURAL = re.compile(r"Plural-Forms: *nplurals *= *(\d+); *plural *= *([^;\n]+)")


class Translations(Struct, frozen=True):
    """The messages of a language. A message that it lacks is shown in English."""

    messages: Mapping[str, tuple[str, ...]] = {}
    """The forms of each message by its key: the English text, after its context if it has one."""
    form_count: int = 2
    plural: str = "n != 1"
    """The form of a number `n`, as C writes it."""
    form_of: Callable[[int], int] = lambda number: int(number != 1)
    """Returns which of the forms a number takes."""

    def gettext(self, text: str) -> str:
        return self.messages.get(text, (text,))[0]

    def pgettext(self, context: str, text: str) -> str:
        return self.messages.get(_key(context, text), (text,))[0]

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.forms("", singular, plural)[self.form_of(number)]

    def npgettext(self, context: str, singular: str, plural: str, number: int) -> str:
        return self.forms(context, singular, plural)[self.form_of(number)]

    def forms(self, context: str, singular: str, plural: str) -> tuple[str, ...]:
        """Return every form of a message that contains a number."""
        untranslated = (singular, *[plural] * (self.form_count - 1))
        if self.form_count == 1:
            untranslated = (plural,)
        return self.messages.get(_key(context, singular), untranslated)


def translatable(text: str) -> str:
    """Return a text as it is. It marks the text for the catalogues, where it is translated later.

    Other texts are marked by the function that translates them, such as `gettext`.
    """
    return text


def catalogue_path(language: str) -> Path | None:
    """Return the catalogue of a language tag, or of the tag that it begins with; None without."""
    subtags = language.split("-")
    tags = ("-".join(subtags[:length]) for length in range(len(subtags), 0, -1))
    paths = (LOCALES / f"{tag}.po" for tag in tags)
    return next((path for path in paths if path.is_file()), None)


def without_catalogue(languages: Iterable[str]) -> list[str]:
    """Return a message for each language that the interface isn't translated into."""
    others = [tag for tag in languages if tag.partition("-")[0] != "en"]
    return [
        f"The interface isn't translated into {language_name(tag)}: "
        f"menus, dates and buttons of the edition `{tag}` are in English"
        for tag in others
        if catalogue_path(tag) is None
    ]


@cache
def translations(language: str) -> Translations:
    """Return the texts in a language; those in English for a language without a catalogue."""
    path = catalogue_path(language)
    return parse_catalogue(path.read_text(encoding="utf-8")) if path else Translations()


def parse_catalogue(text: str) -> Translations:
    """Return the messages of a gettext catalogue that have a translation which isn't in doubt."""
    messages: dict[str, tuple[str, ...]] = {}
    for fields in map(_fields, text.split("\n\n")):
        forms = tuple(value for name, value in fields.items() if name.startswith("msgstr"))
        if forms and all(forms):
            messages[_key(fields.get("msgctxt", ""), fields.get("msgid", ""))] = forms
    header = messages.pop("", ("",))[0]
    if not (match := _PLURAL.search(header)):
        return Translations(messages)
    plural = match[2].strip()
    return Translations(messages, int(match[1]), plural, gettext_library.c2py(plural))


def _fields(block: str) -> dict[str, str]:
    """Return the strings of a message by their keywords; nothing for one that is in doubt."""
    lines = block.splitlines()
    if any(line.startswith("#,") and "fuzzy" in line for line in lines):
        return {}
    fields: dict[str, str] = {}
    name = ""
    for keyword, string in _strings(lines):
        name = keyword or name
        fields[name] = fields.get(name, "") + json.loads(string)
    return fields


def _strings(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each keyword with its string; an empty keyword where the string before goes on."""
    for line in lines:
        if line.startswith('"'):
            yield "", line
        elif line.startswith("msg"):
            keyword, _, string = line.partition(" ")
            yield keyword, string


def _key(context: str, text: str) -> str:
    return f"{context}{_CONTEXT_SEPARATOR}{text}" if context else text
