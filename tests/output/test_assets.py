"""The scripts of the form are bundled, one for each folder, and scripts are translated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.content.translations import Translations, translations
from generator.output.assets import form_scripts, minify_script, translate_code
from tests.support import REPOSITORY

THEME = REPOSITORY / "generator/theme"
SOURCES = {
    path.relative_to(THEME).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((THEME / "assets/write").rglob("*.js"))
}
FOLDERS = sorted({path.rpartition("/")[0] for path in SOURCES})


def test_a_bundle_has_the_code_of_all_modules_of_a_folder() -> None:
    shared = 'import { element } from "../element.js";'
    first = f"{shared}\n\n// A comment.\nexport const add = () => {{\n  return element;\n}};\n"
    second = f'{shared}\nimport {{ add }} from "./first.js";\nadd();\n'
    modules = {"assets/write/first.js": first, "assets/write/second.js": second}
    bundle = f"{shared}\nexport const add = () => {{\nreturn element;\n}};\nadd();\n"
    assert form_scripts(modules) == {"assets/write/write.js": bundle}


def test_a_bundle_imports_from_the_bundle_of_the_folder_above() -> None:
    modules = {
        "assets/write/text.js": "export const a = 1;\n",
        "assets/write/names.js": "export const b = 1;\n",
        "assets/write/later/x.js": 'import { a } from "../text.js";\nexport const x = a;\n',
        "assets/write/later/y.js": 'import { element } from "../../element.js";\n'
        'import { a } from "../text.js";\nimport { b } from "../names.js";\n'
        'export { x } from "./x.js";\n',
    }
    assert form_scripts(modules)["assets/write/later/later.js"] == (
        'import { a, b } from "../write.js";\nimport { element } from "../../element.js";\n'
        "export const x = a;\n"
    )


def test_no_template_of_the_form_goes_over_several_lines() -> None:
    """A bundle has no indentation, which would change such a template."""
    lines = [line for source in SOURCES.values() for line in source.splitlines()]
    assert [line for line in lines if re.sub(r"\\.", "", line).count("`") % 2] == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_two_modules_of_a_folder_declare_the_same_name(folder: str) -> None:
    pattern = r"^(?:export )?(?:const|let|function\*?) (\w+|[\[{][^\]}]*[\]}])"
    declared = [
        re.findall(r"\w+", names)
        for path, source in SOURCES.items()
        if path.rpartition("/")[0] == folder
        for names in re.findall(pattern, source, re.MULTILINE)
    ]
    names = [name for group in declared for name in group]
    assert len(names) > 3
    assert sorted(names) == sorted(set(names))


def test_a_published_script_has_no_comments_and_no_spaces_that_it_does_not_need() -> None:
    """Those in strings, templates and regular expressions are kept, and those between words."""
    script = """// A comment.
const a = (b) => {
  return b ? "x ( y" : `${ b } { z`;
};
const c = /[ /"] =/g, d = a(/ ?, /) + +c;
"""
    assert minify_script(script) == (
        'const a=(b)=>{return b?"x ( y":`${ b } { z`;};const c=/[ /"] =/g,d=a(/ ?, /)+ +c;\n'
    )


def test_no_template_of_a_script_is_inside_another_one() -> None:
    """What takes the spaces out of scripts would take them out of the inner one's words, too."""
    nested = {
        path.name: lines
        for path in (REPOSITORY / "generator/theme/assets").rglob("*.js")
        if (lines := re.findall(r"^.*\$\{[^{}`]*`.*$", path.read_text("utf-8"), re.MULTILINE))
    }
    assert nested == {}


def test_the_original_has_no_lines_that_are_for_editions() -> None:
    script = "a();\nb(); // edition\n"
    assert minify_script(script) == "a();\n"
    assert minify_script(script, is_original=False) == "a();b();\n"


def test_the_texts_of_scripts_and_style_sheets_are_translated_when_they_are_published() -> None:
    """No script chooses a language: `_("...")` is replaced, and the plural rule written into it."""
    code = (
        'a(_("Any"), ngettext("%(count)s result", "%(count)s results", n)); b_("Any"); c._("Any")'
    )
    assert translate_code(code, Translations()) == (
        'a("Any", [`${count} result`, `${count} results`][+(n != 1)]); b_("Any"); c._("Any")'
    )
    assert translate_code('td::before { content: _("By "); }', translations("zh")) == (
        'td::before { content: "承诺方："; }'
    )
    assert (
        translate_code('ngettext("%(count)s result", "%(count)s results", n)', translations("zh"))
        == "`找到${count}条结果`"
    )


def test_no_text_of_a_catalogue_can_end_the_literal_or_run_code() -> None:
    texts = Translations({"%(count)s": ("`${alert()}\\ %(count)s",)})
    assert translate_code('_("%(count)s")', texts) == "`\\`\\${alert()}\\\\ ${count}`"


@pytest.mark.parametrize(
    "path", sorted((THEME / "assets").rglob("*.js")), ids=lambda path: path.name
)
def test_every_text_of_a_script_is_written_so_that_it_is_found(path: Path) -> None:
    """A string in double quotes and on the line of its call; a count is a variable."""
    code = translate_code(path.read_text(encoding="utf-8"), Translations())
    assert re.findall(r"(?<![\w.$])(?:_|ngettext)\(.*", code) == []
