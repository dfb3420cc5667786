"""The files of an edition in the preview: each is rendered when a browser asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from msgspec.structs import replace

from generator.output.layouts import Layout
from generator.output.redirects import redirects
from generator.output.registry import (
    Output,
    RenderedFragments,
    SiteRenderer,
    file_outputs,
    joined_outputs,
    page_outputs,
)


class PreviewSite:
    """The files that are made from the content, each rendered when it is asked for."""

    def __init__(self, renderer: SiteRenderer, layouts: Mapping[str, Layout]) -> None:
        renderer = replace(renderer, layouts=layouts)
        self.renderer = replace(renderer, fragments=RenderedFragments(renderer))

    @cached_property
    def _outputs(self) -> dict[str, Output]:
        """The output that makes each file."""
        renderer, site = self.renderer, self.renderer.site
        outputs: dict[str, Output] = {}
        for output in page_outputs(renderer):
            file = site.file(output.name)
            files = (file, f"{file.removesuffix('.html')}.md", *output.other_files)
            outputs |= dict.fromkeys(files, output)
        for entity in renderer.index.entities.values():
            page = outputs.get(site.file(entity.key.path))
            outputs |= dict.fromkeys(dict(redirects(entity, site)), page) if page else {}
        for output in (*file_outputs(renderer), *joined_outputs(renderer)):
            outputs |= dict.fromkeys((output.name, *output.other_files), output)
        return outputs

    def read(self, file: str) -> str | bytes | None:
        """Return a file; None when it isn't made from the content."""
        output = self._outputs.get(file)
        return output.render(self.renderer).files.get(file) if output else None
