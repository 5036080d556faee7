"""What is asked of somebody: their questions, and of each complaint no more than they are shown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.contributing import state_of
from complaints_service.domain.contributions import Contribution
from complaints_service.domain.decide.people import lead_complainant
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.queries import file_lists, questions
from complaints_service.persistence.queries.case_file import names
from complaints_service.persistence.snapshots import from_json

from .actors import Actor
from .contribution_links import opened
from .errors import NotFound
from .reading import LONGEST_REF, today
from .reveal import Reveal, day, instant
from .rules_in_use import rules
from .view_parts import Json
from .visibility import may_see, was_asked

MOST = 200


@dataclass(frozen=True)
class PointShown:
    """A point that somebody is shown; None where its words were erased."""

    n: int
    text: str | None


@dataclass(frozen=True)
class Question:
    """A question as the one who is asked sees it: nothing else of the complaint is in it.

    `state` is `open`, `answered`, `withdrawn` or `lapsed`; `who` and `where` are given only where
    they have to know who complains; `mine` says that the reader is the one asked.
    """

    ref: str
    version: int
    organisation: str
    n: int
    question: str | None
    points: tuple[PointShown, ...]
    due_on: date
    state: str
    late: bool
    asked_by: str
    asked_at: datetime
    who: str | None = None
    where: str | None = None
    text: str | None = None
    answered_at: datetime | None = None
    mine: bool = True
    open: bool = True

    def as_json(self) -> Json:
        """Return it as the API gives it."""
        return {
            "ref": self.ref, "version": self.version, "organisation": self.organisation,
            "n": self.n, "question": self.question,
            "points": [{"n": one.n, "text": one.text} for one in self.points],
            "due_on": day(self.due_on), "state": self.state, "late": self.late,
            "asked_by": self.asked_by, "asked_at": instant(self.asked_at),
            "complainant": None if self.who is None else {"name": self.who, "address": self.where},
            "text": self.text, "answered_at": instant(self.answered_at),
        }


def my_questions(by: Actor) -> list[Question]:
    """Return every question put to an account, what is open first, by its day."""
    rows = questions.asked_of(by.id, limit=MOST)
    found: list[Question] = []
    for row in rows:
        complaint = from_json(row.snapshot)
        asked = _numbered(complaint, int(row.item))
        if asked is not None and _is_theirs(by, complaint, asked):
            found.append(_question(complaint, asked, by))
    return found


def question_for(ref: str, n: int, by: Actor) -> Question:
    """Return one question, for who was asked or for those who see the complaint anyway.

    `NotFound` for everybody else, as for a question that does not exist.
    """
    plausible = len(ref) <= LONGEST_REF and ref.isascii() and ref.isprintable()
    complaint = load(db.session(), ref) if plausible else None
    asked = None if complaint is None else _numbered(complaint, n)
    if complaint is None or asked is None or not (
        may_see(by, complaint) or _is_theirs(by, complaint, asked)
    ):
        raise NotFound("there is no question with that number that was put to you")
    return _question(complaint, asked, by)


def question_by_link(link: str, secret: str) -> tuple[Question, Actor] | None:
    """Return what a link shows, and as whom it is answered; None for one that we did not make.

    Once it is answered, taken back or has run out, nothing of the complaint is in it any more.
    """
    found = opened(db.session(), link, secret)
    if found is None:
        return None
    guest = found.guest
    if found.open:
        return _question(found.complaint, found.asked, guest), guest
    state = state_of(found.complaint, found.asked)
    return Question(
        ref="", version=0, organisation=found.complaint.organisation, n=found.asked.n,
        question=None, points=(), due_on=found.asked.due_on, state=state, late=False, asked_by="",
        asked_at=found.asked.asked_at, answered_at=found.asked.answered_at, open=False,
    ), guest


def _numbered(complaint: Complaint, n: int) -> Contribution | None:
    return next((one for one in complaint.contributions if one.n == n), None)


def _is_theirs(by: Actor, complaint: Complaint, asked: Contribution) -> bool:
    """Put to this very person; once a complaint is restricted, only while they are on its list."""
    if asked.to != by.id or by.organisation not in (None, complaint.organisation):
        return False
    return not complaint.restricted or by.id in complaint.access


def _question(complaint: Complaint, asked: Contribution, by: Actor) -> Question:
    reveal = _reveal(complaint, {asked.asked_by})
    state = state_of(complaint, asked)
    who, where = _complainant(complaint, reveal) if asked.show_complainant else (None, None)
    return Question(
        ref=complaint.ref,
        version=complaint.version,
        organisation=complaint.organisation,
        n=asked.n,
        question=reveal.value(asked.question),
        points=tuple(PointShown(one.n, reveal.value(one.text)) for one in complaint.points
                     if one.n in asked.points),
        due_on=asked.due_on,
        state=state,
        late=state == "open" and reveal.today > asked.due_on,
        asked_by=reveal.email(asked.asked_by) or "",
        asked_at=asked.asked_at,
        who=who,
        where=where,
        text=reveal.value(asked.text),
        answered_at=asked.answered_at,
        mine=asked.to == by.id,
        open=was_asked(by, complaint) and state == "open" and asked.to == by.id,
    )


def _complainant(complaint: Complaint, reveal: Reveal) -> tuple[str | None, str | None]:
    person = lead_complainant(complaint)
    details = reveal.value(person.details) if person else None
    if not details:
        return None, None
    lines = [details.get("address"), details.get("postcode")]
    return details.get("name"), "\n".join(line for line in lines if line) or None


def _reveal(complaint: Complaint, accounts: Iterable[str]) -> Reveal:
    """What makes the words readable, with colleagues by name."""
    texts = file_lists.payloads([complaint.ref])
    private = {digest: json.loads(text) for digest, text in texts.items()}
    return Reveal(rules(), private, names(set(accounts)), today())
