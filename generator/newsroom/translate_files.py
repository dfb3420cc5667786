"""Creates translations, brings their digests up to date, and lists what isn't translated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from msgspec import Struct

from generator.content.body import Body
from generator.content.images import Image
from generator.content.languages import tag_error
from generator.content.model import Article, Commitment, Entity, Key, Kind, Person, Topic
from generator.content.new_article import yaml_string
from generator.content.parser import parse_file
from generator.content.paths import find_key, split_language
from generator.content.suggestions import did_you_mean
from generator.newsroom.workspace import Workspace
from generator.system.files import UserError


class TranslationStatus(Struct, frozen=True):
    """How far an edition in another language is."""

    counts: tuple[tuple[Kind, int, int], ...]
    """For each kind, how many of its files with something to translate are translated, and how
    many there are."""
    outdated: tuple[str, ...]
    """The paths of the translations whose original has changed."""
    untranslated: tuple[str, ...]
    """The paths of the originals without a translation, those of the newest articles first."""
    names: tuple[int, int]
    """How many people, organisations, places and topics have a name in the language, of all."""


def site_language(workspace: Workspace, words: str) -> str:
    """Return the tag of a language from its tag or English name.

    Raises UserError when the site has no edition in it.
    """
    error = tag_error(words)
    language = error.meant if error and error.meant else words
    languages = workspace.project.settings.translated_languages
    if language not in languages:
        hint = did_you_mean(language, languages) or "add it to `languages` in mkdocs.yml"
        raise UserError(f"the site has no translations into `{language}`: {hint}")
    return language


def original_paths(workspace: Workspace, names: Iterable[str]) -> list[str]:
    """Return the paths of the originals that these files are or translate.

    Raises UserError for a file that is neither.
    """
    languages = workspace.project.settings.translated_languages
    paths = {split_language(path, languages)[1] for path in workspace.select(names)}
    for path in paths:
        if not (key := find_key(path)) or key not in _originals(workspace):
            raise UserError(f"{workspace.display_path(path)} is not a file that can be translated")
    return sorted(paths)


def new_translation(workspace: Workspace, path: str, language: str, translator: str) -> str:
    """Return the text of a translation's file: a draft with the original's words as notes.

    Raises UserError when there is a translation already.
    """
    new_path = f"{language}/{path}"
    if workspace.files.exists(new_path):
        raise UserError(f"there is a file {workspace.display_path(new_path)} already")
    entity = parse_file(path, workspace.files.read(path), path).entity
    assert entity, "the same file was parsed before"
    words = {
        "title": entity.title if isinstance(entity, Article | Commitment) else "",
        "summary": entity.summary if isinstance(entity, Article) else "",
        "translator": translator,
    }
    lines = [f"{name}: {yaml_string(value)}" for name, value in words.items() if value]
    if isinstance(entity, Article) and entity.image:
        lines += _picture_lines(entity.image)
    if isinstance(entity, Person) and entity.roles:
        lines += ["roles:", *(f"  - {yaml_string(role.title)}" for role in entity.roles)]
    lines.append(f"source_digest: {source_digest(workspace, path)}")
    lines.append("draft: true    # delete this line when the translation is ready")
    notes = "".join(f"\n{_note(paragraph)}\n" for paragraph in _paragraphs(entity.body))
    return "\n".join(["---", *lines, "---", ""]) + notes


def _picture_lines(image: Image) -> list[str]:
    """Return the keys of a picture as comments: untranslated words would count as translated."""
    words = {"alt": image.alt, "credit": image.credit}
    keys = [f"  {name}: {yaml_string(value)}" for name, value in words.items() if value]
    hint = "Translate the words of the picture, and delete the `# ` before these lines:"
    return [f"# {line}" for line in (hint, "image:", *keys)]


def _paragraphs(body: Body) -> list[str]:
    """Return the parts of a text between blank lines."""
    return [part for part in re.split(r"\n[ \t]*\n", body.source.strip("\n")) if part.strip()]


def _note(paragraph: str) -> str:
    longest = max(map(len, re.findall("~+", paragraph)), default=0)
    fence = "~" * max(3, longest + 1)
    return f"{fence}notes\n{paragraph}\n{fence}"


def source_digest(workspace: Workspace, path: str) -> str:
    """Return the digest of what is translated of an original, as it is now."""
    return workspace.edition.analyses[path].cross_file_facts.source_digest


def with_digest(text: str, digest: str) -> str:
    """Return a translation's file with another `source_digest`; nothing else changes."""
    line = f"source_digest: {digest}"
    front, end, rest = text[3:].partition("\n---")
    if re.search(r"(?m)^source_digest:.*$", front):
        front = re.sub(r"(?m)^source_digest:[^\r\n]*", line, front)
    else:
        front += f"\n{line}"
    return text[:3] + front + end + rest


def outdated_digests(
    workspace: Workspace, language: str, originals: Iterable[str] = ()
) -> Iterator[tuple[str, str]]:
    """Yield the path and the new text of the translations of these files with another digest.

    Without files, only those are meant that have no digest yet.
    """
    named = set(originals)
    for path, entity in _translations(workspace, language):
        translation = entity.translation
        assert translation, "it is one"
        is_meant = entity.key.path in named if named else not translation.source_digest
        if is_meant and entity.key in _originals(workspace):
            text = workspace.files.read(path).decode()
            new_text = with_digest(text, source_digest(workspace, entity.key.path))
            if new_text != text:
                yield path, new_text


def translation_status(workspace: Workspace, language: str) -> TranslationStatus:
    """Return how far the edition in a language is."""
    originals = {
        key: entity
        for key, entity in _originals(workspace).items()
        if _is_translatable(entity, language)
    }
    translated = dict[Key, str]()
    outdated = list[str]()
    for path, entity in _translations(workspace, language):
        translation = entity.translation
        if not translation or translation.is_draft or entity.key not in originals:
            continue
        translated[entity.key] = path
        if translation.source_digest != source_digest(workspace, entity.key.path):
            outdated.append(path)
    totals, done = (Counter(key.kind for key in keys) for keys in (originals, translated))
    untranslated = [key for key in originals if key not in translated]
    articles = [key for key in untranslated if key.kind is Kind.ARTICLE]
    others = [key for key in untranslated if key.kind is not Kind.ARTICLE]
    named = [
        language in entity.names
        for entity in _originals(workspace).values()
        if not isinstance(entity, Article | Commitment)
    ]
    return TranslationStatus(
        tuple((kind, done[kind], totals[kind]) for kind in Kind if totals[kind]),
        tuple(sorted(outdated)),
        tuple(
            key.path
            for key in (
                *sorted(articles, reverse=True, key=_by_path),
                *sorted(others, key=_by_path),
            )
        ),
        (sum(named), len(named)),
    )


def _by_path(key: Key) -> str:
    return key.path


def _is_translatable(entity: Entity, language: str) -> bool:
    """Return whether there is something to translate besides names."""
    if isinstance(entity, Article):
        return entity.lang != language and not entity.draft
    return isinstance(entity, Commitment | Topic)


def _originals(workspace: Workspace) -> dict[Key, Entity]:
    entities = (file.entity for file in workspace.edition.analyses.values())
    return {entity.key: entity for entity in entities if entity and not entity.translation}


def _translations(workspace: Workspace, language: str) -> Iterator[tuple[str, Entity]]:
    """Yield the path and the entity of each translation into a language."""
    for path, file in sorted(workspace.edition.analyses.items()):
        translation = file.entity.translation if file.entity else None
        if file.entity and translation and translation.language == language:
            yield path, file.entity
