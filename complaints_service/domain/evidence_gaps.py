"""What an Ombudsman would look for on a complaint's file and not find, or find too late."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from .calendar import CalendarEnds
from .complaint import Complaint
from .deadlines import CODE_CLOCKS, Deadline, deadlines_of
from .events import Event
from .london import london_date, read_date
from .rules import Rules
from .stage_view import calendar_of, extension_view
from .stages import Finding, State

LONG_SILENCE = 15
"""Working days without a contact that are worth telling."""
TOLD = frozenset({"contact_recorded"})
UPHELD = frozenset({Finding.UPHELD, Finding.PARTLY_UPHELD})
CLOCK_WORDS = {
    "stage_1_acknowledge": "Stage 1 acknowledgement", "stage_1_respond": "Stage 1 answer",
    "stage_2_acknowledge": "Stage 2 acknowledgement", "stage_2_respond": "Stage 2 answer",
    "promised_answer": "Answer by the date promised", "remedy": "Remedy",
    "obligation": "What an Ombudsman asked", "ombudsman_request": "Answer to an Ombudsman",
    "ombudsman_instruction": "What an Ombudsman told us to do", "hazard": "Hazard, clock",
}


@dataclass(frozen=True)
class Gap:
    """Something missing or late: what sort of thing, in a sentence, and since which day."""

    kind: str
    text: str
    on: date | None = None


def gaps_of(
    complaint: Complaint, events: Sequence[Event], rules: Rules, today: date
) -> tuple[Gap, ...]:
    """Return every gap of the file on the London date `today`, in the order of the file's parts.

    `events` are those of the complaint, in order. Source: HO 6.2–6.20, LGSCO 6.2–6.20.
    """
    finders = (_dates, _extensions, _words, _answers, _remedies, _letters, _people)
    return tuple(
        gap for find in finders for gap in find(complaint, rules, today)
    ) + tuple(_silences(complaint, events, rules, today))


def _dates(complaint: Complaint, rules: Rules, today: date) -> Iterator[Gap]:
    for one in deadlines_of(complaint, rules):
        if one.kind not in CLOCK_WORDS or one.state(today) != "missed" or one.due_on is None:
            continue
        done = london_date(one.met_at) if one.met_at else one.ended_on
        name = CLOCK_WORDS[one.kind] + (f" {one.item}" if _named(one) else "")
        late = _working_days(complaint, rules, one.due_on, done or today)
        if done is None:
            text = f"{name}: not on file, and {_days(late)} overdue"
        else:
            text = f"{name}: {_days(late)} late" if late else f"{name}: late"
        yield Gap("late", text, one.due_on)


def _named(one: Deadline) -> bool:
    return bool(one.item) and one.kind not in CODE_CLOCKS


def _days(n: int) -> str:
    return f"{n} working {'day' if n == 1 else 'days'}"


def _working_days(complaint: Complaint, rules: Rules, start: date, end: date) -> int:
    try:
        return calendar_of(complaint, rules).working_days_between(start, end)
    except CalendarEnds:
        return 0


def _extensions(complaint: Complaint, rules: Rules, today: date) -> Iterator[Gap]:
    for one, valid, _ in extension_view(complaint, rules):
        given = f"Extension of stage {one.stage} by {_days(one.working_days)}"
        if one.letter is None and one.told_at is None:
            yield Gap("extension", f"{given}: no record of an extension letter", one.issued_on)
        elif one.told_at is None:
            yield Gap("extension", f"{given}: the letter is not known to have left", one.issued_on)
        elif not valid:
            yield Gap("extension", f"{given}: told after the date that it moves, or beyond what "
                      "may be given without an approved good reason", london_date(one.told_at))


ACCEPTED = frozenset({
    State.STAGE_1_INVESTIGATING, State.STAGE_1_RESPONDED, State.STAGE_2_REQUESTED,
    State.STAGE_2_INVESTIGATING, State.STAGE_2_RESPONDED, State.CLOSED,
})


def _words(complaint: Complaint, rules: Rules, today: date) -> Iterator[Gap]:
    if complaint.description is None:
        yield Gap("words", "The complaint as it was made is not on file")
    if complaint.state not in ACCEPTED:
        return
    if complaint.definition is None:
        yield Gap("words", "No definition of the complaint is on file")
    if complaint.outcomes_sought is None and not complaint.outcomes_not_stated:
        yield Gap("words", "What the complainant wanted is not on file")
    if not complaint.points:
        yield Gap("words", "No points to answer are on file")


def _answers(complaint: Complaint, rules: Rules, today: date) -> Iterator[Gap]:
    for stage in (1, 2):
        if not complaint.stage_record(stage).answered:
            continue
        disputed = complaint.stage_2.points if stage == 2 else ()
        for point in complaint.points:
            if point.declined or (disputed and point.n not in disputed):
                continue
            answer = point.stage_1 if stage == 1 else point.stage_2
            if answer is None:
                yield Gap("answer", f"Point {point.n}: no finding at stage {stage}")
            elif answer.reasons is None:
                yield Gap("answer", f"Point {point.n}: no reasons at stage {stage}")
            elif not answer.sources:
                yield Gap("answer", f"Point {point.n}: no policy, law or evidence named at stage "
                          f"{stage}")


def _remedies(complaint: Complaint, rules: Rules, today: date) -> Iterator[Gap]:
    found = {complaint.finding(1), complaint.finding(2)}
    stood = complaint.stage_1.no_remedy_because or complaint.stage_2.no_remedy_because
    if found & UPHELD and not complaint.remedies and stood is None:
        yield Gap("remedy", "Something was upheld, and no remedy is on file, nor why there is none")
    for one in complaint.remedies:
        if one.status == "done" and one.evidence is None:
            yield Gap("remedy", f"Remedy {one.n}: done, but nothing shows it")
    if found & UPHELD and not complaint.lessons:
        yield Gap("learning", "Something was upheld, and no lesson is on file")


def _letters(complaint: Complaint, rules: Rules, today: date) -> Iterator[Gap]:
    for one in complaint.letters:
        if one.awaiting_post:
            yield Gap("letter", f"A letter ({one.kind.replace('_', ' ')}) was printed and is not "
                      "known to have left", london_date(one.issued_at))


def _people(complaint: Complaint, rules: Rules, today: date) -> Iterator[Gap]:
    speaker = complaint.representative
    if speaker is not None and not speaker.authority:
        yield Gap("people", "Somebody speaks for the complainant, and no authority is on file")
    if complaint.stage_1.answered and complaint.stage_1.handler is None:
        yield Gap("people", "Who answered stage 1 is not on file")


def _silences(
    complaint: Complaint, events: Iterable[Event], rules: Rules, today: date
) -> Iterator[Gap]:
    """Long times in which nothing passed between us and them while we owed an answer."""
    end = _answered_on(complaint) or today
    days = sorted({day for one in events for day in _spoken_on(one) if day <= end}
                  | {complaint.received_on})
    for before, after in zip(days, [*days[1:], end], strict=True):
        quiet = _working_days(complaint, rules, before, after)
        if quiet >= LONG_SILENCE:
            yield Gap("silence", f"No contact with the complainant for {_days(quiet)}, from "
                      f"{_day(before)} to {_day(after)}", before)


def _day(on: date) -> str:
    return f"{on.day} {on:%B %Y}"


def _spoken_on(event: Event) -> Iterator[date]:
    """The days on which an event shows that something passed between us and them."""
    letter = event.data.get("letter")
    if event.type in TOLD or event.type == "dispatched" or isinstance(letter, dict):
        yield london_date(event.occurred_at)
    sent_on = event.data.get("sent_on") if event.type == "dispatched" else None
    if isinstance(sent_on, str):
        found = read_date(sent_on)
        if found is not None:
            yield found


def _answered_on(complaint: Complaint) -> date | None:
    """The day of our last word, where nothing is owed any more."""
    last = complaint.stage_2.responded_at or complaint.stage_1.responded_at
    open_again = complaint.state in (State.STAGE_2_REQUESTED, State.STAGE_2_INVESTIGATING)
    if open_again:
        return None
    ended = complaint.stage_1.ended_on
    return london_date(last) if last else ended
