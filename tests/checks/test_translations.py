"""Translations are held against their originals."""

from __future__ import annotations

import pytest

from generator.checks.translations import source_digest
from generator.content.images import Image
from generator.content.model import Article, Key, Kind, Person
from generator.content.parser import parse_file
from tests.support import ARTICLE, edition_of

STORY_ID = "2024/good-story"
PATH = f"articles/{STORY_ID}.md"
WORDS = "[عمر سیف](person:umar-saif) [وزارت](org:moitt) کے لیے [کراچی](place:karachi) میں تھے۔"


def digest_of(text: str, path: str = PATH) -> str:
    entity = parse_file(path, text.encode(), path).entity
    assert entity
    return source_digest(entity, entity.body.source)


def translation(words: str = WORDS, more: str = "") -> bytes:
    """Return a translation of the story that every test site has."""
    front = "title: کراچی میں فائبر\nsummary: فائبر بچھایا جا رہا ہے۔\ntranslator: A\n"
    return f"---\n{front}source_digest: {digest_of(ARTICLE)}\n{more}---\n\n{words}\n".encode()


def codes_of(files: dict[str, bytes]) -> list[str]:
    return [problem.code for problem in edition_of(files).problems]


def test_a_translation_that_says_the_same_has_no_problem() -> None:
    """The order of the annotations in a paragraph is that of the language."""
    assert codes_of({f"ur/{PATH}": translation()}) == []


@pytest.mark.parametrize(
    "change",
    [
        ("title: Fibre comes", "title: Fibre came"),
        ("summary: The ministry began", "summary: The ministry has begun"),
        ("was in", "spoke in"),
    ],
)
def test_a_changed_title_summary_or_text_of_the_original_outdates_it(
    change: tuple[str, str],
) -> None:
    original = ARTICLE.replace(*change).encode()
    files = {PATH: original, f"ur/{PATH}": translation()}
    assert codes_of(files) == ["translation-outdated"]


def test_other_changes_of_the_original_do_not_outdate_it() -> None:
    """They aren't translated: every edition takes them from the original."""
    original = ARTICLE.replace("sources:", "checked: 2024-05-01\nsources:").encode()
    assert codes_of({PATH: original, f"ur/{PATH}": translation()}) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (WORDS.replace("[کراچی](place:karachi)", "کراچی"), "lacks `place:karachi`"),
        (f"{WORDS} [فائبر](topic:fibre)", "adds `topic:fibre`"),
        (f"{WORDS}\n\n[فائبر](topic:fibre)", "the original has no passage with `topic:fibre`"),
        ("کچھ نہیں۔", "lacks `org:moitt`, `person:umar-saif`"),
    ],
)
def test_a_passage_lacks_and_adds_no_annotation(words: str, message: str) -> None:
    (problem,) = edition_of({f"ur/{PATH}": translation(words)}).problems
    assert (problem.code, problem.is_error) == ("annotations-differ", True)
    assert message.partition("`, ")[0] in problem.message


def test_a_draft_is_not_held_against_its_original() -> None:
    """It may hold notes, like any draft."""
    draft = translation("~~~notes\nThe original\n~~~", "draft: true\n")
    assert codes_of({f"ur/{PATH}": draft}) == []
    assert codes_of({f"ur/{PATH}": draft.replace(b"draft: true\n", b"")}) == ["notes-left"]


def test_its_links_are_checked_like_all_others() -> None:
    words = f"{WORDS} [۔](missing.md) [۔](../2024/good-story.md#nothing) [۔](person:umar-sai)"
    codes = codes_of({f"ur/{PATH}": translation(words)})
    assert sorted(codes) == ["broken-link", "broken-link", "unknown-person"]


def test_only_words_are_translated() -> None:
    """Dates, topics and sources are the original's."""
    text = translation(more="date: 2024-03-04\n")
    (problem,) = edition_of({f"ur/{PATH}": text}).problems
    assert (problem.code, problem.location.line) == ("unknown-key", 6)


def test_other_entities_may_have_a_text_and_a_commitment_a_title() -> None:
    topic = b"---\ntranslator: A\n---\n\nText.\n"
    commitment = b"---\ntitle: T\n---\n"
    files = {"ur/topics/fibre.md": topic, "ur/commitments/nationwide-fibre.md": commitment}
    assert codes_of(files) == ["translation-outdated"] * 2
    titled = {"ur/topics/fibre.md": topic.replace(b"---\n", b"---\ntitle: T\n", 1)}
    assert "unknown-key" in codes_of(titled)


def test_a_folder_is_a_language_only_where_the_site_has_it() -> None:
    assert codes_of({f"zh/{PATH}": translation()}) == ["misplaced-file"]


