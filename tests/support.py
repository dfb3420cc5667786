"""What several tests share: the example site, commands that run in it, and texts to check."""

from __future__ import annotations

from pathlib import Path

from generator.pages.edition import Edition

EXAMPLE = Path(__file__).parent / "example"
REPOSITORY = Path(__file__).parent.parent


def says(made: Edition) -> object:
    """All that an edition says."""
    pages = [
        (page.path, page.kind, page.title, page.text, page.schema, page.search, page.problems)
        for page in made.pages
    ]
    rows = [list(table.rows()) for table in made.data]
    return (
        pages,
        rows,
        made.problems,
        made.index,
        made.sizes,
        made.analyses,
        made.context,
        made.last_valid,
    )
