"""Rules for translations, which are held against their originals."""

from __future__ import annotations

import hashlib
import re
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import NamedTuple
from zlib import crc32

from msgspec.structs import replace

from generator.checks.across_files import (
    drafts_are_not_linked,
    former_ids_are_replaced,
    fragments_exist,
)
from generator.checks.context import (
    CheckContext,
    CrossFileFacts,
    WrittenParagraph,
    WrittenPassage,
    is_in_spans,
)
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
    error_lines: frozenset[int] = frozenset()
    """The lines on which the file itself has errors."""

    def has_error_in_paragraph(self, line: int) -> bool:
        """Return whether the paragraph at a line has an error, which may explain all others."""
        starts = [paragraph.line for paragraph in self.facts.paragraphs]
        at = bisect_right(starts, line)
        end = starts[at] if at < len(starts) else sys.maxsize
        return at > 0 and any(starts[at - 1] <= error < end for error in self.error_lines)

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


MIN_WORDS = 8
"""Words from which on a paragraph isn't the same in two languages by chance."""
_LIST = re.compile(r"[ \t]*(?:[-*+|]|[0-9]{1,9}[.)])[ \t]")
"""The beginning of a list or of a table, which may consist of names."""
_TARGETS = re.compile(r"\]\([^()\n]*\)|<[^<>\n]*>|`[^`\n]*`")


def written_paragraphs(entity: Entity) -> Iterator[WrittenParagraph]:
    """Yield every paragraph of a text."""
    lines, start, offset = [*entity.body.source.split("\n"), ""], 0, 0
    code = sorted(entity.body.code)
    for at, line in enumerate(lines):
        if line.strip():
            continue
        paragraph = "\n".join(lines[start:at])
        if at > start:
            words = " ".join(paragraph.split())
            count = _TARGETS.sub("", words).count(" ") + 1
            is_text = not _LIST.match(paragraph) and not is_in_spans(code, offset)
            digest = crc32(words.encode()) if is_text and count >= MIN_WORDS else 0
            yield WrittenParagraph(entity.body.first_line + start, digest)
        offset += len(paragraph.encode()) + len(line.encode()) + (2 if at > start else 1)
        start = at + 1


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
    with_errors: AbstractSet[Key] = frozenset(),
) -> Iterator[Problem]:
    """Yield every problem of the translations into one language that needs other files to see.

    `texts` are those of the edition in that language. Originals `with_errors` will change: they
    aren't compared with their translations.
    """
    facts = {file.entity.key: file.facts for file in files if file.entity.key in entities}
    yield from fragments_exist(entities, texts, facts)
    yield from drafts_are_not_linked(entities, facts, publication_day)
    yield from former_ids_are_replaced(originals, facts.values())
    for file in files:
        original = originals.get(file.entity.key)
        if original is None:
            yield from originals_exist(file, originals, context)
        elif not file.translation.is_draft and file.entity.key not in with_errors:
            yield from translations_are_current(file, original, context)
            yield from annotations_agree(file, original, context)
            yield from roles_agree(file, entities[file.entity.key], context)
            yield from pictures_agree(file, entities[file.entity.key], context)
            yield from words_are_translated(file, original, context)
            yield from headlines_are_translated(file, entities[file.entity.key])


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
    passages, wanted = file.facts.passages, original.passages
    differences = [pair for pair in _aligned(passages, wanted) if not _is_same(*pair)]
    if len(passages) != len(wanted):  # two that are joined or split differ twice
        differences = differences[:1]
    for passage, expected in differences:
        if passage and expected:
            problem = _differing_passage(passage, expected)
        elif expected:
            problem = _missing_passage(file, original, expected, context)
        else:
            assert passage, "one of a pair is there"
            hint = "remove its annotations, or add the passage to the original first"
            message = f"the original has no passage with {_listed(passage)}"
            problem = Problem(passage.location, "annotations-differ", message, hint)
        if not file.has_error_in_paragraph(problem.location.line):
            yield problem


_Pair = tuple[WrittenPassage | None, WrittenPassage | None]
"""A passage of a translation and that of its original; None where there is no counterpart."""


