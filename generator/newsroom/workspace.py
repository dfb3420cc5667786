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
from generator.build.project import Desk
from generator.checks.context import Library
from generator.checks.fixes import mended, tidied
from generator.checks.front_matter import stand_ins_are_replaced
from generator.checks.markdown import notes_stay_in_drafts
from generator.content.fields import FIRST_YEAR, LAST_YEAR
from generator.content.invisible_characters import told
from generator.content.markdown import Body
from generator.content.model import Article, Commitment, Key, Kind
from generator.content.new_article import Beginning, beginning, id_of
from generator.content.parser import find_key, read
from generator.content.problems import Problem, did_you_mean
from generator.index.analysis import Filed, filed
from generator.index.name_matcher import Lexicon, entries, lexicon
from generator.newsroom.annotate import Proposals, annotated, annotation_diff, proposals
from generator.newsroom.change_report import change, report
from generator.newsroom.page_comparison import compared
from generator.newsroom.page_extract import (
    PAGE_BYTES,
    Clipping,
    NoReader,
    Unreadable,
    clipping,
    is_html,
    load_reader,
)
from generator.pages.edition import Edition, edition
from generator.system import files
from generator.system import git as history
from generator.system.files import Folder, NotAFile, Refused
from generator.system.workers import Beside, Failed


class Newsroom(Struct, frozen=True):
    """A site's content, read and checked."""

    desk: Desk
    made: Edition
    folder: Path
    """Where the content stands."""
    drawer: Drawer
    """Where what was read is kept for the next command."""

    @property
    def root(self) -> str:
        """What contributors call that folder."""
        return self.made.library.root

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
        told = {problem.spot.file.removeprefix(f"{self.root}/") for problem in self.made.problems}
        return told | {path for path in files.listed(self.folder) if path.endswith(".md")}

    def _path(self, name: str) -> str:
        place = Path(os.path.realpath(name))  # `resolve` raises RuntimeError at a loop of links
        if not place.exists():
            raise Refused(f"there is no file {name}")
        if not place.is_relative_to(self.folder):
            raise Refused(f"{name} is not in {self.root}/, where the content is")
        path = place.relative_to(self.folder).as_posix()
        return "" if path == "." else path


def open_newsroom(config_file: str, preview: bool = False, today: date | None = None) -> Newsroom:
    """Reads and checks a site's content; with `preview`, what is shown of it has drafts too.

    Of what was put away, only what has changed is read again. `today` is the day of the check;
    without one it is the day of SOURCE_DATE_EPOCH, or this one.
    """
    desk = config.open_desk(config_file, today=today)
    desk.plugin.preview = preview
    folder = content_folder(desk.config, desk.plugin.config.content_dir).resolve()
    drawer = Drawer(files.cache_beside(Path(config_file)), str(folder), stamp.tools())
    desk.plugin.cabinet = fetched(drawer)
    return Newsroom(desk, config.read(desk), folder, drawer)


def read_again(room: Newsroom) -> Newsroom:
    """Return the newsroom as its files are now; those that haven't changed aren't read again."""
    return replace(room, made=config.read(room.desk))


def put_away(room: Newsroom) -> None:
    """Keeps what was read, beside the site's other caches."""
    if cabinet := room.desk.plugin.cabinet:
        cabinet.put_away(room.drawer)


def before_publishing(room: Newsroom, paths: Iterable[str]) -> Iterator[Problem]:
    """What stands in these files, which are drafts, and may not be published."""
    for path in sorted(paths):
        filed_now = room.made.filed.get(path)
        if filed_now and isinstance(filed_now.noun, Article) and filed_now.noun.draft:
            noun = read(path, room.files.read(path), room.shown(path)).noun
            assert noun, "it was read before"
            one = replace(noun, draft=False)
            yield from notes_stay_in_drafts(one, room.made.library)
            yield from stand_ins_are_replaced(one, room.made.library)


# What was


def since(room: Newsroom, revision: str) -> tuple[Edition, frozenset[str]]:
    """The edition of the content as it was at a revision, and the paths that differ from it."""
    tree = files.read_tree(room.folder, room.root)
    now = {path: tree.texts[path] for path in tree.texts}
    was = history.texts_at(revision, room.folder, now)
    differ = history.changed(was, now)
    # What has a problem now may have had none while another file was there.
    filed_now = room.made.filed.items()
    kept = {path: one for path, one in filed_now if path not in differ and not one.problems}

    def file_all(
        paths: Sequence[str], texts: Mapping[str, bytes], library: Library
    ) -> Iterable[Filed]:
        return [kept.get(path) or filed(path, texts[path], library) for path in paths]

    before = edition(was, room.desk.plugin.site, root=room.root, preview=True, file_all=file_all)
    return before, frozenset(differ)


