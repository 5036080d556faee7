"""How a letter about a complaint goes where nobody chooses another way."""

from __future__ import annotations

import json

from complaints_service import clock
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.decide.context import Context
from complaints_service.domain.decide.letters import usual_way
from complaints_service.persistence.queries import file_lists

from .rules_in_use import rules


def usual_way_of(complaint: Complaint) -> str:
    """Return `email`, `portal`, `post` or `hand`: as the person prefers and adjustments allow.

    Raises the refusal `consent_missing` where only somebody without authority could be reached.
    """
    texts = {digest: json.loads(text)
             for digest, text in file_lists.payloads([complaint.ref]).items()}
    now = clock.now()
    context = Context(
        now=now, occurred_at=now, rules=rules(), actor="", role="", account=lambda email: None,
        other=lambda ref: None,
        reveal=lambda sealed: None if sealed is None else texts.get(sealed.sha256),
        new_ref=str, new_id=str,
    )
    return usual_way(complaint, context)
