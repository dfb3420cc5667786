"""Every rule that a text keeps, one small function each, and what is asked of all texts.

A rule takes a noun and the library it stands in, yields its problems and raises nothing;
its docstring is the rule. So each file is checked by itself, and what only all of them together
can answer is asked of all of them at the end.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.checks.annotations import (
    a_story_sees_one_state,
    annotations_are_known,
    annotations_are_whole,
    observations_stand_in_articles,
    sightings,
    states_are_known,
    titles_belong_to_commitments,
)
from generator.checks.context import Library, Questions, Rule
from generator.checks.front_matter import (
    dates,
    employers_are_known,
    folder_is_the_year,
    has_a_topic,
    parties_are_known,
    roles_end_after_they_begin,
    stand_ins_are_replaced,
    topics_are_known,
    updates_follow,
)
from generator.checks.links import (
    links_are_allowed,
    links_lead_somewhere,
    links_stand_apart,
    nothing_could_run,
    pictures_are_local,
    references,
)
from generator.checks.markdown import (
    body_is_written,
    code_is_ended,
    footnotes_are_told_apart,
    headings_begin_below_the_title,
    html_is_not_used,
    notes_stay_in_drafts,
    nothing_hides,
)
from generator.checks.quotations import speakers_are_named, speakers_follow_a_long_dash
from generator.content.model import Article, Noun
from generator.content.problems import Problem


def check(noun: Noun, library: Library) -> Iterator[Problem]:
    """Every problem that a noun has by itself, in no particular order."""
    for rule in RULES:
        yield from rule(noun, library)


def questions(noun: Noun, library: Library) -> Questions:
    """What can be answered when all files are read, while it is known where it is asked."""
    if not isinstance(noun, Article):
        return Questions(tuple(references(noun, library)))
    aliases = [(alias, noun.spot("aliases", at)) for at, alias in enumerate(noun.aliases)]
    return Questions(
        tuple(references(noun, library)),
        tuple(aliases),
        tuple(sightings(noun)),
        tuple(dates(noun)),
    )


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
    code_is_ended,
    notes_stay_in_drafts,
    stand_ins_are_replaced,
    footnotes_are_told_apart,
    headings_begin_below_the_title,
)
