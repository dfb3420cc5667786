"""The index as Markdown pages, through templates."""
