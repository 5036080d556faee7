"""The evidence bundle over HTTP: told first, then given; nothing is recorded by reading."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from flask import Flask
from support.web import Caller, caller

from complaints_service.services.evidence_bundle import archive


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print nothing: what is printed is looked at elsewhere."""
    fast = archive.Printing(lambda bundle: b"%PDF-", lambda html, **_: b"%PDF-")
    monkeypatch.setattr(archive, "Printing", lambda: fast)


def test_tells_what_it_would_hold_and_gives_it(officer: Caller) -> None:
    ref = officer.complaint(description="=1+1 Nobody rang back.")
    told = officer.get(f"/complaints/{ref}/bundle").json
    assert told["ref"] == ref
    assert {one["kind"] for one in told["items"]} == {"letter"}
    answer = officer.get(f"/complaints/{ref}/bundle/content")
    assert answer.content_type == "application/zip"
    digest = hashlib.sha256(answer.data).hexdigest()
    assert answer.headers["Digest"] == f"sha-256={digest}"
    assert "case.json" in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()
    version = officer.get(f"/complaints/{ref}").json["version"]
    done = officer.command(ref, "record_bundle_made", sha256=digest, size=len(answer.data))
    assert done.json["version"] == version + 1, "reading recorded nothing, the command does"


@pytest.mark.parametrize(("query", "status"), [
    ("?ombudsman=lgsco-1", 422), ("?request=0", 422), ("?request=x", 422), ("?other=1", 422),
])
def test_refuses_what_is_not_there(officer: Caller, query: str, status: int) -> None:
    ref = officer.complaint()
    for address in ("bundle", "bundle/content"):
        assert officer.get(f"/complaints/{ref}/{address}{query}").status_code == status


def test_is_for_officers_managers_and_auditors(app: Flask, officer: Caller) -> None:
    ref = officer.complaint()
    assert caller(app, "auditor").get(f"/complaints/{ref}/bundle").status_code == 200
    assert caller(app, "intake").get(f"/complaints/{ref}/bundle").status_code == 403
    assert caller(app, "handler").get(f"/complaints/{ref}/bundle").status_code == 404
