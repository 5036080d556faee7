"""The page of the evidence bundle: looked at first, made once, recorded by its hash."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest
from support.office import Office
from support.pages import Page

from complaints_service.services.case_export import stored_case
from complaints_service.services.evidence_bundle import archive


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Print nothing: what is printed is looked at elsewhere."""
    fast = archive.Printing(lambda bundle: b"%PDF-", lambda html, **_: b"%PDF-")
    monkeypatch.setattr(archive, "Printing", lambda: fast)


@pytest.fixture
def ref(office: Office) -> str:
    ref = office.lives.before_an_ombudsman()
    office.lives.tell(ref, "record_ombudsman_request", what="All records",
                      due_on=office.lives.near(None).today.isoformat())
    office.lives.tell(ref, "add_note", text="Their neighbour rang from 07700 900123.")
    return ref


def hidden(page: Page) -> dict[str, str | None]:
    """What the page's form sends of itself."""
    return {str(one.get("name")): one.get("value")
            for one in page.select("main form input[type=hidden]")}


def made(office: Office, ref: str) -> list[dict[str, object]]:
    with office.app.app_context():
        events = stored_case(office.lives.complaint(ref)).events
    return [one.data for one in events if one.type == "bundle_made"]


def test_shows_what_is_missing_and_whose_data_before_it_is_made(office: Office, ref: str) -> None:
    page = office.visitor("officer").get(f"/complaints/{ref}/bundle")
    assert page.heading == f"Evidence bundle of {ref}"
    assert "All records" in page.text
    assert "a telephone number (07700 900123)" in page.text
    assert "no policy, law or evidence named at stage 1" in page.text


def test_leaves_nothing_out_without_a_reason(office: Office, ref: str) -> None:
    page = office.visitor("officer").get(f"/complaints/{ref}/bundle")
    note = next(one.get("value") for one in page.select("[name=out]")
                if str(one.get("value")).startswith("event:"))
    again = page.submit("Make the bundle", status=422, out=[note])
    assert again.errors == ["Say why, for each thing that you leave out"]
    assert made(office, ref) == []


def test_makes_one_archive_and_records_it_once(office: Office, ref: str) -> None:
    visitor = office.visitor("officer")
    page = visitor.get(f"/complaints/{ref}/bundle")
    form = hidden(page)
    answers = [visitor.client.post(f"/complaints/{ref}/bundle", data=form) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
    content = answers[0].data
    assert answers[1].data == content, "a double click gives the same bundle"
    digest = hashlib.sha256(content).hexdigest()
    assert answers[0].headers["Digest"] == f"sha-256={digest}"
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert {"bundle.pdf", "case.json", "index.csv", "manifest.json"} <= set(names)
    recorded = made(office, ref)
    assert [one["sha256"] for one in recorded] == [digest]
    assert "Made before" in visitor.get(f"/complaints/{ref}/bundle").text


def test_is_read_by_auditors_without_a_trace_and_by_nobody_else(office: Office, ref: str) -> None:
    page = office.visitor("auditor").get(f"/complaints/{ref}/bundle")
    form = hidden(page)
    answer = office.visitor("auditor").client.post(f"/complaints/{ref}/bundle", data=form)
    assert answer.status_code in (200, 400)
    assert made(office, ref) == []
    office.visitor("handler").get(f"/complaints/{ref}/bundle", status=403)
