"""Answers the requests of an editor: `coopnews lsp`."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, NamedTuple

from lsprotocol import types

from generator.content.keys import Key
from generator.newsroom.editor_session import EditorSession, TextFix
from generator.newsroom.editor_text import EditorText, Position
from generator.newsroom.entity_help import WrittenMention
from generator.newsroom.language_server import NewsServer, as_diagnostic, as_range

DELAY = 0.05
"""Seconds without another keystroke after which the site is checked."""
QUICK_FIX, FIX_ALL = types.CodeActionKind.QuickFix.value, "source.fixAll.coopnews"
START = types.Range(types.Position(0, 0), types.Position(0, 0))


def serve(config_file: str | None) -> None:
    """Answer the editor at standard input and output until it ends the connection.

    Without `config_file` the site is that of the folder that the editor opens.
    """
    logging.getLogger("pygls").setLevel(logging.ERROR)  # it warns of what editors often send
    server = NewsServer(config_file)
    for method, (answer, options) in _FEATURES.items():
        server.feature(method, options)(answer)
    server.start_io()


def _initialized(server: NewsServer, _: types.InitializedParams) -> None:
    server.check()


def _changed(server: NewsServer, params: types.DidChangeTextDocumentParams) -> None:
    server.schedule_check(params.text_document.uri, DELAY)


_OpenedParams = (
    types.DidOpenTextDocumentParams
    | types.DidSaveTextDocumentParams
    | types.DidCloseTextDocumentParams
)


def _opened(server: NewsServer, params: _OpenedParams) -> None:
    """Check at once, also when a document was saved or closed."""
    server.schedule_check(params.text_document.uri)


class _Cursor(NamedTuple):
    """A place in a file of a site."""

    server: NewsServer
    session: EditorSession
    file: str
    text: EditorText
    mention: WrittenMention | None
    """The entity that the file names there."""

    def location_of(self, key: Key) -> types.Location | None:
        """Return the file of an entity."""
        file = self.session.file_of(key)
        return types.Location(self.server.uri(self.session, file), START) if file else None


def _cursor(server: NewsServer, uri: str, position: types.Position) -> _Cursor | None:
    """Return a place in a document; None outside of the site's content."""
    session, file = server.current_session(), server.file(uri)
    if session is None or file is None:
        return None
    text = server.text(session.text(file))
    location = text.location(file, Position(position.line, position.character))
    return _Cursor(server, session, file, text, session.mention_at(location))


def _hover(server: NewsServer, params: types.HoverParams) -> types.Hover | None:
    cursor = _cursor(server, params.text_document.uri, params.position)
    if cursor is None or cursor.mention is None:
        return None
    words = cursor.session.describe(cursor.mention.key, cursor.file)
    content = types.MarkupContent(types.MarkupKind.Markdown, words)
    return types.Hover(content, _range(cursor.text, cursor.mention)) if words else None


def _definition(server: NewsServer, params: types.DefinitionParams) -> types.Location | None:
    cursor = _cursor(server, params.text_document.uri, params.position)
    return cursor.location_of(cursor.mention.key) if cursor and cursor.mention else None


def _references(server: NewsServer, params: types.ReferenceParams) -> list[types.Location]:
    """Return the mentions of the entity under the cursor, or of the one that the file describes."""
    if (cursor := _cursor(server, params.text_document.uri, params.position)) is None:
        return []
    session = cursor.session
    key = cursor.mention.key if cursor.mention else session.key_of(cursor.file)
    if key is None:
        return []
    own_file = cursor.location_of(key) if params.context.include_declaration else None
    mentions = _locations(server, session, session.mentions_of(key))
    return [own_file, *mentions] if own_file else [*mentions]


def _locations(
    server: NewsServer, session: EditorSession, mentions: Iterable[WrittenMention]
) -> Iterator[types.Location]:
    for file, of_file in groupby(mentions, lambda mention: mention.start.file):
        uri, text = server.uri(session, file), server.text(session.text(file))
        for mention in of_file:
            yield types.Location(uri, _range(text, mention))