def test_the_roles_of_a_person_are_translated_all_or_none() -> None:
    """Their terms are the original's."""
    roles = "  - {title: Minister, from: 2024}\n  - {title: Adviser, to: 2024}\n"
    person = f"---\nname: A\nroles:\n{roles}---\n".encode()
    files = {"people/a.md": person, "ur/people/a.md": b"---\nroles: [X, Y]\n---\n"}
    entity = edition_of(files).translated["ur"].index.entities[Key(Kind.PERSON, "a")]
    assert isinstance(entity, Person)
    assert [(role.title, str(role.start or "")) for role in entity.roles] == [
        ("X", "2024"),
        ("Y", ""),
    ]
    assert "annotations-differ" not in codes_of(files)
    assert "annotations-differ" in codes_of(files | {"ur/people/a.md": b"---\nroles: [X]\n---\n"})


def test_roles_belong_to_the_words_that_are_translated() -> None:
    before, after = (
        "---\nname: A\nroles: [{title: X}]\n---\n",
        "---\nname: A\nroles: [{title: Y}]\n---\n",
    )
    assert digest_of(before, "people/a.md") != digest_of(after, "people/a.md")


@pytest.mark.parametrize("folder", ["people", "organisations", "places"])
@pytest.mark.parametrize("name", ["عمر", ""])
def test_a_translated_entity_has_its_name_from_the_original(folder: str, name: str) -> None:
    """Where the original gives none in that language, it is the original's own."""
    names = f"names: {{ur: {name}}}\n" if name else ""
    files = {
        f"{folder}/a.md": f"---\nname: A Name\n{names}---\n\nWords.\n".encode(),
        f"ur/{folder}/a.md": "---\ntranslator: B\n---\n\nالفاظ۔\n".encode(),
    }
    key = Key.from_path(f"{folder}/a.md")
    assert key
    assert edition_of(files).translated["ur"].index.entities[key].title == (name or "A Name")


@pytest.mark.parametrize("id", ["umar-saiff", "\u0639\u0645\u0631"])
def test_an_unknown_id_is_one_problem(id: str) -> None:
    """The passage is compared with the original's when the id is right."""
    words = WORDS.replace("umar-saif", id)
    assert codes_of({f"ur/{PATH}": translation(words)}) == ["unknown-person"]


def test_the_digest_shows_where_a_translation_with_another_name_belongs() -> None:
    (problem,) = edition_of({"ur/articles/2024/another-name.md": translation()}).problems
    assert problem.code == "no-original"
    assert problem.hint.startswith(f"move it to `content/ur/{PATH}`")


@pytest.mark.parametrize(
    "path",
    [
        "articles/2024/good-story.ur.md",
        "articles/2024/good-story-ur.md",
        "articles/ur/2024/good-story.md",
        "urdu/articles/2024/good-story.md",
        "ur/2024/good-story.md",
    ],
)
def test_a_translation_in_the_wrong_place_is_one_problem(path: str) -> None:
    (problem,) = edition_of({path: translation(), f"ur/{PATH}": translation()}).problems
    assert (problem.code, problem.hint) == ("misplaced-file", f"move it to `content/ur/{PATH}`")


PICTURE = "image: {src: map.png, alt: A map of the cable, credit: The ministry}\nsources:"
WITH_PICTURE = ARTICLE.replace("sources:", PICTURE)


@pytest.mark.parametrize(
    "change", [("A map", "A plan"), ("The ministry}", "A reader}"), (PICTURE, "sources:")]
)
def test_the_words_of_a_picture_belong_to_what_is_translated(change: tuple[str, str]) -> None:
    assert digest_of(WITH_PICTURE) != digest_of(WITH_PICTURE.replace(*change))


def test_another_file_of_the_picture_needs_no_translation() -> None:
    assert digest_of(WITH_PICTURE) == digest_of(WITH_PICTURE.replace("map.png", "plan.png"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", Image("map.png", "A map of the cable", "The ministry", "en", "en")),
        ("image: {alt: نقشہ}\n", Image("map.png", "نقشہ", "The ministry", "", "en")),
        ("image: {credit: وزارت}\n", Image("map.png", "A map of the cable", "وزارت", "en", "")),
        ("image: {alt: نقشہ, credit: وزارت}\n", Image("map.png", "نقشہ", "وزارت")),
    ],
)
def test_a_picture_has_its_translated_words_and_others_in_the_originals_language(
    words: str, expected: Image
) -> None:
    files = {PATH: WITH_PICTURE.encode(), f"ur/{PATH}": translation(more=words)}
    article = edition_of(files).translated["ur"].index.entities[Key(Kind.ARTICLE, STORY_ID)]
    assert isinstance(article, Article)
    assert article.image == expected


