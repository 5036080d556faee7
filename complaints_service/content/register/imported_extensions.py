"""Reads the extensions of a register: the days that they add, and whether they can count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from complaints_service.content.register.chronology import in_words
from complaints_service.content.register.rows import RegisterRow, StageFacts
from complaints_service.content.register.steps import ImportedStep, ImportRules
from complaints_service.domain.clocks import stage_dates


def extension_steps(
    number: int, stage: StageFacts, rules: ImportRules
) -> Iterator[ImportedStep]:
    """Yield the extension of a stage, if its new day is after the day first due.

    Its days are working days beyond the original due date (HO 6.4, 6.15; LGSCO 6.4, 6.16); one
    beyond the cap is yielded too and, having no good reason, is not valid.
    """
    due_on, days = further_days(number, stage, rules)
    if due_on is None or days <= 0:
        return
    # The register does not say when it was given: the due day is the last that would be in time.
    given_on = min(due_on, stage.responded or due_on, rules.today)
    yield ImportedStep(
        "extend",
        given_on,
        {
            "stage": number,
            "working_days": days,
            "reason": None,
            "reason_text": None,
            "good_reason": None,
            "update_every_days": None,
            "told": rules.extensions_told,
        },
        day_known=False,
    )


def further_days(
    number: int, stage: StageFacts, rules: ImportRules
) -> tuple[date | None, int]:
    """Return the day first due and the working days from it to the day extended to."""
    if stage.started is None or stage.extended_to is None:
        return None, 0
    limits = rules.stage_1 if number == 1 else rules.stage_2
    dates = stage_dates(stage.started, stage.acknowledged, 0, limits, rules.calendar)
    due_on = dates.respond_by
    return due_on, rules.calendar.working_days_between(due_on, stage.extended_to)


def extension_remarks(row: RegisterRow, rules: ImportRules) -> Iterator[str]:
    """Yield a sentence on each extension that does not count or is not valid."""
    for number, stage in ((1, row.stage_1), (2, row.stage_2)):
        due_on, days = further_days(number, stage, rules)
        if due_on is None or stage.extended_to is None:
            continue
        extended = f"Stage {number} was extended to {in_words(stage.extended_to)}"
        cap = (rules.stage_1 if number == 1 else rules.stage_2).extension_cap
        if days <= 0:
            yield f"{extended}, not after the day first due, {in_words(due_on)}: it does not count."
        elif days > cap:
            yield (
                f"{extended}, {days} working days beyond the day first due, {in_words(due_on)}: "
                f"more than the {cap} allowed without good reason, so it is not valid."
            )
