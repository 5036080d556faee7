"""What each kind of event is called on a timeline, and which of its facts are told, in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Form = Literal[
    "words", "text", "key", "date", "moment", "yes", "count", "account", "accounts", "points",
    "point", "answers", "remedies", "remedy", "person", "people", "adjustments", "findings",
    "obligations", "old_or_new", "left_out", "moved_dates", "threshold", "scores",
]


@dataclass(frozen=True)
class Told:
    """One fact of an event: its label, its key in the event's data and how it is shown.

    `terms` names the vocabulary whose label stands for the key, or, for the form `key`, the group
    of the pages' own words.
    """

    label: str
    key: str
    form: Form = "words"
    terms: str | None = None


@dataclass(frozen=True)
class Story:
    """A kind of event: a title, which may hold `{facts}` of the event, and what is told."""

    title: str
    told: tuple[Told, ...] = ()


def _story(title: str, *told: Told) -> Story:
    return Story(title, told)


_POLICY = Told("Policy paragraph", "policy_paragraph")
_REASON = Told("Reason", "reason")
_EXPLANATION = Told("What we told them", "explanation")
_ADVISED = Told("A threshold advised", "threshold", "threshold")
_UPDATES = Told("Updates every so many days", "update_every_days", "count")
_DEFINITION = Told("The complaint as we understand it", "definition")
_OUTCOMES = Told("What they want", "outcomes_sought")
_ANSWER = (
    Told("Findings", "points", "answers"),
    Told("Remedies", "remedies", "remedies"),
    Told("Why nothing is offered", "no_remedy_because"),
    Told("Still to be done", "outstanding"),
    Told("Apology", "apology"),
    Told("What changes", "changes"),
    Told("Cause", "cause", "text", "causes"),
    Told("Settled early", "resolved_early", "yes"),
    Told("Answered by telephone", "answered_by_phone", "yes"),
)

STORIES: Mapping[str, Story] = {
    "received": _story(
        "Received", Told("By", "channel", "text", "channels"),
        Told("What they said", "description"), _OUTCOMES,
        Told("From", "complainants", "people"), Told("Through", "representative", "person"),
        Told("It happened on", "issue_on", "date"), Told("They knew of it on", "aware_on", "date"),
        Told("They call it", "given_as", "key", "kinds"),
        Told("They say that they are unhappy", "dissatisfaction_expressed", "yes"),
        Told("They were offered the choice to complain", "complaint_offered", "yes"),
        Told("They need", "adjustments", "adjustments"),
        Told("Brought in from an older register", "imported", "yes"),
        Told("Reference there", "old_reference", "text"),
    ),
    "treated_as_service_request": _story(
        "Treated as a service request", _REASON, _EXPLANATION,
        Told("They were offered the choice to complain", "complaint_offered", "yes"), _ADVISED),
    "treated_as_compliment": _story(
        "Kept apart from complaints", Told("As a", "kind", "key", "kinds"), _REASON,
        Told("They were offered the choice to complain", "complaint_offered", "yes"),
        Told("Passed on to", "passed_to", "account"), _ADVISED),
    "handed_off": _story(
        "Passed to another procedure", Told("Procedure", "procedure", "text", "procedures"),
        _EXPLANATION, _ADVISED),
    "raised_as_complaint": _story(
        "A complaint was raised from this request", Told("Complaint", "opened", "text"),
        Told("Why", "why", "key", "raised")),
    "service_request_closed": _story("Service request closed", Told("Outcome", "outcome")),
    "accepted": _story(
        "Accepted at stage 1", Told("Points to answer", "points", "points"), _REASON, _ADVISED),
    "declined": _story(
        "Not accepted", Told("Ground", "ground", "text", "grounds"), _EXPLANATION, _POLICY,
        Told("Discretion considered", "discretion_considered"),
        Told("Only for points", "points", "count"), _ADVISED),
    "linked": _story("Link to another complaint", Told("Complaint", "ref", "text"),
                     Told("How", "kind", "key", "links"), Told("Taken away", "removed", "yes")),
    "merged": _story("Merged into another complaint", Told("Complaint", "into", "text")),
    "unmerged": _story("Taken out of the other complaint", Told("Complaint", "from", "text")),
    "linked_complaint_opened": _story(
        "New issues became a complaint of their own", Told("Complaint", "ref", "text")),
    "assigned": _story("Given to a handler", Told("Handler", "handler", "account"),
                       Told("How", "why", "key", "allocation")),
    "taken": _story("Somebody took it", Told("Handler", "handler", "account")),
    "left_with_team": _story("Left with the team: the rule of the service names nobody",
                             Told("Why", "reason", "key", "allocation")),
    "reviewer_assigned": _story("Given to a reviewer", Told("Reviewer", "reviewer", "account"),
                                Told("How", "why", "key", "allocation")),
    "points_set": _story("Points to answer set", Told("Points", "points", "points")),
    "point_added": _story("A point was added", Told("Point", "point", "point")),
    "acknowledged": _story(
        "Acknowledged at stage 1", _DEFINITION, _OUTCOMES,
        Told("They did not say what they want", "outcomes_not_stated", "yes"),
        Told("Not ours to answer", "not_ours"), Told("We asked", "clarification")),
    "definition_corrected": _story("The definition was corrected", _DEFINITION, _REASON),
    "extended": _story(
        "More time for stage {stage}: {working_days} working days",
        Told("Reason", "reason", "text", "extension_reasons"),
        Told("What we told them", "reason_text"), Told("Good reason", "good_reason"),
        Told("Approved by", "approved_by", "account"), _UPDATES),
    "delay_notified": _story(
        "Told them that stage {stage} is late",
        Told("They may expect it by", "expected_on", "date"),
        Told("What we told them", "reason_text"), _UPDATES),
    "stage_1_responded": _story("Stage 1 answered", *_ANSWER),
    "stage_2_requested": _story(
        "Stage 2 asked for", Told("Points in issue", "points", "count"), _REASON),
    "stage_2_declined": _story(
        "Stage 2 not accepted", Told("Ground", "ground", "text", "escalation_grounds"),
        _EXPLANATION, _POLICY),
    "stage_2_acknowledged": _story("Acknowledged at stage 2", _DEFINITION, _OUTCOMES,
                                   Told("Points in issue", "points", "count")),
    "stage_2_responded": _story(
        "Stage 2 answered: the final response",
        Told("Changed the stage 1 answer", "stage_1_changed", "key", "changed"), *_ANSWER),
    "response_reissued": _story("The stage {stage} answer was sent again", _REASON),
    "dispatched": _story(
        "A letter left", Told("How", "method", "key", "ways"), Told("Sent on", "sent_on", "date"),
        Told("What shows it", "evidence")),
    "contact_recorded": _story(
        "Contact", Told("By", "channel", "text", "channels"),
        Told("Direction", "direction", "key", "directions"),
        Told("What was said", "summary"), Told("Update promised by", "update_by", "date")),
    "note_added": _story("Note", Told("Note", "text")),
    "contribution_requested": _story(
        "Asked somebody for what they know (question {n})",
        Told("Colleague", "account", "account"), Told("Without an account", "person", "person"),
        Told("Question", "question"), Told("Wanted by", "due_on", "date"),
        Told("Shown the points", "points", "count"),
        Told("Shown who complains", "show_complainant", "yes")),
    "contributed": _story(
        "Question {n} answered", Told("Answer", "text"),
        Told("Written down for them", "recorded_for", "yes")),
    "contribution_withdrawn": _story("Question {n} taken back", _REASON),
    "document_added": _story(
        "Document added", Told("Called", "name"), Told("What it shows", "description"),
        Told("Kind", "kind", "text", "document_kinds"),
        Told("Not for contributors", "staff_only", "yes")),
    "document_described": _story(
        "A document was described anew", Told("What it shows", "description"),
        Told("Kind", "kind", "text", "document_kinds"),
        Told("Not for contributors", "staff_only", "yes")),
    "document_withdrawn": _story("A document was withdrawn", _REASON),
    "adjustments_set": _story(
        "Reasonable adjustments", Told("Adjustments", "adjustments", "adjustments"),
        Told("Vulnerability", "vulnerability")),
    "representative_set": _story(
        "Representative", Told("Speaks for them", "representative", "person")),
    "complainants_set": _story("Who complains", Told("People", "complainants", "people")),
    "remedy_offered": _story("A remedy was offered", Told("Remedy", "remedy", "remedy")),
    "remedy_reply_recorded": _story(
        "Reply to remedy {n}", Told("They", "reply", "key", "remedies")),
    "remedy_date_changed": _story(
        "A new date for remedy {n}", Told("By", "due_on", "date"), Told("Before", "was", "date"),
        _REASON),
    "remedy_handed_over": _story(
        "Somebody else sees to remedy {n}", Told("Who", "owner", "account"),
        Told("Before", "was", "account")),
    "remedy_completed": _story("Remedy {n} done", Told("What shows it", "evidence")),
    "remedy_found_undeliverable": _story(
        "Remedy {n} cannot be delivered", _REASON, Told("Offered instead", "alternative")),
    "withdrawn": _story("Withdrawn", Told("How they told us", "evidence")),
    "hazard_opened": _story(
        "Hazard {n} opened", Told("What", "kind", "text", "hazard_kinds"),
        Told("How bad", "grade", "key", "hazard_grades"), Told("What was reported", "what"),
        Told("Where", "where"), Told("We have known since", "aware_at", "moment"),
        Told("Who sees to it", "owner", "account")),
    "hazard_handed_over": _story(
        "Somebody else sees to hazard {n}", Told("Who", "owner", "account"),
        Told("Before", "was", "account")),
    "hazard_step_recorded": _story(
        "Hazard {n}: something was done", Told("What", "step", "key", "hazard_steps"),
        Told("What was found", "found", "key", "hazard_grades"),
        Told("What shows it", "evidence")),
    "ombudsman_notified": _story(
        "An Ombudsman has the complaint", Told("Which", "body", "key", "bodies"),
        Told("Its reference", "reference"), Told("How", "channel", "key", "ombudsman_channels"),
        Told("What it said", "what"), Told("Asked for by", "due_on", "date")),
    "ombudsman_request_recorded": _story(
        "The Ombudsman asked for something", Told("What", "what"), Told("By", "due_on", "date"),
        Told("Its reference", "reference")),
    "ombudsman_instruction_recorded": _story(
        "The Ombudsman told us what to do",
        Told("Instruction", "instruction", "key", "instructions"),
        Told("By", "due_on", "date")),
    "ombudsman_decision_recorded": _story(
        "The Ombudsman decided ({stage})", Told("On", "decided_on", "date"),
        Told("Findings", "findings", "findings"),
        Told("What must be done", "obligations", "obligations"),
        Told("We had already put it right", "already_remedied", "yes"),
        Told("A Code was broken", "code_breach", "yes"),
        Told("A public report", "public_report", "yes")),
    "ombudsman_request_answered": _story(
        "We answered the Ombudsman (request {n})", Told("Sent on", "sent_on", "date"),
        Told("What was sent", "evidence")),
    "bundle_made": _story(
        "Evidence bundle made", Told("For the case", "ombudsman", "text"),
        Told("Answers request", "request", "count"), Told("SHA-256", "sha256", "text"),
        Told("Left out", "left_out", "left_out")),
    "obligation_accepted": _story(
        "The Ombudsman accepted what we did (number {n})",
        Told("On", "accepted_on", "date")),
    "obligation_completed": _story(
        "What the Ombudsman asked was done (number {n})", Told("Sent on", "sent_on", "date"),
        Told("What proves it", "evidence")),
    "cause_recorded": _story("Cause", Told("Cause", "cause", "text", "causes"),
                             Told("What would have prevented it", "prevention")),
    "lesson_added": _story("Lesson", Told("What was learnt", "summary"),
                           Told("Improvement", "improvement", "text"),
                           Told("Why nothing was learnt", "none_because")),
    "quality_checked": _story("The answer at stage {stage} was looked at afterwards",
                              Told("What was found", "scores", "scores"),
                              Told("What could have been better", "note")),
    "access_restricted": _story(
        "Who may see this complaint", Told("Only", "people", "accounts"), _REASON),
    "contact_restricted": _story(
        "A limit on contact", Told("Limit", "restriction"), _REASON,
        Told("Looked at again on", "review_on", "date")),
    "fact_corrected": _story(
        "A fact was corrected", Told("Fact", "field", "key", "facts"),
        Told("Before", "old", "old_or_new"),
        Told("Now", "new", "old_or_new"), _REASON),
    "closed": _story("Closed", _REASON),
    "reopened": _story("Reopened", Told("Back to", "state", "key", "states"), _REASON),
    "draft_saved": _story("Draft {n} kept", Told("Of", "command", "key", "commands")),
    "draft_submitted": _story("Draft {n} waits for approval"),
    "draft_approved": _story("Draft {n} approved"),
    "draft_returned": _story("Draft {n} sent back", Told("What has to change", "reason")),
    "complained_of_recorded": _story(
        "Who is complained of", Told("People", "people", "accounts")),
    "rules_moved": _story(
        "Counted anew on another list of bank holidays", Told("Dates", "dates", "moved_dates"),
        Told("To be told by", "tell_by", "date"),
        Told("List", "calendar_version", "text"), Told("List before", "from", "text")),
    "new_date_told": _story("Told the new date", Told("We added", "words")),
}
