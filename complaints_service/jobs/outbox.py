"""Sends what waits in the outbox, each message by a lease, so that no lock outlives a statement.

A worker takes one row for five minutes by moving its next attempt ahead, commits, speaks to the
mail server without any lock, and then marks the row. If it dies in between, the row comes back
when the lease ends. If it dies between the server's acceptance and the mark, the message is sent
again under the same Message-ID: SMTP can promise no more, and a reader can tell the copy.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from complaints_service import logs
from complaints_service.domain.reminders import opens_at
from complaints_service.jobs import heartbeats, outbox_rows
from complaints_service.jobs.couriers import Courier, Deferred, Refused
from complaints_service.jobs.notify import NotifyPost
from complaints_service.jobs.outbox_rows import RETRY_AFTER, Claimed
from complaints_service.jobs.posting import NothingToSend, post
from complaints_service.jobs.smtp import Conversation
from complaints_service.jobs.surroundings import Surroundings
from complaints_service.persistence.crash_points import crash_point
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.transaction import transaction
from complaints_service.services import password_links, tracking

_SLOW_MESSAGES = 3
AT_ONCE = frozenset({tracking.KIND, password_links.KIND})
"""Kinds for which somebody is waiting: they leave at any hour."""

_log = logs.logger(__name__)


@dataclass(frozen=True)
class Sent:
    """What one pass sent, what failed (for now or for good), and what is still to be tried."""

    sent: int = 0
    failed: int = 0
    remaining: int = 0


def send_due(
    surroundings: Surroundings,
    clock: Callable[[], datetime],
    stopping: threading.Event | None = None,
) -> Sent:
    """Send every message whose time has come; return when none is left, or at `stopping`.

    Needs the application's context. A failing server is asked once a pass: everything due then
    waits for its next attempt. After a few messages that hang, the rest is left to the next pass.
    Without a mail server only what needs none is done (letters that wait in the portal).
    """
    sent = failed = slow = 0
    courier = _courier(surroundings)
    try:
        while not (stopping is not None and stopping.is_set()) and slow < _SLOW_MESSAGES:
            now = clock()
            claimed = outbox_rows.claim(
                surroundings.host, now, emails=courier is not None,
                secret=surroundings.secret,
            )
            if claimed is None:
                break
            try:
                number = post(claimed, surroundings, courier, now)
            except NothingToSend:
                _forget(claimed)
            except Refused as error:
                failed += 1
                _give_up(claimed, error.reason)
            except Deferred as error:
                failed += 1 + _defer(claimed, error, surroundings, now)
                slow += error.slow
            else:
                sent += 1
                _mark_sent(claimed, now, number)
    finally:
        if courier is not None:
            courier.close()
    return _ending(sent, failed, clock(), courier is not None)


def _courier(surroundings: Surroundings) -> Courier | None:
    if surroundings.notify is not None:
        return NotifyPost(surroundings.notify)
    if surroundings.smtp is None:
        return None
    return Conversation(surroundings.smtp, surroundings.host)


def _mark_sent(claimed: Claimed, now: datetime, number: str | None) -> None:
    with transaction() as session:
        outbox_rows.mark_sent(session, claimed, now, number)
    crash_point("after_outbox_mark")
    _log.info("outbox_sent", key=claimed.key, attempts=claimed.attempts)


def _forget(claimed: Claimed) -> None:
    with transaction() as session:
        outbox_rows.remove(session, claimed)


def _give_up(claimed: Claimed, reason: str) -> None:
    with transaction() as session:
        outbox_rows.mark_failed(session, claimed, reason)
    _log.error("outbox_needs_attention", key=claimed.key, reason=reason)


def _defer(claimed: Claimed, error: Deferred, surroundings: Surroundings, now: datetime) -> int:
    """Plan the next attempt, or give up after the last; return how many others wait as well."""
    next_at = now + RETRY_AFTER
    opens = opens_at(next_at, surroundings.reminders, surroundings.calendar())
    if claimed.is_last_attempt:
        _give_up(claimed, error.reason)
    else:
        with transaction() as session:
            soon = claimed.letter is not None or claimed.kind in AT_ONCE
            planned = next_at if soon else opens
            outbox_rows.mark_retrying(session, claimed, planned, error.reason)
        _log.warning("outbox_retrying", key=claimed.key, reason=error.reason)
    if not error.server:
        return 0
    with transaction() as session:
        return outbox_rows.postpone_all(session, now, opens, error.reason)


def _ending(sent: int, failed: int, now: datetime, emails: bool) -> Sent:
    with transaction() as session:
        found = session.connection().execute(
            select(func.count()).select_from(OutboxRow).where(outbox_rows.due(now, emails=emails))
        )
        remaining = int(found.scalar_one())
        heartbeats.beat(
            session, heartbeats.OUTBOX, now,
            {"sent": sent, "failed": failed, "remaining": remaining},
        )
    return Sent(sent, failed, remaining)
