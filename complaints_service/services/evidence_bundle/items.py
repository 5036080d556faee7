"""What an evidence bundle consists of: every item with its name, its file and what is in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from complaints_service.domain.events import Event
from complaints_service.domain.london import london_date
from complaints_service.domain.rules import Rules
from complaints_service.services.case_export import StoredCase
from complaints_service.services.documents import FiledDocument

NOTES = frozenset({"contact_recorded", "note_added"})
INNER = frozenset({"draft_saved"})
"""Events whose words stay here unless somebody says otherwise: what was never sent."""
NEVER_SENT = "A draft, which was never sent"
NOT_READABLE = {
    "quarantined": "Quarantined: the virus scanner has not passed it yet",
    "infected": "Removed: a virus was found in it",
    "erased": "Erased by the retention rules",
}


@dataclass(frozen=True)
class Mark:
    """Another person's data in an item, for a person to decide about: what kind, and the words."""

    kind: str
    words: str


@dataclass(frozen=True)
class Item:
    """One thing in the bundle, or left out of it with a reason.

    `key` names it (`letter:…`, `document:…`, `event:…`), `file` its file in the archive, if any.
    `fixed` cannot be put in: there is nothing that may be read.
    """

    key: str
    kind: str
    title: str
    on: date
    file: str = ""
    left_out: str = ""
    fixed: bool = False
    text: str = ""
    marks: tuple[Mark, ...] = field(default=())


def items_of(case: StoredCase, given: Mapping[str, str], rules: Rules) -> tuple[Item, ...]:
    """Return every item that may be left out; `given` are those that are, with why."""
    found = (*_letters(case, rules), *_documents(case), *_notes(case), *_drafts(case))
    return tuple(_judged(one, given) for one in found)


def _judged(item: Item, given: Mapping[str, str]) -> Item:
    """An item as somebody decided: what is fixed stays out, whatever was asked."""
    if item.fixed or item.key not in given:
        return item
    return Item(item.key, item.kind, item.title, item.on, "", given[item.key], False, item.text)


def _letters(case: StoredCase, rules: Rules) -> Iterator[Item]:
    kinds = rules.vocabularies["letter_kinds"]
    for number, row in enumerate(case.letters, 1):
        title = kinds.get(row.kind).label if row.kind in kinds else row.kind.replace("_", " ")
        on = london_date(row.issued_at)
        gone = row.html is None
        name = f"letters/{number:02}-{row.kind.replace('_', '-')}-{on.isoformat()}"
        yield Item(f"letter:{row.id}", "letter", title, on, "" if gone else name,
                   NOT_READABLE["erased"] if gone else "", gone, row.plain_text or "")


def _documents(case: StoredCase) -> Iterator[Item]:
    for number, one in enumerate(case.documents, 1):
        on = london_date(one.added_at)
        why = NOT_READABLE.get(one.state, "")
        withdrawn = one.withdrawn_at is not None
        if withdrawn and not why:
            why = f"Withdrawn: {one.withdrawn_because or 'reason erased'}"
        name = "" if why else f"documents/{number:02}-{safe_name(one)}"
        yield Item(f"document:{one.id}", "document", one.called, on, name, why, bool(why),
                   one.description or "")


_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
LONGEST_NAME = 80


def safe_name(document: FiledDocument) -> str:
    """A name for a file in an archive: plain letters alone, no way out of its folder."""
    stem, dot, ending = document.called.rpartition(".")
    if not dot:
        stem, ending = document.called, ""
    plain = _UNSAFE.sub("-", stem).strip("-.") or "document"
    tail = _UNSAFE.sub("", ending).strip("-.")[:8]
    return plain[:LONGEST_NAME] + (f".{tail}" if tail else "")


def _notes(case: StoredCase) -> Iterator[Item]:
    for event in case.events:
        if event.type not in NOTES:
            continue
        title = "Note" if event.type == "note_added" else "Contact"
        yield Item(f"event:{event.seq}", "note", f"{title}, record {event.seq}",
                   london_date(event.occurred_at), text=_said(event, case.private))


def _drafts(case: StoredCase) -> Iterator[Item]:
    for event in case.events:
        if event.type in INNER:
            yield Item(f"event:{event.seq}", "draft", f"Draft, record {event.seq}",
                       london_date(event.occurred_at), left_out=NEVER_SENT, fixed=True)


def _said(event: Event, private: Mapping[str, object]) -> str:
    """The words of an event."""
    found = (private.get(digest) for digest in digests_in(event.data))
    return "\n".join(one for one in found if isinstance(one, str))


def digests_in(data: object) -> Iterator[str]:
    """Every digest of private words in an event's data."""
    if isinstance(data, dict):
        if set(data) == {"sha256"}:
            yield str(data["sha256"])
            return
        for value in data.values():
            yield from digests_in(value)
    elif isinstance(data, list):
        for value in data:
            yield from digests_in(value)


def as_of(case: StoredCase) -> datetime:
    """The instant of the latest record."""
    at: datetime = case.rows[-1].recorded_at
    return at
