"""The command line, the MkDocs plugin and the export, on the example site."""

from __future__ import annotations

import html
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.build.project import open_project
from generator.output.security_headers import POLICY
from generator.system import file_tree, files
from tests.commands import start_coopnews
from tests.support import REPOSITORY, STORY, coopnews, read_files, run


def break_a_story(site: Path) -> None:
    path = site / STORY
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("org:moitt", "org:moit"), encoding="utf-8")


def read_comparable_files(folder: Path) -> dict[str, bytes]:
    """Return a site's files except the search index, with its hashes, and the zipped sitemap."""
    files = read_files(folder).items()
    return {path: data for path, data in files if "pagefind" not in path and path[-3:] != ".gz"}


FAILING_BUILDS = {
    "an id that the page has twice": (
        "from generator.output import html; unbroken = html.markdown.html; "
        "id = '<p id=\"content\"></p>'; "
        "html.markdown.html = lambda text: unbroken(text) + id * ('in a guest' in text)"
    ),
    "an exception": (
        "from generator.output import registry; rendered = registry.page_html\n"
        "def page_html(page, *rest):\n"
        "    assert page.source != 'articles/2024/fibre-is-laid.md'\n"
        "    return rendered(page, *rest)\n"
        "registry.page_html = page_html"
    ),
}


@pytest.mark.parametrize("fault", FAILING_BUILDS.values(), ids=FAILING_BUILDS.keys())
def test_a_build_that_fails_names_the_article(site: Path, fault: str) -> None:
    """So that a person can remove the file, whatever is wrong with the generator."""
    path = site / "content" / "articles" / "2024" / "fibre-is-laid.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nHe was in a guest house.\n")
    code = f"{fault}\nfrom generator.cli import run; run()"
    done = run(
        sys.executable, "-c", code, "build", "--verify", "--no-search", "--no-cache", cwd=site
    )
    assert done.returncode == 2
    assert "articles/2024/fibre-is-laid.md" in done.stderr
    assert not (site / "site").exists()


def test_check_exits_with_0_without_errors(site: Path) -> None:
    done = coopnews("check", cwd=site)
    assert (done.returncode, done.stdout) == (0, "3 stories and 1 draft checked: no problems\n")


def test_check_prints_the_problem_and_exits_with_1(site: Path) -> None:
    break_a_story(site)
    done = coopnews("check", "-q", cwd=site)
    assert done.returncode == 1
    assert done.stderr == ""
    assert done.stdout == (
        f"{STORY}:12:16: unknown-organisation: no organisation has the id `moit`\n"
        "    hint: did you mean `moitt`? Or add content/organisations/moit.md\n"
    )


@pytest.mark.parametrize("words", [("-f", "nowhere.yml"), ("-f", "docs")])
def test_check_exits_with_2_when_it_cannot_run(site: Path, words: tuple[str, ...]) -> None:
    done = coopnews("check", *words, cwd=site)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_missing_content_folder_is_reported_in_one_line(site: Path) -> None:
    (site / "content").rename(site / "elsewhere")
    done = coopnews("build", "-q", cwd=site)
    assert done.returncode == 2
    assert done.stderr.startswith("coopnews: there is no folder ")


