"""What a person has answered so far: carried from page to page by the pages themselves."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from werkzeug.datastructures import MultiDict

FIELDS = (
    "organisation", "service", "description", "issue_day", "issue_month", "issue_year",
    "outcomes_sought", "who", "rep_name", "rep_kind", "rep_email", "rep_phone", "rep_why",
    "name", "email", "phone", "address", "postcode", "reply_by", "tenure", "adjustments_detail",
)
"""Every answer that is one text; the adjustments are several."""
MANY = "adjustments"
MOST_ADJUSTMENTS = 40
SELF, OTHER, NOBODY = "self", "other", "nobody"
"""Who complains: the person themselves, somebody for them, somebody who stays unnamed."""
UNSURE = "unsure"
"""The answer to which service it is about, of somebody who does not know."""

_KEY = re.compile(r"[0-9a-f]{32}")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True)
class Answers:
    """The answers by field, as typed; `key` lets the complaint be sent once, however often.

    `then` names the page to go back to after a change, empty for the next one.
    """

    key: str
    values: Mapping[str, str]
    adjustments: tuple[str, ...] = ()
    then: str = ""

    def __getitem__(self, field: str) -> str:
        """Return the answer to a field, empty where there is none."""
        return self.values.get(field, "")

    @property
    def anonymous(self) -> bool:
        """They do not want to say who they are."""
        return self["who"] == NOBODY

    @property
    def for_somebody(self) -> bool:
        """They speak for somebody else."""
        return self["who"] == OTHER

    @property
    def happened_on(self) -> date | None:
        """The day it happened, where one was given that exists."""
        try:
            return issue_on(self)
        except ValueError:
            return None

    def afresh(self) -> Answers:
        """Return the same answers under a new key: they are then another complaint."""
        return replace(self, key=new_key())

    def carried(self, but: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return what a page carries on in hidden fields, except the fields that it asks for."""
        plain = [(name, value) for name, value in self.values.items() if value and name not in but]
        many = [] if MANY in but else [(MANY, one) for one in self.adjustments]
        return [("key", self.key), *plain, *many]


def new_key() -> str:
    """Return a key under which one complaint is sent."""
    return secrets.token_hex(16)


def read(form: MultiDict[str, str]) -> Answers:
    """Read every answer that a form carries; what it does not know is left aside."""
    values = {name: plain(form.get(name, "")) for name in FIELDS}
    key = form.get("key", "")
    return Answers(
        key if _KEY.fullmatch(key) else new_key(), values,
        tuple(plain(one) for one in form.getlist(MANY)[:MOST_ADJUSTMENTS]),
        "check" if form.get("_then") == "check" else "",
    )


def plain(text: str) -> str:
    """Return typed text without what nobody can see or type, and with one kind of line end."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def issue_on(answers: Answers) -> date | None:
    """Return the day it happened; None where none was given. ValueError for no day at all."""
    parts = [answers[name] for name in ("issue_year", "issue_month", "issue_day")]
    if not any(parts):
        return None
    if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        raise ValueError("a date needs three numbers")
    return date(*(int(part) for part in parts))
