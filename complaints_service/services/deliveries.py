"""What people do about a message that could not be delivered: each act a row, no event of the
complaint, and the letter itself stays as it was issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.orm import Session

from complaints_service import clock
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.decide.people import recipient
from complaints_service.domain.london import instant_on, london_date
from complaints_service.domain.parts import Person
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.base import table
from complaints_service.persistence.complaints import load
from complaints_service.persistence.models.message import LetterRow, OutboxRow
from complaints_service.persistence.models.people import AccountRow
from complaints_service.persistence.streams import private_values
from complaints_service.persistence.transaction import transaction

from .actors import Actor
from .delivery_failures import noted
from .errors import Forbidden, NotFound
from .rules_in_use import rules
from .visibility import may_see

COPY = "copy"
"""The outbox's word for a letter that is posted after its email failed; no machine sends it."""
DESK = frozenset({"intake", "officer"})
DOERS = DESK | {"handler", "reviewer"}
"""Handlers and reviewers see to messages about the complaints that they see."""
LONGEST_NOTE = 4_000
WAYS = ("post", "hand")

_OUTBOX, _LETTER, _ACCOUNT = table(OutboxRow), table(LetterRow), table(AccountRow)


def assign(message: int, email: str, by: Actor) -> str:
    """Name the colleague who sees to a message; return their name.

    Raises NotFound, Forbidden, Refusal and InvalidData, as all acts here do.
    """
    with transaction() as session:
        row, complaint = _task(session, message, by)
        found = session.execute(
            select(_ACCOUNT).where(_ACCOUNT.c.email == email.strip().lower(), _ACCOUNT.c.enabled)
        ).first()
        if found is None or not _may_be_given(found, complaint):
            raise InvalidData("email", f"'email' is '{email[:100]}', which is nobody who can see "
                              "to this message; choose a colleague who may see the complaint")
        _set(session, message, assigned_to=found.id)
        noted(session, message, row.ref, "assigned", by=by.id, at=clock.now(), account=found.id)
    return str(found.name)


def _may_be_given(account: Any, complaint: Complaint | None) -> bool:
    actor = Actor(account.id, account.email, account.name, frozenset(account.roles),
                  account.organisation, frozenset(account.services))
    return complaint is None or may_see(actor, complaint)


def send_again(message: int, by: Actor) -> None:
    """Put a message back into the queue, to the address that is on file now.

    A letter goes to the person to whom it was written; where the people of the complaint were
    written down anew since, to whom its letters go now.
    """
    with transaction() as session:
        row, complaint = _task(session, message, by)
        now = clock.now()
        if row.letter is not None and complaint is not None:
            _refuse_barred(session, complaint, "email")
            _readdress(session, row.letter, complaint, now)
        requeue(session, now, _OUTBOX.c.id == message)
        noted(session, message, row.ref, "sent_again", by=by.id, at=now)


def requeue(session: Session, now: datetime, which: ColumnElement[bool]) -> int:
    """Put the messages of `which` back into the queue with what they carry; return how many.

    They keep their Message-ID, so that whoever has the first copy can tell.
    """
    fresh: dict[str, Any] = {"state": "queued", "attempts": 0, "last_error": None,
                             "settled_at": None, "assigned_to": None}
    rows = session.connection().execute(
        update(_OUTBOX).where(which).values(next_attempt_at=now, **fresh)
        .returning(_OUTBOX.c.letter, _OUTBOX.c.facts)
    ).all()
    carried = [one for row in rows for one in row.facts.get("rows", ())]
    letters = [row.letter for row in rows if row.letter]
    if carried:
        session.connection().execute(update(_OUTBOX).where(_OUTBOX.c.id.in_(carried))
                                     .values(next_attempt_at=None, **fresh))
    if letters:
        session.connection().execute(
            update(_LETTER).where(_LETTER.c.id.in_(letters)).values(delivery="queued"))
    return len(rows)


def by_post(message: int, by: Actor) -> None:
    """Put a letter that did not arrive by email with the letters to be posted."""
    with transaction() as session:
        row, complaint = _task(session, message, by)
        if row.letter is None or complaint is None:
            raise Refusal("not_allowed", "this message carries no letter, so there is nothing to "
                          "post; send it again, or say what you did about it")
        _refuse_barred(session, complaint, "post")
        now = clock.now()
        times = session.scalar(select(func.count()).select_from(_OUTBOX).where(
            _OUTBOX.c.letter == row.letter, _OUTBOX.c.kind == COPY))
        session.execute(insert(_OUTBOX).values(
            key=f"{COPY}:{row.letter}:{(times or 0) + 1}", kind=COPY, ref=row.ref,
            letter=row.letter, state="queued", created_at=now,
            facts={"letter_kind": row.facts.get("letter_kind"), "instead_of": message},
        ))
        session.execute(update(_LETTER).where(_LETTER.c.id == row.letter)
                        .values(delivery="awaiting_post"))
        _set(session, message, settled_at=now)
        noted(session, message, row.ref, "by_post", by=by.id, at=now)


