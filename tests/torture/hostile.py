"""Files of up to 1 MiB that take long to check, fix, annotate, translate or build."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

from .checkout import HANG, JOBS, Checkout, GroupResult, Run, Server, in_parallel, names_in, remove

MIB = 1 << 20
SECONDS = 2.0
"""How much longer than on a clean file a command may take on a hostile one."""
RATIO = 2.0
"""How much faster than its size a file's time may grow: 1 is linear, 4 is quadratic here."""
NOISE = 0.1
"""Seconds that count as no time at all when growth is measured."""
GROWTH = 64 * MIB
"""By how many bytes one file may make the site grow."""
SMALLEST = 4 << 10
LINE = 9_900
"""Characters of a long line: a few less than a line may have."""
MARKS, MOST_MARKS = set("#*_[]`<>&|~\\"), 18_000
"""What may mean something in Markdown, and how much of it passes the check."""
PATH = "content/articles/2024/hostile.md"
KEYS = {
    "title": " T\n",
    "date": " 2024-03-04\n",
    "summary": " S\n",
    "topics": " [fibre]\n",
    "sources": "\n  - {title: A, publisher: B, url: 'https://example.com/'}\n",
}
TRANSLATIONS = "content/ur"
"""The folder that `translate` makes."""
PEOPLE = 400
"""Of the site on which files name many."""
COMMANDS = {
    "check": ["check", PATH],
    "check --fix": ["check", "--fix", PATH],
    "annotate": ["annotate", PATH],
    "new --from": ["new", "A story", "--date", "2024-05-06", "--no-edit", "--from", PATH],
    "report": ["report", "HEAD"],
    "translate": ["translate", "-q", "ur", PATH],
    "build": ["build", "-q", "--no-search", "--no-cache", "-d", "../built"],
}
FRONT = (
    "\n", " \n", "# a\n", f"{' ' * LINE}\n", f"# {'x ' * (LINE // 2)}\n", "a{n}: b\n",
    "byline: a\n", "a: b: c\n", "'\n", '"\n', "a\n", "\r", ": ", "byline: [", "{a: ", "- ", "'",
    '"', "\\", "\u0301", "\u200f", "\u0600",
)  # fmt: skip
"""Repeated in the front matter."""
VALUES = {
    "byline:\n{}": ("  - a{n}\n", "  a\n\n"),
    "aliases:\n{}": ("  - a{n}\n", "  - a\n"),
    "topics:\n{}": ("  - a{n}\n",),
    "sources:\n{}": ("  - {title: a, url: 'https://a.b/{n}'}\n", "  - a\n", "  a\n\n"),
    "corrections:\n{}": ("  - {date: 2024-03-05, was: a, now: b}\n",),
    "summary: >\n{}": ("  a\n", "  a\n\n", f"  {'a ' * (LINE // 2)}\n"),
    "byline: [{}]": ("a{n}, ", "a ", "''", "["),
    "summary: '{}'": ("a ", "''", "\u0628\u064e", "\u200f"),
    'summary: "{}"': ("\\u0301", "\\n", "&#13;"),
    "image: {{src: map.png, alt: '{}'}}": ("a ", "''"),
}
"""Front matter, with what is repeated in it."""
ONE_LINE = ("a", " ", "*", "[", "\u200f", "\u0628\u064e", "a ")
INLINE = (
    "a", " ", "a ", "A ", "Ab ", "Umar Saif ", "Dr Umar Saif, ", "fibre ", "*", "*a ", "***a ",
    "_a_ ", "~~a~~ ", "~", "a*b_", "[", "]", "[a](", "![a](", "[a](b) ", "![a](map.png) ",
    "[a](person:umar-saif) ", "[a](person:umar-sai) ", "[a](person:umar-saif",
    '[a](commitment:nationwide-fibre "done") ', '[a](commitment:nationwide-fibre "done ',
    '[“a”](person:umar-saif "said") ', "“a” ", "“", '"a" ', "'", "[a](fibre-is-laid.md) ",
    "[a](https://a.b/c) ", "[*a](b)* ", "<https://a.b/> ", "https://a.b/c ", "<a@b.example> ",
    "<a", ">", "<!--", "<![CDATA[", "<?", "<b a='", "`", "``a` ", "&#13;", "&#x202e;", "&#769;",
    "&Aacute;", "\\", "\\*", "[^a]", "[^{n}]", "|", "|a", "#", "# ", "—",
    "— [a](person:umar-saif), b ", "\u200f", "\u06cc\u200f", "\u200b", "a\u0301", "\u0301",
    "\u0628\u064e", "\u0628\u064e\u064f", "\u0633\u0644\u0627\u0645 ", "\u0e01\u0e34",
    "\u05d0\u05b0", "\u08d4", "\u2800", "\U000e0041", "\U0001bca0", "\u4e2d", "\xa0", "\u2028",
    "\x00", "\x1b[31m", "\U0001f468\u200d", "=1+1,",
)  # fmt: skip
"""Repeated in long lines of one paragraph."""
BLOCKS = (
    "\n", "a\n", "a\n\n", " \n", "a\\\n", "\r", f"{' ' * LINE}\n", f"{'a' * LINE}\n\n",
    f"{'a ' * (LINE // 2)}\n\n", f"a{' ' * (LINE - 2)}b\n", "# a\n", "## a {n}\n\n", "a\n===\n",
    "---\n", "> a\n", ">\n", "> > a\n", ">" * 40 + " a\n",
    "> a\n>\n> — [b](person:umar-saif), c\n\n", "- a\n", "- - - a\n", "{n}. a\n",
    "- a\n  - b\n    - c\n", "".join(f"{' ' * n}- a\n" for n in range(0, 60, 2)), "    a\n",
    "```\na\n```\n", "```\n", "> ```\n", "[^{n}]: a\n\n", "a[^{n}]\n\n[^{n}]: b\n\n",
    "[a{n}]: b\n", "[a{n}][]\n\n[a{n}]: b\n\n", "[a]: b 'c\n", "|a|b|\n|-|-|\n|c|d|\n\n", "|a\n",
    "[a](person:umar-saif)\n\n", "- [a](person:umar-saif)\n", "[a](person:umar-sai{n})\n\n",
    "---\na: b\n---\n", '[a](commitment:nationwide-fibre "done")\n\n',
    '[“a b”](person:umar-saif "said")\n\n', "<div>\n", "![a](map.png)\n\n",
    "a {n} b c d e f g h i j k l\n\n",
)  # fmt: skip
"""Repeated as they are."""

