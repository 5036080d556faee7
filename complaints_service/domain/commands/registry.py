"""Every command by its name, with the dataclass of its data and the event it gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from . import (
    contributions,
    documents,
    drafts,
    hazards,
    intake,
    ombudsman,
    quality,
    records,
    stage_1,
    stage_2,
)


@dataclass(frozen=True)
class CommandKind:
    """What a command is called, what it carries and which past-tense event it leaves."""

    name: str
    data: type
    event: str
    dated: bool = False
    """True where `occurred_at` may lie in the past."""


@dataclass(frozen=True)
class Command:
    """What a person asks: a command's name, its data and when it happened in the world.

    `occurred_at` is an aware instant, or None for "now".
    """

    name: str
    data: object
    occurred_at: datetime | None = None


_KINDS = (
    CommandKind("receive", intake.Receive, "received", dated=True),
    CommandKind("treat_as_service_request", intake.TreatAsServiceRequest,
                "treated_as_service_request"),
    CommandKind("treat_as_compliment", intake.TreatAsCompliment, "treated_as_compliment"),
    CommandKind("hand_off", intake.HandOff, "handed_off"),
    CommandKind("raise_as_complaint", intake.RaiseAsComplaint, "raised_as_complaint", dated=True),
    CommandKind("close_service_request", intake.CloseServiceRequest, "service_request_closed"),
    CommandKind("accept", intake.Accept, "accepted"),
    CommandKind("decline", intake.Decline, "declined"),
    CommandKind("link", intake.Link, "linked"),
    CommandKind("merge", intake.Merge, "merged"),
    CommandKind("unmerge", intake.Unmerge, "unmerged"),
    CommandKind("open_linked_complaint", intake.OpenLinkedComplaint, "linked_complaint_opened"),
    CommandKind("assign", stage_1.Assign, "assigned"),
    CommandKind("take", stage_1.Take, "taken"),
    CommandKind("assign_reviewer", stage_2.AssignReviewer, "reviewer_assigned"),
    CommandKind("set_points", stage_1.SetPoints, "points_set"),
    CommandKind("add_point", stage_1.AddPoint, "point_added"),
    CommandKind("acknowledge", stage_1.Acknowledge, "acknowledged"),
    CommandKind("correct_definition", stage_1.CorrectDefinition, "definition_corrected"),
    CommandKind("extend", stage_1.Extend, "extended"),
    CommandKind("notify_delay", stage_1.NotifyDelay, "delay_notified"),
    CommandKind("tell_new_date", stage_1.TellNewDate, "new_date_told"),
    CommandKind("respond_stage_1", stage_1.RespondStage1, "stage_1_responded"),
    CommandKind("request_stage_2", stage_2.RequestStage2, "stage_2_requested", dated=True),
    CommandKind("decline_stage_2", stage_2.DeclineStage2, "stage_2_declined"),
    CommandKind("acknowledge_stage_2", stage_2.AcknowledgeStage2, "stage_2_acknowledged"),
    CommandKind("respond_stage_2", stage_2.RespondStage2, "stage_2_responded"),
    CommandKind("save_draft", drafts.SaveDraft, "draft_saved"),
    CommandKind("submit_for_approval", drafts.SubmitForApproval, "draft_submitted"),
    CommandKind("approve", drafts.Approve, "draft_approved"),
    CommandKind("return_draft", drafts.ReturnDraft, "draft_returned"),
    CommandKind("reissue_response", stage_1.ReissueResponse, "response_reissued"),
    CommandKind("record_dispatch", stage_1.RecordDispatch, "dispatched", dated=True),
    CommandKind("record_contact", records.RecordContact, "contact_recorded", dated=True),
    CommandKind("add_note", records.AddNote, "note_added"),
    CommandKind("request_contribution", contributions.RequestContribution,
                "contribution_requested"),
    CommandKind("contribute", contributions.Contribute, "contributed"),
    CommandKind("withdraw_contribution", contributions.WithdrawContribution,
                "contribution_withdrawn"),
    CommandKind("add_document", documents.AddDocument, "document_added"),
    CommandKind("describe_document", documents.DescribeDocument, "document_described"),
    CommandKind("withdraw_document", documents.WithdrawDocument, "document_withdrawn"),
    CommandKind("request_contribution", contributions.RequestContribution,
                "contribution_requested"),
    CommandKind("contribute", contributions.Contribute, "contributed"),
    CommandKind("withdraw_contribution", contributions.WithdrawContribution,
                "contribution_withdrawn"),
    CommandKind("set_adjustments", records.SetAdjustments, "adjustments_set"),
    CommandKind("set_representative", records.SetRepresentative, "representative_set"),
    CommandKind("set_complainants", records.SetComplainants, "complainants_set"),
    CommandKind("offer_remedy", records.OfferRemedy, "remedy_offered"),
    CommandKind("record_remedy_reply", records.RecordRemedyReply, "remedy_reply_recorded",
                dated=True),
    CommandKind("change_remedy_date", records.ChangeRemedyDate, "remedy_date_changed"),
    CommandKind("hand_over_remedy", records.HandOverRemedy, "remedy_handed_over"),
    CommandKind("complete_remedy", records.CompleteRemedy, "remedy_completed"),
    CommandKind("remedy_undeliverable", records.RemedyUndeliverable, "remedy_found_undeliverable"),
    CommandKind("withdraw", stage_1.Withdraw, "withdrawn"),
    CommandKind("notify_ombudsman", ombudsman.NotifyOmbudsman, "ombudsman_notified"),
    CommandKind("record_ombudsman_request", ombudsman.RecordOmbudsmanRequest,
                "ombudsman_request_recorded", dated=True),
    CommandKind("record_ombudsman_instruction", ombudsman.RecordOmbudsmanInstruction,
                "ombudsman_instruction_recorded", dated=True),
    CommandKind("record_ombudsman_decision", ombudsman.RecordOmbudsmanDecision,
                "ombudsman_decision_recorded", dated=True),
    CommandKind("answer_ombudsman_request", ombudsman.AnswerOmbudsmanRequest,
                "ombudsman_request_answered"),
    CommandKind("record_bundle_made", ombudsman.RecordBundleMade, "bundle_made"),
    CommandKind("complete_obligation", ombudsman.CompleteObligation, "obligation_completed"),
    CommandKind("record_obligation_accepted", ombudsman.RecordObligationAccepted,
                "obligation_accepted"),
    CommandKind("open_hazard", hazards.OpenHazard, "hazard_opened", dated=True),
    CommandKind("hand_over_hazard", hazards.HandOverHazard, "hazard_handed_over"),
    CommandKind("record_hazard_step", hazards.RecordHazardStep, "hazard_step_recorded",
                dated=True),
    CommandKind("record_cause", records.RecordCause, "cause_recorded", dated=True),
    CommandKind("add_lesson", records.AddLesson, "lesson_added"),
    CommandKind("record_quality_check", quality.RecordQualityCheck, "quality_checked"),
    CommandKind("restrict_access", records.RestrictAccess, "access_restricted"),
    CommandKind("record_complained_of", records.RecordComplainedOf, "complained_of_recorded"),
    CommandKind("restrict_contact", records.RestrictContact, "contact_restricted"),
    CommandKind("correct_fact", records.CorrectFact, "fact_corrected"),
    CommandKind("close", stage_1.Close, "closed"),
    CommandKind("reopen", stage_1.Reopen, "reopened"),
)

COMMANDS: Mapping[str, CommandKind] = MappingProxyType({kind.name: kind for kind in _KINDS})
EVENT_OF: Mapping[str, str] = MappingProxyType({kind.name: kind.event for kind in _KINDS})
CREATION = "receive"
