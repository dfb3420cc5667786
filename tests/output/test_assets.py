"""The scripts of the form are bundled as one module, and scripts are translated."""

from __future__ import annotations

import re

from generator.content.translations import Translations, translations
from generator.output.assets import bundle_scripts, translate_code
from tests.support import REPOSITORY

SOURCES = [
    path.read_text(encoding="utf-8")
    for path in sorted((REPOSITORY / "generator/theme/assets/write").glob("*.js"))
]


def test_a_bundle_has_the_code_of_all_modules() -> None:
    shared = 'import { element } from "../element.js";'
    first = f"{shared}\n\n// A comment.\nexport const add = () => {{\n  return element;\n}};\n"
    second = f'{shared}\nimport {{ add }} from "./first.js";\nadd();\n'
    assert bundle_scripts([first, second]) == (
        f"{shared}\nconst add = () => {{\nreturn element;\n}};\nadd();\n"
    )


def test_no_template_of_the_form_goes_over_several_lines() -> None:
    """A bundle has no indentation, which would change such a template."""
    lines = [line for source in SOURCES for line in source.splitlines()]
    assert [line for line in lines if re.sub(r"\\.", "", line).count("`") % 2] == []


def test_no_two_modules_of_the_form_declare_the_same_name() -> None:
    pattern = r"^(?:export )?(?:const|let|function\*?) (\w+|\[[^\]]*\])"
    declared = [
        re.findall(r"\w+", names)
        for source in SOURCES
        for names in re.findall(pattern, source, re.MULTILINE)
    ]
    names = [name for group in declared for name in group]
    assert len(names) > 50
    assert sorted(names) == sorted(set(names))


def test_the_texts_of_scripts_and_style_sheets_are_translated_when_they_are_published() -> None:
    """No script chooses a language: `_("...")` is replaced, and the plural rule written into it."""
    code = (
        'a(_("Any"), ngettext("%(count)s result", "%(count)s results", n)); b_("Any"); c._("Any")'
    )
    assert translate_code(code, Translations()) == (
        'a("Any", ["%(count)s result", "%(count)s results"][Number(n != 1)]); b_("Any"); c._("Any")'
    )
    assert translate_code('td::before { content: _("By "); }', translations("zh")) == (
        'td::before { content: "承诺方："; }'
    )
    assert translate_code(
        'ngettext("%(count)s result", "%(count)s results", n)', translations("zh")
    ) == ('["找到%(count)s条结果"][Number(0)]')
