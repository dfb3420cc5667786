"""A site in several languages: each edition in its folder, built and updated by itself."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.support import (
    STORY,
    add_translations,
    build_site,
    coopnews,
    copy_example,
    edit_file,
    read_files,
    run,
)

IN_URDU = STORY.replace("content/", "content/ur/")
PAGE = "articles/2024/fibre-is-laid/index.html"
UNTRANSLATED = "articles/2023/minister-asks-for-help/"
ROOT = "https://example.org/record/"


def page(site: Path, path: str) -> str:
    return (site / "site" / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with editions in Urdu and Chinese, built and verified, that no test changes."""
    site = copy_example(tmp_path_factory.mktemp("built"))
    add_translations(site)
    build_site(site, "--verify")
    return site


def test_an_edition_shows_the_words_of_the_translation_and_the_facts_of_the_original(
    built: Path,
) -> None:
    html = page(built, f"ur/{PAGE}")
    assert "<h1>فائبر بچھا دیا گیا</h1>" in html
    assert "سب کچھ بچھا دیا گیا ہے" in html
    assert 'datetime="2024-05-01T09:30:00+05:00"' in html
    assert 'href="https://example.com/done"' in html
    assert 'src="../../../articles/2024/map.png"' in html
    assert '<span class="p-translator"><bdi>B. Second</bdi></span>' in html


def test_the_words_of_a_picture_are_translated_or_marked(built: Path) -> None:
    """Also in the feed and in the Markdown copy."""
    html = page(built, f"ur/{PAGE}")
    picture = html.partition('<div class="picture">')[2].partition("</div>")[0]
    assert 'alt="کیبل کا نقشہ"' in picture
    assert '<p>تصویر: <span lang="en" dir="ltr">The ministry</span></p>' in picture
    assert "کیبل کا نقشہ" in page(built, "ur/feed.xml")
    edit_file(IN_URDU, "image: {alt: کیبل کا نقشہ}\n", "")(built)
    build_site(built)
    html = page(built, f"ur/{PAGE}")
    picture = html.partition('<div class="picture">')[2].partition("</div>")[0]
    assert re.search('<span lang="en" dir="ltr"><img [^>]*alt="A map of the cable"', picture)


def test_the_switch_leads_to_the_same_page_in_other_languages(built: Path) -> None:
    """Only languages are listed in which the page exists."""
    links = re.findall(r'<a href="([^"]*)" hreflang="(..)"', page(built, f"ur/{PAGE}"))
    assert links == [("../../../../articles/2024/fibre-is-laid/", "en")]
    links = re.findall(r'<a href="([^"]*)" hreflang="(..)"', page(built, "index.html"))
    assert links == [("ur/", "ur"), ("zh/", "zh")]
    assert 'class="languages"' not in page(built, "other/index.html")


def test_a_story_that_is_not_translated_leads_to_the_edition_and_to_the_form_for_it(
    built: Path,
) -> None:
    html = page(built, f"{UNTRANSLATED}index.html").partition("</nav>")[0]
    links = re.findall(r'<a href="([^"]*)"(?: hreflang="..")? lang="ur"[^>]*>([^<]*)', html)
    form = "../../../ur/contribute/translate/?article=2023/minister-asks-for-help"
    assert links == [("../../../ur/", "اردو"), (form, "اس خبر کا ترجمہ کریں")]


def test_a_page_names_itself_in_each_language_and_for_all_others(built: Path) -> None:
    expected = [
        ("en", f"{ROOT}articles/2024/fibre-is-laid/"),
        ("ur", f"{ROOT}ur/articles/2024/fibre-is-laid/"),
        ("x-default", f"{ROOT}articles/2024/fibre-is-laid/"),
    ]
    for path in (PAGE, f"ur/{PAGE}"):
        html = page(built, path)
        assert re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)"', html) == (
            expected
        )
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    index = ET.fromstring(page(built, "sitemap.xml"))
    files = [element.text or "" for element in index.findall(".//s:loc", names)]
    assert files == [f"{ROOT}{folder}sitemap-1.xml" for folder in ("", "ur/", "zh/")]
    for file in files:
        entries = ET.fromstring(page(built, file.removeprefix(ROOT)))
        for url in entries.findall("s:url", names):
            links = [link.attrib for link in url if "hreflang" in link.attrib]
            languages = [link["hreflang"] for link in links]
            expected = ([], ["en", "ur"], ["en", "zh"], ["en", "ur", "zh"])
            if "contribute/translate/" in url.findtext("s:loc", "", names):
                expected = (["ur", "zh"],)  # the original has no such page
            assert languages[:-1] in expected
            assert languages[-1:] in ([], ["x-default"])
            hrefs = [link["href"] for link in links]
            assert not hrefs or url.findtext("s:loc", "", names) in hrefs


