"""Every rule that a text keeps, one small function each.

A rule takes a noun and the library it stands in, yields its problems and raises nothing;
its docstring is the rule. So each file is checked by itself, and what only all of them together
can answer is asked of all of them at the end.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import unquote

from msgspec import Struct

from generator.fields import RESERVED, STAND_INS, is_id
from generator.hidden import code_of, hidden, told
from generator.markdown import DASH, DEPTH, Body, Link
from generator.model import (
    LISTS,
    SCHEMES,
    Article,
    Commitment,
    Key,
    Kind,
    Moment,
    Noun,
    Person,
    State,
    Text,
    named_by,
    state_seen,
)
from generator.pictures import IMAGE_TYPES, Size
from generator.problem import Fix, Problem, Spot, did_you_mean, nearest, slip_of
from generator.target import fault_of, scheme_of


class Library(Struct, frozen=True):
    """What a rule may know of the other files: that they are there."""

    ids: Mapping[Kind, frozenset[str]]
    """The ids that have a file, readable or not: a broken file is one problem, not many."""
    files: frozenset[str]
    """Every path of the generated tree: content, pictures, handwritten pages, lists."""
    sizes: Mapping[str, Size | None]
    """The size of each picture, by its path; None for one that cannot be read."""
    root: str = "content"
    """What contributors call the folder of the content."""


class Reference(NamedTuple):
    """A link to another file of the content."""

    spot: Spot
    path: str
    """As it is written."""
    key: Key
    fragment: str


class Questions(NamedTuple):
    """What a file asks of the others."""

    references: tuple[Reference, ...] = ()
    addresses: tuple[tuple[str, Spot], ...] = ()
    """The old addresses that are to lead to it."""
    sightings: tuple[tuple[Key, State, Spot], ...] = ()

    def placed(self, place: Callable[[Spot], Spot]) -> Questions:
        """The same, asked elsewhere."""
        return Questions(
            tuple(one._replace(spot=place(one.spot)) for one in self.references),
            tuple((alias, place(spot)) for alias, spot in self.addresses),
            tuple((key, state, place(spot)) for key, state, spot in self.sightings),
        )


def check(noun: Noun, library: Library) -> Iterator[Problem]:
    """Every problem that a noun has by itself, in no particular order."""
    for rule in RULES:
        yield from rule(noun, library)


def questions(noun: Noun, library: Library) -> Questions:
    """What can be answered when all files are read, while it is known where it is asked."""
    if not isinstance(noun, Article):
        return Questions(tuple(_references(noun, library)))
    aliases = [(alias, noun.spot("aliases", at)) for at, alias in enumerate(noun.aliases)]
    return Questions(tuple(_references(noun, library)), tuple(aliases), tuple(_sightings(noun)))


def check_together(
    nouns: Mapping[Key, Noun],
    texts: Mapping[Key, Text],
    asked: Mapping[Key, Questions],
    library: Library,
) -> Iterator[Problem]:
    """Every problem that files have with each other, in no particular order."""
    yield from fragments_exist(nouns, texts, asked)
    yield from drafts_are_not_linked(nouns, asked)
    yield from states_are_told_in_order(nouns, asked)
    yield from addresses_are_taken_once(asked, library)
    yield from ids_are_told_apart(library)


def check_pictures(
    sizes: Mapping[str, Size | None], faults: Mapping[str, str], root: str
) -> Iterator[Problem]:
    """A picture holds what its name says, and stands where it can be told from all others.

    `sizes` are those of all pictures, by path; `faults` says what is wrong with some of them.
    """
    seen: dict[str, str] = {}
    for path in sorted(sizes):
        spot = Spot(f"{root}/{path}")
        other = seen.setdefault(path.casefold(), path)
        if not _PICTURE_NAME.fullmatch(path):
            hint = "put it beside its article; name it with letters, digits, hyphens and one dot"
            yield Problem(spot, "bad-name", "no picture can stand here under this name", hint)
        elif other != path:
            message = f"some systems cannot tell it from `{other}`"
            yield Problem(spot, "bad-name", message, "rename one of them")
        if path in faults:
            hint = "save it anew as JPG or PNG, with any program for pictures"
            yield Problem(spot, "bad-image", faults[path], hint)


_PICTURE_NAME = re.compile(
    rf"(?:{'|'.join(kind.folder for kind in Kind)})/(?:[A-Za-z0-9][A-Za-z0-9_-]*/)*"
    rf"(?!(?i:{RESERVED.pattern})\.)[A-Za-z0-9][A-Za-z0-9_-]*\.[A-Za-z]+"
)


def ids_are_told_apart(library: Library) -> Iterator[Problem]:
    """No two ids look alike (`umar-sa1f`, `umar-saif`)."""
    for kind, ids in library.ids.items():
        seen: dict[str, str] = {}
        for id in sorted(ids, reverse=True):  # letters come before digits
            other = seen.setdefault(_looks_like(id), id)
            if other != id:
                spot = Spot(f"{library.root}/{Key(kind, id).path}")
                hint = "rename one of the two files, or delete it when they are the same"
                yield Problem(spot, "look-alike-id", f"`{id}` looks like `{other}`", hint)


def _looks_like(id: str) -> str:
    year, _, name = id.rpartition("/")
    alike = name.translate(_ALIKE).replace("rn", "m").replace("vv", "w")
    return f"{year}/{alike}"


_ALIKE = str.maketrans({"0": "o", "1": "l"})


def body_is_written(noun: Noun, library: Library) -> Iterator[Problem]:
    """An article has a text."""
    if isinstance(noun, Article) and noun.is_complete and not noun.body.source.strip():
        yield _at(noun, noun.body.first_line, 1, "empty-body", "the article has no text")


def folder_is_the_year(noun: Noun, library: Library) -> Iterator[Problem]:
    """An article stands in the folder of the year of its date."""
    if isinstance(noun, Article):
        folder, _, id = noun.key.id.partition("/")
        year = f"{noun.date.day.year:04}"
        if folder != year:
            hint = f"move the file to {library.root}/articles/{year}/{id}.md, or correct the date"
            if f"articles/{year}/{id}.md" in library.files:
                hint = f"articles/{year}/{id}.md is there already: rename or delete this one"
            message = f"the date is in {year}, the folder is `{folder}`"
            yield Problem(noun.spot("date"), "wrong-year", message, hint)


def has_a_topic(noun: Noun, library: Library) -> Iterator[Problem]:
    """An article is about at least one topic, or no list of stories leads to it."""
    if not isinstance(noun, Article) or not noun.is_complete or "topics" in noun.spots:
        return
    if not any(_is_about(link, Kind.TOPIC) for link in noun.body.links):
        hint = "add a line like `topics: [fibre]`, or annotate some words with `topic:`"
        yield Problem(noun.spot(), "no-topic", "the article is about no topic", hint)


def topics_are_known(noun: Noun, library: Library) -> Iterator[Problem]:
    """Every topic in the front matter has a file."""
    if isinstance(noun, Article | Commitment):
        for number, id in enumerate(noun.topics):
            yield from _unknown(Key(Kind.TOPIC, id), noun.spot("topics", number), library)


def employers_are_known(noun: Noun, library: Library) -> Iterator[Problem]:
    """Every organisation in a person's roles has a file."""
    if isinstance(noun, Person):
        for number, role in enumerate(noun.roles):
            if role.organisation:
                spot = noun.spot("roles", number, "organisation")
                yield from _unknown(Key(Kind.ORGANISATION, role.organisation), spot, library)


