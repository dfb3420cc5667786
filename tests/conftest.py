"""Fixtures: the example site, its texts, and the browser."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from generator.system.file_tree import read_tree
from tests.browser import served_site
from tests.support import (
    EXAMPLE,
    add_translations,
    coopnews,
    copy_example,
    copy_own_site,
)

os.environ["NO_MKDOCS_2_WARNING"] = "1"
os.environ.pop("MAKELEVEL", None)  # under `make test`, hints would name targets of make
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)  # under `nohup`, commands would ignore it


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--refresh", action="store_true", help="Write what is expected anew.")


@pytest.fixture
def refresh(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--refresh"))


@pytest.fixture(scope="session")
def texts() -> dict[str, bytes]:
    """The example's content files, by path."""
    return dict(read_tree(EXAMPLE / "content", "content").texts)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A copy of the example site that a test may change."""
    return copy_example(tmp_path)


@pytest.fixture(scope="session")
def translated_example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example site with editions in Urdu and Chinese, which no test changes."""
    site = copy_example(tmp_path_factory.mktemp("translated"))
    add_translations(site)
    shutil.rmtree(site / ".cache")
    return site


@pytest.fixture
def translated_site(translated_example: Path, tmp_path: Path) -> Path:
    """A copy of the example site with editions in Urdu and Chinese that a test may change."""
    return Path(shutil.copytree(translated_example, tmp_path / "site-source"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Headless Chromium. Without one the tests are skipped; in CI that is a failure."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        reason = "no Chromium on this machine: install Debian's `chromium`"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where it is used

    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Our own site without social cards, which no test changes: the folder `record` in another.

    It takes ten seconds, so it is built once for all workers of pytest-xdist.
    """
    folder = tmp_path_factory.getbasetemp()
    root = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "own-site"
    with FileLock(f"{root}.lock"):
        if not (root / "record").exists():
            source = root / "source"
            copy_own_site(source)
            words = ("-q", "--no-pictures", "--no-cache", "--today", "2026-11-28")
            done = coopnews("build", *words, "-d", str(root / "record"), cwd=source)
            assert done.returncode == 0, done.stderr
    return root / "record"


@pytest.fixture(scope="session")
def address(own_site: Path) -> Iterator[str]:
    """The address of our own site, served with its headers below a path."""
    with served_site(own_site.parent) as url:
        yield url


REPORT_VIOLATIONS = """addEventListener("securitypolicyviolation",
  (event) => console.log(`violation of ${event.effectiveDirective}: ${event.sample}`), true)"""
BY_POLICY = re.compile("violation of|Content Security Policy|Permissions-Policy|Pagefind|Trusted")
"""Matches what the console says about anything forbidden by a header, and a search without its
worker."""


@contextmanager
def new_page(browser: Any) -> Iterator[Any]:
    """Give a page of a new browser; in the end, no security policy was violated."""
    context = browser.new_context()
    context.add_init_script(REPORT_VIOLATIONS)
    page = context.new_page()
    page.set_default_timeout(20_000)
    violations: list[str] = []
    page.on("console", lambda m: violations.append(m.text) if BY_POLICY.search(m.text) else None)
    yield page
    context.close()
    assert violations == []


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of a new browser, for one test."""
    with new_page(browser) as page:
        yield page


@pytest.fixture(scope="module")
def shared_page(browser: Any) -> Iterator[Any]:
    """A page for tests that each load another address, and store nothing in the browser."""
    with new_page(browser) as page:
        yield page
