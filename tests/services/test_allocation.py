"""Complaints are given out by rule, taken by who is free, and done by who stands in."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text
from support.lives import Lives
from support.staffed import COUNCIL, Staffed, staffed

from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.database import db
from complaints_service.persistence.streams import read_events
from complaints_service.services import absences, organisations, taking
from complaints_service.services.actors import Actor
from complaints_service.services.errors import Forbidden, NotFound
from complaints_service.services.visibility import may_see

POINT = {"points": [{"text": "Nobody rang back"}]}
ANSWER = {"points": [{"n": 1, "finding": "not_upheld", "reasons": "The record shows it"}]}


@pytest.fixture(scope="module")
def council(
    shared_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Staffed]:
    with staffed(shared_database_url, tmp_path_factory.mktemp("clock"), seed=8) as opened:
        yield opened


@pytest.fixture
def lives(council: Staffed, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lives]:
    monkeypatch.setenv("COMPLAINTS_NOW_FILE", str(council.clock_file))
    yield Lives(council)
    run(council, "UPDATE organisation SET settings = '{}'", "DELETE FROM absence",
        "UPDATE account SET enabled = true", "DELETE FROM turn")


def run(council: Staffed, *statements: str) -> None:
    with council.app.app_context():
        for one in statements:
            db.session.execute(text(one))
        db.session.commit()


def rule(council: Staffed, way: str, *people: str, service: str = "*") -> None:
    rules = {service: {"by": way, "people": [f"ACC-{one}" for one in people]}}
    with council.app.app_context():
        organisations.change_settings(COUNCIL, {"allocation": rules})


def accepted(lives: Lives) -> tuple[str, Any]:
    ref = lives.received()
    lives.council.tell("officer", "accept", ref, POINT)
    with lives.council.app.app_context():
        return ref, read_events(db.session(), ref)[-1]


def away(council: Staffed, who: str, cover: str | None, by: str = "officer") -> None:
    with council.app.app_context():
        absences.record_absence(
            f"ACC-{who}", date(2026, 3, 2), date(2026, 3, 13),
            f"{cover}@borough.example" if cover else None, by=council.actors[by])


def standing_in(council: Staffed, who: str, *others: str) -> Actor:
    """The actor as a request would recognise them today."""
    return replace(council.actors[who], covers=frozenset(f"ACC-{one}" for one in others))


# ---- By rule ---------------------------------------------------------------------------------


def test_without_a_rule_nothing_is_given_out(lives: Lives) -> None:
    ref, last = accepted(lives)
    assert last.type == "accepted"
    assert lives.complaint(ref).stage_1.handler is None


def test_in_turn_and_recorded_with_the_acceptance(lives: Lives) -> None:
    rule(lives.council, "turns", "handler", "handler_2", "both")
    given = []
    for _ in range(4):
        ref, last = accepted(lives)
        assert (last.type, last.data["why"], last.actor) == ("assigned", "rule", "ACC-officer")
        given.append(lives.complaint(ref).stage_1.handler)
    assert given == ["ACC-handler", "ACC-handler_2", "ACC-both", "ACC-handler"]


def test_bug_29_turns_pass_over_the_absent_and_the_disabled(lives: Lives) -> None:
    rule(lives.council, "turns", "handler", "handler_2", "both")
    away(lives.council, "handler", None)
    run(lives.council, "UPDATE account SET enabled = false WHERE id = 'ACC-handler_2'")
    assert [lives.complaint(accepted(lives)[0]).stage_1.handler for _ in range(2)] == \
        ["ACC-both", "ACC-both"]


def test_nobody_gets_a_complaint_about_themselves(lives: Lives) -> None:
    rule(lives.council, "turns", "handler", "both")
    ref = lives.received()
    lives.tell(ref, "record_complained_of", people=["handler@borough.example"])
    lives.tell(ref, "accept", **POINT)
    assert lives.complaint(ref).stage_1.handler == "ACC-both"


def test_by_load_the_emptiest_desk_gets_it(lives: Lives) -> None:
    rule(lives.council, "load", "handler_2", "both")
    first, second = (lives.complaint(accepted(lives)[0]).stage_1.handler for _ in range(2))
    assert {first, second} <= {"ACC-handler_2", "ACC-both"}
    for _ in range(3):
        lives.council.tell("officer", "assign", lives.accepted(),
                           {"handler": "both@borough.example"})
    assert lives.complaint(accepted(lives)[0]).stage_1.handler == "ACC-handler_2"


@pytest.mark.parametrize(("way", "people", "absent", "reason"), [
    ("hand", (), (), "by_hand"),
    ("turns", ("handler",), ("handler",), "all_absent"),
    # the accounts named hold no role that answers complaints
    ("turns", ("member",), (), "nobody_serves"),
])
def test_where_the_rule_names_nobody_the_reason_is_on_file(
    lives: Lives, way: str, people: tuple[str, ...], absent: tuple[str, ...], reason: str
) -> None:
    rule(lives.council, way, *people)
    for one in absent:
        away(lives.council, one, None)
    ref, last = accepted(lives)
    assert (last.type, last.data["reason"]) == ("left_with_team", reason)
    assert lives.complaint(ref).stage_1.handler is None


def test_the_rule_of_the_service_goes_before_that_of_all(lives: Lives) -> None:
    ref = lives.received()
    rule(lives.council, "turns", "handler_2", service=lives.complaint(ref).service)
    lives.tell(ref, "accept", **POINT)
    assert lives.complaint(ref).stage_1.handler == "ACC-handler_2"


# ---- Taken -----------------------------------------------------------------------------------


def clear(lives: Lives) -> None:
    """Give every complaint that waits to somebody, so that a test knows what is left."""
    run(lives.council, "UPDATE complaint SET handler = 'ACC-officer_2' WHERE handler IS NULL")


def test_bug_26_two_who_take_the_next_get_two_different_ones(lives: Lives) -> None:
    clear(lives)
    refs = {accepted(lives)[0] for _ in range(3)}
    council = lives.council

    def take(who: str) -> str | None:
        with council.app.app_context():
            return taking.take_next(council.actors[who])

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(take, ["handler", "handler_2", "handler", "handler_2"]))
    assert {one for one in taken if one} == refs
    assert taken.count(None) == 1, "nothing was left for the fourth"
    for ref in refs:
        assert lives.complaint(ref).stage_1.handler in {"ACC-handler", "ACC-handler_2"}
        with council.app.app_context():
            last = read_events(db.session(), ref)[-1]
        assert (last.type, last.actor) == ("taken", last.data["handler"])
        assert last.role == "handler"


def test_the_most_pressing_of_ones_services_comes_first(lives: Lives) -> None:
    clear(lives)
    old = accepted(lives)[0]
    lives.council.later(days=3)
    accepted(lives)
    someone = replace(lives.council.actors["handler"],
                      services=frozenset({lives.complaint(old).service}))
    with lives.council.app.app_context():
        assert taking.take_next(replace(someone, services=frozenset({"elsewhere"}))) is None
        assert taking.take_next(someone) == old


def test_taking_is_no_way_to_see_or_to_choose(lives: Lives) -> None:
    clear(lives)
    ref = accepted(lives)[0]
    with pytest.raises(NotFound):
        lives.council.tell("handler", "take", ref)
    with lives.council.app.app_context(), pytest.raises(Forbidden):
        taking.take_next(lives.council.actors["member"])
    lives.council.tell("officer", "take", ref)
    with pytest.raises(Refusal, match="somebody has it already"):
        lives.council.tell("officer_2", "take", ref)


# ---- Standing in -----------------------------------------------------------------------------


def test_a_cover_answers_in_their_own_name(lives: Lives) -> None:
    ref = lives.investigating()
    council = lives.council
    council.actors["cover"] = standing_in(council, "both", "handler")
    council.tell("cover", "respond_stage_1", ref, ANSWER)
    with council.app.app_context():
        last = read_events(db.session(), ref)[-1]
    assert (last.type, last.actor, last.role) == ("stage_1_responded", "ACC-both", "handler")
    assert "ACC-both" in lives.complaint(ref).considered_by
    # whoever answered stage 1 for somebody else reviews nothing of it afterwards
    lives.tell(ref, "request_stage_2")
    with pytest.raises(Refusal) as refused:
        council.tell("officer", "assign_reviewer", ref, {"reviewer": "both@borough.example"})
    assert refused.value.rule == "same_reviewer"


def test_a_cover_of_the_reviewer_who_considered_stage_1_does_not_review(lives: Lives) -> None:
    ref = lives.investigating()
    council = lives.council
    council.actors["cover"] = standing_in(council, "both", "handler")
    council.tell("cover", "respond_stage_1", ref, ANSWER)
    lives.tell(ref, "request_stage_2")
    council.tell("officer", "assign_reviewer", ref, {"reviewer": "reviewer@borough.example"})
    council.tell("reviewer", "acknowledge_stage_2", ref, {"definition": "x",
                                                          "outcomes_sought": "y"})
    council.actors["cover"] = standing_in(council, "both", "reviewer")
    with pytest.raises(Forbidden):
        council.tell("cover", "respond_stage_2", ref, {**ANSWER, "stage_1_changed": "no"})


def test_a_restricted_complaint_is_not_for_a_cover(lives: Lives) -> None:
    ref = lives.investigating()
    lives.tell(ref, "restrict_access", people=["handler@borough.example"], reason="Named staff")
    cover = standing_in(lives.council, "both", "handler")
    assert not may_see(cover, lives.complaint(ref))
    assert may_see(lives.council.actors["handler"], lives.complaint(ref))


def test_who_may_record_an_absence(lives: Lives) -> None:
    council = lives.council
    away(council, "handler", "both", by="handler")
    with council.app.app_context():
        assert absences.cover_of("ACC-handler", date(2026, 3, 13)) == "ACC-both"
        assert absences.cover_of("ACC-handler", date(2026, 3, 14)) is None
        assert absences.cover_of("ACC-both", date(2026, 3, 13)) is None
        events = read_events(db.session(), "ACC-handler")
    assert events[-1].data == {"from": "2026-03-02", "to": "2026-03-13", "cover": "ACC-both"}
    assert (events[-1].type, events[-1].actor, events[-1].role) == \
        ("absence_recorded", "ACC-handler", "handler")
    with pytest.raises(Forbidden):
        away(council, "handler_2", None, by="handler")
    run(council, "UPDATE account SET enabled = false WHERE id = 'ACC-both'")
    with council.app.app_context():
        assert absences.cover_of("ACC-handler", date(2026, 3, 13)) is None


@pytest.mark.parametrize(("field", "who", "cover"), [
    # nobody stands in for themselves
    ("cover", "handler", "handler"),
    # a reviewer is no handler, and the other way round
    ("cover", "handler", "reviewer"), ("cover", "reviewer", "handler"),
    ("cover", "handler", "nobody"),
    # away themselves in those days
    ("cover", "handler_2", "officer_2"),
    # a second absence in the same days
    ("from", "officer_2", None),
])
def test_an_absence_that_cannot_be(
    lives: Lives, field: str, who: str, cover: str | None
) -> None:
    away(lives.council, "officer_2", None)
    with pytest.raises(InvalidData) as refused:
        away(lives.council, who, cover)
    assert refused.value.field == field


def test_an_absence_ends_early(lives: Lives) -> None:
    council = lives.council
    away(council, "handler", "both")
    with council.app.app_context():
        absences.end_absence("ACC-handler", date(2026, 3, 2), by=council.actors["handler"])
        assert absences.absences_of("ACC-handler", date(2026, 3, 5)) == []
        with pytest.raises(InvalidData):
            absences.end_absence("ACC-handler", date(2026, 3, 2), by=council.actors["handler"])


def test_suggestions_say_what_speaks_against_whom(lives: Lives) -> None:
    ref = lives.investigating()
    lives.tell(ref, "record_complained_of", people=["both@borough.example"])
    away(lives.council, "handler_2", None)
    with lives.council.app.app_context():
        found = {one.email.partition("@")[0]: one for one in
                 taking.suggestions(lives.complaint(ref), 1, date(2026, 12, 31))}
    assert set(found) == {"officer", "officer_2", "handler", "handler_2", "both"}
    assert found["both"].barred == "complained_of"
    assert found["handler_2"].away_until == date(2026, 3, 13)
    assert found["handler"].open >= 1
    assert COUNCIL not in found
