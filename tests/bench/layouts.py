"""Writes the corpus as each tool reads it, and names the command that builds it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from .corpus import Article, Corpus, Entity, Paragraph
from .floor import ONE_PAGE_SITE, SIZES

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
AddressOf = Callable[[str, str], str]
"""Returns the address of an entity (its folder and id) or an article (`articles` and its path)."""


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    write: Callable[[Corpus, Path], None]
    command: tuple[str, ...]
    """Run in the folder that `write` filled."""
    output: str
    """The folder that it makes there."""
    article_path: Callable[[Article], str]
    """Returns the path of an article's file."""
    max_size: int = 10**9
    """The largest corpus that it is asked to build."""
    cache_paths: tuple[str, ...] = ()
    """What else it reads in its next build: moved aside before a cold build."""
    kinds: tuple[str, ...] = tuple(KINDS)
    """The builds that are timed."""
    serve: tuple[str, ...] = ()
    """The command of its preview, if that is timed; `{port}` is replaced by the port."""
    compared_with: str = "cooperation-news"
    """The name of our tool whose times are divided by its times; empty for our own."""


def environment() -> dict[str, str]:
    """Return the environment in which the tools run."""
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


def _body(article: Article, address_of: AddressOf) -> str:
    """Return the text with an ordinary link wherever ours has an annotation."""

    def markdown(spans: Paragraph) -> str:
        text = ""
        for span in spans:
            if span.entity:
                text += f"[{span.text}]({address_of(FOLDERS[span.entity.kind], span.entity.id)})"
            else:
                text += (
                    f"[{span.text}]({address_of('articles', span.article)})"
                    if span.article
                    else span.text
                )
        return text

    speaker = address_of(FOLDERS["person"], article.speaker.id)
    paragraphs = [markdown(spans) for spans in article.paragraphs]
    paragraphs.insert(
        4, f"> {article.quotation}\n>\n> — [{article.speaker.title}]({speaker}), in a speech"
    )
    return "\n\n".join(
        [*paragraphs, f"Source: [The source](https://source.example/{article.id})", ""]
    )


# Ours


def write_ours(corpus: Corpus, folder: Path) -> None:
    _write(folder, [("mkdocs.yml", _OURS), ("docs/about.md", "# About\n\nA made-up record.\n")])
    _write(folder / "content", map(_our_entity, corpus.entities))
    _write(
        folder / "content",
        ((f"articles/{article.path}.md", _our_article(article)) for article in corpus.articles),
    )


def write_floor(corpus: Corpus, folder: Path) -> None:
    """Write our content, the site of one page, and the sizes of our finished files."""
    write_ours(corpus, folder)
    built = folder / "built"
    subprocess.run(
        [*OURS, "--no-cache", "-d", str(built)],
        cwd=folder,
        env=environment(),
        check=True,
        stderr=subprocess.DEVNULL,
    )
    sizes = {
        path.relative_to(built).as_posix(): path.stat().st_size
        for path in built.rglob("*")
        if path.is_file()
    }
    _write(folder, [(SIZES, json.dumps(sizes))])
    _write(folder / ONE_PAGE_SITE, [("mkdocs.yml", _ONE_PAGE), ("docs/index.md", "# Home\n")])


