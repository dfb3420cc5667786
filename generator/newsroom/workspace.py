"""What is done for those who write and edit: files mended, annotated, begun, and told apart."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from generator.build import project as config
from generator.build import stamp
from generator.build.cabinet import Drawer, fetched
from generator.build.plugin import content_folder
from generator.build.project import Project
from generator.checks.context import CheckContext
from generator.checks.fixes import apply_fixes, normalise
from generator.checks.front_matter import placeholders_are_replaced
from generator.checks.markdown import notes_stay_in_drafts
from generator.content.body import Body, LinkKind
from generator.content.field_readers import FIRST_YEAR, LAST_YEAR
from generator.content.invisible_characters import character_name
from generator.content.model import Article, Commitment, Key, Kind
from generator.content.new_article import NewArticle, id_from_title, new_article_text
from generator.content.parser import parse_file
from generator.content.paths import find_key
from generator.content.problems import Problem
from generator.content.suggestions import did_you_mean
from generator.index.analysis import FileAnalysis, analyse_file
from generator.index.name_matcher import NameMatcher, name_entries, name_matcher
from generator.newsroom.annotate import Proposals, annotated, annotation_diff, proposals
from generator.newsroom.change_report import compare_editions, report
from generator.newsroom.page_comparison import compared
from generator.newsroom.page_extract import (
    PAGE_BYTES,
    ExtractedPage,
    NoReader,
    Unreadable,
    extract_page,
    is_html,
    load_reader,
)
from generator.pages.edition import Edition, make_edition
from generator.system import files
from generator.system import git as history
from generator.system.files import Folder, NotAFile, UserError
from generator.system.workers import Beside, WorkerError


class Workspace(Struct, frozen=True):
    """A site's content, read and checked."""

    project: Project
    made: Edition
    folder: Path
    """Where the content stands."""
    drawer: Drawer
    """Where what was read is kept for the next command."""

    @property
    def root(self) -> str:
        """What contributors call that folder."""
        return self.made.context.content_dir

    @property
    def files(self) -> Folder:
        """What reads and writes the files of that folder."""
        return Folder(self.folder)

    def shown(self, path: str) -> str:
        return f"{self.root}/{path}"

    def within(self, named: Iterable[str]) -> frozenset[str]:
        """The paths, within the content, of files and folders that somebody names from here.

        A folder stands for all that is in it; nothing named stands for everything. Raises Refused
        when there is no such file, or it is none of the content.
        """
        if not (named := tuple(named)):
            return frozenset(self._paths())
        wanted = [self._path(name) for name in named]
        return frozenset(
            path
            for path in self._paths()
            if any(one in ("", path) or path.startswith(f"{one}/") for one in wanted)
        )

    def _paths(self) -> set[str]:
        told = {
            problem.location.file.removeprefix(f"{self.root}/") for problem in self.made.problems
        }
        return told | {path for path in files.list_files(self.folder) if path.endswith(".md")}

    def _path(self, name: str) -> str:
        place = Path(os.path.realpath(name))  # `resolve` raises RuntimeError at a loop of links
        if not place.exists():
            raise UserError(f"there is no file {name}")
        if not place.is_relative_to(self.folder):
            raise UserError(f"{name} is not in {self.root}/, where the content is")
        path = place.relative_to(self.folder).as_posix()
        return "" if path == "." else path


def open_workspace(config_file: str, preview: bool = False, today: date | None = None) -> Workspace:
    """Reads and checks a site's content; with `preview`, what is shown of it has drafts too.

    Of what was put away, only what has changed is read again. `today` is the day of the check;
    without one it is the day of SOURCE_DATE_EPOCH, or this one.
    """
    project = config.open_project(config_file, today=today)
    project.plugin.preview = preview
    folder = content_folder(project.config, project.plugin.config.content_dir).resolve()
    drawer = Drawer(files.cache_beside(Path(config_file)), str(folder), stamp.tools())
    project.plugin.cabinet = fetched(drawer)
    return Workspace(project, config.read(project), folder, drawer)


