"""Creates the file of a new article, also from a saved news page."""

from __future__ import annotations

import math
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from generator.build.project import Project
from generator.content.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    parse_loose_date,
    parse_loose_month,
    parse_partial_date,
)
from generator.content.keys import Kind
from generator.content.new_article import (
    EXAMPLES,
    NewArticle,
    annotations_of,
    new_article_text,
    story_id,
)
from generator.content.parser import parse_file
from generator.content.paths import find_key
from generator.content.urls import scheme_of, url_error, with_scheme
from generator.newsroom.known_entities import KnownEntities
from generator.newsroom.page_extract import (
    PAGE_BYTES,
    ExtractedPage,
    HtmlReaderMissing,
    UnreadablePage,
    extract_page,
    is_html,
    load_html_reader,
)
from generator.system import file_tree
from generator.system.files import Folder, UserError
from generator.system.workers import WorkerError, call_in_worker

HTML_SECONDS = 2
"""Processor time after which reading an HTML page is stopped: it usually takes a tenth of one."""
_USE_TEXT = "save its text as a plain text file, and use that"


def topic_ids(project: Project) -> list[str]:
    """Return the ids of the site's topics."""
    return [key.id for key in KnownEntities(project, (Kind.TOPIC,)).keys]


def read_topics(project: Project, answer: str, with_typos: bool = False) -> tuple[str, ...]:
    """Return the ids of the topics in an answer, by their ids and titles. Raises UserError."""
    topics = KnownEntities(project, (Kind.TOPIC,), with_typos).read(answer)
    return tuple(key.id for key in topics)


def example_annotations(project: Project) -> dict[Kind, str]:
    """Return an annotation of one of the site's entities for each kind that names something."""
    folder = project.settings.content_folder
    paths = [
        f"{kind.folder}/{name}"
        for kind in EXAMPLES
        for name in file_tree.pages_in(folder / kind.folder)[:1]
    ]
    parsed = (parse_file(path, Folder(folder).read(path), path).entity for path in paths)
    return annotations_of(entity for entity in parsed if entity)


def read_page(data: bytes) -> ExtractedPage:
    """Return the title, date, address and text of a news page.

    HTML is read in a process with a time limit, because the time that its parser takes can't be
    predicted from the size of the page. Raises UserError when the page can't be read.
    """
    if len(data) > PAGE_BYTES:
        size = f"{PAGE_BYTES // file_tree.FILE_BYTES} MiB"
        raise UserError(f"the page is larger than {size}: {_USE_TEXT}")
    text = data.decode("utf-8", "replace")
    if not is_html(text):
        return extract_page(text)
    try:
        page = call_in_worker(_read_html_in_time, text)
    except WorkerError:
        raise UserError(f"the page takes too long to read: {_USE_TEXT}") from None
    if isinstance(page, str):
        raise UserError(page)
    return page


def _read_html_in_time(html: str) -> ExtractedPage | str:
    """Do the same within a limit of processor time, which ends this process."""
    with suppress(ImportError, HtmlReaderMissing):
        import resource  # noqa: PLC0415 - Windows has no such module

        load_html_reader()  # before the limit, so that the import doesn't count
        limit = math.ceil(time.process_time()) + HTML_SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    return _read_html(html)


def _read_html(html: str) -> ExtractedPage | str:
    """Return the content of an HTML page, or a message that says why it can't be read."""
    try:
        return extract_page(html)
    except HtmlReaderMissing:
        return "to read an HTML page, run `pip install trafilatura lxml-html-clean` first"
    except UnreadablePage:
        return f"the page can't be read: {_USE_TEXT}"


class BadFileName(UserError):
    """A file can't have the name that its title or its id gives."""


def create_article(project: Project, article: NewArticle, id: str = "") -> Path:
    """Write the file of a new article, and return its path.

    Raises BadFileName when no file can have the id, or one has it already, and UserError when the
    date, the address or a topic is unfit.
    """
    day = read_day(article.day)
    article = replace(
        article,
        day=day,
        topics=read_topics(project, ", ".join(article.topics)),
        url=read_address(article.url),
        source_date=read_source_date(article.source_date),
    )
    path = f"articles/{day[:4]}/{id or story_id(article.title, day, article.topics)}.md"
    if find_key(path) is None:
        message = "this title gives no file name: use other words, or more English letters"
        if id:
            message = f"`{id}` is no file name: use small letters, digits and hyphens"
        raise BadFileName(f"{message}, or choose the name yourself")
    folder = project.settings.content_folder
    try:
        text = new_article_text(replace(article, examples=example_annotations(project)))
        Folder(folder).write_new(path, text)
    except FileExistsError:
        raise BadFileName(f"{folder / path} exists already: choose another name") from None
    return folder / path


def read_day(answer: str) -> str:
    """Return a day in ISO form. Raises UserError for anything that isn't clearly a day."""
    day = parse_loose_date(answer) or answer
    try:
        year = date.fromisoformat(day).year
    except ValueError:
        raise UserError(f"{answer} is not a date like 2026-05-02") from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError(f"{answer} must be in a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def read_source_date(answer: str) -> str:
    """Return the day, month or year that a page shows, in ISO form. Raises UserError."""
    written = parse_loose_date(answer) or parse_loose_month(answer) or answer
    try:
        return str(parse_partial_date(written)) if answer else ""
    except ValueError:
        raise UserError(f"{answer} is not a date like 2026-05-02, 2026-05 or 2026") from None


def read_address(answer: str) -> str:
    """Return a web address, with its `https://` if that is missing. Raises UserError."""
    address = answer if not answer or scheme_of(answer) in ("http", "https") else ""
    address = address or with_scheme(answer)
    if answer and (not address or url_error(address)):
        raise UserError(f"`{answer}` is not a web address like https://example.com/page")
    return address
