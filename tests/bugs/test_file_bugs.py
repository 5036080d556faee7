"""Faults of the files that others open: what we write must do nothing in their programs."""

from __future__ import annotations

import csv
import io

import pytest

from complaints_service.reporting.feed import csv_bytes


@pytest.mark.parametrize(
    "words",
    ['=HYPERLINK("http://example.org","see")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1",
     "|calc", "%0A=1"],
)
def test_bug_53_no_text_of_a_published_file_runs_in_a_spreadsheet(words: str) -> None:
    written = csv_bytes(("label", "value"), [[words, -5]]).decode()
    row = list(csv.reader(io.StringIO(written, newline="")))[1]
    assert row[0] == "'" + words, "kept word for word behind an apostrophe"
    assert row[1] == "-5", "numbers stay numbers"
