"""Each thing that is counted, by one condition: the same for figure, list, export and recount."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, exists, func, not_, or_, true
from sqlalchemy.sql.selectable import FromClause

from complaints_service.persistence.models.complaint import ComplaintRow, StageRow

Condition = ColumnElement[bool]

COMPLAINT: Any = ComplaintRow.__table__
STAGE: Any = StageRow.__table__
FIRST_STAGE: Any = STAGE.alias("first_stage")
c, s, first = COMPLAINT.c, STAGE.c, FIRST_STAGE.c

# London dates, inclusive: the period; its end, or the day of the count where that is earlier; and
# the day of the count.
FIRST: Any = bindparam("first", type_=Date)
LAST: Any = bindparam("last", type_=Date)
END: Any = bindparam("end", type_=Date)
TODAY: Any = bindparam("today", type_=Date)


class Family(StrEnum):
    """What is counted: contacts as they came, one stage of a complaint, or what is open."""

    CONTACT = "contact"
    STAGE_1 = "stage_1"
    STAGE_2 = "stage_2"
    OPEN = "open"


# A contact merged into another, or handed to another procedure, is no complaint of its own.
IS_COMPLAINT: Condition = and_(
    c.kind == "complaint", c.state != "merged", c.handed_off_to.is_(None)
)
RECEIVED: Condition = c.received_on.between(FIRST, LAST)
DECLINED: Condition = c.declined_ground.is_not(None)
WAS_REQUEST: Condition = c.kind == "service_request"
HANDED_OFF: Condition = c.handed_off_to.is_not(None)
COMPLIMENT: Condition = c.kind == "compliment"
COMMENT: Condition = c.kind == "comment"

ANSWERED: Condition = s.responded_on.is_not(None)
ANSWERED_IN_PERIOD: Condition = s.responded_on.between(FIRST, LAST)
# Ended without an answer (withdrawn, declined): late once the due day had passed, and before that
# nothing was missed.
ENDED_LATE: Condition = and_(s.responded_on.is_(None), s.ended_on > s.respond_by)
DECIDED: Condition = or_(ANSWERED_IN_PERIOD, and_(ENDED_LATE, s.ended_on.between(FIRST, LAST)))
ON_TIME: Condition = s.responded_on <= s.original_respond_by
# `respond_by` holds valid extensions only, so "in the Code's time" needs no more than this.
IN_CODE_TIME: Condition = s.responded_on <= func.greatest(s.respond_by, s.original_respond_by)
LATE: Condition = and_(DECIDED, not_(func.coalesce(IN_CODE_TIME, False)))

# As it stood at the end of the day END, whatever has happened since.
OPEN_AT_END: Condition = and_(
    s.started_on <= END,
    or_(s.responded_on.is_(None), s.responded_on > END),
    or_(s.ended_on.is_(None), s.ended_on > END, ANSWERED),
)
OVERDUE_AT_END: Condition = and_(OPEN_AT_END, s.respond_by < END)
# Stage 2 may be asked for while stage 1 is overdue; the complaint is then open once, not twice.
ALONE_OPEN_AT_END: Condition = and_(
    OPEN_AT_END,
    or_(first.ref.is_(None), first.responded_on <= END, first.ended_on <= END),
)

# Whether an acknowledgement was on time is known once it was sent or its due day has passed; it
# is not owed by what ended before.
ACK_SETTLED: Condition = and_(
    s.acknowledge_by.between(FIRST, LAST),
    or_(
        s.acknowledged_on.is_not(None),
        and_(
            s.acknowledge_by < TODAY,
            or_(s.ended_on.is_(None), s.ended_on > s.acknowledge_by),
        ),
    ),
)
# Wide enough for every count, and shaped so that the index on answers finds the rows. An answer
# from before the period matters only where its acknowledgement was due in it: within a month.
TOUCHES_PERIOD: Condition = and_(
    s.started_on <= LAST,
    or_(s.responded_on.is_(None), s.responded_on >= FIRST.op("-", return_type=Date())(31)),
)


def rows_of(family: Family) -> FromClause:
    """The rows a family is counted over: contacts alone, or each joined with one stage."""
    if family in (Family.CONTACT, Family.OPEN):
        alone: FromClause = COMPLAINT
        return alone
    joined: FromClause = COMPLAINT.join(
        STAGE, and_(s.ref == c.ref, s.stage == int(family.value[-1]))
    )
    if family is Family.STAGE_2:
        joined = joined.join(
            FIRST_STAGE, and_(first.ref == c.ref, first.stage == 1), isouter=True
        )
    return joined


def base_of(family: Family) -> Condition:
    """What holds of every row of a family that any count may take."""
    if family is Family.CONTACT:
        return and_(RECEIVED, c.state != "merged")
    if family is Family.OPEN:
        return and_(IS_COMPLAINT, exists().where(s.ref == c.ref, OPEN_AT_END))
    return and_(IS_COMPLAINT, TOUCHES_PERIOD)


@dataclass(frozen=True)
class Count:
    """One count: the rows of `family` for which `condition` holds.

    An `additive` count of a year is the sum of its quarters. One with `parts` is counted as their
    sum, so that it costs no scan of its own; its condition gives the list behind it.
    """

    name: str
    family: Family
    condition: Condition
    additive: bool = True
    parts: tuple[str, ...] = ()


def _contacts() -> tuple[Count, ...]:
    def of(name: str, condition: Condition) -> Count:
        return Count(name, Family.CONTACT, condition)

    assessed = or_(c.accepted, DECLINED, WAS_REQUEST, HANDED_OFF, COMPLIMENT, COMMENT)
    raised = and_(WAS_REQUEST, c.snapshot["raised_as"].as_string().is_not(None))
    return (
        of("contacts", assessed),
        of("accepted", and_(IS_COMPLAINT, c.accepted)),
        of("not_accepted", and_(IS_COMPLAINT, DECLINED)),
        of("accepted_or_not", and_(IS_COMPLAINT, or_(c.accepted, DECLINED))),
        of("service_requests", WAS_REQUEST),
        of("requests_raised", raised),
        of("compliments", COMPLIMENT),
        of("comments", COMMENT),
    )


def _of_stage(family: Family) -> tuple[Count, ...]:
    def of(name: str, condition: Condition, *, additive: bool = True) -> Count:
        return Count(f"{family.value}_{name}", family, condition, additive)

    def found(*words: str) -> Condition:
        return and_(ANSWERED_IN_PERIOD, s.finding.in_(words))

    overdue = or_(DECIDED, OVERDUE_AT_END)
    return (
        of("started", and_(s.started_on.between(FIRST, LAST), not_(s.refused))),
        of("ack_due", ACK_SETTLED),
        of("ack_on_time", and_(ACK_SETTLED, s.acknowledged_on <= s.acknowledge_by)),
        of("decided", DECIDED),
        of("on_time", and_(DECIDED, ON_TIME)),
        of("in_code_time", and_(DECIDED, IN_CODE_TIME)),
        of("extended", and_(DECIDED, s.extensions > 0)),
        of("extended_invalid", and_(DECIDED, s.extensions > 0, s.invalid_extensions > 0)),
        of("open", OPEN_AT_END, additive=False),
        of("late_or_overdue", or_(LATE, OVERDUE_AT_END), additive=False),
        of("decided_or_overdue", overdue, additive=False),
        of("answered", ANSWERED_IN_PERIOD),
        of("findings", found("upheld", "partly_upheld", "not_upheld")),
        of("upheld", found("upheld")),
        of("upheld_or_partly", found("upheld", "partly_upheld")),
        of("changed", and_(ANSWERED_IN_PERIOD, s.changed.in_(("yes", "partly")))),
    )


_ALL = (
    *_contacts(),
    *_of_stage(Family.STAGE_1),
    *_of_stage(Family.STAGE_2),
    Count("stage_2_open_alone", Family.STAGE_2, ALONE_OPEN_AT_END, additive=False),
    Count("open", Family.OPEN, true(), additive=False,
          parts=("stage_1_open", "stage_2_open_alone")),
)

COUNTS: Mapping[str, Count] = MappingProxyType({one.name: one for one in _ALL})
