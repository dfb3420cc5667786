"""A site brings its own catalogue: an edition in a language that the generator doesn't have."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import lxml.html
import pytest
from babel.messages.pofile import read_po, write_po

from generator.content.catalogue import read_catalogue
from generator.content.formats import formats
from tests.support import build_site, coopnews, read_files, run

pytestmark = pytest.mark.xdist_group("own-catalogue")  # the site is built once
WORDS = ("--name", "Ωκεανός", "--url", "https://ocean.example.org", "--topic", "Sea")
GREEK = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "αβψδεφγηιξκλμνοπθρστυβωχυζ" + "ΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΘΡΣΤΥΒΩΧΥΖ",
)
"""Letters for translations that no English word has."""
MARKUP = re.compile(r"(<[^<>]*>|%\(\w+\)s|`[^`]*`|\]\((?:%\(\w+\)s|[^)])*\))")
LATIN = {
    *"Annotations Atom BCP BibTeX CSV Data Frictionless JSON JavaScript LD Markdown".split(),
    *"OPML RIS RSS SQLite Web Wikidata AVIF GIF GitHub HTML JPEG PNG WebP English Ctrl".split(),
}
"""Names that are the same in every language."""
CONTENT = """---
title: «Ωκεανός»
date: 2023-09-27
summary: Περίληψη μιας ιστορίας για τη θάλασσα.
topics: [sea]
sources: [{publisher: Πηγή, url: 'https://example.org/a', date: 2023-09-01}]
---

Λέξεις για τη [θάλασσα](topic:sea).
"""
TRANSLATION = """---
title: «Oceano»
summary: Περίληψη
translator: Ρίτα
---

