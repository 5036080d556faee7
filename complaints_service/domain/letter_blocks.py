"""Which blocks the facts of a letter can honestly fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from complaints_service.domain.letter_facts import LetterFacts, LetterKind, OmbudsmanDetails
from complaints_service.domain.letters import Fact, something_upheld

RESPONSES = (LetterKind.STAGE_1_RESPONSE, LetterKind.STAGE_2_RESPONSE)


def _told(*texts: str) -> bool:
    return all(text.strip() for text in texts)


def _reachable(facts: LetterFacts) -> bool:
    organisation = facts.organisation
    return bool(organisation.telephone or organisation.email or organisation.address_lines)


def _defined(facts: LetterFacts) -> bool:
    """HO 5.6: our understanding and the outcomes sought, or that none were stated."""
    return _told(facts.definition) and (_told(facts.outcomes_sought) or facts.outcomes_not_stated)


def _responsibility_clear(facts: LetterFacts) -> bool:
    """HO 5.7, LGSCO 6.7: say of each point whether it is ours, and whose it is if not."""
    named = all(point.ours or _told(point.responsibility) for point in facts.points)
    return named and bool(facts.points or facts.not_ours)


def _decided(facts: LetterFacts) -> bool:
    """A response needs a finding on every point of ours; other decisions are in the template."""
    if facts.kind not in RESPONSES:
        return True
    ours = [point for point in facts.points if point.ours]
    return bool(facts.points) and all(point.finding for point in ours)


def _reasoned(facts: LetterFacts) -> bool:
    """HO 6.7, LGSCO 6.7: every point has its reasons, whoever is responsible for it."""
    ours = [point for point in facts.points if point.ours]
    return bool(facts.points) and all(_told(point.reasons) for point in ours)


def _remedy_complete(facts: LetterFacts) -> bool:
    """HO 7.3, LGSCO 7.3: what will happen and by when; or why nothing is offered."""
    whole = all(_told(remedy.description) and remedy.due_on for remedy in facts.remedies)
    if not something_upheld(facts):
        return whole
    return whole and bool(facts.remedies or _told(facts.no_remedy_because))


def _reach(body: OmbudsmanDetails) -> bool:
    return _told(body.name) and bool(body.telephone or body.email or body.address_lines)


def _needed(facts: LetterFacts) -> set[str]:
    """Return the keys of the Ombudsmen that may look at these points, or at this complaint."""
    return {point.ombudsman for point in facts.points if point.ombudsman} or set(facts.codes)


def signposts(facts: LetterFacts) -> tuple[OmbudsmanDetails, ...]:
    """Return the Ombudsmen that this letter names, each with the numbers of its points.

    Only those that a point belongs to are named, so that nobody is sent to the wrong one
    (LGSCO 6.5: the relevant Ombudsman). Where nothing is known yet, all that were given.
    """
    needed = _needed(facts)
    return tuple(
        replace(body, points=body.points or _points_of(body, facts))
        for body in facts.ombudsmen
        if not needed or body.key in needed
    )


def _points_of(body: OmbudsmanDetails, facts: LetterFacts) -> tuple[int, ...]:
    return tuple(point.n for point in facts.points if point.ombudsman == body.key)


def _signposted(facts: LetterFacts) -> bool:
    """Every Ombudsman that a point belongs to is named, with a way to reach it.

    The final response must also say how long the complainant has (HO 6.19), and as the two
    Ombudsmen count from different events, never in the same words for both.
    """
    bodies = signposts(facts)
    named = {body.key for body in bodies}
    limits = [body.time_limit_text for body in bodies if _told(body.time_limit_text)]
    timed = facts.kind is not LetterKind.STAGE_2_RESPONSE or len(limits) == len(bodies)
    own_words = len(set(limits)) == len(limits)
    reachable = all(_reach(body) for body in bodies)
    return bool(bodies) and _needed(facts) <= named and reachable and timed and own_words


FILLED: Mapping[str, Fact] = {
    "received": lambda facts: _told(facts.reference) and facts.received_on is not None,
    "told_us": lambda facts: _told(facts.description),
    "what_happens_next": lambda facts: True,
    "adjustments": _reachable,
    "representation": _reachable,
    "ombudsman": _signposted,
    "decision": _decided,
    "reason": lambda facts: _told(facts.reason),
    # The same words are not printed twice under two headings.
    "next_steps": lambda facts: (
        _told(facts.next_steps) and facts.next_steps.strip() != facts.explanation.strip()
    ),
    "right_to_complain": _reachable,
    "definition": _defined,
    "responsibility": _responsibility_clear,
    "clarification": lambda facts: _told(facts.clarification or ""),
    "due_date": lambda facts: facts.respond_by is not None,
    "handler": lambda facts: _told(facts.handler_name),
    "no_reasons_needed": lambda facts: True,
    "independence": lambda facts: True,
    "new_date": lambda facts: facts.old_due is not None and facts.new_due is not None,
    "good_reason": lambda facts: _told(facts.good_reason),
    "updates": lambda facts: bool(facts.update_every_days),
    "expected": lambda facts: facts.expected_on is not None,
    "apology": lambda facts: True,
    "stage": lambda facts: facts.stage in (1, 2),
    "reasons": _reasoned,
    "stage_1_changed": lambda facts: facts.stage_1_changed in ("yes", "no", "partly"),
    "remedy": _remedy_complete,
    "outstanding": lambda facts: all(_told(action.description) for action in facts.outstanding),
    "escalation": lambda facts: _told(facts.how_to_escalate),
    "ground": lambda facts: _told(facts.ground),
    "explanation": lambda facts: _told(facts.explanation),
    "policy": lambda facts: _told(facts.policy_paragraph),
    "discretion": lambda facts: _told(facts.discretion),
    "alternative_route": lambda facts: _told(facts.alternative_route),
    "withdrawn": lambda facts: _told(facts.evidence),
    "come_back": _reachable,
    "undelivered": lambda facts: bool(facts.remedies),
    "alternative": lambda facts: _told(facts.alternative_remedy),
    "news": lambda facts: _told(facts.explanation),
    "procedure": lambda facts: _told(facts.procedure or ""),
    "actions": lambda facts: bool(facts.remedies) and _remedy_complete(facts),
    "sorry": lambda facts: _told(facts.apology),
    "changes": lambda facts: _told(facts.changes),
}


def can_fill(key: str, facts: LetterFacts) -> bool:
    """Say whether the facts hold what a block needs; whitespace alone counts as nothing."""
    return FILLED[key](facts)
