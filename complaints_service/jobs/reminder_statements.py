"""The statements that find and write due reminders; each is built once and takes its values."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    ColumnElement,
    Date,
    Executable,
    Integer,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal,
    not_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import insert

from complaints_service.jobs.reminder_people import UNREPLACED, people
from complaints_service.persistence.base import UtcDateTime
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.models.people import OrganisationRow

_PLACE = (DeadlineRow.due_on, DeadlineRow.ref, DeadlineRow.kind, DeadlineRow.item)
_OPEN = (DeadlineRow.met_at.is_(None), not_(DeadlineRow.void))


@cache
def batch_statement(recipient: str, named: bool) -> Executable:
    """Claim a batch of deadlines and write their reminders; count the new ones and the late.

    Nothing is looked at where another worker has the batch in hand, or where the reminder
    `first_key` exists.
    """
    in_hand = func.pg_try_advisory_xact_lock(bindparam("lock", type_=BigInteger))
    first_key = bindparam("first_key", type_=Text)
    claimed = (
        _missing(recipient, named)
        .where(
            select(in_hand).scalar_subquery(),
            ~select(1).select_from(OutboxRow).where(OutboxRow.key == first_key).exists(),
        )
        .with_for_update(of=DeadlineRow, skip_locked=True)
        .cte("claimed")
    )
    made = (
        insert(OutboxRow)
        .from_select(
            ["key", "kind", "ref", "account", "state", "next_attempt_at", "due_on", "late",
             "facts", "created_at"],
            _outbox_rows(claimed, recipient),
        )
        .on_conflict_do_nothing(index_elements=[OutboxRow.key])
        .returning(OutboxRow.late)
        .cte("made")
    )
    return select(
        func.count().label("made"), func.count().filter(made.c.late).label("late")
    ).select_from(made)


def _outbox_rows(claimed: CTE, recipient: str) -> Select[Any]:
    return select(
        claimed.c.key,
        literal("reminder"),
        claimed.c.ref,
        claimed.c.account,
        literal("queued"),
        claimed.c.leaves_at,
        claimed.c.due_on,
        claimed.c.late,
        _facts(claimed, recipient),
        bindparam("now", type_=UtcDateTime),
    )


@cache
def open_dates_statement() -> Select[str, date | None]:
    """Select which kinds of open deadline fall on which dates, up to `last`."""
    return (
        select(DeadlineRow.kind, DeadlineRow.due_on)
        .where(*_OPEN, DeadlineRow.due_on <= bindparam("last", type_=Date))
        .distinct()
    )


@cache
def any_missing_statement(recipient: str, named: bool) -> Executable:
    """Say whether a band has a reminder that does not exist; ends at the first."""
    return select(_missing(recipient, named).exists())


@cache
def count_statement(recipient: str, named: bool) -> Executable:
    """Count the reminders of a band that do not exist."""
    return select(func.count()).select_from(_missing(recipient, named).subquery())


@cache
def cuts_statement(named: bool) -> Executable:
    """Select the first deadline of every batch, along the index of open deadlines, and its key."""
    number = func.row_number().over(order_by=_PLACE).label("number")
    rows = select(*_PLACE, number).where(*_within(named)).subquery()
    batch = bindparam("batch", type_=Integer)
    key = _key_of(rows.c, bindparam("step", type_=Text), "handler", None)
    return (
        select(key.label("key"), rows.c.due_on, rows.c.ref, rows.c.kind, rows.c.item)
        .where((rows.c.number - 1) % batch == 0)
        .order_by(rows.c.number)
    )


def _missing(recipient: str, named: bool) -> Select[Any]:
    """Select the open deadlines of a band whose reminder does not exist, with who gets it."""
    who = people(recipient)
    key = _key_of(DeadlineRow, bindparam("step", type_=Text), recipient, who.c.id)
    due = DeadlineRow.due_on
    return (
        select(
            key.label("key"),
            DeadlineRow.ref,
            DeadlineRow.kind,
            DeadlineRow.item,
            due,
            who.c.id.label("account"),
            ComplaintRow.restricted,
            and_(
                # Whoever stands in from today on could not be told before.
                literal(recipient != "cover"),
                due <= bindparam("late_until", type_=Date),
                ComplaintRow.last_recorded_at < bindparam("day_began", type_=UtcDateTime),
            ).label("late"),
            case(
                (
                    and_(due >= bindparam("today", type_=Date),
                         due < bindparam("opens_on", type_=Date)),
                    bindparam("now", type_=UtcDateTime),
                ),
                else_=bindparam("opens_at", type_=UtcDateTime),
            ).label("leaves_at"),
        )
        .select_from(DeadlineRow)
        .join(ComplaintRow, ComplaintRow.ref == DeadlineRow.ref)
        .join(OrganisationRow, OrganisationRow.key == ComplaintRow.organisation)
        .join(who, true(), isouter=recipient not in UNREPLACED)
        .where(
            *_within(named),
            ~select(1).where(OutboxRow.key == key).exists(),
        )
    )


def _within(named: bool) -> tuple[ColumnElement[bool], ...]:
    """The open deadlines of a band's kinds, from one place up to, not including, another."""
    kinds = bindparam("kinds", type_=ARRAY(Text))
    first, end = (
        tuple_(
            bindparam(f"{side}_due", type_=Date),
            bindparam(f"{side}_ref", type_=Text),
            bindparam(f"{side}_kind", type_=Text),
            bindparam(f"{side}_item", type_=Text),
        )
        for side in ("from", "to")
    )
    return (
        *_OPEN,
        DeadlineRow.kind == any_(kinds) if named else not_(DeadlineRow.kind == any_(kinds)),
        tuple_(*_PLACE) >= first,
        tuple_(*_PLACE) < end,
    )


def _key_of(due: Any, step: Any, recipient: str, account: Any) -> ColumnElement[Any]:
    """The one key of a reminder; where a step tells several people, each has a key."""
    key: ColumnElement[Any] = (
        literal("reminder:") + due.ref + ":" + due.kind + ":" + due.item
        + ":" + func.to_char(due.due_on, "YYYY-MM-DD") + ":" + step
    )
    if recipient == "handler":
        return key
    return key + case((account.isnot(None), literal(".") + account), else_="")


def _facts(claimed: Any, recipient: str) -> ColumnElement[Any]:
    """What the row says, nothing of it personal; `instead_of` names steps that nobody ran."""
    earlier = func.unnest(bindparam("earlier", type_=ARRAY(Text))).column_valued("earlier_step")
    row = claimed.c
    unsent = _key_of(row, cast(earlier, Text), recipient, row.account)
    made = select(1).where(OutboxRow.key == unsent).correlate_except(OutboxRow)
    skipped = (
        select(func.coalesce(func.jsonb_agg(earlier), func.jsonb_build_array()))
        .where(~made.exists())
        .correlate(claimed)
        .scalar_subquery()
    )
    return func.jsonb_build_object(
        "deadline", row.kind,
        "item", row.item,
        "step", bindparam("step", type_=Text),
        "to", literal(recipient),
        "working_days_left", bindparam("working_days_left", type_=Integer),
        "restricted", row.restricted,
        "instead_of", skipped,
    )
