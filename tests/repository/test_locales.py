"""The catalogues in `generator/locales/` are complete and fit the code."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from babel.messages import Catalog

from generator.content.translations import LOCALES
from tests.locales import PACKAGE, TEMPLATE, catalogue_text, forms_of, messages, read_catalogue

CATALOGUES = sorted(LOCALES.glob("*.po"))
each_catalogue = pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
TAGS = re.compile(r"</?[\w:]+|%\(\w+\)s|`[^`]*`|\]\(|\[")


def test_they_have_the_texts_of_the_code() -> None:
    """`make locales` brings them up to date."""
    assert TEMPLATE.read_text(encoding="utf-8") == catalogue_text(messages(), "", Catalog())
    for path in CATALOGUES:
        text = catalogue_text(messages(path.stem), path.stem, read_catalogue(path))
        assert path.read_text(encoding="utf-8") == text, path.name


@each_catalogue
def test_every_text_has_a_translation(path: Path) -> None:
    catalogue = read_catalogue(path)
    missing = [message.id for message in catalogue if message.id and not all(forms_of(message))]
    assert missing == []
    assert not [message.id for message in catalogue if message.fuzzy]


@each_catalogue
def test_a_translation_has_the_placeholders_and_the_markup_of_its_text(path: Path) -> None:
    for message in read_catalogue(path):
        text = message.id[-1] if message.pluralizable else message.id
        for form in forms_of(message) if text else ():
            assert Counter(TAGS.findall(form)) == Counter(TAGS.findall(text)), text


@each_catalogue
def test_a_translation_has_no_quotation_mark_that_ends_an_attribute(path: Path) -> None:
    for message in read_catalogue(path):
        for form in forms_of(message) if message.id else ():
            if '"' not in message.id:
                assert '"' not in form, message.id


@each_catalogue
def test_letters_are_those_of_the_language(path: Path) -> None:
    """No marks of direction, and in Urdu no Arabic forms of letters."""
    text = path.read_text(encoding="utf-8")
    assert not [char for char in text if unicodedata.category(char) == "Cf"]
    assert path.stem != "ur" or not re.search("[\u064a\u0643\u0629\u0640]", text)


TEMPLATES = [*PACKAGE.glob("theme/**/*.html"), *PACKAGE.glob("pages/templates/**/*.jinja")]
FOR_EDITORS = {"report.md.jinja", "compared.html.jinja", "notes.html.jinja"}
"""Templates that are in English alone."""
NAMES = {"Atom", "RSS", "JSON", "CSV", "Wikidata", "BibTeX", "RIS"}


@pytest.mark.parametrize(
    "path",
    [path for path in TEMPLATES if path.name not in FOR_EDITORS],
    ids=lambda path: path.name,
)
def test_no_word_of_a_template_is_outside_of_gettext(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"(?s)\{#.*?#\}|\{% trans .*?endtrans \+?%\}", "", text)
    text = re.sub(r"(?s)\{\{.*?\}\}|\{%.*?%\}", "", text)
    text = re.sub(r"(?s)```\w+\n.*?```|<style>.*?</style>|<icon>.*?</icon>|<\?.*?\?>", "", text)
    attributes = " ".join(re.findall(r'(?:alt|title|aria-label)="([^"]*)"', text))
    words = re.sub(r"(?s)<[^<>]*>|https://[^\s)]*|\]\([^)]*\)?", " ", text)
    assert set(re.findall("[A-Za-z]{2,}", f"{words} {attributes}")) <= NAMES
