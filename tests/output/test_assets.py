"""The scripts of the form are bundled as one module."""

from __future__ import annotations

import re

from generator.output.assets import bundle_scripts
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
