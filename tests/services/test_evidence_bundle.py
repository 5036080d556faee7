"""The evidence bundle: what is in it and what is not, the same again, and nothing told that is not
to be."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import rfc8785
from flask import Flask
from support.lives import Lives
from support.staffed import Staffed, staffed

from complaints_service.domain.complaint import Complaint
from complaints_service.services.case_export import canonical, case_document, stored_case
from complaints_service.services.errors import InvalidCommand
from complaints_service.services.evidence_bundle.archive import Printing, index_csv, packed
from complaints_service.services.evidence_bundle.contents import Bundle, Wanted, gather
from complaints_service.services.evidence_bundle.making import made_bundle
from complaints_service.services.evidence_bundle.printing import page_of, printed_bundle

HOUSING = "housing-1"
FAST = Printing(lambda bundle: b"%PDF-" + page_of(bundle).encode(), lambda html, **_: b"%PDF-")
"""Prints nothing: what is printed is looked at below, and with letters."""


@pytest.fixture(scope="module")
def council(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Staffed]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=4) as made:
        yield made


@pytest.fixture
def lives(council: Staffed, monkeypatch: pytest.MonkeyPatch) -> Lives:
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(council.clock_file))
    return Lives(council)


@pytest.fixture
def ref(lives: Lives) -> str:
    """A complaint before the Housing Ombudsman, with a note about a neighbour."""
    ref = lives.final()
    lives.tell(ref, "add_note", text="=HYPERLINK(\"http://x\") Jo Marsh next door, 07700 900123")
    lives.tell(ref, "record_contact", channel="phone", direction="in",
               summary="Rang from ada@home.example about the leak")
    lives.tell(ref, "notify_ombudsman", body="housing", reference="202600001")
    today = lives.near(None).today.isoformat()
    lives.tell(ref, "record_ombudsman_request", ombudsman=HOUSING, what="All records",
               due_on=today)
    return ref


def of(lives: Lives, ref: str, wanted: Wanted | None = None) -> tuple[Complaint, Bundle]:
    complaint = lives.complaint(ref)
    return complaint, gather(complaint, wanted or Wanted())


@pytest.fixture(autouse=True)
def app(council: Staffed) -> Iterator[Flask]:
    with council.app.app_context():
        yield council.app


def test_is_one_archive_with_everything_by_its_digest(
    lives: Lives, ref: str, tmp_path: Path
) -> None:
    complaint, _ = of(lives, ref, Wanted(HOUSING, 1))
    by, version = lives.council.actors["officer"], complaint.version
    with made_bundle(complaint, Wanted(HOUSING, 1), tmp_path, by=by, version=version,
                     key="k1", printing=FAST) as (made, archive):
        content = archive.file.read()
        assert hashlib.sha256(content).hexdigest() == archive.sha256
    box = zipfile.ZipFile(io.BytesIO(content))
    manifest = json.loads(box.read("manifest.json"))
    for one in manifest["files"]:
        inside = box.read(one["path"])
        assert (hashlib.sha256(inside).hexdigest(), len(inside)) == (one["sha256"], one["bytes"])
    assert {*box.namelist()} == {one["path"] for one in manifest["files"]} | {"manifest.json"}
    assert box.read("bundle.pdf").startswith(b"%PDF-")
    case = json.loads(box.read("case.json"))
    assert box.read("case.json") == rfc8785.dumps(case)
    assert case["complaint"]["ref"] == ref
    assert len([one for one in box.namelist() if one.startswith("letters/")]) == 2 * len(
        complaint.letters)
    # Recorded by its hash, on the file.
    last = stored_case(lives.complaint(ref)).events[-1]
    assert (last.type, last.data["sha256"], last.data["request"]) == (
        "bundle_made", archive.sha256, 1)
    # The same file makes the same bundle again, though it was recorded since.
    with packed(gather(lives.complaint(ref), Wanted(HOUSING, 1)), tmp_path, FAST) as again:
        assert again.sha256 == archive.sha256
    assert made.ref == ref


def test_prints_as_one_tagged_document(lives: Lives, ref: str) -> None:
    pdf = printed_bundle(of(lives, ref)[1])
    assert b"/StructTreeRoot" in pdf or b"/ObjStm" in pdf
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 10_000


def test_leaves_out_what_somebody_says_and_tells_why(lives: Lives, ref: str) -> None:
    _, whole = of(lives, ref)
    note = next(one for one in whole.items if "Jo Marsh" in one.text)
    assert {mark.kind for mark in note.marks} == {"a telephone number"}
    why = "About a neighbour alone"
    _, bundle = of(lives, ref, Wanted(left_out={note.key: why}))
    for told in (page_of(bundle), canonical(bundle.document).decode()):
        assert "Jo Marsh" not in told
        assert why in told
    assert "Jo Marsh" in page_of(whole)


def test_marks_no_words_of_the_complainant(lives: Lives, ref: str) -> None:
    _, bundle = of(lives, ref)
    contact = next(one for one in bundle.items if "about the leak" in one.text)
    assert not contact.marks


def test_refuses_what_is_not_there_and_what_has_no_reason(lives: Lives, ref: str) -> None:
    complaint, bundle = of(lives, ref)
    key = bundle.items[0].key
    for wanted in (Wanted("lgsco-9"), Wanted(HOUSING, 7), Wanted(left_out={"event:999": "x"}),
                   Wanted(left_out={key: "  "})):
        with pytest.raises(InvalidCommand):
            gather(complaint, wanted)


def test_no_name_in_the_index_starts_a_formula(lives: Lives, ref: str) -> None:
    key = next(one.key for one in of(lives, ref)[1].items if one.kind == "note")
    _, bundle = of(lives, ref, Wanted(left_out={key: "=1+1"}))
    rows = list(csv.reader(io.StringIO(index_csv(bundle).decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell[:1] in "=+@-" and cell[:1]]


def test_tells_what_is_missing_in_plain_words(lives: Lives) -> None:
    ref = lives.investigating()
    lives.council.later(days=60)
    _, bundle = of(lives, ref)
    told = [one.text for one in bundle.gaps]
    assert any(one.startswith("Stage 1 answer: not on file, and ") for one in told)
    assert any(one.startswith("No contact with the complainant for ") for one in told)


def test_the_case_holds_its_chain_and_its_words(lives: Lives, ref: str) -> None:
    case = stored_case(lives.complaint(ref))
    document = case_document(case)
    digests = [one["hash"] for one in document["events"]]
    assert [one["prev_hash"] for one in document["events"][1:]] == digests[:-1]
    assert "Nobody rang back." in document["private"].values()
    assert canonical(document) == rfc8785.dumps(json.loads(canonical(document)))
