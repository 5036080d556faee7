"""Measures composing and printing letters against bare WeasyPrint with shared fonts (goal G7)."""

from __future__ import annotations

import base64
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import psutil

from complaints_service.content.letters import load_letter_rules
from complaints_service.domain.letter_facts import LetterFacts, LetterKind, OrganisationFacts
from complaints_service.letters.compose import compose
from complaints_service.letters.pdf import render_pdf

ROOT = Path(__file__).resolve().parent.parent
RUNS, BATCH = 40, 100
_IMPORTS = (
    "import sys; from complaints_service.app import create_app; create_app();"
    " print(sum(name.split('.')[0] == 'weasyprint' for name in sys.modules))"
)


def measure() -> list[dict[str, Any]]:
    """Return one row for each figure: goal, what, ours, floor, ratio, unit, target, note."""
    rules, letter = load_letter_rules(), facts()
    html = compose(letter, rules).html
    bare = Bare()
    ways: dict[str, Callable[[], object]] = {
        "ours": lambda: render_pdf(html), "bare": lambda: bare.render(html),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    # In turns, so that a noisy moment of the machine meets both alike; the first few warm up.
    for turn in range(RUNS + 3):
        for name, way in ways.items():
            seconds = _seconds(way)
            if turn >= 3:
                times[name].append(seconds)
    batches = {name: _seconds(lambda way=way: [way() for _ in range(BATCH)])  # type: ignore[misc]
               for name, way in ways.items()}
    early = _memory()
    for _ in range(BATCH):
        render_pdf(html)
    composing = [_seconds(lambda: compose(letter, rules)) for _ in range(300)]
    bare.stop()
    return [
        _row("one letter as PDF/UA-1, rendered in a process of its own", times["ours"],
             times["bare"], "<= 1.15 x floor"),
        _row(f"{BATCH} letters one by one", [batches["ours"]], [batches["bare"]], "<= 1.1 x floor"),
        _figure("memory of the printing process after 140 letters", early, "<= 120", "MiB"),
        _figure("its growth over 100 letters more", _memory() - early, "<= 2", "MiB"),
        _row("composing and freezing the letter, HTML and text", composing, times["bare"], "",
             "floor: what printing it takes"),
        _figure("modules of WeasyPrint in a web process", float(_imported()), "0", "modules"),
    ]


def facts() -> LetterFacts:
    """An acknowledgement of one page."""
    return LetterFacts(
        kind=LetterKind.RECEIPT, reference="7K3M-Q29X-4", codes=("lgsco",),
        organisation=OrganisationFacts(
            name="Alderbourne Borough Council",
            address_lines=("Civic Offices", "1 Market Place", "Alderbourne", "ZZ99 1AB"),
            telephone="01632 960100", email="complaints@alderbourne.example.org",
        ),
        recipient_name="Ann Example", recipient_lines=("1 Mill Road", "Alderbourne", "ZZ99 2CD"),
        sent_on=date(2026, 3, 2), received_on=date(2026, 3, 2), channel="Online form",
        description="The bins were not emptied for three weeks.\n\nI have telephoned twice.",
        acknowledge_by=date(2026, 3, 9), respond_by=date(2026, 3, 23),
    )


class Bare:
    """A process with nothing but WeasyPrint in it, and the fonts looked up once."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.letters"], cwd=ROOT, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )

    def render(self, html: str) -> bytes:
        """Return the PDF."""
        if self._process.stdin is None or self._process.stdout is None:
            raise RuntimeError("the process was started without pipes")
        self._process.stdin.write(base64.b64encode(html.encode()).decode() + "\n")
        self._process.stdin.flush()
        return base64.b64decode(self._process.stdout.readline())

    def stop(self) -> None:
        """End the process."""
        self._process.communicate()


def work() -> None:
    """Be the bare process: a line of HTML in, a line of PDF out."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    for line in sys.stdin:
        page = HTML(string=base64.b64decode(line).decode())
        pdf = page.write_pdf(pdf_variant="pdf/ua-1", font_config=fonts)
        sys.stdout.write(base64.b64encode(pdf).decode() + "\n")
        sys.stdout.flush()


def _seconds(way: Callable[[], object]) -> float:
    began = time.perf_counter()
    way()
    return time.perf_counter() - began


def _memory() -> float:
    """MiB that the printing process holds resident."""
    presses = [one for one in psutil.Process().children()
               if "complaints_service.letters.pdf" in one.cmdline()]
    return sum(one.memory_info().rss for one in presses) / 2**20


def _imported() -> int:
    surroundings = {
        "COMPLAINTS_ENV": "test", "COMPLAINTS_HOME": "",
        "COMPLAINTS_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
    }
    done = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-c", _IMPORTS], env={**os.environ, **surroundings}, cwd=ROOT,
        check=True, capture_output=True, text=True,
    )
    return int(done.stdout.split()[-1])


def _row(
    what: str, ours: list[float], floor: list[float], target: str, more: str = "",
) -> dict[str, Any]:
    mine, bare = statistics.median(ours) * 1e3, statistics.median(floor) * 1e3
    note = f"range {min(ours) * 1e3:.2f}-{max(ours) * 1e3:.2f}"
    floors = more or f"floor, bare WeasyPrint: {min(floor) * 1e3:.1f}-{max(floor) * 1e3:.1f}"
    return {"goal": "G7", "what": what, "ours": mine, "floor": bare, "ratio": mine / bare,
            "unit": "ms", "target": target, "note": f"{note}; {floors}"}


def _figure(what: str, found: float, target: str, unit: str) -> dict[str, Any]:
    return {"goal": "G7", "what": what, "ours": found, "floor": None, "ratio": None, "unit": unit,
            "target": target, "note": ""}


if __name__ == "__main__":
    work()