def _is_same(passage: WrittenPassage | None, expected: WrittenPassage | None) -> bool:
    return passage is not None and expected is not None and passage[1:] == expected[1:]


def _aligned(
    passages: Sequence[WrittenPassage], wanted: Sequence[WrittenPassage]
) -> Iterator[_Pair]:
    """Yield the passages in pairs so that as few as possible differ."""
    if len(passages) == len(wanted) and all(map(_is_same, passages, wanted)):  # for speed
        return
    # costs[i][j] is the number of differences from the passages i and j on.
    costs = [[0] * (len(wanted) + 1) for _ in range(len(passages) + 1)]
    for i in range(len(passages), -1, -1):
        for j in range(len(wanted), -1, -1):
            if i == len(passages) or j == len(wanted):
                costs[i][j] = len(passages) - i + len(wanted) - j
                continue
            differ = not _is_same(passages[i], wanted[j])
            costs[i][j] = min(
                differ + costs[i + 1][j + 1], 1 + costs[i + 1][j], 1 + costs[i][j + 1]
            )
    i = j = 0
    while i < len(passages) or j < len(wanted):
        passage = passages[i] if i < len(passages) else None
        expected = wanted[j] if j < len(wanted) else None
        differ = not _is_same(passage, expected)
        if passage and expected and costs[i][j] != costs[i + 1][j + 1] + differ:
            is_missing = costs[i][j] == 1 + costs[i][j + 1]
            passage, expected = (None, expected) if is_missing else (passage, None)
        yield passage, expected
        i, j = i + (passage is not None), j + (expected is not None)


def _missing_passage(
    file: TranslatedFile, original: CrossFileFacts, expected: WrittenPassage, context: CheckContext
) -> Problem:
    """Return the problem at the paragraph that lacks all annotations, if there is one."""
    there, wanted = file.facts.paragraphs, original.paragraphs
    at = bisect_right(wanted, WrittenParagraph(expected.location.line, sys.maxsize)) - 1
    line = there[at].line if len(there) == len(wanted) and at >= 0 else 0
    end = there[at + 1].line if line and at + 1 < len(there) else sys.maxsize
    path = f"{context.content_dir}/{file.path}"
    has_passage = any(line <= passage.location.line < end for passage in file.facts.passages)
    if line and not has_passage:
        return _differing_passage(WrittenPassage(Location(path, line), ()), expected)
    hint = f"translate it: it begins on line {expected.location.line} of the original"
    message = f"the translation has no passage with {_listed(expected)}"
    return Problem(Location(path), "annotations-differ", message, hint)


def headlines_are_translated(file: TranslatedFile, original: Entity) -> Iterator[Problem]:
    """The headline and the summary of a translation aren't those of its original."""
    words = {original.title, original.summary if isinstance(original, Article) else ""}
    for written in file.facts.names:
        if written.words in words and written.words.count(" ") >= MIN_BLANKS:
            message = "these words are those of the original"
            yield Problem(written.location, "not-translated", message, "translate them")


MIN_BLANKS = 2
"""Blanks in a headline from which on it isn't only a name."""


def words_are_translated(
    file: TranslatedFile, original: CrossFileFacts, context: CheckContext
) -> Iterator[Problem]:
    """No paragraph of a translation is that of the original, word for word."""
    lines = {digest: line for line, digest in original.paragraphs if digest}
    for line, digest in file.facts.paragraphs:
        if digest in lines:
            message = f"this paragraph is that of the original, on line {lines[digest]}"
            location = Location(f"{context.content_dir}/{file.path}", line)
            yield Problem(location, "not-translated", message, "translate it")


def roles_agree(file: TranslatedFile, original: Entity, context: CheckContext) -> Iterator[Problem]:
    """The translation of a person has the title of each of the original's roles, or of none."""
    if not isinstance(original, Person) or not isinstance(file.entity, Person):
        return
    there, wanted = len(file.entity.roles), len(original.roles)
    if there and there != wanted:
        roles = f"{there} role{'' if there == 1 else 's'}"
        message = f"the translation has {roles}, but the original has {wanted}"
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