def test_an_edition_lists_only_what_is_in_its_language(built: Path) -> None:
    """An article that was written in the language needs no translation."""
    assert not (built / "site/ur" / UNTRANSLATED).exists()
    for path in ("archive/2024/05/index.html", "feed.xml", "sitemap-1.xml", "llms.txt"):
        text = page(built, f"ur/{path}")
        assert "fibre-is-laid" in text, path
        assert "ur/articles/2023/minister-asks" not in text, path
    assert (built / "site/ur/articles/2024/urdu-story/index.html").exists()
    assert not (built / "site/zh/articles/2024/urdu-story").exists()


def test_a_passage_of_an_untranslated_article_is_marked_and_leads_to_the_original(
    built: Path,
) -> None:
    html = page(built, "ur/people/umar-saif/index.html")
    assert f'href="../../../{UNTRANSLATED}' in html
    assert "<h1>عمر سیف</h1>" in html
    story = page(built, "zh/articles/2023/minister-asks-for-help/index.html")
    assert 'href="../../../../articles/2024/fibre-is-laid/#the-end"' in story


def test_a_correction_of_a_translated_article_is_in_the_language_of_the_original(
    built: Path,
) -> None:
    for path in ("articles/2023/minister-asks-for-help", "corrections"):
        html = page(built, f"zh/{path}/index.html")
        assert '<span lang="en">900 km</span>' in html, path
        assert '<span lang="en">The first figure was for one province.</span>' in html


def test_the_ledger_is_the_same_in_every_edition(built: Path) -> None:
    """The evidence is in the language of the edition where there is a translation."""
    html = page(built, "ur/commitments/nationwide-fibre/index.html")
    assert "<h1>پورے ملک میں فائبر نیٹ ورک</h1>" in html
    assert html.count('class="state under-way"') and html.count('class="state agreed"')
    assert "سب کچھ بچھا دیا گیا ہے" in html


def test_handwritten_pages_may_be_translated(built: Path) -> None:
    """A link to one that isn't leads to the original."""
    html = page(built, "ur/about/index.html")
    assert 'href="../../other/"' in html
    assert 'href="../archive/"' in html
    assert not (built / "site/ur/other").exists()
    assert not (built / "site/zh/about").exists()
    menu = page(built, "zh/index.html").split("<nav")[1]
    assert "about/" not in menu
    assert "نمونہ" in page(built, "ur/index.html").split("</title>")[0]


def test_a_build_says_which_language_the_interface_is_not_translated_into(
    translated_site: Path,
) -> None:
    """Its edition is made all the same, with an interface in English."""
    edit_file("mkdocs.yml", "zh", "hi")(translated_site)
    done = coopnews("build", "--no-search", "--no-pictures", cwd=translated_site)
    messages = [line for line in done.stderr.splitlines() if line.startswith("The interface")]
    assert messages == [
        "The interface isn't translated into Hindi: "
        "menus and buttons of the edition `hi` are in English. "
        "`coopnews translate --interface hi` begins a translation"
    ]


OWN_ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9"/></svg>'


