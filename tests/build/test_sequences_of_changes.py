"""After any sequence of changes the site is, byte for byte, the one that a clean build makes."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.commands import start_coopnews
from tests.support import (
    REPOSITORY,
    add_translations,
    coopnews,
    copy_example,
    png,
    read_reproducible_files,
)

FRONT = "title: {title}\ndate: 2024-02-0{day}\nsummary: S\ntopics: [fibre]\nsources:\n"
SOURCE = "  - {title: a, publisher: b, url: 'https://example.com/'}\n"
TEXTS = (
    "Nothing is named here.",
    "[Umar](person:umar-saif) spoke in [Karachi](place:karachi).",
    'The [fibre](commitment:nationwide-fibre "under-way") came by [him](person:umar-saif).',
    "> It is laid.\n>\n> \N{EM DASH} [Umar](person:umar-saif), on the radio",
)
numbers = st.integers(1, 3)
words = st.sampled_from(("one", "two", "three"))
texts = st.sampled_from(TEXTS)


class Changes(RuleBasedStateMachine):
    """A site, and what may happen to it between builds."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.site = copy_example(Path(self.folder.name))
        self.prepare()
        self.build()

    leaves_out: tuple[str, ...] = ("--no-search", "--no-pictures")
    today = "2026-01-01"
    run = staticmethod(coopnews)

    def prepare(self) -> None:
        """Add to the example what is there before the first build."""

    def build(self, *more: str) -> None:
        words = ("build", "-q", *self.leaves_out, "--today", self.today, *more)
        self.run(*words, cwd=self.site).check_returncode()

    def teardown(self) -> None:
        made = read_reproducible_files(self.site / "site")
        self.build("--no-cache", "-d", "clean")
        clean = read_reproducible_files(self.site / "clean")
        self.folder.cleanup()
        assert made.keys() == clean.keys()
        assert [path for path in made if made[path] != clean[path]] == []

    def story(self, number: int) -> Path:
        return self.site / f"content/articles/2024/story-{number}.md"

    def stories(self) -> list[Path]:
        return sorted((self.site / "content/articles/2024").glob("story-*.md"))

    def replace(self, path: str, old: str, new: str) -> None:
        text = (self.site / path).read_text(encoding="utf-8")
        (self.site / path).write_text(text.replace(old, new), encoding="utf-8")

    @precondition(lambda self: self.stories())
    @rule(data=st.data())
    def remove_a_story(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.stories())).unlink()
        self.build()

    @rule(number=numbers, title=words, text=texts)
    def write_a_story(self, number: int, title: str, text: str) -> None:
        front = FRONT.format(title=title, day=number) + SOURCE
        self.story(number).write_text(f"---\n{front}---\n\n{text}\n", encoding="utf-8")
        self.build()

    @precondition(lambda self: self.stories())
    @rule(data=st.data(), text=texts)
    def edit_the_text_of_a_story(self, data: st.DataObject, text: str) -> None:
        path = data.draw(st.sampled_from(self.stories()))
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")
        self.build()

    @rule(data=st.data(), word=words)
    def reword_stories(self, data: st.DataObject, word: str) -> None:
        """Their texts, and in most cases nothing that other pages know of them but passages."""
        known = sorted((self.site / "content/articles").rglob("*.md"))
        for path in data.draw(
            st.lists(st.sampled_from(known), min_size=1, max_size=2, unique=True)
        ):
            start, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
            body = re.sub(r"\b(spoke|came|said|more|asked)\b", rf"\1 {word}", body, count=1)
            path.write_text("---\n".join([start, front, body]), encoding="utf-8")
        self.build()

    @precondition(lambda self: self.stories())
    @rule(data=st.data(), number=numbers)
    def rename_a_story(self, data: st.DataObject, number: int) -> None:
        data.draw(st.sampled_from(self.stories())).rename(self.story(number))
        self.build()

    @rule(data=st.data())
    def add_change_or_remove_a_picture(self, data: st.DataObject) -> None:
        """The first article shows it while it exists."""
        picture = self.site / "content/articles/2024/laying.png"
        article = next((self.site / "content/articles/2024").glob("fibre-is-laid.md"))
        text = article.read_text(encoding="utf-8").replace("\n![It](laying.png)\n", "")
        size = data.draw(st.sampled_from((0, 1, 2)))
        if size:
            picture.write_bytes(png(size, size))
            text += "\n![It](laying.png)\n"
        else:
            picture.unlink(missing_ok=True)
        article.write_text(text, encoding="utf-8")
        self.build()

    @rule(word=words)
    def change_a_handwritten_page(self, word: str) -> None:
        path = self.site / "docs/about.md"
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{word}\n", encoding="utf-8")
        self.build()

    @rule(day=numbers)
    def build_on_another_day(self, day: int) -> None:
        self.today = f"2026-0{day}-01"
        self.build()

    @rule(number=numbers)
    def move_a_story_to_another_address(self, number: int) -> None:
        story = self.story(number)
        if story.exists():
            text = story.read_text(encoding="utf-8")
            if "aliases:" not in text:
                text = text.replace("---\n", f"---\naliases: [old/story-{number}/]\n", 1)
            story.write_text(text, encoding="utf-8")
        self.build()

    @rule(word=words)
    def rename_an_entity(self, word: str) -> None:
        path = self.site / "content/places/karachi.md"
        path.write_text(f"---\nname: Karachi {word}\n---\n", encoding="utf-8")
        self.build()

    @rule(kind=st.sampled_from(("topics", "places")))
    def add_or_remove_an_entity(self, kind: str) -> None:
        path = self.site / f"content/{kind}/another.md"
        if path.exists():
            path.unlink()
        else:
            named = "title" if kind == "topics" else "name"
            path.write_text(f"---\n{named}: Another\n---\n", encoding="utf-8")
        self.build()

    @rule(word=words)
    def change_a_setting(self, word: str) -> None:
        self.replace("mkdocs.yml", "site_name: The", f"site_name: The {word}")
        self.build()


