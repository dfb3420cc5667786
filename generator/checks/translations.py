"""Rules for translations, which are held against their originals."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from generator.checks.across_files import (
    drafts_are_not_linked,
    former_ids_are_replaced,
    fragments_exist,
)
from generator.checks.context import CheckContext, CrossFileFacts, WrittenPassage
from generator.content.annotation_titles import format_title
from generator.content.body import Link, LinkedBlock
from generator.content.keys import Key
from generator.content.model import Article, BodyText, Commitment, Entity, Person, Translation
from generator.content.problems import Location, Problem


class TranslatedFile(NamedTuple):
    """A translation, and what the rules need to know of its file."""

    path: str
    """The path within the content."""
    entity: Entity
    facts: CrossFileFacts

    @property
    def translation(self) -> Translation:
        assert self.entity.translation, "only translations are held against an original"
        return self.entity.translation

    def marked(self, original: CrossFileFacts) -> Entity:
        """Return the entity, which says whether its original has changed since."""
        is_outdated = self.translation.source_digest != original.source_digest
        return replace(self.entity, translation=replace(self.translation, is_outdated=is_outdated))


def source_digest(entity: Entity, text: str) -> str:
    """Return the digest of what is translated of an original, which has this text.

    That is its title, its summary, its roles, the words of its picture, and the text.
    """
    title = entity.title if isinstance(entity, Article | Commitment) else ""
    summary = entity.summary if isinstance(entity, Article) else ""
    roles = [role.title for role in entity.roles] if isinstance(entity, Person) else []
    image = entity.image if isinstance(entity, Article) else None
    picture = [image.alt, image.credit] if image else []
    joined = "\0".join([title, summary, *roles, *picture, text.strip()])
    return hashlib.blake2b(joined.encode(), digest_size=8).hexdigest()


def written_passages(entity: Entity) -> Iterator[WrittenPassage]:
    """Yield every passage of a text."""
    file, body = entity.location_of().file, entity.body
    for block in body.linked_blocks:
        if block.is_passage:
            location = Location(file, *body.position(block.start))
            yield WrittenPassage(location, _annotations(block), bool(block.quotation))


def _annotations(block: LinkedBlock) -> tuple[str, ...]:
    return tuple(sorted(_annotation(link) for link in block.links if link.entity))


def _annotation(link: Link) -> str:
    title, target = format_title(link.annotation), link.entity.annotation if link.entity else ""
    return f'{target} "{title}"' if title else target


def check_translations(
    files: Sequence[TranslatedFile],
    entities: Mapping[Key, Entity],
    texts: Mapping[Key, BodyText],
    originals: Mapping[Key, CrossFileFacts],
    context: CheckContext,
    publication_day: date | None,
) -> Iterator[Problem]:
    """Yield every problem of the translations into one language that needs other files to see.

    `texts` are those of the edition in that language.
    """
    facts = {file.entity.key: file.facts for file in files if file.entity.key in entities}
    yield from fragments_exist(entities, texts, facts)
    yield from drafts_are_not_linked(entities, facts, publication_day)
    yield from former_ids_are_replaced(originals, facts.values())
    for file in files:
        original = originals.get(file.entity.key)
        if original is None:
            yield from originals_exist(file, originals, context)
        elif not file.translation.is_draft:
            yield from translations_are_current(file, original, context)
            yield from annotations_agree(file, original, context)
            yield from roles_agree(file, entities[file.entity.key], context)
            yield from pictures_agree(file, entities[file.entity.key], context)


def originals_exist(
    file: TranslatedFile, originals: Mapping[Key, CrossFileFacts], context: CheckContext
) -> Iterator[Problem]:
    """A translation has an original at the same path outside the folder of its language."""
    location = Location(f"{context.content_dir}/{file.path}")
    path = f"{context.content_dir}/{file.entity.key.path}"
    message = f"there is no original of this translation: {path} doesn't exist"
    digest = file.translation.source_digest
    same = [key for key, facts in originals.items() if digest and facts.source_digest == digest]
    hint = "move the translation to the path of its original, or delete it"
    if len(same) == 1:
        new_path = f"{context.content_dir}/{file.translation.language}/{same[0].path}"
        hint = f"move it to `{new_path}`: its `source_digest` is of that original"
    yield Problem(location, "no-original", message, hint)


def translations_are_current(
    file: TranslatedFile, original: CrossFileFacts, context: CheckContext
) -> Iterator[Problem]:
    """A translation was made from the original as it is now."""
    made_from, language = file.translation.source_digest, file.translation.language
    if made_from == original.source_digest:
        return
    message = "the original has changed since this was translated"
    if not made_from:
        message = "`source_digest` is missing, so nobody can see when the original changes"
    path = f"{context.content_dir}/{file.path}"
    command = f"`coopnews translate --update {language} {path}`"
    hint = f"bring the translation up to date, then run {command}"
    yield Problem(Location(path), "translation-outdated", message, hint)


def annotations_agree(
    file: TranslatedFile, original: CrossFileFacts, context: CheckContext
) -> Iterator[Problem]:
    """Each passage of a translation has the annotations and states of the original's passage."""
    if not file.translation.has_text:
        return
    passages, of_original = file.facts.passages, original.passages
    unknown = {f"{written.scheme}{written.key.id}" for written in file.facts.unknown_ids}
    for passage, expected in zip(passages, of_original, strict=False):
        targets = (annotation.partition(" ")[0] for annotation in passage.annotations)
        if passage[1:] != expected[1:] and unknown.isdisjoint(targets):
            yield _differing_passage(passage, expected)
            if len(passages) != len(of_original):  # all that follow would differ too
                return
    if len(passages) < len(of_original):
        missing = of_original[len(passages)]
        hint = f"translate it: it begins on line {missing.location.line} of the original"
        message = f"the translation has no passage with {_listed(missing)}"
        location = Location(f"{context.content_dir}/{file.path}")
        yield Problem(location, "annotations-differ", message, hint)
    elif len(passages) > len(of_original):
        passage = passages[len(of_original)]
        hint = "remove its annotations, or add the passage to the original first"
        message = f"the original has no passage with {_listed(passage)}"
        yield Problem(passage.location, "annotations-differ", message, hint)


