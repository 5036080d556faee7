"""What readers see of a complaint: every field promised, and nothing once it is erased."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from support.web import Caller

from complaints_service.persistence.database import db

CANARIES = {
    "description": "canary-description", "outcomes_sought": "canary-outcome",
    "complainants": [{"name": "canary-name", "email": "canary@example.org",
                      "phone": "canary-phone", "address": "canary-address", "lead": True}],
    "representative": {"name": "canary-representative", "authority": "canary-authority"},
}
COMPLAINT = {
    "ref", "organisation", "predecessor", "version", "state", "stage", "codes", "category",
    "service", "contractor", "ward", "channel", "first_contact_at", "received_at", "received_on",
    "recorded_at", "issue_on", "aware_on", "description", "definition", "outcomes_sought", "points",
    "stage_1", "stage_2", "extensions", "complainants", "representative", "adjustments",
    "vulnerability", "restricted", "access", "declined", "ombudsman", "remedies", "cause",
    "lessons", "links", "rules", "overdue", "next_due",
}
STAGE = {"acknowledge_by", "acknowledged_at", "respond_by", "responded_at", "finding",
         "timeliness", "ack_timeliness", "promised_by", "resolved_early"}


@pytest.fixture(scope="module")
def ref(officer: Caller, handler: Caller) -> str:
    """A complaint with free text in every part."""
    made = officer.complaint(**CANARIES)
    steps: list[tuple[str, dict[str, Any]]] = [
        ("accept", {"points": [{"text": "canary-point", "contractor": "canary-contractor"}]}),
        ("assign", {"handler": handler.email}),
        ("acknowledge", {"definition": "canary-definition", "outcomes_sought": "canary-sought"}),
        ("extend", {"stage": 1, "working_days": 5, "reason": "inspection",
                    "reason_text": "canary-reason", "update_every_days": 5}),
        ("set_adjustments", {"adjustments": [{"kind": "large_print", "detail": "canary-detail"}],
                             "vulnerability": True}),
        ("notify_ombudsman", {"body": "housing", "reference": "canary-reference"}),
        ("add_lesson", {"summary": "canary-lesson"}),
        ("add_note", {"text": "canary-note"}),
        ("correct_fact", {"field": "issue_on", "value": "2026-01-02", "reason": "canary-mistake"}),
        ("respond_stage_1", {
            "points": [{"n": 1, "finding": "partly_upheld", "reasons": "canary-reasons",
                        "sources": ["canary-source"]}],
            "remedies": [{"kind": "apology", "description": "canary-remedy", "points": [1],
                          "due_on": "2099-01-01", "amount": 99.99, "owner": handler.email}]}),
    ]
    for name, data in steps:
        done = officer.command(made, name, **data)
        assert done.status_code == 201, (name, done.json)
    return made


def test_every_field_is_there(officer: Caller, handler: Caller, ref: str) -> None:
    view = officer.get(f"/complaints/{ref}").json
    assert set(view) >= COMPLAINT
    assert set(view["stage_1"]) >= {"handler", *STAGE}
    assert set(view["stage_2"]) >= {"reviewer", "requested_at", "stage_1_changed", *STAGE}
    assert view["stage_1"]["handler"] == handler.email
    assert view["remedies"][0]["owner"] == handler.email
    assert view["remedies"][0]["amount"] == 99.99
    assert view["stage"] == "ombudsman"
    assert view["vulnerability"] is True
    extension, = view["extensions"]
    assert {"stage", "working_days", "reason", "good_reason", "approved_by", "told_at",
            "new_respond_by", "valid"} <= set(extension)
    assert set(view["points"][0]["stage_1"]) == {"finding", "reasons", "sources"}
    assert set(view["rules"]) == {"workflow", "code_editions", "calendar_version"}


def test_instants_and_dates_are_written_as_promised(officer: Caller, ref: str) -> None:
    view = officer.get(f"/complaints/{ref}").json
    assert view["received_at"].endswith("Z")
    assert len(view["received_at"]) == len("2026-01-01T00:00:00.000000Z")
    assert len(view["received_on"]) == len("2026-01-01")


def test_events_hold_nothing_that_can_be_read(officer: Caller, ref: str) -> None:
    events = officer.get(f"/complaints/{ref}/events?limit=200")
    assert "canary" not in events.text
    assert [one["seq"] for one in events.json["items"]] == list(range(1, 12))
    before = "0" * 64
    for one in events.json["items"]:
        assert one["prev_hash"] == before
        before = one["hash"]


def test_what_is_erased_is_null_and_the_rest_still_stands(
    app: Flask, officer: Caller, ref: str
) -> None:
    whole = officer.get(f"/complaints/{ref}")
    assert whole.text.count("canary") > 15
    with app.app_context():
        db.session.execute(text("DELETE FROM private_value WHERE ref = :ref"), {"ref": ref})
        db.session.commit()
    erased = officer.get(f"/complaints/{ref}")
    assert erased.status_code == 200
    assert "canary" not in erased.text
    assert erased.json["description"] is None
    assert erased.json["complainants"][0]["name"] is None
    assert erased.json["stage_1"] == {**whole.json["stage_1"], "outstanding": None}
    for path in ("events", "deadlines", "letters", "commands"):
        assert officer.get(f"/complaints/{ref}/{path}").status_code == 200
    assert "canary" not in json.dumps(officer.get("/remedies?limit=200").json)
