"""A thousand hostile uploads: each is answered in words, and none leaves anything but a file."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from support.hostile_files import Hostile, hostile_forms
from support.web import API, Caller
from werkzeug.test import TestResponse

from complaints_service.services.document_names import safe_name

UPLOADS = 1_000
A_COMPLAINT_HOLDS = 25
TOLD = {400, 413, 415, 422}


@pytest.fixture(scope="module")
def data_dir(app: Flask) -> Path:
    return Path(app.extensions["settings"].data_dir)


def send(caller: Caller, ref: str, one: Hostile) -> TestResponse:
    return caller.client.post(f"{API}/complaints/{ref}/documents", data=one.body,
                              headers={**caller.headers, **one.headers})


def check_stored(officer: Caller, one: Hostile, answer: TestResponse) -> None:
    """It comes back as it came, as a file to keep, under a name that does no harm."""
    told = answer.json
    assert safe_name(told["name"]) == told["name"], one.about
    content = officer.get(f"/documents/{told['id']}/content")
    assert content.status_code == 200, one.about
    if one.content is not None:
        assert content.data == one.content, one.about
    assert hashlib.sha256(content.data).hexdigest() == told["sha256"], one.about
    headers = content.headers
    assert headers["Content-Disposition"].startswith("attachment; "), one.about
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Type"] == "application/octet-stream"
    assert "Set-Cookie" not in headers


def files_below(folder: Path) -> set[Path]:
    return {one for one in folder.rglob("*") if one.is_file()}


@pytest.mark.timeout(120)
def test_a_thousand_hostile_uploads_do_nothing(
    app: Flask, officer: Caller, data_dir: Path
) -> None:
    """Whatever is sent is 201, 413, 415, 422 or 400, and never a fault of ours."""
    seed = os.environ["COMPLAINTS_TEST_SEED"]
    print(f"seed of the uploads: {seed}")  # noqa: T201 - whoever mends a failure needs it
    before = files_below(data_dir.parent)
    answers: Counter[int] = Counter()
    ref, kept = officer.complaint(), set()
    for one in hostile_forms(seed, UPLOADS):
        answer = send(officer, ref, one)
        answers[answer.status_code] += 1
        if answer.status_code == 201:
            check_stored(officer, one, answer)
            kept.add(answer.json["sha256"])
            if answers[201] % A_COMPLAINT_HOLDS == 0:
                ref = officer.complaint()
            continue
        assert answer.status_code in TOLD, f"{one.about}: {answer.status_code} {answer.text[:300]}"
        assert answer.mimetype == "application/problem+json", one.about
        assert answer.json["detail"].endswith((".", "!", "?", ")")), answer.json["detail"]
    assert set(answers) >= {201, 413, 415, 422}, answers
    new = files_below(data_dir.parent) - before
    assert {one.name for one in new} <= kept
    assert all(one.parent.parent == data_dir / "documents" for one in new)
    assert not Path("/tmp/escaped").exists()  # noqa: S108 - what an archive asked for
