"""All rules for a single file, one small function each.

The docstring of a rule states the rule. A rule yields problems and raises nothing. Rules that need
more than one file are in `across_files`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice

from generator.checks.annotations import (
    an_article_shows_one_state_a_day,
    annotations_are_known,
    links_do_not_repeat,
    states_are_in_articles,
    states_are_known,
    states_are_known_at_publication,
    titles_say_something,
    unknown_annotations,
    written_states,
)
from generator.checks.block_quotes import block_quotes_have_a_speaker
from generator.checks.broken_annotations import annotations_are_whole, targets_are_in_links
from generator.checks.context import MAX_PROBLEMS, CheckContext, CrossFileFacts
from generator.checks.front_matter import (
    commitments_have_a_party,
    folder_is_the_year,
    front_matter_ids,
    front_matter_ids_are_known,
    has_a_topic,
    items_are_listed_once,
    location_without_promiser,
    old_addresses,
    placeholders_are_replaced,
    publication_follows_the_event,
    required_keys_are_there,
    roles_end_after_they_begin,
    roles_have_a_term_or_reports,
    the_summary_adds_to_the_headline,
    updates_follow,
    values_are_plain_words,
    written_dates,
    written_names,
)
from generator.checks.links import (
    entities_are_annotated,
    images_are_local,
    links_are_allowed,
    links_do_not_nest,
    links_lead_somewhere,
    no_active_links,
    references,
)
from generator.checks.lost_links import (
    addresses_are_links,
    footnotes_are_written,
    links_are_links,
    numbers_lead_somewhere,
    tables_have_a_separator,
)
from generator.checks.markdown import (
    articles_are_neither_short_nor_long,
    body_is_written,
    code_is_ended,
    footnotes_are_distinct,
    headings_begin_below_the_title,
    html_is_not_used,
    no_invisible_entities,
    notes_stay_in_drafts,
    paragraphs_are_there_once,
)
from generator.checks.odd_markdown import (
    brackets_are_in_order,
    dashes_begin_no_line,
    headings_are_headings,
    headings_have_a_space,
    lines_stand_apart_from_paragraphs,
    markup_is_closed,
    no_wiki_links,
    paragraphs_begin_at_the_margin,
    paragraphs_begin_with_words,
)
from generator.checks.pasted_text import (
    lists_are_lists,
    markdown_is_of_this_site,
    tables_are_tables,
)
from generator.checks.quotations import (
    possible_speakers,
    quoted_words_have_marks,
    speakers_are_named,
    speakers_follow_a_long_dash,
    speakers_have_their_line,
)
from generator.checks.translations import source_digest, written_paragraphs, written_passages
from generator.content.model import Article, Entity
from generator.content.problems import Problem

RULES: tuple[Callable[[Entity], Iterator[Problem]], ...] = (
    body_is_written,
    commitments_have_a_party,
    roles_end_after_they_begin,
    roles_have_a_term_or_reports,
    publication_follows_the_event,
    updates_follow,
    the_summary_adds_to_the_headline,
    items_are_listed_once,
    values_are_plain_words,
    annotations_are_whole,
    targets_are_in_links,
    brackets_are_in_order,
    states_are_known,
    states_are_in_articles,
    an_article_shows_one_state_a_day,
    states_are_known_at_publication,
    titles_say_something,
    links_do_not_repeat,
    speakers_are_named,
    speakers_follow_a_long_dash,
    speakers_have_their_line,
    quoted_words_have_marks,
    block_quotes_have_a_speaker,
    links_do_not_nest,
    no_active_links,
    html_is_not_used,
    no_invisible_entities,
    code_is_ended,
    notes_stay_in_drafts,
    placeholders_are_replaced,
    footnotes_are_distinct,
    headings_begin_below_the_title,
    headings_have_a_space,
    markup_is_closed,
    no_wiki_links,
    paragraphs_begin_at_the_margin,
    lines_stand_apart_from_paragraphs,
    headings_are_headings,
    paragraphs_begin_with_words,
    dashes_begin_no_line,
    links_are_links,
    addresses_are_links,
    tables_have_a_separator,
    footnotes_are_written,
    numbers_lead_somewhere,
    paragraphs_are_there_once,
    lists_are_lists,
    tables_are_tables,
    markdown_is_of_this_site,
)
"""The rules that need nothing but the file."""

CONTEXT_RULES: tuple[Callable[[Entity, CheckContext], Iterator[Problem]], ...] = (
    folder_is_the_year,
    has_a_topic,
    front_matter_ids_are_known,
    required_keys_are_there,
    annotations_are_known,
    entities_are_annotated,
    links_are_allowed,
    links_lead_somewhere,
    images_are_local,
    articles_are_neither_short_nor_long,
)
"""The rules that need to know which other files exist."""


RULES_FOR_ORIGINALS = frozenset(
    [
        commitments_have_a_party,
        roles_end_after_they_begin,
        roles_have_a_term_or_reports,
        publication_follows_the_event,
        updates_follow,
        items_are_listed_once,
        an_article_shows_one_state_a_day,
        states_are_known_at_publication,
        folder_is_the_year,
        has_a_topic,
        front_matter_ids_are_known,
        required_keys_are_there,
        articles_are_neither_short_nor_long,
    ]
)
"""The rules that don't concern translations: those are about what the original alone says."""


def check_entity(entity: Entity, context: CheckContext) -> Iterator[Problem]:
    """Yield every problem that a file has by itself, in no particular order."""
    left_out = RULES_FOR_ORIGINALS if entity.translation else frozenset()
    for rule in RULES:
        if rule not in left_out:
            yield from rule(entity)
    for context_rule in CONTEXT_RULES:
        if context_rule not in left_out:
            yield from context_rule(entity, context)


def cross_file_facts(entity: Entity, context: CheckContext) -> CrossFileFacts:
    """Return what the rules in `across_files` need to know of a file."""
    unknown_ids = chain(
        (written for written in front_matter_ids(entity) if not context.has_file(written.key)),
        unknown_annotations(entity, context),
    )
    return CrossFileFacts(
        references=tuple(references(entity, context)),
        aliases=tuple(old_addresses(entity)),
        unknown_ids=tuple(islice(unknown_ids, MAX_PROBLEMS)),
        sought_by=location_without_promiser(entity),
        written_states=tuple(written_states(entity)) if isinstance(entity, Article) else (),
        dates=tuple(written_dates(entity)),
        possible_speakers=(tuple(possible_speakers(entity)) if isinstance(entity, Article) else ()),
        names=tuple(written_names(entity)),
        passages=tuple(written_passages(entity)) if context.languages else (),
        paragraphs=tuple(written_paragraphs(entity)) if context.languages else (),
        source_digest=source_digest(entity, entity.body.source) if context.languages else "",
    )
