"""Turns the history of a register's row into the events of a complaint."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from complaints_service.content.register.history import NOT_DESCRIBED, history
from complaints_service.content.register.rows import RegisterRow
from complaints_service.content.register.steps import ImportRules
from complaints_service.domain.commands.registry import EVENT_OF
from complaints_service.domain.decide.intake import rules_for
from complaints_service.domain.decide.points import proposed_ombudsman
from complaints_service.domain.decide.remedies import pence
from complaints_service.domain.events import NewEvent
from complaints_service.domain.handling_code import stricter
from complaints_service.domain.london import instant_on, london_date, write_instant
from complaints_service.domain.rules import Rules
from complaints_service.domain.sealing import Private, private

Data = Mapping[str, Any]
Translate = Callable[["Entry", Data, datetime], dict[str, Any]]
_PERSONAL = ("name", "email", "phone", "address", "postcode")


@dataclass(frozen=True)
class Importing:
    """What the rows of one import share.

    `handlers` gives the account of each handler's address (lower case); `extensions_told` is
    what the operator asserts of every extension.
    """

    organisation: str
    rules: Rules
    now: datetime
    extensions_told: bool
    handlers: Mapping[str, str]
    new_id: Callable[[], str]


@dataclass(frozen=True)
class Entry:
    """One row on its way to a complaint with this reference."""

    row: RegisterRow
    ref: str
    importing: Importing

    @property
    def ombudsman(self) -> str:
        """In whose remit it falls: as the register says, else by where it went, else by service."""
        said = self.row.point_ombudsman or self.row.ombudsman.body
        return said or proposed_ombudsman(self.importing.rules, self.row.service, None)

    @property
    def handler(self) -> str | None:
        """The account of its handler, where the mapping names one that may handle it."""
        return self.importing.handlers.get((self.row.handler_email or "").lower())

    @property
    def case_id(self) -> str:
        """The id of the one Ombudsman's case that a row can tell of."""
        return f"{self.row.ombudsman.body}-1"


def import_rules(
    row: RegisterRow, rules: Rules, today: date, *, extensions_told: bool
) -> ImportRules:
    """Return the limits of the Codes that were in force when the complaint came."""
    codes = [rules.code_in_force(key, row.received) for key in ("lgsco", "housing")]
    stage_1, stage_2 = stricter(codes)
    return ImportRules(stage_1, stage_2, rules.calendar, today, extensions_told)


def events_of(entry: Entry) -> tuple[NewEvent, ...]:
    """Return the events of a row, in order, each marked as imported.

    What happened on a day stands at its noon in London, in the order in which it happened.
    Raises CalendarEnds where an extension lies outside the known years.
    """
    importing = entry.importing
    limits = import_rules(entry.row, importing.rules, london_date(importing.now),
                          extensions_told=importing.extensions_told)
    events: list[NewEvent] = []
    moment: datetime | None = None
    for step in history(entry.row, limits):
        if step.command == "assign" and not entry.handler:
            continue
        moment = instant_on(step.occurred_on, not_before=moment, not_after=importing.now)
        data = _DATA[step.command](entry, step.data, moment)
        marks = {"imported": True, "day_known": step.day_known}
        events.append(NewEvent(EVENT_OF[step.command], {**data, **marks}, moment))
    if all(one.type != "accepted" for one in events):
        # Refused outright: its one point stands from the start, for a finding may name it.
        events[0] = events[0].with_data(points=[_point(entry)])
    return tuple(events)