def read_again(workspace: Workspace) -> Workspace:
    """Return the newsroom as its files are now; those that haven't changed aren't read again."""
    return replace(workspace, made=config.read(workspace.project))


def put_away(workspace: Workspace) -> None:
    """Keeps what was read, beside the site's other caches."""
    if cabinet := workspace.project.plugin.cabinet:
        cabinet.put_away(workspace.drawer)


def before_publishing(workspace: Workspace, paths: Iterable[str]) -> Iterator[Problem]:
    """What stands in these files, which are drafts, and may not be published."""
    for path in sorted(paths):
        filed_now = workspace.made.analyses.get(path)
        if filed_now and isinstance(filed_now.entity, Article) and filed_now.entity.draft:
            entity = parse_file(path, workspace.files.read(path), workspace.shown(path)).entity
            assert entity, "it was read before"
            one = replace(entity, draft=False)
            yield from notes_stay_in_drafts(one)
            yield from placeholders_are_replaced(one)


# What was


def since(workspace: Workspace, revision: str) -> tuple[Edition, frozenset[str]]:
    """The edition of the content as it was at a revision, and the paths that differ from it."""
    tree = files.read_tree(workspace.folder, workspace.root)
    now = {path: tree.texts[path] for path in tree.texts}
    was = history.texts_at(revision, workspace.folder, now)
    differ = history.changed(was, now)
    # What has a problem now may have had none while another file was there.
    filed_now = workspace.made.analyses.items()
    kept = {path: one for path, one in filed_now if path not in differ and not one.problems}

    def file_all(
        paths: Sequence[str], texts: Mapping[str, bytes], context: CheckContext
    ) -> Iterable[FileAnalysis]:
        return [kept.get(path) or analyse_file(path, texts[path], context) for path in paths]

    before = make_edition(
        was, workspace.project.plugin.site, root=workspace.root, preview=True, file_all=file_all
    )
    return before, frozenset(differ)


class Reported(Struct, frozen=True):
    """What a change means."""

    report: str
    """As Markdown."""
    pages: Callable[[], str]
    """The pages that it changes, before and now, as one page of HTML."""


def reported(workspace: Workspace, revision: str) -> Reported:
    """What the change since a revision means."""
    before, differ = since(workspace, revision)
    keys = {key for path in differ if (key := find_key(path))}
    site, now = workspace.project.plugin.site, workspace.made
    found = compare_editions(before, now, keys, site)
    paths = [page.path for page in found.pages.shown]
    return Reported(report(found, now.index, site), lambda: compared(before, now, paths, site))


# Mending


class FixResult(Struct, frozen=True):
    """What was done to a file, in words."""

    file: str
    what: str
    is_done: bool = True


def fix_files(
    workspace: Workspace, paths: Iterable[str], named: bool = False
) -> Iterator[FixResult]:
    """Puts right in these files what has one right answer, and says what was done.

    A file in which something was put right is put in order, too, and any other when it was `named`.
    """
    by_file: dict[str, list[Problem]] = {}
    for problem in workspace.made.problems:
        by_file.setdefault(problem.location.file, []).append(problem)
    for path in sorted(paths):
        if key := find_key(path):
            yield from _mend(workspace, path, key, by_file.get(workspace.shown(path), []), named)


def _mend(
    workspace: Workspace, path: str, key: Key, problems: list[Problem], named: bool
) -> Iterator[FixResult]:
    shown = workspace.shown(path)
    try:
        text = workspace.files.read(path).decode()
    except (UnicodeDecodeError, FileNotFoundError, NotAFile):
        return
    right, fixed, left = _mended(workspace, path, text, problems)
    for one in fixed:
        yield FixResult(
            f"{shown}:{one.location.line}:{one.location.column}", f"{_told(one)} ({one.code})"
        )
    tidy, what = normalise(right, key.kind) if fixed or named else (right, [])
    if tidy == right or _says_the_same(path, right, tidy):
        yield from (FixResult(shown, f"now has {words}") for words in what)
    else:
        tidy = right
    if tidy != text:
        workspace.files.write(path, tidy)
    if any(one.code == "wrong-year" for one in left):
        yield from _move(workspace, path, tidy)


