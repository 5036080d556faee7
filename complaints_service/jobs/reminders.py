"""Makes the reminders that are due, as outbox rows: in batches, each once, whoever else works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ARRAY,
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
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import insert

from complaints_service.domain.reminders import Band
from complaints_service.persistence.base import UtcDateTime
from complaints_service.persistence.models.complaint import ComplaintRow, DeadlineRow
from complaints_service.persistence.models.message import OutboxRow
from complaints_service.persistence.models.people import AccountRow, OrganisationRow
from complaints_service.persistence.transaction import transaction

BATCH = 500

_PLACE = (DeadlineRow.due_on, DeadlineRow.ref, DeadlineRow.kind, DeadlineRow.item)
_OPEN = and_(DeadlineRow.met_at.is_(None), not_(DeadlineRow.void))


@dataclass(frozen=True)
class Moment:
    """When a pass runs: `day_began` is today's midnight in London, `opens_at` when emails leave.

    A reminder of a date from `today` up to, not including, `opens_on` leaves at `now`.
    `overslept` says that today's own reminders should have left hours ago.
    """

    now: datetime
    today: date
    day_began: datetime
    opens_at: datetime
    opens_on: date
    overslept: bool = False


@dataclass(frozen=True)
class Made:
    """How many reminders a pass made, and how many of those after their day."""

    reminders: int = 0
    late: int = 0

    def __add__(self, other: Made) -> Made:
        """Add two passes up."""
        return Made(self.reminders + other.reminders, self.late + other.late)


def make_reminders(
    band: Band, named: frozenset[str], moment: Moment, batch: int = BATCH
) -> Iterator[Made]:
    """Make the band's reminders that do not exist yet; yield after each batch's commit.

    A batch's deadlines are locked with SKIP LOCKED while their reminders are written, so several
    workers take different ones; the unique key is what makes each reminder exist once, even where
    a worker dies or a command rewrites the deadline meanwhile. Nothing of a complaint is changed.
    """
    statement = _batch_statement(band.recipient, bool(band.kinds))
    place: tuple[Any, ...] = (band.first, "", "", "")
    while True:
        values = _values(band, named, moment) | _cursor(place) | {"batch": batch}
        with transaction() as session:
            row = session.connection().execute(statement, values).one()
        if not row.claimed:
            return
        place = (row.due_on, row.ref, row.kind, row.item)
        yield Made(row.made, row.late)


def bands_with_work(
    bands: Iterable[Band], named: frozenset[str], moment: Moment
) -> dict[Band, int]:
    """Count the reminders that do not exist, band by band, also where another worker holds them.

    A band with nothing missing is left out: looking is much cheaper than claiming.
    """
    missing: dict[Band, int] = {}
    with transaction() as session:
        for band in bands:
            statement = _count_statement(band.recipient, bool(band.kinds))
            values = _values(band, named, moment) | _cursor((band.first, "", "", ""))
            missing[band] = session.connection().execute(statement, values).scalar_one()
    return {band: count for band, count in missing.items() if count}


def _values(band: Band, named: frozenset[str], moment: Moment) -> dict[str, Any]:
    return {
        "kinds": sorted(band.kinds or named),
        "step": band.step,
        "working_days_left": band.working_days_left,
        "last": band.last,
        "late_until": band.last if moment.overslept else band.late_until,
        "earlier": list(band.earlier),
        "now": moment.now,
        "today": moment.today,
        "day_began": moment.day_began,
        "opens_at": moment.opens_at,
        "opens_on": moment.opens_on,
    }


def _cursor(place: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(("from_due", "from_ref", "from_kind", "from_item"), place, strict=True))


@cache
def _batch_statement(recipient: str, named: bool) -> Executable:
    claimed = (
        _missing(recipient, named)
        .order_by(*_PLACE)
        .limit(bindparam("batch", type_=Integer))
        .with_for_update(of=DeadlineRow, skip_locked=True)
        .cte("claimed")
    )
    rows = select(
        claimed.c.key,
        literal("reminder"),
        claimed.c.ref,
        claimed.c.account,
        literal("queued"),
        claimed.c.leaves_at,
        claimed.c.due_on,
        claimed.c.late,
        _facts(claimed.c, recipient),
        bindparam("now", type_=UtcDateTime),
    )
    made = (
        insert(OutboxRow)
        .from_select(
            ["key", "kind", "ref", "account", "state", "next_attempt_at", "due_on", "late",
             "facts", "created_at"],
            rows,
        )
        .on_conflict_do_nothing(index_elements=[OutboxRow.key])
        .returning(OutboxRow.late)
        .cte("made")
    )
    final = (
        select(claimed.c.due_on, claimed.c.ref, claimed.c.kind, claimed.c.item)
        .order_by(claimed.c.due_on.desc(), claimed.c.ref.desc(), claimed.c.kind.desc(),
                  claimed.c.item.desc())
        .limit(1)
        .subquery("final")
    )
    counted = select(
        func.count().label("made"), func.count().filter(made.c.late).label("late")
    ).select_from(made).subquery("counted")
    taken = select(func.count().label("claimed")).select_from(claimed).subquery("taken")
    return select(taken, counted, final).select_from(
        taken.join(counted, true()).outerjoin(final, true())
    )


@cache
def _count_statement(recipient: str, named: bool) -> Executable:
    return select(func.count()).select_from(_missing(recipient, named).subquery())


def _missing(recipient: str, named: bool) -> Select[Any]:
    """Select the open deadlines of a band whose reminder does not exist, with who gets it."""
    who = _people(recipient)
    key = _key_of(DeadlineRow, bindparam("step", type_=Text), recipient, who.c.id)
    kinds = bindparam("kinds", type_=ARRAY(Text))
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
        .outerjoin(who, true())
        .where(
            _OPEN,
            due <= bindparam("last", type_=Date),
            tuple_(*_PLACE) >= tuple_(
                bindparam("from_due", type_=Date),
                bindparam("from_ref", type_=Text),
                bindparam("from_kind", type_=Text),
                bindparam("from_item", type_=Text),
            ),
            DeadlineRow.kind == any_(kinds) if named else not_(DeadlineRow.kind == any_(kinds)),
            ~select(1).where(OutboxRow.key == key).exists(),
        )
    )


def _people(recipient: str) -> Any:
    """Select whom to write to; nobody found means the complaints team's mailbox.

    Nobody hears of a restricted complaint who is not on its access list: its team reminders go to
    the officers on that list.
    """
    asked = {
        "handler": AccountRow.id == DeadlineRow.owner,
        "team": and_(ComplaintRow.restricted, literal("officer") == any_(AccountRow.roles)),
        "manager": and_(
            literal("manager") == any_(AccountRow.roles),
            or_(AccountRow.organisation.is_(None),
                AccountRow.organisation == ComplaintRow.organisation,
                AccountRow.organisation == OrganisationRow.successor),
            or_(func.cardinality(AccountRow.services) == 0,
                ComplaintRow.service == any_(AccountRow.services)),
        ),
    }[recipient]
    allowed = or_(not_(ComplaintRow.restricted), AccountRow.id == any_(ComplaintRow.access))
    return (
        select(AccountRow.id)
        .where(AccountRow.enabled, allowed, asked)
        .correlate(ComplaintRow, DeadlineRow, OrganisationRow)
        .lateral("who")
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
    unsent = _key_of(claimed, cast(earlier, Text), recipient, claimed.account)
    skipped = (
        select(func.coalesce(func.jsonb_agg(earlier), func.jsonb_build_array()))
        .where(~select(1).where(OutboxRow.key == unsent).exists())
        .scalar_subquery()
    )
    return func.jsonb_build_object(
        "deadline", claimed.kind,
        "item", claimed.item,
        "step", bindparam("step", type_=Text),
        "to", literal(recipient),
        "working_days_left", bindparam("working_days_left", type_=Integer),
        "restricted", claimed.restricted,
        "instead_of", skipped,
    )