def _received(entry: Entry, data: Data, moment: datetime) -> dict[str, Any]:
    people = [_person(entry, one) for one in data["complainants"]]
    return {
        "ref": entry.ref,
        "organisation": entry.importing.organisation,
        "predecessor": None,
        "old_reference": data["old_reference"],
        "received_at": write_instant(moment),
        "first_contact_at": write_instant(moment),
        "rules": rules_for(entry.importing.rules, moment),
        "service": data["service"],
        "channel": data["channel"],
        "category": data["category"],
        "description": private(data["description"]),
        "outcomes_sought": None,
        "issue_on": _iso(data["issue_on"]),
        "aware_on": None,
        "dissatisfaction_expressed": True,
        "anonymous": not people,
        "complainants": people,
        "representative": None,
        "ward": data["ward"],
        "codes": [entry.ombudsman],
        "points": [],
        "links": [],
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _person(entry: Entry, given: Data) -> dict[str, Any]:
    return {
        "id": entry.importing.new_id(),
        "details": Private({name: given[name] for name in _PERSONAL if given[name]}),
        "reachable_by": [name for name in ("email", "phone", "address") if given[name]],
        "tenure": None,
        "preferred_channel": None,
        "lead": True,
    }


def _point(entry: Entry) -> dict[str, Any]:
    row = entry.row
    return {
        "n": 1,
        "text": private(row.description or NOT_DESCRIBED),
        "service": row.service,
        "category": row.category,
        "contractor": private(row.contractor),
        "acts_for_council": False,
        "ombudsman": entry.ombudsman,
    }


def _accepted(entry: Entry, data: Data, moment: datetime) -> dict[str, Any]:
    return {"points": [_point(entry)], "codes": [entry.ombudsman]}


def _assigned(entry: Entry, data: Data, moment: datetime) -> dict[str, Any]:
    return {"handler": entry.handler}


def _acknowledged(entry: Entry, data: Data, moment: datetime) -> dict[str, Any]:
    """A register never says what outcome was sought: a later answer may say so."""
    return {"definition": None, "outcomes_sought": None, "outcomes_not_stated": True,
            "not_ours_points": [], "not_ours": [], "clarification": None, "sent_outside": None}


def _extended(entry: Entry, data: Data, moment: datetime) -> dict[str, Any]:
    asserted = {"told_asserted_by_import": True} if data["told"] else {}
    return {"stage": data["stage"], "working_days": data["working_days"], "reason": None,
            "reason_text": None, "good_reason": None, "approved_by": None,
            "update_every_days": None, "told": data["told"], "sent_outside": None, **asserted}


def _responded(entry: Entry, data: Data, moment: datetime) -> dict[str, Any]:
    return {**data, "resolved_early": bool(data["resolved_early"]), "sent_outside": None}


def _unsent(entry: Entry, data: Data, moment: datetime) -> dict[str, Any]:
    return {**data, "sent_outside": None}


def _notified(entry: Entry, data: Data, moment: datetime) -> dict[str, Any]:
    return {"id": entry.case_id, "body": data["body"], "reference": private(data["reference"]),
            "status": entry.importing.rules.ombudsman_lifecycle.initial, "due_on": None}


def _decided(entry: Entry, data: Data, moment: datetime) -> dict[str, Any]:
    findings = [{**one, "head": private(one["head"])} for one in data["findings"]]
    return {"ombudsman": entry.case_id, "stage": "final", "decided_on": _iso(data["decided_on"]),
            "findings": findings, "obligations": [], "already_remedied": None,
            "code_breach": None, "public_report": None, "status": "decided"}


def _offered(entry: Entry, data: Data, moment: datetime) -> dict[str, Any]:
    """The register does not say whether it was paid, nor by when it was to be."""
    return {"remedy": {"n": 1, "kind": data["kind"], "description": private(data["description"]),
                       "due_on": None, "points": data["points"], "owner": None,
                       "amount_pence": pence(data["amount"]), "status": "agreed"}}


def _in_words(name: str) -> Translate:
    def translated(entry: Entry, data: Data, moment: datetime) -> dict[str, Any]:
        return {**data, name: private(data[name])}

    return translated


_DATA: Mapping[str, Translate] = MappingProxyType({
    "receive": _received,
    "accept": _accepted,
    "assign": _assigned,
    "acknowledge": _acknowledged,
    "extend": _extended,
    "respond_stage_1": _responded,
    "decline": _unsent,
    "withdraw": _in_words("evidence"),
    "request_stage_2": _in_words("reason"),
    "acknowledge_stage_2": _unsent,
    "respond_stage_2": _responded,
    "decline_stage_2": _unsent,
    "notify_ombudsman": _notified,
    "record_ombudsman_decision": _decided,
    "offer_remedy": _offered,
    "add_lesson": _in_words("summary"),
    "add_note": _in_words("text"),
    "close": _in_words("reason"),
})
