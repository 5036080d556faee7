"""The log is one JSON object a line and holds nothing that people wrote."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from complaints_service import logs


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Give what was logged so far, one object a line."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    root = logging.getLogger()
    before = (root.handlers, root.level)
    logs.configure()
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers, root.level = before
    logging.captureWarnings(False)
    structlog.reset_defaults()


def test_our_own_and_others_records_look_the_same(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    logs.logger("jobs.outbox").info("message_sent", key="C-1/receipt")
    logging.getLogger("somebody.else").warning("low on %s", "paper")
    ours, theirs = lines()
    assert ours["event"] == "message_sent"
    assert ours["key"] == "C-1/receipt"
    assert ours["level"] == "info"
    assert ours["at"].endswith("Z")
    assert (theirs["event"], theirs["logger"], theirs["level"]) == (
        "low on paper", "somebody.else", "warning"
    )


@pytest.mark.parametrize(
    "hostile", ["a\nb", "\x1b[31m", '"}{"event":"forged"}', "\u202e", "\u2028"]
)
def test_a_value_cannot_forge_a_line(
    lines: Callable[[], list[dict[str, Any]]], hostile: str
) -> None:
    logs.logger("x").info("read", value=hostile)
    assert [line["value"] for line in lines()] == [hostile]


def test_an_exception_is_told_without_its_words(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    try:
        raise KeyError("Mrs Invented, 3 Made Up Road")
    except KeyError:
        logs.logger("x").exception("it_failed")
        logging.getLogger("y").exception("it failed again")
    for line in lines():
        assert line["exception"] == "KeyError"
        assert "test_logs.py" in line["trail"][0]
        assert "Invented" not in json.dumps(line)