def roles_end_after_they_begin(noun: Noun, library: Library) -> Iterator[Problem]:
    """A role's `to` is not before its `from`."""
    if isinstance(noun, Person):
        for number, role in enumerate(noun.roles):
            if role.start and role.end and str(role.end) < str(role.start)[: len(str(role.end))]:
                message = f"the role ends ({role.end}) before it begins ({role.start})"
                yield Problem(noun.spot("roles", number, "to"), "dates-out-of-order", message)


def parties_are_known(noun: Noun, library: Library) -> Iterator[Problem]:
    """Everybody who promises, or is promised, has a file."""
    if isinstance(noun, Commitment):
        for name, parties in (("by", noun.by), ("to", noun.to)):
            for number, key in enumerate(parties):
                spot = noun.spot(name, number)
                yield from _unknown(key, spot, library, f"{key.kind.scheme}:")


def updates_follow(noun: Noun, library: Library) -> Iterator[Problem]:
    """An article is updated and corrected on or after the day of its date."""
    if not isinstance(noun, Article) or not noun.is_complete:
        return
    later: list[tuple[Any, Spot]] = [
        (found.date, noun.spot("corrections", number, "date"))
        for number, found in enumerate(noun.corrections)
    ]
    if noun.updated:
        later.append((noun.updated.day, noun.spot("updated")))
    for day, spot in later:
        if day < noun.date.day:
            message = f"{day} is before the article's own date, {noun.date.day}"
            yield Problem(spot, "dates-out-of-order", message)


_CUT_INTO = re.compile(r"\]\([a-z]{0,10}(?::[a-z0-9-]*)?$")
"""Words that end in the middle of another annotation: somebody has selected a part of it."""


def annotations_are_known(noun: Noun, library: Library) -> Iterator[Problem]:
    """Every annotation names a noun that has a file, and stands on words."""
    for link in noun.body.links:
        if (key := named_by(link)) is None:
            continue
        is_wordless = not link.words or link.words == link.target
        if _CUT_INTO.search(link.words):
            hint = "write one link, with plain words between `[` and `]`"
            message = "one annotation stands within another"
            yield Problem(_target(noun, link), "broken-annotation", message, hint)
        if _is_known(key, library) and not is_wordless:
            continue
        spot = _target(noun, link)
        yield from _unknown(key, spot, library, f"{key.kind.scheme}:")
        if is_wordless:
            state = f' "{link.title}"' if link.title else ""
            hint = f"write `[the words]({link.target}{state})`"
            yield Problem(spot, "no-words", "there are no words between `[` and `]`", hint)


