"""Loads the templates of a language, and caches their compiled code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeAlias
from zlib import crc32

import jinja2
from jinja2 import (
    Environment,
    FileSystemBytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    nodes,
)
from jinja2.bccache import Bucket
from jinja2.ext import InternationalizationExtension
from jinja2.lexer import Token, TokenStream
from jinja2.parser import Parser

from generator.content.formats import formats
from generator.content.translations import ENGLISH, Interface, Translations, catalogue_path

_FOLDER = Path(__file__).parent / "templates"
_COMPILED = _FOLDER / "__pycache__"
Templates: TypeAlias = Environment
"""What renders the templates of a folder in a language."""


class _CompiledTemplates(FileSystemBytecodeCache):
    """Caches compiled templates beside them; where it can't write, they are compiled each time.

    `own_catalogue` is that of the site. When it changes, templates are compiled again in place of
    those before, so that a catalogue that is often changed leaves nothing behind.
    """

    def __init__(self, pattern: str, own_catalogue: str) -> None:
        super().__init__(str(_COMPILED), pattern)
        self._own_catalogue = own_catalogue

    def get_source_checksum(self, source: str) -> str:
        return super().get_source_checksum(source + self._own_catalogue)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            _COMPILED.mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


class _CompiledTexts(InternationalizationExtension):
    """Translates `{% trans %}` and `_("...")` when a template is compiled.

    So a page costs the same in every language. A number that decides the plural form is written as
    the language writes numbers.
    """

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.newstyle_gettext = True  # type: ignore[attr-defined]
        self.texts = Translations()

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template, with `_("...")` replaced by the translation."""
        while not stream.eos:
            token = next(stream)
            if not (token.test("name:_") and stream.current.type == "lparen"):
                yield token
                continue
            next(stream)
            text = self.texts.gettext(stream.expect("string").value)
            yield Token(token.lineno, "string", text)
            stream.expect("rparen")

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        parsed = super().parse(parser)
        *assignments, output = parsed if isinstance(parsed, list) else [parsed]
        assert isinstance(output, nodes.Output)
        (call,) = output.nodes
        assert isinstance(call, nodes.Call)
        return [*assignments, self._translated(call)]

    def _translated(self, call: nodes.Call) -> nodes.Node:
        """Return what shows the message that a call of a gettext function names."""
        assert isinstance(call.node, nodes.Name)
        name = call.node.name
        values = {keyword.key: keyword.value for keyword in call.kwargs}
        arguments = list(call.args)
        context = arguments.pop(0).as_const() if "p" in name.removesuffix("gettext") else ""
        singular = arguments[0].as_const()
        if not name.startswith("n"):
            text = self.texts.pgettext(context, singular)
            return nodes.Output(_parts(text, values), lineno=call.lineno)
        plural, number = arguments[1].as_const(), arguments[2]
        written = nodes.Filter(number, "number", [], [], None, None)
        values = {key: written if value is number else value for key, value in values.items()}
        forms = self.texts.forms(context, singular, plural)
        shown = [nodes.Output(_parts(form, values), lineno=call.lineno) for form in forms]
        return self._choice(shown, number)

    def _choice(self, shown: list[nodes.Output], number: nodes.Expr) -> nodes.Node:
        """Return the statement that shows the form that a number takes."""
        *others, last = shown
        choice: nodes.Node = last
        for form, output in reversed(list(enumerate(others))):
            call = self.call_method("form_of", [number])
            test = nodes.Compare(call, [nodes.Operand("eq", nodes.Const(form))])
            choice = nodes.If(test, [output], [], [choice], lineno=last.lineno)
        return choice

    def form_of(self, number: int) -> int:
        return self.texts.rule.form_of(number)


_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def _parts(text: str, values: dict[str, nodes.Expr]) -> list[nodes.Expr]:
    """Return a text as nodes, with its placeholders replaced by values."""
    parts = _PLACEHOLDER.split(text)
    words: list[nodes.Expr] = [nodes.TemplateData(part.replace("%%", "%")) for part in parts]
    words[1::2] = [values[name] for name in parts[1::2]]
    return words


def environment(
    module: str, folder: str = "", interface: Interface = ENGLISH, **options: Any
) -> Environment:
    """Return an environment for a folder of the templates; undefined names are errors.

    `module` is the source file of the caller. Its digest is part of the cache key, because its
    options are compiled into the templates, and so are the texts in their language.
    """
    catalogue = catalogue_path(interface.language)
    own = interface.own_catalogue
    texts = catalogue.read_bytes() if catalogue else b""
    sources = Path(module).read_bytes(), Path(__file__).read_bytes(), texts
    software = f"{jinja2.__version__}{__file__}{interface.language if own else ''}"
    key = crc32(b"\0".join(sources), crc32(software.encode()))
    made = Environment(
        loader=FileSystemLoader(_FOLDER / folder),
        extensions=[_CompiledTexts],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # would check the template's file on every use
        bytecode_cache=_CompiledTemplates(f"{key:08x}-%s.cache", own),
        **options,
    )
    extension = made.extensions[_CompiledTexts.identifier]
    assert isinstance(extension, _CompiledTexts)
    extension.texts = interface.texts
    written = formats(interface.language)
    made.filters["number"] = written.number
    made.globals["separator"] = written.separator
    return made
