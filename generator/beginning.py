"""The beginning of an article: what its file holds before it is written."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date


def beginning(title: str, day: date, topics: Sequence[str], source: str) -> str:
    """A draft that has every key an article must have, and a line on how to annotate."""
    listed = f"topics: [{', '.join(topics)}]\n" if topics else ""
    return f"""---
title: {json.dumps(title, ensure_ascii=False)}
date: {day.isoformat()}
summary: Say in one sentence what happened.
{listed}sources:
  - title: The headline of the page you read
    publisher: Who published it
    url: {source}
draft: true    # delete this line when the story is ready
---

Write the story here, in your own words. Name people and things with links like
`[Umar Saif](person:umar-saif)`, `[the ministry](org:moitt)`, `[Karachi](place:karachi)`,
`[optical fibre](topic:fibre)` and `[was going ahead](commitment:an-id "under-way")`.
"""