class Reported(Struct, frozen=True):
    """What a change means."""

    report: str
    """As Markdown."""
    pages: Callable[[], str]
    """The pages that it changes, before and now, as one page of HTML."""


def reported(room: Newsroom, revision: str) -> Reported:
    """What the change since a revision means."""
    before, differ = since(room, revision)
    keys = {key for path in differ if (key := find_key(path))}
    site, now = room.desk.plugin.site, room.made
    found = change(before, now, keys, site)
    paths = [page.path for page in found.pages.shown]
    return Reported(report(found, now.index, site), lambda: compared(before, now, paths, site))


# Mending


class Deed(Struct, frozen=True):
    """What was done to a file, in words."""

    file: str
    what: str
    is_done: bool = True


def mend(room: Newsroom, paths: Iterable[str], named: bool = False) -> Iterator[Deed]:
    """Puts right in these files what has one right answer, and says what was done.

    A file in which something was put right is put in order, too, and any other when it was `named`.
    """
    by_file: dict[str, list[Problem]] = {}
    for problem in room.made.problems:
        by_file.setdefault(problem.spot.file, []).append(problem)
    for path in sorted(paths):
        if key := find_key(path):
            yield from _mend(room, path, key, by_file.get(room.shown(path), []), named)


def _mend(
    room: Newsroom, path: str, key: Key, problems: list[Problem], named: bool
) -> Iterator[Deed]:
    shown = room.shown(path)
    try:
        text = room.files.read(path).decode()
    except (UnicodeDecodeError, FileNotFoundError, NotAFile):
        return
    right, fixed, left = _mended(room, path, text, problems)
    for one in fixed:
        yield Deed(f"{shown}:{one.spot.line}:{one.spot.column}", f"{_told(one)} ({one.code})")
    tidy, what = tidied(right, key.kind) if fixed or named else (right, [])
    if tidy == right or _says_the_same(path, right, tidy):
        yield from (Deed(shown, f"now has {words}") for words in what)
    else:
        tidy = right
    if tidy != text:
        room.files.write(path, tidy)
    if any(one.code == "wrong-year" for one in left):
        yield from _move(room, path, tidy)


ROUNDS = 4
"""Fixing one problem can reveal another one."""


def _mended(
    room: Newsroom, path: str, text: str, problems: Iterable[Problem]
) -> tuple[str, list[Problem], tuple[Problem, ...]]:
    """Return a file's text after `ROUNDS` of fixes, what was fixed, and the problems that are left.

    `problems` are those that it has at first.
    """
    fixed = list[Problem]()
    for _ in range(ROUNDS):
        done = mended(text, problems)
        if not done.fixed:
            break
        text, fixed = done.text, [*fixed, *done.fixed]
        problems = filed(path, text.encode(), room.made.library).problems
    return text, fixed, tuple(problems)


def _told(problem: Problem) -> str:
    old, new = problem.fix
    if problem.code in ("hidden-character", "control-character"):
        return f"{told(old)} is gone" if not new else f"{told(old)} is an end of line now"
    return f"`{old}` is now `{new}`"


def _says_the_same(path: str, before: str, after: str) -> bool:
    """Whether two texts of a file are one noun: to put a file in order must not change it."""
    one, other = (read(path, text.encode(), path) for text in (before, after))
    codes = [sorted((p.code, p.message) for p in found.problems) for found in (one, other)]
    front = [one.noun and replace(one.noun, spots={}, body=Body()) for one in (one, other)]
    return codes[0] == codes[1] and front[0] == front[1]


def _move(room: Newsroom, path: str, text: str) -> Iterator[Deed]:
    """Moves a story to the folder of its year, unless a person had better look at it first."""
    noun = read(path, text.encode(), room.shown(path)).noun
    if not isinstance(noun, Article):
        return
    name = path.rpartition("/")[2]
    new = f"articles/{noun.date.day.year:04}/{name}"
    if new == path:
        return
    if why := _why_it_stays(room, noun, new):
        yield Deed(room.shown(path), f"stays where it is, since {why}", False)
        return
    room.files.move(path, new)
    yield Deed(room.shown(path), f"is now {room.shown(new)}")


def _why_it_stays(room: Newsroom, noun: Article, new: str) -> str:
    asked = (one.questions.references for one in room.made.filed.values())
    today = room.desk.plugin.site.today
    try:
        if room.files.exists(new):
            return f"{room.shown(new)} is there already"
    except NotAFile:
        return f"{room.shown(new)} is behind a symbolic link: links are not followed"
    if any(one.key == noun.key for found in asked for one in found):
        return "other files link to it"
    if any(link.is_image for link in noun.body.links) or noun.image:
        return "its pictures stand beside it: move them together"
    return "its date is still to come" if today and noun.date.day > today else ""


