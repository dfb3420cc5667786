"""Compares two editions of a site: what a change adds, changes and removes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import urlsplit

from msgspec import Struct

from generator.content.model import (
    Article,
    Commitment,
    Correction,
    Entity,
    Key,
    Kind,
    Source,
    State,
)
from generator.content.problems import Problem, split_new_and_old
from generator.index.index import Index
from generator.index.lists import Observation, Quotation
from generator.newsroom.changed_claims import (
    ChangedClaim,
    changed_claims,
    is_published,
)
from generator.newsroom.duplicates import PossibleDuplicate, article_words, possible_duplicates
from generator.newsroom.page_diff import PageDiffs, page_diffs
from generator.newsroom.translation_changes import TranslationDiff, compare_translations
from generator.pages.edition import Edition

MAX_COMPARED = 100
"""How many added articles are compared with every article of the site."""
MAX_EVIDENCE = 40
"""For how many articles and state changes the words are looked up: that searches an article."""
EXAMPLE_IDS = frozenset(
    "example-story example-hospital example-minister example-ministry example-town".split()
)
"""The names of the files that `coopnews init` writes as examples. Their removal is no news."""


class ArticleChange(NamedTuple):
    """An article that was added, changed, renamed or removed."""

    change: str
    """`added`, `changed`, `renamed` or `removed`."""
    article: Article
    """After the change; before it if it was removed."""
    before: Article | None
    """None for an added article."""
    words: int
    topics_added: tuple[Key, ...]
    topics_removed: tuple[Key, ...]
    corrections: tuple[Correction, ...]
    """New ones."""
    quotations: int
    """How many quotations it gained; negative if it lost some."""
    new_quotations: tuple[Quotation, ...] = ()
    new_evidence: tuple[tuple[Observation, str], ...] = ()
    """Each new observation, with the words that show it."""


class UncorrectedArticle(NamedTuple):
    """A published article that says something else than before, without a correction."""

    article: Article
    """After the change."""
    claims: tuple[ChangedClaim, ...]


class StateChange(NamedTuple):
    """A commitment whose current state has changed."""

    commitment: Commitment
    before: State | None
    after: State | None
    observation: Observation | None
    """What shows the new state; None if nothing does."""
    evidence: str
    """The words of the observation."""


class SourceHost(NamedTuple):
    """A host with sources that a changed article did not have before."""

    name: str
    is_new: bool
    """Whether no article had a source there before."""
    sources: tuple[Source, ...]


class EditionDiff(Struct, frozen=True):
    """What differs between two editions."""

    articles: tuple[ArticleChange, ...]
    uncorrected: tuple[UncorrectedArticle, ...]
    withdrawn: tuple[ArticleChange, ...]
    """Published articles that become a draft, are scheduled for later or are removed."""
    scheduled: tuple[Article, ...]
    """Added or changed articles that appear on a day to come, the earliest first."""
    pictures: tuple[tuple[str, str], ...]
    """The path of every picture that differs, after the word for the change."""
    entities: tuple[tuple[str, Entity], ...]
    """Every other entity that was added, changed or removed, after the word for the change."""
    state_changes: tuple[StateChange, ...]
    passages: tuple[tuple[Entity, int, int], ...]
    """For each entity, how many passages that mention it were added and removed."""
    hosts: tuple[SourceHost, ...]
    duplicates: tuple[PossibleDuplicate, ...]
    not_compared: int
    """How many added articles were not checked for duplicates."""
    lost_addresses: tuple[str, ...]
    """Addresses that no page or redirect has any more."""
    changed_anchors: tuple[tuple[Article, int], ...]
    """For each remaining article, how many links to its passages no longer work."""
    problems: tuple[Problem, ...]
    """New ones."""
    old_problems: int
    pages: PageDiffs
    translations: TranslationDiff = TranslationDiff()
    removed_examples: int = 0
    """How many of the files that `coopnews init` wrote as examples are gone."""

    @property
    def is_empty(self) -> bool:
        changes = self.articles or self.entities or self.pictures or self.translations.changes
        return not (changes or self.problems or self.removed_examples)


def compare_editions(
    before: Edition,
    after: Edition,
    changed: Iterable[Key],
    pictures: Iterable[str] = (),
    paths: Iterable[str] = (),
) -> EditionDiff:
    """Return how two editions differ.

    `changed` are the keys of all originals that differ, `pictures` the paths of all such pictures,
    `paths` those of all files that differ.
    """
    old, new = before.index, after.index
    all_keys = {*changed}
    examples = {key for key in all_keys if _is_example(key.path) and key not in new.entities}
    keys = sorted(all_keys - examples, key=lambda key: (key.kind.folder, key.id))
    paths = [path for path in paths if path in after.analyses or not _is_example(path)]
    renamed = _renamed(old, new, keys)
    changes = list(_article_changes(old, new, keys, renamed))
    articles = (
        *(_with_new_words(old, new, change) for change in changes[:MAX_EVIDENCE]),
        *changes[MAX_EVIDENCE:],
    )
    added = [change.article for change in articles if change.change == "added"]
    new_problems, old_problems = split_new_and_old(before.problems, after.problems)
    return EditionDiff(
        articles=articles,
        uncorrected=tuple(_uncorrected(old, new, articles)),
        withdrawn=tuple(_withdrawn(articles, new.today())),
        scheduled=tuple(_scheduled(articles, new.today())),
        pictures=tuple(_picture_changes(before, after, pictures)),
        entities=tuple(_entity_changes(old, new, keys)),
        state_changes=tuple(_state_changes(old, new)),
        passages=tuple(_passage_changes(old, new, keys)),
        hosts=tuple(_new_source_hosts(old, articles)),
        duplicates=tuple(possible_duplicates(new, added[:MAX_COMPARED])),
        not_compared=len(added[MAX_COMPARED:]),
        lost_addresses=tuple(_lost_addresses(old, new, keys, after.site.retired)),
        changed_anchors=tuple(_changed_anchors(old, new, articles)),
        problems=tuple(new_problems),
        old_problems=len(old_problems),
        pages=page_diffs(before, after, keys),
        translations=compare_translations(before, after, paths),
        removed_examples=len(examples),
    )


def _is_example(path: str) -> bool:
    return PurePosixPath(path).stem in EXAMPLE_IDS


def _article(index: Index, key: Key) -> Article | None:
    entity = index.entities.get(key)
    return entity if isinstance(entity, Article) else None


def _address(key: Key) -> str:
    return key.path.removesuffix(".md") + "/"


def _renamed(old: Index, new: Index, changed: Iterable[Key]) -> dict[Key, Key]:
    """Return the old key of each renamed article: its old address is now one of its aliases."""
    removed = {_address(key): key for key in changed if key not in new.entities}
    renamed = {}
    for key in changed:
        article = _article(new, key)
        aliases = article.aliases if article else ()
        old_keys = [removed[alias] for alias in aliases if alias in removed]
        if old_keys and _article(old, old_keys[0]):
            renamed[key] = old_keys[0]
    return renamed


def _article_changes(
    old: Index, new: Index, changed: Iterable[Key], renamed: Mapping[Key, Key]
) -> Iterator[ArticleChange]:
    old_keys = {*renamed.values()}
    for key in changed:
        before, after = _article(old, renamed.get(key, key)), _article(new, key)
        if key not in old_keys and (before or after):
            yield _article_change(old, new, before, after, key in renamed)


def _article_change(
    old: Index, new: Index, before: Article | None, after: Article | None, is_renamed: bool
) -> ArticleChange:
    article, index = (after, new) if after else (before, old)
    assert article, "it is in at least one of the editions"
    topics_before, topics_after = _topics(old, before), _topics(new, after)
    known = {*before.corrections} if before else set()
    return ArticleChange(
        change="renamed" if is_renamed else _word_for_change(before, after),
        article=article,
        before=before,
        words=len(article_words(index, article.key).split()),
        topics_added=tuple(key for key in topics_after if key not in topics_before),
        topics_removed=tuple(key for key in topics_before if key not in topics_after),
        corrections=tuple(
            correction for correction in article.corrections if after and correction not in known
        ),
        quotations=_quotation_count(after) - _quotation_count(before),
    )


def _with_new_words(old: Index, new: Index, change: ArticleChange) -> ArticleChange:
    """Return a change with the quotations and the evidence that the article gained."""
    if change.change == "removed":
        return change
    before, after = change.before, change.article
    known = {(item.speaker, item.text) for item in old.quotations_in(before)} if before else set()
    observed = {*before.observed_states} if before else set()
    return change._replace(
        new_quotations=tuple(
            item for item in new.quotations_in(after) if (item.speaker, item.text) not in known
        ),
        new_evidence=tuple(
            (observation, " ".join(new.evidence(observation).words.split()))
            for observation in new.observations_in(after)
            if observation[1:] not in observed
        ),
    )


def _word_for_change(before: Entity | None, after: Entity | None) -> str:
    return "changed" if before and after else "added" if after else "removed"


def _quotation_count(article: Article | None) -> int:
    return len(article.speakers) if article else 0


def _topics(index: Index, article: Article | None) -> dict[Key, None]:
    """Return the topics of an article in their order."""
    return dict.fromkeys(entity.key for entity in index.topics(article)) if article else {}


def _uncorrected(
    old: Index, new: Index, changes: Iterable[ArticleChange]
) -> Iterator[UncorrectedArticle]:
    today = new.today()
    for change in changes:
        before, after = change.before, change.article
        if before and change.change != "removed" and is_published(before, today):
            texts = old.texts[before.key], new.texts[after.key]
            if claims := changed_claims(before, texts[0], after, texts[1]):
                yield UncorrectedArticle(after, tuple(claims))


def _withdrawn(changes: Iterable[ArticleChange], today: date | None) -> Iterator[ArticleChange]:
    for change in changes:
        was_published = change.before and is_published(change.before, today)
        if was_published and (
            change.change == "removed" or not is_published(change.article, today)
        ):
            yield change


def _scheduled(changes: Iterable[ArticleChange], today: date | None) -> list[Article]:
    articles = [change.article for change in changes if change.change != "removed"]
    scheduled = [
        article for article in articles if not article.draft and article.is_scheduled(today)
    ]
    return sorted(scheduled, key=lambda article: (article.listed.day, article.key.id))


def _picture_changes(
    before: Edition, after: Edition, paths: Iterable[str]
) -> Iterator[tuple[str, str]]:
    for path in sorted(paths):
        was_there, is_there = path in before.context.image_sizes, path in after.context.image_sizes
        yield "changed" if was_there and is_there else "added" if is_there else "removed", path


def _entity_changes(old: Index, new: Index, changed: Iterable[Key]) -> Iterator[tuple[str, Entity]]:
    for key in changed:
        if key.kind is not Kind.ARTICLE:
            before, after = old.entities.get(key), new.entities.get(key)
            if entity := after or before:
                yield _word_for_change(before, after), entity


def _state_changes(old: Index, new: Index) -> Iterator[StateChange]:
    number = 0
    for key in sorted({*old.observations, *new.observations}, key=lambda key: key.id):
        commitment, before, after = new.entities.get(key), old.state(key), new.state(key)
        if isinstance(commitment, Commitment) and before is not after:
            latest = new.observations[key][0] if after else None
            evidence = new.evidence(latest).words if latest and number < MAX_EVIDENCE else ""
            yield StateChange(commitment, before, after, latest, " ".join(evidence.split()))
            number += 1


def _passage_changes(
    old: Index, new: Index, changed: Iterable[Key]
) -> Iterator[tuple[Entity, int, int]]:
    """Yield each entity with the passages that it gained and lost, the most first.

    Entities that are new or gone are listed as such.
    """
    added, removed = Counter[Key](), Counter[Key]()
    for key in changed:
        before, after = _mentions(old, key), _mentions(new, key)
        for counts, mentions in ((added, after - before), (removed, before - after)):
            for (entity_key, _), number in mentions.items():
                counts[entity_key] += number
    total = added + removed
    for key in sorted(total, key=lambda key: (-total[key], key.kind.folder, key.id)):
        if key in old.entities and key in new.entities:
            yield new.entities[key], added[key], removed[key]


def _mentions(index: Index, key: Key) -> Counter[tuple[Key, str]]:
    """Return the entities that an article mentions, with the anchors of the passages."""
    text, article = index.texts.get(key), _article(index, key)
    if not text or not article:
        return Counter()
    passages = zip(text.passages, article.passage_mentions, strict=True)
    return Counter((name, passage.anchor) for passage, names in passages for name in {*names})


def _new_source_hosts(old: Index, changes: Iterable[ArticleChange]) -> Iterator[SourceHost]:
    known = {_host(source) for article in old.articles for source in article.sources}
    by_host: dict[str, list[Source]] = defaultdict(list)
    for change in changes:
        before = {*change.before.sources} if change.before else set()
        for source in change.article.sources if change.change != "removed" else ():
            if source not in before:
                by_host[_host(source)].append(source)
    for name in sorted(by_host, key=lambda name: (name in known, name)):
        yield SourceHost(name, name not in known, tuple(by_host[name]))


def _host(source: Source) -> str:
    return (urlsplit(source.url).hostname or "").removeprefix("www.")


def _old_addresses(entity: Entity) -> list[str]:
    """Return the addresses that redirect to an entity."""
    aliases = entity.aliases if isinstance(entity, Article) else ()
    return [*aliases, *(_address(Key(entity.key.kind, id)) for id in entity.former_ids)]


def _lost_addresses(
    old: Index, new: Index, changed: Iterable[Key], retired: Iterable[Key]
) -> Iterator[str]:
    redirected = {address for entity in new.entities.values() for address in _old_addresses(entity)}
    redirected |= {_address(key) for key in retired}
    for key in changed:
        before = old.entities.get(key)
        addresses = [_address(key)] if before and key not in new.entities else []
        for address in (*addresses, *(_old_addresses(before) if before else ())):
            if address not in redirected:
                yield address


def _changed_anchors(
    old: Index, new: Index, changes: Iterable[ArticleChange]
) -> Iterator[tuple[Article, int]]:
    for change in changes:
        if change.before and change.change != "removed":
            before = {passage.anchor for passage in old.texts[change.before.key].passages}
            after = {passage.anchor for passage in new.texts[change.article.key].passages}
            if lost := len(before - after):
                yield change.article, lost
