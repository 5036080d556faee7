"""Everything about one complaint as one JSON document, its private words revealed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import rfc8785

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.deadlines import deadlines_of
from complaints_service.domain.events import Event
from complaints_service.domain.london import write_instant
from complaints_service.persistence.queries import case_export as stored
from complaints_service.persistence.queries import case_file as asked
from complaints_service.persistence.queries.file_lists import payloads

from .documents import FiledDocument, documents_on
from .reading import today
from .reveal import Reveal
from .rules_in_use import rules
from .timeline import accounts_in
from .view_documents import documents_json
from .view_parts import Json, accounts_named
from .view_stages import deadline_json
from .views import complaint_json, event_json, letter_json

FORMAT = "complaints-case/1"


@dataclass(frozen=True)
class StoredCase:
    """One complaint as it is stored: events with their hashes, letters with their words, the
    payloads by digest, and everybody named by account."""

    complaint: Complaint
    rows: tuple[Any, ...]
    letters: tuple[Any, ...]
    documents: tuple[FiledDocument, ...]
    private: Mapping[str, Any]
    people: Mapping[str, Any]
    messages: tuple[Any, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    """What is not to be told, by its item (`letter:…`, `document:…`, `event:…`), with why."""

    @property
    def events(self) -> list[Event]:
        """The events, without their hashes."""
        return [Event(*row[:7]) for row in self.rows]

    def is_left_out(self, kind: str, key: object) -> bool:
        """Whether an item is left out."""
        return f"{kind}:{key}" in self.left_out


def stored_case(complaint: Complaint) -> StoredCase:
    """Read a complaint whole, in a handful of questions whatever its length."""
    ref = complaint.ref
    rows, messages = tuple(stored.events(ref)), tuple(asked.messages(ref))
    events = [Event(*row[:7]) for row in rows]
    owners = {one.owner for one in deadlines_of(complaint, rules()) if one.owner}
    documents = documents_on(complaint)
    named = accounts_named(complaint) | accounts_in(events, messages) | owners
    named |= {one.added_by for one in documents}
    texts = payloads([ref])
    return StoredCase(
        complaint=complaint,
        rows=rows,
        letters=tuple(stored.letters(ref)),
        documents=documents,
        private={digest: json.loads(text) for digest, text in texts.items()},
        people={one.id: one for one in stored.accounts(sorted(named))},
        messages=messages,
    )


def case_document(case: StoredCase) -> Json:
    """Return the whole document; what is left out stands as null, and is named with its reason."""
    complaint, in_use = case.complaint, rules()
    emails = {key: one.email for key, one in case.people.items()}
    reveal = Reveal(in_use, case.private, emails, today())
    return {
        "format": FORMAT,
        "ref": complaint.ref,
        "as_of": write_instant(case.rows[-1].recorded_at),
        "complaint": complaint_json(complaint, in_use, case.private, emails, reveal.today),
        "deadlines": [deadline_json(complaint.ref, one, reveal)
                      for one in deadlines_of(complaint, in_use)],
        "events": [event_json(complaint.ref, Event(*row[:7]), row.prev_hash, row.hash)
                   for row in case.rows],
        "private": dict(case.private),
        "letters": [_letter(row, case) for row in case.letters],
        "documents": documents_json([one for one in case.documents
                                     if not case.is_left_out("document", one.id)]),
        "accounts": {key: {"name": one.name, "email": one.email, "roles": list(one.roles)}
                     for key, one in case.people.items()},
        "left_out": [{"item": item, "reason": why} for item, why in sorted(case.left_out.items())],
    }


def _letter(row: Any, case: StoredCase) -> Json:
    shown = letter_json(row)
    if case.is_left_out("letter", row.id):
        return {**shown, "blocks": [], "html": None, "text": None}
    return {**shown, "html": row.html, "text": row.plain_text}


def canonical(document: Any) -> bytes:
    """Write a JSON document as RFC 8785 orders it: the same bytes for the same document."""
    return rfc8785.dumps(document)
