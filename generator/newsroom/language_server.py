"""Serves an editor over the Language Server Protocol: `coopnews lsp`."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path
from pygls.workspace import TextDocument

from generator import __version__
from generator.content.problems import Problem, escape_unprintable
from generator.newsroom.editor_session import EditorSession
from generator.newsroom.editor_text import EditorText, Span
from generator.system.clock import NoDay
from generator.system.console import find_config
from generator.system.files import UserError
from generator.system.watch import wait_for_changes
from generator.system.workers import WorkerError

log = logging.getLogger(__name__)


class NewsServer(LanguageServer):
    """Answers an editor about one site, which it checks again after each change.

    Everything but the watching of files happens in the thread of the event loop.
    """

    def __init__(self, config_file: str | None) -> None:
        """Without `config_file` the site is that of the folder that the editor opens."""
        # An editor sends whole texts: pygls ends lines at more characters than editors do.
        super().__init__("coopnews", __version__, types.TextDocumentSyncKind.Full)
        self._config_file = config_file
        self.session: EditorSession | None = None
        """The site as it was checked last; None while it can't be read."""
        self._watcher: threading.Thread | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._changed: set[str] = set()
        """The files that the editor has changed since the last check."""
        self._published: Mapping[str, Sequence[Problem]] = {}
        self._last_error = ""

    def shutdown(self) -> None:
        """End without waiting for the thread that reads what the editor sends."""
        self.thread_pool.shutdown(wait=False)

    def current_session(self) -> EditorSession | None:
        """Return the site with every change so far."""
        if self._timer:
            self.check()
        return self.session

    def file(self, uri: str) -> str | None:
        """Return the name of the content file at an address; None if it is no such file."""
        with suppress(ValueError):  # no file has such a path
            path = to_fs_path(uri)
            return self.session.file(path) if self.session and path else None
        return None

    def text(self, text: str) -> EditorText:
        """Return a text with positions as the editor counts them."""
        encoding = types.PositionEncodingKind(self.workspace.position_encoding)
        return EditorText(text, encoding.value)

    def uri(self, session: EditorSession, file: str) -> str:
        """Return the address of a file, as the editor writes it if it is open there."""
        document = self._documents().get(file)
        return document.uri if document else session.path(file).as_uri()

    def schedule_check(self, uri: str = "", delay: float = 0) -> None:
        """Check the site when no other change has come for some seconds."""
        if file := self.file(uri):
            self._changed.add(file)
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(delay, self.check)

    def check(self) -> None:
        """Check the site with the texts of the editor, and publish the problems that are new.

        When that isn't possible, tell the editor why; everything stays as it was.
        """
        if self._timer:
            self._timer.cancel()
        self._timer = None
        try:
            if self.session is None:
                self.session = self._open_site()
            self.session.check({file: doc.source for file, doc in self._documents().items()})
            self._publish(self.session)
            self._last_error = ""
        except (UserError, WorkerError, NoDay, OSError) as error:
            self._report_error(f"The site can't be read: {error}")
        except Exception as error:
            log.exception("A check failed for a reason that nobody foresaw")
            self._report_error(f"A check failed: {error!r}")

    def _documents(self) -> Mapping[str, TextDocument]:
        """Return the content files that are open in the editor."""
        documents = self.workspace.text_documents.values()
        files = ((self.file(document.uri), document) for document in documents)
        return {file: document for file, document in files if file}

    def _open_site(self) -> EditorSession:
        folders = [folder.uri for folder in self.workspace.folders.values()]
        root = to_fs_path(folders[0]) if folders else self.workspace.root_path
        session = EditorSession(self._config_file or find_config(Path(root or ".")))
        if self._watcher is None:
            loop = asyncio.get_running_loop()
            target, arguments = self._follow_changes, (session, loop)
            self._watcher = threading.Thread(target=target, args=arguments, daemon=True)
            self._watcher.start()
        return session

    def _follow_changes(self, session: EditorSession, loop: asyncio.AbstractEventLoop) -> None:
        """Check the site whenever a file has changed; with other settings, read it anew."""
        settings = session.settings
        while True:
            is_first = True  # files may have changed before they were watched
            sources = [path for path in session.sources if path.exists()]
            for paths in wait_for_changes(sources, with_pauses=True):
                now = session.settings_now()
                if now and now != settings:  # an editor may be replacing the file
                    break
                if paths or is_first:
                    loop.call_soon_threadsafe(self.schedule_check)
                is_first = False
            settings = now
            session = asyncio.run_coroutine_threadsafe(self._reopen(session), loop).result()

    async def _reopen(self, before: EditorSession) -> EditorSession:
        """Read the site with its new settings; return it as it was `before` if they are wrong."""
        self.session = None
        self.check()
        self.session = self.session or before
        return self.session

    def _publish(self, session: EditorSession) -> None:
        """Send the problems of each file in which they, or their positions, may have changed."""
        problems, documents = session.problems(), self._documents()
        files = {*self._published, *problems}
        changed = {file for file in files if self._published.get(file) != problems.get(file)}
        for file in sorted(changed | self._changed):
            params = types.PublishDiagnosticsParams(
                self.uri(session, file),
                self._diagnostics(session, file, problems.get(file, ())),
                documents[file].version if file in documents else None,
            )
            self.text_document_publish_diagnostics(params)
        self._published, self._changed = problems, set()

    def _diagnostics(
        self, session: EditorSession, file: str, problems: Sequence[Problem]
    ) -> list[types.Diagnostic]:
        is_at_start = all(problem.location[1:] == (1, 1) for problem in problems)
        text = self.text("" if is_at_start else session.text(file))  # a file may be too large
        return [as_diagnostic(problem, text) for problem in problems]

    def _report_error(self, message: str) -> None:
        if message != self._last_error:
            self._last_error = message
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))


def as_diagnostic(problem: Problem, text: EditorText) -> types.Diagnostic:
    """Return a problem as an editor shows it in its text."""
    severity = types.DiagnosticSeverity
    message = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    return types.Diagnostic(
        as_range(text.problem_span(problem)),
        escape_unprintable(message, keep="\n"),
        severity.Error if problem.is_error else severity.Warning,
        problem.code,
        source="coopnews",
    )


def as_range(span: Span) -> types.Range:
    return types.Range(types.Position(*span.start), types.Position(*span.end))