def _range(text: EditorText, mention: WrittenMention) -> types.Range:
    """Return where a text names an entity."""
    return as_range(text.span(text.offset_at(mention.start), text.offset_at(mention.end)))


def _complete(server: NewsServer, params: types.CompletionParams) -> types.CompletionList | None:
    """Answer from the last check: which entities there are hardly changes while one types."""
    uri, session = params.text_document.uri, server.session
    file = server.file(uri)
    if session is None or file is None:
        return None
    text = server.text(server.workspace.get_text_document(uri).source)
    cursor = text.offset(Position(params.position.line, params.position.character))
    if (choices := session.complete(file, text.line_before(cursor))) is None:
        return None
    typed = as_range(text.span(cursor - len(choices.typed), cursor))
    items = [
        types.CompletionItem(
            choice.text,
            kind=types.CompletionItemKind.Reference,
            detail=choice.detail,
            filter_text=choice.names or None,
            sort_text=f"{number:04}",
            text_edit=types.TextEdit(typed, choice.text),
        )
        for number, choice in enumerate(choices.items)
    ]
    return types.CompletionList(not choices.is_complete, items)


def _code_actions(server: NewsServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    uri, session = params.text_document.uri, server.current_session()
    file = server.file(uri)
    if session is None or file is None:
        return []
    text, only = server.text(session.text(file)), params.context.only or [QUICK_FIX]
    wanted = tuple(str(getattr(kind, "value", kind)) for kind in only)
    return [
        _code_action(uri, text, fix, kind)
        for fix, kind in _fixes(session, file, text, params.range)
        if any(kind == wish or kind.startswith(f"{wish}.") for wish in wanted)
    ]


def _fixes(
    session: EditorSession, file: str, text: EditorText, place: types.Range
) -> Iterator[tuple[TextFix, str]]:
    """Yield the fixes of the problems at a place, then those of all problems, with their kind."""
    has_fix = False
    for fix in session.fixes(file):
        span = as_range(text.problem_span(fix.problems[0]))
        if span.start <= place.end and place.start <= span.end:
            has_fix = True
            yield fix, QUICK_FIX
    safe, every = session.fix_all(file), session.fix_all(file, unsafe=True)
    for fix_all in filter(None, (safe, every)):
        if has_fix and len(fix_all.problems) > 1:
            yield fix_all, QUICK_FIX
    if safe:
        yield safe, FIX_ALL


def _code_action(uri: str, text: EditorText, fix: TextFix, kind: str) -> types.CodeAction:
    span, new = text.replacement(fix.text)
    return types.CodeAction(
        fix.title,
        kind,
        diagnostics=[as_diagnostic(problem, text) for problem in fix.problems],
        is_preferred=fix.is_safe and len(fix.problems) == 1,
        edit=types.WorkspaceEdit({uri: [types.TextEdit(as_range(span), new)]}),
    )


_FEATURES: Mapping[str, tuple[Callable[..., Any], Any]] = {
    types.INITIALIZED: (_initialized, None),
    types.TEXT_DOCUMENT_DID_OPEN: (_opened, None),
    types.TEXT_DOCUMENT_DID_CHANGE: (_changed, None),
    types.TEXT_DOCUMENT_DID_SAVE: (_opened, None),
    types.TEXT_DOCUMENT_DID_CLOSE: (_opened, None),
    types.TEXT_DOCUMENT_COMPLETION: (
        _complete,
        types.CompletionOptions(trigger_characters=[":", '"']),
    ),
    types.TEXT_DOCUMENT_HOVER: (_hover, None),
    types.TEXT_DOCUMENT_DEFINITION: (_definition, None),
    types.TEXT_DOCUMENT_REFERENCES: (_references, None),
    types.TEXT_DOCUMENT_CODE_ACTION: (
        _code_actions,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL]),
    ),
}
