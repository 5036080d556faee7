"""The mail desk: what came by email and waits for a person, and what they decide about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from complaints_service import clock
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.queries import case_file, inbound
from complaints_service.persistence.transaction import transaction
from complaints_service.services.actors import Actor
from complaints_service.services.errors import Forbidden, NotFound
from complaints_service.services.tracking import plain_reference
from complaints_service.services.visibility import may_see, visible_clause

from .bodies import Attached, file_content
from .incoming import incoming, parsed
from .joining import contact_from, keep_files

ON_A_PAGE = 50
READERS = ("intake", "officer", "auditor")
DECIDERS = frozenset({"intake", "officer"})
LISTS: Mapping[str, tuple[str, ...]] = {
    "waiting": ("triage",),
    "unread": ("joined",),
    "done": ("joined", "contact", "set_aside"),
    "parked": ("parked", "bounce"),
}
"""The lists of the desk, each with the places that it shows."""
OPEN = frozenset({"triage", "parked", "bounce", "set_aside"})
"""The places from which a message may still be put somewhere."""
LONGEST_REASON = 4_000


@dataclass(frozen=True)
class Mail:
    """A message as people see it; the words are None where they were erased.

    `received_at` is when it reached us. `suggested` are complaints that the reader may see.
    """

    id: str
    place: str
    why: str
    received_at: datetime
    name: str
    address: str
    to: tuple[str, ...]
    subject: str
    date: str
    text: str
    files: tuple[Attached, ...]
    size: int
    ref: str | None
    suggested: tuple[str, ...]
    decided_at: datetime | None
    decided_by: str | None
    reason: str | None
    read_at: datetime | None
    erased: bool
    whole: bool

    @property
    def open(self) -> bool:
        """Whether it may still be put somewhere."""
        return self.place in OPEN and not self.erased


@dataclass(frozen=True)
class MailPage:
    """A page of one list, of `total`; `counts` are those of every list."""

    mail: tuple[Mail, ...]
    counts: Mapping[str, int]
    first: int
    last: int
    total: int
    page: int
    pages: int


def counts(by: Actor) -> dict[str, int]:
    """Count what each list shows to the reader."""
    found = inbound.counts(db.session(), by.organisation, visible_clause(by))
    made = {name: sum(found.get(one, 0) for one in places) for name, places in LISTS.items()}
    return made | {"unread": found["unread"]}


def mail_list(by: Actor, name: str = "waiting", page: int = 1) -> MailPage:
    """Return one page of a list: what waits the longest waiting first, the rest newest first."""
    numbers = counts(by)
    total = numbers[name]
    pages = max(1, -(-total // ON_A_PAGE))
    page = min(max(page, 1), pages)
    start = (page - 1) * ON_A_PAGE
    rows = inbound.listed(db.session(), by.organisation, visible_clause(by), LISTS[name],
                          unread=name == "unread", start=start, limit=ON_A_PAGE)
    found = _mail(rows, by)
    return MailPage(found, numbers, start + 1 if found else 0, start + len(found), total, page,
                    pages)


def mail_from(by: Actor, name: str, start: int, limit: int) -> tuple[Mail, ...]:
    """Return part of a list from a place on, in the order of its pages."""
    rows = inbound.listed(db.session(), by.organisation, visible_clause(by), LISTS[name],
                          unread=name == "unread", start=start, limit=limit)
    return _mail(rows, by)


def one_mail(mail_id: str, by: Actor) -> Mail:
    """Return one message. Raises NotFound where the reader may not know of it."""
    return _mail([_held(mail_id, by)], by)[0]


def an_example() -> str | None:
    """Return a message that waits, or any, for who wants to see the page."""
    return inbound.an_example(db.session())


def raw_mail(mail_id: str, by: Actor) -> bytes:
    """Return the message as it came. Raises NotFound."""
    _held(mail_id, by)
    found = inbound.raw(db.session(), mail_id)
    if found is None:
        raise NotFound("this message was erased")
    return found


def mail_file(mail_id: str, part: int, by: Actor) -> tuple[str, bytes]:
    """Return the name and bytes of a file that came with a message. Raises NotFound."""
    row = _held(mail_id, by)
    known = {one["part"]: one["name"] for one in (row.shown or {}).get("files", ())}
    content = file_content(parsed(raw_mail(mail_id, by))[0], part) if part in known else None
    if content is None:
        raise NotFound("there is no such file in this message")
    return known[part], content


def join(mail_id: str, ref: str, by: Actor) -> str:
    """Put a message with a complaint, as a contact on the day it reached us, with its files.

    Returns the reference. Raises NotFound, Forbidden, Refusal where it was put somewhere already,
    InvalidData for a reference that there is not, and what `handle` raises.
    """
    row = _to_decide(mail_id, by)
    target = plain_reference(ref)
    complaint = load(db.session(), target)
    if complaint is None or not may_see(by, complaint):
        raise InvalidData("ref", f"'ref' is '{target[:60]}', which is no complaint that you may "
                          "see; write a reference such as 7K3M-Q29X-4")
    message = incoming(inbound.raw(db.session(), mail_id) or b"")
    seq = contact_from(row, message, target, by, proved=False)
    keep_files(mail_id, message, target, by)
    _decide(mail_id, by, place="joined", why="by_hand", ref=target, seq=seq)
    return target


def became(mail_id: str, ref: str, by: Actor) -> None:
    """Write down that a new contact was recorded from a message, and keep its files there."""
    _to_decide(mail_id, by)
    keep_files(mail_id, incoming(inbound.raw(db.session(), mail_id) or b""), ref, by)
    _decide(mail_id, by, place="contact", why="by_hand", ref=ref, seq=1)


def set_aside(mail_id: str, reason: str, by: Actor) -> None:
    """Lay a message aside, with a reason. Raises NotFound, Forbidden and Refusal."""
    _to_decide(mail_id, by)
    plain = reason.replace("\0", "").strip()[:LONGEST_REASON]
    if not plain:
        raise Refusal("reason_missing", "'reason' is blank; say why this needs nothing from us",
                      field="reason")
    _decide(mail_id, by, place="set_aside", why="by_hand", reason=plain, ref=None, seq=None)


def mark_read(mail_id: str, by: Actor) -> None:
    """Write down that a person read what was joined without one."""
    _may_decide(by)
    row = _held(mail_id, by)
    if row.place == "joined" and row.read_at is None:
        with transaction() as session:
            inbound.put(session, mail_id, read_at=clock.now(), read_by=by.id)


def forget(mail_id: str) -> None:
    """Erase what a message said and who wrote it; what became of it stays."""
    with transaction() as session:
        inbound.put(session, mail_id, raw=None, shown=None, reason=None, suggested=[])


def _may_decide(by: Actor) -> None:
    if not by.roles & DECIDERS:
        raise Forbidden("only intake and officers decide about mail; ask one of them")


def _held(mail_id: str, by: Actor) -> Any:
    session = db.session()
    row = None
    if inbound.visible_one(session, mail_id, by.organisation, visible_clause(by)):
        row = inbound.held(session, mail_id)
    if row is None:
        raise NotFound("there is no such message that you may see")
    return row


def _to_decide(mail_id: str, by: Actor) -> Any:
    _may_decide(by)
    row = _held(mail_id, by)
    if row.place not in OPEN or row.shown is None:
        raise Refusal("not_allowed", "somebody has already decided about this message; look at it "
                      "again")
    return row


def _decide(mail_id: str, by: Actor, **values: Any) -> None:
    now = clock.now()
    with transaction() as session:
        inbound.put(session, mail_id, decided_at=now, decided_by=by.id, read_at=now,
                    read_by=by.id, suggested=[], **values)


def _mail(rows: Sequence[Any], by: Actor) -> tuple[Mail, ...]:
    """Rows as people see them: by name, and with no complaint that the reader may not know of."""
    refs = {one for row in rows for one in (row.suggested or ())}
    known = case_file.known_among(refs, visible_clause(by))
    names = case_file.names({row.decided_by for row in rows if row.decided_by})
    return tuple(_shown(row, known, names) for row in rows)


def _shown(row: Any, known: Mapping[str, str], names: Mapping[str, str]) -> Mail:
    said = row.shown or {}
    files = tuple(Attached(one["part"], one["name"], one["type"], one["size"])
                  for one in said.get("files", ()))
    by = names.get(row.decided_by, "The service") if row.decided_by else None
    return Mail(
        id=row.id, place=row.place, why=row.why, received_at=row.received_at,
        name=said.get("name", ""), address=said.get("address", ""),
        to=tuple(said.get("to", ())), subject=said.get("subject", ""),
        date=said.get("date", ""), text=said.get("text", ""), files=files, size=row.size,
        ref=row.ref, suggested=tuple(one for one in row.suggested or () if one in known),
        decided_at=row.decided_at, decided_by=by, reason=row.reason, read_at=row.read_at,
        erased=row.shown is None, whole=bool(said.get("whole", True)),
    )