# Annotating


class Annotation(Struct, frozen=True):
    """A file with the annotations that it lacks."""

    path: str
    found: Proposals
    text: str
    diff: str


def annotate(room: Newsroom, paths: Iterable[str], every: bool) -> Iterator[Annotation]:
    """What each file lacks. Raises Refused at one that cannot be read as it is."""
    index = room.made.index
    names = lexicon(entries(index.nouns.values()))
    commitments = [one for one in index.of(Kind.COMMITMENT) if isinstance(one, Commitment)]
    for path in sorted(paths):
        yield _annotation(room, path, names, commitments, every)


def _annotation(
    room: Newsroom,
    path: str,
    names: Lexicon,
    commitments: Sequence[Commitment],
    every: bool,
) -> Annotation:
    data = room.files.read(path)
    reading = read(path, data, room.shown(path))
    if reading.noun is None or reading.taken or not reading.noun.body.source:
        first = next(iter(reading.problems), None)
        told = str(first).partition("\n")[0] if first else f"{room.shown(path)} has no text"
        raise Refused(f"first put right what is wrong in it: {told}" if first else told)
    text = data.decode()
    found = proposals(reading.noun, names, commitments, every)
    new = annotated(text, found.annotations)
    return Annotation(path, found, new, annotation_diff(text, new, room.shown(path)))


# Beginning


def open_desk(config_file: str) -> Desk:
    return config.open_desk(config_file)


def topics_of(desk: Desk) -> list[str]:
    """The ids of the topics that a site has."""
    folder = content_folder(desk.config, desk.plugin.config.content_dir)
    return [path.removesuffix(".md") for path in files.pages_in(folder / "topics")]


SECONDS_TO_READ = 2
"""Of a processor, after which the reader of a page of HTML is stopped: it needs a tenth of one."""


def clipped(data: bytes) -> Clipping:
    """What can be told of a news page. Raises Refused where it cannot be read.

    A page of HTML is read in a process of its own, which can be stopped: no bound on the page
    itself bounds how long its reader takes.
    """
    if len(data) > PAGE_BYTES:
        size = f"{PAGE_BYTES // files.FILE_BYTES} MiB"
        raise Refused(f"the page is larger than {size}: {_AS_TEXT}")
    page = data.decode("utf-8", "replace")
    if not is_html(page):
        return clipping(page)
    try:
        with Beside(_limited_reader) as reader:
            clip = reader.ask(page)
    except Failed:
        raise Refused(f"the page takes too long to read: {_AS_TEXT}") from None
    if isinstance(clip, str):
        raise Refused(clip)
    return clip


_AS_TEXT = "save its words as a text file, and give that"


def _limited_reader() -> Callable[[str], Clipping | str]:
    """Return what reads a page of HTML, or says why it can't; this process is then short-lived."""
    with suppress(ImportError, NoReader):
        import resource  # noqa: PLC0415 - not every system has it

        load_reader()  # first, so that its time does not count
        end = math.ceil(time.process_time()) + SECONDS_TO_READ
        resource.setrlimit(resource.RLIMIT_CPU, (end, end))
    return _read_html


def _read_html(page: str) -> Clipping | str:
    try:
        return clipping(page)
    except NoReader:
        extra = "pip install 'cooperation-news[clip]'"
        return f"to read a page of HTML, install the extra `clip`: {extra}"
    except Unreadable:
        return f"the page can't be read: {_AS_TEXT}"


def begin(desk: Desk, story: Beginning) -> Path:
    """Writes the file of a new story in its place.

    Raises Refused when the story has no good date or title, or when a file stands there.
    """
    try:
        year = date.fromisoformat(story.day).year
    except ValueError:
        raise Refused(f"{story.day} is not a day like 2026-05-02") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"{story.day} is no day of news: years run from {FIRST_YEAR} to {LAST_YEAR}")
    known = topics_of(desk)
    for topic in story.topics:
        if topic not in known:
            hint = did_you_mean(topic, known) or f"the topics are {', '.join(known)}"
            raise Refused(f"there is no topic `{topic}`: {hint}")
    name = f"articles/{year:04}/{id_of(story.title)}.md"
    if find_key(name) is None:
        raise Refused("no file can be named after this title: use other or more English letters")
    folder = content_folder(desk.config, desk.plugin.config.content_dir)
    try:
        Folder(folder).write_new(name, beginning(story))
    except FileExistsError:
        raise Refused(f"{folder / name} is there already: choose another title") from None
    return folder / name
