"""Finds the entities of a site by what people call them: an id, a name or an alias."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from generator.build.project import Project
from generator.checks.names import NameIndex
from generator.content.keys import SCHEMES, Key, Kind
from generator.content.model import Entity
from generator.content.parser import parse_file
from generator.content.suggestions import likely_typo_of, nearest_word
from generator.system import file_tree
from generator.system.files import Folder, UserError

_COMMA = re.compile("[,\u060c\uff0c\u3001]")


class KnownEntities:
    """The entities of some kinds that a site has. Their files are only read when no id fits.

    With `with_typos`, an id with a typing mistake is taken for the id.
    """

    def __init__(self, project: Project, kinds: Sequence[Kind], with_typos: bool = False) -> None:
        settings = project.settings
        self._folder, self._kinds, self._with_typos = settings.content_folder, kinds, with_typos
        self.keys = [
            Key(kind, path.removesuffix(".md"))
            for kind in kinds
            for path in file_tree.pages_in(
                self._folder / kind.folder, is_ignored=settings.is_ignored
            )
        ]

    def read(self, answer: str) -> tuple[Key, ...]:
        """Return the entities in an answer, without repetitions. Raises UserError.

        Commas separate them, and so do spaces where every word means one of them. A name may have
        a comma itself.
        """
        parts, keys = list(filter(None, map(str.strip, _COMMA.split(answer)))), list[Key]()
        while parts:
            lengths = range(len(parts), 1, -1)
            number = next((n for n in lengths if self._named(", ".join(parts[:n]))), 1)
            keys += self._read_part(", ".join(parts[:number]))
            del parts[:number]
        return tuple(dict.fromkeys(keys))

    def _read_part(self, words: str) -> list[Key]:
        each = words.split() if not self._named(words) else []
        if len(each) > 1 and all(len(self._named(word)) == 1 for word in each):
            return [self.find(word) for word in each]
        return [self.find(words)]

    def find(self, words: str) -> Key:
        """Return the entity that words mean. Raises UserError if it is none, or not clear."""
        keys = self._named(words)
        if len(keys) == 1:
            return keys[0]
        if keys:
            choices = " or ".join(f"`{key.annotation}`" for key in keys)
            raise UserError(f"`{words}` may be {choices}: write one of these")
        kinds, words = self._scope(words)
        kind_words = " or ".join(kind.word for kind in kinds)
        raise UserError(f"there is no {kind_words} `{words}`: {self._hint(kinds, words)}")

    def _scope(self, words: str) -> tuple[Sequence[Kind], str]:
        """Return the kinds that words can mean, and the words without the kind before a colon."""
        scheme, colon, rest = words.partition(":")
        kind = SCHEMES.get(scheme.strip().lower())
        if kind and colon and kind in self._kinds:
            return (kind,), rest.strip()
        return self._kinds, words

    def _named(self, words: str) -> list[Key]:
        kinds, words = self._scope(words)
        keys = self._with_id(kinds, words.lower())
        keys = keys or [key for kind in kinds for key in self._names.keys(kind, words)]
        if not keys and self._with_typos:
            keys = self._with_id(kinds, likely_typo_of(words.lower(), self._ids(kinds)))
        return keys

    def _with_id(self, kinds: Iterable[Kind], id: str) -> list[Key]:
        return [key for key in self.keys if key.id == id and key.kind in kinds]

    def _ids(self, kinds: Iterable[Kind]) -> list[str]:
        return [key.id for key in self.keys if key.kind in kinds]

    def _hint(self, kinds: Sequence[Kind], words: str) -> str:
        names = {
            name.casefold(): entity.key
            for entity in self._entities.values()
            for name in (entity.title, *entity.aliases, *entity.names.values())
        }
        names |= {key.id: key for key in self.keys}
        names = {name: key for name, key in names.items() if key.kind in kinds}
        if nearest := nearest_word(words.casefold(), names):
            return f"did you mean `{self.written(names[nearest])}`?"
        if self._kinds == (Kind.TOPIC,) and self.keys:
            return f"the topics are {', '.join(self._ids(kinds))}"
        return "create it with " + " or ".join(f"`coopnews new {kind.word}`" for kind in kinds)

    def written(self, key: Key) -> str:
        """Return how front matter names an entity: with its kind if it can be of several."""
        return key.annotation if len(self._kinds) > 1 else key.id

    @cached_property
    def _entities(self) -> dict[Key, Entity]:
        folder = Folder(self._folder)
        parsed = (parse_file(key.path, folder.read(key.path), key.path).entity for key in self.keys)
        return {entity.key: entity for entity in parsed if entity}

    @cached_property
    def _names(self) -> NameIndex:
        return NameIndex(self._entities)
