"""Proves that no document keeps the printing process, or anybody else, for long."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from support.letters import letter_facts
from support.web import application, close

from complaints_service.content.letters import load_letter_rules
from complaints_service.letters.compose import compose
from complaints_service.letters.pdf import SECONDS, PdfFailed, render_pdf

pytestmark = pytest.mark.slow
PAGE = '<!DOCTYPE html><html lang="en"><head><title>T</title></head><body>{}</body></html>'
# The time allowed, and what a busy machine takes to kill one process and begin another.
PATIENCE = SECONDS + 20
TABLE = "<table>" + ("<tr>" + "<td>x</td>" * 300 + "</tr>") * 300 + "</table>"
HEAVY = {
    # 5 MB of words, a table of 90,000 cells, boxes within boxes, a thousand pages
    "words": "<p>" + "word " * 1_000_000 + "</p>",
    "table": TABLE,
    "boxes": "<div>" * 2_000 + "x" + "</div>" * 2_000,
    "pages": "<p style='break-after: page'>x</p>" * 1_000,
    # Sizes that no paper has, and a drawing of a million points a side
    "sizes": "<p style='font-size: 1e9pt; margin: 1e12px'>x</p>" * 50,
    "drawing": "<svg width='1000000' height='1000000'><rect width='1000000' height='9'/></svg>",
    "columns": "<div style='columns: 10000'>" + "x " * 5_000 + "</div>",
}  # fmt: skip


def attempt(html: str) -> str:
    """Return what came of printing: "printed", or the sentence of the refusal."""
    try:
        return "printed" if render_pdf(html).startswith(b"%PDF") else "no PDF"
    except PdfFailed as refused:
        return str(refused)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_document_is_printed_or_refused_in_time(name: str) -> None:
    began = time.monotonic()
    said = attempt(PAGE.format(HEAVY[name]))
    assert said == "printed" or said.endswith(("shorten it.", "simplify it.")), said
    assert time.monotonic() - began < PATIENCE
    assert attempt(PAGE.format("<p>next</p>")) == "printed"


def test_the_longest_words_that_commands_take_make_a_letter() -> None:
    points = tuple(letter_facts().points[0] for _ in range(20))
    facts = letter_facts("stage_1_response", ("housing",), definition="word " * 4_000,
                         points=points)
    assert attempt(compose(facts, load_letter_rules()).html) == "printed"


@pytest.mark.timeout(300)
def test_the_web_process_answers_while_a_heavy_document_is_printed(
    shared_database_url: str, tmp_path: Path
) -> None:
    app = application(shared_database_url, tmp_path)
    printing = threading.Thread(target=attempt, args=(PAGE.format(TABLE),))
    waits: list[float] = []
    try:
        printing.start()
        while printing.is_alive() and len(waits) < 200:
            began = time.monotonic()
            assert app.test_client().get("/healthz").status_code == 200
            waits.append(time.monotonic() - began)
            printing.join(0.02)
        printing.join()
    finally:
        close(app)
    assert len(waits) > 10, "it was printed before anybody could ask"
    assert max(waits) < 5, "somebody was kept waiting"
