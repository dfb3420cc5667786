"""`coopnews lsp`, used by a real client of the Language Server Protocol."""

from __future__ import annotations

import asyncio
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from functools import cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.support import REPOSITORY, STORY, coopnews, copy_example, folder_digest

pytest_lsp = pytest.importorskip("pytest_lsp", reason="`make test` installs it")

from lsprotocol import types  # noqa: E402 - only where pytest-lsp is

T = TypeVar("T")
SECONDS = 30
"""How long an answer may take on a busy machine."""


class Editor:
    """An editor in which files of a site are open."""

    def __init__(self, site: Path, client: Any) -> None:
        self.client, self.site = client, site
        self.texts: dict[str, str] = {}
        self._open_uris: set[str] = set()
        self._version = 0

    def uri(self, file: str) -> str:
        return (self.site / file).as_uri()

    def document(self, file: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(file))

    def open(self, file: str) -> None:
        self.texts[file] = (self.site / file).read_text("utf-8")
        self.open_address(self.uri(file), self.texts[file])

    def open_address(self, uri: str, text: str) -> None:
        document = types.TextDocumentItem(uri, "markdown", 0, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(document))
        self._open_uris.add(uri)

    def change(self, file: str, text: str) -> None:
        self.texts[file], self._version = text, self._version + 1
        document = types.VersionedTextDocumentIdentifier(self._version, self.uri(file))
        changes = [types.TextDocumentContentChangeWholeDocument(text)]
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, changes))

    def append(self, file: str, text: str) -> None:
        self.change(file, f"{self.texts[file]}\n{text}\n")

    def close(self, file: str) -> None:
        self._close_address(self.uri(file))

    def _close_address(self, uri: str) -> None:
        params = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri))
        self.client.text_document_did_close(params)
        self._open_uris.remove(uri)

    async def close_all(self) -> None:
        """Leave the editor as it was before anything was opened."""
        for uri in [*self._open_uris]:
            self._close_address(uri)
        await self.settled()
        self.client.diagnostics.clear()
        self.client.messages.clear()
        assert self.client.error is None

    async def settled(self) -> None:
        """Wait until the server has answered everything so far."""
        await self.hover(STORY, 0, 0)

    async def problems(self, file: str) -> list[types.Diagnostic]:
        await self.settled()
        return list(self.client.diagnostics.get(self.uri(file), ()))

    async def wait_for(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(SECONDS):
            while not condition():
                await asyncio.sleep(0.02)

    def find(self, file: str, words: str, shift: int = 0) -> types.Position:
        """Return the position of words in a text, in UTF-16."""
        before = self.texts[file][: self.texts[file].index(words) + shift]
        line = before.rpartition("\n")[2]
        return types.Position(before.count("\n"), len(line.encode("utf-16-le")) // 2)

    def words(self, file: str, place: types.Range) -> str:
        """Return the words of a line at a place, in UTF-16."""
        line = self.texts[file].split("\n")[place.start.line].encode("utf-16-le")
        assert place.start.line == place.end.line
        return line[2 * place.start.character : 2 * place.end.character].decode("utf-16-le")

    async def hover(self, file: str, line: int, character: int) -> types.Hover | None:
        position = types.Position(line, character)
        params = types.HoverParams(self.document(file), position)
        hover: types.Hover | None = await self.client.text_document_hover_async(params)
        return hover

    async def complete(self, file: str, words: str) -> list[types.CompletionItem]:
        """Return what is offered behind words of a text."""
        position = self.find(file, words, len(words))
        params = types.CompletionParams(self.document(file), position)
        result = await self.client.text_document_completion_async(params)
        return list(result.items) if result else []

    async def actions(self, file: str, words: str, *only: str) -> dict[str, types.CodeAction]:
        """Return the actions that are offered at words of a text, by title."""
        place = types.Range(self.find(file, words), self.find(file, words, len(words)))
        context = types.CodeActionContext([], only=list(only) or None)
        params = types.CodeActionParams(self.document(file), place, context)
        actions = await self.client.text_document_code_action_async(params)
        return {action.title: action for action in actions}

    def apply(self, action: types.CodeAction) -> None:
        """Make the edit of an action, as an editor does."""
        assert action.edit and action.edit.changes
        for uri, (edit,) in action.edit.changes.items():
            (file,) = [file for file in self.texts if self.uri(file) == uri]
            lines = self.texts[file].split("\n")
            start, end = edit.range.start, edit.range.end
            first, last = (lines[at.line].encode("utf-16-le") for at in (start, end))
            before = first[: 2 * start.character].decode("utf-16-le")
            after = last[2 * end.character :].decode("utf-16-le")
            lines[start.line : end.line + 1] = f"{before}{edit.new_text}{after}".split("\n")
            self.change(file, "\n".join(lines))


CONFIG = pytest_lsp.ClientServerConfig(
    server_command=[sys.executable, "-m", "generator", "lsp"],
    server_env={"PYTHONPATH": str(REPOSITORY)},
)


@cache
def event_loop() -> asyncio.AbstractEventLoop:
    """Return a loop in a thread: where browser tests run, Playwright has one in the main thread."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, daemon=True).start()
    return loop


def run_in_loop(coroutine: Coroutine[Any, Any, T]) -> T:
    return asyncio.run_coroutine_threadsafe(coroutine, event_loop()).result()


def in_loop(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[..., None]:
    """Run a test in the loop."""

    @wraps(test)
    def run(**arguments: Any) -> None:
        run_in_loop(test(**arguments))

    return run


async def start_client(site: Path) -> Any:
    client = await CONFIG.start()
    capabilities = pytest_lsp.client_capabilities("visual-studio-code")
    params = types.InitializeParams(capabilities, root_uri=site.as_uri())
    await client.initialize_session(params)
    return client


async def stop_client(client: Any) -> None:
    await client.shutdown_session()
    assert client.error is None
    await client.stop()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor with a server, which takes a second to start, and a site that no test changes."""
    site = copy_example(tmp_path_factory.mktemp("shared"))
    client = run_in_loop(start_client(site))
    yield Editor(site, client)
    run_in_loop(stop_client(client))


@pytest.fixture
def editor(shared: Editor) -> Iterator[Editor]:
    """The same, for a test that changes texts in the editor and no file."""
    editor, content = Editor(shared.site, shared.client), shared.site / "content"
    before = folder_digest(content)
    yield editor
    run_in_loop(editor.close_all())
    assert folder_digest(content) == before


@pytest.fixture
def own_editor(site: Path) -> Iterator[Editor]:
    """An editor with a server and a site for one test, which may change its files."""
    client = run_in_loop(start_client(site))
    yield Editor(site, client)
    run_in_loop(stop_client(client))


@in_loop
async def test_problems_are_shown_while_one_types(own_editor: Editor) -> None:
    """The same as those of `coopnews check`, before the text is saved, and in UTF-16."""
    own_editor.open(STORY)
    assert await own_editor.problems(STORY) == []
    own_editor.append(STORY, "عمر 👩‍🔬 乌马尔 [Umar Saif](person:umar-saiff) spoke.")
    published = await asyncio.wait_for(
        own_editor.client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS), SECONDS
    )
    assert (published.uri, published.version) == (own_editor.uri(STORY), 1)
    (problem,) = published.diagnostics
    assert own_editor.words(STORY, problem.range) == "person:umar-saiff"
    assert (problem.source, problem.code) == ("coopnews", "unknown-person")
    assert problem.severity == types.DiagnosticSeverity.Error
    assert problem.message.startswith(
        "no person has the id `umar-saiff`\ndid you mean `umar-saif`?"
    )
    (own_editor.site / STORY).write_text(own_editor.texts[STORY], "utf-8")
    checked = coopnews("check", cwd=own_editor.site).stdout
    line, character = problem.range.start.line, len("عمر 👩‍🔬 乌马尔 [Umar Saif](")
    assert f"{STORY}:{line + 1}:{character + 1}: unknown-person" in checked


@in_loop
async def test_a_problem_moves_with_the_characters_before_it(editor: Editor) -> None:
    """Also when there are as many of them, and one takes two code units."""
    editor.open(STORY)
    text = editor.texts[STORY]
    for before in ("x", "👩"):
        editor.change(STORY, f"{text}\n{before} [He](person:nobody-here) spoke.\n")
        (problem,) = await editor.problems(STORY)
        assert editor.words(STORY, problem.range) == "person:nobody-here"


@in_loop
async def test_problems_are_sent_to_the_address_that_the_editor_uses(editor: Editor) -> None:
    """Editors write the same address in different ways."""
    uri = editor.uri(STORY).replace("-", "%2D")
    text = (editor.site / STORY).read_text("utf-8") + "\n[He](person:nobody-here) spoke.\n"
    editor.open_address(uri, text)
    await editor.settled()
    assert [*editor.client.diagnostics] == [uri]


@in_loop
async def test_problems_go_when_they_are_fixed_or_the_text_is_closed(editor: Editor) -> None:
    editor.open(STORY)
    text = editor.texts[STORY]
    for leave in (lambda: editor.change(STORY, text), lambda: editor.close(STORY)):
        editor.append(STORY, "[He](person:nobody-here) spoke.")
        assert [problem.code for problem in await editor.problems(STORY)] == ["unknown-person"]
        leave()
        assert await editor.problems(STORY) == []


@in_loop
async def test_problems_of_other_files_are_shown_too(own_editor: Editor) -> None:
    """Those that an unsaved text causes elsewhere, and those on the disk."""
    commitment = "content/commitments/nationwide-fibre.md"
    own_editor.open("content/people/umar-saif.md")
    own_editor.change(
        "content/people/umar-saif.md", "---\nname: Umar Saif\nformer_ids: [nobody]\n---\n"
    )
    assert await own_editor.problems(commitment) == []
    path = own_editor.site / commitment
    path.write_text(path.read_text("utf-8").replace("umar-saif", "nobody"), "utf-8")
    await own_editor.wait_for(lambda: own_editor.client.diagnostics.get(own_editor.uri(commitment)))
    (problem,) = own_editor.client.diagnostics[own_editor.uri(commitment)]
    assert problem.code == "former-id"


MISTAKES = "👩‍🔬 [Umar Saif](person:umar-saiff) met [him](org:moit) in [Karachi](place: karachi)."


@in_loop
async def test_a_problem_is_fixed_at_its_place(editor: Editor) -> None:
    editor.open(STORY)
    editor.append(STORY, MISTAKES)
    actions = await editor.actions(STORY, "saiff")
    title = "Write `person:umar-saif`"
    assert list(actions) == [title, "Fix all that have a safe fix", "Fix all, then read the text"]
    action = actions[title]
    assert action.is_preferred and action.kind == types.CodeActionKind.QuickFix
    assert action.diagnostics and action.diagnostics[0].code == "unknown-person"
    editor.apply(action)
    assert MISTAKES.replace("saiff", "saif") in editor.texts[STORY]


@in_loop
async def test_an_unsafe_fix_says_so(editor: Editor) -> None:
    editor.open(STORY)
    editor.append(STORY, MISTAKES)
    actions = await editor.actions(STORY, "org:moit)")
    action = actions["Write `org:moitt` (read the sentence afterwards)"]
    assert not action.is_preferred
    editor.apply(action)
    assert MISTAKES.replace("org:moit", "org:moitt") in editor.texts[STORY]


@pytest.mark.parametrize(
    ("title", "fixed"),
    [
        ("Fix all that have a safe fix", MISTAKES.replace("iff", "if").replace(": k", ":k")),
        (
            "Fix all, then read the text",
            MISTAKES.replace("iff", "if").replace(": k", ":k").replace("moit", "moitt"),
        ),
    ],
)
@in_loop
async def test_several_problems_are_fixed_at_once(editor: Editor, title: str, fixed: str) -> None:
    editor.open(STORY)
    editor.append(STORY, MISTAKES)
    editor.apply((await editor.actions(STORY, "person:umar-saiff"))[title])
    assert fixed in editor.texts[STORY]


@in_loop
async def test_all_safe_fixes_are_made_when_a_file_is_saved(editor: Editor) -> None:
    """If the editor's user wants that, an editor asks for `source.fixAll`."""
    editor.open(STORY)
    editor.append(STORY, MISTAKES)
    for kind in ("source.fixAll", "source.fixAll.coopnews", "source"):
        (action,) = (await editor.actions(STORY, "title", kind)).values()
        assert action.kind == "source.fixAll.coopnews"
    assert await editor.actions(STORY, "person:umar-saiff", "refactor") == {}


@in_loop
async def test_where_there_is_no_problem_nothing_is_offered(editor: Editor) -> None:
    editor.open(STORY)
    editor.append(STORY, MISTAKES)
    assert await editor.actions(STORY, "title") == {}


@pytest.mark.parametrize(
    ("typed", "first", "result"),
    [
        ("[He](person:", "umar-saif", "[He](person:umar-saif"),
        ("عمر 👩‍🔬 [He](person:Umar", "umar-saif", "عمر 👩‍🔬 [He](person:umar-saif"),
        ('[It](commitment:chip-factory "st', "sought", '[It](commitment:chip-factory "sought'),
    ],
)
@in_loop
async def test_what_is_typed_is_completed(
    editor: Editor, typed: str, first: str, result: str
) -> None:
    editor.open(STORY)
    editor.append(STORY, typed)
    item, *_ = await editor.complete(STORY, typed)
    assert item.label == first and isinstance(item.text_edit, types.TextEdit)
    place, line = item.text_edit.range, editor.texts[STORY].split("\n")[-2].encode("utf-16-le")
    start, end = 2 * place.start.character, 2 * place.end.character
    completed = line[:start].decode("utf-16-le") + item.text_edit.new_text
    assert completed + line[end:].decode("utf-16-le") == result


@in_loop
async def test_a_person_is_completed_with_names_and_role(editor: Editor) -> None:
    editor.open(STORY)
    editor.append(STORY, "[He](person:")
    (item,) = await editor.complete(STORY, "[He](person:")
    assert item.filter_text == "umar-saif Umar Saif عمر سیف 乌马尔·赛义夫 Dr Umar Saif"
    assert item.detail == "Umar Saif, Adviser · عمر سیف · 乌马尔·赛义夫 · Dr Umar Saif"


@in_loop
async def test_names_and_the_role_on_the_day_are_shown(editor: Editor) -> None:
    editor.open(STORY)
    editor.append(STORY, "عمر 👩‍🔬 [Umar Saif](person:umar-saif) spoke.")
    for words in ("Umar Saif]", "umar-saif)"):
        at = editor.find(STORY, words)
        hover = await editor.hover(STORY, at.line, at.character)
        assert hover and isinstance(hover.contents, types.MarkupContent)
        assert "On 1 May 2024: Adviser (from March 2024)" in hover.contents.value
        assert "Urdu: عمر سیف" in hover.contents.value
        assert hover.range
        assert editor.words(STORY, hover.range) == "[Umar Saif](person:umar-saif)"
    at = editor.find(STORY, " spoke.", 2)
    assert await editor.hover(STORY, at.line, at.character) is None


@in_loop
async def test_an_annotation_leads_to_the_file_of_its_entity(editor: Editor) -> None:
    editor.open(STORY)
    for words, file in {
        "[ministry]": "content/organisations/moitt.md",
        "nationwide-fibre": "content/commitments/nationwide-fibre.md",
        "fibre]": "content/topics/fibre.md",
    }.items():
        params = types.DefinitionParams(editor.document(STORY), editor.find(STORY, words, 1))
        location = await editor.client.text_document_definition_async(params)
        assert (location.uri, location.range.start) == (editor.uri(file), types.Position(0, 0))
    params = types.DefinitionParams(editor.document(STORY), types.Position(1, 3))
    assert await editor.client.text_document_definition_async(params) is None


@in_loop
async def test_all_annotations_of_an_entity_are_found(editor: Editor) -> None:
    """From one of them, or from the entity's file."""
    person = "content/people/umar-saif.md"
    editor.open(STORY)
    editor.append(STORY, "👩‍🔬 [Umar Saif](person:umar-saif) spoke.")
    editor.open(person)
    for file, position in (
        (STORY, editor.find(STORY, "umar-saif")),
        (person, types.Position(1, 8)),
    ):
        for declaration in (False, True):
            context = types.ReferenceContext(declaration)
            params = types.ReferenceParams(context, editor.document(file), position)
            locations = await editor.client.text_document_references_async(params)
            (in_story,) = [place for place in locations if place.uri == editor.uri(STORY)]
            assert editor.words(STORY, in_story.range) == "[Umar Saif](person:umar-saif)"
            in_commitment = editor.uri("content/commitments/chip-factory.md")
            assert in_commitment in {place.uri for place in locations}
            assert (editor.uri(person) in {place.uri for place in locations}) == declaration


@pytest.mark.parametrize("encoding", list(types.PositionEncodingKind))
@in_loop
async def test_an_editor_may_count_in_another_encoding(
    site: Path, encoding: types.PositionEncodingKind
) -> None:
    """As Neovim and Helix do."""
    client = await CONFIG.start()
    general = types.GeneralClientCapabilities(position_encodings=[encoding])
    capabilities = types.ClientCapabilities(general=general)
    params = types.InitializeParams(capabilities, root_uri=site.as_uri())
    result = await client.initialize_session(params)
    assert result.capabilities.position_encoding == encoding
    other = Editor(site, client)
    other.open(STORY)
    line = "عمر 👩‍🔬 [He](person:nobody-here) spoke."
    other.append(STORY, line)
    (problem,) = await other.problems(STORY)
    before = line[: line.index("person:")]
    units = {"utf-8": len(before.encode()), "utf-32": len(before)}
    units["utf-16"] = len(before.encode("utf-16-le")) // 2
    assert problem.range.start.character == units[encoding.value]
    await client.shutdown_session()
    await client.stop()


@in_loop
async def test_texts_are_sent_whole(site: Path) -> None:
    """pygls would apply a part to other lines if a text has unusual line breaks."""
    client = await CONFIG.start()
    params = types.InitializeParams(types.ClientCapabilities(), root_uri=site.as_uri())
    result = await client.initialize_session(params)
    assert result.capabilities.text_document_sync.change == types.TextDocumentSyncKind.Full
    await client.shutdown_session()
    await client.stop()


@in_loop
async def test_a_half_typed_file_never_stops_the_server(editor: Editor) -> None:
    text = (editor.site / STORY).read_text(
        "utf-8"
    ) + "\n\u2028\x0c عمر 👩‍🔬 [He](person:umar-saif)\n"
    editor.open(STORY)
    for end in [*range(0, len(text), 5), len(text)]:
        editor.change(STORY, text[:end])
        line = text[:end].count("\n")
        await editor.hover(STORY, line, 999)
        params = types.CompletionParams(editor.document(STORY), types.Position(line, 999))
        await editor.client.text_document_completion_async(params)
        await editor.client.text_document_code_action_async(
            types.CodeActionParams(
                editor.document(STORY),
                types.Range(types.Position(0, 0), types.Position(line + 5, 0)),
                types.CodeActionContext([]),
            )
        )
    assert editor.client.messages == []


@pytest.mark.parametrize("text", ["\ud83d [a](person:b)\n", "\0", "\ufeff---\n", "---\n" * 9000])
@in_loop
async def test_an_odd_text_is_a_problem_and_no_failure(editor: Editor, text: str) -> None:
    editor.open(STORY)
    editor.change(STORY, text)
    assert await editor.problems(STORY)
    assert editor.client.messages == []


@in_loop
async def test_files_that_are_not_content_are_left_alone(editor: Editor) -> None:
    editor.open("docs/about.md")
    editor.change("docs/about.md", "[Umar](person:nobody)\n")
    at = editor.find("docs/about.md", "nobody")
    assert await editor.hover("docs/about.md", at.line, at.character) is None
    assert await editor.complete("docs/about.md", "person:") == []
    assert await editor.actions("docs/about.md", "nobody") == {}
    for uri in ("untitled:Untitled-1", "file:///a%00b.md"):
        editor.open_address(uri, "[a](person:b)")
    await editor.settled()
    assert editor.client.messages == []


@in_loop
async def test_wrong_settings_are_reported_once_and_read_again(own_editor: Editor) -> None:
    settings = own_editor.site / "mkdocs.yml"
    right = settings.read_text("utf-8")
    own_editor.open(STORY)
    await own_editor.settled()

    def save(text: str) -> None:
        """Replace the file by a new one, as many editors do."""
        new = settings.with_suffix(".new")
        new.write_text(text, "utf-8")
        new.replace(settings)

    save(right.replace("[cooperation-news]", "[search]"))
    await own_editor.wait_for(lambda: own_editor.client.messages)
    (message,) = own_editor.client.messages
    assert "does not list the plugin `cooperation-news`" in message.message
    strict = "\n  - cooperation-news: {words: {min: 900, max: 1000}}"
    save(right.replace(" [cooperation-news]", strict))
    await own_editor.wait_for(lambda: own_editor.client.diagnostics.get(own_editor.uri(STORY)))
    (problem,) = own_editor.client.diagnostics[own_editor.uri(STORY)]
    assert problem.code == "article-length"
    assert problem.severity == types.DiagnosticSeverity.Warning
    assert len(own_editor.client.messages) == 1
    shutil.copytree(own_editor.site / "content", own_editor.site / "words")
    save(right.replace(" [cooperation-news]", "\n  - cooperation-news: {content_dir: words}"))
    await own_editor.wait_for(lambda: not own_editor.client.diagnostics[own_editor.uri(STORY)])
    person = own_editor.site / "words/people/umar-saif.md"

    def shows_a_change() -> object:  # it takes a moment until the new folder is watched
        person.write_text("---\nnome: Umar Saif\n---\n", "utf-8")
        return own_editor.client.diagnostics.get(person.as_uri())

    await own_editor.wait_for(shows_a_change)


@pytest.mark.parametrize("folder", ["content/articles", ".."])
@in_loop
async def test_the_site_is_found_from_the_folder_that_is_open(site: Path, folder: str) -> None:
    """In a folder above it, or where `-f` says."""
    options = [] if folder != ".." else ["-f", str(site / "mkdocs.yml")]
    client = await pytest_lsp.ClientServerConfig([*CONFIG.server_command, *options]).start()
    root = (site / folder).resolve().as_uri()
    await client.initialize_session(
        types.InitializeParams(types.ClientCapabilities(), root_uri=root)
    )
    editor = Editor(site, client)
    editor.open(STORY)
    editor.append(STORY, "[He](person:nobody-here) spoke.")
    assert await editor.problems(STORY)
    await client.shutdown_session()
    await client.stop()


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "end of input"])
@in_loop
async def test_the_server_ends_at_once(site: Path, how: str) -> None:
    """When somebody presses Ctrl-C, and when the editor was killed."""
    client = await CONFIG.start()
    params = types.InitializeParams(types.ClientCapabilities(), root_uri=site.as_uri())
    await client.initialize_session(params)
    if how == "end of input":
        client._server.stdin.close()
    else:
        client._server.send_signal(signal.Signals[how])
    assert await asyncio.wait_for(client._server.wait(), SECONDS) == 0
    await client.stop()


@in_loop
async def test_where_there_is_no_site_the_editor_is_told_so(tmp_path: Path) -> None:
    client = await CONFIG.start()
    await client.initialize_session(
        types.InitializeParams(types.ClientCapabilities(), root_uri=tmp_path.as_uri())
    )
    (tmp_path / "x.md").write_text("x")
    editor = Editor(tmp_path, client)
    editor.open("x.md")
    assert await editor.hover("x.md", 0, 0) is None
    (message,) = client.messages
    assert "mkdocs.yml" in message.message
    await client.shutdown_session()
    await client.stop()
    assert client._server.returncode == 0
