"""Stories of the record: words taken back, a register brought in, small numbers kept hidden."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from complaints_service.demo import borough
from complaints_service.demo.borough import Member
from complaints_service.demo.telling import Actors, Aside, Step, Tale, at
from complaints_service.domain.commands.stage_1 import RespondStage1
from complaints_service.services import publications
from complaints_service.services.improvements import handle_improvement
from complaints_service.services.organisations import create_organisation, succeed
from complaints_service.services.register_import import Wish, import_register

from .cast import (
    ANITA,
    HANNAH,
    MABEL,
    OLIVE,
    PENNY,
    acknowledged,
    answer,
    received,
    remedy,
    resident,
    sorry,
    taken_on,
)
from .register import REGISTER
from .time import promise_beyond_vesting_day

WARDS_REPORT = "complaints-by-ward"
QUARTER = "2025-26-q3"


def published_then_corrected() -> Tale:
    """Words for the public that were wrong: taken back with the reason, and told anew."""
    person = resident("Kezia Ashdown", "54 Weir Walk")
    ref = yield Step(at("2025-10-20 18:20"), None, received(
        person, "refuse-recycling", "I paid for garden waste and the bin never came.",
        issue_on="2025-10-06", category="failure_to_provide"))
    yield from taken_on("2025-10-21 09:10", OLIVE, HANNAH, "The garden waste bin never came.")
    yield Step(at("2025-10-22 10:00"), HANNAH, acknowledged(
        "You say that you paid for garden waste and that the bin never came."))
    yield Step(at("2025-11-03 15:30"), HANNAH, RespondStage1(
        points=(answer(1, "upheld", "The order was paid for and never reached the store."),),
        remedies=(sorry("2025-11-03"),
                  remedy("action_on_delay", "The bin is brought.", "2025-11-07")),
        cause="hand_over_lost"))
    created = yield _improves("2025-11-10 10:00", MABEL, "create", {
        "title": "Garden waste bins brought within a week",
        "went_wrong": "Orders for garden waste bins were paid for and lost on the way.",
        "will_change": "Each paid order reaches the store the same day.",
        "service": "refuse-recycling", "owner": MABEL.email, "complaints": [ref],
        "due_on": "2026-01-30", "links": ["Service plan"]})
    yield _improves("2026-01-12 09:30", MABEL, "done", {
        "evidence": "The store's list of 12 January has every order paid in December."}, created)
    told = "Garden waste bins that people had paid for never came."
    found = "Paid orders were passed on by hand, and some were lost."
    yield _improves("2026-01-12 09:40", MABEL, "propose_publication", {
        "told": told, "found": found, "changed": "Bins now come within three days of payment."},
        created)
    yield _improves("2026-01-14 11:00", ANITA, "approve_publication", {}, created)
    yield _improves("2026-02-02 10:00", PENNY, "withdraw_publication", {
        "reason": "It said three days. The change promises one week."}, created)
    yield _improves("2026-02-02 10:30", MABEL, "propose_publication", {
        "told": told, "found": found, "changed": "Bins now come within one week of payment."},
        created)
    yield _improves("2026-02-03 09:15", ANITA, "approve_publication", {}, created)


def _improves(
    moment: str, by: Member, command: str, data: Mapping[str, object], about: object = None
) -> Aside:
    def ask(actors: Actors) -> str:
        return handle_improvement(command, data, by=actors[by.email],
                                  improvement_id=str(about) if about else None).ref

    return Aside(at(moment), ask)


def neighbour_brought_in() -> Tale:
    """The neighbour's spreadsheet comes in, every reference and date kept."""
    yield Aside(at("2026-03-02 10:00"), _bring_in)


def _bring_in(actors: Actors) -> object:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.csv"
        file.write_text(REGISTER, encoding="utf-8")
        done = import_register(file, Wish(borough.NEIGHBOUR, extensions_told=True))
    if done.refused or not done.imported:
        raise AssertionError(f"the neighbour's register was refused: {done.refused}")
    return done.imported


def open_across_vesting_day() -> Tale:
    """One council takes over from two on 1 April 2027; an open promise is not counted anew."""
    yield Aside(at("2026-02-27 11:00"), _name_the_successor)
    yield from promise_beyond_vesting_day()


def _name_the_successor(actors: Actors) -> object:
    create_organisation(borough.SUCCESSOR, borough.SUCCESSOR_NAME, from_on=borough.VESTING_DAY)
    for council in (borough.MAIN, borough.NEIGHBOUR):
        succeed(council, borough.SUCCESSOR, borough.VESTING_DAY)
    return borough.SUCCESSOR


def small_ward_hidden() -> Tale:
    """A ward of two is hidden, and another with it, so that nobody can work it out."""
    by = borough.NEIGHBOURS_OFFICER
    edition = yield Aside(at("2026-03-03 09:00"), lambda actors: publications.build(
        WARDS_REPORT, borough.NEIGHBOUR, QUARTER, by=actors[by.email]).id)
    yield Aside(at("2026-03-03 11:00"), partial(_approve, edition))
    yield Aside(at("2026-03-04 09:00"), partial(_publish, edition))


def _approve(edition: str, actors: Actors) -> object:
    return publications.approve(edition, by=actors[borough.NEIGHBOURS_APPROVER.email]).id


def _publish(edition: str, actors: Actors) -> object:
    return publications.publish(edition, by=actors[borough.NEIGHBOURS_APPROVER.email]).id
