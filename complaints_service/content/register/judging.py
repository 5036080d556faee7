"""Judges one record of a register: a sound row, or the reason why it is refused whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from complaints_service.content.register.aliases import fold
from complaints_service.content.register.chronology import Days, Fault, fault_in, read_days
from complaints_service.content.register.columns import DATES
from complaints_service.content.register.headings import Headings
from complaints_service.content.register.mapping import RegisterMapping
from complaints_service.content.register.rows import (
    OmbudsmanFacts,
    PersonFacts,
    Refused,
    RegisterRow,
    StageFacts,
)
from complaints_service.content.register.table import Cell, Record, words_of
from complaints_service.content.register.values import Amount, Meanings, email_in

_LONGEST = {
    "old_reference": 100, "service": 400, "channel": 400, "ward": 200, "handler": 400,
    "contractor": 400, "complainant": 400, "first_name": 200, "last_name": 200, "phone": 60,
    "postcode": 20, "ombudsman_reference": 100, "address": 1_000, "lessons": 4_000,
    "status": 400, "compensation": 400, "category": 400,
}  # fmt: skip
_LONGEST_TEXT = 20_000
_SHOWN = 200
_FINDINGS = frozenset({"upheld", "partly_upheld", "not_upheld", "unable_to_decide"})
_AT_INTAKE = (
    "received", "channel", "service", "description", "complainant", "first_name", "last_name",
    "email", "phone", "address", "postcode", "ward",
)  # fmt: skip


class _Unsound(Exception):
    def __init__(self, column: str, why: str) -> None:
        self.column, self.why = column, why


@dataclass
class UnknownWords:
    """The words met that no vocabulary has: (column, word) → what it was taken as and its lines."""

    found: dict[tuple[str, str], tuple[str | None, list[int]]] = field(default_factory=dict)

    def note(self, column: str, words: str, line: int, taken_as: str | None) -> None:
        """Remember that `words` stood in `column` on `line`."""
        self.found.setdefault((column, words), (taken_as, []))[1].append(line)


@dataclass(frozen=True)
class Judge:
    """Judges the records of one sheet; `today` is the London day beyond which all is future."""

    headings: Headings
    meanings: Meanings
    mapping: RegisterMapping
    today: date
    from_1904: bool = False
    unknown: UnknownWords = field(default_factory=UnknownWords)
    other_order: list[int] = field(default_factory=list)

    def judge(self, record: Record) -> RegisterRow | Refused:
        """Return the sound row in a record, or why it is refused: one unsound particular refuses
        the row whole, because figures built on the rest would be wrong."""
        if len(record.cells) > self.headings.width:
            beyond = next((c for c in record.cells[self.headings.width :] if words_of(c)), None)
            if beyond is not None:
                return Refused(record.line, "", _cut(words_of(beyond)), _SHIFTED)
        days = self._days(record)
        if isinstance(days, Fault):
            if days.other_order:
                self.other_order.append(record.line)
            return self._refused(record, days.column, days.why)
        try:
            return self._row(record, days)
        except _Unsound as unsound:
            return self._refused(record, unsound.column, unsound.why)

    def text_of(self, record: Record, column: str) -> str:
        """Return the words of a record in a column; an empty text where it has none."""
        places = self.headings.columns.get(column, ())
        cells = [record.cells[place] for place in places if place < len(record.cells)]
        separator = ", " if column == "address" else "\n"
        return separator.join(filter(None, map(self.meanings.text, cells)))

    def _cell(self, record: Record, column: str) -> Cell:
        places = self.headings.columns.get(column)
        return record.cells[places[0]] if places and places[0] < len(record.cells) else ""

    def _days(self, record: Record) -> Days | Fault:
        cells = {
            column: self._cell(record, column)
            for column in self.headings.columns
            if column in DATES
        }
        order = self.mapping.date_order
        days = read_days(cells, self.meanings.text, order, from_1904=self.from_1904)
        if isinstance(days, Fault):
            return days
        return fault_in(days, self.today) or days

    def _refused(self, record: Record, column: str, why: str) -> Refused:
        spelled = self.headings.spelled.get(column, column)
        places = self.headings.columns.get(column, ())
        shown = words_of(self._cell(record, column)) if places else ""
        return Refused(record.line, spelled, _cut(shown), why)

    def _row(self, record: Record, days: Days) -> RegisterRow:
        remarks: list[str] = []
        texts = self._texts(record)
        received = days["received"]
        assert received is not None, "the chronology refuses a row without receipt"  # noqa: S101
        amount = self._amount(record, remarks)
        handler = texts.get("handler")
        return RegisterRow(
            line=record.line,
            identity=_identity(texts, received),
            digest=_hash(_particulars(texts, days, amount)),
            old_reference=texts.get("old_reference"),
            received=received,
            service=self._key(record.line, "service", texts, "other") or "other",
            service_words=texts.get("service", ""),
            channel=self._key(record.line, "channel", texts, "other") or "other",
            channel_words=texts.get("channel", ""),
            description=texts.get("description", ""),
            category=self._key(record.line, "category", texts, None),
            issue_on=days.get("issue_on"),
            stage_1=self._stage_1(texts, days, remarks),
            stage_2=self._stage_2(texts, days, remarks),
            ombudsman=self._ombudsman(record.line, texts, days, remarks),
            compensation=amount.pounds,
            compensation_words=amount.words,
            lessons=texts.get("lessons"),
            ward=texts.get("ward"),
            handler=handler,
            handler_email=self.meanings.handler_email(handler) if handler else None,
            contractor=texts.get("contractor"),
            complainant=self._person(texts, remarks),
            point_ombudsman=self._code(record.line, texts),
            closed=self._closed(days),
            status_words=texts.get("status"),
            notes=texts.get("notes"),
            remarks=tuple(remarks),
        )

    def _texts(self, record: Record) -> dict[str, str]:
        texts: dict[str, str] = {}
        for column in self.headings.columns:
            if column in DATES:
                continue
            text = self.text_of(record, column)
            most = _LONGEST.get(column, _LONGEST_TEXT)
            if len(text) > most:
                raise _Unsound(
                    column, f"It has {len(text):,} characters, more than {most:,}; shorten it."
                )
            if text:
                texts[column] = text
        return texts

    def _key(
        self, line: int, column: str, texts: Mapping[str, str], otherwise: str | None
    ) -> str | None:
        words = texts.get(column)
        if not words:
            return otherwise
        key = self.meanings.key_of(column, words)
        if key is None:
            self.unknown.note(column, words, line, otherwise)
            return otherwise
        return key

    def _stage_1(
        self, texts: Mapping[str, str], days: Days, remarks: list[str]
    ) -> StageFacts:
        answered = days.get("stage_1_responded")
        outcome = self._outcome("stage_1_outcome", texts, answered, remarks)
        if outcome in ("withdrawn", "declined") and days.get("stage_2_requested"):
            raise _Unsound(
                "stage_1_outcome",
                f"The complaint was {outcome}, yet it went on to stage 2; correct one of the two.",
            )
        return StageFacts(
            started=days.get("received"),
            acknowledged=days.get("acknowledged"),
            target=days.get("stage_1_target"),
            extended_to=days.get("stage_1_extended_to"),
            responded=answered,
            outcome=outcome,
        )

    def _stage_2(
        self, texts: Mapping[str, str], days: Days, remarks: list[str]
    ) -> StageFacts:
        answered = days.get("stage_2_responded")
        return StageFacts(
            started=days.get("stage_2_requested"),
            acknowledged=days.get("stage_2_acknowledged"),
            target=days.get("stage_2_target"),
            extended_to=days.get("stage_2_extended_to"),
            responded=answered,
            outcome=self._outcome("stage_2_outcome", texts, answered, remarks),
        )

    def _outcome(
        self, column: str, texts: Mapping[str, str], answered: date | None, remarks: list[str]
    ) -> str | None:
        words = texts.get(column)
        if not words or self.meanings.says("not_yet", words):
            if answered is not None:
                remarks.append(f"Answered without an outcome ({column}).")
            return None
        key = self.meanings.key_of("outcome", words)
        if key is None:
            raise _Unsound(
                column,
                f"“{_cut(words)}” is not an outcome known here; write upheld, partly upheld or not "
                "upheld, or give its meaning in a mapping file.",
            )
        if answered is None:
            stage = column[:7].replace("_", " ")
            raise _Unsound(
                column,
                f"There is an outcome but no day of the {stage} answer; add the day, or take the "
                "outcome away.",
            )
        return key

    def _ombudsman(
        self, line: int, texts: Mapping[str, str], days: Days, remarks: list[str]
    ) -> OmbudsmanFacts:
        words = texts.get("ombudsman", "")
        body = None
        if words and not self.meanings.says("no_ombudsman", words):
            body = self._key(line, "ombudsman", texts, None)
        said = texts.get("ombudsman_decision")
        decision = self.meanings.decision_of(body, said) if body and said else None
        if said and decision is None:
            self.unknown.note("ombudsman_decision", said, line, None)
            remarks.append("The Ombudsman's decision was not understood, and is kept in words.")
        return OmbudsmanFacts(
            body=body,
            reference=texts.get("ombudsman_reference"),
            decision=decision,
            decision_words=said,
            notified=days.get("ombudsman_notified"),
            decided=days.get("ombudsman_decided"),
        )

    def _amount(self, record: Record, remarks: list[str]) -> Amount:
        amount = self.meanings.amount(self._cell(record, "compensation"))
        if amount.words and not self.meanings.says("compensation_pending", amount.words):
            remarks.append("The compensation is no amount, and is kept in words.")
        elif amount.words:
            remarks.append("The compensation was not settled when the register was written.")
        return amount

    def _person(self, texts: Mapping[str, str], remarks: list[str]) -> PersonFacts | None:
        names = (texts.get("complainant") or " ".join(_present(texts, "first_name", "last_name")))
        email = email_in(texts.get("email", ""))
        if texts.get("email") and email is None:
            remarks.append("The email address is none, and was left out.")
        reach = tuple(texts.get(column) for column in ("phone", "address", "postcode"))
        if not names and not email and not any(reach):
            return None
        return PersonFacts(names, email, *reach)

    def _code(self, line: int, texts: Mapping[str, str]) -> str | None:
        words = texts.get("code")
        if not words:
            return None
        key = self.meanings.key_of("ombudsman", words)
        if key is None:
            self.unknown.note("code", words, line, None)
        return key

    def _closed(self, days: Days) -> date | None:
        closed = days.get("closed")
        if closed is not None and days.get("stage_1_responded") is None:
            raise _Unsound(
                "closed",
                "The complaint was closed but the day of its answer is missing; add it, or say in "
                "a mapping file that this column means stage_1_responded.",
            )
        return closed


_SHIFTED = (
    "The row has more cells than there are headings, so its columns have moved; put text that "
    "holds the separator in quotation marks."
)


def _present(texts: Mapping[str, str], *columns: str) -> Iterable[str]:
    return (texts[column] for column in columns if column in texts)


def _identity(texts: Mapping[str, str], received: date) -> str:
    """Name a complaint by its old reference; without one by what was known when it came in, so
    that an answer added to the register later does not make it another complaint."""
    reference = texts.get("old_reference")
    if reference:
        return "ref:" + " ".join(reference.casefold().split())
    known = [received.isoformat(), *(fold(texts.get(column, "")) for column in _AT_INTAKE[1:])]
    return "row:" + _hash(known)


def _particulars(texts: Mapping[str, str], days: Days, amount: Amount) -> list[str]:
    said = [f"{column}={' '.join(text.split()).casefold()}" for column, text in texts.items()
            if column != "compensation"]
    dated = [f"{column}={day}" for column, day in days.items() if day is not None]
    return [*sorted(said), *sorted(dated), str(amount.pounds), str(amount.words)]


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