Λέξεις για τη [θάλασσα](topic:sea).
"""


def in_greek(text: str) -> str:
    parts = MARKUP.split(text)
    parts[::2] = [part.translate(GREEK) for part in parts[::2]]
    return "".join(parts)


def translate_all(path: Path) -> None:
    """Fill in each translation of a catalogue, with Greek letters."""
    with path.open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if message.id and message.pluralizable:
            message.string = (in_greek(message.id[0]) + " ένα", in_greek(message.id[1]))
        elif message.id:
            message.string = in_greek(message.id)
    with path.open("wb") as file:
        write_po(file, catalogue)


@pytest.fixture(scope="module")
def ocean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with an edition in Portuguese, whose whole interface is translated."""
    site = tmp_path_factory.mktemp("own") / "ocean"
    done = coopnews("init", "ocean", *WORDS, "--edition", "Portuguese", cwd=site.parent)
    assert done.returncode == 0, done.stderr
    assert "coopnews translate --interface pt" in done.stdout
    done = coopnews("translate", "--interface", "Portuguese", cwd=site)
    assert (done.returncode, done.stdout) == (0, "locales/pt.po\n"), done.stderr
    assert re.search(r"pt: interface: 0 of \d+ texts; next: locales/pt.po:\d+", done.stderr)
    translate_all(site / "locales/pt.po")
    settings = (site / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace('# site_name: "The name in', 'site_name: "«Ωκεανός» #')
    settings = settings.replace('# site_description: "The sentence', 'site_description: "Λέξεις #')
    settings = re.sub(' #[^"]*"$', '"', settings, flags=re.M)
    (site / "mkdocs.yml").write_text(settings, encoding="utf-8")
    for path in (site / "content").rglob("example-*"):
        path.unlink()
    add_story(site)
    topic = '---\ntitle: "Θάλασσα"\nnames: {pt: Θάλασσα}\n---\n\nΗ θάλασσα.\n'
    (site / "content/topics/sea.md").write_text(topic, encoding="utf-8")
    (site / "docs/pt").mkdir()
    about = "# Σχετικά με εμάς\n\nΛέξεις.\n"
    (site / "docs/pt/about.md").write_text(about, encoding="utf-8")
    assert coopnews("translate", "--update", "pt", cwd=site).returncode == 0
    build_site(site, "--verify")
    return site


def add_story(site: Path) -> None:
    story = site / "content/articles/2023/story.md"
    story.parent.mkdir(parents=True)
    story.write_text(CONTENT, encoding="utf-8")
    translation = site / "content/pt/articles/2023/story.md"
    translation.parent.mkdir(parents=True)
    translation.write_text(TRANSLATION, encoding="utf-8")


def page(site: Path, path: str) -> str:
    return (site / "site" / path / "index.html").read_text(encoding="utf-8")


def latin_words(document: str) -> set[str]:
    root = lxml.html.fromstring(document)
    assert root.get("lang") == "pt"
    for element in root.xpath(
        "//script | //*[@lang='en'] | //pre | //code | //svg | //textarea | //*[@class='words']"
    ):
        element.drop_tree()
    text = " ".join([*root.itertext(), *root.xpath("//@title | //@alt | //@aria-label")])
    return set(re.findall("[A-Za-z]{2,}", re.sub(r"`[^`]*`|https?://\S+|\S+\.\w{2,}", "", text)))


def test_no_word_of_the_interface_is_english(ocean: Path) -> None:
    portuguese = formats("pt")
    of_dates = {"de", "Oceano", "portugu", "ingl", "en", "pt", *" ".join(portuguese.months).split()}
    pages = [*(ocean / "site/pt").rglob("*.html")]
    assert len(pages) > 15
    tables = re.findall(r'href="(?:\.\./)*data/(\w+)\.csv', page(ocean, "pt/data"))
    for path in pages:
        words = latin_words(path.read_text(encoding="utf-8"))
        names = {part for name in tables for part in name.split("_")}
        assert words <= LATIN | of_dates | names | {"mar"}, path


def test_scripts_and_the_form_are_translated(ocean: Path) -> None:
    assets = ocean / "site/pt/assets"
    texts = {path.name: path.read_text(encoding="utf-8") for path in assets.rglob("*.js")}
    assert in_greek("Sort by") in texts["tracker.js"]
    assert in_greek("Add it to the site") in texts["story.js"]
    assert "Sort by" in (ocean / "site/assets/tracker.js").read_text(encoding="utf-8")
    form = page(ocean, "pt/contribute/new")
    assert in_greek("Add a story") in form


def test_feeds_are_translated(ocean: Path) -> None:
    feed = (ocean / "site/pt/moved/feed.xml").read_text(encoding="utf-8")
    assert in_greek("Status changes") in feed


def test_dates_are_those_of_the_language(ocean: Path) -> None:
    story = page(ocean, "pt/articles/2023/story")
    assert re.search(r"<time[^>]*>27 de setembro de 2023</time>", story)
    assert "setembro" in page(ocean, "pt/archive")
    assert "27 September 2023" in page(ocean, "articles/2023/story")


def test_the_form_of_a_text_is_that_of_the_number(ocean: Path) -> None:
    home = page(ocean, "pt")
    one = in_greek("1 story") + " ένα"
    assert one in re.sub(r"<[^>]*>", "", home)


def test_a_page_is_named_by_its_own_heading(ocean: Path) -> None:
    about = page(ocean, "pt/about")
    assert "<title>Σχετικά με εμάς" in about
    assert in_greek("About") in page(ocean, "pt"), "the catalogue has a short name for the menu"


@pytest.fixture
def copy(ocean: Path, tmp_path: Path) -> Path:
    site = tmp_path / "ocean"
    shutil.copytree(ocean, site, symlinks=True)
    build_site(site)
    return site


def rewrite(site: Path, old: str, new: str) -> None:
    path = site / "locales/pt.po"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_edit_of_the_catalogue_renders_its_edition_again_and_no_other(copy: Path) -> None:
    before = read_files(copy / "site")
    rewrite(copy, f'"{in_greek("Topics")}"', '"Τα θέματα όλα"')
    build_site(copy)
    after = read_files(copy / "site")
    assert "Τα θέματα όλα".encode() in after["pt/index.html"]
    changed = {path for path in after if after[path] != before.get(path)}
    assert changed
    assert all(path.startswith("pt/") for path in changed), sorted(changed)[:5]
    shutil.rmtree(copy / "site")
    shutil.rmtree(copy / ".cache")
    build_site(copy)
    assert read_files(copy / "site") == after, "a build from nothing gives the same"


def test_the_original_shows_what_invites_to_translate_in_the_other_language(copy: Path) -> None:
    (copy / "content/pt/articles/2023/story.md").unlink()
    build_site(copy)
    invitation = in_greek("Translate this story")
    assert invitation in page(copy, "articles/2023/story")
    rewrite(copy, f'"{invitation}"', '"Μετάφραση"')
    build_site(copy)
    assert "Μετάφραση" in page(copy, "articles/2023/story")


def test_an_edition_without_stories_says_so_and_leads_to_the_originals(copy: Path) -> None:
    (copy / "content/pt/articles/2023/story.md").unlink()
    build_site(copy)
    home = page(copy, "pt")
    assert in_greek("No story is translated yet.") in home
    assert in_greek("No stories yet.") not in home
    assert 'href="../archive/"' in home
    assert re.search(r"1 [^<]* inglês", home), "its topic's stories are in English"


def test_a_mistake_stops_the_build_with_its_line(copy: Path) -> None:
    rewrite(copy, f'msgstr "{in_greek("Topics")}"', 'msgstr "<b>"')
    done = coopnews("build", cwd=copy)
    assert done.returncode == 1
    assert re.search(
        r"locales/pt\.po:\d+:1: bad-translation: the translation adds `<b>`", done.stderr
    )
    assert "the site wasn't changed" in done.stderr


def test_a_single_text_may_be_another_one(copy: Path) -> None:
    text = 'msgid "Topics"\nmsgstr "Subjects"\n'
    (copy / "locales/en.po").write_text(text, encoding="utf-8")
    build_site(copy)
    assert ">Subjects</a>" in page(copy, "")


def test_only_problems_that_are_new_since_a_revision_are_listed(copy: Path) -> None:
    git = ("git", "-c", "user.name=A", "-c", "user.email=a@example.org")
    for words in (("init", "-q"), ("add", "--all"), ("commit", "-qm", "A")):
        run(*git, *words, cwd=copy)
    rewrite(copy, f'msgstr "{in_greek("Topics")}"', 'msgstr "<b>"')
    done = coopnews("check", "--since", "HEAD", cwd=copy)
    assert (done.returncode, done.stdout.count("bad-translation:")) == (1, 1), done.stdout
    run(*git, "commit", "-qam", "B", cwd=copy)
    done = coopnews("check", "--since", "HEAD", cwd=copy)
    assert (done.returncode, "bad-translation:" in done.stdout) == (0, False), done.stdout


def test_the_status_says_where_to_go_on(copy: Path) -> None:
    rewrite(copy, f'msgstr "{in_greek("Topics")}"', 'msgstr ""')
    path = copy / "locales/pt.po"
    line = path.read_text(encoding="utf-8").split('msgid "Topics"')[0].count("\n") + 1
    total = len(read_catalogue(path.read_text(encoding="utf-8")).messages)
    status = coopnews("translate", "--status", cwd=copy).stdout.splitlines()
    assert f"pt: interface: {total - 1} of {total} texts; next: locales/pt.po:{line}" in status
    path.unlink()
    status = coopnews("translate", "--status", "pt", cwd=copy).stdout
    assert "`coopnews translate --interface pt` begins a catalogue" in status
    built = coopnews("build", "--no-search", "--no-pictures", cwd=copy).stderr
    assert "isn't translated into Portuguese" in built
    assert "`coopnews translate --interface pt` begins a translation" in built


def test_the_command_writes_no_text_that_the_generator_has(copy: Path) -> None:
    done = coopnews("translate", "--interface", "en", cwd=copy)
    assert done.returncode == 0
    assert "The generator has the texts of this language" in done.stderr
    text = (copy / "locales/en.po").read_text(encoding="utf-8")
    assert read_catalogue(text).messages == ()
    done = coopnews("translate", "--interface", "fr", cwd=copy)
    assert "the site has no edition in `fr`" in done.stderr
