"""Nothing in the repository names one machine, one registry, or a name that says nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.checkout import ROOT, tracked

LOCK_FILES = [*tracked("requirements/*.txt"), *tracked("**/package-lock.json")]
TEXT = {".py", ".md", ".toml", ".txt", ".in", ".sh", ".html", ".css", ".js", ".json", ".yaml",
        ".yml", ".cfg", ".csv", ".svg", ".mako", ""}

# Written in pieces, or this file would name what it looks for.
FORBIDDEN = {
    "a package registry's host": re.compile("pypi" + r"\.org|python" + r"hosted\.org|registry\."
                                            "npm" + r"js|index" + "-url ?="),
    "a folder of one machine": re.compile(r"(?<![\w.])/(?:wo" + r"rk|ho" + "me/[a-z]+|Us" +
                                          "ers/[a-z]+|ro" + r"ot)/"),
    "a password in an address": re.compile(r"https?://[^/\s\"'{}<>$]+:[^/\s\"'{}<>$@]+@(?!.*example)"),
}
SAYS_NOTHING = re.compile(r"(?:^|_)(?:utils?|helpers?|misc|common_functions)(?:_|$)")


def test_there_are_lock_files() -> None:
    names = {path.name for path in LOCK_FILES}
    assert {"run.txt", "dev.txt"} <= names


@pytest.mark.parametrize("path", LOCK_FILES, ids=lambda path: path.name)
def test_a_lock_file_holds_hashes_and_no_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "://" not in text
    assert text.count("==") <= text.count("--hash=sha256:") or path.suffix == ".json"


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    found = [f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
             for path in tracked()
             if path.suffix in TEXT
             for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
             if FORBIDDEN[what].search(line)]
    assert found == []


def test_no_module_is_named_for_nothing() -> None:
    found = [path for path in tracked("complaints_service/*.py") if SAYS_NOTHING.search(path.stem)]
    assert found == []


def test_only_the_clock_reads_the_clock() -> None:
    reads = re.compile(r"\b(?:datetime|date)\.(?:now|utcnow|today)\(|\btime\.time\(")
    found = [path.relative_to(ROOT) for path in tracked("complaints_service/*.py")
             if reads.search(path.read_text(encoding="utf-8"))]
    assert found == [Path("complaints_service/clock.py")]