_ONE_PAGE = f"""site_name: {NAME}
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


def _our_article(article: Article) -> str:
    def markdown(spans: Paragraph) -> str:
        text = ""
        for span in spans:
            if span.entity:
                state = f' "{span.state}"' if span.state else ""
                text += f"[{span.text}]({span.entity.kind}:{span.entity.id}{state})"
            else:
                text += f"[{span.text}](../{span.article}.md)" if span.article else span.text
        return text

    source = {
        "title": "The source",
        "publisher": "The Wire",
        "url": f"https://source.example/{article.id}",
    }
    front = _front(
        title=article.title,
        summary=article.summary,
        topics=[topic.id for topic in article.topics],
        sources=[source],
    ).replace("summary:", f"date: {article.day}\nsummary:", 1)
    paragraphs = [markdown(spans) for spans in article.paragraphs]
    who = f"[{article.speaker.title}](person:{article.speaker.id})"
    paragraphs.insert(4, f"> {article.quotation}\n>\n> — {who}, in a speech")
    return front + "\n\n".join([*paragraphs, ""])


# Hugo: every entity a term with its own page and RSS, as ours has


def write_hugo(corpus: Corpus, folder: Path) -> None:
    _write(folder, _HUGO.items())
    shutil.copytree(HERE / "hugo", folder, dirs_exist_ok=True)
    for entity in corpus.entities:
        path = f"content/{FOLDERS[entity.kind]}/{entity.id}/_index.md"
        _write(folder, [(path, _front(title=entity.title) + entity.about + "\n")])
    for article in corpus.articles:
        terms = {
            name: [entity.id for entity in article.entities_named(kind)]
            for kind, name in FOLDERS.items()
        }
        front = _front(title=article.title, summary=article.summary, date=f"{article.day}", **terms)
        body = _body(article, lambda of, id: f"/{of}/{id}/")
        _write(folder, [(f"content/articles/{article.path}.md", front + body)])


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


def write_hugo_whole(corpus: Corpus, folder: Path) -> None:
    write_hugo(corpus, folder)
    shutil.copytree(HERE / "hugo-whole", folder, dirs_exist_ok=True)
    _write(folder, [("hugo.toml", _HUGO["hugo.toml"] + _HUGO_WHOLE)])
    for entity in corpus.of_kind("commitment"):
        front = _front(title=entity.title, by=entity.by, due="2024-06", topics=[entity.topic])
        _write(folder, [(f"content/commitments/{entity.id}/_index.md", f"{front}{entity.about}\n")])
    for article in corpus.articles:
        path = folder / f"content/articles/{article.path}.md"
        text = path.read_text(encoding="utf-8")
        for entity, state in article.states():
            link_end = f"](/commitments/{entity.id}/"
            text = text.replace(f"{link_end})", f'{link_end} "{state}")')
        path.write_text(text, encoding="utf-8")


_HUGO_WHOLE = """
[related]
includeNewer = true
threshold = 20
indices = [{name = "commitments", weight = 80}, {name = "people", weight = 30}]
[outputs]
home = ["html", "rss", "atom", "jsonfeed", "articles", "passages", "annotations", "webannotations"]
page = ["html", "md"]
section = ["html", "rss"]
taxonomy = ["html"]
term = ["html", "atom", "md"]
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


def write_pelican(corpus: Corpus, folder: Path) -> None:
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
    for article in corpus.articles:
        terms = [
            f"{FOLDERS[kind]}-{entity.id}"
            for kind in FOLDERS
            for entity in article.entities_named(kind)
        ]
        head = f"Title: {article.title}\nDate: {article.day}\nSlug: {article.id}\nCategory: news\n"
        head += f"Tags: {', '.join(terms)}\nSummary: {article.summary}\n\n"
        body = _body(article, _pelican_address)
        _write(folder, [(f"content/articles/{article.path}.md", head + body)])


def _pelican_address(of: str, id: str) -> str:
    return f"/articles/{id.rpartition('/')[2]}/" if of == "articles" else f"/tag/{of}-{id}/"


def write_material(corpus: Corpus, folder: Path) -> None:
    _write(folder, [("mkdocs.yml", _MATERIAL), ("docs/index.md", f"# {NAME}\n")])
    _write(folder, [("docs/tags.md", "# Topics\n\n<!-- material/tags -->\n")])
    _write(folder, (_material_article(article, "docs/articles") for article in corpus.articles))


_MATERIAL = f"""site_name: {NAME}
site_url: {SITE}
theme: {{name: material, font: false}}
plugins: [tags]
nav: [index.md, tags.md]
not_in_nav: /articles/
validation: {{links: {{unrecognized_links: ignore, absolute_links: ignore}}}}
"""


def write_blog(corpus: Corpus, folder: Path) -> None:
    text = _MATERIAL.replace("[tags]", "[tags, {blog: {blog_dir: blog, archive: true}}]")
    text = text.replace("nav: [index.md, tags.md]\nnot_in_nav: /articles/\n", "")
    _write(folder, [("mkdocs.yml", text), ("docs/index.md", f"# {NAME}\n")])
    _write(folder, [("docs/tags.md", "# Topics\n\n<!-- material/tags -->\n")])
    _write(folder, [("docs/blog/index.md", "# News\n")])
    _write(folder, (_material_article(article, "docs/blog/posts") for article in corpus.articles))