def test_colours_and_logo_of_a_site_are_those_of_each_edition(translated_site: Path) -> None:
    """An edition that has a file of the same name uses that."""
    settings = translated_site / "mkdocs.yml"
    settings.write_text(f"{settings.read_text('utf-8')}\nextra_css: [assets/own.css]\n", "utf-8")
    assets, urdu = translated_site / "docs/assets", translated_site / "docs/ur/assets"
    for folder in (assets, urdu):
        folder.mkdir(exist_ok=True)
        (folder / "own.css").write_text(":root { --green: #7a1f5c; }")
    (assets / "icon.svg").write_text(OWN_ICON)
    build_site(translated_site)
    assert page(translated_site, "zh/assets/icon.svg") == OWN_ICON
    sheet = 'rel="stylesheet" href="{}"'
    assert sheet.format("./../assets/own.css") in page(translated_site, "zh/index.html")
    assert sheet.format("../../../assets/own.css") in page(
        translated_site, "zh/topics/fibre/index.html"
    )
    assert sheet.format("/record/zh/../assets/own.css") in page(translated_site, "zh/404.html")
    assert sheet.format("assets/own.css") in page(translated_site, "ur/index.html")
    (assets / "icon.svg").write_text(changed := OWN_ICON.replace("M0 0", "M1 1"))
    build_site(translated_site)
    assert page(translated_site, "zh/assets/icon.svg") == changed


def test_files_for_programs_are_in_the_root_alone(built: Path) -> None:
    """The page of data in each edition leads to them."""
    files = {path.relative_to(built / "site/ur").as_posix() for path in built.glob("site/ur/**/*")}
    assert not files & {"robots.txt", "_headers", "data/articles.csv", "schemas", "sitemap.xml"}
    assert 'href="../../data/datapackage.json"' in page(built, "ur/data/index.html")
    rows = json.loads(page(built, "data/translations.json"))["translations"]
    assert [(row["kind"], row["id"], row["lang"], row["state"]) for row in rows] == [
        ("article", "2024/fibre-is-laid", "ur", "current"),
        ("commitment", "nationwide-fibre", "ur", "current"),
        ("topic", "fibre", "ur", "current"),
        ("article", "2023/minister-asks-for-help", "zh", "current"),
    ]
    assert rows[0]["translators"] == "A. Translator; B. Second"
    assert rows[0]["url"] == f"{ROOT}ur/articles/2024/fibre-is-laid/"


def test_each_edition_has_its_search(translated_site: Path) -> None:
    done = coopnews("build", "-q", "--no-pictures", cwd=translated_site)
    assert done.returncode == 0, done.stderr
    for folder in ("", "ur/", "zh/"):
        assert (translated_site / f"site/{folder}pagefind/pagefind-entry.json").exists()
    before = read_files(translated_site / "site/pagefind")
    edit_file(IN_URDU, "معلوم", "پتا")(translated_site)
    assert coopnews("build", "-q", "--no-pictures", cwd=translated_site).returncode == 0
    assert read_files(translated_site / "site/pagefind") == before


def test_an_edit_of_a_translation_renders_what_shows_it_and_indexes_its_edition(
    translated_site: Path,
) -> None:
    """Everything else is the file of before: linked, not written again."""
    build = ("build", "-q", "--no-pictures")
    assert coopnews(*build, cwd=translated_site).returncode == 0
    before = file_numbers(translated_site / "site")
    edit_file(IN_URDU, "معلوم", "پتا")(translated_site)
    assert coopnews(*build, cwd=translated_site).returncode == 0
    after = file_numbers(translated_site / "site")
    written = {path for path, number in after.items() if before.get(path) != number}
    pages = {path for path in written if path.endswith(".html")}
    assert f"ur/{PAGE}" in pages
    assert all(path.startswith("ur/") for path in pages)
    assert all("fibre-is-laid" in page(translated_site, path) for path in pages)
    assert len(pages) < len([path for path in after if re.fullmatch(r"ur/.*\.html", path)]) / 4
    indexes = {path.partition("pagefind/")[0] for path in written if "pagefind/" in path}
    assert indexes == {"ur/"}


def file_numbers(folder: Path) -> dict[str, int]:
    """Return the number of the inode of each file, by path."""
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.stat().st_ino for path in paths}


def test_an_edit_of_a_translation_changes_its_edition_alone(translated_site: Path) -> None:
    build_site(translated_site)
    before = read_files(translated_site / "site")
    edit_file(IN_URDU, "معلوم", "پتا")(translated_site)
    build_site(translated_site)
    after = read_files(translated_site / "site")
    changed = {path for path in after if after[path] != before.get(path)}
    assert {path.partition("/")[0] for path in changed} == {"ur"}
    assert {path for path in changed if path.endswith(".html")} == {f"ur/{PAGE}"}


