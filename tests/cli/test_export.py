"""`complaints export case`: the same bytes for the same complaint, and one sentence for a fault."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import rfc8785
from sqlalchemy import create_engine, text
from support.command_line import complaints
from support.walked import walked_copy

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installation() -> Iterator[tuple[dict[str, str], str]]:
    """Lend a filled installation as its environment, with one of its complaints."""
    with walked_copy() as (url, _):
        engine = create_engine(url)
        with engine.connect() as connection:
            ref = connection.scalar(text("SELECT ref FROM complaint ORDER BY version DESC LIMIT 1"))
        engine.dispose()
        yield {"COMPLAINTS_DATABASE_URL": url, "COMPLAINTS_ENV": "test"}, str(ref)


def test_writes_one_canonical_document(
    installation: tuple[dict[str, str], str], tmp_path: Path
) -> None:
    environment, ref = installation
    shown = complaints("export", "case", ref, "--json", env=environment)
    assert shown.status == 0
    case = json.loads(shown.out)
    assert (case["format"], case["ref"]) == ("complaints-case/1", ref)
    assert case["complaint"]["version"] == len(case["events"])
    assert shown.out.encode() == rfc8785.dumps(case) + b"\n"

    out = tmp_path / "case.json"
    told = complaints("export", "case", ref, "--out", str(out), "--json", env=environment).answer
    assert told["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert out.read_bytes() == rfc8785.dumps(case)
    assert out.stat().st_mode & 0o777 == 0o600


def test_says_in_one_sentence_what_is_wrong(
    installation: tuple[dict[str, str], str], tmp_path: Path
) -> None:
    environment, ref = installation
    for arguments in (("case", "NO-SUCH"), ("case", ref, "--out", str(tmp_path / "no" / "x"))):
        failed = complaints("export", *arguments, env=environment)
        assert failed.status == 1
        assert failed.err.count("\n") == 1
        assert "Traceback" not in failed.err