_ALMOST = re.compile(rb"\]\s*\(\s*(?:%s):" % "|".join(SCHEMES).encode())


def annotations_are_whole(noun: Noun, library: Library) -> Iterator[Problem]:
    """What begins like an annotation is one: straight quotes, no spaces, and an end."""
    tails = {link.tail for link in noun.body.links}
    code = sorted(noun.body.code)
    for found in _ALMOST.finditer(noun.body.source.encode()):
        at = found.start()
        before = bisect_right(code, (at, at))  # no code stands in other code
        if at not in tails and not (before and at < code[before - 1][1]):
            line, column = noun.body.position(at)
            rest = noun.body.source.encode()[at : at + 200].decode(errors="ignore").split("\n")[0]
            message = "this annotation is not complete"
            yield _at(noun, line, column, "broken-annotation", message, _why_broken(rest))


def _why_broken(rest: str) -> str:
    """What is wrong with an annotation, from the end of its words on."""
    if re.match(r"\]\s+\(", rest):
        return "write no space between `]` and `(`"
    if re.match(r"\]\(\s|\]\(\w+:\s", rest):
        return "write no space behind `(` or `:`"
    if re.match(r"\]\([^)]*[\u201c\u201d\u2018\u2019]", rest):
        return 'write straight quotation marks: `"done"`'
    if ")" not in rest:
        return "end it with `)`"
    return 'write `[words](person:id)` or `[words](commitment:id "done")`'


def states_are_known(noun: Noun, library: Library) -> Iterator[Problem]:
    """In an article, a commitment's annotation says the state it was seen in."""
    for link in noun.body.links:
        if not _is_about(link, Kind.COMMITMENT) or state_seen(link):
            continue
        listed = ", ".join(f"`{state.value}`" for state in State)
        if link.title:
            states = [state.value for state in State]
            hint = did_you_mean(link.title, states) or f"states: {listed}"
            message = f"`{link.title}` is no state of a commitment"
            fix = _titled(link, slip_of(link.title, states))
            yield Problem(_target(noun, link), "unknown-state", message, hint, fix)
        elif isinstance(noun, Article):
            hint = f"put the state behind it, in quotation marks; states: {listed}"
            message = "the annotation does not say in which state the commitment was seen"
            yield Problem(_target(noun, link), "missing-state", message, hint)


def _titled(link: Link, title: str) -> Fix:
    """The link with another title."""
    return Fix(f'{link.target} "{link.title}"', f'{link.target} "{title}"') if title else Fix()


def observations_stand_in_articles(noun: Noun, library: Library) -> Iterator[Problem]:
    """Only an article, which has a date, sees a commitment in a state."""
    if not isinstance(noun, Article):
        for link in noun.body.links:
            if _is_about(link, Kind.COMMITMENT) and state_seen(link):
                hint = f"write `[{link.words}]({link.target})` here"
                message = "a state can be written in an article only, since it needs a date"
                yield Problem(_target(noun, link), "undated-state", message, hint)


def a_story_sees_one_state(noun: Noun, library: Library) -> Iterator[Problem]:
    """An article sees a commitment in one state: its own day has one."""
    first: dict[Key, State] = {}
    for link in noun.body.links if isinstance(noun, Article) else ():
        if not (state := state_seen(link)) or not (key := named_by(link)):
            continue
        if key.kind is Kind.COMMITMENT and first.setdefault(key, state) != state:
            both = f"`{first[key].value}` and `{state.value}`"
            message = f"one story has two states of `{key.id}`: {both}"
            hint = "keep the state of the story's own day; other days have their own stories"
            yield Problem(_target(noun, link), "two-states", message, hint)


def titles_belong_to_commitments(noun: Noun, library: Library) -> Iterator[Problem]:
    """Only a commitment's annotation has a title."""
    for link in noun.body.links:
        key = named_by(link) if link.title else None
        if key and key.kind is not Kind.COMMITMENT:
            hint = f"write `[{link.words}]({link.target})`"
            message = f"only a commitment has words in quotation marks, not {_one(key.kind.word)}"
            fix = Fix(f'{link.target} "{link.title}"', link.target)
            yield Problem(_target(noun, link), "needless-title", message, hint, fix)


