"""The texts of the interface in a language, from its catalogues.

Those in `generator/locales/` belong to the generator, and a site may have its own, which comes
first. The English texts are the keys. Catalogues are read as they are: a few hundred messages take
some milliseconds once, and nothing has to be compiled for a package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from generator.content.catalogue import (
    Catalogue,
    Message,
    PluralRule,
    form_faults,
    message_key,
    read_catalogue,
)

LOCALES = Path(__file__).parent.parent / "locales"
"""The folder of the catalogues (`ur.po`), of all texts (`messages.pot`) and of the formats."""


class Translations(Struct, frozen=True):
    """The messages of a language. A message that it lacks is shown in English."""

    messages: Mapping[str, tuple[str, ...]] = {}
    """The forms of each message by its key: the English text, after its context if it has one."""
    rule: PluralRule = PluralRule()

    def gettext(self, text: str) -> str:
        return self.messages.get(text, (text,))[0]

    def pgettext(self, context: str, text: str) -> str:
        return self.messages.get(message_key(context, text), (text,))[0]

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.forms("", singular, plural)[self.rule.form_of(number)]

    def npgettext(self, context: str, singular: str, plural: str, number: int) -> str:
        return self.forms(context, singular, plural)[self.rule.form_of(number)]

    def forms(self, context: str, singular: str, plural: str) -> tuple[str, ...]:
        """Return every form of a message that contains a number."""
        untranslated = (singular, *[plural] * (self.rule.form_count - 1))
        if self.rule.form_count == 1:
            untranslated = (plural,)
        return self.messages.get(message_key(context, singular), untranslated)


class Interface(NamedTuple):
    """The language of an interface, and the site's own catalogue for it."""

    language: str
    own_catalogue: str = ""
    """The text of the catalogue; empty without one."""

    @property
    def texts(self) -> Translations:
        return translations(self.language, self.own_catalogue)


ENGLISH = Interface("en")


def translatable(text: str) -> str:
    """Return a text as it is. It marks the text for the catalogues, where it is translated later.

    Other texts are marked by the function that translates them, such as `gettext`.
    """
    return text


def tags_of(language: str) -> Iterator[str]:
    """Yield the tags whose catalogue serves a language: `pt-BR`, then `pt`."""
    subtags = language.split("-")
    return ("-".join(subtags[:length]) for length in range(len(subtags), 0, -1))


def catalogue_path(language: str) -> Path | None:
    """Return the generator's catalogue of a language, or of the tag that it begins with."""
    paths = (LOCALES / f"{tag}.po" for tag in tags_of(language))
    return next((path for path in paths if path.is_file()), None)


def is_known(language: str) -> bool:
    """Return whether the generator has the texts in a language."""
    return language.partition("-")[0] == "en" or catalogue_path(language) is not None


@cache
def all_messages() -> Catalogue:
    """Return all texts of the interface, without translations."""
    return read_catalogue((LOCALES / "messages.pot").read_text(encoding="utf-8"))


@lru_cache(maxsize=32)  # in a preview, the site's own catalogue may change often
def translations(language: str, own_catalogue: str = "") -> Translations:
    """Return the texts in a language; those in English for a language without a catalogue."""
    path = catalogue_path(language)
    texts = parse_catalogue(path.read_text(encoding="utf-8")) if path else Translations()
    return _with_own(texts, language, own_catalogue) if own_catalogue else texts


def _with_own(texts: Translations, language: str, own_catalogue: str) -> Translations:
    """Return texts, in place of which come those of a site's catalogue that are right."""
    own = read_catalogue(own_catalogue)
    rule = texts.rule if is_known(language) else own.plural_rule or texts.rule
    wanted = {message.key: message for message in all_messages().messages}
    right = [
        message
        for message in own.messages
        if (original := wanted.get(message.key))
        and bool(original.plural) == bool(message.plural)
        and not any(form_faults(message, rule))
    ]
    return Translations({**texts.messages, **_forms_by_key(right)}, rule)


def parse_catalogue(text: str) -> Translations:
    """Return the messages of a gettext catalogue that have a translation which isn't in doubt."""
    catalogue = read_catalogue(text)
    rule = catalogue.plural_rule or PluralRule()
    return Translations(_forms_by_key(catalogue.messages), rule)


def _forms_by_key(messages: Iterable[Message]) -> dict[str, tuple[str, ...]]:
    return {
        message.key: tuple(form for _, form in sorted(message.forms.items()))
        for message in messages
        if message.is_translated
    }
