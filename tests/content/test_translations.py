"""The texts of the interface in other languages."""

from __future__ import annotations

import pytest

from generator.content.translations import LOCALES, Translations, parse_catalogue, translations
from tests.locales import forms_of, read_catalogue

CATALOGUE = r"""
msgid ""
msgstr ""
"Language: xx\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n<5 ? 1 : 2);\n"

#: generator/a.py
msgid "Two \"words\""
msgstr ""
"Dwa "
"słowa"

#, fuzzy
msgid "In doubt"
msgstr "Niepewne"

msgid "Untranslated"
msgstr ""

msgctxt "in a list"
msgid "To"
msgstr "Do"

msgid "%(count)s story"
msgid_plural "%(count)s stories"
msgstr[0] "%(count)s historia"
msgstr[1] "%(count)s historie"
msgstr[2] "%(count)s historii"
"""


@pytest.fixture
def texts() -> Translations:
    return parse_catalogue(CATALOGUE)


def test_the_english_texts_are_the_keys(texts: Translations) -> None:
    assert texts.gettext('Two "words"') == "Dwa słowa"
    assert Translations().gettext("Anything") == "Anything"


def test_a_text_without_a_certain_translation_stays_english(texts: Translations) -> None:
    assert texts.gettext("In doubt") == "In doubt"
    assert texts.gettext("Untranslated") == "Untranslated"
    assert texts.gettext("") == ""


def test_a_context_tells_texts_apart(texts: Translations) -> None:
    assert texts.pgettext("in a list", "To") == "Do"
    assert texts.gettext("To") == "To"


@pytest.mark.parametrize(("number", "noun"), [(1, "historia"), (2, "historie"), (7, "historii")])
def test_a_number_decides_the_form(texts: Translations, number: int, noun: str) -> None:
    assert texts.ngettext("%(count)s story", "%(count)s stories", number) == f"%(count)s {noun}"


def test_an_untranslated_number_has_an_english_form(texts: Translations) -> None:
    assert [texts.ngettext("one", "more", number) for number in (1, 2, 7)] == [
        "one",
        "more",
        "more",
    ]
    chinese = parse_catalogue('msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n')
    assert chinese.ngettext("one", "more", 1) == "more"


def test_a_language_with_a_region_has_the_catalogue_of_the_language() -> None:
    assert translations("ur-PK").gettext("Topics") == translations("ur").gettext("Topics")
    assert translations("tlh").gettext("Topics") == "Topics"


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*.po")), ids=lambda path: path.stem)
def test_catalogues_are_read_as_babel_reads_them(path) -> None:
    """Only the part of the format that Babel writes is understood."""
    texts = parse_catalogue(path.read_text(encoding="utf-8"))
    for message in read_catalogue(path):
        singular, *plural = message.id if message.pluralizable else (message.id,)
        forms = texts.forms(message.context or "", singular, *(plural or [singular]))
        if singular and all(forms_of(message)):
            assert forms == forms_of(message), singular
