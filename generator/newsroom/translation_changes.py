"""Tells which translations differ between two editions, and which have become out of date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from generator.content.model import Key
from generator.content.paths import find_key, split_language
from generator.pages.edition import Edition


class TranslationChange(NamedTuple):
    """A translation that was added, changed or removed."""

    change: str
    language: str
    title: str
    path: str
    """The path of its file within the content."""


class TranslationCount(NamedTuple):
    """How many articles an edition has, of all."""

    language: str
    translated: int
    total: int


class TranslationDiff(NamedTuple):
    """What differs in the translations."""

    changes: tuple[TranslationChange, ...] = ()
    outdated: tuple[TranslationChange, ...] = ()
    """Those whose original has changed, and they have not."""
    counts: tuple[TranslationCount, ...] = ()
    """For each language, after the change."""


def compare_translations(before: Edition, after: Edition, paths: Iterable[str]) -> TranslationDiff:
    """Return what differs in translations; `paths` are those of all files that differ."""
    return TranslationDiff(
        tuple(_changes(before, after, sorted(paths))),
        tuple(_outdated(before, after)),
        tuple(
            TranslationCount(language, len(edition.index.articles), len(after.index.articles))
            for language, edition in after.translated.items()
        ),
    )


def _changes(before: Edition, after: Edition, paths: Iterable[str]) -> Iterator[TranslationChange]:
    languages = {*before.translated, *after.translated}
    for path in paths:
        language, original = split_language(path, languages)
        key = find_key(original)
        if language and key:
            was_there, is_there = path in before.analyses, path in after.analyses
            word = "changed" if was_there and is_there else "added" if is_there else "removed"
            edition = after if is_there else before
            yield TranslationChange(word, language, _title(edition, language, key), path)


def _outdated(before: Edition, after: Edition) -> Iterator[TranslationChange]:
    for language, edition in after.translated.items():
        known = _outdated_keys(before.translated.get(language))
        for key in sorted(_outdated_keys(edition) - known, key=lambda key: key.path):
            title = _title(after, language, key)
            yield TranslationChange("outdated", language, title, f"{language}/{key.path}")


def _outdated_keys(edition: Edition | None) -> set[Key]:
    entities = edition.index.entities.values() if edition else ()
    return {
        entity.key for entity in entities if entity.translation and entity.translation.is_outdated
    }


def _title(edition: Edition, language: str, key: Key) -> str:
    """Return the title of an entity in a language; its path where it isn't shown."""
    translated = edition.translated.get(language, edition)
    entity = translated.index.entities.get(key)
    return entity.title if entity else key.path
