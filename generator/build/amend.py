"""After the text of stories was edited: the files of the site that say something else now.

Other pages know a story by its face (title, date, what it names) and by its passages. While the
face stays what it was, an edit touches the story's own page, the pages that show its passages,
the feeds that tell it and the rows of the data that hold its words. Those are made again as a
whole build would make them. So are the search index and the database, each as a whole, where the
site has them. After any other change `amended` gives nothing, and the whole site is made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from generator.build import publish
from generator.build.memory import Forgotten, Kept, Memory, Shelved, recall, remember_later
from generator.build.renderer import SiteRenderer, search_documents
from generator.build.stamp import Edits, Worked
from generator.checks.context import CrossFileFacts
from generator.content.model import SEARCH, Article, BodyText, Key
from generator.index.analysis import FileAnalysis, analyse_file
from generator.open_data.data_files import rows_about
from generator.open_data.tables import tables
from generator.open_data.web_annotations import lines_about
from generator.output.feeds import FeedEntry, feeds_with, feeds_with_observation, observation_entry
from generator.output.link_check import read_links
from generator.pages.page import Feed, Page
from generator.pages.render import pages_showing
from generator.system import files, site_folder
from generator.system.store import Cache


class Edit(Struct, frozen=True):
    """A story whose text has changed."""

    story: Article
    old: Kept
    new: FileAnalysis

    @property
    def passages(self) -> bool:
        """True when its passages have changed too."""
        return self.old.text.passages != self.new.text.passages


class Replaced(NamedTuple):
    """Words of a file in whose place others stand now."""

    path: str
    """Of the file, within the site."""
    old: str
    new: str


class Amended(Struct, frozen=True):
    """What edits change in a site."""

    pages: Mapping[str, str]
    """Finished pages, by the path of their file."""
    replaced: tuple[Replaced, ...]
    kept: Mapping[Key, Kept]
    """What is to be remembered of the edited files."""
    fodder: Mapping[str, str]
    """What the search is fed of those pages, by the path of their file."""
    renderer: SiteRenderer
    """What makes the site as it is now."""


def amending(cache: Cache, name: str) -> Callable[[Edits], Worked | None]:
    """What works edits into the site of a name, and gives what that has become.

    The last build is recalled at once; the site is touched when that is called. It gives None, and
    has done nothing, when all of the site must be made again.
    """
    memory = recall(cache, name)

    def amend(edits: Edits) -> Worked | None:
        if memory is None or memory.build != edits.build:
            return None
        found, site = _found(memory, edits), Path(edits.site)
        texts = _worked_in(found, site) if found else None
        if found is None or texts is None:
            return None
        again = _indexed_again(found, edits, cache.search) if edits.fed else Indexed()
        if again is None:
            return None
        # In the place of a handwritten file none is made.
        whole: dict[str, str | bytes] = {**texts, **again.made}
        made = {path: data for path, data in whole.items() if not Path(edits.own, path).exists()}
        publish.amend(site, made, again.gone)
        remember_later(cache, name, memory, found.kept)
        return Worked(tuple(made), again.gone, again.fed)

    return amend


def _found(memory: Memory, edits: Edits) -> Amended | None:
    try:
        # They are read again after they were looked at: what is worked in is what was read.
        content = files.Folder(edits.content.rstrip("/"))
        paths = [path.removeprefix(edits.content) for path in edits.paths]
        return amended(memory, {path: content.read(path) for path in paths})
    except (Forgotten, OSError):
        return None


class Indexed(NamedTuple):
    """What edits change in what is indexed as a whole: the search and the database."""

    made: Mapping[str, bytes] = {}
    gone: tuple[str, ...] = ()
    fed: str = ""
    """Stands for what the search is fed now."""


def _indexed_again(found: Amended, edits: Edits, kept: Path | None) -> Indexed | None:
    """None when what the search was fed is not there any more as it was."""
    from generator.build.pagefind import (  # noqa: PLC0415 - most edits are of sites without a search
        IndexingFailed,
        digest,
        indexed,
    )

    site = Path(edits.site)
    small = publish.beside_name(site, "fed")
    try:
        if digest(small) != edits.fed:
            return None
        for path, text in found.fodder.items():
            files.Folder(small).update(path, text)
        with site_folder.temporary(site, "scratch") as scratch:
            with indexed(small, scratch, kept) as fed:
                made = dict(found.renderer.database())
            new, gone = site_folder.differences(site / SEARCH, scratch)
    except (Forgotten, IndexingFailed, OSError):
        return None
    made |= {f"{SEARCH}/{path}": data for path, data in new.items()}
    return Indexed(made, tuple([f"{SEARCH}/{path}" for path in gone]), fed)


def _worked_in(found: Amended, site: Path) -> dict[str, str] | None:
    """The files that are others now; None when one is gone, or does not hold what it should."""
    made, folder = dict(found.pages), files.Folder(site)
    for path, old, new in found.replaced:
        try:
            text = made.get(path) or folder.read(path).decode()
        except OSError:
            return None
        if old not in text:
            return None
        made[path] = text.replace(old, new, 1)
    return made


def amended(memory: Memory, changed: Mapping[str, bytes]) -> Amended | None:
    """What the changed files, by path within the content, change; None when it may be more.

    Raises Forgotten when something that is wanted of the last build is gone.
    """
    edits = [edit for edit in _edits(memory, changed) if edit]
    if len(edits) < len(changed):
        return None
    before = _renderer(memory, {})
    after = _renderer(memory, {edit.story.key: edit.new.text for edit in edits})
    pages: dict[str, Page] = {}
    for edit in edits:
        found = pages_showing(after.index, after.site, edit.story, passages=edit.passages)
        pages |= {page.path: page for page in found}
    shown = [page for page in pages.values() if page.path in memory.pages]
    finished = dict(_finished(after, memory, shown))
    replaced = [one for edit in edits for one in _replaced(before, after, edit)]
    kept = {edit.story.key: Kept(edit.new.text, edit.new.cross_file_facts) for edit in edits}
    small = dict(search_documents(after.site, shown))
    return Amended(finished, tuple(replaced), kept, small, after)


def _finished(
    renderer: SiteRenderer, memory: Memory, pages: Iterable[Page]
) -> Iterator[tuple[str, str]]:
    """The pages and their twins with the paths of their files.

    Raises Forgotten when a page does not hold together: whatever is wrong, a whole build will find
    it too, and say so.
    """
    for page in map(Page.with_rendered_markdown, pages):
        inner, file = renderer.content_html(page), renderer.site.file(page.path)
        whole = renderer.finished_page(page, inner, memory.layouts)
        found = read_links(file, whole, inner)
        here = {fragment for path, fragment in found.targets if fragment and path == file}
        if found.problems or not here <= found.ids:
            raise Forgotten(page.path)
        yield file, whole
        yield from renderer.markdown_copy(page)


def _edits(memory: Memory, changed: Mapping[str, bytes]) -> Iterator[Edit | None]:
    for path, data in changed.items():
        new = analyse_file(path, data, memory.context)
        key = Key.from_path(path)
        old, kept = memory.index.get(key), memory.of(key) if key else None
        if not isinstance(old, Article) or kept is None or not _keeps_face(memory, old, kept, new):
            yield None
        else:
            yield Edit(old, kept, new)


def _keeps_face(memory: Memory, old: Article, kept: Kept, new: FileAnalysis) -> bool:
    """True when other pages know of the story what they knew, and nobody has a problem."""
    shown = f"{memory.context.content_dir}/{old.key.path}"
    fragments = {fragment for key, fragment in memory.asked if key == old.key}
    return (
        new.entity == old
        and not new.problems
        and shown not in memory.locations
        and fragments <= new.text.anchors
        and _asked(kept.questions) == _asked(new.cross_file_facts)
    )


def _asked(questions: CrossFileFacts) -> object:
    """What is asked, wherever it is asked."""
    return (
        [(one.path, one.key, one.fragment) for one in questions.references],
        [alias for alias, _ in questions.aliases],
        [(key, state) for key, state, _ in questions.observed_states],
    )


def _renderer(memory: Memory, new: Mapping[Key, BodyText]) -> SiteRenderer:
    index = replace(memory.index, texts=Shelved(memory, new))
    data = tables(index, memory.site)
    return SiteRenderer(index, data, memory.sizes, memory.site, {}, memory.listed)


def _replaced(before: SiteRenderer, after: SiteRenderer, edit: Edit) -> Iterator[Replaced]:
    """What is replaced in feeds, and in the data when passages have changed."""
    story, site = edit.story, after.site
    for feed in feeds_with(after.index, site, story):
        yield from _retold(feed, before.feed_entry(story), after.feed_entry(story))
    if not edit.passages:
        return
    for seen in after.index.observations_in(story):
        for feed in feeds_with_observation(after.index, site, seen):
            yield from _retold(
                feed,
                *(observation_entry(renderer.index, site, seen) for renderer in (before, after)),
            )
    rows = (
        chain(rows_about(renderer.index, site, story), lines_about(renderer.index, site, story))
        for renderer in (before, after)
    )
    for (path, old), (_, new) in zip(*rows, strict=True):
        yield Replaced(path, old, new)


def _retold(feed: Feed, old: FeedEntry, new: FeedEntry) -> Iterable[Replaced]:
    return map(Replaced, (feed.atom, feed.rss, feed.json), old, new)
