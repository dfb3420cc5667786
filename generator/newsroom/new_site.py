"""Starts a new site: settings, pages to edit, an example story, files for GitHub and VS Code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from markupsafe import Markup
from msgspec import Struct

from generator.content.fields import FIELDS
from generator.content.languages import language_name, tag_error
from generator.content.new_article import id_from_title
from generator.content.paths import find_key
from generator.content.problems import WARNINGS
from generator.content.schema import schema_files
from generator.content.site import DEFAULT_LANGUAGE
from generator.content.urls import scheme_of, url_error
from generator.output.assets import PAPER
from generator.pages.markdown_escape import escape
from generator.pages.template_engine import environment
from generator.system.files import Folder, UserError

PACKAGE = "cooperation-news"
LEAST_CONTRAST = 4.5
"""Between text and the page, by the guidelines for accessibility (WCAG 2.2, level AA)."""


class NewTopic(Struct, frozen=True):
    id: str
    title: str


class NewSite(Struct, frozen=True):
    """What a new site is about. Create it with `new_site`, which checks the values."""

    name: str
    url: str
    """The address of the site, with a slash at its end; empty if it has none yet."""
    repository: str
    """The address of its repository; empty if it has none yet."""
    editions: tuple[str, ...]
    """The tags of the languages, besides English, that the whole site is translated into."""
    languages: tuple[str, ...]
    """The tags of the languages, besides English, of names and sources; those of editions first."""
    topics: tuple[NewTopic, ...]
    colours: tuple[str, str]
    """The colours of links and of accents; empty for the theme's."""


def new_site(
    name: str,
    url: str,
    repository: str,
    languages: Iterable[str],
    topics: Iterable[str],
    editions: Iterable[str] = (),
    colours: Iterable[str] = (),
) -> NewSite:
    """Return a new site of these answers. Raises UserError when one of them is unfit."""
    tags = _besides_english(editions)
    return NewSite(
        parse_name(name),
        f"{address}/" if (address := parse_address(url)) else "",
        parse_repository(repository),
        tags,
        tuple(dict.fromkeys([*tags, *_besides_english(languages)])),
        parse_topics(topics),
        parse_colours(colours),
    )


def _besides_english(languages: Iterable[str]) -> tuple[str, ...]:
    return tuple(tag for tag in parse_languages(languages) if tag != DEFAULT_LANGUAGE)


def parse_name(words: str) -> str:
    if not words.strip():
        raise UserError("a site needs a name")
    return " ".join(words.split())


def parse_address(words: str) -> str:
    """Return an address without the slash at its end; empty words give none.

    An address without `https://` gets it.
    """
    address = words if scheme_of(words) or not words else f"https://{words}"
    host = address.partition("://")[2].partition("/")[0]
    if words and ("." not in host or not address.startswith("http") or url_error(address)):
        raise UserError(f"`{words}` is not an address: write one like https://news.example.org/")
    return address.rstrip("/")


def parse_repository(words: str) -> str:
    """Return the web address of a repository; git's own address may be given (`git@host:path`)."""
    address = re.sub(r"^(?:ssh://)?git@([^:/]+)[:/]", r"https://\1/", words.strip())
    return parse_address(address.removesuffix(".git"))


def parse_languages(answers: Iterable[str]) -> tuple[str, ...]:
    """Return the tags of languages from tags or English names, each once."""
    return tuple(dict.fromkeys(map(_parse_language, answers)))


def _parse_language(words: str) -> str:
    error = tag_error(words.strip())
    if error and not error.meant:
        hint = "write the English name of a language or its tag, like `Swahili` or `sw`"
        raise UserError(f"{error.message}: {hint}")
    return error.meant if error else words.strip()


def parse_colours(answers: Iterable[str]) -> tuple[str, str]:
    """Return the colours of links and of accents; those that aren't given are empty."""
    first, second, *others = [*map(_parse_colour, answers), "", ""]
    if any(others):
        raise UserError("a site has two colours: that of links, and that of accents")
    return first, second


