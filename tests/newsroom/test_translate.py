"""`coopnews translate`: new translations, their digests, and how far each edition is."""

from __future__ import annotations

from pathlib import Path

from tests.support import STORY, coopnews, edit_file, run_git

STORY_IN_URDU = STORY.replace("content/", "content/ur/")
UNTRANSLATED = "content/articles/2023/minister-asks-for-help.md"
NEW = UNTRANSLATED.replace("content/", "content/ur/")


def test_a_new_translation_is_a_draft_with_the_words_of_the_original(translated_site: Path) -> None:
    """The front matter has the original's words; each of its paragraphs is a note."""
    done = coopnews("translate", "ur", UNTRANSLATED, "--translator", "Me", cwd=translated_site)
    assert done.stdout.strip() == NEW, done.stderr
    assert "Write each translation below its note" in done.stderr
    text = (translated_site / NEW).read_text(encoding="utf-8")
    assert 'title: "Minister asks: *help* with' in text
    assert "\ntranslator: Me\n" in text
    assert "~~~notes\n> China could be as large a market as Europe.\n>\n> " in text
    checked = coopnews("check", NEW, cwd=translated_site)
    assert (checked.returncode, checked.stdout.splitlines()[0]) == (
        0,
        "3 stories and 1 draft checked: no problems",
    )


def test_the_words_of_a_picture_are_comments_of_a_new_translation(translated_site: Path) -> None:
    """Until they are translated, the page shows the original's, marked with their language."""
    done = coopnews("translate", "zh", STORY, cwd=translated_site)
    assert done.returncode == 0, done.stderr
    path = STORY.replace("content/", "content/zh/")
    text = (translated_site / path).read_text(encoding="utf-8")
    assert "\n# image:\n#   alt: A map of the cable\n#   credit: The ministry\n" in text
    uncommented = text.replace("\n# image", "\nimage").replace("\n#   ", "\n  ")
    (translated_site / path).write_text(uncommented, encoding="utf-8")
    checked = coopnews("check", path, cwd=translated_site)
    assert checked.returncode == 0, checked.stdout


def test_a_language_may_be_named_in_english(translated_site: Path) -> None:
    done = coopnews("translate", "Urdu", UNTRANSLATED, cwd=translated_site)
    assert done.stdout.strip() == NEW, done.stderr
    done = coopnews("translate", "Hindi", UNTRANSLATED, cwd=translated_site)
    assert "no translations into `hi`: add it to `languages` in mkdocs.yml" in done.stderr


def test_a_translation_is_never_overwritten(translated_site: Path) -> None:
    before = (translated_site / STORY_IN_URDU).read_bytes()
    done = coopnews("translate", "ur", STORY, cwd=translated_site)
    assert (done.returncode, "there is a file" in done.stderr) == (2, True)
    assert (translated_site / STORY_IN_URDU).read_bytes() == before


def test_an_outdated_translation_is_brought_up_to_date(translated_site: Path) -> None:
    """Only the line of the digest changes, whether the translation or its original is named."""
    edit_file(STORY, "was laid", "is laid")(translated_site)
    before = (translated_site / STORY_IN_URDU).read_text(encoding="utf-8").splitlines()
    assert "translation-outdated" in coopnews("check", cwd=translated_site).stdout
    done = coopnews("translate", "--update", "ur", STORY, cwd=translated_site)
    assert done.stdout.strip() == "ur: 1 translation updated", done.stderr
    after = (translated_site / STORY_IN_URDU).read_text(encoding="utf-8").splitlines()
    changed = [old for old, new in zip(before, after, strict=True) if old != new]
    assert [line.partition(":")[0] for line in changed] == ["source_digest"]
    assert "translation-outdated" not in coopnews("check", cwd=translated_site).stdout


def test_without_files_only_missing_digests_are_written(translated_site: Path) -> None:
    """A digest that differs means that somebody has to read both texts."""
    edit_file(STORY, "was laid", "is laid")(translated_site)
    topic = translated_site / "content/ur/topics/fibre.md"
    lines = topic.read_text(encoding="utf-8").splitlines(keepends=True)
    topic.write_text("".join(line for line in lines if "digest" not in line), encoding="utf-8")
    done = coopnews("translate", "--update", "ur", cwd=translated_site)
    assert done.stdout.strip() == "ur: 1 translation updated", done.stderr
    assert topic.read_text(encoding="utf-8").splitlines()[2].startswith("source_digest: ")


