"""Every rule that a text keeps, one small function each, and what is asked of all texts.

A rule takes a noun and the library it stands in, yields its problems and raises nothing;
its docstring is the rule. So each file is checked by itself, and what only all of them together
can answer is asked of all of them at the end.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.checks.annotations import (
    an_article_shows_one_state,
    annotations_are_known,
    annotations_are_whole,
    observations_stand_in_articles,
    observed_states,
    states_are_known,
    titles_belong_to_commitments,
)
from generator.checks.context import CheckContext, CrossFileFacts, Rule
from generator.checks.front_matter import (
    dates,
    employers_are_known,
    folder_is_the_year,
    has_a_topic,
    parties_are_known,
    placeholders_are_replaced,
    roles_end_after_they_begin,
    topics_are_known,
    updates_follow,
)
from generator.checks.links import (
    links_are_allowed,
    links_do_not_nest,
    links_lead_somewhere,
    no_active_links,
    pictures_are_local,
    references,
)
from generator.checks.markdown import (
    body_is_written,
    code_is_ended,
    footnotes_are_distinct,
    headings_begin_below_the_title,
    html_is_not_used,
    no_invisible_entities,
    notes_stay_in_drafts,
)
from generator.checks.quotations import speakers_are_named, speakers_follow_a_long_dash
from generator.content.model import Article, Entity
from generator.content.problems import Problem


def check_entity(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Every problem that a noun has by itself, in no particular order."""
    for rule in RULES:
        yield from rule(entity, context)


def cross_file_facts(entity: Entity, context: CheckContext) -> CrossFileFacts:
    """What can be answered when all files are read, while it is known where it is asked."""
    if not isinstance(entity, Article):
        return CrossFileFacts(tuple(references(entity, context)))
    aliases = [
        (alias, entity.location_of("aliases", at)) for at, alias in enumerate(entity.aliases)
    ]
    return CrossFileFacts(
        tuple(references(entity, context)),
        tuple(aliases),
        tuple(observed_states(entity)),
        tuple(dates(entity)),
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
    an_article_shows_one_state,
    titles_belong_to_commitments,
    speakers_are_named,
    speakers_follow_a_long_dash,
    links_are_allowed,
    links_do_not_nest,
    links_lead_somewhere,
    pictures_are_local,
    no_active_links,
    html_is_not_used,
    no_invisible_entities,
    code_is_ended,
    notes_stay_in_drafts,
    placeholders_are_replaced,
    footnotes_are_distinct,
    headings_begin_below_the_title,
)