def roles_agree(file: TranslatedFile, original: Entity, context: CheckContext) -> Iterator[Problem]:
    """The translation of a person has the title of each of the original's roles, or of none."""
    if not isinstance(original, Person) or not isinstance(file.entity, Person):
        return
    there, wanted = len(file.entity.roles), len(original.roles)
    if there and there != wanted:
        message = f"the translation has {there} roles, but the original has {wanted}"
        hint = "list the title of each role, in the order of the original"
        location = Location(f"{context.content_dir}/{file.path}")
        yield Problem(location, "annotations-differ", message, hint)


def pictures_agree(
    file: TranslatedFile, original: Entity, context: CheckContext
) -> Iterator[Problem]:
    """A translation has words for the picture of its original alone."""
    if not isinstance(original, Article) or not isinstance(file.entity, Article):
        return
    if (words := file.entity.image) is None:
        return
    location = Location(f"{context.content_dir}/{file.path}")
    if original.image is None:
        message, hint = "the original has no picture", "delete `image`"
        yield Problem(location, "annotations-differ", message, hint)
    elif words.credit and not original.image.credit:
        message = "the original doesn't say who made the picture"
        hint = "delete `credit`, or add it to the original first"
        yield Problem(location, "annotations-differ", message, hint)


def _differing_passage(passage: WrittenPassage, expected: WrittenPassage) -> Problem:
    there, wanted = Counter(passage.annotations), Counter(expected.annotations)
    lacks, adds = sorted((wanted - there).elements()), sorted((there - wanted).elements())
    parts = [f"lacks {_quoted(lacks)}"] if lacks else []
    parts += [f"adds {_quoted(adds)}"] if adds else []
    if not parts:
        parts = ["is a quotation" if passage.is_quotation else "is no quotation"]
    line = expected.location.line
    message = f"this passage {' and '.join(parts)}, unlike line {line} of the original"
    hint = "annotate the same in both, each in the same paragraph"
    return Problem(passage.location, "annotations-differ", message, hint)


def _listed(passage: WrittenPassage) -> str:
    return _quoted(passage.annotations) if passage.annotations else "a quotation"


def _quoted(annotations: Iterable[str]) -> str:
    return ", ".join(f"`{annotation}`" for annotation in annotations)