def _parse_colour(words: str) -> str:
    colour = f"#{words.strip().removeprefix('#').lower()}"
    if not re.fullmatch("#[0-9a-f]{6}", colour):
        raise UserError(f"`{words}` is not a colour: write six digits, like `#0b5d8f`")
    contrast = (_luminance(PAPER) + 0.05) / (_luminance(colour) + 0.05)
    if contrast < LEAST_CONTRAST:
        reason = f"its contrast is {contrast:.1f}, and {LEAST_CONTRAST} is needed"
        raise UserError(f"`{colour}` is hard to read on a light page: {reason}; take a darker one")
    return colour


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as the guidelines for accessibility define it."""
    values = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def parse_topics(titles: Iterable[str]) -> tuple[NewTopic, ...]:
    """Return topics from their titles, each id once, and at least one topic."""
    topics = {id_from_title(title): " ".join(title.split()) for title in titles}
    for id, title in topics.items():
        if find_key(f"topics/{id}.md") is None:
            hint = "name it in English letters; its file can have another `title` later"
            raise UserError(f"`{title}` gives no file name: {hint}")
    if not topics:
        raise UserError("a site needs a topic, like `Health`")
    return tuple(NewTopic(id, title) for id, title in topics.items())


def must_be_empty(folder: Path) -> None:
    """Raise UserError when a folder for a new site holds anything but `.git` and `.venv`."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UserError(f"{folder} is not a folder: name a new one")
    others = [path.name for path in folder.iterdir()] if folder.exists() else []
    if set(others) - {".git", ".venv"}:
        raise UserError(f"{folder} is not empty: name a new folder, and copy the files you need")


def create_site(folder: Path, site: NewSite, today: date) -> int:
    """Write the files of a new site into a folder, and return how many there are.

    Raises UserError when the folder holds other files.
    """
    must_be_empty(folder)
    files = site_files(site, today)
    for path, text in files.items():
        Folder(folder).write_new(path, text)
    return len(files)


def site_files(site: NewSite, today: date) -> dict[str, str]:
    """Return the text of each file of a new site by its path."""
    values = _template_values(site, today)
    schemas = schema_files(FIELDS)
    files = {f".vscode/{path}": text for path, text in schemas}
    for name in _environment.list_templates():
        path = name.replace("dot-", ".").replace("YEAR", f"{today.year:04}")
        template = _environment.get_template(name)
        if name.endswith("own.css") and not any(site.colours):
            continue
        if "TOPIC" in name:
            for topic in site.topics:
                files[path.replace("TOPIC", topic.id)] = template.render(values, topic=topic)
        else:
            files[path] = template.render(values)
    return files


def _template_values(site: NewSite, today: date) -> dict[str, object]:
    names = list(map(language_name, site.languages))
    snippets = [
        f"{tag}: ${{{number}:the name in {name}}}"
        for number, (tag, name) in enumerate(zip(site.languages, names, strict=True), 20)
    ]
    pairs = zip(site.languages or ("sw",), names or ("Swahili",), strict=True)
    return {
        "name": site.name,
        "url": site.url,
        "repository": site.repository,
        "languages": site.languages,
        "editions": site.editions,
        "edition_names": {tag: language_name(tag) for tag in site.editions},
        "colours": site.colours,
        "language_names": " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]])),
        "names_snippet": Markup(", ".join(snippets)),
        "names_example": Markup(", ".join(f"`{tag}` for {escape(name)}" for tag, name in pairs)),
        "topics": site.topics,
        "topic_link": Markup(f"[{escape(site.topics[0].title)}](topic:{site.topics[0].id})"),
        "today": today,
        "year": f"{today.year:04}",
        "warnings": Markup("|".join(sorted(WARNINGS))),
        "requirement": own_requirement(),
        "guide": Markup(_guide(project_urls())),
    }


def _guide(urls: Mapping[str, str]) -> str:
    page = 'The page "A site of your own"'
    address = urls.get("Documentation", "")
    return f"{page} ({address})" if address else f"{page} of the generator's documentation"


def project_urls() -> dict[str, str]:
    """Return the addresses in the metadata of the installed package, by label."""
    try:
        entries = distribution(PACKAGE).metadata.get_all("Project-URL") or ()
    except PackageNotFoundError:
        return {}
    return {label.strip(): url.strip() for label, _, url in (e.partition(",") for e in entries)}


def own_requirement() -> str:
    """Return the line of a requirements file that installs this package on another machine.

    Where the package was installed from decides (PEP 610): a repository, or an index. A folder or a
    file exists on this machine only, so the repository in the metadata is named instead.
    """
    try:
        package = distribution(PACKAGE)
    except PackageNotFoundError:
        return PACKAGE
    origin = json.loads(package.read_text("direct_url.json") or "{}")
    if (vcs := origin.get("vcs_info")) and not origin["url"].startswith("file:"):
        return f"{PACKAGE} @ {vcs['vcs']}+{origin['url']}@{vcs['commit_id']}"
    source = project_urls().get("Source")
    if origin and source:
        return f"{PACKAGE} @ git+{source}"
    return f"{PACKAGE}=={package.version}"


_environment = environment(
    __file__,
    str(Path(__file__).parent / "site_template"),
    variable_start_string="[[",
    variable_end_string="]]",
    block_start_string="[%",
    block_end_string="%]",
    comment_start_string="[#",
    comment_end_string="#]",
    keep_trailing_newline=True,
)
_environment.filters |= {
    "literal": Markup,
    "words": escape,
    "yaml": lambda words: Markup(json.dumps(str(words), ensure_ascii=False)),
}
