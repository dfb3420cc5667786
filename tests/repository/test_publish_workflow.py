"""The workflow that publishes hands over the whole site, and keeps itself running."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import Any

import yaml

from tests.repository.workflows import run_script, steps_in, written
from tests.support import build_site, edit_file, read_files, run


def handed_over(site: Path) -> set[str]:
    """Return the files that actions/upload-pages-artifact puts into its archive, at v5.0.0.

    Without `include-hidden-files` it leaves out whatever begins with a dot.
    """
    (step,) = [
        step for step in steps_in(written("publish")) if "pages-artifact" in step.get("uses", "")
    ]
    hidden = ["--exclude=.[^/]*"] if not step["with"].get("include-hidden-files") else []
    archive = site.parent / "artifact.tar"
    folder = str(site / step["with"]["path"])
    exclude = ["--exclude=.git", "--exclude=.github", *hidden]
    options = ["--dereference", "--hard-dereference", "--directory", folder]
    done = run("tar", *options, "-cf", str(archive), *exclude, ".")
    assert done.returncode == 0, done.stderr
    with tarfile.open(archive) as tar:
        return {member.name.removeprefix("./") for member in tar if member.isfile()}


def test_every_file_of_the_site_is_handed_over(site: Path) -> None:
    security = "{security: {contact: 'mailto:a@example.org', expires: 2027-01-01}}"
    edit_file("mkdocs.yml", "[cooperation-news]", f"[{{cooperation-news: {security}}}]")(site)
    build_site(site, "--no-search")
    files = handed_over(site)
    assert ".well-known/security.txt" in files
    assert files == {*read_files(site / "site")}


def test_the_preview_of_a_change_has_hidden_files_too() -> None:
    (preview,) = [
        step["with"] for step in steps_in(written("check")) if step["name"] == "Keep the preview"
    ]
    assert preview["include-hidden-files"] is True


KEEP_ALIVE: dict[str, Any] = yaml.safe_load(written("publish"))["jobs"]["keep-alive"]


def test_scheduled_runs_enable_again_what_nobody_has_disabled() -> None:
    """GitHub stops scheduled runs 60 days after the last commit; enabling starts these days anew.

    A workflow that somebody has disabled stays so.
    """
    assert KEEP_ALIVE["if"] == "github.event_name == 'schedule'"
    (step,) = KEEP_ALIVE["steps"]
    workflows = [
        {"id": 1, "state": "active"},
        {"id": 2, "state": "disabled_manually"},
        {"id": 3, "state": "disabled_inactivity"},
    ]
    calls = run_script(step["with"]["script"], {"actions.listRepoWorkflows": workflows})
    assert json.dumps(calls) == json.dumps(
        [
            ["actions.listRepoWorkflows", {"owner": "o", "repo": "r"}],
            ["actions.enableWorkflow", {"owner": "o", "repo": "r", "workflow_id": 1}],
            ["actions.enableWorkflow", {"owner": "o", "repo": "r", "workflow_id": 3}],
        ]
    )