Case = tuple[str, Callable[[int], str]]
"""A name, and what gives a file of about so many bytes."""


def article(body: str = "Words.", front: str = "") -> str:
    """Return an article with more front matter, which may hold one of the required keys."""
    keys = [f"{key}:{value}" for key, value in KEYS.items() if not front.startswith(f"{key}:")]
    return f"---\n{''.join(keys)}{front}\n---\n\n{body}\n"


def repeated(unit: str, size: int) -> str:
    """Return the unit, with its numbers, as often as it takes for so many bytes."""
    if "{n}" not in unit:
        return unit * max(size // len(unit.encode()), 1)
    parts, left, numbers = list[str](), size, count()
    while left > 0:
        parts.append(unit.replace("{n}", str(next(numbers))))
        left -= len(parts[-1].encode())
    return "".join(parts)


def in_lines(text: str, end: str = "\n") -> str:
    return end.join(text[at : at + LINE] for at in range(0, len(text), LINE))


def _front(unit: str, size: int, value: str = "{}") -> str:
    return article(front=value.format(repeated(unit, size)))


def _lines(unit: str, size: int) -> str:
    return article(in_lines(repeated(unit, size)))


def _paragraphs(unit: str, size: int) -> str:
    return article(in_lines(repeated(unit, size), "\n\n"))


def _blocks(unit: str, size: int) -> str:
    return article(repeated(unit, size))


def _spread(unit: str, size: int) -> str:
    """Return the unit between words: a file of 1 MiB has no more marks than pass the check."""
    marks = sum(char in MARKS for char in unit)
    words = " word" * (MIB * marks // MOST_MARKS // 5)
    if unit.endswith("\n"):
        return article(repeated(f"{unit}{words[1:]}\n\n", size))
    return article(in_lines(repeated(f"{unit}{words} ", size)))


def _table(columns: int, size: int) -> str:
    """Return a table of many columns, and rows of one cell that the parser completes."""
    top = "|a" * columns + "|\n" + "|-" * columns + "|\n"
    return article(top + repeated("|b\n", max(size - len(top), 1)))


def cases() -> Iterator[Case]:
    for unit in FRONT:
        yield f"front matter of {unit[:20]!r}", partial(_front, unit)
    for value, items in VALUES.items():
        for item in items:
            yield f"{value!r} of {item!r}", partial(_front, item, value=value)
    for unit in INLINE:
        yield f"lines of {unit!r}", partial(_lines, unit)
    for unit in ONE_LINE:
        yield f"one line of {unit!r}", partial(_blocks, unit)
    for unit in BLOCKS:
        yield f"blocks of {unit[:20]!r}", partial(_blocks, unit)
    for unit in (*INLINE, *BLOCKS):
        if MARKS & {*unit} and ("](" in unit or not unit.endswith("\n")):
            yield f"words and {unit[:20]!r}", partial(_spread, unit)
    for columns in (2, 20, 100, 400, 1_000):
        yield f"a table of {columns} columns", partial(_table, columns)


def cases_with_many_people() -> Iterator[Case]:
    """Files for a site of many people."""
    everyone = "".join(f"[a](person:p{n}) {'word ' * 20}" for n in range(PEOPLE))
    yield (
        "all people in annotations",
        lambda size: article(in_lines(everyone * (size // len(everyone)), "\n\n")),
    )
    yield "all people misspelt", partial(_blocks, "[a](person:pp{n})\n\n")
    yield "all people in words", partial(_lines, "Person {n} ")
    yield "one person in words", partial(_blocks, f"{'Person 7, ' * 900}\n\n")


class HostileCheckout(Checkout):
    """A checkout in a git repository, how long its commands take, and how hostile files went."""

    def __init__(self, root: Path, people: int = 0) -> None:
        super().__init__(root)
        self.file, self.built = self.folder / PATH, root / "built"
        for n in range(people):
            path = self.folder / f"content/people/p{n}.md"
            path.write_text(f"---\nname: Person {n}\n---\n", encoding="utf-8")
        settings = self.folder / "mkdocs.yml"
        plugin = "{cooperation-news: {languages: [en, ur]}}"
        text = settings.read_text(encoding="utf-8").replace("[cooperation-news]", f"[{plugin}]")
        settings.write_text(text, encoding="utf-8")
        self.commit()
        self.server, self.cases = Server(self, timeout=3 * HANG), 0
        self.worst, self.clean = (0.0, ""), dict[str, float]()
        for name in (*COMMANDS, *COMMANDS):
            run = self.try_on(article(), name)
            if run.code:
                raise RuntimeError(f"{name} on a clean file: {run.code}, {run.output}")
            self.clean[name] = min(self.clean.get(name, HANG), run.seconds)
        self.size = size_of(self.built)

    def try_on(self, text: str, command: str) -> Run:
        """Run a command on a file, which is there as long as that takes."""
        new = {self.file.name, "hostile-again.md" if command == "report" else self.file.name}
        before = names_in(self.file.parent)
        for name in new:
            self.file.with_name(name).write_bytes(text.encode("utf-8", "surrogatepass"))
        run = self.server.run(*COMMANDS[command])
        for name in names_in(self.file.parent) - before | new:
            remove(self.file.with_name(name))
        remove(self.folder / TRANSLATIONS)
        return run

    def try_case(self, case: Case) -> None:
        """Run every command on a file of 1 MiB, and on the largest that passes the check."""
        self.cases, accepted = self.cases + 1, MIB
        while self.try_command(case, "check", accepted).code and accepted > SMALLEST:
            accepted //= 4
        if SMALLEST < accepted < MIB and not self.try_command(case, "check", accepted * 2).code:
            accepted *= 2
        for command in list(COMMANDS)[1:]:
            if accepted < MIB and command != "build":  # which would stop after its check
                self.try_command(case, command, MIB)
            if accepted > SMALLEST:
                self.try_command(case, command, accepted)
        remove(self.built)

    def try_command(self, case: Case, command: str, size: int) -> Run:
        name, make = f"{command}, {size >> 10} KiB, {case[0]}", case[1]
        run = self.try_on(make(size), command)
        faults, more = list(run.faults), run.seconds - self.clean[command]
        if run.code and command == "build":
            faults.append(f"passes the check and doesn't build: {run.last_line}")
        if more > 4 * RATIO * NOISE and not faults:  # measured again: a single run can be slow
            more = min(more, self.try_on(make(size), command).seconds - self.clean[command])
            quarter = self.try_on(make(size // 4), command).seconds - self.clean[command]
            if more > 4 * RATIO * max(quarter, NOISE):
                faults.append(f"{more / max(quarter, NOISE):.0f} times the time of a quarter of it")
        if more > SECONDS:
            faults.append(f"{more:.1f} s longer than on a clean file")
        if command == "build" and (grown := size_of(self.built) - self.size) > GROWTH:
            faults.append(f"the site grows by {grown // MIB} MiB")
        self.record(name, faults)
        self.worst = max(self.worst, (more, name))
        return run


def size_of(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file())


def hostile_corpora(rng: random.Random, root: Path, seconds: float) -> GroupResult:
    """Run the commands on hostile files, in random order, until the time is up."""
    result = GroupResult(
        "hostile", "check, --fix, annotate, new, report, translate, build on 1 MiB"
    )
    until, cases_in_order = time.monotonic() + seconds, [(0, case) for case in cases()]
    cases_in_order = [
        *((PEOPLE, case) for case in cases_with_many_people()),
        *rng.sample(cases_in_order, len(cases_in_order)),
    ]

    def work(number: int) -> list[HostileCheckout]:
        sites: dict[int, HostileCheckout] = {}
        for people, case in cases_in_order[number::JOBS]:
            if time.monotonic() < until:
                if people not in sites:
                    sites[people] = HostileCheckout(root / f"{number}-{people}", people)
                sites[people].try_case(case)
        for site in sites.values():
            site.server.close()
        return list(sites.values())

    sites = [site for sites in in_parallel(work, range(JOBS)) for site in sites]
    result.add_trials(sites)
    more, name = max(site.worst for site in sites)
    result.worst = f"{more:.1f} s more for {name}"
    if skipped := len(cases_in_order) - sum(site.cases for site in sites):
        result.notes.append(f"{skipped} files were not tried in the time; --minutes gives more")
    return result
