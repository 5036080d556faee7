"""From what was learnt to what the public reads: proof, a second person, and a way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select, update
from support.figures import COUNCIL, a_case, add_council, store
from support.publishing import APPROVER, MANAGER, NOW, OFFICER, PUBLISHER, actor, application

from complaints_service.domain.refusals import Refusal
from complaints_service.persistence.database import db
from complaints_service.persistence.models.complaint import ComplaintRow
from complaints_service.persistence.models.event import ChainEntryRow, EventRow
from complaints_service.persistence.models.learning import EditionRow, ImprovementRow
from complaints_service.persistence.published import PublishedFolder
from complaints_service.services.actors import Actor
from complaints_service.services.errors import (
    Forbidden,
    InvalidCommand,
    KeyReused,
    NotFound,
    VersionConflict,
)
from complaints_service.services.handle import Request, Written, handle
from complaints_service.services.improvements import (
    handle_improvement,
    improvement_json,
    improvement_schema,
    open_improvement_commands,
    read_improvement,
)
from complaints_service.services.release_folder import fill
from complaints_service.web.public.released import create_public_app

WORDS = {
    "told": "People told us that bins for assisted collections were missed.",
    "found": "Crews could not see who needs help.",
    "changed": "Crew tablets now show assisted collections before the round.",
}


@pytest.fixture(autouse=True)
def at_work(database_url: str) -> Iterator[None]:
    with application(database_url), time_machine.travel(NOW, tick=False):
        add_council(db.session(), name="Alderbourne Borough Council")
        db.session.commit()
        yield


@pytest.fixture
def complaint() -> str:
    written = handle(Request("receive", {
        "service": "refuse-recycling", "channel": "web", "description": "Missed again.",
        "complainants": [{"name": "Rhiannon Example", "email": "r@home.example"}],
    }), by=OFFICER)
    return written.ref


def create(ref: str, **changes: Any) -> Written:
    data = {
        "title": "Show assisted collections", "went_wrong": "Crews could not see them.",
        "will_change": "The tablets show them.", "service": "refuse-recycling",
        "due_on": "2026-12-18", "complaints": [ref], "links": ["ES-12"], **changes,
    }
    return handle_improvement("create", data, by=OFFICER, key="one", body_sha256="a")


def do(id: str, command: str, by: Actor = OFFICER, **data: Any) -> Written:
    return handle_improvement(command, data, by=by, improvement_id=id)


def view(id: str) -> dict[str, Any]:
    session = db.session()
    return improvement_json(session, read_improvement(session, id, by=OFFICER))


def published(complaint: str) -> str:
    id = create(complaint).ref
    do(id, "done", evidence="Photo of the tablet")
    do(id, "propose_publication", **WORDS)
    do(id, "approve_publication", by=APPROVER)
    return id


def test_an_improvement_is_recorded_and_shown(complaint: str) -> None:
    made = create(complaint)
    assert (made.ref, made.version, made.state) == ("IMP-0001", 1, "planned")
    shown = view(made.ref)
    assert shown["complaints"] == [complaint]
    assert (shown["title"], shown["links"]) == ("Show assisted collections", ["ES-12"])
    assert shown["publication"] is shown["effect"] is shown["evidence"] is None
    texts = db.session.scalars(select(EventRow.data).where(EventRow.ref == made.ref)).all()
    assert "tablets" not in json.dumps(texts)


def test_the_same_key_gives_the_same_answer_once(complaint: str) -> None:
    first = create(complaint)
    again = create(complaint)
    assert (again.replayed, again.events) == (True, first.events)
    assert db.session.scalar(select(func.count()).select_from(ImprovementRow)) == 1
    with pytest.raises(KeyReused):
        handle_improvement("create", {}, by=OFFICER, key="one", body_sha256="b")


def test_a_stale_page_is_told_so(complaint: str) -> None:
    id = create(complaint).ref
    do(id, "done", evidence="Photo")
    with pytest.raises(VersionConflict) as conflict:
        handle_improvement("check_effect", {}, by=OFFICER, improvement_id=id, expected_version=1)
    assert conflict.value.current_version == 2


# (the command, who gives it, its data) and the rule that refuses it
REFUSED = [
    ("done", OFFICER, {"evidence": " "}, "evidence_missing"),
    ("drop", OFFICER, {}, "reason_missing"),
    ("check_effect", OFFICER, {}, "not_allowed"),
    ("approve_publication", APPROVER, {}, "not_allowed"),
    ("withdraw_publication", PUBLISHER, {"reason": "Wrong."}, "not_allowed"),
    ("propose_publication", OFFICER, {**WORDS, "told": "Ring (01932) 838383"}, "personal_data"),
    ("propose_publication", OFFICER, {**WORDS, "told": "Ms Example told us"}, "personal_data"),
    ("propose_publication", OFFICER, {**WORDS, "told": "Two residents told us"}, "small_numbers"),
]


@pytest.mark.parametrize(("command", "by", "data", "rule"), REFUSED)
def test_what_a_rule_refuses(
    complaint: str, command: str, by: Actor, data: dict[str, Any], rule: str
) -> None:
    id = create(complaint).ref
    with pytest.raises(Refusal) as refused:
        do(id, command, by=by, **data)
    assert refused.value.rule == rule
    assert refused.value.detail.endswith(".")
    assert read_improvement(db.session(), id, by=OFFICER).version == 1


def test_the_author_never_approves(complaint: str) -> None:
    both = actor("bo", "officer", "approver")
    id = create(complaint).ref
    do(id, "propose_publication", by=both, **WORDS)
    with pytest.raises(Refusal) as refused:
        do(id, "approve_publication", by=both)
    assert refused.value.rule == "self_approval"
    improvement = read_improvement(db.session(), id, by=both)
    assert "approve_publication" not in open_improvement_commands(improvement, both)
    assert "approve_publication" in open_improvement_commands(improvement, APPROVER)


def test_who_may_not_and_who_may_not_even_know(complaint: str) -> None:
    id = create(complaint).ref
    with pytest.raises(Forbidden):
        do(id, "done", by=APPROVER, evidence="x")
    other = Actor("mo", roles=frozenset({"manager"}), services=frozenset({"parking"}))
    for stranger in (other, actor("eve", "officer", organisation="thornley")):
        with pytest.raises(NotFound):
            do(id, "done", by=stranger, evidence="x")
    with pytest.raises(InvalidCommand):
        handle_improvement("create", {
            "title": "x", "went_wrong": "x", "will_change": "x", "service": "refuse-recycling",
            "due_on": "2026-12-18", "complaints": ["7K3M-Q29X-4"],
        }, by=OFFICER)


def test_what_is_listed_succeeds_and_what_is_not_is_refused(complaint: str) -> None:
    good: dict[str, dict[str, Any]] = {
        "done": {"evidence": "Photo"}, "drop": {"reason": "No money"},
        "check_effect": {"note": "Fewer"}, "propose_publication": WORDS,
        "approve_publication": {}, "withdraw_publication": {"reason": "A figure was wrong."},
    }
    everybody = actor("eve", "officer", "approver", "publisher")
    id = create(complaint).ref
    for command in ("propose_publication", "done", "check_effect"):
        improvement = read_improvement(db.session(), id, by=MANAGER)
        listed = open_improvement_commands(improvement, everybody)
        for name in good.keys() - set(listed):
            with pytest.raises(Refusal):
                do(id, name, by=everybody, **good[name])
        assert command in listed
        do(id, command, by=OFFICER, **good[command])
    assert improvement_schema("done")["properties"].keys() == {"evidence"}


def test_the_effect_counts_the_same_service_and_cause_on_both_sides(complaint: str) -> None:
    db.session.execute(update(ComplaintRow).values(cause="missed_round"))
    done_on = NOW.date()
    cases = []
    # (days from the day it was done, service, cause, is it counted before / after)
    for n, (days, service, cause) in enumerate([
        (-180, "refuse-recycling", "missed_round"),
        (-1, "refuse-recycling", "missed_round"),
        (-181, "refuse-recycling", "missed_round"),
        (0, "refuse-recycling", "missed_round"),
        (-5, "parking", "missed_round"),
        (-5, "refuse-recycling", "no_reply"),
        (1, "refuse-recycling", "missed_round"),
        (180, "refuse-recycling", "missed_round"),
        (181, "refuse-recycling", "missed_round"),
    ]):
        cases.append(a_case(n, done_on + timedelta(days=days), service=service, cause=cause))
    store(db.session(), cases)
    id = create(complaint).ref
    do(id, "done", evidence="Photo")
    do(id, "check_effect", note="As hoped")
    assert view(id)["effect"] == {
        "checked_on": "2026-11-23", "before": 2, "after": 2, "note": "As hoped"
    }
    assert date(2026, 11, 23) == done_on


def test_one_approved_improvement_is_published_and_can_be_taken_back(
    complaint: str, tmp_path: Path
) -> None:
    id = published(complaint)
    folder = PublishedFolder(tmp_path / "published")
    fill(db.session(), folder)
    reader = create_public_app(folder.folder).test_client()
    feed = reader.get("/public/v1/learning.json").json
    item = feed["items"][0]
    assert (item["id"], item["title"]) == (id, "Show assisted collections")
    assert item["_improvement"]["complaints"] == "one complaint"
    assert WORDS["changed"] in reader.get("/public/v1/learning.atom").text
    assert WORDS["changed"] in reader.get("/learning/").text
    assert reader.get(f"/public/v1/learning/{id}.json").json["told"] == WORDS["told"]
    first = db.session.scalars(select(EditionRow)).one()
    own = f"/public/v1/editions/{first.sha256}/learning.json"
    assert reader.get(own).status_code == 200
    assert (first.built_by, first.approved_by) == ("olive", "ada")

    do(id, "withdraw_publication", by=PUBLISHER, reason="The figure was wrong.")
    assert fill(db.session(), folder)
    reader = create_public_app(folder.folder).test_client()
    for address in (f"/public/v1/learning/{id}.json", f"/public/v1/learning/{id}.html",
                    f"/learning/{id}/", own):
        assert reader.get(address).status_code == 410, address
    feed = reader.get("/public/v1/learning.json").json
    assert feed["items"][0]["_withdrawn"]["reason"] == "The figure was wrong."
    for address in ("/public/v1/learning.json", "/public/v1/learning.atom", "/learning/",
                    "/public/v1/fragments/learning.html"):
        assert WORDS["changed"] not in reader.get(address).text
    for blob in (folder.folder / "blobs").iterdir():
        assert WORDS["changed"].encode() not in blob.read_bytes()
    # Better words may be proposed, and while they wait the old ones stay withdrawn.
    do(id, "propose_publication", **{**WORDS, "changed": "Tablets show who needs help."})
    do(id, "approve_publication", by=APPROVER)
    fill(db.session(), folder)
    again = create_public_app(folder.folder).test_client()
    assert again.get(f"/public/v1/learning/{id}.json").status_code == 200
    assert first.organisation == COUNCIL


def test_each_commit_has_one_entry_with_all_its_events(complaint: str) -> None:
    before = db.session.scalar(select(func.count()).select_from(ChainEntryRow)) or 0
    id = published(complaint)
    entries = list(db.session.scalars(select(ChainEntryRow.events).order_by(ChainEntryRow.n)))
    assert len(entries) == before + 4
    # Approving is one commit: the approval, and the list built, approved and released with it.
    assert len(entries[-1]) == 4
    events = db.session.scalar(select(func.count()).select_from(EventRow)
                               .where(EventRow.ref == id))
    assert events == 4
