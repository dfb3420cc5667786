"""Writes the catalogues of the interface, and the formats of each language (`make locales`).

`python -m tests.locales` brings every catalogue up to date; with the tag of a language it begins a
new one. Translations stay as they are, and a message whose English text has changed is empty.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from generator.content.cldr import format_values
from generator.content.translations import LOCALES

PACKAGE = LOCALES.parent
TEMPLATE = LOCALES / "messages.pot"
_KEYWORDS = {**DEFAULT_KEYWORDS, "translatable": None, "Column": (2,)}
"""The functions whose arguments are texts of the interface."""
_NOT_FOR_READERS = ("pages/templates/report.md.jinja", "pages/templates/frame/compared.html.jinja")
"""What only editors see, beside the checker's messages, which are in English."""
_CALL = re.compile(r'(?<![\w.])(_|ngettext)\(("(?:[^"\\]|\\.)*")(?:, ("(?:[^"\\]|\\.)*"))?')
DIFFERENT: Mapping[str, Mapping[str, Any]] = {
    "ur": {"day": "{day} {month} {year}"},
    "zh": {"grouped_from": 10_000, "months": [f"{month}月" for month in range(1, 13)]},
}
"""Where a language isn't written as in the CLDR: newspapers write Urdu dates without a comma, and
Chinese numbers of four digits without one; a Chinese month beside digits has digits too."""


def messages(language: str = "") -> Catalog:
    """Return the texts of the interface, with the files that they are in."""
    catalogue = Catalog(locale=language or None)
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE).as_posix()
        if path.is_file() and not name.startswith(("newsroom", *_NOT_FOR_READERS)):
            for text, context in _texts(path):
                catalogue.add(text, locations=[(f"generator/{name}", 0)], context=context)
    return catalogue


def _texts(path: Path) -> Iterator[tuple[Any, str | None]]:
    """Yield each text of a file, or its singular and plural, with its context."""
    if "__pycache__" in path.parts:
        return
    if path.suffix in (".js", ".css"):
        for match in _CALL.finditer(path.read_text(encoding="utf-8")):
            forms = tuple(json.loads(form) for form in match.groups()[1:] if form)
            yield forms if len(forms) == 2 else forms[0], None
        return
    methods = {".py": "python", ".jinja": babel_extract, ".html": babel_extract}
    if method := methods.get(path.suffix):
        options = {"newstyle_gettext": "true", "trim_blocks": "true", "silent": "false"}
        extracted = extract(
            method,
            io.BytesIO(path.read_bytes()),
            keywords=_KEYWORDS,
            options=options if method is babel_extract else {},
        )
        for _, text, _, context in extracted:
            yield text, context


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def catalogue_text(messages: Catalog, language: str, old: Catalog) -> str:
    """Return the catalogue of a language with the translations that an old one has."""
    for message in messages:
        if message.id and message.pluralizable and not any(message.string):
            message.string = ("",) * messages.num_plurals
        if message.id and (known := old.get(message.id, message.context)):
            message.string = known.string
            message.user_comments = known.user_comments
    file = io.BytesIO()
    write_po(file, messages, width=100, omit_header=True, include_lineno=False)
    return f"{_header(language)}\n{file.getvalue().decode().rstrip()}\n"


def _header(language: str) -> str:
    plural = str(get_plural(language or "en"))
    lines = ["Content-Type: text/plain; charset=utf-8", f"Plural-Forms: {plural}"]
    lines = [f"Language: {language}", *lines] if language else lines
    return "\n".join(['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in lines), ""])


def formats_text(language: str, different: Mapping[str, Mapping[str, Any]] = DIFFERENT) -> str:
    """Return the dates, numbers, lists and names of languages as the CLDR has them, as JSON."""
    values = format_values(language)
    assert values, "the CLDR has the language"
    return json.dumps(values | different.get(language, {}), ensure_ascii=False, indent=1) + "\n"


def main(languages: list[str]) -> None:
    texts = messages()
    TEMPLATE.write_text(catalogue_text(texts, "", Catalog()), encoding="utf-8")
    for language in languages or [path.stem for path in LOCALES.glob("*.po")]:
        path = LOCALES / f"{language}.po"
        old = read_catalogue(path) if path.is_file() else Catalog()
        path.write_text(catalogue_text(messages(language), language, old), encoding="utf-8")
        path.with_suffix(".json").write_text(formats_text(language), encoding="utf-8")
        missing = sum(not all(forms_of(message)) for message in read_catalogue(path) if message.id)
        print(f"{path.name}: {missing} of {len(texts)} messages have no translation")


def forms_of(message: Any) -> tuple[str, ...]:
    """Return the forms of a message's translation, which are empty where it has none."""
    return message.string if isinstance(message.string, tuple) else (message.string,)


if __name__ == "__main__":
    main(sys.argv[1:])
