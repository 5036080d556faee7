"""Reads the particulars of one row into facts: stages, Ombudsman, person, words of vocabularies."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from complaints_service.content.register.aliases import fold
from complaints_service.content.register.chronology import Days
from complaints_service.content.register.rows import OmbudsmanFacts, PersonFacts, StageFacts
from complaints_service.content.register.values import Amount, Meanings, email_in

_AT_INTAKE = (
    "channel", "service", "description", "complainant", "first_name", "last_name", "email",
    "phone", "address", "postcode", "ward",
)  # fmt: skip
_SHOWN = 200


class Unsound(Exception):
    """A particular makes the whole row unsound: its column, and one sentence with the mend."""

    def __init__(self, column: str, why: str) -> None:
        """Keep the column and the reason."""
        super().__init__(why)
        self.column, self.why = column, why


@dataclass
class UnknownWords:
    """The words met that no vocabulary has: (column, word) → what it was taken as and its lines."""

    found: dict[tuple[str, str], tuple[str | None, list[int]]] = field(default_factory=dict)

    def note(self, column: str, words: str, line: int, taken_as: str | None) -> None:
        """Remember that `words` stood in `column` on `line`."""
        self.found.setdefault((column, words), (taken_as, []))[1].append(line)


@dataclass(frozen=True)
class Particulars:
    """One row's words and days, with what its register's values mean; gathers remarks."""

    line: int
    texts: Mapping[str, str]
    days: Days
    meanings: Meanings
    unknown: UnknownWords
    remarks: list[str] = field(default_factory=list)

    def key(self, column: str, otherwise: str | None) -> str | None:
        """Return the vocabulary key of a column, `otherwise` for none and for unknown words."""
        words = self.texts.get(column)
        if not words:
            return otherwise
        key = self.meanings.key_of(column, words)
        if key is None:
            self.unknown.note(column, words, self.line, otherwise)
            return otherwise
        return key

    def stage_1(self) -> StageFacts:
        """Return stage 1. Raises Unsound where its outcome cannot be true or cannot be read."""
        outcome = self._outcome("stage_1_outcome", "stage_1_responded")
        if outcome in ("withdrawn", "declined") and self.days.get("stage_2_requested"):
            raise Unsound(
                "stage_1_outcome",
                f"The complaint was {outcome}, yet it went on to stage 2; correct one of the two.",
            )
        return StageFacts(
            started=self.days.get("received"),
            acknowledged=self.days.get("acknowledged"),
            target=self.days.get("stage_1_target"),
            extended_to=self.days.get("stage_1_extended_to"),
            responded=self.days.get("stage_1_responded"),
            outcome=outcome,
        )

    def stage_2(self) -> StageFacts:
        """Return stage 2. Raises Unsound where its outcome cannot be read."""
        return StageFacts(
            started=self.days.get("stage_2_requested"),
            acknowledged=self.days.get("stage_2_acknowledged"),
            target=self.days.get("stage_2_target"),
            extended_to=self.days.get("stage_2_extended_to"),
            responded=self.days.get("stage_2_responded"),
            outcome=self._outcome("stage_2_outcome", "stage_2_responded"),
        )

    def _outcome(self, column: str, answered: str) -> str | None:
        words = self.texts.get(column)
        if not words or self.meanings.says("not_yet", words):
            if self.days.get(answered) is not None:
                self.remarks.append(f"{_stage(column)} was answered; no outcome is given.")
            return None
        key = self.meanings.key_of("outcome", words)
        if key is None:
            raise Unsound(
                column,
                f"“{cut(words)}” is not an outcome known here; write upheld, partly upheld or not "
                "upheld, or give its meaning in a mapping file.",
            )
        if self.days.get(answered) is None:
            raise Unsound(
                column,
                f"There is an outcome but no day of the {_stage(column).lower()} answer; add the "
                "day, or take the outcome away.",
            )
        return key

    def ombudsman(self) -> OmbudsmanFacts:
        """Return what the register says of an Ombudsman; words not understood are kept."""
        words = self.texts.get("ombudsman", "")
        referred = bool(words) and not self.meanings.says("no_ombudsman", words)
        body = self.key("ombudsman", None) if referred else None
        said = self.texts.get("ombudsman_decision")
        decision = self.meanings.decision_of(body, said) if body and said else None
        if said and decision is None:
            self.unknown.note("ombudsman_decision", said, self.line, None)
        return OmbudsmanFacts(
            body=body,
            reference=self.texts.get("ombudsman_reference"),
            decision=decision,
            decision_words=said,
            notified=self.days.get("ombudsman_notified"),
            decided=self.days.get("ombudsman_decided"),
        )

    def person(self) -> PersonFacts | None:
        """Return who complained, None where the register does not say."""
        texts = self.texts
        parts = (texts.get("first_name"), texts.get("last_name"))
        name = texts.get("complainant") or " ".join(filter(None, parts))
        email = email_in(texts.get("email", ""))
        if texts.get("email") and email is None:
            self.remarks.append("What stood for an email address is none and was left out.")
        phone, address, postcode = map(texts.get, ("phone", "address", "postcode"))
        if not any((name, email, phone, address, postcode)):
            return None
        return PersonFacts(name, email, phone, address, postcode)

    def point_ombudsman(self) -> str | None:
        """Return whose remit the register says it is in, None where it does not say."""
        words = self.texts.get("code")
        if not words:
            return None
        key = self.meanings.key_of("ombudsman", words)
        if key is None:
            self.unknown.note("code", words, self.line, None)
        return key

    def closed(self) -> date | None:
        """Return the day of closing. Raises Unsound where nothing was answered before it."""
        closed = self.days.get("closed")
        if closed is not None and self.days.get("stage_1_responded") is None:
            raise Unsound(
                "closed",
                "The complaint was closed but the day of its answer is missing; add it, or say in "
                "a mapping file that this column means stage_1_responded.",
            )
        return closed

    def amount_remark(self, amount: Amount) -> None:
        """Remark on compensation that is no amount."""
        if amount.words and self.meanings.says("compensation_pending", amount.words):
            self.remarks.append("Compensation was not settled when the register was written.")
        elif amount.words:
            self.remarks.append("What stood for compensation is no amount and is kept in words.")

    def identity(self) -> str:
        """Name the complaint by its old reference; without one by what was known when it came in,
        so that an answer added to the register later does not make it another complaint."""
        reference = self.texts.get("old_reference")
        if reference:
            return "ref:" + " ".join(reference.casefold().split())
        known = (fold(self.texts.get(column, "")) for column in _AT_INTAKE)
        return "row:" + _hash((str(self.days["received"]), *known))

    def digest(self, amount: Amount) -> str:
        """Return a fingerprint of all particulars, however they are spelled."""
        said = (
            f"{column}={' '.join(text.split()).casefold()}"
            for column, text in self.texts.items()
            if column != "compensation"
        )
        dated = (f"{column}={day}" for column, day in self.days.items() if day is not None)
        return _hash((*sorted(said), *sorted(dated), str(amount.pounds), str(amount.words)))


def cut(text: str) -> str:
    """Shorten a value that is shown in a sentence."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _stage(column: str) -> str:
    return "Stage 1" if column.startswith("stage_1") else "Stage 2"


def _hash(parts: Iterable[str]) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
