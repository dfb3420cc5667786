"""The dev container has everything that a contributor needs to write in a browser."""

from __future__ import annotations

import json
import subprocess

from generator.build.settings import load_settings
from generator.newsroom.new_site import new_site, site_files
from tests.support import REPOSITORY, TODAY


def test_the_container_installs_what_the_site_needs_and_shows_the_preview() -> None:
    path = REPOSITORY / ".devcontainer/devcontainer.json"
    container = json.loads(path.read_text(encoding="utf-8"))
    assert container["postCreateCommand"].split() == ["make", ".venv/.site"]
    assert container["forwardPorts"] == [load_settings(REPOSITORY / "mkdocs.yml").dev_addr[1]]
    words = ["make", "--dry-run", "VENV=nothing", "nothing/.site"]
    result = subprocess.run(words, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert "-r requirements/site.txt" in result.stdout


def test_a_new_site_has_the_same_container() -> None:
    ours = json.loads((REPOSITORY / ".devcontainer/devcontainer.json").read_text("utf-8"))
    files = site_files(new_site('The "Record"', "", "", (), ("News",)), TODAY)
    theirs = json.loads(files[".devcontainer/devcontainer.json"])
    assert theirs["name"] == 'The "Record"'
    assert "requirements.txt" in theirs["postCreateCommand"]
    same = ("image", "forwardPorts", "customizations")
    assert [ours[key] for key in same] == [theirs[key] for key in same]


def test_the_first_pages_lead_to_the_container() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        assert "https://codespaces.new/karakoram-record/cooperation-news" in text, name
