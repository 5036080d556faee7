"""Judges one record of a register: a sound row, or the reason why it is refused whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from complaints_service.content.register.chronology import Days, Fault, fault_in, read_days
from complaints_service.content.register.columns import DATES
from complaints_service.content.register.headings import Headings
from complaints_service.content.register.mapping import RegisterMapping
from complaints_service.content.register.particulars import (
    Particulars,
    UnknownWords,
    Unsound,
    cut,
)
from complaints_service.content.register.rows import Refused, RegisterRow
from complaints_service.content.register.table import Cell, Record, words_of
from complaints_service.content.register.values import Amount, Meanings

_LONGEST = {
    "old_reference": 100, "service": 400, "channel": 400, "ward": 200, "handler": 400,
    "contractor": 400, "complainant": 400, "first_name": 200, "last_name": 199, "phone": 60,
    "postcode": 20, "ombudsman_reference": 100, "address": 1_000, "lessons": 4_000,
    "status": 400, "compensation": 400, "category": 400, "description": 10_000, "notes": 10_000,
}  # fmt: skip
_LONGEST_OTHER = 400
_SHIFTED = (
    "The row has more cells than there are headings, so its columns have moved; put text that "
    "holds the separator in quotation marks."
)


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
        beyond = [words_of(cell) for cell in record.cells[self.headings.width :]]
        if any(beyond):
            return Refused(record.line, "", cut(next(filter(None, beyond))), _SHIFTED)
        days = self._days(record)
        if isinstance(days, Fault):
            if days.other_order:
                self.other_order.append(record.line)
            return self._refused(record, days.column, days.why)
        try:
            return self._row(record, days)
        except Unsound as unsound:
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
        dated = (column for column in self.headings.columns if column in DATES)
        cells = {column: self._cell(record, column) for column in dated}
        order = self.mapping.date_order
        days = read_days(cells, self.meanings.happened, order, from_1904=self.from_1904)
        if isinstance(days, Fault):
            return days
        return fault_in(days, self.today) or days

    def _refused(self, record: Record, column: str, why: str) -> Refused:
        spelled = self.headings.spelled.get(column, column)
        return Refused(record.line, spelled, cut(words_of(self._cell(record, column))), why)

    def _texts(self, record: Record) -> dict[str, str]:
        texts: dict[str, str] = {}
        for column in self.headings.columns:
            if column in DATES:
                continue
            text = self.text_of(record, column)
            most = _LONGEST.get(column, _LONGEST_OTHER)
            if len(text) > most:
                why = f"It has {len(text):,} characters, more than {most:,}; shorten it."
                raise Unsound(column, why)
            if text:
                texts[column] = text
        return texts

    def _row(self, record: Record, days: Days) -> RegisterRow:
        texts = self._texts(record)
        told = Particulars(record.line, texts, days, self.meanings, self.unknown)
        received = days["received"]
        if received is None:  # fault_in has refused it
            raise Unsound("received", "The day of receipt is missing.")
        amount = self._amount(record, told)
        handler = texts.get("handler")
        return RegisterRow(
            line=record.line,
            identity=told.identity(),
            digest=told.digest(amount),
            old_reference=texts.get("old_reference"),
            received=received,
            service=told.key("service", "other") or "other",
            service_words=texts.get("service", ""),
            channel=told.key("channel", "other") or "other",
            channel_words=texts.get("channel", ""),
            description=texts.get("description", ""),
            category=told.key("category", None),
            issue_on=days.get("issue_on"),
            stage_1=told.stage_1(),
            stage_2=told.stage_2(),
            ombudsman=told.ombudsman(),
            compensation=amount.pounds,
            compensation_words=amount.words,
            lessons=texts.get("lessons"),
            ward=texts.get("ward"),
            handler=handler,
            handler_email=self.meanings.handler_email(handler) if handler else None,
            contractor=texts.get("contractor"),
            complainant=told.person(),
            point_ombudsman=told.point_ombudsman(),
            closed=told.closed(),
            status_words=texts.get("status"),
            notes=texts.get("notes"),
            remarks=tuple(told.remarks),
        )

    def _amount(self, record: Record, told: Particulars) -> Amount:
        amount = self.meanings.amount(self._cell(record, "compensation"))
        told.amount_remark(amount)
        return amount
