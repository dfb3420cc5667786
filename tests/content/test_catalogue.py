"""Catalogues of gettext are read line by line, and brought up to date without losing a word."""

from __future__ import annotations

import pytest

from generator.content.catalogue import (
    form_faults,
    make_plural_rule,
    read_catalogue,
    updated_catalogue,
)
from generator.content.translations import all_messages, translations

HEADER = r"""msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n > 1);\n"
"""


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('msgid "A"\nmsgstr "B"\nmsgst "C"\n', 3, "no comment, and no keyword"),
        ('msgid "A"\nmsgstr "B\n', 2, "no comment, and no keyword"),
        ('msgid "A"\nmsgstr "says "no" here"\n', 2, "no comment, and no keyword"),
        ('msgid "A"\nmsgstr "B\\q"\n', 2, "a backslash is before a character"),
        ('msgid "A"\n\nmsgid "B"\nmsgstr "C"\n', 1, "this message has no `msgstr`"),
        ('\nmsgctxt "A"\nmsgstr "C"\n', 2, "this message has no `msgid`"),
        ('"A"\n', 1, "no keyword is before these words"),
        ('msgid "A"\nmsgstr "B"\nmsgstr "C"\n', 3, "`msgstr` twice"),
        ('msgid "A"\nmsgstr "B"\n\nmsgid "A"\nmsgstr "C"\n', 4, "line 1 has this message already"),
    ],
)
def test_what_cannot_be_read_has_its_line(text: str, line: int, reason: str) -> None:
    (fault,) = read_catalogue(text).faults
    assert fault.line == line
    assert reason in fault.message


def test_a_fault_hides_no_other_message() -> None:
    text = 'msgid "A"\nmsgstr "B"\n\nmsgid "C"\nmsgstr "D\n\n# a note\nmsgid "E"\nmsgstr "F"\n'
    catalogue = read_catalogue(text)
    assert [message.text for message in catalogue.messages] == ["A", "E"]
    assert len(catalogue.faults) == 1


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_every_end_of_line_is_read(end: str) -> None:
    text = f'{HEADER}\nmsgid "A"\nmsgid_plural "B"\nmsgstr[0] "a"\nmsgstr[1] "b"\n'
    catalogue = read_catalogue(text.replace("\n", end))
    assert not catalogue.faults
    assert catalogue.messages[0].forms == {"msgstr[0]": "a", "msgstr[1]": "b"}
    assert catalogue.plural_rule


@pytest.mark.parametrize(
    ("count", "plural"),
    [(2, "n+"), (1, "n != 1"), (2, "n % 0"), (0, "0"), (40, "n % 40"), (2, "__import__('os')")],
)
def test_a_rule_for_plural_forms_gives_a_form_that_is_there(count: int, plural: str) -> None:
    assert make_plural_rule(count, plural) is None


@pytest.mark.parametrize(
    ("text", "form", "reason"),
    [
        ("%(count)s more", "mais", "lacks `%(count)s`"),
        ("More", "%(count)s mais", "adds `%(count)s`"),
        ("Add `draft: true`", "Escreva draft: true", "lacks `draft: true`"),
        ("All", '<a href="//evil.example">Tudo</a>', "adds `</a>`, `<a href"),
        ("All", "<script", "adds `<script`"),
        ('<a href="%(x)s">All</a>', '<a href="%(x)s" onclick="x()">Tudo</a>', "lacks `<a href"),
        ("All", "100 %", "a `%` that its text lacks"),
        ("All", 'O "todo"', "straight quotation mark"),
    ],
)
def test_a_translation_has_the_placeholders_and_the_markup_of_its_text(
    text: str, form: str, reason: str
) -> None:
    words = [value.replace('"', '\\"') for value in (text, form)]
    (message,) = read_catalogue('msgid "{}"\nmsgstr "{}"\n'.format(*words)).messages
    ((line, fault, _),) = form_faults(message, translations("en").rule)
    assert line == 2
    assert reason in fault


def test_the_order_of_placeholders_is_free() -> None:
    text = 'msgid "%(a)s by %(b)s"\nmsgstr "%(b)s: %(a)s"\n'
    (message,) = read_catalogue(text).messages
    assert not list(form_faults(message, translations("en").rule))


def test_a_catalogue_has_a_form_for_each_number() -> None:
    start = 'msgid "%(count)s story"\nmsgid_plural "%(count)s stories"\n'
    forms = ['msgstr[0] "%(count)s notícia"\n', 'msgstr[1] "%(count)s notícias"\n']
    rule = translations("en").rule
    (message,) = read_catalogue(start + forms[0]).messages
    ((line, reason, _),) = form_faults(message, rule)
    assert (line, reason) == (1, "the translation has no `msgstr[1]`")
    (message,) = read_catalogue(start + forms[0] + forms[1]).messages
    assert not list(form_faults(message, rule))
    (message,) = read_catalogue(start + 'msgstr "%(count)s notícia"\n').messages
    assert "is not a form" in next(form_faults(message, rule))[1]


def test_the_generators_catalogues_are_up_to_date_as_they_are() -> None:
    """Bringing one up to date changes nothing."""
    from generator.content.translations import LOCALES  # noqa: PLC0415

    for path in LOCALES.glob("*.po"):
        text = path.read_text(encoding="utf-8")
        assert updated_catalogue(all_messages(), read_catalogue(text), "", False) == text


TEMPLATE = """#: a.py
msgid "New"
msgstr ""

#: a.py
#, python-format
msgid "%(count)s story"
msgid_plural "%(count)s stories"
msgstr[0] ""
msgstr[1] ""

#: b.py
msgid "Topics"
msgstr ""
"""
OLD = (
    HEADER
    + r"""
# our word
#, fuzzy
msgid "Topics"
msgstr ""
"Temas "
"todos"

msgid "Gone"
msgstr "Foi"

msgid "Gone, and never translated"
msgstr ""

#~ msgid "Long gone"
#~ msgstr "Já foi"
"""
)
NEW = (
    HEADER
    + r"""
#: a.py
msgid "New"
msgstr ""

#: a.py
#, python-format
msgid "%(count)s story"
msgid_plural "%(count)s stories"
msgstr[0] ""
msgstr[1] ""

# our word
#: b.py
#, fuzzy
msgid "Topics"
msgstr ""
"Temas "
"todos"

#~ msgid "Gone"
#~ msgstr "Foi"

#~ msgid "Long gone"
#~ msgstr "Já foi"
"""
)


def test_an_update_keeps_every_translation_and_note_as_it_is_written() -> None:
    """New texts are empty, and translations of texts that are gone are comments at the end."""
    template = read_catalogue(HEADER + "\n" + TEMPLATE)
    new = updated_catalogue(template, read_catalogue(OLD), "", only_translated=False)
    assert new == NEW
    assert updated_catalogue(template, read_catalogue(new), "", only_translated=False) == new


def test_a_catalogue_without_a_rule_for_plural_forms_gets_one() -> None:
    template = read_catalogue(HEADER + "\n" + TEMPLATE)
    old = read_catalogue('msgid "Topics"\nmsgstr "Temas"\n')
    new = updated_catalogue(template, old, HEADER.strip(), only_translated=False)
    assert new.startswith(HEADER)
    assert 'msgstr "Temas"' in new