ROUNDS = 4
"""Fixing one problem can reveal another one."""


def _mended(
    workspace: Workspace, path: str, text: str, problems: Iterable[Problem]
) -> tuple[str, list[Problem], tuple[Problem, ...]]:
    """Return a file's text after `ROUNDS` of fixes, what was fixed, and the problems that are left.

    `problems` are those that it has at first.
    """
    fixed = list[Problem]()
    for _ in range(ROUNDS):
        done = apply_fixes(text, problems)
        if not done.fixed:
            break
        text, fixed = done.text, [*fixed, *done.fixed]
        problems = analyse_file(path, text.encode(), workspace.made.context).problems
    return text, fixed, tuple(problems)


def _told(problem: Problem) -> str:
    old, new = problem.fix
    if problem.code in ("hidden-character", "control-character"):
        return (
            f"{character_name(old)} is gone"
            if not new
            else f"{character_name(old)} is an end of line now"
        )
    return f"`{old}` is now `{new}`"


def _says_the_same(path: str, before: str, after: str) -> bool:
    """Whether two texts of a file are one noun: to put a file in order must not change it."""
    one, other = (parse_file(path, text.encode(), path) for text in (before, after))
    codes = [sorted((p.code, p.message) for p in found.problems) for found in (one, other)]
    front = [one.entity and replace(one.entity, locations={}, body=Body()) for one in (one, other)]
    return codes[0] == codes[1] and front[0] == front[1]


def _move(workspace: Workspace, path: str, text: str) -> Iterator[FixResult]:
    """Moves a story to the folder of its year, unless a person had better look at it first."""
    entity = parse_file(path, text.encode(), workspace.shown(path)).entity
    if not isinstance(entity, Article):
        return
    name = path.rpartition("/")[2]
    new = f"articles/{entity.date.day.year:04}/{name}"
    if new == path:
        return
    if why := _why_it_stays(workspace, entity, new):
        yield FixResult(workspace.shown(path), f"stays where it is, since {why}", False)
        return
    workspace.files.move(path, new)
    yield FixResult(workspace.shown(path), f"is now {workspace.shown(new)}")


def _why_it_stays(workspace: Workspace, entity: Article, new: str) -> str:
    asked = (one.cross_file_facts.references for one in workspace.made.analyses.values())
    today = workspace.project.plugin.site.today
    try:
        if workspace.files.exists(new):
            return f"{workspace.shown(new)} is there already"
    except NotAFile:
        return f"{workspace.shown(new)} is behind a symbolic link: links are not followed"
    if any(one.key == entity.key for found in asked for one in found):
        return "other files link to it"
    if any(link.kind is LinkKind.IMAGE for link in entity.body.links) or entity.image:
        return "its pictures stand beside it: move them together"
    return "its date is still to come" if today and entity.date.day > today else ""


# Annotating


class Annotation(Struct, frozen=True):
    """A file with the annotations that it lacks."""

    path: str
    found: Proposals
    text: str
    diff: str


def annotate(workspace: Workspace, paths: Iterable[str], every: bool) -> Iterator[Annotation]:
    """What each file lacks. Raises Refused at one that cannot be read as it is."""
    index = workspace.made.index
    names = name_matcher(name_entries(index.entities.values()))
    commitments = [one for one in index.of_kind(Kind.COMMITMENT) if isinstance(one, Commitment)]
    for path in sorted(paths):
        yield _annotation(workspace, path, names, commitments, every)


