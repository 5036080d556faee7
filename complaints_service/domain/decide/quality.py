"""The decision to record how an answer fares against the checklist."""

from __future__ import annotations

from complaints_service.domain.commands.quality import RecordQualityCheck
from complaints_service.domain.complaint import Complaint
from complaints_service.domain.quality import authors_of
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.domain.sealing import private

from .context import Context, Decision, event
from .wording import blank, known_term, provisions

SHORT_OF = frozenset({"partly", "not_met"})


def record_quality_check(
    complaint: Complaint, command: RecordQualityCheck, context: Context
) -> Decision:
    """Every question is answered, by somebody who did not write the answer; what falls short is
    explained, for it is meant to teach (HO 9.1, LGSCO 9.1)."""
    if not complaint.stage_record(command.stage).answered:
        raise InvalidData("stage", f"'stage' is {command.stage}, which is not answered; give the "
                          "number of one that is")
    if context.actor in authors_of(complaint, command.stage):
        raise Refusal("self_approval", "you wrote this answer; somebody else has to look at it",
                      field="stage")
    scores = _scores(command, context)
    asked = provisions(complaint.codes, "9.1", "9.1")
    if blank(command.note) and any(one["score"] in SHORT_OF for one in scores):
        raise Refusal("reason_missing", "'note' is blank; say what could have been better",
                      provision=asked, field="note")
    return Decision((event(context, "quality_checked", stage=command.stage, scores=scores,
                           note=private(command.note)),))


def _scores(command: RecordQualityCheck, context: Context) -> list[dict[str, str]]:
    given: dict[str, str] = {}
    for place, one in enumerate(command.scores):
        field = f"scores[{place}].item"
        item = known_term(context.rules, "quality_items", one.item, field, context.today)
        if item in given:
            raise InvalidData(field, f"'{field}' is '{item}', which is answered twice; answer each "
                              "question once")
        if one.score:
            given[item] = one.score
    wanted = [one.key for one in context.rules.vocabularies["quality_items"].on(context.today)]
    missing = next((one for one in wanted if one not in given), None)
    if missing is not None:
        raise Refusal("reason_missing", f"'scores' has nothing for '{missing}'; say how it came "
                      "out, or that it does not apply", field="scores")
    return [{"item": one, "score": given[one]} for one in wanted]
