"""The corpus as each tool wants it: its files, and the command that builds them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from .corpus import Corpus, Entity, Paragraph, Story
from .floor import FRAMES, SIZES

HERE = Path(__file__).parent
SITE = "https://bench.example/"
NAME = "The Bench Record"
FOLDERS = {
    "topic": "topics",
    "person": "people",
    "org": "organisations",
    "place": "places",
    "commitment": "commitments",
}
KINDS = {
    "cold": "cold",
    "edit": "text edited",
    "title": "title changed",
    "new": "new article",
    "delete": "article deleted",
    "again": "nothing changed",
}
"""The builds that are timed, in this order, with the headings of their columns."""
Leader = Callable[[str, str], str]
"""Gives the address of a entity (its folder and id), or of a story (`articles` and its path)."""


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    lay: Callable[[Corpus, Path], None]
    command: tuple[str, ...]
    """Run in the folder that `lay` filled."""
    output: str
    """The folder that it makes there."""
    story: Callable[[Story], str]
    """Where a story's file stands."""
    most: int = 10**9
    """The largest corpus that it is asked to build."""
    keeps: tuple[str, ...] = ()
    """What else it made and finds again: moved aside before a cold build."""
    kinds: tuple[str, ...] = tuple(KINDS)
    """The ways in which it is run."""
    serve: tuple[str, ...] = ()
    """The command of its preview, if that is timed, with `{port}` where the port stands."""