@pytest.mark.parametrize(
    ("original", "words", "codes"),
    [
        (WITH_PICTURE, "image: {alt: نقشہ, credit: وزارت}\n", []),
        (ARTICLE, "image: {alt: نقشہ}\n", ["annotations-differ"]),
        (WITH_PICTURE.replace(", credit: The ministry", ""), "image: {credit: وزارت}\n",
         ["annotations-differ"]),
        (WITH_PICTURE, "image: {src: map.png, alt: نقشہ}\n", ["unknown-key"]),
        (WITH_PICTURE, "image: {alt: ''}\n", ["missing-value"]),
        (WITH_PICTURE, "image: نقشہ\n", ["wrong-type"]),
    ],
)  # fmt: skip
def test_a_translation_has_words_for_the_originals_picture_alone(
    original: str, words: str, codes: list[str]
) -> None:
    text = translation(more=words).replace(
        digest_of(ARTICLE).encode(), digest_of(original).encode()
    )
    assert codes_of({PATH: original.encode(), f"ur/{PATH}": text}) == codes


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        (PATH, "---\ntitle", "\n---\ntitle", "no-front-matter"),
        (PATH, "title: Fibre", "title: Fibre: it", "bad-yaml"),
        (PATH, "(org:moitt)", "(org:mo)", "unknown-organisation"),
        ("people/umar-saif.md", "Saif\n", "Saif\nroles: Minister\n", "wrong-type"),
        ("people/umar-saif.md", "Words.", '[“A”](person:umar-saif "said")', "undated-quotation"),
        (
            "people/umar-saif.md",
            "Words.",
            '[A](commitment:nationwide-fibre "done")',
            "undated-state",
        ),
    ],
)
def test_a_mistake_in_the_original_is_one_problem(path: str, old: str, new: str, code: str) -> None:
    """Its translations are compared when it is right."""
    person = "---\nname: Umar Saif\n---\n\nWords.\n"
    digest = digest_of(person, "people/umar-saif.md")
    translated = f"---\ntranslator: A\nroles: [X]\nsource_digest: {digest}\n---\n\nالفاظ۔\n"
    originals = {PATH: ARTICLE, "people/umar-saif.md": person}
    originals[path] = originals[path].replace(old, new)
    if "roles" not in new:
        translated = translated.replace("roles: [X]\n", "")
    files = {name: text.encode() for name, text in originals.items()}
    files |= {f"ur/{PATH}": translation(), "ur/people/umar-saif.md": translated.encode()}
    assert codes_of(files) == [code]


SAIF, MINISTRY = "[Umar Saif](person:umar-saif)", "[the ministry](org:moitt)"
KARACHI, FIBRE = "[Karachi](place:karachi)", "[fibre](topic:fibre)"


@pytest.mark.parametrize(
    ("original", "translated", "line", "message"),
    [
        ([SAIF, MINISTRY, KARACHI], [SAIF, "الفاظ۔", KARACHI], 10, "lacks `org:moitt`, unlike"),
        ([SAIF, MINISTRY, KARACHI], [SAIF, KARACHI], 1, "no passage with `org:moitt`"),
        ([SAIF, KARACHI], [SAIF, MINISTRY, KARACHI], 10, "the original has no passage with `org:m"),
        ([SAIF, MINISTRY, KARACHI], [SAIF, f"{MINISTRY} {KARACHI}"], 10, "adds `place:karachi`"),
        ([SAIF, FIBRE, MINISTRY, KARACHI], [SAIF, FIBRE, "الفاظ۔", KARACHI], 12, "lacks `org:"),
    ],
)  # fmt: skip
def test_a_difference_is_reported_where_it_is(
    original: list[str], translated: list[str], line: int, message: str
) -> None:
    """Passages that follow aren't reported, although their numbers differ."""
    text = ARTICLE.partition("---\n\n")[0] + "---\n\n" + "\n\n".join(original) + "\n"
    words = translation("\n\n".join(translated)).decode()
    words = words.replace(digest_of(ARTICLE), digest_of(text))
    (problem,) = edition_of({PATH: text.encode(), f"ur/{PATH}": words.encode()}).problems
    assert (problem.code, problem.location.line) == ("annotations-differ", line)
    assert message in problem.message


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("(place:karachi)", "(جگہ:karachi)", "unknown-kind"),
        ("(place:karachi)", "(place:Karachi City)", "broken-annotation"),
        ("(place:karachi)", "(karachi.md)", "broken-link"),
    ],
)
def test_an_annotation_that_is_none_is_one_problem(old: str, new: str, code: str) -> None:
    assert codes_of({f"ur/{PATH}": translation(WORDS.replace(old, new))}) == [code]


def test_a_misspelt_state_is_one_problem() -> None:
    original = ARTICLE + '\nIt [was laid](commitment:nationwide-fibre "done").\n'
    words = f'{WORDS}\n\n[وہ](commitment:nationwide-fibre "dune")۔'
    text = translation(words).decode().replace(digest_of(ARTICLE), digest_of(original))
    assert codes_of({PATH: original.encode(), f"ur/{PATH}": text.encode()}) == ["unknown-state"]


def test_words_of_the_original_in_a_translation_are_reported() -> None:
    """A paragraph of several words, or the headline; names may be the same."""
    more = "The valleys had waited for years, and nobody had come before."
    original = f"{ARTICLE}\n{more}\n\n- Jazz\n"
    text = translation(f"{WORDS}\n\n{more}\n\n- Jazz").decode()
    text = text.replace(digest_of(ARTICLE), digest_of(original))
    text = text.replace("کراچی میں فائبر", "Fibre comes to Karachi", 1)
    problems = edition_of({PATH: original.encode(), f"ur/{PATH}": text.encode()}).problems
    places = [(problem.code, problem.location.line) for problem in problems]
    assert places == [("not-translated", 2), ("not-translated", 10)]