def test_the_status_lists_what_is_outdated_and_what_is_untranslated(translated_site: Path) -> None:
    edit_file(STORY, "was laid", "is laid")(translated_site)
    lines = coopnews("translate", "--status", "ur", "-q", cwd=translated_site).stdout.splitlines()
    assert lines == [
        "ur: 1 of 2 articles, 1 of 2 topics, 1 of 2 commitments; 3 of 5 names",
        f"ur: outdated: {STORY_IN_URDU}",
        f"ur: untranslated: {UNTRANSLATED}",
        "ur: untranslated: content/commitments/chip-factory.md",
        "ur: untranslated: content/topics/chips.md",
    ]


def test_a_mistake_in_the_command_is_answered(translated_site: Path) -> None:
    for words, message in (
        (["ur"], "name the files"),
        ([], "name a language"),
        (["urd", STORY], "no translations into `urd`"),
        (["ur", "mkdocs.yml"], "is not in content/"),
        (["--status", "ur", STORY], "takes no files"),
    ):
        done = coopnews("translate", *words, cwd=translated_site)
        assert (done.returncode, message in done.stderr) == (2, True), done.stderr


def test_a_site_with_one_language_has_nothing_to_translate(site: Path) -> None:
    done = coopnews("translate", "ur", STORY, cwd=site)
    assert (done.returncode, "add others to `languages`" in done.stderr) == (2, True)


def test_translations_are_not_annotated(translated_site: Path) -> None:
    """They have the annotations of their originals."""
    done = coopnews("annotate", STORY_IN_URDU, cwd=translated_site)
    assert (done.returncode, "is a translation" in done.stderr) == (2, True)
    done = coopnews("annotate", "content/articles", "content/ur", cwd=translated_site)
    assert (done.returncode, "content/ur" in done.stdout) == (0, False), done.stderr


def test_problems_of_translations_have_fixes_too(translated_site: Path) -> None:
    edit_file(STORY_IN_URDU, '"done"', "done")(translated_site)
    done = coopnews("check", "--fix", STORY_IN_URDU, cwd=translated_site)
    assert done.returncode == 0, done.stdout
    assert '"done"' in (translated_site / STORY_IN_URDU).read_text(encoding="utf-8")


def test_the_report_lists_translations_and_those_that_become_outdated(
    translated_site: Path,
) -> None:
    run_git(translated_site, "init", "-q")
    run_git(translated_site, "add", "-A")
    run_git(translated_site, "commit", "-qm", "one")
    done = coopnews("report", "HEAD", cwd=translated_site)
    assert "Nothing in the content changes" in done.stdout
    edit_file(STORY, "Nothing more", "Nothing else")(translated_site)
    edit_file("content/ur/topics/fibre.md", "ڈیٹا", "معلومات")(translated_site)
    lines = coopnews("report", "HEAD", cwd=translated_site).stdout.splitlines()
    section = lines[lines.index("## Translations") + 2 :]
    assert section[:5] == [
        "- Changed: ur **آپٹیکل فائبر** (`ur/topics/fibre.md`)",
        "",
        "- **Out of date now:** ur فائبر بچھا دیا گیا (`ur/articles/2024/fibre-is-laid.md`): "
        "its original has changed",
        "",
        "- ur: 2 of 4 stories",
    ]


def test_the_default_translator_is_the_site_as_its_edition_calls_it(translated_site: Path) -> None:
    done = coopnews("translate", "ur", UNTRANSLATED, cwd=translated_site)
    assert done.returncode == 0, done.stderr
    assert '\ntranslator: "نمونہ"\n' in (translated_site / NEW).read_text(encoding="utf-8")


def test_the_file_of_a_new_name_asks_for_it_in_the_languages_of_the_editions(
    translated_site: Path,
) -> None:
    done = coopnews("new", "person", "Jane Doe", cwd=translated_site)
    assert done.returncode == 0, done.stderr
    text = (translated_site / "content/people/jane-doe.md").read_text(encoding="utf-8")
    assert "# names: {ur: the name in Urdu, zh: the name in Chinese}\n" in text