def environment() -> dict[str, str]:
    """What the tools find in their environment."""
    here = str(Path(__file__).parents[2])
    return {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": here}


def _bin(name: str) -> str:
    return str(Path(sys.executable).parent / name)


def _write(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    for path, text in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _yaml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _front(**values: object) -> str:
    lines = [f"{name}: {_yaml(value)}" for name, value in values.items() if value != ""]
    return "\n".join(["---", *lines, "---", ""])


def _body(story: Story, lead: Leader) -> str:
    """The text with an ordinary link wherever ours has an annotation."""

    def words(spans: Paragraph) -> str:
        made = ""
        for span in spans:
            if span.entity:
                made += f"[{span.text}]({lead(FOLDERS[span.entity.kind], span.entity.id)})"
            else:
                made += (
                    f"[{span.text}]({lead('articles', span.story)})" if span.story else span.text
                )
        return made

    speaker = lead(FOLDERS["person"], story.speaker.id)
    paragraphs = [words(spans) for spans in story.paragraphs]
    paragraphs.insert(4, f"> {story.said}\n>\n> — [{story.speaker.title}]({speaker}), in a speech")
    return "\n\n".join(
        [*paragraphs, f"Source: [The source](https://source.example/{story.id})", ""]
    )


# Ours


def lay_ours(found: Corpus, folder: Path) -> None:
    _write(folder, [("mkdocs.yml", _OURS), ("docs/about.md", "# About\n\nA made-up record.\n")])
    _write(folder / "content", map(_our_entity, found.entities))
    _write(
        folder / "content", ((f"articles/{one.path}.md", _our_story(one)) for one in found.stories)
    )


def lay_floor(found: Corpus, folder: Path) -> None:
    """The same content, what MkDocs renders for the frames, and how long our finished files are."""
    lay_ours(found, folder)
    made = folder / "made"
    subprocess.run(
        [*OURS, "--no-cache", "-d", str(made)],
        cwd=folder,
        env=environment(),
        check=True,
        stderr=subprocess.DEVNULL,
    )
    sizes = {
        path.relative_to(made).as_posix(): path.stat().st_size
        for path in made.rglob("*")
        if path.is_file()
    }
    _write(folder, [(SIZES, json.dumps(sizes))])
    _write(folder / FRAMES, [("mkdocs.yml", _FRAMES), ("docs/index.md", "# Home\n")])


_FRAMES = f"""site_name: {NAME}
theme: {{name: material, font: false}}
plugins: []
nav:
  - Home: index.md
"""


_OURS = f"""site_name: {NAME}
site_description: What two countries said, promised and did.
site_url: {SITE}
theme: {{name: material, font: false}}
plugins:
  - cooperation-news:
      licence: {{name: CC-BY-4.0, title: Attribution 4.0, url: "https://example.org/by"}}
nav:
  - Home: index.md
  - Topics: topics/index.md
  - Commitments: commitments/index.md
  - Archive: archive/index.md
  - About: about.md
"""


def _our_entity(entity: Entity) -> tuple[str, str]:
    front: dict[str, object] = {"title": entity.title}
    if entity.kind not in ("topic", "commitment"):
        front = {"name": entity.title}
    if entity.kind == "commitment":
        front |= {"by": [f"org:{entity.by}"], "topics": [entity.topic], "due": "2024-06"}
    return f"{FOLDERS[entity.kind]}/{entity.id}.md", _front(**front) + entity.about + "\n"


def _our_story(story: Story) -> str:
    def words(spans: Paragraph) -> str:
        made = ""
        for span in spans:
            if span.entity:
                state = f' "{span.state}"' if span.state else ""
                made += f"[{span.text}]({span.entity.kind}:{span.entity.id}{state})"
            else:
                made += f"[{span.text}](../{span.story}.md)" if span.story else span.text
        return made

    source = {
        "title": "The source",
        "publisher": "The Wire",
        "url": f"https://source.example/{story.id}",
    }
    front = _front(
        title=story.title,
        summary=story.summary,
        topics=[topic.id for topic in story.topics],
        sources=[source],
    ).replace("summary:", f"date: {story.day}\nsummary:", 1)
    paragraphs = [words(spans) for spans in story.paragraphs]
    who = f"[{story.speaker.title}](person:{story.speaker.id})"
    paragraphs.insert(4, f"> {story.said}\n>\n> — {who}, in a speech")
    return front + "\n\n".join([*paragraphs, ""])


# Hugo: every entity a term with its own page and RSS, as ours has


def lay_hugo(found: Corpus, folder: Path) -> None:
    _write(folder, _HUGO.items())
    shutil.copytree(HERE / "hugo", folder, dirs_exist_ok=True)
    for entity in found.entities:
        path = f"content/{FOLDERS[entity.kind]}/{entity.id}/_index.md"
        _write(folder, [(path, _front(title=entity.title) + entity.about + "\n")])
    for story in found.stories:
        terms = {
            name: [entity.id for entity in story.named(kind)] for kind, name in FOLDERS.items()
        }
        front = _front(title=story.title, summary=story.summary, date=f"{story.day}", **terms)
        body = _body(story, lambda of, id: f"/{of}/{id}/")
        _write(folder, [(f"content/articles/{story.path}.md", front + body)])


_HUGO = {
    "hugo.toml": f"""baseURL = "{SITE}"
title = "{NAME}"
locale = "en"
[taxonomies]
topic = "topics"
person = "people"
organisation = "organisations"
place = "places"
commitment = "commitments"
[services.rss]
limit = 10
[pagination]
pagerSize = 50
""",
    "content/about.md": "---\ntitle: About\n---\nA made-up record.\n",
}


# The same site by Hugo, as far as its templates go


def lay_hugo_whole(found: Corpus, folder: Path) -> None:
    lay_hugo(found, folder)
    shutil.copytree(HERE / "hugo-whole", folder, dirs_exist_ok=True)
    _write(folder, [("hugo.toml", _HUGO["hugo.toml"] + _HUGO_WHOLE)])
    for entity in found.of("commitment"):
        front = _front(title=entity.title, by=entity.by, due="2024-06", topics=[entity.topic])
        _write(folder, [(f"content/commitments/{entity.id}/_index.md", f"{front}{entity.about}\n")])
    for story in found.stories:
        path = folder / f"content/articles/{story.path}.md"
        text = path.read_text(encoding="utf-8")
        for entity, state in story.states():
            way = f"](/commitments/{entity.id}/"
            text = text.replace(f"{way})", f'{way} "{state}")')
        path.write_text(text, encoding="utf-8")


_HUGO_WHOLE = """
[related]
includeNewer = true
threshold = 20
indices = [{name = "commitments", weight = 80}, {name = "people", weight = 30}]
[outputs]
home = ["html", "rss", "atom", "jsonfeed", "articles", "passages", "annotations", "webannotations"]
page = ["html", "md", "json"]
section = ["html", "rss"]
taxonomy = ["html"]
term = ["html", "rss", "atom", "jsonfeed", "md", "json"]
[mediaTypes."application/atom+xml"]
suffixes = ["xml"]
[mediaTypes."application/feed+json"]
suffixes = ["json"]
[outputFormats.atom]
mediaType = "application/atom+xml"
baseName = "feed"
[outputFormats.jsonfeed]
mediaType = "application/feed+json"
baseName = "feed"
isPlainText = true
[outputFormats.md]
mediaType = "text/markdown"
baseName = "index"
isPlainText = true
[outputFormats.articles]
mediaType = "text/csv"
baseName = "data/articles"
isPlainText = true
[outputFormats.passages]
mediaType = "text/csv"
baseName = "data/passages"
isPlainText = true
[outputFormats.annotations]
mediaType = "text/csv"
baseName = "data/annotations"
isPlainText = true
[outputFormats.webannotations]
mediaType = "application/json"
baseName = "data/annotations"
isPlainText = true
"""


# The pure-Python peers


def lay_pelican(found: Corpus, folder: Path) -> None:
    settings = f"""SITENAME = {NAME!r}
SITEURL = {SITE.rstrip("/")!r}
AUTHOR = "The Record"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
ARTICLE_URL = ARTICLE_SAVE_AS = "articles/{{slug}}/index.html"
TAG_URL = "tag/{{slug}}/"
TAG_SAVE_AS = "tag/{{slug}}/index.html"
FEED_ALL_RSS = "rss.xml"
TAG_FEED_ATOM = "tag/{{slug}}.atom.xml"
FEED_MAX_ITEMS = 10
DEFAULT_PAGINATION = 50
"""
    _write(folder, [("pelicanconf.py", settings)])
    for story in found.stories:
        terms = [f"{FOLDERS[kind]}-{one.id}" for kind in FOLDERS for one in story.named(kind)]
        head = f"Title: {story.title}\nDate: {story.day}\nSlug: {story.id}\nCategory: news\n"
        head += f"Tags: {', '.join(terms)}\nSummary: {story.summary}\n\n"
        body = _body(story, _pelican_address)
        _write(folder, [(f"content/articles/{story.path}.md", head + body)])


def _pelican_address(of: str, id: str) -> str:
    return f"/articles/{id.rpartition('/')[2]}/" if of == "articles" else f"/tag/{of}-{id}/"


def lay_material(found: Corpus, folder: Path) -> None:
    _write(folder, [("mkdocs.yml", _MATERIAL), ("docs/index.md", f"# {NAME}\n")])
    _write(folder, [("docs/tags.md", "# Topics\n\n<!-- material/tags -->\n")])
    _write(folder, (_material_story(one, "docs/articles") for one in found.stories))


_MATERIAL = f"""site_name: {NAME}
site_url: {SITE}
theme: {{name: material, font: false}}
plugins: [tags]
nav: [index.md, tags.md]
not_in_nav: /articles/
validation: {{links: {{unrecognized_links: ignore, absolute_links: ignore}}}}
"""


def lay_blog(found: Corpus, folder: Path) -> None:
    text = _MATERIAL.replace("[tags]", "[tags, {blog: {blog_dir: blog, archive: true}}]")
    text = text.replace("nav: [index.md, tags.md]\nnot_in_nav: /articles/\n", "")
    _write(folder, [("mkdocs.yml", text), ("docs/index.md", f"# {NAME}\n")])
    _write(folder, [("docs/tags.md", "# Topics\n\n<!-- material/tags -->\n")])
    _write(folder, [("docs/blog/index.md", "# News\n")])
    _write(folder, (_material_story(one, "docs/blog/posts") for one in found.stories))


def _material_story(story: Story, into: str) -> tuple[str, str]:
    terms = [topic.title for topic in story.topics]
    front = _front(title=story.title, description=story.summary, tags=terms)
    front = front.replace("description:", f"date: {story.day}\ndescription:", 1)
    body = _body(story, lambda of, id: f"/{of}/{id}/")
    return f"{into}/{story.path}.md", f"{front}# {story.title}\n\n{body}"


def lay_nikola(found: Corpus, folder: Path) -> None:
    _write(folder, [("conf.py", _NIKOLA)])
    for story in found.stories:
        terms = [entity.id for kind in FOLDERS for entity in story.named(kind)]
        meta = f".. title: {story.title}\n.. slug: {story.id}\n.. date: {story.day} 00:00:00 UTC\n"
        meta += f".. tags: {', '.join(terms)}\n.. description: {story.summary}\n"
        body = _body(story, lambda of, id: f"/{of}/{id.rpartition('/')[2]}/")
        _write(folder, [(f"posts/{story.path}.md", f"<!--\n{meta}-->\n\n{body}")])


_NIKOLA = f"""BLOG_TITLE = {NAME!r}
BLOG_AUTHOR = "The Record"
BLOG_EMAIL = "record@bench.example"
BLOG_DESCRIPTION = "A made-up record"
SITE_URL = {SITE!r}
DEFAULT_LANG = "en"
TRANSLATIONS = {{"en": ""}}
POSTS = (("posts/*.md", "articles", "post.tmpl"),)
PAGES = ()
COMPILERS = {{"markdown": (".md",)}}
THEME = "base"
INDEX_DISPLAY_POST_COUNT = 50
SHOW_SOURCELINK = False
"""

OURS = (sys.executable, "-m", "generator", "build", "-q", "--no-search", "--no-pictures")
HUGO = Tool(
    "Hugo",
    lay_hugo,
    (_bin("hugo"), "--quiet", "--noBuildLock"),
    "public",
    lambda story: f"content/articles/{story.path}.md",
    keeps=("resources",),
    serve=(_bin("hugo"), "server", "--quiet", "--port", "{port}"),
)
TOOLS = (
    Tool(
        "cooperation-news",
        lay_ours,
        OURS,
        "site",
        lambda story: f"content/articles/{story.path}.md",
        keeps=(".cache",),
        serve=(sys.executable, "-m", "generator", "serve", "-q", "-a", "127.0.0.1:{port}"),
    ),
    Tool(
        "The floor",
        lay_floor,
        (sys.executable, "-m", "tests.bench.floor"),
        "site",
        lambda story: f"content/articles/{story.path}.md",
        keeps=(f"{FRAMES}/site",),
        kinds=("cold",),
    ),
    HUGO,
    replace(HUGO, name="The same site by Hugo", lay=lay_hugo_whole, serve=()),
    Tool(
        "cooperation-news with search",
        lay_ours,
        (*OURS[: OURS.index("--no-search")], *OURS[OURS.index("--no-search") + 1 :]),
        "site",
        lambda story: f"content/articles/{story.path}.md",
        keeps=(".cache",),
    ),
    Tool(
        "Hugo with Pagefind",
        lay_hugo,
        ("sh", "-c", f"{' '.join(HUGO.command)} && {sys.executable} -m pagefind -q -s public"),
        "public",
        lambda story: f"content/articles/{story.path}.md",
        keeps=("resources",),
    ),
    Tool(
        "Pelican",
        lay_pelican,
        (_bin("pelican"), "--quiet", "-s", "pelicanconf.py", "content"),
        "output",
        lambda story: f"content/articles/{story.path}.md",
        most=1000,
    ),
    Tool(
        "Material",
        lay_material,
        (sys.executable, "-m", "mkdocs", "build", "-q"),
        "site",
        lambda story: f"docs/articles/{story.path}.md",
        most=1000,
    ),
    Tool(
        "Material blog",
        lay_blog,
        (sys.executable, "-m", "mkdocs", "build", "-q"),
        "site",
        lambda story: f"docs/blog/posts/{story.path}.md",
        most=1000,
    ),
    Tool(
        "Zensical",
        lay_material,
        (_bin("zensical"), "build"),
        "site",
        lambda story: f"docs/articles/{story.path}.md",
        most=1000,
        keeps=(".cache",),
    ),
    Tool(
        "Nikola",
        lay_nikola,
        (_bin("nikola"), "build", "-q"),
        "output",
        lambda story: f"posts/{story.path}.md",
        most=1000,
        keeps=("cache", ".doit.db"),
    ),
)
