"""The preview answers whoever can reach it, and nobody can make it fall or tell of other things."""

from __future__ import annotations

import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.build import preview_server
from generator.build.settings import load_settings
from tests.support import EXAMPLE

pytestmark = pytest.mark.xdist_group("preview")

HOME = b"GET /record/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
LARGE = 20_000_000
"""Bytes: more than a machine keeps for a browser that takes nothing."""
SECRET = b"What stands beside the site is nobody's business."


class Served(NamedTuple):
    """`coopnews serve` on a copy of the example."""

    port: int
    log: Path
    secret: Path
    """A file in the folder that holds the built site."""

    def ask(self, said: bytes, wait: float = 5) -> bytes:
        """All that it answers to bytes."""
        with self.call() as line:
            line.settimeout(wait)
            with suppress(ConnectionError):  # it need not hear us out
                line.sendall(said)
            return heard(line)

    def get(self, path: str | bytes, *headers: str, method: str = "GET") -> bytes:
        path = path.encode() if isinstance(path, str) else path
        more = "".join(f"{header}\r\n" for header in headers or ("Host: localhost",))
        return self.ask(method.encode() + b" " + path + f" HTTP/1.1\r\n{more}\r\n".encode())

    def call(self) -> closing[socket.socket]:
        return closing(socket.create_connection(("127.0.0.1", self.port), timeout=5))


def heard(line: socket.socket) -> bytes:
    """What comes until the other side ends it."""
    found = b""
    with suppress(ConnectionError):
        while more := line.recv(1 << 16):
            found += more
    return found


def code(answer: bytes) -> int:
    found = re.match(rb"HTTP/1\.[01] (\d{3}) ", answer)
    assert found, answer[:200]
    return int(found[1])


def hang_up(line: socket.socket) -> None:
    """Ends it as a browser does that has fallen."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def is_up(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    shutil.copytree(EXAMPLE, folder / "site", ignore=shutil.ignore_patterns("expected"))
    (folder / "site" / "docs" / "large.bin").write_bytes(bytes(LARGE))
    (folder / "tmp").mkdir()
    made = Served(free_port(), folder / "serve.log", folder / "tmp" / "secret.html")
    made.secret.write_bytes(SECRET)
    words = [sys.executable, "-m", "generator", "serve", "-a", f"127.0.0.1:{made.port}"]
    where = {**os.environ, "TMPDIR": str(folder / "tmp")}
    with made.log.open("w") as log:
        running = subprocess.Popen(words, cwd=folder / "site", env=where, stdout=log, stderr=log)
    until = time.monotonic() + 20
    while not is_up(made.port):
        assert running.poll() is None and time.monotonic() < until, made.log.read_text()
        time.sleep(0.05)
    yield made
    running.terminate()
    running.wait(10)


@pytest.fixture(autouse=True)
def it_goes_on(server: Served) -> Iterator[None]:
    """After every test: it serves the home page at once, and has told of no error of its own."""
    before = server.log.stat().st_size
    yield
    answer = server.ask(HOME)
    assert code(answer) == 200 and b"</html>" in answer
    told = server.log.read_bytes()[before:]
    assert b"Traceback" not in told and b"Exception" not in told and b"code 500" not in told


UPWARDS = r"""
    ../ ../../ ../../../ ..%2f..%2f ..%2F..%2F %2e%2e/%2e%2e/ %2E%2E%2f%2e%2e%2f .%2e/.%2e/
    ..\..\ ..%5c..%5c %2e%2e%5c%2e%2e%5c %252e%252e/%252e%252e/ %252e%252e%252f%252e%252e%252f
    %25252e%25252e/ ....//....// ..//..// /..%2f..%2f ..;/..;/ ..%00/..%00/ .%00./.%00./
    ..%0a/..%0a/ ..%c0%af..%c0%af %c0%ae%c0%ae/%c0%ae%c0%ae/ .%ff./.%ff./ %2e%2e%ff/%2e%2e%ff/
    %u002e%u002e/%u002e%u002e/ ．．/．．/ ./.././../ people/../../../ people/..%2f..%2f..%2f