def speakers_are_named(noun: Noun, library: Library) -> Iterator[Problem]:
    """The last line of a quotation names a person."""
    for passage in noun.body.passages if isinstance(noun, Article) else ():
        said = passage.quotation
        if said and not said.text.strip():
            line, column = noun.body.position(passage.start)
            hint = "write what was said above the speaker, in lines that begin with `>`"
            yield _at(noun, line, column, "no-words", "this quotation has no words", hint)
        if said and not any(_is_about(link, Kind.PERSON) for link in said.links):
            line, column = noun.body.position(_dash_at(noun, passage.start))
            hint = f"write it like `{DASH} [Name](person:id), where or when`"
            message = "the last line of this quotation has no `person:` link"
            yield _at(noun, line, column, "speaker-not-named", message, hint)


def _dash_at(noun: Noun, start: int) -> int:
    """Where the last line of the quotation begins that begins at `start`."""
    data = noun.body.source.encode()
    end = re.compile(rb"\n[ >\t]*(?=\n[^>\n]|\n\n|$)").search(data, start)
    at = data.rfind(DASH.encode(), start, end.start() if end else len(data))
    return max(at, start)


# Each begins with a line's end, for which the text gets one before it: so a search looks at the
# ends of lines alone, and not at every character.
_WRONG_DASH = re.compile(r"\n>[ \t]*(-{1,3}|\u2013|\u2012|\u2015)[ \t]*\[[^\]\n]*\]\(person:")
_NO_DASH = re.compile(
    r"\n>[ \t]*\n>[ \t]*(\[)[^\]\n]*\]\(person:[^)\n]*\)[^\n]{0,60}(?:\n(?!>)|\Z)"
)
_OUTSIDE = re.compile(rf"\n({DASH})[ \t]*\[[^\]\n]*\]\(person:")


def speakers_follow_a_long_dash(noun: Noun, library: Library) -> Iterator[Problem]:
    """The line that names a quotation's speaker begins with a long dash, or it is lost."""
    if not isinstance(noun, Article) or not {">", DASH} & {*noun.body.source}:
        return
    for found in _beside_code(noun.body, _WRONG_DASH):
        message = f"a speaker stands behind a long dash (`{DASH}`), not behind `{found[1]}`"
        yield _dash(noun, found, message, f"write `{DASH}`", Fix(found[1], DASH))
    for found in _beside_code(noun.body, _NO_DASH):
        message = f"a speaker stands behind a long dash (`{DASH}`)"
        fix = Fix("[", f"{DASH} [")
        yield _dash(noun, found, message, f"write `{DASH} ` before the name", fix)
    for found in _beside_code(noun.body, _OUTSIDE):
        message = "the line that names a speaker stands outside of the quotation"
        fix = Fix(DASH, f"> {DASH}")
        yield _dash(noun, found, message, "write `> ` before it", fix)


