"""Turns frozen HTML into accessible PDF in a process of its own; the only home of WeasyPrint."""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from complaints_service.letters.glyph_words import teach
from complaints_service.letters.glyphs import drawable, glyph_finder
from complaints_service.letters.serving import large_print as in_large_print

SECONDS = 9.0
LONGEST_HTML = 1_000_000
MEMORY = 1024 * 1024 * 1024
LARGEST_FILE = 64 * 1024 * 1024
OPEN_FILES = 64
# A renderer is replaced now and then, so that no letter pays for what an earlier one left behind.
LETTERS_A_PROCESS = 500
# One that has had nothing to print for so long ends, and its memory with it.
IDLE_SECONDS = 60.0
DONE, FAILED = b"+", b"-"
ASSET = re.compile(r"bundled:([A-Za-z0-9_-]+\.(?:css|woff2?|ttf|otf|png|jpe?g))")
# What a renderer may know of its surroundings: nothing that holds a secret.
HANDED_DOWN = (
    *("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "COMPLAINTS_HOME"),
    *("XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH"),
)


class PdfFailed(Exception):
    """No PDF was made; the message says why in one sentence. The frozen HTML stands as it was."""


def render_pdf(html: str, *, large_print: bool = False, seconds: float = SECONDS) -> bytes:
    """Return an HTML document as PDF/UA-1, rendered in the process kept for that.

    Nothing outside the document is read but files bundled with the letters' wording. Raises
    `PdfFailed` when the document is too long, takes longer than `seconds`, or needs too much room.
    """
    if len(html) > LONGEST_HTML:
        raise PdfFailed(
            f"The document has {len(html)} characters and {LONGEST_HTML} are the most: shorten it."
        )
    document = in_large_print(html) if large_print else html
    return _renderer.render(document.encode("utf-8"), seconds)


def rest() -> None:
    """End the printing process until it is needed again: it holds much memory."""
    _renderer.stop()


@dataclass(frozen=True)
class _Press:
    """A running process that prints, and how to reach it; `owner` is the process that began it."""

    process: subprocess.Popen[bytes]
    documents: Connection[bytes, Any]
    answers: Connection[Any, bytes]
    owner: int

    def usable(self) -> bool:
        """Say whether it still runs and is ours; a forked copy of us must begin its own."""
        return self.owner == os.getpid() and self.process.poll() is None

    def ended_by_itself(self) -> bool:
        """Say whether it went because nobody had anything to print, just as somebody had."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.process.wait(1) == 0
        return False

    def stop(self) -> None:
        """End the process, unless another process began it."""
        if self.owner == os.getpid():
            self.process.kill()
            self.process.wait()
        self.documents.close()
        self.answers.close()


class Renderer:
    """Keeps one printing process, begun when it is first needed and again when it has gone."""

    def __init__(self) -> None:
        """Begin nothing yet."""
        self._lock = threading.Lock()
        self._press: _Press | None = None
        self._printed = 0

    def render(self, document: bytes, seconds: float) -> bytes:
        """Return the PDF, or raise `PdfFailed`; after a failure the process is replaced."""
        if not self._lock.acquire(timeout=seconds):
            raise PdfFailed("Too many documents are waiting to be printed: try again in a minute.")
        try:
            return self._print(document, seconds)
        finally:
            self._lock.release()

    def stop(self) -> None:
        """End the printing process, if there is one."""
        if self._press is not None:
            self._press.stop()
        self._press, self._printed = None, 0

    def _print(self, document: bytes, seconds: float) -> bytes:
        answer = self._answer(document, seconds)
        self._printed += 1
        if answer[:1] != DONE or self._printed >= LETTERS_A_PROCESS:
            self.stop()
        if answer[:1] != DONE:
            raise PdfFailed(f"The document cannot be printed ({answer[1:].decode()}): simplify it.")
        return answer[1:]

    def _answer(self, document: bytes, seconds: float, *, again: bool = True) -> bytes:
        press = self._running()
        try:
            with _killed_after(seconds, press.process):
                press.documents.send_bytes(document)
                return press.answers.recv_bytes()
        except (EOFError, OSError):
            gone_idle = press.ended_by_itself()
            self.stop()
            if again and gone_idle:
                return self._answer(document, seconds, again=False)
            raise PdfFailed(
                f"The document was not printed within {seconds:g} seconds and {MEMORY >> 20} MiB: "
                "shorten it."
            ) from None

    def _running(self) -> _Press:
        if self._press is None or not self._press.usable():
            self.stop()
            self._press = _begin()
        return self._press


def _begin() -> _Press:
    """Begin a printing process that knows nothing of our secrets."""
    theirs_in, documents = Pipe(duplex=False)
    answers, theirs_out = Pipe(duplex=False)
    fds = (theirs_in.fileno(), theirs_out.fileno())
    kept = {name: os.environ[name] for name in HANDED_DOWN if name in os.environ}
    process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
        [sys.executable, "-m", "complaints_service.letters.pdf", *map(str, fds)],
        pass_fds=fds,
        env=kept | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    theirs_in.close()
    theirs_out.close()
    return _Press(process, documents, answers, os.getpid())


@contextlib.contextmanager
def _killed_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kill the process when the time is up, so that neither sending nor waiting can hang."""
    timer = threading.Timer(seconds, process.kill)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


_renderer = Renderer()
atexit.register(_renderer.stop)


def _limit() -> None:
    """Take away what rendering does not need, before any document is seen."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _bundled(url: str) -> Path:
    """Return the file that a `bundled:` address names, or raise `ValueError`."""
    from complaints_service.content.letter_templates import letter_folders

    named = ASSET.fullmatch(url)
    for folder in letter_folders() if named else ():
        path = folder / named[1] if named else folder
        if path.is_file() and not path.is_symlink():
            return path
    raise ValueError("only files bundled with the letters may be read")


def _press() -> Callable[[str], bytes]:
    """Return what prints one document; fonts are looked up once for all of them."""
    from weasyprint import HTML
    from weasyprint.pdf.fonts import Font
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class BundledOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint publishes no types
        """Reads the letters' own files and refuses every other address."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Return a bundled file, or raise `ValueError`."""
            return URLFetcherResponse(url, _bundled(url).read_bytes())

    teach(Font)
    fonts, has_glyph = FontConfiguration(), glyph_finder()
    fetcher = BundledOnly(allowed_protocols=())

    def press(html: str) -> bytes:
        page = HTML(string=drawable(html, has_glyph), url_fetcher=fetcher)
        return bytes(page.write_pdf(pdf_variant="pdf/ua-1", font_config=fonts))

    return press


def _serve(documents: Connection[Any, bytes], answers: Connection[bytes, Any]) -> None:
    """Print document after document until nobody is left to send one."""
    press = _press()
    while documents.poll(IDLE_SECONDS):
        try:
            html = documents.recv_bytes().decode("utf-8")
        except EOFError:
            return
        try:
            answers.send_bytes(DONE + press(html))
        except Exception as fault:  # whatever a document provokes ends with this process
            answers.send_bytes(FAILED + type(fault).__name__.encode())


if __name__ == "__main__":
    _limit()
    _serve(
        Connection(int(sys.argv[1]), writable=False), Connection(int(sys.argv[2]), readable=False)
    )