""".split()
"""A way up from the folder of the site, in every disguise."""


@pytest.mark.parametrize("way", UPWARDS)
def test_no_way_leads_out_of_the_site(server: Served, way: str) -> None:
    files = ("secret.html", "secret.html%00", "secret.html%00.html", "etc/passwd")
    for base, file in product(("/record/", "/", ""), files):
        answer = server.get(f"{base}{way}{file}")
        assert code(answer) in (400, 404), answer
        assert SECRET not in answer and b"root:" not in answer


@pytest.mark.parametrize("base", ["", "/record/", "/record//", "/record/%2f", "file://", "//"])
def test_a_path_from_the_root_of_the_machine_leads_nowhere(server: Served, base: str) -> None:
    for file in (str(server.secret), "/etc/passwd", "%2fetc%2fpasswd", "C:\\secret.html"):
        answer = server.get(f"{base}{file}")
        assert code(answer) in (400, 404), answer
        assert SECRET not in answer and b"root:" not in answer


def test_only_the_way_from_the_root_to_the_site_is_a_way_elsewhere(server: Served) -> None:
    """What leads elsewhere never leads to another host."""
    assert b"Location: /record/\r\n" in server.get("/")
    assert b"Location: /record/about/\r\n" in server.get("/record/about")
    for path in ("//example.com/..", "/%2fexample.com/..", "/record/%2f%2fexample.com/%2e%2e/.."):
        assert b"Location: //" not in server.get(path)


STRANGE = {
    "a NUL": b"/record/\0",
    "a NUL in percent form": b"/record/%00",
    "a NUL before an ending": b"/record/index%00.html",
    "UTF-8 that is none": b"/record/\xff\xfe.html",
    "the same in percent form": b"/record/%ff%fe.html",
    "half a character": b"/record/%d8.html",
    "half of a pair": b"/record/%ed%a0%80.html",
    "too long a form": b"/record/%c0%80.html",
    "half an escape": b"/record/%",
    "half an escape more": b"/record/%2",
    "an escape of no number": b"/record/%zz%%%.html",
    "too long a name": b"/record/" + b"a" * 300 + b".html",
    "far too long a name": b"/record/" + b"a" * 60_000 + b".html",
    "very many folders": b"/record/" + b"a/" * 30_000,
    "very many ways up": b"/record/" + b"../" * 20_000,
    "an ending of no page": b"/record/about/index.html/index.html",
    "a folder as a page": b"/record/people/index.html/",
}


@pytest.mark.parametrize("path", STRANGE.values(), ids=STRANGE.keys())
def test_an_address_that_is_none_is_not_found(server: Served, path: bytes) -> None:
    assert code(server.get(path)) in (400, 404)


GARBAGE = {
    "nothing": b"",
    "an empty line": b"\r\n\r\n",
    "no request line": b"Host: localhost\r\n\r\n",
    "one word": b"GET\r\n\r\n",
    "many words": b"GET / HTTP/1.1 and more\r\n\r\n",
    "no version": b"GET / HTTP\r\n\r\n",
    "an odd version": "GET / HTTP/²·1\r\n\r\n".encode("latin-1"),
    "a version to come": b"GET / HTTP/3.0\r\n\r\n",
    "a very long version": b"GET / HTTP/1." + b"1" * 60_000 + b"\r\n\r\n",
    "bytes": bytes(range(256)) * 40,
    "zeros": bytes(100_000),
    "a handshake": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(500) + b"\n\n",
    "a preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a line without end": b"A" * 1_000_000,
    "a very long address": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
}
HEADERS = {
    "a line of 1 MB": b"X: " + b"a" * 1_000_000,
    "a name of 1 MB": b"X" * 1_000_000 + b": a",
    "thousands of lines": b"\r\n".join(b"X-%d: a" % n for n in range(5_000)),
    "a long line many times": b"\r\n".join([b"X: " + b"a" * 60_000] * 101),
}
ODD_HEADERS = {
    "no colon": b"what is this",
    "no name": b": a",
    "bytes": b"X: \xff\xfe\x00\x01\x1b[31m",
    "a line that goes on": b"X: a\r\n  b\r\n\tc",
    "a type that is none": b"Content-Type: \xff;;;==;charset*=x''%",
    "a length that is none": b"Content-Length: many",
    "a length below nothing": b"Content-Length: -1",
    "a huge length and no body": b"Content-Length: 99999999999999999999",
    "chunks that never come": b"Transfer-Encoding: chunked",
    "a wish to be asked for more": b"Expect: 100-continue\r\nContent-Length: 5",
    "a wish to change": b"Connection: Upgrade\r\nUpgrade: websocket",
    "a far range": b"Range: bytes=99999999999-1,-5,5-",
    "a page that is none": b"Referer: http://[",
}


@pytest.mark.parametrize("said", GARBAGE.values(), ids=GARBAGE.keys())
def test_what_is_no_request_is_refused_and_ended(server: Served, said: bytes) -> None:
    with server.call() as line:
        with suppress(OSError):  # it need not hear us out
            line.sendall(said)
            line.shutdown(socket.SHUT_WR)
        answer = heard(line)
    assert not answer or b"Error code: 4" in answer or b"Error code: 5" in answer


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS.keys())
def test_a_request_that_is_all_headers_is_refused(server: Served, headers: bytes) -> None:
    answer = server.ask(HOME.rstrip() + b"\r\n" + headers + b"\r\n\r\n")
    assert not answer or code(answer) == 431


@pytest.mark.parametrize("headers", ODD_HEADERS.values(), ids=ODD_HEADERS.keys())
def test_an_odd_header_is_nothing_to_stumble_over(server: Served, headers: bytes) -> None:
    assert code(server.ask(HOME.rstrip() + b"\r\n" + headers + b"\r\n\r\n")) == 200


def test_the_oldest_form_of_a_request_is_ended_too(server: Served) -> None:
    """HTTP/0.9 knows no headers, so that it cannot say whom it asks."""
    assert server.ask(b"GET /record/\r\n\r\n").startswith(b"403")


@pytest.mark.parametrize("method", "POST PUT DELETE PATCH OPTIONS TRACE CONNECT get X-Y".split())
def test_who_would_do_more_than_read_is_refused(server: Served, method: str) -> None:
    body = "Content-Length: 100000000"
    for path in ("/record/", "example.com:443", "*", "/.preview/events"):
        answer = server.get(path, "Host: localhost", body, method=method)
        assert code(answer) == 405 and b"Allow: GET, HEAD\r\n" in answer


EVENTS = "/.preview/events"


def events(server: Served, query: str, wait: float = 0.5) -> bytes:
    """What a browser hears within some seconds that asks for events."""
    heard_so_far = b""
    with server.call() as line, suppress(TimeoutError):
        request = f"GET {EVENTS}?{query} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        line.sendall(request.encode("latin-1"))
        line.settimeout(wait)
        while more := line.recv(1 << 16):
            heard_so_far += more
    return heard_so_far


def digest_of(page: bytes) -> str:
    found = re.search(rb"reload\.js\?digest=([0-9a-f]*)", page)
    assert found
    return found[1].decode()


def test_a_browser_that_shows_the_page_as_it_is_waits(server: Served) -> None:
    answer = events(server, f"page=/record/&digest={digest_of(server.get('/record/'))}")
    assert code(answer) == 200 and b"text/event-stream" in answer
    assert b"event: reload" not in answer


@pytest.mark.parametrize("page", ["/record/", "/record/about/", "/record/data/articles.csv"])
def test_a_browser_that_shows_something_else_loads_it_again(server: Served, page: str) -> None:
    assert b"event: reload\ndata:\n\n" in events(server, f"page={page}&digest=0")


def test_a_page_that_comes_into_being_is_loaded(server: Served) -> None:
    missing = server.get("/record/missing/")
    assert code(missing) == 404 and digest_of(missing) == ""
    answer = events(server, "page=/record/missing/&digest=")
    assert code(answer) == 200 and b"event: reload" not in answer


@pytest.mark.parametrize(
    "page",
    ["", "//", "http://[", "/record/" + "a" * 300 + ".html", "/record/" + "a/" * 9_000, "\xff"]
    + [f"/record/{name}.html" for name in ("%2500", "%25ff", "../../secret", "/etc/x", "%ff")],
)
def test_who_waits_on_a_page_that_is_none_is_answered(server: Served, page: str) -> None:
    answer = events(server, f"page={page}&digest=0")
    assert code(answer) == 200 and b"event: reload" in answer
    assert SECRET not in answer and b"root:" not in answer


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.9:80", "localhost:8000", "LOCALHOST", "[::1]"]
)
def test_a_browser_that_asks_this_machine_is_answered(server: Served, host: str) -> None:
    assert code(server.get("/record/", f"Host: {host}")) == 200


@pytest.mark.parametrize(
    "host",
    "example.com example.com:8000 localhost.example.com 127.0.0.1.example.com 0.0.0.0 10.0.0.1 [ : "
    "localhost@example.com example.com#localhost localhost,example.com [::] 2130706433".split(),
)
def test_a_site_elsewhere_whose_name_leads_here_learns_nothing(server: Served, host: str) -> None:
    for path in ("/record/", "/", "/.preview/events", "/record/data/stories.csv"):
        answer = server.get(path, f"Host: {host}")
        assert code(answer) == 403 and b"Example Record" not in answer


def test_who_names_no_host_or_two_learns_nothing(server: Served) -> None:
    assert code(server.get("/record/", "Accept: */*")) == 403
    assert code(server.get("/record/", "Host:")) == 403
    assert code(server.get("/record/", "Host: localhost", "Host: example.com")) == 403


def test_what_was_asked_is_not_in_the_page_that_refuses_it(server: Served) -> None:
    script = "<script>alert(1)</script>"
    asked = [f"/record/{script}", f"/record/{script}/", f"/{script}", f"/record/?{script}"]
    answers = [server.get(path.replace(" ", "+")) for path in asked]
    answers.append(server.get("/record/", f"Host: {script}"))
    answers.append(server.get("/record/", "Host: localhost", method=script))
    answers.append(server.ask(f"GET / {script}\r\n\r\n".encode()))
    answers.append(server.ask(f"{script} and very much more\r\n\r\n".encode()))
    answers.append(server.ask(HOME.replace(b"1.1", f"2.{script}".encode())))
    assert not [answer for answer in answers if script.encode() in answer]


def test_what_was_asked_starts_no_header_of_the_answer(server: Served) -> None:
    for path in ("/record/about%0d%0aX-Mine:%20yes", "/%0d%0aX-Mine:%20yes"):
        assert b"\nX-Mine" not in server.get(path)


def test_what_was_asked_steers_no_terminal(server: Served) -> None:
    server.get(b"/record/\x1b[2Jgone\x07\x9b31m")
    server.ask(b"GET /record/\rforged\x08 HTTP/1.1\r\n\r\n")
    told = server.log.read_bytes().decode()
    assert r"\x1b[2Jgone\x07\x9b31m" in told and r"\rforged\x08" in told
    assert not [char for char in told if not char.isprintable() and char != "\n"]


def test_a_browser_that_goes_away_is_nothing_to_tell_of(server: Served) -> None:
    """Before it asks, while it asks, while it is answered, and while it waits."""
    large = HOME.replace(b"/record/", b"/record/large.bin")
    poll = HOME.replace(b"/record/", b"/.preview/events?page=/record/gone/")
    for said in (b"", b"G", HOME[:-4], HOME, large, poll):
        for end in (hang_up, socket.socket.close):
            with server.call() as line:
                line.sendall(said)
                if said == large:
                    assert line.recv(10)
                end(line)


@contextmanager
def callers(server: Served, said: bytes, count: int) -> Iterator[list[socket.socket]]:
    """Browsers that say one thing each, all at the same time."""
    with ExitStack() as stack:
        lines = [stack.enter_context(server.call()) for _ in range(count)]
        for line in lines:
            line.sendall(said)
        yield lines


def test_slow_browsers_keep_nobody_waiting_and_are_not_waited_for(server: Served) -> None:
    begun = time.monotonic()
    with callers(server, b"G", 100) as slow, callers(server, HOME[:-2], 1) as slower:
        assert code(server.ask(HOME)) == 200
        assert time.monotonic() - begun < preview_server.PATIENCE
        for line in slow + slower:
            line.settimeout(preview_server.PATIENCE + 3)
        with suppress(ConnectionError):
            while time.monotonic() - begun < preview_server.PATIENCE + 2:
                slower[0].sendall(b"X")  # a letter at a time is no faster
                time.sleep(0.2)
        assert not [line for line in slow if b"Error code: 400" not in heard(line)]
        heard(slower[0])


def test_browsers_that_wait_for_news_keep_nobody_waiting(server: Served) -> None:
    with callers(server, HOME.replace(b"/record/", b"/.preview/events?page=/record/gone/"), 100):
        assert code(server.ask(HOME)) == 200


def test_it_listens_to_this_machine_alone(server: Served) -> None:
    assert is_up(server.port)
    for other in ("127.0.0.2", socket.gethostbyname(socket.gethostname())):
        if other != "127.0.0.1":
            with pytest.raises(OSError):
                socket.create_connection((other, server.port), timeout=1)


def test_nobody_has_to_say_that_it_listens_to_this_machine_alone() -> None:
    assert load_settings(EXAMPLE / "mkdocs.yml").dev_addr[0] == "127.0.0.1"


class TwoFiles:
    """A site of one page and one large file, which never change."""

    def read(self, file: str) -> bytes | None:
        return {"index.html": b"Home", "large.bin": bytes(LARGE)}.get(file)

    def successor(self, file: str) -> str:
        return "new/" if file == "old/index.html" else ""

    def wait_for_change(self, version: int, seconds: float) -> int:
        return 1


@contextmanager
def small(host: str = "127.0.0.1") -> Iterator[preview_server.PreviewServer]:
    """A server of two files, in this process, at the root of its host."""
    with preview_server.PreviewServer((host, 0), "/", TwoFiles()) as made:
        threading.Thread(target=made.serve_forever, args=[0.05]).start()
        yield made
        made.shutdown()


def test_told_to_listen_elsewhere_it_answers_to_any_name(tmp_path: Path) -> None:
    with small("0.0.0.0") as everywhere:
        served = Served(everywhere.server_port, tmp_path, tmp_path)
        assert code(served.get("/", "Host: my-machine.example:8000")) == 200
        assert code(served.get("/", "Host: my-machine.example:8000", method="POST")) == 405


def test_at_the_root_of_a_host_no_address_leads_to_another_host(tmp_path: Path) -> None:
    with small() as made:
        served = Served(made.server_port, tmp_path, tmp_path)
        for path in ("//example.com/..", "/%2fexample.com/..", "/%2fexample.com/%2e%2e"):
            assert code(served.get(path)) == 404


def test_a_browser_that_takes_nothing_of_its_answer_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(preview_server, "PATIENCE", 0.2)
    with small() as made:
        served = Served(made.server_port, tmp_path, tmp_path)
        with served.call() as line:
            line.sendall(HOME.replace(b"/record/", b"/large.bin"))
            assert line.recv(10)
            time.sleep(1)
            assert len(heard(line)) < LARGE - 10
    assert "Traceback" not in capfd.readouterr().err


def test_a_page_that_is_gone_leads_to_its_successor(tmp_path: Path) -> None:
    with small() as server:
        answer = Served(server.server_port, tmp_path, tmp_path).get("/old/")
        assert code(answer) == 302
        assert "\r\nLocation: /new/\r\n" in answer.decode()