class Searched(Changes):
    """The same with a search index and a database."""

    leaves_out = ("--no-pictures",)


class Translated(Changes):
    """The same with editions in Urdu and Chinese, and what may happen to translations."""

    def __init__(self) -> None:
        super().__init__()
        add_translations(self.site)
        self.build()

    def toggle(self, path: str) -> None:
        """Take a file or folder away, or put it back."""
        there, away = self.site / path, self.site / f"away-{path.replace('/', '-')}"
        (there.rename(away) if there.exists() else away.rename(there))
        self.build()

    @rule(
        path=st.sampled_from(
            (
                "content/ur/articles/2024/fibre-is-laid.md",
                "content/zh/articles/2023/minister-asks-for-help.md",
                "content/ur/topics/fibre.md",
                "content/ur/commitments/nationwide-fibre.md",
                "docs/ur/about.md",
            )
        )
    )
    def add_or_remove_a_translation(self, path: str) -> None:
        self.toggle(path)

    @rule(path=st.sampled_from(("articles/2024/fibre-is-laid", "commitments/nationwide-fibre")))
    def reword_a_translation(self, path: str) -> None:
        file = f"content/ur/{path}.md"
        if (self.site / file).exists():
            self.replace(file, "title: ", "title: اور ")
        self.build()

    @rule()
    def make_a_translation_a_draft_or_publish_it(self) -> None:
        path = "content/ur/articles/2024/fibre-is-laid.md"
        if (self.site / path).exists():
            is_draft = "draft: true" in (self.site / path).read_text(encoding="utf-8")
            lines = "draft: true\ntranslator:", "translator:"
            self.replace(path, *(lines if is_draft else lines[::-1]))
        self.build()

    @rule(word=words)
    def change_a_text_of_the_interface(self, word: str) -> None:
        """The site's own catalogue has it."""
        catalogue = self.site / "locales/ur.po"
        catalogue.parent.mkdir(exist_ok=True)
        catalogue.write_text(f'msgid "Topics"\nmsgstr "{word}"\n', encoding="utf-8")
        self.build()

    @rule()
    def add_or_remove_a_language(self) -> None:
        has_it = ", zh]" in (self.site / "mkdocs.yml").read_text(encoding="utf-8")
        settings = ", zh]}]", "]}]"
        self.replace("mkdocs.yml", *(settings if has_it else settings[::-1]))
        self.toggle("content/zh")


class Released(Translated):
    """The same with search and with the generator itself beside the site, which may change."""

    leaves_out = Searched.leaves_out
    run = staticmethod(start_coopnews)

    def prepare(self) -> None:
        ours = shutil.ignore_patterns("__pycache__")
        shutil.copytree(REPOSITORY / "generator", self.site / "generator", ignore=ours)

    @rule(word=words)
    def change_a_template(self, word: str) -> None:
        templates = "generator/pages/templates"
        self.replace(f"{templates}/_parts.md.jinja", "Older stories", f"Older {word}")
        self.replace(f"{templates}/entity.md.jinja", "## Passages", f"## Passages {word}")
        self.build()

    @rule(word=words)
    def change_the_theme(self, word: str) -> None:
        self.replace("generator/theme/base.html", "Skip to", f"Skip {word} to")
        self.build()

    @rule(word=words)
    def change_the_version(self, word: str) -> None:
        self.replace("generator/__init__.py", "0.1.0", f"0.1.0+{word}")
        self.build()


@pytest.mark.parametrize(
    ("changes", "examples"), [(Changes, 4), (Searched, 1), (Translated, 1), (Released, 1)]
)
def test_any_sequence_of_changes_ends_in_the_site_of_a_clean_build(
    changes: type[Changes], examples: int
) -> None:
    few = settings(
        max_examples=examples,
        stateful_step_count=7,
        deadline=None,
        phases=[Phase.generate],  # a sequence is short, and to shorten one takes minutes
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(changes, settings=few)
