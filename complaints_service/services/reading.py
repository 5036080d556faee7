"""What an actor may read: complaints and what hangs on them, as views, page by page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from complaints_service import clock
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import deadlines_of
from complaints_service.domain.events import Event
from complaints_service.domain.rules import Rules
from complaints_service.persistence.complaints import load
from complaints_service.persistence.database import db
from complaints_service.persistence.queries import complaint_list, file_lists
from complaints_service.persistence.queries.case_file import known_among
from complaints_service.persistence.queries.complaint_list import Wanted, WantedDuties
from complaints_service.persistence.queries.keyset import Place
from complaints_service.persistence.snapshots import from_json

from .actors import Actor
from .errors import NotFound
from .merged_files import whole_file
from .reveal import Reveal
from .rules_in_use import rules
from .view_ombudsman import obligation_json
from .view_parts import Json, accounts_named, remedy_json
from .view_stages import deadline_json
from .views import complaint_json, event_json, letter_json
from .visibility import may_know, may_see, visible_clause

LONGEST_REF = 60


@dataclass(frozen=True)
class Page:
    """Part of a list; `after` is where the next part begins, None at the end."""

    items: list[Json]
    after: Place | None


def today() -> date:
    """Return the London date of the clock that complaints live in."""
    return clock.london_date(clock.now())


def seen(ref: str, by: Actor) -> Complaint:
    """Return the complaint; `NotFound` where there is none that the actor may know of."""
    plausible = len(ref) <= LONGEST_REF and ref.isascii() and ref.isprintable()
    found = load(db.session(), ref) if plausible else None
    if found is None or not may_see(by, found):
        raise NotFound("there is no complaint with that reference that you may see")
    return found


def known(ref: str, by: Actor) -> Complaint:
    """Return the complaint for those who see it or have a question about it to answer; to these it
    must not be shown whole. `NotFound` for everybody else."""
    plausible = len(ref) <= LONGEST_REF and ref.isascii() and ref.isprintable()
    found = load(db.session(), ref) if plausible else None
    if found is None or not may_know(by, found):
        raise NotFound("there is no complaint with that reference that you may see")
    return found


def complaint_view(complaint: Complaint) -> Json:
    """Return the whole view of a complaint that the actor may see."""
    reveal = _reveal([complaint])
    return complaint_json(complaint, reveal.rules, reveal.private, reveal.accounts, reveal.today)


def revealed(complaint: Complaint) -> Reveal:
    """Return what reads the private values of a complaint that the actor may see."""
    return _reveal([complaint])


def seen_view(complaint: Complaint, by: Actor) -> Json:
    """Return the whole view of a complaint, with the ties to those alone that the actor may see:
    what they may not see is not hinted at."""
    view = complaint_view(complaint)
    return _seen_links([view], by)[0] if view["links"] else view


def _seen_links(views: list[Json], by: Actor) -> list[Json]:
    known = known_among({one["ref"] for view in views for one in view["links"]},
                        visible_clause(by))
    return [{**view, "links": [one for one in view["links"] if one["ref"] in known]}
            for view in views]


def contacts(
    kinds: Sequence[str], wanted: Wanted, by: Actor, *, after: Place | None, limit: int
) -> Page:
    """Return the contacts of these kinds that the actor may see and that fit `wanted`."""
    rows = complaint_list.contacts(kinds, wanted, visible_clause(by), after=after, limit=limit)
    found = [from_json(row.snapshot) for row in rows.rows]
    reveal = _reveal(found)
    items = [
        complaint_json(one, reveal.rules, reveal.private, reveal.accounts, reveal.today)
        for one in found
    ]
    return Page(_seen_links(items, by), rows.after)


def contacts_by_ref(refs: Sequence[str]) -> list[Json]:
    """Return the views of these contacts in the order given; whoever asks may see them."""
    held = complaint_list.snapshots(refs)
    found = [from_json(held[ref]) for ref in refs if ref in held]
    reveal = _reveal(found)
    return [
        complaint_json(one, reveal.rules, reveal.private, reveal.accounts, reveal.today)
        for one in found
    ]


def events(complaint: Complaint, *, after: Place | None, limit: int) -> Page:
    """Return the events of a complaint as they stand in the chain."""
    rows = file_lists.events(complaint.ref, after=after, limit=limit)
    items = [
        event_json(complaint.ref, _event(row), row.prev_hash, row.hash) for row in rows.rows
    ]
    return Page(items, rows.after)


def _event(row: Row[*tuple[Any, ...]]) -> Event:
    return Event(row.seq, row.type, row.data, row.occurred_at, row.recorded_at, row.actor,
                 row.role)


def letters(
    complaint: Complaint, *, after: Place | None, limit: int, by: Actor | None = None
) -> Page:
    """Return the letters of a complaint; with `by`, those of the contacts merged into it that this
    actor may see as well."""
    refs = (complaint.ref,) if by is None else whole_file(complaint, by)
    rows = file_lists.letters(refs, after=after, limit=limit)
    return Page([letter_json(row) for row in rows.rows], rows.after)


@dataclass(frozen=True)
class Letter:
    """A frozen letter; its words are None once erased."""

    view: Json
    html: str | None
    text: str | None


def letter(letter_id: str, by: Actor) -> Letter:
    """Return one letter; `NotFound` where its complaint is none that the actor may know of."""
    plausible = len(letter_id) <= LONGEST_REF and letter_id.isascii() and letter_id.isprintable()
    row = file_lists.letter(letter_id) if plausible else None
    if row is None:
        raise NotFound("there is no letter with that id that you may see")
    seen(row.ref, by)
    return Letter(letter_json(row), row.html, row.plain_text)


def deadlines(complaint: Complaint) -> list[Json]:
    """Return every deadline of a complaint."""
    reveal = _reveal([complaint])
    found = deadlines_of(complaint, reveal.rules)
    owners = file_lists.emails({one.owner for one in found if one.owner})
    reveal = Reveal(reveal.rules, reveal.private, {**reveal.accounts, **owners}, reveal.today)
    return [deadline_json(complaint.ref, one, reveal) for one in found]


def duties(
    kind: str, wanted: WantedDuties, by: Actor, *, after: Place | None, limit: int
) -> Page:
    """Return every `remedy` or `obligation` of the complaints that the actor may see."""
    rows = complaint_list.duties(kind, wanted, visible_clause(by), after=after, limit=limit)
    files = {row.ref: from_json(row.snapshot) for row in rows.rows}
    reveal = _reveal(list(files.values()))
    shape = _remedy if kind == "remedy" else _obligation
    items = [shape(files[row.ref], row.item, reveal) for row in rows.rows]
    return Page(items, rows.after)


def _remedy(complaint: Complaint, item: str, reveal: Reveal) -> Json:
    remedy = next(one for one in complaint.remedies if str(one.n) == item)
    return {"ref": complaint.ref, **remedy_json(remedy, reveal)}


def _obligation(complaint: Complaint, item: str, reveal: Reveal) -> Json:
    case_id, _, n = item.rpartition(".")
    case = next(one for one in complaint.ombudsman if one.id == case_id)
    obligation = next(one for one in case.obligations if str(one.n) == n)
    return {"ref": complaint.ref, "ombudsman": case.id, "body": case.body,
            **obligation_json(obligation, reveal)}


def _reveal(complaints: Sequence[Complaint]) -> Reveal:
    in_use: Rules = rules()
    named = set().union(*(accounts_named(one) for one in complaints)) if complaints else set()
    texts = file_lists.payloads([one.ref for one in complaints]) if complaints else {}
    private: Mapping[str, Any] = {digest: json.loads(text) for digest, text in texts.items()}
    return Reveal(in_use, private, file_lists.emails(named), today())
