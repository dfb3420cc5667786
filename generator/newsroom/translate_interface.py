"""Creates a site's own catalogue of the interface, updates it, and counts what it lacks."""

from __future__ import annotations

from msgspec import Struct

from generator.build.settings import LOCALES, SiteSettings
from generator.checks.catalogues import untranslated
from generator.content.catalogue import Catalogue, read_catalogue, updated_catalogue
from generator.content.cldr import plural_forms
from generator.content.languages import language_name, tag_error
from generator.content.suggestions import did_you_mean
from generator.content.translations import all_messages, is_known, tags_of, translations
from generator.system.files import Folder, UserError


class InterfaceStatus(Struct, frozen=True):
    """How far the interface is translated into a language."""

    path: str
    """The catalogue, from the folder of `mkdocs.yml`."""
    exists: bool
    total: int
    missing: int
    next_line: int
    """The line of the first message in the file that has no translation; 0 without one."""


def interface_language(settings: SiteSettings, words: str) -> str:
    """Return the tag of a language from its tag or English name.

    Raises UserError when the site has no edition in it.
    """
    error = tag_error(words)
    language = error.meant if error and error.meant else words
    if language not in settings.languages:
        hint = did_you_mean(language, settings.languages) or "add it to `languages` in mkdocs.yml"
        raise UserError(f"the site has no edition in `{language}`: {hint}")
    return language


def update_interface(settings: SiteSettings, language: str) -> InterfaceStatus:
    """Write the catalogue of a language with every text, and the translations that it has.

    Where the generator has the texts in that language, only those that the site has differently
    are written. Raises UserError when the file can't be read.
    """
    path, text = _read(settings, language)
    old = read_catalogue(text)
    if old.faults:
        fault = old.faults[0]
        raise UserError(f"{path}:{fault.line}: {fault.message}: correct this first")
    new = updated_catalogue(all_messages(), old, _header(language), is_known(language))
    if new != text:
        _folder(settings).write(path, new)
    return _status(path, read_catalogue(new), exists=True)


def interface_status(settings: SiteSettings, language: str) -> InterfaceStatus | None:
    """Return how far a catalogue is; None where the generator has the texts in that language."""
    if is_known(language):
        return None
    path, text = _read(settings, language)
    return _status(path, read_catalogue(text), exists=bool(text))


def _status(path: str, catalogue: Catalogue, *, exists: bool) -> InterfaceStatus:
    missing, total = untranslated(catalogue), len(all_messages().messages)
    keys = {message.key for message in catalogue.messages}
    line = missing[0].line if missing and missing[0].key in keys else 0
    return InterfaceStatus(path, exists, total, len(missing), line)


def _folder(settings: SiteSettings) -> Folder:
    return Folder(settings.config_file.resolve().parent)


def _read(settings: SiteSettings, language: str) -> tuple[str, str]:
    """Return the path and the text of the catalogue that serves a language; empty if missing."""
    folder = _folder(settings)
    paths = [f"{LOCALES}/{tag}.po" for tag in tags_of(language)]
    for path in paths:
        try:
            return path, folder.read(path).decode("utf-8-sig")
        except FileNotFoundError:
            continue
        except UnicodeDecodeError:
            raise UserError(f"{path} is not UTF-8: save it as UTF-8") from None
    return paths[0], ""


def _header(language: str) -> str:
    name = language_name(language)
    note = (
        f"# The interface in {name}. Write each translation into the quotation marks of `msgstr`."
    )
    forms = plural_forms(language)
    if is_known(language):
        note = f"# Texts of the interface in {name} that this site has differently."
        rule = translations(language).rule
        forms = f"nplurals={rule.form_count}; plural={rule.plural};"
    lines = [f"Language: {language}", "Content-Type: text/plain; charset=utf-8"]
    lines.append(f"Plural-Forms: {forms}")
    return "\n".join([note, 'msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in lines)])
