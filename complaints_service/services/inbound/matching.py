"""Finds out to which complaint a message belongs. Only a secret mark and a known address together
put it there; anything less is a suggestion to a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from complaints_service.domain.complaint import Complaint
from complaints_service.domain.stages import State
from complaints_service.persistence.complaints import load
from complaints_service.persistence.queries import inbound
from complaints_service.persistence.streams import private_values
from complaints_service.services.mail_tokens import PLACE, token_in
from complaints_service.services.references import HALF, LETTERS
from complaints_service.services.tracking import has_slip, plain_reference

from .incoming import Incoming

MOST_SUGGESTED = 5
_MOST_MERGES = 20
_LOOKED_AT = 4_000

_REFERENCE = re.compile(
    rf"(?<![A-Z0-9])[{LETTERS}]{{{HALF}}}[-–\s]?[{LETTERS}]{{{HALF}}}[-–\s]?[{LETTERS}](?![A-Z0-9])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Match:
    """Where a message belongs. `ref` is set only where that is proved; `why` is a word of the
    pages; `answers` the message of ours that it answers; `suggested` are references."""

    why: str
    ref: str | None = None
    answers: int | None = None
    suggested: tuple[str, ...] = ()


def match(session: Session, message: Incoming) -> Match:
    """Match a message that a person wrote.

    T27: a forged From, Reply-To or In-Reply-To without the secret proves nothing, and a secret
    from an address that the complaint does not know may have been forwarded.
    """
    marked = _in_order(message, inbound.answered(session, message.tokens))
    about = [row for row in marked if row.ref is not None]
    if not about:
        return _unproved(session, message)
    answers = about[0].id
    targets = list(dict.fromkeys(_target(session, row.ref) for row in about))
    there = [one for one in targets if one is not None]
    if len(targets) > 1:
        return Match("several", None, answers, tuple(there[:MOST_SUGGESTED]))
    if not there:
        return Match("gone", None, answers)
    known = _addresses(session, {there[0], *(row.ref for row in about)})
    if message.sender and message.sender in known:
        return Match("reply", there[0], answers)
    return Match("other_address", None, answers, (there[0],))


def _in_order(message: Incoming, rows: Sequence[Any]) -> list[Any]:
    """The marks in the order in which the message names them: what it answers comes first."""
    place = {token: number for number, token in enumerate(message.tokens)}
    return sorted(rows, key=lambda row: place.get(token_in(row.message_id), len(place)))


def _unproved(session: Session, message: Incoming) -> Match:
    """Only what it says itself: references in its words, and the address it claims to come from."""
    named = inbound.on_file(session, references_in(message))
    if named:
        return Match("named", suggested=_targets(session, named))
    if message.sender:
        known = inbound.written_by(session, message.sender, MOST_SUGGESTED)
        if known:
            return Match("known_sender", suggested=_targets(session, known))
    return Match("new")


def references_in(message: Incoming) -> tuple[str, ...]:
    """Return what looks like references of ours in a message's subject and first words."""
    said = f"{message.subject}\n{message.text[:_LOOKED_AT]}"
    written = (plain_reference(one) for one in _REFERENCE.findall(said))
    return tuple(dict.fromkeys(one for one in written if not has_slip(one)))[:MOST_SUGGESTED]


def _targets(session: Session, refs: Iterable[str]) -> tuple[str, ...]:
    found = (_target(session, ref) for ref in refs)
    return tuple(dict.fromkeys(one for one in found if one is not None))[:MOST_SUGGESTED]


def _target(session: Session, ref: str) -> str | None:
    """The complaint that stands for a reference: its own, or the one that it was merged into, and
    so on; None where it is gone."""
    for _ in range(_MOST_MERGES):
        complaint = load(session, ref)
        if complaint is None:
            return None
        if complaint.state is not State.MERGED:
            return ref
        into = next((one.ref for one in complaint.links if one.kind == "merged_into"), None)
        if into is None:
            return None
        ref = into
    return None


def _addresses(session: Session, refs: Iterable[str]) -> frozenset[str]:
    """The email addresses of everybody who complains, or speaks for them, on these files."""
    found: set[str] = set()
    for ref in refs:
        complaint = load(session, ref)
        if complaint is not None:
            found |= _emails(complaint, private_values(session, ref))
    return frozenset(found)


def _emails(complaint: Complaint, values: Mapping[str, Any]) -> set[str]:
    spoken_for = (complaint.representative,) if complaint.representative else ()
    details = (values.get(one.details.sha256) for one in (*complaint.complainants, *spoken_for))
    return {one["email"].strip().lower() for one in details if one and one.get("email")}


def ours(councils: Sequence[Any]) -> frozenset[str]:
    """Return the addresses that the councils write from, in lower case."""
    return frozenset(
        one.settings["team_email"].lower() for one in councils if one.settings.get("team_email")
    )


def council_of(message: Incoming, councils: Sequence[Any]) -> str | None:
    """Return the council to whose mailbox a message came; None where that cannot be told."""
    if len(councils) == 1:
        return str(councils[0].key)
    to = set(message.recipients)
    for one in councils:
        given = (one.settings.get(name) for name in ("reply_email", "bounce_email", "team_email"))
        if any(_is_at(address, to) for address in given if address):
            return str(one.key)
    return None


def _is_at(setting: str, recipients: set[str]) -> bool:
    before, place, after = setting.lower().partition(PLACE)
    if not place:
        return before in recipients
    return any(one.startswith(before) and one.endswith(after) for one in recipients)