def test_an_edit_of_the_original_marks_its_translation(translated_site: Path) -> None:
    build_site(translated_site)
    assert "outdated" not in page(translated_site, f"ur/{PAGE}")
    edit_file(STORY, "Nothing more", "Nothing else")(translated_site)
    done = coopnews("build", "--no-search", "--no-pictures", cwd=translated_site)
    assert "translation-outdated" in done.stderr
    assert 'class="outdated"' in page(translated_site, f"ur/{PAGE}")


def _remove_a_language(site: Path) -> None:
    edit_file("mkdocs.yml", ", zh]", "]")(site)
    (site / "content/zh/articles/2023/minister-asks-for-help.md").unlink()


def _translate_another(site: Path) -> None:
    source = "content/zh/articles/2023/minister-asks-for-help.md"
    text = (site / source).read_text(encoding="utf-8")
    (site / "content/ur/articles/2023").mkdir()
    target = site / source.replace("zh/", "ur/")
    target.write_text(text.replace("#the-end", ""), encoding="utf-8")


CHANGES: dict[str, Callable[[Path], object]] = {
    "an edited translation": edit_file(IN_URDU, "معلوم", "پتا"),
    "an edited original": edit_file(STORY, "Nothing more", "Nothing else"),
    "a new translation": _translate_another,
    "a removed translation": lambda site: (site / IN_URDU).unlink(),
    "a draft": edit_file(IN_URDU, "translator:", "draft: true\ntranslator:"),
    "a name": edit_file("content/people/umar-saif.md", "ur: عمر سیف", "ur: ڈاکٹر عمر سیف"),
    "a handwritten page": lambda site: (
        (site / "docs/zh").mkdir()
        or (site / "docs/zh/other.md").write_text("# 其他\n", encoding="utf-8")
    ),
    "a removed handwritten page": lambda site: (site / "docs/ur/about.md").unlink(),
    "a removed language": _remove_a_language,
    "another name of the site": edit_file("mkdocs.yml", "نمونہ", "دوسرا"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_after_any_change_the_site_is_that_of_a_clean_build(
    translated_site: Path, change: Callable[[Path], object]
) -> None:
    build_site(translated_site)
    change(translated_site)
    assert "nothing has changed" not in build_site(translated_site)
    updated = read_files(translated_site / "site")
    build_site(translated_site, "--no-cache", "-d", "clean", "--verify")
    assert read_files(translated_site / "clean") == updated


def test_an_edition_whose_store_is_damaged_or_gone_is_made_again(translated_site: Path) -> None:
    build_site(translated_site)
    before = read_files(translated_site / "site")
    stores = sorted((translated_site / ".cache/coopnews").glob("*/build.sqlite3"))
    assert [store.parent.name for store in stores] == ["ur", "zh"]
    stores[0].write_bytes(b"foreign")
    data = bytearray(stores[1].read_bytes())
    data[len(data) // 2 :] = bytes(len(data) - len(data) // 2)
    stores[1].write_bytes(data)
    edit_file(STORY, "Nothing more", "Nothing else")(translated_site)
    edit_file(STORY, "Nothing else", "Nothing more")(translated_site)
    (translated_site / "site/index.html").write_text("mine", encoding="utf-8")
    build_site(translated_site)
    assert read_files(translated_site / "site") == before


def test_a_site_may_be_written_in_another_language_than_english(site: Path) -> None:
    edit_file("mkdocs.yml", "[cooperation-news]", "[cooperation-news: {languages: [ur]}]")(site)
    build_site(site, "--verify")
    assert not (site / "site/ur").exists()
    rows = json.loads(page(site, "data/articles.json"))["articles"]
    assert {row["lang"] for row in rows} == {"ur"}  # articles that name no language are in it


def test_the_export_has_every_edition_with_links_that_lead_somewhere(
    translated_site: Path,
) -> None:
    """MkDocs builds it without this package, and warns of every broken link."""
    tree = translated_site / "tree"
    done = coopnews("export", str(tree), cwd=translated_site)
    assert done.returncode == 0, done.stderr
    assert (tree / "docs/ur/articles/2024/fibre-is-laid.md").exists()
    assert "(../other.md)" in (tree / "docs/ur/about.md").read_text(encoding="utf-8")
    built = run(sys.executable, "-m", "mkdocs", "build", "--strict", "-q", cwd=tree)
    assert built.returncode == 0, built.stderr