def waiting_copy(session: Session, letter: str) -> Any:
    """Return the row of a letter that is to be posted after its email failed; None else."""
    return session.execute(
        select(_OUTBOX.c.id, _OUTBOX.c.ref, _OUTBOX.c.created_at)
        .where(_OUTBOX.c.letter == letter, _OUTBOX.c.kind == COPY, _OUTBOX.c.state == "queued")
        .order_by(_OUTBOX.c.id.desc())
    ).first()


def posted(letter: str, sent_on: date, method: str, by: Actor) -> bool:
    """Record that such a letter left on a London date; False where none was waiting.

    No clock moves: those that the letter stopped were stopped when it was issued.
    """
    now = clock.now()
    with transaction() as session:
        copy = waiting_copy(session, letter)
        if copy is None:
            return False
        _check_posting(sent_on, method, copy.created_at, now)
        moment = instant_on(sent_on, not_before=copy.created_at, not_after=now)
        _set(session, copy.id, state="sent", sent_at=moment)
        session.execute(update(_LETTER).where(_LETTER.c.id == letter).values(delivery="sent"))
        noted(session, copy.id, copy.ref, "posted", by=by.id, at=moment)
    return True


def posted_copy(message: int, sent_on: date, method: str, by: Actor) -> None:
    """Record that the letter of a message that failed was posted. Raises as the acts here do."""
    with transaction() as session:
        row = session.execute(select(_OUTBOX).where(_OUTBOX.c.id == message)).first()
        complaint = load(session, row.ref) if row is not None and row.ref else None
        if row is None or complaint is None or not may_see(by, complaint):
            raise NotFound("there is no such message that you may see")
    if row.letter is None or not posted(row.letter, sent_on, method, by):
        raise Refusal("not_allowed", "no letter of this message waits for the post; put it there "
                      "with 'by_post' first")


def _check_posting(sent_on: date, method: str, since: datetime, now: datetime) -> None:
    if method not in WAYS:
        raise InvalidData("method", f"'method' is '{method[:30]}'; write post or hand")
    if not london_date(since) <= sent_on <= london_date(now):
        raise Refusal("date_order", f"'sent_on' is {sent_on.isoformat()}; give a day from "
                      f"{london_date(since).isoformat()} to today", field="sent_on")


def settle(message: int, note: str, by: Actor) -> None:
    """Say what was done about a message otherwise; it is no task any more."""
    with transaction() as session:
        row, _ = _task(session, message, by)
        plain = note.replace("\0", "").strip()[:LONGEST_NOTE]
        if not plain:
            raise Refusal("reason_missing", "'note' is blank; say what you did about it",
                          field="note")
        now = clock.now()
        _set(session, message, settled_at=now)
        noted(session, message, row.ref, "settled", by=by.id, at=now, note=plain)


def _task(session: Session, message: int, by: Actor) -> tuple[Any, Complaint | None]:
    """The message, locked, and its complaint."""
    if not by.roles & DOERS:
        raise Forbidden("only those who work on complaints see to messages; ask one of them")
    row = session.execute(
        select(_OUTBOX).where(_OUTBOX.c.id == message).with_for_update()
    ).first()
    complaint = load(session, row.ref) if row is not None and row.ref else None
    hidden = row is not None and (
        not by.roles & DESK if complaint is None else not may_see(by, complaint)
    )
    if row is None or hidden:
        raise NotFound("there is no such message that you may see")
    if row.state != "needs_attention" or row.settled_at is not None:
        raise Refusal("not_allowed", "somebody has already seen to this message; look at the list "
                      "again")
    return row, complaint


def _readdress(session: Session, letter: str, complaint: Complaint, now: datetime) -> None:
    """Write the address on file now to the letter's envelope; its words stay as they are."""
    held = session.scalar(select(_LETTER.c.recipient).where(_LETTER.c.id == letter)) or {}
    spoken_for = (complaint.representative,) if complaint.representative else ()
    people: tuple[Person, ...] = (*complaint.complainants, *spoken_for)
    same = next((one for one in people if one.id == held.get("person")), None)
    # Of several people, only the one to whom it was written gets it.
    alone = len(complaint.complainants) == 1
    person = same or (recipient(complaint, london_date(now)) if alone else None)
    details = private_values(session, complaint.ref).get(person.details.sha256) if person else None
    address = (details or {}).get("email")
    if person is None or not address:
        raise Refusal("not_allowed", "there is no email address on file for this person; post the "
                      "letter, or add the address with 'set_complainants'", field="email")
    session.execute(update(_LETTER).where(_LETTER.c.id == letter)
                    .values(recipient={"person": person.id, "email": address}))


def _refuse_barred(session: Session, complaint: Complaint, way: str) -> None:
    """What an adjustment agreed rules out is not done here either (HO 5.10, LGSCO 5.6)."""
    terms = rules().vocabularies.get("adjustments")
    values: Mapping[str, Any] = private_values(session, complaint.ref)
    for one in complaint.adjustments:
        details = values.get(one.details.sha256) if one.details else None
        if terms is not None and details and way in terms.get(details["kind"]).extras.get(
                "not_by", ()):
            raise Refusal("adjustment_unmet", f"an adjustment agreed with this person rules out "
                          f"'{way}'; send it another way", provision="HO 5.10, LGSCO 5.6")


def _set(session: Session, message: int, **values: Any) -> None:
    session.execute(update(_OUTBOX).where(_OUTBOX.c.id == message).values(**values))
