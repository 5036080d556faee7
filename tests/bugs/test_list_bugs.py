"""Faults of lists and words seen in other systems for complaints, through page and API."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from support import web
from support.pages import Visitor

from complaints_service.content.places import shipped

RETIRED = "wrong_information"


@pytest.fixture
def clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A council that retires a category at the end of March 2026, and the clock."""
    folder = tmp_path / "home" / "workflows" / "vocabularies"
    folder.mkdir(parents=True)
    words = (shipped("workflows") / "vocabularies" / "categories.toml").read_text(encoding="utf-8")
    ended = re.sub(rf'(key = "{RETIRED}"\n)', r"\1to = 2026-03-31\n", words)
    assert ended != words
    (folder / "categories.toml").write_text(ended, encoding="utf-8")
    file = tmp_path / "now"
    file.write_text("2026-03-02T10:00:00+00:00", encoding="utf-8")
    monkeypatch.setenv("COMPLAINTS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COMPLAINTS_ENV", "test")
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(file))
    return file


@pytest.fixture
def app(clock: Path, shared_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    made = web.application(shared_database_url, tmp_path, COMPLAINTS_NOW_FILE=str(clock))
    yield made
    web.close(made)


def test_bug_59_a_category_retired_while_open_is_kept_as_it_was(app: Flask, clock: Path) -> None:
    caller = web.caller(app, "officer")
    ref = caller.complaint(category=RETIRED)
    done = caller.command(ref, "accept", points=[{"text": "Told wrongly", "category": RETIRED}])
    assert done.status_code == 201, done.json
    clock.write_text("2026-04-02T10:00:00+00:00", encoding="utf-8")
    # The file keeps it, by the API, by the list narrowed to it, and in the words of the page.
    view = caller.get(f"/complaints/{ref}").json
    assert view["category"] == view["points"][0]["category"] == RETIRED
    narrowed = caller.get(f"/complaints?category={RETIRED}").json["items"]
    assert ref in [one["ref"] for one in narrowed]
    listed = {one["key"]: one["to"] for one in caller.get("/vocabularies/categories").json["items"]}
    assert listed[RETIRED] == "2026-03-31"
    page = Visitor(app).sign_in("officer", organisation="weston").get(f"/complaints/{ref}")
    assert "Wrong information" in page.text
    # Work goes on with it on file.
    done = caller.command(ref, "acknowledge", definition="Told wrongly", outcomes_not_stated=True)
    assert done.status_code == 201, done.json
    # Nobody chooses it any more, neither by the API nor in the form.
    for refused in (
        caller.command(ref, "set_points", points=[{"text": "Another", "category": RETIRED}]),
        caller.command(ref, "correct_fact", field="category", value=RETIRED, reason="x"),
        caller.post("/complaints", web.receive(category=RETIRED)),
    ):
        assert refused.status_code == 422, refused.json
    form = Visitor(app).sign_in("officer", organisation="weston").get("/officer/contacts/new")
    offered = {one.get("value") for one in form.select("option, input[type=radio]")}
    assert RETIRED not in offered
    assert "delay" in offered


def test_bug_59_a_word_of_another_list_or_parent_is_refused(app: Flask) -> None:
    caller = web.caller(app, "officer")
    for other in ("housing-repairs", "human_error", "lgsco", "no_such"):
        refused = caller.post("/complaints", web.receive(category=other))
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, "category")