def _beside_code(body: Body, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """What is looked for in the lines of a text, outside of code."""
    for found in pattern.finditer(f"\n{body.source}"):
        at = _byte(body, found)
        if not any(start <= at < end for start, end in body.code):
            yield found


def _byte(body: Body, found: re.Match[str]) -> int:
    return len(body.source[: found.start(1) - 1].encode())


def _dash(noun: Noun, found: re.Match[str], message: str, hint: str, fix: Fix) -> Problem:
    line, column = noun.body.position(_byte(noun.body, found))
    return Problem(Spot(noun.spot().file, line, column), "wrong-dash", message, hint, fix)


def links_are_allowed(noun: Noun, library: Library) -> Iterator[Problem]:
    """A link is an annotation, a file of this site, or an `https`, `http` or `mailto` address."""
    for link in noun.body.links:
        if named_by(link) or link.is_image:
            continue
        scheme, hint = scheme_of(link.target), ""
        if scheme in ("http", "https", "mailto"):
            if not (fault := fault_of(link.target)):
                continue
            message = f"`{link.target}` is not an address we link to: {fault}"
        elif not link.target:
            message, hint = "the link leads nowhere", "write the address between `(` and `)`"
        elif scheme and (meant := _meant_kind(unquote(link.target))):
            written = unquote(link.target).partition(":")[0]
            message, one = (
                f"there is no kind `{written}`",
                re.fullmatch(r"[^`]*`(\w+):?`\??", meant),
            )
            fix = Fix(f"{written}:", f"{one[1]}:") if one else Fix()
            yield Problem(_target(noun, link), "unknown-kind", message, meant, fix)
            continue
        elif scheme or link.target.startswith(("/", "\\")) or any(hidden(link.target)):
            hint = "link with `https://`, or with the relative path of a file: `../2024/story.md`"
            message = f"`{link.target}` is not an address we link to"
        else:
            continue
        yield Problem(_target(noun, link), "refused-link", message, hint)


def links_stand_apart(noun: Noun, library: Library) -> Iterator[Problem]:
    """No link stands in the words of another."""
    outer: Link | None = None
    for link in reversed(noun.body.links):  # what stands within another comes before it
        if not outer or not outer.start < link.start < outer.end:
            outer = link
        elif not (link.is_image or outer.is_image):
            message = "a link stands within a link"
            yield Problem(_target(noun, link), "refused-link", message, "take one of them out")


def nothing_could_run(noun: Noun, library: Library) -> Iterator[Problem]:
    """Not even in code is there what other programs would take for a link that runs."""
    source = noun.body.source
    if "&" in source:  # what is written as an entity is read in its place
        source = _ENTITY.sub(lambda one: unescape(one[0]).ljust(len(one[0])), source)
    tails = {link.tail for link in noun.body.links}
    for found in _RUNS.finditer(source):
        if len(noun.body.source[: found.start()].encode()) not in tails:
            at = len(noun.body.source[: found.start(1)].encode())
            line, column = noun.body.position(at)
            message = "other programs would take this for a link that runs something"
            yield _at(noun, line, column, "refused-link", message, "delete it")


_ENTITY = re.compile("&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z]+);?")
_SPACED = "|".join(map(r"\s*".join, ("javascript:", "vbscript:", "data:", "file:", "blob:")))
_RUNS = re.compile(rf"\][(:][\s<]*({_SPACED})", re.IGNORECASE)


def _meant_kind(target: str) -> str:
    """What a mistaken word before the colon was most likely meant to be; empty for an address."""
    word, _, rest = target.partition(":")
    if word.lower() in SCHEMES:
        return f"write `{word.lower()}:` in small letters"
    known = {kind.word: kind.scheme for kind in SCHEMES.values()}
    known |= {kind.folder: kind.scheme for kind in SCHEMES.values()} | dict.fromkeys(SCHEMES, "")
    near = did_you_mean(word, known)
    for name, scheme in known.items():
        if near and f"`{name}`" in near:
            return f"did you mean `{scheme or name}`?"
    is_like_one = is_id(rest) and scheme_of(target) not in _OTHER_SCHEMES
    kinds = ", ".join(f"`{scheme}:`" for scheme in SCHEMES)
    return f"the kinds are {kinds}" if is_like_one else ""


_OTHER_SCHEMES = frozenset("blob data file ftp ftps geo javascript sms tel urn vbscript".split())


def links_lead_somewhere(noun: Noun, library: Library) -> Iterator[Problem]:
    """A relative link leads to a file of the site."""
    for link, path, full, fragment in _relative(noun):
        if fragment and full in LISTS:
            hint = f"link to `{path}` itself"
            message = f"`{path}` is a list, whose anchors come and go"
            yield Problem(_target(noun, link), "broken-link", message, hint)
        if full not in library.files:
            fix = _led(noun, path, posixpath.basename(full), library)
            if _ADDRESS.match(path):
                begin = "mailto:" if "@" in path else "https://"
                fix = Fix(path, f"{begin}{path}")
            near = _nearest(noun, posixpath.basename(full), library)
            hint = near or "write the path from this file, like `../2024/story.md`"
            hint = f"write `{fix.new}`" if fix else hint
            message = f"there is no file `{path}`"
            yield Problem(_target(noun, link), "broken-link", message, hint, fix)


_ADDRESS = re.compile(
    r"www\.|[^/]+@|[\w-]+(?:\.[\w-]+)*\.(?:(?:com|org|net|gov|edu)(?:\.[a-z]{2})?(?:/|$)|[a-z]{2}/)"
)
"""What begins like an address of the web or of a person, and not like a path."""


def _nearest(noun: Noun, name: str, library: Library) -> str:
    """The way to the file whose name is most like `name`; of a noun, its annotation."""
    called = _by_name(library.files).get(nearest(name, _names(library.files)), ())
    if len(called) != 1:
        return ""
    key = _noun_at(called[0])
    if key and key.kind is not Kind.ARTICLE:
        return f"to name {_one(key.kind.word)}, write `{key.kind.scheme}:{key.id}`"
    path = posixpath.relpath(called[0], posixpath.dirname(noun.key.path))
    return f"did you mean `{path}`?"


def _noun_at(path: str) -> Key | None:
    """The key of the file at `path`; None for a list or a picture."""
    is_noun = path.endswith(".md") and not path.endswith("index.md") and "/" in path
    return Key.at(path) if is_noun else None


def _led(noun: Noun, path: str, name: str, library: Library) -> Fix:
    """The path to the one file that is called `name`, in whatever folder.

    What is only called alike may be something else: that is for people to say.
    """
    called = _by_name(library.files).get(name, ())
    if len(called) != 1 or not called[0].startswith("articles/"):
        return Fix()
    return Fix(path, posixpath.relpath(called[0], posixpath.dirname(noun.key.path)))


@lru_cache(maxsize=2)
def _names(files: frozenset[str]) -> frozenset[str]:
    return frozenset(map(posixpath.basename, files))


@lru_cache(maxsize=2)
def _by_name(files: frozenset[str]) -> Mapping[str, list[str]]:
    """The paths of all files, by their names."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in files:
        found[posixpath.basename(path)].append(path)
    return dict(found)


def _relative(noun: Noun) -> Iterator[tuple[Link, str, str, str]]:
    """Each relative link, with its path as written, in the tree, and its fragment."""
    for link in noun.body.links:
        if named_by(link) or link.is_image:
            continue
        if scheme_of(link.target) or link.target[:1] in ("", "/", "\\"):
            continue
        path, _, fragment = link.target.partition("#")
        yield link, path, _full_path(noun, path) if path else noun.key.path, unquote(fragment)


def _references(noun: Noun, library: Library) -> Iterator[Reference]:
    for link, _, full, fragment in _relative(noun):
        if full in library.files:
            yield Reference(_target(noun, link), full, Key.at(full), fragment)


def fragments_exist(
    nouns: Mapping[Key, Noun], texts: Mapping[Key, Text], asked: Mapping[Key, Questions]
) -> Iterator[Problem]:
    """A link leads to an anchor that the other file has."""
    for one in chain.from_iterable(found.references for found in asked.values()):
        known = texts[one.key].anchors if one.fragment and one.key in nouns else None
        if known is not None and one.fragment not in known:
            hint = did_you_mean(one.fragment, known)
            message = f"`{one.path}` has no anchor `#{one.fragment}`"
            yield Problem(one.spot, "broken-link", message, hint)


def drafts_are_not_linked(
    nouns: Mapping[Key, Noun], asked: Mapping[Key, Questions]
) -> Iterator[Problem]:
    """What is published leads to nothing that is not."""
    for key, found in asked.items():
        for one in found.references:
            if _is_draft(nouns.get(one.key)) and not _is_draft(nouns[key]):
                message = f"`{one.path}` is a draft, which is not published"
                hint = "delete `draft: true` there, or take the link out here"
                yield Problem(one.spot, "link-to-draft", message, hint)


def _is_draft(noun: Noun | None) -> bool:
    return isinstance(noun, Article) and noun.draft


def pictures_are_local(noun: Noun, library: Library) -> Iterator[Problem]:
    """A picture stands in the content folder, is of a listed type, and says what it shows."""
    for link in noun.body.links:
        if not link.is_image:
            continue
        spot = _target(noun, link)
        yield from _picture(noun, link.target, spot, library)
        if not link.words:
            hint = f"write `![what it shows]({link.target})`"
            yield Problem(
                spot, "missing-alt", "the picture has no words for those who do not see it", hint
            )
    if isinstance(noun, Article) and noun.image:
        yield from _picture(noun, noun.image.src, noun.spot("image", "src"), library)


def _picture(noun: Noun, target: str, spot: Spot, library: Library) -> Iterator[Problem]:
    types = ", ".join(IMAGE_TYPES)
    if scheme_of(target) or target.startswith(("/", "\\")):
        hint = "put the picture beside the article and write its file name"
        yield Problem(spot, "bad-image", f"`{target}` is not a picture of this site", hint)
    elif not target.lower().endswith(IMAGE_TYPES):
        yield Problem(spot, "bad-image", f"`{target}` is no picture", f"types: {types}")
    elif _full_path(noun, target) not in library.files:
        yield Problem(spot, "broken-link", f"there is no picture `{target}`")


def html_is_not_used(noun: Noun, library: Library) -> Iterator[Problem]:
    """A text is Markdown; raw HTML is refused, and what anybody could take for it.

    Programs do not agree on what is code or a title, and the export goes to all of them.
    """
    if "<" not in noun.body.source:
        return
    data, last = noun.body.source.encode(), 0
    targets = set(_pointed(noun, data))
    for found in _LIKE_HTML.finditer(data):
        if found.start() in targets:
            continue
        line, column = noun.body.position(found.start())
        if line != last:  # one problem a line is enough to find them all
            shown = " ".join(found[0].decode(errors="ignore").split())
            hint = "write it in Markdown; write `&lt;` for a `<` that is a sign of your text"
            yield _at(noun, line, column, "raw-html", f"raw HTML: `{shown}`", hint)
        last = line


_LIKE_HTML = re.compile(
    rb"<(?!(?:https?://|mailto:)[^\s<>\"']*>)[A-Za-z/!?](?:[^<>\n]{,38}>|[^<>\s]{,38})"
)
_POINTED = re.compile(rb"(?:\]\(\s*)?<")


def _pointed(noun: Noun, data: bytes) -> Iterator[int]:
    """Where a `<` stands around the target of a link."""
    for link in noun.body.links:
        if found := _POINTED.match(data, link.start if link.tail == link.end else link.tail):
            yield found.end() - 1


def nothing_hides(noun: Noun, library: Library) -> Iterator[Problem]:
    """No character that nobody sees is written as something else."""
    titles = [(link.tail, char) for link in noun.body.links for char in _hiding(link.title)]
    for offset, char in (*noun.body.hiding, *titles):
        line, column = noun.body.position(offset)
        message = f"this stands for {told(char)}, which nobody sees"
        yield _at(noun, line, column, code_of(char), message, "delete it")


def _hiding(words: str) -> list[str]:
    return [words[at] for at in hidden(words)] if not words.isprintable() else []


def nesting_can_be_followed(noun: Noun, library: Library) -> Iterator[Problem]:
    """Lists and quotations stand in each other only as deep as a reader can follow."""
    if noun.body.deep is not None:
        line, column = noun.body.position(noun.body.deep)
        message = f"more than {DEPTH} things stand in each other here"
        yield _at(noun, line, column, "deep-nesting", message, "take them apart")


_FENCE = re.compile(rb"(`{3,}|~{3,})[^\n]*")


def code_is_ended(noun: Noun, library: Library) -> Iterator[Problem]:
    """A block of code that begins with a fence ends with one, or it would swallow the page."""
    data = noun.body.source.encode()
    written = len(data.rstrip())
    for start, end in noun.body.code:
        if end < written or not (fence := _FENCE.match(data, start, end)):
            continue
        *inner, last = data[fence.end() : end].rstrip().split(b"\n")
        mark = fence[1]
        if not (inner and last.strip(b" >").startswith(mark) and not last.strip(b" >" + mark[:1])):
            line, column = noun.body.position(start)
            hint = f"end it with a line of its own, {mark.decode()}, or delete this one"
            message = "this block of code has no end"
            yield _at(noun, line, column, "open-code", message, hint)


_NOTES = re.compile(rb"(?:`{3,}|~{3,})[ \t]*notes[ \t]*(?:\n|$)")


def notes_stay_in_drafts(noun: Noun, library: Library) -> Iterator[Problem]:
    """What was noted down to write from, in others' words, is not published."""
    if isinstance(noun, Article) and not noun.draft:
        data = noun.body.source.encode()
        for start, _ in noun.body.code:
            if _NOTES.match(data, start):
                line, column = noun.body.position(start)
                hint = "write the story in your own words, then delete this block"
                message = "the notes are still here, and they are others' words"
                yield _at(noun, line, column, "notes-left", message, hint)


def stand_ins_are_replaced(noun: Noun, library: Library) -> Iterator[Problem]:
    """What a story begins with is replaced by its own words before it is published."""
    if not isinstance(noun, Article) or noun.draft:
        return
    said = [(noun.summary, STAND_INS["summary"], noun.spot("summary"))]
    for at, source in enumerate(noun.sources):
        said.append((source.title, STAND_INS["title"], noun.spot("sources", at, "title")))
        said.append(
            (source.publisher, STAND_INS["publisher"], noun.spot("sources", at, "publisher"))
        )
    for words, stand_in, spot in said:
        if words == stand_in:
            message = f"`{words}` is what the example says"
            yield Problem(spot, "stand-in-left", message, "write your own words")
    if (at := noun.body.source.find(STAND_INS["body"])) >= 0:
        line, column = noun.body.position(len(noun.body.source[:at].encode()))
        message = "this is what the example says"
        yield _at(noun, line, column, "stand-in-left", message, "write your own words")


_LABEL = re.compile(rb"\[\^([^\]]*)\]")


def footnotes_are_told_apart(noun: Noun, library: Library) -> Iterator[Problem]:
    """A footnote's label is plain, and written alike in both places; each has one footnote."""
    data, known = noun.body.source.encode(), set[str]()
    hint = "call them `[^1]` or `[^grid]`: lower-case letters, digits and hyphens"
    for start, _ in noun.body.footnotes:
        found = _LABEL.match(data, start)
        label = found[1].decode() if found else ""
        if label in known or not is_id(label):
            line, column = noun.body.position(start)
            message = f"`{label}` is {'there twice' if label in known else 'no plain label'}"
            yield _at(noun, line, column, "bad-footnote", message, hint)
        known.add(label)
    for start, label in noun.body.noted:
        if is_id(label.lower()) and label not in known:
            line, column = noun.body.position(start)
            message = f"no footnote is called `{label}`"
            yield _at(noun, line, column, "bad-footnote", message, hint)


def headings_begin_below_the_title(noun: Noun, library: Library) -> Iterator[Problem]:
    """The title is the only heading of level 1."""
    for heading in noun.body.headings:
        if heading.level == 1:
            line, column = noun.body.position(heading.start)
            hint = "write `## A heading`"
            message = "a heading in the text begins with `##`"
            yield _at(noun, line, column, "heading-level", message, hint)
            return


def _sightings(noun: Noun) -> Iterator[tuple[Key, State, Spot]]:
    for link in noun.body.links:
        key, state = named_by(link), state_seen(link)
        if key and key.kind is Kind.COMMITMENT and state:
            yield key, state, _target(noun, link)


def states_are_told_in_order(
    nouns: Mapping[Key, Noun], asked: Mapping[Key, Questions]
) -> Iterator[Problem]:
    """No two stories of the same moment see a commitment in different states."""
    seen: dict[tuple[Key, Moment], tuple[State, Article]] = {}
    articles = [noun for noun in nouns.values() if isinstance(noun, Article)]
    for article in sorted(articles, key=lambda article: article.key.id):
        for key, state, spot in asked[article.key].sightings:
            first, other = seen.setdefault((key, article.date), (state, article))
            if first is not state and other is not article:
                message = f"`{other.key.id}` saw `{key.id}` as `{first.value}` on the same day"
                hint = "give both dates a time, so that the later one counts"
                yield Problem(spot, "same-day-states", message, hint)


def addresses_are_taken_once(asked: Mapping[Key, Questions], library: Library) -> Iterator[Problem]:
    """An old address leads to one article, and to no page that is there today."""
    owners: dict[str, list[tuple[Spot, str]]] = defaultdict(list)
    for key, found in asked.items():
        for alias, spot in found.addresses:
            owners[alias].append((spot, key.id))
    taken = {_taken(path) for path in library.files if path.endswith(".md")} if owners else set()
    for alias, spots in owners.items():
        # Those pages come and go with the stories: all their addresses are the site's.
        is_taken = alias in taken or _COMES_AND_GOES.match(alias)
        for spot, _ in sorted(spots)[0 if is_taken else 1 :]:
            who = "a page of the site" if is_taken else f"`{sorted(spots)[0][1]}`"
            yield Problem(spot, "address-taken", f"`{alias}` already leads to {who}")


_COMES_AND_GOES = re.compile(
    rf"archive/|(?:{'|'.join(kind.folder for kind in SCHEMES.values())})/(?:letters/|[^/]+/\d+/$)"
)
"""The addresses of the archive, of lists by letter, and of the volumes of a noun's stories."""


def _taken(path: str) -> str:
    return path.removesuffix("index.md").removesuffix(".md").rstrip("/") + "/"


Rule = Callable[[Noun, Library], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    body_is_written,
    folder_is_the_year,
    has_a_topic,
    topics_are_known,
    employers_are_known,
    roles_end_after_they_begin,
    parties_are_known,
    updates_follow,
    annotations_are_known,
    annotations_are_whole,
    states_are_known,
    observations_stand_in_articles,
    a_story_sees_one_state,
    titles_belong_to_commitments,
    speakers_are_named,
    speakers_follow_a_long_dash,
    links_are_allowed,
    links_stand_apart,
    links_lead_somewhere,
    pictures_are_local,
    nothing_could_run,
    html_is_not_used,
    nothing_hides,
    nesting_can_be_followed,
    code_is_ended,
    notes_stay_in_drafts,
    stand_ins_are_replaced,
    footnotes_are_told_apart,
    headings_begin_below_the_title,
)


def _at(noun: Noun, line: int, column: int, code: str, message: str, hint: str = "") -> Problem:
    return Problem(Spot(noun.spot().file, line, column), code, message, hint)


def _target(noun: Noun, link: Link) -> Spot:
    return Spot(noun.spot().file, *noun.body.target_position(link))


def _is_about(link: Link, kind: Kind) -> bool:
    key = named_by(link)
    return key is not None and key.kind is kind


def _full_path(noun: Noun, target: str) -> str:
    """The path in the generated tree that a relative link means."""
    folder = posixpath.dirname(noun.key.path)
    return posixpath.normpath(posixpath.join(folder, unquote(target)))


def _is_known(key: Key, library: Library) -> bool:
    return key.id in library.ids.get(key.kind, ())


def _one(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def _unknown(key: Key, spot: Spot, library: Library, scheme: str = "") -> Iterator[Problem]:
    """The problem that `key` has no file, with the likeliest thing that was meant.

    `scheme` is what stands before the id where it is written.
    """
    if _is_known(key, library):
        return
    word, fix = key.kind.word, Fix()
    elsewhere = [kind for kind in SCHEMES.values() if key.id in library.ids.get(kind, ())]
    if elsewhere:
        meant = f"{elsewhere[0].scheme}:{key.id}"
        hint = f"`{key.id}` is {_one(elsewhere[0].word)}: write `{meant}`"
        if not scheme:  # here one kind alone can stand
            hint = f"`{key.id}` is {_one(elsewhere[0].word)}, and no {word}"
        if scheme and len(elsewhere) == 1:
            fix = Fix(f"{scheme}{key.id}", meant)
    else:
        ids = library.ids.get(key.kind, ())
        near, one = did_you_mean(key.id, ids), slip_of(key.id, ids)
        add = f"add {library.root}/{key.path}" if is_id(key.id) else "an id is like `umar-saif`"
        hint = f"{near} Or {add}" if near and is_id(key.id) else near or add
        fix = Fix(f"{scheme}{key.id}", f"{scheme}{one}") if one else fix
    plain = f"no {word} has the id `{key.id}`" if key.id else f"{_one(word)} is named by its id"
    yield Problem(spot, f"unknown-{word}", plain, hint, fix)