def test_a_file_removed_during_the_build_is_not_reported_as_a_missing_folder(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_tree = file_tree.read_tree

    def vanishing(folder: Path, root: str, **options: Any) -> file_tree.Tree:
        tree = read_tree(folder, root, **options)
        (site / STORY).unlink()
        return tree

    monkeypatch.setattr(file_tree, "read_tree", vanishing)
    with pytest.raises(files.UserError, match=r"fibre-is-laid\.md was removed while it was read"):
        open_project(str(site / "mkdocs.yml")).read()


def test_a_failed_build_leaves_the_old_site_unchanged(site: Path) -> None:
    assert coopnews("build", "-q", "--no-search", cwd=site).returncode == 0
    before = read_comparable_files(site / "site")
    break_a_story(site)
    assert coopnews("build", "-q", cwd=site).returncode == 1
    (site / "docs" / "about.md").write_text("# A\n\n[gone](gone.md)\n", encoding="utf-8")
    (site / STORY).unlink()
    assert coopnews("build", "-q", cwd=site).returncode != 0
    assert read_comparable_files(site / "site") == before
    left = {path.name for path in site.iterdir() if path.name.startswith(".")}
    assert left == {".cache"}


def test_mkdocs_build_makes_the_same_site(site: Path) -> None:
    assert coopnews("build", "-q", cwd=site).returncode == 0
    ours = read_comparable_files(site / "site")
    done = run(sys.executable, "-m", "mkdocs", "build", "--strict", cwd=site)
    assert done.returncode == 0, done.stderr
    theirs = read_comparable_files(site / "site")
    assert ours.keys() == theirs.keys()
    assert [path for path in ours if ours[path] != theirs[path]] == []


def test_a_handwritten_page_or_file_replaces_a_generated_one(site: Path) -> None:
    own = site / "docs"
    (own / "articles" / "2024").mkdir(parents=True)
    (own / "articles" / "2024" / "fibre-is-laid.md").write_text("# Mine\n", encoding="utf-8")
    (own / "data").mkdir()
    (own / "data" / "articles.csv").write_text("mine", encoding="utf-8")
    assert coopnews("build", "-q", cwd=site).returncode == 0
    page = site / "site" / "articles" / "2024" / "fibre-is-laid" / "index.html"
    assert ">Mine</h1>" in page.read_text(encoding="utf-8")
    assert (site / "site" / "data" / "articles.csv").read_text(encoding="utf-8") == "mine"
    assert "Fibre is laid" in (site / "site" / "feed.xml").read_text(encoding="utf-8")
    ours = read_comparable_files(site / "site")
    done = run(sys.executable, "-m", "mkdocs", "build", "-q", cwd=site)
    assert done.returncode == 0, done.stderr
    theirs = read_comparable_files(site / "site")
    assert [path for path in ours if ours[path] != theirs[path]] == []


def test_mkdocs_build_stops_at_an_error_before_it_removes_the_site(site: Path) -> None:
    assert coopnews("build", "-q", "--no-search", cwd=site).returncode == 0
    before = read_comparable_files(site / "site")
    break_a_story(site)
    done = run(sys.executable, "-m", "mkdocs", "build", cwd=site)
    assert done.returncode != 0
    assert "unknown-organisation" in done.stderr
    assert "Traceback" not in done.stderr
    assert read_comparable_files(site / "site") == before


def test_another_site_is_built_with_its_configuration_file(site: Path, tmp_path: Path) -> None:
    done = coopnews("build", "-q", "-f", str(site / "mkdocs.yml"), "-d", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "articles/2024/fibre-is-laid/index.html").is_file()
    assert (tmp_path / "out" / "articles/2024/map.png").is_file()
    old = (tmp_path / "out" / "articles/2023/old-name/index.html").read_text(encoding="utf-8")
    assert 'content="0; url=../../../articles/2023/minister-asks-for-help/"' in old


def test_the_site_has_one_security_policy_and_no_script_of_material(site: Path) -> None:
    """The policy is in each page, and in `_headers` for hosts that use that file."""
    assert coopnews("build", "-q", "--no-search", cwd=site).returncode == 0
    built = site / "site"
    for page in built.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        policy = f'http-equiv="Content-Security-Policy" content="{POLICY}"'
        assert policy in html.unescape(text), page
        scripts = re.findall(r"<script\b[^>]*>", text)
        assert all("src=" in script or "application/ld+json" in script for script in scripts), page
        assert not re.search(r"<style|\sstyle=|\son\w+=", text), page
    assert f"  Content-Security-Policy: {POLICY}; frame-ancestors 'none'\n" in (
        (built / "_headers").read_text(encoding="utf-8")
    )
    assets = REPOSITORY / "generator/theme/assets"
    ours = {path.name for path in assets.glob("*.js")}
    ours |= {
        f"{path.name}.js"
        for path in (assets / "write", *(assets / "write").iterdir())
        if path.is_dir()
    }
    ours -= {"margin.js", "reload.js"}  # only the preview has them
    ours -= {"nastaliq.js", "original.js", "translate.js"}  # for Urdu, and for editions
    assert {path.name for path in built.rglob("*.js")} == ours
    assert not list(built.rglob("*.map"))


def test_the_site_has_its_icons_and_images(site: Path) -> None:
    assert coopnews("build", "-q", "--no-search", cwd=site).returncode == 0
    built = site / "site"
    for icon in ("favicon.ico", "apple-touch-icon.png", "assets/icon.svg", "assets/icon-512.png"):
        assert (built / icon).is_file(), icon
    manifest = json.loads((built / "site.webmanifest").read_text(encoding="utf-8"))
    assert all((built / icon["src"]).is_file() for icon in manifest["icons"])
    story = (built / "articles/2024/fibre-is-laid/index.html").read_text(encoding="utf-8")
    shared = re.findall(r'"og:image" content="https://example.org/record/([^"]*)"', story)
    assert [(built / path).is_file() for path in shared] == [True]
    size = 'width="40" height="20" loading="lazy" decoding="async"'
    assert story.count(size) == 2  # the story's own picture, and the one in its text


def test_every_value_is_escaped_where_it_is_written(site: Path) -> None:
    assert coopnews("build", "-q", "--no-search", cwd=site).returncode == 0
    page = site / "site/articles/2023/minister-asks-for-help/index.html"
    text = page.read_text(encoding="utf-8")
    title = "Minister asks: *help* with fibre &amp; chips | &lt;now&gt;"
    assert f"<title>{title} - The Example Record</title>" in text
    assert f'property="og:title" content="{title}"' in text
    assert "<now>" not in text
    assert r"fibre \u0026 chips | \u003cnow\u003e" in text  # in the structured data


def test_a_site_without_an_address_has_no_absolute_links(site: Path) -> None:
    settings = (site / "mkdocs.yml").read_text(encoding="utf-8")
    (site / "mkdocs.yml").write_text(re.sub("(?m)^site_url.*$", "", settings), encoding="utf-8")
    assert coopnews("build", "-q", "--no-search", cwd=site).returncode == 0
    text = (site / "site/articles/2024/fibre-is-laid/index.html").read_text(encoding="utf-8")
    for words in ("og:image", "ld+json", "canonical"):
        assert words not in text


def built_page(site: Path, path: str, *words: str) -> str:
    assert coopnews("build", "-q", *(words or ("--no-search",)), cwd=site).returncode == 0
    return (site / "site" / path).read_text(encoding="utf-8")


def test_a_handwritten_page_keeps_the_policy_and_has_ids_in_every_script(site: Path) -> None:
    text = "---\ndescription:\n---\n# A\n\n## عنوان\n\n| a | b |\n|--:|:-:|\n| 1 | 2 |\n"
    (site / "docs" / "about.md").write_text(text, encoding="utf-8")
    page = built_page(site, "about/index.html")
    assert 'id="عنوان"' in page
    assert '<td class="right">' in page
    assert "style=" not in page
    assert 'content="None"' not in page


def test_the_menu_links_every_page_of_every_section(site: Path) -> None:
    settings = (site / "mkdocs.yml").read_text(encoding="utf-8")
    menu = "nav:\n  - G: []\n  - H: [{I: [{Topics: topics/index.md}]}, about.md]\n"
    (site / "mkdocs.yml").write_text(settings.split("nav:")[0] + menu, encoding="utf-8")
    page = built_page(site, "people/index.html")
    links = re.findall(r'<li><a href="([^"]*)"', page.split("</nav>")[0])
    assert links == ["../topics/", "../about/"]


def test_a_site_without_search_has_no_search_dialog(site: Path) -> None:
    page = built_page(site, "topics/index.html")
    assert "search-dialog" not in page
    assert "search.js" not in page
    assert "search-dialog" in built_page(site, "topics/index.html", "-q")


def test_a_site_without_commitments_loads_no_tracker_script(site: Path) -> None:
    for path in (*site.glob("content/*/*.md"), *site.glob("content/*/*/*.md")):
        path.unlink()
    page = built_page(site, "commitments/index.html")
    assert "tracker.js" not in page
    assert "No commitments yet." in page


def test_the_option_today_decides_what_is_overdue(site: Path) -> None:
    story = site / STORY
    text = story.read_text(encoding="utf-8").replace('"done"', '"agreed"')
    story.write_text(text, encoding="utf-8")
    tracker = site / "site/commitments/index.html"
    for day, overdue in (("2024-06-30", False), ("2024-07-01", True)):
        assert coopnews("build", "-q", "--no-search", "--today", day, cwd=site).returncode == 0
        assert (">Overdue<" in tracker.read_text(encoding="utf-8")) == overdue
    assert coopnews("build", "--today", "yesterday", cwd=site).returncode == 2


@pytest.mark.parametrize("command", ["build --no-search", "check", "export tree"])
@pytest.mark.parametrize("how", ["--today", "SOURCE_DATE_EPOCH"])
def test_every_command_uses_the_given_day(
    site: Path, monkeypatch: pytest.MonkeyPatch, command: str, how: str
) -> None:
    """In the example a story of May 2024 shows a commitment done; the last day is of July."""
    words = command.split()
    for day, second, exit_code in (("2024-04-01", 1711929600, 1), ("2024-07-01", 1719792000, 0)):
        if how == "--today":
            done = coopnews(*words, "--today", day, cwd=site)
        else:
            monkeypatch.setenv(how, str(second))
            done = coopnews(*words, cwd=site)
        printed = done.stdout + done.stderr
        reported = ("future-date:" in printed, "future-state:" in printed)
        assert (done.returncode, *reported) == (exit_code, bool(exit_code), bool(exit_code))


@pytest.mark.parametrize("epoch", ["yesterday", "9" * 30])
def test_an_invalid_source_date_epoch_is_reported_in_one_line(
    site: Path, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    for command in ("check", "build"):
        done = coopnews(command, "-q", cwd=site)
        assert done.returncode == 2
        assert done.stderr == f"coopnews: SOURCE_DATE_EPOCH is no number of seconds: {epoch}\n"


def test_new_creates_a_draft_that_passes_the_check(site: Path) -> None:
    words = ("new", 'A "quoted": headline', "--date", "2024-02-03", "--topic", "fibre")
    done = coopnews(*words, "--source", "https://example.com/a", cwd=site)
    assert done.stdout.startswith("content/articles/2024/a-quoted-headline.md\n")
    checked = coopnews("check", cwd=site)
    lines = [line for line in checked.stdout.splitlines() if line.startswith("content/")]
    assert {line.split()[1] for line in lines if "a-quoted" in line} <= {
        "unknown-place:",
        "unknown-commitment:",
    }
    again = coopnews(*words, cwd=site)
    assert again.returncode == 2
    assert "exists already" in again.stderr


COMMANDS = "check new annotate report schema build serve export completion translate lsp".split()


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help_with_an_example(site: Path, command: str) -> None:
    done = start_coopnews(*filter(None, [command]), "--help", cwd=site)
    assert done.returncode == 0
    assert "Example" in done.stdout


@pytest.mark.parametrize(
    "words",
    [
        f"annotate {STORY}",
        "build -q --no-search --no-pictures",
        "check",
        "completion bash",
        "explain",
        "export tree",
        "new Story --date 2024-02-03 --topic fibre",
        "report HEAD",
        "schema person",
        "translate ur",
    ],
)
def test_a_command_prints_the_same_in_a_process_of_its_own(site: Path, words: str) -> None:
    """Most tests run commands in forks of a process that has imported all modules."""
    other = shutil.copytree(site, site.with_name("other"))
    done, expected = start_coopnews(*words.split(), cwd=site), coopnews(*words.split(), cwd=other)
    assert done.returncode == expected.returncode
    assert (done.stdout, done.stderr) == (
        expected.stdout.replace(str(other), str(site)),
        expected.stderr.replace(str(other), str(site)),
    )
    assert "Traceback" not in done.stderr


def test_every_command_is_in_the_readme() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"coopnews {command}" in readme


def test_without_pygls_one_line_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['pygls'] = sys.modules['lsprotocol'] = None; "
        "sys.argv = ['coopnews', 'lsp']; from generator.__main__ import run; run()"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    message = "coopnews: `lsp` needs the package pygls: run `pip install pygls` first\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


@pytest.fixture
def exported(site: Path, tmp_path: Path) -> Path:
    done = coopnews("export", str(tmp_path / "tree"), cwd=site)
    assert done.returncode == 0, done.stderr
    return tmp_path / "tree"


def test_the_export_builds_under_stock_mkdocs(exported: Path) -> None:
    """This package cannot be imported there, and there is no warning."""
    code = "import sys; sys.modules['generator'] = None; from mkdocs.__main__ import cli; cli()"
    done = run(sys.executable, "-c", code, "build", "--strict", cwd=exported)
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    story = exported / "site" / "articles/2023/minister-asks-for-help/index.html"
    page = story.read_text(encoding="utf-8")
    assert 'href="../../../people/umar-saif/"' in page
    assert "<code>" not in page.split("<article")[1]  # no box was taken for a code block
    assert 'markdown="' not in page


def test_the_export_builds_under_zensical(exported: Path) -> None:
    pytest.importorskip("zensical", reason="Zensical is not installed: it is in the test extra")
    done = run(sys.executable, "-m", "zensical", "build", "--strict", cwd=exported)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (exported / "site" / "topics/fibre/index.html").is_file()


def test_an_export_removes_only_files_of_an_earlier_export(site: Path, exported: Path) -> None:
    (exported / "mine.txt").write_text("mine", encoding="utf-8")
    (site / STORY).unlink()
    story = site / "content/articles/2023/minister-asks-for-help.md"
    text = story.read_text(encoding="utf-8")
    story.write_text(text.replace("[a later story](../2024/fibre-is-laid.md#the-end)", "it"))
    assert coopnews("export", str(exported), cwd=site).returncode == 0
    assert not (exported / "docs/articles/2024/fibre-is-laid.md").exists()
    assert (exported / "mine.txt").exists()
    refused = coopnews("export", str(site / "docs"), cwd=site)
    assert refused.returncode == 2
    assert "choose another folder" in refused.stderr


def broken_links(docs: Path) -> list[tuple[str, str]]:
    """Return each link between exported pages that leads nowhere, with its page."""
    paths = (path for path in docs.rglob("*.md") if path.relative_to(docs).parts[0] != "contribute")
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    broken = []
    for path, text in texts.items():
        for target, anchor in re.findall(r"\]\(([^):\s]*\.md)(?:#([^)\s]+))?", text):
            page = Path(os.path.normpath(path.parent / target))
            if not page.exists() or (anchor and f'id="{anchor}"' not in texts.get(page, "")):
                broken.append((str(path), f"{target}#{anchor}"))
    return broken


def test_our_own_export_builds_without_a_warning(tmp_path: Path) -> None:
    """MkDocs builds the pages in English. Links are checked in every language.

    The theme is the least there can be: the pages of the example are built with that of the export.
    """
    tree = tmp_path / "tree"
    assert coopnews("export", str(tree), cwd=REPOSITORY).returncode == 0
    assert broken_links(tree / "docs") == []
    for language in ("ur", "zh"):
        shutil.rmtree(tree / "docs" / language)
    (tree / "plain").mkdir()
    (tree / "plain/main.html").write_text("{{ page.content }}", encoding="utf-8")
    settings = (tree / "mkdocs.yml").read_text(encoding="utf-8")
    plain = re.sub("(?m)^theme: .*$", "theme: {name: null, custom_dir: plain}", settings)
    (tree / "mkdocs.yml").write_text(plain, encoding="utf-8")
    done = run(sys.executable, "-m", "mkdocs", "build", "--strict", cwd=tree)
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    assert len(list(tree.glob("site/articles/*/*/index.html"))) > 100


def test_the_file_system_encoding_does_not_matter(site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "generator", "build", "-q", "--no-search"],
        cwd=site, env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0"}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("site_name: [", "cannot be read"),
        ("site_name: x", "does not list the plugin `cooperation-news`"),
        ("site_name: x\nplugins: [nosuch]", "does not list the plugin `cooperation-news`"),
        ("site_name: x\nplugins: [{cooperation-news: {contents: x}}]", "no option `contents`"),
        ("plugins: [cooperation-news]", "must name the site"),
        ("site_name: [x]\nplugins: [cooperation-news]", "`site_name` in mkdocs.yml must be text"),
    ],
)
def test_an_invalid_configuration_is_reported_without_a_traceback(
    site: Path, text: str, reason: str
) -> None:
    (site / "mkdocs.yml").write_text(text, encoding="utf-8")
    for command in ("check", "build", "serve"):
        done = coopnews(command, cwd=site)
        assert done.returncode == 2
        assert reason in done.stderr
        assert "Traceback" not in done.stderr


def test_serve_reports_why_it_cannot_start(site: Path) -> None:
    done = coopnews("serve", "-q", "-a", "nonsense", cwd=site)
    assert done.returncode == 2
    assert "IP:PORT" in done.stderr
    (site / "content").rename(site / "away")  # the port is tried before the content is read
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = coopnews("serve", "-q", "-a", f"127.0.0.1:{port}", cwd=site)
    assert done.returncode == 2
    assert done.stderr == (
        f"coopnews: port {port} is in use, perhaps by another preview: end that, or choose "
        f"another port with `coopnews serve -a 127.0.0.1:{port + 1}`\n"
    )


def test_a_site_without_a_navigation_gets_one(site: Path) -> None:
    settings = (site / "mkdocs.yml").read_text(encoding="utf-8").split("nav:")[0]
    (site / "mkdocs.yml").write_text(settings, encoding="utf-8")
    assert coopnews("build", "-q", "--no-search", cwd=site).returncode == 0
    home = (site / "site" / "index.html").read_text(encoding="utf-8")
    header = home.split("<header")[1].split("</header>")[0]
    assert 'href="topics/"' in header
    assert "fibre-is-laid" not in header


def test_build_replaces_no_folder_that_holds_other_files(site: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("dear", encoding="utf-8")
    done = coopnews("build", "-q", "-d", str(mine), cwd=site)
    assert done.returncode == 2
    assert "holds files that no build made" in done.stderr
    assert [path.name for path in mine.iterdir()] == ["letter.txt"]


def test_another_theme_is_reported_in_one_line(site: Path) -> None:
    settings = (site / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace("{name: material, font: false}", "mkdocs")
    (site / "mkdocs.yml").write_text(settings, encoding="utf-8")
    done = coopnews("build", "-q", cwd=site)
    assert done.returncode == 2
    assert "needs the theme Material" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("words", ["--help", "check --help", "build --help", "new --help"])
def test_help_imports_neither_mkdocs_nor_babel_nor_the_parser(words: str) -> None:
    done = run(sys.executable, "-X", "importtime", "-m", "generator", *words.split())
    assert done.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert imported >= {"generator.cli", "generator.system.console"}
    slow = {"mkdocs", "babel", "generator.content.parser", "generator.build.project"}
    assert not imported & slow
