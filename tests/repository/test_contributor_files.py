"""Issue forms, snippets, editor tasks and hooks work; the guides' examples pass the check."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from generator.cli import main
from generator.content.fields import PLACEHOLDERS
from generator.content.model import FOLDERS, State
from generator.content.problems import WARNINGS, Location, Problem
from generator.content.site import Site
from generator.pages.edition import make_edition
from tests.support import REPOSITORY, original_texts

FORMS = REPOSITORY / ".github" / "ISSUE_TEMPLATE"
EDITOR = REPOSITORY / ".vscode"
GUIDES = REPOSITORY / "docs" / "contribute"


def form(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((FORMS / name).read_text(encoding="utf-8")))


def faults(form: Mapping[str, Any]) -> list[str]:
    """Return what GitHub would refuse in an issue form."""
    errors = [f"no {key}" for key in ("name", "description", "body") if not form.get(key)]
    asked = [field for field in form.get("body", ()) if field.get("type") != "markdown"]
    errors += [] if asked else ["nothing is asked"]
    for key in ("id", "label"):
        values = [
            field.get("id") if key == "id" else field.get("attributes", {}).get("label")
            for field in asked
        ]
        errors += [f"no {key}"] if None in values else []
        errors += [f"one {key} twice"] if len(set(values)) < len(values) else []
    for field in form.get("body", ()):
        errors += list(_faults_of(field))
    return errors


def _faults_of(field: Mapping[str, Any]) -> list[str]:
    kind, attributes = field.get("type"), field.get("attributes", {})
    errors = [] if re.fullmatch(r"[A-Za-z0-9_-]+", field.get("id", "x")) else ["an odd id"]
    if kind not in ("markdown", "input", "textarea", "dropdown", "checkboxes"):
        errors.append("an unknown type")
    if kind == "markdown" and not attributes.get("value"):
        errors.append("nothing is said")
    if kind in ("dropdown", "checkboxes"):
        options = [str(option) for option in attributes.get("options", ())]
        errors += [] if options and len(set(options)) == len(options) else ["no choice"]
    return errors


@pytest.mark.parametrize("name", ["suggest-a-story.yml", "report-a-mistake.yml"])
def test_a_form_is_well_formed(name: str) -> None:
    assert faults(form(name)) == []


ASKED = {"type": "input", "id": "page", "attributes": {"label": "Which page?"}}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"name": ""}, "no name"),
        ({"body": []}, "nothing is asked"),
        ({"body": [ASKED, ASKED]}, "one id twice"),
        ({"body": [{**ASKED, "attributes": {}}]}, "no label"),
        ({"body": [{**ASKED, "id": "a page"}]}, "an odd id"),
        ({"body": [{**ASKED, "type": "date"}]}, "an unknown type"),
        ({"body": [{**ASKED, "type": "dropdown"}]}, "no choice"),
        ({"body": [ASKED, {"type": "markdown", "attributes": {}}]}, "nothing is said"),
    ],
)
def test_an_invalid_form_is_reported(change: dict[str, Any], fault: str) -> None:
    good = {"name": "Say it", "description": "Something", "body": [ASKED]}
    assert faults(good) == []
    assert fault in faults(good | change)


def test_the_form_for_suggestions_lists_all_topics() -> None:
    (topic,) = [one for one in form("suggest-a-story.yml")["body"] if one.get("id") == "topic"]
    files = (REPOSITORY / "content" / "topics").glob("*.md")
    heads = [yaml.safe_load(path.read_text(encoding="utf-8").split("---")[1]) for path in files]
    assert {*topic["attributes"]["options"]} == {head["title"] for head in heads} | {
        "Something else"
    }


def test_links_of_the_forms_lead_to_this_repository() -> None:
    home = re.search(r"^repo_url: (\S+)", (REPOSITORY / "mkdocs.yml").read_text("utf-8"), re.M)
    assert home
    for path in FORMS.iterdir():
        for address in re.findall(r"https://github\.com/[\w./-]+", path.read_text("utf-8")):
            assert address.startswith(f"{home[1]}/"), path.name
    assert {*form("config.yml")} == {"blank_issues_enabled", "contact_links"}
    for link in form("config.yml")["contact_links"]:
        assert {*link} == {"name", "url", "about"}


def commented(path: Path) -> Any:
    """Return JSON with comments, as VS Code reads it."""
    plain = re.sub(r"(^|\s)//.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return json.loads(plain)


def snippets() -> dict[str, str]:
    """Return the unchanged text of each snippet, by the prefix that an author types."""
    found = commented(EDITOR / "coopnews.code-snippets").values()
    bodies = {one["prefix"]: one["body"] for one in found}
    assert len(bodies) == len(found)
    return {
        prefix: filled(body if isinstance(body, str) else "\n".join(body))
        for prefix, body in bodies.items()
    }


def filled(body: str) -> str:
    day = {"CURRENT_YEAR": "2024", "CURRENT_MONTH": "09", "CURRENT_DATE": "02"}
    body = re.sub(r"\$(CURRENT_\w+)", lambda found: day[found[1]], body)
    body = re.sub(r"\$\{\d+\|([^,|]*)[^|]*\|\}", r"\1", body)
    while (inner := re.sub(r"\$\{(?:\d+|[A-Z_]+):([^{}]*)\}", r"\1", body)) != body:
        body = inner
    return body.replace("$0", "")


IN_TEXT = ("person", "org", "place", "topic", "commitment", "said", "quote", "story-link")


def problems(texts: Mapping[str, bytes], more: Mapping[str, str]) -> list[str]:
    """Return the problems, without those of placeholders."""
    return [
        problem for problem in all_problems(texts, more) if ": placeholder-left: " not in problem
    ]


def all_problems(texts: Mapping[str, bytes], more: Mapping[str, str]) -> list[str]:
    both = texts | {path: text.encode() for path, text in more.items()}
    edition = make_edition(both, Site("A site", today=date(2026, 11, 28)), root="content")
    return [str(problem) for problem in edition.problems]


@pytest.mark.parametrize("prefix", IN_TEXT)
def test_a_snippet_for_a_text_is_valid(texts: Mapping[str, bytes], prefix: str) -> None:
    path, bodies = "articles/2024/new-story.md", snippets()
    story = f"{bodies['story']}\nThis is so.\n\n{bodies[prefix]}\n"
    assert problems(texts, {path: story}) == []


@pytest.mark.parametrize(
    ("prefix", "path"),
    [
        ("story", "articles/2024/new-story.md"),
        ("new-person", "people/somebody.md"),
        ("new-organisation", "organisations/some-body.md"),
        ("new-place", "places/somewhere.md"),
        ("new-topic", "topics/something.md"),
        ("new-commitment", "commitments/some-promise.md"),
    ],
)
def test_a_snippet_for_a_file_is_a_valid_file(
    texts: Mapping[str, bytes], prefix: str, path: str
) -> None:
    text = snippets()[prefix] + ("This is so.\n" if prefix == "story" else "")
    assert path.split("/", maxsplit=1)[0] in FOLDERS
    reported = problems(texts, {path: text})
    assert [line for line in reported if ": same-name: " not in line] == []  # names are examples
    assert "${" not in text


def test_placeholders_of_the_story_snippet_are_reported(
    texts: Mapping[str, bytes],
) -> None:
    story = {"articles/2024/new-story.md": snippets()["story"] + "This is so.\n"}
    codes = [problem.split(": ")[1] for problem in all_problems(texts, story)]
    assert codes == ["placeholder-left"] * len(PLACEHOLDERS)


@pytest.mark.parametrize("prefix", ["source", "correction"])
def test_a_snippet_for_front_matter_fits_into_a_story(
    texts: Mapping[str, bytes], prefix: str
) -> None:
    bodies = snippets()
    head, end, text = bodies["story"].rpartition("---\n")
    story = f"{head}{bodies[prefix].rstrip()}\n{end}{text}This is so.\n"
    assert problems(texts, {"articles/2024/new-story.md": story}) == []


def test_every_snippet_is_tested() -> None:
    files = {"story", "new-person", "new-organisation", "new-place", "new-topic", "new-commitment"}
    assert {*snippets()} == {*IN_TEXT, "source", "correction"} | files
    assert {
        *re.findall(r"\|([^|]+)\|", (EDITOR / "coopnews.code-snippets").read_text("utf-8"))
    } == {"under-way,sought,offered,agreed,done,stalled,dropped"}
    assert {*"under-way,sought,offered,agreed,done,stalled,dropped".split(",")} == {
        state.value for state in State
    }


def test_the_editor_task_reads_the_location_of_problems() -> None:
    task, _ = commented(EDITOR / "tasks.json")["tasks"]
    severities = {}
    for code in ("unknown-person", *WARNINGS):
        line = str(
            Problem(Location("content/articles/2023/x.md", 14, 23), code, "what is wrong", "a")
        )
        for matcher in task["problemMatcher"]:
            pattern = matcher["pattern"]
            if at := re.match(pattern["regexp"], line.splitlines()[0]):
                assert code not in severities
                severities[code] = matcher["severity"]
                named = {key: at[pattern[key]] for key in ("file", "line", "column", "message")}
                assert [*named.values()] == [
                    "content/articles/2023/x.md", "14", "23", "what is wrong"
                ]  # fmt: skip
    assert severities == {"unknown-person": "error"} | dict.fromkeys(WARNINGS, "warning")


def test_the_schemas_for_the_editor_are_up_to_date(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["schema", str(tmp_path)]).exit_code == 0
    committed = EDITOR / "schemas"
    for path in tmp_path.iterdir():
        why = "run `coopnews schema .vscode/schemas`"
        assert (committed / path.name).read_bytes() == path.read_bytes(), why
    named = commented(EDITOR / "settings.json")["yaml.schemas"]
    assert {*named} == {f".vscode/schemas/{path.name}" for path in tmp_path.iterdir()}
    assert {*named.values()} == {f"*.{path.stem}.yml" for path in tmp_path.iterdir()}


def test_the_hooks_run_an_existing_command() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    (ours,) = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert ours["entry"].split()[0] in project["project"]["scripts"]
    config = yaml.safe_load((REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    (local,) = config["repos"][0]["hooks"]
    assert local["entry"] == f".venv/bin/{ours['entry']}"
    for hook in (ours, local):
        assert {"id", "name", "entry", "language"} <= {*hook}
        assert re.search(hook["files"], "content/articles/2024/some-story.md")
        assert not re.search(hook["files"], "generator/cli.py")
        assert hook["pass_filenames"] is False


GUIDES_WITH_EXAMPLES = ("annotations", "commitments", "editorial", "entities", "index")
"""Guides with examples; each example is checked alone, among the content of this site."""

WRITTEN = "articles/2026/an-example-of-a-guide.md"


def blocks(name: str) -> list[tuple[str, str]]:
    """Return each example of a guide, with the path of its file."""
    examples = []
    words = (GUIDES / f"{name}.md").read_text(encoding="utf-8")
    for block in re.finditer(r"^```markdown\n(.*?)^```", words, flags=re.DOTALL | re.MULTILINE):
        text, before, after = block[1], words[: block.start()], words[block.end() :]
        if not text.startswith("---\n"):
            examples.append(
                (WRITTEN, f"{snippets()['story'].replace('2024-09-02', '2026-11-20')}{text}")
            )
            continue
        near = re.search(r"As `content/(\S+\.md)`", after[:200])
        named = re.findall(r"`content/(\S+\.md)`", before)
        body = "" if text.count("---\n") == 2 and not text.endswith("---\n") else "This is so.\n"
        year = "articles/2023/an-example.md"
        path = near[1] if near else named[-1] if named and "date:" not in text else year
        examples.append((path, text + body))
    return examples


@pytest.fixture(scope="module")
def real() -> dict[str, bytes]:
    """The content of this site, without articles that no guide names: they take seconds to read."""
    guides = "".join(path.read_text(encoding="utf-8") for path in GUIDES.glob("*.md"))
    texts = original_texts(REPOSITORY).items()
    return {
        path: data
        for path, data in texts
        if not path.startswith("articles/") or path.rpartition("/")[2] in guides
    }


@pytest.mark.parametrize("name", GUIDES_WITH_EXAMPLES)
def test_the_examples_of_a_guide_are_valid(real: Mapping[str, bytes], name: str) -> None:
    for path, text in blocks(name):
        found = problems(real, {path: text})
        assert [one for one in found if path in one] == [], text


def test_mistakes_have_the_codes_that_the_guide_gives(real: Mapping[str, bytes]) -> None:
    guide = (GUIDES / "annotations.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(.+?)` \| `([a-z-]+)`", guide.partition("## What goes wrong")[2], re.M)
    assert len(rows) > 5
    head = snippets()["story"].replace("2024-09-02", "2026-11-20")
    for text, code in rows:
        body = (
            f"> So it is.\n>\n> {text}\n"
            if code in ("speaker-not-named", "wrong-dash")
            else f"{text}\n"
        )
        found = [one for one in problems(real, {WRITTEN: head + body}) if WRITTEN in one]
        assert [one.split(": ")[1] for one in found] == [code], found


def test_the_first_guide_links_to_all_others() -> None:
    first = (GUIDES / "index.md").read_text(encoding="utf-8")
    for path in GUIDES.glob("*.md"):
        if path.name not in ("index.md", "decisions.md"):
            assert f"({path.name}" in first, path.name


def test_every_module_that_the_readme_names_exists() -> None:
    text = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    table = text.partition("| to do this | open, below `generator/` |")[2].partition("\n\n")[0]
    paths = re.findall(r"`([\w/.]+)`", table)
    assert "content/fields.py" in paths
    for path in paths:
        assert (REPOSITORY / "generator" / path).exists(), path


def test_the_guide_has_settings_of_editors_that_can_be_read() -> None:
    """Those of VS Code are in the project, too."""
    guide = (GUIDES / "editor.md").read_text("utf-8")
    blocks = re.findall(r"^```(json|toml)\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)
    values = [(json if kind == "json" else tomllib).loads(text) for kind, text in blocks]
    vscode, _, helix, zed, *_ = values
    assert vscode.items() <= commented(EDITOR / "settings.json").items()
    command = [vscode["glspc.server.command"], *vscode["glspc.server.commandArguments"]]
    server = helix["language-server"]["coopnews"]
    assert [server["command"], *server["args"]] == command == [".venv/bin/coopnews", "lsp"]
    assert 'cmd = { ".venv/bin/coopnews", "lsp" }' in guide
    assert [*zed["language_servers"]] == ["coopnews"]