def _annotation(
    workspace: Workspace,
    path: str,
    names: NameMatcher,
    commitments: Sequence[Commitment],
    every: bool,
) -> Annotation:
    data = workspace.files.read(path)
    reading = parse_file(path, data, workspace.shown(path))
    if reading.entity is None or reading.stripped_columns or not reading.entity.body.source:
        first = next(iter(reading.problems), None)
        told = str(first).partition("\n")[0] if first else f"{workspace.shown(path)} has no text"
        raise UserError(f"first put right what is wrong in it: {told}" if first else told)
    text = data.decode()
    found = proposals(reading.entity, names, commitments, every)
    new = annotated(text, found.annotations)
    return Annotation(path, found, new, annotation_diff(text, new, workspace.shown(path)))


# Beginning


def open_desk(config_file: str) -> Project:
    return config.open_project(config_file)


def topics_of(project: Project) -> list[str]:
    """The ids of the topics that a site has."""
    folder = content_folder(project.config, project.plugin.config.content_dir)
    return [path.removesuffix(".md") for path in files.pages_in(folder / "topics")]


SECONDS_TO_READ = 2
"""Of a processor, after which the reader of a page of HTML is stopped: it needs a tenth of one."""


def clipped(data: bytes) -> ExtractedPage:
    """What can be told of a news page. Raises Refused where it cannot be read.

    A page of HTML is read in a process of its own, which can be stopped: no bound on the page
    itself bounds how long its reader takes.
    """
    if len(data) > PAGE_BYTES:
        size = f"{PAGE_BYTES // files.FILE_BYTES} MiB"
        raise UserError(f"the page is larger than {size}: {_AS_TEXT}")
    page = data.decode("utf-8", "replace")
    if not is_html(page):
        return extract_page(page)
    try:
        with Beside(_limited_reader) as reader:
            clip = reader.ask(page)
    except WorkerError:
        raise UserError(f"the page takes too long to read: {_AS_TEXT}") from None
    if isinstance(clip, str):
        raise UserError(clip)
    return clip


_AS_TEXT = "save its words as a text file, and give that"


def _limited_reader() -> Callable[[str], ExtractedPage | str]:
    """Return what reads a page of HTML, or says why it can't; this process is then short-lived."""
    with suppress(ImportError, NoReader):
        import resource  # noqa: PLC0415 - not every system has it

        load_reader()  # first, so that its time does not count
        end = math.ceil(time.process_time()) + SECONDS_TO_READ
        resource.setrlimit(resource.RLIMIT_CPU, (end, end))
    return _read_html


def _read_html(page: str) -> ExtractedPage | str:
    try:
        return extract_page(page)
    except NoReader:
        extra = "pip install 'cooperation-news[clip]'"
        return f"to read a page of HTML, install the extra `clip`: {extra}"
    except Unreadable:
        return f"the page can't be read: {_AS_TEXT}"


def create_article(project: Project, story: NewArticle) -> Path:
    """Writes the file of a new story in its place.

    Raises Refused when the story has no good date or title, or when a file stands there.
    """
    try:
        year = date.fromisoformat(story.day).year
    except ValueError:
        raise UserError(f"{story.day} is not a day like 2026-05-02") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError(
            f"{story.day} is no day of news: years run from {FIRST_YEAR} to {LAST_YEAR}"
        )
    known = topics_of(project)
    for topic in story.topics:
        if topic not in known:
            hint = did_you_mean(topic, known) or f"the topics are {', '.join(known)}"
            raise UserError(f"there is no topic `{topic}`: {hint}")
    name = f"articles/{year:04}/{id_from_title(story.title)}.md"
    if find_key(name) is None:
        raise UserError("no file can be named after this title: use other or more English letters")
    folder = content_folder(project.config, project.plugin.config.content_dir)
    try:
        Folder(folder).write_new(name, new_article_text(story))
    except FileExistsError:
        raise UserError(f"{folder / name} is there already: choose another title") from None
    return folder / name
