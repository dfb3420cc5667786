"""Rules for a site's own catalogues of the interface."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from generator.content.catalogue import Catalogue, Message, PluralRule, form_faults, read_catalogue
from generator.content.languages import language_name
from generator.content.problems import Location, Problem
from generator.content.site import Site
from generator.content.suggestions import did_you_mean
from generator.content.translations import all_messages, is_known, tags_of, translations

_HEADER = "Plural-Forms: nplurals=2; plural=(n != 1);"


def is_other_file(path: str) -> bool:
    """Return whether a path in the folder of the catalogues is none of a catalogue."""
    return not path.endswith(".po")


def catalogue_tag(path: str) -> str:
    """Return the tag of the language that a catalogue is for, from its path."""
    return path.partition("/")[2].removesuffix(".po")


def check_catalogues(files: Mapping[str, bytes], languages: Sequence[str]) -> Iterator[Problem]:
    """Yield every problem of the catalogues among these files; `languages` are the editions'."""
    catalogues = {path: data for path, data in files.items() if not is_other_file(path)}
    served = {
        _serving_path(tags, catalogues): language
        for language in languages
        if (tags := [*tags_of(language)])
    }
    for path, data in catalogues.items():
        language = served.get(path)
        if language is None:
            yield _without_edition(path, languages)
            continue
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            hint = "save the file as UTF-8"
            yield Problem(Location(path, line), "bad-catalogue", "this is not UTF-8", hint)
        else:
            yield from _check_catalogue(path, read_catalogue(text), language)


def _serving_path(tags: Sequence[str], catalogues: Mapping[str, bytes]) -> str:
    """Return the path of the first of these tags' catalogues; empty without one."""
    by_tag = {catalogue_tag(path): path for path in catalogues}
    return next((by_tag[tag] for tag in tags if tag in by_tag), "")


def _without_edition(path: str, languages: Sequence[str]) -> Problem:
    tag = catalogue_tag(path)
    message = f"the site has no edition in `{tag}`, so nothing of this is shown"
    meant = tag.replace("_", "-")
    hint = f"rename the file to `{meant}.po`" if meant in languages else ""
    hint = hint or did_you_mean(tag, languages) or "add the language to `languages` in mkdocs.yml"
    return Problem(Location(path), "unused-translation", message, hint)


def _check_catalogue(path: str, catalogue: Catalogue, language: str) -> Iterator[Problem]:
    for fault in catalogue.faults:
        yield Problem(Location(path, fault.line), "bad-catalogue", fault.message, fault.hint)
    given = translations(language).rule if is_known(language) else None
    rule = given or catalogue.plural_rule
    if rule is None or (given and catalogue.header and not _agrees(catalogue, given)):
        yield _wrong_rule(path, catalogue, given)
    texts = {message.key: message for message in all_messages().messages}
    for message in catalogue.messages:
        original = texts.get(message.key)
        if original is None or bool(original.plural) != bool(message.plural):
            yield _unused(path, message, original, language)
        elif rule:
            for line, words, hint in form_faults(message, rule):
                yield Problem(Location(path, line), "bad-translation", words, hint)
    if not given and (problem := _incomplete(path, catalogue, language)):
        yield problem


def _agrees(catalogue: Catalogue, rule: PluralRule) -> bool:
    """Return whether a catalogue has as many plural forms as that of the generator."""
    own = catalogue.plural_rule
    return not own or own.form_count == rule.form_count


def _wrong_rule(path: str, catalogue: Catalogue, given: PluralRule | None) -> Problem:
    location = Location(path, catalogue.header.line if catalogue.header else 1)
    if given:
        message = "`Plural-Forms` differs from that of the generator's catalogue"
        hint = f"write `Plural-Forms: nplurals={given.form_count}; plural={given.plural};`"
        return Problem(location, "bad-catalogue", message, hint)
    message = "the header doesn't say which form a number takes"
    hint = f"write the rule of your language, like `{_HEADER}`"
    return Problem(location, "bad-catalogue", message, hint)


def _unused(path: str, message: Message, original: Message | None, language: str) -> Problem:
    location = Location(path, message.line)
    if original:
        words = "`msgid_plural` is missing" if original.plural else "the text has no `msgid_plural`"
        hint = f"`coopnews translate --interface {language}` writes the message as it is"
        return Problem(location, "unused-translation", words, hint)
    words = f"the interface has no text `{message.text[:60]}`"
    similar = did_you_mean(message.text, [other.text for other in all_messages().messages])
    hint = similar or f"`coopnews translate --interface {language}` puts it aside"
    return Problem(location, "unused-translation", words, hint)


def untranslated(catalogue: Catalogue) -> list[Message]:
    """Return the messages without a translation: those in the file by line, then the others."""
    known = {message.key: message for message in catalogue.messages}
    translated = {key for key, message in known.items() if message.is_translated}
    missing = [message for message in all_messages().messages if message.key not in translated]
    there = [known[message.key] for message in missing if message.key in known]
    absent = [message for message in missing if message.key not in known]
    return [*sorted(there, key=lambda message: message.line), *absent]


def _incomplete(path: str, catalogue: Catalogue, language: str) -> Problem | None:
    missing, total = untranslated(catalogue), len(all_messages().messages)
    if not missing:
        return None
    is_there = any(message.key == missing[0].key for message in catalogue.messages)
    location = Location(path, missing[0].line if is_there else 1)
    have = "text has" if len(missing) == 1 else "texts have"
    message = f"{len(missing)} of {total} {have} no translation, and are shown in English"
    hint = f"`coopnews translate --interface {language}` adds texts that are new"
    if is_there:
        hint = f"this is the first: write its `msgstr`; {hint}"
    return Problem(location, "incomplete-catalogue", message, hint)


def without_catalogue(site: Site) -> list[str]:
    """Return a message for each edition whose interface isn't translated."""
    languages = site.languages or (site.language,)
    return [
        f"The interface isn't translated into {language_name(language)}: menus and buttons of the "
        f"edition `{language}` are in English. "
        f"`coopnews translate --interface {language}` begins a translation"
        for language in languages
        if not is_known(language) and not site.interface_in(language).own_catalogue
    ]
