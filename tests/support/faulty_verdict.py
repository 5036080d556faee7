"""Compares what clients were told with what is on record after everything was maltreated."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.jobs.emails import message_id_of
from complaints_service.persistence.models.event import EventRow, PrivateValueRow
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.steady_view import steady_view
from complaints_service.services import audit, rules_in_use
from complaints_service.services.invariants.registry import check_all
from complaints_service.services.rebuild import differences
from support.faulty_clients import MARK, Sent
from support.faulty_lab import SECRET

HOST = "127.0.0.1"


@dataclass
class Result:
    """What was done to the installation, and what was found afterwards."""

    seed: int
    web_kills: int = 0
    worker_kills: int = 0
    restarts: int = 0
    crash_points: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    back_up: list[float] = field(default_factory=list)
    acknowledged: int = 0
    retried: int = 0
    replayed: int = 0
    unknown: int = 0
    events: int = 0
    messages: int = 0
    sent_twice: int = 0
    unmarked: int = 0
    reminders: int = 0
    complaints: int = 0
    faults: list[str] = field(default_factory=list)


def judge(url: str, sent: Sequence[Sent], anchors: Iterable[str], mails: Sequence[str],
          result: Result) -> None:
    """Fill in what was found; each fault is a sentence."""
    result.acknowledged = sum(one.answer is not None for one in sent)
    result.retried = sum(one.attempts > 1 for one in sent)
    result.replayed = sum(one.replayed for one in sent)
    result.unknown = sum(one.answer is None and one.refused is None for one in sent)
    result.faults += [f"{one.command} was refused: {one.refused}" for one in sent if one.refused]
    with steady_view(url) as session:
        result.faults += _lost(session, sent)
        result.faults += _doubled(session, sent)
        result.faults += _mails(session, mails, result)
        for anchor in anchors:
            verdict = audit.verify(session, anchor)
            result.faults += [f"{one.where}: {one.detail}" for one in verdict.faults]
        result.events = audit.how_many_events(session)
        report = check_all(session, rules_in_use.rules(), clock.now())
        result.complaints = report.checked.get("I02", 0)
        result.faults += [f"{one.id} {one.ref}: {one.detail}" for one in report.violations]
        result.faults += [f"{one.ref} {one.where}: {one.field} differs"
                          for one in differences(session, rules_in_use.rules())]


def _lost(session: Session, sent: Sequence[Sent]) -> list[str]:
    """Every event that somebody was told of is there, where it was said to be."""
    held = {row.hash: (row.ref, row.seq)
            for row in session.execute(select(EventRow.hash, EventRow.ref, EventRow.seq))}
    return [
        f"lost: {one.command} on {one.answer['ref']}, event {event['seq']}"
        for one in sent if one.answer is not None
        for event in one.answer["events"]
        if held.get(event["hash"]) != (one.answer["ref"], event["seq"])
    ]


def _doubled(session: Session, sent: Sequence[Sent]) -> list[str]:
    """Each command is there once if it was acknowledged, and at most once if nobody knows."""
    words = session.scalars(select(PrivateValueRow.payload))
    found = Counter(mark for one in words for mark in re.findall(f"{MARK}[0-9a-f]{{32}}", one))
    wrong = []
    for one in sent:
        times = found[one.mark]
        if times > 1 or (times == 0 and one.answer is not None) or (times and one.refused):
            wrong.append(f"{one.command} stands {times} times (attempts: {one.attempts})")
    return wrong


def _mails(session: Session, mails: Sequence[str], result: Result) -> list[str]:
    """Every message belongs to one row of the outbox, which keeps its Message-ID."""
    rows = session.execute(select(OutboxRow.kind, OutboxRow.key, OutboxRow.message_id)).all()
    # One that was accepted but not marked before a kill gets the same id again after its lease.
    known = {row.message_id or message_id_of(row.key, HOST, SECRET) for row in rows}
    marked = {row.message_id for row in rows}
    result.unmarked = len(set(mails) - marked)
    result.messages = len(mails)
    result.sent_twice = len(mails) - len(set(mails))
    result.reminders = sum(row.kind == "reminder" for row in rows)
    strangers = [f"a message without a row: {one}" for one in set(mails) - known]
    double = session.execute(text(
        "SELECT message_id FROM outbox WHERE message_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
    )).all()
    return strangers + [f"two rows with one Message-ID: {one}" for (one,) in double]
