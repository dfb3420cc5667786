"""Puts translations in the place of what they translate, for the editions in other languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from generator.content.images import Image
from generator.content.model import Article, BodyText, Entity, Key, Kind, Person, Role
from generator.index.index import Index
from generator.index.lists import TranslatedPage


class Texts(Mapping[Key, BodyText]):
    """The texts of an edition, by the entity that they are about."""

    def __init__(
        self,
        by_path: Mapping[str, BodyText],
        translated: Mapping[Key, str] | None = None,
        originals: Mapping[Key, BodyText] | None = None,
    ) -> None:
        """`by_path` has the text of every file, `translated` the path of each translation.

        `originals` has the text of what isn't translated, where that isn't the one of its file.
        """
        self._by_path, self._translated, self._originals = by_path, translated or {}, originals

    def __getitem__(self, key: Key) -> BodyText:
        if path := self._translated.get(key):
            return self._by_path[path]
        return self._by_path[key.path] if self._originals is None else self._originals[key]

    def __iter__(self) -> Iterator[Key]:
        paths = (path for path in self._by_path if path.endswith(".md"))
        return (key for path in paths if (key := Key.from_path(path)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def in_language(
    original: Entity, translated: Entity | None, language: str, original_language: str
) -> Entity:
    """Return an entity as the edition in a language has it.

    Without a translation it is the original, under its name in that language if it has one.
    """
    if isinstance(original, Article):
        return _article(original, translated) if isinstance(translated, Article) else original
    title = translated.title if translated else ""
    title = title or original.names.get(language, "")
    names = {tag: name for tag, name in original.names.items() if tag != language}
    if title and title != original.title:
        names = {original_language: original.title, **names}
    translation = translated.translation if translated else None
    entity = replace(original, title=title or original.title, names=names, translation=translation)
    if isinstance(entity, Person) and isinstance(translated, Person):
        return replace(entity, roles=_roles(entity.roles, translated.roles))
    return entity


def _roles(roles: tuple[Role, ...], translated: tuple[Role, ...]) -> tuple[Role, ...]:
    """Return roles under their translated titles, if there is one for each."""
    if len(roles) != len(translated):
        return roles
    pairs = zip(roles, translated, strict=True)
    return tuple([replace(role, title=other.title) for role, other in pairs])


def _article(original: Article, translated: Article) -> Article:
    """Return a translated article: its words are the translation's, its facts the original's."""
    topics = [Key(Kind.TOPIC, id) for id in original.topics]
    translation = translated.translation
    lang = original.lang
    sources = [source if source.lang else source._replace(lang=lang) for source in original.sources]
    return replace(
        original,
        title=translated.title,
        summary=translated.summary,
        lang=translated.lang,
        sources=tuple(sources),
        corrections=tuple([replace(correction, lang=lang) for correction in original.corrections]),
        image=_image(original, translated.image),
        draft=original.draft or bool(translation and translation.is_draft),
        translation=translation,
        mentioned=tuple(dict.fromkeys([*topics, *translated.mentioned])),
        passage_mentions=translated.passage_mentions,
        observed_states=translated.observed_states,
        speakers=translated.speakers,
    )


def _image(original: Article, words: Image | None) -> Image | None:
    """Return the picture of an article with its translated words.

    Where words aren't translated, they are the original's, in its language.
    """
    image = original.image
    if image is None:
        return None
    alt, credit = (words.alt, words.credit) if words else ("", "")
    return Image(
        image.src,
        alt or image.alt,
        credit or image.credit,
        "" if alt else original.lang,
        "" if credit else original.lang,
    )


def translated_pages(index: Index) -> Iterator[TranslatedPage]:
    """Yield the translations that an edition shows, by kind and id."""
    entities = sorted(index.entities.items(), key=lambda item: item[0].path)
    for key, entity in entities:
        if translation := entity.translation:
            yield TranslatedPage(
                key,
                translation.language,
                entity.title,
                entity.summary if isinstance(entity, Article) else "",
                translation.translators,
                translation.is_outdated,
            )
