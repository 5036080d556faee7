"""Triage by the API: the same as the page, described, and nothing to those who may not see it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from support import web


@pytest.fixture(scope="module")
def app(shared_database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    made = web.application(shared_database_url, tmp_path_factory.mktemp("triage"))
    yield made
    web.close(made)


def test_what_helps_to_decide(app: Flask) -> None:
    officer = web.caller(app, "officer")
    first = officer.complaint(service="refuse-recycling", description="My bin was missed.",
                              dissatisfaction_expressed=False)
    second = officer.complaint(service="refuse-recycling", description="Missed again, and I am "
                               "disabled.", dissatisfaction_expressed=False)
    desk = officer.get(f"/complaints/{second}/triage").json
    assert desk["threshold"] == {"label": "Second missed bin in four weeks",
                                 "advised": "complaint", "found": 2, "within_days": 28}
    assert [one["ref"] for one in desk["earlier"]] == [first]
    assert [one["key"] for one in desk["prompts"]] == ["vulnerability"]
    assert desk["proposed"] == [{"n": None, "service": "refuse-recycling", "ombudsman": "lgsco"}]
    assert desk["decide_by"] == officer.get(f"/complaints/{second}").json["stage_1"][
        "acknowledge_by"]
    assert "accept" in desk["decisions"]


def test_how_it_went_is_for_those_who_answer_for_it(app: Flask) -> None:
    officer, intake = web.caller(app, "officer"), web.caller(app, "intake")
    ref = officer.complaint(service="refuse-recycling")
    officer.command(ref, "treat_as_compliment", kind="comment", reason="A thought.")
    found = officer.get("/triage-figures?span=quarter").json
    assert {"decision": "comment", "count": 1} in found["decisions"]
    assert intake.get("/triage-figures").status_code == 403
    assert officer.get("/triage-figures?span=ever").status_code == 422


def test_another_councils_contact_is_as_if_it_were_not_there(app: Flask) -> None:
    ref = web.caller(app, "officer").complaint()
    stranger = web.caller(app, "officer", organisation="easton")
    assert stranger.get(f"/complaints/{ref}/triage").status_code == 404