def _material_article(article: Article, into: str) -> tuple[str, str]:
    terms = [topic.title for topic in article.topics]
    front = _front(title=article.title, description=article.summary, tags=terms)
    front = front.replace("description:", f"date: {article.day}\ndescription:", 1)
    body = _body(article, lambda of, id: f"/{of}/{id}/")
    return f"{into}/{article.path}.md", f"{front}# {article.title}\n\n{body}"


def write_nikola(corpus: Corpus, folder: Path) -> None:
    _write(folder, [("conf.py", _NIKOLA)])
    for article in corpus.articles:
        terms = [entity.id for kind in FOLDERS for entity in article.entities_named(kind)]
        meta = f".. title: {article.title}\n.. slug: {article.id}\n"
        meta += f".. date: {article.day} 00:00:00 UTC\n"
        meta += f".. tags: {', '.join(terms)}\n.. description: {article.summary}\n"
        body = _body(article, lambda of, id: f"/{of}/{id.rpartition('/')[2]}/")
        _write(folder, [(f"posts/{article.path}.md", f"<!--\n{meta}-->\n\n{body}")])


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

OURS_WHOLE = (sys.executable, "-m", "generator", "build", "-q")
OURS = (*OURS_WHOLE, "--no-search", "--no-pictures")
OURS_TOOL = Tool(
    "cooperation-news",
    write_ours,
    OURS,
    "site",
    lambda article: f"content/articles/{article.path}.md",
    cache_paths=(".cache",),
    serve=(sys.executable, "-m", "generator", "serve", "-q", "-a", "127.0.0.1:{port}"),
    compared_with="",
)
HUGO = Tool(
    "Hugo",
    write_hugo,
    (_bin("hugo"), "--quiet", "--noBuildLock"),
    "public",
    lambda article: f"content/articles/{article.path}.md",
    cache_paths=("resources",),
    serve=(_bin("hugo"), "server", "--quiet", "--port", "{port}"),
)
TOOLS = (
    OURS_TOOL,
    Tool(
        "The floor",
        write_floor,
        (sys.executable, "-m", "tests.bench.floor"),
        "site",
        lambda article: f"content/articles/{article.path}.md",
        cache_paths=(f"{ONE_PAGE_SITE}/site",),
        kinds=("cold",),
    ),
    HUGO,
    replace(HUGO, name="The same site by Hugo", write=write_hugo_whole, serve=()),
    replace(
        OURS_TOOL,
        name="cooperation-news with search",
        command=(*OURS_WHOLE, "--no-pictures"),
        serve=(),
    ),
    replace(
        OURS_TOOL,
        name="cooperation-news with search and social cards",
        command=OURS_WHOLE,
        max_size=1000,
        serve=(),
    ),
    Tool(
        "Hugo with Pagefind",
        write_hugo,
        ("sh", "-c", f"{' '.join(HUGO.command)} && {sys.executable} -m pagefind -q -s public"),
        "public",
        lambda article: f"content/articles/{article.path}.md",
        cache_paths=("resources",),
        compared_with="cooperation-news with search",
    ),
    Tool(
        "Pelican",
        write_pelican,
        (_bin("pelican"), "--quiet", "-s", "pelicanconf.py", "content"),
        "output",
        lambda article: f"content/articles/{article.path}.md",
        max_size=1000,
    ),
    Tool(
        "Material",
        write_material,
        (sys.executable, "-m", "mkdocs", "build", "-q"),
        "site",
        lambda article: f"docs/articles/{article.path}.md",
        max_size=1000,
    ),
    Tool(
        "Material blog",
        write_blog,
        (sys.executable, "-m", "mkdocs", "build", "-q"),
        "site",
        lambda article: f"docs/blog/posts/{article.path}.md",
        max_size=1000,
    ),
    Tool(
        "Zensical",
        write_material,
        (_bin("zensical"), "build"),
        "site",
        lambda article: f"docs/articles/{article.path}.md",
        max_size=1000,
        cache_paths=(".cache",),
    ),
    Tool(
        "Nikola",
        write_nikola,
        (_bin("nikola"), "build", "-q"),
        "output",
        lambda article: f"posts/{article.path}.md",
        max_size=1000,
        cache_paths=("cache", ".doit.db"),
    ),
)
