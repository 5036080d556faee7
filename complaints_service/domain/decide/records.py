"""Decisions that keep the file: contacts, people, causes, lessons, restrictions, corrections."""

from __future__ import annotations

from typing import Any

from complaints_service.domain.commands import records as ask
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import Private, private

from .adjusting import adjustments_data
from .context import Context, Decision, event
from .corrections import corrected
from .people import complainants_data, representative_data
from .wording import blank, known_term, not_past, provisions, say


def record_contact(complaint: Complaint, command: ask.RecordContact, context: Context) -> Decision:
    """A call, meeting or message; an update promised becomes a deadline (HO 5.9)."""
    channel = known_term(context.rules, "channels", command.channel, "channel", context.today)
    if command.update_by is not None:
        not_past(command.update_by, context.today, "update_by")
    happened = event(
        context,
        "contact_recorded",
        channel=channel,
        direction=command.direction,
        summary=private(say(command.summary, "summary", "say what was said")),
        update_by=None if command.update_by is None else command.update_by.isoformat(),
    )
    return Decision((happened,))


def add_note(complaint: Complaint, command: ask.AddNote, context: Context) -> Decision:
    """A note on the file."""
    text = say(command.text, "text", "write the note")
    return Decision((event(context, "note_added", text=private(text)),))


def set_adjustments(
    complaint: Complaint, command: ask.SetAdjustments, context: Context
) -> Decision:
    """Adjustments agreed, each with its review (HO 5.10, LGSCO 5.6)."""
    held = adjustments_data(command.adjustments, context)
    vulnerable = None if command.vulnerability is None else Private(command.vulnerability)
    kept: Any = vulnerable
    if vulnerable is None and complaint.vulnerability is not None:
        kept = {"sha256": complaint.vulnerability.sha256}
    return Decision((event(context, "adjustments_set", adjustments=held, vulnerability=kept),))


def set_representative(
    complaint: Complaint, command: ask.SetRepresentative, context: Context
) -> Decision:
    """Who speaks for them; a missing proof bars disclosure, not the complaint (HO 3.6)."""
    data = representative_data(command.representative, context)
    return Decision((event(context, "representative_set", representative=data),))


def set_complainants(
    complaint: Complaint, command: ask.SetComplainants, context: Context
) -> Decision:
    """Who complains."""
    people = complainants_data(command.complainants, context)
    return Decision((event(context, "complainants_set", complainants=people),))


def record_cause(complaint: Complaint, command: ask.RecordCause, context: Context) -> Decision:
    """What lay behind it (HO 9.2, LGSCO 9.2)."""
    cause = known_term(context.rules, "causes", command.cause, "cause", context.today)
    happened = event(context, "cause_recorded", cause=cause, prevention=private(command.prevention))
    return Decision((happened,))


def add_lesson(complaint: Complaint, command: ask.AddLesson, context: Context) -> Decision:
    """What was learnt, or why nothing was (HO 9.1, LGSCO 9.1)."""
    if blank(command.summary) and blank(command.none_because):
        raise Refusal(
            "reason_missing",
            "'summary' is blank; say what was learnt, or say in 'none_because' why nothing was",
            provision=provisions(complaint.codes, "9.1", "9.1"),
            field="summary",
        )
    happened = event(context, "lesson_added", summary=private(command.summary),
                     improvement=command.improvement, none_because=private(command.none_because))
    return Decision((happened,))


def restrict_access(
    complaint: Complaint, command: ask.RestrictAccess, context: Context
) -> Decision:
    """Only the people named may see it from now on, and whoever restricts it."""
    reason = say(command.reason, "reason", "say why access is restricted, or no longer is")
    people: list[str] = []
    for place, email in enumerate(command.people):
        account = context.account(email)
        if account is None or not account.enabled:
            raise InvalidData(f"people[{place}]", f"'people[{place}]' is '{email}', which is no "
                              "account in use; give the email of somebody who can sign in")
        people.append(account.id)
    # Whoever hands over somebody else's work is not let in with the heir.
    if people and context.why != "heir":
        people.append(context.actor)
    listed = list(dict.fromkeys(people))
    return Decision((event(context, "access_restricted", people=listed, reason=private(reason)),))


def restrict_contact(
    complaint: Complaint, command: ask.RestrictContact, context: Context
) -> Decision:
    """Proportionate, reasoned and reviewed; it never bars a new complaint (HO 5.14, 5.15)."""
    asked = provisions(complaint.codes, "5.14", "5.10")
    restriction = say(command.restriction, "restriction", "say what is restricted",
                      provision=asked)
    reason = say(command.reason, "reason", "give the reason, with regard to the Equality Act",
                 provision=asked)
    not_past(command.review_on, context.today, "review_on")
    happened = event(context, "contact_restricted", restriction=private(restriction),
                     reason=private(reason), review_on=command.review_on.isoformat())
    return Decision((happened,))


def correct_fact(complaint: Complaint, command: ask.CorrectFact, context: Context) -> Decision:
    """Put a fact right; the reason is asked, both values stay visible, clocks are counted anew."""
    reason = say(command.reason, "reason", "say why the fact was wrong")
    old, new, codes = corrected(complaint, command.field, command.value, context)
    happened = event(context, "fact_corrected", field=command.field, old=old, new=new,
                     reason=private(reason), codes=codes)
    return Decision((happened,))
